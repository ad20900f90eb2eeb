//! What runs Python code.

use std::rc::Rc;

use super::Evaluator;
use crate::python::class::Class;
use crate::python::function::{Arguments, Function};
use crate::python::iterator::Iter;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// A generator.
#[derive(Debug)]
pub(crate) struct Generator;

impl Evaluator {
    pub(crate) fn call_function(&mut self, function: &Rc<Function>, _: Arguments) -> Outcome {
        Err(Raised::Unknown(self.unsupported(&function.code.name)))
    }

    pub(crate) fn check_abstract(&mut self, _: &Rc<Class>) -> Outcome<()> {
        Ok(())
    }

    pub(crate) fn next_of_generator(
        &mut self,
        _: &Rc<Iter>,
        _: Box<Generator>,
    ) -> Outcome<Option<Value>> {
        Ok(None)
    }
}
