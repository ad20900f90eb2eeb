//! The built-in functions.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::platform::float;
use crate::python::class::{Binary, Class, Compare};
use crate::python::evaluate::Evaluator;
use crate::python::format;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::number::BigInt;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;
use crate::sorting;

/// Adds them.
pub(super) fn add(names: &mut FxHashMap<&'static str, Value>) {
    let mut function = |name: &'static str, body: fn(&mut Evaluator, &mut Arguments) -> Outcome| {
        names.insert(name, NativeFunction::function(name, body).into());
    };
    function("print", print);
    function("getattr", getattr);
    function("setattr", setattr);
    function("hasattr", hasattr);
    function("delattr", delattr);
    function("id", id);
    function("vars", vars);
    function("dir", dir);
    function("globals", |evaluator, _| Ok(Value::Unknown(evaluator.unsupported("globals()"))));
    function("locals", |evaluator, _| Ok(Value::Unknown(evaluator.unsupported("locals()"))));
    function("__import__", import);
    function("isinstance", isinstance);
    function("issubclass", issubclass);
    function("iter", iter);
    function("next", next);
    function("callable", callable);
    for (name, why) in [
        ("open", "files cannot be read"),
        ("input", "there is nobody to ask"),
        ("eval", "eval is not implemented by limbeck"),
        ("exec", "exec is not implemented by limbeck"),
        ("compile", "compile is not implemented by limbeck"),
    ] {
        let unknown = NativeFunction::closure(name, move |evaluator, _| Ok(evaluator.unknown(why)));
        names.insert(name, unknown.effect().into());
    }
    let mut pure = |name: &'static str, body: fn(&mut Evaluator, &mut Arguments) -> Outcome| {
        names.insert(name, NativeFunction::function(name, body).pure().into());
    };
    pure("len", len);
    pure("repr", |evaluator, arguments| {
        let value = only(evaluator, arguments, "repr")?;
        evaluator.repr(&value)
    });
    pure("ascii", |evaluator, arguments| {
        let value = only(evaluator, arguments, "ascii")?;
        Ok(Value::from(format::ascii_only(&evaluator.repr_text(&value)?)))
    });
    pure("format", format_function);
    pure("sorted", sorted);
    pure("sum", sum);
    pure("min", |evaluator, arguments| extreme(evaluator, arguments, "min", Compare::Lt));
    pure("max", |evaluator, arguments| extreme(evaluator, arguments, "max", Compare::Gt));
    pure("any", |evaluator, arguments| every(evaluator, arguments, "any", true));
    pure("all", |evaluator, arguments| every(evaluator, arguments, "all", false));
    pure("abs", abs);
    pure("round", round);
    pure("divmod", divmod);
    pure("pow", pow);
    pure("ord", ord);
    pure("chr", chr);
    pure("hex", |evaluator, arguments| radix(evaluator, arguments, "hex", "0x", 16));
    pure("oct", |evaluator, arguments| radix(evaluator, arguments, "oct", "0o", 8));
    pure("bin", |evaluator, arguments| radix(evaluator, arguments, "bin", "0b", 2));
    pure("hash", hash);
}

/// The one positional argument.
pub(super) fn only(evaluator: &Evaluator, arguments: &mut Arguments, name: &str) -> Outcome {
    let given = arguments.positional.len() + arguments.keyword.len();
    let mut positional = arguments.positional.drain(..);
    match (positional.next(), given) {
        (Some(value), 1) => Ok(value),
        _ => {
            Err(evaluator
                .type_error(format!("{name}() takes exactly one argument ({given} given)")))
        }
    }
}

fn print(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    if evaluator.output.is_none() || arguments.take("file").is_some_and(|file| !file.is_none()) {
        return Ok(Value::None);
    }
    let text = |value: Option<Value>, default: &str| match value.and_then(|v| v.as_str().cloned()) {
        Some(text) => text.to_string(),
        None => default.to_string(),
    };
    let separator = text(arguments.take("sep"), " ");
    let end = text(arguments.take("end"), "\n");
    let mut parts = Vec::new();
    for value in &arguments.positional {
        parts.push(match evaluator.text(value) {
            Err(raised) if raised.as_unknown().is_some() => "<unknown>".to_string(),
            other => other?,
        });
    }
    let line = parts.join(&separator) + &end;
    evaluator.spend_bytes(line.len() as u64)?;
    if let Some(output) = &mut evaluator.output {
        output.push_str(&line);
    }
    Ok(Value::None)
}

