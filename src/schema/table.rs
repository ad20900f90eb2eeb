//! Tables, columns, constraints, indexes and sequences, as `sqlalchemy.schema` holds them once built.

use std::rc::Rc;

use super::expression::Expr;
use super::literal::Literal;
use super::name::{Name, QualifiedName};
use super::options::Options;
use super::types::Type;

/// A table with all that hangs on it, in order of creation.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Name and schema.
    pub name: QualifiedName,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// Constraints in order of creation; the primary key's too, where there is one.
    /// Constraints made by `Column(unique=True)`, `ForeignKey` and types are already among them.
    pub constraints: Vec<Constraint>,
    /// Indexes in order of creation, those of `Column(index=True)` among them.
    pub indexes: Vec<Index>,
    /// The comment.
    pub comment: Option<Rc<str>>,
    /// `prefixes=[...]`, e.g. `TEMPORARY`.
    pub prefixes: Vec<Rc<str>>,
    /// Dialect keyword arguments.
    pub options: Options,
}

impl Table {
    /// A table with nothing in it.
    pub fn new(name: QualifiedName) -> Self {
        Self {
            name,
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            comment: None,
            prefixes: Vec::new(),
            options: Options::default(),
        }
    }

    /// The column with this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| &*column.name.text == name)
    }

    /// The primary key's columns by name, in its order.
    pub fn primary_key(&self) -> &[Name] {
        self.constraints
            .iter()
            .find_map(|constraint| match &constraint.kind {
                ConstraintKind::PrimaryKey { columns } => Some(columns.as_slice()),
                _ => None,
            })
            .unwrap_or(&[])
    }
}

/// `Column(autoincrement=...)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Autoincrement {
    /// `"auto"`, the default: the integer primary key of a table with just one.
    #[default]
    Auto,
    /// `True`.
    Yes,
    /// `False`.
    No,
    /// `"ignore_fk"`.
    IgnoreForeignKey,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name.
    pub name: Name,
    /// `Column.key`, where it differs from the name.
    pub key: Option<Rc<str>>,
    /// The type; `NullType` where none was given.
    pub type_: Rc<Type>,
    /// Whether NULL is allowed, after SQLAlchemy's defaulting (a primary key's is not).
    pub nullable: bool,
    /// `nullable=` was given by the user (`_user_defined_nullable`).
    pub nullable_given: bool,
    /// Whether it is part of the primary key.
    pub primary_key: bool,
    /// When the database numbers it.
    pub autoincrement: Autoincrement,
    /// The default that the database fills in.
    pub server_default: Option<ServerDefault>,
    /// `default=Sequence(...)` or a bare `Sequence` argument.
    pub sequence: Option<Box<Sequence>>,
    /// A client-side `default=` was given: it keeps a column from being numbered automatically.
    pub client_default: bool,
    /// What `default=` is, where that is SQL.
    pub default_expr: Option<Rc<Expr>>,
    /// The comment.
    pub comment: Option<Rc<str>>,
    /// Whether it has a `ForeignKey`: keeps `"auto"` from numbering it.
    pub has_foreign_key: bool,
    /// Constraints given inside the column, printed with it (`Column.constraints`).
    pub constraints: Vec<Constraint>,
    /// `system=True`: left out of CREATE TABLE.
    pub system: bool,
    /// Dialect keyword arguments.
    pub options: Options,
}

impl Column {
    /// A nullable column without anything else.
    pub fn new(name: Name, type_: Rc<Type>) -> Self {
        Self {
            name,
            key: None,
            type_,
            nullable: true,
            nullable_given: false,
            primary_key: false,
            autoincrement: Autoincrement::Auto,
            server_default: None,
            sequence: None,
            client_default: false,
            default_expr: None,
            comment: None,
            has_foreign_key: false,
            constraints: Vec::new(),
            system: false,
            options: Options::default(),
        }
    }
}

/// What `server_default=` holds.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerDefault {
    /// A Python string: printed as a quoted literal.
    Text(Rc<str>),
    /// `text()`, a function or another expression: printed as it stands.
    Expr(Rc<Expr>),
    /// `Computed(...)`.
    Computed(Computed),
    /// `Identity(...)`.
    Identity(Box<Identity>),
    /// `FetchedValue()`: there is one, of which nothing is printed.
    Fetched,
}

/// `sqlalchemy.Computed`.
#[derive(Debug, Clone, PartialEq)]
pub struct Computed {
    /// The expression.
    pub sqltext: Rc<Expr>,
    /// Stored, virtual, or as the dialect has it.
    pub persisted: Option<bool>,
}

/// The options that `Sequence` and `Identity` share.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SequenceOptions {
    /// START WITH, in digits.
    pub start: Option<Rc<str>>,
    /// INCREMENT BY.
    pub increment: Option<Rc<str>>,
    /// MINVALUE.
    pub minvalue: Option<Rc<str>>,
    /// MAXVALUE.
    pub maxvalue: Option<Rc<str>>,
    /// NO MINVALUE.
    pub nominvalue: Option<bool>,
    /// NO MAXVALUE.
    pub nomaxvalue: Option<bool>,
    /// CYCLE or NO CYCLE.
    pub cycle: Option<bool>,
    /// CACHE.
    pub cache: Option<Rc<str>>,
    /// ORDER or NOORDER.
    pub order: Option<bool>,
}

