//! Things that can be called, the arguments that they are called with, and how native functions take them.

use std::cell::{OnceCell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use super::class::Class;
use super::evaluate::{Evaluator, Scope};
use super::module::Module;
use super::names::Names;
use super::raised::{Outcome, Raised};
use super::release::release_value;
use super::tree::FunctionCode;
use super::value::{Unknown, Value};

/// The class whose body a function was defined in: what `super()` and `__class__` mean there.
pub(crate) type ClassCell = Rc<OnceCell<Weak<Class>>>;

/// A function defined in Python.
pub struct Function {
    pub(crate) code: Rc<FunctionCode>,
    pub(crate) defaults: RefCell<Vec<Option<Value>>>,
    pub(crate) scope: Option<Rc<Scope>>,
    pub(crate) module: Rc<Module>,
    pub(crate) class_cell: Option<ClassCell>,
    /// `__dict__`, with `__name__`, `__doc__` and so on where they were set.
    pub attributes: RefCell<Names>,
}

impl Function {
    /// `__name__`, unless it was set.
    pub fn name(&self) -> &Rc<str> {
        &self.code.name
    }

    /// The names of the parameters that can be given by position or by name, in order.
    pub fn parameter_names(&self) -> Vec<Rc<str>> {
        self.code.parameters.iter().map(|parameter| parameter.name.clone()).collect()
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<function {}>", self.code.qualname)
    }
}

/// A function together with its first argument.
#[derive(Debug)]
pub struct BoundMethod {
    /// `__self__`.
    pub receiver: Value,
    /// `__func__`.
    pub function: Value,
}

impl Drop for BoundMethod {
    fn drop(&mut self) {
        release_value(&mut self.receiver);
        release_value(&mut self.function);
    }
}

/// What `super()` gives.
#[derive(Debug)]
pub struct Super {
    /// The lookup begins after this class.
    pub class: Rc<Class>,
    /// The object, or the class, that found methods are bound to.
    pub receiver: Value,
}

/// What a native function runs. Arguments are lent, so that hundreds of functions need not copy and drop them.
#[derive(Clone)]
pub enum Body {
    /// A function.
    Function(fn(&mut Evaluator, &mut Arguments) -> Outcome),
    /// A method: found through an object, it gets that object first.
    Method(fn(&mut Evaluator, &Value, &mut Arguments) -> Outcome),
    /// A function that carries something along.
    Closure(Rc<dyn Fn(&mut Evaluator, &mut Arguments) -> Outcome>),
}

/// A function that the interpreter or a host provides.
#[derive(Clone)]
pub struct NativeFunction {
    /// `__name__`.
    pub name: Rc<str>,
    /// What it runs.
    pub body: Body,
    /// Whether it is unknown as soon as one of its arguments is, without being run.
    pub pure: bool,
    /// Whether leaving it out loses something: then the host is told when it ends in the unknown.
    pub effect: bool,
}

impl fmt::Debug for NativeFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<built-in function {}>", self.name)
    }
}

impl NativeFunction {
    /// A function.
    pub fn function(name: &str, body: fn(&mut Evaluator, &mut Arguments) -> Outcome) -> Self {
        Self::with_body(name, Body::Function(body))
    }

    /// A method.
    pub fn method(name: &str, body: fn(&mut Evaluator, &Value, &mut Arguments) -> Outcome) -> Self {
        Self::with_body(name, Body::Method(body))
    }

    /// A function that carries something along.
    pub fn closure(
        name: &str,
        body: impl Fn(&mut Evaluator, &mut Arguments) -> Outcome + 'static,
    ) -> Self {
        Self::with_body(name, Body::Closure(Rc::new(body)))
    }

    fn with_body(name: &str, body: Body) -> Self {
        Self { name: name.into(), body, pure: false, effect: false }
    }

    /// The same, unknown as soon as one of its arguments is.
    pub fn pure(self) -> Self {
        Self { pure: true, ..self }
    }

    /// The same, reported to the host when it ends in the unknown.
    pub fn effect(self) -> Self {
        Self { effect: true, ..self }
    }
}

impl From<NativeFunction> for Value {
    fn from(function: NativeFunction) -> Self {
        Value::Native(Rc::new(function))
    }
}

/// The arguments of one call.
#[derive(Debug, Clone, Default)]
pub struct Arguments {
    /// By position.
    pub positional: Vec<Value>,
    /// By name, in order.
    pub keyword: Vec<(Rc<str>, Value)>,
}

/// The name under which `**unknown` stands among the keywords.
pub const UNKNOWN_KEYWORDS: &str = "**";

impl Arguments {
    /// None at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// By position alone.
    pub fn of(positional: impl Into<Vec<Value>>) -> Self {
        Self { positional: positional.into(), keyword: Vec::new() }
    }

