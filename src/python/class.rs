//! Classes and their instances; native ones are built with [`ClassBuilder`].

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

use super::evaluate::Evaluator;
use super::function::{Arguments, NativeFunction};
use super::names::{Hash, Names, fixed};
use super::raised::Outcome;
use super::release::{release_names, release_value};
use super::value::{Value, next_serial};

/// An operator of two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Binary {
    Add,
    Sub,
    Mul,
    MatMul,
    Div,
    Mod,
    Pow,
    LShift,
    RShift,
    Or,
    Xor,
    And,
    FloorDiv,
}

/// A comparison that objects can define (`is` and `in` are not among them).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Compare {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Compare {
    /// What it answers where the operands are in this order.
    pub(crate) fn holds(self, ordering: Ordering) -> bool {
        match self {
            Compare::Eq => ordering.is_eq(),
            Compare::Ne => ordering.is_ne(),
            Compare::Lt => ordering.is_lt(),
            Compare::Le => ordering.is_le(),
            Compare::Gt => ordering.is_gt(),
            Compare::Ge => ordering.is_ge(),
        }
    }
}

/// An operator of one operand (`not` is not among them).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Unary {
    Neg,
    Pos,
    Invert,
}

/// The built-in value that instances of a class hold, for subclasses of `str`, `dict` and their like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Base {
    Object,
    Int,
    Float,
    Str,
    Bytes,
    Tuple,
    List,
    Dict,
    Set,
    FrozenSet,
    Exception,
    Type,
    Other,
}

/// What a native class does beyond the methods in its dict. Each hook is inherited along the
/// MRO; a dunder method (native or Python) of any class of the MRO goes before the hook for it.
#[derive(Clone, Copy, Default)]
pub struct Hooks {
    /// Makes the object, as `__new__` does; without it a bare instance is made, and `__init__` called.
    pub construct: Option<fn(&mut Evaluator, &Rc<Class>, &mut Arguments) -> Outcome>,
    /// Asked for an attribute that was not found, before Python's `__getattr__`.
    pub getattr: Option<fn(&mut Evaluator, &Value, &str) -> Outcome<Option<Value>>>,
    /// Told of an assignment to an attribute that no property takes; `true` if it is dealt with.
    pub setattr: Option<fn(&mut Evaluator, &Value, &str, &Value) -> Outcome<bool>>,
    /// `self op other`, or `other op self` when reflected; `None` is Python's NotImplemented.
    pub binary: Option<fn(&mut Evaluator, Binary, &Value, &Value, bool) -> Outcome<Option<Value>>>,
    /// `self op other`; `None` is Python's NotImplemented.
    pub compare: Option<fn(&mut Evaluator, Compare, &Value, &Value) -> Outcome<Option<Value>>>,
    /// `op self`.
    pub unary: Option<fn(&mut Evaluator, Unary, &Value) -> Outcome<Option<Value>>>,
    /// Told of a new Python subclass, with the keywords of its class statement.
    pub subclassed: Option<fn(&mut Evaluator, &Rc<Class>, &mut Arguments) -> Outcome<()>>,
}

impl Hooks {
    /// These, and where one is missing, that of `parent`.
    fn or(self, parent: &Hooks) -> Hooks {
        Hooks {
            construct: self.construct.or(parent.construct),
            getattr: self.getattr.or(parent.getattr),
            setattr: self.setattr.or(parent.setattr),
            binary: self.binary.or(parent.binary),
            compare: self.compare.or(parent.compare),
            unary: self.unary.or(parent.unary),
            subclassed: self.subclassed.or(parent.subclassed),
        }
    }
}

