//! A TOML document as a tree, with what `tomllib` refuses in one: names given twice, tables opened twice.

use std::borrow::Cow;
use std::num::IntErrorKind;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use toml_parser::decoder::ScalarKind;
use toml_parser::parser::{Event, EventKind, parse_document};
use toml_parser::{ErrorSink, ParseError, Source, Span};

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

/// The values of a document; a value is known by its number.
#[derive(Debug, Default)]
pub(super) struct Document {
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    span: Span,
}

#[derive(Debug)]
enum Kind {
    Scalar(Setting),
    /// `grows` where each item stands under a header `[[...]]`.
    Array {
        items: Vec<usize>,
        grows: bool,
    },
    Table {
        names: FxHashMap<Rc<str>, usize>,
        made: Made,
    },
}

/// What wrote a table, which decides what may add to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    /// A header of a table inside of it.
    Implied,
    /// Dotted keys in the table of this number.
    Dotted(usize),
    /// Its own header.
    Header,
    /// Braces.
    Inline,
}

impl Kind {
    fn table(made: Made) -> Self {
        Self::Table { names: FxHashMap::default(), made }
    }
}

impl Document {
    /// The table around all.
    pub(super) const ROOT: usize = 0;

    /// Reads a text, in which brackets must not be nested deeply.
    pub(super) fn read(text: &str) -> Result<Self, ParseError> {
        let source = Source::new(text);
        let tokens: Vec<_> = source.lex().collect();
        let mut reader = Reader {
            source,
            document: Self::default(),
            path: Vec::new(),
            open: vec![Self::ROOT],
            start: 0,
            fault: None,
        };
        reader.document.add(Kind::table(Made::Header), Span::default());
        let mut fault = None;
        parse_document(&tokens, &mut |event: Event| reader.take(event), &mut fault);
        match [fault, reader.fault].into_iter().flatten().min_by_key(place) {
            Some(fault) => Err(fault),
            None => Ok(reader.document),
        }
    }

    /// The value under a name of a table.
    pub(super) fn child(&self, table: usize, name: &str) -> Option<usize> {
        match &self.nodes.get(table)?.kind {
            Kind::Table { names, .. } => names.get(name).copied(),
            _ => None,
        }
    }

    pub(super) fn is_table(&self, node: usize) -> bool {
        matches!(self.nodes.get(node), Some(Node { kind: Kind::Table { .. }, .. }))
    }

    pub(super) fn items(&self, node: usize) -> &[usize] {
        match self.nodes.get(node) {
            Some(Node { kind: Kind::Array { items, .. }, .. }) => items,
            _ => &[],
        }
    }

    /// Where a value stands; of a table or an array of tables with headers, its first header.
    pub(super) fn span(&self, node: usize) -> Span {
        self.nodes.get(node).map(|node| node.span).unwrap_or_default()
    }

    pub(super) fn setting(&self, node: usize) -> Setting {
        match self.nodes.get(node).map(|node| &node.kind) {
            Some(Kind::Scalar(setting)) => setting.clone(),
            Some(Kind::Array { items, .. }) => {
                let mut texts = Vec::new();
                for &item in items {
                    let Setting::Text(text) = self.setting(item) else { return Setting::Other };
                    texts.push(text);
                }
                Setting::List(texts)
            }
            _ => Setting::Other,
        }
    }

    fn add(&mut self, kind: Kind, span: Span) -> usize {
        self.nodes.push(Node { kind, span });
        self.nodes.len() - 1
    }
}

struct Reader<'a> {
    source: Source<'a>,
    document: Document,
    /// The names of the header or key that is being read.
    path: Vec<(Rc<str>, Span)>,
    /// The table that the last header opened, then the arrays and inline tables that are open.
    open: Vec<usize>,
    /// Where the last header begins.
    start: usize,
    fault: Option<ParseError>,
}

