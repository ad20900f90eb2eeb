//! Integers beyond 64 bits, and Python's arithmetic on integers of any size.

use std::cmp::Ordering;
use std::rc::Rc;

use super::value::Value;

/// An integer of any size: a sign and a magnitude in 32-bit digits, least first, without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BigInt {
    negative: bool,
    digits: Vec<u32>,
}

/// The most bits that an integer may have.
pub(crate) const MAX_BITS: u64 = 1 << 18;

fn trim(digits: &mut Vec<u32>) {
    while digits.last() == Some(&0) {
        digits.pop();
    }
}

fn compare_digits(a: &[u32], b: &[u32]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

fn add_digits(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let mut sum = Vec::with_capacity(long.len() + 1);
    let mut carry = 0u64;
    for (at, digit) in long.iter().enumerate() {
        let total = u64::from(*digit) + u64::from(short.get(at).copied().unwrap_or(0)) + carry;
        sum.push(total as u32);
        carry = total >> 32;
    }
    if carry != 0 {
        sum.push(carry as u32);
    }
    sum
}

/// `a - b`, where `a >= b`.
fn subtract_digits(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut difference = Vec::with_capacity(a.len());
    let mut borrow = 0i64;
    for (at, digit) in a.iter().enumerate() {
        let mut rest = i64::from(*digit) - i64::from(b.get(at).copied().unwrap_or(0)) - borrow;
        borrow = i64::from(rest < 0);
        if rest < 0 {
            rest += 1 << 32;
        }
        difference.push(rest as u32);
    }
    trim(&mut difference);
    difference
}

fn multiply_digits(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut product = vec![0u32; a.len() + b.len()];
    for (i, x) in a.iter().enumerate() {
        let mut carry = 0u64;
        for (j, y) in b.iter().enumerate() {
            if let Some(slot) = product.get_mut(i + j) {
                let total = u64::from(*x) * u64::from(*y) + u64::from(*slot) + carry;
                *slot = total as u32;
                carry = total >> 32;
            }
        }
        if let Some(slot) = product.get_mut(i + b.len()) {
            *slot = carry as u32;
        }
    }
    trim(&mut product);
    product
}

/// Divides by one digit that is not zero.
fn divide_small(a: &[u32], divisor: u32) -> (Vec<u32>, u32) {
    let mut quotient = vec![0; a.len()];
    let mut rest = 0u64;
    for (slot, digit) in quotient.iter_mut().zip(a).rev() {
        let total = rest << 32 | u64::from(*digit);
        *slot = (total / u64::from(divisor)) as u32;
        rest = total % u64::from(divisor);
    }
    trim(&mut quotient);
    (quotient, rest as u32)
}

/// Schoolbook long division, bit by bit over the dividend: sizes are bounded, so it need not be quick.
fn divide_digits(a: &[u32], b: &[u32]) -> (Vec<u32>, Vec<u32>) {
    if compare_digits(a, b) == Ordering::Less {
        return (Vec::new(), a.to_vec());
    }
    if let [divisor] = b {
        let (quotient, rest) = divide_small(a, *divisor);
        return (quotient, if rest == 0 { Vec::new() } else { vec![rest] });
    }
    let mut quotient = vec![0u32; a.len()];
    let mut rest: Vec<u32> = Vec::new();
    for (slot, digit) in quotient.iter_mut().zip(a).rev() {
        for bit in (0..32).rev() {
            shift_left_one(&mut rest, digit >> bit & 1);
            if compare_digits(&rest, b) != Ordering::Less {
                rest = subtract_digits(&rest, b);
                *slot |= 1 << bit;
            }
        }
    }
    trim(&mut quotient);
    (quotient, rest)
}

fn shift_left_one(digits: &mut Vec<u32>, low: u32) {
    let mut carry = low;
    for digit in digits.iter_mut() {
        let next = *digit >> 31;
        *digit = *digit << 1 | carry;
        carry = next;
    }
    if carry != 0 {
        digits.push(carry);
    }
}

impl From<i64> for BigInt {
    fn from(number: i64) -> Self {
        Self::from_magnitude(number < 0, u128::from(number.unsigned_abs()))
    }
}

impl From<i128> for BigInt {
    fn from(number: i128) -> Self {
        Self::from_magnitude(number < 0, number.unsigned_abs())
    }
}

impl BigInt {
    fn new(negative: bool, mut digits: Vec<u32>) -> Self {
        trim(&mut digits);
        Self { negative: negative && !digits.is_empty(), digits }
    }

    fn from_magnitude(negative: bool, mut magnitude: u128) -> Self {
        let mut digits = Vec::new();
        while magnitude != 0 {
            digits.push(magnitude as u32);
            magnitude >>= 32;
        }
        Self::new(negative, digits)
    }

    /// The integer of a finite float, cut toward zero.
    pub fn from_f64(number: f64) -> Self {
        let bits = number.abs().to_bits();
        let exponent = (bits >> 52) as i64 - 1075;
        let mantissa = bits & ((1 << 52) - 1) | 1 << 52;
        if number.abs() < 1.0 {
            return Self::from(0i64);
        }
        let whole = Self::from_magnitude(number < 0.0, u128::from(mantissa));
        match exponent {
            0.. => whole.shift_left(exponent as u64),
            _ => Self::new(
                number < 0.0,
                Self::from_magnitude(
                    false,
                    u128::from(mantissa >> exponent.unsigned_abs().min(63)),
                )
                .digits,
            ),
        }
    }

    /// Digits of a radix from 2 to 36, without sign; `None` where one is not a digit of it.
    pub fn parse(text: &str, radix: u32) -> Option<Self> {
        let mut digits: Vec<u32> = Vec::new();
        for c in text.chars() {
            let mut carry = u64::from(c.to_digit(radix)?);
            for digit in &mut digits {
                let total = u64::from(*digit) * u64::from(radix) + carry;
                *digit = total as u32;
                carry = total >> 32;
            }
            if carry != 0 {
                digits.push(carry as u32);
            }
        }
        Some(Self::new(false, digits))
    }

    /// From bytes, the most significant first.
    pub fn from_be_bytes(bytes: &[u8]) -> Self {
        let mut digits = Vec::new();
        for chunk in bytes.rchunks(4) {
            digits.push(chunk.iter().fold(0u32, |digit, byte| digit << 8 | u32::from(*byte)));
        }
        Self::new(false, digits)
    }

    /// The magnitude's bytes, the most significant first, without leading zeros.
    pub fn magnitude_bytes(&self) -> Vec<u8> {
        let bytes: Vec<u8> =
            self.digits.iter().rev().flat_map(|digit| digit.to_be_bytes()).collect();
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        bytes.get(zeros..).unwrap_or_default().to_vec()
    }

    /// Its digits in a radix, with a minus sign where negative.
    pub fn to_radix(&self, radix: u32) -> String {
        if self.digits.is_empty() {
            return "0".into();
        }
        let mut text = Vec::new();
        let mut rest = self.digits.clone();
        let (chunk, width) = match radix {
            10 => (1_000_000_000, 9),
            16 => (1 << 28, 7),
            8 => (1 << 30, 10),
            _ => (1 << 31, 31),
        };
        let base = if matches!(radix, 8 | 10 | 16) { radix } else { 2 };
        while !rest.is_empty() {
            let (quotient, mut low) = divide_small(&rest, chunk);
            for _ in 0..width {
                text.push(char::from_digit(low % base, base).unwrap_or('0'));
                low /= base;
            }
            rest = quotient;
        }
        while text.last() == Some(&'0') {
            text.pop();
        }
        if self.negative {
            text.push('-');
        }
        text.into_iter().rev().collect()
    }

    /// How many bits the magnitude has.
    pub fn bits(&self) -> u64 {
        match self.digits.last() {
            None => 0,
            Some(top) => self.digits.len() as u64 * 32 - u64::from(top.leading_zeros()),
        }
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// The same with the other sign.
    pub fn negate(&self) -> Self {
        Self::new(!self.negative, self.digits.clone())
    }

    /// The sum.
    pub fn add(&self, other: &Self) -> Self {
        if self.negative == other.negative {
            return Self::new(self.negative, add_digits(&self.digits, &other.digits));
        }
        match compare_digits(&self.digits, &other.digits) {
            Ordering::Less => {
                Self::new(other.negative, subtract_digits(&other.digits, &self.digits))
            }
            _ => Self::new(self.negative, subtract_digits(&self.digits, &other.digits)),
        }
    }

    /// The difference.
    pub fn subtract(&self, other: &Self) -> Self {
        self.add(&other.negate())
    }

    /// The product.
    pub fn multiply(&self, other: &Self) -> Self {
        Self::new(self.negative != other.negative, multiply_digits(&self.digits, &other.digits))
    }

    /// Quotient and remainder, rounded down as Python does; `None` when dividing by zero.
    pub fn div_mod(&self, other: &Self) -> Option<(Self, Self)> {
        if other.is_zero() {
            return None;
        }
        let (quotient, rest) = divide_digits(&self.digits, &other.digits);
        let quotient = Self::new(self.negative != other.negative, quotient);
        let rest = Self::new(self.negative, rest);
        if !rest.is_zero() && rest.negative != other.negative {
            return Some((quotient.add(&Self::from(-1i64)), rest.add(other)));
        }
        Some((quotient, rest))
    }

    /// `self * 2 ** by`.
    pub fn shift_left(&self, by: u64) -> Self {
        let mut digits = vec![0u32; (by / 32) as usize];
        let shift = by % 32;
        let mut carry = 0u64;
        for digit in &self.digits {
            let total = u64::from(*digit) << shift | carry;
            digits.push(total as u32);
            carry = total >> 32;
        }
        digits.push(carry as u32);
        Self::new(self.negative, digits)
    }

    /// `self // 2 ** by`.
    pub fn shift_right(&self, by: u64) -> Self {
        if by >= self.bits() {
            return Self::from(if self.negative { -1i64 } else { 0 });
        }
        let power = Self::from(1i64).shift_left(by);
        self.div_mod(&power).map_or_else(|| Self::from(0i64), |(quotient, _)| quotient)
    }

    /// Two's complement digits, sign-extended to `len` digits.
    fn complement(&self, len: usize) -> Vec<u32> {
        let mut digits = self.digits.clone();
        digits.resize(len, 0);
        if self.negative {
            let mut carry = true;
            for digit in &mut digits {
                let (next, overflow) = (!*digit).overflowing_add(u32::from(carry));
                *digit = next;
                carry = overflow;
            }
        }
        digits
    }

    /// A bitwise operation, on two's complement of unbounded width as Python has it.
    pub fn bitwise(&self, other: &Self, op: fn(u32, u32) -> u32) -> Self {
        let len = self.digits.len().max(other.digits.len()) + 1;
        let (a, b) = (self.complement(len), other.complement(len));
        let mut digits: Vec<u32> = a.iter().zip(&b).map(|(x, y)| op(*x, *y)).collect();
        let negative = digits.last().is_some_and(|top| top >> 31 == 1);
        if negative {
            digits = Self { negative: true, digits }.complement(len);
        }
        Self::new(negative, digits)
    }

    /// The nearest float, or infinity.
    pub fn to_f64(&self) -> f64 {
        // Rounds once: the top 64 bits, with a sticky bit for what is cut off, then exact scaling.
        let bits = self.bits();
        let magnitude = if bits <= 64 {
            self.low_u64() as f64
        } else {
            let cut = bits - 64;
            let shifted = Self::new(false, self.digits.clone()).shift_right(cut);
            let exact = shifted.shift_left(cut).digits == self.digits;
            let top = shifted.low_u64() | u64::from(!exact);
            top as f64 * 2f64.powi(i32::try_from(cut).unwrap_or(i32::MAX))
        };
        if self.negative { -magnitude } else { magnitude }
    }

    fn low_u64(&self) -> u64 {
        let digit = |at: usize| u64::from(self.digits.get(at).copied().unwrap_or(0));
        digit(0) | digit(1) << 32
    }

    /// As 64 bits, where it fits.
    pub fn to_i64(&self) -> Option<i64> {
        if self.bits() > 64 {
            return None;
        }
        let magnitude = i128::from(self.low_u64());
        i64::try_from(if self.negative { -magnitude } else { magnitude }).ok()
    }

    /// As a value: small where it fits.
    pub fn into_value(self) -> Value {
        match self.to_i64() {
            Some(number) => Value::int(number),
            None => Value::Big(Rc::new(self)),
        }
    }
}

impl Ord for BigInt {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => compare_digits(&self.digits, &other.digits),
            (true, true) => compare_digits(&other.digits, &self.digits),
        }
    }
}

