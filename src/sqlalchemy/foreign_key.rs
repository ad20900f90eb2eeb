//! `ForeignKey`, `ForeignKeyConstraint`, and how they find what they refer to.

use std::cell::RefCell;
use std::rc::Rc;

use crate::python::Arguments;
use crate::python::Evaluator;
use crate::python::Value;
use crate::python::{ClassBuilder, Instance};
use crate::python::{Outcome, Raised};
use crate::sorting;

use super::classes::classes;
use super::column::{self, Waiting};
use super::constraint::{self, ConstraintState, Sort};
use super::metadata::{self, Waiting as Memo};
use super::options::{self, Given};
use super::{exceptions, names, session, table, types};

/// `ForeignKeyTarget`: the names of a column elsewhere.
#[derive(Debug, Clone)]
pub struct Target {
    /// The schema, or `None`.
    pub schema: Value,
    /// The table.
    pub table: Value,
    /// The column's key; `None` stands for that of the column here.
    pub column: Value,
}

/// What a `ForeignKey` keeps beside its attributes.
pub struct ForeignKeyState {
    target: Target,
    /// The column, where it was given as an object.
    pub object: Option<Value>,
    options: Given,
}

/// The state of a `ForeignKey`.
pub fn state(key: &Instance) -> Option<Rc<ForeignKeyState>> {
    key.payload::<ForeignKeyState>()
}

const SHARED: &[&str] = &[
    "name",
    "onupdate",
    "ondelete",
    "deferrable",
    "initially",
    "match",
    "use_alter",
    "link_to_name",
    "comment",
];

/// `ForeignKey`.
pub(super) fn class(builder: ClassBuilder) -> ClassBuilder {
    let mut builder = builder;
    for name in [
        "name",
        "onupdate",
        "ondelete",
        "deferrable",
        "initially",
        "match",
        "comment",
        "constraint",
        "parent",
    ] {
        builder = builder.attribute(name, Value::None);
    }
    builder
        .attribute("use_alter", false.into())
        .attribute("link_to_name", false.into())
        .method("__init__", init)
        .method("copy", copy_method)
        .method("_copy", copy_method)
        .method("__repr__", repr)
        .property("column", referred_column)
        .property("target_fullname", |_, this| Ok(full_name(this).into()))
        .property("_colspec", |_, this| Ok(full_name(this).into()))
}

fn init(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &[
        "column",
        "_constraint=",
        "use_alter=",
        "name=",
        "onupdate=",
        "ondelete=",
        "deferrable=",
        "initially=",
        "link_to_name=",
        "match=",
        "info=",
        "comment=",
        "_unresolvable=",
        "**dialect_kw",
    ];
    let mut bound = arguments.bind(evaluator, "ForeignKey.__init__", parameters)?;
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    let column = bound.take_or_none("column");
    let (object, target) = parse(evaluator, &column)?;
    let options = RefCell::new(std::mem::take(&mut bound.extra));
    instance.set_payload(Rc::new(ForeignKeyState { target, object, options }));
    for name in SHARED {
        if let Some(value) = bound.take(name).filter(|value| !value.is_none()) {
            instance.set(name, value);
        }
    }
    Ok(Value::None)
}

/// `ForeignKey._parse_colspec_argument`.
fn parse(evaluator: &mut Evaluator, given: &Value) -> Outcome<(Option<Value>, Target)> {
    let given = column::underlying(evaluator, given)?;
    if let Value::Unknown(unknown) = &given {
        return Err(Raised::from(unknown.clone()));
    }
    if let Value::Tuple(items) = &given {
        return tuple_target(evaluator, items).map(|target| (None, target));
    }
    if let Some(text) = given.as_str() {
        return Ok((None, text_target(text)));
    }
    if let Some(instance) = given.as_instance().filter(|_| column::is_column(&given)) {
        let target = object_target(instance);
        return Ok((Some(given.clone()), target));
    }
    if let (Some(key), Some(of)) =
        (evaluator.getattr_opt(&given, "key")?, evaluator.getattr_opt(&given, "table")?)
    {
        let mut target = Target { schema: Value::None, table: "".into(), column: key };
        if !of.is_none() {
            target.schema = evaluator.getattr_opt(&of, "schema")?.unwrap_or(Value::None);
            target.table = evaluator.getattr(&of, "name")?;
        }
        return Ok((None, target));
    }
    let shown = evaluator.shown(&given)?;
    let text = format!(
        "String column name or Column object for DDL foreign key reference expected, got {shown}."
    );
    Err(exceptions::argument_error(evaluator, text))
}

