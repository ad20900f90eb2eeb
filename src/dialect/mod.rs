//! Turns operations into the SQL text that Alembic would print for them, in six dialects.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::operation::{AlterColumn, Batch, Executable, Operation, OperationKind, Refusal};
use crate::schema::name::{Name, QualifiedName};
use crate::schema::options::Options;
use crate::schema::table::{Column, Constraint, Index, Row, Table};

pub mod alter;
mod backend;
pub mod batch;
pub mod bulk;
#[cfg(test)]
mod bulk_tests;
pub mod columns;
pub mod comments;
pub mod constraints;
pub mod execute;
pub mod expressions;
mod facts;
pub mod identifiers;
pub mod indexes;
mod mssql;
mod mysql;
pub mod named_types;
mod oracle;
mod phrases;
mod postgresql;
mod rename;
mod reserved;
pub mod script;
pub mod sequences;
mod sqlite;
pub mod tables;
pub mod types;
pub mod version_table;

pub use facts::{Facts, Family};

/// What `context.configure()` says about rendering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `literal_binds`: values are printed into statements rather than named.
    pub literal_binds: bool,
    /// `mssql_batch_separator` or `oracle_batch_separator`; `None` is the dialect's own.
    pub batch_separator: Option<Rc<str>>,
    /// `transactional_ddl`; `None` is the dialect's own.
    pub transactional_ddl: Option<bool>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { literal_binds: true, batch_separator: None, transactional_ddl: None }
    }
}

/// A named type by visit name, schema and name.
pub type NamedType = (&'static str, Option<Rc<str>>, Rc<str>);

/// What Alembic remembers while one script is printed (`DefaultImpl.memo`).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RenderState {
    /// Named types that have been created already.
    pub named_types: FxHashSet<NamedType>,
}

/// Where the statements of one operation are gathered.
#[derive(Debug)]
pub struct Renderer<'a> {
    /// The dialect that speaks.
    pub dialect: &'static dyn Dialect,
    /// How it was asked to.
    pub settings: &'a Settings,
    /// What it remembers.
    pub state: &'a mut RenderState,
    statements: Vec<String>,
}

impl Renderer<'_> {
    /// Takes a statement as compiled, as `DefaultImpl._exec` does: tabs become spaces, ends are trimmed.
    pub fn exec(&mut self, sql: &str) {
        self.statements.push(tidy(sql));
    }

    /// The dialect's facts.
    pub fn facts(&self) -> &'static Facts {
        self.dialect.facts()
    }
}

/// `str(compiled).replace("\t", "    ").strip()`.
pub fn tidy(sql: &str) -> String {
    sql.trim_matches(is_python_space).replace('\t', "    ")
}

/// What `str.strip()` takes away: Unicode white space and the four ASCII separators.
fn is_python_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// A dialect: its facts, and what it does for each operation (`alembic.ddl.impl.DefaultImpl`).
///
/// A method's default is what Alembic's default implementation does; a dialect overrides what it
/// does differently.
pub trait Dialect: std::fmt::Debug + Sync {
    /// What is true of it.
    fn facts(&self) -> &'static Facts;

    /// `create_table`: types, the table, its indexes and comments.
    ///
    /// # Errors
    /// What Alembic or SQLAlchemy would raise.
    fn create_table(
        &self,
        out: &mut Renderer<'_>,
        table: &Table,
        if_not_exists: bool,
    ) -> Result<(), Refusal> {
        tables::create_table(out, table, if_not_exists)
    }

    /// `drop_table`.
    ///
    /// # Errors
    /// What Alembic or SQLAlchemy would raise.
    fn drop_table(
        &self,
        out: &mut Renderer<'_>,
        table: &Table,
        if_exists: bool,
    ) -> Result<(), Refusal> {
        tables::drop_table(out, table, if_exists)
    }

    /// `rename_table`.
    ///
    /// # Errors
    /// What Alembic or SQLAlchemy would raise.
    fn rename_table(
        &self,
        out: &mut Renderer<'_>,
        table: &QualifiedName,
        to: &Name,
    ) -> Result<(), Refusal> {
        alter::base::rename_table(out, table, to);
        Ok(())
    }

