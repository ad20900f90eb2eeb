//! SQLite: what it does differently from Alembic's default.

use crate::operation::Refusal;
use crate::schema::name::{Name, QualifiedName};

use super::facts::{self, Facts};
use super::{Dialect, Renderer, alter};

/// SQLite.
#[derive(Debug)]
pub(super) struct Sqlite;

impl Dialect for Sqlite {
    fn facts(&self) -> &'static Facts {
        &facts::SQLITE
    }

    fn rename_table(
        &self,
        out: &mut Renderer<'_>,
        table: &QualifiedName,
        to: &Name,
    ) -> Result<(), Refusal> {
        out.exec(&alter::rename_without_schema(out.dialect, table, to));
        Ok(())
    }
}
