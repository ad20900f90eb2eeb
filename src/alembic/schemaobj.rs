//! Tables, constraints and indexes as Alembic makes them for its directives (`alembic.operations.schemaobj`).

use std::rc::Rc;

use crate::python::{Arguments, Class, Evaluator, Instance, Outcome, Raised, Value};
use crate::sqlalchemy::classes::{self, Kind, classes};
use crate::sqlalchemy::naming::Unnamed;
use crate::sqlalchemy::{attach, column, constraint, foreign_key, metadata, table, types};

use super::config;

/// Keyword arguments.
pub(super) type Keywords = Vec<(Rc<str>, Value)>;

/// Calls a class of the schema.
pub(super) fn make(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    positional: Vec<Value>,
    keyword: Keywords,
) -> Outcome<Rc<Instance>> {
    let made = evaluator.instantiate(class, Arguments { positional, keyword })?;
    match made {
        Value::Instance(instance) => Ok(instance),
        Value::Unknown(unknown) => Err(Raised::from(unknown)),
        other => Err(evaluator.type_error(format!(
            "'{}' object is not an item of a schema",
            evaluator.type_name(&other)
        ))),
    }
}

/// `schema=...`, where there is one.
pub(super) fn schema_keyword(schema: Value) -> Keywords {
    if schema.is_none() { Vec::new() } else { vec![("schema".into(), schema)] }
}

/// A column of no type.
pub(super) fn untyped(evaluator: &mut Evaluator, name: Value) -> Outcome<Value> {
    let null = types::instance_of("NullType");
    make(evaluator, &classes().column, vec![name, null], Vec::new()).map(Value::Instance)
}

/// `SchemaObjects.metadata`: with the naming convention of the project's own.
pub(super) fn metadata(evaluator: &mut Evaluator) -> Outcome {
    let made = metadata::new(evaluator);
    if let Some(instance) = made.as_instance() {
        match config::naming_convention(evaluator)? {
            Some(convention) => instance.set("naming_convention", convention),
            None => Unnamed::watch(evaluator, instance),
        }
    }
    Ok(made)
}

/// `SchemaObjects.table`: a table of its own `MetaData`, with the items that it is given.
pub(super) fn table(
    evaluator: &mut Evaluator,
    name: Value,
    items: &[Value],
    keyword: Keywords,
) -> Outcome<Rc<Instance>> {
    let owner = self::metadata(evaluator)?;
    let mut positional = Vec::with_capacity(items.len() + 2);
    positional.extend([name, owner.clone()]);
    for item in items {
        if classes::kind_of(item) == Some(Kind::Column) {
            positional.push(own_column(evaluator, item)?);
        } else if item.as_unknown().is_some() {
            // Whatever it may be: `Table` says that it cannot be known.
            positional.push(item.clone());
        }
    }
    let made = make(evaluator, &classes().table, positional, keyword)?;
    for item in items {
        append(evaluator, &made, item)?;
    }
    for key in table::foreign_keys_of(&made) {
        ensure_referred(evaluator, &owner, &key)?;
    }
    Ok(made)
}

/// A column that has a table already is copied.
pub(super) fn own_column(evaluator: &mut Evaluator, value: &Value) -> Outcome<Value> {
    match value.as_instance() {
        Some(instance) if column::is_taken(instance) => {
            Ok(Value::Instance(column::copy(evaluator, instance)?))
        }
        _ => Ok(value.clone()),
    }
}

/// Gives a table a constraint or an index, or a copy where it belongs to another table.
fn append(evaluator: &mut Evaluator, owner: &Rc<Instance>, item: &Value) -> Outcome<()> {
    let Some(instance) = item.as_instance() else { return Ok(()) };
    let foreign = |parent: Option<Value>| {
        parent
            .and_then(|parent| parent.as_instance().cloned())
            .is_some_and(|p| !Rc::ptr_eq(&p, owner))
    };
    match classes::kind_of(item) {
        Some(Kind::Constraint) => {
            let Some(state) = constraint::state(instance) else { return Ok(()) };
            if state.of_type.is_some() {
                return Ok(());
            }
            let item = if foreign(instance.get("parent")) {
                Value::Instance(constraint::copy(evaluator, instance)?)
            } else {
                item.clone()
            };
            append_item(evaluator, owner, item)
        }
        Some(Kind::Index) if foreign(instance.get("table")) => {
            crate::sqlalchemy::index::copy_to(evaluator, instance, owner).map(|_| ())
        }
        Some(Kind::Index) => append_item(evaluator, owner, item.clone()),
        _ => Ok(()),
    }
}

fn append_item(evaluator: &mut Evaluator, owner: &Rc<Instance>, item: Value) -> Outcome<()> {
    attach::to_table(evaluator, &item, owner, false)
}

/// `SchemaObjects._ensure_table_for_fk`.
fn ensure_referred(evaluator: &mut Evaluator, owner: &Value, key: &Rc<Instance>) -> Outcome<()> {
    let target = foreign_key::target(key);
    let Some(name) = target.table.as_str().filter(|name| !name.is_empty()).cloned() else {
        return Ok(());
    };
    let full = table::key_for(&name, target.schema.as_str().map(|schema| &**schema));
    let referred = match metadata::find(owner, &full) {
        Some(known) => known,
        None => make(
            evaluator,
            &classes().table,
            vec![target.table.clone(), owner.clone()],
            schema_keyword(target.schema.clone()),
        )?,
    };
    if let Some(column) = target.column.as_str()
        && table::column(&referred, column).is_none()
    {
        let column = untyped(evaluator, target.column.clone())?;
        attach::to_table(evaluator, &column, &referred, false)?;
    }
    Ok(())
}

/// A table of columns without types.
pub(super) fn bare_table(
    evaluator: &mut Evaluator,
    name: Value,
    columns: &[Value],
    schema: Value,
) -> Outcome<Rc<Instance>> {
    let owner = self::metadata(evaluator)?;
    bare_table_in(evaluator, &owner, name, columns, schema)
}

/// As [`bare_table`], in a `MetaData` that others are in.
pub(super) fn bare_table_in(
    evaluator: &mut Evaluator,
    owner: &Value,
    name: Value,
    columns: &[Value],
    schema: Value,
) -> Outcome<Rc<Instance>> {
    let mut positional = vec![name, owner.clone()];
    for column in columns {
        positional.push(untyped(evaluator, column.clone())?);
    }
    make(evaluator, &classes().table, positional, schema_keyword(schema))
}

/// A list of column names; a string counts by its characters, as Python's iteration has it.
pub(super) fn names(evaluator: &mut Evaluator, value: &Value) -> Outcome<Vec<Value>> {
    evaluator.collect(value)
}

/// The columns of a table by name, or the `KeyError` of `table.c[name]`.
pub(super) fn columns_of(
    evaluator: &mut Evaluator,
    owner: &Rc<Instance>,
    names: &[Value],
) -> Outcome<Vec<Value>> {
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        let text = name.as_str().cloned();
        match text.and_then(|text| table::column(owner, &text)) {
            Some(column) => found.push(Value::Instance(column)),
            None => return Err(evaluator.key_error(name.clone())),
        }
    }
    Ok(found)
}
