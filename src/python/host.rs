//! What the evaluator asks of whoever runs it: modules, and to be told what could not be run.

use std::rc::Rc;

use super::class::Class;
use super::evaluate::Evaluator;
use super::module::Module;
use super::tree::ModuleCode;
use super::value::Unknown;
use crate::source::Span;

/// Where a module comes from.
#[derive(Debug, Clone)]
pub enum ModuleSource {
    /// The host provides it.
    Native(Rc<Module>),
    /// It is among the given files.
    Source {
        /// Its code, parsed once per content.
        code: Rc<ModuleCode>,
        /// Whether it is an `__init__.py`.
        package: bool,
    },
    /// A folder among the given files that has no `__init__.py`.
    Namespace,
    /// It is among the given files but cannot be read: importing it raises SyntaxError with this message.
    Broken(String),
    /// It is known not to be there: importing it raises ModuleNotFoundError.
    Absent,
    /// It is among the given files, but limbeck cannot read it: what is in it is unknown, for this reason.
    Unreadable(String),
}

/// What could not be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkippedKind {
    /// The branches of an `if`, `while` or `match` whose condition is unknown.
    Branch {
        /// What was skipped may return: the rest of the function was left out too.
        returns: bool,
        /// What was skipped can do nothing but raise.
        only_raises: bool,
    },
    /// The body of a loop over something unknown.
    Loop,
    /// A call, as a statement, of something unknown: it may do anything.
    Call,
    /// A native function marked with `effect` that ended in the unknown.
    Effect,
    /// `except X` where X is unknown, met by an exception.
    Handler,
}

/// Something that could not be run because it hangs on the unknown.
#[derive(Debug, Clone)]
pub struct Skipped {
    /// What.
    pub kind: SkippedKind,
    /// Where.
    pub place: Span,
    /// Why.
    pub unknown: Rc<Unknown>,
}

/// Whoever runs the evaluator. It reaches its own state by what it captured, or through
/// [`Evaluator::install`] and [`Evaluator::state`].
pub trait Host {
    /// The module of this dotted name, if it provides it; the standard library is there without it.
    fn module(&self, name: &str) -> Option<ModuleSource>;

    /// A file whose imports were done before anything else ran. They are done when a package is asked for
    /// a module in it that nothing else has imported.
    fn environment(&self) -> Option<Rc<ModuleCode>> {
        None
    }

    /// Whether objects of a native class have this attribute in Python, though it is not found here: then it
    /// is unknown.
    fn lacks(&self, class: &Rc<Class>, name: &str) -> bool {
        let _ = (class, name);
        false
    }

    /// Told what could not be run, at the time.
    fn skipped(&self, evaluator: &mut Evaluator, skipped: &Skipped) {
        let _ = (evaluator, skipped);
    }
}

/// A host that provides nothing.
#[derive(Debug, Default)]
pub struct NoHost;

impl Host for NoHost {
    fn module(&self, _name: &str) -> Option<ModuleSource> {
        None
    }
}
