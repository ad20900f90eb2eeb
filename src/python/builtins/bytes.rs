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
pub(super) fn encode(
    evaluator: &mut Evaluator,
    text: &Rc<str>,
    arguments: &mut Arguments,
) -> Outcome {
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
    let builder = builder
        .hooks(Hooks {
            construct: Some(|evaluator, class, arguments| {
                let mut bound =
                    arguments.bind(evaluator, "bytes", &["source=", "encoding=", "errors="])?;
                let source = bound.take("source").unwrap_or(Value::bytes(Rc::from([])));
                let bytes: Rc<[u8]> = match source.plain() {
                    Value::Bytes(bytes) => (**bytes).clone(),
                    Value::Str(text) if bound.get("encoding").is_some() => {
                        let encoding = bound.take_or_none("encoding");
                        return encode(evaluator, &text.clone(), &mut Arguments::of([encoding]));
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
        });
    as_text_has(builder)
}

/// The methods that `str` has too.
macro_rules! text_methods {
    ($($name:literal)*) => {
        fn as_text_has(builder: ClassBuilder) -> ClassBuilder {
            builder$(.method($name, |evaluator, this, arguments| as_text(evaluator, $name, this, arguments)))*
        }
    };
}

text_methods! {
    "capitalize" "center" "count" "endswith" "expandtabs" "find" "index" "isalnum" "isalpha" "isascii"
    "isdigit" "islower" "isspace" "istitle" "isupper" "join" "ljust" "lower" "lstrip" "partition"
    "removeprefix" "removesuffix" "replace" "rfind" "rindex" "rjust" "rpartition" "rsplit" "rstrip"
    "split" "splitlines" "startswith" "strip" "swapcase" "title" "upper" "zfill"
}

/// Does as `str` does, with a letter for each byte. What goes by the kind of a byte is told for the printable ones.
fn as_text(
    evaluator: &mut Evaluator,
    name: &str,
    this: &Value,
    arguments: &mut Arguments,
) -> Outcome {
    let bytes = bytes_of(this);
    let by_kind = name.starts_with("is")
        || matches!(name, "capitalize" | "lower" | "splitlines" | "swapcase" | "title" | "upper")
        || (name.ends_with("split") || name.ends_with("strip")) && arguments.positional.is_empty();
    let printable = |byte: &u8| byte.is_ascii_graphic() || b" \t\r\n".contains(byte);
    if by_kind && name != "isascii" && !bytes.iter().all(printable) {
        return Ok(Value::Unknown(evaluator.unsupported(&format!("bytes.{name} of these bytes"))));
    }
    let mut given =
        Arguments { positional: Vec::new(), keyword: std::mem::take(&mut arguments.keyword) };
    for argument in &arguments.positional {
        given.positional.push(match (name, argument.plain()) {
            ("join", _) => Value::list(letters_in(evaluator, argument)?),
            (_, Value::Tuple(_)) => Value::tuple(letters_in(evaluator, argument)?),
            ("count" | "find" | "index" | "rfind" | "rindex", Value::Int(_))
                if given.positional.is_empty() =>
            {
                return Ok(Value::Unknown(
                    evaluator.unsupported(&format!("bytes.{name} of a number")),
                ));
            }
            (_, Value::None | Value::Int(_) | Value::Bool(_)) => argument.clone(),
            _ => letters(evaluator, argument)?,
        });
    }
    let text = letters(evaluator, this)?;
    let found = evaluator.call_method(&text, name, given)?;
    bytes_in(evaluator, found)
}

/// Bytes as the text that has a letter for each.
fn letters(evaluator: &Evaluator, value: &Value) -> Outcome {
    match value.plain() {
        Value::Bytes(bytes) => {
            Ok(Value::from(bytes.iter().map(|byte| char::from(*byte)).collect::<String>()))
        }
        Value::Unknown(unknown) => Ok(Value::Unknown(unknown.clone())),
        _ => {
            let class = evaluator.type_name(value);
            Err(evaluator.type_error(format!("a bytes-like object is required, not '{class}'")))
        }
    }
}

fn letters_in(evaluator: &mut Evaluator, values: &Value) -> Outcome<Vec<Value>> {
    let values = evaluator.collect(values)?;
    values.iter().map(|value| letters(evaluator, value)).collect()
}

/// The bytes again: of a text, or of all texts in a list or a tuple.
fn bytes_in(evaluator: &mut Evaluator, found: Value) -> Outcome {
    Ok(match found.plain() {
        Value::Str(text) => {
            Value::bytes(text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect())
        }
        Value::List(_) | Value::Tuple(_) => {
            let mut parts = evaluator.collect(&found)?;
            for part in &mut parts {
                *part = bytes_in(evaluator, part.clone())?;
            }
            if matches!(found, Value::List(_)) { Value::list(parts) } else { Value::tuple(parts) }
        }
        _ => found,
    })
}
