//! One revision as its header declares it: names, places and words, nothing of its body.

use std::rc::Rc;

use crate::source::{FileId, Span};

/// Where the parts of a header stand; a part that is not written has no place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeaderSpans {
    /// The value of `revision`.
    pub revision: Option<Span>,
    /// The value of `down_revision`.
    pub down_revision: Option<Span>,
    /// The value of `branch_labels`.
    pub branch_labels: Option<Span>,
    /// The value of `depends_on`.
    pub depends_on: Option<Span>,
    /// The module's docstring.
    pub docstring: Option<Span>,
}

/// What a file says of one of the two functions of a revision.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Body {
    /// There is no such name at the top of the file.
    #[default]
    Missing,
    /// A function that does nothing: `pass`, `...`, a docstring, a bare return.
    Empty,
    /// Something to run.
    Present,
}

/// A revision's header, after Alembic's `Script` and `Revision`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// `revision`.
    pub id: Rc<str>,
    /// `down_revision` as a list, in its order.
    pub down_revisions: Vec<Rc<str>>,
    /// `depends_on` as a list, in its order: ids or branch labels.
    pub depends_on: Vec<Rc<str>>,
    /// `branch_labels` as this file writes them.
    pub branch_labels: Vec<Rc<str>>,
    /// The file that declares it.
    pub file: FileId,
    /// Where the header's parts stand.
    pub spans: HeaderSpans,
    /// The whole docstring without surrounding blank (`Script.longdoc`).
    pub doc: Rc<str>,
    /// What follows `Create Date:` in the docstring.
    pub create_date: Option<Rc<str>>,
    /// Its `upgrade`.
    pub upgrade: Body,
    /// Its `downgrade`.
    pub downgrade: Body,
}

impl Revision {
    /// A revision with nothing but its id and its parents.
    pub fn new(id: impl Into<Rc<str>>, down_revisions: Vec<Rc<str>>, file: FileId) -> Self {
        Self {
            id: id.into(),
            down_revisions,
            depends_on: Vec::new(),
            branch_labels: Vec::new(),
            file,
            spans: HeaderSpans::default(),
            doc: "".into(),
            create_date: None,
            upgrade: Body::Missing,
            downgrade: Body::Missing,
        }
    }

    /// The docstring's first line.
    pub fn message(&self) -> &str {
        self.doc.split('\n').next().unwrap_or("").trim_end()
    }

    /// The docstring up to its first empty line, which is what listings print (`Script.doc`).
    pub fn summary(&self) -> &str {
        self.doc.split("\n\n").next().unwrap_or("")
    }

    /// Whether it starts a history of its own (`Revision.is_base`).
    pub fn is_base(&self) -> bool {
        self.down_revisions.is_empty()
    }

    /// Whether it joins several parents (`Revision.is_merge_point`).
    pub fn is_merge_point(&self) -> bool {
        self.down_revisions.len() > 1
    }
}
