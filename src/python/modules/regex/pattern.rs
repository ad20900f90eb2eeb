//! `re.Pattern`.

use std::rc::Rc;

use super::compile::{self, Program};
use super::engine::Engine;
use super::matched::Found;
use super::{error, parse, template};
use crate::python::class::{Class, ClassBuilder, Compare, Hooks, Instance};
use crate::python::dict::Dict;
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, Bound};
use crate::python::iterator::Iter;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// A compiled expression.
pub(super) struct Pattern {
    pub(super) text: Rc<str>,
    pub(super) flags: i64,
    pub(super) groups: usize,
    pub(super) names: Vec<(Rc<str>, usize)>,
    program: Program,
}

thread_local! {
    static PATTERN: Rc<Class> = build();
}

/// The class.
pub(super) fn class() -> Rc<Class> {
    PATTERN.with(Rc::clone)
}

fn build() -> Rc<Class> {
    let hooks = Hooks { compare: Some(compare), ..Hooks::default() };
    ClassBuilder::new("re", "Pattern")
        .hooks(hooks)
        .pure_method("match", |ev, this, arguments| first(ev, this, arguments, Where::Start))
        .pure_method("fullmatch", |ev, this, arguments| first(ev, this, arguments, Where::Whole))
        .pure_method("search", |ev, this, arguments| first(ev, this, arguments, Where::Anywhere))
        .pure_method("findall", find_all)
        .pure_method("finditer", find_iter)
        .pure_method("split", split)
        .pure_method("sub", |ev, this, arguments| Ok(substitute(ev, this, arguments)?.0))
        .pure_method("subn", |ev, this, arguments| {
            let (text, count) = substitute(ev, this, arguments)?;
            Ok(Value::tuple([text, Value::int(count)]))
        })
        .property("pattern", |ev, this| Ok(Value::str(of(ev, this)?.text.clone())))
        .property("flags", |ev, this| Ok(Value::int(of(ev, this)?.flags)))
        .property("groups", |ev, this| Ok(Value::int(of(ev, this)?.groups as i64)))
        .property("groupindex", |ev, this| {
            let dict = Dict::default();
            for (name, group) in &of(ev, this)?.names {
                dict.set_str(name, Value::int(*group as i64));
            }
            Ok(Value::Dict(Rc::new(dict)))
        })
        .method("__repr__", repr)
        .method("__hash__", |ev, this, _| Ok(Value::str(of(ev, this)?.text.clone())))
        .build()
}

/// A pattern object for a text.
pub(super) fn make(evaluator: &mut Evaluator, text: &Rc<str>, flags: i64) -> Outcome {
    let chars: Vec<char> = text.chars().collect();
    evaluator.spend_steps(chars.len() as u64 / 2)?;
    let complain =
        |evaluator: &Evaluator, wrong: parse::Wrong| error(evaluator, &wrong.0, &chars, wrong.1);
    let parsed = parse::parse(&chars, flags).map_err(|wrong| complain(evaluator, wrong))?;
    let program = compile::compile(&parsed.node).map_err(|wrong| complain(evaluator, wrong))?;
    evaluator.spend_bytes(program.steps.len() as u64 * 32)?;
    let pattern = Pattern {
        text: text.clone(),
        flags: parsed.flags,
        groups: parsed.groups,
        names: parsed.names,
        program,
    };
    Ok(Value::Instance(Instance::with_payload(class(), Rc::new(pattern))))
}

fn of(evaluator: &Evaluator, this: &Value) -> Outcome<Rc<Pattern>> {
    let pattern = this.payload::<Pattern>();
    pattern.ok_or_else(|| evaluator.type_error("descriptor requires a 're.Pattern' object"))
}

fn compare(_: &mut Evaluator, op: Compare, a: &Value, b: &Value) -> Outcome<Option<Value>> {
    let (Some(a), Some(b)) = (a.payload::<Pattern>(), b.payload::<Pattern>()) else {
        return Ok(None);
    };
    let same = a.text == b.text && a.flags == b.flags;
    Ok(match op {
        Compare::Eq => Some(Value::Bool(same)),
        Compare::Ne => Some(Value::Bool(!same)),
        _ => None,
    })
}