fn tuple_target(evaluator: &mut Evaluator, items: &[Value]) -> Outcome<Target> {
    let target = match items {
        [schema, table, column] => {
            Target { schema: schema.clone(), table: table.clone(), column: column.clone() }
        }
        [table, column] => {
            Target { schema: Value::None, table: table.clone(), column: column.clone() }
        }
        _ => {
            let text = format!(
                "ForeignKey target given as a tuple must have two tokens (table_name, column_name) \
                 or three tokens (schema, table_name, column_name); got {}",
                items.len()
            );
            return Err(exceptions::argument_error(evaluator, text));
        }
    };
    if target.table.as_str().is_none_or(|name| name.is_empty()) {
        let text = "ForeignKey target table_name must be a non-empty string";
        return Err(exceptions::argument_error(evaluator, text));
    }
    Ok(target)
}

/// `ForeignKeyTarget._from_string`.
pub fn text_target(text: &str) -> Target {
    let Some((rest, column)) = text.rsplit_once('.') else {
        return Target { schema: Value::None, table: text.into(), column: Value::None };
    };
    let (schema, table) = match rest.rsplit_once('.') {
        Some((schema, table)) => (schema.into(), table),
        None => (Value::None, rest),
    };
    Target { schema, table: table.into(), column: column.into() }
}

fn object_target(column: &Rc<Instance>) -> Target {
    let key = column::key(column).map_or(Value::None, Value::str);
    match column::table_of(column) {
        Some(table) => Target {
            schema: table.get("schema").unwrap_or(Value::None),
            table: table.get("name").unwrap_or(Value::None),
            column: key,
        },
        None => Target { schema: Value::None, table: "".into(), column: key },
    }
}

/// `ForeignKey.target_tokens`.
pub fn target(key: &Instance) -> Target {
    let Some(state) = state(key) else {
        return Target { schema: Value::None, table: "".into(), column: Value::None };
    };
    match state.object.as_ref().and_then(Value::as_instance) {
        Some(column) => object_target(column),
        None => state.target.clone(),
    }
}

fn full_name(this: &Value) -> String {
    let Some(instance) = this.as_instance() else { return String::new() };
    let target = target(instance);
    let parts = [&target.schema, &target.table, &target.column];
    let parts: Vec<&str> =
        parts.iter().filter_map(|part| part.as_str()).map(|part| &**part).collect();
    parts.join(".")
}

fn repr(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let name = full_name(this);
    Ok(format!("ForeignKey({})", evaluator.repr_text(&name.into())?).into())
}

/// `ForeignKey._copy`.
pub fn copy(key: &Rc<Instance>) -> Rc<Instance> {
    let made = Instance::new(key.class().clone());
    for (name, value) in key.attributes.borrow().iter() {
        if !matches!(&**name, "parent" | "constraint") {
            made.set_named(name.clone(), value.clone());
        }
    }
    if let Some(state) = state(key) {
        let options = RefCell::new(state.options.borrow().clone());
        made.set_payload(Rc::new(ForeignKeyState { target: target(key), object: None, options }));
    }
    made
}

fn copy_method(_: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    Ok(this.as_instance().map_or(Value::None, |key| Value::Instance(copy(key))))
}

/// `ForeignKey._set_parent`.
///
/// # Errors
/// `InvalidRequestError` if it has another column.
pub fn set_column(
    evaluator: &mut Evaluator,
    key: &Rc<Instance>,
    parent: &Rc<Instance>,
) -> Outcome<()> {
    if let Some(Value::Instance(old)) = key.get("parent")
        && !Rc::ptr_eq(&old, parent)
    {
        return Err(exceptions::invalid_request(
            evaluator,
            "This ForeignKey already has a parent !",
        ));
    }
    key.set("parent", Value::Instance(parent.clone()));
    if let Some(column) = parent.payload::<column::ColumnState>() {
        let mut keys = column.foreign_keys.borrow_mut();
        if !keys.iter().any(|known| Rc::ptr_eq(known, key)) {
            keys.push(key.clone());
        }
    }
    column::on_table_attach(evaluator, parent, Waiting::ForeignKey(key.clone()))
}

