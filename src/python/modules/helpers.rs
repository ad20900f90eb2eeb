//! What the library's Python needs from Rust: reasons for the unknown, and patterns.

use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// The members.
pub(super) fn members(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    let function = match name {
        "unknown" => NativeFunction::function(name, unknown),
        "re_compile" => NativeFunction::function(name, super::regex::compile).pure(),
        "re_run" => NativeFunction::function(name, super::regex::run).pure(),
        _ => return Ok(None),
    };
    Ok(Some(function.into()))
}

fn unknown(evaluator: &mut Evaluator, arguments: Arguments) -> Outcome {
    let why = arguments.positional.first().and_then(Value::as_str).cloned();
    Ok(evaluator.unknown(why.unwrap_or_else(|| "it is not known".into())))
}
