//! What is true of each dialect: one table of facts, as an unconnected SQLAlchemy dialect has them.

use super::reserved::{self, Words};

/// Which of the six dialects it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Family {
    Postgresql,
    Mysql,
    Mariadb,
    Sqlite,
    Mssql,
    Oracle,
}

impl Family {
    /// MySQL or MariaDB, which SQLAlchemy compiles with one compiler.
    pub fn is_mysql(self) -> bool {
        matches!(self, Family::Mysql | Family::Mariadb)
    }
}

/// A dialect's facts: attributes of SQLAlchemy's dialects and of Alembic's implementations.
#[derive(Debug, PartialEq)]
pub struct Facts {
    /// The dialect's name.
    pub name: &'static str,
    /// Which of the six it is.
    pub family: Family,
    /// Whether DDL is part of a transaction (`DefaultImpl.transactional_ddl`).
    pub transactional_ddl: bool,
    /// What ends a statement in a script.
    pub command_terminator: &'static str,
    /// What follows each statement on a line of its own.
    pub batch_separator: Option<&'static str>,
    /// `supports_alter`: foreign keys can be added to a table that exists.
    pub supports_alter: bool,
    /// `supports_comments`.
    pub supports_comments: bool,
    /// `inline_comments`: comments are part of CREATE TABLE.
    pub inline_comments: bool,
    /// `supports_native_boolean`.
    pub native_boolean: bool,
    /// `supports_native_enum`.
    pub native_enum: bool,
    /// `supports_native_uuid`.
    pub native_uuid: bool,
    /// `supports_sequences`.
    pub supports_sequences: bool,
    /// `sequences_optional`.
    pub sequences_optional: bool,
    /// `supports_identity_columns`.
    pub supports_identity: bool,
    /// `_backslash_escapes`: a backslash in a literal is doubled.
    pub backslash_escapes: bool,
    /// `max_identifier_length`.
    pub max_identifier: usize,
    /// `max_index_name_length`, or the identifier's.
    pub max_index_name: usize,
    /// `max_constraint_name_length`, or the identifier's.
    pub max_constraint_name: usize,
    /// What opens and closes a quoted identifier.
    pub quotes: (char, char),
    /// `quote_case_sensitive_collations`.
    pub quote_collations: bool,
    /// Whether a leading underscore makes an identifier need quotes, besides digits and `$`.
    pub illegal_underscore: bool,
    /// Reserved words.
    pub reserved_words: Words,
}

const COMMON: Facts = Facts {
    name: "",
    family: Family::Postgresql,
    transactional_ddl: false,
    command_terminator: ";",
    batch_separator: None,
    supports_alter: true,
    supports_comments: true,
    inline_comments: false,
    native_boolean: false,
    native_enum: false,
    native_uuid: false,
    supports_sequences: false,
    sequences_optional: false,
    supports_identity: false,
    backslash_escapes: false,
    max_identifier: 128,
    max_index_name: 128,
    max_constraint_name: 128,
    quotes: ('"', '"'),
    quote_collations: true,
    illegal_underscore: false,
    reserved_words: Words::new(""),
};

pub(super) const POSTGRESQL: Facts = Facts {
    name: "postgresql",
    transactional_ddl: true,
    native_boolean: true,
    native_enum: true,
    native_uuid: true,
    supports_sequences: true,
    sequences_optional: true,
    supports_identity: true,
    max_identifier: 63,
    max_index_name: 63,
    max_constraint_name: 63,
    reserved_words: Words::new(reserved::POSTGRESQL),
    ..COMMON
};

pub(super) const MYSQL: Facts = Facts {
    name: "mysql",
    family: Family::Mysql,
    inline_comments: true,
    native_enum: true,
    backslash_escapes: true,
    max_identifier: 255,
    max_index_name: 64,
    max_constraint_name: 64,
    quotes: ('`', '`'),
    reserved_words: Words::new(reserved::MYSQL),
    ..COMMON
};

pub(super) const MARIADB: Facts = Facts {
    name: "mariadb",
    family: Family::Mariadb,
    native_uuid: true,
    reserved_words: Words::new(reserved::MARIADB),
    ..MYSQL
};

pub(super) const SQLITE: Facts = Facts {
    name: "sqlite",
    family: Family::Sqlite,
    supports_alter: false,
    supports_comments: false,
    max_identifier: 9999,
    max_index_name: 9999,
    max_constraint_name: 9999,
    reserved_words: Words::new(reserved::SQLITE),
    ..COMMON
};

pub(super) const MSSQL: Facts = Facts {
    name: "mssql",
    family: Family::Mssql,
    transactional_ddl: true,
    batch_separator: Some("GO"),
    supports_sequences: true,
    sequences_optional: true,
    quotes: ('[', ']'),
    quote_collations: false,
    reserved_words: Words::new(reserved::MSSQL),
    ..COMMON
};

pub(super) const ORACLE: Facts = Facts {
    name: "oracle",
    family: Family::Oracle,
    command_terminator: "",
    batch_separator: Some("/"),
    native_boolean: true,
    supports_sequences: true,
    supports_identity: true,
    illegal_underscore: true,
    reserved_words: Words::new(reserved::ORACLE),
    ..COMMON
};
