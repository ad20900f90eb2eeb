//! Attributes: looking them up as Python does, binding what is found, setting and deleting.

use std::rc::Rc;

use super::Evaluator;
use crate::python::class::{Class, Descriptor, Getter, Instance, Setter};
use crate::python::function::{Arguments, Body, BoundMethod, Super};
use crate::python::module::Module;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::{Unknown, Value};

/// A callee that was found through an object: with the object, where it takes one.
pub(crate) struct Found {
    pub(crate) function: Value,
    pub(crate) receiver: Option<Value>,
}

impl Evaluator {
    /// The class of a value.
    pub fn class_of(&self, value: &Value) -> Rc<Class> {
        match value {
            Value::Instance(instance) => instance.class().clone(),
            Value::Class(class) => {
                class.metaclass.clone().unwrap_or_else(|| self.builtins.types.type_.clone())
            }
            other => self.builtins.class_of(other).clone(),
        }
    }

    /// The name of a value's class, for messages.
    pub fn type_name(&self, value: &Value) -> Rc<str> {
        match value {
            Value::Iterator(iter) => iter.type_name.into(),
            _ => self.class_of(value).name.clone(),
        }
    }

    /// `getattr(value, name)`.
    pub fn getattr(&mut self, value: &Value, name: &str) -> Outcome {
        match self.getattr_opt(value, name)? {
            Some(found) => Ok(found),
            None => Err(self.no_attribute(value, name)),
        }
    }

    /// `getattr(value, name, None)`, telling a missing attribute from `None`. A Python `__getattr__`
    /// that raises AttributeError counts as missing.
    pub fn getattr_opt(&mut self, value: &Value, name: &str) -> Outcome<Option<Value>> {
        Ok(self.find_attribute(value, name)?.map(|found| match found.receiver {
            Some(receiver) => {
                Value::Method(Rc::new(BoundMethod { receiver, function: found.function }))
            }
            None => found.function,
        }))
    }

    /// Looks an attribute up without making a bound method of it.
    pub(crate) fn find_attribute(&mut self, value: &Value, name: &str) -> Outcome<Option<Found>> {
        let plain =
            |value: Option<Value>| Ok(value.map(|function| Found { function, receiver: None }));
        match value {
            Value::Instance(instance) => self.find_in_instance(value, instance, name),
            Value::Class(class) => self.find_in_class(value, class, name),
            Value::Module(module) => plain(self.module_member(module, name)?),
            Value::Super(parent) => self.find_in_super(parent, name),
            Value::Unknown(unknown) => plain(Some(unknown_attribute(unknown, name))),
            _ => match self.special_attribute(value, name)? {
                Some(found) => plain(Some(found)),
                None => self.find_in_type(value, name),
            },
        }
    }

    fn find_in_type(&mut self, value: &Value, name: &str) -> Outcome<Option<Found>> {
        if name == "__class__" {
            let function = Value::Class(self.class_of(value));
            return Ok(Some(Found { function, receiver: None }));
        }
        match self.class_of(value).lookup(name) {
            Some(entry) => self.bind_entry(entry, value).map(Some),
            None => Ok(None),
        }
    }

    fn find_in_instance(
        &mut self,
        value: &Value,
        instance: &Rc<Instance>,
        name: &str,
    ) -> Outcome<Option<Found>> {
        let class = instance.class().clone();
        let entry = class.lookup(name);
        if let Some(entry) = &entry
            && self.is_data_descriptor(entry)
        {
            return self.bind_entry(entry.clone(), value).map(Some);
        }
        if let Some(own) = instance.get(name) {
            return Ok(Some(Found { function: own, receiver: None }));
        }
        if let Some(entry) = entry {
            return self.bind_entry(entry, value).map(Some);
        }
        if let Some(special) = self.special_instance_attribute(instance, name)? {
            return Ok(Some(Found { function: special, receiver: None }));
        }
        match self.fallback_attribute(value, &class, name)? {
            None => Ok(self.lacking(&class, name)),
            found => Ok(found),
        }
    }

    fn fallback_attribute(
        &mut self,
        value: &Value,
        class: &Rc<Class>,
        name: &str,
    ) -> Outcome<Option<Found>> {
        if let Some(hook) = class.hooks.getattr
            && let Some(function) = self.nested(|evaluator| hook(evaluator, value, name))?
        {
            return Ok(Some(Found { function, receiver: None }));
        }
        let Some(custom) = class.lookup_own("__getattr__") else { return Ok(None) };
        let arguments = Arguments::of([value.clone(), Value::from(name)]);
        match self.call(&custom, arguments) {
            Ok(function) => Ok(Some(Found { function, receiver: None })),
            Err(raised) if self.is_exception(&raised, "AttributeError") => Ok(None),
            Err(raised) => Err(raised),
        }
    }

