//! Assigning, unpacking and deleting.

use super::{Evaluator, Frame};
use crate::python::raised::Outcome;
use crate::python::tree::{Expr, ExprKind, Target};
use crate::python::value::Value;

impl Evaluator {
    pub(crate) fn assign(&mut self, frame: &Frame, target: &Target, value: Value) -> Outcome<()> {
        match target {
            Target::Local(slot) => frame.scope.set(*slot, Some(value)),
            Target::Global(name) => {
                frame.module.names.borrow_mut().insert(name.clone(), value);
            }
            Target::Outer(depth, slot) => frame.scope.outer(*depth).set(*slot, Some(value)),
            Target::Class(name) => match &frame.class {
                Some((names, _)) => {
                    names.borrow_mut().insert(name.clone(), value);
                }
                None => {
                    frame.module.names.borrow_mut().insert(name.clone(), value);
                }
            },
            Target::Attribute(object, name, range) => {
                let object = self.expr(frame, object)?;
                self.at(*range);
                self.setattr(&object, name, value)?;
            }
            Target::Item(object, key, range) => {
                let object_value = self.expr(frame, object)?;
                let key = self.expr(frame, key)?;
                self.at(*range);
                match self.setitem(&object_value, &key, value) {
                    // Nobody knows which item: the whole object is not known any more.
                    Err(raised) if let Some(unknown) = raised.as_unknown() => {
                        self.forget(frame, object, Value::Unknown(unknown))?;
                    }
                    other => other?,
                }
            }
            Target::Unpack(targets, star, range) => {
                self.at(*range);
                return self.nested(|ev| ev.unpack(frame, targets, *star, &value));
            }
        }
        Ok(())
    }

    /// Makes the name that an object is reached by unknown.
    pub(crate) fn forget(&mut self, frame: &Frame, object: &Expr, unknown: Value) -> Outcome<()> {
        match &object.kind {
            ExprKind::Local(slot) => frame.scope.set(*slot, Some(unknown)),
            ExprKind::Outer(depth, slot) => frame.scope.outer(*depth).set(*slot, Some(unknown)),
            ExprKind::Global(name) if frame.module.get(name).is_some() => {
                frame.module.set(name, unknown);
            }
            ExprKind::Class(name, _) => {
                if let Some((names, _)) = &frame.class {
                    names.borrow_mut().insert(name.clone(), unknown);
                }
            }
            kind => {
                if let Some(operand) = kind.operand() {
                    return self.forget(frame, operand, unknown);
                }
            }
        }
        Ok(())
    }

    fn unpack(
        &mut self,
        frame: &Frame,
        targets: &[Target],
        star: Option<usize>,
        value: &Value,
    ) -> Outcome<()> {
        let values = match value {
            Value::Unknown(_) => {
                for target in targets {
                    self.assign(frame, target, value.clone())?;
                }
                return Ok(());
            }
            Value::Tuple(items) => items.to_vec(),
            Value::List(items) => items.borrow().clone(),
            _ => self.unpacked(value, if star.is_some() { None } else { Some(targets.len()) })?,
        };
        let (got, wanted) = (values.len(), targets.len());
        match star {
            None if got > wanted => {
                let text = format!("too many values to unpack (expected {wanted})");
                return Err(self.value_error(text));
            }
            None if got < wanted => {
                let text = format!("not enough values to unpack (expected {wanted}, got {got})");
                return Err(self.value_error(text));
            }
            Some(_) if got + 1 < wanted => {
                let least = wanted - 1;
                return Err(self.value_error(format!(
                    "not enough values to unpack (expected at least {least}, got {got})"
                )));
            }
            _ => {}
        }
        let mut values = values.into_iter();
        for (at, target) in targets.iter().enumerate() {
            let value = if star == Some(at) {
                Value::list(values.by_ref().take((got + 1).saturating_sub(wanted)).collect())
            } else {
                values.next().unwrap_or(Value::None)
            };
            self.assign(frame, target, value)?;
        }
        Ok(())
    }

    fn unpacked(&mut self, value: &Value, most: Option<usize>) -> Outcome<Vec<Value>> {
        if !self.is_iterable(value) {
            let class = self.type_name(value);
            return Err(self.type_error(format!("cannot unpack non-iterable {class} object")));
        }
        let iterator = self.iter(value)?;
        let mut values = Vec::new();
        while let Some(item) = self.next(&iterator)? {
            self.spend_bytes(size_of::<Value>() as u64)?;
            values.push(item);
            if most.is_some_and(|most| values.len() > most) {
                break;
            }
        }
        Ok(values)
    }

    pub(crate) fn delete(&mut self, frame: &Frame, target: &Target) -> Outcome<()> {
        match target {
            Target::Local(slot) => {
                if frame.scope.get(*slot).is_none() {
                    let name = frame.scope.name(*slot);
                    return Err(self.raise("UnboundLocalError", format!("cannot access local variable '{name}' where it is not associated with a value")));
                }
                frame.scope.set(*slot, None);
            }
            Target::Outer(depth, slot) => frame.scope.outer(*depth).set(*slot, None),
            Target::Global(name) => {
                let old = frame.module.names.borrow_mut().shift_remove(name);
                if old.is_none() {
                    return Err(self.raise("NameError", format!("name '{name}' is not defined")));
                }
            }
            Target::Class(name) => {
                if let Some((names, _)) = &frame.class {
                    let old = names.borrow_mut().shift_remove(name);
                    drop(old);
                }
            }
            Target::Attribute(object, name, range) => {
                let object = self.expr(frame, object)?;
                self.at(*range);
                self.delattr(&object, name)?;
            }
            Target::Item(object, key, range) => {
                let object = self.expr(frame, object)?;
                let key = self.expr(frame, key)?;
                self.at(*range);
                self.delitem(&object, &key)?;
            }
            Target::Unpack(targets, _, _) => {
                for target in targets {
                    self.delete(frame, target)?;
                }
            }
        }
        Ok(())
    }
}
