//! Calling things: native functions, classes, objects, and the arguments of Python functions.

use std::rc::Rc;

use super::Evaluator;
use super::attributes::settle;
use crate::python::class::{Base, Class, Instance};
use crate::python::function::{Arguments, Body, NativeFunction};
use crate::python::host::{Skipped, SkippedKind};
use crate::python::raised::{Outcome, Raised};
use crate::python::value::{Unknown, Value};

impl Evaluator {
    /// `callee(*positional, **keyword)`.
    pub fn call(&mut self, callee: &Value, arguments: Arguments) -> Outcome {
        self.step()?;
        match callee {
            Value::Function(function) => self.call_function(function, arguments),
            Value::Native(native) => self.call_native(native, None, arguments),
            Value::Method(method) => {
                self.call_with(&method.function, Some(method.receiver.clone()), arguments)
            }
            Value::Class(class) => self.nested(|evaluator| evaluator.call_class(class, arguments)),
            Value::Unknown(unknown) => Ok(Value::Unknown(unknown.clone())),
            Value::Descriptor(descriptor) => match &**descriptor {
                crate::python::class::Descriptor::Static(function) => {
                    self.call(function, arguments)
                }
                _ => Err(self.not_callable(callee)),
            },
            other => match self.class_of(other).lookup_own("__call__") {
                Some(call) => {
                    self.nested(|evaluator| evaluator.call(&call, arguments.prepend(other.clone())))
                }
                None => Err(self.not_callable(callee)),
            },
        }
    }

    fn not_callable(&self, callee: &Value) -> Raised {
        self.type_error(format!("'{}' object is not callable", self.type_name(callee)))
    }

    /// Calls a function with the object that it was found through, if it takes one.
    pub(crate) fn call_with(
        &mut self,
        function: &Value,
        receiver: Option<Value>,
        arguments: Arguments,
    ) -> Outcome {
        match (function, receiver) {
            (Value::Native(native), receiver @ Some(_)) => {
                self.step()?;
                self.call_native(native, receiver, arguments)
            }
            (_, Some(receiver)) => self.call(function, arguments.prepend(receiver)),
            (_, None) => self.call(function, arguments),
        }
    }

    /// `value.name(...)`.
    pub fn call_method(&mut self, value: &Value, name: &str, arguments: Arguments) -> Outcome {
        match self.find_attribute(value, name)? {
            Some(found) => self.call_with(&found.function, found.receiver, arguments),
            None => Err(self.no_attribute(value, name)),
        }
    }

    /// `value.name(...)`, where its class (not `object`) defines it: for dunder methods.
    pub fn call_special(
        &mut self,
        value: &Value,
        name: &str,
        arguments: Arguments,
    ) -> Outcome<Option<Value>> {
        let Some(entry) = self.class_of(value).lookup_own(name) else { return Ok(None) };
        if matches!(entry, Value::None) {
            return Ok(None);
        }
        let found = self.bind_entry(entry, value)?;
        self.call_with(&found.function, found.receiver, arguments).map(Some)
    }

    fn call_native(
        &mut self,
        native: &Rc<NativeFunction>,
        receiver: Option<Value>,
        arguments: Arguments,
    ) -> Outcome {
        if native.pure {
            let unknown = receiver.as_ref().and_then(Value::as_unknown);
            if let Some(unknown) = unknown.or_else(|| arguments.first_unknown()) {
                return Ok(Value::Unknown(unknown.clone()));
            }
        }
        let outcome = self.nested(|evaluator| evaluator.run_native(native, receiver, arguments));
        if native.effect
            && let Err(raised) = &outcome
            && let Some(unknown) = raised.as_unknown()
        {
            self.report(SkippedKind::Effect, &unknown);
        }
        settle(outcome)
    }

