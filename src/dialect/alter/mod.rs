//! ALTER TABLE and what stands beside it, as Alembic's implementations say it in each dialect.

pub mod base;
pub mod constraints;
pub mod mssql;
pub mod mysql;
pub mod oracle;
pub mod postgresql;
#[cfg(test)]
mod tests;

use crate::operation::Refusal;
use crate::schema::name::{Name, QualifiedName};

use super::{Dialect, identifiers};

/// `alembic.util.exc.CommandError`.
pub(super) fn command_error(message: impl Into<String>) -> Refusal {
    Refusal::new("alembic.util.exc.CommandError", message.into())
}

/// Python's own `NotImplementedError`.
pub(super) fn not_implemented(message: impl Into<String>) -> Refusal {
    Refusal::new("NotImplementedError", message.into())
}

/// A bare `assert`.
pub(super) fn assertion_error() -> Refusal {
    Refusal::new("AssertionError", String::new())
}

/// `alembic.ddl.base.alter_table`.
pub(super) fn alter_table(dialect: &dyn Dialect, table: &QualifiedName) -> String {
    format!("ALTER TABLE {}", identifiers::format_table_name(dialect, table))
}

/// `alembic.ddl.base.alter_column`, with the words that introduce a column here.
pub(super) fn alter_column(
    dialect: &dyn Dialect,
    table: &QualifiedName,
    column: &Name,
    words: &str,
) -> String {
    format!("{} {words} {}", alter_table(dialect, table), identifiers::quote(dialect, column))
}

/// `format_table_name(compiler, new_table_name, None)`.
pub(super) fn rename_without_schema(
    dialect: &dyn Dialect,
    table: &QualifiedName,
    to: &Name,
) -> String {
    format!("{} RENAME TO {}", alter_table(dialect, table), identifiers::quote(dialect, to))
}
