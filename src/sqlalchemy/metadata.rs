//! `sqlalchemy.MetaData`: tables by name, a schema, a naming convention.

use std::cell::RefCell;
use std::rc::Rc;

use crate::operation::Executable;
use crate::python::{Arguments, ClassBuilder, Evaluator, Instance, NativeFunction, Outcome, Value};
use crate::sorting;

use super::{classes, exceptions, freeze, names, naming, session, table};

/// A foreign key that waits for a table or a column.
#[derive(Clone)]
pub struct Waiting {
    /// The table's key.
    pub table: Rc<str>,
    /// The column's key.
    pub column: Option<Rc<str>>,
    /// The foreign key.
    pub key: Rc<Instance>,
}

/// What a `MetaData` keeps beside its attributes.
#[derive(Default)]
pub struct MetaDataState {
    tables: RefCell<Vec<(Rc<str>, Rc<Instance>)>>,
    waiting: RefCell<Vec<Waiting>>,
}

fn state(metadata: &Value) -> Option<Rc<MetaDataState>> {
    metadata.payload::<MetaDataState>()
}

/// `MetaData`.
pub(super) fn class(builder: ClassBuilder) -> ClassBuilder {
    builder
        .attribute("schema", Value::None)
        .method("__init__", init)
        .property("tables", |evaluator, this| {
            let tables = tables_of(this);
            let entries = tables.into_iter().map(|(key, t)| (Value::str(key), Value::Instance(t)));
            evaluator.dict_from(entries).map(Value::Dict)
        })
        .property("sorted_tables", |_, this| {
            Ok(Value::list(sorted(this).into_iter().map(Value::Instance).collect()))
        })
        .method("__contains__", |_, this, arguments| {
            let wanted = arguments.positional.first().cloned().unwrap_or(Value::None);
            let key = match wanted.as_str() {
                Some(key) => Some(key.clone()),
                None => wanted.as_instance().map(|t| table::key(t)),
            };
            Ok(key.is_some_and(|key| find(this, &key).is_some()).into())
        })
        .property_with_setter("naming_convention", convention, |_, this, new| {
            if let Some(instance) = this.as_instance() {
                instance.set("naming_convention", new.clone());
            }
            Ok(())
        })
        .method("__repr__", |_, _, _| Ok("MetaData()".into()))
        .method("clear", |_, this, _| {
            if let Some(state) = state(this) {
                state.tables.borrow_mut().clear();
                state.waiting.borrow_mut().clear();
            }
            Ok(Value::None)
        })
        .method("remove", |_, this, arguments| {
            if let Some(t) = arguments.positional.first().and_then(Value::as_instance) {
                remove(this, &table::key(t));
            }
            Ok(Value::None)
        })
        .method("reflect", reflect)
        .attribute("create_all", NativeFunction::method("create_all", create_all).effect().into())
        .attribute("drop_all", NativeFunction::method("drop_all", drop_all).effect().into())
}

fn init(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &["schema=", "quote_schema=", "naming_convention=", "info="];
    let mut bound = arguments.bind(evaluator, "MetaData.__init__", parameters)?;
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    instance.set_payload(Rc::new(MetaDataState::default()));
    session::remember(evaluator, instance);
    let schema = bound.take_or_none("schema");
    if !schema.is_none() && schema.as_str().is_none() && schema.as_unknown().is_none() {
        let class = evaluator.class_of(&schema).full_name();
        let text = format!("expected schema argument to be a string, got <class '{class}'>.");
        return Err(exceptions::argument_error(evaluator, text));
    }
    let quote = bound.get("quote_schema").and_then(Value::as_bool);
    let schema = names::quoted(evaluator, &schema, quote);
    if !schema.is_none() {
        instance.set("schema", schema);
    }
    if let Some(convention) = bound.take("naming_convention")
        && evaluator.truth(&convention).unwrap_or(true)
    {
        instance.set("naming_convention", convention);
    }
    if let Some(info) = bound.take("info") {
        instance.set("info", info);
    }
    Ok(Value::None)
}

/// `naming_convention`, which is made where nobody gave one and somebody asks for it.
fn convention(evaluator: &mut Evaluator, this: &Value) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    if let Some(given) = instance.get("naming_convention") {
        return Ok(given);
    }
    let (key, value) = naming::DEFAULT;
    let made = Value::Dict(evaluator.dict_from([(key.into(), value.into())])?);
    instance.set("naming_convention", made.clone());
    Ok(made)
}

/// A new `MetaData` without anything.
pub fn new(evaluator: &Evaluator) -> Value {
    let state = Rc::new(MetaDataState::default());
    let instance = Instance::with_payload(classes::classes().metadata.clone(), state);
    session::remember(evaluator, &instance);
    Value::Instance(instance)
}

/// The table of this key.
pub fn find(metadata: &Value, key: &str) -> Option<Rc<Instance>> {
    let state = state(metadata)?;
    let tables = state.tables.borrow();
    tables.iter().find(|(known, _)| &**known == key).map(|(_, table)| table.clone())
}

/// Adds a table.
pub fn add(metadata: &Value, key: Rc<str>, table: &Rc<Instance>) {
    if let Some(state) = state(metadata) {
        state.tables.borrow_mut().push((key, table.clone()));
    }
}

