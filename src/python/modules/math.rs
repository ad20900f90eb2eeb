//! `math`.

use crate::platform;
use crate::python::class::{Binary, Compare};
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::number::BigInt;
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// For `from math import *`.
pub(super) const PUBLIC: &[&str] = &[
    "ceil", "floor", "sqrt", "pi", "e", "inf", "nan", "log", "log2", "log10", "exp", "pow", "gcd",
    "trunc", "fabs",
];

fn float(evaluator: &Evaluator, value: Option<&Value>) -> Outcome<f64> {
    match value.map(Value::plain) {
        Some(Value::Float(number)) => Ok(**number),
        Some(Value::Big(number)) => Ok(number.to_f64()),
        Some(other) => match other.as_int() {
            Some(number) => Ok(number as f64),
            None => {
                let given = evaluator.type_name(other);
                Err(evaluator.type_error(format!("must be real number, not {given}")))
            }
        },
        None => Err(evaluator.type_error("expected 1 argument, got 0")),
    }
}

fn rounded(
    evaluator: &mut Evaluator,
    arguments: &Arguments,
    method: &str,
    round: fn(f64) -> f64,
) -> Outcome {
    match arguments.positional.first() {
        Some(value @ (Value::Int(_) | Value::Big(_))) => Ok(value.clone()),
        Some(value @ Value::Instance(_)) => {
            match evaluator.call_special(value, method, Arguments::none())? {
                Some(result) => Ok(result),
                None => Ok(Value::Unknown(evaluator.unsupported(method))),
            }
        }
        value => Ok(BigInt::from_f64(round(float(evaluator, value)?)).into_value()),
    }
}

fn mapped(evaluator: &Evaluator, arguments: &Arguments, map: fn(f64) -> f64) -> Outcome {
    let number = float(evaluator, arguments.positional.first())?;
    let result = map(number);
    if result.is_nan() && !number.is_nan() {
        return Err(evaluator.value_error("math domain error"));
    }
    Ok(Value::float(result))
}

fn gcd(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut total = Value::int(0);
    for value in arguments.positional.drain(..) {
        let (mut a, mut b) = (total, value);
        while evaluator.truth(&b)? {
            let rest = evaluator.binary(Binary::Mod, &a, &b)?;
            (a, b) = (b, rest);
        }
        let negative = evaluator.compare(Compare::Lt, &a, &Value::int(0))?;
        total = if evaluator.truth(&negative)? {
            evaluator.unary(crate::python::class::Unary::Neg, &a)?
        } else {
            a
        };
    }
    Ok(total)
}

/// The members of `math`.
pub(super) fn members(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    let body: fn(&mut Evaluator, &mut Arguments) -> Outcome = match name {
        "pi" => return Ok(Some(Value::float(std::f64::consts::PI))),
        "e" => return Ok(Some(Value::float(std::f64::consts::E))),
        "tau" => return Ok(Some(Value::float(std::f64::consts::TAU))),
        "inf" => return Ok(Some(Value::float(f64::INFINITY))),
        "nan" => return Ok(Some(Value::float(f64::NAN))),
        "ceil" => |ev, args| rounded(ev, args, "__ceil__", f64::ceil),
        "floor" => |ev, args| rounded(ev, args, "__floor__", f64::floor),
        "trunc" => |ev, args| rounded(ev, args, "__trunc__", f64::trunc),
        "sqrt" => |ev, args| mapped(ev, args, f64::sqrt),
        "fabs" => |ev, args| mapped(ev, args, f64::abs),
        "exp" => |ev, args| mapped(ev, args, f64::exp),
        "log2" => |ev, args| mapped(ev, args, f64::log2),
        "log10" => |ev, args| mapped(ev, args, f64::log10),
        "sin" => |ev, args| mapped(ev, args, platform::sin),
        "cos" => |ev, args| mapped(ev, args, platform::cos),
        "log" => |ev, args| match args.positional.get(1) {
            Some(base) => {
                let base = float(ev, Some(base))?;
                let number = float(ev, args.positional.first())?;
                Ok(Value::float(number.ln() / base.ln()))
            }
            None => mapped(ev, args, f64::ln),
        },
        "pow" => |ev, args| {
            let base = float(ev, args.positional.first())?;
            Ok(Value::float(base.powf(float(ev, args.positional.get(1))?)))
        },
        "isnan" => |ev, args| Ok(Value::Bool(float(ev, args.positional.first())?.is_nan())),
        "isinf" => |ev, args| Ok(Value::Bool(float(ev, args.positional.first())?.is_infinite())),
        "isfinite" => |ev, args| Ok(Value::Bool(float(ev, args.positional.first())?.is_finite())),
        "gcd" => gcd,
        _ => return Ok(None),
    };
    Ok(Some(NativeFunction::function(name, body).pure().into()))
}
