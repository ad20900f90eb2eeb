//! A Python value: cheap to clone, shared where Python shares, and sometimes unknown.

use std::cell::{Cell, RefCell};
use std::ops::Deref;
use std::rc::Rc;

use super::class::{Class, Descriptor, Instance};
use super::dict::{Dict, Set, View};
use super::function::{BoundMethod, Function, NativeFunction, Super};
use super::iterator::Iter;
use super::module::Module;
use super::number::BigInt;
use super::raised::Outcome;
use super::release::{release_value, release_values};
use crate::source::Span;

/// A list's items.
#[derive(Debug, Default)]
pub struct List(RefCell<Vec<Value>>);

impl Deref for List {
    type Target = RefCell<Vec<Value>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Drop for List {
    fn drop(&mut self) {
        release_values(std::mem::take(self.0.get_mut()));
    }
}

/// A tuple's items.
#[derive(Debug, Default)]
pub struct Tuple(Vec<Value>);

impl Deref for Tuple {
    type Target = [Value];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Drop for Tuple {
    fn drop(&mut self) {
        release_values(std::mem::take(&mut self.0));
    }
}

/// Any Python object. What it holds stands behind one pointer each, since values are handed on all the time.
#[derive(Debug, Clone)]
pub enum Value {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// An integer that fits 64 bits.
    Int(Rc<i64>),
    /// An integer that does not.
    Big(Rc<BigInt>),
    /// A float.
    Float(Rc<f64>),
    /// A string.
    Str(Rc<Rc<str>>),
    /// Bytes.
    Bytes(Rc<Rc<[u8]>>),
    /// A tuple.
    Tuple(Rc<Tuple>),
    /// A list.
    List(Rc<List>),
    /// A dict.
    Dict(Rc<Dict>),
    /// A set or a frozenset.
    Set(Rc<Set>),
    /// `d.keys()`, `d.values()` or `d.items()`.
    View(Rc<View>),
    /// A range.
    Range(Rc<Range>),
    /// A slice object.
    Slice(Rc<Slice>),
    /// `...`.
    Ellipsis,
    /// `NotImplemented`.
    NotImplemented,
    /// A function defined in Python.
    Function(Rc<Function>),
    /// A function with its first argument.
    Method(Rc<BoundMethod>),
    /// A function that the interpreter or a host provides.
    Native(Rc<NativeFunction>),
    /// A property, classmethod or staticmethod, as it stands in a class's dict.
    Descriptor(Rc<Descriptor>),
    /// What `super()` gives.
    Super(Rc<Super>),
    /// A class.
    Class(Rc<Class>),
    /// An object of a class that is not one of the variants here.
    Instance(Rc<Instance>),
    /// A module.
    Module(Rc<Module>),
    /// An iterator or a generator.
    Iterator(Rc<Iter>),
    /// A value that cannot be known; whatever is done with it is unknown too.
    Unknown(Rc<Unknown>),
}

const _: () = assert!(size_of::<Value>() == 2 * size_of::<usize>());
const _: () = assert!(size_of::<Outcome>() == size_of::<Value>());

/// Why a value cannot be known, and where knowledge ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// One clause: "module superset.utils is not among the given files".
    pub why: Rc<str>,
    /// The place where it was first met.
    pub place: Option<Span>,
    /// The dotted path that it was reached by, where it is a member of an unknown module.
    pub path: Option<Rc<str>>,
}

/// `range(start, stop, step)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// First number.
    pub start: i64,
    /// Limit, not included.
    pub stop: i64,
    /// Never zero.
    pub step: i64,
}

impl Range {
    /// How many numbers it has.
    pub fn len(&self) -> i64 {
        let (start, stop, step) =
            (i128::from(self.start), i128::from(self.stop), i128::from(self.step));
        let count = match step {
            1.. if start < stop => (stop - start + step - 1) / step,
            ..=-1 if start > stop => (start - stop - step - 1) / -step,
            _ => 0,
        };
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at an index that is within it.
    pub fn at(&self, index: i64) -> i64 {
        self.start.saturating_add(self.step.saturating_mul(index))
    }

    /// Whether a number is one of it.
    pub fn contains(&self, number: i64) -> bool {
        let offset = i128::from(number) - i128::from(self.start);
        let step = i128::from(self.step);
        offset % step == 0 && offset / step >= 0 && offset / step < i128::from(self.len())
    }
}

/// A slice object.
#[derive(Debug, Clone)]
pub struct Slice {
    /// Before the first colon.
    pub start: Value,
    /// Between the colons.
    pub stop: Value,
    /// After the second colon.
    pub step: Value,
}

impl Drop for Slice {
    fn drop(&mut self) {
        release_value(&mut self.start);
        release_value(&mut self.stop);
        release_value(&mut self.step);
    }
}

thread_local! {
    static SERIAL: Cell<u64> = const { Cell::new(0) };
}

/// A number that no other object of this thread has had.
pub(crate) fn next_serial() -> u64 {
    SERIAL.with(|serial| {
        serial.set(serial.get().wrapping_add(1));
        serial.get()
    })
}

impl Value {
    /// A string.
    pub fn str(text: impl Into<Rc<str>>) -> Self {
        Value::Str(Rc::new(text.into()))
    }

    /// An integer.
    pub fn int(number: i64) -> Self {
        Value::Int(Rc::new(number))
    }

