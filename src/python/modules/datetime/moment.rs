//! `datetime`.

use std::rc::Rc;

use super::date::{self, Day};
use super::delta::{self, DAY, Delta, SECOND};
use super::time::{self, Clock, offset};
use super::{Classes, classes, iso, mixed, shown_class, zone};
use crate::python::class::{Binary, Class, ClassBuilder, Compare, Hooks, Instance};
use crate::python::evaluate::Evaluator;
use crate::python::function::Arguments;
use crate::python::modules::time::WHY;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// Why what the machine's zone decides is not known.
const LOCAL: &str = "the time zone of the machine is not known before it runs";

/// The day's number of the first of January 1970.
const EPOCH: i64 = 719_163;

/// A day and a time.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    pub(super) day: Day,
    pub(super) clock: Clock,
}

impl Moment {
    /// The beginning of a day.
    pub(super) fn midnight(day: Day) -> Self {
        Self { day, clock: Clock::MIDNIGHT }
    }

    /// Microseconds since the year 0 ended, not regarding the zone.
    fn microseconds(&self) -> i128 {
        i128::from(self.day.ordinal()) * DAY + self.clock.microseconds()
    }

    /// The moment of so many microseconds.
    fn at(evaluator: &Evaluator, microseconds: i128, zone: Value) -> Outcome<Self> {
        let day = Day::at(evaluator, microseconds.div_euclid(DAY))?;
        Ok(Self { day, clock: Clock::after_midnight(microseconds.rem_euclid(DAY), zone) })
    }

    /// An object of this class.
    pub(super) fn object(self, class: &Rc<Class>) -> Value {
        Value::Instance(Instance::with_payload(class.clone(), Rc::new(self)))
    }
}

fn of(value: &Value) -> Moment {
    Moment { day: date::of(value), clock: time::of(value) }
}

/// The class.
pub(super) fn class(date: &Rc<Class>) -> Rc<Class> {
    let hooks = Hooks {
        construct: Some(construct),
        binary: Some(binary),
        compare: Some(compare),
        ..Hooks::default()
    };
    time::shared(ClassBuilder::new("datetime", "datetime").base(date))
        .hooks(hooks)
        .pure_method("isoformat", iso_format)
        .method("__str__", |ev, this, _| {
            ev.call_method(this, "isoformat", Arguments::none().with("sep", " "))
        })
        .method("__repr__", repr)
        .method("__hash__", hash)
        .method("date", |_, this, _| Ok(date::of(this).object(&classes().date)))
        .method("time", |_, this, _| {
            let clock = Clock { zone: Value::None, ..time::of(this) };
            Ok(clock.object(&classes().time))
        })
        .method("timetz", |_, this, _| Ok(time::of(this).object(&classes().time)))
        .method("timestamp", timestamp)
        .pure_method("astimezone", as_time_zone)
        .pure_method("replace", replace)
        .class_method("now", |ev, _, _| Ok(ev.unknown(WHY)))
        .class_method("utcnow", |ev, _, _| Ok(ev.unknown(WHY)))
        .class_method("today", |ev, _, _| Ok(ev.unknown(WHY)))
        .class_method("fromtimestamp", from_timestamp)
        .class_method("utcfromtimestamp", utc_from_timestamp)
        .class_method("combine", combine)
        .class_method("fromisoformat", from_iso_format)
        .class_method("strptime", |evaluator, class, arguments| {
            let module = evaluator.import_module("_strptime")?;
            let parse = evaluator.getattr(&module, "parse")?;
            evaluator.call(&parse, arguments.take_all().prepend(class.clone()))
        })
        .build()
}

/// Adds the constants that are instances of the class itself.
pub(super) fn add_constants(classes: &Classes) {
    let first = Day { year: 1, month: 1, day: 1 };
    let last = Day { year: 9999, month: 12, day: 31 };
    let end = Clock::after_midnight(DAY - 1, Value::None);
    classes.moment.set("min", Moment::midnight(first).object(&classes.moment));
    classes.moment.set("max", Moment { day: last, clock: end }.object(&classes.moment));
    if let Some(resolution) = classes.delta.lookup("resolution") {
        classes.moment.set("resolution", resolution);
    }
}

/// As they are given by position, and `fold`.
const PARAMETERS: &[&str] = &[
    "year=",
    "month=",
    "day=",
    "hour=",
    "minute=",
    "second=",
    "microsecond=",
    "tzinfo=",
    "*",
    "fold=",
];

fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: &mut Arguments) -> Outcome {
    if let Some(unknown) = arguments.first_unknown() {
        return Ok(Value::Unknown(unknown.clone()));
    }
    let bound = arguments.bind(evaluator, "function", PARAMETERS)?;
    let day = Day::bound(evaluator, &bound)?;
    let clock = Clock::bound(evaluator, &bound, &Clock::MIDNIGHT)?;
    Ok(Moment { day, clock }.object(class))
}

fn replace(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "replace", PARAMETERS)?;
    let Moment { day, clock } = of(this);
    let day = date::replaced(evaluator, day, &bound)?;
    let clock = Clock::bound(evaluator, &bound, &clock)?;
    let class = evaluator.class_of(this);
    Ok(Moment { day, clock }.object(&class))
}

fn iso_format(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "isoformat", &["sep=", "timespec="])?;
    let text = |name: &str| bound.get(name).and_then(|value| value.as_str().cloned());
    let separator = text("sep").unwrap_or_else(|| "T".into());
    let spec = text("timespec").unwrap_or_else(|| "auto".into());
    let Moment { day, clock } = of(this);
    let mut out = format!("{}{separator}", day.text());
    out.push_str(&iso::clock_text(evaluator, &clock, &spec)?);
    if let Some(offset) = offset(evaluator, this)? {
        out.push_str(&zone::offset_text(offset, ":"));
    }
    Ok(Value::from(out))
}

fn repr(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let Moment { day, clock } = of(this);
    let tail = clock.repr_tail(evaluator)?;
    Ok(Value::from(format!(
        "{}({}, {}, {}, {}, {}{tail})",
        shown_class(this),
        day.year,
        day.month,
        day.day,
        clock.hour,
        clock.minute
    )))
}

fn hash(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let offset = offset(evaluator, this)?.map_or(0, |offset| offset.0);
    Ok(Value::int((of(this).microseconds() - offset) as i64))
}

fn timestamp(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let Some(offset) = offset(evaluator, this)? else { return Ok(evaluator.unknown(LOCAL)) };
    let since = of(this).microseconds() - offset.0 - i128::from(EPOCH) * DAY;
    Ok(Value::float(since as f64 / 1e6))
}

fn as_time_zone(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "astimezone", &["tz="])?;
    let (Some(zone), Some(old)) = (bound.given("tz"), offset(evaluator, this)?) else {
        return Ok(evaluator.unknown(LOCAL));
    };
    let zone = zone::checked(evaluator, zone.clone())?;
    let class = evaluator.class_of(this);
    in_zone(evaluator, &class, of(this).microseconds() - old.0, zone)
}

/// The moment that is so many microseconds in UTC, as a zone says it.
fn in_zone(evaluator: &mut Evaluator, class: &Rc<Class>, utc: i128, zone: Value) -> Outcome {
    let in_utc = Moment::at(evaluator, utc, zone.clone())?.object(class);
    if evaluator.class_of(&zone).lookup_own("fromutc").is_some() {
        return evaluator.call_method(&zone, "fromutc", Arguments::of([in_utc]));
    }
    let offset = zone::offset_of(evaluator, &zone, &in_utc)?.map_or(0, |offset| offset.0);
    let local = utc.saturating_add(offset);
    Ok(Moment::at(evaluator, local, zone)?.object(class))
}

/// A timestamp in microseconds, half to even.
fn timestamp_argument(evaluator: &Evaluator, value: &Value) -> Outcome<i128> {
    let epoch = i128::from(EPOCH) * DAY;
    if let Some(seconds) = value.as_int() {
        return Ok(epoch + i128::from(seconds) * SECOND);
    }
    match value.plain() {
        Value::Float(seconds) if seconds.abs() < 1e15 => {
            let whole = seconds.floor();
            let fraction = ((**seconds - whole) * 1e6).round_ties_even();
            Ok(epoch + whole as i128 * SECOND + fraction as i128)
        }
        Value::Float(_) => Err(evaluator.value_error("year is out of range")),
        other => {
            let given = evaluator.type_name(other);
            let text = format!("'{given}' object cannot be interpreted as an integer");
            Err(evaluator.type_error(text))
        }
    }
}

fn from_timestamp(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    if let Some(unknown) = arguments.first_unknown() {
        return Ok(Value::Unknown(unknown.clone()));
    }
    let bound = arguments.bind(evaluator, "fromtimestamp", &["timestamp", "tz="])?;
    let Some(zone) = bound.given("tz") else { return Ok(evaluator.unknown(LOCAL)) };
    let zone = zone::checked(evaluator, zone.clone())?;
    let given = bound.get("timestamp").cloned().unwrap_or(Value::None);
    let utc = timestamp_argument(evaluator, &given)?;
    in_zone(evaluator, &date::receiver(this), utc, zone)
}

