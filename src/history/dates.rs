//! Create dates as revision files write them, as far as they can be compared.

/// A moment, with or without an offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    seconds: i64,
    has_offset: bool,
}

impl Moment {
    /// Reads `2024-01-31 12:34:56.789+01:00`; time, fraction and offset may be missing.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let date = text.get(..10)?;
        let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let rest = text.get(10..)?.trim_start_matches([' ', 'T']);
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ':')).unwrap_or(rest.len());
        let (time, rest) = rest.split_at(end);
        let offset = rest
            .strip_prefix(['.', ','])
            .map_or(rest, |fraction| fraction.trim_start_matches(|c: char| c.is_ascii_digit()));
        let offset = offset_seconds(offset.trim());
        let seconds = days(year, month, day) * 86_400 + clock(time)?;
        Some(Self { seconds: seconds - offset.unwrap_or(0), has_offset: offset.is_some() })
    }

    /// Seconds, for putting moments in a row; local times count as UTC.
    pub(super) fn seconds(&self) -> i64 {
        self.seconds
    }

    /// Whether it is certain that this one comes first.
    pub(super) fn is_before(&self, other: &Self) -> bool {
        self.has_offset == other.has_offset && self.seconds < other.seconds
    }
}

fn clock(text: &str) -> Option<i64> {
    let mut seconds = 0;
    for (part, unit) in text.split(':').zip([3600, 60, 1]) {
        let part =
            if part.is_empty() { 0 } else { part.get(..2).unwrap_or(part).parse::<i64>().ok()? };
        seconds += part * unit;
    }
    Some(seconds)
}

fn offset_seconds(text: &str) -> Option<i64> {
    if text == "Z" || text == "UTC" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits = text.strip_prefix(['+', '-'])?;
    let (hours, minutes) = (digits.get(..2)?, digits.get(2..)?.trim_start_matches(':'));
    let minutes = minutes.get(..2).unwrap_or("0");
    Some(sign * (hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60))
}

/// Days since the year 0 of the Gregorian calendar, for comparison only.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(a: &str, b: &str) -> bool {
        Moment::parse(a).unwrap().is_before(&Moment::parse(b).unwrap())
    }

    #[test]
    fn moments_compare_within_the_same_kind() {
        assert!(before("2023-12-31 23:59:59", "2024-01-01 00:00:00.000001"));
        assert!(before("2024-02-29", "2024-03-01"));
        assert!(!before("2024-01-01 10:00:00", "2024-01-01 10:00:00"));
        assert!(before("2024-01-01 10:30:00+02:00", "2024-01-01 09:00:00+00:00"));
        assert!(!before("2020-01-01 10:00:00", "2024-01-01 09:00:00+00:00"));
        assert!(Moment::parse("soon").is_none());
        assert!(Moment::parse("ééééééééé").is_none());
    }
}
