//! Subscripts, slices, membership and length.

use std::rc::Rc;

use super::Evaluator;
use super::attributes::settle;
use crate::python::dict::ViewKind;
use crate::python::function::Arguments;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::{Range, Slice, Value};
use crate::sorting;

/// Positions that a slice picks: start, step, count.
struct Picked {
    start: i64,
    step: i64,
    count: usize,
}

impl Picked {
    fn indices(&self) -> impl DoubleEndedIterator<Item = usize> {
        let (start, step) = (self.start, self.step);
        (0..self.count).filter_map(move |n| usize::try_from(start + step * n as i64).ok())
    }

    fn take<T: Clone>(&self, items: &[T]) -> Vec<T> {
        self.indices().filter_map(|at| items.get(at).cloned()).collect()
    }
}

impl Evaluator {
    /// `value[key]`; unknown where it hangs on something unknown.
    pub fn getitem(&mut self, value: &Value, key: &Value) -> Outcome {
        settle(self.getitem_strict(value, key))
    }

    fn getitem_strict(&mut self, value: &Value, key: &Value) -> Outcome {
        match (value, key) {
            (Value::Unknown(_), _) => return Ok(value.clone()),
            (Value::Dict(dict), _) => {
                return match self.dict_get(dict, key)? {
                    Some(found) => Ok(found),
                    None => Err(self.key_error(key.clone())),
                };
            }
            (_, Value::Unknown(_)) => return Ok(key.clone()),
            (Value::Class(_), _) => return self.class_item(value, key),
            (Value::Instance(instance), _) => {
                if let Some(found) =
                    self.call_special(value, "__getitem__", Arguments::of([key.clone()]))?
                {
                    return Ok(found);
                }
                if let Some(Value::Dict(dict)) = instance.base() {
                    let dict = dict.clone();
                    return self.dict_subclass_item(value, &dict, key);
                }
            }
            _ => {}
        }
        match key.plain() {
            Value::Slice(slice) => self.get_slice(value, slice),
            _ => self.get_index(value.plain(), key),
        }
    }

    fn dict_subclass_item(
        &mut self,
        value: &Value,
        dict: &Rc<crate::python::dict::Dict>,
        key: &Value,
    ) -> Outcome {
        if let Some(found) = self.dict_get(dict, key)? {
            return Ok(found);
        }
        match self.call_special(value, "__missing__", Arguments::of([key.clone()]))? {
            Some(found) => Ok(found),
            None => Err(self.key_error(key.clone())),
        }
    }

    fn class_item(&mut self, value: &Value, key: &Value) -> Outcome {
        if let Some(found) =
            self.call_special(value, "__getitem__", Arguments::of([key.clone()]))?
        {
            return Ok(found);
        }
        if let Some(custom) = self.getattr_opt(value, "__class_getitem__")? {
            return self.call(&custom, Arguments::of([key.clone()]));
        }
        // `list[int]`, `Generic[T]`: what it is of says nothing at run time.
        Ok(value.clone())
    }

    fn index_of(&mut self, key: &Value, what: &str) -> Outcome<i64> {
        if let Some(index) = key.as_int() {
            return Ok(index);
        }
        if let Value::Big(_) = key.plain() {
            return Err(self.raise("IndexError", "cannot fit 'int' into an index-sized integer"));
        }
        if let Some(Value::Int(index)) = self.call_special(key, "__index__", Arguments::none())? {
            return Ok(*index);
        }
        let given = self.type_name(key);
        let verb = if what == "string" { "" } else { "or slices" };
        Err(self.type_error(if verb.is_empty() {
            format!("string indices must be integers, not '{given}'")
        } else {
            format!("{what} indices must be integers {verb}, not {given}")
        }))
    }

    fn get_index(&mut self, value: &Value, key: &Value) -> Outcome {
        let what = match value {
            Value::List(_) => "list",
            Value::Tuple(_) => "tuple",
            Value::Str(_) => "string",
            Value::Bytes(_) => "byte",
            Value::Range(_) => "range",
            _ => {
                let class = self.type_name(value);
                return Err(self.type_error(format!("'{class}' object is not subscriptable")));
            }
        };
        let index = self.index_of(key, what)?;
        let found = match value {
            Value::List(items) => at(&items.borrow(), index).cloned(),
            Value::Tuple(items) => at(items, index).cloned(),
            Value::Bytes(bytes) => at(bytes, index).map(|byte| Value::int(i64::from(*byte))),
            Value::Str(text) => char_at(text, index).map(Value::from),
            Value::Range(range) => {
                let index = if index < 0 { index.saturating_add(range.len()) } else { index };
                (0 <= index && index < range.len()).then(|| Value::int(range.at(index)))
            }
            _ => None,
        };
        let name = match what {
            "byte" => "index",
            "range" => "range object index",
            other => {
                return found.ok_or_else(|| {
                    self.raise("IndexError", format!("{other} index out of range"))
                });
            }
        };
        found.ok_or_else(|| self.raise("IndexError", format!("{name} out of range")))
    }

