//! Comprehensions.

use std::rc::Rc;

use super::{Evaluator, Frame, Scope};
use crate::python::dict::{Dict, Set};
use crate::python::raised::Outcome;
use crate::python::tree::{Clause, Comprehension, ComprehensionKind};
use crate::python::value::Value;

enum Made {
    List(Vec<Value>),
    Set(Rc<Set>),
    Dict(Rc<Dict>),
}

impl Evaluator {
    pub(crate) fn comprehension(&mut self, frame: &Frame, code: &Comprehension) -> Outcome {
        let first = self.expr(frame, &code.first)?;
        self.at(code.first.range);
        let iterator = self.iter(&first)?;
        let scope = Rc::new(Scope {
            slots: vec![None; code.slots.len()].into(),
            names: code.slots.clone(),
            parent: Some(frame.scope.clone()),
            class_cell: frame.class.as_ref().map(|(_, cell)| cell.clone()),
        });
        if code.has_inner {
            self.remember_cycle(&scope);
        }
        let inner = Frame { scope, module: frame.module.clone(), class: None };
        let mut made = match code.kind {
            ComprehensionKind::List => Made::List(Vec::new()),
            ComprehensionKind::Set => Made::Set(self.set_from([], false)?),
            ComprehensionKind::Dict => Made::Dict(self.dict_from([])?),
        };
        self.clauses(&inner, code, &code.clauses, &iterator, &mut made)?;
        Ok(match made {
            Made::List(items) => Value::list(items),
            Made::Set(set) => Value::Set(set),
            Made::Dict(dict) => Value::Dict(dict),
        })
    }

    fn clauses(
        &mut self,
        frame: &Frame,
        code: &Comprehension,
        clauses: &[Clause],
        iterator: &Value,
        made: &mut Made,
    ) -> Outcome<()> {
        let Some((clause, rest)) = clauses.split_first() else { return Ok(()) };
        'items: while let Some(item) = self.next(iterator)? {
            self.assign(frame, &clause.target, item)?;
            for condition in &clause.conditions {
                let value = self.expr(frame, condition)?;
                if !self.truth(&value)? {
                    continue 'items;
                }
            }
            match rest.first().and_then(|next| next.iter.as_ref()) {
                Some(iter) => {
                    let value = self.expr(frame, iter)?;
                    self.at(iter.range);
                    let iterator = self.iter(&value)?;
                    self.nested(|ev| ev.clauses(frame, code, rest, &iterator, made))?;
                }
                None => self.element(frame, code, made)?,
            }
        }
        Ok(())
    }

    fn element(&mut self, frame: &Frame, code: &Comprehension, made: &mut Made) -> Outcome<()> {
        let element = self.expr(frame, &code.element)?;
        match made {
            Made::List(items) => {
                self.spend_bytes(size_of::<Value>() as u64)?;
                items.push(element);
                Ok(())
            }
            Made::Set(set) => {
                let set = set.clone();
                self.set_add(&set, element)
            }
            Made::Dict(dict) => {
                let dict = dict.clone();
                let value = match &code.value {
                    Some(value) => self.expr(frame, value)?,
                    None => Value::None,
                };
                self.dict_set(&dict, element, value)
            }
        }
    }
}
