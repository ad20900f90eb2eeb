//! `str`.

use std::rc::Rc;

use super::sequences::{new_of_builtin, wrap};
use super::text;
use crate::platform;
use crate::python::class::{Class, ClassBuilder, Hooks};
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, Bound};
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

type Body = fn(&mut Evaluator, &Rc<str>, &mut Arguments) -> Outcome;

macro_rules! methods {
    ($builder:expr, $($name:literal => $body:expr,)*) => {
        $builder$(.pure_method($name, |evaluator, this, arguments| {
            let body: Body = $body;
            match this.as_str() {
                Some(text) => {
                    let text = text.clone();
                    evaluator.spend_steps(text.len() as u64 / 64)?;
                    body(evaluator, &text, arguments)
                }
                None => {
                    let class = evaluator.type_name(this);
                    Err(evaluator.type_error(format!(
                        "descriptor '{}' for 'str' objects doesn't apply to a '{class}' object", $name
                    )))
                }
            }
        }))*
    };
}

fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: &mut Arguments) -> Outcome {
    let own_init = !class.native && class.lookup_own("__init__").is_some();
    let own_new = !class.native && class.lookup_own("__new__").is_some();
    let mut bound = if own_init && !own_new {
        Arguments { keyword: Vec::new(), ..arguments.take_all() }.bind(
            evaluator,
            "str",
            &["object=", "encoding=", "errors="],
        )?
    } else {
        arguments.bind(evaluator, "str", &["object=", "encoding=", "errors="])?
    };
    let Some(value) = bound.take("object") else { return Ok(wrap(class, Value::from(""))) };
    if let (Value::Bytes(bytes), Some(_)) = (&value, bound.get("encoding")) {
        return super::bytes::decode(evaluator, bytes, &bound);
    }
    match evaluator.str(&value)? {
        Value::Unknown(unknown) => Err(Raised::from(unknown)),
        text => Ok(wrap(class, text)),
    }
}

/// A string argument.
fn text_of(evaluator: &Evaluator, value: &Value) -> Outcome<Rc<str>> {
    match value.as_str() {
        Some(text) => Ok(text.clone()),
        None => {
            let given = evaluator.type_name(value);
            Err(evaluator.type_error(format!("must be str, not {given}")))
        }
    }
}

fn one(evaluator: &Evaluator, arguments: &mut Arguments, name: &str) -> Outcome<Rc<str>> {
    let value = super::functions::only(evaluator, arguments, name)?;
    text_of(evaluator, &value)
}

fn made(evaluator: &mut Evaluator, text: String) -> Outcome {
    evaluator.spend_bytes(text.len() as u64)?;
    Ok(Value::from(text))
}

fn list(evaluator: &mut Evaluator, parts: Vec<&str>) -> Outcome {
    evaluator.spend_values(parts.len())?;
    evaluator.spend_bytes(parts.iter().map(|part| part.len() as u64).sum())?;
    Ok(Value::list(parts.into_iter().map(Value::from).collect()))
}

fn strip(
    evaluator: &mut Evaluator,
    text: &str,
    arguments: &mut Arguments,
    (start, end): (bool, bool),
) -> Outcome {
    let chars = match arguments.positional.first() {
        None | Some(Value::None) => None,
        Some(value) => Some(text_of(evaluator, value)?),
    };
    let drop = |c: char| match &chars {
        Some(chars) => chars.contains(c),
        None => c.is_whitespace(),
    };
    let text = if start { text.trim_start_matches(drop) } else { text };
    let text = if end { text.trim_end_matches(drop) } else { text };
    made(evaluator, text.to_string())
}

