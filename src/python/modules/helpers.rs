//! What the library's Python needs from Rust: reasons for the unknown.

use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// The members.
pub(super) fn members(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    Ok((name == "unknown").then(|| NativeFunction::function(name, unknown).into()))
}

fn unknown(evaluator: &mut Evaluator, arguments: Arguments) -> Outcome {
    let why = arguments.positional.first().and_then(Value::as_str).cloned();
    Ok(evaluator.unknown(why.unwrap_or_else(|| "it is not known".into())))
}
