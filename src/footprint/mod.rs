//! What operations touch, and where two lots of them get in each other's way.
//!
//! A touch is one act on one thing: a schema, a table, a column, an index, a constraint, a primary key, a
//! comment, a named type, a sequence, or the rows of a table. Two touches of the same thing from different
//! sides are a clash unless both only use it; whoever touches something inside of a table uses the table.
//! SQL text is not read: it is something unclear, as is whatever could not be evaluated.

mod clash;
mod constraint;
mod statement;
mod touch;

use std::rc::Rc;

use crate::source::{FileId, Span};

pub use clash::{Clash, clashes};
pub use touch::read;

/// What is done to a thing, the least telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// It has to be there as it is: referred to, indexed, filled, read.
    Use,
    /// It becomes another under the same name.
    Alter,
    /// It is new.
    Add,
    /// It goes on under another name.
    Rename,
    /// It goes.
    Drop,
}

/// What kind of thing is touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A schema.
    Schema,
    /// A table.
    Table,
    /// A column.
    Column,
    /// An index.
    Index,
    /// UNIQUE, EXCLUDE, and a primary key's name: constraints with an index of their own.
    Key,
    /// A foreign key.
    ForeignKey,
    /// CHECK.
    Check,
    /// A constraint of which only the name is known.
    Constraint,
    /// A table's one primary key, whatever it is called.
    PrimaryKey,
    /// A table's comment.
    Comment,
    /// The rows of a table.
    Rows,
    /// An enum or domain with a name of its own.
    Type,
    /// A sequence.
    Sequence,
}

/// One act on one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// What is done.
    pub act: Act,
    /// To what kind of thing.
    pub kind: Kind,
    /// Its schema; empty is the one that names without a schema mean.
    pub schema: Rc<str>,
    /// Its table, or what is one; empty where it has none or it is not known.
    pub table: Rc<str>,
    /// Its name; empty where its table says it all.
    pub name: Rc<str>,
    /// Whether it goes well depends on the rows that are there: a column that must be filled, a constraint.
    pub needs_rows: bool,
    /// Where it was asked for.
    pub span: Option<Span>,
}

/// Something that may touch anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    /// Why it is not known what it touches.
    pub why: String,
    /// The file, where one is known.
    pub file: Option<FileId>,
    /// The place.
    pub span: Option<Span>,
}

/// Everything that a list of operations touches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Footprint {
    /// What is known.
    pub touches: Vec<Touch>,
    /// What is not.
    pub unclear: Vec<Unclear>,
}

impl Footprint {
    /// Whether nothing at all is done.
    pub fn is_empty(&self) -> bool {
        self.touches.is_empty() && self.unclear.is_empty()
    }
}

impl Touch {
    /// What is done to what: `adds column book.title`.
    pub fn text(&self) -> String {
        [self.verb(), self.thing().as_str()].concat()
    }

    /// The same of several: `add column book.title`.
    pub(crate) fn plural_text(&self) -> String {
        let verb = match self.act {
            Act::Use => "use ",
            Act::Alter => "change ",
            Act::Add => "add ",
            Act::Rename => "rename ",
            Act::Drop => "drop ",
        };
        [verb, self.thing().as_str()].concat()
    }

    fn verb(&self) -> &'static str {
        match (self.act, self.kind) {
            (Act::Use, Kind::Rows) => "reads ",
            (Act::Use, _) => "uses ",
            (Act::Alter, _) => "changes ",
            (Act::Add, _) => "adds ",
            (Act::Rename, _) => "renames ",
            (Act::Drop, Kind::Rows) => "deletes ",
            (Act::Drop, _) => "drops ",
        }
    }

    fn thing(&self) -> String {
        let word = match self.kind {
            Kind::Schema => "schema ",
            Kind::Table => "table ",
            Kind::Column => "column ",
            Kind::Index => "index ",
            Kind::Key | Kind::ForeignKey | Kind::Check | Kind::Constraint => "constraint ",
            Kind::PrimaryKey => "the primary key of ",
            Kind::Comment => "the comment of ",
            Kind::Rows => "rows of ",
            Kind::Type => "type ",
            Kind::Sequence => "sequence ",
        };
        let mut text = word.to_owned();
        let parts: &[&Rc<str>] = match self.kind {
            Kind::Schema => &[&self.schema],
            Kind::Column => &[&self.schema, &self.table, &self.name],
            Kind::Table | Kind::PrimaryKey | Kind::Comment | Kind::Rows => {
                &[&self.schema, &self.table]
            }
            _ => &[&self.schema, &self.name],
        };
        for (place, part) in parts.iter().filter(|part| !part.is_empty()).enumerate() {
            if place > 0 {
                text.push('.');
            }
            text.push_str(part);
        }
        let hangs_on_table = matches!(
            self.kind,
            Kind::Index | Kind::Key | Kind::ForeignKey | Kind::Check | Kind::Constraint
        );
        if hangs_on_table && !self.table.is_empty() {
            text.push_str(" of ");
            text.push_str(&self.table);
        }
        text
    }
}