    fn slice_bound(&mut self, value: &Value) -> Outcome<Option<i64>> {
        match value {
            Value::None => Ok(None),
            Value::Unknown(unknown) => Err(Raised::from(unknown.clone())),
            other => match other.as_int() {
                Some(index) => Ok(Some(index)),
                None => match self.call_special(other, "__index__", Arguments::none())? {
                    Some(Value::Int(index)) => Ok(Some(*index)),
                    _ => Err(self.type_error(
                        "slice indices must be integers or None or have an __index__ method",
                    )),
                },
            },
        }
    }

    fn pick(&mut self, slice: &Slice, len: usize) -> Outcome<Picked> {
        let len = len as i64;
        let step = self.slice_bound(&slice.step)?.unwrap_or(1);
        if step == 0 {
            return Err(self.value_error("slice step cannot be zero"));
        }
        let step = step.max(-i64::MAX);
        let (low, high) = if step > 0 { (0, len) } else { (-1, len - 1) };
        let clamp = |bound: Option<i64>, default: i64| match bound {
            None => default,
            Some(at) if at < 0 => at.saturating_add(len).max(low),
            Some(at) => at.min(high),
        };
        let (from, to) = if step > 0 { (low, high) } else { (high, low) };
        let start = clamp(self.slice_bound(&slice.start)?, from);
        let stop = clamp(self.slice_bound(&slice.stop)?, to);
        let count = Range { start, stop, step }.len();
        Ok(Picked { start, step, count: usize::try_from(count).unwrap_or(0) })
    }

    /// `slice.indices(len)`.
    pub(crate) fn slice_indices(&mut self, slice: &Slice, len: usize) -> Outcome {
        let picked = self.pick(slice, len)?;
        let stop = picked.start + picked.step * picked.count as i64;
        Ok(Value::tuple([Value::int(picked.start), Value::int(stop), Value::int(picked.step)]))
    }

    fn get_slice(&mut self, value: &Value, slice: &Slice) -> Outcome {
        Ok(match value.plain() {
            Value::List(items) => {
                let picked = self.pick(slice, items.borrow().len())?;
                self.spend_values(picked.count)?;
                let picked = picked.take(&items.borrow());
                Value::list(picked)
            }
            Value::Tuple(items) => {
                let picked = self.pick(slice, items.len())?;
                self.spend_values(picked.count)?;
                Value::tuple(picked.take(items))
            }
            Value::Bytes(bytes) => {
                let picked = self.pick(slice, bytes.len())?;
                self.spend_bytes(picked.count as u64)?;
                Value::bytes(picked.take(bytes).into())
            }
            Value::Str(text) => {
                self.spend_bytes(text.len() as u64)?;
                self.slice_text(text, slice)?
            }
            Value::Range(range) => {
                let len = usize::try_from(range.len()).unwrap_or(usize::MAX);
                let picked = self.pick(slice, len)?;
                let start = range.at(picked.start);
                let step = range.step.saturating_mul(picked.step);
                let stop = start.saturating_add(step.saturating_mul(picked.count as i64));
                Value::Range(Rc::new(Range { start, stop, step }))
            }
            other => {
                let class = self.type_name(other);
                return Err(self.type_error(format!("'{class}' object is not subscriptable")));
            }
        })
    }

    fn slice_text(&mut self, text: &Rc<str>, slice: &Slice) -> Outcome {
        if text.is_ascii() {
            let picked = self.pick(slice, text.len())?;
            if picked.step == 1 {
                let start = usize::try_from(picked.start).unwrap_or(0);
                return Ok(Value::from(text.get(start..start + picked.count).unwrap_or("")));
            }
            let bytes = picked.take(text.as_bytes());
            return Ok(Value::from(String::from_utf8(bytes).unwrap_or_default()));
        }
        let chars: Vec<char> = text.chars().collect();
        let picked = self.pick(slice, chars.len())?;
        Ok(Value::from(picked.take(&chars).into_iter().collect::<String>()))
    }

