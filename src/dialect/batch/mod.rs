//! `batch_alter_table`: when a table is altered in place, and when it is made anew and copied.

mod elements;
mod ordering;
mod recreate;
#[cfg(test)]
mod tests;

use crate::operation::{AlterColumn, Batch, BatchOperation, OperationKind, Recreate, Refusal};
use crate::schema::options::Options;
use crate::schema::table::{Column, Constraint, ConstraintKind, Index, ServerDefault, Table};

use super::alter::command_error;
use super::alter::constraints::is_inline;
use super::constraints::is_created;
use super::{Dialect, Family, Renderer, dispatch};

/// A call of a method of Alembic's implementation, as `BatchOperationsImpl` records it.
#[derive(Debug)]
enum Call<'b> {
    AddColumn(&'b Table, &'b Column, &'b BatchOperation),
    DropColumn(&'b Column, &'b Options),
    AlterColumn(&'b AlterColumn),
    AddConstraint(&'b Constraint),
    DropConstraint(&'b Constraint),
    CreateIndex(&'b Index, bool),
    DropIndex(&'b Index, bool),
    /// Comments, which a new table has anyway.
    Comment,
}

/// `BatchOperationsImpl.flush`.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise, by the calls in the block or at its end.
pub fn flush(out: &mut Renderer<'_>, batch: &Batch) -> Result<(), Refusal> {
    let calls = record(out.dialect, batch)?;
    if !should_recreate(out.dialect, batch.recreate, &calls) {
        return in_place(out, batch);
    }
    let Some(source) = &batch.copy_from else {
        return Err(no_table(out.dialect, batch));
    };
    recreate::recreate(out, batch, source, &calls)
}

/// Whether the block makes the table anew, and so has to know it.
///
/// # Errors
/// What Alembic would raise by a call in the block.
pub fn recreates(dialect: &'static dyn Dialect, batch: &Batch) -> Result<bool, Refusal> {
    let calls = record(dialect, batch)?;
    Ok(should_recreate(dialect, batch.recreate, &calls))
}

/// The operations one by one, as they would be without a batch.
fn in_place(out: &mut Renderer<'_>, batch: &Batch) -> Result<(), Refusal> {
    batch.operations.iter().try_for_each(|operation| dispatch(out, &operation.operation.kind))
}

fn no_table(dialect: &dyn Dialect, batch: &Batch) -> Refusal {
    command_error(format!(
        "This operation cannot proceed in --sql mode; batch mode with dialect {} requires a live \
         database connection with which to reflect the table \"{}\". To generate a batch SQL \
         migration script using table \"move and copy\", a complete Table object should be \
         passed to the \"copy_from\" argument of the batch_alter_table() method so that table \
         reflection can be skipped.",
        dialect.name(),
        batch.table.name.text
    ))
}

/// The calls that the block's directives make (`toimpl`), with those refused that a batch does not take.
fn record<'b>(dialect: &'static dyn Dialect, batch: &'b Batch) -> Result<Vec<Call<'b>>, Refusal> {
    let mut calls = Vec::new();
    for operation in &batch.operations {
        let placed = operation.insert_before.is_some() || operation.insert_after.is_some();
        if placed && !should_recreate(dialect, batch.recreate, &calls) {
            return Err(command_error(
                "Can't specify insert_before or insert_after when using ALTER; please specify \
                 recreate='always'",
            ));
        }
        record_one(dialect, operation, &mut calls)?;
    }
    Ok(calls)
}

fn record_one<'b>(
    dialect: &'static dyn Dialect,
    operation: &'b BatchOperation,
    calls: &mut Vec<Call<'b>>,
) -> Result<(), Refusal> {
    match &operation.operation.kind {
        OperationKind::AddColumn { table, inline_references, .. } => {
            add_column(dialect, operation, table, *inline_references, calls);
        }
        OperationKind::DropColumn { column, options, .. } => {
            calls.push(Call::DropColumn(column, options));
        }
        OperationKind::AlterColumn(change) => {
            let counted = |constraint: &&Constraint| is_created(dialect, constraint, None);
            calls.extend(change.drop_constraints.iter().filter(counted).map(Call::DropConstraint));
            calls.push(Call::AlterColumn(change));
            calls.extend(change.add_constraints.iter().filter(counted).map(Call::AddConstraint));
        }
        OperationKind::AddConstraint { constraint, .. } => {
            calls.push(Call::AddConstraint(constraint));
        }
        OperationKind::DropConstraint { if_exists: true, .. } => {
            return Err(Refusal::new(
                "TypeError",
                "drop_constraint() got an unexpected keyword argument 'if_exists'".into(),
            ));
        }
        OperationKind::DropConstraint { constraint, .. } => {
            calls.push(Call::DropConstraint(constraint));
        }
        OperationKind::CreateIndex { index, if_not_exists } => {
            calls.push(Call::CreateIndex(index, *if_not_exists));
        }
        OperationKind::DropIndex { index, if_exists, .. } => {
            calls.push(Call::DropIndex(index, *if_exists));
        }
        OperationKind::TableComment { .. } => calls.push(Call::Comment),
        _ => {}
    }
    Ok(())
}

fn add_column<'b>(
    dialect: &dyn Dialect,
    operation: &'b BatchOperation,
    table: &'b Table,
    inline_references: bool,
    calls: &mut Vec<Call<'b>>,
) {
    let Some(column) = table.columns.first() else { return };
    calls.push(Call::AddColumn(table, column, operation));
    for constraint in &table.constraints {
        let inlined = inline_references && is_inline(table, constraint);
        if !matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }) && !inlined {
            calls.push(Call::AddConstraint(constraint));
        }
    }
    calls.extend(table.indexes.iter().map(|index| Call::CreateIndex(index, false)));
    let facts = dialect.facts();
    if column.comment.is_some() && facts.supports_comments && !facts.inline_comments {
        calls.push(Call::Comment);
    }
}

/// `_should_recreate`.
fn should_recreate(dialect: &dyn Dialect, recreate: Recreate, calls: &[Call<'_>]) -> bool {
    match recreate {
        Recreate::Always => true,
        Recreate::Never => false,
        Recreate::Auto => dialect.family() == Family::Sqlite && calls.iter().any(needs_new_table),
    }
}

/// `SQLiteImpl.requires_recreate_in_batch`.
fn needs_new_table(call: &Call<'_>) -> bool {
    match call {
        Call::AddColumn(_, column, _) => match &column.server_default {
            Some(ServerDefault::Expr(_)) => true,
            Some(ServerDefault::Computed(computed)) => computed.persisted == Some(true),
            _ => false,
        },
        Call::CreateIndex(..) | Call::DropIndex(..) => false,
        _ => true,
    }
}
