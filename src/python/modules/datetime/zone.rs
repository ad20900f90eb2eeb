//! `tzinfo` and `timezone`.

use std::rc::Rc;

use super::delta::{self, DAY, Delta, SECOND};
use super::{Classes, classes};
use crate::python::class::{Class, ClassBuilder, Compare, Hooks, Instance};
use crate::python::evaluate::Evaluator;
use crate::python::function::Arguments;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// A fixed offset from UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Zone {
    offset: Delta,
    name: Option<Rc<str>>,
}

/// `tzinfo`.
pub(super) fn base_class() -> Rc<Class> {
    ClassBuilder::new("datetime", "tzinfo")
        .method("__init__", |_, _, _| Ok(Value::None))
        .method("utcoffset", |ev, _, _| Err(missing(ev, "utcoffset")))
        .method("tzname", |ev, _, _| Err(missing(ev, "tzname")))
        .method("dst", |ev, _, _| Err(missing(ev, "dst")))
        .build()
}

fn missing(evaluator: &Evaluator, method: &str) -> Raised {
    let text = format!("a tzinfo subclass must implement {method}()");
    evaluator.raise("NotImplementedError", text)
}

/// `timezone`.
pub(super) fn class(base: &Rc<Class>) -> Rc<Class> {
    let hooks = Hooks { construct: Some(construct), compare: Some(compare), ..Hooks::default() };
    ClassBuilder::new("datetime", "timezone")
        .base(base)
        .hooks(hooks)
        .method("__init__", |_, _, _| Ok(Value::None))
        .method("utcoffset", |ev, this, _| delta::new(ev, Some(of(this).offset.0)))
        .method("tzname", |_, this, _| Ok(Value::from(name(&of(this)))))
        .method("dst", |_, _, _| Ok(Value::None))
        .method("__str__", |_, this, _| Ok(Value::from(name(&of(this)))))
        .method("__repr__", repr)
        .method("__hash__", |_, this, _| Ok(Value::from(of(this).offset.0 as i64)))
        .build()
}

/// Adds the constants that are instances of the class itself.
pub(super) fn add_constants(classes: &Classes) {
    let constant = |microseconds| {
        let zone = Zone { offset: Delta(microseconds), name: None };
        Value::Instance(Instance::with_payload(classes.zone.clone(), Rc::new(zone)))
    };
    classes.zone.set("utc", constant(0));
    classes.zone.set("min", constant(-(DAY - 60 * SECOND)));
    classes.zone.set("max", constant(DAY - 60 * SECOND));
}

fn of(value: &Value) -> Zone {
    value.payload::<Zone>().map_or(Zone { offset: Delta(0), name: None }, |zone| (*zone).clone())
}

/// The zone of this offset: `timezone.utc` itself where it is zero.
pub(super) fn fixed(offset: Delta) -> Value {
    let classes = classes();
    if offset.0 == 0 {
        return classes.zone.lookup("utc").unwrap_or(Value::None);
    }
    let zone = Zone { offset, name: None };
    Value::Instance(Instance::with_payload(classes.zone.clone(), Rc::new(zone)))
}

fn construct(evaluator: &mut Evaluator, _: &Rc<Class>, arguments: &mut Arguments) -> Outcome {
    if let Some(unknown) = arguments.first_unknown() {
        return Ok(Value::Unknown(unknown.clone()));
    }
    let bound = arguments.bind(evaluator, "timezone", &["offset", "name="])?;
    let given = bound.get("offset").cloned().unwrap_or(Value::None);
    let Some(offset) = given.payload::<Delta>() else {
        let text = format!(
            "timezone() argument 1 must be datetime.timedelta, not {}",
            evaluator.type_name(&given)
        );
        return Err(evaluator.type_error(text));
    };
    if offset.0.abs() >= DAY {
        let shown = evaluator.repr_text(&given)?;
        return Err(evaluator.value_error(format!(
            "offset must be a timedelta strictly between -timedelta(hours=24) and \
             timedelta(hours=24), not {shown}."
        )));
    }
    let name = bound.get("name").and_then(|name| name.as_str().cloned());
    if name.is_none() {
        return Ok(fixed(*offset));
    }
    let zone = Zone { offset: *offset, name };
    Ok(Value::Instance(Instance::with_payload(classes().zone.clone(), Rc::new(zone))))
}

