//! `sqlalchemy.Table`: its columns, constraints and indexes, and creating or dropping it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::operation::Executable;
use crate::python::{
    Arguments, Class, ClassBuilder, Evaluator, Instance, NativeFunction, Outcome, Raised, Value,
};
use crate::schema::expression::from::{ForeignKeyRef, From, TableColumn, TableFrom};
use crate::schema::name::QualifiedName;
use crate::sorting;

use super::classes::{self, Kind};
use super::constraint::{ConstraintState, Sort};
use super::options::{self, Given};
use super::{
    attach, collection, column, constraint, exceptions, foreign_key, freeze, metadata, names,
    session, types,
};

/// What a `Table` keeps beside its attributes.
#[derive(Default)]
pub struct TableState {
    columns: RefCell<Vec<(Rc<str>, Rc<Instance>)>>,
    constraints: RefCell<Vec<Rc<Instance>>>,
    indexes: RefCell<Vec<Rc<Instance>>>,
    foreign_keys: RefCell<Vec<Rc<Instance>>>,
    /// The one that every table begins with is made when it is asked for.
    primary_key: RefCell<Option<Rc<Instance>>>,
    /// Its place in the order of creation.
    order: Cell<u64>,
    from: RefCell<Option<Rc<From>>>,
    /// Dialect keyword arguments.
    pub options: Given,
}

/// The state of a table.
pub fn state(table: &Instance) -> Option<Rc<TableState>> {
    table.payload::<TableState>()
}

/// Whether it is a schema `Table`.
pub fn is_table(value: &Value) -> bool {
    value.as_instance().is_some_and(|instance| state(instance).is_some())
}

/// `Table`.
pub(super) fn class(builder: ClassBuilder) -> ClassBuilder {
    builder
        .attribute("schema", Value::None)
        .attribute("name", Value::None)
        .attribute("comment", Value::None)
        .hooks(crate::python::Hooks { construct: Some(construct), ..Default::default() })
        .method("__init__", |_, _, _| Ok(Value::None))
        .property("columns", columns)
        .property("c", columns)
        .property("constraints", |evaluator, this| {
            this.as_instance().and_then(primary_key);
            of_state(evaluator, this, |s| s.constraints.borrow().clone())
        })
        .property("indexes", |evaluator, this| {
            of_state(evaluator, this, |s| s.indexes.borrow().clone())
        })
        .property("foreign_keys", |evaluator, this| {
            of_state(evaluator, this, |s| s.foreign_keys.borrow().clone())
        })
        .property("primary_key", |_, this| {
            Ok(this.as_instance().and_then(primary_key).map(Value::Instance).into())
        })
        .property("foreign_key_constraints", |evaluator, this| {
            of_state(evaluator, this, |s| {
                let constraints = s.constraints.borrow();
                constraints.iter().filter(|c| is_foreign(c)).cloned().collect()
            })
        })
        .property("key", |_, this| Ok(this.as_instance().map(|i| Value::str(key(i))).into()))
        .property("fullname", |_, this| Ok(this.as_instance().map(|i| Value::str(key(i))).into()))
        .property("description", |_, this| {
            Ok(this.as_instance().map(|i| Value::str(name(i))).into())
        })
        .property("kwargs", kwargs)
        .property("dialect_kwargs", kwargs)
        .method("append_column", append_column)
        .method("append_constraint", append_constraint)
        .method("to_metadata", to_metadata)
        .method("tometadata", to_metadata)
        .method("__str__", |_, this, _| Ok(this.as_instance().map(|i| Value::str(key(i))).into()))
        .method("__repr__", repr)
        .attribute("create", NativeFunction::method("create", create).effect().into())
        .attribute("drop", NativeFunction::method("drop", drop_table).effect().into())
}

fn is_foreign(item: &Instance) -> bool {
    constraint::state(item).is_some_and(|s| s.sort == Sort::ForeignKey)
}

fn of_state(
    evaluator: &mut Evaluator,
    this: &Value,
    take: fn(&TableState) -> Vec<Rc<Instance>>,
) -> Outcome {
    let state = this.as_instance().and_then(|i| state(i));
    let items = state.map(|s| take(&s)).unwrap_or_default();
    evaluator.set_from(items.into_iter().map(Value::Instance), false).map(Value::Set)
}

fn kwargs(evaluator: &mut Evaluator, this: &Value) -> Outcome {
    let given = this.as_instance().and_then(|i| state(i)).map(|s| s.options.borrow().clone());
    options::to_dict(evaluator, &given.unwrap_or_default())
}

