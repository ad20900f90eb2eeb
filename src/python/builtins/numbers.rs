//! `int`, `bool` and `float`.

use std::rc::Rc;

use super::sequences::wrap;
use crate::platform::float;
use crate::python::class::{Class, ClassBuilder, Hooks};
use crate::python::evaluate::Evaluator;

use crate::python::function::Arguments;
use crate::python::number::BigInt;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// The integer in a text, as `int(text, base)` reads it.
fn parse_int(text: &str, base: u32) -> Option<BigInt> {
    let text = text.trim();
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let lower = digits.to_ascii_lowercase();
    let prefixed = match lower.get(..2) {
        Some("0x") => Some(16),
        Some("0o") => Some(8),
        Some("0b") => Some(2),
        _ => None,
    };
    let (radix, digits) = match prefixed {
        Some(radix) if base == 0 || base == radix => (radix, lower.get(2..)?),
        _ => (if base == 0 { 10 } else { base }, &*lower),
    };
    let lonely = digits.starts_with('_') || digits.ends_with('_') || digits.contains("__");
    if digits.is_empty() || lonely {
        return None;
    }
    let number = BigInt::parse(&digits.replace('_', ""), radix)?;
    Some(if negative { number.negate() } else { number })
}

/// The float in a text, as `float(text)` reads it.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    match lower.trim_start_matches(['+', '-']) {
        "inf" | "infinity" => {
            return Some(if lower.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY });
        }
        "nan" => return Some(f64::NAN),
        _ => {}
    }
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE_".contains(&b));
    let lonely = text.starts_with('_') || text.ends_with('_') || text.contains("__");
    if !plain || lonely {
        return None;
    }
    float::parse(&text.replace('_', ""))
}

fn int_value(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "int", &["x=", "base="])?;
    let Some(value) = bound.take("x") else { return Ok(Value::int(0)) };
    if let Some(base) = bound.take("base") {
        let base = base.as_int().and_then(|base| u32::try_from(base).ok()).unwrap_or(99);
        if base == 1 || base > 36 {
            return Err(evaluator.value_error("int() base must be >= 2 and <= 36, or 0"));
        }
        return match value.as_str() {
            Some(text) => int_of_text(evaluator, &value, text, base),
            None => Err(evaluator.type_error("int() can't convert non-string with explicit base")),
        };
    }
    match value.plain() {
        Value::Unknown(unknown) => Err(Raised::from(unknown.clone())),
        Value::Int(_) | Value::Big(_) => Ok(value.plain().clone()),
        Value::Bool(flag) => Ok(Value::int(i64::from(*flag))),
        Value::Float(number) if number.is_nan() => {
            Err(evaluator.value_error("cannot convert float NaN to integer"))
        }
        Value::Float(number) if number.is_infinite() => {
            Err(evaluator.raise("OverflowError", "cannot convert float infinity to integer"))
        }
        Value::Float(number) => Ok(BigInt::from_f64(**number).into_value()),
        Value::Str(text) => int_of_text(evaluator, &value, text, 10),
        Value::Bytes(bytes) => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            int_of_text(evaluator, &value, &text, 10)
        }
        _ => {
            for method in ["__int__", "__index__", "__trunc__"] {
                if let Some(number) = evaluator.call_special(&value, method, Arguments::none())? {
                    return Ok(number);
                }
            }
            let class = evaluator.type_name(&value);
            Err(evaluator.type_error(format!(
                "int() argument must be a string, a bytes-like object or a real number, not '{class}'"
            )))
        }
    }
}

fn int_of_text(evaluator: &mut Evaluator, value: &Value, text: &str, base: u32) -> Outcome {
    if text.len() > 4300 {
        return Err(
            evaluator.value_error("Exceeds the limit (4300 digits) for integer string conversion")
        );
    }
    match parse_int(text, base) {
        Some(number) => Ok(number.into_value()),
        None => {
            let shown = evaluator.repr_text(value)?;
            let text = format!("invalid literal for int() with base {base}: {shown}");
            Err(evaluator.value_error(text))
        }
    }
}

fn construct_int(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    arguments: &mut Arguments,
) -> Outcome {
    int_value(evaluator, arguments).map(|value| match value {
        Value::Unknown(_) => value,
        value => wrap(class, value),
    })
}

