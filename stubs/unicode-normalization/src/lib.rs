//! Leaves identifiers as they are written, so that the tables of normalisation stay out of the wasm.

use std::str::Chars;

/// What the parser asks of text.
pub trait UnicodeNormalization {
    /// The characters of the text: already those of its normal form, but for compatibility and
    /// decomposed characters, which then count as letters of their own.
    fn nfkc(&self) -> Chars<'_>;
}

impl UnicodeNormalization for str {
    fn nfkc(&self) -> Chars<'_> {
        self.chars()
    }
}
