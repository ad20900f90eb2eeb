//! What takes large tables, and a JavaScript engine has already: letters' cases and kinds, floats as text and back.
//!
//! ASCII is answered here. The rest is Rust's own, or as wasm the engine's, which would be shipped twice otherwise.

pub mod float;
#[cfg(target_arch = "wasm32")]
mod javascript;
#[cfg(not(target_arch = "wasm32"))]
mod native;

#[cfg(target_arch = "wasm32")]
use javascript as whole;
#[cfg(not(target_arch = "wasm32"))]
use native as whole;

pub use whole::{cos, sin};

/// A property that Unicode gives to characters.
#[derive(Debug, Clone, Copy)]
enum Property {
    Alphabetic,
    Numeric,
    Lowercase,
    Uppercase,
}

/// Text in lower case.
pub fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { whole::lower(text) }
}

/// Text in upper case.
pub fn upper(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_uppercase() } else { whole::upper(text) }
}

/// A character in lower case: mostly one, sometimes several.
pub fn lower_char(c: char) -> String {
    lower(c.encode_utf8(&mut [0; 4]))
}

/// A character in upper case: mostly one, sometimes several.
pub fn upper_char(c: char) -> String {
    upper(c.encode_utf8(&mut [0; 4]))
}

/// Whether it is a letter.
pub fn is_alphabetic(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { whole::has(c, Property::Alphabetic) }
}

/// Whether it is a digit or another number's sign.
pub fn is_numeric(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { whole::has(c, Property::Numeric) }
}

/// Whether it is a letter or a number's sign.
pub fn is_alphanumeric(c: char) -> bool {
    is_alphabetic(c) || is_numeric(c)
}

/// Whether it is a lower-case letter.
pub fn is_lowercase(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_lowercase() } else { whole::has(c, Property::Lowercase) }
}

/// Whether it is an upper-case letter.
pub fn is_uppercase(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_uppercase() } else { whole::has(c, Property::Uppercase) }
}
