//! `sqlalchemy.Column`, and what happens when it comes to its table.

use std::cell::RefCell;
use std::rc::Rc;

use crate::python::Arguments;
use crate::python::Evaluator;
use crate::python::Value;
use crate::python::{ClassBuilder, Instance};
use crate::python::{Outcome, Raised};
use crate::schema::expression::{ColumnRef, Expr};

use super::classes::{self, Kind};
use super::options::{self, Given};
use super::{
    attach, constraint, defaults, exceptions, expression, foreign_key, index, names, session,
    table, types,
};

/// What a `Column` keeps beside its attributes.
#[derive(Default)]
pub struct ColumnState {
    /// Its `ForeignKey` objects.
    pub foreign_keys: RefCell<Vec<Rc<Instance>>>,
    /// Constraints given inside it.
    pub constraints: RefCell<Vec<Rc<Instance>>>,
    /// What waits for its table.
    pub waiting: RefCell<Vec<Waiting>>,
    /// Dialect keyword arguments.
    pub options: Given,
}

/// Something that happens once the column has a table, in the order in which it was asked for.
#[derive(Clone)]
pub enum Waiting {
    /// The type may make a CHECK.
    Type(Value),
    /// A foreign key becomes a constraint.
    ForeignKey(Rc<Instance>),
    /// A constraint of the column is named by convention.
    Name(Rc<Instance>),
    /// A constraint or an index over columns follows them to their table.
    Follow(Rc<Instance>),
    /// A sequence takes the table's MetaData.
    Sequence(Rc<Instance>),
}

/// The state of a column.
pub fn state(value: &Value) -> Option<Rc<ColumnState>> {
    value.payload::<ColumnState>()
}

/// Whether it is a schema `Column`.
pub fn is_column(value: &Value) -> bool {
    state(value).is_some()
}

/// `Column`.
pub(super) fn class(builder: ClassBuilder) -> ClassBuilder {
    let mut builder = builder;
    for name in [
        "name",
        "table",
        "default",
        "onupdate",
        "server_default",
        "server_onupdate",
        "comment",
        "doc",
        "index",
        "unique",
        "computed",
        "identity",
        "type",
    ] {
        builder = builder.attribute(name, Value::None);
    }
    builder
        .attribute("nullable", true.into())
        .attribute("primary_key", false.into())
        .attribute("autoincrement", "auto".into())
        .attribute("system", false.into())
        .method("__init__", init)
        .method("__str__", to_str)
        .method("__repr__", repr)
        .method("copy", copy_method)
        .method("_copy", copy_method)
        .method("append_foreign_key", |evaluator, this, arguments| {
            let key = arguments.positional.first().cloned().unwrap_or(Value::None);
            if let Some(instance) = this.as_instance() {
                attach::to_column(evaluator, &key, instance)?;
            }
            Ok(Value::None)
        })
        .property("foreign_keys", |evaluator, this| {
            let keys = state(this).map(|s| s.foreign_keys.borrow().clone()).unwrap_or_default();
            evaluator.set_from(keys.into_iter().map(Value::Instance), false).map(Value::Set)
        })
        .property("constraints", |evaluator, this| {
            let items = state(this).map(|s| s.constraints.borrow().clone()).unwrap_or_default();
            evaluator.set_from(items.into_iter().map(Value::Instance), false).map(Value::Set)
        })
        .property("kwargs", |evaluator, this| {
            let given = state(this).map(|s| s.options.borrow().clone()).unwrap_or_default();
            options::to_dict(evaluator, &given)
        })
        .property("description", |_, this| {
            Ok(this.as_instance().and_then(|i| i.get("name")).unwrap_or(Value::None))
        })
        .property_with_setter(
            "key",
            |_, this| Ok(this.as_instance().and_then(|i| key(i)).map(Value::str).into()),
            |_, this, new| {
                if let Some(instance) = this.as_instance() {
                    instance.set("key", new.clone());
                }
                Ok(())
            },
        )
}

const KEYWORDS: &[&str] = &[
    "autoincrement",
    "doc",
    "info",
    "system",
    "comment",
    "insert_sentinel",
    "_omit_from_statements",
];

/// What the constructor takes apart before anything is set.
#[derive(Default)]
struct Parts {
    name: Option<Value>,
    type_: Option<Value>,
    items: Vec<Value>,
    quote: Option<bool>,
    default: Option<Value>,
    insert_default: Option<Value>,
    onupdate: Option<Value>,
    server_default: Option<Value>,
    server_onupdate: Option<Value>,
}

