//! `type`, `property`, `super` and their like.

use std::rc::Rc;

use crate::python::class::{Class, ClassBuilder, Descriptor, Getter, Hooks, Setter};
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, Super};
use crate::python::names::Names;
use crate::python::raised::Outcome;
use crate::python::value::Value;

fn constructed(
    builder: ClassBuilder,
    construct: fn(&mut Evaluator, &Rc<Class>, &mut Arguments) -> Outcome,
) -> ClassBuilder {
    builder.hooks(Hooks { construct: Some(construct), ..Hooks::default() })
}

/// Adds what it has.
pub(super) fn type_(builder: ClassBuilder) -> ClassBuilder {
    constructed(builder, |evaluator, class, arguments| {
        let Arguments { positional, keyword } = arguments.take_all();
        type_new(evaluator, class, positional, keyword)
    })
    .static_method("__new__", |evaluator, arguments| {
        let mut positional = arguments.positional.drain(..);
        match positional.next() {
            Some(Value::Class(class)) => type_new(
                evaluator,
                &class,
                positional.collect(),
                std::mem::take(&mut arguments.keyword),
            ),
            _ => Err(evaluator.type_error("type.__new__(): not enough arguments")),
        }
    })
    .method("__init__", |_, _, _| Ok(Value::None))
    .method("__call__", |evaluator, this, arguments| match this {
        Value::Class(class) => evaluator.instantiate(class, arguments.take_all()),
        _ => Err(evaluator.type_error("descriptor '__call__' requires a type")),
    })
    .method("mro", |_, this, _| {
        let mro = this.as_class().map(|class| class.mro().cloned().map(Value::Class).collect());
        Ok(Value::list(mro.unwrap_or_default()))
    })
    .method("__subclasses__", |evaluator, _, _| {
        Ok(Value::Unknown(evaluator.unsupported("__subclasses__")))
    })
    .method("__instancecheck__", |evaluator, this, arguments| {
        let value = arguments.positional.first().cloned().unwrap_or(Value::None);
        let class = evaluator.class_of(&value);
        Ok(Value::Bool(this.as_class().is_some_and(|this| class.is_subclass(this))))
    })
}

/// `type(value)`, or `type(name, bases, namespace)`.
pub(crate) fn type_new(
    evaluator: &mut Evaluator,
    meta: &Rc<Class>,
    positional: Vec<Value>,
    keyword: Vec<(Rc<str>, Value)>,
) -> Outcome {
    match positional.as_slice() {
        [value @ Value::Unknown(_)] => Ok(value.clone()),
        [value] => Ok(Value::Class(evaluator.class_of(value))),
        [name, bases, namespace] => {
            let (Some(name), Some(bases), Some(namespace)) =
                (name.as_str(), bases.as_items(), namespace.as_dict())
            else {
                return Err(evaluator.type_error("type.__new__() arguments have the wrong types"));
            };
            let mut names = Names::default();
            for (key, value) in namespace.items() {
                if let Some(key) = key.as_str() {
                    names.insert(key.clone(), value);
                }
            }
            let mut classes = Vec::new();
            for base in bases {
                match base {
                    Value::Class(class) => classes.push(class),
                    Value::Unknown(_) => return Ok(base),
                    _ => return Err(evaluator.type_error("type.__new__() bases must be types")),
                }
            }
            let own = (&*meta.name != "type" || !meta.native).then(|| meta.clone());
            let inherited = classes.iter().find_map(|class| class.metaclass.clone());
            evaluator.new_class(name, classes, names, own.or(inherited), keyword)
        }
        _ => Err(evaluator.type_error("type() takes 1 or 3 arguments")),
    }
}

/// Adds what it has.
pub(super) fn property(builder: ClassBuilder) -> ClassBuilder {
    constructed(builder, |evaluator, _, arguments| {
        let mut bound =
            arguments.bind(evaluator, "property", &["fget=", "fset=", "fdel=", "doc="])?;
        let given = |value: Option<Value>| value.filter(|value| !value.is_none());
        Ok(Value::Descriptor(Rc::new(Descriptor::Property {
            get: given(bound.take("fget")).map(Getter::Call),
            set: given(bound.take("fset")).map(Setter::Call),
            delete: given(bound.take("fdel")),
        })))
    })
}

fn wrapped(evaluator: &Evaluator, arguments: &mut Arguments, name: &str) -> Outcome {
    super::functions::only(evaluator, arguments, name)
}

/// Adds what it has.
pub(super) fn staticmethod(builder: ClassBuilder) -> ClassBuilder {
    constructed(builder, |evaluator, _, arguments| {
        let function = wrapped(evaluator, arguments, "staticmethod")?;
        Ok(Value::Descriptor(Rc::new(Descriptor::Static(function))))
    })
}

/// Adds what it has.
pub(super) fn classmethod(builder: ClassBuilder) -> ClassBuilder {
    constructed(builder, |evaluator, _, arguments| {
        let function = wrapped(evaluator, arguments, "classmethod")?;
        Ok(Value::Descriptor(Rc::new(Descriptor::Class(function))))
    })
}

/// Adds what it has.
pub(super) fn super_(builder: ClassBuilder) -> ClassBuilder {
    constructed(builder, |evaluator, _, arguments| {
        let mut positional = arguments.positional.drain(..);
        match (positional.next(), positional.next()) {
            (Some(Value::Class(class)), Some(receiver)) => {
                Ok(Value::Super(Rc::new(Super { class, receiver })))
            }
            (Some(unknown @ Value::Unknown(_)), _) => Ok(unknown),
            _ => Err(evaluator.raise("RuntimeError", "super(): no arguments")),
        }
    })
}
