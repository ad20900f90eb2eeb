//! Attributes that stand in no dict: `__name__`, `__dict__`, `__mro__`, a slice's `start` and the like.

use std::rc::Rc;

use super::Evaluator;
use crate::python::class::{Class, Descriptor, Getter, Instance, Setter};
use crate::python::dict::Dict;
use crate::python::function::NativeFunction;
use crate::python::live::{Owner, dict_of};
use crate::python::module::Module;
use crate::python::names::Names;
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// A dict with these names.
pub(crate) fn names_dict(names: &Names) -> Value {
    let dict = Dict::default();
    for (name, value) in names.iter() {
        dict.set_str(name, value.clone());
    }
    Value::Dict(Rc::new(dict))
}

fn live_dict(owner: Owner) -> Value {
    Value::Dict(dict_of(owner))
}

impl Evaluator {
    /// Of functions, methods, slices and so on.
    pub(crate) fn special_attribute(
        &mut self,
        value: &Value,
        name: &str,
    ) -> Outcome<Option<Value>> {
        Ok(match value {
            Value::Function(function) => {
                if let Some(set) = function.attributes.borrow().get(name) {
                    return Ok(Some(set.clone()));
                }
                let code = function.code.clone();
                match name {
                    "__name__" => Some(Value::str(code.name.clone())),
                    "__qualname__" => Some(Value::str(code.qualname.clone())),
                    "__module__" => Some(Value::str(function.module.name.clone())),
                    "__doc__" => Some(code.whole().doc.clone().map_or(Value::None, Value::str)),
                    "__dict__" => Some(live_dict(Owner::Function(Rc::downgrade(function)))),
                    "__defaults__" | "__kwdefaults__" | "__closure__" => Some(Value::None),
                    "__annotations__" => {
                        let dict = Dict::default();
                        for parameter in code.parameters.iter().filter(|p| p.annotation.is_some()) {
                            let why = format!("annotations of {}", code.name);
                            let unknown = Value::Unknown(self.unsupported(&why));
                            dict.set_str(&parameter.name, unknown);
                        }
                        Some(Value::Dict(Rc::new(dict)))
                    }
                    "__code__" => Some(Value::Unknown(self.unsupported("code objects"))),
                    "__globals__" => {
                        Some(live_dict(Owner::Module(Rc::downgrade(&function.module))))
                    }
                    _ => None,
                }
            }
            Value::Native(native) => match name {
                "__name__" | "__qualname__" => Some(Value::str(native.name.clone())),
                "__module__" | "__doc__" => Some(Value::None),
                _ => None,
            },
            Value::Method(method) => match name {
                "__self__" => Some(method.receiver.clone()),
                "__func__" => Some(method.function.clone()),
                _ => {
                    let function = method.function.clone();
                    return self.special_attribute(&function, name);
                }
            },
            Value::Slice(slice) => match name {
                "start" => Some(slice.start.clone()),
                "stop" => Some(slice.stop.clone()),
                "step" => Some(slice.step.clone()),
                _ => None,
            },
            Value::Range(range) => match name {
                "start" => Some(Value::int(range.start)),
                "stop" => Some(Value::int(range.stop)),
                "step" => Some(Value::int(range.step)),
                _ => None,
            },
            Value::Int(_) | Value::Big(_) | Value::Bool(_) => match name {
                "real" | "numerator" => Some(value.clone()),
                "imag" => Some(Value::int(0)),
                "denominator" => Some(Value::int(1)),
                _ => None,
            },
            Value::Float(_) => match name {
                "real" => Some(value.clone()),
                "imag" => Some(Value::float(0.0)),
                _ => None,
            },
            Value::Descriptor(descriptor) => descriptor_attribute(descriptor, name),
            _ => None,
        })
    }

    /// Of objects.
    pub(crate) fn special_instance_attribute(
        &mut self,
        instance: &Rc<Instance>,
        name: &str,
    ) -> Outcome<Option<Value>> {
        Ok(match name {
            "__class__" => Some(Value::Class(instance.class().clone())),
            "__dict__" => Some(live_dict(Owner::Instance(Rc::downgrade(instance)))),
            "__module__" => Some(Value::str(instance.class().module.clone())),
            "__doc__" => Some(Value::None),
            _ => None,
        })
    }

