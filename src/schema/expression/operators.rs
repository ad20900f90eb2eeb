//! SQLAlchemy's operators with their precedence, after `sqlalchemy.sql.operators`.

use std::rc::Rc;

use crate::schema::types::Type;

/// `custom_op`: an operator given by its text.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomOp {
    /// The text.
    pub text: Rc<str>,
    /// How strongly it binds.
    pub precedence: i32,
    /// Whether it compares, so that its result is a condition.
    pub is_comparison: bool,
    /// Whether a row of it needs no parentheses.
    pub natural_self_precedent: bool,
    /// Whether it takes parentheses within any other operator.
    pub eager_grouping: bool,
    /// The type of the result, where it is said.
    pub return_type: Option<Rc<Type>>,
}

/// The operators.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Op {
    And,
    Or,
    Inv,
    Add,
    Sub,
    Mul,
    TrueDiv,
    FloorDiv,
    Mod,
    Neg,
    BitNot,
    BitXor,
    BitOr,
    BitAnd,
    LeftShift,
    RightShift,
    Lt,
    Le,
    Ne,
    Gt,
    Ge,
    Eq,
    IsDistinctFrom,
    IsNotDistinctFrom,
    Is,
    IsNot,
    In,
    NotIn,
    Like,
    NotLike,
    ILike,
    NotILike,
    Contains,
    NotContains,
    IContains,
    NotIContains,
    StartsWith,
    NotStartsWith,
    IStartsWith,
    NotIStartsWith,
    EndsWith,
    NotEndsWith,
    IEndsWith,
    NotIEndsWith,
    Between,
    NotBetween,
    Match,
    NotMatch,
    RegexpMatch,
    NotRegexpMatch,
    RegexpReplace,
    Concat,
    Collate,
    Comma,
    As,
    Exists,
    Distinct,
    Any,
    All,
    Asc,
    Desc,
    NullsFirst,
    NullsLast,
    GetItem,
    JsonGetItem,
    JsonPathGetItem,
    HstoreGetItem,
    IsTrue,
    IsFalse,
    AsBool,
    FilterOp,
    Custom(Rc<CustomOp>),
}

/// The precedence of an operator that SQLAlchemy's table leaves out, where it stands inside.
const SMALLEST: i32 = -100;
/// The same where it stands outside.
const LARGEST: i32 = 100;

impl Op {
    /// `operators._PRECEDENCE`.
    fn precedence(&self) -> Option<i32> {
        use Op::*;
        Some(match self {
            Any | All | GetItem | JsonGetItem | JsonPathGetItem | HstoreGetItem => 15,
            Mul | TrueDiv | FloorDiv | Mod | Neg | BitNot => 8,
            Add | Sub | BitXor | BitOr | BitAnd | LeftShift | RightShift => 7,
            FilterOp => 6,
            Concat | Match | NotMatch | RegexpMatch | NotRegexpMatch | RegexpReplace | ILike
            | NotILike | Like | NotLike | In | NotIn | Is | IsNot | Eq | Ne | IsDistinctFrom
            | IsNotDistinctFrom | Gt | Lt | Ge | Le | Between | NotBetween | Distinct | Inv
            | IsTrue | IsFalse => 5,
            Collate => 4,
            And | Desc | Asc => 3,
            Or => 2,
            Exists => 0,
            Comma | As => -1,
            AsBool => -10,
            Custom(custom) => custom.precedence,
            Contains | NotContains | IContains | NotIContains | StartsWith | NotStartsWith
            | IStartsWith | NotIStartsWith | EndsWith | NotEndsWith | IEndsWith | NotIEndsWith
            | NullsFirst | NullsLast => return None,
        })
    }

    /// `operators.is_precedent`: whether an expression of this operator needs parentheses within another.
    pub fn is_precedent(&self, against: Option<&Op>) -> bool {
        let Some(against) = against else {
            return true;
        };
        if self == against && self.is_natural_self_precedent() {
            return false;
        }
        self.precedence().unwrap_or(SMALLEST) <= against.precedence().unwrap_or(LARGEST)
    }

    /// `operators.is_natural_self_precedent`.
    pub fn is_natural_self_precedent(&self) -> bool {
        match self {
            Op::GetItem | Op::JsonGetItem | Op::JsonPathGetItem => true,
            Op::Custom(custom) => custom.natural_self_precedent,
            _ => self.is_associative(),
        }
    }

    /// `operators.is_associative`.
    pub fn is_associative(&self) -> bool {
        matches!(self, Op::Add | Op::Mul | Op::Concat | Op::And | Op::Or)
    }

