//! What is executed as it stands: statements, and DDL constructs used by themselves.

use crate::operation::{Executable, Refusal};

use super::constraints::{self, Owner};
use super::expressions::{ExprOptions, render_expr};
use super::{Dialect, Renderer, identifiers, indexes, named_types, sequences, tables};

/// `DefaultImpl.execute`.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn execute(out: &mut Renderer<'_>, executable: &Executable) -> Result<(), Refusal> {
    match executable {
        Executable::CreateType(type_) => named_types::create(out, type_),
        Executable::DropType(type_) => named_types::drop(out, type_),
        other => {
            let sql = compile(out.dialect, other, out.settings.literal_binds)?;
            out.exec(&sql);
            Ok(())
        }
    }
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
