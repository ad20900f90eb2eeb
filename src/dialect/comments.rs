//! Comments on tables and columns, where they are statements of their own.

use crate::operation::Refusal;
use crate::schema::name::{Name, QualifiedName};
use crate::schema::table::Constraint;

use super::expressions::string;
use super::identifiers::{constraint_name, effective_schema, format_table, quote, quote_schema};
use super::{Dialect, Family, compile_error};

/// `visit_set_table_comment`.
///
/// # Errors
/// Python's `AttributeError` on SQL Server, which has no default schema without a connection.
pub fn set_table(
    dialect: &dyn Dialect,
    table: &QualifiedName,
    comment: Option<&str>,
) -> Result<String, Refusal> {
    let national = if dialect.family() == Family::Mssql { "N" } else { "" };
    let text = match comment {
        Some(comment) => format!("{national}{}", string(dialect, comment)),
        None => "NULL".into(),
    };
    Ok(match dialect.family() {
        Family::Mysql | Family::Mariadb => {
            format!("ALTER TABLE {} COMMENT {text}", format_table(dialect, table))
        }
        Family::Mssql => format!(
            "execute sp_addextendedproperty 'MS_Description', {text}, {}",
            mssql_path(dialect, table)?
        ),
        _ => format!("COMMENT ON TABLE {} IS {text}", format_table(dialect, table)),
    })
}

/// `visit_drop_table_comment`.
///
/// # Errors
/// Python's `AttributeError` on SQL Server, which has no default schema without a connection.
pub fn drop_table(dialect: &dyn Dialect, table: &QualifiedName) -> Result<String, Refusal> {
    let name = format_table(dialect, table);
    Ok(match dialect.family() {
        Family::Mysql | Family::Mariadb => format!("ALTER TABLE {name} COMMENT ''"),
        Family::Mssql => format!(
            "execute sp_dropextendedproperty 'MS_Description', {}",
            mssql_path(dialect, table)?
        ),
        Family::Oracle => format!("COMMENT ON TABLE {name} IS ''"),
        Family::Postgresql | Family::Sqlite => format!("COMMENT ON TABLE {name} IS NULL"),
    })
}

/// `visit_set_column_comment`, but for MySQL's, which has comments inside its columns.
///
/// # Errors
/// Python's `AttributeError` on SQL Server, which has no default schema without a connection.
pub fn set_column(
    dialect: &dyn Dialect,
    table: &QualifiedName,
    column: &Name,
    comment: &str,
) -> Result<String, Refusal> {
    let text = string(dialect, comment);
    let name = quote(dialect, column);
    if dialect.family() == Family::Mssql {
        return Ok(format!(
            "execute sp_addextendedproperty 'MS_Description', N{text}, {}, 'column', {name}",
            mssql_path(dialect, table)?
        ));
    }
    Ok(format!("COMMENT ON COLUMN {}.{name} IS {text}", format_table(dialect, table)))
}

/// `visit_set_constraint_comment`, PostgreSQL's.
///
/// # Errors
/// `CompileError` for one without a name.
pub fn set_constraint(
    dialect: &dyn Dialect,
    table: &QualifiedName,
    constraint: &Constraint,
    comment: &str,
) -> Result<String, Refusal> {
    let Some(name) = &constraint.name else {
        return Err(compile_error("Can't emit COMMENT ON for constraint; it has no name"));
    };
    Ok(format!(
        "COMMENT ON CONSTRAINT {} ON {} IS {}",
        constraint_name(dialect, name)?,
        format_table(dialect, table),
        string(dialect, comment)
    ))
}

/// Where SQL Server's extended property hangs.
fn mssql_path(dialect: &dyn Dialect, table: &QualifiedName) -> Result<String, Refusal> {
    let Some(schema) = effective_schema(table) else {
        return Err(Refusal::new(
            "AttributeError",
            "'NoneType' object has no attribute 'startswith'".into(),
        ));
    };
    Ok(format!(
        "'schema', {}, 'table', {}",
        quote_schema(dialect, schema),
        quote(dialect, &table.name)
    ))
}
