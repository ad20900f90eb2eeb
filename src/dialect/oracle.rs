//! Oracle: what it does differently from Alembic's default.

use super::Dialect;
use super::facts::{self, Facts};

/// Oracle.
#[derive(Debug)]
pub(super) struct Oracle;

impl Dialect for Oracle {
    fn facts(&self) -> &'static Facts {
        &facts::ORACLE
    }
}