/// `sqlalchemy.Identity`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Identity {
    /// GENERATED ALWAYS, rather than BY DEFAULT.
    pub always: bool,
    /// ON NULL.
    pub on_null: Option<bool>,
    /// The sequence behind it.
    pub options: SequenceOptions,
    /// Dialect keyword arguments.
    pub dialect_options: Options,
}

/// `sqlalchemy.Sequence`.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    /// Name and schema.
    pub name: QualifiedName,
    /// AS type.
    pub data_type: Option<Rc<Type>>,
    /// `optional=True`: used only where the dialect cannot number otherwise.
    pub optional: bool,
    /// Its numbers.
    pub options: SequenceOptions,
    /// Dialect keyword arguments.
    pub dialect_options: Options,
}

/// A constraint of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// The name, after naming conventions.
    pub name: Option<Name>,
    /// What it demands.
    pub kind: ConstraintKind,
    /// DEFERRABLE or NOT DEFERRABLE.
    pub deferrable: Option<bool>,
    /// INITIALLY, as given.
    pub initially: Option<Rc<str>>,
    /// The naming convention wants a name of its own, and it has none.
    pub unnamable: bool,
    /// `comment=`: a statement of its own, after the table.
    pub comment: Option<Rc<str>>,
    /// A primary key made of `Column(primary_key=True)` alone (`_implicit_generated`): the column
    /// that numbers itself is printed first.
    pub implicit: bool,
    /// Made by a type (`Boolean`, `Enum`): whether it exists is a matter of the dialect.
    pub type_bound: Option<TypeBound>,
    /// Dialect keyword arguments.
    pub options: Options,
}

impl Constraint {
    /// A constraint with nothing but a name.
    pub fn new(name: Option<Name>, kind: ConstraintKind) -> Self {
        Self {
            name,
            kind,
            deferrable: None,
            initially: None,
            comment: None,
            unnamable: false,
            implicit: false,
            type_bound: None,
            options: Options::default(),
        }
    }
}

/// A CHECK that a type brings along, by `SchemaType._should_create_constraint`.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeBound {
    /// The column that has the type.
    pub column: Name,
    /// The column's type, which with the dialect decides whether the CHECK is made.
    pub type_: Rc<Type>,
}

/// What a constraint demands.
#[derive(Debug, Clone, PartialEq)]
pub enum ConstraintKind {
    /// PRIMARY KEY.
    PrimaryKey {
        /// The columns.
        columns: Vec<Name>,
    },
    /// UNIQUE.
    Unique {
        /// The columns.
        columns: Vec<Name>,
    },
    /// FOREIGN KEY.
    ForeignKey(Box<ForeignKey>),
    /// CHECK.
    Check {
        /// The condition.
        sqltext: Rc<Expr>,
    },
    /// PostgreSQL's EXCLUDE.
    Exclude(Box<Exclude>),
    /// `Constraint` itself: only a name, to be dropped.
    Bare,
}

/// A FOREIGN KEY.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignKey {
    /// The columns here.
    pub columns: Vec<Name>,
    /// The table there.
    pub referred: QualifiedName,
    /// The columns there.
    pub referred_columns: Vec<Name>,
    /// ON UPDATE, as given.
    pub onupdate: Option<Rc<str>>,
    /// ON DELETE, as given.
    pub ondelete: Option<Rc<str>>,
    /// MATCH, as given.
    pub match_: Option<Rc<str>>,
    /// `use_alter=True`: not part of CREATE TABLE.
    pub use_alter: bool,
}

/// PostgreSQL's `ExcludeConstraint`.
#[derive(Debug, Clone, PartialEq)]
pub struct Exclude {
    /// What is compared, and with which operator.
    pub elements: Vec<(Rc<Expr>, Rc<str>)>,
    /// The index method; `gist` unless given.
    pub using: Rc<str>,
    /// The condition.
    pub where_: Option<Rc<Expr>>,
    /// Operator classes by column.
    pub ops: Vec<(Rc<str>, Rc<str>)>,
}

/// An index.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// The name, after naming conventions.
    pub name: Option<Name>,
    /// The table.
    pub table: QualifiedName,
    /// Columns and expressions.
    pub expressions: Vec<Rc<Expr>>,
    /// UNIQUE.
    pub unique: bool,
    /// Made by `Column(index=True)`: a batch does not carry it over to the new table.
    pub column_flag: bool,
    /// Text among the expressions has itself as its key (`op.create_index`).
    pub textual: bool,
    /// Dialect keyword arguments.
    pub options: Options,
}

/// Rows of values by column, as `bulk_insert` takes them.
pub type Row = Vec<(Rc<str>, RowValue)>;

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum RowValue {
    /// A Python value, printed by the column's type.
    Literal(Literal),
    /// An expression: `op.inline_literal()`, `func.now()`, ...
    Expr(Rc<Expr>),
}
