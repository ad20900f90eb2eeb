//! `base64` and `binascii`.

use std::rc::Rc;

use crate::python::builtins::{from_hex, to_hex};
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::raised::Outcome;
use crate::python::value::Value;

fn input(evaluator: &mut Evaluator, arguments: &Arguments) -> Outcome<Rc<[u8]>> {
    let bytes: Rc<[u8]> = match arguments.positional.first().map(Value::plain) {
        Some(Value::Bytes(bytes)) => (**bytes).clone(),
        Some(Value::Str(text)) => text.as_bytes().into(),
        _ => return Err(evaluator.type_error("a bytes-like object is required")),
    };
    evaluator.spend_bytes(bytes.len() as u64 * 2)?;
    Ok(bytes)
}

fn alphabet(url: bool) -> Vec<u8> {
    let last: [u8; 2] = if url { *b"-_" } else { *b"+/" };
    (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').chain(last).collect()
}

fn encode(bytes: &[u8], url: bool) -> Vec<u8> {
    let alphabet = alphabet(url);
    let mut out = Vec::with_capacity(bytes.len() * 4 / 3 + 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = word >> (18 - 6 * digit) & 63;
            let c = alphabet.get(index as usize).copied().unwrap_or(b'A');
            out.push(if digit as usize <= chunk.len() { c } else { b'=' });
        }
    }
    out
}

fn decode(bytes: &[u8], url: bool) -> Option<Vec<u8>> {
    let alphabet = alphabet(url);
    let digits: Vec<u32> = bytes
        .iter()
        .filter(|byte| **byte != b'=')
        .filter_map(|byte| alphabet.iter().position(|c| c == byte))
        .map(|digit| digit as u32)
        .collect();
    if digits.len() % 4 == 1 || (!digits.len().is_multiple_of(4) && !bytes.contains(&b'=')) {
        return None;
    }
    let mut out = Vec::with_capacity(digits.len());
    for chunk in digits.chunks(4) {
        let word =
            chunk.iter().enumerate().fold(0, |word, (at, digit)| word | digit << (18 - 6 * at));
        out.extend((0..chunk.len() - 1).map(|at| (word >> (16 - 8 * at)) as u8));
    }
    Some(out)
}

fn decoded(evaluator: &mut Evaluator, arguments: &Arguments, url: bool) -> Outcome {
    let bytes = input(evaluator, arguments)?;
    match decode(&bytes, url) {
        Some(bytes) => Ok(Value::bytes(bytes.into())),
        None => Err(evaluator.value_error("Incorrect padding")),
    }
}

/// The members of `base64`.
pub(super) fn base64(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    let body: fn(&mut Evaluator, &mut Arguments) -> Outcome = match name {
        "b64encode" | "standard_b64encode" => {
            |ev, args| Ok(Value::bytes(encode(&input(ev, args)?, false).into()))
        }
        "urlsafe_b64encode" => |ev, args| Ok(Value::bytes(encode(&input(ev, args)?, true).into())),
        "b64decode" | "standard_b64decode" => |ev, args| decoded(ev, args, false),
        "urlsafe_b64decode" => |ev, args| decoded(ev, args, true),
        "b16encode" => |ev, args| {
            Ok(Value::bytes(to_hex(&input(ev, args)?).to_ascii_uppercase().as_bytes().into()))
        },
        _ => return Ok(None),
    };
    Ok(Some(NativeFunction::function(name, body).pure().into()))
}

/// The members of `binascii`.
pub(super) fn binascii(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    let body: fn(&mut Evaluator, &mut Arguments) -> Outcome = match name {
        "hexlify" | "b2a_hex" => {
            |ev, args| Ok(Value::bytes(to_hex(&input(ev, args)?).as_bytes().into()))
        }
        "unhexlify" | "a2b_hex" => |ev, args| {
            let bytes = input(ev, args)?;
            match from_hex(&String::from_utf8_lossy(&bytes)) {
                Some(bytes) => Ok(Value::bytes(bytes.into())),
                None => Err(ev.value_error("Non-hexadecimal digit found")),
            }
        },
        _ => return Ok(None),
    };
    Ok(Some(NativeFunction::function(name, body).pure().into()))
}
