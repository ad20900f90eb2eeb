//! What a revision does: an inert list of operations, each with the place that asked for it.

use std::rc::Rc;

use crate::diagnostic::Diagnostic;
use crate::schema::expression::Expr;
use crate::schema::name::{Name, QualifiedName};
use crate::schema::options::Options;
use crate::schema::table::{Column, Constraint, Index, Row, Sequence, ServerDefault, Table};
use crate::schema::types::Type;
use crate::source::Span;

/// One thing that a revision does.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// What.
    pub kind: OperationKind,
    /// The directive that asked for it, as in Alembic: `create_table`, `execute`, ...
    pub directive: &'static str,
    /// Where it was asked for, in the revision's own file where that can be said.
    pub span: Option<Span>,
}

/// The operations, after `alembic.operations.ops` and `alembic.operations.toimpl`.
#[derive(Debug, Clone, PartialEq)]
pub enum OperationKind {
    /// `CreateTableOp`.
    CreateTable {
        /// The table.
        table: Box<Table>,
        /// IF NOT EXISTS.
        if_not_exists: bool,
    },
    /// `DropTableOp`.
    DropTable {
        /// The table: a name, and what drops with it (`table` keyword arguments).
        table: Box<Table>,
        /// IF EXISTS.
        if_exists: bool,
    },
    /// `RenameTableOp`.
    RenameTable {
        /// The table.
        table: QualifiedName,
        /// Its new name.
        to: Name,
    },
    /// `AddColumnOp`.
    AddColumn {
        /// A table that holds just this column, and the constraints and indexes that came with it.
        table: Box<Table>,
        /// IF NOT EXISTS.
        if_not_exists: bool,
        /// `inline_references=True`.
        inline_references: bool,
        /// `inline_primary_key=True`.
        inline_primary_key: bool,
    },
    /// `DropColumnOp`.
    DropColumn {
        /// The table.
        table: QualifiedName,
        /// The column.
        column: Box<Column>,
        /// IF EXISTS.
        if_exists: bool,
        /// `mssql_drop_check`, `mssql_drop_default`, `mssql_drop_foreign_key`, ...
        options: Options,
    },
    /// `AlterColumnOp`.
    AlterColumn(Box<AlterColumn>),
    /// `CreateIndexOp`.
    CreateIndex {
        /// The index.
        index: Box<Index>,
        /// IF NOT EXISTS.
        if_not_exists: bool,
    },
    /// `DropIndexOp`.
    DropIndex {
        /// The index.
        index: Box<Index>,
        /// IF EXISTS.
        if_exists: bool,
        /// No table was given (Alembic's placeholder `no_table` stands for it).
        table_missing: bool,
    },
    /// `CreatePrimaryKeyOp`, `CreateForeignKeyOp`, `CreateUniqueConstraintOp`, `CreateCheckConstraintOp`, ...
    AddConstraint {
        /// The table.
        table: QualifiedName,
        /// The constraint.
        constraint: Box<Constraint>,
    },
    /// `DropConstraintOp`.
    DropConstraint {
        /// The table.
        table: QualifiedName,
        /// The constraint: a name and a kind.
        constraint: Box<Constraint>,
        /// IF EXISTS.
        if_exists: bool,
    },
    /// `CreateTableCommentOp`, `DropTableCommentOp`.
    TableComment {
        /// The table.
        table: QualifiedName,
        /// The comment; none is NULL.
        comment: Option<Rc<str>>,
        /// It is taken away.
        dropped: bool,
        /// The comment so far, where given.
        existing_comment: Option<Rc<str>>,
    },
    /// `ExecuteSQLOp` and everything else that is executed as it stands.
    Execute(Executable),
    /// `BulkInsertOp`.
    BulkInsert {
        /// The table.
        table: Box<Table>,
        /// The rows.
        rows: Vec<Row>,
    },
    /// The beginning of `autocommit_block()`.
    AutocommitBegin,
    /// The end of `autocommit_block()`.
    AutocommitEnd,
    /// A whole `batch_alter_table()` block, emitted when the block ends.
    Batch(Box<Batch>),
    /// Something that could not be known: a marked gap in the script.
    Gap(Diagnostic),
}

