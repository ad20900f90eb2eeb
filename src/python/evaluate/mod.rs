//! The evaluator: runs the tree, and is the object protocol that native code uses.

mod arithmetic;
mod assignment;
mod attributes;
mod by_name;
mod calls;
mod classes;
mod comparison;
mod comprehension;
mod display;
mod exceptions;
mod expressions;
mod frame;
mod functions;
mod generators;
mod import;
mod items;
mod iterate;
mod operators;
mod patterns;
mod skip;
mod special;
mod statements;
mod with;

use std::any::Any;
use std::rc::{Rc, Weak};

use ruff_text_size::TextRange;
use rustc_hash::FxHashMap;

use super::builtins::{Builtins, builtins};
use super::class::{Class, Instance, class_changes};
use super::function::Function;
use super::host::Host;
use super::limits::Limits;
use super::module::Module;
use super::modules::{self, LIBRARY};
use super::names::Names;
use super::raised::{LimitHit, Outcome, Raised};
use super::value::Value;
use crate::source::{FileId, Span};

pub(crate) use by_name::Pending;
pub use frame::Scope;
pub(crate) use frame::{Flow, Frame};
pub(crate) use generators::{Generator, Resume};

/// Runs Python within limits. One can run many revisions, one after the other: modules stay imported.
pub struct Evaluator {
    pub(crate) host: Rc<dyn Host>,
    pub(crate) builtins: Rc<Builtins>,
    limits: Limits,
    steps_left: u64,
    bytes_left: u64,
    depth: u32,
    calls: u32,
    stack_base: usize,
    active: Vec<Active>,
    pub(crate) modules: FxHashMap<Rc<str>, Value>,
    states: Vec<Rc<dyn Any>>,
    changed: Vec<Changed>,
    cyclic: Vec<Rc<Scope>>,
    /// Classes that ran code has made: their objects, methods and they refer to one another.
    pub(crate) classes: Vec<Rc<Class>>,
    /// Objects of such classes.
    pub(crate) objects: Vec<Weak<Instance>>,
    pub(crate) handling: Vec<Value>,
    /// What is being shown, so that a list in itself is shown as `[...]`.
    showing: Vec<(u8, u64, u64)>,
    /// Whether that is for a message, which may show what differs from run to run.
    wording: bool,
    revision_file: Option<FileId>,
    /// How many given modules are being imported, inside one another.
    importing: u32,
    /// Whether the imports of the host's environment were done.
    prepared: bool,
    /// Whether given modules are followed by name, rather than run.
    by_name: bool,
    /// What `print` and `sys.stdout.write` wrote, where someone wants to see it.
    pub output: Option<String>,
}

/// A Python frame that is running: its file, and where it is.
struct Active {
    file: FileId,
    at: TextRange,
}

/// Something that outlives the evaluator and that Python code changed, with what stood there.
enum Changed {
    Class(Rc<Class>, Rc<str>, Option<Value>),
    Module(Rc<Module>, Rc<str>, Option<Value>),
    Function(Rc<Function>, Rc<str>, Option<Value>),
    Instance(Rc<Instance>, Rc<str>, Option<Value>),
}

impl Evaluator {
    /// An evaluator for this host.
    pub fn new(host: Rc<dyn Host>, limits: Limits) -> Self {
        Self {
            host,
            builtins: builtins(),
            limits,
            steps_left: limits.steps,
            bytes_left: limits.bytes,
            depth: 0,
            calls: 0,
            stack_base: 0,
            active: Vec::new(),
            modules: FxHashMap::default(),
            states: Vec::new(),
            changed: Vec::new(),
            cyclic: Vec::new(),
            classes: Vec::new(),
            objects: Vec::new(),
            handling: Vec::new(),
            showing: Vec::new(),
            wording: false,
            revision_file: None,
            importing: 0,
            prepared: false,
            by_name: false,
            output: None,
        }
    }

    /// Gives the next run the full limits again.
    pub fn refuel(&mut self) {
        self.steps_left = self.limits.steps;
        self.bytes_left = self.limits.bytes;
        self.depth = 0;
        self.calls = 0;
        self.active.clear();
        self.handling.clear();
        self.importing = 0;
    }

