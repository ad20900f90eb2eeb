//! What expressions ask of the other half of the room: types, schema columns and tables, exceptions.

use std::rc::Rc;

use crate::operation::Executable;
use crate::python::{Evaluator, Outcome, Raised, Value};
use crate::schema::expression::Expr;
use crate::schema::expression::from::From;
use crate::schema::expression::statement::{ColumnDefault, DmlColumn};
use crate::schema::name::Name;
use crate::schema::table::{Autoincrement, Column, ServerDefault};
use crate::schema::types::{Affinity, Type};

use super::super::{column, defaults, exceptions, freeze, names, session, table, types};
use super::coerce;

/// A type object or class, made inert.
pub(super) fn to_type(evaluator: &mut Evaluator, value: &Value) -> Outcome<Rc<Type>> {
    types::to_type(evaluator, value)
}

/// A type object for an inert type.
pub(super) fn type_value(type_: &Rc<Type>) -> Value {
    types::to_value(type_)
}

/// The expression for a schema `Column`.
pub(super) fn column_expr(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Rc<Expr>>> {
    column::expr(evaluator, value)
}

/// The FROM element for a schema `Table`.
pub(super) fn table_from(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Rc<From>>> {
    match table::as_table(value) {
        Some(instance) => table::from_clause(evaluator, &instance).map(Some),
        None => Ok(None),
    }
}

/// A schema `Table`'s columns by key.
pub(super) fn table_columns(value: &Value) -> Option<Vec<(Rc<str>, Value)>> {
    table::as_table(value).map(|_| table::columns_by_key(value))
}

/// The same as INSERT and UPDATE need them.
pub(super) fn dml_columns(
    evaluator: &mut Evaluator,
    value: &Value,
) -> Outcome<Option<Vec<DmlColumn>>> {
    let Some(instance) = table::as_table(value) else { return Ok(None) };
    let mut frozen = Vec::new();
    for item in table::columns_of(&instance) {
        let column = freeze::column(evaluator, &item)?;
        let key = column::key(&item).filter(|key| **key != *column.name.text);
        let default = default_of(evaluator, &item.get("default"))?;
        let onupdate = default_of(evaluator, &item.get("onupdate"))?;
        frozen.push((column, key, default, onupdate));
    }
    let keys = frozen.iter().filter(|(column, ..)| column.primary_key).count();
    Ok(Some(
        frozen
            .into_iter()
            .map(|(column, key, default, onupdate)| DmlColumn {
                autoincrement: is_autoincrement(&column, keys),
                server_default: column.server_default.is_some(),
                primary_key: column.primary_key,
                name: column.name,
                key,
                attribute: None,
                type_: column.type_,
                default,
                onupdate,
            })
            .collect(),
    ))
}

/// `PrimaryKeyConstraint._autoincrement_column`.
fn is_autoincrement(column: &Column, keys: usize) -> bool {
    let numbered = match &column.server_default {
        None | Some(ServerDefault::Identity(_)) => true,
        Some(_) => false,
    };
    column.primary_key
        && match column.autoincrement {
            Autoincrement::Yes => true,
            Autoincrement::No => false,
            auto => {
                keys == 1
                    && column.type_.affinity() == Affinity::Integer
                    && !column.client_default
                    && numbered
                    && (!column.has_foreign_key || auto == Autoincrement::IgnoreForeignKey)
            }
        }
}

/// The key of a schema column; `None` for anything else.
pub(super) fn column_key(value: &Value) -> Option<Rc<str>> {
    let item = value.as_instance().filter(|_| column::is_column(value))?;
    column::key(item)
}

/// What `default=` or `onupdate=` holds.
fn default_of(evaluator: &mut Evaluator, value: &Option<Value>) -> Outcome<Option<ColumnDefault>> {
    let Some(value) = value.as_ref().filter(|value| !value.is_none()) else { return Ok(None) };
    if let Some(sequence) = defaults::freeze_sequence(evaluator, value)? {
        return Ok(Some(ColumnDefault::Sequence(sequence.name, sequence.optional)));
    }
    let argument = value.as_instance().and_then(|instance| instance.get("arg"));
    let expr = match &argument {
        Some(argument @ Value::Instance(_)) => coerce::clause(evaluator, argument)?,
        _ => None,
    };
    Ok(Some(match expr {
        Some(expr) => ColumnDefault::Expr(expr),
        None => ColumnDefault::Client,
    }))
}

/// `next_value()` of a `Sequence`.
pub(super) fn sequence_expr(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Rc<Expr>>> {
    let sequence = defaults::freeze_sequence(evaluator, value)?;
    Ok(sequence.map(|sequence| Rc::new(Expr::NextValue(Box::new(sequence)))))
}

/// What `TypeDecorator.process_bind_param` makes of a value.
pub(super) fn bind_value(evaluator: &mut Evaluator, type_: &Rc<Type>, value: &Value) -> Outcome {
    match types::bind_value(evaluator, type_, value)? {
        Value::Unknown(unknown) => Err(Raised::from(unknown)),
        value => Ok(value),
    }
}

/// A string as a name.
pub(super) fn to_name(value: &Value) -> Option<Name> {
    names::to_name(value)
}

/// An exception of `sqlalchemy.exc`.
pub(super) fn raise(evaluator: &mut Evaluator, class: &str, message: String) -> Raised {
    exceptions::raise(evaluator, class, message)
}

/// `str(construct.compile(dialect=...))`.
pub(super) fn compile(evaluator: &mut Evaluator, expr: &Rc<Expr>, literal_binds: bool) -> Outcome {
    let statement = Executable::Statement(expr.clone());
    session::compile(evaluator, &statement, literal_binds).map(Value::from)
}

/// The dialect's name.
pub(super) fn dialect(evaluator: &Evaluator) -> &'static str {
    session::dialect(evaluator)
}