/// What can be executed as it stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Executable {
    /// `text()`, a string, or any SELECT, INSERT, UPDATE, DELETE or expression.
    Statement(Rc<Expr>),
    /// `CREATE TYPE ... AS ENUM`, by `Enum.create()`.
    CreateType(Rc<Type>),
    /// `DROP TYPE`, by `Enum.drop()`.
    DropType(Rc<Type>),
    /// `Table.create(bind)`: its named types, its sequences, the table, its indexes and comments.
    TableCreate(Box<Table>),
    /// `Table.drop(bind)`: the table and its sequences.
    TableDrop(Box<Table>),
    /// `MetaData.create_all(bind)`: tables in order of their dependencies.
    CreateAll(Vec<Table>),
    /// `MetaData.drop_all(bind)`: tables in the order in which they are dropped.
    DropAll(Vec<Table>),
    /// `Sequence.create(bind)`: nothing where the dialect has no sequences.
    SequenceCreate(Box<Sequence>),
    /// `Sequence.drop(bind)`.
    SequenceDrop(Box<Sequence>),
    /// The construct `CreateTable(table)`, with IF NOT EXISTS.
    CreateTable(Box<Table>, bool),
    /// The construct `DropTable(table)`, with IF EXISTS.
    DropTable(Box<Table>, bool),
    /// `CreateIndex(index)`, or `Index.create()`.
    CreateIndex(Box<Index>, bool),
    /// `DropIndex(index)`, or `Index.drop()`.
    DropIndex(Box<Index>, bool),
    /// `AddConstraint(constraint)`.
    AddConstraint(QualifiedName, Box<Constraint>),
    /// `DropConstraint(constraint)`.
    DropConstraint(QualifiedName, Box<Constraint>, bool),
    /// The construct `CreateSequence(sequence)`.
    CreateSequence(Box<Sequence>, bool),
    /// The construct `DropSequence(sequence)`.
    DropSequence(Box<Sequence>, bool),
    /// `CreateSchema(name)`.
    CreateSchema(Name, bool),
    /// `DropSchema(name)`.
    DropSchema {
        /// The schema.
        name: Name,
        /// CASCADE.
        cascade: bool,
        /// IF EXISTS.
        if_exists: bool,
    },
    /// `DDL("...")`: printed as it stands.
    Ddl(Rc<str>),
}

/// A change that may also be "leave it as it is".
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Change<T> {
    /// Not mentioned.
    #[default]
    Keep,
    /// To this.
    To(T),
}

/// `alembic.operations.ops.AlterColumnOp`.
#[derive(Debug, Clone, PartialEq)]
pub struct AlterColumn {
    /// The table.
    pub table: QualifiedName,
    /// The column.
    pub column: Name,
    /// `nullable=`.
    pub nullable: Option<bool>,
    /// `server_default=`; `To(None)` drops it.
    pub server_default: Change<Option<ServerDefault>>,
    /// `new_column_name=`.
    pub new_name: Option<Name>,
    /// `type_=`.
    pub type_: Option<Rc<Type>>,
    /// `autoincrement=`.
    pub autoincrement: Option<bool>,
    /// `comment=`; `To(None)` drops it.
    pub comment: Change<Option<Rc<str>>>,
    /// `existing_type=`.
    pub existing_type: Option<Rc<Type>>,
    /// `existing_server_default=`; `Keep` is Alembic's `False`: not mentioned.
    pub existing_server_default: Change<Option<ServerDefault>>,
    /// `existing_nullable=`.
    pub existing_nullable: Option<bool>,
    /// `existing_autoincrement=`.
    pub existing_autoincrement: Option<bool>,
    /// `existing_comment=`.
    pub existing_comment: Option<Rc<str>>,
    /// The type, or without one the existing type, was given as a class: it has no affinity that Alembic sees.
    pub type_is_class: bool,
    /// CHECK constraints that the existing type brought along: dropped first.
    pub drop_constraints: Vec<Constraint>,
    /// CHECK constraints that the new type brings along: added last.
    pub add_constraints: Vec<Constraint>,
    /// `postgresql_using`, `mssql_drop_default`, `mysql_...` and the like.
    pub options: Options,
}

