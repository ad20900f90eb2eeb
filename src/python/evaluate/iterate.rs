//! Going over things: `iter()`, `next()`, collecting, unpacking.

use std::rc::Rc;

use super::Evaluator;
use crate::python::dict::ViewKind;
use crate::python::function::Arguments;
use crate::python::iterator::{Iter, Source};
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

impl Evaluator {
    /// `iter(value)`.
    pub fn iter(&mut self, value: &Value) -> Outcome {
        Ok(match value {
            Value::List(list) => Iter::value("list_iterator", Source::List(list.clone(), 0)),
            Value::Tuple(items) => Iter::value("tuple_iterator", Source::Tuple(items.clone(), 0)),
            Value::Dict(dict) => {
                self.check_taint(&dict.taint)?;
                dict_iterator(dict, ViewKind::Keys)
            }
            Value::View(view) => {
                self.check_taint(&view.dict.taint)?;
                dict_iterator(&view.dict, view.kind)
            }
            Value::Set(set) => {
                self.check_taint(&set.taint)?;
                Iter::items("set_iterator", set.items())
            }
            Value::Str(text) => {
                self.spend_values(text.len())?;
                let mut buffer = [0; 4];
                let chars = text.chars().map(|c| Value::from(&*c.encode_utf8(&mut buffer)));
                Iter::items("str_iterator", chars.collect())
            }
            Value::Bytes(bytes) => {
                self.spend_values(bytes.len())?;
                let bytes = bytes.iter().map(|byte| Value::int(i64::from(*byte)));
                Iter::items("bytes_iterator", bytes.collect())
            }
            Value::Range(range) => {
                Iter::value("range_iterator", Source::Numbers(range.start, range.step, range.len()))
            }
            Value::Iterator(_) => value.clone(),
            Value::Unknown(unknown) => return Err(Raised::from(unknown.clone())),
            _ => return self.object_iter(value),
        })
    }

    fn object_iter(&mut self, value: &Value) -> Outcome {
        if let Some(iterator) = self.call_special(value, "__iter__", Arguments::none())? {
            return match iterator {
                Value::Unknown(unknown) => Err(Raised::from(unknown)),
                other => Ok(other),
            };
        }
        if !matches!(value.plain(), Value::Instance(_) | Value::Class(_)) {
            let plain = value.plain().clone();
            return match plain {
                Value::List(_)
                | Value::Tuple(_)
                | Value::Dict(_)
                | Value::Set(_)
                | Value::Str(_)
                | Value::Bytes(_) => self.iter(&plain),
                _ => Err(self.not_iterable(value)),
            };
        }
        if self.class_of(value).lookup_own("__getitem__").is_some() {
            return Ok(Iter::lazy("iterator", ByIndex { value: value.clone(), index: 0 }));
        }
        Err(self.not_iterable(value))
    }

    fn not_iterable(&self, value: &Value) -> Raised {
        self.type_error(format!("'{}' object is not iterable", self.type_name(value)))
    }

    /// `next(iterator)`; `None` when there is none left.
    pub fn next(&mut self, iterator: &Value) -> Outcome<Option<Value>> {
        match iterator {
            Value::Iterator(iter) => self.next_of(iter),
            Value::Unknown(unknown) => Err(Raised::from(unknown.clone())),
            other => match self.call_special(other, "__next__", Arguments::none()) {
                Ok(Some(value)) => Ok(Some(value)),
                Ok(None) => {
                    let class = self.type_name(other);
                    Err(self.type_error(format!("'{class}' object is not an iterator")))
                }
                Err(raised) if self.is_exception(&raised, "StopIteration") => Ok(None),
                Err(raised) => Err(raised),
            },
        }
    }

    /// Calls `visit` with each value; `false` from it ends the walk.
    pub fn for_each(
        &mut self,
        value: &Value,
        mut visit: impl FnMut(&mut Self, Value) -> Outcome<bool>,
    ) -> Outcome<()> {
        let iterator = self.iter(value)?;
        while let Some(item) = self.next(&iterator)? {
            if !visit(self, item)? {
                break;
            }
        }
        Ok(())
    }

    /// `list(value)`, as items.
    pub fn collect(&mut self, value: &Value) -> Outcome<Vec<Value>> {
        match value {
            Value::List(items) => {
                let items = items.borrow().clone();
                self.spend_values(items.len())?;
                return Ok(items);
            }
            Value::Tuple(items) => {
                self.spend_values(items.len())?;
                return Ok(items.to_vec());
            }
            Value::Range(range) => {
                self.spend_values(usize::try_from(range.len()).unwrap_or(usize::MAX))?;
            }
            _ => {}
        }
        let mut items = Vec::new();
        self.for_each(value, |evaluator, item| {
            evaluator.spend_bytes(size_of::<Value>() as u64)?;
            items.push(item);
            Ok(true)
        })?;
        Ok(items)
    }
}

fn dict_iterator(dict: &Rc<crate::python::dict::Dict>, kind: ViewKind) -> Value {
    let name = match kind {
        ViewKind::Keys => "dict_keyiterator",
        ViewKind::Values => "dict_valueiterator",
        ViewKind::Items => "dict_itemiterator",
    };
    let len = dict.len();
    Iter::value(name, Source::Dict { dict: dict.clone(), kind, position: 0, len })
}

/// The old protocol: `value[0]`, `value[1]`, ... until IndexError.
struct ByIndex {
    value: Value,
    index: i64,
}

impl crate::python::iterator::Lazy for ByIndex {
    fn next(&mut self, evaluator: &mut Evaluator) -> Outcome<Option<Value>> {
        let key = Value::int(self.index);
        self.index += 1;
        match evaluator.getitem(&self.value, &key) {
            Ok(Value::Unknown(unknown)) => Err(Raised::from(unknown)),
            Ok(value) => Ok(Some(value)),
            Err(raised) if evaluator.is_exception(&raised, "IndexError") => Ok(None),
            Err(raised) => Err(raised),
        }
    }
}
