//! `format % values`.

use super::spec::{self, Spec};
use super::{affordable, ascii_only};
use crate::python::evaluate::Evaluator;
use crate::python::number::BigInt;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

struct Values<'a> {
    all: &'a Value,
    items: Option<Vec<Value>>,
    next: usize,
    used_key: bool,
}

impl Values<'_> {
    fn next(&mut self, evaluator: &Evaluator) -> Outcome {
        let found = match &self.items {
            Some(items) => items.get(self.next).cloned(),
            None => (self.next == 0).then(|| self.all.clone()),
        };
        self.next += 1;
        match found {
            Some(value) => Evaluator::unknown_to_error(value),
            None => Err(evaluator.type_error("not enough arguments for format string")),
        }
    }

    fn left_over(&self) -> bool {
        match &self.items {
            Some(items) => self.next < items.len(),
            None => {
                self.next == 0
                    && !self.used_key
                    && !matches!(self.all.plain(), Value::Dict(_) | Value::List(_))
            }
        }
    }
}

/// `format % values`.
pub(super) fn format(evaluator: &mut Evaluator, format: &str, values: &Value) -> Outcome<String> {
    let items = match values.plain() {
        Value::Tuple(items) => Some(items.to_vec()),
        _ => None,
    };
    let mut values = Values { all: values, items, next: 0, used_key: false };
    let mut out = String::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(rest.get(..at).unwrap_or(""));
        rest = rest.get(at + 1..).unwrap_or("");
        rest = directive(evaluator, rest, &mut values, &mut out)?;
    }
    out.push_str(rest);
    if values.left_over() {
        return Err(evaluator.type_error("not all arguments converted during string formatting"));
    }
    evaluator.spend_bytes(out.len() as u64)?;
    Ok(out)
}

fn directive<'a>(
    evaluator: &mut Evaluator,
    rest: &'a str,
    values: &mut Values<'_>,
    out: &mut String,
) -> Outcome<&'a str> {
    let mut key = None;
    let mut rest = rest;
    if let Some(inside) = rest.strip_prefix('(') {
        let Some(end) = inside.find(')') else {
            return Err(evaluator.value_error("incomplete format key"));
        };
        let (name, after) = inside.split_at(end);
        rest = after.get(1..).unwrap_or("");
        let found = evaluator.getitem(values.all, &Value::from(name))?;
        values.used_key = true;
        key = Some(found);
    }
    let mut spec = Spec { align: Some('>'), ..Spec::default() };
    rest = flags(rest, &mut spec);
    (spec.width, rest) = number(evaluator, rest, values, &mut spec)?;
    if let Some(after) = rest.strip_prefix('.') {
        let (precision, after) = number(evaluator, after, values, &mut spec.clone())?;
        spec.precision = Some(precision);
        rest = after;
    }
    rest = rest.trim_start_matches(['h', 'l', 'L']);
    affordable(evaluator, spec.width.saturating_add(spec.precision.unwrap_or(0)))?;
    let Some(kind) = rest.chars().next() else {
        return Err(evaluator.value_error("incomplete format"));
    };
    rest = rest.get(kind.len_utf8()..).unwrap_or("");
    if kind == '%' {
        out.push('%');
        return Ok(rest);
    }
    let value = match key {
        Some(value) => Evaluator::unknown_to_error(value)?,
        None => values.next(evaluator)?,
    };
    out.push_str(&convert(evaluator, kind, &value, spec)?);
    Ok(rest)
}

fn flags<'a>(mut rest: &'a str, spec: &mut Spec) -> &'a str {
    loop {
        match rest.chars().next() {
            Some('-') => spec.align = Some('<'),
            Some('+') => spec.sign = '+',
            Some(' ') if spec.sign != '+' => spec.sign = ' ',
            Some(' ') => {}
            Some('#') => spec.alternate = true,
            Some('0') => spec.fill = '0',
            _ => return rest,
        }
        rest = rest.get(1..).unwrap_or("");
    }
}

fn number<'a>(
    evaluator: &mut Evaluator,
    rest: &'a str,
    values: &mut Values<'_>,
    spec: &mut Spec,
) -> Outcome<(usize, &'a str)> {
    if let Some(after) = rest.strip_prefix('*') {
        let width = values.next(evaluator)?.as_int();
        let Some(width) = width else { return Err(evaluator.type_error("* wants int")) };
        if width < 0 {
            spec.align = Some('<');
        }
        return Ok((usize::try_from(width.unsigned_abs()).unwrap_or(usize::MAX), after));
    }
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at(end);
    let width = if digits.is_empty() { 0 } else { digits.parse().unwrap_or(usize::MAX) };
    Ok((width, after))
}

