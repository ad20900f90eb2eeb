//! `time`.

use std::rc::Rc;

use super::delta::{self, Delta, SECOND};
use super::{Classes, integer, iso, mixed, shown_class, strftime, zone};
use crate::python::class::{Class, ClassBuilder, Compare, Hooks, Instance};
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, Bound};
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// A time of day, with its zone.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    pub(super) microsecond: i64,
    pub(super) zone: Value,
    pub(super) fold: i64,
}

impl Clock {
    /// Midnight, without a zone.
    pub(super) const MIDNIGHT: Self =
        Self { hour: 0, minute: 0, second: 0, microsecond: 0, zone: Value::None, fold: 0 };

    /// From arguments; what is missing is taken from `default`.
    pub(super) fn bound(evaluator: &Evaluator, bound: &Bound, default: &Self) -> Outcome<Self> {
        let part = |name: &str, position: usize, default: i64| {
            integer(evaluator, bound, name, position, Some(default))
        };
        let hour = part("hour", 1, default.hour)?;
        let minute = part("minute", 2, default.minute)?;
        let second = part("second", 3, default.second)?;
        let microsecond = part("microsecond", 4, default.microsecond)?;
        let fold = integer(evaluator, bound, "fold", 5, Some(default.fold))?;
        if !(0..=1).contains(&fold) {
            return Err(evaluator.value_error("fold must be either 0 or 1"));
        }
        let zone = bound.get("tzinfo").cloned().unwrap_or_else(|| default.zone.clone());
        let zone = zone::checked(evaluator, zone)?;
        Self { hour, minute, second, microsecond, zone, fold }.in_range(evaluator)
    }

    /// The same, or Python's complaint that there is no such time.
    pub(super) fn in_range(self, evaluator: &Evaluator) -> Outcome<Self> {
        let parts = [
            ("hour", self.hour, 23),
            ("minute", self.minute, 59),
            ("second", self.second, 59),
            ("microsecond", self.microsecond, 999_999),
        ];
        match parts.iter().find(|(_, number, most)| !(0..=*most).contains(number)) {
            Some((name, _, most)) => {
                Err(evaluator.value_error(format!("{name} must be in 0..{most}")))
            }
            None => Ok(self),
        }
    }

    /// Microseconds since midnight.
    pub(super) fn microseconds(&self) -> i128 {
        let seconds = self.hour * 3600 + self.minute * 60 + self.second;
        i128::from(seconds) * SECOND + i128::from(self.microsecond)
    }

    /// The time so many microseconds after midnight (within a day), in a zone.
    pub(super) fn after_midnight(microseconds: i128, zone: Value) -> Self {
        let seconds = (microseconds / SECOND) as i64;
        Self {
            hour: seconds / 3600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
            microsecond: (microseconds % SECOND) as i64,
            zone,
            fold: 0,
        }
    }

    /// `, minute, second` and so on of the repr, after the hour and the minute.
    pub(super) fn repr_tail(&self, evaluator: &mut Evaluator) -> Outcome<String> {
        let mut out = String::new();
        if self.second != 0 || self.microsecond != 0 {
            out.push_str(&format!(", {}", self.second));
        }
        if self.microsecond != 0 {
            out.push_str(&format!(", {}", self.microsecond));
        }
        if !self.zone.is_none() {
            out.push_str(&format!(", tzinfo={}", evaluator.repr_text(&self.zone)?));
        }
        if self.fold != 0 {
            out.push_str(", fold=1");
        }
        Ok(out)
    }

    /// An object of this class.
    pub(super) fn object(self, class: &Rc<Class>) -> Value {
        Value::Instance(Instance::with_payload(class.clone(), Rc::new(self)))
    }
}

/// The time of a time or a datetime.
pub(super) fn of(value: &Value) -> Clock {
    if let Some(clock) = value.payload::<Clock>() {
        return (*clock).clone();
    }
    let moment = value.payload::<super::moment::Moment>();
    moment.map_or(Clock::MIDNIGHT, |moment| moment.clock.clone())
}

/// What a zone is asked about: a datetime, or `None` for a bare time.
pub(super) fn asked_about(this: &Value) -> Value {
    if this.payload::<Clock>().is_some() { Value::None } else { this.clone() }
}

/// The offset of a time or a datetime.
pub(super) fn offset(evaluator: &mut Evaluator, this: &Value) -> Outcome<Option<Delta>> {
    let zone = of(this).zone;
    zone::offset_of(evaluator, &zone, &asked_about(this))
}

