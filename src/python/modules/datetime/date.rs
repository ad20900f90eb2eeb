//! `date`.

use std::rc::Rc;

use super::delta::{self, DAY, Delta};
use super::{Classes, calendar, classes, integer, iso, shown_class, strftime};
use crate::python::builtins::type_class;
use crate::python::class::{Binary, Class, ClassBuilder, Compare, Hooks, Instance};
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, Bound};
use crate::python::modules::time::WHY;
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
}

impl Day {
    /// A day that exists, or Python's complaint.
    pub(super) fn checked(evaluator: &Evaluator, year: i64, month: i64, day: i64) -> Outcome<Self> {
        if !(1..=9999).contains(&year) {
            return Err(evaluator.value_error(format!("year {year} is out of range")));
        }
        if !(1..=12).contains(&month) {
            return Err(evaluator.value_error("month must be in 1..12"));
        }
        if !(1..=calendar::days_in_month(year, month)).contains(&day) {
            return Err(evaluator.value_error("day is out of range for month"));
        }
        Ok(Self { year, month, day })
    }

    /// The same, or Python's complaint that there is no such day.
    pub(super) fn in_range(self, evaluator: &Evaluator) -> Outcome<Self> {
        Self::checked(evaluator, self.year, self.month, self.day)
    }

    /// Sorts the first three arguments.
    pub(super) fn bound(evaluator: &Evaluator, bound: &Bound) -> Outcome<Self> {
        let year = integer(evaluator, bound, "year", 1, None)?;
        let month = integer(evaluator, bound, "month", 2, None)?;
        let day = integer(evaluator, bound, "day", 3, None)?;
        Self::checked(evaluator, year, month, day)
    }

    /// The day's number.
    pub(super) fn ordinal(self) -> i64 {
        calendar::to_ordinal(self.year, self.month, self.day)
    }

    /// The day of this number, or Python's complaint that it is out of range.
    pub(super) fn at(evaluator: &Evaluator, ordinal: i128) -> Outcome<Self> {
        match i64::try_from(ordinal) {
            Ok(ordinal) if (1..=calendar::LAST_DAY).contains(&ordinal) => {
                let (year, month, day) = calendar::from_ordinal(ordinal);
                Ok(Self { year, month, day })
            }
            _ => Err(evaluator.raise("OverflowError", "date value out of range")),
        }
    }

