//! Operators and comparisons, on built-in values and on objects that define them.

use std::cmp::Ordering;
use std::rc::Rc;

use super::Evaluator;
use super::attributes::settle;
use crate::python::class::{Binary, Compare, Unary};
use crate::python::dict::ViewKind;
use crate::python::function::Arguments;
use crate::python::number::{BigInt, MAX_BITS};
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// The operator as it is written.
pub(crate) fn binary_symbol(op: Binary) -> &'static str {
    match op {
        Binary::Add => "+",
        Binary::Sub => "-",
        Binary::Mul => "*",
        Binary::MatMul => "@",
        Binary::Div => "/",
        Binary::Mod => "%",
        Binary::Pow => "** or pow()",
        Binary::LShift => "<<",
        Binary::RShift => ">>",
        Binary::Or => "|",
        Binary::Xor => "^",
        Binary::And => "&",
        Binary::FloorDiv => "//",
    }
}

/// The dunder methods: plain, reflected, in place.
fn binary_methods(op: Binary) -> (&'static str, &'static str, &'static str) {
    match op {
        Binary::Add => ("__add__", "__radd__", "__iadd__"),
        Binary::Sub => ("__sub__", "__rsub__", "__isub__"),
        Binary::Mul => ("__mul__", "__rmul__", "__imul__"),
        Binary::MatMul => ("__matmul__", "__rmatmul__", "__imatmul__"),
        Binary::Div => ("__truediv__", "__rtruediv__", "__itruediv__"),
        Binary::Mod => ("__mod__", "__rmod__", "__imod__"),
        Binary::Pow => ("__pow__", "__rpow__", "__ipow__"),
        Binary::LShift => ("__lshift__", "__rlshift__", "__ilshift__"),
        Binary::RShift => ("__rshift__", "__rrshift__", "__irshift__"),
        Binary::Or => ("__or__", "__ror__", "__ior__"),
        Binary::Xor => ("__xor__", "__rxor__", "__ixor__"),
        Binary::And => ("__and__", "__rand__", "__iand__"),
        Binary::FloorDiv => ("__floordiv__", "__rfloordiv__", "__ifloordiv__"),
    }
}

/// The comparison as it is written.
pub(crate) fn compare_symbol(op: Compare) -> &'static str {
    match op {
        Compare::Eq => "==",
        Compare::Ne => "!=",
        Compare::Lt => "<",
        Compare::Le => "<=",
        Compare::Gt => ">",
        Compare::Ge => ">=",
    }
}

fn compare_method(op: Compare) -> &'static str {
    match op {
        Compare::Eq => "__eq__",
        Compare::Ne => "__ne__",
        Compare::Lt => "__lt__",
        Compare::Le => "__le__",
        Compare::Gt => "__gt__",
        Compare::Ge => "__ge__",
    }
}

fn mirrored(op: Compare) -> Compare {
    match op {
        Compare::Lt => Compare::Gt,
        Compare::Le => Compare::Ge,
        Compare::Gt => Compare::Lt,
        Compare::Ge => Compare::Le,
        same => same,
    }
}

fn holds(op: Compare, ordering: Ordering) -> bool {
    match op {
        Compare::Eq => ordering.is_eq(),
        Compare::Ne => ordering.is_ne(),
        Compare::Lt => ordering.is_lt(),
        Compare::Le => ordering.is_le(),
        Compare::Gt => ordering.is_gt(),
        Compare::Ge => ordering.is_ge(),
    }
}

/// A number, widened.
pub(crate) enum Number {
    Int(i64),
    Big(Rc<BigInt>),
    Float(f64),
}

pub(crate) fn as_number(value: &Value) -> Option<Number> {
    Some(match value.plain() {
        Value::Int(number) => Number::Int(*number),
        Value::Bool(flag) => Number::Int(i64::from(*flag)),
        Value::Big(number) => Number::Big(number.clone()),
        Value::Float(number) => Number::Float(*number),
        _ => return None,
    })
}

