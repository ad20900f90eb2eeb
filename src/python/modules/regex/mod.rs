//! `re`: Python's regular expressions, matched with every step counted.

mod compile;
mod engine;
mod matched;
mod parse;
mod pattern;
mod template;

use std::rc::Rc;

use super::pure;
use crate::python::builtins::{exception_class, exception_subclass};
use crate::python::class::{Class, Instance};
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// What `from re import *` gives.
pub(super) const PUBLIC: &[&str] = &[
    "match",
    "fullmatch",
    "search",
    "sub",
    "subn",
    "split",
    "findall",
    "finditer",
    "compile",
    "purge",
    "escape",
    "error",
    "Pattern",
    "Match",
    "A",
    "I",
    "L",
    "M",
    "S",
    "X",
    "U",
    "ASCII",
    "IGNORECASE",
    "LOCALE",
    "MULTILINE",
    "DOTALL",
    "VERBOSE",
    "UNICODE",
    "NOFLAG",
];

const FLAGS: &[(&str, &str, i64)] = &[
    ("A", "ASCII", parse::ASCII),
    ("I", "IGNORECASE", parse::IGNORE_CASE),
    ("L", "LOCALE", 4),
    ("M", "MULTILINE", parse::MULTILINE),
    ("S", "DOTALL", parse::DOT_ALL),
    ("U", "UNICODE", parse::UNICODE),
    ("X", "VERBOSE", parse::VERBOSE),
    ("NOFLAG", "NOFLAG", 0),
];

thread_local! {
    static ERROR: Rc<Class> = exception_subclass("re", "error", &exception_class("Exception"));
}

/// Functions of the module that are methods of the pattern too, with how many arguments come after the
/// pattern and before the flags.
const METHODS: &[(&str, &[&str])] = &[
    ("match", &["string"]),
    ("fullmatch", &["string"]),
    ("search", &["string"]),
    ("findall", &["string"]),
    ("finditer", &["string"]),
    ("sub", &["repl", "string", "count"]),
    ("subn", &["repl", "string", "count"]),
    ("split", &["string", "maxsplit"]),
];

/// The members of `re`.
pub(super) fn members(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    if let Some((_, _, flag)) =
        FLAGS.iter().find(|(short, long, _)| *short == name || *long == name)
    {
        return Ok(Some(Value::int(*flag)));
    }
    if let Some((method, parameters)) = METHODS.iter().find(|(method, _)| *method == name) {
        let body = move |evaluator: &mut Evaluator, arguments: &mut Arguments| {
            by_pattern(evaluator, method, parameters, arguments)
        };
        return Ok(Some(NativeFunction::closure(name, body).pure().into()));
    }
    Ok(Some(match name {
        "compile" => pure(name, compile_function),
        "escape" => pure(name, escape),
        "purge" => NativeFunction::function(name, |_, _| Ok(Value::None)).into(),
        "error" | "PatternError" => Value::Class(ERROR.with(Rc::clone)),
        "Pattern" => Value::Class(pattern::class()),
        "Match" => Value::Class(matched::class()),
        _ => return Ok(None),
    }))
}

/// `re.error`, with where it is wrong.
fn error(evaluator: &Evaluator, text: &str, chars: &[char], at: Option<usize>) -> Raised {
    let instance = Instance::new(ERROR.with(Rc::clone));
    let mut shown = text.to_string();
    if let Some(at) = at {
        shown.push_str(&format!(" at position {at}"));
        let before = chars.get(..at).unwrap_or_default();
        if chars.contains(&'\n') {
            let line = before.iter().filter(|c| **c == '\n').count() + 1;
            let column = before.iter().rev().take_while(|c| **c != '\n').count() + 1;
            shown.push_str(&format!(" (line {line}, column {column})"));
        }
    }
    instance.set("args", Value::tuple([Value::from(shown)]));
    instance.set("msg", Value::from(text));
    instance.set("pattern", Value::from(chars.iter().collect::<String>()));
    instance.set("pos", at.map(|at| at as i64).into());
    evaluator.raised(Value::Instance(instance))
}

/// `re.sub(pattern, ...)` and its like: compiles, and asks the pattern.
fn by_pattern(
    evaluator: &mut Evaluator,
    method: &str,
    parameters: &[&str],
    arguments: &mut Arguments,
) -> Outcome {
    let given = match arguments.take("pattern") {
        Some(given) => given,
        None if !arguments.positional.is_empty() => arguments.positional.remove(0),
        None => {
            let text = format!("{method}() missing 1 required positional argument: 'pattern'");
            return Err(evaluator.type_error(text));
        }
    };
    let flags = match arguments.take("flags") {
        Some(flags) => flags,
        None if arguments.positional.len() > parameters.len() => {
            arguments.positional.remove(parameters.len())
        }
        None => Value::int(0),
    };
    let pattern = compiled(evaluator, &given, &flags)?;
    evaluator.call_method(&pattern, method, arguments.take_all())
}

fn compile_function(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "compile", &["pattern", "flags="])?;
    let flags = bound.take("flags").unwrap_or(Value::int(0));
    compiled(evaluator, &bound.take_or_none("pattern"), &flags)
}

/// A pattern object: the one that is given, or one of a text.
fn compiled(evaluator: &mut Evaluator, given: &Value, flags: &Value) -> Outcome {
    let flags = flags.as_int().unwrap_or(0);
    if given.payload::<pattern::Pattern>().is_some() {
        if flags != 0 {
            let text = "cannot process flags argument with a compiled pattern";
            return Err(evaluator.value_error(text));
        }
        return Ok(given.clone());
    }
    match given.plain() {
        Value::Str(text) => pattern::make(evaluator, &text.clone(), flags),
        Value::Bytes(_) => {
            Err(Raised::from(evaluator.unsupported("a regular expression of bytes")))
        }
        _ => Err(evaluator.type_error("first argument must be string or compiled pattern")),
    }
}

/// `re.escape`.
fn escape(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "escape", &["pattern"])?;
    let given = bound.take_or_none("pattern");
    let Some(text) = given.as_str() else {
        return Err(Raised::from(evaluator.unsupported("re.escape of bytes")));
    };
    let mut out = String::new();
    for c in text.chars() {
        if "()[]{}?*+-|^$\\.&~# \t\n\r\u{b}\u{c}".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    evaluator.spend_bytes(out.len() as u64)?;
    Ok(Value::from(out))
}
