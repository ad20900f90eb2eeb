//! `list`.

use std::rc::Rc;

use super::functions::only;
use super::sequences::{count, index, wrap};
use crate::python::class::{ClassBuilder, Hooks};
use crate::python::evaluate::Evaluator;
use crate::python::function::Arguments;
use crate::python::raised::Outcome;
use crate::python::value::{List, Value};

fn list_of(this: &Value) -> Option<Rc<List>> {
    match this.plain() {
        Value::List(list) => Some(list.clone()),
        _ => None,
    }
}

type Body = fn(&mut Evaluator, &Rc<List>, &mut Arguments) -> Outcome;

macro_rules! methods {
    ($builder:expr, $($name:literal => $body:expr,)*) => {
        $builder$(.method($name, |evaluator, this, arguments| {
            let body: Body = $body;
            match list_of(this) {
                Some(list) => body(evaluator, &list, arguments),
                None => Ok(Value::None),
            }
        }))*
    };
}

/// Adds what it has.
pub(super) fn list(builder: ClassBuilder) -> ClassBuilder {
    let builder = builder
        .hooks(Hooks {
            construct: Some(|evaluator, class, arguments| {
                // A subclass with its own `__init__` is filled by that.
                let own_init = !class.native
                    && class
                        .lookup_own("__init__")
                        .is_some_and(|init| matches!(init, Value::Function(_)));
                let items = match arguments.positional.first() {
                    Some(iterable) if !own_init => evaluator.collect(iterable)?,
                    _ => Vec::new(),
                };
                Ok(wrap(class, Value::list(items)))
            }),
            ..Hooks::default()
        })
        .method("__init__", |evaluator, this, arguments| {
            if let (Some(list), Some(iterable)) = (list_of(this), arguments.positional.first()) {
                let items = evaluator.collect(iterable)?;
                let old = list.replace(items);
                drop(old);
            }
            Ok(Value::None)
        });
    methods!(
        builder,
        "append" => |evaluator, list, arguments| {
            let value = only(evaluator, arguments, "list.append")?;
            evaluator.spend_bytes(size_of::<Value>() as u64)?;
            list.borrow_mut().push(value);
            Ok(Value::None)
        },
        "extend" => |evaluator, list, arguments| {
            let value = only(evaluator, arguments, "list.extend")?;
            match evaluator.collect(&value) {
                Ok(more) => list.borrow_mut().extend(more),
                // How many they are is not known; the list at least holds something unknown.
                Err(raised) if let Some(unknown) = raised.as_unknown() => {
                    list.borrow_mut().push(Value::Unknown(unknown));
                }
                Err(raised) => return Err(raised),
            }
            Ok(Value::None)
        },
        "insert" => |evaluator, list, arguments| {
            let mut bound = arguments.bind(evaluator, "insert", &["index", "object"])?;
            let index = bound.take_or_none("index").as_int().unwrap_or(0);
            let len = list.borrow().len();
            let at = if index < 0 { (index + len as i64).max(0) } else { index };
            let at = usize::try_from(at).unwrap_or(0).min(len);
            evaluator.spend_bytes(size_of::<Value>() as u64)?;
            evaluator.spend_steps(len as u64 / 64)?;
            list.borrow_mut().insert(at, bound.take_or_none("object"));
            Ok(Value::None)
        },
        "pop" => |evaluator, list, arguments| {
            let index = arguments.positional.first().map_or(Some(-1), Value::as_int);
            let Some(index) = index else {
                return Err(
                    evaluator.type_error("'str' object cannot be interpreted as an integer")
                );
            };
            let len = list.borrow().len();
            if len == 0 {
                return Err(evaluator.raise("IndexError", "pop from empty list"));
            }
            let at = if index < 0 { index + len as i64 } else { index };
            match usize::try_from(at).ok().filter(|at| *at < len) {
                Some(at) => {
                    evaluator.spend_steps((len - at) as u64 / 64)?;
                    Ok(list.borrow_mut().remove(at))
                }
                None => Err(evaluator.raise("IndexError", "pop index out of range")),
            }
        },
        "remove" => |evaluator, list, arguments| {
            let wanted = only(evaluator, arguments, "list.remove")?;
            let items = list.borrow().clone();
            for (at, item) in items.iter().enumerate() {
                if evaluator.equals(item, &wanted)? {
                    if at < list.borrow().len() {
                        let old = list.borrow_mut().remove(at);
                        drop(old);
                    }
                    return Ok(Value::None);
                }
            }
            Err(evaluator.value_error("list.remove(x): x not in list"))
        },
        "clear" => |_, list, _| {
            let old = list.take();
            drop(old);
            Ok(Value::None)
        },
        "copy" => |evaluator, list, _| {
            let items = list.borrow().clone();
            evaluator.spend_values(items.len())?;
            Ok(Value::list(items))
        },
        "reverse" => |_, list, _| {
            list.borrow_mut().reverse();
            Ok(Value::None)
        },
        "sort" => |evaluator, list, arguments| {
            let mut bound = arguments.bind(evaluator, "sort", &["*", "key=", "reverse="])?;
            let reverse = match bound.take("reverse") {
                Some(reverse) => evaluator.truth(&reverse)?,
                None => false,
            };
            let key = bound.given("key").cloned();
            let mut items = list.borrow().clone();
            super::sort_values(evaluator, &mut items, key.as_ref(), reverse)?;
            let old = list.replace(items);
            drop(old);
            Ok(Value::None)
        },
        "count" => |evaluator, list, arguments| {
            let wanted = only(evaluator, arguments, "list.count")?;
            let items = list.borrow().clone();
            count(evaluator, &items, &wanted)
        },
        "index" => |evaluator, list, arguments| {
            let items = list.borrow().clone();
            index(evaluator, &items, arguments, "list")
        },
    )
}
