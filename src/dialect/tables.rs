//! CREATE TABLE and DROP TABLE.

use crate::operation::Refusal;
use crate::schema::table::Table;

use super::{Renderer, not_yet};

/// `DefaultImpl.create_table`.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn create_table(
    _out: &mut Renderer<'_>,
    _table: &Table,
    _if_not_exists: bool,
) -> Result<(), Refusal> {
    Err(not_yet("create_table"))
}

/// `DefaultImpl.drop_table`.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn drop_table(
    _out: &mut Renderer<'_>,
    _table: &Table,
    _if_exists: bool,
) -> Result<(), Refusal> {
    Err(not_yet("drop_table"))
}