    /// `2024-02-29`.
    pub(super) fn text(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// An object of this class.
    pub(super) fn object(self, class: &Rc<Class>) -> Value {
        Value::Instance(Instance::with_payload(class.clone(), Rc::new(self)))
    }
}

/// The day of a date or a datetime.
pub(super) fn of(value: &Value) -> Day {
    let day = value.payload::<Day>().map(|day| *day);
    day.or_else(|| value.payload::<super::moment::Moment>().map(|moment| moment.day))
        .unwrap_or(Day { year: 1, month: 1, day: 1 })
}

/// The class.
pub(super) fn class() -> Rc<Class> {
    let hooks = Hooks {
        construct: Some(construct),
        binary: Some(binary),
        compare: Some(compare),
        ..Hooks::default()
    };
    ClassBuilder::new("datetime", "date")
        .hooks(hooks)
        .property("year", |_, this| Ok(Value::int(of(this).year)))
        .property("month", |_, this| Ok(Value::int(of(this).month)))
        .property("day", |_, this| Ok(Value::int(of(this).day)))
        .method("weekday", |_, this, _| Ok(Value::int(calendar::weekday(of(this).ordinal()))))
        .method("isoweekday", |_, this, _| {
            Ok(Value::int(calendar::weekday(of(this).ordinal()) + 1))
        })
        .method("toordinal", |_, this, _| Ok(Value::int(of(this).ordinal())))
        .method("isocalendar", iso_calendar)
        .method("isoformat", |_, this, _| Ok(Value::from(of(this).text())))
        .method("__str__", text)
        .method("__repr__", repr)
        .method("__hash__", |_, this, _| Ok(Value::int(of(this).ordinal())))
        .method("ctime", |ev, this, _| strftime::format(ev, this, "%a %b %e %H:%M:%S %Y"))
        .pure_method("strftime", strftime::method)
        .pure_method("__format__", strftime::format_method)
        .pure_method("replace", replace)
        .class_method("today", |ev, _, _| Ok(ev.unknown(WHY)))
        .class_method("fromtimestamp", |ev, _, _| {
            Ok(ev.unknown("the time zone of the machine is not known before it runs"))
        })
        .class_method("fromordinal", from_ordinal)
        .class_method("fromisoformat", from_iso_format)
        .class_method("fromisocalendar", from_iso_calendar)
        .build()
}

/// Adds the constants that are instances of the class itself.
pub(super) fn add_constants(classes: &Classes) {
    let constant = |year, month, day| Day { year, month, day }.object(&classes.date);
    classes.date.set("min", constant(1, 1, 1));
    classes.date.set("max", constant(9999, 12, 31));
    let day = Instance::with_payload(classes.delta.clone(), Rc::new(Delta(DAY)));
    classes.date.set("resolution", Value::Instance(day));
}

/// The class of what `isocalendar()` gives.
pub(super) fn iso_class() -> Rc<Class> {
    fn item(this: &Value, at: usize) -> Value {
        let items = this.as_items().unwrap_or_default();
        items.get(at).cloned().unwrap_or(Value::None)
    }
    let mut builder = ClassBuilder::new("datetime", "IsoCalendarDate");
    if let Some(tuple) = type_class("tuple") {
        builder = builder.base(&tuple);
    }
    builder
        .property("year", |_, this| Ok(item(this, 0)))
        .property("week", |_, this| Ok(item(this, 1)))
        .property("weekday", |_, this| Ok(item(this, 2)))
        .method("__repr__", |ev, this, _| {
            let [year, week, day] =
                [0, 1, 2].map(|at| ev.repr_text(&item(this, at)).unwrap_or_default());
            Ok(Value::from(format!(
                "datetime.IsoCalendarDate(year={year}, week={week}, weekday={day})"
            )))
        })
        .build()
}

fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: &mut Arguments) -> Outcome {
    if let Some(unknown) = arguments.first_unknown() {
        return Ok(Value::Unknown(unknown.clone()));
    }
    let bound = arguments.bind(evaluator, "function", &["year=", "month=", "day="])?;
    Ok(Day::bound(evaluator, &bound)?.object(class))
}

/// The class that a class method is called on.
pub(super) fn receiver(this: &Value) -> Rc<Class> {
    this.as_class().cloned().unwrap_or_else(|| classes().date.clone())
}

/// `str()`: whatever `isoformat` says, in a subclass too.
fn text(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    evaluator.call_method(this, "isoformat", Arguments::none())
}

fn repr(_: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let Day { year, month, day } = of(this);
    Ok(Value::from(format!("{}({year}, {month}, {day})", shown_class(this))))
}

fn iso_calendar(_: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let day = of(this);
    let (year, week, weekday) = calendar::iso_calendar(day.year, day.ordinal());
    let items = Value::tuple([Value::int(year), Value::int(week), Value::int(weekday)]);
    Ok(Value::Instance(Instance::with_base(classes().iso_date.clone(), items)))
}

fn replace(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "replace", &["year=", "month=", "day="])?;
    let day = replaced(evaluator, of(this), &bound)?;
    let class = evaluator.class_of(this);
    made(evaluator, &class, day)
}

/// A day with some of its parts replaced.
pub(super) fn replaced(evaluator: &Evaluator, day: Day, bound: &Bound) -> Outcome<Day> {
    Day::checked(
        evaluator,
        integer(evaluator, bound, "year", 1, Some(day.year))?,
        integer(evaluator, bound, "month", 2, Some(day.month))?,
        integer(evaluator, bound, "day", 3, Some(day.day))?,
    )
}

