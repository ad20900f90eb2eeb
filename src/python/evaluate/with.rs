//! `with`.

use std::rc::Rc;

use super::{Evaluator, Flow, Frame};
use crate::python::function::Arguments;
use crate::python::raised::{Exception, Outcome, Raised};
use crate::python::tree::{Expr, Stmt, Target};
use crate::python::value::Value;

impl Evaluator {
    pub(crate) fn with_statement(
        &mut self,
        frame: &Frame,
        items: &[(Expr, Option<Target>)],
        body: &[Stmt],
    ) -> Outcome<Flow> {
        let Some(((context, target), rest)) = items.split_first() else {
            return self.block(frame, body);
        };
        let manager = self.enter_item(frame, context, target.as_ref())?;
        let result = match rest {
            [] => self.block(frame, body),
            rest => self.nested(|ev| ev.with_statement(frame, rest, body)),
        };
        self.at(context.range);
        self.exit_item(&manager, result)
    }

    /// Evaluates a context manager and enters it.
    pub(crate) fn enter_item(
        &mut self,
        frame: &Frame,
        context: &Expr,
        target: Option<&Target>,
    ) -> Outcome {
        let manager = self.expr(frame, context)?;
        self.at(context.range);
        let entered = self.enter_context(&manager)?;
        if let Some(target) = target {
            self.assign(frame, target, entered)?;
        }
        Ok(manager)
    }

    /// `manager.__enter__()`.
    pub fn enter_context(&mut self, manager: &Value) -> Outcome {
        if let Value::Unknown(_) = manager {
            return Ok(manager.clone());
        }
        match self.call_special(manager, "__enter__", Arguments::none())? {
            Some(entered) => Ok(entered),
            None => {
                let class = self.type_name(manager);
                Err(self.type_error(format!(
                    "'{class}' object does not support the context manager protocol"
                )))
            }
        }
    }

    /// Leaves a context manager after its body: it may swallow an exception, but no limit.
    pub(crate) fn exit_item(&mut self, manager: &Value, result: Outcome<Flow>) -> Outcome<Flow> {
        match result {
            Err(raised) if let Some(exception) = raised.as_exception() => {
                if self.exit_context(manager, Some(&exception))? {
                    Ok(Flow::Normal)
                } else {
                    Err(Raised::from(exception))
                }
            }
            Ok(flow) => {
                self.exit_context(manager, None)?;
                Ok(flow)
            }
            other => other,
        }
    }

    /// `manager.__exit__(...)`: whether it swallows the exception.
    pub fn exit_context(
        &mut self,
        manager: &Value,
        exception: Option<&Rc<Exception>>,
    ) -> Outcome<bool> {
        if let Value::Unknown(_) = manager {
            return Ok(false);
        }
        let arguments = match exception {
            None => [Value::None, Value::None, Value::None],
            Some(exception) => {
                let class = Value::Class(self.class_of(&exception.value));
                [class, exception.value.clone(), Value::None]
            }
        };
        let value = exception.map(|exception| exception.value.clone());
        let handling = self.handling.len();
        self.handling.extend(value);
        let answer = self.call_special(manager, "__exit__", Arguments::of(arguments));
        self.handling.truncate(handling);
        match answer? {
            Some(Value::Unknown(_)) | None => Ok(false),
            Some(answer) => self.truth(&answer),
        }
    }
}