fn split(evaluator: &mut Evaluator, text: &str, arguments: &mut Arguments, right: bool) -> Outcome {
    let bound = arguments.bind(evaluator, "split", &["sep=", "maxsplit="])?;
    let most = bound.given("maxsplit").and_then(Value::as_int).unwrap_or(-1);
    let most = usize::try_from(most).ok();
    let parts = match bound.given("sep") {
        None => text::split_whitespace(text, most, right),
        Some(separator) => {
            let separator = text_of(evaluator, separator)?;
            if separator.is_empty() {
                return Err(evaluator.value_error("empty separator"));
            }
            let pieces = most.map_or(usize::MAX, |most| most.saturating_add(1));
            if right {
                let mut parts: Vec<&str> = text.rsplitn(pieces, &*separator).collect();
                parts.reverse();
                parts
            } else {
                text.splitn(pieces, &*separator).collect()
            }
        }
    };
    list(evaluator, parts)
}

/// The part of a text between `start` and `end`, with its byte offset; `None` where start is past the end.
fn window<'a>(text: &'a str, bound: &Bound) -> Option<(&'a str, usize)> {
    let length = text.chars().count() as i64;
    let place = |value: Option<&Value>, default: i64| match value.and_then(Value::as_int) {
        Some(at) if at < 0 => (at + length).max(0),
        Some(at) => at,
        None => default,
    };
    let (start, end) = (place(bound.given("start"), 0), place(bound.given("end"), length));
    if start > length || start > end.min(length) {
        return None;
    }
    let byte = |at: i64| {
        let at = usize::try_from(at.min(length)).unwrap_or(0);
        text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte)
    };
    let (from, to) = (byte(start), byte(end));
    Some((text.get(from..to)?, from))
}

fn find(
    evaluator: &mut Evaluator,
    text: &str,
    arguments: &mut Arguments,
    last: bool,
    raise: bool,
) -> Outcome {
    let mut bound = arguments.bind(evaluator, "find", &["sub", "start=", "end="])?;
    let wanted = text_of(evaluator, &bound.take_or_none("sub"))?;
    let found = window(text, &bound).and_then(|(part, offset)| {
        let at = if last { part.rfind(&*wanted) } else { part.find(&*wanted) };
        at.map(|at| at + offset)
    });
    match found {
        Some(byte) => {
            let chars = text.get(..byte).map_or(0, |before| before.chars().count());
            Ok(Value::int(chars as i64))
        }
        None if raise => Err(evaluator.value_error("substring not found")),
        None => Ok(Value::int(-1)),
    }
}

fn affix(evaluator: &mut Evaluator, text: &str, arguments: &mut Arguments, ends: bool) -> Outcome {
    let mut bound = arguments.bind(evaluator, "startswith", &["prefix", "start=", "end="])?;
    let wanted = match bound.take_or_none("prefix") {
        Value::Tuple(items) => items.to_vec(),
        single => vec![single],
    };
    let Some((part, _)) = window(text, &bound) else { return Ok(Value::Bool(false)) };
    for affix in wanted {
        let Some(affix) = affix.as_str() else {
            let name = if ends { "endswith" } else { "startswith" };
            let given = evaluator.type_name(&affix);
            return Err(evaluator.type_error(format!(
                "{name} first arg must be str or a tuple of str, not {given}"
            )));
        };
        if if ends { part.ends_with(&**affix) } else { part.starts_with(&**affix) } {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

fn replace(evaluator: &mut Evaluator, text: &str, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "replace", &["old", "new", "count="])?;
    let old = text_of(evaluator, &bound.take_or_none("old"))?;
    let new = text_of(evaluator, &bound.take_or_none("new"))?;
    let count = bound.given("count").and_then(Value::as_int).unwrap_or(-1);
    let most = usize::try_from(count).unwrap_or(usize::MAX);
    let times = if old.is_empty() { text.chars().count() + 1 } else { text.matches(&*old).count() };
    let growth = (times.min(most) as u64).saturating_mul(new.len() as u64);
    evaluator.spend_bytes(growth)?;
    made(evaluator, text.replacen(&*old, &new, most))
}

fn join(evaluator: &mut Evaluator, text: &str, arguments: &mut Arguments) -> Outcome {
    let iterable = super::functions::only(evaluator, arguments, "str.join")?;
    if !evaluator.is_iterable(&iterable) {
        return Err(evaluator.type_error("can only join an iterable"));
    }
    let items = evaluator.collect(&iterable)?;
    let mut joined = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            joined.push_str(text);
        }
        match item.as_str() {
            Some(part) => {
                evaluator.spend_bytes((part.len() + text.len()) as u64)?;
                joined.push_str(part);
            }
            None => {
                if let Value::Unknown(unknown) = item {
                    return Err(Raised::from(unknown.clone()));
                }
                let given = evaluator.type_name(item);
                return Err(evaluator.type_error(format!(
                    "sequence item {at}: expected str instance, {given} found"
                )));
            }
        }
    }
    Ok(Value::from(joined))
}

