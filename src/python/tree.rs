//! The tree that is evaluated: ruff's, with names resolved, constants made and long chains laid flat.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use ruff_text_size::TextRange;

use super::class::{Binary, Compare, Unary};
use super::value::Value;
use crate::source::FileId;

/// A block of statements. Shared, so that a generator can keep its place in it.
pub(crate) type Block = Rc<[Stmt]>;

/// A name.
pub(crate) type Name = Rc<str>;

/// A module, ready to be run any number of times.
#[derive(Debug)]
pub struct ModuleCode {
    /// The file.
    pub file: FileId,
    pub(crate) body: Block,
    pub(crate) doc: Option<Rc<str>>,
}

/// How a function takes its arguments.
#[derive(Debug, Default)]
pub(crate) struct Signature {
    pub(crate) position_only: usize,
    /// Those that can be given by position.
    pub(crate) by_position: usize,
    /// The slot of `*args`.
    pub(crate) rest: Option<usize>,
    /// The slot of `**kwargs`.
    pub(crate) extra: Option<usize>,
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Name,
    pub(crate) default: Option<Expr>,
    pub(crate) annotation: Option<Expr>,
}

/// A function's code: its parameters have the first slots, by position first, then by name.
#[derive(Debug)]
pub struct FunctionCode {
    pub(crate) name: Name,
    pub(crate) qualname: Name,
    pub(crate) file: FileId,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) signature: Signature,
    pub(crate) slots: Rc<[Name]>,
    pub(crate) body: Block,
    pub(crate) doc: Option<Rc<str>>,
    pub(crate) generator: bool,
    pub(crate) is_async: bool,
    /// Whether functions are made in it: then its scope may outlive it in a cycle.
    pub(crate) has_inner: bool,
    /// Where it stands, if nothing of it was read yet but its name.
    pub(crate) later: Option<Box<Later>>,
}

/// A function of a plainly written file, which is read when it is first asked for.
#[derive(Debug)]
pub(crate) struct Later {
    /// The text of the file, and the part that is the function.
    pub(crate) text: Rc<str>,
    pub(crate) range: Range<u32>,
    pub(crate) read: OnceCell<Rc<FunctionCode>>,
}

/// A class statement.
#[derive(Debug)]
pub(crate) struct ClassCode {
    pub(crate) name: Name,
    pub(crate) qualname: Name,
    pub(crate) decorators: Vec<Expr>,
    pub(crate) arguments: CallArguments,
    pub(crate) body: Block,
    pub(crate) doc: Option<Rc<str>>,
    pub(crate) target: Target,
}

#[derive(Debug)]
pub(crate) struct Stmt {
    pub(crate) range: TextRange,
    pub(crate) kind: StmtKind,
    /// Whether it holds a `yield` of the function that it belongs to.
    pub(crate) yields: bool,
}

#[derive(Debug)]
pub(crate) enum StmtKind {
    Expr(Expr),
    Assign(Box<(Vec<Target>, Expr)>),
    AugAssign(Box<(Target, Binary, Expr)>),
    /// An annotated name, and what it is bound to. The annotation of a class's name is kept, since it may be asked for.
    Annotated(Box<(Option<Target>, Option<(Name, Expr)>, Option<Expr>)>),
    Return(Option<Expr>),
    Delete(Vec<Target>),
    If(Box<[(Option<Expr>, Block)]>),
    For(Box<For>),
    While(Box<(Expr, Block, Block)>),
    With(Box<(Vec<(Expr, Option<Target>)>, Block)>),
    Try(Box<Try>),
    Match(Box<(Expr, Vec<Case>)>),
    Raise(Box<(Option<Expr>, Option<Expr>)>),
    Assert(Box<(Expr, Option<Expr>)>),
    Function(Box<(Rc<FunctionCode>, Vec<Expr>, Target)>),
    Class(Box<ClassCode>),
    Import(Vec<(Name, Option<Target>, Target)>),
    ImportFrom(Box<ImportFrom>),
    /// `yield value`, or `yield from value`, with what becomes of its result.
    Yield(Box<Yield>),
    Pass,
    Break,
    Continue,
    Unsupported(&'static str),
}

#[derive(Debug)]
pub(crate) struct Yield {
    pub(crate) value: Option<Expr>,
    pub(crate) from: bool,
    pub(crate) target: Option<Target>,
    pub(crate) returns: bool,
}

#[derive(Debug)]
pub(crate) struct For {
    pub(crate) target: Target,
    pub(crate) iter: Expr,
    pub(crate) body: Block,
    pub(crate) orelse: Block,
}

#[derive(Debug)]
pub(crate) struct Try {
    pub(crate) body: Block,
    pub(crate) handlers: Vec<Handler>,
    pub(crate) orelse: Block,
    pub(crate) finally: Block,
}

#[derive(Debug)]
pub(crate) struct Handler {
    pub(crate) range: TextRange,
    pub(crate) class: Option<Expr>,
    pub(crate) target: Option<Target>,
    pub(crate) body: Block,
}

#[derive(Debug)]
pub(crate) struct ImportFrom {
    pub(crate) module: Name,
    pub(crate) level: u32,
    /// The name there and what it is bound to here; empty for `*`.
    pub(crate) names: Vec<(Name, Target)>,
}

#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) pattern: Pattern,
    pub(crate) guard: Option<Expr>,
    pub(crate) body: Block,
}

