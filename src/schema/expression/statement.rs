//! SELECT, INSERT, UPDATE and DELETE as SQLAlchemy's statement objects hold them.

use std::rc::Rc;

use super::from::{From, Prefix};
use super::{ColumnRef, Expr};
use crate::schema::name::{Name, QualifiedName};
use crate::schema::types::Type;

/// `SelectLabelStyle`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LabelStyle {
    /// `LABEL_STYLE_NONE`.
    None,
    /// `LABEL_STYLE_TABLENAME_PLUS_COL`.
    TableName,
    /// `LABEL_STYLE_DISAMBIGUATE_ONLY`, the default.
    #[default]
    Disambiguate,
}

/// `.join()` of a SELECT, whose left side is found when it is rendered.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectJoin {
    /// What is joined.
    pub right: Rc<From>,
    /// The condition; found by foreign keys where there is none.
    pub onclause: Option<Rc<Expr>>,
    /// The left side, by `join_from()`.
    pub left: Option<Rc<From>>,
    /// LEFT OUTER.
    pub outer: bool,
    /// FULL OUTER.
    pub full: bool,
}

/// Which FROM elements a subquery leaves to the statement around it.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Correlation {
    /// Those that the statement around it names, as long as one of its own remains.
    #[default]
    Auto,
    /// `correlate(...)`; none where it is empty.
    Only(Vec<Rc<From>>),
    /// `correlate_except(...)`.
    Except(Vec<Rc<From>>),
}

/// `with_for_update()`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ForUpdate {
    /// NOWAIT.
    pub nowait: bool,
    /// FOR SHARE.
    pub read: bool,
    /// SKIP LOCKED.
    pub skip_locked: bool,
    /// FOR NO KEY UPDATE, FOR KEY SHARE.
    pub key_share: bool,
    /// OF tables.
    pub of: Vec<Rc<From>>,
    /// OF columns.
    pub of_columns: Vec<Rc<Expr>>,
}

/// `fetch()`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetch {
    /// How many.
    pub count: Rc<Expr>,
    /// WITH TIES.
    pub with_ties: bool,
    /// PERCENT.
    pub percent: bool,
}

/// ORDER BY, LIMIT and what else any kind of SELECT can have.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tail {
    /// GROUP BY.
    pub group_by: Vec<Rc<Expr>>,
    /// ORDER BY.
    pub order_by: Vec<Rc<Expr>>,
    /// LIMIT.
    pub limit: Option<Rc<Expr>>,
    /// OFFSET.
    pub offset: Option<Rc<Expr>>,
    /// FETCH FIRST.
    pub fetch: Option<Fetch>,
    /// FOR UPDATE.
    pub for_update: Option<ForUpdate>,
    /// How columns are labelled.
    pub label_style: LabelStyle,
    /// `add_cte()`.
    pub ctes: Vec<Rc<From>>,
}

impl Tail {
    /// `_has_row_limiting_clause`.
    pub fn limits_rows(&self) -> bool {
        self.limit.is_some() || self.offset.is_some() || self.fetch.is_some()
    }
}

/// `Select`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Select {
    /// The columns, FROM elements among them already spelled out.
    pub columns: Vec<Rc<Expr>>,
    /// `select_from()`.
    pub from: Vec<Rc<From>>,
    /// `join()` and the like.
    pub joins: Vec<SelectJoin>,
    /// WHERE, joined by AND.
    pub where_: Vec<Rc<Expr>>,
    /// HAVING, joined by AND.
    pub having: Vec<Rc<Expr>>,
    /// DISTINCT.
    pub distinct: bool,
    /// DISTINCT ON.
    pub distinct_on: Vec<Rc<Expr>>,
    /// `correlate()`.
    pub correlation: Correlation,
    /// `prefix_with()`.
    pub prefixes: Vec<Prefix>,
    /// `suffix_with()`.
    pub suffixes: Vec<Prefix>,
    /// `with_hint()`: a table, the hint, the dialect.
    pub hints: Vec<(Rc<From>, Rc<str>, Rc<str>)>,
    /// `with_statement_hint()`: the hint and the dialect.
    pub statement_hints: Vec<(Rc<str>, Rc<str>)>,
    /// ORDER BY and the rest.
    pub tail: Tail,
}

/// The kinds of compound SELECT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum CompoundKind {
    Union,
    UnionAll,
    Except,
    ExceptAll,
    Intersect,
    IntersectAll,
}

impl CompoundKind {
    /// `COMPOUND_KEYWORDS`.
    pub fn sql(self) -> &'static str {
        match self {
            CompoundKind::Union => "UNION",
            CompoundKind::UnionAll => "UNION ALL",
            CompoundKind::Except => "EXCEPT",
            CompoundKind::ExceptAll => "EXCEPT ALL",
            CompoundKind::Intersect => "INTERSECT",
            CompoundKind::IntersectAll => "INTERSECT ALL",
        }
    }
}

/// `CompoundSelect`.
#[derive(Debug, Clone, PartialEq)]
pub struct Compound {
    /// The keyword between them.
    pub kind: CompoundKind,
    /// The SELECTs, grouped.
    pub selects: Vec<Rc<Expr>>,
    /// ORDER BY and the rest.
    pub tail: Tail,
}

/// `text().columns()`.
#[derive(Debug, Clone, PartialEq)]
pub struct TextualSelect {
    /// The text.
    pub text: Rc<Expr>,
    /// Its columns.
    pub columns: Vec<ColumnRef>,
}

