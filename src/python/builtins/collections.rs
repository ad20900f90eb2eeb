//! Iterators with a class of their own: `enumerate`, `zip`, `map`, `filter`, `reversed`, generators.

use std::rc::Rc;

use crate::python::class::{Class, ClassBuilder, Hooks};
use crate::python::evaluate::{Evaluator, Resume};
use crate::python::function::Arguments;
use crate::python::iterator::{Iter, Lazy};
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

fn constructed(
    builder: ClassBuilder,
    construct: fn(&mut Evaluator, &Rc<Class>, &mut Arguments) -> Outcome,
) -> ClassBuilder {
    iterator(builder.hooks(Hooks { construct: Some(construct), ..Hooks::default() }))
}

/// Adds what it has.
pub(super) fn iterator(builder: ClassBuilder) -> ClassBuilder {
    builder.method("__iter__", |_, this, _| Ok(this.clone())).method("__next__", next)
}

fn stop_iteration(evaluator: &Evaluator, value: Value) -> Raised {
    let class = evaluator.builtins.exception("StopIteration");
    match value {
        Value::None => evaluator.exception(&class, &[]),
        value => evaluator.exception(&class, &[value]),
    }
}

fn next(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    match evaluator.next(this)? {
        Some(value) => Ok(value),
        None => Err(stop_iteration(evaluator, Value::None)),
    }
}

/// Adds what it has.
pub(super) fn generator(builder: ClassBuilder) -> ClassBuilder {
    iterator(builder)
        .method("send", |evaluator, this, arguments| {
            let value = arguments.positional.pop().unwrap_or(Value::None);
            drive(evaluator, this, Resume::Send(value))
        })
        .method("throw", |evaluator, this, arguments| {
            let mut positional = arguments.positional.drain(..);
            let (first, second) = (positional.next(), positional.next());
            let exception = match (first, second) {
                (_, Some(value)) if !value.is_none() => value,
                (Some(value), _) => value,
                (None, _) => Value::None,
            };
            let exception = evaluator.make_exception(exception)?;
            let raised = evaluator.raised(exception);
            drive(evaluator, this, Resume::Throw(raised))
        })
        .method("close", |evaluator, this, _| {
            let raised = evaluator.raise("GeneratorExit", "");
            match drive(evaluator, this, Resume::Throw(raised)) {
                Ok(_) => Err(evaluator.raise("RuntimeError", "generator ignored GeneratorExit")),
                Err(raised)
                    if evaluator.is_exception(&raised, "GeneratorExit")
                        || evaluator.is_exception(&raised, "StopIteration") =>
                {
                    Ok(Value::None)
                }
                Err(raised) => Err(raised),
            }
        })
}

fn drive(evaluator: &mut Evaluator, this: &Value, input: Resume) -> Outcome {
    let Value::Iterator(iter) = this else { return Ok(Value::None) };
    match evaluator.drive(iter, input)? {
        Ok(value) => Ok(value),
        Err(returned) => Err(stop_iteration(evaluator, returned)),
    }
}

struct Enumerate {
    iterator: Value,
    index: i64,
}

impl Lazy for Enumerate {
    fn next(&mut self, evaluator: &mut Evaluator) -> Outcome<Option<Value>> {
        let next = evaluator.next(&self.iterator)?;
        Ok(next.map(|value| {
            self.index += 1;
            Value::tuple([Value::int(self.index - 1), value])
        }))
    }
}

/// Adds what it has.
pub(super) fn enumerate(builder: ClassBuilder) -> ClassBuilder {
    constructed(builder, |evaluator, _, arguments| {
        let mut bound = arguments.bind(evaluator, "enumerate", &["iterable", "start="])?;
        let iterator = evaluator.iter(&bound.take_or_none("iterable"))?;
        let index = bound.take("start").and_then(|start| start.as_int()).unwrap_or(0);
        Ok(Iter::lazy("enumerate", Enumerate { iterator, index }))
    })
}

struct Zip {
    iterators: Vec<Value>,
    strict: bool,
}

