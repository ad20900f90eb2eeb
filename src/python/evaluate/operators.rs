//! Operators, on built-in values and on objects that define them.

use std::rc::Rc;

use super::Evaluator;
use super::arithmetic::{Number, as_number};
use super::attributes::settle;
use crate::python::class::{Binary, Unary};
use crate::python::dict::ViewKind;
use crate::python::function::Arguments;
use crate::python::number::BigInt;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// The operator as it is written.
fn binary_symbol(op: Binary) -> &'static str {
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

impl Evaluator {
    /// `left op right`; unknown where it hangs on something unknown.
    pub fn binary(&mut self, op: Binary, left: &Value, right: &Value) -> Outcome {
        settle(self.binary_strict(op, left, right))
    }

    fn binary_strict(&mut self, op: Binary, left: &Value, right: &Value) -> Outcome {
        match (left, right) {
            (Value::Str(a), Value::Str(b)) if op == Binary::Add => return self.concat(a, b),
            (Value::Int(a), Value::Int(b)) => return self.int_arithmetic(op, **a, **b),
            (Value::Unknown(unknown), _) | (_, Value::Unknown(unknown)) => {
                return Ok(Value::Unknown(unknown.clone()));
            }
            _ => {}
        }
        // `str` has a `%` of its own, and is asked first; for `+` and `*` it is not.
        if let (Binary::Mod, Value::Str(format)) = (op, left)
            && !matches!(right.plain(), Value::Str(_))
        {
            return self.percent_format(&format.clone(), right);
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
                Err(Raised::from(self.unsupported("formatting of bytes with %")))
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
                Value::bytes([&a[..], &b[..]].concat().into())
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
                Value::bytes(bytes.repeat(times).into())
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
        if let (Binary::Or, Some(mut kinds), Some(more)) = (op, union_of(left), union_of(right)) {
            kinds.extend(more);
            return Ok(Some(Value::tuple(kinds)));
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

    pub(super) fn unsupported_operands(&self, op: Binary, left: &Value, right: &Value) -> Raised {
        let (a, b) = (self.type_name(left), self.type_name(right));
        let error = self.type_error(match (op, left.plain(), right.plain()) {
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
        });
        if is_plain(left) && is_plain(right) { error.certainly() } else { error }
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
            (Unary::Neg, Some(Number::Float(number))) => Ok(Value::float(-number)),
            (Unary::Pos, Some(Number::Int(number))) => Ok(Value::int(number)),
            (Unary::Pos, Some(_)) => Ok(value.plain().clone()),
            (Unary::Invert, Some(Number::Int(number))) => Ok(Value::int(!number)),
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
}

/// The classes of `int | str | None`: such a union is kept as a tuple, which `isinstance` takes as well.
fn union_of(value: &Value) -> Option<Vec<Value>> {
    match value {
        Value::Class(_) | Value::None => Some(vec![value.clone()]),
        Value::Tuple(items) if items.iter().all(|item| union_of(item).is_some()) => {
            Some(items.to_vec())
        }
        _ => None,
    }
}

/// Whether it is a value of which every operator is known.
fn is_plain(value: &Value) -> bool {
    use Value::{Bool, Dict, Float, Int, List, None, Str, Tuple};
    matches!(value, None | Bool(_) | Int(_) | Float(_) | Str(_) | Tuple(_) | List(_) | Dict(_))
}

fn repeated(items: &[Value], times: usize) -> Vec<Value> {
    let times = if items.is_empty() { 0 } else { times };
    std::iter::repeat_n(items, times).flatten().cloned().collect()
}
