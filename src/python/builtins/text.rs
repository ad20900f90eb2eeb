//! What string methods do to text, apart from arguments and errors.

use crate::platform;

/// Splits at runs of whitespace, at most so often, from the left or from the right.
pub(super) fn split_whitespace(text: &str, most: Option<usize>, right: bool) -> Vec<&str> {
    let Some(most) = most else { return text.split_whitespace().collect() };
    let mut parts = Vec::new();
    let mut rest = if right { text.trim_end() } else { text.trim_start() };
    while !rest.is_empty() {
        if parts.len() == most {
            parts.push(rest);
            break;
        }
        rest = rest.trim();
        let cut = if right {
            rest.rfind(char::is_whitespace).map(|at| {
                (at, rest.get(at..).and_then(|r| r.chars().next()).map_or(1, char::len_utf8))
            })
        } else {
            rest.find(char::is_whitespace).map(|at| (at, 0))
        };
        match cut {
            None => {
                parts.push(rest);
                break;
            }
            Some((at, width)) if right => {
                parts.push(rest.get(at + width..).unwrap_or(""));
                rest = rest.get(..at).unwrap_or("").trim_end();
            }
            Some((at, _)) => {
                parts.push(rest.get(..at).unwrap_or(""));
                rest = rest.get(at..).unwrap_or("").trim_start();
            }
        }
    }
    if right {
        parts.reverse();
    }
    parts
}

/// Splits at Python's line ends.
pub(super) fn lines(text: &str, keep: bool) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let ends = matches!(
            c,
            '\n' | '\r'
                | '\x0b'
                | '\x0c'
                | '\x1c'
                | '\x1d'
                | '\x1e'
                | '\u{85}'
                | '\u{2028}'
                | '\u{2029}'
        );
        if !ends {
            continue;
        }
        let mut end = at + c.len_utf8();
        if c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n') {
            chars.next();
            end += 1;
        }
        lines.push(text.get(start..if keep { end } else { at }).unwrap_or(""));
        start = end;
    }
    if start < text.len() {
        lines.push(text.get(start..).unwrap_or(""));
    }
    lines
}

/// Each word with an upper-case first letter.
pub(super) fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        let cased = if inside { platform::lower_char(c) } else { platform::upper_char(c) };
        out.push_str(&cased);
        inside = platform::is_alphabetic(c);
    }
    out
}

/// The first letter in upper case, the rest in lower case.
pub(super) fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(platform::upper_char).unwrap_or_default();
    first + &platform::lower(chars.as_str())
}

/// Upper case for lower and the other way round.
pub(super) fn swap_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let lowers = platform::is_uppercase(c);
        let swapped = if lowers { platform::lower_char(c) } else { platform::upper_char(c) };
        out.push_str(&swapped);
    }
    out
}

/// Tabs as spaces up to the next column.
pub(super) fn expand_tabs(text: &str, size: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for c in text.chars() {
        match c {
            '\t' if size > 0 => {
                let width = size - column % size;
                out.push_str(&" ".repeat(width));
                column += width;
            }
            '\t' => {}
            '\n' | '\r' => {
                out.push(c);
                column = 0;
            }
            _ => {
                out.push(c);
                column += 1;
            }
        }
    }
    out
}
