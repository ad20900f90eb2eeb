//! What every dialect does unless it says otherwise: `alembic.ddl.base`, `DefaultImpl` and `toimpl`.

use crate::operation::{AlterColumn, Change, Refusal};
use crate::schema::name::{Name, QualifiedName};
use crate::schema::table::{Column, ConstraintKind, Identity, ServerDefault, Table};

use super::super::constraints::is_created;
use super::super::{AddColumn, Dialect, Family, Renderer, columns, comments, compile_error};
use super::super::{identifiers, types};
use super::{
    alter_column as alter, alter_table, assertion_error, constraints, mssql, mysql, oracle,
    postgresql,
};

/// `alembic.operations.toimpl.alter_column`: around `change_column`, the CHECKs of the old type go
/// and those of the new one come.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn alter_column(
    out: &mut Renderer<'_>,
    change: &AlterColumn,
    change_column: impl FnOnce(&mut Renderer<'_>, &AlterColumn) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let dialect = out.dialect;
    for constraint in counted(dialect, &change.drop_constraints) {
        dialect.drop_constraint(out, &change.table, constraint, false)?;
    }
    change_column(out, change)?;
    for constraint in counted(dialect, &change.add_constraints) {
        dialect.add_constraint(out, &change.table, constraint)?;
    }
    Ok(())
}

/// `_count_constraint`.
fn counted<'c>(
    dialect: &'static dyn Dialect,
    all: &'c [crate::schema::table::Constraint],
) -> impl Iterator<Item = &'c crate::schema::table::Constraint> {
    all.iter().filter(move |constraint| {
        !matches!(constraint.kind, ConstraintKind::PrimaryKey { .. })
            && is_created(dialect, constraint, None)
    })
}

/// `DefaultImpl.alter_column`: one statement for each thing that changes.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn change_column(out: &mut Renderer<'_>, change: &AlterColumn) -> Result<(), Refusal> {
    let dialect = out.dialect;
    if let Some(nullable) = change.nullable {
        let sql = nullability(dialect, change, nullable)?;
        out.exec(&sql);
    }
    if let Change::To(default) = &change.server_default {
        let sql = any_default(dialect, change, default.as_ref())?;
        out.exec(&sql);
    }
    if let Some(type_) = &change.type_ {
        let sql = column_type(dialect, change, type_)?;
        out.exec(&sql);
    }
    if let Change::To(comment) = &change.comment {
        let sql = column_comment(dialect, change, comment.as_deref())?;
        out.exec(&sql);
    }
    if let Some(name) = &change.new_name {
        let sql = column_name(dialect, change, name)?;
        out.exec(&sql);
    }
    Ok(())
}

/// `ColumnNullable`.
fn nullability(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    nullable: bool,
) -> Result<String, Refusal> {
    match dialect.family() {
        Family::Mysql | Family::Mariadb => Err(mysql::no_individual_changes()),
        Family::Mssql => mssql::nullability(dialect, change, nullable),
        Family::Oracle => Ok(oracle::nullability(dialect, change, nullable)),
        Family::Postgresql | Family::Sqlite => {
            let words = if nullable { "DROP NOT NULL" } else { "SET NOT NULL" };
            Ok(format!("{} {words}", column(dialect, change)))
        }
    }
}

/// `ComputedColumnDefault`, `IdentityColumnDefault` or `ColumnDefault`, by what is and what shall be.
fn any_default(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    default: Option<&ServerDefault>,
) -> Result<String, Refusal> {
    if involves_computed(change) {
        return Err(compile_error(
            "Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to or from \
             an existing column is not supported.",
        ));
    }
    if involves_identity(change) {
        return identity_default(dialect, change, default);
    }
    column_default(dialect, change, default)
}

/// `_server_default_is_computed`.
pub fn involves_computed(change: &AlterColumn) -> bool {
    defaults(change).any(|default| matches!(default, ServerDefault::Computed(_)))
}

