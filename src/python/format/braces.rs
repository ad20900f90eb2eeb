//! `str.format`.

use super::ascii_only;
use crate::python::evaluate::Evaluator;
use crate::python::raised::Outcome;
use crate::python::value::Value;

type Lookup<'a> = &'a dyn Fn(&mut Evaluator, &str) -> Outcome<Option<Value>>;

struct Formatter<'a> {
    positional: &'a [Value],
    lookup: Lookup<'a>,
    next: usize,
}

/// `format.format(...)`.
pub(super) fn format(
    evaluator: &mut Evaluator,
    format: &str,
    positional: &[Value],
    lookup: Lookup<'_>,
) -> Outcome<String> {
    let mut formatter = Formatter { positional, lookup, next: 0 };
    let text = formatter.text(evaluator, format, 2)?;
    evaluator.spend_bytes(text.len() as u64)?;
    Ok(text)
}

impl Formatter<'_> {
    fn text(&mut self, evaluator: &mut Evaluator, format: &str, depth: u32) -> Outcome<String> {
        if depth == 0 {
            return Err(evaluator.value_error("Max string recursion exceeded"));
        }
        let mut out = String::new();
        let mut rest = format;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            if from.starts_with("{{") || from.starts_with("}}") {
                out.push_str(from.get(..1).unwrap_or(""));
                rest = from.get(2..).unwrap_or("");
                continue;
            }
            if from.starts_with('}') {
                return Err(evaluator.value_error("Single '}' encountered in format string"));
            }
            let Some(end) = closing(from) else {
                let single = from.len() == 1;
                return Err(evaluator.value_error(if single {
                    "Single '{' encountered in format string"
                } else {
                    "expected '}' before end of string"
                }));
            };
            let field = from.get(1..end).unwrap_or("");
            out.push_str(&self.field(evaluator, field, depth)?);
            rest = from.get(end + 1..).unwrap_or("");
        }
        out.push_str(rest);
        Ok(out)
    }

    fn field(&mut self, evaluator: &mut Evaluator, field: &str, depth: u32) -> Outcome<String> {
        let (name, spec) = split_spec(field);
        let (name, conversion) = match name.rfind('!') {
            Some(at) => (name.get(..at).unwrap_or(""), name.get(at + 1..)),
            None => (name, None),
        };
        let value = self.value(evaluator, name)?;
        let value = match conversion {
            None => value,
            Some("s") => evaluator.str(&value)?,
            Some("r") => evaluator.repr(&value)?,
            Some("a") => Value::from(ascii_only(&evaluator.repr_text(&value)?)),
            Some(other) => {
                let text = format!("Unknown conversion specifier '{other}'");
                return Err(evaluator.value_error(text));
            }
        };
        let spec =
            if spec.contains('{') { self.text(evaluator, spec, depth - 1)? } else { spec.into() };
        evaluator.format_text(&value, &spec)
    }

    fn value(&mut self, evaluator: &mut Evaluator, name: &str) -> Outcome {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (first, mut path) = name.split_at(end);
        let mut value = if first.is_empty() {
            self.next += 1;
            self.at(evaluator, self.next - 1)?
        } else if let Ok(index) = first.parse::<usize>() {
            self.at(evaluator, index)?
        } else {
            match (self.lookup)(evaluator, first)? {
                Some(value) => value,
                None => return Err(evaluator.key_error(Value::from(first))),
            }
        };
        while !path.is_empty() {
            if let Some(after) = path.strip_prefix('[') {
                let end = after.find(']').unwrap_or(after.len());
                let (key, rest) = after.split_at(end);
                let key = key.parse::<i64>().map_or_else(|_| Value::from(key), Value::int);
                value = evaluator.getitem(&value, &key)?;
                path = rest.get(1..).unwrap_or("");
            } else {
                let after = path.get(1..).unwrap_or("");
                let end = after.find(['.', '[']).unwrap_or(after.len());
                let (name, rest) = after.split_at(end);
                value = evaluator.getattr(&value, name)?;
                path = rest;
            }
        }
        Evaluator::unknown_to_error(value)
    }

    fn at(&self, evaluator: &Evaluator, index: usize) -> Outcome {
        self.positional.get(index).cloned().ok_or_else(|| {
            let text = format!("Replacement index {index} out of range for positional args tuple");
            evaluator.raise("IndexError", text)
        })
    }
}

/// Where the field that begins here ends; braces and brackets inside it are counted.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The name, with its conversion, and the spec after the colon that is not in brackets.
fn split_spec(field: &str) -> (&str, &str) {
    let mut bracket = false;
    for (at, c) in field.char_indices() {
        match c {
            '[' => bracket = true,
            ']' => bracket = false,
            ':' if !bracket => {
                return (field.get(..at).unwrap_or(""), field.get(at + 1..).unwrap_or(""));
            }
            _ => {}
        }
    }
    (field, "")
}
