//! `base64`, `binascii`, and reading JSON.

use std::rc::Rc;

use crate::python::builtins::{from_hex, parse_float, to_hex};
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::number::BigInt;
use crate::python::raised::Outcome;
use crate::python::value::Value;

fn input(evaluator: &mut Evaluator, arguments: &Arguments) -> Outcome<Rc<[u8]>> {
    let bytes: Rc<[u8]> = match arguments.positional.first().map(Value::plain) {
        Some(Value::Bytes(bytes)) => bytes.clone(),
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
    if digits.len() % 4 == 1 || (digits.len() % 4 != 0 && !bytes.contains(&b'=')) {
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
        Some(bytes) => Ok(Value::Bytes(bytes.into())),
        None => Err(evaluator.value_error("Incorrect padding")),
    }
}

/// The members of `base64`.
pub(super) fn base64(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    let body: fn(&mut Evaluator, Arguments) -> Outcome = match name {
        "b64encode" | "standard_b64encode" => {
            |ev, args| Ok(Value::Bytes(encode(&input(ev, &args)?, false).into()))
        }
        "urlsafe_b64encode" => |ev, args| Ok(Value::Bytes(encode(&input(ev, &args)?, true).into())),
        "b64decode" | "standard_b64decode" => |ev, args| decoded(ev, &args, false),
        "urlsafe_b64decode" => |ev, args| decoded(ev, &args, true),
        "b16encode" => |ev, args| {
            Ok(Value::Bytes(to_hex(&input(ev, &args)?).to_ascii_uppercase().as_bytes().into()))
        },
        _ => return Ok(None),
    };
    Ok(Some(NativeFunction::function(name, body).pure().into()))
}

/// The members of `binascii`.
pub(super) fn binascii(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    let body: fn(&mut Evaluator, Arguments) -> Outcome = match name {
        "hexlify" | "b2a_hex" => {
            |ev, args| Ok(Value::Bytes(to_hex(&input(ev, &args)?).as_bytes().into()))
        }
        "unhexlify" | "a2b_hex" => |ev, args| {
            let bytes = input(ev, &args)?;
            match from_hex(&String::from_utf8_lossy(&bytes)) {
                Some(bytes) => Ok(Value::Bytes(bytes.into())),
                None => Err(ev.value_error("Non-hexadecimal digit found")),
            }
        },
        _ => return Ok(None),
    };
    Ok(Some(NativeFunction::function(name, body).pure().into()))
}

struct Json<'a> {
    text: &'a str,
    at: usize,
}

