//! ISO 8601: how times are written, and what `fromisoformat` reads.

use super::date::Day;
use super::delta::{Delta, SECOND};
use super::time::Clock;
use super::{calendar, zone};
use crate::python::evaluate::Evaluator;
use crate::python::function::Arguments;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// A time without its offset, as precise as `timespec` says.
pub(super) fn clock_text(evaluator: &Evaluator, clock: &Clock, spec: &str) -> Outcome<String> {
    let Clock { hour, minute, second, microsecond, .. } = clock;
    Ok(match spec {
        "hours" => format!("{hour:02}"),
        "minutes" => format!("{hour:02}:{minute:02}"),
        "auto" if *microsecond == 0 => format!("{hour:02}:{minute:02}:{second:02}"),
        "seconds" => format!("{hour:02}:{minute:02}:{second:02}"),
        "milliseconds" => {
            format!("{hour:02}:{minute:02}:{second:02}.{:03}", microsecond / 1000)
        }
        "auto" | "microseconds" => {
            format!("{hour:02}:{minute:02}:{second:02}.{microsecond:06}")
        }
        _ => return Err(evaluator.value_error("Unknown timespec value")),
    })
}

/// The one text argument; `None` where it is not text.
pub(super) fn text_argument(
    evaluator: &Evaluator,
    arguments: &mut Arguments,
) -> Outcome<Option<String>> {
    let mut bound = arguments.bind(evaluator, "fromisoformat", &["date_string", "/"])?;
    match bound.take_or_none("date_string") {
        Value::Unknown(unknown) => Err(Raised::from(unknown)),
        other => Ok(other.as_str().map(ToString::to_string)),
    }
}

/// Python's complaint.
pub(super) fn invalid(evaluator: &mut Evaluator, text: &str) -> Raised {
    let shown = evaluator.repr_text(&Value::from(text)).unwrap_or_default();
    evaluator.value_error(format!("Invalid isoformat string: {shown}"))
}

/// A number of just these digits.
fn number(text: &str, len: usize) -> Option<i64> {
    if text.len() != len || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// A day that may not exist: `2024-02-29`, `20240229`, `2024-W09-4`, `2024W094` or without the weekday.
pub(super) fn parse_date(text: &str) -> Option<Day> {
    let year = number(text.get(..4)?, 4)?;
    let rest = text.get(4..)?;
    let (dashed, rest) = match rest.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    if let Some(week) = rest.strip_prefix('W') {
        return parse_week(year, week, dashed);
    }
    let month = number(rest.get(..2)?, 2)?;
    let rest = rest.get(2..)?;
    let last = if dashed { rest.strip_prefix('-')? } else { rest };
    Some(Day { year, month, day: number(last, 2)? })
}

fn parse_week(year: i64, text: &str, dashed: bool) -> Option<Day> {
    let week = number(text.get(..2)?, 2)?;
    let weekday = match text.get(2..)? {
        "" => 1,
        rest if dashed => number(rest.strip_prefix('-')?, 1)?,
        rest => number(rest, 1)?,
    };
    let ordinal = calendar::from_iso_calendar(year, week, weekday)?;
    let (year, month, day) = calendar::from_ordinal(ordinal);
    Some(Day { year, month, day })
}

/// Hours, minutes, seconds and microseconds; with colons all through, or without any.
fn parse_parts(text: &str) -> Option<[i64; 4]> {
    let mut parts = [0; 4];
    let (whole, fraction) = match text.find(['.', ',']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)),
        None => (text, None),
    };
    let pieces: Vec<&str> = if whole.contains(':') {
        whole.split(':').collect()
    } else {
        (0..whole.len().div_ceil(2))
            .map(|at| whole.get(at * 2..at * 2 + 2))
            .collect::<Option<_>>()?
    };
    if pieces.is_empty() || pieces.len() > 3 || (fraction.is_some() && pieces.len() != 3) {
        return None;
    }
    for (slot, piece) in parts.iter_mut().zip(&pieces) {
        *slot = number(piece, 2)?;
    }
    if let Some(fraction) = fraction {
        if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let padded = format!("{fraction:0<6}");
        parts[3] = number(padded.get(..6)?, 6)?;
    }
    Some(parts)
}

/// A time, which may be out of range, with or without an offset.
pub(super) fn parse_time(text: &str) -> Option<Clock> {
    let at = text.find(['+', '-', 'Z']);
    let (bare, zone) = match at {
        Some(at) => (text.get(..at)?, Some(text.get(at..)?)),
        None => (text, None),
    };
    let [hour, minute, second, microsecond] = parse_parts(bare)?;
    let zone = match zone {
        None => Value::None,
        Some("Z") => zone::fixed(Delta(0)),
        Some(text) => parse_offset(text)?,
    };
    Some(Clock { hour, minute, second, microsecond, zone, fold: 0 })
}

fn parse_offset(text: &str) -> Option<Value> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+')?),
    };
    let [hour, minute, second, microsecond] = parse_parts(rest)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = i128::from(hour * 3600 + minute * 60 + second);
    let offset = seconds * SECOND + i128::from(microsecond);
    Some(zone::fixed(Delta(if negative { -offset } else { offset })))
}

/// A date alone, or a date, any one character, and a time.
pub(super) fn parse_moment(text: &str) -> Option<(Day, Clock)> {
    let at = date_length(text)?;
    let day = parse_date(text.get(..at)?)?;
    let mut rest = text.get(at..)?.chars();
    if rest.next().is_none() {
        return Some((day, Clock::MIDNIGHT));
    }
    Some((day, parse_time(rest.as_str())?))
}

/// How much of the text is the date: it is told from a time by the separators, as CPython does it.
fn date_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if text.len() == 7 {
        return Some(7);
    }
    if text.len() < 7 {
        return None;
    }
    let digits_from = |at: usize| bytes.iter().skip(at).take_while(|b| b.is_ascii_digit()).count();
    Some(match (bytes.get(4)?, bytes.get(5)?) {
        (b'-', b'W') => match bytes.get(8) {
            Some(b'-') if text.len() == 9 => return None,
            // A weekday, unless it is a sign in front of a time of day.
            Some(b'-') if text.len() > 10 && digits_from(9) > 1 => 8,
            Some(b'-') => 10,
            _ => 8,
        },
        (b'-', _) => 10,
        (b'W', _) => {
            let end = 5 + digits_from(5);
            match end {
                0..9 => end,
                _ if end % 2 == 0 => 7,
                _ => 8,
            }
        }
        _ => 8,
    })
}
