//! SQL Server: the type comes along with NULL, defaults are constraints, names change by a procedure.

use crate::operation::{AlterColumn, Change, Refusal};
use crate::schema::name::{Name, QualifiedName};
use crate::schema::options::Options;
use crate::schema::table::{Column, ServerDefault};

use super::super::{Dialect, Renderer, expressions, identifiers, types};
use super::{alter_column as alter, alter_table, assertion_error, base, command_error};

/// `MSSQLImpl.alter_column`.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn change_column(out: &mut Renderer<'_>, change: &AlterColumn) -> Result<(), Refusal> {
    let dialect = out.dialect;
    let mut first = with_nullability(change)?;
    let given = match &change.server_default {
        Change::To(default)
            if !base::involves_identity(change) && !base::involves_computed(change) =>
        {
            Some(default)
        }
        _ => None,
    };
    if let Some(default) = given {
        if change.existing_server_default != Change::Keep || default.is_none() {
            out.exec(&drop_constraint_of(
                dialect,
                &change.table,
                &change.column,
                "sys.default_constraints",
            ));
        }
        first.server_default = Change::Keep;
    }
    first.new_name = None;
    base::change_column(out, &first)?;
    if let Some(Some(default)) = given {
        let sql = column_default(dialect, change, Some(default))?;
        out.exec(&sql);
    }
    if let Some(name) = &change.new_name {
        out.exec(&column_name(dialect, change, name));
    }
    Ok(())
}

/// A new type is said together with NULL or NOT NULL, where that is known.
fn with_nullability(change: &AlterColumn) -> Result<AlterColumn, Refusal> {
    let mut change = change.clone();
    if change.nullable.is_some() {
        if let Some(type_) = change.type_.take() {
            change.existing_type = Some(type_);
        } else if change.existing_type.is_none() {
            return Err(command_error(
                "MS-SQL ALTER COLUMN operations with NULL or NOT NULL require the existing_type \
                 or a new type_ be passed.",
            ));
        }
    } else if change.existing_nullable.is_some() && change.type_.is_some() {
        change.nullable = change.existing_nullable;
        change.existing_type = change.type_.take();
    }
    Ok(change)
}

/// `visit_column_nullable`.
pub(super) fn nullability(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    nullable: bool,
) -> Result<String, Refusal> {
    let Some(type_) = &change.existing_type else { return Err(assertion_error()) };
    let type_ = types::render(dialect, type_)?;
    let words = if nullable { "NULL" } else { "NOT NULL" };
    let column = alter(dialect, &change.table, &change.column, "ALTER COLUMN");
    Ok(format!("{column} {type_} {words}"))
}

/// `visit_column_default`.
pub(super) fn column_default(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    default: Option<&ServerDefault>,
) -> Result<String, Refusal> {
    let Some(default) = default else { return Err(assertion_error()) };
    Ok(format!(
        "{} ADD DEFAULT {} FOR {}",
        alter_table(dialect, &change.table),
        base::format_server_default(dialect, default)?,
        identifiers::quote(dialect, &change.column)
    ))
}

/// `visit_rename_column`.
pub(super) fn column_name(dialect: &dyn Dialect, change: &AlterColumn, name: &Name) -> String {
    format!(
        "EXEC sp_rename '{}.{}', {}, 'COLUMN'",
        identifiers::format_table_name(dialect, &change.table),
        identifiers::quote(dialect, &change.column),
        identifiers::quote(dialect, name)
    )
}

/// `visit_column_comment`: the procedure depends on whether there is a comment already.
pub(super) fn column_comment(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    comment: Option<&str>,
) -> Result<String, Refusal> {
    let Some(schema) = identifiers::effective_schema(&change.table) else {
        return Err(assertion_error());
    };
    let place = format!(
        "'schema', {}, 'table', {}, 'column', {}",
        identifiers::quote_schema(dialect, schema),
        identifiers::quote(dialect, &change.table.name),
        identifiers::quote(dialect, &change.column)
    );
    let Some(comment) = comment else {
        return Ok(format!("exec sp_dropextendedproperty 'MS_Description', {place}"));
    };
    let procedure = if change.existing_comment.is_some() {
        "sp_updateextendedproperty"
    } else {
        "sp_addextendedproperty"
    };
    let text = expressions::string(dialect, comment);
    Ok(format!("exec {procedure} 'MS_Description', N{text}, {place}"))
}

/// `RenameTable`.
pub fn rename_table(out: &mut Renderer<'_>, table: &QualifiedName, to: &Name) {
    let dialect = out.dialect;
    let sql = format!(
        "EXEC sp_rename '{}', {}",
        identifiers::format_table_name(dialect, table),
        identifiers::quote(dialect, to)
    );
    out.exec(&sql);
}

/// `MSSQLImpl.drop_column`: constraints that hang on the column go first, where that is asked.
pub fn drop_column(
    out: &mut Renderer<'_>,
    table: &QualifiedName,
    column: &Column,
    if_exists: bool,
    options: &Options,
) {
    let dialect = out.dialect;
    if options.flag("mssql_drop_default") {
        out.exec(&drop_constraint_of(dialect, table, &column.name, "sys.default_constraints"));
    }
    if options.flag("mssql_drop_check") {
        out.exec(&drop_constraint_of(dialect, table, &column.name, "sys.check_constraints"));
    }
    if options.flag("mssql_drop_foreign_key") {
        out.exec(&drop_foreign_key_of(dialect, table, &column.name));
    }
    base::drop_column(out, table, column, if_exists);
}

/// `_ExecDropConstraint`: names inside the quotes are as given.
fn drop_constraint_of(
    dialect: &dyn Dialect,
    table: &QualifiedName,
    column: &Name,
    catalog: &str,
) -> String {
    format!(
        "declare @const_name varchar(256)\n\
         select @const_name = QUOTENAME([name]) from {catalog}\n\
         where parent_object_id = object_id('{}')\n\
         and col_name(parent_object_id, parent_column_id) = '{}'\n\
         exec('alter table {} drop constraint ' + @const_name)",
        plain_name(table),
        column.text,
        identifiers::format_table_name(dialect, table)
    )
}

/// `_ExecDropFKConstraint`.
fn drop_foreign_key_of(dialect: &dyn Dialect, table: &QualifiedName, column: &Name) -> String {
    format!(
        "declare @const_name varchar(256)\n\
         select @const_name = QUOTENAME([name]) from\n\
         sys.foreign_keys fk join sys.foreign_key_columns fkc\n\
         on fk.object_id=fkc.constraint_object_id\n\
         where fkc.parent_object_id = object_id('{}')\n\
         and col_name(fkc.parent_object_id, fkc.parent_column_id) = '{}'\n\
         exec('alter table {} drop constraint ' + @const_name)",
        plain_name(table),
        column.text,
        identifiers::format_table_name(dialect, table)
    )
}

fn plain_name(table: &QualifiedName) -> String {
    match identifiers::effective_schema(table) {
        Some(schema) => format!("{}.{}", schema.text, table.name.text),
        None => table.name.text.to_string(),
    }
}
