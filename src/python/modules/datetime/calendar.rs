//! The proleptic Gregorian calendar, in days since the first of January of the year 1, which is day 1.

/// The last day that a date can have.
pub(super) const LAST_DAY: i64 = 3_652_059;

/// Days in the months before each month, in a year that is not a leap year.
const BEFORE_MONTH: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// Whether a year has 366 days.
pub(super) fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many days a month has.
pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_before_year(year: i64) -> i64 {
    let past = year - 1;
    past * 365 + past / 4 - past / 100 + past / 400
}

/// Which day of its year a date is, from 1.
pub(super) fn day_of_year(year: i64, month: i64, day: i64) -> i64 {
    let before = BEFORE_MONTH.get((month - 1).unsigned_abs() as usize).copied();
    before.unwrap_or(0) + i64::from(month > 2 && is_leap(year)) + day
}

/// The day's number.
pub(super) fn to_ordinal(year: i64, month: i64, day: i64) -> i64 {
    days_before_year(year) + day_of_year(year, month, day)
}

/// Year, month and day of a day's number, which is from 1 to [`LAST_DAY`].
pub(super) fn from_ordinal(ordinal: i64) -> (i64, i64, i64) {
    // One more than the mean year gives, since the mean falls short at the end of some years.
    let mut year = ordinal * 400 / 146_097 + 2;
    while days_before_year(year) >= ordinal {
        year -= 1;
    }
    let mut day = ordinal - days_before_year(year);
    let mut month = 1;
    while day > days_in_month(year, month) {
        day -= days_in_month(year, month);
        month += 1;
    }
    (year, month, day)
}

/// The weekday of a day's number: Monday is 0.
pub(super) fn weekday(ordinal: i64) -> i64 {
    (ordinal + 6).rem_euclid(7)
}

/// The day's number of the Monday of a year's first ISO week.
pub(super) fn first_iso_monday(year: i64) -> i64 {
    let first = to_ordinal(year, 1, 1);
    let weekday = weekday(first);
    if weekday > 3 { first - weekday + 7 } else { first - weekday }
}

/// ISO year, week and weekday (Monday is 1) of a date.
pub(super) fn iso_calendar(year: i64, ordinal: i64) -> (i64, i64, i64) {
    let mut iso_year = year;
    if ordinal < first_iso_monday(year) {
        iso_year -= 1;
    } else if ordinal >= first_iso_monday(year + 1) {
        iso_year += 1;
    }
    let week = (ordinal - first_iso_monday(iso_year)) / 7 + 1;
    (iso_year, week, weekday(ordinal) + 1)
}

/// The day's number of an ISO year, week and weekday, where there is such a day.
pub(super) fn from_iso_calendar(year: i64, week: i64, weekday: i64) -> Option<i64> {
    let weeks = (first_iso_monday(year + 1) - first_iso_monday(year)) / 7;
    if !(1..=9999).contains(&year) || !(1..=weeks).contains(&week) || !(1..=7).contains(&weekday) {
        return None;
    }
    Some(first_iso_monday(year) + (week - 1) * 7 + weekday - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_go_there_and_back() {
        for ordinal in (1..=LAST_DAY).step_by(97).chain([LAST_DAY]) {
            let (year, month, day) = from_ordinal(ordinal);
            assert_eq!(to_ordinal(year, month, day), ordinal);
        }
        assert_eq!(from_ordinal(LAST_DAY), (9999, 12, 31));
        assert_eq!(weekday(to_ordinal(2024, 2, 29)), 3);
        assert_eq!(iso_calendar(2021, to_ordinal(2021, 1, 3)), (2020, 53, 7));
    }
}
