//! SQL expressions and statements as SQLAlchemy builds them: inert trees, parentheses included.

pub mod build;
pub mod from;
pub mod functions;
pub mod group;
pub mod join;
pub mod operators;
pub mod statement;
pub mod transform;
pub mod typing;

use std::rc::Rc;

use self::from::From;
use self::operators::Op;
use self::statement::{Compound, Delete, Insert, Select, TextualSelect, Update};
use super::literal::Literal;
use super::name::{Name, QualifiedName};
use super::table::Sequence;
use super::types::Type;

/// An expression, in the shape that SQLAlchemy gives it after `self_group()`.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// `Column`, `column()`, `literal_column()`.
    Column(ColumnRef),
    /// `text()`, or a string that stands for one.
    Text(Text),
    /// A value: `literal()`, `bindparam()`, or a Python value met by an operator.
    Bind(Bind),
    /// `null()`.
    Null,
    /// `true()`.
    True,
    /// `false()`.
    False,
    /// `BinaryExpression`.
    Binary(Binary),
    /// `UnaryExpression` and its kin.
    Unary(Unary),
    /// `ExpressionClauseList`, `BooleanClauseList`: operands of one operator in a row.
    List(OperandList),
    /// `ClauseList`: clauses with commas between them.
    Clauses(ClauseList),
    /// `Grouping`: parentheses.
    Grouping(Rc<Expr>),
    /// `tuple_()`.
    Tuple(Vec<Rc<Expr>>),
    /// `case()`.
    Case(Case),
    /// `cast()`, `try_cast()`.
    Cast(Cast),
    /// `type_coerce()`.
    TypeCoerce {
        /// What is taken to be of the type.
        inner: Rc<Expr>,
        /// The type.
        type_: Rc<Type>,
    },
    /// `extract()`.
    Extract {
        /// The field.
        field: Rc<str>,
        /// What it is taken from.
        inner: Rc<Expr>,
    },
    /// `func.name(...)`.
    Function(Function),
    /// `next_value(sequence)`.
    NextValue(Box<Sequence>),
    /// `.over()`.
    Over(Over),
    /// `.within_group()`, and `.aggregate_order_by()`.
    WithinGroup {
        /// The function.
        inner: Rc<Expr>,
        /// What it is ordered by.
        order_by: Vec<Rc<Expr>>,
        /// `aggregate_order_by()`: inside the function's parentheses where the dialect has it so.
        aggregate: bool,
    },
    /// `.filter()` of a function.
    Filter {
        /// The function.
        inner: Rc<Expr>,
        /// The condition.
        criterion: Rc<Expr>,
    },
    /// `.label()`.
    Label(Label),
    /// A label named in ORDER BY or GROUP BY, by the expression that carries it.
    LabelReference(Rc<Expr>),
    /// A label or column named in ORDER BY or GROUP BY by a string.
    TextualLabelReference(Rc<str>),
    /// The right side of COLLATE.
    Collation {
        /// The collation.
        name: Name,
        /// Its schema.
        schema: Option<Name>,
    },
    /// `a:b` of an array index.
    Slice {
        /// From.
        start: Rc<Expr>,
        /// To, included.
        stop: Rc<Expr>,
    },
    /// `postgresql.array([...])`.
    Array {
        /// The items.
        items: Vec<Rc<Expr>>,
        /// The type of an item.
        item_type: Rc<Type>,
    },
    /// `postgresql.aggregate_order_by()`.
    AggregateOrderBy {
        /// The aggregated expression.
        target: Rc<Expr>,
        /// What it is ordered by.
        order_by: Rc<Expr>,
    },
    /// `select().scalar_subquery()`.
    ScalarSelect(Rc<Expr>),
    /// A SELECT in parentheses, within a compound one.
    SelectGrouping(Rc<Expr>),
    /// `values(...).scalar_values()`.
    ScalarValues(Rc<From>),
    /// `.table_valued()` of a FROM clause: its name as an expression.
    TableValued(Rc<From>),
    /// Elements one after the other with blanks between.
    Phrase(Vec<Rc<Expr>>),
    /// `select()`.
    Select(Rc<Select>),
    /// `union()` and the like.
    Compound(Rc<Compound>),
    /// `text().columns()`.
    TextualSelect(Rc<TextualSelect>),
    /// `insert()`.
    Insert(Rc<Insert>),
    /// `update()`.
    Update(Rc<Update>),
    /// `delete()`.
    Delete(Rc<Delete>),
}