    /// `operators.is_commutative`.
    pub fn is_commutative(&self) -> bool {
        matches!(self, Op::Eq | Op::Ne | Op::Add | Op::Mul)
    }

    /// `operators.is_comparison`.
    pub fn is_comparison(&self) -> bool {
        use Op::*;
        match self {
            Lt | Le | Ne | Gt | Ge | Eq | IsDistinctFrom | IsNotDistinctFrom | Is | IsNot | In
            | NotIn | Like | NotLike | ILike | NotILike | Contains | NotContains | IContains
            | NotIContains | StartsWith | NotStartsWith | IStartsWith | NotIStartsWith
            | EndsWith | NotEndsWith | IEndsWith | NotIEndsWith | Between | NotBetween | Match
            | NotMatch | RegexpMatch | NotRegexpMatch => true,
            Custom(custom) => custom.is_comparison,
            _ => false,
        }
    }

    /// `operators.is_boolean`.
    pub fn is_boolean(&self) -> bool {
        self.is_comparison()
            || matches!(self, Op::Inv | Op::IsTrue | Op::IsFalse | Op::And | Op::Or)
    }

    /// The operator of the negated comparison, after `default_comparator.operator_lookup`.
    pub fn negated(&self) -> Option<Op> {
        use Op::*;
        Some(match self {
            Lt => Ge,
            Ge => Lt,
            Le => Gt,
            Gt => Le,
            Eq => Ne,
            Ne => Eq,
            IsDistinctFrom => IsNotDistinctFrom,
            IsNotDistinctFrom => IsDistinctFrom,
            In => NotIn,
            NotIn => In,
            Like => NotLike,
            NotLike => Like,
            ILike => NotILike,
            NotILike => ILike,
            Contains => NotContains,
            IContains => NotIContains,
            StartsWith => NotStartsWith,
            IStartsWith => NotIStartsWith,
            EndsWith => NotEndsWith,
            IEndsWith => NotIEndsWith,
            Between => NotBetween,
            NotBetween => Between,
            Match => NotMatch,
            NotMatch => Match,
            RegexpMatch | NotRegexpMatch => NotRegexpMatch,
            // as the table there has it: these two name themselves
            Is => Is,
            IsNot => IsNot,
            _ => return None,
        })
    }

    /// `operators.mirror`: the comparison with its sides exchanged.
    pub fn mirrored(&self) -> Op {
        match self {
            Op::Gt => Op::Lt,
            Op::Ge => Op::Le,
            Op::Lt => Op::Gt,
            Op::Le => Op::Ge,
            other => other.clone(),
        }
    }

    /// `compiler.OPERATORS`: the text with its blanks.
    pub fn sql(&self) -> Option<&'static str> {
        use Op::*;
        Some(match self {
            And => " AND ",
            Or => " OR ",
            Add => " + ",
            Mul => " * ",
            Sub => " - ",
            Mod => " % ",
            Neg => "-",
            Lt => " < ",
            Le => " <= ",
            Ne => " != ",
            Gt => " > ",
            Ge => " >= ",
            Eq => " = ",
            IsDistinctFrom => " IS DISTINCT FROM ",
            IsNotDistinctFrom => " IS NOT DISTINCT FROM ",
            Concat => " || ",
            Match => " MATCH ",
            NotMatch => " NOT MATCH ",
            In => " IN ",
            NotIn => " NOT IN ",
            Comma => ", ",
            As => " AS ",
            Is => " IS ",
            IsNot => " IS NOT ",
            Collate => " COLLATE ",
            Exists => "EXISTS ",
            Distinct => "DISTINCT ",
            Inv => "NOT ",
            Any => "ANY ",
            All => "ALL ",
            Desc => " DESC",
            Asc => " ASC",
            NullsFirst => " NULLS FIRST",
            NullsLast => " NULLS LAST",
            BitXor => " ^ ",
            BitOr => " | ",
            BitAnd => " & ",
            BitNot => "~",
            LeftShift => " << ",
            RightShift => " >> ",
            _ => return None,
        })
    }

    /// An operator of PostgreSQL's types, after `dialects.postgresql.operators`.
    pub fn postgresql(text: &str) -> Op {
        let is_comparison = !matches!(text, "->>" | "#>>" | "#-");
        let of_ranges = matches!(text, "&&" | "<<" | ">>" | "&<" | "&>" | "-|-");
        Op::Custom(Rc::new(CustomOp {
            text: text.into(),
            precedence: if is_comparison { 5 } else { 15 },
            is_comparison,
            natural_self_precedent: !of_ranges,
            eager_grouping: !of_ranges,
            return_type: None,
        }))
    }
}
