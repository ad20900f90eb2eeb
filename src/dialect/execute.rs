//! What is executed as it stands: statements, and DDL constructs used by themselves.

use crate::operation::{Executable, Refusal};
use crate::schema::table::{Constraint, ConstraintKind, Sequence, Table};

use super::constraints::{self, Owner};
use super::expressions::{ExprOptions, render_expr};
use super::{
    Dialect, Renderer, compile_error, identifiers, indexes, named_types, sequences, tables,
};

/// `DefaultImpl.execute`.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn execute(out: &mut Renderer<'_>, executable: &Executable) -> Result<(), Refusal> {
    match executable {
        Executable::CreateType(type_) => named_types::create(out, type_),
        Executable::DropType(type_) => named_types::drop(out, type_),
        Executable::TableCreate(table) => with_own_memo(out, |out| create_table(out, table)),
        Executable::TableDrop(table) => drop_table(out, table),
        Executable::CreateAll(tables) => with_own_memo(out, |out| create_all(out, tables)),
        Executable::DropAll(tables) => with_own_memo(out, |out| drop_all(out, tables)),
        Executable::SequenceCreate(sequence) => create_sequence(out, sequence),
        Executable::SequenceDrop(sequence) => {
            drop_sequence(out, sequence);
            Ok(())
        }
        other => {
            let sql = compile(out.dialect, other, out.settings.literal_binds)?;
            out.exec(&sql);
            Ok(())
        }
    }
}

/// Runs `MetaData.create_all()` and the like, which remember named types for themselves.
fn with_own_memo(
    out: &mut Renderer<'_>,
    run: impl FnOnce(&mut Renderer<'_>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let memo = std::mem::take(&mut out.state.named_types);
    let result = run(out);
    out.state.named_types = memo;
    result
}

/// `SchemaGenerator.visit_metadata`.
fn create_all(out: &mut Renderer<'_>, tables: &[Table]) -> Result<(), Refusal> {
    tables.iter().try_for_each(|table| named_types::before_create_table(out, table))?;
    tables.iter().try_for_each(|table| create_table(out, table))?;
    for (table, constraint) in added_by_alter(out, tables) {
        let owner = Owner { name: &table.name, table: Some(table) };
        let sql = constraints::add_text(out.dialect, owner, constraint)?;
        out.exec(&sql);
    }
    Ok(())
}

/// `SchemaDropper.visit_metadata`.
fn drop_all(out: &mut Renderer<'_>, tables: &[Table]) -> Result<(), Refusal> {
    for (table, constraint) in added_by_alter(out, tables) {
        let sql = constraints::drop_text(out.dialect, &table.name, constraint, false)?;
        out.exec(&sql);
    }
    tables.iter().try_for_each(|table| drop_table(out, table))?;
    tables.iter().rev().try_for_each(|table| named_types::after_drop_all(out, table))
}

/// Foreign keys that wait until all tables are there.
fn added_by_alter<'t>(out: &Renderer<'_>, tables: &'t [Table]) -> Vec<(&'t Table, &'t Constraint)> {
    let uses_alter = |constraint: &&Constraint| matches!(&constraint.kind, ConstraintKind::ForeignKey(key) if key.use_alter);
    let of = |table: &'t Table| {
        table.constraints.iter().filter(uses_alter).map(move |constraint| (table, constraint))
    };
    let alters = out.facts().supports_alter;
    tables.iter().filter(|_| alters).flat_map(of).collect()
}

/// `SchemaGenerator.visit_table`.
fn create_table(out: &mut Renderer<'_>, table: &Table) -> Result<(), Refusal> {
    named_types::before_create_table(out, table)?;
    for sequence in table.columns.iter().filter_map(|column| column.sequence.as_ref()) {
        create_sequence(out, sequence)?;
    }
    tables::create_table(out, table, false)
}

