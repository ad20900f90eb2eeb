//! `time`: nobody knows it before the script runs, and there is no need to wait.

use super::unknowable;
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// Why nothing here is known.
pub(super) const WHY: &str = "the time is not known before it runs";

/// What `from time import *` gives.
pub(super) const PUBLIC: &[&str] = &["sleep", "time", "monotonic", "perf_counter", "strftime"];

const CLOCKS: &[&str] = &[
    "asctime",
    "ctime",
    "gmtime",
    "localtime",
    "mktime",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "perf_counter_ns",
    "process_time",
    "process_time_ns",
    "strftime",
    "thread_time",
    "time",
    "time_ns",
];

/// The members of `time`.
pub(super) fn members(evaluator: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    Ok(match name {
        "sleep" | "tzset" => Some(NativeFunction::function(name, nothing).into()),
        "timezone" | "altzone" | "daylight" | "tzname" => {
            Some(evaluator.unknown("the time zone of the machine is not known before it runs"))
        }
        _ => CLOCKS.contains(&name).then(|| unknowable(name, WHY)),
    })
}

fn nothing(_: &mut Evaluator, _: &mut Arguments) -> Outcome {
    Ok(Value::None)
}
