//! Renders operations as a revision emits them, so that a refusal is raised at its call.

use std::rc::Rc;

use crate::diagnostic::Diagnostic;
use crate::dialect::{self, Dialect, RenderState, Settings};
use crate::operation::{Executable, Operation, OperationKind, Refusal, Sink};

use super::Statement;

/// A part of what a revision prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A statement.
    Statement(Statement),
    /// Something that is missing, and why: an index into the diagnostics beside it.
    Gap(usize),
    /// An autocommit block begins: the transaction is committed.
    AutocommitBegin,
    /// It ends: a transaction is begun.
    AutocommitEnd,
}

/// Gathers what one revision prints.
#[derive(Debug)]
pub(super) struct ScriptSink {
    dialect: &'static dyn Dialect,
    settings: Rc<Settings>,
    /// What the dialect remembers, for the revisions after.
    pub state: RenderState,
    /// What there is so far.
    pub pieces: Vec<Piece>,
    /// Findings, in the order in which they arose.
    pub diagnostics: Vec<Diagnostic>,
    /// The name of the function that runs, where it came so far.
    pub function: Option<Rc<str>>,
}

impl ScriptSink {
    /// An empty one; `state` is what the dialect remembers of the revisions before.
    pub(super) fn new(
        dialect: &'static dyn Dialect,
        settings: Rc<Settings>,
        state: RenderState,
    ) -> Self {
        let (pieces, diagnostics) = (Vec::new(), Vec::new());
        Self { dialect, settings, state, pieces, diagnostics, function: None }
    }

    /// Marks a gap.
    pub(super) fn gap(&mut self, diagnostic: Diagnostic) {
        self.pieces.push(Piece::Gap(self.diagnostics.len()));
        self.diagnostics.push(diagnostic);
    }
}

impl Sink for ScriptSink {
    fn dialect(&self) -> &'static str {
        self.dialect.name()
    }

    fn begin(&mut self, function: &str) {
        self.function = Some(function.into());
    }

    fn emit(&mut self, operation: Operation) -> Result<(), Refusal> {
        match operation.kind {
            OperationKind::AutocommitBegin => self.pieces.push(Piece::AutocommitBegin),
            OperationKind::AutocommitEnd => self.pieces.push(Piece::AutocommitEnd),
            OperationKind::Gap(diagnostic) => self.gap(diagnostic),
            _ => {
                let mut rendered = Vec::new();
                let result = dialect::render_into(
                    self.dialect,
                    &self.settings,
                    &mut self.state,
                    &operation,
                    &mut rendered,
                );
                let (kind, span) = (operation.directive, operation.span);
                self.pieces.extend(
                    rendered
                        .into_iter()
                        .map(|sql| Piece::Statement(Statement { sql: sql.into(), kind, span })),
                );
                return result;
            }
        }
        Ok(())
    }

    fn compile(&self, executable: &Executable, literal_binds: bool) -> Result<String, Refusal> {
        dialect::execute::compile(self.dialect, executable, literal_binds)
    }
}