/// `ForeignKey._set_table`: the constraint is made, and the referred column looked for.
///
/// # Errors
/// What SQLAlchemy raises.
pub fn set_table(
    evaluator: &mut Evaluator,
    key: &Rc<Instance>,
    parent: &Rc<Instance>,
    table: &Rc<Instance>,
) -> Outcome<()> {
    if key.get("constraint").is_none_or(|constraint| constraint.is_none()) {
        make_constraint(evaluator, key, parent, table)?;
    }
    table::add_foreign_key(table, key);
    let object = state(key).and_then(|state| state.object.clone());
    if let Some(object) = object {
        take_type(parent, &object);
        return Ok(());
    }
    let Some(metadata) = table.get("metadata") else { return Ok(()) };
    let (table_key, column_key) = tokens(key, &metadata)?;
    if let Some(other) = metadata::find(&metadata, &table_key)
        && let Some(found) = referred_in(key, parent, &other, column_key.as_deref())
    {
        take_type(parent, &Value::Instance(found));
    }
    metadata::remember(&metadata, Memo { table: table_key, column: column_key, key: key.clone() });
    Ok(())
}

fn make_constraint(
    evaluator: &mut Evaluator,
    key: &Rc<Instance>,
    parent: &Rc<Instance>,
    table: &Rc<Instance>,
) -> Outcome<()> {
    let made = Instance::new(classes().foreign_key_constraint.clone());
    let mut state = ConstraintState::new(evaluator, Sort::ForeignKey);
    if let Some(own) = key.payload::<ForeignKeyState>() {
        state.options = RefCell::new(own.options.borrow().clone());
        options::validate(
            evaluator,
            &["ForeignKeyConstraint", "Constraint"],
            &state.options.borrow(),
        )?;
    }
    state.columns.borrow_mut().push(parent.clone());
    state.elements.borrow_mut().push(key.clone());
    for name in SHARED {
        if let Some(value) = key.get(name) {
            made.set(name, value);
        }
    }
    made.set_payload(Rc::new(state));
    session::remember(evaluator, &made);
    key.set("constraint", Value::Instance(made.clone()));
    constraint::set_table(evaluator, &made, table)
}

/// The key of the referred table in the MetaData, and that of the column.
fn tokens(key: &Instance, metadata: &Value) -> Outcome<(Rc<str>, Option<Rc<str>>)> {
    let target = target(key);
    let mut schema = target.schema.as_str().cloned();
    if schema.is_none() {
        let own = metadata.as_instance().and_then(|metadata| metadata.get("schema"));
        schema = own.and_then(|own| own.as_str().cloned());
    }
    let table = target.table.as_str().cloned().unwrap_or_else(|| "".into());
    Ok((table::key_for(&table, schema.as_deref()), target.column.as_str().cloned()))
}

/// `ForeignKey._link_to_col_by_colstring`.
fn referred_in(
    key: &Instance,
    parent: &Instance,
    table: &Rc<Instance>,
    column: Option<&str>,
) -> Option<Rc<Instance>> {
    let by_name = key.get("link_to_name").is_some_and(|flag| flag.as_bool() == Some(true));
    match column {
        None => table::column(table, &column::key(parent)?),
        Some(name) if by_name => table::columns_of(table)
            .into_iter()
            .find(|c| c.get("name").and_then(|n| n.as_str().cloned()).as_deref() == Some(name)),
        Some(name) => table::column(table, name),
    }
}

/// A column without a type takes that of the column that it refers to.
fn take_type(parent: &Rc<Instance>, referred: &Value) {
    let own = parent.get("type").unwrap_or(Value::None);
    if types::is_null(&own)
        && let Some(type_) = referred.as_instance().and_then(|column| column.get("type"))
    {
        parent.set("type", type_);
    }
}

/// `Column._setup_on_memoized_fks`: foreign keys that waited for this column find it.
pub fn resolve_waiting(column: &Rc<Instance>, table: &Rc<Instance>) {
    let Some(metadata) = table.get("metadata").filter(metadata::has_waiting) else { return };
    let table_key = table::key(table);
    let column_key = column::key(column);
    for memo in metadata::waiting_for(&metadata, &table_key) {
        if memo.column.is_some() && memo.column != column_key {
            continue;
        }
        if let Some(parent) =
            memo.key.get("parent").and_then(|parent| parent.as_instance().cloned())
            && let Some(found) = referred_in(&memo.key, &parent, table, memo.column.as_deref())
        {
            take_type(&parent, &Value::Instance(found));
        }
    }
}

