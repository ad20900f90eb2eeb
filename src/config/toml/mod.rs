//! The `[tool.alembic]` table of a pyproject.toml, and the little that is limbeck's own.

mod read;

use std::collections::HashMap;
use std::ops::Range;

use read::{Item, Node, Table};

use super::ini::Interpolation;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

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
    settings: HashMap<String, (Setting, Span)>,
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
        if text.len() > MAX_BYTES {
            return (Self::default(), refuse("the file is too large".to_owned(), None));
        }
        let mut root = match read::read(text) {
            Ok(root) => root,
            Err(fault) => {
                let rest = text.get(fault.at..).unwrap_or_default();
                let length = rest.chars().next().map_or(0, char::len_utf8);
                let span = Span::new(file, fault.at as u32, (fault.at + length) as u32);
                let message = format!("this is not TOML: {}", fault.message);
                return (Self::default(), refuse(message, Some(span)));
            }
        };
        let Some(Node::Table(mut tool)) = root.remove("tool").map(|item| item.node) else {
            return (Self::default(), Vec::new());
        };
        let ignored = match tool.remove("limbeck").map(|item| item.node) {
            Some(Node::Table(mut own)) => own.remove("ignore"),
            _ => None,
        };
        let ignored = match ignored.map(|item| setting(item.node)) {
            Some(Setting::List(codes)) => codes,
            _ => Vec::new(),
        };
        let Some(alembic) = tool.remove("alembic") else {
            return (Self { ignored, ..Self::default() }, Vec::new());
        };
        let span = |place: Range<usize>| Span::new(file, place.start as u32, place.end as u32);
        let Node::Table(mut table) = alembic.node else {
            let message = "'tool.alembic' is not a table".to_owned();
            return (Self::default(), refuse(message, Some(span(alembic.place))));
        };
        let hooks = table.remove("post_write_hooks").map(names_of).unwrap_or_default();
        let mut settings = HashMap::new();
        for (key, item) in table.into_entries() {
            settings.insert(key, (setting(item.node), span(item.place)));
        }
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
fn names_of(list: Item) -> Vec<String> {
    let tables: Vec<Option<Table>> = match list.node {
        Node::Tables(tables) => tables.into_iter().map(Some).collect(),
        Node::List(items) => items.into_iter().map(Item::into_table).collect(),
        _ => Vec::new(),
    };
    let mut names = Vec::new();
    for table in tables {
        match table.and_then(|mut table| table.remove("name")).map(|item| item.node) {
            Some(Node::Text(name)) => names.push(name),
            _ => names.push(String::new()),
        }
    }
    names
}

fn setting(node: Node) -> Setting {
    match node {
        Node::Text(text) => Setting::Text(text),
        Node::Number(number) => Setting::Number(number),
        Node::Switch(switch) => Setting::Switch(switch),
        Node::List(items) => {
            let mut texts = Vec::new();
            for item in items {
                let Node::Text(text) = item.node else { return Setting::Other };
                texts.push(text);
            }
            Setting::List(texts)
        }
        _ => Setting::Other,
    }
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
