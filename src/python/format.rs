//! Text of values: float and string repr, the format-spec mini-language, `%` formatting and `str.format`.

use std::fmt::Write;
use std::rc::Rc;

use super::evaluate::Evaluator;
use super::raised::{Outcome, Raised};
use super::value::Value;

mod braces;
mod percent;
mod spec;

pub(crate) use crate::platform::float::repr as float_repr;
pub(crate) use spec::format_value;

/// `repr` of a string.
pub(crate) fn write_str_repr(out: &mut String, text: &str) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if is_printable(c) => out.push(c),
            c => write_escape(out, c),
        }
    }
    out.push(quote);
}

/// What Python escapes: control, format, surrogate, private, unassigned and separators other than space.
fn is_printable(c: char) -> bool {
    let code = u32::from(c);
    match code {
        0..=0x1f | 0x7f..=0xa0 | 0xad => false,
        0x20..=0x7e => true,
        0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x180e | 0x1680 => false,
        0x2000..=0x200f | 0x2028..=0x202f | 0x205f..=0x206f | 0x3000 | 0xfeff => false,
        0xe000..=0xf8ff | 0xfff9..=0xfffb | 0xfffe..=0xffff | 0xe0000.. => false,
        _ => true,
    }
}

fn write_escape(out: &mut String, c: char) {
    let code = u32::from(c);
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

/// `ascii()`: a repr with everything beyond ASCII escaped.
pub(crate) fn ascii_only(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii() { out.push(c) } else { write_escape(&mut out, c) }
    }
    out
}

/// `repr` of bytes.
pub(crate) fn write_bytes_repr(out: &mut String, bytes: &[u8]) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    out.push('b');
    out.push(quote);
    for byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte if char::from(*byte) == quote => {
                out.push('\\');
                out.push(quote);
            }
            0x20..=0x7e => out.push(char::from(*byte)),
            byte => {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out.push(quote);
}

/// A width or precision, which a hostile format may make huge.
fn affordable(evaluator: &mut Evaluator, width: usize) -> Outcome<usize> {
    evaluator.spend_bytes(width as u64)?;
    Ok(width)
}

impl Evaluator {
    /// `format % values`.
    pub(crate) fn percent_format(&mut self, format: &Rc<str>, values: &Value) -> Outcome {
        percent::format(self, format, values).map(Value::from)
    }

    /// `format.format(*positional, **keyword)`.
    pub(crate) fn brace_format(
        &mut self,
        format: &str,
        positional: &[Value],
        lookup: &dyn Fn(&mut Evaluator, &str) -> Outcome<Option<Value>>,
    ) -> Outcome<String> {
        braces::format(self, format, positional, lookup)
    }

    fn unknown_to_error(value: Value) -> Outcome {
        match value {
            Value::Unknown(unknown) => Err(Raised::from(unknown)),
            other => Ok(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_show_as_in_python() {
        for (number, text) in [
            (1.0, "1.0"),
            (0.1, "0.1"),
            (1e16, "1e+16"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (1e15, "1000000000000000.0"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (-0.0, "-0.0"),
            (1.5e300, "1.5e+300"),
            (3.25, "3.25"),
        ] {
            assert_eq!(float_repr(number), text);
        }
    }
}
