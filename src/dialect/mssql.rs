//! SQL Server: what it does differently from Alembic's default.

use super::Dialect;
use super::facts::{self, Facts};

/// SQL Server.
#[derive(Debug)]
pub(super) struct Mssql;

impl Dialect for Mssql {
    fn facts(&self) -> &'static Facts {
        &facts::MSSQL
    }
}