fn compare(_: &mut Evaluator, op: Compare, a: &Value, b: &Value) -> Outcome<Option<Value>> {
    let (Some(a), Some(b)) = (a.payload::<Zone>(), b.payload::<Zone>()) else { return Ok(None) };
    Ok(match op {
        Compare::Eq => Some(Value::Bool(a.offset == b.offset)),
        Compare::Ne => Some(Value::Bool(a.offset != b.offset)),
        _ => None,
    })
}

fn name(zone: &Zone) -> String {
    match &zone.name {
        Some(name) => name.to_string(),
        None if zone.offset.0 == 0 => "UTC".into(),
        None => format!("UTC{}", offset_text(zone.offset, ":")),
    }
}

fn repr(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let zone = of(this);
    if zone.offset.0 == 0 && zone.name.is_none() {
        return Ok(Value::from("datetime.timezone.utc"));
    }
    let offset = delta::new(evaluator, Some(zone.offset.0))?;
    let mut inside = evaluator.repr_text(&offset)?;
    if let Some(name) = zone.name {
        inside.push_str(", ");
        inside.push_str(&evaluator.repr_text(&Value::str(name))?);
    }
    Ok(Value::from(format!("datetime.timezone({inside})")))
}

/// An offset as `+01:00`, with seconds and microseconds where there are any.
pub(super) fn offset_text(offset: Delta, separator: &str) -> String {
    let sign = if offset.0 < 0 { '-' } else { '+' };
    let microseconds = offset.0.abs();
    let seconds = microseconds / SECOND;
    let mut out = format!("{sign}{:02}{separator}{:02}", seconds / 3600, seconds / 60 % 60);
    if seconds % 60 != 0 || microseconds % SECOND != 0 {
        out.push_str(&format!("{separator}{:02}", seconds % 60));
    }
    if microseconds % SECOND != 0 {
        out.push_str(&format!(".{:06}", microseconds % SECOND));
    }
    out
}

/// What a time zone object says the offset is, for this moment (`None` for a bare time).
pub(super) fn offset_of(
    evaluator: &mut Evaluator,
    zone: &Value,
    moment: &Value,
) -> Outcome<Option<Delta>> {
    if zone.is_none() {
        return Ok(None);
    }
    if let Some(zone) = zone.payload::<Zone>() {
        return Ok(Some(zone.offset));
    }
    match evaluator.call_method(zone, "utcoffset", Arguments::of([moment.clone()]))? {
        Value::Unknown(unknown) => Err(Raised::from(unknown)),
        Value::None => Ok(None),
        other => match other.payload::<Delta>() {
            Some(offset) => Ok(Some(*offset)),
            None => {
                let text = format!(
                    "tzinfo.utcoffset() must return None or a timedelta, not '{}'",
                    evaluator.type_name(&other)
                );
                Err(evaluator.type_error(text))
            }
        },
    }
}

/// Takes a `tzinfo` argument: `None` or a time zone object.
pub(super) fn checked(evaluator: &Evaluator, zone: Value) -> Outcome {
    let fits = match &zone {
        Value::None => true,
        Value::Instance(instance) => instance.class().is_subclass(&classes().zone_base),
        _ => false,
    };
    if fits {
        return Ok(zone);
    }
    let given = evaluator.type_name(&zone);
    let text = format!("tzinfo argument must be None or of a tzinfo subclass, not type '{given}'");
    Err(evaluator.type_error(text))
}
