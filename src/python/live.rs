//! `__dict__` and `globals()`: a dict that shows an object's own names, and through which they are changed.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::class::Instance;
use super::dict::Dict;
use super::evaluate::Evaluator;
use super::function::Function;
use super::module::Module;
use super::names::Names;
use super::value::Value;

/// Whose names a dict shows. It does not keep the object: what it showed last stays when the object goes.
#[derive(Debug)]
pub(crate) enum Owner {
    Instance(Weak<Instance>),
    Module(Weak<Module>),
    Function(Weak<Function>),
}

impl Owner {
    /// Does something with the names, if they are still there.
    fn with(&self, see: &dyn Fn(&RefCell<Names>)) {
        match self {
            Owner::Instance(owner) => owner.upgrade().iter().for_each(|it| see(&it.attributes)),
            Owner::Module(owner) => owner.upgrade().iter().for_each(|it| see(&it.names)),
            Owner::Function(owner) => owner.upgrade().iter().for_each(|it| see(&it.attributes)),
        }
    }
}

/// The dict of an object.
pub(crate) fn dict_of(owner: Owner) -> Rc<Dict> {
    let dict = Dict { owner: Some(owner), ..Dict::default() };
    dict.refresh();
    Rc::new(dict)
}

impl Dict {
    /// Takes over what has become of the object's names since.
    pub(crate) fn refresh(&self) {
        let Some(owner) = &self.owner else { return };
        owner.with(&|names| {
            let names = names.borrow();
            let same = {
                let table = self.table.borrow();
                let alike = |(entry, (name, value)): (&super::dict::Entry, (&Rc<str>, &Value))| {
                    entry.key.as_str() == Some(name) && entry.value.is(value)
                };
                table.len() == names.len() && table.iter().zip(names.iter()).all(alike)
            };
            if !same {
                self.table.take();
                for (name, value) in names.iter() {
                    self.set_str(name, value.clone());
                }
            }
        });
    }
}

impl Evaluator {
    /// Does to the object's names what was done to the dict.
    pub(crate) fn write_through(&mut self, dict: &Dict, key: &Value, value: Option<Value>) {
        let (Some(owner), Some(name)) = (&dict.owner, key.as_str()) else { return };
        match owner {
            Owner::Instance(owner) => owner.upgrade().iter().for_each(|it| {
                self.set_in_dict(it, name, value.clone());
            }),
            Owner::Module(owner) => owner
                .upgrade()
                .iter()
                .for_each(|module| self.set_in_module(module, name, value.clone())),
            Owner::Function(owner) => owner.upgrade().iter().for_each(|function| {
                self.set_in_function(function, name, value.clone());
            }),
        }
    }
}
