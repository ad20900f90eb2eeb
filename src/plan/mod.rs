//! From a range of revisions to the script that Alembic would print for it.

mod compare;
mod configured;
mod folder;
mod missing;
mod modules;
mod options;
mod project;
mod render;
mod sink;

use std::rc::Rc;

use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub use compare::{Comparison, Meeting, Place, Verdict};
pub use options::{Mode, Options, RenderRequest};
pub use project::{FileChange, Project};

/// Which of a revision's two functions runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// `upgrade()`.
    Upgrade,
    /// `downgrade()`.
    Downgrade,
}

impl Direction {
    /// The function's name, and the word in output and in JavaScript.
    pub fn name(self) -> &'static str {
        match self {
            Direction::Upgrade => "upgrade",
            Direction::Downgrade => "downgrade",
        }
    }
}

/// One statement of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The statement, without its terminator.
    pub sql: Rc<str>,
    /// The directive that made it (`create_table`, `execute`, ...), or `version`.
    pub kind: &'static str,
    /// Where the directive stands, in bytes.
    pub span: Option<Span>,
}

/// What one revision prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The revision.
    pub revision: Rc<str>,
    /// The function that ran; a stamp counts by the way it moves.
    pub direction: Direction,
    /// From the `-- Running ...` line through the version-table statements, terminators and blank
    /// lines included; gaps are marked by comments.
    pub sql: Rc<str>,
    /// The statements in it.
    pub statements: Vec<Statement>,
    /// Findings.
    pub diagnostics: Vec<Diagnostic>,
    /// False where something could not be rendered.
    pub complete: bool,
}

/// A script and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The whole script.
    pub sql: String,
    /// Its steps, in the order in which they run.
    pub steps: Vec<Rc<Step>>,
    /// What the version table holds before.
    pub from: Vec<Rc<str>>,
    /// What it holds after.
    pub to: Vec<Rc<str>>,
    /// The findings of all steps.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether every step is complete.
    pub complete: bool,
}

#[cfg(test)]
mod configured_tests;
#[cfg(test)]
mod module_tests;
#[cfg(test)]
mod tests;
