//! `re.Match`.

use std::rc::Rc;

use super::engine::Slots;
use super::pattern::{Pattern, of_match};
use super::template;
use crate::python::class::{Class, ClassBuilder, Instance};
use crate::python::dict::Dict;
use crate::python::evaluate::Evaluator;
use crate::python::function::Arguments;
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// A match.
pub(super) struct Found {
    pub(super) pattern: Value,
    pub(super) string: Value,
    pub(super) text: Rc<Vec<char>>,
    pub(super) slots: Slots,
    pub(super) pos: usize,
    pub(super) end: usize,
}

impl Found {
    /// Where a group begins and ends, if it took part.
    pub(super) fn span(&self, group: usize) -> Option<(usize, usize)> {
        let slot = |at: usize| self.slots.get(at).copied().flatten();
        Some((slot(group * 2)?, slot(group * 2 + 1)?))
    }

    /// A group's text; the default where it took no part.
    pub(super) fn group(
        &self,
        evaluator: &mut Evaluator,
        group: usize,
        default: &Value,
    ) -> Outcome {
        let Some((start, end)) = self.span(group) else { return Ok(default.clone()) };
        evaluator.spend_bytes((end - start) as u64 + 16)?;
        let text: String = self.text.get(start..end).unwrap_or_default().iter().collect();
        Ok(Value::from(text))
    }

    /// The object.
    pub(super) fn object(self) -> Value {
        Value::Instance(Instance::with_payload(class(), Rc::new(self)))
    }

    fn compiled(&self) -> Option<Rc<Pattern>> {
        self.pattern.payload::<Pattern>()
    }

    fn last(&self) -> Option<usize> {
        self.slots.last().copied().flatten()
    }

    fn number(&self, evaluator: &Evaluator, group: &Value) -> Outcome<usize> {
        let pattern = self.compiled();
        let found = match group.as_str() {
            Some(name) => pattern.as_ref().and_then(|pattern| {
                pattern.names.iter().find(|(known, _)| known == name).map(|(_, group)| *group)
            }),
            None => group.as_int().and_then(|group| usize::try_from(group).ok()),
        };
        let groups = pattern.map_or(0, |pattern| pattern.groups);
        let found = found.filter(|group| *group <= groups);
        found.ok_or_else(|| evaluator.raise("IndexError", "no such group"))
    }
}

thread_local! {
    static MATCH: Rc<Class> = build();
}

/// The class.
pub(super) fn class() -> Rc<Class> {
    MATCH.with(Rc::clone)
}

fn of(evaluator: &Evaluator, this: &Value) -> Outcome<Rc<Found>> {
    let found = this.payload::<Found>();
    found.ok_or_else(|| evaluator.type_error("descriptor requires a 're.Match' object"))
}

fn build() -> Rc<Class> {
    ClassBuilder::new("re", "Match")
        .pure_method("group", group)
        .pure_method("__getitem__", group)
        .pure_method("groups", groups)
        .pure_method("groupdict", group_dict)
        .pure_method("start", |ev, this, arguments| Ok(span(ev, this, arguments)?.0.into()))
        .pure_method("end", |ev, this, arguments| Ok(span(ev, this, arguments)?.1.into()))
        .pure_method("span", |ev, this, arguments| {
            let (start, end) = span(ev, this, arguments)?;
            Ok(Value::tuple([Value::int(start), Value::int(end)]))
        })
        .pure_method("expand", expand)
        .property("string", |ev, this| Ok(of(ev, this)?.string.clone()))
        .property("re", |ev, this| Ok(of(ev, this)?.pattern.clone()))
        .property("pos", |ev, this| Ok(Value::int(of(ev, this)?.pos as i64)))
        .property("endpos", |ev, this| Ok(Value::int(of(ev, this)?.end as i64)))
        .property("lastindex", |ev, this| Ok(of(ev, this)?.last().map(|group| group as i64).into()))
        .property("lastgroup", last_group)
        .method("__repr__", repr)
        .build()
}

fn last_group(evaluator: &mut Evaluator, this: &Value) -> Outcome {
    let found = of(evaluator, this)?;
    let pattern = of_match(evaluator, &found)?;
    let last = found.last();
    let name = pattern.names.iter().find(|(_, group)| Some(*group) == last);
    Ok(name.map(|(name, _)| name.clone()).into())
}

fn group(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let found = of(evaluator, this)?;
    let mut texts = Vec::new();
    for group in &arguments.positional {
        let number = found.number(evaluator, group)?;
        texts.push(found.group(evaluator, number, &Value::None)?);
    }
    Ok(match texts.len() {
        0 => found.group(evaluator, 0, &Value::None)?,
        1 => texts.pop().unwrap_or(Value::None),
        _ => Value::tuple(texts),
    })
}

fn groups(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let default = arguments.bind(evaluator, "groups", &["default="])?.take_or_none("default");
    let found = of(evaluator, this)?;
    let count = of_match(evaluator, &found)?.groups;
    let texts: Outcome<Vec<Value>> =
        (1..=count).map(|group| found.group(evaluator, group, &default)).collect();
    let texts = texts?;
    Ok(Value::tuple(texts))
}

fn group_dict(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let default = arguments.bind(evaluator, "groupdict", &["default="])?.take_or_none("default");
    let found = of(evaluator, this)?;
    let dict = Dict::default();
    for (name, group) in &of_match(evaluator, &found)?.names {
        dict.set_str(name, found.group(evaluator, *group, &default)?);
    }
    Ok(Value::Dict(Rc::new(dict)))
}

fn span(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome<(i64, i64)> {
    let found = of(evaluator, this)?;
    let group = match arguments.positional.first() {
        Some(group) => found.number(evaluator, group)?,
        None => 0,
    };
    Ok(found.span(group).map_or((-1, -1), |(start, end)| (start as i64, end as i64)))
}

fn expand(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let given = arguments.bind(evaluator, "expand", &["template"])?.take_or_none("template");
    let found = of(evaluator, this)?;
    let pattern = of_match(evaluator, &found)?;
    let text = evaluator.text(&given)?;
    let parts = template::parse(evaluator, &text, &pattern)?;
    let mut out = String::new();
    template::expand(evaluator, &mut out, &parts, &found)?;
    Ok(Value::from(out))
}

fn repr(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let found = of(evaluator, this)?;
    let (start, end) = found.span(0).unwrap_or((0, 0));
    let text = found.group(evaluator, 0, &Value::None)?;
    let text = evaluator.repr_text(&text)?;
    let text: String = text.chars().take(50).collect();
    Ok(Value::from(format!("<re.Match object; span=({start}, {end}), match={text}>")))
}
