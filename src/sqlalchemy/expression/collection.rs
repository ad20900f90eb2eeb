//! `.c` of FROM elements: columns by attribute, by key, by position, in a row.

use std::rc::Rc;

use crate::python::{Arguments, ClassBuilder, Evaluator, Hooks, Instance, Outcome, Value};

use super::objects::classes;

/// What a collection keeps.
#[derive(Debug)]
struct Columns(Vec<(Rc<str>, Value)>);

/// `ReadOnlyColumnCollection`.
pub(super) fn class() -> ClassBuilder {
    let hooks = Hooks {
        getattr: Some(|_, this, name| {
            let columns = this.payload::<Columns>();
            Ok(columns.and_then(|columns| find(&columns.0, name)))
        }),
        ..Hooks::default()
    };
    ClassBuilder::new("sqlalchemy.sql.base", "ReadOnlyColumnCollection")
        .hooks(hooks)
        .method("__getitem__", getitem)
        .method("__iter__", |evaluator, this, _| {
            let values = Value::list(values(this));
            evaluator.iter(&values)
        })
        .method("__len__", |_, this, _| {
            Ok(Value::int(i64::try_from(values(this).len()).unwrap_or(i64::MAX)))
        })
        .method("__contains__", |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, "__contains__", &["key"])?;
            let key = bound.take_or_none("key");
            let columns = this.payload::<Columns>();
            Ok(Value::Bool(columns.is_some_and(|columns| {
                key.as_str().is_some_and(|key| find(&columns.0, key).is_some())
            })))
        })
        .method("keys", |_, this, _| Ok(Value::list(keys(this))))
        .method("values", |_, this, _| Ok(Value::list(values(this))))
        .method("items", |_, this, _| {
            let pairs = keys(this).into_iter().zip(values(this));
            Ok(Value::list(pairs.map(|(key, value)| Value::tuple([key, value])).collect()))
        })
        .method("get", |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, "get", &["key", "default="])?;
            let key = bound.take_or_none("key");
            let columns = this.payload::<Columns>();
            let found = key
                .as_str()
                .and_then(|key| columns.as_ref().and_then(|columns| find(&columns.0, key)));
            Ok(found.unwrap_or_else(|| bound.take_or_none("default")))
        })
}

/// A collection of columns.
pub(super) fn collection(columns: Vec<(Rc<str>, Value)>) -> Value {
    let class = classes().collection.clone();
    Value::Instance(Instance::with_payload(class, Rc::new(Columns(columns))))
}

fn find(columns: &[(Rc<str>, Value)], key: &str) -> Option<Value> {
    columns.iter().find(|(own, _)| **own == *key).map(|(_, value)| value.clone())
}

fn keys(this: &Value) -> Vec<Value> {
    let columns = this.payload::<Columns>();
    columns.map_or_else(Vec::new, |columns| {
        columns.0.iter().map(|(key, _)| Value::str(key.clone())).collect()
    })
}

fn values(this: &Value) -> Vec<Value> {
    let columns = this.payload::<Columns>();
    columns
        .map_or_else(Vec::new, |columns| columns.0.iter().map(|(_, value)| value.clone()).collect())
}

fn getitem(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "__getitem__", &["key"])?;
    let key = bound.take_or_none("key");
    let Some(columns) = this.payload::<Columns>() else { return Ok(Value::None) };
    if let Value::Slice(_) = &key {
        let all = Value::tuple(values(this));
        return evaluator.getitem(&all, &key);
    }
    let found = match (key.as_str(), key.as_int()) {
        (Some(key), _) => find(&columns.0, key),
        (None, Some(_)) => {
            let all = Value::list(values(this));
            return evaluator.getitem(&all, &key);
        }
        _ => None,
    };
    found.ok_or_else(|| evaluator.key_error(key))
}