fn columns(_: &mut Evaluator, this: &Value) -> Outcome {
    Ok(match this {
        Value::Instance(instance) => collection::of_table(instance),
        _ => Value::None,
    })
}

const PLAIN: &[&str] = &["comment", "info", "prefixes"];

/// `Table._new`: a table of the MetaData that is there already, or a new one.
fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: &mut Arguments) -> Outcome {
    let Arguments { positional, keyword } = arguments.take_all();
    if let Some(unknown) = positional.iter().take(2).find_map(Value::as_unknown) {
        return Err(Raised::from(unknown.clone()));
    }
    let mut positional = positional.into_iter();
    let (Some(name), Some(metadata)) = (positional.next(), positional.next()) else {
        let text = "Table() takes at least two positional-only arguments 'name', and 'metadata'";
        return Err(evaluator.type_error(text));
    };
    let items: Vec<Value> = positional.collect();
    let keyword = Keywords::sort(evaluator, keyword)?;
    let schema = keyword.schema(evaluator, &metadata)?;
    let Some(text) = name.as_str().cloned() else {
        return Err(evaluator.type_error("expected a string for a table's name"));
    };
    let key = match schema.as_str() {
        Some(schema) => key_for(&text, Some(schema)),
        None => text,
    };
    if let Some(existing) = metadata::find(&metadata, &key) {
        return existing_table(evaluator, existing, &key, &items, keyword);
    }
    if keyword.must_exist {
        let text = format!("Table '{key}' not defined");
        return Err(exceptions::invalid_request(evaluator, text));
    }
    let table = Instance::new(class.clone());
    session::remember(evaluator, &table);
    metadata::add(&metadata, key.clone(), &table);
    table.set("metadata", metadata.clone());
    let result = fill(evaluator, &table, &name, schema, items, keyword);
    if let Err(raised) = result {
        metadata::remove(&metadata, &key);
        return Err(raised);
    }
    Ok(Value::Instance(table))
}

fn existing_table(
    evaluator: &mut Evaluator,
    existing: Rc<Instance>,
    key: &str,
    items: &[Value],
    keyword: Keywords,
) -> Outcome {
    if !keyword.keep_existing && !keyword.extend_existing && !items.is_empty() {
        let text = format!(
            "Table '{key}' is already defined for this MetaData instance.  Specify \
             'extend_existing=True' to redefine options and columns on an existing Table object."
        );
        return Err(exceptions::invalid_request(evaluator, text));
    }
    if keyword.extend_existing {
        keyword.autoload(evaluator)?;
        for (name, value) in keyword.plain {
            existing.set_named(name, value);
        }
        attach::init_items(evaluator, &existing, items, true)?;
    }
    Ok(Value::Instance(existing))
}

fn fill(
    evaluator: &mut Evaluator,
    table: &Rc<Instance>,
    name: &Value,
    schema: Value,
    items: Vec<Value>,
    keyword: Keywords,
) -> Outcome<()> {
    let state = Rc::new(TableState::default());
    table.set_payload(state.clone());
    table.set("name", names::quoted(evaluator, name, keyword.quote));
    if !schema.is_none() {
        table.set("schema", names::quoted(evaluator, &schema, keyword.quote_schema));
    }
    state.order.set(session::creation_order(evaluator));
    let metadata = table.get("metadata");
    let convention = metadata.and_then(|metadata| metadata.as_instance()?.get("naming_convention"));
    if convention.is_some()
        && let Some(primary) = primary_key(table)
    {
        super::naming::name(evaluator, &primary, table)?;
    }
    keyword.autoload(evaluator)?;
    for (name, value) in keyword.plain {
        table.set_named(name, value);
    }
    options::validate(evaluator, &["Table"], &keyword.options)?;
    *state.options.borrow_mut() = keyword.options;
    let replace = keyword.extend_existing || keyword.keep_existing;
    attach::init_items(evaluator, table, &items, replace)
}

/// The keyword arguments of `Table`.
#[derive(Default)]
struct Keywords {
    schema: Option<Value>,
    quote: Option<bool>,
    quote_schema: Option<bool>,
    keep_existing: bool,
    extend_existing: bool,
    must_exist: bool,
    autoload_with: Option<Value>,
    plain: Vec<(Rc<str>, Value)>,
    options: Vec<(Rc<str>, Value)>,
}

