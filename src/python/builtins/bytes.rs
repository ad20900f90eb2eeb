//! `bytes`, and the encodings.

use std::fmt::Write;
use std::rc::Rc;

use super::functions::only;
use super::sequences::wrap;
use crate::platform;
use crate::python::class::{ClassBuilder, Hooks};
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, Bound};
use crate::python::raised::Outcome;
use crate::python::value::Value;

fn encoding_of(bound: &Bound) -> String {
    let name = bound.given("encoding").and_then(Value::as_str).cloned();
    name.map_or_else(|| "utf-8".into(), |name| platform::lower(&name).replace('_', "-"))
}

/// `text.encode(encoding)`.
pub(super) fn encode(evaluator: &mut Evaluator, text: &Rc<str>, arguments: Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "encode", &["encoding=", "errors="])?;
    let errors = bound.given("errors").and_then(Value::as_str).cloned();
    let errors = errors.as_deref().unwrap_or("strict");
    evaluator.spend_bytes(text.len() as u64)?;
    let encoding = encoding_of(&bound);
    let most = match &*encoding {
        "utf-8" | "utf8" => return Ok(Value::bytes(text.as_bytes().into())),
        "ascii" | "us-ascii" => 0x80,
        "latin-1" | "latin1" | "iso-8859-1" => 0x100,
        _ => return Ok(Value::Unknown(evaluator.unsupported(&format!("encoding {encoding}")))),
    };
    let mut bytes = Vec::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        match u8::try_from(u32::from(c)) {
            Ok(byte) if u32::from(byte) < most => bytes.push(byte),
            _ => match errors {
                "ignore" => {}
                "replace" => bytes.push(b'?'),
                _ => {
                    let code = u32::from(c);
                    return Err(evaluator.raise(
                        "UnicodeEncodeError",
                        format!("'{encoding}' codec can't encode character '\\x{code:02x}' in position {at}: ordinal not in range({most})"),
                    ));
                }
            },
        }
    }
    Ok(Value::bytes(bytes.into()))
}

/// `bytes.decode(encoding)`.
pub(super) fn decode(evaluator: &mut Evaluator, bytes: &[u8], bound: &Bound) -> Outcome {
    evaluator.spend_bytes(bytes.len() as u64)?;
    let encoding = encoding_of(bound);
    let errors = bound.given("errors").and_then(Value::as_str).cloned();
    let text = match &*encoding {
        "utf-8" | "utf8" | "ascii" | "us-ascii" => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_string(),
            Err(_) if errors.as_deref() == Some("replace") => {
                String::from_utf8_lossy(bytes).into_owned()
            }
            Err(error) => {
                let at = error.valid_up_to();
                let byte = bytes.get(at).copied().unwrap_or(0);
                return Err(evaluator.raise(
                    "UnicodeDecodeError",
                    format!("'{encoding}' codec can't decode byte {byte:#04x} in position {at}: invalid start byte"),
                ));
            }
        },
        "latin-1" | "latin1" | "iso-8859-1" => bytes.iter().map(|byte| char::from(*byte)).collect(),
        _ => return Ok(Value::Unknown(evaluator.unsupported(&format!("encoding {encoding}")))),
    };
    Ok(Value::from(text))
}

/// Pairs of hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Bytes of pairs of hexadecimal digits, which spaces may stand between.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16))
        .collect::<Option<_>>()?;
    digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(high * 16 + low).ok(),
            _ => None,
        })
        .collect()
}

fn bytes_of(this: &Value) -> Rc<[u8]> {
    match this.plain() {
        Value::Bytes(bytes) => (**bytes).clone(),
        _ => Rc::from([]),
    }
}

/// Adds what it has.
pub(super) fn bytes(builder: ClassBuilder) -> ClassBuilder {
    builder
        .hooks(Hooks {
            construct: Some(|evaluator, class, arguments| {
                let mut bound =
                    arguments.bind(evaluator, "bytes", &["source=", "encoding=", "errors="])?;
                let source = bound.take("source").unwrap_or(Value::bytes(Rc::from([])));
                let bytes: Rc<[u8]> = match source.plain() {
                    Value::Bytes(bytes) => (**bytes).clone(),
                    Value::Str(text) if bound.get("encoding").is_some() => {
                        let encoding = bound.take_or_none("encoding");
                        return encode(evaluator, &text.clone(), Arguments::of([encoding]));
                    }
                    Value::Str(_) => {
                        return Err(evaluator.type_error("string argument without an encoding"));
                    }
                    Value::Int(count) => {
                        let count = usize::try_from(**count).unwrap_or(0);
                        evaluator.spend_bytes(count as u64)?;
                        vec![0; count].into()
                    }
                    _ => {
                        let mut bytes = Vec::new();
                        for item in evaluator.collect(&source)? {
                            match item.as_int().and_then(|byte| u8::try_from(byte).ok()) {
                                Some(byte) => bytes.push(byte),
                                None => {
                                    return Err(
                                        evaluator.value_error("bytes must be in range(0, 256)")
                                    );
                                }
                            }
                        }
                        bytes.into()
                    }
                };
                Ok(wrap(class, Value::bytes(bytes)))
            }),
            ..Hooks::default()
        })
        .method("decode", |evaluator, this, arguments| {
            let bound = arguments.bind(evaluator, "decode", &["encoding=", "errors="])?;
            decode(evaluator, &bytes_of(this), &bound)
        })
        .method("hex", |_, this, _| Ok(Value::from(to_hex(&bytes_of(this)))))
        .class_method("fromhex", |evaluator, _, arguments| {
            let text = only(evaluator, arguments, "fromhex")?;
            match text.as_str().and_then(|text| from_hex(text)) {
                Some(bytes) => Ok(Value::bytes(bytes.into())),
                None => Err(evaluator.value_error("non-hexadecimal number found in fromhex() arg")),
            }
        })
        .method("startswith", |evaluator, this, arguments| {
            let prefix = only(evaluator, arguments, "startswith")?;
            Ok(Value::Bool(bytes_of(this).starts_with(&bytes_of(&prefix))))
        })
        .method("endswith", |evaluator, this, arguments| {
            let suffix = only(evaluator, arguments, "endswith")?;
            Ok(Value::Bool(bytes_of(this).ends_with(&bytes_of(&suffix))))
        })
        .method("strip", |_, this, _| Ok(Value::bytes(bytes_of(this).trim_ascii().into())))
        .method("upper", |_, this, _| Ok(Value::bytes(bytes_of(this).to_ascii_uppercase().into())))
        .method("lower", |_, this, _| Ok(Value::bytes(bytes_of(this).to_ascii_lowercase().into())))
        .method("join", |evaluator, this, arguments| {
            let iterable = only(evaluator, arguments, "join")?;
            let parts: Vec<Rc<[u8]>> = evaluator.collect(&iterable)?.iter().map(bytes_of).collect();
            let joined = parts.join(&bytes_of(this)[..]);
            evaluator.spend_bytes(joined.len() as u64)?;
            Ok(Value::bytes(joined.into()))
        })
}