/// Adds what times and datetimes have in common.
pub(super) fn shared(builder: ClassBuilder) -> ClassBuilder {
    builder
        .property("hour", |_, this| Ok(Value::int(of(this).hour)))
        .property("minute", |_, this| Ok(Value::int(of(this).minute)))
        .property("second", |_, this| Ok(Value::int(of(this).second)))
        .property("microsecond", |_, this| Ok(Value::int(of(this).microsecond)))
        .property("tzinfo", |_, this| Ok(of(this).zone))
        .property("fold", |_, this| Ok(Value::int(of(this).fold)))
        .method("utcoffset", utc_offset)
        .method("tzname", |ev, this, _| ask_zone(ev, this, "tzname"))
        .method("dst", |ev, this, _| ask_zone(ev, this, "dst"))
}

fn utc_offset(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    match offset(evaluator, this)? {
        Some(offset) => delta::new(evaluator, Some(offset.0)),
        None => Ok(Value::None),
    }
}

/// Asks the zone for something else than the offset.
pub(super) fn ask_zone(evaluator: &mut Evaluator, this: &Value, method: &str) -> Outcome {
    let zone = of(this).zone;
    if zone.is_none() {
        return Ok(Value::None);
    }
    evaluator.call_method(&zone, method, Arguments::of([asked_about(this)]))
}

/// The class.
pub(super) fn class() -> Rc<Class> {
    let hooks = Hooks { construct: Some(construct), compare: Some(compare), ..Hooks::default() };
    shared(ClassBuilder::new("datetime", "time"))
        .hooks(hooks)
        .pure_method("isoformat", iso_format)
        .method("__str__", |ev, this, _| ev.call_method(this, "isoformat", Arguments::none()))
        .method("__repr__", repr)
        .method("__hash__", |ev, this, _| {
            let offset = offset(ev, this)?.map_or(0, |offset| offset.0);
            Ok(Value::int((of(this).microseconds() - offset) as i64))
        })
        .pure_method("strftime", strftime::method)
        .pure_method("__format__", strftime::format_method)
        .pure_method("replace", replace)
        .class_method("fromisoformat", from_iso_format)
        .build()
}

/// Adds the constants that are instances of the class itself.
pub(super) fn add_constants(classes: &Classes) {
    let last = Clock::after_midnight(delta::DAY - 1, Value::None);
    classes.time.set("min", Clock::MIDNIGHT.object(&classes.time));
    classes.time.set("max", last.object(&classes.time));
    if let Some(resolution) = classes.delta.lookup("resolution") {
        classes.time.set("resolution", resolution);
    }
}

/// As they are given by position, and `fold`.
const PARAMETERS: &[&str] =
    &["hour=", "minute=", "second=", "microsecond=", "tzinfo=", "*", "fold="];

fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: &mut Arguments) -> Outcome {
    if let Some(unknown) = arguments.first_unknown() {
        return Ok(Value::Unknown(unknown.clone()));
    }
    let bound = arguments.bind(evaluator, "function", PARAMETERS)?;
    Ok(Clock::bound(evaluator, &bound, &Clock::MIDNIGHT)?.object(class))
}

fn replace(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "replace", PARAMETERS)?;
    let class = evaluator.class_of(this);
    Ok(Clock::bound(evaluator, &bound, &of(this))?.object(&class))
}

fn iso_format(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "isoformat", &["timespec="])?;
    let spec = bound.get("timespec").and_then(|spec| spec.as_str().cloned());
    let mut out = iso::clock_text(evaluator, &of(this), spec.as_deref().unwrap_or("auto"))?;
    if let Some(offset) = offset(evaluator, this)? {
        out.push_str(&zone::offset_text(offset, ":"));
    }
    Ok(Value::from(out))
}

fn repr(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let clock = of(this);
    let tail = clock.repr_tail(evaluator)?;
    let class = shown_class(this);
    Ok(Value::from(format!("{class}({}, {}{tail})", clock.hour, clock.minute)))
}

fn from_iso_format(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let Some(text) = iso::text_argument(evaluator, arguments)? else {
        return Err(evaluator.type_error("fromisoformat: argument must be str"));
    };
    let bare = text.strip_prefix('T').unwrap_or(&text);
    match iso::parse_time(bare) {
        Some(clock) => Ok(clock.in_range(evaluator)?.object(&super::date::receiver(this))),
        None => Err(iso::invalid(evaluator, &text)),
    }
}

fn compare(
    evaluator: &mut Evaluator,
    op: Compare,
    this: &Value,
    other: &Value,
) -> Outcome<Option<Value>> {
    if other.payload::<Clock>().is_none() {
        return Ok(None);
    }
    let (a, b) = (offset(evaluator, this)?, offset(evaluator, other)?);
    if a.is_some() != b.is_some() {
        return match op {
            Compare::Eq => Ok(Some(Value::Bool(false))),
            Compare::Ne => Ok(Some(Value::Bool(true))),
            _ => Err(mixed(evaluator, "times", "compare")),
        };
    }
    let at = |value: &Value, offset: Option<Delta>| {
        of(value).microseconds() - offset.map_or(0, |offset| offset.0)
    };
    Ok(Some(Value::Bool(op.holds(at(this, a).cmp(&at(other, b))))))
}
