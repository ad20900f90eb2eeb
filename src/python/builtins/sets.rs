//! `set` and `frozenset`.

use std::rc::Rc;

use super::functions::only;
use super::sequences::wrap;
use crate::python::class::{Binary, Class, ClassBuilder, Compare, Hooks};
use crate::python::dict::Set;
use crate::python::evaluate::Evaluator;
use crate::python::function::Arguments;
use crate::python::raised::Outcome;
use crate::python::value::Value;

fn set_of(this: &Value) -> Option<Rc<Set>> {
    match this.plain() {
        Value::Set(set) => Some(set.clone()),
        _ => None,
    }
}

type Body = fn(&mut Evaluator, &Rc<Set>, &mut Arguments) -> Outcome;

macro_rules! methods {
    ($builder:expr, $($name:literal => $body:expr,)*) => {
        $builder$(.method($name, |evaluator, this, arguments| {
            let body: Body = $body;
            match set_of(this) {
                Some(set) => body(evaluator, &set, arguments),
                None => Ok(Value::None),
            }
        }))*
    };
}

fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: &mut Arguments) -> Outcome {
    let frozen = class.base == crate::python::class::Base::FrozenSet;
    let items = match arguments.positional.first() {
        Some(iterable) => evaluator.collect(iterable)?,
        None => Vec::new(),
    };
    Ok(wrap(class, Value::Set(evaluator.set_from(items, frozen)?)))
}

/// Applies an operation with each argument in turn.
fn fold(
    evaluator: &mut Evaluator,
    set: &Rc<Set>,
    arguments: &mut Arguments,
    op: Binary,
) -> Outcome {
    evaluator.check_taint(&set.taint)?;
    let mut result = Value::Set(set.copy());
    for other in &arguments.positional {
        let (left, right) = (evaluator.collect(&result)?, evaluator.collect(other)?);
        result = evaluator.combine_sets(op, left, right, set.frozen)?;
    }
    Ok(result)
}

fn fold_into(
    evaluator: &mut Evaluator,
    set: &Rc<Set>,
    arguments: &mut Arguments,
    op: Binary,
) -> Outcome {
    match fold(evaluator, set, arguments, op) {
        Ok(Value::Set(result)) => {
            let table = result.table.borrow().clone();
            let old = set.table.replace(table);
            drop(old);
        }
        Err(raised) if let Some(unknown) = raised.as_unknown() => {
            *set.taint.borrow_mut() = Some(unknown)
        }
        other => return other,
    }
    Ok(Value::None)
}

fn compare(
    evaluator: &mut Evaluator,
    set: &Rc<Set>,
    arguments: &mut Arguments,
    op: Compare,
) -> Outcome {
    let other = only(evaluator, arguments, "issubset")?;
    let items = evaluator.collect(&other)?;
    let other = Value::Set(evaluator.set_from(items, false)?);
    evaluator.compare(op, &Value::Set(set.clone()), &other)
}

/// Adds what it has.
pub(super) fn frozenset(builder: ClassBuilder) -> ClassBuilder {
    let builder = builder.hooks(Hooks { construct: Some(construct), ..Hooks::default() });
    methods!(
        builder,
        "union" => |evaluator, set, arguments| fold(evaluator, set, arguments, Binary::Or),
        "intersection" => |evaluator, set, arguments| fold(evaluator, set, arguments, Binary::And),
        "difference" => |evaluator, set, arguments| fold(evaluator, set, arguments, Binary::Sub),
        "symmetric_difference" => |evaluator, set, arguments| fold(evaluator, set, arguments, Binary::Xor),
        "issubset" => |evaluator, set, arguments| compare(evaluator, set, arguments, Compare::Le),
        "issuperset" => |evaluator, set, arguments| compare(evaluator, set, arguments, Compare::Ge),
        "isdisjoint" => |evaluator, set, arguments| {
            let shared = fold(evaluator, set, arguments, Binary::And)?;
            evaluator.truth(&shared).map(|some| Value::Bool(!some))
        },
        "copy" => |_, set, _| Ok(Value::Set(set.copy())),
    )
}

/// Adds what it has.
pub(super) fn set(builder: ClassBuilder) -> ClassBuilder {
    let builder = frozenset(builder).attribute("__hash__", Value::None);
    methods!(
        builder,
        "add" => |evaluator, set, arguments| {
            let item = only(evaluator, arguments, "set.add")?;
            evaluator.set_add(set, item)?;
            Ok(Value::None)
        },
        "remove" => |evaluator, set, arguments| {
            let item = only(evaluator, arguments, "set.remove")?;
            if evaluator.set_remove(set, &item)? {
                return Ok(Value::None);
            }
            Err(evaluator.key_error(item))
        },
        "discard" => |evaluator, set, arguments| {
            let item = only(evaluator, arguments, "set.discard")?;
            evaluator.set_remove(set, &item)?;
            Ok(Value::None)
        },
        "pop" => |evaluator, set, _| {
            evaluator.check_taint(&set.taint)?;
            match set.items().first().cloned() {
                Some(item) => {
                    evaluator.set_remove(set, &item)?;
                    Ok(item)
                }
                None => Err(evaluator.key_error(Value::from("pop from an empty set"))),
            }
        },
        "clear" => |_, set, _| {
            set.clear();
            Ok(Value::None)
        },
        "update" => |evaluator, set, arguments| fold_into(evaluator, set, arguments, Binary::Or),
        "intersection_update" => |evaluator, set, arguments| fold_into(evaluator, set, arguments, Binary::And),
        "difference_update" => |evaluator, set, arguments| fold_into(evaluator, set, arguments, Binary::Sub),
        "symmetric_difference_update" => |evaluator, set, arguments| fold_into(evaluator, set, arguments, Binary::Xor),
    )
}