impl Keywords {
    fn sort(evaluator: &mut Evaluator, given: Vec<(Rc<str>, Value)>) -> Outcome<Self> {
        let mut sorted = Keywords::default();
        for (name, value) in given {
            match &*name {
                "schema" => sorted.schema = Some(value),
                "quote" => sorted.quote = value.as_bool(),
                "quote_schema" => sorted.quote_schema = value.as_bool(),
                "keep_existing" => sorted.keep_existing = column::truthy(evaluator, &value)?,
                "extend_existing" => sorted.extend_existing = column::truthy(evaluator, &value)?,
                "must_exist" | "mustexist" => {
                    sorted.must_exist = column::truthy(evaluator, &value)?;
                }
                "autoload_with" => sorted.autoload_with = Some(value),
                plain if PLAIN.contains(&plain) => sorted.plain.push((name, value)),
                "implicit_returning" | "resolve_fks" | "include_columns" | "autoload_replace"
                | "listeners" | "_creator_ddl" | "_dropper_ddl" | "_extend_on" | "_no_init" => {}
                _ => sorted.options.push((name, value)),
            }
        }
        if sorted.keep_existing && sorted.extend_existing {
            let text = "keep_existing and extend_existing are mutually exclusive.";
            return Err(exceptions::argument_error(evaluator, text));
        }
        Ok(sorted)
    }

    fn schema(&self, evaluator: &mut Evaluator, metadata: &Value) -> Outcome {
        match &self.schema {
            Some(Value::Unknown(unknown)) => Err(Raised::from(unknown.clone())),
            Some(schema) if classes::is_symbol(schema, "BLANK_SCHEMA") => Ok(Value::None),
            Some(schema) if !schema.is_none() => Ok(schema.clone()),
            _ => evaluator.getattr(metadata, "schema"),
        }
    }

    /// `autoload_with=`: what inspecting the connection raises.
    fn autoload(&self, evaluator: &mut Evaluator) -> Outcome<()> {
        match &self.autoload_with {
            Some(bind) if !bind.is_none() => super::engine::inspect(evaluator, bind).map(|_| ()),
            _ => Ok(()),
        }
    }
}

/// `_get_table_key`.
pub fn key_for(name: &str, schema: Option<&str>) -> Rc<str> {
    match schema {
        Some(schema) => format!("{schema}.{name}").into(),
        None => name.into(),
    }
}

fn text_of(table: &Instance, name: &str) -> Option<Rc<str>> {
    table.get(name).and_then(|value| value.as_str().cloned())
}

/// A table's name.
pub fn name(table: &Instance) -> Rc<str> {
    text_of(table, "name").unwrap_or_else(|| "".into())
}

/// A table's key in its MetaData.
pub fn key(table: &Instance) -> Rc<str> {
    match text_of(table, "schema") {
        Some(schema) => key_for(&name(table), Some(&schema)),
        None => name(table),
    }
}

/// A table's name as messages have it.
pub fn description(table: &Instance) -> Rc<str> {
    name(table)
}

/// A table's name with its schema.
pub fn full_name(table: &Instance) -> Rc<str> {
    key(table)
}

/// The columns of a table, in order.
pub fn columns_of(table: &Instance) -> Vec<Rc<Instance>> {
    state(table)
        .map(|s| s.columns.borrow().iter().map(|(_, c)| c.clone()).collect())
        .unwrap_or_default()
}

/// Key and `Column` object of every column, in order; empty where it is no schema `Table`.
pub fn columns_by_key(value: &Value) -> Vec<(Rc<str>, Value)> {
    let state = value.as_instance().and_then(|i| state(i));
    let columns = state.map(|s| s.columns.borrow().clone()).unwrap_or_default();
    columns.into_iter().map(|(key, column)| (key, Value::Instance(column))).collect()
}

/// The column of this key.
pub fn column(table: &Instance, key: &str) -> Option<Rc<Instance>> {
    let state = state(table)?;
    let columns = state.columns.borrow();
    columns.iter().find(|(known, _)| &**known == key).map(|(_, column)| column.clone())
}

/// The constraints of a table, in the order of creation.
pub fn constraints_of(table: &Instance) -> Vec<Rc<Instance>> {
    let mut constraints = state(table).map(|s| s.constraints.borrow().clone()).unwrap_or_default();
    let order = |item: &Rc<Instance>| constraint::state(item).map_or(0, |s| s.order);
    sorting::sort_by(&mut constraints, |a, b| order(a).cmp(&order(b)));
    constraints
}

