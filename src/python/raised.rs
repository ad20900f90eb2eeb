//! What ends an evaluation early: a Python exception, a limit, or something unknown.

use std::rc::Rc;

use super::evaluate::Evaluator;
use super::value::{Unknown, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// The result of evaluating something.
pub type Outcome<T = Value> = Result<T, Raised>;

/// Why there is no value. It is one pointer, so that an [`Outcome`] is no larger than a value.
#[derive(Debug, Clone)]
pub struct Raised(Box<Cause>);

/// What ended an evaluation.
#[derive(Debug, Clone)]
enum Cause {
    /// A Python exception.
    Exception(Rc<Exception>),
    /// A limit, which Python code cannot catch.
    Limit(Rc<LimitHit>),
    /// The answer hangs on something unknown. Raised inside native functions and operations; the
    /// expression that they stand in is then itself unknown, so it never crosses a Python call.
    Unknown(Rc<Unknown>),
}

/// An exception on its way.
#[derive(Debug)]
pub struct Exception {
    /// The exception object (unknown if what was raised is unknown).
    pub value: Value,
    /// Where it was raised.
    pub place: Option<Span>,
    /// Python would certainly raise it too: it does not come from a part of a library, or of Python,
    /// that may be unlike the real one here.
    pub certain: bool,
}

/// A limit that was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitHit {
    /// In words: "more than 1000000 steps".
    pub what: String,
    /// Where.
    pub place: Option<Span>,
}

impl From<Rc<Exception>> for Raised {
    fn from(exception: Rc<Exception>) -> Self {
        Raised(Box::new(Cause::Exception(exception)))
    }
}

impl From<Rc<LimitHit>> for Raised {
    fn from(hit: Rc<LimitHit>) -> Self {
        Raised(Box::new(Cause::Limit(hit)))
    }
}

impl From<Rc<Unknown>> for Raised {
    fn from(unknown: Rc<Unknown>) -> Self {
        Raised(Box::new(Cause::Unknown(unknown)))
    }
}

impl Raised {
    /// The exception, if it is one.
    pub(crate) fn as_exception(&self) -> Option<Rc<Exception>> {
        match &*self.0 {
            Cause::Exception(exception) => Some(exception.clone()),
            _ => None,
        }
    }

    /// What could not be known, if that is what it hangs on.
    pub fn as_unknown(&self) -> Option<Rc<Unknown>> {
        match &*self.0 {
            Cause::Unknown(unknown) => Some(unknown.clone()),
            _ => None,
        }
    }

    /// Whether a limit was reached.
    pub fn is_limit(&self) -> bool {
        matches!(*self.0, Cause::Limit(_))
    }

    /// The exception object, if it is an exception.
    pub fn exception(&self) -> Option<&Value> {
        match &*self.0 {
            Cause::Exception(exception) => Some(&exception.value),
            _ => None,
        }
    }

    /// The same exception, which Python would certainly raise too.
    pub(crate) fn certainly(mut self) -> Self {
        if let Cause::Exception(exception) = &mut *self.0
            && let Some(exception) = Rc::get_mut(exception)
        {
            exception.certain = true;
        }
        self
    }

    /// Where it happened.
    pub fn place(&self) -> Option<Span> {
        match &*self.0 {
            Cause::Exception(exception) => exception.place,
            Cause::Limit(hit) => hit.place,
            Cause::Unknown(unknown) => unknown.place,
        }
    }

    /// As a finding.
    pub fn diagnostic(&self, evaluator: &mut Evaluator) -> Diagnostic {
        let diagnostic = match &*self.0 {
            Cause::Exception(exception) => {
                let text = evaluator.describe_exception(&exception.value);
                Diagnostic::new(Code::RaisedException, text)
            }
            Cause::Limit(hit) => Diagnostic::new(Code::LimitExceeded, hit.what.clone())
                .help("steps and bytes can be raised in JavaScript, by the option `limits`"),
            Cause::Unknown(unknown) => Diagnostic::new(
                Code::UnknownValue,
                format!("a value cannot be known: {}", unknown.why),
            ),
        };
        match self.place() {
            Some(place) => diagnostic.at(place),
            None => diagnostic,
        }
    }
}
