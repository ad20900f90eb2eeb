//! Reading JSON, with CPython's complaints.

use std::rc::Rc;

use super::decode_error;
use crate::platform::float;
use crate::python::dict::Dict;
use crate::python::evaluate::Evaluator;
use crate::python::function::Arguments;
use crate::python::number::BigInt;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// What is called instead of making plain values.
pub(super) struct Hooks {
    pub(super) object: Option<Value>,
    pub(super) pairs: Option<Value>,
    pub(super) float: Option<Value>,
    pub(super) int: Option<Value>,
    pub(super) constant: Option<Value>,
    pub(super) strict: bool,
}

struct Reader<'a> {
    text: &'a str,
    chars: Vec<char>,
    at: usize,
    hooks: Hooks,
}

/// `json.loads` of a text.
pub(super) fn loads(evaluator: &mut Evaluator, text: &str, hooks: Hooks) -> Outcome {
    evaluator.spend_bytes(text.len() as u64 * 4)?;
    evaluator.spend_steps(text.len() as u64 / 8)?;
    let mut reader = Reader { text, chars: text.chars().collect(), at: 0, hooks };
    if reader.peek() == Some('\u{feff}') {
        return Err(reader.error(evaluator, "Unexpected UTF-8 BOM (decode using utf-8-sig)", 0));
    }
    reader.blanks();
    let value = reader.value(evaluator)?;
    reader.blanks();
    if reader.at < reader.chars.len() {
        return Err(reader.error(evaluator, "Extra data", reader.at));
    }
    Ok(value)
}

