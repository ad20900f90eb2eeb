//! `sqlalchemy.Index`.

use std::cell::RefCell;
use std::rc::Rc;

use crate::operation::Executable;
use crate::python::{
    Arguments, ClassBuilder, Evaluator, Instance, NativeFunction, Outcome, Raised, Value,
};

use super::classes::classes;
use super::constraint::Pending;
use super::options::{self, Given};
use super::{
    attach, clauses, column, constraint, exceptions, expression, freeze, names, naming, session,
    table,
};

/// What an `Index` keeps beside its attributes.
#[derive(Default)]
pub struct IndexState {
    /// What it was given: keys, columns, expressions.
    pub given: RefCell<Vec<Value>>,
    /// Where Alembic made it of text: for each thing that it is over, the column that stands for it, if any.
    pub stand_ins: Vec<Value>,
    /// Its columns, once it has a table.
    pub columns: RefCell<Vec<Rc<Instance>>>,
    /// Made by `Column(index=True)`.
    pub column_flag: bool,
    /// Dialect keyword arguments.
    pub options: Given,
}

impl IndexState {
    /// An index that the event of a column makes.
    pub fn of_event(over: Value, column: &Rc<Instance>, options: Vec<(Rc<str>, Value)>) -> Self {
        Self {
            given: RefCell::new(vec![over]),
            columns: RefCell::new(vec![column.clone()]),
            column_flag: true,
            options: RefCell::new(options),
            stand_ins: Vec::new(),
        }
    }
}

/// The state of an index.
pub fn state(index: &Instance) -> Option<Rc<IndexState>> {
    index.payload::<IndexState>()
}

/// `Index`.
pub(super) fn class(builder: ClassBuilder) -> ClassBuilder {
    builder
        .attribute("name", Value::None)
        .attribute("table", Value::None)
        .attribute("unique", false.into())
        .method("__init__", init)
        .method("__repr__", repr)
        .property("columns", columns)
        .property("c", columns)
        .property("expressions", |_, this| {
            let state = this.as_instance().and_then(|i| state(i));
            Ok(Value::list(state.map(|s| s.given.borrow().clone()).unwrap_or_default()))
        })
        .property("kwargs", kwargs)
        .property("dialect_kwargs", kwargs)
        .attribute("create", NativeFunction::method("create", create).effect().into())
        .attribute("drop", NativeFunction::method("drop", drop_index).effect().into())
}

fn kwargs(evaluator: &mut Evaluator, this: &Value) -> Outcome {
    let given = this.as_instance().and_then(|i| state(i)).map(|s| s.options.borrow().clone());
    options::to_dict(evaluator, &given.unwrap_or_default())
}

fn columns(_: &mut Evaluator, this: &Value) -> Outcome {
    let state = this.as_instance().and_then(|i| state(i));
    Ok(super::collection::of_columns(state.map(|s| s.columns.borrow().clone()).unwrap_or_default()))
}

fn init(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &[
        "name",
        "*expressions",
        "unique=",
        "quote=",
        "info=",
        "_table=",
        "_column_flag=",
        "_stand_ins=",
        "**dialect_kw",
    ];
    let mut bound = arguments.bind(evaluator, "Index.__init__", parameters)?;
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    let quote = bound.get("quote").and_then(Value::as_bool);
    let name = names::quoted(evaluator, &bound.take_or_none("name"), quote);
    if !name.is_none() {
        instance.set("name", name);
    }
    if let Some(unique) = bound.take("unique") {
        instance.set("unique", unique);
    }
    if let Some(info) = bound.take("info") {
        instance.set("info", info);
    }
    options::validate(evaluator, &["Index"], &bound.extra)?;
    let given = given(evaluator, std::mem::take(&mut bound.rest))?;
    let options = RefCell::new(std::mem::take(&mut bound.extra));
    let stand_ins = bound.take("_stand_ins").and_then(|v| v.as_items()).unwrap_or_default();
    let given = RefCell::new(given);
    let state = IndexState { given, options, stand_ins, ..IndexState::default() };
    instance.set_payload(Rc::new(state));
    match bound.take("_table").and_then(|t| t.as_instance().cloned()) {
        Some(table) => given_table(evaluator, instance, &table)?,
        None => constraint::check_attach(evaluator, instance)?,
    }
    Ok(Value::None)
}

/// What an index can be over.
fn given(evaluator: &mut Evaluator, expressions: Vec<Value>) -> Outcome<Vec<Value>> {
    let mut given = Vec::with_capacity(expressions.len());
    for value in expressions {
        let value = column::underlying(evaluator, &value)?;
        match &value {
            Value::Unknown(unknown) => return Err(Raised::from(unknown.clone())),
            _ if value.as_str().is_some() || expression::is_clause(evaluator, &value) => {}
            _ => {
                let shown = evaluator.shown(&value)?;
                let text = format!(
                    "String column name or Column object for DDL constraint expected, got {shown}."
                );
                return Err(exceptions::argument_error(evaluator, text));
            }
        }
        given.push(value);
    }
    Ok(given)
}

/// What an index waits for: keys, and the columns within its expressions.
pub fn pending_of(this: &Instance) -> Vec<Pending> {
    let Some(state) = state(this) else { return Vec::new() };
    let given = state.given.borrow();
    let mut pending = Vec::with_capacity(given.len());
    for (at, value) in given.iter().enumerate() {
        if let Some(column) = state.stand_ins.get(at).filter(|column| !column.is_none()) {
            pending.push(column.clone());
        } else if value.as_str().is_some() || column::is_column(value) {
            pending.push(value.clone());
        } else {
            pending.extend(clauses::columns_within(value).into_iter().next());
        }
    }
    pending
}

