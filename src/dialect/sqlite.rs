//! SQLite: what it does differently from Alembic's default.

use super::Dialect;
use super::facts::{self, Facts};

/// SQLite.
#[derive(Debug)]
pub(super) struct Sqlite;

impl Dialect for Sqlite {
    fn facts(&self) -> &'static Facts {
        &facts::SQLITE
    }
}