fn format(evaluator: &mut Evaluator, text: &str, arguments: &mut Arguments) -> Outcome {
    let keyword = &arguments.keyword;
    let formatted = evaluator.brace_format(text, &arguments.positional, &|_, name| {
        Ok(keyword.iter().find(|(key, _)| &**key == name).map(|(_, value)| value.clone()))
    })?;
    Ok(Value::from(formatted))
}

fn format_map(evaluator: &mut Evaluator, text: &str, arguments: &mut Arguments) -> Outcome {
    let mapping = super::functions::only(evaluator, arguments, "format_map")?;
    let formatted = evaluator.brace_format(text, &[], &|evaluator, name| {
        evaluator.getitem(&mapping, &Value::from(name)).map(Some)
    })?;
    Ok(Value::from(formatted))
}

fn justify(
    evaluator: &mut Evaluator,
    text: &str,
    arguments: &mut Arguments,
    side: char,
) -> Outcome {
    let mut bound = arguments.bind(evaluator, "ljust", &["width", "fillchar="])?;
    let width = bound.take_or_none("width").as_int().unwrap_or(0);
    let width = usize::try_from(width).unwrap_or(0);
    let fill = match bound.given("fillchar") {
        Some(fill) => text_of(evaluator, fill)?,
        None => " ".into(),
    };
    if fill.chars().count() != 1 {
        return Err(evaluator.type_error("The fill character must be exactly one character long"));
    }
    let length = text.chars().count();
    let missing = width.saturating_sub(length);
    evaluator.spend_bytes((missing * fill.len()) as u64)?;
    let before = match side {
        'l' => 0,
        'r' => missing,
        _ => missing / 2 + (missing & width & 1),
    };
    let padded = format!("{}{text}{}", fill.repeat(before), fill.repeat(missing - before));
    made(evaluator, padded)
}

fn partition(
    evaluator: &mut Evaluator,
    text: &str,
    arguments: &mut Arguments,
    right: bool,
) -> Outcome {
    let separator = one(evaluator, arguments, "str.partition")?;
    if separator.is_empty() {
        return Err(evaluator.value_error("empty separator"));
    }
    let found = if right { text.rsplit_once(&*separator) } else { text.split_once(&*separator) };
    let (before, middle, after) = match found {
        Some((before, after)) => (before, &*separator, after),
        None if right => ("", "", text),
        None => (text, "", ""),
    };
    Ok(Value::tuple([before, middle, after].map(Value::from)))
}

fn count(evaluator: &mut Evaluator, text: &str, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "count", &["sub", "start=", "end="])?;
    let wanted = text_of(evaluator, &bound.take_or_none("sub"))?;
    let count = window(text, &bound).map_or(0, |(part, _)| match wanted.is_empty() {
        true => part.chars().count() + 1,
        false => part.matches(&*wanted).count(),
    });
    Ok(Value::int(count as i64))
}

