//! Making exceptions, matching them, and saying them in words.

use std::rc::Rc;

use super::Evaluator;
use crate::python::class::{Class, Instance};
use crate::python::raised::{Exception, Outcome, Raised};
use crate::python::value::{Unknown, Value};

impl Evaluator {
    /// An exception of a built-in class, by its name.
    pub fn raise(&self, class: &str, message: impl Into<Rc<str>>) -> Raised {
        self.exception(&self.builtins.exception(class), &[Value::str(message.into())])
    }

    /// An exception of this class with these arguments, not calling its `__init__`.
    pub fn exception(&self, class: &Rc<Class>, arguments: &[Value]) -> Raised {
        let instance = Instance::new(class.clone());
        instance.set("args", Value::tuple(arguments));
        self.raised(Value::Instance(instance))
    }

    /// This exception object, raised here.
    pub fn raised(&self, value: Value) -> Raised {
        let certain = !self.in_library() && is_plain_error(&value);
        Raised::from(Rc::new(Exception { value, place: self.call_span(), certain }))
    }

    /// `TypeError(message)`.
    pub fn type_error(&self, message: impl Into<Rc<str>>) -> Raised {
        self.raise("TypeError", message)
    }

    /// `ValueError(message)`.
    pub fn value_error(&self, message: impl Into<Rc<str>>) -> Raised {
        self.raise("ValueError", message)
    }

    /// `AttributeError(message)`.
    pub fn attribute_error(&self, message: impl Into<Rc<str>>) -> Raised {
        self.raise("AttributeError", message)
    }

    /// `KeyError(key)`.
    pub fn key_error(&self, key: Value) -> Raised {
        self.exception(&self.builtins.exception("KeyError"), &[key])
    }

    /// A reason for the unknown: limbeck does not know this part of Python, or of a library.
    pub fn unsupported(&self, what: &str) -> Rc<Unknown> {
        let why = format!("{what} is not implemented by limbeck").into();
        Rc::new(Unknown { why, place: self.call_span(), path: None })
    }

    /// An unknown value, from this place on.
    pub fn unknown(&self, why: impl Into<Rc<str>>) -> Value {
        Value::unknown(why, self.call_span())
    }

    /// As [`Evaluator::unknown`], where no value can be given.
    pub fn not_known(&self, why: impl Into<Rc<str>>) -> Raised {
        Raised::from(Rc::new(Unknown { why: why.into(), place: self.call_span(), path: None }))
    }

    /// Whether it is an exception of this built-in class or of one derived from it.
    pub fn is_exception(&self, raised: &Raised, class: &str) -> bool {
        match raised.exception() {
            Some(Value::Instance(instance)) => {
                instance.class().is_subclass(&self.builtins.exception(class))
            }
            _ => false,
        }
    }

    /// The last line of the traceback: `KeyError: 'name'`.
    pub fn describe_exception(&mut self, exception: &Value) -> String {
        let Value::Instance(instance) = exception else {
            return "an exception that cannot be known is raised".into();
        };
        let class = instance.class().full_name();
        match self.str(exception) {
            Ok(Value::Str(text)) if text.is_empty() => class,
            Ok(Value::Str(text)) => format!("{class}: {text}"),
            _ => class,
        }
    }

    /// What `except classes` makes of an exception; an error where that cannot be known.
    pub(crate) fn exception_matches(
        &mut self,
        exception: &Value,
        classes: &Value,
    ) -> Outcome<bool> {
        match classes {
            Value::Class(class) => Ok(match exception {
                Value::Instance(instance) => instance.class().is_subclass(class),
                _ => matches!(&*class.name, "Exception" | "BaseException") && class.native,
            }),
            Value::Tuple(items) => {
                for class in items.iter() {
                    if self.exception_matches(exception, class)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Value::Unknown(unknown) => Err(Raised::from(unknown.clone())),
            _ => Err(self.type_error(
                "catching classes that do not inherit from BaseException is not allowed",
            )),
        }
    }

    /// What `raise value` raises: a class is called first.
    pub(crate) fn make_exception(&mut self, value: Value) -> Outcome<Value> {
        let base = self.builtins.exception("BaseException");
        let made = match &value {
            Value::Class(class) if class.is_subclass(&base) => {
                self.call(&value, crate::python::function::Arguments::none())?
            }
            _ => value,
        };
        match &made {
            Value::Unknown(_) => Ok(made),
            Value::Instance(instance) if instance.class().is_subclass(&base) => Ok(made),
            _ => Err(self.type_error("exceptions must derive from BaseException")),
        }
    }
}

/// Whether it is a built-in exception of a kind that does not come from what is missing here. A method
/// that limbeck does not have is an AttributeError, an argument that it does not take a TypeError.
fn is_plain_error(value: &Value) -> bool {
    const PLAIN: &[&str] = &[
        "AssertionError",
        "ImportError",
        "IndexError",
        "KeyError",
        "ModuleNotFoundError",
        "NameError",
        "SyntaxError",
        "UnboundLocalError",
        "ValueError",
        "ZeroDivisionError",
    ];
    let Value::Instance(instance) = value else { return true };
    let class = instance.class();
    class.native && &*class.module == "builtins" && PLAIN.contains(&&*class.name)
}