/// `Column.__init__`.
pub fn init(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    let state = Rc::new(ColumnState::default());
    instance.set_payload(state.clone());
    session::remember(evaluator, instance);
    let mut parts = Parts::default();
    let given = arguments.take_all();
    positional(evaluator, &mut parts, given.positional)?;
    keywords(evaluator, &mut parts, instance, &state, given.keyword)?;
    set_name(evaluator, instance, &mut parts)?;
    let type_ = parts.type_.take().unwrap_or(Value::None);
    let type_ = types::to_instance(evaluator, &type_)?;
    set_type(instance, &state, &type_);
    set_nullable(evaluator, instance)?;
    defaults(evaluator, instance, parts)?;
    options::validate(evaluator, &["Column"], &state.options.borrow())?;
    Ok(Value::None)
}

fn positional(evaluator: &mut Evaluator, parts: &mut Parts, given: Vec<Value>) -> Outcome<()> {
    let mut given = given.into_iter().peekable();
    match given.peek() {
        Some(Value::Unknown(unknown)) => return Err(Raised::from(unknown.clone())),
        Some(first) if first.as_str().is_some() => parts.name = given.next(),
        Some(Value::None) => {
            given.next();
        }
        _ => {}
    }
    match given.peek() {
        Some(Value::None) => {
            given.next();
        }
        Some(second) if types::is_type(second) => parts.type_ = given.next(),
        Some(Value::Unknown(_)) => parts.type_ = given.next(),
        Some(Value::Class(_)) | None => {}
        Some(second) => {
            let second = second.clone();
            if !attach::is_item(&second) && evaluator.getattr_opt(&second, "_sqla_type")?.is_some()
            {
                parts.type_ = given.next();
            }
        }
    }
    parts.items = given.collect();
    Ok(())
}

fn keywords(
    evaluator: &mut Evaluator,
    parts: &mut Parts,
    instance: &Rc<Instance>,
    state: &ColumnState,
    given: Vec<(Rc<str>, Value)>,
) -> Outcome<()> {
    for (name, value) in given {
        match &*name {
            "name" if parts.name.is_some() && !value.is_none() => {
                let text = "May not pass name positionally and as a keyword.";
                return Err(exceptions::argument_error(evaluator, text));
            }
            "name" if !value.is_none() => parts.name = Some(value),
            "type_" if parts.type_.is_some() && !value.is_none() => {
                let text = "May not pass type_ positionally and as a keyword.";
                return Err(exceptions::argument_error(evaluator, text));
            }
            "type_" if !value.is_none() => parts.type_ = Some(value),
            "name" | "type_" => {}
            "key" | "index" | "unique" | "comment" | "onupdate_" if value.is_none() => {}
            "quote" => parts.quote = value.as_bool(),
            "default" => parts.default = Some(value),
            "insert_default" => parts.insert_default = Some(value),
            "onupdate" => parts.onupdate = Some(value),
            "server_default" => parts.server_default = Some(value),
            "server_onupdate" => parts.server_onupdate = Some(value),
            "nullable" => {
                if !classes::is_symbol(&value, "NULL_UNSPECIFIED") {
                    instance.set("_user_defined_nullable", value.clone());
                    instance.set("nullable", value);
                }
            }
            "primary_key" | "key" | "index" | "unique" => instance.set_named(name, value),
            "_proxies" => {}
            known if KEYWORDS.contains(&known) => instance.set_named(name, value),
            _ => state.options.borrow_mut().push((name, value)),
        }
    }
    Ok(())
}

fn set_name(evaluator: &mut Evaluator, instance: &Rc<Instance>, parts: &mut Parts) -> Outcome<()> {
    match parts.name.take() {
        Some(name) => {
            let name = names::quoted(evaluator, &name, parts.quote);
            instance.set("name", name);
        }
        None if parts.quote.is_some() => {
            let text = "Explicit 'name' is required when sending 'quote' argument";
            return Err(exceptions::argument_error(evaluator, text));
        }
        None => {}
    }
    Ok(())
}

fn set_type(instance: &Rc<Instance>, state: &ColumnState, type_: &Value) {
    instance.set("type", type_.clone());
    if !matches!(type_, Value::Unknown(_)) && types::acts_on_table(type_) {
        state.waiting.borrow_mut().push(Waiting::Type(type_.clone()));
    }
}

/// Gives a column another type, which will come to its table with it.
pub fn retype(instance: &Rc<Instance>, type_: &Value) {
    if let Some(state) = instance.payload::<ColumnState>() {
        state.waiting.borrow_mut().retain(|waiting| !matches!(waiting, Waiting::Type(_)));
        set_type(instance, &state, type_);
    }
}