    fn find_in_class(
        &mut self,
        value: &Value,
        class: &Rc<Class>,
        name: &str,
    ) -> Outcome<Option<Found>> {
        let meta = self.class_of(value);
        let special = !Rc::ptr_eq(&meta, &self.builtins.types.type_);
        let entry = special.then(|| meta.lookup_own(name)).flatten();
        if let Some(entry) = &entry
            && self.is_data_descriptor(entry)
        {
            return self.bind_entry(entry.clone(), value).map(Some);
        }
        if let Some(entry) = class.lookup(name) {
            return self.bind_to_class(entry, value).map(Some);
        }
        if let Some(entry) = entry {
            return self.bind_entry(entry, value).map(Some);
        }
        if let Some(function) = self.special_class_attribute(class, name)? {
            return Ok(Some(Found { function, receiver: None }));
        }
        if let Some(entry) = self.builtins.types.type_.lookup(name) {
            return self.bind_entry(entry, value).map(Some);
        }
        match self.fallback_attribute(value, &meta, name)? {
            None => Ok(self.lacking(class, name)),
            found => Ok(found),
        }
    }

    /// What is not found because the host's class is not all that it is in Python.
    fn lacking(&self, class: &Rc<Class>, name: &str) -> Option<Found> {
        if name.starts_with("__") {
            return None;
        }
        let owner = class.mro().find(|class| self.host.lacks(class, name))?;
        let unknown = self.unsupported(&format!("{}.{name}", owner.name));
        Some(Found { function: Value::Unknown(unknown), receiver: None })
    }

    fn find_in_super(&mut self, parent: &Rc<Super>, name: &str) -> Outcome<Option<Found>> {
        let start = match &parent.receiver {
            Value::Class(class) => class.clone(),
            other => self.class_of(other),
        };
        if name == "__class__" {
            let function = Value::Class(self.builtins.types.super_.clone());
            return Ok(Some(Found { function, receiver: None }));
        }
        match start.lookup_after(&parent.class, name) {
            Some(entry) => match &parent.receiver {
                Value::Class(class) if !class.is_subclass(&self.builtins.types.type_) => {
                    self.bind_to_class(entry, &parent.receiver).map(Some)
                }
                receiver => self.bind_entry(entry, receiver).map(Some),
            },
            None => Ok(None),
        }
    }

    fn is_data_descriptor(&self, entry: &Value) -> bool {
        match entry {
            Value::Descriptor(descriptor) => matches!(**descriptor, Descriptor::Property { .. }),
            Value::Instance(instance) => instance.class().lookup_own("__set__").is_some(),
            _ => false,
        }
    }

    /// What an entry of a class's dict gives when it is found through an object.
    pub(crate) fn bind_entry(&mut self, entry: Value, object: &Value) -> Outcome<Found> {
        let receiver = match &entry {
            Value::Function(_) => Some(object.clone()),
            Value::Native(native) if matches!(native.body, Body::Method(_)) => Some(object.clone()),
            Value::Descriptor(descriptor) => return self.bind_descriptor(descriptor, object),
            Value::Instance(instance) => match instance.class().lookup_own("__get__") {
                Some(get) => {
                    let class = Value::Class(self.class_of(object));
                    let arguments = Arguments::of([entry, object.clone(), class]);
                    let function = self.call(&get, arguments)?;
                    return Ok(Found { function, receiver: None });
                }
                None => None,
            },
            _ => None,
        };
        Ok(Found { function: entry, receiver })
    }

    fn bind_descriptor(&mut self, descriptor: &Descriptor, object: &Value) -> Outcome<Found> {
        let function = match descriptor {
            Descriptor::Static(function) => function.clone(),
            Descriptor::Class(function) => {
                let receiver = Some(Value::Class(self.class_of(object)));
                return Ok(Found { function: function.clone(), receiver });
            }
            Descriptor::Property { get: Some(Getter::Native(get)), .. } => {
                let get = *get;
                settle(self.nested(|evaluator| get(evaluator, object)))?
            }
            Descriptor::Property { get: Some(Getter::Call(get)), .. } => {
                let get = get.clone();
                self.call(&get, Arguments::of([object.clone()]))?
            }
            Descriptor::Property { get: None, .. } => {
                return Err(self.attribute_error("unreadable attribute"));
            }
            Descriptor::Cached(function, name) => {
                let value = self.call(function, Arguments::of([object.clone()]))?;
                if let Value::Instance(instance) = object {
                    instance.set_named(name.clone(), value.clone());
                }
                value
            }
        };
        Ok(Found { function, receiver: None })
    }

