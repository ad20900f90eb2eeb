//! The `[tool.alembic]` table of a pyproject.toml, and the little that is limbeck's own.

use rustc_hash::FxHashMap;
use toml_span::value::{Value, ValueInner};

use super::ini::Interpolation;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// Brackets inside one another beyond which a file is not read: the reader goes as deep as they do.
const MAX_NESTING: usize = 64;
/// The largest settings file that is read.
const MAX_BYTES: usize = 4 << 20;

/// A value of a kind that Alembic's settings have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Setting {
    Text(String),
    List(Vec<String>),
    Number(i64),
    Switch(bool),
    /// Another kind, which Alembic refuses or does not look at.
    Other,
}

/// Alembic's part of a pyproject.toml.
#[derive(Debug, Clone, Default)]
pub(super) struct Toml {
    settings: FxHashMap<String, (Setting, Span)>,
    ignored: Vec<String>,
    hooks: Vec<String>,
}

impl Toml {
    /// Reads a file; what cannot be read is said.
    pub(super) fn parse(file: FileId, text: &str) -> (Self, Vec<Diagnostic>) {
        let refuse = |message: String, span: Option<Span>| {
            let finding = Diagnostic::new(Code::InvalidConfig, message);
            vec![match span {
                Some(span) => finding.at(span),
                None => finding.in_file(file),
            }]
        };
        if text.len() > MAX_BYTES || nesting(text) > MAX_NESTING {
            return (
                Self::default(),
                refuse("the file is too large or too deeply nested".to_owned(), None),
            );
        }
        let mut root = match toml_span::parse(text) {
            Ok(root) => root,
            Err(error) => {
                let span = Span::new(file, error.span.start as u32, error.span.end as u32);
                return (
                    Self::default(),
                    refuse(format!("this is not TOML: {}", error.kind), Some(span)),
                );
            }
        };
        let mut tool = match child(&mut root, "tool").map(|mut tool| tool.take()) {
            Some(ValueInner::Table(tool)) => tool,
            _ => return (Self::default(), Vec::new()),
        };
        let ignore = tool.remove("limbeck").and_then(|mut own| child(&mut own, "ignore"));
        let ignored = match ignore.map(setting) {
            Some(Setting::List(codes)) => codes,
            _ => Vec::new(),
        };
        let Some(mut alembic) = tool.remove("alembic") else {
            return (Self { ignored, ..Self::default() }, Vec::new());
        };
        let span = Span::new(file, alembic.span.start as u32, alembic.span.end as u32);
        let ValueInner::Table(mut table) = alembic.take() else {
            return (
                Self::default(),
                refuse("'tool.alembic' is not a table".to_owned(), Some(span)),
            );
        };
        let hooks = table.remove("post_write_hooks").map(names_of).unwrap_or_default();
        let settings = table
            .into_iter()
            .map(|(key, value)| {
                let span = Span::new(file, value.span.start as u32, value.span.end as u32);
                (key.name.into_owned(), (setting(value), span))
            })
            .collect();
        (Self { settings, ignored, hooks }, Vec::new())
    }

    /// The codes under `ignore` of `[tool.limbeck]`.
    pub(super) fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// The names of the tables under `post_write_hooks`.
    pub(super) fn hooks(&self) -> &[String] {
        &self.hooks
    }

    pub(super) fn get(&self, name: &str) -> Option<&(Setting, Span)> {
        self.settings.get(name)
    }
}

/// The `name` of each table of a list.
fn names_of(mut list: Value<'_>) -> Vec<String> {
    let ValueInner::Array(mut tables) = list.take() else { return Vec::new() };
    let mut names = Vec::new();
    for table in &mut tables {
        match child(table, "name").map(setting) {
            Some(Setting::Text(name)) => names.push(name),
            _ => names.push(String::new()),
        }
    }
    names
}

fn child<'a>(value: &mut Value<'a>, key: &str) -> Option<Value<'a>> {
    match value.take() {
        ValueInner::Table(mut table) => table.remove(key),
        _ => None,
    }
}

fn setting(mut value: Value<'_>) -> Setting {
    match value.take() {
        ValueInner::String(text) => Setting::Text(text.into_owned()),
        ValueInner::Integer(number) => Setting::Number(number),
        ValueInner::Boolean(switch) => Setting::Switch(switch),
        ValueInner::Array(items) => {
            let texts = items.into_iter().map(|mut item| match item.take() {
                ValueInner::String(text) => Some(text.into_owned()),
                _ => None,
            });
            texts.collect::<Option<_>>().map_or(Setting::Other, Setting::List)
        }
        _ => Setting::Other,
    }
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