#[derive(Debug)]
pub(crate) enum Pattern {
    Value(Expr),
    Singleton(Value),
    Sequence(Vec<Pattern>),
    Mapping(Vec<(Expr, Pattern)>, Option<Target>),
    Class(Box<(Expr, Vec<Pattern>, Vec<(Name, Pattern)>)>),
    Star(Option<Target>),
    As(Option<Box<Pattern>>, Option<Target>),
    Or(Vec<Pattern>),
}

/// What is assigned to.
#[derive(Debug)]
pub(crate) enum Target {
    Local(usize),
    Outer(u32, usize),
    Global(Name),
    /// A name in a class body.
    Class(Name),
    Attribute(Box<Expr>, Name, TextRange),
    Item(Box<Expr>, Box<Expr>, TextRange),
    Unpack(Vec<Target>, Option<usize>, TextRange),
}

#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) range: TextRange,
    pub(crate) kind: ExprKind,
}

#[derive(Debug)]
pub(crate) enum ExprKind {
    Constant(Value),
    Local(usize),
    Outer(u32, usize),
    Global(Name),
    /// A name in a class body: its own, or what the expression says.
    Class(Name, Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Named(Box<(Target, Expr)>),
    /// `a + b - c`: operators of left-deep chains, in order.
    Binary(Box<(Expr, Vec<(Binary, Expr, TextRange)>)>),
    Unary(Unary, Box<Expr>),
    Lambda(Rc<FunctionCode>),
    If(Box<(Expr, Expr, Expr)>),
    Dict(Vec<(Option<Expr>, Expr)>),
    Set(Vec<Expr>),
    List(Vec<Expr>),
    Tuple(Vec<Expr>),
    Comprehension(Box<Comprehension>),
    /// The code of the generator and what it goes over.
    Generator(Rc<FunctionCode>, Box<Expr>),
    Compare(Box<(Expr, Vec<(Comparison, Expr)>)>),
    /// `a.b(c)[d]`: the first operand, and what follows it, in order.
    Postfix(Vec<Postfix>),
    FString(Vec<Piece>),
    Starred(Box<Expr>),
    Slice(Box<(Option<Expr>, Option<Expr>, Option<Expr>)>),
    Await(Box<Expr>),
    Unsupported(&'static str),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Comparison {
    Ask(Compare),
    Is,
    IsNot,
    In,
    NotIn,
}

#[derive(Debug)]
pub(crate) struct Postfix {
    pub(crate) range: TextRange,
    pub(crate) kind: PostfixKind,
}

impl ExprKind {
    /// The operand that everything else in it follows.
    pub(crate) fn operand(&self) -> Option<&Expr> {
        match self {
            ExprKind::Postfix(parts) => match &parts.first()?.kind {
                PostfixKind::Operand(operand) => Some(operand),
                _ => None,
            },
            _ => None,
        }
    }
}

#[derive(Debug)]
pub(crate) enum PostfixKind {
    /// What the others follow: the first, and no other.
    Operand(Expr),
    Attribute(Name),
    Call(CallArguments),
    Item(Box<Expr>),
}

#[derive(Debug, Default)]
pub(crate) struct CallArguments {
    pub(crate) positional: Vec<Expr>,
    pub(crate) keyword: Vec<(Option<Name>, Expr)>,
}

#[derive(Debug)]
pub(crate) struct Comprehension {
    pub(crate) kind: ComprehensionKind,
    pub(crate) slots: Rc<[Name]>,
    pub(crate) has_inner: bool,
    /// What the first clause goes over, evaluated outside.
    pub(crate) first: Expr,
    pub(crate) clauses: Vec<Clause>,
    pub(crate) element: Expr,
    /// The value, where it makes a dict and the element is the key.
    pub(crate) value: Option<Expr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ComprehensionKind {
    List,
    Set,
    Dict,
}

#[derive(Debug)]
pub(crate) struct Clause {
    pub(crate) target: Target,
    /// `None` for the first clause.
    pub(crate) iter: Option<Expr>,
    pub(crate) conditions: Vec<Expr>,
}

/// A part of an f-string.
#[derive(Debug)]
pub(crate) enum Piece {
    Text(Rc<str>),
    Value { expr: Expr, conversion: Option<char>, spec: Option<Vec<Piece>> },
}