    /// What an entry of a class's dict gives when it is found through the class.
    fn bind_to_class(&mut self, entry: Value, class: &Value) -> Outcome<Found> {
        if let Value::Descriptor(descriptor) = &entry {
            match &**descriptor {
                Descriptor::Static(function) => {
                    return Ok(Found { function: function.clone(), receiver: None });
                }
                Descriptor::Class(function) => {
                    let receiver = Some(class.clone());
                    return Ok(Found { function: function.clone(), receiver });
                }
                _ => {}
            }
        }
        if let Value::Instance(instance) = &entry
            && let Some(get) = instance.class().lookup_own("__get__")
        {
            let arguments = Arguments::of([entry, Value::None, class.clone()]);
            let function = self.call(&get, arguments)?;
            return Ok(Found { function, receiver: None });
        }
        Ok(Found { function: entry, receiver: None })
    }

    /// A module's member; a native module makes it when it is first asked for.
    pub fn module_member(&mut self, module: &Rc<Module>, name: &str) -> Outcome<Option<Value>> {
        if let Some(value) = module.get(name) {
            return Ok(Some(value));
        }
        if let Some(value) = self.followed(module, name)? {
            return Ok(Some(value));
        }
        if let Some(members) = module.members
            && let Some(value) = members(self, name)?
        {
            module.set(name, value.clone());
            return Ok(Some(value));
        }
        if let Some(value) = self.special_module_attribute(module, name)? {
            return Ok(Some(value));
        }
        if let Some(custom) = module.get("__getattr__") {
            return match self.call(&custom, Arguments::of([Value::from(name)])) {
                Err(raised) if self.is_exception(&raised, "AttributeError") => Ok(None),
                other => other.map(Some),
            };
        }
        let submodule = format!("{}.{name}", module.name);
        if let Some(found) = self.modules.get(&*submodule) {
            return Ok(Some(found.clone()));
        }
        if module.package && module.members.is_none() && module.open.is_none() {
            if self.by_name && self.host.clone().module(&submodule).is_some() {
                return self.import_module(&submodule).map(Some);
            }
            self.import_environment(&submodule)?;
            if let Some(found) = self.modules.get(&*submodule) {
                return Ok(Some(found.clone()));
            }
        }
        if module.open.is_some() && crate::python::modules::exists(&submodule) {
            return self.import_module(&submodule).map(Some);
        }
        Ok(module.open.as_ref().map(|why| {
            let why = why.replace("{}", &format!("{}.{name}", module.name));
            Value::Unknown(Rc::new(Unknown {
                why: why.into(),
                place: self.call_span(),
                path: Some(submodule.into()),
            }))
        }))
    }

    /// `setattr(value, name, new)`.
    pub fn setattr(&mut self, value: &Value, name: &str, new: Value) -> Outcome<()> {
        match value {
            Value::Instance(instance) => self.set_in_instance(value, instance, name, new),
            Value::Class(class) => {
                let meta = self.class_of(value);
                if let Some(custom) = meta.lookup_own("__setattr__") {
                    let arguments = Arguments::of([value.clone(), Value::from(name), new]);
                    return self.call(&custom, arguments).map(drop);
                }
                if class.native && &*class.module == "builtins" {
                    let class = &class.name;
                    return Err(self.type_error(format!(
                        "cannot set '{name}' attribute of immutable type '{class}'"
                    )));
                }
                self.set_in_class(class, name, Some(new));
                Ok(())
            }
            Value::Module(module) => {
                self.set_in_module(module, name, Some(new));
                Ok(())
            }
            Value::Function(function) => {
                self.set_in_function(function, name, Some(new));
                Ok(())
            }
            Value::Unknown(_) => Ok(()),
            _ => Err(self.no_attribute(value, name)),
        }
    }

    fn set_in_instance(
        &mut self,
        value: &Value,
        instance: &Rc<Instance>,
        name: &str,
        new: Value,
    ) -> Outcome<()> {
        let class = instance.class();
        if let Some(custom) = class.lookup_own("__setattr__") {
            let arguments = Arguments::of([value.clone(), Value::from(name), new]);
            return self.call(&custom, arguments).map(drop);
        }
        self.set_plainly(value, instance, name, new)
    }