impl Lazy for Zip {
    fn next(&mut self, evaluator: &mut Evaluator) -> Outcome<Option<Value>> {
        let mut values = Vec::with_capacity(self.iterators.len());
        for (at, iterator) in self.iterators.iter().enumerate() {
            match evaluator.next(iterator)? {
                Some(value) => values.push(value),
                None if self.strict && at > 0 => {
                    let text = format!("zip() argument {} is shorter than argument 1", at + 1);
                    return Err(evaluator.value_error(text));
                }
                None => {
                    for (other, iterator) in self.iterators.iter().enumerate().skip(1) {
                        if self.strict && evaluator.next(iterator)?.is_some() {
                            let text =
                                format!("zip() argument {} is longer than argument 1", other + 1);
                            return Err(evaluator.value_error(text));
                        }
                    }
                    return Ok(None);
                }
            }
        }
        Ok((!values.is_empty()).then(|| Value::tuple(values)))
    }
}

fn iterators(evaluator: &mut Evaluator, values: &[Value]) -> Outcome<Vec<Value>> {
    values.iter().map(|value| evaluator.iter(value)).collect()
}

/// Adds what it has.
pub(super) fn zip(builder: ClassBuilder) -> ClassBuilder {
    constructed(builder, |evaluator, _, arguments| {
        let bound = arguments.bind(evaluator, "zip", &["*iterables", "strict="])?;
        let strict = match bound.get("strict") {
            Some(strict) => evaluator.truth(&strict.clone())?,
            None => false,
        };
        let iterators = iterators(evaluator, &bound.rest)?;
        Ok(Iter::lazy("zip", Zip { iterators, strict }))
    })
}

struct Map {
    function: Value,
    iterators: Vec<Value>,
}

impl Lazy for Map {
    fn next(&mut self, evaluator: &mut Evaluator) -> Outcome<Option<Value>> {
        let mut values = Vec::with_capacity(self.iterators.len());
        for iterator in &self.iterators {
            match evaluator.next(iterator)? {
                Some(value) => values.push(value),
                None => return Ok(None),
            }
        }
        evaluator.call(&self.function, Arguments::of(values)).map(Some)
    }
}

/// Adds what it has.
pub(super) fn map(builder: ClassBuilder) -> ClassBuilder {
    constructed(builder, |evaluator, _, arguments| {
        let mut bound = arguments.bind(evaluator, "map", &["function", "*iterables"])?;
        let function = bound.take_or_none("function");
        let iterators = iterators(evaluator, &bound.rest)?;
        Ok(Iter::lazy("map", Map { function, iterators }))
    })
}

struct Filter {
    function: Value,
    iterator: Value,
}

impl Lazy for Filter {
    fn next(&mut self, evaluator: &mut Evaluator) -> Outcome<Option<Value>> {
        while let Some(value) = evaluator.next(&self.iterator)? {
            let answer = match &self.function {
                Value::None => value.clone(),
                function => evaluator.call(function, Arguments::of([value.clone()]))?,
            };
            if evaluator.truth(&answer)? {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }
}

/// Adds what it has.
pub(super) fn filter(builder: ClassBuilder) -> ClassBuilder {
    constructed(builder, |evaluator, _, arguments| {
        let mut bound = arguments.bind(evaluator, "filter", &["function", "iterable"])?;
        let iterator = evaluator.iter(&bound.take_or_none("iterable"))?;
        Ok(Iter::lazy("filter", Filter { function: bound.take_or_none("function"), iterator }))
    })
}

/// Adds what it has.
pub(super) fn reversed(builder: ClassBuilder) -> ClassBuilder {
    constructed(builder, |evaluator, _, arguments| {
        let value = super::functions::only(evaluator, arguments, "reversed")?;
        if let Value::Instance(_) = value
            && let Some(iterator) =
                evaluator.call_special(&value, "__reversed__", Arguments::none())?
        {
            return Ok(iterator);
        }
        if let Value::Set(_) | Value::Iterator(_) = value {
            let class = evaluator.type_name(&value);
            return Err(evaluator.type_error(format!("'{class}' object is not reversible")));
        }
        let mut values = evaluator.collect(&value)?;
        values.reverse();
        Ok(Iter::items("reversed", values))
    })
}