    /// `alembic.operations.toimpl.add_column` with `add_column`.
    ///
    /// # Errors
    /// What Alembic or SQLAlchemy would raise.
    fn add_column(&self, out: &mut Renderer<'_>, addition: &AddColumn<'_>) -> Result<(), Refusal> {
        alter::base::add_column(out, addition)
    }

    /// `drop_column`.
    ///
    /// # Errors
    /// What Alembic or SQLAlchemy would raise.
    fn drop_column(
        &self,
        out: &mut Renderer<'_>,
        table: &QualifiedName,
        column: &Column,
        if_exists: bool,
        options: &Options,
    ) -> Result<(), Refusal> {
        let _ = options;
        alter::base::drop_column(out, table, column, if_exists);
        Ok(())
    }

    /// `alembic.operations.toimpl.alter_column` with `alter_column`.
    ///
    /// # Errors
    /// What Alembic or SQLAlchemy would raise.
    fn alter_column(&self, out: &mut Renderer<'_>, change: &AlterColumn) -> Result<(), Refusal> {
        alter::base::alter_column(out, change, alter::base::change_column)
    }

    /// `create_index`.
    ///
    /// # Errors
    /// What Alembic or SQLAlchemy would raise.
    fn create_index(
        &self,
        out: &mut Renderer<'_>,
        index: &Index,
        if_not_exists: bool,
    ) -> Result<(), Refusal> {
        let sql = indexes::create_index(out.dialect, index, if_not_exists)?;
        out.exec(&sql);
        Ok(())
    }

    /// `drop_index`.
    ///
    /// # Errors
    /// What Alembic or SQLAlchemy would raise.
    fn drop_index(
        &self,
        out: &mut Renderer<'_>,
        index: &Index,
        if_exists: bool,
        table_missing: bool,
    ) -> Result<(), Refusal> {
        let mut index = index.clone();
        if table_missing {
            index.table = QualifiedName { name: Name::new("no_table"), ..index.table };
        }
        let sql = indexes::drop_index(out.dialect, &index, if_exists)?;
        out.exec(&sql);
        Ok(())
    }

    /// `add_constraint`.
    ///
    /// # Errors
    /// What Alembic or SQLAlchemy would raise.
    fn add_constraint(
        &self,
        out: &mut Renderer<'_>,
        table: &QualifiedName,
        constraint: &Constraint,
    ) -> Result<(), Refusal> {
        constraints::add(out, constraints::Owner { name: table, table: None }, constraint)
    }

    /// `drop_constraint`.
    ///
    /// # Errors
    /// What Alembic or SQLAlchemy would raise.
    fn drop_constraint(
        &self,
        out: &mut Renderer<'_>,
        table: &QualifiedName,
        constraint: &Constraint,
        if_exists: bool,
    ) -> Result<(), Refusal> {
        constraints::drop(out, table, constraint, if_exists)
    }

    /// `bulk_insert`.
    ///
    /// # Errors
    /// What Alembic or SQLAlchemy would raise.
    fn bulk_insert(
        &self,
        out: &mut Renderer<'_>,
        table: &Table,
        rows: &[Row],
    ) -> Result<(), Refusal> {
        bulk::insert(out, table, rows)
    }

    /// `BatchOperationsImpl.flush`.
    ///
    /// # Errors
    /// What Alembic or SQLAlchemy would raise.
    fn batch(&self, out: &mut Renderer<'_>, batch: &Batch) -> Result<(), Refusal> {
        batch::flush(out, batch)
    }

    /// `execute`: a statement or a DDL construct as it stands.
    ///
    /// # Errors
    /// What Alembic or SQLAlchemy would raise.
    fn execute(&self, out: &mut Renderer<'_>, executable: &Executable) -> Result<(), Refusal> {
        execute::execute(out, executable)
    }
}

/// `AddColumnOp`, as the implementation takes it.
#[derive(Debug, Clone, Copy)]
pub struct AddColumn<'a> {
    /// A table that holds just the column, and the constraints and indexes that came with it.
    pub table: &'a Table,
    /// IF NOT EXISTS.
    pub if_not_exists: bool,
    /// `inline_references=True`.
    pub inline_references: bool,
    /// `inline_primary_key=True`.
    pub inline_primary_key: bool,
}