    /// Keeps something that native functions can reach with [`Evaluator::state`], in place of another of its type.
    pub fn install<T: 'static>(&mut self, state: Rc<T>) {
        self.states.retain(|held| !held.is::<T>());
        self.states.push(state);
    }

    /// What was installed of this type.
    pub fn state<T: 'static>(&self) -> Option<Rc<T>> {
        self.states.iter().find(|held| held.is::<T>())?.clone().downcast::<T>().ok()
    }

    /// As [`Evaluator::state`], to be looked at.
    pub fn look<T: 'static>(&self) -> Option<&T> {
        self.states.iter().find_map(|held| held.downcast_ref())
    }

    /// Says which file is the revision: see [`Evaluator::revision_span`].
    pub fn set_revision_file(&mut self, file: Option<FileId>) {
        self.revision_file = file;
    }

    /// The place of the call, or of the operation, that is being evaluated.
    pub fn call_span(&self) -> Option<Span> {
        self.active.iter().rev().find(|active| active.file != LIBRARY).map(Active::span)
    }

    /// Whether the code that is running is of the standard library.
    pub(crate) fn in_library(&self) -> bool {
        self.active.last().is_some_and(|active| active.file == LIBRARY)
    }

    /// The place in the revision's file that led here, where the call itself is in another file.
    pub fn revision_span(&self) -> Option<Span> {
        let revision =
            self.active.iter().rev().find(|active| Some(active.file) == self.revision_file);
        revision.map(Active::span).or_else(|| self.call_span())
    }

    /// Notes where evaluation is, for messages.
    pub(crate) fn at(&mut self, range: TextRange) {
        if let Some(active) = self.active.last_mut() {
            active.at = range;
        }
    }

    /// Where evaluation is in the file.
    pub(crate) fn place(&self) -> TextRange {
        self.active.last().map_or_else(TextRange::default, |active| active.at)
    }

    /// One step of work.
    pub fn step(&mut self) -> Outcome<()> {
        self.spend_steps(1)
    }

    /// Several steps of work.
    pub fn spend_steps(&mut self, steps: u64) -> Outcome<()> {
        match self.steps_left.checked_sub(steps) {
            Some(left) => {
                self.steps_left = left;
                Ok(())
            }
            None => {
                self.steps_left = 0;
                Err(self.limit(format!("evaluation took more than {} steps", self.limits.steps)))
            }
        }
    }

    /// Accounts for bytes about to be allocated.
    pub fn spend_bytes(&mut self, bytes: u64) -> Outcome<()> {
        match self.bytes_left.checked_sub(bytes) {
            Some(left) => {
                self.bytes_left = left;
                Ok(())
            }
            None => {
                let most = self.limits.bytes >> 20;
                Err(self.limit(format!("evaluation made more than {most} MiB of values")))
            }
        }
    }

    /// Accounts for a collection of so many values.
    pub(crate) fn spend_values(&mut self, count: usize) -> Outcome<()> {
        self.spend_steps(count as u64 / 8)?;
        self.spend_bytes(count as u64 * size_of::<Value>() as u64)
    }

    /// A limit was reached here.
    pub(crate) fn limit(&self, what: String) -> Raised {
        Raised::from(Rc::new(LimitHit { what, place: self.call_span() }))
    }

    /// Runs something one level deeper, within the limits of nesting and of the native stack.
    #[inline]
    pub(crate) fn nested<T>(&mut self, run: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        self.check_stack()?;
        self.depth += 1;
        let result = run(self);
        self.depth = self.depth.saturating_sub(1);
        result
    }

    fn check_stack(&mut self) -> Outcome<()> {
        let marker = 0u8;
        let here = std::ptr::from_ref(&marker) as usize;
        if self.depth == 0 {
            self.stack_base = here;
        }
        if self.depth >= self.limits.nesting || self.stack_base.abs_diff(here) > self.limits.stack {
            return Err(self.limit("expressions or calls are nested too deeply".into()));
        }
        Ok(())
    }

    /// Runs a Python frame: counts the call, and remembers the file for places.
    pub(crate) fn in_frame<T>(
        &mut self,
        file: FileId,
        run: impl FnOnce(&mut Self) -> Outcome<T>,
    ) -> Outcome<T> {
        if self.calls >= self.limits.calls {
            return Err(
                self.limit(format!("calls are nested more than {} deep", self.limits.calls))
            );
        }
        self.calls += 1;
        self.active.push(Active { file, at: TextRange::default() });
        let result = self.nested(run);
        self.active.pop();
        self.calls = self.calls.saturating_sub(1);
        result
    }

    /// Remembers a scope that functions made in it refer to, to take the cycle apart in the end.
    pub(crate) fn remember_cycle(&mut self, scope: &Rc<Scope>) {
        self.cyclic.push(scope.clone());
    }

    /// Loads a module that outlives this evaluator, and costs it nothing.
    pub(crate) fn for_all(
        &mut self,
        load: impl FnOnce(&mut Self) -> Outcome<Rc<Module>>,
    ) -> Outcome<Rc<Module>> {
        let (steps, bytes) = (self.steps_left, self.bytes_left);
        let (changed, cyclic) = (self.changed.len(), self.cyclic.len());
        let classes = self.classes.len();
        let importing = std::mem::take(&mut self.importing);
        let result = load(self);
        self.importing = importing;
        let module = result?;
        (self.steps_left, self.bytes_left) = (steps, bytes);
        self.changed.truncate(changed);
        self.cyclic.truncate(cyclic);
        self.classes.truncate(classes);
        modules::share(&module);
        Ok(module)
    }

    /// Sets an entry of a class's dict; for a class that others use too it is undone when the evaluator goes.
    pub(crate) fn set_in_class(&mut self, class: &Rc<Class>, name: &str, value: Option<Value>) {
        class_changes();
        let old = change(&mut class.attributes.borrow_mut(), name, value);
        if class.native || class.library {
            self.changed.push(Changed::Class(class.clone(), name.into(), old));
        }
    }

    /// Sets a module's member; for a module that others use too it is undone when the evaluator goes.
    pub(crate) fn set_in_module(&mut self, module: &Rc<Module>, name: &str, value: Option<Value>) {
        let old = change(&mut module.names.borrow_mut(), name, value);
        if module.members.is_some() || module.shared.get() {
            self.changed.push(Changed::Module(module.clone(), name.into(), old));
        }
    }

    /// Sets a function's attribute; for one of the standard library it is undone when the evaluator goes.
    pub(crate) fn set_in_function(
        &mut self,
        function: &Rc<Function>,
        name: &str,
        value: Option<Value>,
    ) -> bool {
        let old = change(&mut function.attributes.borrow_mut(), name, value);
        let there = old.is_some();
        if function.code.file == LIBRARY {
            self.changed.push(Changed::Function(function.clone(), name.into(), old));
        }
        there
    }

    /// Sets an entry of an instance's dict; for one of the standard library it is undone when the evaluator goes.
    pub(crate) fn set_in_dict(
        &mut self,
        instance: &Rc<Instance>,
        name: &str,
        value: Option<Value>,
    ) -> bool {
        let old = change(&mut instance.attributes.borrow_mut(), name, value);
        let there = old.is_some();
        if instance.class().library {
            self.changed.push(Changed::Instance(instance.clone(), name.into(), old));
        }
        there
    }
}