    /// With one more by name.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.keyword.push((name.into(), value.into()));
        self
    }

    /// All of them, of which none are left here.
    pub fn take_all(&mut self) -> Self {
        std::mem::take(self)
    }

    /// With one more in front, as a bound method passes its object.
    pub fn prepend(mut self, first: Value) -> Self {
        self.positional.insert(0, first);
        self
    }

    /// Takes a keyword argument out.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        let at = self.keyword.iter().position(|(key, _)| &**key == name)?;
        Some(self.keyword.remove(at).1)
    }

    /// The first argument that is unknown.
    pub fn first_unknown(&self) -> Option<&Rc<Unknown>> {
        let keyword = self.keyword.iter().map(|(_, value)| value);
        self.positional.iter().chain(keyword).find_map(Value::as_unknown)
    }

    /// Sorts the arguments into parameters as Python does, or raises Python's TypeError. None are left.
    ///
    /// A parameter is written `"name"` (required), `"name="` (may be missing), `"/"` (those before
    /// are by position only), `"*"` (those after are by name only), `"*rest"` or `"**extra"`.
    /// The answer is boxed, so that hundreds of callers need not copy it to where they keep it.
    pub fn bind(
        &mut self,
        evaluator: &Evaluator,
        function: &str,
        parameters: &'static [&'static str],
    ) -> Outcome<Box<Bound>> {
        if let Some((_, Value::Unknown(unknown))) =
            self.keyword.iter().find(|(key, _)| &**key == UNKNOWN_KEYWORDS)
        {
            return Err(Raised::from(unknown.clone()));
        }
        sort(self.take_all(), parameters)
            .map_err(|problem| evaluator.type_error(format!("{function}() {problem}")))
    }
}

/// What a native function's parameters allow beside those that have names.
#[derive(Default)]
struct Allowed {
    position_only: usize,
    by_position: usize,
    rest: bool,
    extra: bool,
}

/// The parameters that have names, and whether each is required.
fn named(
    parameters: &'static [&'static str],
) -> impl Iterator<Item = (&'static str, bool)> + Clone {
    let named = parameters.iter().filter(|name| !name.starts_with('*') && **name != "/");
    named.map(|name| match name.strip_suffix('=') {
        Some(name) => (name, false),
        None => (*name, true),
    })
}

fn allowed(parameters: &'static [&'static str]) -> Allowed {
    let mut allowed = Allowed::default();
    let mut named_only = false;
    for parameter in parameters {
        match *parameter {
            "/" => allowed.position_only = allowed.by_position,
            name if name.starts_with("**") => allowed.extra = true,
            name if name.starts_with('*') => {
                named_only = true;
                allowed.rest |= name.len() > 1;
            }
            _ if named_only => {}
            _ => allowed.by_position += 1,
        }
    }
    allowed
}

/// Sorts arguments into parameters; the error is what follows the function's name in Python's TypeError.
fn sort(arguments: Arguments, parameters: &'static [&'static str]) -> Result<Box<Bound>, String> {
    let allowed = allowed(parameters);
    let given = arguments.positional.len();
    let mut values = Vec::with_capacity(parameters.len());
    let mut positional = arguments.positional.into_iter();
    for (at, (name, _)) in named(parameters).enumerate() {
        values.push((name, if at < allowed.by_position { positional.next() } else { None }));
    }
    let mut bound = Box::new(Bound { values, rest: positional.collect(), extra: Vec::new() });
    if !allowed.rest && !bound.rest.is_empty() {
        let required =
            named(parameters).take(allowed.by_position).filter(|(_, required)| *required);
        return Err(too_many_arguments(required.count(), allowed.by_position, given));
    }
    for (name, value) in arguments.keyword {
        let mut slots = bound.values.iter_mut().skip(allowed.position_only);
        match slots.find(|(parameter, _)| *parameter == &*name) {
            Some((_, slot @ None)) => *slot = Some(value),
            Some(_) => return Err(format!("got multiple values for argument '{name}'")),
            None if allowed.extra => bound.extra.push((name, value)),
            None => return Err(format!("got an unexpected keyword argument '{name}'")),
        }
    }
    let mut missing = [Vec::new(), Vec::new()];
    for (at, ((name, required), (_, value))) in named(parameters).zip(&bound.values).enumerate() {
        if required && value.is_none() {
            let [positional, keyword_only] = &mut missing;
            let list = if at < allowed.by_position { positional } else { keyword_only };
            list.push(Rc::from(name));
        }
    }
    let [positional, keyword_only] = &missing;
    match (&**positional, &**keyword_only) {
        ([], []) => Ok(bound),
        ([], names) => Err(missing_arguments("keyword-only", names)),
        (names, _) => Err(missing_arguments("positional", names)),
    }
}

/// CPython's words for missing arguments.
pub(crate) fn missing_arguments(kind: &str, names: &[Rc<str>]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    let list = match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, [first])) => format!("{first} and {last}"),
        Some((last, rest)) => format!("{}, and {last}", rest.join(", ")),
    };
    let plural = if names.len() == 1 { "" } else { "s" };
    format!("missing {} required {kind} argument{plural}: {list}", names.len())
}

/// CPython's words for too many positional arguments.
pub(crate) fn too_many_arguments(least: usize, most: usize, given: usize) -> String {
    let takes = if least == most { most.to_string() } else { format!("from {least} to {most}") };
    let plural = if most == 1 && least == most { "" } else { "s" };
    let were = if given == 1 { "was" } else { "were" };
    format!("takes {takes} positional argument{plural} but {given} {were} given")
}

/// Arguments sorted into a native function's parameters.
#[derive(Debug)]
pub struct Bound {
    values: Vec<(&'static str, Option<Value>)>,
    /// What `*rest` collects.
    pub rest: Vec<Value>,
    /// What `**extra` collects.
    pub extra: Vec<(Rc<str>, Value)>,
}

impl Bound {
    /// The argument, if it was given.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(key, _)| *key == name)?.1.as_ref()
    }

    /// The argument, taken out, if it was given.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.values.iter_mut().find(|(key, _)| *key == name)?.1.take()
    }

    /// The argument, taken out; `None` if it was not given.
    pub fn take_or_none(&mut self, name: &str) -> Value {
        self.take(name).unwrap_or(Value::None)
    }

    /// The argument if it was given and is not `None`.
    pub fn given(&self, name: &str) -> Option<&Value> {
        self.get(name).filter(|value| !value.is_none())
    }
}
