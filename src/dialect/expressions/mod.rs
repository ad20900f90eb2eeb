//! SQL expressions and literal values as text, as each dialect's `SQLCompiler` prints them.

mod binds;
mod change;
mod columns;
mod compiler;
mod conflict;
mod dml;
mod elements;
mod froms;
mod functions;
mod json;
mod literals;
mod names;
mod operators;
mod select;
mod text;
mod typeclause;
mod with;

use crate::operation::Refusal;
use crate::schema::expression::Expr;
use crate::schema::literal::Literal;
use crate::schema::types::Type;

use self::compiler::{Compiler, Context};
use super::Dialect;

pub use self::literals::string;

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
    let context = Context {
        literal_binds: options.literal_binds,
        include_table: options.include_table,
        ..Context::default()
    };
    Compiler::new(dialect).process(expr, &context)
}

/// `SQLCompiler.render_literal_value`.
///
/// # Errors
/// `CompileError` where the value has no literal form.
pub fn render_literal(
    dialect: &dyn Dialect,
    value: &Literal,
    type_: &Type,
) -> Result<String, Refusal> {
    literals::render(dialect, value, type_)
}

#[cfg(test)]
mod tests;