    /// `value[key] = new`.
    pub fn setitem(&mut self, value: &Value, key: &Value, new: Value) -> Outcome<()> {
        if let Value::Instance(_) | Value::Class(_) = value {
            let arguments = Arguments::of([key.clone(), new.clone()]);
            if self.call_special(value, "__setitem__", arguments)?.is_some() {
                return Ok(());
            }
        }
        match (value.plain(), key.plain()) {
            (Value::Dict(dict), _) => self.dict_set(dict, key.clone(), new),
            (Value::List(_), Value::Unknown(unknown)) => Err(Raised::from(unknown.clone())),
            (Value::List(items), Value::Slice(slice)) => {
                let new = self.collect(&new)?;
                self.set_slice(items, slice, new)
            }
            (Value::List(items), _) => {
                let index = self.index_of(key, "list")?;
                let len = items.borrow().len();
                match position(len, index).and_then(|at| {
                    items.borrow_mut().get_mut(at).map(|slot| std::mem::replace(slot, new))
                }) {
                    Some(_) => Ok(()),
                    None => Err(self.raise("IndexError", "list assignment index out of range")),
                }
            }
            (Value::Unknown(_), _) => Ok(()),
            (other, _) => {
                let class = self.type_name(other);
                let text = format!("'{class}' object does not support item assignment");
                Err(self.type_error(text))
            }
        }
    }

    fn set_slice(
        &mut self,
        items: &Rc<crate::python::value::List>,
        slice: &Slice,
        new: Vec<Value>,
    ) -> Outcome<()> {
        let len = items.borrow().len();
        let picked = self.pick(slice, len)?;
        self.spend_values(new.len())?;
        if picked.step == 1 {
            let start = usize::try_from(picked.start).unwrap_or(0).min(len);
            let end = (start + picked.count).min(len);
            let old: Vec<Value> = items.borrow_mut().splice(start..end, new).collect();
            drop(old);
            return Ok(());
        }
        if new.len() != picked.count {
            return Err(self.value_error(format!(
                "attempt to assign sequence of size {} to extended slice of size {}",
                new.len(),
                picked.count
            )));
        }
        for (at, value) in picked.indices().zip(new) {
            if let Some(slot) = items.borrow_mut().get_mut(at) {
                *slot = value;
            }
        }
        Ok(())
    }

    /// `del value[key]`.
    pub fn delitem(&mut self, value: &Value, key: &Value) -> Outcome<()> {
        if let Value::Instance(_) | Value::Class(_) = value
            && self.call_special(value, "__delitem__", Arguments::of([key.clone()]))?.is_some()
        {
            return Ok(());
        }
        match (value.plain(), key.plain()) {
            (Value::Dict(dict), _) => match self.dict_remove(dict, key)? {
                Some(_) => Ok(()),
                None => Err(self.key_error(key.clone())),
            },
            (Value::List(items), Value::Slice(slice)) => {
                let picked = self.pick(slice, items.borrow().len())?;
                let mut indices: Vec<usize> = picked.indices().collect();
                sorting::sort(&mut indices);
                let mut index = 0;
                items.borrow_mut().retain(|_| {
                    index += 1;
                    indices.binary_search(&(index - 1)).is_err()
                });
                Ok(())
            }
            (Value::List(items), _) => {
                let index = self.index_of(key, "list")?;
                let len = items.borrow().len();
                match position(len, index) {
                    Some(at) => {
                        let old = items.borrow_mut().remove(at);
                        drop(old);
                        Ok(())
                    }
                    None => Err(self.raise("IndexError", "list assignment index out of range")),
                }
            }
            (Value::Unknown(_), _) => Ok(()),
            (other, _) => {
                let class = self.type_name(other);
                Err(self.type_error(format!("'{class}' object doesn't support item deletion")))
            }
        }
    }