/// A date of this class, or at midnight where it is a class of datetimes.
fn made(evaluator: &mut Evaluator, class: &Rc<Class>, day: Day) -> Outcome {
    if class.native {
        let moment = class.is_subclass(&classes().moment);
        return Ok(if moment {
            super::moment::Moment::midnight(day).object(class)
        } else {
            day.object(class)
        });
    }
    let parts = [Value::int(day.year), Value::int(day.month), Value::int(day.day)];
    evaluator.call(&Value::Class(class.clone()), Arguments::of(parts))
}

fn from_ordinal(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    if let Some(unknown) = arguments.first_unknown() {
        return Ok(Value::Unknown(unknown.clone()));
    }
    let bound = arguments.bind(evaluator, "fromordinal", &["ordinal"])?;
    let ordinal = integer(evaluator, &bound, "ordinal", 1, None)?;
    if ordinal < 1 {
        return Err(evaluator.value_error("ordinal must be >= 1"));
    }
    if ordinal > calendar::LAST_DAY {
        return Err(evaluator.value_error("year is out of range"));
    }
    let day = Day::at(evaluator, i128::from(ordinal))?;
    made(evaluator, &receiver(this), day)
}

fn from_iso_format(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let Some(text) = iso::text_argument(evaluator, arguments)? else {
        return Err(evaluator.type_error("fromisoformat: argument must be str"));
    };
    match iso::parse_date(&text) {
        Some(day) => {
            let day = day.in_range(evaluator)?;
            made(evaluator, &receiver(this), day)
        }
        None => Err(iso::invalid(evaluator, &text)),
    }
}

fn from_iso_calendar(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
) -> Outcome {
    if let Some(unknown) = arguments.first_unknown() {
        return Ok(Value::Unknown(unknown.clone()));
    }
    let bound = arguments.bind(evaluator, "fromisocalendar", &["year", "week", "day"])?;
    let year = integer(evaluator, &bound, "year", 1, None)?;
    let week = integer(evaluator, &bound, "week", 2, None)?;
    let weekday = integer(evaluator, &bound, "day", 3, None)?;
    if !(1..=9999).contains(&year) {
        return Err(evaluator.value_error(format!("Year is out of range: {year}")));
    }
    if !(1..=7).contains(&weekday) {
        let text = format!("Invalid weekday: {weekday} (range is [1, 7])");
        return Err(evaluator.value_error(text));
    }
    match calendar::from_iso_calendar(year, week, weekday) {
        Some(ordinal) => {
            let day = Day::at(evaluator, i128::from(ordinal))?;
            made(evaluator, &receiver(this), day)
        }
        None => Err(evaluator.value_error(format!("Invalid week: {week}"))),
    }
}

fn binary(
    evaluator: &mut Evaluator,
    op: Binary,
    this: &Value,
    other: &Value,
    reflected: bool,
) -> Outcome<Option<Value>> {
    let ordinal = i128::from(of(this).ordinal());
    if let Some(span) = other.payload::<Delta>() {
        let days = span.parts().0;
        let moved = match op {
            Binary::Add => ordinal + days,
            Binary::Sub if !reflected => ordinal - days,
            _ => return Ok(None),
        };
        let day = Day::at(evaluator, moved)?;
        let class = evaluator.class_of(this);
        return made(evaluator, &class, day).map(Some);
    }
    if op == Binary::Sub && !reflected && other.payload::<Day>().is_some() {
        let days = ordinal - i128::from(of(other).ordinal());
        return delta::new(evaluator, Some(days * DAY)).map(Some);
    }
    Ok(None)
}

fn compare(_: &mut Evaluator, op: Compare, this: &Value, other: &Value) -> Outcome<Option<Value>> {
    let (Some(a), Some(b)) = (this.payload::<Day>(), other.payload::<Day>()) else {
        return Ok(None);
    };
    Ok(Some(Value::Bool(op.holds(a.cmp(&b)))))
}