fn repr(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let pattern = of(evaluator, this)?;
    let shown = evaluator.repr_text(&Value::str(pattern.text.clone()))?;
    let shown: String = shown.chars().take(200).collect();
    let names = [
        (parse::IGNORE_CASE, "re.IGNORECASE"),
        (parse::MULTILINE, "re.MULTILINE"),
        (parse::DOT_ALL, "re.DOTALL"),
        (parse::VERBOSE, "re.VERBOSE"),
        (parse::ASCII, "re.ASCII"),
    ];
    let flags: Vec<&str> =
        names.iter().filter(|(flag, _)| pattern.flags & flag != 0).map(|(_, name)| *name).collect();
    let tail = if flags.is_empty() { String::new() } else { format!(", {}", flags.join("|")) };
    Ok(Value::from(format!("re.compile({shown}{tail})")))
}

/// Where a match may begin and end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Start,
    Whole,
    Anywhere,
}

/// A text that is searched.
struct Search {
    this: Value,
    pattern: Rc<Pattern>,
    string: Value,
    text: Rc<Vec<char>>,
    at: usize,
    end: usize,
    /// The last match was empty: there is no other empty one at the same place.
    advance: bool,
}

impl Search {
    fn new(evaluator: &mut Evaluator, this: &Value, bound: &Bound) -> Outcome<Self> {
        let pattern = of(evaluator, this)?;
        let string = bound.get("string").cloned().unwrap_or(Value::None);
        let text: Rc<Vec<char>> = match string.plain() {
            Value::Str(text) => Rc::new(text.chars().collect()),
            Value::Bytes(_) => {
                let text = "cannot use a string pattern on a bytes-like object";
                return Err(evaluator.type_error(text));
            }
            other => {
                let given = evaluator.type_name(other);
                let text = format!("expected string or bytes-like object, got '{given}'");
                return Err(evaluator.type_error(text));
            }
        };
        evaluator.spend_bytes(text.len() as u64 * 4)?;
        let index = |name: &str, default: usize| {
            let given = bound.get(name).and_then(Value::as_int);
            given.map_or(default, |at| usize::try_from(at.max(0)).unwrap_or(default))
        };
        let end = index("endpos", text.len()).min(text.len());
        let at = index("pos", 0);
        Ok(Self { this: this.clone(), pattern, string, text, at, end, advance: false })
    }

    /// The next match.
    fn next(&mut self, evaluator: &mut Evaluator, place: Where) -> Outcome<Option<Found>> {
        let pattern = self.pattern.clone();
        let text = self.text.clone();
        let visible = text.get(..self.end).unwrap_or_default();
        let mut engine = Engine::new(&pattern.program, visible, pattern.groups);
        engine.only_at = (place == Where::Whole).then_some(self.end);
        let first = self.at;
        let last = if place == Where::Anywhere { self.end } else { first.min(self.end) };
        for start in first..=last {
            engine.not_at = (self.advance && start == first).then_some(start);
            if let Some(end) = engine.match_at(evaluator, start)? {
                let mut slots = std::mem::take(&mut engine.slots);
                for (slot, position) in slots.iter_mut().zip([start, end]) {
                    *slot = Some(position);
                }
                self.at = end;
                self.advance = end == start;
                return Ok(Some(Found {
                    pattern: self.this.clone(),
                    string: self.string.clone(),
                    text: self.text.clone(),
                    slots,
                    pos: first,
                    end: self.end,
                }));
            }
        }
        self.at = self.end + 1;
        Ok(None)
    }

    fn slice(&self, from: usize, to: usize) -> String {
        self.text.get(from..to).unwrap_or_default().iter().collect()
    }
}

const SEARCHED: &[&str] = &["string", "pos=", "endpos="];

fn first(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
    place: Where,
) -> Outcome {
    let bound = arguments.bind(evaluator, "match", SEARCHED)?;
    let found = Search::new(evaluator, this, &bound)?.next(evaluator, place)?;
    Ok(found.map_or(Value::None, Found::object))
}