/// `ForeignKey.column`.
fn referred_column(evaluator: &mut Evaluator, this: &Value) -> Outcome {
    let Some(key) = this.as_instance() else { return Ok(Value::None) };
    if let Some(object) = state(key).and_then(|state| state.object.clone()) {
        return Ok(object);
    }
    let Some(parent) = key.get("parent").and_then(|parent| parent.as_instance().cloned()) else {
        let text = "this ForeignKey object does not yet have a parent Column associated with it.";
        return Err(exceptions::invalid_request(evaluator, text));
    };
    let Some(own) = column::table_of(&parent) else {
        let text = "this ForeignKey's parent column is not yet associated with a Table.";
        return Err(exceptions::invalid_request(evaluator, text));
    };
    let metadata = own.get("metadata").unwrap_or(Value::None);
    let (table_key, column_key) = tokens(key, &metadata)?;
    let Some(other) = metadata::find(&metadata, &table_key) else {
        let shown = evaluator.text(&Value::Instance(parent))?;
        let column = column_key.unwrap_or_else(|| "None".into());
        let text = format!(
            "Foreign key associated with column '{shown}' could not find table '{table_key}' with \
             which to generate a foreign key to target column '{column}'"
        );
        return Err(exceptions::raise(evaluator, "NoReferencedTableError", text));
    };
    match referred_in(key, &parent, &other, column_key.as_deref()) {
        Some(found) => Ok(Value::Instance(found)),
        None => {
            let name = full_name(this);
            let column = column_key.or_else(|| column::key(&parent)).unwrap_or_else(|| "".into());
            let text = format!(
                "Could not initialize target column for ForeignKey '{name}' on table '{}': table \
                 '{}' has no column named '{column}'",
                table::name(&own),
                table::name(&other)
            );
            Err(exceptions::raise(evaluator, "NoReferencedColumnError", text))
        }
    }
}

/// `ForeignKeyConstraint.referred_table`.
pub fn referred_table(evaluator: &mut Evaluator, this: &Value) -> Outcome {
    let state = this.as_instance().and_then(|i| constraint::state(i));
    let first = state.and_then(|state| state.elements.borrow().first().cloned());
    match first {
        Some(key) => {
            let column = referred_column(evaluator, &Value::Instance(key))?;
            evaluator.getattr(&column, "table")
        }
        None => Ok(Value::None),
    }
}

/// `ForeignKeyConstraint.__init__`.
pub fn init_constraint(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
) -> Outcome {
    let parameters = &[
        "columns",
        "refcolumns",
        "name=",
        "onupdate=",
        "ondelete=",
        "deferrable=",
        "initially=",
        "use_alter=",
        "link_to_name=",
        "match=",
        "table=",
        "info=",
        "comment=",
        "**dialect_kw",
    ];
    let mut bound = arguments.bind(evaluator, "ForeignKeyConstraint.__init__", parameters)?;
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    let columns = evaluator.collect(&bound.take_or_none("columns"))?;
    let referred = evaluator.collect(&bound.take_or_none("refcolumns"))?;
    let mut state = ConstraintState::new(evaluator, Sort::ForeignKey);
    state.options = RefCell::new(std::mem::take(&mut bound.extra));
    options::validate(evaluator, &["ForeignKeyConstraint", "Constraint"], &state.options.borrow())?;
    for name in SHARED {
        if let Some(value) = bound.take(name).filter(|value| !value.is_none()) {
            instance.set(name, value);
        }
    }
    if columns.len() != referred.len() {
        let text = "ForeignKeyConstraint number of constrained columns must match the number of \
                    referenced columns.";
        return Err(exceptions::argument_error(evaluator, text));
    }
    for value in &referred {
        let key = element(evaluator, instance, value)?;
        state.elements.borrow_mut().push(key);
    }
    state.pending = RefCell::new(constraint::pending(evaluator, columns)?);
    instance.set_payload(Rc::new(state));
    session::remember(evaluator, instance);
    constraint::check_attach(evaluator, instance)?;
    if let Some(table) = bound.take("table").and_then(|table| table.as_instance().cloned()) {
        constraint::set_table(evaluator, instance, &table)?;
    }
    Ok(Value::None)
}