/// `_server_default_is_identity`.
pub fn involves_identity(change: &AlterColumn) -> bool {
    defaults(change).any(|default| matches!(default, ServerDefault::Identity(_)))
}

fn defaults(change: &AlterColumn) -> impl Iterator<Item = &ServerDefault> {
    [&change.server_default, &change.existing_server_default].into_iter().filter_map(|change| {
        match change {
            Change::To(default) => default.as_ref(),
            Change::Keep => None,
        }
    })
}

/// `IdentityColumnDefault`.
fn identity_default(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    default: Option<&ServerDefault>,
) -> Result<String, Refusal> {
    let identity: Option<&Identity> = match default {
        Some(ServerDefault::Identity(identity)) => Some(identity),
        None => None,
        Some(_) if matches!(dialect.family(), Family::Postgresql | Family::Oracle) => {
            return Err(Refusal::new(
                "AttributeError",
                "the new server default has no attribute 'always'".into(),
            ));
        }
        Some(_) => None,
    };
    match dialect.family() {
        Family::Postgresql => postgresql::identity(dialect, change, identity),
        Family::Oracle => oracle::identity(dialect, change, identity),
        _ => Err(compile_error(
            "Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS \
             IDENTITY, to or from an existing column is not supported in this dialect.",
        )),
    }
}

/// `ColumnDefault`.
fn column_default(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    default: Option<&ServerDefault>,
) -> Result<String, Refusal> {
    match dialect.family() {
        Family::Mysql | Family::Mariadb => Err(mysql::no_individual_changes()),
        Family::Mssql => mssql::column_default(dialect, change, default),
        Family::Oracle => oracle::column_default(dialect, change, default),
        Family::Postgresql | Family::Sqlite => set_default(dialect, change, default),
    }
}

/// `ALTER COLUMN ... SET DEFAULT` or `DROP DEFAULT`.
///
/// # Errors
/// What SQLAlchemy would raise for the default.
pub fn set_default(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    default: Option<&ServerDefault>,
) -> Result<String, Refusal> {
    let words = match default {
        Some(default) => format!("SET DEFAULT {}", format_server_default(dialect, default)?),
        None => "DROP DEFAULT".into(),
    };
    Ok(format!("{} {words}", column(dialect, change)))
}

/// `alembic.ddl.base.format_server_default`.
///
/// # Errors
/// What SQLAlchemy would raise, and `AssertionError` for what has no text.
pub fn format_server_default(
    dialect: &dyn Dialect,
    default: &ServerDefault,
) -> Result<String, Refusal> {
    columns::server_default(dialect, default)?.ok_or_else(assertion_error)
}

/// `ColumnType`.
fn column_type(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    type_: &crate::schema::types::Type,
) -> Result<String, Refusal> {
    let words = match dialect.family() {
        Family::Mysql | Family::Mariadb => return Err(mysql::no_individual_changes()),
        Family::Postgresql | Family::Sqlite => "TYPE ",
        Family::Mssql | Family::Oracle => "",
    };
    let type_ = types::render(dialect, type_)?;
    Ok(format!("{} {words}{type_}", column(dialect, change)))
}

/// `ColumnComment`.
fn column_comment(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    comment: Option<&str>,
) -> Result<String, Refusal> {
    match dialect.family() {
        Family::Postgresql => Ok(postgresql::column_comment(dialect, change, comment)),
        Family::Mssql => mssql::column_comment(dialect, change, comment),
        Family::Oracle => Ok(oracle::column_comment(dialect, change, comment)),
        family => Err(Refusal::new(
            "sqlalchemy.exc.UnsupportedCompilationError",
            format!(
                "Compiler {} can't render element of type <class \
                 'alembic.ddl.base.ColumnComment'>: <class 'alembic.ddl.base.ColumnComment'> \
                 construct has no default compilation handler.",
                if family == Family::Sqlite { "SQLiteDDLCompiler" } else { "MySQLDDLCompiler" }
            ),
        )),
    }
}

