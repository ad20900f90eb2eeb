//! Arithmetic of integers of any size and of floats.

use std::rc::Rc;

use super::Evaluator;
use crate::python::class::Binary;
use crate::python::number::{BigInt, MAX_BITS};
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// A number, widened.
pub(crate) enum Number {
    Int(i64),
    Big(Rc<BigInt>),
    Float(f64),
}

pub(crate) fn as_number(value: &Value) -> Option<Number> {
    Some(match value.plain() {
        Value::Int(number) => Number::Int(**number),
        Value::Bool(flag) => Number::Int(i64::from(*flag)),
        Value::Big(number) => Number::Big(number.clone()),
        Value::Float(number) => Number::Float(**number),
        _ => return None,
    })
}

impl Number {
    pub(super) fn big(&self) -> Option<BigInt> {
        match self {
            Number::Int(number) => Some(BigInt::from(*number)),
            Number::Big(number) => Some((**number).clone()),
            Number::Float(_) => None,
        }
    }

    pub(crate) fn float(&self) -> f64 {
        match self {
            Number::Int(number) => *number as f64,
            Number::Big(number) => number.to_f64(),
            Number::Float(number) => *number,
        }
    }
}

impl Evaluator {
    pub(super) fn int_arithmetic(&mut self, op: Binary, a: i64, b: i64) -> Outcome {
        let quick = match op {
            Binary::Add => a.checked_add(b),
            Binary::Sub => a.checked_sub(b),
            Binary::Mul => a.checked_mul(b),
            Binary::FloorDiv if b != 0 => floor_div(a, b),
            Binary::Mod if b != 0 => floor_mod(a, b),
            Binary::Or => Some(a | b),
            Binary::Xor => Some(a ^ b),
            Binary::And => Some(a & b),
            Binary::Div if b != 0 && a.unsigned_abs() < 1 << 53 && b.unsigned_abs() < 1 << 53 => {
                return Ok(Value::float(a as f64 / b as f64));
            }
            _ => None,
        };
        match quick {
            Some(number) => Ok(Value::int(number)),
            None => {
                let (left, right) = (Value::int(a), Value::int(b));
                let result =
                    self.number_arithmetic(op, &left, &right, &Number::Int(a), &Number::Int(b))?;
                result.ok_or_else(|| self.unsupported_operands(op, &left, &right))
            }
        }
    }

    pub(super) fn number_arithmetic(
        &mut self,
        op: Binary,
        left: &Value,
        right: &Value,
        a: &Number,
        b: &Number,
    ) -> Outcome<Option<Value>> {
        let bitwise =
            matches!(op, Binary::Or | Binary::Xor | Binary::And | Binary::LShift | Binary::RShift);
        if let (Value::Bool(a), Value::Bool(b)) = (left, right) {
            match op {
                Binary::Or => return Ok(Some(Value::Bool(a | b))),
                Binary::Xor => return Ok(Some(Value::Bool(a ^ b))),
                Binary::And => return Ok(Some(Value::Bool(a & b))),
                _ => {}
            }
        }
        match (a.big(), b.big()) {
            (Some(a), Some(b)) => self.big_arithmetic(op, &a, &b).map(Some),
            _ if bitwise || op == Binary::MatMul => Ok(None),
            _ => self.float_arithmetic(op, a.float(), b.float()).map(Some),
        }
    }

    fn big_arithmetic(&mut self, op: Binary, a: &BigInt, b: &BigInt) -> Outcome {
        self.spend_steps((a.bits() / 64 + 1).saturating_mul(b.bits() / 64 + 1) / 16)?;
        self.spend_bytes((a.bits() + b.bits()) / 8)?;
        Ok(match op {
            Binary::Add => a.add(b),
            Binary::Sub => a.subtract(b),
            Binary::Mul => {
                self.check_bits(a.bits() + b.bits())?;
                a.multiply(b)
            }
            Binary::FloorDiv | Binary::Mod => {
                let message = if op == Binary::Mod {
                    "integer modulo by zero"
                } else {
                    "integer division or modulo by zero"
                };
                self.spend_steps(a.bits())?;
                let (quotient, rest) =
                    a.div_mod(b).ok_or_else(|| self.raise("ZeroDivisionError", message))?;
                if op == Binary::Mod { rest } else { quotient }
            }
            Binary::Div if b.is_zero() => {
                return Err(self.raise("ZeroDivisionError", "division by zero"));
            }
            Binary::Div => return Ok(Value::float(a.to_f64() / b.to_f64())),
            Binary::Pow if b.is_negative() => {
                return self.float_arithmetic(op, a.to_f64(), b.to_f64());
            }
            Binary::Pow => return self.big_power(a, b),
            Binary::LShift | Binary::RShift => return self.big_shift(op, a, b),
            Binary::Or => a.bitwise(b, |x, y| x | y),
            Binary::Xor => a.bitwise(b, |x, y| x ^ y),
            Binary::And => a.bitwise(b, |x, y| x & y),
            Binary::MatMul => {
                let (a, b) = (a.clone().into_value(), b.clone().into_value());
                return Err(self.unsupported_operands(op, &a, &b));
            }
        }
        .into_value())
    }

