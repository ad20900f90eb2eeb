//! SQL expressions and statements as SQLAlchemy builds them: inert trees, parentheses included.

use std::rc::Rc;

use super::literal::Literal;
use super::name::{Name, QualifiedName};
use super::types::Type;

/// An expression, in the shape that SQLAlchemy gives it after `self_group()`.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A column, with its table where it belongs to one.
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
}

/// A column of a table, or a bare name.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnRef {
    /// The table or alias before the dot.
    pub table: Option<QualifiedName>,
    /// The column.
    pub name: Name,
    /// The type, which literals beside it take.
    pub type_: Rc<Type>,
    /// `literal_column()`: printed as it stands.
    pub is_literal: bool,
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
    /// The parameter's name; made up for anonymous ones.
    pub key: Rc<str>,
    /// The value, where one is known.
    pub value: Option<Literal>,
    /// The type, by which the value is printed.
    pub type_: Rc<Type>,
}
