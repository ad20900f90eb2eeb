//! SQL types: one table of SQLAlchemy's type classes, and a type as a class with arguments.

use std::rc::Rc;

use super::expression::Expr;
use super::literal::Literal;

/// What `TypeEngine._type_affinity` answers: the generic family that a type belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Affinity {
    Integer,
    Numeric,
    Float,
    String,
    Binary,
    Boolean,
    Date,
    Time,
    DateTime,
    Interval,
    Enum,
    Json,
    Array,
    Uuid,
    Range,
    Null,
    Other,
}

/// The package a type class is imported from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Home {
    /// `sqlalchemy`, `sqlalchemy.types`.
    Core,
    /// `sqlalchemy.dialects.<name>`.
    Dialect(&'static str),
    /// A third-party package whose rendering is a fact of that package.
    Package(&'static str),
}

/// One of SQLAlchemy's type classes: a line of the table.
#[derive(Debug, PartialEq)]
pub struct TypeClass {
    /// The class's name, e.g. `VARCHAR`.
    pub name: &'static str,
    /// Where it is imported from.
    pub home: Home,
    /// SQLAlchemy's `__visit_name__`: which `visit_...` of a type compiler renders it.
    pub visit: &'static str,
    /// Its family.
    pub affinity: Affinity,
    /// Positional parameters of its constructor, in order; `*name` takes the rest, names after `*` are keyword-only.
    pub params: &'static [&'static str],
    /// The classes it derives from that `isinstance` can ask for, nearest first.
    pub bases: &'static [&'static str],
}

impl TypeClass {
    /// `issubclass(self, <the class of this name>)`.
    pub fn is_a(&self, name: &str) -> bool {
        self.name == name || self.bases.contains(&name)
    }
}

/// An argument of a type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeArg {
    /// A plain value: a length, a flag, a name, ...
    Literal(Literal),
    /// Another type: an array's items, a variant, ...
    Type(Rc<Type>),
    /// An expression: a domain's check or default.
    Expr(Rc<Expr>),
}

/// A type, with its arguments under their constructor's names, defaults left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// What it is.
    pub kind: TypeKind,
    /// Arguments given, by parameter name.
    pub args: Vec<(&'static str, TypeArg)>,
    /// `with_variant()`: dialect names and what stands for this type there.
    pub variants: Vec<(Rc<str>, Rc<Type>)>,
}

/// What a type is.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// A class of the table.
    Class(&'static TypeClass),
    /// `UserDefinedType`, or a class that overrides `get_col_spec`: the text that it answers.
    UserDefined {
        /// The class's name.
        class: Rc<str>,
        /// What `get_col_spec()` answers.
        spec: Rc<str>,
    },
    /// `TypeDecorator`: rendered as its `impl` for the dialect at hand, which is looked up when it is built.
    Decorator {
        /// The class's name.
        class: Rc<str>,
        /// What it stands for.
        implementation: Rc<Type>,
    },
    /// `@compiles` on a type or another rendering that was evaluated to a text.
    Verbatim(Rc<str>),
}

impl Type {
    /// A type of the table, without arguments.
    pub fn of(class: &'static TypeClass) -> Self {
        Self { kind: TypeKind::Class(class), args: Vec::new(), variants: Vec::new() }
    }

    /// One argument.
    pub fn arg(&self, name: &str) -> Option<&TypeArg> {
        self.args.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// An argument that is a plain value other than `None`.
    pub fn literal(&self, name: &str) -> Option<&Literal> {
        match self.arg(name) {
            Some(TypeArg::Literal(Literal::Null)) | None => None,
            Some(TypeArg::Literal(literal)) => Some(literal),
            _ => None,
        }
    }

    /// An integer argument's digits.
    pub fn int(&self, name: &str) -> Option<&str> {
        match self.literal(name) {
            Some(Literal::Int(digits)) => Some(digits),
            _ => None,
        }
    }

    /// A text argument.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.literal(name) {
            Some(Literal::Str(text)) => Some(text),
            _ => None,
        }
    }

    /// A flag, where it was given.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.literal(name) {
            Some(Literal::Bool(value)) => Some(*value),
            _ => None,
        }
    }

    /// An argument that is a type.
    pub fn inner(&self, name: &str) -> Option<&Rc<Type>> {
        match self.arg(name) {
            Some(TypeArg::Type(inner)) => Some(inner),
            _ => None,
        }
    }

    /// The class of the table that it is an instance of, or that its decorator stands for.
    pub fn class(&self) -> Option<&'static TypeClass> {
        match &self.kind {
            TypeKind::Class(class) => Some(class),
            TypeKind::Decorator { implementation, .. } => implementation.class(),
            TypeKind::UserDefined { .. } | TypeKind::Verbatim(_) => None,
        }
    }

    /// The family; a decorator's is its implementation's.
    pub fn affinity(&self) -> Affinity {
        match &self.kind {
            TypeKind::Class(class) => class.affinity,
            TypeKind::Decorator { implementation, .. } => implementation.affinity(),
            TypeKind::UserDefined { .. } | TypeKind::Verbatim(_) => Affinity::Other,
        }
    }
}
