//! What the schema half asks of expressions beyond their plain making.

use std::rc::Rc;

use crate::python::{Arguments, Evaluator, Outcome, Value};
use crate::schema::expression::Expr;
use crate::schema::table::{Column, Table};

use super::{column, defaults, exceptions, expression, names, types};

/// `DDLExpressionRole`: an expression, or text that stands for one.
///
/// # Errors
/// Unknown where it is; `ArgumentError` for anything else.
pub fn ddl_expr(evaluator: &mut Evaluator, value: &Value) -> Outcome<Rc<Expr>> {
    if let Some(text) = value.as_str() {
        return Ok(Rc::new(Expr::text(text)));
    }
    expression::to_expr(evaluator, value)
}

/// `sequence.next_value()`.
///
/// # Errors
/// Unknown where the sequence is.
pub fn next_value(evaluator: &mut Evaluator, sequence: &Value) -> Outcome {
    match defaults::freeze_sequence(evaluator, sequence)? {
        Some(sequence) => Ok(expression::value(Rc::new(Expr::NextValue(Box::new(sequence))))),
        None => Err(exceptions::argument_error(evaluator, "a Sequence was expected")),
    }
}

/// `type_coerce(column, type_).in_(values)`.
///
/// # Errors
/// Unknown where the column is.
pub fn in_values(
    evaluator: &mut Evaluator,
    column: &Value,
    type_: &Value,
    values: &[Value],
) -> Outcome {
    let inner = expression::to_expr(evaluator, column)?;
    let type_ = types::to_type(evaluator, type_)?;
    let coerced = expression::value(Rc::new(Expr::TypeCoerce { inner, type_ }));
    evaluator.call_method(&coerced, "in_", Arguments::of([Value::list(values.to_vec())]))
}

/// The schema columns within an expression, as far as they can be told.
pub fn columns_within(value: &Value) -> Vec<Value> {
    if column::is_column(value) { vec![value.clone()] } else { Vec::new() }
}

/// The table that `sqlalchemy.table()` made; `None` for anything else.
///
/// # Errors
/// Unknown where a part of it is.
pub fn lightweight_table(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Table>> {
    let Value::Instance(instance) = value else { return Ok(None) };
    if !instance.class().is_subclass(&expression::table_clause()) {
        return Ok(None);
    }
    let name = evaluator.getattr(value, "name")?;
    let schema = evaluator.getattr_opt(value, "schema")?.unwrap_or(Value::None);
    let mut table = Table::new(names::qualified(evaluator, &name, &schema)?);
    let columns = evaluator.getattr(value, "c")?;
    for item in evaluator.collect(&columns)? {
        let name = evaluator.getattr(&item, "name")?;
        let name = names::require_name(evaluator, &name, "a column's name")?;
        let type_ = evaluator.getattr(&item, "type")?;
        table.columns.push(Column::new(name, types::to_type(evaluator, &type_)?));
    }
    Ok(Some(table))
}