/// A class.
pub struct Class {
    /// `__name__`.
    pub name: Rc<str>,
    /// `__qualname__`.
    pub qualname: Rc<str>,
    /// `__module__`.
    pub module: Rc<str>,
    /// As in the class statement; only `object` has none.
    pub bases: Vec<Rc<Class>>,
    /// The method resolution order without the class itself.
    pub ancestors: Vec<Rc<Class>>,
    /// The class of this class, where it is not `type`.
    pub metaclass: Option<Rc<Class>>,
    /// `__dict__`.
    pub attributes: RefCell<Names>,
    /// Hooks, its own and inherited.
    pub hooks: Hooks,
    /// What built-in value its instances hold.
    pub base: Base,
    /// Whether it was built by the interpreter or a host: its dict is shared, and changes to it are undone.
    pub native: bool,
    /// Whether code of the standard library made it: evaluators may share it, and changes to it are undone.
    pub(crate) library: bool,
    payload: RefCell<Option<Rc<dyn Any>>>,
    /// How objects of a native class are made, as long as no class's dict changes.
    making: RefCell<Option<(u32, Making)>>,
}

/// How objects of a class are made: the methods that it defines, or inherits from another than `object`.
#[derive(Clone)]
pub(crate) struct Making {
    pub(crate) new: Option<Value>,
    pub(crate) init: Option<Value>,
}

thread_local! {
    static CHANGES: Cell<u32> = const { Cell::new(0) };
}

/// Tells all classes that the dict of one is about to change.
pub(crate) fn class_changes() {
    CHANGES.set(CHANGES.get().wrapping_add(1));
}

impl fmt::Debug for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<class '{}.{}'>", self.module, self.qualname)
    }
}

impl Class {
    /// The class and its ancestors, in the method resolution order.
    pub fn mro(self: &Rc<Self>) -> impl Iterator<Item = &Rc<Class>> {
        std::iter::once(self).chain(self.ancestors.iter())
    }

    /// Whether it is `other` or derived from it.
    pub fn is_subclass(self: &Rc<Self>, other: &Rc<Class>) -> bool {
        self.mro().any(|class| Rc::ptr_eq(class, other))
    }

    /// The attribute as it stands in the first dict of the MRO that has it, nothing bound.
    pub fn lookup(&self, name: &str) -> Option<Value> {
        self.find(name, &self.ancestors)
    }

    /// As [`Class::lookup`], leaving `object` out: what a class defines by itself.
    pub fn lookup_own(&self, name: &str) -> Option<Value> {
        self.find(name, self.ancestors.split_last().map_or(&[], |(_, rest)| rest))
    }

    fn find(&self, name: &str, ancestors: &[Rc<Class>]) -> Option<Value> {
        let hash = Hash::of(name);
        let get = |class: &Class| class.attributes.borrow().get_hashed(name, hash).cloned();
        get(self).or_else(|| ancestors.iter().find_map(|class| get(class)))
    }

    /// As [`Class::lookup`], beginning after `class` in the MRO: what `super()` does.
    pub fn lookup_after(self: &Rc<Self>, class: &Rc<Class>, name: &str) -> Option<Value> {
        self.mro()
            .skip_while(|c| !Rc::ptr_eq(c, class))
            .skip(1)
            .find_map(|c| c.attributes.borrow().get(name).cloned())
    }

    /// How its objects are made.
    pub(crate) fn making(&self) -> Making {
        let changes = CHANGES.get();
        if let Some((when, making)) = &*self.making.borrow()
            && *when == changes
        {
            return making.clone();
        }
        let making = Making { new: self.lookup_own("__new__"), init: self.lookup_own("__init__") };
        if self.native {
            *self.making.borrow_mut() = Some((changes, making.clone()));
        }
        making
    }

    /// Sets an entry of the class's dict.
    pub fn set(&self, name: &str, value: Value) {
        class_changes();
        self.attributes.borrow_mut().insert(name.into(), value);
    }

