//! Calling Python functions: arguments into slots, then the body.

use std::rc::Rc;

use super::attributes::settle;
use super::generators::Generator;
use super::{Evaluator, Flow, Frame, Scope};
use crate::python::class::Class;
use crate::python::function::{
    Arguments, Function, Super, UNKNOWN_KEYWORDS, missing_arguments, too_many_arguments,
};
use crate::python::host::SkippedKind;
use crate::python::iterator::{Iter, Source};
use crate::python::raised::{Outcome, Raised};
use crate::python::tree::{Expr, FunctionCode};
use crate::python::value::Value;

impl Evaluator {
    pub(crate) fn call_function(
        &mut self,
        function: &Rc<Function>,
        arguments: Arguments,
    ) -> Outcome {
        let code = function.code.whole();
        if let Some((_, Value::Unknown(unknown))) =
            arguments.keyword.iter().find(|(name, _)| &**name == UNKNOWN_KEYWORDS)
            && code.signature.extra.is_none()
        {
            self.report(SkippedKind::Call, unknown);
            return Ok(Value::Unknown(unknown.clone()));
        }
        let slots = self.bind_slots(function, arguments)?;
        if code.is_async {
            return Ok(Value::Unknown(self.unsupported("async functions")));
        }
        let scope = Rc::new(Scope {
            slots: slots.into(),
            names: code.slots.clone(),
            parent: function.scope.clone(),
            class_cell: function.class_cell.clone(),
        });
        if code.has_inner {
            self.remember_cycle(&scope);
        }
        let frame = Frame { scope, module: function.module.clone(), class: None };
        if code.generator {
            let generator = Generator::new(code.clone(), frame);
            return Ok(Iter::value("generator", Source::Generator(Box::new(generator))));
        }
        self.in_frame(code.file, |evaluator| {
            settle(match evaluator.block(&frame, &code.body) {
                Ok(Flow::Return(value)) => Ok(value),
                Ok(_) => Ok(Value::None),
                Err(raised) => Err(raised),
            })
        })
    }

    fn bind_slots(
        &mut self,
        function: &Function,
        arguments: Arguments,
    ) -> Outcome<Vec<Option<Value>>> {
        let code = function.code.whole();
        let signature = &code.signature;
        let given = arguments.positional.len();
        let mut slots = vec![None; code.slots.len()];
        let mut positional = arguments.positional.into_iter();
        for (slot, value) in slots.iter_mut().take(signature.by_position).zip(positional.by_ref()) {
            *slot = Some(value);
        }
        let rest: Vec<Value> = positional.collect();
        match signature.rest {
            Some(at) => set(&mut slots, at, Value::tuple(rest)),
            None if !rest.is_empty() => return Err(self.too_many(function, given)),
            None => {}
        }
        let mut extra = Vec::new();
        for (name, value) in arguments.keyword {
            let found =
                code.parameters.iter().skip(signature.position_only).position(|p| p.name == name);
            match found.map(|at| at + signature.position_only) {
                Some(at) => match slots.get_mut(at) {
                    Some(slot @ None) => *slot = Some(value),
                    _ => {
                        let text = format!(
                            "{}() got multiple values for argument '{name}'",
                            code.qualname
                        );
                        return Err(self.type_error(text));
                    }
                },
                None if signature.extra.is_some() => extra.push((Value::str(name), value)),
                None => {
                    let text =
                        format!("{}() got an unexpected keyword argument '{name}'", code.qualname);
                    return Err(self.type_error(text));
                }
            }
        }
        if let Some(at) = signature.extra {
            let mut dict = Vec::new();
            let mut taint = None;
            for (name, value) in extra {
                match (name.as_str().map(|n| &**n), &value) {
                    (Some(UNKNOWN_KEYWORDS), Value::Unknown(unknown)) => {
                        taint = Some(unknown.clone())
                    }
                    _ => dict.push((name, value)),
                }
            }
            let dict = self.dict_from(dict)?;
            *dict.taint.borrow_mut() = taint;
            set(&mut slots, at, Value::Dict(dict));
        }
        self.fill_defaults(function, &mut slots)?;
        Ok(slots)
    }

    fn fill_defaults(&mut self, function: &Function, slots: &mut [Option<Value>]) -> Outcome<()> {
        let code = function.code.whole();
        let (mut missing, mut missing_named) = (Vec::new(), Vec::new());
        let defaults = function.defaults.borrow();
        for (at, (parameter, slot)) in code.parameters.iter().zip(slots.iter_mut()).enumerate() {
            if slot.is_some() {
                continue;
            }
            match defaults.get(at) {
                Some(Some(default)) => *slot = Some(default.clone()),
                _ if at < code.signature.by_position => missing.push(parameter.name.clone()),
                _ => missing_named.push(parameter.name.clone()),
            }
        }
        for (kind, names) in [("positional", missing), ("keyword-only", missing_named)] {
            if !names.is_empty() {
                let text = format!("{}() {}", code.qualname, missing_arguments(kind, &names));
                return Err(self.type_error(text));
            }
        }
        Ok(())
    }

    fn too_many(&self, function: &Function, given: usize) -> Raised {
        let most = function.code.signature.by_position;
        let defaults = function.defaults.borrow();
        let least = most - defaults.iter().take(most).filter(|default| default.is_some()).count();
        let text = too_many_arguments(least, most, given);
        self.type_error(format!("{}() {text}", function.code.qualname))
    }

    /// The class whose body the running code was written in.
    pub(crate) fn class_of_code(&self, frame: &Frame) -> Option<Rc<Class>> {
        let mut scope = Some(&frame.scope);
        while let Some(current) = scope {
            if let Some(cell) = &current.class_cell {
                return cell.get()?.upgrade();
            }
            scope = current.parent.as_ref();
        }
        None
    }

    /// `super()` without arguments.
    pub(crate) fn bare_super(&mut self, frame: &Frame) -> Outcome {
        let mut scope = Some(&frame.scope);
        while let Some(current) = scope {
            if let Some(cell) = &current.class_cell
                && let Some(class) = cell.get().and_then(std::rc::Weak::upgrade)
                && let Some(receiver) = current.get(0)
            {
                return Ok(Value::Super(Rc::new(Super { class, receiver })));
            }
            scope = current.parent.as_ref();
        }
        Err(self.raise("RuntimeError", "super(): no arguments"))
    }

    pub(crate) fn generator_expr(
        &mut self,
        frame: &Frame,
        code: &Rc<FunctionCode>,
        first: &Expr,
    ) -> Outcome {
        let first = self.expr(frame, first)?;
        let iterator = match self.iter(&first) {
            Err(raised) if let Some(unknown) = raised.as_unknown() => {
                return Ok(Value::Unknown(unknown));
            }
            other => other?,
        };
        let mut slots = vec![None; code.slots.len()];
        set(&mut slots, 0, iterator);
        let scope = Rc::new(Scope {
            slots: slots.into(),
            names: code.slots.clone(),
            parent: Some(frame.scope.clone()),
            class_cell: frame.class.as_ref().map(|(_, cell)| cell.clone()),
        });
        if code.has_inner {
            self.remember_cycle(&scope);
        }
        let frame = Frame { scope, module: frame.module.clone(), class: None };
        let generator = Generator::new(code.clone(), frame);
        Ok(Iter::value("generator", Source::Generator(Box::new(generator))))
    }
}

fn set(slots: &mut [Option<Value>], at: usize, value: Value) {
    if let Some(slot) = slots.get_mut(at) {
        *slot = Some(value);
    }
}
