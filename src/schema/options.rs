//! Dialect keyword arguments (`postgresql_using=...`), kept in the order they were given.

use std::rc::Rc;

use super::expression::Expr;
use super::literal::Literal;
use super::types::Type;

/// What a dialect keyword argument holds.
#[derive(Debug, Clone, PartialEq)]
pub enum OptionValue {
    /// A plain value.
    Literal(Literal),
    /// An SQL expression, or text.
    Expr(Rc<Expr>),
    /// A type.
    Type(Rc<Type>),
    /// A sequence of any of these.
    List(Vec<OptionValue>),
    /// A mapping of keys (column names, as a rule) to any of these.
    Map(Vec<(Rc<str>, OptionValue)>),
}

/// Keyword arguments by their full names (`mysql_engine`, `postgresql_where`), in the order given.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options(pub Vec<(Rc<str>, OptionValue)>);

impl Options {
    /// The value of one option.
    pub fn get(&self, name: &str) -> Option<&OptionValue> {
        self.0.iter().find(|(key, _)| &**key == name).map(|(_, value)| value)
    }

    /// Whether an option is given and true, as Python's `bool()` has it.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(OptionValue::truthy)
    }

    /// An option's text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(OptionValue::Literal(Literal::Str(text))) => Some(text),
            _ => None,
        }
    }
}

impl OptionValue {
    /// Python's `bool()` of it.
    pub fn truthy(&self) -> bool {
        match self {
            OptionValue::Literal(literal) => match literal {
                Literal::Null => false,
                Literal::Bool(value) => *value,
                Literal::Int(digits) => &**digits != "0",
                Literal::Float(value) => *value != 0.0,
                Literal::Str(text) => !text.is_empty(),
                Literal::Bytes(bytes) => !bytes.is_empty(),
                Literal::List(items) => !items.is_empty(),
                Literal::Dict(items) => !items.is_empty(),
                _ => true,
            },
            OptionValue::Expr(_) | OptionValue::Type(_) => true,
            OptionValue::List(items) => !items.is_empty(),
            OptionValue::Map(items) => !items.is_empty(),
        }
    }
}