    fn run_native(
        &mut self,
        native: &NativeFunction,
        receiver: Option<Value>,
        mut arguments: Arguments,
    ) -> Outcome {
        match (&native.body, receiver) {
            (Body::Method(body), Some(receiver)) => body(self, &receiver, &mut arguments),
            (Body::Method(body), None) => {
                if arguments.positional.is_empty() {
                    let text = format!("unbound method {}() needs an argument", native.name);
                    return Err(self.type_error(text));
                }
                let receiver = arguments.positional.remove(0);
                body(self, &receiver, &mut arguments)
            }
            (Body::Function(body), None) => body(self, &mut arguments),
            (Body::Closure(body), None) => body(self, &mut arguments),
            (Body::Function(body), Some(receiver)) => body(self, &mut arguments.prepend(receiver)),
            (Body::Closure(body), Some(receiver)) => body(self, &mut arguments.prepend(receiver)),
        }
    }

    /// Tells the host what is left out here.
    pub(crate) fn report(&mut self, kind: SkippedKind, unknown: &Rc<Unknown>) {
        // What an import leaves out shows where a name that it would have made is used.
        if self.in_library() || self.is_importing() {
            return;
        }
        if let Some(place) = self.call_span() {
            let host = self.host.clone();
            host.skipped(self, &Skipped { kind, place, unknown: unknown.clone() });
        }
    }

    /// Calls a class: its metaclass decides first, then it is made and initialised.
    fn call_class(&mut self, class: &Rc<Class>, arguments: Arguments) -> Outcome {
        if let Some(meta) = &class.metaclass
            && let Some(call) = meta.lookup_own("__call__")
        {
            return self.call(&call, arguments.prepend(Value::Class(class.clone())));
        }
        self.instantiate(class, arguments)
    }

    /// What `type.__call__` does: `__new__`, then `__init__`.
    pub fn instantiate(&mut self, class: &Rc<Class>, arguments: Arguments) -> Outcome {
        if class.hooks.construct.is_none() && class.base == Base::Object {
            self.check_abstract(class)?;
        }
        let making = class.making();
        let (made, init) = match making.new {
            Some(new) => {
                let new = match &new {
                    Value::Descriptor(_) => {
                        self.getattr(&Value::Class(class.clone()), "__new__")?
                    }
                    _ => new,
                };
                let given = arguments.clone().prepend(Value::Class(class.clone()));
                (self.call(&new, given)?, None)
            }
            None => (self.construct(class, &arguments)?, Some(making.init)),
        };
        let Value::Instance(instance) = &made else { return Ok(made) };
        let init = match init {
            Some(init) if Rc::ptr_eq(instance.class(), class) => init,
            _ if instance.class().is_subclass(class) => instance.class().making().init,
            _ => return Ok(made),
        };
        if let Some(init) = init {
            let found = self.bind_entry(init, &made)?;
            let native = matches!(found.function, Value::Native(_));
            match self.call_with(&found.function, found.receiver, arguments)? {
                // what is not set up would be taken for an object of nothing
                unknown @ Value::Unknown(_) if native => return Ok(unknown),
                Value::None | Value::Unknown(_) => {}
                other => {
                    let given = self.type_name(&other);
                    return Err(
                        self.type_error(format!("__init__() should return None, not '{given}'"))
                    );
                }
            }
        }
        Ok(made)
    }

    /// Makes the object, as the native `__new__` of the class does.
    pub(crate) fn construct(&mut self, class: &Rc<Class>, arguments: &Arguments) -> Outcome {
        if let Some(construct) = class.hooks.construct {
            return settle(construct(self, class, &mut arguments.clone()));
        }
        self.spend_bytes(96)?;
        let has_arguments = !arguments.positional.is_empty() || !arguments.keyword.is_empty();
        let takes_some = || {
            let making = class.making();
            making.init.is_some() || making.new.is_some()
        };
        if has_arguments && !takes_some() {
            return Err(self.type_error(format!("{}() takes no arguments", class.name)));
        }
        Ok(self.bare_object(class.clone()))
    }

    /// An object without attributes. One of a class that ran code has made is taken apart in the end, since such
    /// objects may refer to one another; none of them is of use without its class.
    pub(crate) fn bare_object(&mut self, class: Rc<Class>) -> Value {
        let known = class.native || class.library;
        let made = Instance::new(class);
        if !known {
            self.objects.push(Rc::downgrade(&made));
        }
        Value::Instance(made)
    }
}