fn change(names: &mut Names, name: &str, value: Option<Value>) -> Option<Value> {
    match value {
        Some(value) => names.insert(name.into(), value),
        None => names.shift_remove(name),
    }
}

impl Active {
    fn span(&self) -> Span {
        Span::new(self.file, self.at.start().to_u32(), self.at.end().to_u32())
    }
}

impl Drop for Evaluator {
    fn drop(&mut self) {
        for changed in self.changed.drain(..).rev() {
            match changed {
                Changed::Class(class, name, old) => {
                    class_changes();
                    change(&mut class.attributes.borrow_mut(), &name, old);
                }
                Changed::Module(module, name, old) => {
                    change(&mut module.names.borrow_mut(), &name, old);
                }
                Changed::Function(function, name, old) => {
                    change(&mut function.attributes.borrow_mut(), &name, old);
                }
                Changed::Instance(instance, name, old) => {
                    change(&mut instance.attributes.borrow_mut(), &name, old);
                }
            }
        }
        for scope in self.cyclic.drain(..) {
            scope.clear();
        }
        for object in self.objects.drain(..) {
            let names = object.upgrade().map(|object| object.attributes.take());
            drop(names);
        }
        if !self.classes.is_empty() {
            class_changes();
        }
        for class in self.classes.drain(..) {
            let names = class.attributes.take();
            drop(names);
        }
        for module in self.modules.values() {
            if let Value::Module(module) = module
                && module.members.is_none()
                && !module.shared.get()
            {
                let names = std::mem::take(&mut *module.names.borrow_mut());
                drop(names);
            }
        }
    }
}