/// Takes a table out.
pub fn remove(metadata: &Value, key: &str) {
    if let Some(state) = state(metadata) {
        state.tables.borrow_mut().retain(|(known, _)| &**known != key);
        state.waiting.borrow_mut().retain(|waiting| {
            let parent = waiting.key.get("parent").and_then(|p| p.as_instance().cloned());
            let own = parent.and_then(|p| super::column::table_of(&p));
            own.is_none_or(|own| *table::key(&own) != *key)
        });
    }
}

/// Every table with its key.
pub fn tables_of(metadata: &Value) -> Vec<(Rc<str>, Rc<Instance>)> {
    state(metadata).map(|state| state.tables.borrow().clone()).unwrap_or_default()
}

/// Remembers that a foreign key waits.
pub fn remember(metadata: &Value, waiting: Waiting) {
    if let Some(state) = state(metadata) {
        state.waiting.borrow_mut().push(waiting);
    }
}

/// Whether there are foreign keys that wait.
pub fn has_waiting(metadata: &Value) -> bool {
    state(metadata).is_some_and(|state| !state.waiting.borrow().is_empty())
}

/// The foreign keys that wait for a table.
pub fn waiting_for(metadata: &Value, key: &str) -> Vec<Waiting> {
    let Some(state) = state(metadata) else { return Vec::new() };
    let waiting = state.waiting.borrow();
    waiting.iter().filter(|waiting| &*waiting.table == key).cloned().collect()
}

/// `MetaData.sorted_tables`: by key, and a table after those that it refers to.
pub fn sorted(metadata: &Value) -> Vec<Rc<Instance>> {
    let mut tables = tables_of(metadata);
    sorting::sort_by(&mut tables, |(a, _), (b, _)| a.cmp(b));
    in_order(metadata, tables).0
}

/// `sort_tables_and_constraints`: each table after those that it refers to, otherwise as they come; and
/// whether that can be.
fn in_order(metadata: &Value, tables: Vec<(Rc<str>, Rc<Instance>)>) -> (Vec<Rc<Instance>>, bool) {
    let mut order: Vec<Rc<Instance>> = Vec::with_capacity(tables.len());
    let mut todo = tables;
    let own = metadata.as_instance().and_then(|metadata| metadata.get("schema"));
    while !todo.is_empty() {
        let ready = |key: &Rc<str>, item: &Rc<Instance>, todo: &[(Rc<str>, Rc<Instance>)]| {
            referred_keys(item, own.as_ref())
                .iter()
                .all(|referred| referred == key || !todo.iter().any(|(other, _)| other == referred))
        };
        let (now, later): (Vec<_>, Vec<_>) =
            todo.iter().cloned().partition(|(key, item)| ready(key, item, &todo));
        let stuck = now.is_empty();
        order.extend(now.into_iter().map(|(_, item)| item));
        if stuck {
            order.extend(later.into_iter().map(|(_, item)| item));
            return (order, false);
        }
        todo = later;
    }
    (order, true)
}

fn referred_keys(item: &Rc<Instance>, own: Option<&Value>) -> Vec<Rc<str>> {
    let keys = table::foreign_keys_of(item);
    // what is added by ALTER waits for nothing
    let waits = |key: &&Rc<Instance>| {
        let constraint = key.get("constraint");
        let late = constraint.and_then(|found| found.as_instance()?.get("use_alter"));
        late.is_none_or(|late| late.as_bool() != Some(true))
    };
    keys.iter()
        .filter(waits)
        .map(|key| {
            let target = super::foreign_key::target(key);
            let name = target.table.as_str().cloned().unwrap_or_else(|| "".into());
            let schema = target.schema.as_str().or_else(|| own.and_then(Value::as_str));
            table::key_for(&name, schema.map(|schema| &**schema))
        })
        .collect()
}

fn reflect(evaluator: &mut Evaluator, _: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &[
        "bind",
        "schema=",
        "views=",
        "only=",
        "extend_existing=",
        "autoload_replace=",
        "resolve_fks=",
        "**dialect_kwargs",
    ];
    let bound = arguments.bind(evaluator, "MetaData.reflect", parameters)?;
    let bind = bound.get("bind").cloned().unwrap_or(Value::None);
    super::engine::inspect(evaluator, &bind)
}

fn create_all(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut tables = Vec::new();
    for item in wanted(evaluator, this, arguments, "MetaData.create_all")? {
        tables.push(freeze::resolved_table(evaluator, &item, true)?);
    }
    session::execute(evaluator, Executable::CreateAll(tables))?;
    Ok(Value::None)
}

fn drop_all(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut tables = Vec::new();
    for item in wanted(evaluator, this, arguments, "MetaData.drop_all")? {
        tables.push(freeze::table(evaluator, &item)?);
    }
    tables.reverse();
    session::execute(evaluator, Executable::DropAll(tables))?;
    Ok(Value::None)
}

fn wanted(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
    name: &str,
) -> Outcome<Vec<Rc<Instance>>> {
    let bound = arguments.bind(evaluator, name, &["bind", "tables=", "checkfirst="])?;
    session::check_bind(evaluator, &bound, "_run_ddl_visitor")?;
    let mut all = tables_of(this);
    if let Some(tables) = bound.given("tables") {
        let chosen = evaluator.collect(tables)?;
        all = chosen
            .iter()
            .filter_map(|item| all.iter().find(|(_, own)| item.is(&Value::Instance(own.clone()))))
            .cloned()
            .collect();
    }
    match in_order(this, all) {
        (order, true) => Ok(order),
        _ => Err(session::unknown(evaluator, "the order of tables that refer to each other")),
    }
}
