//! `json`.

mod dumps;
mod loads;

use std::rc::Rc;

use super::pure;
use crate::python::builtins::exception_class;
use crate::python::class::{Class, ClassBuilder, Hooks, Instance};
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// What `from json import *` gives.
pub(super) const PUBLIC: &[&str] =
    &["dump", "dumps", "load", "loads", "JSONDecoder", "JSONDecodeError", "JSONEncoder"];

thread_local! {
    static DECODE_ERROR: Rc<Class> = error_class();
    static ENCODER: Rc<Class> = dumps::encoder_class();
    static DECODER: Rc<Class> = decoder_class();
}

/// The members of `json`.
pub(super) fn members(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    Ok(Some(match name {
        "dumps" => NativeFunction::function(name, dumps::dumps).into(),
        "dump" => NativeFunction::function(name, dump).into(),
        "loads" => pure(name, |ev, arguments| loads_from(ev, arguments, "loads")),
        "load" => pure(name, load),
        "JSONDecodeError" => Value::Class(DECODE_ERROR.with(Rc::clone)),
        "JSONEncoder" => Value::Class(ENCODER.with(Rc::clone)),
        "JSONDecoder" => Value::Class(DECODER.with(Rc::clone)),
        _ => return Ok(None),
    }))
}

/// The members of `json.decoder`.
pub(super) fn decoder_members(evaluator: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    if matches!(name, "JSONDecodeError" | "JSONDecoder") {
        members(evaluator, name)
    } else {
        Ok(None)
    }
}

/// The members of `json.encoder`.
pub(super) fn encoder_members(evaluator: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    if name == "JSONEncoder" { members(evaluator, name) } else { Ok(None) }
}

fn error_class() -> Rc<Class> {
    ClassBuilder::new("json.decoder", "JSONDecodeError")
        .base(&exception_class("ValueError"))
        .method("__init__", |ev, this, arguments| {
            let mut bound = arguments.bind(ev, "__init__", &["msg", "doc", "pos"])?;
            let [message, document, at] =
                ["msg", "doc", "pos"].map(|name| bound.take_or_none(name));
            let text = document.as_str().cloned().unwrap_or_else(|| "".into());
            let message = message.as_str().cloned().unwrap_or_else(|| "".into());
            let at = at.as_int().and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
            if let Value::Instance(instance) = this {
                fill_error(instance, &message, &text, at);
            }
            Ok(Value::None)
        })
        .build()
}

fn fill_error(instance: &Instance, message: &str, text: &str, at: usize) {
    let before: String = text.chars().take(at).collect();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    let shown = format!("{message}: line {line} column {column} (char {at})");
    instance.set("args", Value::tuple([Value::from(shown)]));
    instance.set("msg", Value::from(message));
    instance.set("doc", Value::from(text));
    for (name, number) in [("pos", at), ("lineno", line), ("colno", column)] {
        instance.set(name, Value::int(number as i64));
    }
}

/// `JSONDecodeError(message, text, at)`, where `at` counts characters.
fn decode_error(evaluator: &Evaluator, message: &str, text: &str, at: usize) -> Raised {
    let instance = Instance::new(DECODE_ERROR.with(Rc::clone));
    fill_error(&instance, message, text, at);
    evaluator.raised(Value::Instance(instance))
}

/// `dump(obj, fp, ...)`: to whatever has a `write`.
fn dump(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let file = match arguments.take("fp") {
        Some(file) => file,
        None if arguments.positional.len() > 1 => arguments.positional.remove(1),
        None => {
            let text = "dump() missing 1 required positional argument: 'fp'";
            return Err(evaluator.type_error(text));
        }
    };
    let text = dumps::dumps(evaluator, arguments)?;
    evaluator.call_method(&file, "write", Arguments::of([text]))?;
    Ok(Value::None)
}

/// `load(fp, ...)`: from whatever has a `read`.
fn load(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let file = match arguments.take("fp") {
        Some(file) => file,
        None if !arguments.positional.is_empty() => arguments.positional.remove(0),
        None => {
            let text = "load() missing 1 required positional argument: 'fp'";
            return Err(evaluator.type_error(text));
        }
    };
    let text = evaluator.call_method(&file, "read", Arguments::none())?;
    if let Value::Unknown(_) = text {
        return Ok(text);
    }
    loads_from(evaluator, &mut arguments.take_all().prepend(text), "load")
}

const PARAMETERS: &[&str] = &[
    "s",
    "*",
    "cls=",
    "object_hook=",
    "parse_float=",
    "parse_int=",
    "parse_constant=",
    "object_pairs_hook=",
    "strict=",
];

fn loads_from(evaluator: &mut Evaluator, arguments: &mut Arguments, name: &str) -> Outcome {
    let bound = arguments.bind(evaluator, name, PARAMETERS)?;
    if bound.given("cls").is_some() {
        return Err(Raised::from(evaluator.unsupported("json.loads with a decoder of its own")));
    }
    let strict = match bound.get("strict") {
        Some(strict) => evaluator.truth(strict)?,
        None => true,
    };
    let hook = |name: &str| bound.given(name).cloned();
    let hooks = loads::Hooks {
        object: hook("object_hook"),
        pairs: hook("object_pairs_hook"),
        float: hook("parse_float"),
        int: hook("parse_int"),
        constant: hook("parse_constant"),
        strict,
    };
    let given = bound.get("s").cloned().unwrap_or(Value::None);
    let text = match given.plain() {
        Value::Str(text) => (**text).clone(),
        Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => return Err(Raised::from(evaluator.unsupported("JSON not in UTF-8"))),
        },
        other => {
            let text = format!(
                "the JSON object must be str, bytes or bytearray, not {}",
                evaluator.type_name(other)
            );
            return Err(evaluator.type_error(text));
        }
    };
    loads::loads(evaluator, &text, hooks)
}

fn decoder_class() -> Rc<Class> {
    let hooks = Hooks::default();
    ClassBuilder::new("json.decoder", "JSONDecoder")
        .hooks(hooks)
        .pure_method("decode", |ev, _, arguments| loads_from(ev, arguments, "decode"))
        .build()
}
