//! Oracle: MODIFY, comments with bare names.

use crate::operation::{AlterColumn, Refusal};
use crate::schema::table::{Identity, ServerDefault};

use super::super::{Dialect, columns, expressions};
use super::{alter_column as alter, base};

/// `visit_column_nullable`.
pub(super) fn nullability(dialect: &dyn Dialect, change: &AlterColumn, nullable: bool) -> String {
    let words = if nullable { "NULL" } else { "NOT NULL" };
    format!("{} {words}", modify(dialect, change))
}

/// `visit_column_default`.
pub(super) fn column_default(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    default: Option<&ServerDefault>,
) -> Result<String, Refusal> {
    let default = match default {
        Some(default) => base::format_server_default(dialect, default)?,
        None => "NULL".into(),
    };
    Ok(format!("{} DEFAULT {default}", modify(dialect, change)))
}

/// `visit_identity_column`.
pub(super) fn identity(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    identity: Option<&Identity>,
) -> Result<String, Refusal> {
    let words = match identity {
        Some(identity) => columns::identity_text(dialect, identity)?,
        None => "DROP IDENTITY".into(),
    };
    Ok(format!("{} {words}", modify(dialect, change)))
}

/// `visit_column_comment`, which prints names as they are given and leaves the schema out.
pub(super) fn column_comment(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    comment: Option<&str>,
) -> String {
    format!(
        "COMMENT ON COLUMN {}.{} IS {}",
        change.table.name.text,
        change.column.text,
        expressions::string(dialect, comment.unwrap_or_default())
    )
}

fn modify(dialect: &dyn Dialect, change: &AlterColumn) -> String {
    alter(dialect, &change.table, &change.column, "MODIFY")
}