    /// `item in container`.
    pub fn contains(&mut self, container: &Value, item: &Value) -> Outcome<bool> {
        if let Value::Instance(_) | Value::Class(_) = container
            && let Some(answer) =
                self.call_special(container, "__contains__", Arguments::of([item.clone()]))?
        {
            return self.truth(&answer);
        }
        match (container.plain(), item.plain()) {
            (Value::Unknown(unknown), _) | (Value::Str(_), Value::Unknown(unknown)) => {
                Err(Raised::from(unknown.clone()))
            }
            (Value::Dict(dict), _) => Ok(self.dict_get(dict, item)?.is_some()),
            (Value::View(view), _) if view.kind == ViewKind::Keys => {
                Ok(self.dict_get(&view.dict, item)?.is_some())
            }
            (Value::Set(set), _) => self.set_contains(set, item),
            (Value::Str(text), Value::Str(part)) => {
                self.spend_steps(text.len() as u64 / 64)?;
                Ok(text.contains(&***part))
            }
            (Value::Str(_), other) => {
                let given = self.type_name(other);
                Err(self.type_error(format!(
                    "'in <string>' requires string as left operand, not {given}"
                )))
            }
            (Value::Bytes(bytes), Value::Bytes(part)) => {
                Ok(part.is_empty() || bytes.windows(part.len()).any(|window| window == &part[..]))
            }
            (Value::Range(range), Value::Int(number)) => Ok(range.contains(**number)),
            _ => self.scan(container, item),
        }
    }

    /// Looks for an item one by one; an unknown item leaves the answer open unless another fits.
    fn scan(&mut self, container: &Value, item: &Value) -> Outcome<bool> {
        if !self.is_iterable(container) {
            let class = self.type_name(container);
            return Err(self.type_error(format!("argument of type '{class}' is not iterable")));
        }
        let (mut found, mut open) = (false, None);
        self.for_each(container, |evaluator, candidate| {
            match evaluator.equals(&candidate, item) {
                Ok(same) => found = same,
                Err(raised) if let Some(unknown) = raised.as_unknown() => open = Some(unknown),
                Err(raised) => return Err(raised),
            }
            Ok(!found)
        })?;
        match open {
            Some(unknown) if !found => Err(Raised::from(unknown)),
            _ => Ok(found),
        }
    }

    pub(crate) fn is_iterable(&self, value: &Value) -> bool {
        match value.plain() {
            Value::Instance(_) | Value::Class(_) => {
                let class = self.class_of(value);
                class.lookup_own("__iter__").is_some() || class.lookup_own("__getitem__").is_some()
            }
            Value::None | Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Float(_) => false,
            Value::Function(_) | Value::Native(_) | Value::Method(_) | Value::Module(_) => false,
            _ => true,
        }
    }

    /// `len(value)`.
    pub fn len(&mut self, value: &Value) -> Outcome<usize> {
        if let Value::Instance(_) | Value::Class(_) = value
            && let Some(answer) = self.call_special(value, "__len__", Arguments::none())?
        {
            return match answer {
                Value::Unknown(unknown) => Err(Raised::from(unknown)),
                other => match other.as_int().and_then(|len| usize::try_from(len).ok()) {
                    Some(len) => Ok(len),
                    None => Err(self.value_error("__len__() should return >= 0")),
                },
            };
        }
        Ok(match value.plain() {
            Value::Str(text) if text.is_ascii() => text.len(),
            Value::Str(text) => text.chars().count(),
            Value::Bytes(bytes) => bytes.len(),
            Value::Tuple(items) => items.len(),
            Value::List(items) => items.borrow().len(),
            Value::Dict(dict) => {
                self.check_taint(&dict.taint)?;
                dict.len()
            }
            Value::Set(set) => {
                self.check_taint(&set.taint)?;
                set.len()
            }
            Value::View(view) => view.dict.len(),
            Value::Range(range) => usize::try_from(range.len()).unwrap_or(usize::MAX),
            Value::Unknown(unknown) => return Err(Raised::from(unknown.clone())),
            _ => {
                let class = self.type_name(value);
                return Err(self.type_error(format!("object of type '{class}' has no len()")));
            }
        })
    }
}

/// The place that an index means, counted from the end where negative.
pub(crate) fn position(len: usize, index: i64) -> Option<usize> {
    let at = if index < 0 { index.checked_add(len as i64)? } else { index };
    usize::try_from(at).ok().filter(|at| *at < len)
}

fn at<T>(items: &[T], index: i64) -> Option<&T> {
    items.get(position(items.len(), index)?)
}

fn char_at(text: &str, index: i64) -> Option<String> {
    if text.is_ascii() {
        let at = position(text.len(), index)?;
        return text.get(at..=at).map(String::from);
    }
    let at = position(text.chars().count(), index)?;
    text.chars().nth(at).map(String::from)
}
