//! Floats as Python writes them. A rounded one is rounded from its exact value, halves to the even digit, as C has it.

use super::whole;

/// The float in a text, without blanks or underscores.
pub fn parse(text: &str) -> Option<f64> {
    whole::parse_float(text).ok()
}

/// `repr` of a float: the shortest digits that read back the same.
pub fn repr(number: f64) -> String {
    if number.is_nan() {
        return "nan".into();
    }
    if number.is_infinite() {
        return if number < 0.0 { "-inf".into() } else { "inf".into() };
    }
    let (digits, exponent) = shortest_digits(number);
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if (-4..16).contains(&exponent) {
        return format!("{sign}{}", place_point(&digits, exponent, true));
    }
    format!("{sign}{}e{}", mantissa_text(&digits), exponent_text(exponent))
}

/// The shortest decimal digits, and the exponent of the first.
fn shortest_digits(number: f64) -> (String, i32) {
    let text = whole::scientific(number.abs());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.replace('.', ""), exponent.parse().unwrap_or(0))
}

/// The digits with a point after the first.
pub(crate) fn mantissa_text(digits: &str) -> String {
    match digits.split_at_checked(1) {
        Some((first, rest)) if !rest.is_empty() => format!("{first}.{rest}"),
        _ => digits.to_string(),
    }
}

/// The exponent with its sign and two digits at least.
pub(crate) fn exponent_text(exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{sign}{:02}", exponent.unsigned_abs())
}

/// Digits with the point where the exponent says; `.0` after a whole number if wanted.
pub(crate) fn place_point(digits: &str, exponent: i32, zero: bool) -> String {
    if exponent < 0 {
        let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
        return format!("0.{zeros}{digits}");
    }
    let whole = exponent as usize + 1;
    if digits.len() > whole {
        let (left, right) = digits.split_at(whole);
        return format!("{left}.{right}");
    }
    let padding = "0".repeat(whole - digits.len());
    format!("{digits}{padding}{}", if zero { ".0" } else { "" })
}

/// Parts of a large number, the lowest first, each of so many decimal digits.
struct Decimal(Vec<u32>);

impl Decimal {
    const PART: u32 = 1_000_000_000;

    fn multiply(&mut self, factor: u32) {
        let mut carry = 0;
        for part in &mut self.0 {
            let product = u64::from(*part) * u64::from(factor) + carry;
            *part = (product % u64::from(Self::PART)) as u32;
            carry = product / u64::from(Self::PART);
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// `self * base ** exponent`, for a base whose 12th power is less than a part can hold.
    fn scale(&mut self, base: u32, exponent: u32) {
        for _ in 0..exponent / 12 {
            self.multiply(base.pow(12));
        }
        self.multiply(base.pow(exponent % 12));
    }

    fn digits(&self) -> String {
        let parts = self.0.iter().rev().map(|part| format!("{part:09}"));
        let digits: String = parts.collect();
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() { "0".to_owned() } else { digits.to_owned() }
    }
}

/// All decimal digits of a finite float that is not negative, and how many of them stand after the point.
fn digits(number: f64) -> (String, usize) {
    let bits = number.to_bits();
    let biased = (bits >> 52) as i32;
    let fraction = bits & ((1 << 52) - 1);
    let mantissa = if biased == 0 { fraction } else { fraction | 1 << 52 };
    let zeros = if mantissa == 0 { 0 } else { mantissa.trailing_zeros() };
    let exponent = biased.max(1) - 1075 + zeros as i32;
    let mantissa = mantissa >> zeros;
    let part = u64::from(Decimal::PART);
    let mut decimal = Decimal(vec![(mantissa % part) as u32, (mantissa / part) as u32]);
    if exponent >= 0 {
        decimal.scale(2, exponent.unsigned_abs());
        return (decimal.digits(), 0);
    }
    // m / 2^n is m * 5^n / 10^n
    decimal.scale(5, exponent.unsigned_abs());
    (decimal.digits(), exponent.unsigned_abs() as usize)
}

/// The first digits of a number, as many as wanted; whether rounding made them one more.
fn rounded(digits: &str, keep: usize) -> (String, bool) {
    let Some((kept, dropped)) = digits.split_at_checked(keep) else {
        return (format!("{digits}{}", "0".repeat(keep - digits.len())), false);
    };
    let odd = kept.ends_with(['1', '3', '5', '7', '9']);
    let up = match dropped.strip_prefix('5') {
        Some(rest) => odd || !rest.trim_start_matches('0').is_empty(),
        None => dropped > "5",
    };
    if !up {
        return (kept.to_owned(), false);
    }
    let rest = kept.trim_end_matches('9');
    let zeros = "0".repeat(kept.len() - rest.len());
    let mut chars = rest.chars();
    match chars.next_back().and_then(|last| last.to_digit(10)) {
        Some(last) => (format!("{}{}{zeros}", chars.as_str(), last + 1), false),
        None => (format!("1{zeros}"), true),
    }
}

/// A finite float that is not negative with so many digits after the point.
pub fn fixed(number: f64, places: usize) -> String {
    let (mut digits, scale) = digits(number);
    if digits.len() <= scale {
        digits.insert_str(0, &"0".repeat(scale + 1 - digits.len()));
    }
    let whole = digits.len() - scale;
    let (mut text, longer) = rounded(&digits, whole + places);
    if places > 0 {
        text.insert(whole + usize::from(longer), '.');
    }
    text
}

/// A finite float without what stands after the point.
pub fn whole(number: f64) -> String {
    let sign = if number.is_sign_negative() { "-" } else { "" };
    sign.to_owned() + &fixed(number.abs().trunc(), 0)
}

/// So many significant digits, at least one, of a finite float that is not negative; the exponent of the first.
pub fn significant(number: f64, precision: usize) -> (String, i32) {
    let (digits, scale) = digits(number);
    let (mut text, longer) = rounded(&digits, precision);
    text.truncate(precision);
    let exponent = digits.len() as i32 - scale as i32 - 1 + i32::from(longer);
    (text, if number == 0.0 { 0 } else { exponent })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_that_rust_prints() {
        let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
        let random = std::iter::repeat_with(|| {
            bits ^= bits << 13;
            bits ^= bits >> 7;
            bits ^= bits << 17;
            f64::from_bits(bits).abs()
        });
        let mut numbers = vec![0.0, 9.5, 99.95, 0.05, 1e22, 5e-324, f64::MIN_POSITIVE, f64::MAX];
        numbers.extend((0..200).map(|n| f64::from(n) / 8.0));
        numbers.extend(random.take(500).filter(|number| number.is_finite()));
        for number in numbers {
            for places in [0, 1, 2, 6, 17, 40] {
                assert_eq!(fixed(number, places), format!("{number:.places$}"));
                let (digits, exponent) = significant(number, places + 1);
                let (first, rest) = digits.split_at(1);
                let point = if places > 0 { "." } else { "" };
                let text = format!("{first}{point}{rest}e{exponent}");
                assert_eq!(text, format!("{number:.places$e}"));
            }
        }
    }
}