/// A primary key is not nullable unless it was said to be.
fn set_nullable(evaluator: &mut Evaluator, instance: &Rc<Instance>) -> Outcome<()> {
    if instance.get("nullable").is_none()
        && let Some(primary) = instance.get("primary_key")
        && truthy(evaluator, &primary)?
    {
        instance.set("nullable", Value::Bool(false));
    }
    Ok(())
}

/// Python's truth of a value; unknown where the value is.
pub fn truthy(evaluator: &mut Evaluator, value: &Value) -> Outcome<bool> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::None => Ok(false),
        Value::Unknown(unknown) => Err(Raised::from(unknown.clone())),
        other => evaluator.truth(other),
    }
}

fn defaults(evaluator: &mut Evaluator, instance: &Rc<Instance>, parts: Parts) -> Outcome<()> {
    let mut items = parts.items;
    if parts.default.is_some() && parts.insert_default.is_some() {
        let text = "The 'default' and 'insert_default' parameters of Column are mutually exclusive";
        return Err(exceptions::argument_error(evaluator, text));
    }
    let default = parts.insert_default.or(parts.default).filter(|value| !value.is_none());
    if let Some(default) = default {
        items.push(defaults::column_default(&default, false));
    }
    if let Some(onupdate) = parts.onupdate.filter(|value| !value.is_none()) {
        items.push(defaults::column_default(&onupdate, true));
    }
    if let Some(default) = parts.server_default.filter(|value| !value.is_none()) {
        let made = defaults::server_default(evaluator, &default, false)?;
        // what stands among the arguments is attached after it, and looks
        instance.set("server_default", made.clone());
        items.push(made);
    }
    if let Some(onupdate) = parts.server_onupdate.filter(|value| !value.is_none()) {
        let made = defaults::server_default(evaluator, &onupdate, true)?;
        instance.set("server_onupdate", made.clone());
        items.push(made);
    }
    for item in &items {
        attach::to_column(evaluator, item, instance)?;
    }
    Ok(())
}

/// The `Table` that a column belongs to.
pub fn table_of(column: &Instance) -> Option<Rc<Instance>> {
    super::table::as_table(&column.get("table")?)
}

/// The `table()` that a column was given to.
fn clause_of(
    evaluator: &mut Evaluator,
    column: &Instance,
) -> Outcome<Option<Rc<crate::schema::expression::from::From>>> {
    match column.get("table") {
        Some(owner) if !owner.is_none() => expression::to_from(evaluator, &owner),
        _ => Ok(None),
    }
}

/// Whether a column belongs to a `Table` or a `table()`.
pub fn is_taken(column: &Instance) -> bool {
    column.get("table").is_some_and(|owner| !owner.is_none())
}

/// Runs something once the column has a table; at once, if it has one.
///
/// # Errors
/// What happens then.
pub fn on_table_attach(
    evaluator: &mut Evaluator,
    column: &Rc<Instance>,
    waiting: Waiting,
) -> Outcome<()> {
    match table_of(column) {
        Some(table) => happen(evaluator, column, &table, &waiting),
        None => {
            if let Some(state) = column.payload::<ColumnState>() {
                state.waiting.borrow_mut().push(waiting);
            }
            Ok(())
        }
    }
}

fn happen(
    evaluator: &mut Evaluator,
    column: &Rc<Instance>,
    table: &Rc<Instance>,
    waiting: &Waiting,
) -> Outcome<()> {
    match waiting {
        Waiting::Type(type_) => constraint::of_type(evaluator, column, table, type_),
        Waiting::ForeignKey(key) => foreign_key::set_table(evaluator, key, column, table),
        Waiting::Name(item) => super::naming::name(evaluator, item, table),
        Waiting::Follow(item) => constraint::follow(evaluator, item),
        Waiting::Sequence(sequence) => {
            if let Some(metadata) = table.get("metadata") {
                sequence.set("metadata", metadata);
            }
            Ok(())
        }
    }
}

/// A column's key: that by which its table knows it.
pub fn key(column: &Instance) -> Option<Rc<str>> {
    let attributes = column.attributes.borrow();
    let given = attributes.get("key").filter(|key| !key.is_none());
    given.or_else(|| attributes.get("name"))?.as_str().cloned()
}

