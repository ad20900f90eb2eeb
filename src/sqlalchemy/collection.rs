//! `ColumnCollection`: what `table.c` and a constraint's `columns` are.

use std::rc::Rc;

use crate::python::{Arguments, Class, ClassBuilder, Evaluator, Instance, Outcome, Value};

use super::classes::classes;
use super::{column, table};

/// What a `ColumnCollection` shows: a table's columns as they are by now, or a fixed list.
enum Shown {
    Table(Rc<Instance>),
    Columns(Vec<Rc<Instance>>),
}

impl Shown {
    fn entries(&self) -> Vec<(Rc<str>, Value)> {
        match self {
            Shown::Table(table) => table::columns_by_key(&Value::Instance(table.clone())),
            Shown::Columns(columns) => columns
                .iter()
                .filter_map(|item| Some((column::key(item)?, Value::Instance(item.clone()))))
                .collect(),
        }
    }
}

fn entries(this: &Value) -> Vec<(Rc<str>, Value)> {
    this.payload::<Shown>().map(|shown| shown.entries()).unwrap_or_default()
}

/// A `ColumnCollection` over the columns of a table.
pub(super) fn of_table(table: &Rc<Instance>) -> Value {
    let shown = Rc::new(Shown::Table(table.clone()));
    Value::Instance(Instance::with_payload(classes().collection.clone(), shown))
}

/// A `ColumnCollection` over these columns.
pub(super) fn of_columns(columns: Vec<Rc<Instance>>) -> Value {
    let shown = Rc::new(Shown::Columns(columns));
    Value::Instance(Instance::with_payload(classes().collection.clone(), shown))
}

/// `ReadOnlyColumnCollection`.
pub(super) fn collection_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.sql.base", "ReadOnlyColumnCollection")
        .hooks(crate::python::Hooks { getattr: Some(member), ..Default::default() })
        .method("__iter__", |evaluator, this, _| {
            let values = entries(this).into_iter().map(|(_, value)| value).collect();
            evaluator.iter(&Value::list(values))
        })
        .method("__len__", |_, this, _| Ok((entries(this).len() as i64).into()))
        .method("__getitem__", item)
        .method("__contains__", contains)
        .method("contains_column", contains)
        .method("get", |evaluator, this, arguments| {
            let bound = arguments.bind(evaluator, "ColumnCollection.get", &["key", "default="])?;
            let key = bound.get("key").and_then(Value::as_str).cloned();
            let found = entries(this).into_iter().find(|(known, _)| Some(known) == key.as_ref());
            Ok(found.map(|(_, value)| value).or_else(|| bound.get("default").cloned()).into())
        })
        .method("keys", |_, this, _| {
            Ok(Value::list(entries(this).into_iter().map(|(key, _)| Value::str(key)).collect()))
        })
        .method("values", |_, this, _| {
            Ok(Value::list(entries(this).into_iter().map(|(_, value)| value).collect()))
        })
        .method("items", |_, this, _| {
            let pairs = entries(this)
                .into_iter()
                .map(|(key, value)| Value::tuple(vec![Value::str(key), value]));
            Ok(Value::list(pairs.collect()))
        })
        .build()
}

fn member(_: &mut Evaluator, this: &Value, name: &str) -> Outcome<Option<Value>> {
    Ok(entries(this).into_iter().find(|(key, _)| &**key == name).map(|(_, value)| value))
}

fn item(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let wanted = arguments.positional.first().cloned().unwrap_or(Value::None);
    let entries = entries(this);
    if let Some(at) = wanted.as_int() {
        let at = if at < 0 { at + entries.len() as i64 } else { at };
        let found = usize::try_from(at).ok().and_then(|at| entries.into_iter().nth(at));
        return match found {
            Some((_, value)) => Ok(value),
            None => Err(evaluator.raise("IndexError", wanted_text(&wanted))),
        };
    }
    let key = wanted.as_str().cloned();
    match entries.into_iter().find(|(known, _)| Some(known) == key.as_ref()) {
        Some((_, value)) => Ok(value),
        None => Err(evaluator.key_error(wanted)),
    }
}

fn wanted_text(value: &Value) -> String {
    value.as_int().map(|number| number.to_string()).unwrap_or_default()
}

fn contains(_: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let wanted = arguments.positional.first().cloned().unwrap_or(Value::None);
    let found = entries(this).into_iter().any(|(key, value)| match wanted.as_str() {
        Some(name) => key == *name,
        None => value.is(&wanted),
    });
    Ok(found.into())
}