    /// Of classes.
    pub(crate) fn special_class_attribute(
        &mut self,
        class: &Rc<Class>,
        name: &str,
    ) -> Outcome<Option<Value>> {
        Ok(match name {
            "__name__" => Some(Value::str(class.name.clone())),
            "__qualname__" => Some(Value::str(class.qualname.clone())),
            "__module__" => Some(Value::str(class.module.clone())),
            "__doc__" => Some(Value::None),
            "__class__" => Some(Value::Class(self.class_of(&Value::Class(class.clone())))),
            "__dict__" => Some(names_dict(&class.attributes.borrow())),
            "__bases__" => {
                let bases: Vec<Value> = class.bases.iter().cloned().map(Value::Class).collect();
                Some(Value::tuple(bases))
            }
            "__base__" => class.bases.first().cloned().map(Value::Class),
            "__mro__" => {
                let mro: Vec<Value> = class.mro().cloned().map(Value::Class).collect();
                Some(Value::tuple(mro))
            }
            "__annotations__" => Some(Value::Dict(Rc::default())),
            _ => None,
        })
    }

    /// Of modules.
    pub(crate) fn special_module_attribute(
        &mut self,
        module: &Rc<Module>,
        name: &str,
    ) -> Outcome<Option<Value>> {
        Ok(match name {
            "__name__" => Some(Value::str(module.name.clone())),
            "__dict__" => Some(live_dict(Owner::Module(Rc::downgrade(module)))),
            "__doc__" => Some(Value::None),
            "__package__" => Some(Value::str(package_of(module))),
            "__file__" | "__path__" | "__spec__" | "__loader__" if module.members.is_some() => {
                Some(self.unknown("where a library is installed"))
            }
            _ => None,
        })
    }
}

/// The package that relative imports in a module begin from.
pub(crate) fn package_of(module: &Module) -> &str {
    if module.package {
        return &module.name;
    }
    module.name.rsplit_once('.').map_or("", |(package, _)| package)
}

fn descriptor_attribute(descriptor: &Rc<Descriptor>, name: &str) -> Option<Value> {
    match (&**descriptor, name) {
        (
            Descriptor::Static(function) | Descriptor::Class(function),
            "__func__" | "__wrapped__",
        ) => Some(function.clone()),
        (Descriptor::Property { get: Some(Getter::Call(get)), .. }, "fget") => Some(get.clone()),
        (Descriptor::Property { set: Some(Setter::Call(set)), .. }, "fset") => Some(set.clone()),
        (Descriptor::Property { .. }, "setter" | "getter" | "deleter") => {
            Some(property_decorator(descriptor.clone(), name))
        }
        // of a property of SQLAlchemy's: what it is within a statement, which no instance sees
        (Descriptor::Property { .. }, "expression" | "comparator" | "update_expression") => {
            Some(kept(descriptor.clone()))
        }
        _ => None,
    }
}

/// A decorator that gives the property as it is.
fn kept(descriptor: Rc<Descriptor>) -> Value {
    NativeFunction::closure("expression", move |_, _| Ok(Value::Descriptor(descriptor.clone())))
        .into()
}

/// `prop.setter` and its like: a copy of the property with one part replaced.
fn property_decorator(descriptor: Rc<Descriptor>, part: &str) -> Value {
    let part: Rc<str> = part.into();
    NativeFunction::closure(&part.clone(), move |evaluator, arguments| {
        let function =
            arguments.bind(evaluator, "property", &["function"])?.take_or_none("function");
        let mut copy = (*descriptor).clone();
        if let Descriptor::Property { get, set, delete } = &mut copy {
            match &*part {
                "setter" => *set = Some(Setter::Call(function)),
                "getter" => *get = Some(Getter::Call(function)),
                _ => *delete = Some(function),
            }
        }
        Ok(Value::Descriptor(Rc::new(copy)))
    })
    .into()
}
