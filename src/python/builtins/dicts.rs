//! `dict`, and views on one.

use std::rc::Rc;

use super::sequences::wrap;
use crate::python::class::{ClassBuilder, Descriptor, Hooks};
use crate::python::dict::{Dict, View, ViewKind};
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, NativeFunction, UNKNOWN_KEYWORDS};
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

type Body = fn(&mut Evaluator, &Rc<Dict>, &mut Arguments) -> Outcome;

macro_rules! methods {
    ($builder:expr, $($name:literal => $body:expr,)*) => {
        $builder$(.method($name, |evaluator, this, arguments| {
            let body: Body = $body;
            match this.as_dict() {
                Some(dict) => body(evaluator, &dict.clone(), arguments),
                None => Ok(Value::None),
            }
        }))*
    };
}

/// What `dict(...)` and `dict.update(...)` take.
pub(crate) fn fill(
    evaluator: &mut Evaluator,
    dict: &Rc<Dict>,
    arguments: &mut Arguments,
) -> Outcome<()> {
    if let Some(source) = arguments.positional.first()
        && let Err(raised) = fill_from(evaluator, dict, source)
    {
        match raised.as_unknown() {
            Some(unknown) => *dict.taint.borrow_mut() = Some(unknown),
            None => return Err(raised),
        }
    }
    for (name, value) in arguments.keyword.drain(..) {
        match value {
            Value::Unknown(unknown) if &*name == UNKNOWN_KEYWORDS => {
                *dict.taint.borrow_mut() = Some(unknown);
            }
            value => evaluator.dict_set(dict, Value::str(name), value)?,
        }
    }
    Ok(())
}

fn fill_from(evaluator: &mut Evaluator, dict: &Rc<Dict>, source: &Value) -> Outcome<()> {
    if source.as_dict().is_some() || evaluator.getattr_opt(source, "keys")?.is_some() {
        for (key, value) in evaluator.mapping_items(source)? {
            evaluator.dict_set(dict, key, value)?;
        }
        return Ok(());
    }
    for (at, pair) in evaluator.collect(source)?.into_iter().enumerate() {
        let parts = match pair {
            Value::Unknown(unknown) => return Err(Raised::from(unknown)),
            pair if !evaluator.is_iterable(&pair) => {
                return Err(evaluator.type_error(format!(
                    "cannot convert dictionary update sequence element #{at} to a sequence"
                )));
            }
            pair => evaluator.collect(&pair)?,
        };
        match <[Value; 2]>::try_from(parts) {
            Ok([key, value]) => evaluator.dict_set(dict, key, value)?,
            Err(parts) => {
                let length = parts.len();
                return Err(evaluator.value_error(format!(
                    "dictionary update sequence element #{at} has length {length}; 2 is required"
                )));
            }
        }
    }
    Ok(())
}

fn view_of(dict: &Rc<Dict>, kind: ViewKind) -> Outcome {
    Ok(Value::View(Rc::new(View { dict: dict.clone(), kind })))
}