impl Reader<'_> {
    fn take(&mut self, event: Event) {
        let span = event.span();
        let Some(raw) = self.source.get(event) else { return };
        match event.kind() {
            EventKind::SimpleKey => {
                let mut name = Cow::default();
                raw.decode_key(&mut name, &mut self.fault);
                self.path.push((name.into(), span));
            }
            EventKind::Scalar => {
                let mut text = Cow::default();
                let kind = raw.decode_scalar(&mut text, &mut self.fault);
                if raw.as_str().contains("\r\n") {
                    text = text.replace("\r\n", "\n").into();
                }
                let setting = self.scalar(kind, text, span);
                self.put(Kind::Scalar(setting), span);
            }
            EventKind::ArrayOpen => {
                self.open(Kind::Array { items: Vec::new(), grows: false }, span)
            }
            EventKind::InlineTableOpen => self.open(Kind::table(Made::Inline), span),
            EventKind::ArrayClose | EventKind::InlineTableClose => {
                let node = self.open.pop().and_then(|node| self.document.nodes.get_mut(node));
                if let Some(node) = node {
                    node.span = node.span.append(span);
                }
            }
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                self.start = span.start();
                self.path.clear();
            }
            EventKind::StdTableClose => self.header(false, span),
            EventKind::ArrayTableClose => self.header(true, span),
            EventKind::Comment => raw.decode_comment(&mut self.fault),
            EventKind::Newline => raw.decode_newline(&mut self.fault),
            _ => {}
        }
    }

    fn open(&mut self, kind: Kind, span: Span) {
        let node = self.put(kind, span);
        self.open.push(node);
    }

    /// Adds a value to the innermost array, or to the innermost table under the key that was read.
    fn put(&mut self, kind: Kind, span: Span) -> usize {
        let node = self.document.add(kind, span);
        let around = self.open.last().copied().unwrap_or_default();
        if let Some(Node { kind: Kind::Array { items, .. }, .. }) =
            self.document.nodes.get_mut(around)
        {
            items.push(node);
        } else if let Some((table, name, span)) = self.walk(around, Some(around)) {
            self.name(table, name, node, span);
        }
        node
    }

    /// Opens the table of a header.
    fn header(&mut self, array: bool, close: Span) {
        let Some((around, name, at)) = self.walk(Document::ROOT, None) else { return };
        let span = Span::new_unchecked(self.start, close.end());
        let known = self.document.child(around, &name);
        let next = self.document.nodes.len();
        let table = match known.and_then(|node| self.document.nodes.get_mut(node)) {
            Some(Node { kind: Kind::Table { made, .. }, span: first })
                if !array && *made == Made::Implied =>
            {
                *made = Made::Header;
                *first = span;
                known
            }
            Some(Node { kind: Kind::Array { items, grows: true }, .. }) if array => {
                items.push(next);
                Some(self.document.add(Kind::table(Made::Header), span))
            }
            _ => {
                let table = self.document.add(Kind::table(Made::Header), span);
                let whole = match array {
                    true => {
                        self.document.add(Kind::Array { items: vec![table], grows: true }, span)
                    }
                    false => table,
                };
                self.name(around, name, whole, at);
                Some(table)
            }
        };
        self.open = table.into_iter().collect();
    }

    /// Goes along the path that was read as far as the table of its last name, making what is missing.
    /// `by` is the table whose dotted key it is, none for a header.
    fn walk(&mut self, from: usize, by: Option<usize>) -> Option<(usize, Rc<str>, Span)> {
        let mut path = std::mem::take(&mut self.path);
        let (last, span) = path.pop()?;
        let mut table = from;
        for (name, span) in path {
            let known = self.document.child(table, &name);
            let next = match known.and_then(|node| self.document.nodes.get_mut(node)) {
                None => {
                    let made = by.map_or(Made::Implied, Made::Dotted);
                    let node = self.document.add(Kind::table(made), span);
                    self.name(table, name, node, span);
                    Some(node)
                }
                Some(Node { kind: Kind::Table { made, .. }, .. }) => match by {
                    None => known.filter(|_| *made != Made::Inline),
                    Some(by) if *made == Made::Implied || *made == Made::Dotted(by) => {
                        *made = Made::Dotted(by);
                        known
                    }
                    Some(_) => None,
                },
                Some(Node { kind: Kind::Array { items, grows: true }, .. }) if by.is_none() => {
                    items.last().copied()
                }
                Some(_) => None,
            };
            match next {
                Some(next) => table = next,
                None => {
                    self.refuse("the name is taken", span);
                    return None;
                }
            }
        }
        Some((table, last, span))
    }

    fn name(&mut self, table: usize, name: Rc<str>, node: usize, span: Span) {
        let table = self.document.nodes.get_mut(table);
        if let Some(Node { kind: Kind::Table { names, .. }, .. }) = table
            && names.insert(name, node).is_some()
        {
            self.refuse("the name is taken", span);
        }
    }

    fn scalar(&mut self, kind: ScalarKind, text: Cow<'_, str>, span: Span) -> Setting {
        match kind {
            ScalarKind::String => return Setting::Text(text.into_owned()),
            ScalarKind::Boolean(switch) => return Setting::Switch(switch),
            ScalarKind::Integer(radix) => match i64::from_str_radix(&text, radix.value()) {
                Ok(number) => return Setting::Number(number),
                // Beyond 64 bits is no setting's number; without digits, or with others, it is none.
                Err(error) => match error.kind() {
                    IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => {}
                    _ => self.refuse("not a number", span),
                },
            },
            ScalarKind::DateTime if !is_moment(&text) => self.refuse("not a date or time", span),
            _ => {}
        }
        Setting::Other
    }

    fn refuse(&mut self, why: &'static str, span: Span) {
        self.fault.report_error(ParseError::new(why).with_unexpected(span));
    }
}