impl Expr {
    /// `column(name)` without a table.
    pub fn column(name: impl Into<Name>, type_: Rc<Type>) -> Self {
        Expr::Column(ColumnRef {
            table: None,
            name: name.into(),
            key: None,
            type_,
            is_literal: false,
            anonymous: None,
        })
    }

    /// `literal_column(text)`.
    pub fn literal_column(text: &str, type_: Rc<Type>) -> Self {
        Expr::Column(ColumnRef {
            table: None,
            name: Name::new(text),
            key: None,
            type_,
            is_literal: true,
            anonymous: None,
        })
    }

    /// `text(sql)` without values for its parameters.
    pub fn text(sql: &str) -> Self {
        Expr::Text(Text { sql: sql.into(), binds: Vec::new() })
    }

    /// `SelectBase`: what is a SELECT or stands for one.
    pub fn is_select(&self) -> bool {
        matches!(
            self,
            Expr::Select(_) | Expr::Compound(_) | Expr::TextualSelect(_) | Expr::SelectGrouping(_)
        )
    }
}

/// A column of a table, or a bare name.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnRef {
    /// The table, alias or subquery before the dot.
    pub table: Option<Rc<From>>,
    /// The column.
    pub name: Name,
    /// `Column.key`, where it differs from the name.
    pub key: Option<Rc<str>>,
    /// The type, which literals beside it take.
    pub type_: Rc<Type>,
    /// `literal_column()`: printed as it stands.
    pub is_literal: bool,
    /// The expression of a subquery whose made-up label is the name.
    pub anonymous: Option<Rc<Expr>>,
}

impl ColumnRef {
    /// `ColumnClause.key`.
    pub fn key(&self) -> &Rc<str> {
        self.key.as_ref().unwrap_or(&self.name.text)
    }

    /// Whether both are one column of one table, as Python's `is` on them would say.
    pub fn is(&self, other: &ColumnRef) -> bool {
        let same_table = match (&self.table, &other.table) {
            (Some(ours), Some(theirs)) => Rc::ptr_eq(ours, theirs),
            _ => false,
        };
        same_table && self.name.text == other.name.text
    }
}

/// `text("... :name ...")`.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The text as given, with `:name` and `\:` in it.
    pub sql: Rc<str>,
    /// Values given by `bindparams()`.
    pub binds: Vec<Bind>,
}

/// `sqlalchemy.bindparam`.
#[derive(Debug, Clone, PartialEq)]
pub struct Bind {
    /// The parameter's name; what an anonymous one's is made from.
    pub key: Rc<str>,
    /// The value, where one is known.
    pub value: Option<Literal>,
    /// The type, by which the value is printed.
    pub type_: Rc<Type>,
    /// The name is made up, with a number after the key.
    pub unique: bool,
    /// A list of values, for IN.
    pub expanding: bool,
    /// The operator that an empty list is written for.
    pub expand_op: Option<Op>,
    /// Printed as a literal even where parameters are not.
    pub literal_execute: bool,
    /// A plain integer given to LIMIT or OFFSET (`_OffsetLimitParam`).
    pub is_limit: bool,
}

impl Bind {
    /// A value with a made-up name.
    pub fn anonymous(key: &str, value: Option<Literal>, type_: Rc<Type>) -> Self {
        Self { unique: true, ..Self::named(key, value, type_) }
    }

    /// `bindparam(key, value)`.
    pub fn named(key: &str, value: Option<Literal>, type_: Rc<Type>) -> Self {
        Self {
            key: key.into(),
            value,
            type_,
            unique: false,
            expanding: false,
            expand_op: None,
            literal_execute: false,
            is_limit: false,
        }
    }
}

/// `BinaryExpression`.
#[derive(Debug, Clone, PartialEq)]
pub struct Binary {
    /// The left side, grouped.
    pub left: Rc<Expr>,
    /// The right side, grouped.
    pub right: Rc<Expr>,
    /// The operator.
    pub op: Op,
    /// The operator of its negation.
    pub negate: Option<Op>,
    /// The type of the result.
    pub type_: Rc<Type>,
    /// `escape=`, `flags=` and the like.
    pub modifiers: Vec<(Rc<str>, Literal)>,
}

impl Binary {
    /// A modifier that is not `None`.
    pub fn modifier(&self, name: &str) -> Option<&Literal> {
        self.modifiers
            .iter()
            .find(|(key, _)| &**key == name)
            .map(|(_, value)| value)
            .filter(|value| **value != Literal::Null)
    }
}