fn name_of(evaluator: &Evaluator, value: &Value) -> Outcome<Rc<str>> {
    match value {
        Value::Unknown(unknown) => Err(Raised::from(unknown.clone())),
        other => match other.as_str() {
            Some(name) => Ok(name.clone()),
            None => Err(evaluator.type_error("attribute name must be string")),
        },
    }
}

fn getattr(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "getattr", &["object", "name", "default="])?;
    let (object, name) = (bound.take_or_none("object"), bound.take_or_none("name"));
    let name = name_of(evaluator, &name)?;
    match (evaluator.getattr_opt(&object, &name), bound.take("default")) {
        (Ok(Some(value)), _) => Ok(value),
        (Ok(None), Some(default)) => Ok(default),
        (Ok(None), None) => Err(evaluator.no_attribute(&object, &name)),
        (Err(raised), Some(default)) if evaluator.is_exception(&raised, "AttributeError") => {
            Ok(default)
        }
        (Err(raised), _) => Err(raised),
    }
}

fn setattr(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "setattr", &["object", "name", "value"])?;
    let (object, name) = (bound.take_or_none("object"), bound.take_or_none("name"));
    let name = name_of(evaluator, &name)?;
    evaluator.setattr(&object, &name, bound.take_or_none("value"))?;
    Ok(Value::None)
}

fn hasattr(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "hasattr", &["object", "name"])?;
    let (object, name) = (bound.take_or_none("object"), bound.take_or_none("name"));
    if let Value::Unknown(_) = object {
        return Ok(object);
    }
    let name = name_of(evaluator, &name)?;
    match evaluator.getattr_opt(&object, &name) {
        Ok(found) => Ok(Value::Bool(found.is_some())),
        Err(raised) if evaluator.is_exception(&raised, "AttributeError") => Ok(Value::Bool(false)),
        Err(raised) => Err(raised),
    }
}

fn delattr(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "delattr", &["object", "name"])?;
    let (object, name) = (bound.take_or_none("object"), bound.take_or_none("name"));
    let name = name_of(evaluator, &name)?;
    evaluator.delattr(&object, &name)?;
    Ok(Value::None)
}

fn id(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let value = only(evaluator, arguments, "id")?;
    Ok(Value::int(value.identity().1.cast_signed() & i64::MAX))
}

fn vars(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let value = only(evaluator, arguments, "vars")?;
    evaluator.getattr(&value, "__dict__")
}

fn dir(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let value = only(evaluator, arguments, "dir")?;
    let mut names: Vec<Rc<str>> = Vec::new();
    match &value {
        Value::Unknown(_) => return Ok(value),
        Value::Module(module) => {
            names.extend(module.names.borrow().keys().cloned());
            names.extend(module.public.iter().map(|name| Rc::from(*name)));
        }
        Value::Instance(instance) => names.extend(instance.attributes.borrow().keys().cloned()),
        _ => {}
    }
    let class = match &value {
        Value::Class(class) => Some(class.clone()),
        Value::Module(_) => None,
        other => Some(evaluator.class_of(other)),
    };
    for class in class.iter().flat_map(Class::mro) {
        names.extend(class.attributes.borrow().keys().cloned());
    }
    sorting::sort(&mut names);
    names.dedup();
    Ok(Value::list(names.into_iter().map(Value::str).collect()))
}

/// The module itself where something is taken from it, else the package that its name begins with.
fn import(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["name", "globals=", "locals=", "fromlist=", "level="];
    let mut bound = arguments.bind(evaluator, "__import__", parameters)?;
    let Some(name) = bound.take("name").and_then(|name| name.as_str().cloned()) else {
        return Err(evaluator.type_error("__import__() argument 1 must be str"));
    };
    let module = evaluator.import_module(&name)?;
    match bound.take("fromlist") {
        Some(list) if evaluator.truth(&list)? => Ok(module),
        _ => evaluator.import_module(name.split('.').next().unwrap_or("")),
    }
}

