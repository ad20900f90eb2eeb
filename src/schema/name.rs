//! Identifiers as SQLAlchemy carries them: a text and whether it must, may or must not be quoted.

use std::rc::Rc;

/// An identifier; `sqlalchemy.sql.elements.quoted_name` where `quote` is set.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// The identifier itself, unquoted.
    pub text: Rc<str>,
    /// `None`: quoted when the dialect needs it. `Some`: always or never.
    pub quote: Option<bool>,
    /// Made by a naming convention or an `index=True` flag (`_truncated_label`): cut to the
    /// dialect's limit with a hash instead of being refused when it is too long.
    pub truncatable: bool,
}

impl Name {
    /// A plain name, quoted when needed.
    pub fn new(text: impl Into<Rc<str>>) -> Self {
        Self { text: text.into(), quote: None, truncatable: false }
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// A table's name with its schema, where it has one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QualifiedName {
    /// The schema, possibly dotted.
    pub schema: Option<Name>,
    /// The table.
    pub name: Name,
}