/// Adds what it has.
pub(super) fn int(builder: ClassBuilder) -> ClassBuilder {
    fn big(this: &Value) -> BigInt {
        match this.plain() {
            Value::Big(number) => (**number).clone(),
            other => BigInt::from(other.as_int().unwrap_or(0)),
        }
    }
    builder
        .hooks(Hooks { construct: Some(construct_int), ..Hooks::default() })
        .static_method("__new__", super::sequences::new_of_builtin)
        .method("bit_length", |_, this, _| Ok(Value::int(big(this).bits().cast_signed())))
        .method("bit_count", |_, this, _| {
            let ones = big(this).magnitude_bytes().iter().map(|b| i64::from(b.count_ones())).sum();
            Ok(Value::int(ones))
        })
        .method("conjugate", |_, this, _| Ok(this.plain().clone()))
        .method("as_integer_ratio", |_, this, _| {
            Ok(Value::tuple([this.plain().clone(), Value::int(1)]))
        })
        .method("is_integer", |_, _, _| Ok(Value::Bool(true)))
        .method("to_bytes", |evaluator, this, arguments| {
            let mut bound = arguments.bind(
                evaluator,
                "to_bytes",
                &["length=", "byteorder=", "*", "signed="],
            )?;
            let length = bound.take("length").and_then(|l| l.as_int()).unwrap_or(1);
            let length = usize::try_from(length).unwrap_or(0);
            evaluator.spend_bytes(length as u64)?;
            let number = big(this);
            let bytes = number.magnitude_bytes();
            if bytes.len() > length || number.is_negative() {
                return Err(evaluator.raise("OverflowError", "int too big to convert"));
            }
            let mut out = vec![0; length - bytes.len()];
            out.extend(bytes);
            if bound
                .take("byteorder")
                .is_some_and(|order| order.as_str().is_some_and(|o| &**o == "little"))
            {
                out.reverse();
            }
            Ok(Value::bytes(out.into()))
        })
        .class_method("from_bytes", |evaluator, _, arguments| {
            let mut bound = arguments.bind(
                evaluator,
                "from_bytes",
                &["bytes", "byteorder=", "*", "signed="],
            )?;
            let mut bytes = match bound.take_or_none("bytes").plain() {
                Value::Bytes(bytes) => bytes.to_vec(),
                _ => return Err(evaluator.type_error("cannot convert object to bytes")),
            };
            if bound
                .take("byteorder")
                .is_some_and(|order| order.as_str().is_some_and(|o| &**o == "little"))
            {
                bytes.reverse();
            }
            Ok(BigInt::from_be_bytes(&bytes).into_value())
        })
}

/// Adds what it has.
pub(super) fn bool_(builder: ClassBuilder) -> ClassBuilder {
    builder.hooks(Hooks {
        construct: Some(|evaluator, _, arguments| match arguments.positional.first() {
            Some(value) => evaluator.truth(value).map(Value::Bool),
            None => Ok(Value::Bool(false)),
        }),
        ..Hooks::default()
    })
}

fn construct_float(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    arguments: &mut Arguments,
) -> Outcome {
    let Some(value) = arguments.positional.drain(..).next() else {
        return Ok(wrap(class, Value::float(0.0)));
    };
    let number = match value.plain() {
        Value::Unknown(unknown) => return Err(Raised::from(unknown.clone())),
        Value::Float(number) => Some(**number),
        Value::Big(number) => Some(number.to_f64()),
        Value::Str(text) => {
            let parsed = parse_float(text);
            if parsed.is_none() {
                let shown = evaluator.repr_text(&value)?;
                let text = format!("could not convert string to float: {shown}");
                return Err(evaluator.value_error(text));
            }
            parsed
        }
        other => other.as_int().map(|number| number as f64),
    };
    if let Some(number) = number {
        return Ok(wrap(class, Value::float(number)));
    }
    if let Some(number) = evaluator.call_special(&value, "__float__", Arguments::none())? {
        return Ok(number);
    }
    let given = evaluator.type_name(&value);
    Err(evaluator
        .type_error(format!("float() argument must be a string or a real number, not '{given}'")))
}

/// Adds what it has.
pub(super) fn float(builder: ClassBuilder) -> ClassBuilder {
    fn number(this: &Value) -> f64 {
        match this.plain() {
            Value::Float(number) => **number,
            _ => 0.0,
        }
    }
    builder
        .hooks(Hooks { construct: Some(construct_float), ..Hooks::default() })
        .static_method("__new__", super::sequences::new_of_builtin)
        .method("is_integer", |_, this, _| {
            Ok(Value::Bool(number(this).is_finite() && number(this).fract() == 0.0))
        })
        .method("hex", |evaluator, _, _| Ok(Value::Unknown(evaluator.unsupported("float.hex"))))
        .method("conjugate", |_, this, _| Ok(this.plain().clone()))
}
