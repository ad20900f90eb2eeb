//! `timedelta`.

use std::fmt::Write;
use std::rc::Rc;

use super::{Classes, classes, shown_class};
use crate::platform::float;
use crate::python::class::{Binary, Class, ClassBuilder, Compare, Hooks, Instance, Unary};
use crate::python::evaluate::Evaluator;
use crate::python::function::Arguments;
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// Microseconds in a second, and in a day.
pub(super) const SECOND: i128 = 1_000_000;
pub(super) const DAY: i128 = 86_400 * SECOND;

/// The most days that a timedelta can have.
const MOST_DAYS: i128 = 999_999_999;

/// A span of time in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Delta(pub(super) i128);

impl Delta {
    /// Whole days, rounded down; seconds in the day; microseconds in the second.
    pub(super) fn parts(self) -> (i128, i128, i128) {
        let rest = self.0.rem_euclid(DAY);
        (self.0.div_euclid(DAY), rest / SECOND, rest % SECOND)
    }

    fn text(self) -> String {
        let (days, seconds, microseconds) = self.parts();
        let mut out = String::new();
        if days != 0 {
            let plural = if days.abs() == 1 { "" } else { "s" };
            let _ = write!(out, "{days} day{plural}, ");
        }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        let _ = write!(out, "{hours}:{minutes:02}:{:02}", seconds % 60);
        if microseconds != 0 {
            let _ = write!(out, ".{microseconds:06}");
        }
        out
    }
}

/// The class.
pub(super) fn class() -> Rc<Class> {
    let hooks = Hooks {
        construct: Some(construct),
        binary: Some(binary),
        compare: Some(compare),
        unary: Some(unary),
        ..Hooks::default()
    };
    ClassBuilder::new("datetime", "timedelta")
        .hooks(hooks)
        .property("days", |_, this| Ok(Value::from(part(this).0)))
        .property("seconds", |_, this| Ok(Value::from(part(this).1)))
        .property("microseconds", |_, this| Ok(Value::from(part(this).2)))
        .method("total_seconds", |_, this, _| Ok(Value::float(total_seconds(this))))
        .method("__str__", |_, this, _| Ok(Value::from(of(this).text())))
        .method("__repr__", repr)
        .method("__hash__", |_, this, _| Ok(Value::float(total_seconds(this))))
        .method("__bool__", |_, this, _| Ok(Value::Bool(of(this).0 != 0)))
        .method("__abs__", |ev, this, _| new(ev, Some(of(this).0.abs())))
        .pure_method("__divmod__", div_mod)
        .build()
}

/// Adds the constants that are instances of the class itself.
pub(super) fn add_constants(classes: &Classes) {
    let constant = |microseconds| make(&classes.delta, Delta(microseconds));
    classes.delta.set("min", constant(-MOST_DAYS * DAY));
    classes.delta.set("max", constant((MOST_DAYS + 1) * DAY - 1));
    classes.delta.set("resolution", constant(1));
}

fn make(class: &Rc<Class>, delta: Delta) -> Value {
    Value::Instance(Instance::with_payload(class.clone(), Rc::new(delta)))
}

/// A timedelta, or Python's complaint that there is none of that size.
pub(super) fn new(evaluator: &Evaluator, microseconds: Option<i128>) -> Outcome {
    new_of(evaluator, &classes().delta, microseconds)
}

fn new_of(evaluator: &Evaluator, class: &Rc<Class>, microseconds: Option<i128>) -> Outcome {
    let Some(microseconds) = microseconds else {
        return Err(evaluator.raise("OverflowError", "Python int too large to convert to C int"));
    };
    let days = microseconds.div_euclid(DAY);
    if i32::try_from(days).is_err() {
        return new_of(evaluator, class, None);
    }
    if days.abs() > MOST_DAYS {
        let text = format!("days={days}; must have magnitude <= {MOST_DAYS}");
        return Err(evaluator.raise("OverflowError", text));
    }
    Ok(make(class, Delta(microseconds)))
}

/// The span of a timedelta; zero for anything else.
pub(super) fn of(value: &Value) -> Delta {
    value.payload::<Delta>().map_or(Delta(0), |delta| *delta)
}

fn part(value: &Value) -> (i64, i64, i64) {
    let (days, seconds, microseconds) = of(value).parts();
    (days as i64, seconds as i64, microseconds as i64)
}

fn total_seconds(value: &Value) -> f64 {
    let microseconds = of(value).0;
    // The quotient of two integers, rounded once: exact where the dividend fits a float's mantissa.
    if microseconds.unsigned_abs() < 1 << 53 {
        return microseconds as f64 / 1e6;
    }
    let (whole, rest) = (microseconds / SECOND, microseconds % SECOND);
    let text = format!("{}{whole}.{:06}", sign_of_zero(whole, rest), rest.abs());
    float::parse(&text).unwrap_or(0.0)
}