/// `SchemaDropper.visit_table`.
fn drop_table(out: &mut Renderer<'_>, table: &Table) -> Result<(), Refusal> {
    tables::drop_table(out, table, false)?;
    for sequence in table.columns.iter().filter_map(|column| column.sequence.as_ref()) {
        drop_sequence(out, sequence);
    }
    Ok(())
}

/// `SchemaGenerator.visit_sequence`.
fn create_sequence(out: &mut Renderer<'_>, sequence: &Sequence) -> Result<(), Refusal> {
    if has_sequence(out, sequence) {
        let sql = sequences::create(out.dialect, sequence, false)?;
        out.exec(&sql);
    }
    Ok(())
}

/// `SchemaDropper.visit_sequence`.
fn drop_sequence(out: &mut Renderer<'_>, sequence: &Sequence) {
    if has_sequence(out, sequence) {
        let sql = sequences::drop(out.dialect, sequence, false);
        out.exec(&sql);
    }
}

/// `_can_create_sequence`, without looking.
fn has_sequence(out: &Renderer<'_>, sequence: &Sequence) -> bool {
    let facts = out.facts();
    facts.supports_sequences && !(facts.sequences_optional && sequence.optional)
}

/// `str(construct.compile(dialect=...))`, line feeds at its ends included.
///
/// # Errors
/// What SQLAlchemy would raise.
pub fn compile(
    dialect: &dyn Dialect,
    executable: &Executable,
    literal_binds: bool,
) -> Result<String, Refusal> {
    let if_exists = |flag: bool| if flag { "IF EXISTS " } else { "" };
    Ok(match executable {
        Executable::Statement(statement) => {
            let options = ExprOptions { literal_binds, ..ExprOptions::STATEMENT };
            render_expr(dialect, statement, &options)?
        }
        Executable::CreateType(type_) => named_types::create_text(dialect, type_)?,
        Executable::DropType(type_) => named_types::drop_text(dialect, type_)?,
        // these are calls of methods, which nobody can compile
        Executable::TableCreate(_)
        | Executable::TableDrop(_)
        | Executable::CreateAll(_)
        | Executable::DropAll(_)
        | Executable::SequenceCreate(_)
        | Executable::SequenceDrop(_) => return Err(compile_error("not a construct")),
        Executable::CreateTable(table, if_not_exists) => {
            format!("\n{}\n\n", tables::create_text(dialect, table, *if_not_exists)?)
        }
        Executable::DropTable(table, exists) => {
            format!("\n{}", tables::drop_text(dialect, table, *exists))
        }
        Executable::CreateIndex(index, if_not_exists) => {
            indexes::create_index(dialect, index, *if_not_exists)?
        }
        Executable::DropIndex(index, exists) => {
            format!("\n{}", indexes::drop_index(dialect, index, *exists)?)
        }
        Executable::AddConstraint(table, constraint) => {
            constraints::add_text(dialect, Owner { name: table, table: None }, constraint)?
        }
        Executable::DropConstraint(table, constraint, exists) => {
            constraints::drop_text(dialect, table, constraint, *exists)?
        }
        Executable::CreateSequence(sequence, if_not_exists) => {
            sequences::create(dialect, sequence, *if_not_exists)?
        }
        Executable::DropSequence(sequence, exists) => sequences::drop(dialect, sequence, *exists),
        Executable::CreateSchema(name, if_not_exists) => {
            let if_not_exists = if *if_not_exists { "IF NOT EXISTS " } else { "" };
            format!("CREATE SCHEMA {if_not_exists}{}", identifiers::quote(dialect, name))
        }
        Executable::DropSchema { name, cascade, if_exists: exists } => {
            let cascade = if *cascade { " CASCADE" } else { "" };
            let name = identifiers::quote(dialect, name);
            format!("DROP SCHEMA {}{name}{cascade}", if_exists(*exists))
        }
        Executable::Ddl(text) => text.to_string(),
    })
}