/// The key of whatever column-like object it is.
///
/// # Errors
/// What reading the attribute raises.
pub fn key_of(evaluator: &mut Evaluator, value: &Value) -> Outcome<Rc<str>> {
    let key = evaluator.getattr(value, "key")?;
    match key.as_str() {
        Some(text) => Ok(text.clone()),
        None => evaluator.text(value).map(Into::into),
    }
}

/// `Column._set_parent`, and what waited for it.
///
/// # Errors
/// What SQLAlchemy raises.
pub fn set_table(
    evaluator: &mut Evaluator,
    this: &Rc<Instance>,
    table: &Rc<Instance>,
    replace: bool,
) -> Outcome<()> {
    let name = this.get("name").unwrap_or(Value::None);
    if let Value::Unknown(unknown) = &name {
        return Err(Raised::from(unknown.clone()));
    }
    if name.as_str().is_none_or(|name| name.is_empty()) {
        let text = "Column must be constructed with a non-blank name or assign a non-blank .name \
                    before adding to a Table.";
        return Err(exceptions::argument_error(evaluator, text));
    }
    let existing = table_of(this);
    if is_taken(this) && existing.as_ref().is_none_or(|existing| !Rc::ptr_eq(existing, table)) {
        let key = key(this).unwrap_or_else(|| "".into());
        let owner = match existing {
            Some(existing) => table::description(&existing).to_string(),
            None => clause_of(evaluator, this)?.map(|owner| owner.name()).unwrap_or_default(),
        };
        let text = format!("Column object '{key}' already assigned to Table '{owner}'");
        return Err(exceptions::argument_error(evaluator, text));
    }
    table::insert_column(evaluator, table, this, replace)?;
    this.set("table", Value::Instance(table.clone()));
    table::primary_key_takes(evaluator, table, this)?;
    flags(evaluator, this, table)?;
    foreign_key::resolve_waiting(this, table);
    let Some(state) = this.payload::<ColumnState>() else { return Ok(()) };
    let waiting = state.waiting.take();
    for event in &waiting {
        happen(evaluator, this, table, event)?;
    }
    Ok(())
}

/// `index=True` and `unique=True`.
fn flags(evaluator: &mut Evaluator, this: &Rc<Instance>, table: &Rc<Instance>) -> Outcome<()> {
    let index = this.get("index").unwrap_or(Value::None);
    let unique = this.get("unique").unwrap_or(Value::None);
    let key = || key(this).unwrap_or_else(|| "".into());
    if truthy(evaluator, &index)? {
        if index.as_str().is_some() {
            let text = "The 'index' keyword argument on Column is boolean only. To create indexes \
                        with a specific name, create an explicit Index object external to the Table.";
            return Err(exceptions::argument_error(evaluator, text));
        }
        let unique = truthy(evaluator, &unique)?;
        return index::of_column(evaluator, table, &key(), unique);
    }
    if truthy(evaluator, &unique)? {
        if unique.as_str().is_some() {
            let text = "The 'unique' keyword argument on Column is boolean only. To create unique \
                        constraints or indexes with a specific name, append an explicit \
                        UniqueConstraint to the Table's list of elements, or create an explicit \
                        Index object external to the Table.";
            return Err(exceptions::argument_error(evaluator, text));
        }
        return constraint::unique_of_column(evaluator, table, &key());
    }
    Ok(())
}

