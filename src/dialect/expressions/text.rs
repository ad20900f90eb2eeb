//! `text()`: parameters by `:name`, `\:` for a colon, `::` left alone.

use crate::platform;
use crate::schema::expression::Text;

use super::compiler::{Compiler, Context, Rendered};

/// `re`'s `\w` of a Unicode pattern.
fn is_word(c: char) -> bool {
    platform::is_alphanumeric(c) || c == '_'
}

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// As it stands.
    Plain(&'a str),
    /// `:name`.
    Parameter(&'a str),
}

/// `TextClause._bind_params_regex`: `(?<![:\w\\]):(\w+)(?![:\w])`.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut plain_from = 0;
    let mut before: Option<char> = None;
    let mut position = 0;
    while let Some(c) = text.get(position..).and_then(|rest| rest.chars().next()) {
        let next = position + c.len_utf8();
        if c == ':'
            && !before.is_some_and(|b| b == ':' || b == '\\' || is_word(b))
            && let Some(name) = name_at(text, next)
        {
            if let Some(plain) = text.get(plain_from..position).filter(|plain| !plain.is_empty()) {
                found.push(Piece::Plain(plain));
            }
            found.push(Piece::Parameter(name));
            position = next + name.len();
            plain_from = position;
            before = name.chars().next_back();
        } else {
            before = Some(c);
            position = next;
        }
    }
    if let Some(plain) = text.get(plain_from..).filter(|plain| !plain.is_empty()) {
        found.push(Piece::Plain(plain));
    }
    found
}

/// The parameter's name that starts here, if what follows it lets it be one.
fn name_at(text: &str, start: usize) -> Option<&str> {
    let rest = text.get(start..)?;
    let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let name = rest.get(..length).filter(|name| !name.is_empty())?;
    let after = rest.get(length..).and_then(|rest| rest.chars().next());
    (after != Some(':')).then_some(name)
}

/// `BIND_PARAMS_ESC`: `\\(:\w*)(?![:\w])`, the backslash taken away.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\\:") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let after = from.get(1..).unwrap_or_default();
        let word = after.get(1..).unwrap_or_default();
        let length = word.find(|c| !is_word(c)).unwrap_or(word.len());
        let follows = word.get(length..).and_then(|rest| rest.chars().next());
        // a colon after the word makes the pattern give up its last character, or fail
        let (taken, dropped) = match follows {
            Some(':') => (0, false),
            _ => (1 + length, true),
        };
        if !dropped {
            out.push('\\');
        }
        let taken = if dropped { taken } else { 1 };
        out.push_str(after.get(..taken).unwrap_or_default());
        rest = after.get(taken..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

impl Compiler<'_> {
    /// `visit_textclause`.
    pub(super) fn text(&mut self, text: &Text, context: &Context) -> Rendered {
        let mut out = String::with_capacity(text.sql.len());
        for piece in pieces(&text.sql) {
            match piece {
                Piece::Plain(plain) => out.push_str(plain),
                Piece::Parameter(name) => {
                    let rendered = match text.binds.iter().find(|bind| &*bind.key == name) {
                        Some(bind) => self.bind(bind, context)?,
                        None if context.literal_binds => "NULL".into(),
                        None => self.bind_placeholder(name),
                    };
                    out.push_str(&rendered);
                }
            }
        }
        Ok(unescape(&out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_told_from_casts_and_times() {
        let names = |text| {
            pieces(text)
                .into_iter()
                .filter_map(|piece| match piece {
                    Piece::Parameter(name) => Some(name.to_string()),
                    Piece::Plain(_) => None,
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(names("a = :x AND b = :y_1)"), ["x", "y_1"]);
        assert_eq!(names("a::int, '12:30', \\:z, :w::text"), Vec::<String>::new());
        assert_eq!(names(":é"), ["é"]);
    }
}