    /// What `object.__setattr__` does.
    pub(crate) fn set_plainly(
        &mut self,
        value: &Value,
        instance: &Rc<Instance>,
        name: &str,
        new: Value,
    ) -> Outcome<()> {
        let class = instance.class();
        match class.lookup(name) {
            Some(Value::Descriptor(descriptor)) => {
                if let Descriptor::Property { set, .. } = &*descriptor {
                    return self.set_property(value, set.as_ref(), name, new);
                }
            }
            Some(Value::Instance(entry)) => {
                if let Some(set) = entry.class().lookup_own("__set__") {
                    let arguments = Arguments::of([Value::Instance(entry), value.clone(), new]);
                    return self.call(&set, arguments).map(drop);
                }
            }
            _ => {}
        }
        if let Some(hook) = class.hooks.setattr
            && self.nested(|evaluator| hook(evaluator, value, name, &new))?
        {
            return Ok(());
        }
        if name == "__dict__"
            && let Value::Dict(dict) = &new
        {
            let items = dict.items();
            instance.attributes.take();
            for (key, value) in items {
                if let Some(name) = key.as_str() {
                    self.set_in_dict(instance, name, Some(value));
                }
            }
            return Ok(());
        }
        self.set_in_dict(instance, name, Some(new));
        Ok(())
    }

    fn set_property(
        &mut self,
        value: &Value,
        set: Option<&Setter>,
        name: &str,
        new: Value,
    ) -> Outcome<()> {
        match set {
            Some(Setter::Native(set)) => self.nested(|evaluator| set(evaluator, value, &new)),
            Some(Setter::Call(set)) => {
                self.call(set, Arguments::of([value.clone(), new])).map(drop)
            }
            None => {
                let class = self.type_name(value);
                Err(self.attribute_error(format!(
                    "property '{name}' of '{class}' object has no setter"
                )))
            }
        }
    }

    /// `delattr(value, name)`.
    pub fn delattr(&mut self, value: &Value, name: &str) -> Outcome<()> {
        let found = match value {
            Value::Instance(instance) => {
                if let Some(custom) = instance.class().lookup_own("__delattr__") {
                    let arguments = Arguments::of([value.clone(), Value::from(name)]);
                    return self.call(&custom, arguments).map(drop);
                }
                if let Some(Value::Descriptor(descriptor)) = instance.class().lookup(name)
                    && let Descriptor::Property { delete: Some(delete), .. } = &*descriptor
                {
                    return self.call(delete, Arguments::of([value.clone()])).map(drop);
                }
                self.set_in_dict(instance, name, None)
            }
            Value::Class(class) => {
                let there = class.attributes.borrow().contains_key(name);
                self.set_in_class(class, name, None);
                there
            }
            Value::Module(module) => {
                let there = module.names.borrow().contains_key(name);
                self.set_in_module(module, name, None);
                there
            }
            Value::Function(function) => self.set_in_function(function, name, None),
            Value::Unknown(_) => true,
            _ => false,
        };
        if found { Ok(()) } else { Err(self.no_attribute(value, name)) }
    }

    /// CPython's AttributeError for a missing attribute.
    pub(crate) fn no_attribute(&self, value: &Value, name: &str) -> Raised {
        let error = self.attribute_error(match value {
            Value::Class(class) => {
                format!("type object '{}' has no attribute '{name}'", class.name)
            }
            Value::Module(module) => {
                format!("module '{}' has no attribute '{name}'", module.name)
            }
            Value::Super(_) => format!("'super' object has no attribute '{name}'"),
            other => format!("'{}' object has no attribute '{name}'", self.type_name(other)),
        });
        let known = !name.starts_with("__") && self.is_given(value);
        if known { error.certainly() } else { error }
    }

    /// Whether all that this has comes from given files, so that nothing of it can be missing here.
    fn is_given(&self, value: &Value) -> bool {
        let class = match value {
            Value::None => return true,
            Value::Module(module) => return is_given_module(module),
            Value::Class(class) => class,
            Value::Instance(instance) => instance.class(),
            _ => return false,
        };
        let given = |class: &Rc<Class>| {
            Rc::ptr_eq(class, &self.builtins.types.object)
                || matches!(self.modules.get(&class.module), Some(Value::Module(module)) if is_given_module(module))
        };
        class.metaclass.is_none() && class.mro().all(given)
    }
}

fn is_given_module(module: &Module) -> bool {
    module.open.is_none() && module.file.is_some()
}

/// An attribute of something unknown: unknown for the same reason.
pub(crate) fn unknown_attribute(unknown: &Rc<Unknown>, name: &str) -> Value {
    match &unknown.path {
        None => Value::Unknown(unknown.clone()),
        Some(path) => Value::Unknown(Rc::new(Unknown {
            why: unknown.why.clone(),
            place: unknown.place,
            path: Some(format!("{path}.{name}").into()),
        })),
    }
}

/// Turns "it hangs on something unknown" into an unknown value.
pub(crate) fn settle(outcome: Outcome) -> Outcome {
    match outcome {
        Err(raised) if let Some(unknown) = raised.as_unknown() => Ok(Value::Unknown(unknown)),
        other => other,
    }
}