/// The expression that a schema `Column` stands for, with the table that it belongs to by now.
///
/// # Errors
/// Unknown where its name or type is.
pub fn expr(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Rc<Expr>>> {
    let Some(instance) = value.as_instance().filter(|_| is_column(value)) else { return Ok(None) };
    let name = instance.get("name").unwrap_or(Value::None);
    let name = names::require_name(evaluator, &name, "a column's name")?;
    let type_ = instance.get("type").unwrap_or(Value::None);
    let type_ = types::to_type(evaluator, &type_)?;
    let from = match table_of(instance) {
        Some(table) => Some(table::from_clause(evaluator, &table)?),
        None => clause_of(evaluator, instance)?,
    };
    let key = key(instance).filter(|key| **key != *name.text);
    let column = ColumnRef { table: from, name, key, type_, is_literal: false, anonymous: None };
    Ok(Some(Rc::new(Expr::Column(column))))
}

/// `Column._copy`.
///
/// # Errors
/// What copying what hangs on it raises.
pub fn copy(evaluator: &mut Evaluator, this: &Rc<Instance>) -> Outcome<Rc<Instance>> {
    let made = Instance::new(this.class().clone());
    let state = Rc::new(ColumnState::default());
    made.set_payload(state.clone());
    session::remember(evaluator, &made);
    for (name, value) in this.attributes.borrow().iter() {
        if !matches!(
            &**name,
            "table"
                | "computed"
                | "identity"
                | "server_default"
                | "default"
                | "onupdate"
                | "server_onupdate"
        ) {
            made.set_named(name.clone(), value.clone());
        }
    }
    let type_ = this.get("type").unwrap_or(Value::None);
    set_type(&made, &state, &types::copy(&type_));
    let Some(old) = this.payload::<ColumnState>() else { return Ok(made) };
    *state.options.borrow_mut() = old.options.borrow().clone();
    for item in old.constraints.borrow().iter() {
        if let Some(copied) = constraint::copy_of_column(evaluator, item)? {
            attach::to_column(evaluator, &Value::Instance(copied), &made)?;
        }
    }
    let keys: Vec<_> = old.foreign_keys.borrow().clone();
    for key in keys {
        if key.get("constraint").is_none_or(|constraint| constraint.is_none()) {
            let copied = foreign_key::copy(&key);
            attach::to_column(evaluator, &Value::Instance(copied), &made)?;
        }
    }
    for name in ["default", "onupdate", "server_default", "server_onupdate"] {
        if let Some(value) = this.get(name).filter(|value| !value.is_none())
            && !(name == "server_onupdate" && classes::kind_of(&value) == Some(Kind::Computed))
        {
            attach::to_column(evaluator, &defaults::copy(&value), &made)?;
        }
    }
    Ok(made)
}

/// `Column.copy()` and `Column._copy()`.
pub fn copy_method(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    match this.as_instance() {
        Some(instance) => copy(evaluator, instance).map(Value::Instance),
        None => Ok(Value::None),
    }
}

/// `Column.__str__`.
pub fn to_str(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok("".into()) };
    let name = instance.get("name").and_then(|name| name.as_str().cloned());
    let Some(name) = name else { return Ok("(no name)".into()) };
    Ok(match table_of(instance) {
        Some(table) => format!("{}.{name}", table::description(&table)).into(),
        None => match clause_of(evaluator, instance)? {
            Some(owner) => format!("{}.{name}", owner.name()).into(),
            None => Value::str(name),
        },
    })
}

/// `Column.__repr__`.
pub fn repr(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok("".into()) };
    let mut parts: Vec<String> = Vec::new();
    for name in ["name", "type"] {
        let value = instance.get(name).unwrap_or(Value::None);
        parts.push(evaluator.repr_text(&value)?.to_string());
    }
    if let Some(state) = state(this) {
        let keys = state.foreign_keys.borrow().clone();
        for key in keys {
            parts.push(evaluator.repr_text(&Value::Instance(key))?.to_string());
        }
        let constraints = state.constraints.borrow().clone();
        for item in constraints {
            parts.push(evaluator.repr_text(&Value::Instance(item))?.to_string());
        }
    }
    parts.push(match table_of(instance) {
        Some(table) => format!("table=<{}>", table::description(&table)),
        None => match clause_of(evaluator, instance)? {
            Some(owner) => format!("table=<{}>", owner.name()),
            None => "table=None".into(),
        },
    });
    if instance.get("primary_key").is_some_and(|flag| flag.as_bool() == Some(true)) {
        parts.push("primary_key=True".into());
    }
    if instance.get("nullable").is_some_and(|flag| flag.as_bool() == Some(false)) {
        parts.push("nullable=False".into());
    }
    for name in ["onupdate", "default", "server_default", "comment"] {
        if let Some(value) = instance.get(name).filter(|value| !value.is_none()) {
            parts.push(format!("{name}={}", evaluator.repr_text(&value)?));
        }
    }
    Ok(format!("Column({})", parts.join(", ")).into())
}

/// Whether an expression is a plain schema column.
pub fn as_column(evaluator: &Evaluator, value: &Value) -> Option<Rc<Instance>> {
    let _ = evaluator;
    value.as_instance().filter(|_| is_column(value)).cloned()
}

/// The schema column behind an ORM attribute or any object with `__clause_element__()`.
///
/// # Errors
/// What that method raises.
pub fn underlying(evaluator: &mut Evaluator, value: &Value) -> Outcome {
    if is_column(value) || expression::is_clause(evaluator, value) {
        return Ok(value.clone());
    }
    match value {
        Value::Instance(_) => match evaluator.getattr_opt(value, "__clause_element__")? {
            Some(method) => evaluator.call(&method, Arguments::none()),
            None => Ok(value.clone()),
        },
        _ => Ok(value.clone()),
    }
}
