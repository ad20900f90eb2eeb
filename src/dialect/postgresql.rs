//! PostgreSQL: what it does differently from Alembic's default.

use super::Dialect;
use super::facts::{self, Facts};

/// PostgreSQL.
#[derive(Debug)]
pub(super) struct Postgresql;

impl Dialect for Postgresql {
    fn facts(&self) -> &'static Facts {
        &facts::POSTGRESQL
    }
}