    /// A float.
    pub fn float(number: f64) -> Self {
        Value::Float(Rc::new(number))
    }

    /// Bytes.
    pub fn bytes(bytes: Rc<[u8]>) -> Self {
        Value::Bytes(Rc::new(bytes))
    }

    /// A new list.
    pub fn list(items: Vec<Value>) -> Self {
        Value::List(Rc::new(List(RefCell::new(items))))
    }

    /// A tuple.
    pub fn tuple(items: impl Into<Vec<Value>>) -> Self {
        Value::Tuple(Rc::new(Tuple(items.into())))
    }

    /// Unknown, for this reason, from this place on.
    pub fn unknown(why: impl Into<Rc<str>>, place: Option<Span>) -> Self {
        Value::Unknown(Rc::new(Unknown { why: why.into(), place, path: None }))
    }

    /// For an instance of a subclass of a builtin (a `str` subclass, say), the builtin value in it; else itself.
    pub fn plain(&self) -> &Value {
        match self {
            Value::Instance(instance) => instance.base().unwrap_or(self),
            _ => self,
        }
    }

    /// Whether it is `None`.
    pub fn is_none(&self) -> bool {
        matches!(self, Value::None)
    }

    /// The reason, if it is unknown.
    pub fn as_unknown(&self) -> Option<&Rc<Unknown>> {
        match self {
            Value::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    /// The text of a string (of a `str` subclass too).
    pub fn as_str(&self) -> Option<&Rc<str>> {
        match self.plain() {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// A bool.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    /// An integer that fits 64 bits; a bool counts, as in Python.
    pub fn as_int(&self) -> Option<i64> {
        match self.plain() {
            Value::Bool(flag) => Some(i64::from(*flag)),
            Value::Int(number) => Some(**number),
            _ => None,
        }
    }

    /// The items of a tuple or a list (of subclasses too).
    pub fn as_items(&self) -> Option<Vec<Value>> {
        match self.plain() {
            Value::Tuple(items) => Some(items.to_vec()),
            Value::List(items) => Some(items.borrow().clone()),
            _ => None,
        }
    }

    /// A dict (of a subclass too).
    pub fn as_dict(&self) -> Option<&Rc<Dict>> {
        match self.plain() {
            Value::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// An instance.
    pub fn as_instance(&self) -> Option<&Rc<Instance>> {
        match self {
            Value::Instance(instance) => Some(instance),
            _ => None,
        }
    }

    /// A class.
    pub fn as_class(&self) -> Option<&Rc<Class>> {
        match self {
            Value::Class(class) => Some(class),
            _ => None,
        }
    }

    /// What the host keeps in an instance, if it is a `T`.
    pub fn payload<T: 'static>(&self) -> Option<Rc<T>> {
        self.as_instance()?.payload::<T>()
    }

    /// Python's `is`.
    pub fn is(&self, other: &Value) -> bool {
        self.identity() == other.identity()
    }

    /// What tells this object from every other one.
    pub(crate) fn identity(&self) -> (u8, u64, u64) {
        fn at<T: ?Sized>(rc: &Rc<T>) -> u64 {
            Rc::as_ptr(rc).cast::<()>() as usize as u64
        }
        match self {
            Value::None => (0, 0, 0),
            Value::Bool(flag) => (1, u64::from(*flag), 0),
            Value::Int(number) => (2, number.cast_unsigned(), 0),
            Value::Big(number) => (3, at(number), 0),
            Value::Float(number) => (4, number.to_bits(), 0),
            Value::Str(text) => (5, at(text), text.len() as u64),
            Value::Bytes(bytes) => (6, at(bytes), bytes.len() as u64),
            Value::Tuple(items) if items.is_empty() => (7, 0, 0),
            Value::Tuple(items) => (7, at(items), 1),
            Value::List(list) => (8, at(list), 0),
            Value::Dict(dict) => (9, at(dict), 0),
            Value::Set(set) => (10, at(set), 0),
            Value::View(view) => (11, at(view), 0),
            Value::Range(range) => (12, at(range), 0),
            Value::Slice(slice) => (13, at(slice), 0),
            Value::Ellipsis => (14, 0, 0),
            Value::NotImplemented => (15, 0, 0),
            Value::Function(function) => (16, at(function), 0),
            Value::Method(method) => (17, at(method), 0),
            Value::Native(native) => (18, at(native), 0),
            Value::Descriptor(descriptor) => (19, at(descriptor), 0),
            Value::Super(parent) => (20, at(parent), 0),
            Value::Class(class) => (21, at(class), 0),
            Value::Instance(instance) => (22, at(instance), 0),
            Value::Module(module) => (23, at(module), 0),
            Value::Iterator(iter) => (24, at(iter), 0),
            Value::Unknown(unknown) => (25, at(unknown), 0),
        }
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Value::Bool(flag)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::int(number)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Value::int(i64::from(number))
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Value::float(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::str(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::str(text)
    }
}

impl From<Rc<str>> for Value {
    fn from(text: Rc<str>) -> Self {
        Value::str(text)
    }
}

impl From<Rc<Class>> for Value {
    fn from(class: Rc<Class>) -> Self {
        Value::Class(class)
    }
}

impl From<Rc<Instance>> for Value {
    fn from(instance: Rc<Instance>) -> Self {
        Value::Instance(instance)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::None, Into::into)
    }
}