fn sign_of_zero(whole: i128, rest: i128) -> &'static str {
    if whole == 0 && rest < 0 { "-" } else { "" }
}

/// In the order in which CPython adds them up.
const UNITS: [(&str, i128); 7] = [
    ("microseconds", 1),
    ("milliseconds", 1000),
    ("seconds", SECOND),
    ("minutes", 60 * SECOND),
    ("hours", 3600 * SECOND),
    ("days", DAY),
    ("weeks", 7 * DAY),
];

const PARAMETERS: &[&str] =
    &["days=", "seconds=", "microseconds=", "milliseconds=", "minutes=", "hours=", "weeks="];

fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: &mut Arguments) -> Outcome {
    if let Some(unknown) = arguments.first_unknown() {
        return Ok(Value::Unknown(unknown.clone()));
    }
    let bound = arguments.bind(evaluator, "timedelta", PARAMETERS)?;
    let mut total = Some(0i128);
    let mut fraction = 0f64;
    for (name, unit) in UNITS {
        let Some(value) = bound.get(name) else { continue };
        let plus = match value.plain() {
            Value::Float(number) => {
                let (whole, rest) = float_units(evaluator, **number, unit)?;
                fraction += rest;
                whole
            }
            other => match other.as_int() {
                Some(number) => i128::from(number).checked_mul(unit),
                None if matches!(other, Value::Big(_)) => None,
                None => {
                    let given = evaluator.type_name(other);
                    let text = format!("unsupported type for timedelta {name} component: {given}");
                    return Err(evaluator.type_error(text));
                }
            },
        };
        total = total.zip(plus).and_then(|(total, plus)| total.checked_add(plus));
    }
    let rounded = total.map(|total| total + round_to_even(fraction, total));
    new_of(evaluator, class, rounded)
}

/// A float's whole part in units, exactly, and what is left of the fraction after whole microseconds.
fn float_units(evaluator: &Evaluator, number: f64, unit: i128) -> Outcome<(Option<i128>, f64)> {
    if number.is_nan() {
        return Err(evaluator.value_error("cannot convert float NaN to integer"));
    }
    if number.is_infinite() {
        let text = "cannot convert float infinity to integer";
        return Err(evaluator.raise("OverflowError", text));
    }
    let scaled = number.fract() * unit as f64;
    let whole = (number.trunc().abs() < 1e20).then(|| number.trunc() as i128 * unit);
    Ok((whole.map(|whole| whole + scaled.trunc() as i128), scaled.fract()))
}

/// Rounds what is left over, half to even with regard to the sum that it is added to.
fn round_to_even(fraction: f64, total: i128) -> i128 {
    let mut whole = fraction.round();
    if (whole - fraction).abs() == 0.5 {
        let odd = (total % 2 != 0) as i32 as f64;
        whole = 2.0 * ((fraction + odd) * 0.5).round() - odd;
    }
    whole as i128
}

fn repr(_: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let (days, seconds, microseconds) = of(this).parts();
    let named = [("days", days), ("seconds", seconds), ("microseconds", microseconds)];
    let shown: Vec<String> =
        named.iter().filter(|(_, n)| *n != 0).map(|(name, n)| format!("{name}={n}")).collect();
    let inside = if shown.is_empty() { "0".into() } else { shown.join(", ") };
    Ok(Value::from(format!("{}({inside})", shown_class(this))))
}

fn div_mod(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "__divmod__", &["other", "/"])?;
    let other = bound.take_or_none("other");
    let quotient = binary(evaluator, Binary::FloorDiv, this, &other, false)?;
    let rest = binary(evaluator, Binary::Mod, this, &other, false)?;
    Ok(match (quotient, rest) {
        (Some(quotient), Some(rest)) => Value::tuple([quotient, rest]),
        _ => Value::NotImplemented,
    })
}

fn unary(evaluator: &mut Evaluator, op: Unary, this: &Value) -> Outcome<Option<Value>> {
    match op {
        Unary::Neg => new(evaluator, of(this).0.checked_neg()).map(Some),
        Unary::Pos => Ok(Some(this.clone())),
        Unary::Invert => Ok(None),
    }
}

fn compare(_: &mut Evaluator, op: Compare, this: &Value, other: &Value) -> Outcome<Option<Value>> {
    let (Some(a), Some(b)) = (this.payload::<Delta>(), other.payload::<Delta>()) else {
        return Ok(None);
    };
    Ok(Some(Value::Bool(op.holds(a.cmp(&b)))))
}

