//! Edits of a history as data: the text of a new revision's file, and one head put on top of another.

mod mako;
mod rebase;
mod render;
mod revision;

use std::rc::Rc;

use rustc_hash::FxHashSet;

pub use rebase::rebase;
pub use revision::{Date, NewRevision, new_revision};

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::history::{Header, History, Revision, read_header};
use crate::plan::Project;
use crate::python::parse::parse;
use crate::source::FileId;

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Its path, seen from where the given files' paths are seen from.
    pub path: String,
    /// All of its text.
    pub text: String,
    /// The revision in it.
    pub revision: Rc<str>,
    /// What is to be known before it is written.
    pub diagnostics: Vec<Diagnostic>,
}

type Refused = Diagnostic;

/// The file of a text that is among no given ones.
const NEW_FILE: FileId = FileId(u32::MAX - 1);

fn refuse<T>(message: impl Into<String>, help: &str) -> Result<T, Refused> {
    let finding = Diagnostic::new(Code::InvalidEdit, message);
    Err(if help.is_empty() { finding } else { finding.help(help) })
}

/// The header of an edit's text.
fn header(text: &str) -> Result<Revision, Refused> {
    let tree = parse(NEW_FILE, text).map_err(|fault| {
        let message = format!("the file would not be Python: {}", fault.message);
        Diagnostic::new(Code::InvalidEdit, message)
    })?;
    match read_header(NEW_FILE, &tree) {
        Header::Revision(revision) | Header::Partial(revision, _) => Ok(*revision),
        Header::Computed(finding) => refuse(finding.message.clone(), ""),
        Header::None => refuse("the file would declare no 'revision'", "Mend script.py.mako."),
    }
}

/// The history with a revision in place of the one in the same file; what would be broken that is not broken now
/// is a refusal, as Alembic fails on it when it loads what it has written.
fn history_with(
    project: &Project,
    revision: Revision,
    replaced: Option<FileId>,
) -> Result<History, Refused> {
    let now = project.history();
    let mut revisions: Vec<Revision> = Vec::with_capacity(now.len() + 1);
    revisions.extend(now.listed().iter().filter(|r| Some(r.file) != replaced).cloned());
    revisions.push(revision);
    let then = History::new(revisions);
    let known: FxHashSet<String> =
        now.faults().into_iter().map(|fault| fault.message.clone()).collect();
    let new = then.faults().into_iter().find(|fault| {
        fault.code != Code::DuplicateRevision
            && fault.severity == Severity::Error
            && !known.contains(&fault.message)
    });
    match new {
        Some(fault) => refuse(
            format!("the history would be broken: {}", fault.message),
            fault.help.as_deref().unwrap_or(""),
        ),
        None => Ok(then),
    }
}