/// `Index(..., _table=...)`: naming conventions hear of it only by way of a column that has a table.
fn given_table(
    evaluator: &mut Evaluator,
    this: &Rc<Instance>,
    table: &Rc<Instance>,
) -> Outcome<()> {
    let unnamed = this.get("name").is_none_or(|name| name.is_none());
    let has_table = |item: &Value| {
        let item = item.as_instance().filter(|_| column::is_column(item));
        item.is_some_and(|item| column::table_of(item).is_some())
    };
    let heard = pending_of(this).iter().any(has_table);
    place(evaluator, this, table)?;
    if unnamed && let Some(state) = state(this) {
        // the first column gives the name, whichever expression it is in
        for (at, value) in state.given.borrow().iter().enumerate() {
            if column::is_column(value) || state.stand_ins.get(at).is_some_and(|c| !c.is_none()) {
                break;
            }
            let columns = clauses::columns_of(evaluator, value)?;
            if columns.open || heard && columns.loose || columns.of_table {
                return Err(session::unknown(evaluator, "the name of an index over an expression"));
            }
        }
    }
    if heard { naming::name(evaluator, this, table) } else { Ok(()) }
}

/// `Index._set_parent`, with what hears of it.
///
/// # Errors
/// What SQLAlchemy raises.
pub fn set_table(
    evaluator: &mut Evaluator,
    this: &Rc<Instance>,
    parent: &Rc<Instance>,
) -> Outcome<()> {
    place(evaluator, this, parent)?;
    naming::name(evaluator, this, parent)
}

fn place(evaluator: &mut Evaluator, this: &Rc<Instance>, parent: &Rc<Instance>) -> Outcome<()> {
    if let Some(Value::Instance(old)) = this.get("table")
        && !Rc::ptr_eq(&old, parent)
    {
        let name = this.get("name").unwrap_or(Value::None);
        let text = format!(
            "Index '{}' is against table '{}', and cannot be associated with table '{}'.",
            evaluator.text(&name)?,
            table::description(&old),
            table::description(parent)
        );
        return Err(exceptions::argument_error(evaluator, text));
    }
    let Some(state) = state(this) else {
        return Err(session::unknown(evaluator, "an index that was never set up"));
    };
    let pending = pending_of(this);
    let columns = constraint::resolve(evaluator, "Index", &pending, parent)?;
    let mut resolved = Vec::new();
    for value in state.given.borrow().iter() {
        match value.as_str() {
            Some(key) => resolved.extend(table::column(parent, key).map(Value::Instance)),
            None => resolved.push(value.clone()),
        }
    }
    *state.given.borrow_mut() = resolved;
    *state.columns.borrow_mut() = columns;
    this.set("table", Value::Instance(parent.clone()));
    table::add_index(parent, this);
    Ok(())
}

/// The index of `Column(index=True)`.
///
/// # Errors
/// What SQLAlchemy raises.
pub fn of_column(
    evaluator: &mut Evaluator,
    table: &Rc<Instance>,
    key: &Rc<str>,
    unique: bool,
) -> Outcome<()> {
    let made = Instance::new(classes().index.clone());
    if unique {
        made.set("unique", true.into());
    }
    let given = RefCell::new(vec![Value::str(key.clone())]);
    made.set_payload(Rc::new(IndexState { given, column_flag: true, ..IndexState::default() }));
    set_table(evaluator, &made, table)
}

/// The same index on the copy of its table, unless a column's flag has made it there already.
///
/// # Errors
/// What SQLAlchemy raises.
pub fn copy_to(
    evaluator: &mut Evaluator,
    this: &Rc<Instance>,
    table: &Rc<Instance>,
) -> Outcome<()> {
    let Some(old) = state(this).filter(|state| !state.column_flag) else { return Ok(()) };
    let made = Instance::new(classes().index.clone());
    for name in ["name", "unique", "info"] {
        if let Some(value) = this.get(name) {
            made.set(name, value);
        }
    }
    let mut given = Vec::new();
    for value in old.given.borrow().iter() {
        given.push(match value.as_instance().filter(|_| column::is_column(value)) {
            Some(item) => column::key(item).map_or(Value::None, Value::str),
            None => value.clone(),
        });
    }
    let options = RefCell::new(old.options.borrow().clone());
    made.set_payload(Rc::new(IndexState {
        given: RefCell::new(given),
        options,
        ..IndexState::default()
    }));
    attach::to_table(evaluator, &Value::Instance(made), table, false)
}

fn repr(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok("".into()) };
    let name = instance.get("name").unwrap_or(Value::None);
    let mut parts = vec![evaluator.repr_text(&name)?];
    let given = state(instance).map(|s| s.given.borrow().clone()).unwrap_or_default();
    for value in given {
        parts.push(evaluator.repr_text(&value)?);
    }
    if instance.get("unique").is_some_and(|unique| unique.as_bool() == Some(true)) {
        parts.push("unique=True".into());
    }
    Ok(format!("Index({})", parts.join(", ")).into())
}

fn create(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    on_connection(evaluator, this, arguments, "Index.create", |i| Executable::CreateIndex(i, false))
}

fn drop_index(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    on_connection(evaluator, this, arguments, "Index.drop", |i| Executable::DropIndex(i, false))
}

fn on_connection(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
    name: &str,
    statement: fn(Box<crate::schema::table::Index>) -> Executable,
) -> Outcome {
    let bound = arguments.bind(evaluator, name, &["bind", "checkfirst="])?;
    session::check_bind(evaluator, &bound, "_run_ddl_visitor")?;
    if let Some(instance) = this.as_instance() {
        let frozen = freeze::index(evaluator, instance)?;
        session::execute(evaluator, statement(Box::new(frozen)))?;
    }
    Ok(Value::None)
}