fn utc_from_timestamp(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
) -> Outcome {
    if let Some(unknown) = arguments.first_unknown() {
        return Ok(Value::Unknown(unknown.clone()));
    }
    let mut bound = arguments.bind(evaluator, "utcfromtimestamp", &["timestamp"])?;
    let utc = timestamp_argument(evaluator, &bound.take_or_none("timestamp"))?;
    Ok(Moment::at(evaluator, utc, Value::None)?.object(&date::receiver(this)))
}

fn combine(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    if let Some(unknown) = arguments.first_unknown() {
        return Ok(Value::Unknown(unknown.clone()));
    }
    let bound = arguments.bind(evaluator, "combine", &["date", "time", "tzinfo="])?;
    let (Some(day), Some(clock)) = (bound.get("date"), bound.get("time")) else {
        return Ok(Value::None);
    };
    let mut clock = time::of(clock);
    if let Some(zone) = bound.get("tzinfo") {
        clock.zone = zone::checked(evaluator, zone.clone())?;
    }
    Ok(Moment { day: date::of(day), clock }.object(&date::receiver(this)))
}

fn from_iso_format(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let Some(text) = iso::text_argument(evaluator, arguments)? else {
        return Err(evaluator.type_error("fromisoformat: argument must be str"));
    };
    match iso::parse_moment(&text) {
        Some((day, clock)) => {
            let (day, clock) = (day.in_range(evaluator)?, clock.in_range(evaluator)?);
            Ok(Moment { day, clock }.object(&date::receiver(this)))
        }
        None => Err(iso::invalid(evaluator, &text)),
    }
}

fn binary(
    evaluator: &mut Evaluator,
    op: Binary,
    this: &Value,
    other: &Value,
    reflected: bool,
) -> Outcome<Option<Value>> {
    let moment = of(this);
    if let Some(span) = other.payload::<Delta>() {
        let moved = match op {
            Binary::Add => moment.microseconds() + span.0,
            Binary::Sub if !reflected => moment.microseconds() - span.0,
            _ => return Ok(None),
        };
        let class = evaluator.class_of(this);
        return Ok(Some(Moment::at(evaluator, moved, moment.clock.zone)?.object(&class)));
    }
    if op != Binary::Sub || reflected || other.payload::<Moment>().is_none() {
        return Ok(None);
    }
    let same_zone = moment.clock.zone.is(&time::of(other).zone);
    let between = moment.microseconds() - of(other).microseconds();
    if same_zone {
        return delta::new(evaluator, Some(between)).map(Some);
    }
    match (offset(evaluator, this)?, offset(evaluator, other)?) {
        (Some(a), Some(b)) => delta::new(evaluator, Some(between - a.0 + b.0)).map(Some),
        (None, None) => delta::new(evaluator, Some(between)).map(Some),
        _ => Err(mixed(evaluator, "datetimes", "subtract")),
    }
}

/// Python refuses to order a datetime and a date.
fn incomparable(evaluator: &Evaluator, this: &Value, other: &Value) -> Raised {
    let name = |value: &Value| shown_class(value);
    let text = format!("can't compare {} to {}", name(this), name(other));
    evaluator.type_error(text)
}

fn compare(
    evaluator: &mut Evaluator,
    op: Compare,
    this: &Value,
    other: &Value,
) -> Outcome<Option<Value>> {
    if other.payload::<Moment>().is_none() {
        return match (op, other.payload::<Day>()) {
            (_, None) => Ok(None),
            (Compare::Eq, _) => Ok(Some(Value::Bool(false))),
            (Compare::Ne, _) => Ok(Some(Value::Bool(true))),
            _ => Err(incomparable(evaluator, this, other)),
        };
    }
    let (a, b) = (of(this), of(other));
    let (first, second) = if a.clock.zone.is(&b.clock.zone) {
        (a.microseconds(), b.microseconds())
    } else {
        match (offset(evaluator, this)?, offset(evaluator, other)?) {
            (None, None) => (a.microseconds(), b.microseconds()),
            (Some(x), Some(y)) => (a.microseconds() - x.0, b.microseconds() - y.0),
            _ => {
                return match op {
                    Compare::Eq => Ok(Some(Value::Bool(false))),
                    Compare::Ne => Ok(Some(Value::Bool(true))),
                    _ => Err(mixed(evaluator, "datetimes", "compare")),
                };
            }
        }
    };
    Ok(Some(Value::Bool(op.holds(first.cmp(&second)))))
}