/// Adds what it has.
pub(super) fn dict(builder: ClassBuilder) -> ClassBuilder {
    let from_keys = NativeFunction::method("fromkeys", |evaluator, this, arguments| {
        let mut bound = arguments.bind(evaluator, "fromkeys", &["iterable", "value="])?;
        let keys = evaluator.collect(&bound.take_or_none("iterable"))?;
        let value = bound.take_or_none("value");
        let dict = evaluator.dict_from(keys.into_iter().map(|key| (key, value.clone())))?;
        Ok(match this {
            Value::Class(class) => wrap(class, Value::Dict(dict)),
            _ => Value::Dict(dict),
        })
    });
    let builder = builder
        .hooks(Hooks {
            construct: Some(|evaluator, class, arguments| {
                let dict = evaluator.dict_from([])?;
                let own_init = matches!(class.lookup_own("__init__"), Some(Value::Function(_)));
                if !own_init {
                    fill(evaluator, &dict, arguments)?;
                }
                Ok(wrap(class, Value::Dict(dict)))
            }),
            ..Hooks::default()
        })
        .attribute("fromkeys", Value::Descriptor(Rc::new(Descriptor::Class(from_keys.into()))))
        .attribute("__hash__", Value::None);
    let builder = methods!(
        builder,
        "__init__" => |evaluator, dict, arguments| {
            fill(evaluator, dict, arguments)?;
            Ok(Value::None)
        },
        "keys" => |_, dict, _| view_of(dict, ViewKind::Keys),
        "values" => |_, dict, _| view_of(dict, ViewKind::Values),
        "items" => |_, dict, _| view_of(dict, ViewKind::Items),
        "get" => |evaluator, dict, arguments| {
            let mut bound = arguments.bind(evaluator, "get", &["key", "default="])?;
            let key = bound.take_or_none("key");
            Ok(match evaluator.dict_get(dict, &key)? {
                Some(value) => value,
                None => bound.take_or_none("default"),
            })
        },
        "pop" => |evaluator, dict, arguments| {
            let mut bound = arguments.bind(evaluator, "pop", &["key", "default="])?;
            let key = bound.take_or_none("key");
            match (evaluator.dict_remove(dict, &key)?, bound.take("default")) {
                (Some(value), _) | (None, Some(value)) => Ok(value),
                (None, None) => Err(evaluator.key_error(key)),
            }
        },
        "popitem" => |evaluator, dict, _| match dict.pop_end(true) {
            Some((key, value)) => {
                evaluator.write_through(dict, &key, None);
                Ok(Value::tuple([key, value]))
            }
            None => Err(evaluator.key_error(Value::from("popitem(): dictionary is empty"))),
        },
        "setdefault" => |evaluator, dict, arguments| {
            let mut bound = arguments.bind(evaluator, "setdefault", &["key", "default="])?;
            let key = bound.take_or_none("key");
            if let Some(value) = evaluator.dict_get(dict, &key)? {
                return Ok(value);
            }
            let value = bound.take_or_none("default");
            evaluator.dict_set(dict, key, value.clone())?;
            Ok(value)
        },
        "update" => |evaluator, dict, arguments| {
            fill(evaluator, dict, arguments)?;
            Ok(Value::None)
        },
        "clear" => |evaluator, dict, _| {
            for key in dict.keys() {
                evaluator.write_through(dict, &key, None);
            }
            dict.clear();
            Ok(Value::None)
        },
        "copy" => |evaluator, dict, _| {
            evaluator.spend_bytes(72 * dict.len() as u64)?;
            Ok(Value::Dict(dict.copy()))
        },
    );
    // For `super()` in a subclass: they work on the held dict, past what the subclass overrides.
    methods!(
        builder,
        "__setitem__" => |evaluator, dict, arguments| {
            let mut bound = arguments.bind(evaluator, "__setitem__", &["key", "value"])?;
            let key = bound.take_or_none("key");
            evaluator.dict_set(dict, key, bound.take_or_none("value"))?;
            Ok(Value::None)
        },
        "__delitem__" => |evaluator, dict, arguments| {
            let key = super::functions::only(evaluator, arguments, "__delitem__")?;
            match evaluator.dict_remove(dict, &key)? {
                Some(_) => Ok(Value::None),
                None => Err(evaluator.key_error(key)),
            }
        },
        "__contains__" => |evaluator, dict, arguments| {
            let key = super::functions::only(evaluator, arguments, "__contains__")?;
            Ok(Value::Bool(evaluator.dict_get(dict, &key)?.is_some()))
        },
    )
    .method("__getitem__", |evaluator, this, arguments| {
        let key = super::functions::only(evaluator, arguments, "__getitem__")?;
        let Some(dict) = this.as_dict().cloned() else { return Ok(Value::None) };
        if let Some(found) = evaluator.dict_get(&dict, &key)? {
            return Ok(found);
        }
        match evaluator.call_special(this, "__missing__", Arguments::of([key.clone()]))? {
            Some(found) => Ok(found),
            None => Err(evaluator.key_error(key)),
        }
    })
}

/// Adds what it has.
pub(super) fn view(builder: ClassBuilder) -> ClassBuilder {
    builder.method("isdisjoint", |evaluator, this, arguments| {
        let other = super::functions::only(evaluator, arguments, "isdisjoint")?;
        let (left, right) = (evaluator.collect(this)?, evaluator.collect(&other)?);
        let right = evaluator.set_from(right, false)?;
        for item in left {
            if evaluator.set_contains(&right, &item)? {
                return Ok(Value::Bool(false));
            }
        }
        Ok(Value::Bool(true))
    })
}
