//! SQL Server: what it does differently from Alembic's default.

use crate::operation::{AlterColumn, Refusal};
use crate::schema::name::{Name, QualifiedName};
use crate::schema::options::Options;
use crate::schema::table::{Column, Row, Table};

use super::facts::{self, Facts};
use super::{Dialect, Renderer, alter, bulk};

/// SQL Server.
#[derive(Debug)]
pub(super) struct Mssql;

impl Dialect for Mssql {
    fn facts(&self) -> &'static Facts {
        &facts::MSSQL
    }

    fn rename_table(
        &self,
        out: &mut Renderer<'_>,
        table: &QualifiedName,
        to: &Name,
    ) -> Result<(), Refusal> {
        alter::mssql::rename_table(out, table, to);
        Ok(())
    }

    fn drop_column(
        &self,
        out: &mut Renderer<'_>,
        table: &QualifiedName,
        column: &Column,
        if_exists: bool,
        options: &Options,
    ) -> Result<(), Refusal> {
        alter::mssql::drop_column(out, table, column, if_exists, options);
        Ok(())
    }

    fn alter_column(&self, out: &mut Renderer<'_>, change: &AlterColumn) -> Result<(), Refusal> {
        alter::base::alter_column(out, change, alter::mssql::change_column)
    }

    fn bulk_insert(
        &self,
        out: &mut Renderer<'_>,
        table: &Table,
        rows: &[Row],
    ) -> Result<(), Refusal> {
        bulk::insert_with_identity(out, table, rows)
    }
}
