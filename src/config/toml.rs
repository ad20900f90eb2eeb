//! The `[tool.alembic]` table of a pyproject.toml, and the little that is limbeck's own.

use super::document::{Document, Setting, place};
use super::ini::Interpolation;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// Brackets inside one another beyond which a file is not read: the reader goes as deep as they do.
const MAX_NESTING: usize = 64;
/// The largest settings file that is read.
const MAX_BYTES: usize = 4 << 20;

/// A pyproject.toml.
#[derive(Debug)]
pub(super) struct Toml {
    file: FileId,
    document: Document,
}

impl Toml {
    /// Reads a file; what cannot be read is said.
    pub(super) fn parse(file: FileId, text: &str) -> (Self, Option<Diagnostic>) {
        let refuse = |message: String| Diagnostic::new(Code::InvalidConfig, message);
        let empty = Self { file, document: Document::default() };
        if text.len() > MAX_BYTES || nesting(text) > MAX_NESTING {
            let finding = refuse("the file is too large or too deeply nested".to_owned());
            return (empty, Some(finding.in_file(file)));
        }
        let document = match Document::read(text) {
            Ok(document) => document,
            Err(error) => {
                let finding = refuse(format!("this is not TOML: {}", error.description()));
                return (empty, Some(finding.at(span_in(file, place(&error)))));
            }
        };
        let read = Self { file, document };
        match read.find(&["alembic"]) {
            Some(alembic) if !read.document.is_table(alembic) => {
                let span = span_in(file, read.document.span(alembic));
                (empty, Some(refuse("'tool.alembic' is not a table".to_owned()).at(span)))
            }
            _ => (read, None),
        }
    }

    /// The value under `tool` that these names lead to.
    fn find(&self, names: &[&str]) -> Option<usize> {
        let tool = self.document.child(Document::ROOT, "tool")?;
        names.iter().try_fold(tool, |table, name| self.document.child(table, name))
    }

    /// The codes under `ignore` of `[tool.limbeck]`.
    pub(super) fn ignored(&self) -> Vec<String> {
        match self.find(&["limbeck", "ignore"]).map(|node| self.document.setting(node)) {
            Some(Setting::List(codes)) => codes,
            _ => Vec::new(),
        }
    }

    /// The names of the tables under `post_write_hooks`.
    pub(super) fn hooks(&self) -> Vec<String> {
        let hooks = self.find(&["alembic", "post_write_hooks"]);
        let mut names = Vec::new();
        for &hook in hooks.map_or(&[][..], |hooks| self.document.items(hooks)) {
            let name = self.document.child(hook, "name").map(|name| self.document.setting(name));
            names.push(match name {
                Some(Setting::Text(name)) => name,
                _ => String::new(),
            });
        }
        names
    }

    /// A value of `[tool.alembic]`.
    pub(super) fn get(&self, name: &str) -> Option<(Setting, Span)> {
        let node = self.find(&["alembic", name])?;
        Some((self.document.setting(node), span_in(self.file, self.document.span(node))))
    }
}

fn span_in(file: FileId, span: toml_parser::Span) -> Span {
    Span::new(file, span.start() as u32, span.end() as u32)
}

/// At most how deep brackets can be nested, taking those in strings and comments for real.
fn nesting(text: &str) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        most = most.max(depth);
    }
    most
}

/// Python's `text % names`, as Alembic applies it to every string of the table.
pub(super) fn fill_in(text: &str, given: &[(&str, &str)]) -> Result<String, Interpolation> {
    let mut made = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        made.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            made.push('%');
            rest = after;
            continue;
        }
        let named = after.strip_prefix('(').and_then(|after| after.split_once(")s"));
        let Some((name, after)) = named else {
            return Err(Interpolation(
                "a '%' must be written '%%' or begin a '%(here)s'".to_owned(),
            ));
        };
        let Some((_, value)) = given.iter().find(|(known, _)| *known == name) else {
            return Err(Interpolation(format!("'%({name})s' is not known")));
        };
        made.push_str(value);
        rest = after;
    }
    made.push_str(rest);
    Ok(made)
}
