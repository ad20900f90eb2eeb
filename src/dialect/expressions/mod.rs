//! SQL expressions and literal values as text, as each dialect's `SQLCompiler` prints them.

use crate::operation::Refusal;
use crate::schema::expression::from::From;
use crate::schema::expression::{Expr, Text};
use crate::schema::literal::Literal;
use crate::schema::types::Type;

use super::identifiers;
use super::{Dialect, compile_error};

/// Keyword arguments of `SQLCompiler.process`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExprOptions {
    /// Values are printed rather than named.
    pub literal_binds: bool,
    /// Columns are printed with their table.
    pub include_table: bool,
}

impl ExprOptions {
    /// As DDL asks for it: values in full, columns without their table.
    pub const DDL: Self = Self { literal_binds: true, include_table: false };
    /// As a statement of its own is printed.
    pub const STATEMENT: Self = Self { literal_binds: true, include_table: true };
}

/// `SQLCompiler.process`.
///
/// # Errors
/// What SQLAlchemy would raise for it.
pub fn render_expr(
    dialect: &dyn Dialect,
    expr: &Expr,
    options: &ExprOptions,
) -> Result<String, Refusal> {
    match expr {
        Expr::Column(column) if column.is_literal => Ok(column.name.text.to_string()),
        Expr::Column(column) => {
            let name = identifiers::quote(dialect, &column.name);
            match &column.table {
                Some(table) if options.include_table => match &**table {
                    From::Table(table) => {
                        Ok(format!("{}.{name}", identifiers::format_table(dialect, &table.name)))
                    }
                    _ => Err(compile_error("aliases are not there yet")),
                },
                _ => Ok(name),
            }
        }
        Expr::Text(text) => Ok(plain_text(text)),
        Expr::Bind(bind) if options.literal_binds => match &bind.value {
            Some(value) => render_literal(dialect, value, &bind.type_),
            None => Ok(format!(":{}", bind.key)),
        },
        Expr::Bind(bind) => Ok(format!(":{}", bind.key)),
        Expr::Null => Ok("NULL".into()),
        Expr::True => Ok("true".into()),
        Expr::False => Ok("false".into()),
        _ => Err(compile_error("this expression is not there yet")),
    }
}

fn plain_text(text: &Text) -> String {
    text.sql.replace("\\:", ":")
}

/// `SQLCompiler.render_literal_value`.
///
/// # Errors
/// `CompileError` where the value has no literal form.
pub fn render_literal(
    dialect: &dyn Dialect,
    value: &Literal,
    _type: &Type,
) -> Result<String, Refusal> {
    match value {
        Literal::Str(text) => Ok(string(dialect, text)),
        Literal::Int(digits) => Ok(digits.to_string()),
        Literal::Null => Ok("NULL".into()),
        other => Err(compile_error(format!("Could not render literal value \"{other:?}\""))),
    }
}

/// A string literal, as `String.literal_processor` and the dialect's `render_literal_value` print it.
pub fn string(dialect: &dyn Dialect, text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if dialect.facts().backslash_escapes {
        format!("'{}'", quoted.replace('\\', "\\\\"))
    } else {
        format!("'{quoted}'")
    }
}
