//! The format-spec mini-language.

use super::{affordable, float_repr};
use crate::platform::float;
use crate::python::evaluate::Evaluator;
use crate::python::number::BigInt;
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// A parsed spec: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
#[derive(Debug, Clone)]
pub(super) struct Spec {
    pub(super) fill: char,
    pub(super) align: Option<char>,
    pub(super) sign: char,
    pub(super) alternate: bool,
    pub(super) width: usize,
    pub(super) grouping: Option<char>,
    pub(super) precision: Option<usize>,
    pub(super) kind: Option<char>,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            fill: ' ',
            align: None,
            sign: '-',
            alternate: false,
            width: 0,
            grouping: None,
            precision: None,
            kind: None,
        }
    }
}

fn take_number(chars: &[char], at: &mut usize) -> Option<usize> {
    let mut number: Option<usize> = None;
    while let Some(digit) = chars.get(*at).and_then(|c| c.to_digit(10)) {
        let so_far = number.unwrap_or(0);
        number = Some(so_far.saturating_mul(10).saturating_add(digit as usize));
        *at += 1;
    }
    number
}

fn parse(spec: &str) -> Option<Spec> {
    let chars: Vec<char> = spec.chars().collect();
    let mut parsed = Spec::default();
    let mut at = 0;
    let is_align = |c: Option<&char>| c.is_some_and(|c| "<>=^".contains(*c));
    if is_align(chars.get(1)) {
        parsed.fill = *chars.first()?;
        parsed.align = chars.get(1).copied();
        at = 2;
    } else if is_align(chars.first()) {
        parsed.align = chars.first().copied();
        at = 1;
    }
    if let Some(sign @ ('+' | '-' | ' ')) = chars.get(at) {
        parsed.sign = *sign;
        at += 1;
    }
    if chars.get(at) == Some(&'z') {
        at += 1;
    }
    if chars.get(at) == Some(&'#') {
        parsed.alternate = true;
        at += 1;
    }
    if chars.get(at) == Some(&'0') {
        if parsed.align.is_none() {
            parsed.fill = '0';
            parsed.align = Some('=');
        }
        at += 1;
    }
    parsed.width = take_number(&chars, &mut at).unwrap_or(0);
    if let Some(grouping @ (',' | '_')) = chars.get(at) {
        parsed.grouping = Some(*grouping);
        at += 1;
    }
    if chars.get(at) == Some(&'.') {
        at += 1;
        parsed.precision = Some(take_number(&chars, &mut at)?);
    }
    parsed.kind = chars.get(at).copied();
    at += usize::from(parsed.kind.is_some());
    (at == chars.len()).then_some(parsed)
}

/// `format(value, spec)` for the built-in types.
pub(crate) fn format_value(
    evaluator: &mut Evaluator,
    value: &Value,
    spec: &str,
) -> Outcome<String> {
    let plain = value.plain().clone();
    let parsed = match &plain {
        Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Float(_) | Value::Str(_) => {
            parse(spec)
        }
        _ => {
            let class = evaluator.type_name(value);
            let text = format!("unsupported format string passed to {class}.__format__");
            return Err(evaluator.type_error(text));
        }
    };
    let Some(mut parsed) = parsed else {
        let class = evaluator.type_name(value);
        let text = format!("Invalid format specifier '{spec}' for object of type '{class}'");
        return Err(evaluator.value_error(text));
    };
    affordable(evaluator, parsed.width.saturating_add(parsed.precision.unwrap_or(0)))?;
    match &plain {
        Value::Str(text) => format_str(evaluator, text, &mut parsed),
        Value::Float(number) => format_float(evaluator, **number, &parsed),
        Value::Bool(flag) if parsed.kind.is_none() => {
            let text = if *flag { "True" } else { "False" };
            format_str(evaluator, text, &mut parsed)
        }
        Value::Bool(flag) => format_int(evaluator, &BigInt::from(i64::from(*flag)), &parsed),
        Value::Int(number) => format_int(evaluator, &BigInt::from(**number), &parsed),
        Value::Big(number) => format_int(evaluator, number, &parsed),
        _ => Ok(String::new()),
    }
}

fn unknown_code(evaluator: &Evaluator, kind: char, class: &str) -> crate::python::raised::Raised {
    evaluator.value_error(format!("Unknown format code '{kind}' for object of type '{class}'"))
}

fn format_str(evaluator: &mut Evaluator, text: &str, spec: &mut Spec) -> Outcome<String> {
    if let Some(kind) = spec.kind.filter(|kind| *kind != 's') {
        return Err(unknown_code(evaluator, kind, "str"));
    }
    if spec.align == Some('=') {
        if spec.fill != '0' {
            return Err(
                evaluator.value_error("'=' alignment not allowed in string format specifier")
            );
        }
        spec.align = Some('<');
    }
    let text: String = match spec.precision {
        Some(most) => text.chars().take(most).collect(),
        None => text.to_string(),
    };
    Ok(pad(&text, spec, '<'))
}

/// Fills up to the width.
pub(super) fn pad(text: &str, spec: &Spec, default: char) -> String {
    let missing = spec.width.saturating_sub(text.chars().count());
    if missing == 0 {
        return text.to_string();
    }
    let fill = |count: usize| spec.fill.to_string().repeat(count);
    match spec.align.unwrap_or(default) {
        '>' => format!("{}{text}", fill(missing)),
        '^' => format!("{}{text}{}", fill(missing / 2), fill(missing - missing / 2)),
        _ => format!("{text}{}", fill(missing)),
    }
}

fn sign_text(negative: bool, spec: &Spec) -> &'static str {
    match (negative, spec.sign) {
        (true, _) => "-",
        (false, '+') => "+",
        (false, ' ') => " ",
        _ => "",
    }
}