/// The indexes of a table.
pub fn indexes_of(table: &Instance) -> Vec<Rc<Instance>> {
    state(table).map(|s| s.indexes.borrow().clone()).unwrap_or_default()
}

/// The `ForeignKey` objects of a table.
pub fn foreign_keys_of(table: &Instance) -> Vec<Rc<Instance>> {
    state(table).map(|s| s.foreign_keys.borrow().clone()).unwrap_or_default()
}

fn push_new(list: &RefCell<Vec<Rc<Instance>>>, item: &Rc<Instance>) {
    let mut list = list.borrow_mut();
    if !list.iter().any(|known| Rc::ptr_eq(known, item)) {
        list.push(item.clone());
    }
}

/// Adds a constraint.
pub fn add_constraint(table: &Instance, item: &Rc<Instance>) {
    if let Some(state) = state(table) {
        push_new(&state.constraints, item);
    }
}

/// Adds an index.
pub fn add_index(table: &Instance, item: &Rc<Instance>) {
    if let Some(state) = state(table) {
        push_new(&state.indexes, item);
    }
}

/// Adds a `ForeignKey`.
pub fn add_foreign_key(table: &Instance, item: &Rc<Instance>) {
    if let Some(state) = state(table) {
        push_new(&state.foreign_keys, item);
        *state.from.borrow_mut() = None;
    }
}

/// The primary key of a table, made here if it is the one that it began with.
fn primary_key(table: &Rc<Instance>) -> Option<Rc<Instance>> {
    let state = state(table)?;
    let make = || {
        let held = ConstraintState {
            implicit: true,
            attached: Cell::new(true),
            ..ConstraintState::of_order(state.order.get(), Sort::PrimaryKey)
        };
        let class = classes::classes().primary_key.clone();
        let made = Instance::with_payload(class, Rc::new(held));
        made.set("parent", Value::Instance(table.clone()));
        state.constraints.borrow_mut().insert(0, made.clone());
        made
    };
    Some(state.primary_key.borrow_mut().get_or_insert_with(make).clone())
}

/// Makes a constraint the table's primary key, in place of another.
pub fn set_primary_key(table: &Instance, item: &Rc<Instance>) {
    let Some(state) = state(table) else { return };
    let old = state.primary_key.replace(Some(item.clone()));
    if let Some(old) = old.filter(|old| !Rc::ptr_eq(old, item)) {
        state.constraints.borrow_mut().retain(|known| !Rc::ptr_eq(known, &old));
    }
}

/// `table._columns.replace`: the column takes its place among the others.
///
/// # Errors
/// `DuplicateColumnError` if there is one of that name.
pub fn insert_column(
    evaluator: &mut Evaluator,
    table: &Rc<Instance>,
    item: &Rc<Instance>,
    replace: bool,
) -> Outcome<()> {
    let Some(state) = state(table) else { return Ok(()) };
    let key = column::key(item).unwrap_or_else(|| "".into());
    let own_name = text_of(item, "name").unwrap_or_else(|| key.clone());
    let by_key = state.columns.borrow().iter().position(|(known, _)| *known == key);
    let is_named = |held: &Instance| {
        let attributes = held.attributes.borrow();
        attributes.get("name").and_then(Value::as_str).is_some_and(|name| *name == own_name)
    };
    let by_name = state.columns.borrow().iter().position(|(_, held)| is_named(held));
    let Some(at) = by_key.or(by_name) else {
        state.columns.borrow_mut().push((key, item.clone()));
        *state.from.borrow_mut() = None;
        return Ok(());
    };
    let existing = state.columns.borrow().get(at).map(|(_, held)| held.clone());
    if existing.as_ref().is_some_and(|held| Rc::ptr_eq(held, item)) {
        return Ok(());
    }
    if !replace {
        let (conflict, shown) = match by_key {
            Some(_) if key == own_name => ("name", &own_name),
            Some(_) => ("key", &key),
            None => ("name", &own_name),
        };
        let text = format!(
            "A column with {conflict} '{shown}' is already present in table '{}'.",
            name(table)
        );
        return Err(exceptions::raise(evaluator, "DuplicateColumnError", text));
    }
    if let Some(slot) = state.columns.borrow_mut().get_mut(at) {
        *slot = (key, item.clone());
    }
    if let Some(existing) = existing {
        forget_foreign_keys(&state, &existing);
    }
    *state.from.borrow_mut() = None;
    Ok(())
}