impl Reader<'_> {
    fn error(&self, evaluator: &Evaluator, message: &str, at: usize) -> Raised {
        decode_error(evaluator, message, self.text, at)
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let fits = word.chars().enumerate().all(|(at, c)| self.chars.get(self.at + at) == Some(&c));
        if fits {
            self.at += word.len();
        }
        fits
    }

    fn value(&mut self, evaluator: &mut Evaluator) -> Outcome {
        evaluator.step()?;
        match self.peek() {
            Some('"') => Ok(Value::from(self.string(evaluator)?)),
            Some('{') => evaluator.nested(|evaluator| self.object(evaluator)),
            Some('[') => evaluator.nested(|evaluator| self.array(evaluator)),
            Some('-' | '0'..='9') if self.number_starts() => self.number(evaluator),
            _ if self.word("null") => Ok(Value::None),
            _ if self.word("true") => Ok(Value::Bool(true)),
            _ if self.word("false") => Ok(Value::Bool(false)),
            _ => self.constant(evaluator),
        }
    }

    fn number_starts(&self) -> bool {
        let next = if self.peek() == Some('-') { self.at + 1 } else { self.at };
        self.chars.get(next).is_some_and(char::is_ascii_digit)
    }

    fn constant(&mut self, evaluator: &mut Evaluator) -> Outcome {
        let constants =
            [("NaN", f64::NAN), ("Infinity", f64::INFINITY), ("-Infinity", f64::NEG_INFINITY)];
        for (word, number) in constants {
            if self.word(word) {
                return match self.hooks.constant.clone() {
                    Some(hook) => evaluator.call(&hook, Arguments::of([Value::from(word)])),
                    None => Ok(Value::float(number)),
                };
            }
        }
        Err(self.error(evaluator, "Expecting value", self.at))
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        self.at > start
    }

    fn number(&mut self, evaluator: &mut Evaluator) -> Outcome {
        let start = self.at;
        self.take('-');
        if !self.take('0') {
            self.digits();
        }
        let whole_end = self.at;
        if self.take('.') && !self.digits() {
            self.at = whole_end;
        }
        let before_exponent = self.at;
        if self.take('e') || self.take('E') {
            if !self.take('+') {
                self.take('-');
            }
            if !self.digits() {
                self.at = before_exponent;
            }
        }
        let text: String = self.chars.get(start..self.at).unwrap_or_default().iter().collect();
        if self.at > whole_end {
            return match self.hooks.float.clone() {
                Some(hook) => evaluator.call(&hook, Arguments::of([Value::from(text)])),
                None => Ok(Value::float(float::parse(&text).unwrap_or(f64::NAN))),
            };
        }
        if let Some(hook) = self.hooks.int.clone() {
            return evaluator.call(&hook, Arguments::of([Value::from(text)]));
        }
        if let Ok(number) = text.parse::<i64>() {
            return Ok(Value::int(number));
        }
        evaluator.spend_steps((text.len() as u64).saturating_mul(text.len() as u64) / 64)?;
        let digits = text.trim_start_matches('-');
        let number = BigInt::parse(digits, 10).unwrap_or_else(|| BigInt::from(0i64));
        Ok(if text.starts_with('-') { number.negate() } else { number }.into_value())
    }

    fn array(&mut self, evaluator: &mut Evaluator) -> Outcome {
        self.at += 1;
        self.blanks();
        let mut items = Vec::new();
        if self.take(']') {
            return Ok(Value::list(items));
        }
        loop {
            evaluator.spend_bytes(32)?;
            items.push(self.value(evaluator)?);
            self.blanks();
            if self.take(']') {
                return Ok(Value::list(items));
            }
            if !self.take(',') {
                return Err(self.error(evaluator, "Expecting ',' delimiter", self.at));
            }
            self.blanks();
        }
    }

    fn object(&mut self, evaluator: &mut Evaluator) -> Outcome {
        self.at += 1;
        self.blanks();
        let mut pairs = Vec::new();
        if !self.take('}') {
            loop {
                self.pair(evaluator, &mut pairs)?;
                self.blanks();
                if self.take('}') {
                    break;
                }
                if !self.take(',') {
                    return Err(self.error(evaluator, "Expecting ',' delimiter", self.at));
                }
                self.blanks();
            }
        }
        self.finish(evaluator, pairs)
    }

    fn pair(&mut self, evaluator: &mut Evaluator, pairs: &mut Vec<(Value, Value)>) -> Outcome<()> {
        if self.peek() != Some('"') {
            let text = "Expecting property name enclosed in double quotes";
            return Err(self.error(evaluator, text, self.at));
        }
        let key = Value::from(self.string(evaluator)?);
        self.blanks();
        if !self.take(':') {
            return Err(self.error(evaluator, "Expecting ':' delimiter", self.at));
        }
        self.blanks();
        let value = self.value(evaluator)?;
        pairs.push((key, value));
        Ok(())
    }

    fn finish(&mut self, evaluator: &mut Evaluator, pairs: Vec<(Value, Value)>) -> Outcome {
        if let Some(hook) = self.hooks.pairs.clone() {
            let pairs = pairs.into_iter().map(|(key, value)| Value::tuple([key, value]));
            let pairs = Value::list(pairs.collect());
            return evaluator.call(&hook, Arguments::of([pairs]));
        }
        let dict: Rc<Dict> = evaluator.dict_from(pairs)?;
        match self.hooks.object.clone() {
            Some(hook) => evaluator.call(&hook, Arguments::of([Value::Dict(dict)])),
            None => Ok(Value::Dict(dict)),
        }
    }

    fn string(&mut self, evaluator: &mut Evaluator) -> Outcome<String> {
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            match self.peek() {
                None => {
                    return Err(self.error(evaluator, "Unterminated string starting at", start));
                }
                Some('"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some('\\') => self.escape(evaluator, start, &mut out)?,
                Some(c) if c < ' ' && self.hooks.strict => {
                    return Err(self.error(evaluator, "Invalid control character at", self.at));
                }
                Some(c) => {
                    out.push(c);
                    self.at += 1;
                }
            }
        }
    }

    fn escape(&mut self, evaluator: &mut Evaluator, start: usize, out: &mut String) -> Outcome<()> {
        let backslash = self.at;
        self.at += 1;
        let plain = match self.peek() {
            None => return Err(self.error(evaluator, "Unterminated string starting at", start)),
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.unicode(evaluator, out),
            Some(_) => return Err(self.error(evaluator, "Invalid \\escape", backslash)),
        };
        self.at += 1;
        out.push(plain);
        Ok(())
    }

    /// Four hexadecimal digits after `u`.
    fn unit(&mut self, evaluator: &Evaluator) -> Outcome<u32> {
        let digits: String = self.chars.iter().skip(self.at + 1).take(4).collect();
        let unit = u32::from_str_radix(&digits, 16).ok();
        match unit.filter(|_| digits.len() == 4 && !digits.starts_with('+')) {
            Some(unit) => {
                self.at += 5;
                Ok(unit)
            }
            None => Err(self.error(evaluator, "Invalid \\uXXXX escape", self.at)),
        }
    }

    fn unicode(&mut self, evaluator: &Evaluator, out: &mut String) -> Outcome<()> {
        let mut code = self.unit(evaluator)?;
        if (0xd800..0xdc00).contains(&code)
            && self.peek() == Some('\\')
            && self.chars.get(self.at + 1) == Some(&'u')
        {
            let back = self.at;
            self.at += 1;
            let low = self.unit(evaluator)?;
            if (0xdc00..0xe000).contains(&low) {
                code = 0x1_0000 + ((code - 0xd800) << 10 | (low - 0xdc00));
            } else {
                self.at = back;
            }
        }
        match char::from_u32(code) {
            Some(c) => {
                out.push(c);
                Ok(())
            }
            None => Err(Raised::from(evaluator.unsupported("half a character of UTF-16"))),
        }
    }
}
