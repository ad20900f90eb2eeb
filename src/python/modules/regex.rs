//! `re`.

use crate::python::evaluate::Evaluator;
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// For `from re import *`.
pub(super) const PUBLIC: &[&str] = &[];

/// The members of `re`.
pub(super) fn members(_: &mut Evaluator, _: &str) -> Outcome<Option<Value>> {
    Ok(None)
}
