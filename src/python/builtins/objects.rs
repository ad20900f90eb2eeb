//! `object`: what every class has.

use std::rc::Rc;

use crate::python::class::{Base, ClassBuilder, Descriptor};
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// Adds what it has.
pub(super) fn object(builder: ClassBuilder) -> ClassBuilder {
    let no_op = NativeFunction::method("__init_subclass__", |evaluator, this, arguments| {
        match arguments.keyword.first() {
            None => Ok(Value::None),
            Some(_) => {
                let name = this.as_class().map_or("?".into(), |class| class.name.clone());
                Err(evaluator
                    .type_error(format!("{name}.__init_subclass__() takes no keyword arguments")))
            }
        }
    });
    builder
        .static_method("__new__", new)
        .method("__init__", |_, _, _| Ok(Value::None))
        .method("__eq__", |_, this, arguments| {
            let same = arguments.positional.first().is_some_and(|other| this.is(other));
            Ok(if same { Value::Bool(true) } else { Value::NotImplemented })
        })
        .method("__ne__", |_, this, arguments| {
            let same = arguments.positional.first().is_some_and(|other| this.is(other));
            Ok(if same { Value::Bool(false) } else { Value::NotImplemented })
        })
        .method("__hash__", |_, this, _| Ok(Value::int((this.identity().1 >> 4).cast_signed())))
        .method("__repr__", |evaluator, this, _| {
            let mut out = String::new();
            evaluator.write_opaque(&mut out, this)?;
            Ok(Value::from(out))
        })
        .method("__str__", |evaluator, this, _| evaluator.repr(this))
        .method("__format__", |evaluator, this, _| evaluator.str(this))
        .method("__setattr__", setattr)
        .method("__getattribute__", |evaluator, this, arguments| {
            let name = arguments.positional.first().and_then(Value::as_str).cloned();
            evaluator.getattr(this, name.as_deref().unwrap_or(""))
        })
        .method("__delattr__", |evaluator, this, arguments| {
            let name = arguments.positional.first().and_then(Value::as_str).cloned();
            if let (Value::Instance(instance), Some(name)) = (this, &name) {
                instance.attributes.borrow_mut().shift_remove(name);
                return Ok(Value::None);
            }
            Err(evaluator.type_error("can't delete attribute"))
        })
        .attribute("__init_subclass__", Value::Descriptor(Rc::new(Descriptor::Class(no_op.into()))))
}

fn new(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let Arguments { positional, keyword } = arguments.take_all();
    let mut positional = positional.into_iter();
    match positional.next() {
        Some(Value::Class(class)) if class.base == Base::Type => {
            super::type_new(evaluator, &class, positional.collect(), keyword)
        }
        Some(Value::Class(class)) if class.hooks.construct.is_some() => {
            let rest = Arguments { positional: positional.collect(), keyword };
            evaluator.construct(&class, &rest)
        }
        Some(Value::Class(class)) => {
            evaluator.check_abstract(&class)?;
            Ok(evaluator.bare_object(class))
        }
        _ => Err(evaluator.type_error("object.__new__(): not enough arguments")),
    }
}

fn setattr(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "__setattr__", &["name", "value"])?;
    let name = bound.take_or_none("name").as_str().cloned().unwrap_or_else(|| "".into());
    let value = bound.take_or_none("value");
    match this {
        Value::Instance(instance) => evaluator.set_plainly(this, instance, &name, value)?,
        other => evaluator.setattr(other, &name, value)?,
    }
    Ok(Value::None)
}
