//! Which of a new column's constraints come along with it, and how.

use crate::operation::Refusal;
use crate::schema::table::{Constraint, ConstraintKind, ForeignKey, Table};

use super::super::constraints::{cascades, deferrability, match_clause};
use super::super::{Dialect, identifiers};

/// Whether `inline_references=True` prints this constraint with its column: the only foreign key, of one column.
pub fn is_inline(table: &Table, constraint: &Constraint) -> bool {
    only_foreign_key(table).is_some_and(|(only, _)| std::ptr::eq(only, constraint))
}

fn only_foreign_key(table: &Table) -> Option<(&Constraint, &ForeignKey)> {
    let mut keys = table.constraints.iter().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::ForeignKey(key) => Some((constraint, &**key)),
        _ => None,
    });
    let first = keys.next()?;
    (keys.next().is_none() && first.1.columns.len() == 1).then_some(first)
}

/// `REFERENCES`, as `alembic.ddl.base.add_column` puts it behind a column.
pub(super) fn inline_references(dialect: &dyn Dialect, table: &Table) -> Result<String, Refusal> {
    let Some((constraint, key)) = only_foreign_key(table) else { return Ok(String::new()) };
    let columns: Vec<String> =
        key.referred_columns.iter().map(|name| identifiers::quote(dialect, name)).collect();
    Ok(format!(
        " REFERENCES {} ({}){}{}{}",
        identifiers::format_table(dialect, &key.referred),
        columns.join(", "),
        match_clause(dialect, key)?,
        cascades(dialect, key)?,
        deferrability(constraint)?
    ))
}
