//! Why a target, a range or a step is refused, by the kinds of refusal that Alembic knows and those it lacks.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use crate::diagnostic::{Code, Diagnostic, Severity};

/// The kinds of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalKind {
    /// Alembic's `RangeNotAncestorError`: the two ends are not on one line.
    NotAncestor,
    /// Alembic's `MultipleHeads`: one revision was wanted, several answer.
    MultipleHeads,
    /// Alembic's `ResolutionError` for a name that fits nothing.
    Unknown,
    /// Alembic's `ResolutionError` for a prefix that fits several.
    Ambiguous,
    /// Alembic's plain `RevisionError`: the target makes no sense here.
    Invalid,
    /// Alembic fails here with an assertion or a missing key, not with a message.
    Impossible,
    /// The way leads through a part of the graph that is broken.
    Broken,
}

/// A refused question. It is a pointer, since every step of an answer may return it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetError(Box<RefusedTarget>);

/// What a refusal says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedTarget {
    /// What kind of refusal it is.
    pub kind: RefusalKind,
    /// The diagnostic's code.
    pub code: Code,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The revision that stands in the way, where it is one.
    pub revision: Option<Rc<str>>,
}

impl Deref for TargetError {
    type Target = RefusedTarget;

    fn deref(&self) -> &RefusedTarget {
        &self.0
    }
}

impl DerefMut for TargetError {
    fn deref_mut(&mut self) -> &mut RefusedTarget {
        &mut self.0
    }
}

impl TargetError {
    pub(super) fn new(kind: RefusalKind, code: Code, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(RefusedTarget { kind, code, message, help: None, revision: None }))
    }

    pub(super) fn not_ancestor(lower: &str, upper: &str) -> Self {
        let name = |end: &str| if end.is_empty() { "base".to_owned() } else { format!("'{end}'") };
        Self::new(
            RefusalKind::NotAncestor,
            Code::NotAnAncestor,
            format!("{} is not an ancestor of {}", name(lower), name(upper)),
        )
    }

    pub(super) fn multiple_heads(heads: &[Rc<str>], argument: &str) -> Self {
        let mut error = Self::new(
            RefusalKind::MultipleHeads,
            Code::MultipleHeads,
            format!("'{argument}' names several revisions: {}", heads.join(", ")),
        );
        error.help = Some(
            "name one of them, narrow it with '<label>@head', or say 'heads' for all".to_owned(),
        );
        error
    }

    pub(super) fn unknown(name: &str) -> Self {
        let mut error = Self::new(
            RefusalKind::Unknown,
            Code::UnknownTarget,
            format!("no revision or branch is called '{name}'"),
        );
        if name.chars().count() < 4 {
            error.help = Some("a shortened id needs at least four characters".to_owned());
        }
        error
    }

    pub(super) fn ambiguous(prefix: &str, fits: &[Rc<str>]) -> Self {
        let some: Vec<String> = fits.iter().take(3).map(|id| format!("'{id}'")).collect();
        let more = if fits.len() > 3 { ", ..." } else { "" };
        Self::new(
            RefusalKind::Ambiguous,
            Code::AmbiguousTarget,
            format!("several revisions start with '{prefix}': {}{more}", some.join(", ")),
        )
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(RefusalKind::Invalid, Code::InvalidTarget, message)
    }

    pub(super) fn impossible(message: impl Into<String>) -> Self {
        Self::new(RefusalKind::Impossible, Code::InvalidTarget, message)
    }

    pub(super) fn too_far(relative: &str, steps: u64) -> Self {
        Self::invalid(format!("'{relative}' does not lead to {steps} migrations from here"))
    }

    /// The refusal as a finding.
    pub fn diagnostic(&self) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(self.code, self.message.clone());
        diagnostic.severity = Severity::Error;
        diagnostic.help = self.help.clone();
        diagnostic.revision = self.revision.as_deref().map(str::to_owned);
        diagnostic
    }
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TargetError {}