    /// What the host keeps for this very class (not inherited), if it is a `T`.
    pub fn payload<T: Copy + 'static>(&self) -> Option<T> {
        self.payload.borrow().as_ref()?.downcast_ref().copied()
    }

    /// Keeps something for this class.
    pub fn set_payload(&self, payload: Rc<dyn Any>) {
        *self.payload.borrow_mut() = Some(payload);
    }

    /// `module.qualname` as Python prints it in messages: without `builtins`.
    pub fn full_name(&self) -> String {
        match &*self.module {
            "builtins" => self.qualname.to_string(),
            module => format!("{module}.{}", self.qualname),
        }
    }
}

/// What is kept, if it is a `T`; most that ask do so to find out that it is not.
fn held<T: 'static>(payload: &Rc<dyn Any>) -> Option<Rc<T>> {
    if payload.is::<T>() { payload.clone().downcast::<T>().ok() } else { None }
}

/// C3: merges the MROs of the bases; `None` where Python refuses.
pub(crate) fn linearize(bases: &[Rc<Class>]) -> Option<Vec<Rc<Class>>> {
    let mut queues: Vec<Vec<Rc<Class>>> =
        bases.iter().map(|base| base.mro().cloned().collect()).collect();
    queues.push(bases.to_vec());
    let mut order = Vec::new();
    loop {
        queues.retain(|queue| !queue.is_empty());
        if queues.is_empty() {
            return Some(order);
        }
        let next = queues.iter().filter_map(|queue| queue.first()).find(|candidate| {
            !queues.iter().any(|queue| queue.iter().skip(1).any(|c| Rc::ptr_eq(c, candidate)))
        })?;
        let next = next.clone();
        for queue in &mut queues {
            if queue.first().is_some_and(|c| Rc::ptr_eq(c, &next)) {
                queue.remove(0);
            }
        }
        order.push(next);
    }
}

/// How a property is read.
#[derive(Clone)]
pub enum Getter {
    /// By a native function.
    Native(fn(&mut Evaluator, &Value) -> Outcome),
    /// By calling a Python value with the object.
    Call(Value),
}

/// How a property is written.
#[derive(Clone)]
pub enum Setter {
    /// By a native function.
    Native(fn(&mut Evaluator, &Value, &Value) -> Outcome<()>),
    /// By calling a Python value with the object and the new value.
    Call(Value),
}

/// What stands in a class's dict and is not given out as it is.
#[derive(Clone)]
pub enum Descriptor {
    /// A property.
    Property {
        /// Reads it.
        get: Option<Getter>,
        /// Writes it.
        set: Option<Setter>,
        /// Deletes it.
        delete: Option<Value>,
    },
    /// A property that is computed once and then kept in the object.
    Cached(Value, Rc<str>),
    /// `@staticmethod`.
    Static(Value),
    /// `@classmethod`.
    Class(Value),
}

impl fmt::Debug for Descriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Descriptor::Property { .. } => "<property>",
            Descriptor::Cached(..) => "<cached_property>",
            Descriptor::Static(_) => "<staticmethod>",
            Descriptor::Class(_) => "<classmethod>",
        })
    }
}

/// An object of a class.
pub struct Instance {
    class: Rc<Class>,
    /// `__dict__`.
    pub attributes: RefCell<Names>,
    base: OnceCell<Value>,
    payload: RefCell<Option<Rc<dyn Any>>>,
    /// A number of its own, in the order of making.
    pub serial: u64,
}

impl Drop for Instance {
    fn drop(&mut self) {
        release_names(std::mem::take(self.attributes.get_mut()));
        if let Some(base) = self.base.get_mut() {
            release_value(base);
        }
    }
}

impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} object>", self.class.full_name())
    }
}

impl Instance {
    /// A bare object.
    pub fn new(class: Rc<Class>) -> Rc<Self> {
        Rc::new(Self {
            class,
            attributes: RefCell::default(),
            base: OnceCell::new(),
            payload: RefCell::new(None),
            serial: next_serial(),
        })
    }

    /// An object that keeps something of the host's.
    pub fn with_payload(class: Rc<Class>, payload: Rc<dyn Any>) -> Rc<Self> {
        let instance = Self::new(class);
        instance.set_payload(payload);
        instance
    }