    fn check_bits(&mut self, bits: u64) -> Outcome<()> {
        if bits > MAX_BITS {
            return Err(self.limit(format!("an integer has more than {MAX_BITS} bits")));
        }
        Ok(())
    }

    fn big_shift(&mut self, op: Binary, a: &BigInt, b: &BigInt) -> Outcome {
        if b.is_negative() {
            return Err(self.value_error("negative shift count"));
        }
        let by = b.to_i64().map_or(u64::MAX, i64::unsigned_abs);
        if op == Binary::RShift {
            return Ok(a.shift_right(by).into_value());
        }
        if a.is_zero() {
            return Ok(Value::int(0));
        }
        self.check_bits(a.bits().saturating_add(by))?;
        Ok(a.shift_left(by).into_value())
    }

    fn big_power(&mut self, base: &BigInt, exponent: &BigInt) -> Outcome {
        let mut left = match exponent.to_i64() {
            Some(exponent) => exponent.unsigned_abs(),
            None if base.bits() <= 1 => {
                2 - u64::from(exponent.bitwise(&BigInt::from(1i64), |a, b| a & b).bits() == 1)
            }
            None => u64::MAX,
        };
        if base.bits() > 1 {
            self.check_bits((base.bits() - 1).saturating_mul(left))?;
        }
        let mut result = BigInt::from(1i64);
        let mut square = base.clone();
        while left > 0 {
            self.spend_steps((square.bits() / 64 + 1).saturating_mul(square.bits() / 64 + 1) / 8)?;
            if left & 1 == 1 {
                result = result.multiply(&square);
            }
            left >>= 1;
            if left > 0 {
                square = square.multiply(&square);
            }
        }
        Ok(result.into_value())
    }

    fn float_arithmetic(&mut self, op: Binary, a: f64, b: f64) -> Outcome {
        let zero = |message: &str| Err(self.raise("ZeroDivisionError", message));
        Ok(Value::float(match op {
            Binary::Add => a + b,
            Binary::Sub => a - b,
            Binary::Mul => a * b,
            Binary::Div if b == 0.0 => return zero("float division by zero"),
            Binary::Div => a / b,
            Binary::FloorDiv if b == 0.0 => return zero("float floor division by zero"),
            Binary::FloorDiv => float_div_mod(a, b).0,
            Binary::Mod if b == 0.0 => return zero("float modulo"),
            Binary::Mod => float_div_mod(a, b).1,
            Binary::Pow if a == 0.0 && b < 0.0 => {
                return zero("0.0 cannot be raised to a negative power");
            }
            Binary::Pow if a < 0.0 && b.fract() != 0.0 && b.is_finite() => {
                return Err(Raised::from(self.unsupported("complex numbers")));
            }
            Binary::Pow => {
                let power = a.powf(b);
                if power.is_infinite() && a.is_finite() && b.is_finite() {
                    let text = "(34, 'Numerical result out of range')";
                    return Err(self.raise("OverflowError", text));
                }
                power
            }
            _ => return Err(self.unsupported_operands(op, &Value::float(a), &Value::float(b))),
        }))
    }
}

fn floor_div(a: i64, b: i64) -> Option<i64> {
    let quotient = a.checked_div(b)?;
    let inexact = a.checked_rem(b)? != 0;
    Some(if inexact && (a < 0) != (b < 0) { quotient - 1 } else { quotient })
}

fn floor_mod(a: i64, b: i64) -> Option<i64> {
    let rest = a.checked_rem(b)?;
    Some(if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest })
}

/// As CPython's `float_div_mod`.
pub(crate) fn float_div_mod(a: f64, b: f64) -> (f64, f64) {
    let mut rest = a % b;
    let mut quotient = (a - rest) / b;
    if rest != 0.0 {
        if (b < 0.0) != (rest < 0.0) {
            rest += b;
            quotient -= 1.0;
        }
    } else {
        rest = 0f64.copysign(b);
    }
    if quotient == 0.0 {
        return (0f64.copysign(a / b), rest);
    }
    let floored = quotient.floor();
    (if quotient - floored > 0.5 { floored + 1.0 } else { floored }, rest)
}