impl Evaluator {
    /// `isinstance(value, classes)`; an error where it is unknown.
    pub fn is_instance(&mut self, value: &Value, classes: &Value) -> Outcome<bool> {
        match (value, classes) {
            (_, Value::Unknown(unknown)) | (Value::Unknown(unknown), _) => {
                Err(Raised::from(unknown.clone()))
            }
            (_, Value::Class(class)) => {
                let meta = self.class_of(classes);
                if let Some(check) = meta.lookup_own("__instancecheck__") {
                    let arguments = Arguments::of([classes.clone(), value.clone()]);
                    let answer = self.call(&check, arguments)?;
                    return self.truth(&answer);
                }
                Ok(self.class_of(value).is_subclass(class))
            }
            (_, Value::Tuple(classes)) => {
                for class in classes.iter() {
                    if self.is_instance(value, class)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            (value, Value::None) => Ok(value.is_none()),
            _ => {
                Err(self
                    .type_error("isinstance() arg 2 must be a type, a tuple of types, or a union"))
            }
        }
    }
}

fn isinstance(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "isinstance", &["object", "classes"])?;
    let (object, classes) = (bound.take_or_none("object"), bound.take_or_none("classes"));
    evaluator.is_instance(&object, &classes).map(Value::Bool)
}

fn issubclass(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "issubclass", &["class", "classes"])?;
    let (class, classes) = (bound.take_or_none("class"), bound.take_or_none("classes"));
    let class = match class {
        Value::Class(class) => class,
        Value::Unknown(_) => return Ok(class),
        _ => return Err(evaluator.type_error("issubclass() arg 1 must be a class")),
    };
    let candidates = match &classes {
        Value::Tuple(items) => items.to_vec(),
        other => vec![other.clone()],
    };
    for candidate in candidates {
        match candidate {
            Value::Class(other) if class.is_subclass(&other) => return Ok(Value::Bool(true)),
            Value::Class(_) => {}
            Value::Unknown(_) => return Ok(candidate),
            _ => {
                return Err(evaluator.type_error(
                    "issubclass() arg 2 must be a class, a tuple of classes, or a union",
                ));
            }
        }
    }
    Ok(Value::Bool(false))
}

fn iter(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "iter", &["object", "sentinel="])?;
    let object = bound.take_or_none("object");
    match bound.take("sentinel") {
        None => evaluator.iter(&object),
        Some(sentinel) => Ok(crate::python::iterator::Iter::lazy(
            "callable_iterator",
            Until { function: object, sentinel },
        )),
    }
}

struct Until {
    function: Value,
    sentinel: Value,
}

impl crate::python::iterator::Lazy for Until {
    fn next(&mut self, evaluator: &mut Evaluator) -> Outcome<Option<Value>> {
        let value = evaluator.call(&self.function, Arguments::none())?;
        Ok(if evaluator.equals(&value, &self.sentinel)? { None } else { Some(value) })
    }
}

fn next(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "next", &["iterator", "default="])?;
    let iterator = bound.take_or_none("iterator");
    if !matches!(iterator, Value::Iterator(_) | Value::Instance(_) | Value::Unknown(_)) {
        let class = evaluator.type_name(&iterator);
        return Err(evaluator.type_error(format!("'{class}' object is not an iterator")));
    }
    match (evaluator.next(&iterator)?, bound.take("default")) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(default),
        (None, None) => {
            let class = evaluator.builtins.exception("StopIteration");
            Err(evaluator.exception(&class, &[]))
        }
    }
}

fn callable(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let value = only(evaluator, arguments, "callable")?;
    Ok(match &value {
        Value::Unknown(_) => value,
        Value::Function(_) | Value::Native(_) | Value::Method(_) | Value::Class(_) => {
            Value::Bool(true)
        }
        other => Value::Bool(evaluator.class_of(other).lookup_own("__call__").is_some()),
    })
}

fn len(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let value = only(evaluator, arguments, "len")?;
    Ok(Value::int(i64::try_from(evaluator.len(&value)?).unwrap_or(i64::MAX)))
}

fn format_function(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "format", &["value", "spec="])?;
    let value = bound.take_or_none("value");
    let spec = bound.take("spec").and_then(|spec| spec.as_str().cloned());
    Ok(Value::from(evaluator.format_text(&value, spec.as_deref().unwrap_or(""))?))
}

fn sorted(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound =
        arguments.bind(evaluator, "sorted", &["iterable", "/", "*", "key=", "reverse="])?;
    let mut values = evaluator.collect(&bound.take_or_none("iterable"))?;
    let reverse = match bound.take("reverse") {
        Some(reverse) => evaluator.truth(&reverse)?,
        None => false,
    };
    let key = bound.given("key").cloned();
    super::sort_values(evaluator, &mut values, key.as_ref(), reverse)?;
    Ok(Value::list(values))
}

