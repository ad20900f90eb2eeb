//! Oracle: what it does differently from Alembic's default.

use crate::operation::Refusal;
use crate::schema::name::{Name, QualifiedName};

use super::facts::{self, Facts};
use super::{Dialect, Renderer, alter};

/// Oracle.
#[derive(Debug)]
pub(super) struct Oracle;

impl Dialect for Oracle {
    fn facts(&self) -> &'static Facts {
        &facts::ORACLE
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