/// A replaced column takes its foreign keys with it.
fn forget_foreign_keys(state: &TableState, existing: &Rc<Instance>) {
    let Some(old) = existing.payload::<column::ColumnState>() else { return };
    for key in old.foreign_keys.borrow().iter() {
        state.foreign_keys.borrow_mut().retain(|known| !Rc::ptr_eq(known, key));
        if let Some(Value::Instance(item)) = key.get("constraint") {
            state.constraints.borrow_mut().retain(|known| !Rc::ptr_eq(known, &item));
        }
    }
}

/// `primary_key=True` of a column: the table's primary key takes it.
///
/// # Errors
/// Unknown where the flag is; `ArgumentError` for a key that is no longer one.
pub fn primary_key_takes(
    evaluator: &mut Evaluator,
    table: &Rc<Instance>,
    item: &Rc<Instance>,
) -> Outcome<()> {
    let Some(flag) = item.get("primary_key") else { return Ok(()) };
    if !column::truthy(evaluator, &flag)? {
        return Ok(());
    }
    let Some(primary) = primary_key(table) else { return Ok(()) };
    let Some(held) = constraint::state(&primary) else { return Ok(()) };
    {
        let mut columns = held.columns.borrow_mut();
        let key = column::key(item);
        match columns.iter().position(|known| column::key(known) == key) {
            Some(at) => {
                if let Some(slot) = columns.get_mut(at) {
                    *slot = item.clone();
                }
            }
            None => columns.push(item.clone()),
        }
    }
    if held.implicit {
        primary.set("name", Value::None);
        super::naming::name(evaluator, &primary, table)?;
    }
    Ok(())
}

/// The FROM element that a table is; the same one as long as the table stays as it is.
///
/// # Errors
/// Unknown where its name is.
pub fn from_clause(evaluator: &mut Evaluator, table: &Rc<Instance>) -> Outcome<Rc<From>> {
    let name = qualified(evaluator, table)?;
    let Some(state) = state(table) else { return Ok(From::table(name)) };
    let cached = state.from.borrow().clone();
    if let Some(from) = cached
        && matches!(&*from, From::Table(held) if held.name == name)
    {
        return Ok(from);
    }
    let mut columns = Vec::new();
    for item in columns_of(table) {
        let own = item.get("name").unwrap_or(Value::None);
        let own = names::require_name(evaluator, &own, "a column's name")?;
        let key = column::key(&item).filter(|key| **key != *own.text);
        let type_ = item.get("type").unwrap_or(Value::None);
        let type_ = match types::to_type(evaluator, &type_) {
            Err(raised) if raised.as_unknown().is_some() => types::null(),
            other => other?,
        };
        columns.push(TableColumn { name: own, key, type_ });
    }
    let foreign_keys = foreign_keys(evaluator, table)?;
    let from = Rc::new(From::Table(TableFrom { name, foreign_keys, columns, of_metadata: true }));
    *state.from.borrow_mut() = Some(from.clone());
    Ok(from)
}

fn foreign_keys(evaluator: &mut Evaluator, table: &Rc<Instance>) -> Outcome<Vec<ForeignKeyRef>> {
    let mut references = Vec::new();
    for item in constraints_of(table) {
        let Some(held) = constraint::state(&item) else { continue };
        if held.sort != Sort::ForeignKey {
            continue;
        }
        let own: Vec<Rc<str>> =
            held.columns.borrow().iter().filter_map(|c| column::key(c)).collect();
        let mut referred = None;
        let mut referred_columns = Vec::new();
        for (at, key) in held.elements.borrow().iter().enumerate() {
            let (table, column) = foreign_key::frozen_target(evaluator, key)?;
            referred_columns.push(match column {
                Some(column) => column.text,
                None => own.get(at).cloned().unwrap_or_else(|| "".into()),
            });
            referred = Some(table);
        }
        if let Some(referred) = referred {
            references.push(ForeignKeyRef { columns: own, referred, referred_columns });
        }
    }
    Ok(references)
}

/// A table's name and schema.
///
/// # Errors
/// Unknown where they are.
pub fn qualified(evaluator: &Evaluator, table: &Instance) -> Outcome<QualifiedName> {
    let name = table.get("name").unwrap_or(Value::None);
    let schema = table.get("schema").unwrap_or(Value::None);
    names::qualified(evaluator, &name, &schema)
}

