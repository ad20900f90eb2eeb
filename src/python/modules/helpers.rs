//! What the library's Python needs from Rust: reasons for the unknown, and imports.

use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// The members.
pub(super) fn members(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    let body = match name {
        "unknown" => unknown,
        "import_module" => import_module,
        "is_async" => is_async,
        _ => return Ok(None),
    };
    Ok(Some(NativeFunction::function(name, body).into()))
}

fn import_module(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    match arguments.positional.first().and_then(Value::as_str).cloned() {
        Some(name) => evaluator.nested(|evaluator| evaluator.import_module(&name)),
        None => Err(evaluator.type_error("the name of a module is a string")),
    }
}

/// Whether it is an `async def`, or a method that is.
fn is_async(_: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut value = arguments.positional.first();
    while let Some(Value::Method(method)) = value {
        value = Some(&method.function);
    }
    Ok(Value::Bool(matches!(value, Some(Value::Function(function)) if function.code.is_async)))
}

fn unknown(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let why = arguments.positional.first().and_then(Value::as_str).cloned();
    Ok(evaluator.unknown(why.unwrap_or_else(|| "it is not known".into())))
}