fn element(
    evaluator: &mut Evaluator,
    constraint: &Rc<Instance>,
    referred: &Value,
) -> Outcome<Rc<Instance>> {
    let (object, target) = parse(evaluator, referred)?;
    let key = Instance::new(classes().foreign_key.clone());
    let options = RefCell::default();
    key.set_payload(Rc::new(ForeignKeyState { target, object, options }));
    for name in SHARED {
        if let Some(value) = constraint.get(name) {
            key.set(name, value);
        }
    }
    key.set("constraint", Value::Instance(constraint.clone()));
    Ok(key)
}

/// The part of `ForeignKeyConstraint._set_parent` that gives each `ForeignKey` its column.
///
/// # Errors
/// `ArgumentError` if it refers to several tables.
pub fn set_constraint_table(
    evaluator: &mut Evaluator,
    state: &Rc<ConstraintState>,
    table: &Rc<Instance>,
) -> Outcome<()> {
    let columns = state.columns.borrow().clone();
    let elements = state.elements.borrow().clone();
    for (column, key) in columns.iter().zip(&elements) {
        let same = matches!(key.get("parent"), Some(Value::Instance(parent)) if Rc::ptr_eq(&parent, column));
        if !same {
            set_column(evaluator, key, column)?;
        }
    }
    let mut keys: Vec<Rc<str>> = elements
        .iter()
        .map(|key| {
            let target = target(key);
            let table = target.table.as_str().cloned().unwrap_or_else(|| "".into());
            table::key_for(&table, target.schema.as_str().map(|schema| &**schema))
        })
        .collect();
    sorting::sort(&mut keys);
    keys.dedup();
    if let [first, second, ..] = keys.as_slice() {
        let over: Vec<Rc<str>> = columns.iter().filter_map(|c| column::key(c)).collect();
        let text = format!(
            "ForeignKeyConstraint on {}({}) refers to multiple remote tables: {first} and {second}",
            table::full_name(table),
            over.join(", ")
        );
        return Err(exceptions::argument_error(evaluator, text));
    }
    Ok(())
}

/// `ForeignKeyConstraint._copy`.
///
/// # Errors
/// As `session`.
pub fn copy_constraint(
    evaluator: &mut Evaluator,
    old: &ConstraintState,
    made: Rc<Instance>,
) -> Outcome<Rc<Instance>> {
    let mut state = ConstraintState::new(evaluator, Sort::ForeignKey);
    let keys = old.columns.borrow().iter().filter_map(|c| column::key(c)).map(Value::str).collect();
    state.pending = RefCell::new(keys);
    state.options = RefCell::new(old.options.borrow().clone());
    for key in old.elements.borrow().iter() {
        let copied = copy(key);
        copied.set("constraint", Value::Instance(made.clone()));
        state.elements.borrow_mut().push(copied);
    }
    made.set_payload(Rc::new(state));
    session::remember(evaluator, &made);
    Ok(made)
}

/// The names that naming conventions ask for.
pub fn referred_names(evaluator: &mut Evaluator, key: &Rc<Instance>) -> Outcome<Value> {
    let column = referred_column(evaluator, &Value::Instance(key.clone()))?;
    evaluator.getattr(&column, "name")
}

/// A target's names, inert.
///
/// # Errors
/// Unknown where one is.
pub fn frozen_target(
    evaluator: &mut Evaluator,
    key: &Rc<Instance>,
) -> Outcome<(crate::schema::name::QualifiedName, Option<crate::schema::name::Name>)> {
    let target = target(key);
    let mut schema = target.schema.clone();
    if schema.is_none()
        && let Some(parent) = key.get("parent").and_then(|parent| parent.as_instance().cloned())
        && let Some(own) = column::table_of(&parent)
        && let Some(metadata) = own.get("metadata").and_then(|m| m.as_instance().cloned())
        && state(key).is_none_or(|state| state.object.is_none())
    {
        schema = metadata.get("schema").unwrap_or(Value::None);
    }
    let table = names::qualified(evaluator, &target.table, &schema)?;
    let column = names::optional_name(evaluator, &target.column, "a referred column")?;
    Ok((table, column))
}
