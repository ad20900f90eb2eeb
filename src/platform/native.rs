//! Rust's own tables.

use std::num::ParseFloatError;

use super::Property;

pub(super) fn lower(text: &str) -> String {
    text.to_lowercase()
}

pub(super) fn upper(text: &str) -> String {
    text.to_uppercase()
}

pub(super) fn has(c: char, property: Property) -> bool {
    match property {
        Property::Alphabetic => c.is_alphabetic(),
        Property::Numeric => c.is_numeric(),
        Property::Lowercase => c.is_lowercase(),
        Property::Uppercase => c.is_uppercase(),
    }
}

/// The shortest digits that read back as the same number, as in `1.5e-7`.
pub(super) fn scientific(number: f64) -> String {
    format!("{number:e}")
}

pub(super) fn parse_float(text: &str) -> Result<f64, ParseFloatError> {
    text.parse()
}

/// The sine.
pub fn sin(angle: f64) -> f64 {
    angle.sin()
}

/// The cosine.
pub fn cos(angle: f64) -> f64 {
    angle.cos()
}