impl Number {
    fn big(&self) -> Option<BigInt> {
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
    /// `left op right`; unknown where it hangs on something unknown.
    pub fn binary(&mut self, op: Binary, left: &Value, right: &Value) -> Outcome {
        settle(self.binary_strict(op, left, right))
    }

    fn binary_strict(&mut self, op: Binary, left: &Value, right: &Value) -> Outcome {
        match (left, right) {
            (Value::Str(a), Value::Str(b)) if op == Binary::Add => return self.concat(a, b),
            (Value::Int(a), Value::Int(b)) => return self.int_arithmetic(op, *a, *b),
            (Value::Unknown(unknown), _) | (_, Value::Unknown(unknown)) => {
                return Ok(Value::Unknown(unknown.clone()));
            }
            _ => {}
        }
        if let Some(value) = self.object_binary(op, left, right)? {
            return Ok(value);
        }
        if let (Binary::Mod, Value::Str(format)) = (op, left.plain()) {
            return self.percent_format(&format.clone(), right);
        }
        if let Some(value) = self.plain_binary(op, left.plain(), right.plain())? {
            return Ok(value);
        }
        Err(self.unsupported_operands(op, left, right))
    }

    fn concat(&mut self, a: &Rc<str>, b: &Rc<str>) -> Outcome {
        let len = a.len() + b.len();
        self.spend_bytes(len as u64)?;
        let mut text = String::with_capacity(len);
        text.push_str(a);
        text.push_str(b);
        Ok(Value::from(text))
    }

    /// `left op= right`.
    pub fn binary_in_place(&mut self, op: Binary, left: &Value, right: &Value) -> Outcome {
        let (_, _, method) = binary_methods(op);
        if let Value::Instance(_) = left
            && let Some(value) = self.call_special(left, method, Arguments::of([right.clone()]))?
            && !matches!(value, Value::NotImplemented)
        {
            return Ok(value);
        }
        match (op, left.plain()) {
            (Binary::Add, Value::List(list)) if !matches!(right, Value::Unknown(_)) => {
                let more = self.collect(right)?;
                self.spend_values(more.len())?;
                list.borrow_mut().extend(more);
                return Ok(left.clone());
            }
            (Binary::Or, Value::Dict(dict)) if right.as_dict().is_some() => {
                for (key, value) in right.as_dict().map(|other| other.items()).unwrap_or_default() {
                    self.dict_set(dict, key, value)?;
                }
                return Ok(left.clone());
            }
            (Binary::Or | Binary::And | Binary::Sub | Binary::Xor, Value::Set(set))
                if !set.frozen =>
            {
                let result = self.binary(op, left, right)?;
                if let Value::Set(other) = &result {
                    let table = other.table.borrow().clone();
                    *set.table.borrow_mut() = table;
                    return Ok(left.clone());
                }
                return Ok(result);
            }
            _ => {}
        }
        self.binary(op, left, right)
    }

    fn object_binary(&mut self, op: Binary, left: &Value, right: &Value) -> Outcome<Option<Value>> {
        let is_object = |value: &Value| matches!(value, Value::Instance(_) | Value::Class(_));
        if !is_object(left) && !is_object(right) {
            return Ok(None);
        }
        let (left_class, right_class) = (self.class_of(left), self.class_of(right));
        let right_first = !Rc::ptr_eq(&left_class, &right_class)
            && right_class.is_subclass(&left_class)
            && is_object(right);
        for reflected in [right_first, !right_first] {
            let found = if reflected {
                if Rc::ptr_eq(&left_class, &right_class) && left_class.hooks.binary.is_none() {
                    continue;
                }
                self.ask_binary(op, right, left, true)?
            } else {
                self.ask_binary(op, left, right, false)?
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn ask_binary(
        &mut self,
        op: Binary,
        this: &Value,
        other: &Value,
        reflected: bool,
    ) -> Outcome<Option<Value>> {
        if !matches!(this, Value::Instance(_) | Value::Class(_)) {
            return Ok(None);
        }
        let (plain, mirrored, _) = binary_methods(op);
        let method = if reflected { mirrored } else { plain };
        match self.call_special(this, method, Arguments::of([other.clone()]))? {
            Some(Value::NotImplemented) => return Ok(None),
            Some(value) => return Ok(Some(value)),
            None => {}
        }
        match self.class_of(this).hooks.binary {
            Some(hook) => self.nested(|evaluator| hook(evaluator, op, this, other, reflected)),
            None => Ok(None),
        }
    }

    fn plain_binary(&mut self, op: Binary, left: &Value, right: &Value) -> Outcome<Option<Value>> {
        if let (Some(a), Some(b)) = (as_number(left), as_number(right)) {
            return self.number_arithmetic(op, left, right, &a, &b);
        }
        match (op, left, right) {
            (Binary::Mod, Value::Bytes(_), _) => {
                Err(Raised::Unknown(self.unsupported("formatting of bytes with %")))
            }
            (Binary::Add, _, _) => self.sequence_add(left, right),
            (Binary::Mul, _, _) => match (as_number(left), as_number(right)) {
                (_, Some(Number::Int(count))) => self.repeat(left, count),
                (Some(Number::Int(count)), _) => self.repeat(right, count),
                _ => Ok(None),
            },
            (Binary::Or | Binary::And | Binary::Sub | Binary::Xor, _, _) => {
                self.set_algebra(op, left, right)
            }
            _ => Ok(None),
        }
    }

    fn sequence_add(&mut self, left: &Value, right: &Value) -> Outcome<Option<Value>> {
        Ok(Some(match (left, right) {
            (Value::Str(a), Value::Str(b)) => return self.concat(a, b).map(Some),
            (Value::List(a), Value::List(b)) => {
                let items = [a.borrow().clone(), b.borrow().clone()].concat();
                self.spend_values(items.len())?;
                Value::list(items)
            }
            (Value::Tuple(a), Value::Tuple(b)) => {
                self.spend_values(a.len() + b.len())?;
                Value::tuple([&a[..], &b[..]].concat())
            }
            (Value::Bytes(a), Value::Bytes(b)) => {
                self.spend_bytes((a.len() + b.len()) as u64)?;
                Value::Bytes([&a[..], &b[..]].concat().into())
            }
            _ => return Ok(None),
        }))
    }

    fn repeat(&mut self, value: &Value, count: i64) -> Outcome<Option<Value>> {
        let times = usize::try_from(count.max(0)).unwrap_or(usize::MAX);
        let mut afford = |len: usize, size: usize| {
            let bytes = (len as u64).saturating_mul(times as u64).saturating_mul(size as u64);
            self.spend_bytes(bytes)
        };
        Ok(Some(match value {
            Value::Str(text) => {
                afford(text.len(), 1)?;
                Value::from(text.repeat(times))
            }
            Value::Bytes(bytes) => {
                afford(bytes.len(), 1)?;
                Value::Bytes(bytes.repeat(times).into())
            }
            Value::List(items) => {
                let items = items.borrow().clone();
                afford(items.len(), size_of::<Value>())?;
                Value::list(repeated(&items, times))
            }
            Value::Tuple(items) => {
                afford(items.len(), size_of::<Value>())?;
                Value::tuple(repeated(items, times))
            }
            _ => return Ok(None),
        }))
    }

    fn set_algebra(&mut self, op: Binary, left: &Value, right: &Value) -> Outcome<Option<Value>> {
        if let (Binary::Or, Value::Dict(a), Value::Dict(b)) = (op, left, right) {
            self.check_taint(&a.taint)?;
            let merged = a.copy();
            for (key, value) in b.items() {
                self.dict_set(&merged, key, value)?;
            }
            return Ok(Some(Value::Dict(merged)));
        }
        if matches!(left, Value::Class(_) | Value::None)
            && matches!(right, Value::Class(_) | Value::None)
        {
            return Ok((op == Binary::Or).then(|| Value::tuple([left.clone(), right.clone()])));
        }
        let is_set = |value: &Value| match value {
            Value::Set(_) => true,
            Value::View(view) => view.kind != ViewKind::Values,
            _ => false,
        };
        if !is_set(left) || !is_set(right) {
            return Ok(None);
        }
        let frozen = matches!(left, Value::Set(set) if set.frozen);
        let (a, b) = (self.collect(left)?, self.collect(right)?);
        self.combine_sets(op, a, b, frozen).map(Some)
    }

    /// A set operation on items.
    pub(crate) fn combine_sets(
        &mut self,
        op: Binary,
        a: Vec<Value>,
        b: Vec<Value>,
        frozen: bool,
    ) -> Outcome {
        let (left, right) = (self.set_from(a, frozen)?, self.set_from(b, frozen)?);
        let result = self.set_from([], frozen)?;
        self.check_taint(&left.taint)?;
        self.check_taint(&right.taint)?;
        for item in left.items() {
            let shared = self.set_contains(&right, &item)?;
            let keep = match op {
                Binary::Or => true,
                Binary::And => shared,
                _ => !shared,
            };
            if keep {
                self.set_add(&result, item)?;
            }
        }
        if matches!(op, Binary::Or | Binary::Xor) {
            for item in right.items() {
                if op == Binary::Or || !self.set_contains(&left, &item)? {
                    self.set_add(&result, item)?;
                }
            }
        }
        Ok(Value::Set(result))
    }

    fn int_arithmetic(&mut self, op: Binary, a: i64, b: i64) -> Outcome {
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
                return Ok(Value::Float(a as f64 / b as f64));
            }
            _ => None,
        };
        match quick {
            Some(number) => Ok(Value::Int(number)),
            None => {
                let (left, right) = (Value::Int(a), Value::Int(b));
                let result =
                    self.number_arithmetic(op, &left, &right, &Number::Int(a), &Number::Int(b))?;
                result.ok_or_else(|| self.unsupported_operands(op, &left, &right))
            }
        }
    }

    fn number_arithmetic(
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
            Binary::Div => return Ok(Value::Float(a.to_f64() / b.to_f64())),
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
            return Ok(Value::Int(0));
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
        Ok(Value::Float(match op {
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
                return Err(Raised::Unknown(self.unsupported("complex numbers")));
            }
            Binary::Pow => {
                let power = a.powf(b);
                if power.is_infinite() && a.is_finite() && b.is_finite() {
                    let text = "(34, 'Numerical result out of range')";
                    return Err(self.raise("OverflowError", text));
                }
                power
            }
            _ => return Err(self.unsupported_operands(op, &Value::Float(a), &Value::Float(b))),
        }))
    }

    fn unsupported_operands(&self, op: Binary, left: &Value, right: &Value) -> Raised {
        let (a, b) = (self.type_name(left), self.type_name(right));
        self.type_error(match (op, left.plain(), right.plain()) {
            (Binary::Add, Value::Str(_), _) => {
                format!("can only concatenate str (not \"{b}\") to str")
            }
            (Binary::Add, Value::List(_), _) => {
                format!("can only concatenate list (not \"{b}\") to list")
            }
            (Binary::Add, Value::Tuple(_), _) => {
                format!("can only concatenate tuple (not \"{b}\") to tuple")
            }
            (Binary::Mul, Value::Str(_) | Value::List(_) | Value::Tuple(_), _) => {
                format!("can't multiply sequence by non-int of type '{b}'")
            }
            _ => format!("unsupported operand type(s) for {}: '{a}' and '{b}'", binary_symbol(op)),
        })
    }

    /// `op value`.
    pub fn unary(&mut self, op: Unary, value: &Value) -> Outcome {
        if let Value::Unknown(_) = value {
            return Ok(value.clone());
        }
        let method = match op {
            Unary::Neg => "__neg__",
            Unary::Pos => "__pos__",
            Unary::Invert => "__invert__",
        };
        if let Value::Instance(_) | Value::Class(_) = value {
            if let Some(result) = self.call_special(value, method, Arguments::none())? {
                return Ok(result);
            }
            if let Some(hook) = self.class_of(value).hooks.unary
                && let Some(result) = hook(self, op, value)?
            {
                return Ok(result);
            }
        }
        match (op, as_number(value)) {
            (Unary::Neg, Some(Number::Int(number))) => {
                Ok(BigInt::from(-i128::from(number)).into_value())
            }
            (Unary::Neg, Some(Number::Big(number))) => Ok(number.negate().into_value()),
            (Unary::Neg, Some(Number::Float(number))) => Ok(Value::Float(-number)),
            (Unary::Pos, Some(Number::Int(number))) => Ok(Value::Int(number)),
            (Unary::Pos, Some(_)) => Ok(value.plain().clone()),
            (Unary::Invert, Some(Number::Int(number))) => Ok(Value::Int(!number)),
            (Unary::Invert, Some(Number::Big(number))) => {
                Ok(number.negate().add(&BigInt::from(-1i64)).into_value())
            }
            _ => {
                let (symbol, class) = (&method[2..method.len() - 2], self.type_name(value));
                let symbol = match symbol {
                    "neg" => "-",
                    "pos" => "+",
                    _ => "~",
                };
                Err(self.type_error(format!("bad operand type for unary {symbol}: '{class}'")))
            }
        }
    }

    /// `left op right` for a comparison; unknown where it hangs on something unknown.
    pub fn compare(&mut self, op: Compare, left: &Value, right: &Value) -> Outcome {
        settle(self.compare_strict(op, left, right))
    }

    pub(crate) fn compare_strict(&mut self, op: Compare, left: &Value, right: &Value) -> Outcome {
        match (left, right) {
            (Value::Str(a), Value::Str(b)) => return Ok(Value::Bool(holds(op, a.cmp(b)))),
            (Value::Int(a), Value::Int(b)) => return Ok(Value::Bool(holds(op, a.cmp(b)))),
            (Value::Unknown(unknown), _) | (_, Value::Unknown(unknown)) => {
                return Ok(Value::Unknown(unknown.clone()));
            }
            _ => {}
        }
        if let Some(value) = self.object_compare(op, left, right)? {
            return Ok(value);
        }
        if let Some(answer) = self.plain_compare(op, left.plain(), right.plain())? {
            return Ok(Value::Bool(answer));
        }
        match op {
            Compare::Eq => Ok(Value::Bool(left.is(right))),
            Compare::Ne => Ok(Value::Bool(!left.is(right))),
            _ => {
                let (a, b) = (self.type_name(left), self.type_name(right));
                let symbol = compare_symbol(op);
                Err(self.type_error(format!(
                    "'{symbol}' not supported between instances of '{a}' and '{b}'"
                )))
            }
        }
    }

    fn object_compare(
        &mut self,
        op: Compare,
        left: &Value,
        right: &Value,
    ) -> Outcome<Option<Value>> {
        let is_object = |value: &Value| matches!(value, Value::Instance(_) | Value::Class(_));
        let (left_object, right_object) = (is_object(left), is_object(right));
        if !left_object && !right_object {
            return Ok(None);
        }
        let (left_class, right_class) = (self.class_of(left), self.class_of(right));
        let right_first = right_object
            && !Rc::ptr_eq(&left_class, &right_class)
            && right_class.is_subclass(&left_class);
        let sides = [(left, right, op), (right, left, mirrored(op))];
        for turn in [usize::from(right_first), usize::from(!right_first)] {
            let Some((this, other, op)) = sides.get(turn) else { continue };
            if is_object(this)
                && let Some(value) = self.ask_compare(*op, this, other)?
            {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    fn ask_compare(&mut self, op: Compare, this: &Value, other: &Value) -> Outcome<Option<Value>> {
        let method = compare_method(op);
        match self.call_special(this, method, Arguments::of([other.clone()]))? {
            Some(Value::NotImplemented) | None => {}
            some => return Ok(some),
        }
        if let Some(hook) = self.class_of(this).hooks.compare
            && let Some(value) = self.nested(|evaluator| hook(evaluator, op, this, other))?
        {
            return Ok(Some(value));
        }
        if op == Compare::Ne {
            return match self.call_special(this, "__eq__", Arguments::of([other.clone()]))? {
                Some(Value::NotImplemented) | None => Ok(None),
                Some(value) => Ok(Some(Value::Bool(!self.truth(&value)?))),
            };
        }
        Ok(None)
    }

    fn plain_compare(&mut self, op: Compare, left: &Value, right: &Value) -> Outcome<Option<bool>> {
        if let (Some(a), Some(b)) = (as_number(left), as_number(right)) {
            return Ok(Some(compare_numbers(op, &a, &b)));
        }
        Ok(Some(match (left, right) {
            (Value::Str(a), Value::Str(b)) => holds(op, a.cmp(b)),
            (Value::Bytes(a), Value::Bytes(b)) => holds(op, a.cmp(b)),
            (Value::Tuple(a), Value::Tuple(b)) => return self.compare_items(op, a, b).map(Some),
            (Value::List(a), Value::List(b)) => {
                let (a, b) = (a.borrow().clone(), b.borrow().clone());
                return self.compare_items(op, &a, &b).map(Some);
            }
            (Value::Dict(a), Value::Dict(b)) => match op {
                Compare::Eq => self.equal_dicts(a, b)?,
                Compare::Ne => !self.equal_dicts(a, b)?,
                _ => return Ok(None),
            },
            (Value::Set(_) | Value::View(_), Value::Set(_) | Value::View(_)) => {
                return self.compare_sets(op, left, right).map(Some);
            }
            (Value::Range(a), Value::Range(b)) if matches!(op, Compare::Eq | Compare::Ne) => {
                let same = a.len() == b.len()
                    && (a.is_empty() || a.start == b.start && (a.len() == 1 || a.step == b.step));
                same == (op == Compare::Eq)
            }
            (Value::Method(a), Value::Method(b)) if matches!(op, Compare::Eq | Compare::Ne) => {
                let same = a.receiver.is(&b.receiver) && a.function.is(&b.function);
                same == (op == Compare::Eq)
            }
            _ => return Ok(None),
        }))
    }

    fn compare_items(&mut self, op: Compare, a: &[Value], b: &[Value]) -> Outcome<bool> {
        if a.len() != b.len() && op == Compare::Eq {
            return Ok(false);
        }
        self.nested(|evaluator| {
            for (x, y) in a.iter().zip(b) {
                evaluator.step()?;
                if !evaluator.equals(x, y)? {
                    return match op {
                        Compare::Eq => Ok(false),
                        Compare::Ne => Ok(true),
                        _ => {
                            let answer = evaluator.compare_strict(op, x, y)?;
                            evaluator.truth(&answer)
                        }
                    };
                }
            }
            Ok(holds(op, a.len().cmp(&b.len())))
        })
    }

    fn equal_dicts(
        &mut self,
        a: &Rc<crate::python::dict::Dict>,
        b: &Rc<crate::python::dict::Dict>,
    ) -> Outcome<bool> {
        if Rc::ptr_eq(a, b) {
            return Ok(true);
        }
        self.check_taint(&a.taint)?;
        if a.len() != b.len() {
            return Ok(false);
        }
        self.nested(|evaluator| {
            for (key, value) in a.items() {
                evaluator.step()?;
                match evaluator.dict_get(b, &key)? {
                    Some(other) if evaluator.equals(&value, &other)? => {}
                    _ => return Ok(false),
                }
            }
            Ok(true)
        })
    }

    fn compare_sets(&mut self, op: Compare, left: &Value, right: &Value) -> Outcome<bool> {
        let (a, b) = (self.collect(left)?, self.collect(right)?);
        let (a, b) = (self.set_from(a, false)?, self.set_from(b, false)?);
        let (small, large) =
            if matches!(op, Compare::Gt | Compare::Ge) { (&b, &a) } else { (&a, &b) };
        let mut within = true;
        for item in small.items() {
            within = within && self.set_contains(large, &item)?;
        }
        Ok(match op {
            Compare::Eq => within && a.len() == b.len(),
            Compare::Ne => !(within && a.len() == b.len()),
            Compare::Le | Compare::Ge => within,
            Compare::Lt | Compare::Gt => within && small.len() < large.len(),
        })
    }

    /// `left is right or left == right`, as containers compare their items.
    pub fn equals(&mut self, left: &Value, right: &Value) -> Outcome<bool> {
        match (left, right) {
            (Value::Str(a), Value::Str(b)) => return Ok(a == b),
            (Value::Int(a), Value::Int(b)) => return Ok(a == b),
            (Value::Unknown(unknown), _) | (_, Value::Unknown(unknown)) => {
                return Err(Raised::Unknown(unknown.clone()));
            }
            _ if left.is(right) => return Ok(true),
            _ => {}
        }
        let answer = self.nested(|evaluator| evaluator.compare_strict(Compare::Eq, left, right))?;
        self.truth(&answer)
    }

    /// `left < right`, as sorting asks.
    pub fn less(&mut self, left: &Value, right: &Value) -> Outcome<bool> {
        let answer = self.compare_strict(Compare::Lt, left, right)?;
        self.truth(&answer)
    }

    /// `bool(value)`; what hangs on something unknown is an error here.
    pub fn truth(&mut self, value: &Value) -> Outcome<bool> {
        Ok(match value {
            Value::None => false,
            Value::Bool(flag) => *flag,
            Value::Int(number) => *number != 0,
            Value::Float(number) => *number != 0.0,
            Value::Str(text) => !text.is_empty(),
            Value::Bytes(bytes) => !bytes.is_empty(),
            Value::Tuple(items) => !items.is_empty(),
            Value::List(items) => !items.borrow().is_empty(),
            Value::Dict(dict) => {
                self.check_taint(&dict.taint)?;
                !dict.is_empty()
            }
            Value::Set(set) => {
                self.check_taint(&set.taint)?;
                !set.is_empty()
            }
            Value::View(view) => !view.dict.is_empty(),
            Value::Range(range) => !range.is_empty(),
            Value::Unknown(unknown) => return Err(Raised::Unknown(unknown.clone())),
            Value::Instance(_) | Value::Class(_) => return self.object_truth(value),
            _ => true,
        })
    }

    fn object_truth(&mut self, value: &Value) -> Outcome<bool> {
        if let Some(answer) = self.call_special(value, "__bool__", Arguments::none())? {
            return match answer {
                Value::Bool(flag) => Ok(flag),
                Value::Unknown(unknown) => Err(Raised::Unknown(unknown)),
                other => {
                    let given = self.type_name(&other);
                    Err(self.type_error(format!("__bool__ should return bool, returned {given}")))
                }
            };
        }
        if let Some(answer) = self.call_special(value, "__len__", Arguments::none())? {
            return self.truth(&answer);
        }
        match value.plain() {
            Value::Instance(_) | Value::Class(_) => Ok(true),
            plain => self.truth(&plain.clone()),
        }
    }
}

fn repeated(items: &[Value], times: usize) -> Vec<Value> {
    let times = if items.is_empty() { 0 } else { times };
    std::iter::repeat_n(items, times).flatten().cloned().collect()
}

fn compare_numbers(op: Compare, a: &Number, b: &Number) -> bool {
    let ordering = match (a, b) {
        (Number::Float(a), Number::Float(b)) => a.partial_cmp(b),
        (Number::Float(a), b) => compare_float(*a, b),
        (a, Number::Float(b)) => compare_float(*b, a).map(Ordering::reverse),
        (a, b) => match (a.big(), b.big()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => None,
        },
    };
    ordering.map_or(op == Compare::Ne, |ordering| holds(op, ordering))
}

/// A float against an integer, exactly.
fn compare_float(a: f64, b: &Number) -> Option<Ordering> {
    if a.is_nan() {
        return None;
    }
    if a.is_infinite() {
        return Some(if a > 0.0 { Ordering::Greater } else { Ordering::Less });
    }
    let whole = BigInt::from_f64(a.floor());
    let order = whole.cmp(&b.big()?);
    Some(if order.is_eq() && a.fract() != 0.0 { Ordering::Greater } else { order })
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