fn append_column(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let bound =
        arguments.bind(evaluator, "Table.append_column", &["column", "replace_existing="])?;
    let replace = match bound.given("replace_existing") {
        Some(flag) => column::truthy(evaluator, flag)?,
        None => false,
    };
    if let (Some(table), Some(item)) = (this.as_instance(), bound.get("column")) {
        attach::to_table(evaluator, item, table, replace)?;
    }
    Ok(Value::None)
}

fn append_constraint(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
) -> Outcome {
    let bound = arguments.bind(evaluator, "Table.append_constraint", &["constraint"])?;
    if let (Some(table), Some(item)) = (this.as_instance(), bound.get("constraint")) {
        attach::to_table(evaluator, item, table, false)?;
    }
    Ok(Value::None)
}

/// `Table.to_metadata`.
fn to_metadata(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &["metadata", "schema=", "referred_schema_fn=", "name="];
    let mut bound = arguments.bind(evaluator, "Table.to_metadata", parameters)?;
    let Some(table) = this.as_instance() else { return Ok(Value::None) };
    let metadata = bound.take_or_none("metadata");
    let schema = bound
        .take("schema")
        .filter(|schema| !classes::is_symbol(schema, "RETAIN_SCHEMA"))
        .unwrap_or_else(|| table.get("schema").unwrap_or(Value::None));
    let own = bound.take("name").filter(|name| !name.is_none());
    let own = own.or_else(|| table.get("name")).unwrap_or(Value::None);
    let mut positional = vec![own, metadata];
    for item in columns_of(table) {
        positional.push(Value::Instance(column::copy(evaluator, &item)?));
    }
    let mut arguments = Arguments::of(positional).with("schema", schema);
    if let Some(comment) = table.get("comment") {
        arguments = arguments.with("comment", comment);
    }
    if let Some(state) = state(table) {
        arguments.keyword.extend(state.options.borrow().iter().cloned());
    }
    let made = construct(evaluator, table.class(), &mut arguments)?;
    let Some(target) = made.as_instance().cloned() else { return Ok(made) };
    primary_key(table);
    for item in constraints_of(table) {
        let Some(held) = constraint::state(&item) else { continue };
        if held.column_flag || held.of_type.is_some() {
            continue;
        }
        let copied = constraint::copy(evaluator, &item)?;
        attach::to_table(evaluator, &Value::Instance(copied), &target, false)?;
    }
    for item in indexes_of(table) {
        super::index::copy_to(evaluator, &item, &target)?;
    }
    Ok(made)
}

fn repr(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let Some(table) = this.as_instance() else { return Ok("".into()) };
    let mut parts = vec![evaluator.repr_text(&Value::str(name(table)))?, "MetaData()".into()];
    for item in columns_of(table) {
        parts.push(evaluator.repr_text(&Value::Instance(item))?);
    }
    let schema = table.get("schema").unwrap_or(Value::None);
    parts.push(format!("schema={}", evaluator.repr_text(&schema)?));
    Ok(format!("Table({})", parts.join(", ")).into())
}

fn create(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "Table.create", &["bind", "checkfirst="])?;
    session::check_bind(evaluator, &bound, "_run_ddl_visitor")?;
    emit_create(evaluator, this)?;
    Ok(Value::None)
}

/// `SchemaGenerator.visit_table`.
///
/// # Errors
/// The dialect's refusal; unknown where the table is.
pub fn emit_create(evaluator: &mut Evaluator, table: &Value) -> Outcome<()> {
    if let Some(instance) = table.as_instance() {
        let frozen = freeze::resolved_table(evaluator, instance, false)?;
        session::execute(evaluator, Executable::TableCreate(Box::new(frozen)))?;
    }
    Ok(())
}

fn drop_table(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "Table.drop", &["bind", "checkfirst="])?;
    session::check_bind(evaluator, &bound, "_run_ddl_visitor")?;
    emit_drop(evaluator, this)?;
    Ok(Value::None)
}

/// `SchemaDropper.visit_table`.
///
/// # Errors
/// The dialect's refusal; unknown where the table is.
pub fn emit_drop(evaluator: &mut Evaluator, table: &Value) -> Outcome<()> {
    if let Some(instance) = table.as_instance() {
        let frozen = freeze::table(evaluator, instance)?;
        session::execute(evaluator, Executable::TableDrop(Box::new(frozen)))?;
    }
    Ok(())
}

/// A schema table, if that is what it is.
pub fn as_table(value: &Value) -> Option<Rc<Instance>> {
    (classes::kind_of(value) == Some(Kind::Table)).then(|| value.as_instance().cloned()).flatten()
}
