//! What the schema half asks of expressions beyond their plain making.

use std::cell::RefCell;
use std::rc::Rc;

use crate::python::{Arguments, Evaluator, Instance, Outcome, Value};
use crate::schema::expression::from::From;
use crate::schema::expression::{Expr, transform, typing};
use crate::schema::table::{Column, Table};

use super::{column, defaults, exceptions, expression, names, session, types};

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

/// Which sorts of columns an expression has within.
#[derive(Default)]
pub struct Within {
    /// Those of a `Table`.
    pub of_table: bool,
    /// `column()`, `literal_column()`, those of `table()`.
    pub loose: bool,
    /// Either of these: a column that has no table yet, or `column()` with a type.
    pub open: bool,
}

/// The columns within an expression.
///
/// # Errors
/// Unknown where the expression is.
pub fn columns_of(evaluator: &mut Evaluator, value: &Value) -> Outcome<Within> {
    if column::is_column(value) || !expression::is_clause(evaluator, value) {
        return Ok(Within::default());
    }
    let expr = expression::to_expr(evaluator, value)?;
    let found = RefCell::new(Within::default());
    transform::replace(&expr, &|part| {
        if let Expr::Column(column) = &**part {
            let mut found = found.borrow_mut();
            match column.table.as_deref() {
                Some(From::Table(table)) if table.of_metadata => found.of_table = true,
                Some(From::Table(_)) => found.loose = true,
                Some(_) => found.open = true,
                None if column.is_literal || typing::is_null(&column.type_) => found.loose = true,
                None => found.open = true,
            }
        }
        None
    });
    Ok(found.into_inner())
}

/// Whether a CHECK within a column names a column that is none of a `Table`.
///
/// # Errors
/// Unknown where it may be one that has no table yet.
pub fn has_loose_column(evaluator: &mut Evaluator, check: &Instance) -> Outcome<bool> {
    let within = columns_of(evaluator, &check.get("sqltext").unwrap_or(Value::None))?;
    if within.open && !within.loose {
        return Err(session::unknown(evaluator, "whether a CHECK is over columns of a table"));
    }
    Ok(within.loose)
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