fn binary(
    evaluator: &mut Evaluator,
    op: Binary,
    this: &Value,
    other: &Value,
    reflected: bool,
) -> Outcome<Option<Value>> {
    let a = of(this).0;
    if let Some(b) = other.payload::<Delta>().map(|delta| delta.0) {
        let (a, b) = if reflected { (b, a) } else { (a, b) };
        return between(evaluator, op, a, b);
    }
    match (op, other.plain()) {
        (Binary::Mul, Value::Float(number)) => scale(evaluator, a, **number, false).map(Some),
        (Binary::Div, Value::Float(number)) if !reflected => {
            scale(evaluator, a, **number, true).map(Some)
        }
        (Binary::Mul, number) => match number.as_int() {
            Some(number) => new(evaluator, a.checked_mul(i128::from(number))).map(Some),
            None => Ok(None),
        },
        (Binary::Div | Binary::FloorDiv, number) if !reflected => match number.as_int() {
            Some(0) => Err(division_by_zero(evaluator)),
            Some(number) if op == Binary::Div => {
                new(evaluator, Some(divide_to_even(a, i128::from(number)))).map(Some)
            }
            Some(number) => new(evaluator, floor_div(a, i128::from(number))).map(Some),
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

fn division_by_zero(evaluator: &Evaluator) -> crate::python::raised::Raised {
    evaluator.raise("ZeroDivisionError", "integer division or modulo by zero")
}

fn floor_div(a: i128, b: i128) -> Option<i128> {
    let quotient = a.checked_div(b)?;
    Some(if a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient })
}

/// The quotient, half to even.
fn divide_to_even(a: i128, b: i128) -> i128 {
    let quotient = floor_div(a, b).unwrap_or(0);
    let twice = (a - quotient * b).abs().saturating_mul(2);
    let up = twice > b.abs() || twice == b.abs() && quotient % 2 != 0;
    quotient + i128::from(up)
}

fn between(evaluator: &Evaluator, op: Binary, a: i128, b: i128) -> Outcome<Option<Value>> {
    Ok(Some(match op {
        Binary::Add => new(evaluator, a.checked_add(b))?,
        Binary::Sub => new(evaluator, a.checked_sub(b))?,
        Binary::Div | Binary::FloorDiv | Binary::Mod if b == 0 => {
            let text = match op {
                Binary::Div => "division by zero",
                _ => "integer division or modulo by zero",
            };
            return Err(evaluator.raise("ZeroDivisionError", text));
        }
        Binary::Div => Value::float(a as f64 / b as f64),
        Binary::FloorDiv => {
            Value::int(floor_div(a, b).and_then(|n| i64::try_from(n).ok()).unwrap_or(0))
        }
        Binary::Mod => new(evaluator, floor_div(a, b).map(|quotient| a - quotient * b))?,
        _ => return Ok(None),
    }))
}

/// Times a float, or divided by it: with the float's exact value, half to even.
fn scale(evaluator: &Evaluator, a: i128, number: f64, divide: bool) -> Outcome {
    if !number.is_finite() {
        return Err(match number.is_nan() {
            true => evaluator.value_error("cannot convert NaN to integer ratio"),
            false => evaluator.raise("OverflowError", "cannot convert Infinity to integer ratio"),
        });
    }
    if divide && number == 0.0 {
        return Err(evaluator.raise("ZeroDivisionError", "division by zero"));
    }
    let (mantissa, shift) = exact(number);
    let shifted = |value: i128, by: u32| (by < 126).then(|| value.checked_mul(1 << by)).flatten();
    let by = shift.unsigned_abs();
    let result = match (divide, shift >= 0) {
        (false, true) => a.checked_mul(mantissa).and_then(|product| shifted(product, by)),
        (false, false) if by >= 126 => Some(0),
        (false, false) => a.checked_mul(mantissa).map(|product| divide_to_even(product, 1 << by)),
        (true, true) => Some(shifted(mantissa, by).map_or(0, |divisor| divide_to_even(a, divisor))),
        (true, false) => shifted(a, by).map(|dividend| divide_to_even(dividend, mantissa)),
    };
    new(evaluator, result)
}

/// A finite float as an odd integer times a power of two.
fn exact(number: f64) -> (i128, i32) {
    let bits = number.abs().to_bits();
    let exponent = (bits >> 52) as i32;
    let fraction = i128::from(bits & ((1 << 52) - 1));
    let (mut mantissa, mut shift) =
        if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
    if mantissa == 0 {
        return (0, 0);
    }
    let zeros = mantissa.trailing_zeros();
    mantissa >>= zeros;
    shift += zeros as i32;
    (if number < 0.0 { -mantissa } else { mantissa }, shift)
}
