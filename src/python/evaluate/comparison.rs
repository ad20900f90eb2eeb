//! Comparisons, equality and truth.

use std::cmp::Ordering;
use std::rc::Rc;

use super::Evaluator;
use super::arithmetic::{Number, as_number};
use super::attributes::settle;
use crate::python::class::Compare;
use crate::python::function::Arguments;
use crate::python::number::BigInt;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// The comparison as it is written.
fn compare_symbol(op: Compare) -> &'static str {
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

impl Evaluator {
    /// `left op right` for a comparison; unknown where it hangs on something unknown.
    pub fn compare(&mut self, op: Compare, left: &Value, right: &Value) -> Outcome {
        settle(self.compare_strict(op, left, right))
    }

    pub(crate) fn compare_strict(&mut self, op: Compare, left: &Value, right: &Value) -> Outcome {
        match (left, right) {
            (Value::Str(a), Value::Str(b)) => return Ok(Value::Bool(op.holds(a.cmp(b)))),
            (Value::Int(a), Value::Int(b)) => return Ok(Value::Bool(op.holds(a.cmp(b)))),
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
            (Value::Str(a), Value::Str(b)) => op.holds(a.cmp(b)),
            (Value::Bytes(a), Value::Bytes(b)) => op.holds(a.cmp(b)),
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
            Ok(op.holds(a.len().cmp(&b.len())))
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
                return Err(Raised::from(unknown.clone()));
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
            Value::Int(number) => **number != 0,
            Value::Float(number) => **number != 0.0,
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
            Value::Unknown(unknown) => return Err(Raised::from(unknown.clone())),
            Value::Instance(_) | Value::Class(_) => return self.object_truth(value),
            _ => true,
        })
    }

    fn object_truth(&mut self, value: &Value) -> Outcome<bool> {
        if let Some(answer) = self.call_special(value, "__bool__", Arguments::none())? {
            return match answer {
                Value::Bool(flag) => Ok(flag),
                Value::Unknown(unknown) => Err(Raised::from(unknown)),
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
    ordering.map_or(op == Compare::Ne, |ordering| op.holds(ordering))
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
