//! MySQL and MariaDB: a column is changed as a whole, by CHANGE or MODIFY.

use std::rc::Rc;

use crate::operation::{AlterColumn, Change, Refusal};
use crate::schema::name::QualifiedName;
use crate::schema::table::{Constraint, ConstraintKind, ServerDefault};
use crate::schema::types::{Affinity, Type};

use super::super::{Dialect, Renderer, expressions, identifiers, types};
use super::{alter_column as alter, base, command_error, not_implemented};

/// `_mysql_doesnt_support_individual`.
pub(super) fn no_individual_changes() -> Refusal {
    not_implemented("Individual alter column constructs not supported by MySQL")
}

/// `MySQLImpl.alter_column`.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn change_column(out: &mut Renderer<'_>, change: &AlterColumn) -> Result<(), Refusal> {
    let dialect = out.dialect;
    if base::involves_identity(change) || base::involves_computed(change) {
        // Alembic asks its default implementation, which refuses what MySQL cannot do
        let asked = AlterColumn { comment: Change::Keep, new_name: None, ..change.clone() };
        base::change_column(out, &asked)?;
    }
    let type_ = change.type_.as_ref().or(change.existing_type.as_ref());
    let sql = if change.new_name.is_some() || takes_function_default(type_, change) {
        let name = change.new_name.as_ref().unwrap_or(&change.column);
        let name = identifiers::quote(dialect, name);
        let column = alter(dialect, &change.table, &change.column, "CHANGE");
        format!("{column} {name} {}", specification(dialect, change, type_)?)
    } else if change.nullable.is_some()
        || change.type_.is_some()
        || change.autoincrement.is_some()
        || change.comment != Change::Keep
    {
        let column = alter(dialect, &change.table, &change.column, "MODIFY");
        format!("{column} {}", specification(dialect, change, type_)?)
    } else if let Change::To(default) = &change.server_default {
        base::set_default(dialect, change, default.as_ref())?
    } else {
        return Ok(());
    };
    out.exec(&sql);
    Ok(())
}

/// `_is_mysql_allowed_functional_default`.
fn takes_function_default(type_: Option<&Rc<Type>>, change: &AlterColumn) -> bool {
    type_.is_some_and(|type_| type_.affinity() == Affinity::DateTime)
        && !change.type_is_class
        && change.server_default != Change::To(None)
}

/// `_mysql_colspec`.
fn specification(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    type_: Option<&Rc<Type>>,
) -> Result<String, Refusal> {
    let Some(type_) = type_ else {
        return Err(command_error(
            "All MySQL CHANGE/MODIFY COLUMN operations require the existing type.",
        ));
    };
    let nullable = change.nullable.or(change.existing_nullable).unwrap_or(true);
    let mut text = types::render(dialect, type_)?;
    text += if nullable { " NULL" } else { " NOT NULL" };
    if change.autoincrement.or(change.existing_autoincrement) == Some(true) {
        text += " AUTO_INCREMENT";
    }
    if let Some(default) = effective_default(change) {
        text += &format!(" DEFAULT {}", base::format_server_default(dialect, default)?);
    }
    let comment = match &change.comment {
        Change::To(comment) => comment.as_deref(),
        Change::Keep => change.existing_comment.as_deref(),
    };
    if let Some(comment) = comment {
        text += &format!(" COMMENT {}", expressions::string(dialect, comment));
    }
    Ok(text)
}

fn effective_default(change: &AlterColumn) -> Option<&ServerDefault> {
    let default = match &change.server_default {
        Change::Keep => &change.existing_server_default,
        given => given,
    };
    match default {
        Change::To(default) => default.as_ref(),
        Change::Keep => None,
    }
}

/// `MySQLImpl.drop_constraint`: the CHECK of a type is left alone, and there is no IF EXISTS.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn drop_constraint(
    out: &mut Renderer<'_>,
    table: &QualifiedName,
    constraint: &Constraint,
    if_exists: bool,
) -> Result<(), Refusal> {
    let is_check = matches!(constraint.kind, ConstraintKind::Check { .. });
    if is_check && constraint.type_bound.is_some() {
        return Ok(());
    }
    super::super::constraints::drop(out, table, constraint, if_exists)
}