fn all(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome<Vec<Found>> {
    let bound = arguments.bind(evaluator, "findall", SEARCHED)?;
    let mut search = Search::new(evaluator, this, &bound)?;
    let mut every = Vec::new();
    while let Some(found) = search.next(evaluator, Where::Anywhere)? {
        evaluator.spend_bytes(64 + found.slots.len() as u64 * 16)?;
        every.push(found);
    }
    Ok(every)
}

fn find_iter(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let every = all(evaluator, this, arguments)?;
    let objects = every.into_iter().map(Found::object).collect();
    Ok(Iter::items("callable_iterator", objects))
}

fn find_all(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let every = all(evaluator, this, arguments)?;
    let empty = Value::from("");
    let mut items = Vec::with_capacity(every.len());
    for found in &every {
        let groups = (found.slots.len().saturating_sub(3)) / 2;
        evaluator.step()?;
        items.push(match groups {
            0 => found.group(evaluator, 0, &empty)?,
            1 => found.group(evaluator, 1, &empty)?,
            _ => {
                let texts: Outcome<Vec<Value>> =
                    (1..=groups).map(|group| found.group(evaluator, group, &empty)).collect();
                Value::tuple(texts?)
            }
        });
    }
    Ok(Value::list(items))
}

/// A limit of which 0 means none.
fn limit(bound: &Bound, name: &str) -> Option<i64> {
    bound.get(name).and_then(Value::as_int).filter(|limit| *limit > 0)
}

fn split(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "split", &["string", "maxsplit="])?;
    let most = limit(&bound, "maxsplit");
    let none = bound.get("maxsplit").and_then(Value::as_int).is_some_and(|most| most < 0);
    let mut search = Search::new(evaluator, this, &bound)?;
    let (mut items, mut last, mut count) = (Vec::new(), 0, 0);
    while !none && most.is_none_or(|most| count < most) {
        let Some(found) = search.next(evaluator, Where::Anywhere)? else { break };
        let (start, end) = found.span(0).unwrap_or((last, last));
        items.push(Value::from(search.slice(last, start)));
        for group in 1..=search.pattern.groups {
            items.push(found.group(evaluator, group, &Value::None)?);
        }
        evaluator.spend_bytes(64)?;
        last = end;
        count += 1;
    }
    items.push(Value::from(search.slice(last, search.text.len())));
    Ok(Value::list(items))
}

/// What a match is replaced with.
enum Replacement {
    Call(Value),
    Parts(Vec<template::Part>),
}

fn substitute(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
) -> Outcome<(Value, i64)> {
    let bound = arguments.bind(evaluator, "sub", &["repl", "string", "count="])?;
    let most = limit(&bound, "count");
    let mut search = Search::new(evaluator, this, &bound)?;
    let replacement = match bound.get("repl") {
        Some(text) if text.as_str().is_some() => {
            let text = text.as_str().cloned().unwrap_or_else(|| "".into());
            Replacement::Parts(template::parse(evaluator, &text, &search.pattern)?)
        }
        Some(call) => Replacement::Call(call.clone()),
        None => Replacement::Parts(Vec::new()),
    };
    let (mut out, mut last, mut count) = (String::new(), 0, 0);
    while most.is_none_or(|most| count < most) {
        let Some(found) = search.next(evaluator, Where::Anywhere)? else { break };
        let (start, end) = found.span(0).unwrap_or((last, last));
        out.push_str(&search.slice(last, start));
        let before = out.len();
        match &replacement {
            Replacement::Parts(parts) => template::expand(evaluator, &mut out, parts, &found)?,
            Replacement::Call(function) => {
                let object = found.object();
                let text = evaluator.call(function, Arguments::of([object]))?;
                match &text {
                    Value::Unknown(unknown) => return Err(Raised::from(unknown.clone())),
                    Value::None => {}
                    other => match other.as_str() {
                        Some(text) => out.push_str(text),
                        None => {
                            let given = evaluator.type_name(other);
                            let text = format!("expected str instance, {given} found");
                            return Err(evaluator.type_error(text));
                        }
                    },
                }
            }
        }
        evaluator.spend_bytes((out.len() - before) as u64)?;
        last = end;
        count += 1;
    }
    out.push_str(&search.slice(last, search.text.len()));
    evaluator.spend_bytes(out.len() as u64)?;
    Ok((Value::from(out), count))
}

/// `Match.expand` needs the pattern of a match.
pub(super) fn of_match(evaluator: &Evaluator, found: &Found) -> Outcome<Rc<Pattern>> {
    of(evaluator, &found.pattern)
}
