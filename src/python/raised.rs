//! What ends an evaluation early: a Python exception, a limit, or something unknown.

use std::rc::Rc;

use super::evaluate::Evaluator;
use super::value::{Unknown, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// The result of evaluating something.
pub type Outcome<T = Value> = Result<T, Raised>;

/// Why there is no value.
#[derive(Debug, Clone)]
pub enum Raised {
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

impl Raised {
    /// The exception object, if it is an exception.
    pub fn exception(&self) -> Option<&Value> {
        match self {
            Raised::Exception(exception) => Some(&exception.value),
            _ => None,
        }
    }

    /// The same exception, which Python would certainly raise too.
    pub(crate) fn certainly(self) -> Self {
        match self {
            Raised::Exception(mut exception) => {
                if let Some(exception) = Rc::get_mut(&mut exception) {
                    exception.certain = true;
                }
                Raised::Exception(exception)
            }
            other => other,
        }
    }

    /// Where it happened.
    pub fn place(&self) -> Option<Span> {
        match self {
            Raised::Exception(exception) => exception.place,
            Raised::Limit(hit) => hit.place,
            Raised::Unknown(unknown) => unknown.place,
        }
    }

    /// As a finding.
    pub fn diagnostic(&self, evaluator: &mut Evaluator) -> Diagnostic {
        let diagnostic = match self {
            Raised::Exception(exception) => {
                let text = evaluator.describe_exception(&exception.value);
                Diagnostic::new(Code::RaisedException, text)
            }
            Raised::Limit(hit) => Diagnostic::new(Code::LimitExceeded, hit.what.clone())
                .help("steps and bytes can be raised in JavaScript, by the option `limits`"),
            Raised::Unknown(unknown) => Diagnostic::new(
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
