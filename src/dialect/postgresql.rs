//! PostgreSQL: what it does differently from Alembic's default.

use crate::operation::{AlterColumn, Refusal};
use crate::schema::name::{Name, QualifiedName};

use super::facts::{self, Facts};
use super::{Dialect, Renderer, alter};

/// PostgreSQL.
#[derive(Debug)]
pub(super) struct Postgresql;

impl Dialect for Postgresql {
    fn facts(&self) -> &'static Facts {
        &facts::POSTGRESQL
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

    fn alter_column(&self, out: &mut Renderer<'_>, change: &AlterColumn) -> Result<(), Refusal> {
        alter::base::alter_column(out, change, alter::postgresql::change_column)
    }
}