/// `ColumnName`.
fn column_name(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    name: &Name,
) -> Result<String, Refusal> {
    let words = match dialect.family() {
        Family::Mysql | Family::Mariadb => return Err(mysql::no_individual_changes()),
        Family::Mssql => return Ok(mssql::column_name(dialect, change, name)),
        Family::Postgresql => "RENAME",
        Family::Sqlite | Family::Oracle => "RENAME COLUMN",
    };
    Ok(format!(
        "{} TO {}",
        alter(dialect, &change.table, &change.column, words),
        identifiers::quote(dialect, name)
    ))
}

/// `ALTER TABLE t ALTER COLUMN c`, or as the dialect has it.
fn column(dialect: &dyn Dialect, change: &AlterColumn) -> String {
    let words = if dialect.family() == Family::Oracle { "MODIFY" } else { "ALTER COLUMN" };
    alter(dialect, &change.table, &change.column, words)
}

/// `RenameTable`.
pub fn rename_table(out: &mut Renderer<'_>, table: &QualifiedName, to: &Name) {
    let dialect = out.dialect;
    let new = QualifiedName { schema: table.schema.clone(), name: to.clone() };
    let sql = format!(
        "{} RENAME TO {}",
        alter_table(dialect, table),
        identifiers::format_table_name(dialect, &new)
    );
    out.exec(&sql);
}

/// `alembic.operations.toimpl.add_column`: the column, then what came with it.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn add_column(out: &mut Renderer<'_>, addition: &AddColumn<'_>) -> Result<(), Refusal> {
    let dialect = out.dialect;
    let table = addition.table;
    let Some(column) = table.columns.first() else { return Ok(()) };
    let sql =
        [&*alter_table(dialect, &table.name), " ", &*add(dialect, addition, column)?].concat();
    out.exec(&sql);
    for constraint in &table.constraints {
        let inlined = addition.inline_references && constraints::is_inline(table, constraint);
        if !matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }) && !inlined {
            dialect.add_constraint(out, &table.name, constraint)?;
        }
    }
    for index in &table.indexes {
        dialect.create_index(out, index, false)?;
    }
    column_comment_of(out, table, column)
}

/// `create_column_comment`, where comments are statements of their own.
fn column_comment_of(
    out: &mut Renderer<'_>,
    table: &Table,
    column: &Column,
) -> Result<(), Refusal> {
    let facts = out.facts();
    let Some(comment) = &column.comment else { return Ok(()) };
    if facts.supports_comments && !facts.inline_comments {
        let sql = comments::set_column(out.dialect, &table.name, &column.name, comment)?;
        out.exec(&sql);
    }
    Ok(())
}

/// `alembic.ddl.base.add_column`; SQL Server and Oracle print the specification alone.
fn add(
    dialect: &dyn Dialect,
    addition: &AddColumn<'_>,
    column: &Column,
) -> Result<String, Refusal> {
    let specification = columns::specification(dialect, addition.table, column)?;
    if matches!(dialect.family(), Family::Mssql | Family::Oracle) {
        return Ok(["ADD ", &specification].concat());
    }
    let if_not_exists = if addition.if_not_exists { "IF NOT EXISTS " } else { "" };
    let mut text = ["ADD COLUMN ", if_not_exists, &specification].concat();
    if addition.inline_primary_key && column.primary_key {
        text += " PRIMARY KEY";
    }
    if addition.inline_references {
        text += &constraints::inline_references(dialect, addition.table)?;
    }
    text += &columns::own_constraints(dialect, addition.table, column)?;
    Ok(text)
}

/// `DropColumn`.
pub fn drop_column(
    out: &mut Renderer<'_>,
    table: &QualifiedName,
    column: &Column,
    if_exists: bool,
) {
    let dialect = out.dialect;
    let words = if if_exists { "DROP COLUMN IF EXISTS" } else { "DROP COLUMN" };
    let sql = alter(dialect, table, &column.name, words);
    out.exec(&sql);
}