fn sum(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "sum", &["iterable", "start="])?;
    let iterable = bound.take_or_none("iterable");
    let mut total = bound.take("start").unwrap_or(Value::int(0));
    if let Value::Str(_) = total {
        return Err(evaluator.type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    evaluator.for_each(&iterable, |evaluator, item| {
        total = evaluator.binary(Binary::Add, &total, &item)?;
        Ok(true)
    })?;
    Ok(total)
}

fn extreme(
    evaluator: &mut Evaluator,
    arguments: &mut Arguments,
    name: &str,
    better: Compare,
) -> Outcome {
    let key = arguments.take("key").filter(|key| !key.is_none());
    let default = arguments.take("default");
    let values = match arguments.positional.len() {
        0 => {
            return Err(evaluator.type_error(format!("{name} expected at least 1 argument, got 0")));
        }
        1 => evaluator.collect(&arguments.positional.remove(0))?,
        _ => arguments.take_all().positional,
    };
    let mut best: Option<(Value, Value)> = None;
    for value in values {
        let measure = match &key {
            Some(key) => evaluator.call(key, Arguments::of([value.clone()]))?,
            None => value.clone(),
        };
        let wins = match &best {
            None => true,
            Some((least, _)) => {
                let answer = evaluator.compare(better, &measure, least)?;
                evaluator.truth(&answer)?
            }
        };
        if wins {
            best = Some((measure, value));
        }
    }
    match (best, default) {
        (Some((_, value)), _) => Ok(value),
        (None, Some(default)) => Ok(default),
        (None, None) => Err(evaluator.value_error(format!("{name}() arg is an empty sequence"))),
    }
}

fn every(
    evaluator: &mut Evaluator,
    arguments: &mut Arguments,
    name: &str,
    stop_at: bool,
) -> Outcome {
    let iterable = only(evaluator, arguments, name)?;
    let (mut found, mut open) = (false, None);
    evaluator.for_each(&iterable, |evaluator, item| {
        match evaluator.truth(&item) {
            Ok(truth) => found = truth == stop_at,
            Err(raised) if let Some(unknown) = raised.as_unknown() => open = Some(unknown),
            Err(raised) => return Err(raised),
        }
        Ok(!found)
    })?;
    match open {
        Some(unknown) if !found => Err(Raised::from(unknown)),
        _ => Ok(Value::Bool(found == stop_at)),
    }
}

fn abs(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let value = only(evaluator, arguments, "abs")?;
    match value.plain() {
        Value::Float(number) => Ok(Value::float(number.abs())),
        Value::Int(_) | Value::Bool(_) | Value::Big(_) => {
            let zero = Value::int(0);
            if evaluator.less(&value, &zero)? {
                evaluator.unary(crate::python::class::Unary::Neg, &value)
            } else {
                evaluator.unary(crate::python::class::Unary::Pos, &value)
            }
        }
        _ => match evaluator.call_special(&value, "__abs__", Arguments::none())? {
            Some(result) => Ok(result),
            None => {
                let class = evaluator.type_name(&value);
                Err(evaluator.type_error(format!("bad operand type for abs(): '{class}'")))
            }
        },
    }
}

fn round(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "round", &["number", "ndigits="])?;
    let (number, digits) = (bound.take_or_none("number"), bound.given("ndigits").cloned());
    match number.plain() {
        Value::Float(float) => match digits.and_then(|digits| digits.as_int()) {
            None if float.is_finite() => Ok(BigInt::from_f64(float.round_ties_even()).into_value()),
            None => {
                Err(evaluator.raise("OverflowError", "cannot convert float infinity to integer"))
            }
            Some(digits) => Ok(Value::float(round_to(**float, digits))),
        },
        Value::Int(_) | Value::Bool(_) | Value::Big(_) => match digits.and_then(|d| d.as_int()) {
            Some(digits) if digits < 0 => {
                let value = number.as_int().unwrap_or(0);
                let power =
                    10i64.checked_pow(u32::try_from(-digits).unwrap_or(99)).unwrap_or(i64::MAX);
                let rest = value.rem_euclid(power);
                let down = value - rest;
                let odd = (down / power) % 2 != 0;
                let up = rest > power / 2 || rest == power / 2 && power % 2 == 0 && odd;
                Ok(Value::int(if up { down.saturating_add(power) } else { down }))
            }
            _ => evaluator.unary(crate::python::class::Unary::Pos, &number),
        },
        _ => {
            let arguments = Arguments::of(digits.into_iter().collect::<Vec<_>>());
            match evaluator.call_special(&number, "__round__", arguments)? {
                Some(result) => Ok(result),
                None => {
                    let class = evaluator.type_name(&number);
                    Err(evaluator
                        .type_error(format!("type {class} doesn't define __round__ method")))
                }
            }
        }
    }
}

