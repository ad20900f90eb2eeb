//! Who may be given to whom: `SchemaItem._init_items` and `_set_parent_with_dispatch`.

use std::rc::Rc;

use crate::python::Evaluator;
use crate::python::Instance;
use crate::python::Value;
use crate::python::{Outcome, Raised};

use super::classes::{self, Kind};
use super::column::{self, Waiting};
use super::{constraint, defaults, exceptions, foreign_key, index, types};

/// Whether it is an object of the schema that a table or a column can be given.
pub fn is_item(value: &Value) -> bool {
    classes::kind_of(value).is_some()
}

/// What SQLAlchemy says to anything else.
///
/// # Errors
/// Always: unknown where the value is.
pub fn not_an_item<T>(evaluator: &mut Evaluator, value: &Value) -> Outcome<T> {
    if let Value::Unknown(unknown) = value {
        return Err(Raised::from(unknown.clone()));
    }
    let shown = evaluator.shown(value)?;
    let text =
        format!("'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got {shown}");
    Err(exceptions::argument_error(evaluator, text))
}

/// Gives a table its columns, constraints and indexes.
///
/// # Errors
/// What SQLAlchemy raises.
pub fn init_items(
    evaluator: &mut Evaluator,
    table: &Rc<Instance>,
    items: &[Value],
    replace: bool,
) -> Outcome<()> {
    for item in items {
        if !item.is_none() {
            to_table(evaluator, item, table, replace)?;
        }
    }
    Ok(())
}

/// Gives a table one item.
///
/// # Errors
/// What SQLAlchemy raises.
pub fn to_table(
    evaluator: &mut Evaluator,
    item: &Value,
    table: &Rc<Instance>,
    replace: bool,
) -> Outcome<()> {
    let (Some(kind), Some(instance)) = (classes::kind_of(item), item.as_instance()) else {
        return not_an_item(evaluator, item);
    };
    match kind {
        Kind::Column => column::set_table(evaluator, instance, table, replace),
        Kind::Constraint => constraint::set_table(evaluator, instance, table),
        Kind::Index => index::set_table(evaluator, instance, table),
        Kind::Listener => Ok(()),
        _ => Err(exceptions::raise_builtin(evaluator, "AssertionError", "")),
    }
}

/// Gives a column one item.
///
/// # Errors
/// What SQLAlchemy raises.
pub fn to_column(evaluator: &mut Evaluator, item: &Value, parent: &Rc<Instance>) -> Outcome<()> {
    if item.is_none() {
        return Ok(());
    }
    let (Some(kind), Some(instance)) = (classes::kind_of(item), item.as_instance()) else {
        return if types::is_instance(item, "SchemaType") {
            Ok(())
        } else {
            not_an_item(evaluator, item)
        };
    };
    match kind {
        Kind::ForeignKey => foreign_key::set_column(evaluator, instance, parent),
        Kind::Constraint => constraint::set_column(evaluator, instance, parent),
        Kind::Default => {
            defaults::set_column(instance, parent);
            Ok(())
        }
        Kind::Sequence => {
            defaults::set_column(instance, parent);
            column::on_table_attach(evaluator, parent, Waiting::Sequence(instance.clone()))
        }
        Kind::ServerDefault => {
            let update = instance.get("for_update").and_then(|flag| flag.as_bool());
            let slot = if update == Some(true) { "server_onupdate" } else { "server_default" };
            instance.set("column", Value::Instance(parent.clone()));
            parent.set(slot, item.clone());
            Ok(())
        }
        Kind::Computed => defaults::set_computed(evaluator, instance, parent),
        Kind::Identity => defaults::set_identity(evaluator, instance, parent),
        Kind::Listener => Ok(()),
        _ => Err(exceptions::raise_builtin(evaluator, "AssertionError", "")),
    }
}