/// What a column has by itself when INSERT or UPDATE leave it out.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnDefault {
    /// A Python value or function: a parameter without a value in a script.
    Client,
    /// An SQL expression.
    Expr(Rc<Expr>),
    /// A sequence.
    Sequence(QualifiedName, bool),
}

/// A column of the table that INSERT or UPDATE changes.
#[derive(Debug, Clone, PartialEq)]
pub struct DmlColumn {
    /// The name.
    pub name: Name,
    /// `Column.key`, where it differs.
    pub key: Option<Rc<str>>,
    /// The attribute of a mapped class that the column is, where it is called otherwise.
    pub attribute: Option<Rc<str>>,
    /// The type.
    pub type_: Rc<Type>,
    /// `default=`.
    pub default: Option<ColumnDefault>,
    /// `onupdate=`.
    pub onupdate: Option<ColumnDefault>,
    /// Part of the primary key.
    pub primary_key: bool,
    /// The table's `_autoincrement_column`.
    pub autoincrement: bool,
    /// It has a `server_default`.
    pub server_default: bool,
}

impl DmlColumn {
    /// The key.
    pub fn key(&self) -> &Rc<str> {
        self.key.as_ref().unwrap_or(&self.name.text)
    }
}

/// The key of a value given to `values()`.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueKey {
    /// A string.
    Name(Rc<str>),
    /// A column.
    Column(ColumnRef),
}

impl ValueKey {
    /// `expect_as_key(DMLColumnRole, ...)`.
    pub fn key(&self) -> &Rc<str> {
        match self {
            ValueKey::Name(name) => name,
            ValueKey::Column(column) => column.key(),
        }
    }
}

/// One row of `values()`.
pub type ValueRow = Vec<(ValueKey, Rc<Expr>)>;

/// What follows the VALUES of an INSERT.
#[derive(Debug, Clone, PartialEq)]
pub enum Conflict {
    /// `on_conflict_do_nothing()`.
    Nothing(ConflictTarget),
    /// `on_conflict_do_update()`.
    Update {
        /// ON CONFLICT of what.
        target: ConflictTarget,
        /// SET.
        set: ValueRow,
        /// WHERE.
        where_: Option<Rc<Expr>>,
    },
    /// `on_duplicate_key_update()`.
    DuplicateKey {
        /// The values.
        set: ValueRow,
        /// They were given as a list of pairs, whose order counts.
        ordered: bool,
    },
}

/// ON CONFLICT's target.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ConflictTarget {
    /// ON CONSTRAINT.
    pub constraint: Option<Name>,
    /// Columns or expressions.
    pub elements: Vec<ConflictElement>,
    /// WHERE of a partial index.
    pub where_: Option<Rc<Expr>>,
}

/// An element of ON CONFLICT's target.
#[derive(Debug, Clone, PartialEq)]
pub enum ConflictElement {
    /// A column's name.
    Name(Name),
    /// An expression.
    Expr(Rc<Expr>),
}

/// What INSERT puts in.
#[derive(Debug, Clone, PartialEq)]
pub enum InsertSource {
    /// Nothing was said: every column, as a parameter.
    Parameters,
    /// `values({...})`.
    Row(ValueRow),
    /// `values([{...}, ...])`.
    Rows(Vec<ValueRow>),
    /// `from_select()`.
    Select {
        /// The columns by key.
        names: Vec<ValueKey>,
        /// The SELECT.
        select: Rc<Expr>,
        /// Columns left out take their default.
        include_defaults: bool,
    },
}

/// `Insert`.
#[derive(Debug, Clone, PartialEq)]
pub struct Insert {
    /// The table.
    pub table: Rc<From>,
    /// Its columns.
    pub columns: Vec<DmlColumn>,
    /// What is inserted.
    pub source: InsertSource,
    /// ON CONFLICT and the like.
    pub conflict: Option<Conflict>,
    /// RETURNING.
    pub returning: Vec<Rc<Expr>>,
    /// `prefix_with()`.
    pub prefixes: Vec<Prefix>,
    /// `inline()`.
    pub inline: bool,
    /// `implicit_returning` of a full `Table`: generated keys are asked for.
    pub implicit_returning: bool,
    /// The stand-in for the row that was to be inserted: `stmt.excluded`, `stmt.inserted`.
    pub excluded: Option<Rc<From>>,
    /// The dialect whose `insert()` made it.
    pub dialect: Option<&'static str>,
    /// `add_cte()`.
    pub ctes: Vec<Rc<From>>,
}

/// `Update`.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The table.
    pub table: Rc<From>,
    /// Its columns.
    pub columns: Vec<DmlColumn>,
    /// SET; every column where `values()` was not called.
    pub set: Option<ValueRow>,
    /// `ordered_values()`.
    pub ordered: bool,
    /// WHERE, joined by AND.
    pub where_: Vec<Rc<Expr>>,
    /// RETURNING.
    pub returning: Vec<Rc<Expr>>,
    /// `prefix_with()`.
    pub prefixes: Vec<Prefix>,
    /// `mysql_limit=`.
    pub limit: Option<Rc<Expr>>,
    /// `add_cte()`.
    pub ctes: Vec<Rc<From>>,
}

/// `Delete`.
#[derive(Debug, Clone, PartialEq)]
pub struct Delete {
    /// The table.
    pub table: Rc<From>,
    /// WHERE, joined by AND.
    pub where_: Vec<Rc<Expr>>,
    /// RETURNING.
    pub returning: Vec<Rc<Expr>>,
    /// `prefix_with()`.
    pub prefixes: Vec<Prefix>,
    /// `mysql_limit=`.
    pub limit: Option<Rc<Expr>>,
    /// `add_cte()`.
    pub ctes: Vec<Rc<From>>,
}
