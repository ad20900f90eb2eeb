//! `strftime`, in the C locale.

use super::date::{self, Day};
use super::time::{self, Clock};
use super::{calendar, zone};
use crate::platform;
use crate::python::evaluate::Evaluator;
use crate::python::function::Arguments;
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// The days of the week, from Monday.
pub(super) const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The months.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `strftime(format)`.
pub(super) fn method(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
) -> Outcome {
    let mut bound = arguments.bind(evaluator, "strftime", &["format"])?;
    let given = bound.take_or_none("format");
    match given.as_str() {
        Some(text) => format(evaluator, this, text),
        None => {
            let given = evaluator.type_name(&given);
            let text = format!("strftime() argument 1 must be str, not {given}");
            Err(evaluator.type_error(text))
        }
    }
}

/// `__format__(spec)`: `str()` where the spec is empty.
pub(super) fn format_method(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
) -> Outcome {
    let mut bound = arguments.bind(evaluator, "__format__", &["format_spec"])?;
    let spec = bound.take_or_none("format_spec");
    match spec.as_str() {
        Some(text) if !text.is_empty() => {
            evaluator.call_method(this, "strftime", Arguments::of([spec.clone()]))
        }
        _ => evaluator.str(this),
    }
}

/// What is written.
struct Written<'a> {
    this: &'a Value,
    day: Day,
    clock: Clock,
}

/// A date, time or datetime by a format.
pub(super) fn format(evaluator: &mut Evaluator, this: &Value, format: &str) -> Outcome {
    let bare_time = this.payload::<Clock>().is_some();
    let day = if bare_time { Day { year: 1900, month: 1, day: 1 } } else { date::of(this) };
    let written = Written { this, day, clock: time::of(this) };
    let mut out = String::new();
    written.write(evaluator, format, &mut out)?;
    evaluator.spend_bytes(out.len() as u64)?;
    Ok(Value::from(out))
}

fn short(name: &str) -> &str {
    name.get(..3).unwrap_or(name)
}

/// What glibc's flags make of a number: no padding, padding with spaces, upper case.
fn flagged(flag: char, plain: &str) -> String {
    let digits = plain.trim_start_matches(['0', ' ']);
    let digits = if digits.is_empty() { "0" } else { digits };
    match flag {
        '^' => platform::upper(plain),
        '_' => format!("{digits:>width$}", width = plain.len()),
        _ => digits.into(),
    }
}

impl Written<'_> {
    fn write(&self, evaluator: &mut Evaluator, format: &str, out: &mut String) -> Outcome<()> {
        let mut chars = format.chars();
        while let Some(c) = chars.next() {
            evaluator.step()?;
            if c != '%' {
                out.push(c);
                continue;
            }
            match chars.next() {
                Some(code) => self.directive(evaluator, code, &mut chars, out)?,
                None => out.push('%'),
            }
        }
        Ok(())
    }

    fn directive(
        &self,
        evaluator: &mut Evaluator,
        code: char,
        chars: &mut std::str::Chars<'_>,
        out: &mut String,
    ) -> Outcome<()> {
        match code {
            flag @ ('-' | '_' | '^') => match chars.next() {
                Some(code) => {
                    let mut plain = String::new();
                    self.directive(evaluator, code, chars, &mut plain)?;
                    out.push_str(&flagged(flag, &plain));
                }
                None => out.extend(['%', flag]),
            },
            'z' | 'Z' => self.zone(evaluator, code, out)?,
            _ => match self.composed(code) {
                Some(format) => self.write(evaluator, format, out)?,
                None => match self.simple(code) {
                    Some(text) => out.push_str(&text),
                    None => {
                        out.push('%');
                        out.push(code);
                    }
                },
            },
        }
        Ok(())
    }

    /// Directives that stand for several others.
    fn composed(&self, code: char) -> Option<&'static str> {
        Some(match code {
            'c' => "%a %b %e %H:%M:%S %Y",
            'x' | 'D' => "%m/%d/%y",
            'X' | 'T' => "%H:%M:%S",
            'F' => "%Y-%m-%d",
            'R' => "%H:%M",
            'r' => "%I:%M:%S %p",
            'h' => "%b",
            _ => return None,
        })
    }

    fn zone(&self, evaluator: &mut Evaluator, code: char, out: &mut String) -> Outcome<()> {
        if code == 'Z' {
            if self.clock.zone.is_none() {
                return Ok(());
            }
            let name = time::ask_zone(evaluator, self.this, "tzname")?;
            if !name.is_none() {
                out.push_str(&evaluator.text(&name)?);
            }
            return Ok(());
        }
        if let Some(offset) = time::offset(evaluator, self.this)? {
            out.push_str(&zone::offset_text(offset, ""));
        }
        Ok(())
    }

    fn simple(&self, code: char) -> Option<String> {
        let Day { year, month, day } = self.day;
        let Clock { hour, minute, second, microsecond, .. } = &self.clock;
        let weekday = calendar::weekday(self.day.ordinal());
        let day_name = DAYS.get(weekday.unsigned_abs() as usize).copied().unwrap_or("");
        let month_at = (month - 1).unsigned_abs() as usize;
        let month_name = MONTHS.get(month_at).copied().unwrap_or("");
        let of_year = calendar::day_of_year(year, month, day);
        let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
        let iso = calendar::iso_calendar(year, self.day.ordinal());
        Some(match code {
            'a' => short(day_name).into(),
            'A' => day_name.into(),
            'w' => ((weekday + 1) % 7).to_string(),
            'u' => (weekday + 1).to_string(),
            'd' => format!("{day:02}"),
            'e' => format!("{day:2}"),
            'b' => short(month_name).into(),
            'B' => month_name.into(),
            'm' => format!("{month:02}"),
            'y' => format!("{:02}", year % 100),
            'Y' => year.to_string(),
            'C' => format!("{:02}", year / 100),
            'G' => iso.0.to_string(),
            'g' => format!("{:02}", iso.0 % 100),
            'V' => format!("{:02}", iso.1),
            'U' => format!("{:02}", (of_year + 6 - (weekday + 1) % 7) / 7),
            'W' => format!("{:02}", (of_year + 6 - weekday) / 7),
            'j' => format!("{of_year:03}"),
            'H' => format!("{hour:02}"),
            'k' => format!("{hour:2}"),
            'I' => format!("{twelve:02}"),
            'l' => format!("{twelve:2}"),
            'p' => if *hour < 12 { "AM" } else { "PM" }.into(),
            'P' => if *hour < 12 { "am" } else { "pm" }.into(),
            'M' => format!("{minute:02}"),
            'S' => format!("{second:02}"),
            'f' => format!("{microsecond:06}"),
            'n' => "\n".into(),
            't' => "\t".into(),
            '%' => "%".into(),
            _ => return None,
        })
    }
}