/// Whether a text has the form of a date, a time, or both, of which the reader checks only the beginning.
fn is_moment(text: &str) -> bool {
    let shape = text.replace(|c: char| c.is_ascii_digit(), "0");
    let (is_dated, time) = match shape.strip_prefix("0000-00-00") {
        Some("") => return true,
        Some(rest) => (true, rest.strip_prefix(['T', 't', ' '])),
        None => (false, Some(&*shape)),
    };
    let Some(rest) = time.and_then(|time| time.strip_prefix("00:00:00")) else { return false };
    let zone = match rest.strip_prefix(".0") {
        Some(rest) => rest.trim_start_matches('0'),
        None => rest,
    };
    zone.is_empty() || is_dated && matches!(zone, "Z" | "z" | "+00:00" | "-00:00")
}

/// Where a fault is.
pub(super) fn place(fault: &ParseError) -> Span {
    fault.unexpected().or(fault.context()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, path: &[&str]) -> Setting {
        let document = Document::read(text).unwrap();
        let found = path.iter().try_fold(Document::ROOT, |node, name| document.child(node, name));
        document.setting(found.unwrap())
    }

    fn text(text: &str) -> Setting {
        Setting::Text(text.to_owned())
    }

    #[test]
    fn values_are_read() {
        let file = r#"
            a = 'x\y'
            "b c" = "\u00e9\t"
            c = """
one\
              two"""
            d = '''
'q''''
            e.f.g = 0x1f
            e.f.h = -1_000
            i = [ 'p',  # c
                  "q", ]
            j = {k = true, l.m = ['n', 1]}
        "#;
        assert_eq!(read("a = \"\"\"b\r\nc\"\"\"\r\n", &["a"]), text("b\nc"));
        let of = |path: &[&str]| read(file, path);
        assert_eq!(of(&["a"]), text("x\\y"));
        assert_eq!(of(&["b c"]), text("é\t"));
        assert_eq!(of(&["c"]), text("onetwo"));
        assert_eq!(of(&["d"]), text("'q'"));
        assert_eq!(of(&["e", "f", "g"]), Setting::Number(31));
        assert_eq!(of(&["e", "f", "h"]), Setting::Number(-1000));
        assert_eq!(of(&["i"]), Setting::List(vec!["p".to_owned(), "q".to_owned()]));
        assert_eq!(of(&["j", "k"]), Setting::Switch(true));
        assert_eq!(of(&["j", "l", "m"]), Setting::Other);
        for other in [
            "1.5",
            "-inf",
            "2024-02-29",
            "07:32:00.5",
            "2024-02-29 07:32:00+01:00",
            "9223372036854775808",
        ] {
            assert_eq!(read(&format!("a = {other}"), &["a"]), Setting::Other, "{other}");
        }
    }

    #[test]
    fn tables_are_put_together_as_tomllib_does() {
        let file = "[a.b.c]\nx = '1'\n[a]\nb.y = '2'\n[[d]]\n[d.e]\nz = '3'\n[[d]]\ne.z = '4'\n";
        assert_eq!(read(file, &["a", "b", "c", "x"]), text("1"));
        assert_eq!(read(file, &["a", "b", "y"]), text("2"));
        let document = Document::read(file).unwrap();
        let tables = document.items(document.child(Document::ROOT, "d").unwrap());
        let z = |&table: &usize| document.child(document.child(table, "e")?, "z");
        let found: Vec<_> = tables.iter().filter_map(z).map(|z| document.setting(z)).collect();
        assert_eq!(found, [text("3"), text("4")]);
    }

    #[test]
    fn what_tomllib_refuses_is_refused_where_it_is() {
        for (text, start) in [
            ("a = 1\na = 2", 6),
            ("a = 1\n'a'.b = 2", 6),
            ("a.b = 1\n[a]", 9),
            ("[a]\n[a]", 5),
            ("[a]\n[[a]]", 6),
            ("[[a]]\n[a]", 7),
            ("a = []\n[[a]]", 9),
            ("a = {b.c = 1}\n[a.b.d]", 15),
            ("a = {b = 1, b = 2}", 12),
            ("[a.b]\n[a]\nb.c = 1", 10),
            ("[a]\nb.c = 1\n[a.b]", 15),
            ("a = 0x", 4),
            ("a = 2024-1-1", 4),
            ("a = 1\na = 2\nb = [,]", 6),
            ("a = [", 5),
            ("a = 01", 4),
            ("a = b", 4),
        ] {
            assert_eq!(place(&Document::read(text).unwrap_err()).start(), start, "{text}");
        }
    }
}