/// `recreate=` of `batch_alter_table()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recreate {
    /// `"auto"`: on SQLite, when something is asked for that its ALTER TABLE cannot do.
    #[default]
    Auto,
    /// `"always"`.
    Always,
    /// `"never"`.
    Never,
}

/// `alembic.operations.batch.BatchOperationsImpl`: what a `batch_alter_table()` block collected.
///
/// `batch_op.execute()` is not part of it: Alembic runs that at once, before the block ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// The table.
    pub table: QualifiedName,
    /// When the table is made anew.
    pub recreate: Recreate,
    /// `copy_from=`: the table as it is, which makes reflection unnecessary.
    pub copy_from: Option<Box<Table>>,
    /// `copy_from` was not given: it has been read from the database in the meantime.
    pub reflected: bool,
    /// `table_args` and `table_kwargs`: columns, constraints, indexes, options that the new table gets beside
    /// those copied. Type-bound constraints and those of the columns are among its constraints, as in any table.
    pub additions: Box<Table>,
    /// `reflect_args` and `reflect_kwargs`: what overrides the reflected table.
    pub reflect: Box<Table>,
    /// `naming_convention=`, by which unnamed reflected constraints are named.
    pub naming_convention: Vec<(Rc<str>, Rc<str>)>,
    /// `partial_reordering=`.
    pub partial_reordering: Vec<Vec<Rc<str>>>,
    /// What was asked for, in order, with the table's name filled in.
    pub operations: Vec<BatchOperation>,
}

/// One directive of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchOperation {
    /// The operation as it would be outside of a batch.
    pub operation: Operation,
    /// `insert_before=` of `add_column`.
    pub insert_before: Option<Rc<str>>,
    /// `insert_after=` of `add_column`.
    pub insert_after: Option<Rc<str>>,
}

/// A dialect's or Alembic's refusal, as the Python exception that it is there. It is a pointer, since every
/// step of a rendering may return it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(Box<Refused>);

/// What a refusal says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The exception's class, e.g. `sqlalchemy.exc.CompileError`, `NotImplementedError`.
    pub exception: &'static str,
    /// Its message.
    pub message: String,
}

impl Refusal {
    /// A refusal by an exception of this class.
    #[cold]
    pub fn new(exception: &'static str, message: String) -> Self {
        Self(Box::new(Refused { exception, message }))
    }
}

impl std::ops::Deref for Refusal {
    type Target = Refused;

    fn deref(&self) -> &Refused {
        &self.0
    }
}

/// Where operations go as a revision runs: whoever renders them, at once, so that a refusal
/// is an exception in the revision at the call that caused it, as in Alembic.
pub trait Sink {
    /// The dialect's name: `postgresql`, `mysql`, `mariadb`, `sqlite`, `mssql`, `oracle`.
    fn dialect(&self) -> &'static str;

    /// Takes the next operation, or refuses it.
    ///
    /// # Errors
    /// What Alembic or SQLAlchemy would raise for it.
    fn emit(&mut self, operation: Operation) -> Result<(), Refusal>;

    /// Hears the `__name__` of the function that is about to run.
    fn begin(&mut self, _function: &str) {}

    /// `str(construct.compile(dialect=...))`.
    ///
    /// # Errors
    /// What SQLAlchemy would raise for it.
    fn compile(&self, executable: &Executable, literal_binds: bool) -> Result<String, Refusal>;
}