fn translate(evaluator: &mut Evaluator, text: &str, arguments: &mut Arguments) -> Outcome {
    let table = super::functions::only(evaluator, arguments, "str.translate")?;
    let mut out = String::new();
    for c in text.chars() {
        evaluator.step()?;
        let key = Value::int(i64::from(u32::from(c)));
        match evaluator.getitem(&table, &key) {
            Ok(Value::None) => {}
            Ok(Value::Unknown(unknown)) => return Err(Raised::from(unknown)),
            Ok(value) => match (value.as_int(), value.as_str()) {
                (Some(code), _) => {
                    out.extend(u32::try_from(code).ok().and_then(char::from_u32));
                }
                (None, Some(text)) => out.push_str(text),
                _ => {
                    return Err(
                        evaluator.type_error("character mapping must return integer, None or str")
                    );
                }
            },
            Err(raised) if evaluator.is_exception(&raised, "LookupError") => out.push(c),
            Err(raised) => return Err(raised),
        }
    }
    made(evaluator, out)
}

fn make_translation(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let code = |text: &str| Value::int(text.chars().next().map_or(0, |c| i64::from(u32::from(c))));
    let table = evaluator.dict_from([])?;
    match arguments.positional.as_slice() {
        [mapping] => {
            for (key, value) in evaluator.mapping_items(mapping)? {
                let key = key.as_str().map(|text| code(text)).unwrap_or(key);
                evaluator.dict_set(&table, key, value)?;
            }
        }
        [from, to, rest @ ..] => {
            let (from, to) = (text_of(evaluator, from)?, text_of(evaluator, to)?);
            if from.chars().count() != to.chars().count() {
                return Err(evaluator
                    .value_error("the first two maketrans arguments must have equal length"));
            }
            for (a, b) in from.chars().zip(to.chars()) {
                let (a, b) = (code(&a.to_string()), code(&b.to_string()));
                evaluator.dict_set(&table, a, b)?;
            }
            if let Some(removed) = rest.first() {
                for c in text_of(evaluator, removed)?.chars() {
                    evaluator.dict_set(&table, code(&c.to_string()), Value::None)?;
                }
            }
        }
        _ => return Err(evaluator.type_error("maketrans expected at least 1 argument, got 0")),
    }
    Ok(Value::Dict(table))
}

fn every(text: &str, test: fn(char) -> bool) -> Outcome {
    Ok(Value::Bool(!text.is_empty() && text.chars().all(test)))
}

/// Whether its cased characters, of which it has some, are all of one case.
fn cased(text: &str, upper: bool) -> Outcome {
    let wrong = |c: char| if upper { platform::is_lowercase(c) } else { platform::is_uppercase(c) };
    let right = |c: char| if upper { platform::is_uppercase(c) } else { platform::is_lowercase(c) };
    Ok(Value::Bool(text.chars().any(right) && !text.chars().any(wrong)))
}