/// Rounds on the exact decimal digits, ties to even, as CPython does.
fn round_to(number: f64, digits: i64) -> f64 {
    if !number.is_finite() || digits > 320 {
        return number;
    }
    match usize::try_from(digits) {
        Ok(digits) => {
            let magnitude = float::parse(&float::fixed(number.abs(), digits)).unwrap_or(number);
            f64::copysign(magnitude, number)
        }
        Err(_) => {
            let power = 10f64.powi(i32::try_from(-digits).unwrap_or(i32::MAX));
            let rounded = (number / power).round_ties_even() * power;
            if rounded.is_finite() { rounded } else { 0.0 }
        }
    }
}

fn divmod(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "divmod", &["x", "y"])?;
    let (x, y) = (bound.take_or_none("x"), bound.take_or_none("y"));
    let quotient = evaluator.binary(Binary::FloorDiv, &x, &y)?;
    let rest = evaluator.binary(Binary::Mod, &x, &y)?;
    Ok(Value::tuple([quotient, rest]))
}

fn pow(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "pow", &["base", "exp", "mod="])?;
    let (base, exp) = (bound.take_or_none("base"), bound.take_or_none("exp"));
    let Some(modulus) = bound.given("mod").cloned() else {
        return evaluator.binary(Binary::Pow, &base, &exp);
    };
    let mut left = match exp.as_int() {
        Some(exp) if exp >= 0 => exp,
        _ => return Ok(Value::Unknown(evaluator.unsupported("pow() with such a modulus"))),
    };
    let mut result = evaluator.binary(Binary::Mod, &Value::int(1), &modulus)?;
    let mut square = evaluator.binary(Binary::Mod, &base, &modulus)?;
    while left > 0 {
        if left & 1 == 1 {
            result = evaluator.binary(Binary::Mul, &result, &square)?;
            result = evaluator.binary(Binary::Mod, &result, &modulus)?;
        }
        square = evaluator.binary(Binary::Mul, &square, &square)?;
        square = evaluator.binary(Binary::Mod, &square, &modulus)?;
        left >>= 1;
    }
    Ok(result)
}

fn ord(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let value = only(evaluator, arguments, "ord")?;
    match value.plain() {
        Value::Str(text) if text.chars().count() == 1 => {
            Ok(Value::int(text.chars().next().map_or(0, |c| i64::from(u32::from(c)))))
        }
        Value::Bytes(bytes) if bytes.len() == 1 => {
            Ok(Value::int(bytes.first().map_or(0, |byte| i64::from(*byte))))
        }
        Value::Str(text) => {
            let length = text.chars().count();
            Err(evaluator.type_error(format!(
                "ord() expected a character, but string of length {length} found"
            )))
        }
        other => {
            let class = evaluator.type_name(other);
            let text = format!("ord() expected string of length 1, but {class} found");
            Err(evaluator.type_error(text))
        }
    }
}

fn chr(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let value = only(evaluator, arguments, "chr")?;
    let code = value.as_int().and_then(|code| u32::try_from(code).ok());
    match code.and_then(char::from_u32) {
        Some(c) => Ok(Value::from(c.to_string())),
        None => Err(evaluator.value_error("chr() arg not in range(0x110000)")),
    }
}

fn radix(
    evaluator: &mut Evaluator,
    arguments: &mut Arguments,
    name: &str,
    prefix: &str,
    radix: u32,
) -> Outcome {
    let value = only(evaluator, arguments, name)?;
    let number = match value.plain() {
        Value::Big(number) => (**number).clone(),
        other => match other.as_int() {
            Some(number) => BigInt::from(number),
            None => {
                let class = evaluator.type_name(other);
                let text = format!("'{class}' object cannot be interpreted as an integer");
                return Err(evaluator.type_error(text));
            }
        },
    };
    let sign = if number.is_negative() { "-" } else { "" };
    let magnitude = if number.is_negative() { number.negate() } else { number };
    Ok(Value::from(format!("{sign}{prefix}{}", magnitude.to_radix(radix))))
}

fn hash(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let value = only(evaluator, arguments, "hash")?;
    evaluator.hash(&value)?;
    Ok(match value.plain() {
        Value::Bool(_) | Value::Int(_) => match value.as_int() {
            Some(-1) => Value::int(-2),
            Some(number) if number.unsigned_abs() < (1 << 61) - 1 => Value::int(number),
            _ => evaluator.unknown("a hash differs from run to run"),
        },
        _ => evaluator.unknown("a hash differs from run to run"),
    })
}
