//! MySQL and MariaDB: what it does differently from Alembic's default.

use super::Dialect;
use super::facts::{self, Facts};

/// MySQL.
#[derive(Debug)]
pub(super) struct Mysql;

impl Dialect for Mysql {
    fn facts(&self) -> &'static Facts {
        &facts::MYSQL
    }
}

/// MariaDB.
#[derive(Debug)]
pub(super) struct Mariadb;

impl Dialect for Mariadb {
    fn facts(&self) -> &'static Facts {
        &facts::MARIADB
    }
}