impl PartialOrd for BigInt {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn big(text: &str) -> BigInt {
        match text.strip_prefix('-') {
            Some(rest) => BigInt::parse(rest, 10).unwrap().negate(),
            None => BigInt::parse(text, 10).unwrap(),
        }
    }

    #[test]
    fn arithmetic_is_pythons() {
        let a = big("123456789012345678901234567890");
        let b = big("-987654321098765432109876543210");
        assert_eq!(a.add(&b).to_radix(10), "-864197532086419753208641975320");
        assert_eq!(
            a.multiply(&b).to_radix(10),
            "-121932631137021795226185032733622923332237463801111263526900"
        );
        let (quotient, rest) = b.div_mod(&a).unwrap();
        assert_eq!(
            (quotient.to_radix(10), rest.to_radix(10)),
            ("-9".into(), "123456780012345678001234567800".into())
        );
        assert_eq!(a.to_radix(16), "18ee90ff6c373e0ee4e3f0ad2");
        assert_eq!(a.bitwise(&b, |x, y| x & y).to_radix(10), "121512828827855409466171785234");
        assert_eq!(b.shift_right(40).to_radix(10), "-898266372222465573");
        assert_eq!(a.to_f64(), 1.2345678901234568e29);
        assert_eq!(BigInt::from_f64(1e22).to_radix(10), "10000000000000000000000");
        assert_eq!(BigInt::from_f64(-2.5).to_i64(), Some(-2));
        assert!(b < a);
    }
}