/// `sqlalchemy.exc.CompileError`.
pub fn compile_error(message: impl Into<String>) -> Refusal {
    Refusal::new("sqlalchemy.exc.CompileError", message.into())
}

impl dyn Dialect + '_ {
    /// `postgresql`, `mysql`, `mariadb`, `sqlite`, `mssql` or `oracle`.
    pub fn name(&self) -> &'static str {
        self.facts().name
    }

    /// Which of the six it is.
    pub fn family(&self) -> Family {
        self.facts().family
    }
}

/// Every dialect, in the order in which they are listed everywhere.
pub const ALL: &[&dyn Dialect] = &[
    &postgresql::Postgresql,
    &mysql::Mysql,
    &mysql::Mariadb,
    &sqlite::Sqlite,
    &mssql::Mssql,
    &oracle::Oracle,
];

/// The dialect of this name.
pub fn find(name: &str) -> Option<&'static dyn Dialect> {
    ALL.iter().copied().find(|dialect| dialect.name() == name)
}

/// The statements of one operation, in order and without terminators, as Alembic's `static_output`
/// gets them.
///
/// `AutocommitBegin`, `AutocommitEnd` and `Gap` have none: they are the script's affair.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise for the operation.
pub fn render(
    dialect: &'static dyn Dialect,
    settings: &Settings,
    state: &mut RenderState,
    operation: &Operation,
) -> Result<Vec<String>, Refusal> {
    let mut statements = Vec::new();
    render_into(dialect, settings, state, operation, &mut statements)?;
    Ok(statements)
}

/// As [`render`], but statements printed before a refusal are kept: a revision may catch the exception.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise for the operation.
pub fn render_into(
    dialect: &'static dyn Dialect,
    settings: &Settings,
    state: &mut RenderState,
    operation: &Operation,
    statements: &mut Vec<String>,
) -> Result<(), Refusal> {
    let mut out = Renderer { dialect, settings, state, statements: std::mem::take(statements) };
    let result = dispatch(&mut out, &operation.kind);
    *statements = out.statements;
    result
}

/// `alembic.operations.toimpl`.
fn dispatch(out: &mut Renderer<'_>, operation: &OperationKind) -> Result<(), Refusal> {
    let dialect = out.dialect;
    match operation {
        OperationKind::CreateTable { table, if_not_exists } => {
            dialect.create_table(out, table, *if_not_exists)
        }
        OperationKind::DropTable { table, if_exists } => dialect.drop_table(out, table, *if_exists),
        OperationKind::RenameTable { table, to } => dialect.rename_table(out, table, to),
        OperationKind::AddColumn {
            table,
            if_not_exists,
            inline_references,
            inline_primary_key,
        } => dialect.add_column(
            out,
            &AddColumn {
                table,
                if_not_exists: *if_not_exists,
                inline_references: *inline_references,
                inline_primary_key: *inline_primary_key,
            },
        ),
        OperationKind::DropColumn { table, column, if_exists, options } => {
            dialect.drop_column(out, table, column, *if_exists, options)
        }
        OperationKind::AlterColumn(change) => dialect.alter_column(out, change),
        OperationKind::CreateIndex { index, if_not_exists } => {
            dialect.create_index(out, index, *if_not_exists)
        }
        OperationKind::DropIndex { index, if_exists, table_missing } => {
            dialect.drop_index(out, index, *if_exists, *table_missing)
        }
        OperationKind::AddConstraint { table, constraint } => {
            dialect.add_constraint(out, table, constraint)
        }
        OperationKind::DropConstraint { table, constraint, if_exists } => {
            dialect.drop_constraint(out, table, constraint, *if_exists)
        }
        OperationKind::TableComment { table, comment, dropped, .. } => {
            let sql = match dropped {
                false => comments::set_table(dialect, table, comment.as_deref())?,
                true => comments::drop_table(dialect, table)?,
            };
            out.exec(&sql);
            Ok(())
        }
        OperationKind::Execute(executable) => dialect.execute(out, executable),
        OperationKind::Batch(batch) => dialect.batch(out, batch),
        OperationKind::BulkInsert { table, rows } => dialect.bulk_insert(out, table, rows),
        OperationKind::AutocommitBegin | OperationKind::AutocommitEnd | OperationKind::Gap(_) => {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests;
