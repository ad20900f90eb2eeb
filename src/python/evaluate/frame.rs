//! Where names live while a function, a class body or a module runs.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use crate::python::function::ClassCell;
use crate::python::module::Module;
use crate::python::names::Names;
use crate::python::release::release_slots;
use crate::python::tree::Name;
use crate::python::value::Value;

/// The variables of one call of a function, or of one run of a comprehension.
pub struct Scope {
    pub(crate) slots: RefCell<Vec<Option<Value>>>,
    pub(crate) names: Rc<[Name]>,
    pub(crate) parent: Option<Rc<Scope>>,
    pub(crate) class_cell: Option<ClassCell>,
}

impl Drop for Scope {
    fn drop(&mut self) {
        release_slots(std::mem::take(self.slots.get_mut()));
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names.iter()).finish()
    }
}

impl Scope {
    pub(crate) fn empty() -> Rc<Self> {
        Rc::new(Self {
            slots: RefCell::default(),
            names: Rc::from([]),
            parent: None,
            class_cell: None,
        })
    }

    pub(crate) fn get(&self, slot: usize) -> Option<Value> {
        self.slots.borrow().get(slot).cloned().flatten()
    }

    pub(crate) fn set(&self, slot: usize, value: Option<Value>) {
        if let Some(place) = self.slots.borrow_mut().get_mut(slot) {
            *place = value;
        }
    }

    pub(crate) fn name(&self, slot: usize) -> Name {
        self.names.get(slot).cloned().unwrap_or_else(|| "?".into())
    }

    /// Some functions further out.
    pub(crate) fn outer(self: &Rc<Self>, depth: u32) -> Rc<Self> {
        let mut scope = self;
        for _ in 0..depth {
            match &scope.parent {
                Some(parent) => scope = parent,
                None => break,
            }
        }
        scope.clone()
    }

    /// Lets go of everything.
    pub(crate) fn clear(&self) {
        let slots = std::mem::take(&mut *self.slots.borrow_mut());
        drop(slots);
    }
}

/// What names mean in the code that is running.
#[derive(Clone)]
pub(crate) struct Frame {
    pub(crate) scope: Rc<Scope>,
    pub(crate) module: Rc<Module>,
    /// In a class body, the class's dict in the making, and the cell for the class itself.
    pub(crate) class: Option<(Rc<RefCell<Names>>, ClassCell)>,
}

/// How a block ended.
#[derive(Debug)]
pub(crate) enum Flow {
    Normal,
    Break,
    Continue,
    Return(Value),
}