    /// An object of a subclass of a built-in class, with the built-in value in it.
    pub fn with_base(class: Rc<Class>, base: Value) -> Rc<Self> {
        let instance = Self::new(class);
        let _ = instance.base.set(base);
        instance
    }

    /// Its class.
    pub fn class(&self) -> &Rc<Class> {
        &self.class
    }

    /// The built-in value in it.
    pub fn base(&self) -> Option<&Value> {
        self.base.get()
    }

    /// Puts the built-in value in, the first time.
    pub fn set_base(&self, base: Value) {
        let _ = self.base.set(base);
    }

    /// What the host keeps in it, if it is a `T`.
    pub fn payload<T: 'static>(&self) -> Option<Rc<T>> {
        held(self.payload.borrow().as_ref()?)
    }

    /// Lets go of all that it holds.
    pub fn clear(&self) {
        let held = (self.payload.take(), self.attributes.take());
        drop(held);
    }

    /// Keeps something of the host's in it; a `T` that changes brings its own cell.
    pub fn set_payload(&self, payload: Rc<dyn Any>) {
        *self.payload.borrow_mut() = Some(payload);
    }

    /// An entry of its own dict.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.attributes.borrow().get(name).cloned()
    }

    /// Sets an entry of its own dict.
    pub fn set(&self, name: &'static str, value: Value) {
        self.set_named(fixed(name), value);
    }

    /// As [`Instance::set`], for a name that does not stand in the source.
    pub fn set_named(&self, name: Rc<str>, value: Value) {
        self.attributes.borrow_mut().insert(name, value);
    }
}

/// Builds a native class. Keep the result in a `thread_local`, so that it is built once.
pub struct ClassBuilder(Box<Planned>);

/// What a builder has been told; it is behind a pointer, since hundreds of calls hand the builder on.
struct Planned {
    name: Rc<str>,
    module: Rc<str>,
    bases: Vec<Rc<Class>>,
    metaclass: Option<Rc<Class>>,
    attributes: Names,
    hooks: Hooks,
    base: Option<Base>,
}

impl ClassBuilder {
    /// A class of this name in this module; it derives from `object` unless bases are given.
    pub fn new(module: &str, name: &str) -> Self {
        Self(Box::new(Planned {
            name: name.into(),
            module: module.into(),
            bases: Vec::new(),
            metaclass: None,
            attributes: Names::default(),
            hooks: Hooks::default(),
            base: None,
        }))
    }

    /// Adds a base.
    pub fn base(mut self, base: &Rc<Class>) -> Self {
        self.0.bases.push(base.clone());
        self
    }

    /// Sets the class of the class; inherited where it is not set.
    pub fn metaclass(mut self, metaclass: &Rc<Class>) -> Self {
        self.0.metaclass = Some(metaclass.clone());
        self
    }

    /// Adds a method (a dunder method too).
    pub fn method(
        self,
        name: &'static str,
        body: fn(&mut Evaluator, &Value, &mut Arguments) -> Outcome,
    ) -> Self {
        self.attribute(name, NativeFunction::method(name, body).into())
    }

    /// Adds a method that is unknown whenever an argument is.
    pub fn pure_method(
        self,
        name: &'static str,
        body: fn(&mut Evaluator, &Value, &mut Arguments) -> Outcome,
    ) -> Self {
        self.attribute(name, NativeFunction::method(name, body).pure().into())
    }

    /// Adds a static method.
    pub fn static_method(
        self,
        name: &'static str,
        body: fn(&mut Evaluator, &mut Arguments) -> Outcome,
    ) -> Self {
        let function = NativeFunction::function(name, body).into();
        self.attribute(name, Value::Descriptor(Rc::new(Descriptor::Static(function))))
    }

