//! `tuple`, `range` and `slice`.

use std::rc::Rc;

use crate::python::class::{Class, ClassBuilder, Hooks, Instance};
use crate::python::evaluate::Evaluator;
use crate::python::function::Arguments;
use crate::python::raised::Outcome;
use crate::python::value::{Range, Slice, Value};

/// An object of a subclass holds the built-in value; the built-in class itself is the value.
pub(super) fn wrap(class: &Rc<Class>, value: Value) -> Value {
    if class.native && &*class.module == "builtins" {
        value
    } else {
        Value::Instance(Instance::with_base(class.clone(), value))
    }
}

/// How often an item is there.
pub(super) fn count(evaluator: &mut Evaluator, items: &[Value], wanted: &Value) -> Outcome {
    let mut count = 0;
    for item in items {
        count += i64::from(evaluator.equals(item, wanted)?);
    }
    Ok(Value::int(count))
}

/// Where an item is first, between two positions.
pub(super) fn index(
    evaluator: &mut Evaluator,
    items: &[Value],
    arguments: &mut Arguments,
    what: &str,
) -> Outcome {
    let mut bound = arguments.bind(evaluator, "index", &["value", "start=", "stop="])?;
    let wanted = bound.take_or_none("value");
    let len = items.len() as i64;
    let place = |value: Option<Value>, default: i64| match value.and_then(|v| v.as_int()) {
        Some(at) if at < 0 => (at + len).max(0),
        Some(at) => at,
        None => default,
    };
    let (start, stop) = (place(bound.take("start"), 0), place(bound.take("stop"), len));
    for (at, item) in items.iter().enumerate() {
        let within = start <= at as i64 && (at as i64) < stop;
        if within && evaluator.equals(item, &wanted)? {
            return Ok(Value::int(at as i64));
        }
    }
    let shown = evaluator.shown(&wanted).unwrap_or_default();
    Err(evaluator.value_error(match what {
        "list" => format!("{shown} is not in list"),
        _ => format!("{what}.index(x): x not in {what}"),
    }))
}

/// Adds what it has.
pub(super) fn tuple(builder: ClassBuilder) -> ClassBuilder {
    builder
        .hooks(Hooks {
            construct: Some(|evaluator, class, arguments| {
                let items = match arguments.positional.first() {
                    Some(Value::Tuple(_)) if class.native && &*class.name == "tuple" => {
                        return Ok(arguments.positional.drain(..).next().unwrap_or(Value::None));
                    }
                    Some(iterable) => evaluator.collect(iterable)?,
                    None => Vec::new(),
                };
                Ok(wrap(class, Value::tuple(items)))
            }),
            ..Hooks::default()
        })
        .method("count", |evaluator, this, arguments| {
            let wanted = super::functions::only(evaluator, arguments, "count")?;
            count(evaluator, &this.as_items().unwrap_or_default(), &wanted)
        })
        .method("index", |evaluator, this, arguments| {
            index(evaluator, &this.as_items().unwrap_or_default(), arguments, "tuple")
        })
        .static_method("__new__", new_of_builtin)
}

/// `tuple.__new__(cls, ...)` and its like, for subclasses that override `__new__`.
pub(super) fn new_of_builtin(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let Arguments { positional, keyword } = arguments.take_all();
    let mut positional = positional.into_iter();
    match positional.next() {
        Some(Value::Class(class)) => {
            let rest = Arguments { positional: positional.collect(), keyword };
            evaluator.construct(&class, &rest)
        }
        _ => Err(evaluator.type_error("__new__(): not enough arguments")),
    }
}

fn integer(evaluator: &Evaluator, value: &Value) -> Outcome<i64> {
    value.as_int().ok_or_else(|| {
        let class = evaluator.type_name(value);
        evaluator.type_error(format!("'{class}' object cannot be interpreted as an integer"))
    })
}

/// Adds what it has.
pub(super) fn range(builder: ClassBuilder) -> ClassBuilder {
    builder
        .hooks(Hooks {
            construct: Some(|evaluator, _, arguments| {
                if let Some(unknown) = arguments.first_unknown() {
                    return Ok(Value::Unknown(unknown.clone()));
                }
                let numbers: Vec<i64> = arguments
                    .positional
                    .iter()
                    .map(|value| integer(evaluator, value))
                    .collect::<Outcome<_>>()?;
                let (start, stop, step) = match *numbers.as_slice() {
                    [stop] => (0, stop, 1),
                    [start, stop] => (start, stop, 1),
                    [start, stop, step] => (start, stop, step),
                    [] => {
                        return Err(
                            evaluator.type_error("range expected at least 1 argument, got 0")
                        );
                    }
                    _ => {
                        let given = numbers.len();
                        return Err(evaluator.type_error(format!(
                            "range expected at most 3 arguments, got {given}"
                        )));
                    }
                };
                if step == 0 {
                    return Err(evaluator.value_error("range() arg 3 must not be zero"));
                }
                Ok(Value::Range(Rc::new(Range { start, stop, step })))
            }),
            ..Hooks::default()
        })
        .method("count", |evaluator, this, arguments| {
            let wanted = super::functions::only(evaluator, arguments, "count")?;
            evaluator.contains(this, &wanted).map(|within| Value::int(i64::from(within)))
        })
        .method("index", |evaluator, this, arguments| {
            let wanted = super::functions::only(evaluator, arguments, "index")?;
            match (this, wanted.as_int()) {
                (Value::Range(range), Some(number)) if range.contains(number) => {
                    Ok(Value::int((number - range.start) / range.step))
                }
                _ => {
                    let shown = evaluator.shown(&wanted)?;
                    Err(evaluator.value_error(format!("{shown} is not in range")))
                }
            }
        })
}

/// Adds what it has.
pub(super) fn slice(builder: ClassBuilder) -> ClassBuilder {
    builder
        .hooks(Hooks {
            construct: Some(|_, _, arguments| {
                let mut parts = arguments.positional.drain(..);
                let parts =
                    [parts.next(), parts.next(), parts.next()].map(|p| p.unwrap_or(Value::None));
                let [first, second, step] = parts;
                let slice = match (&second, &step) {
                    (Value::None, Value::None) => Slice { start: Value::None, stop: first, step },
                    _ => Slice { start: first, stop: second, step },
                };
                Ok(Value::Slice(Rc::new(slice)))
            }),
            ..Hooks::default()
        })
        .method("indices", |evaluator, this, arguments| {
            let len = super::functions::only(evaluator, arguments, "indices")?;
            let len = usize::try_from(integer(evaluator, &len)?).unwrap_or(0);
            match this {
                Value::Slice(slice) => evaluator.slice_indices(&slice.clone(), len),
                _ => Ok(Value::None),
            }
        })
}