/// Adds what it has.
pub(super) fn str_(builder: ClassBuilder) -> ClassBuilder {
    let builder = builder
        .hooks(Hooks { construct: Some(construct), ..Hooks::default() })
        .static_method("__new__", new_of_builtin)
        .static_method("maketrans", make_translation);
    let builder = methods!(
        builder,
        "upper" => |ev, text, _| made(ev, platform::upper(text)),
        "lower" => |ev, text, _| made(ev, platform::lower(text)),
        "casefold" => |ev, text, _| made(ev, platform::lower(text).replace('ß', "ss")),
        "title" => |ev, text, _| made(ev, text::title(text)),
        "capitalize" => |ev, text, _| made(ev, text::capitalize(text)),
        "swapcase" => |ev, text, _| made(ev, text::swap_case(text)),
        "strip" => |ev, text, arguments| strip(ev, text, arguments, (true, true)),
        "lstrip" => |ev, text, arguments| strip(ev, text, arguments, (true, false)),
        "rstrip" => |ev, text, arguments| strip(ev, text, arguments, (false, true)),
        "split" => |ev, text, arguments| split(ev, text, arguments, false),
        "rsplit" => |ev, text, arguments| split(ev, text, arguments, true),
        "splitlines" => |ev, text, arguments| {
            let keep =
                match arguments.positional.first().or(arguments.keyword.first().map(|k| &k.1)) {
                    Some(keep) => ev.truth(keep)?,
                    None => false,
                };
            list(ev, text::lines(text, keep))
        },
        "partition" => |ev, text, arguments| partition(ev, text, arguments, false),
        "rpartition" => |ev, text, arguments| partition(ev, text, arguments, true),
        "join" => |ev, text, arguments| join(ev, text, arguments),
        "replace" => |ev, text, arguments| replace(ev, text, arguments),
        "find" => |ev, text, arguments| find(ev, text, arguments, false, false),
        "rfind" => |ev, text, arguments| find(ev, text, arguments, true, false),
        "index" => |ev, text, arguments| find(ev, text, arguments, false, true),
        "rindex" => |ev, text, arguments| find(ev, text, arguments, true, true),
        "count" => |ev, text, arguments| count(ev, text, arguments),
        "startswith" => |ev, text, arguments| affix(ev, text, arguments, false),
        "endswith" => |ev, text, arguments| affix(ev, text, arguments, true),
        "removeprefix" => |ev, text, arguments| {
            let prefix = one(ev, arguments, "str.removeprefix")?;
            made(ev, text.strip_prefix(&*prefix).unwrap_or(text).to_string())
        },
        "removesuffix" => |ev, text, arguments| {
            let suffix = one(ev, arguments, "str.removesuffix")?;
            made(ev, text.strip_suffix(&*suffix).unwrap_or(text).to_string())
        },
        "format" => |ev, text, arguments| format(ev, text, arguments),
        "format_map" => |ev, text, arguments| format_map(ev, text, arguments),
    );
    methods!(
        builder,
        "ljust" => |ev, text, arguments| justify(ev, text, arguments, 'l'),
        "rjust" => |ev, text, arguments| justify(ev, text, arguments, 'r'),
        "center" => |ev, text, arguments| justify(ev, text, arguments, 'c'),
        "zfill" => |ev, text, arguments| {
            let width = super::functions::only(ev, arguments, "str.zfill")?.as_int().unwrap_or(0);
            let width = usize::try_from(width).unwrap_or(0);
            let missing = width.saturating_sub(text.chars().count());
            ev.spend_bytes(missing as u64)?;
            let (sign, digits) = match text.strip_prefix(['+', '-']) {
                Some(digits) => (text.get(..1).unwrap_or(""), digits),
                None => ("", &**text),
            };
            made(ev, format!("{sign}{}{digits}", "0".repeat(missing)))
        },
        "expandtabs" => |ev, text, arguments| {
            let size = arguments.positional.first().and_then(Value::as_int).unwrap_or(8);
            let size = usize::try_from(size).unwrap_or(0);
            ev.spend_bytes((text.matches('\t').count() as u64).saturating_mul(size as u64))?;
            made(ev, text::expand_tabs(text, size))
        },
        "translate" => |ev, text, arguments| translate(ev, text, arguments),
        "encode" => |ev, text, arguments| super::bytes::encode(ev, text, arguments),
        "isdigit" => |_, text, _| every(text, |c| c.is_ascii_digit()),
        "isdecimal" => |_, text, _| every(text, |c| c.is_ascii_digit()),
        "isnumeric" => |_, text, _| every(text, platform::is_numeric),
        "isalpha" => |_, text, _| every(text, platform::is_alphabetic),
        "isalnum" => |_, text, _| every(text, platform::is_alphanumeric),
        "isspace" => |_, text, _| every(text, char::is_whitespace),
        "isascii" => |_, text, _| Ok(Value::Bool(text.is_ascii())),
        "isupper" => |_, text, _| cased(text, true),
        "islower" => |_, text, _| cased(text, false),
        "istitle" => |_, text, _| Ok(Value::Bool(text::title(text) == **text && text.chars().any(platform::is_alphabetic))),
        "isprintable" => |_, text, _| Ok(Value::Bool(!text.chars().any(char::is_control))),
        "isidentifier" => |_, text, _| {
            let first = text.chars().next().is_some_and(|c| c == '_' || platform::is_alphabetic(c));
            Ok(Value::Bool(first && text.chars().all(|c| c == '_' || platform::is_alphanumeric(c))))
        },
    )
}