fn convert(
    evaluator: &mut Evaluator,
    kind: char,
    value: &Value,
    mut spec: Spec,
) -> Outcome<String> {
    match kind {
        's' | 'r' | 'a' => {
            let text = match kind {
                's' => evaluator.text(value)?,
                'r' => evaluator.repr_text(value)?,
                _ => ascii_only(&evaluator.repr_text(value)?),
            };
            spec.fill = ' ';
            let text: String = match spec.precision {
                Some(most) => text.chars().take(most).collect(),
                None => text,
            };
            Ok(spec::pad(&text, &spec, '>'))
        }
        'c' => match value.plain() {
            Value::Str(text) => Ok(spec::pad(text, &Spec { fill: ' ', ..spec }, '>')),
            _ => integer(evaluator, kind, value, spec),
        },
        'd' | 'i' | 'u' | 'x' | 'X' | 'o' => integer(evaluator, kind, value, spec),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            let Some(number) = float_of(value) else {
                let given = evaluator.type_name(value);
                return Err(evaluator.type_error(format!("must be real number, not {given}")));
            };
            zero_fill(&mut spec);
            spec.kind = Some(kind);
            spec::format_float(evaluator, number, &spec)
        }
        other => Err(evaluator.value_error(format!(
            "unsupported format character '{other}' ({:#x})",
            u32::from(other)
        ))),
    }
}

/// `0` fills between sign and digits, unless the text goes to the left.
fn zero_fill(spec: &mut Spec) {
    match (spec.fill, spec.align) {
        ('0', Some('<')) => spec.fill = ' ',
        ('0', _) => spec.align = Some('='),
        _ => {}
    }
}

fn float_of(value: &Value) -> Option<f64> {
    match value.plain() {
        Value::Float(number) => Some(**number),
        Value::Big(number) => Some(number.to_f64()),
        other => other.as_int().map(|number| number as f64),
    }
}

fn integer(
    evaluator: &mut Evaluator,
    kind: char,
    value: &Value,
    mut spec: Spec,
) -> Outcome<String> {
    let number = match value.plain() {
        Value::Big(number) => Some((**number).clone()),
        Value::Float(number) if matches!(kind, 'd' | 'i' | 'u') && number.is_finite() => {
            Some(BigInt::from_f64(**number))
        }
        Value::Unknown(unknown) => return Err(Raised::from(unknown.clone())),
        other => other.as_int().map(BigInt::from),
    };
    let Some(number) = number else {
        let given = evaluator.type_name(value);
        let need = if matches!(kind, 'd' | 'i' | 'u') {
            "a real number is required"
        } else {
            "an integer is required"
        };
        return Err(evaluator.type_error(format!("%{kind} format: {need}, not {given}")));
    };
    zero_fill(&mut spec);
    spec.kind = Some(match kind {
        'i' | 'u' => 'd',
        other => other,
    });
    match spec.precision.take().filter(|_| kind != 'c') {
        None => spec::format_int(evaluator, &number, &spec),
        Some(digits) => {
            let plain = Spec { width: 0, ..spec.clone() };
            let text = spec::format_int(evaluator, &number, &plain)?;
            Ok(with_digits(&text, digits, spec))
        }
    }
}

/// A number with at least so many digits (`%.2d`), in its width.
fn with_digits(text: &str, digits: usize, mut spec: Spec) -> String {
    let sign = text.starts_with(['-', '+', ' ']);
    let prefix = usize::from(sign) + if spec.alternate && spec.kind != Some('d') { 2 } else { 0 };
    let (head, number) = text.split_at_checked(prefix).unwrap_or(("", text));
    let mut wanted = digits;
    if spec.fill == '0' {
        wanted = wanted.max(spec.width.saturating_sub(prefix));
        spec.fill = ' ';
    }
    let zeros = wanted.saturating_sub(number.len());
    let text = [head, &"0".repeat(zeros), number].concat();
    spec.align = spec.align.filter(|&align| align == '<').or(Some('>'));
    spec::pad(&text, &spec, '>')
}
