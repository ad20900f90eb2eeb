//! `datetime`: dates, times, spans of time and fixed time zones, as text and in arithmetic.

mod calendar;
mod date;
mod delta;
mod iso;
mod moment;
mod strftime;
mod time;
mod zone;

use std::cell::OnceCell;
use std::rc::Rc;

use crate::python::class::Class;
use crate::python::evaluate::Evaluator;
use crate::python::function::Bound;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// What `from datetime import *` gives.
pub(super) const PUBLIC: &[&str] =
    &["date", "datetime", "time", "timedelta", "timezone", "tzinfo", "MINYEAR", "MAXYEAR", "UTC"];

/// The classes of this module.
struct Classes {
    date: Rc<Class>,
    moment: Rc<Class>,
    time: Rc<Class>,
    delta: Rc<Class>,
    zone_base: Rc<Class>,
    zone: Rc<Class>,
    iso_date: Rc<Class>,
}

thread_local! {
    static CLASSES: OnceCell<Rc<Classes>> = const { OnceCell::new() };
}

fn classes() -> Rc<Classes> {
    CLASSES.with(|classes| classes.get_or_init(|| Rc::new(Classes::new())).clone())
}

impl Classes {
    fn new() -> Self {
        let date = date::class();
        let zone_base = zone::base_class();
        let classes = Self {
            moment: moment::class(&date),
            date,
            time: time::class(),
            delta: delta::class(),
            zone: zone::class(&zone_base),
            zone_base,
            iso_date: date::iso_class(),
        };
        delta::add_constants(&classes);
        zone::add_constants(&classes);
        date::add_constants(&classes);
        time::add_constants(&classes);
        moment::add_constants(&classes);
        classes
    }
}

/// The members of `datetime`.
pub(super) fn members(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    let classes = classes();
    let class = match name {
        "date" => &classes.date,
        "datetime" => &classes.moment,
        "time" => &classes.time,
        "timedelta" => &classes.delta,
        "tzinfo" => &classes.zone_base,
        "timezone" => &classes.zone,
        "UTC" => return Ok(classes.zone.lookup("utc")),
        "MINYEAR" => return Ok(Some(Value::int(1))),
        "MAXYEAR" => return Ok(Some(Value::int(9999))),
        _ => return Ok(None),
    };
    Ok(Some(Value::Class(class.clone())))
}

/// The name of an object's class as its repr begins: with the module, unless it was derived in Python.
fn shown_class(value: &Value) -> String {
    match value.as_instance() {
        Some(instance) if instance.class().native => instance.class().full_name(),
        Some(instance) => instance.class().name.to_string(),
        None => String::new(),
    }
}

/// An integer argument: a default where it is missing, CPython's complaint where there is no default.
fn integer(
    evaluator: &Evaluator,
    bound: &Bound,
    name: &str,
    position: usize,
    default: Option<i64>,
) -> Outcome<i64> {
    match (bound.get(name), default) {
        (None, Some(default)) => Ok(default),
        (None, None) => Err(evaluator
            .type_error(format!("function missing required argument '{name}' (pos {position})"))),
        (Some(value), _) => match value.as_int() {
            Some(number) => Ok(number),
            None if matches!(value, Value::Big(_)) => {
                Err(evaluator.raise("OverflowError", "signed integer is greater than maximum"))
            }
            None => Err(evaluator.type_error(format!(
                "'{}' object cannot be interpreted as an integer",
                evaluator.type_name(value)
            ))),
        },
    }
}

/// Python's complaint about operands of which one has a time zone and the other has none.
fn mixed(evaluator: &Evaluator, what: &str, verb: &str) -> Raised {
    evaluator.type_error(format!("can't {verb} offset-naive and offset-aware {what}"))
}