    /// Adds a class method; `self` is the class that it is called on.
    pub fn class_method(
        self,
        name: &'static str,
        body: fn(&mut Evaluator, &Value, &mut Arguments) -> Outcome,
    ) -> Self {
        let function = NativeFunction::method(name, body).into();
        self.attribute(name, Value::Descriptor(Rc::new(Descriptor::Class(function))))
    }

    /// Adds a property that can only be read.
    pub fn property(self, name: &'static str, get: fn(&mut Evaluator, &Value) -> Outcome) -> Self {
        let descriptor =
            Descriptor::Property { get: Some(Getter::Native(get)), set: None, delete: None };
        self.attribute(name, Value::Descriptor(Rc::new(descriptor)))
    }

    /// Adds a property that can be read and set.
    pub fn property_with_setter(
        self,
        name: &'static str,
        get: fn(&mut Evaluator, &Value) -> Outcome,
        set: fn(&mut Evaluator, &Value, &Value) -> Outcome<()>,
    ) -> Self {
        let descriptor = Descriptor::Property {
            get: Some(Getter::Native(get)),
            set: Some(Setter::Native(set)),
            delete: None,
        };
        self.attribute(name, Value::Descriptor(Rc::new(descriptor)))
    }

    /// Adds any entry of the class's dict.
    pub fn attribute(mut self, name: &'static str, value: Value) -> Self {
        self.0.attributes.insert(name.into(), value);
        self
    }

    /// Sets the hooks.
    pub fn hooks(mut self, hooks: Hooks) -> Self {
        self.0.hooks = hooks;
        self
    }

    /// Sets what built-in value the instances hold; inherited where it is not set.
    pub(crate) fn holds(mut self, base: Base) -> Self {
        self.0.base = Some(base);
        self
    }

    /// The class; bases that Python would refuse to combine are taken in their order.
    pub fn build(self) -> Rc<Class> {
        let planned = *self.0;
        let object = (planned.bases.is_empty()
            && !(&*planned.name == "object" && &*planned.module == "builtins"))
            .then(super::builtins::object_class);
        let bases = if let Some(object) = object { vec![object] } else { planned.bases };
        let ancestors = linearize(&bases).unwrap_or_else(|| bases.clone());
        let parts = ClassParts {
            name: planned.name.clone(),
            qualname: planned.name,
            module: planned.module,
            bases,
            ancestors,
            metaclass: planned.metaclass,
            attributes: planned.attributes,
            hooks: planned.hooks,
            base: planned.base,
            native: true,
            library: false,
        };
        Rc::new(parts.finish())
    }
}

/// The parts of a class, before what is inherited is worked out.
pub(crate) struct ClassParts {
    pub(crate) name: Rc<str>,
    pub(crate) qualname: Rc<str>,
    pub(crate) module: Rc<str>,
    pub(crate) bases: Vec<Rc<Class>>,
    pub(crate) ancestors: Vec<Rc<Class>>,
    pub(crate) metaclass: Option<Rc<Class>>,
    pub(crate) attributes: Names,
    pub(crate) hooks: Hooks,
    pub(crate) base: Option<Base>,
    pub(crate) native: bool,
    pub(crate) library: bool,
}

impl ClassParts {
    /// The class, with hooks, metaclass and held value inherited.
    pub(crate) fn finish(self) -> Class {
        let hooks = self.ancestors.iter().fold(self.hooks, |hooks, class| hooks.or(&class.hooks));
        let inherited = self.ancestors.iter().map(|c| c.base).find(|b| *b != Base::Object);
        let metaclass =
            self.metaclass.or_else(|| self.ancestors.iter().find_map(|c| c.metaclass.clone()));
        Class {
            name: self.name,
            qualname: self.qualname,
            module: self.module,
            bases: self.bases,
            ancestors: self.ancestors,
            metaclass,
            attributes: RefCell::new(self.attributes),
            hooks,
            base: self.base.or(inherited).unwrap_or(Base::Object),
            native: self.native,
            library: self.library,
            payload: RefCell::new(None),
            making: RefCell::new(None),
        }
    }
}