/// What is wrong with a JSON text, and at which byte.
struct Wrong(&'static str, usize);

/// Reads JSON: a value, or a pair of a message and the index of the character where it is wrong.
pub(super) fn json_loads(evaluator: &mut Evaluator, arguments: Arguments) -> Outcome {
    let bytes = input(evaluator, &arguments)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut json = Json { text: &text, at: 0 };
    json.space();
    let result = match json.value(evaluator)? {
        Ok(value) => {
            json.space();
            if json.at < text.len() { Err(Wrong("Extra data", json.at)) } else { Ok(value) }
        }
        wrong => wrong,
    };
    Ok(match result {
        Ok(value) => Value::tuple([value]),
        Err(Wrong(message, at)) => {
            let chars = text.get(..at).map_or(0, |before| before.chars().count());
            Value::tuple([Value::from(message), Value::Int(chars as i64)])
        }
    })
}

type Read<T> = Outcome<Result<T, Wrong>>;

impl Json<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, evaluator: &mut Evaluator) -> Read<Value> {
        evaluator.step()?;
        for (word, value) in [
            ("null", Value::None),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("NaN", Value::Float(f64::NAN)),
            ("Infinity", Value::Float(f64::INFINITY)),
            ("-Infinity", Value::Float(f64::NEG_INFINITY)),
        ] {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(Ok(value));
            }
        }
        match self.peek() {
            Some(b'"') => Ok(self.string().map(Value::from)),
            Some(b'[') => evaluator.nested(|evaluator| self.array(evaluator)),
            Some(b'{') => evaluator.nested(|evaluator| self.object(evaluator)),
            Some(b'-' | b'0'..=b'9') => Ok(self.number()),
            _ => Ok(Err(Wrong("Expecting value", self.at))),
        }
    }

    fn number(&mut self) -> Result<Value, Wrong> {
        let end = self.rest().find(|c: char| !"+-.eE0123456789".contains(c));
        let text = self.rest().get(..end.unwrap_or(self.rest().len())).unwrap_or("").to_string();
        let start = self.at;
        self.at += text.len();
        if text.contains(['.', 'e', 'E']) {
            return parse_float(&text).map(Value::Float).ok_or(Wrong("Expecting value", start));
        }
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, &*text),
        };
        match BigInt::parse(digits, 10) {
            Some(number) if !digits.is_empty() => {
                Ok(if negative { number.negate() } else { number }.into_value())
            }
            _ => Err(Wrong("Expecting value", start)),
        }
    }

    fn array(&mut self, evaluator: &mut Evaluator) -> Read<Value> {
        let mut items = Vec::new();
        self.at += 1;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Ok(Value::list(items)));
        }
        loop {
            self.space();
            match self.value(evaluator)? {
                Ok(value) => items.push(value),
                wrong => return Ok(wrong),
            }
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Ok(Value::list(items)));
                }
                _ => return Ok(Err(Wrong("Expecting ',' delimiter", self.at))),
            }
        }
    }

    fn object(&mut self, evaluator: &mut Evaluator) -> Read<Value> {
        let dict = evaluator.dict_from([])?;
        self.at += 1;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Ok(Value::Dict(dict)));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                let message = "Expecting property name enclosed in double quotes";
                return Ok(Err(Wrong(message, self.at)));
            }
            let key = match self.string() {
                Ok(key) => key,
                Err(wrong) => return Ok(Err(wrong)),
            };
            self.space();
            if self.peek() != Some(b':') {
                return Ok(Err(Wrong("Expecting ':' delimiter", self.at)));
            }
            self.at += 1;
            self.space();
            match self.value(evaluator)? {
                Ok(value) => dict.set_str(&key, value),
                wrong => return Ok(wrong),
            }
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Ok(Value::Dict(dict)));
                }
                _ => return Ok(Err(Wrong("Expecting ',' delimiter", self.at))),
            }
        }
    }

    fn string(&mut self) -> Result<String, Wrong> {
        let start = self.at;
        let mut out = String::new();
        self.at += 1;
        loop {
            let Some(c) = self.rest().chars().next() else {
                return Err(Wrong("Unterminated string starting at", start));
            };
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(out),
                '\\' => self.escape(&mut out, start)?,
                c if u32::from(c) < 0x20 => {
                    return Err(Wrong("Invalid control character at", self.at - 1));
                }
                c => out.push(c),
            }
        }
    }

    fn escape(&mut self, out: &mut String, start: usize) -> Result<(), Wrong> {
        let Some(c) = self.rest().chars().next() else {
            return Err(Wrong("Unterminated string starting at", start));
        };
        self.at += c.len_utf8();
        out.push(match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let high = self.unit()?;
                let low = match (0xd800..0xdc00).contains(&high) && self.rest().starts_with("\\u") {
                    true => {
                        self.at += 2;
                        Some(self.unit()?)
                    }
                    false => None,
                };
                let units = [Some(high), low];
                let units = units.iter().flatten().copied();
                out.extend(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')));
                return Ok(());
            }
            _ => return Err(Wrong("Invalid \\escape", self.at - c.len_utf8() - 1)),
        });
        Ok(())
    }

    fn unit(&mut self) -> Result<u16, Wrong> {
        let digits = self.rest().get(..4).and_then(|four| u16::from_str_radix(four, 16).ok());
        let unit = digits.ok_or(Wrong("Invalid \\uXXXX escape", self.at))?;
        self.at += 4;
        Ok(unit)
    }
}