/// What kind of unary expression it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryKind {
    /// The operator stands before the element.
    Operator,
    /// The operator stands after it: DESC and the like.
    Modifier,
    /// `AsBoolean`: a boolean where a condition is wanted.
    AsBoolean,
    /// `any_()`, `all_()`.
    Aggregate,
    /// `exists()`.
    Exists,
}

/// `UnaryExpression`.
#[derive(Debug, Clone, PartialEq)]
pub struct Unary {
    /// What it applies to, grouped.
    pub inner: Rc<Expr>,
    /// The operator.
    pub op: Op,
    /// Which of SQLAlchemy's classes it is.
    pub kind: UnaryKind,
    /// The type of the result.
    pub type_: Rc<Type>,
}

/// `ExpressionClauseList`.
#[derive(Debug, Clone, PartialEq)]
pub struct OperandList {
    /// The operator between them.
    pub op: Op,
    /// The operands, grouped.
    pub items: Vec<Rc<Expr>>,
    /// The type of the whole.
    pub type_: Rc<Type>,
    /// Whether it takes parentheses at all.
    pub group: bool,
    /// `BooleanClauseList`.
    pub boolean: bool,
}

/// `ClauseList`.
#[derive(Debug, Clone, PartialEq)]
pub struct ClauseList {
    /// The operator between them; as a rule the comma.
    pub op: Op,
    /// The clauses.
    pub items: Vec<Rc<Expr>>,
}

/// `Case`.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// `value=`.
    pub value: Option<Rc<Expr>>,
    /// Conditions and results.
    pub whens: Vec<(Rc<Expr>, Rc<Expr>)>,
    /// `else_=`.
    pub else_: Option<Rc<Expr>>,
    /// The type of the results.
    pub type_: Rc<Type>,
}

/// `Cast`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cast {
    /// What is converted.
    pub inner: Rc<Expr>,
    /// To what.
    pub type_: Rc<Type>,
    /// TRY_CAST.
    pub try_: bool,
}

/// `sqlalchemy.func`'s functions.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// What stands before the name, as in `func.package.name()`.
    pub packages: Vec<Rc<str>>,
    /// The name; `quoted_name` where it has a `quote`.
    pub name: Name,
    /// One of SQLAlchemy's own classes of functions (`sqlalchemy.sql.functions`).
    pub generic: bool,
    /// The arguments.
    pub args: Vec<Rc<Expr>>,
    /// The type of the result.
    pub type_: Rc<Type>,
    /// WITH ORDINALITY.
    pub ordinality: bool,
    /// The columns that `table_valued()` gave it.
    pub columns: Vec<ColumnRef>,
}

/// `Over`.
#[derive(Debug, Clone, PartialEq)]
pub struct Over {
    /// The function.
    pub inner: Rc<Expr>,
    /// PARTITION BY.
    pub partition_by: Vec<Rc<Expr>>,
    /// ORDER BY.
    pub order_by: Vec<Rc<Expr>>,
    /// The frame and the word before it: `RANGE`, `ROWS`, `GROUPS`.
    pub frame: Option<(&'static str, Box<Frame>)>,
    /// EXCLUDE.
    pub exclude: Option<Rc<str>>,
}

/// One end of a frame.
#[derive(Debug, Clone, PartialEq)]
pub enum FrameEnd {
    /// UNBOUNDED PRECEDING or FOLLOWING.
    Unbounded,
    /// CURRENT ROW.
    Current,
    /// So many before.
    Preceding(Rc<Expr>),
    /// So many after.
    Following(Rc<Expr>),
}

/// `FrameClause`.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// The lower end.
    pub lower: FrameEnd,
    /// The upper end.
    pub upper: FrameEnd,
}

/// A label's name.
#[derive(Debug, Clone, PartialEq)]
pub enum LabelName {
    /// As given.
    Named(Name),
    /// `label(None)`: made up from this word.
    Anonymous(Rc<str>),
}

/// `Label`.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Its name.
    pub name: LabelName,
    /// What it names, ungrouped.
    pub inner: Rc<Expr>,
    /// The type.
    pub type_: Rc<Type>,
}

/// The name of a table, as a FROM clause of its own has it.
pub fn qualified(name: &str) -> QualifiedName {
    QualifiedName { schema: None, name: Name::new(name) }
}
