//! MySQL and MariaDB: what it does differently from Alembic's default.

use crate::operation::{AlterColumn, Refusal};
use crate::schema::name::QualifiedName;
use crate::schema::table::Constraint;

use super::facts::{self, Facts};
use super::{Dialect, Renderer, alter};

/// MySQL.
#[derive(Debug)]
pub(super) struct Mysql;

impl Dialect for Mysql {
    fn facts(&self) -> &'static Facts {
        &facts::MYSQL
    }

    fn alter_column(&self, out: &mut Renderer<'_>, change: &AlterColumn) -> Result<(), Refusal> {
        alter::base::alter_column(out, change, alter::mysql::change_column)
    }

    fn drop_constraint(
        &self,
        out: &mut Renderer<'_>,
        table: &QualifiedName,
        constraint: &Constraint,
        if_exists: bool,
    ) -> Result<(), Refusal> {
        alter::mysql::drop_constraint(out, table, constraint, if_exists)
    }
}

/// MariaDB.
#[derive(Debug)]
pub(super) struct Mariadb;

impl Dialect for Mariadb {
    fn facts(&self) -> &'static Facts {
        &facts::MARIADB
    }

    fn alter_column(&self, out: &mut Renderer<'_>, change: &AlterColumn) -> Result<(), Refusal> {
        alter::base::alter_column(out, change, alter::mysql::change_column)
    }

    fn drop_constraint(
        &self,
        out: &mut Renderer<'_>,
        table: &QualifiedName,
        constraint: &Constraint,
        if_exists: bool,
    ) -> Result<(), Refusal> {
        alter::mysql::drop_constraint(out, table, constraint, if_exists)
    }
}
