//! What the library's Python needs from Rust: reasons for the unknown, digests, quoting.

use super::hashes;
use crate::python::builtins::parse_float;
use crate::python::evaluate::Evaluator;
use crate::python::format;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// The members.
pub(super) fn members(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    let body: fn(&mut Evaluator, Arguments) -> Outcome = match name {
        "unknown" => |evaluator, arguments| {
            let why = arguments.positional.first().and_then(Value::as_str).cloned();
            Ok(evaluator.unknown(why.unwrap_or_else(|| "it is not known".into())))
        },
        "md5" => |evaluator, arguments| digest(evaluator, &arguments, hashes::md5),
        "sha1" => |evaluator, arguments| digest(evaluator, &arguments, hashes::sha1),
        "json_quote" => json_quote,
        "float_repr" => |_, arguments| {
            Ok(match arguments.positional.first() {
                Some(Value::Float(number)) => Value::from(format::float_repr(*number)),
                _ => Value::None,
            })
        },
        "json_loads" => super::codecs::json_loads,
        "parse_float" => |_, arguments| {
            let text = arguments.positional.first().and_then(Value::as_str);
            Ok(text.and_then(|text| parse_float(text)).map_or(Value::None, Value::Float))
        },
        _ => return Ok(None),
    };
    let function = NativeFunction::function(name, body);
    Ok(Some(if name == "unknown" { function } else { function.pure() }.into()))
}

fn digest(evaluator: &mut Evaluator, arguments: &Arguments, hash: fn(&[u8]) -> Vec<u8>) -> Outcome {
    match arguments.positional.first().map(Value::plain) {
        Some(Value::Bytes(bytes)) => {
            evaluator.spend_steps(bytes.len() as u64 / 16)?;
            Ok(Value::Bytes(hash(bytes).into()))
        }
        _ => Err(evaluator.type_error("a bytes-like object is required")),
    }
}

/// A string in JSON's quotes; everything beyond ASCII escaped if asked for.
fn json_quote(evaluator: &mut Evaluator, arguments: Arguments) -> Outcome {
    use std::fmt::Write;
    let mut positional = arguments.positional.iter();
    let text = positional.next().and_then(Value::as_str).cloned().unwrap_or_else(|| "".into());
    let ascii = matches!(positional.next(), Some(Value::Bool(true)));
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if u32::from(c) < 0x20 || ascii && !c.is_ascii() => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    evaluator.spend_bytes(out.len() as u64)?;
    Ok(Value::from(out))
}
