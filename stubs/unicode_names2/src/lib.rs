//! Knows no Unicode character by name, so that the table of names stays out of the wasm.

/// The character called `name`: always [`UNNAMED`].
#[must_use]
#[allow(clippy::unnecessary_wraps, reason = "the parser takes none for a syntax error")]
pub fn character(_name: &str) -> Option<char> {
    Some(UNNAMED)
}

/// No character at all. It stands for one whose name is given, so that what holds it can be told.
pub const UNNAMED: char = '\u{10fffe}';
