//! Modules: those evaluated from source, and those that the interpreter or a host provides.

use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::rc::Rc;

use super::evaluate::{Evaluator, Pending};
use super::names::Names;
use super::raised::Outcome;
use super::value::Value;
use crate::source::FileId;

/// Gives a native module's member when it is first asked for; `None` if there is no such member.
pub type Members = fn(&mut Evaluator, &str) -> Outcome<Option<Value>>;

/// A module.
pub struct Module {
    /// `__name__`.
    pub name: Rc<str>,
    /// The file that it is evaluated from.
    pub file: Option<FileId>,
    /// Whether modules can be inside it.
    pub package: bool,
    /// Its dict; a native module's fills as members are asked for.
    pub names: RefCell<Names>,
    /// A native module's members.
    pub members: Option<Members>,
    /// What a native module gives to `import *`.
    pub public: &'static [&'static str],
    /// What is missing here is unknown, for this reason (a module that is only partly known).
    pub open: Option<Rc<str>>,
    pub(crate) loading: Cell<bool>,
    /// Whether it outlives the evaluator that loaded it; changes to it are undone.
    pub(crate) shared: Cell<bool>,
    /// What of its top level has not run, where it is followed by name.
    pub(crate) pending: OnceCell<Pending>,
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<module '{}'>", self.name)
    }
}

impl Module {
    /// A native module; keep it in a `thread_local`, so that its members are made once.
    pub fn native(name: &str, public: &'static [&'static str], members: Members) -> Rc<Self> {
        Rc::new(Self {
            name: name.into(),
            file: None,
            package: true,
            names: RefCell::default(),
            members: Some(members),
            public,
            open: None,
            loading: Cell::new(false),
            shared: Cell::new(false),
            pending: OnceCell::new(),
        })
    }

    /// A native module whose missing members are unknown rather than an AttributeError.
    pub fn native_open(
        name: &str,
        public: &'static [&'static str],
        members: Members,
        why: &str,
    ) -> Rc<Self> {
        let module = Self::native(name, public, members);
        match Rc::try_unwrap(module) {
            Ok(module) => Rc::new(Self { open: Some(why.into()), ..module }),
            Err(module) => module,
        }
    }

    pub(crate) fn from_source(
        name: &str,
        file: FileId,
        package: bool,
        open: Option<Rc<str>>,
    ) -> Rc<Self> {
        Rc::new(Self {
            name: name.into(),
            file: Some(file),
            package,
            names: RefCell::default(),
            members: None,
            public: &[],
            open,
            loading: Cell::new(true),
            shared: Cell::new(false),
            pending: OnceCell::new(),
        })
    }

    pub(crate) fn namespace(name: &str) -> Rc<Self> {
        Rc::new(Self {
            name: name.into(),
            file: None,
            package: true,
            names: RefCell::default(),
            members: None,
            public: &[],
            open: None,
            loading: Cell::new(false),
            shared: Cell::new(false),
            pending: OnceCell::new(),
        })
    }

    /// A member that is there already.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.names.borrow().get(name).cloned()
    }

    /// Sets a member.
    pub fn set(&self, name: &str, value: Value) {
        self.names.borrow_mut().insert(name.into(), value);
    }
}