/// Sign and digits, padded: `=` puts the filling between them, grouped like the digits where it is zeros.
fn assemble(sign: &str, prefix: &str, digits: &str, spec: &Spec, every: usize) -> String {
    let (whole, rest) =
        digits.find(['.', 'e', 'E', '%']).map_or((digits, ""), |at| digits.split_at(at));
    let least = if spec.align == Some('=') && spec.fill == '0' {
        spec.width.saturating_sub(sign.len() + prefix.len() + rest.len())
    } else {
        0
    };
    let whole = match spec.grouping {
        Some(separator) => group(whole, separator, every, least),
        None => format!("{}{whole}", "0".repeat(least.saturating_sub(whole.len()))),
    };
    if spec.align == Some('=') {
        let used = sign.len() + prefix.len() + whole.len() + rest.len();
        let filling = spec.fill.to_string().repeat(spec.width.saturating_sub(used));
        return format!("{sign}{prefix}{filling}{whole}{rest}");
    }
    pad(&format!("{sign}{prefix}{whole}{rest}"), spec, '>')
}

/// Digits in groups, with leading zeros up to a width in which separators count.
fn group(digits: &str, separator: char, every: usize, least: usize) -> String {
    let mut reversed: Vec<char> = Vec::new();
    let mut count = 0;
    let mut digits = digits.chars().rev();
    loop {
        let next = digits.next();
        let wide_enough = reversed.len() >= least;
        let digit = match next {
            Some(digit) => digit,
            None if wide_enough => break,
            None => '0',
        };
        if count > 0 && count % every == 0 {
            reversed.push(separator);
        }
        reversed.push(digit);
        count += 1;
    }
    reversed.into_iter().rev().collect()
}

/// An integer.
pub(super) fn format_int(
    evaluator: &mut Evaluator,
    number: &BigInt,
    spec: &Spec,
) -> Outcome<String> {
    let kind = spec.kind.unwrap_or('d');
    if "eEfFgG%".contains(kind) {
        return format_float(evaluator, number.to_f64(), spec);
    }
    if spec.precision.is_some() {
        return Err(evaluator.value_error("Precision not allowed in integer format specifier"));
    }
    let magnitude = if number.is_negative() { number.negate() } else { number.clone() };
    let (radix, prefix, every) = match kind {
        'd' | 'n' => (10, "", 3),
        'x' => (16, "0x", 4),
        'X' => (16, "0X", 4),
        'o' => (8, "0o", 4),
        'b' => (2, "0b", 4),
        'c' => {
            let code = number.to_i64().and_then(|code| u32::try_from(code).ok());
            let c = code.and_then(char::from_u32);
            return match c {
                Some(c) => Ok(pad(&c.to_string(), spec, '<')),
                None => Err(evaluator.raise("OverflowError", "%c arg not in range(0x110000)")),
            };
        }
        other => return Err(unknown_code(evaluator, other, "int")),
    };
    let mut digits =
        if radix == 10 { evaluator.big_text(&magnitude)? } else { magnitude.to_radix(radix) };
    if kind == 'X' {
        digits.make_ascii_uppercase();
    }
    let prefix = if spec.alternate { prefix } else { "" };
    Ok(assemble(sign_text(number.is_negative(), spec), prefix, &digits, spec, every))
}

/// A float.
pub(super) fn format_float(evaluator: &mut Evaluator, number: f64, spec: &Spec) -> Outcome<String> {
    let sign = sign_text(number.is_sign_negative() && !number.is_nan(), spec);
    let upper = spec.kind.is_some_and(|kind| kind.is_ascii_uppercase());
    let magnitude = number.abs();
    let kind = spec.kind.map(|kind| kind.to_ascii_lowercase());
    let mut digits = match kind {
        _ if !number.is_finite() => {
            let percent = if kind == Some('%') { "%" } else { "" };
            format!("{}{percent}", if number.is_nan() { "nan" } else { "inf" })
        }
        Some('f') => float::fixed(magnitude, spec.precision.unwrap_or(6)),
        Some('%') => float::fixed(magnitude * 100.0, spec.precision.unwrap_or(6)) + "%",
        Some('e') => scientific(magnitude, spec.precision.unwrap_or(6)),
        Some('g' | 'n') => general(magnitude, spec.precision.unwrap_or(6), spec.alternate, false),
        None => match spec.precision {
            Some(precision) => general(magnitude, precision, false, true),
            None => float_repr(magnitude),
        },
        Some(_) => {
            return Err(unknown_code(evaluator, spec.kind.unwrap_or(' '), "float"));
        }
    };
    if upper {
        digits.make_ascii_uppercase();
    }
    Ok(assemble(sign, "", &digits, spec, 3))
}

fn scientific(number: f64, precision: usize) -> String {
    let (digits, exponent) = float::significant(number, precision.saturating_add(1));
    format!("{}e{}", float::mantissa_text(&digits), float::exponent_text(exponent))
}

/// `g`: so many significant digits, fixed or scientific by the exponent.
fn general(number: f64, precision: usize, keep_zeros: bool, point: bool) -> String {
    let precision = precision.max(1);
    let (mut digits, exponent) = float::significant(number, precision);
    if !keep_zeros {
        while digits.len() > 1 && digits.ends_with('0') {
            digits.pop();
        }
    }
    let most = i32::try_from(precision).unwrap_or(i32::MAX) - i32::from(point);
    if exponent < -4 || exponent >= most.max(i32::from(!point)) {
        return format!("{}e{}", float::mantissa_text(&digits), float::exponent_text(exponent));
    }
    float::place_point(&digits, exponent, point)
}
