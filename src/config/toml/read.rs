//! TOML as Alembic reads it, with `tomllib`: every value's kind, and the value itself where settings have such.

use std::collections::HashMap;
use std::ops::Range;

/// Brackets inside one another, or names in a dotted key, beyond which a file is not read: the reader goes as
/// deep as they do.
const MAX_NESTING: usize = 64;

/// A value, and where it stands.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) node: Node,
    pub(super) place: Range<usize>,
}

impl Item {
    pub(super) fn into_table(self) -> Option<Table> {
        match self.node {
            Node::Table(table) => Some(table),
            _ => None,
        }
    }
}

#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    Number(i64),
    Switch(bool),
    List(Vec<Item>),
    Table(Table),
    /// What `[[a]]` adds to.
    Tables(Vec<Table>),
    /// A float, a date or a time.
    Other,
}

/// A table and how it came about, which decides what may still be added to it.
#[derive(Debug, Default)]
pub(super) struct Table {
    entries: HashMap<String, Item>,
    origin: Origin,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Origin {
    /// `a` of `[a.b]`.
    #[default]
    Implied,
    /// `[a]`.
    Header,
    /// `a` of `a.b = 1`.
    Dotted,
    /// `{}`.
    Inline,
}

impl Table {
    pub(super) fn remove(&mut self, name: &str) -> Option<Item> {
        self.entries.remove(name)
    }

    pub(super) fn into_entries(self) -> HashMap<String, Item> {
        self.entries
    }
}

/// Why a text is not TOML, and where.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) message: &'static str,
    pub(super) at: usize,
}

/// Reads a whole file.
pub(super) fn read(text: &str) -> Result<Table, Fault> {
    let mut root = Table::default();
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.entries(&mut root)?;
    while reader.at < text.len() {
        let table = reader.header(&mut root)?;
        reader.entries(table)?;
    }
    Ok(root)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn fault<T>(&self, message: &'static str) -> Result<T, Fault> {
        Err(Fault { message, at: self.at })
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Steps over this text if it comes next.
    fn eat(&mut self, text: &str) -> bool {
        let comes = self.rest().starts_with(text);
        if comes {
            self.at += text.len();
        }
        comes
    }

    fn require(&mut self, text: &str, message: &'static str) -> Result<(), Fault> {
        if self.eat(text) { Ok(()) } else { self.fault(message) }
    }

    /// Steps over the longest text of such characters.
    fn take(&mut self, wanted: fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn blanks(&mut self) {
        self.take(|c| matches!(c, ' ' | '\t'));
    }

    fn newline(&mut self) -> bool {
        self.eat("\n") || self.eat("\r\n")
    }

    fn comment(&mut self) {
        if self.eat("#") {
            self.take(|c| c != '\r' && is_allowed(c));
        }
    }

    /// Steps over blanks, comments and empty lines.
    fn empty_lines(&mut self) {
        loop {
            self.blanks();
            self.comment();
            if !self.newline() {
                return;
            }
        }
    }

    fn end_of_line(&mut self) -> Result<(), Fault> {
        self.blanks();
        self.comment();
        if self.newline() || self.rest().is_empty() {
            return Ok(());
        }
        self.fault("the line should end here")
    }

    /// The lines up to the next header.
    fn entries(&mut self, table: &mut Table) -> Result<(), Fault> {
        loop {
            self.empty_lines();
            if self.rest().is_empty() || self.rest().starts_with('[') {
                return Ok(());
            }
            self.entry(table)?;
            self.end_of_line()?;
        }
    }

    /// `[a.b]` or `[[a.b]]`; the table that the lines below it fill.
    fn header<'t>(&mut self, root: &'t mut Table) -> Result<&'t mut Table, Fault> {
        let start = self.at;
        let adds = self.eat("[[");
        if !adds {
            self.require("[", "a table's name in brackets should stand here")?;
        }
        let (names, name) = self.key()?;
        self.require(if adds { "]]" } else { "]" }, "the brackets are not closed")?;
        self.end_of_line()?;
        let twice = Err(Fault { message: "this name has a value already", at: start });
        let mut table = root;
        for name in names {
            match inner(table, name, Origin::Implied) {
                Some(found) if found.origin != Origin::Inline => table = found,
                _ => return twice,
            }
        }
        if adds {
            let place = start..self.at;
            let list = Item { node: Node::Tables(Vec::new()), place };
            if let Node::Tables(tables) = &mut table.entries.entry(name).or_insert(list).node {
                tables.push(Table::default());
                return tables.last_mut().map_or(twice, Ok);
            }
            return twice;
        }
        if matches!(table.entries.get(&name), Some(Item { node: Node::Tables(_), .. })) {
            return twice;
        }
        match inner(table, name, Origin::Implied) {
            Some(found) if found.origin == Origin::Implied => {
                found.origin = Origin::Header;
                Ok(found)
            }
            _ => twice,
        }
    }

    /// `a.b = value`.
    fn entry(&mut self, table: &mut Table) -> Result<(), Fault> {
        let start = self.at;
        let (names, name) = self.key()?;
        self.require("=", "a '=' should stand here")?;
        self.blanks();
        let value = self.value()?;
        let twice = Err(Fault { message: "this name has a value already", at: start });
        let mut table = table;
        for name in names {
            match inner(table, name, Origin::Dotted) {
                Some(found) if found.origin == Origin::Dotted => table = found,
                _ => return twice,
            }
        }
        match table.entries.insert(name, value) {
            None => Ok(()),
            Some(_) => twice,
        }
    }

    /// A dotted key: the names before the last, and the last.
    fn key(&mut self) -> Result<(Vec<String>, String), Fault> {
        let mut names = Vec::new();
        loop {
            self.blanks();
            let name = match self.rest().bytes().next() {
                Some(b'"' | b'\'') => self.string(false)?,
                _ => self.take(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).to_owned(),
            };
            let quoted = self.text.get(..self.at).is_some_and(|read| read.ends_with(['"', '\'']));
            if name.is_empty() && !quoted {
                return self.fault("a name should stand here");
            }
            self.blanks();
            if !self.eat(".") {
                return Ok((names, name));
            }
            names.push(name);
            if names.len() > MAX_NESTING {
                return self.fault("too many names in one another");
            }
        }
    }

    fn value(&mut self) -> Result<Item, Fault> {
        let start = self.at;
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return self.fault("too many brackets in one another");
        }
        let node = match self.rest().bytes().next() {
            Some(b'"' | b'\'') => Node::Text(self.string(true)?),
            Some(b'[') => Node::List(self.list()?),
            Some(b'{') => Node::Table(self.inline_table()?),
            _ => self.word()?,
        };
        self.depth -= 1;
        Ok(Item { node, place: start..self.at })
    }

    fn list(&mut self) -> Result<Vec<Item>, Fault> {
        self.eat("[");
        let mut items = Vec::new();
        loop {
            self.empty_lines();
            if self.eat("]") {
                return Ok(items);
            }
            items.push(self.value()?);
            self.empty_lines();
            if !self.eat(",") && !self.rest().starts_with(']') {
                return self.fault("a ',' or a ']' should stand here");
            }
        }
    }

    fn inline_table(&mut self) -> Result<Table, Fault> {
        self.eat("{");
        let mut table = Table::default();
        self.blanks();
        let mut closed = self.eat("}");
        while !closed {
            self.entry(&mut table)?;
            self.blanks();
            closed = self.eat("}");
            if !closed {
                self.require(",", "a ',' or a '}' should stand here")?;
            }
        }
        table.origin = Origin::Inline;
        Ok(table)
    }

    /// A value without quotes or brackets.
    fn word(&mut self) -> Result<Node, Fault> {
        let start = self.at;
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-' | '.' | ':');
        let mut word = self.take(part);
        let is_date =
            |word: &str| word.len() == 10 && word.as_bytes().get(4).copied() == Some(b'-');
        // between a date and its time there may be a space
        if is_date(word)
            && self
                .rest()
                .strip_prefix(' ')
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        {
            self.at += 1;
            self.take(part);
            word = self.text.get(start..self.at).unwrap_or_default();
        }
        let node = match word {
            "true" => Some(Node::Switch(true)),
            "false" => Some(Node::Switch(false)),
            _ => number(word).map(Node::Number).or_else(|| is_other(word).then_some(Node::Other)),
        };
        self.at = if node.is_some() { self.at } else { start };
        node.map_or_else(|| self.fault("this is not a value"), Ok)
    }

    /// A string with its quotes; three of them may begin one of several lines.
    fn string(&mut self, several_lines: bool) -> Result<String, Fault> {
        let quote = if self.rest().starts_with('"') { '"' } else { '\'' };
        let three = if quote == '"' { "\"\"\"" } else { "'''" };
        let long = several_lines && self.eat(three);
        if long {
            self.newline();
        } else {
            self.at += 1;
        }
        let mut text = String::new();
        loop {
            if long && self.eat(three) {
                // up to two quotes may stand before those that close the string
                for _ in 0..2 {
                    if self.rest().starts_with(quote) {
                        text.push(quote);
                        self.at += 1;
                    }
                }
                return Ok(text);
            }
            if long && self.newline() {
                text.push('\n');
                continue;
            }
            match self.rest().chars().next() {
                Some(c) if c == quote && !long => {
                    self.at += 1;
                    return Ok(text);
                }
                Some('\\') if quote == '"' => self.escape(&mut text, long)?,
                Some(c) if is_allowed(c) => {
                    text.push(c);
                    self.at += c.len_utf8();
                }
                _ => {
                    return self.fault(
                        "a string is not closed, or has a character that has to be escaped",
                    );
                }
            }
        }
    }

    /// A backslash and what it stands for.
    fn escape(&mut self, text: &mut String, long: bool) -> Result<(), Fault> {
        let start = self.at;
        self.at += 1;
        let letter = self.rest().chars().next().unwrap_or_default();
        let digits = match letter {
            ' ' | '\t' | '\r' | '\n' if long => {
                self.blanks();
                if !self.newline() {
                    return self.fault("only the end of the line may follow this backslash");
                }
                while !self.take(|c| matches!(c, ' ' | '\t')).is_empty() || self.newline() {}
                return Ok(());
            }
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        self.at += letter.len_utf8();
        let plain = match letter {
            'b' => Some('\u{8}'),
            't' => Some('\t'),
            'n' => Some('\n'),
            'f' => Some('\u{c}'),
            'r' => Some('\r'),
            '"' | '\\' => Some(letter),
            _ if digits > 0 => {
                let code = self.rest().get(..digits).unwrap_or_default();
                self.at += code.len();
                let hex = code.bytes().all(|byte| byte.is_ascii_hexdigit());
                u32::from_str_radix(code, 16).ok().filter(|_| hex).and_then(char::from_u32)
            }
            _ => None,
        };
        let Some(plain) = plain else {
            self.at = start;
            return self.fault("there is no such escape");
        };
        text.push(plain);
        Ok(())
    }
}

/// The table of this name in another, made where there is none; the last one where there are several.
fn inner(table: &mut Table, name: String, origin: Origin) -> Option<&mut Table> {
    let made = || Item { node: Node::Table(Table { origin, ..Table::default() }), place: 0..0 };
    match &mut table.entries.entry(name).or_insert_with(made).node {
        Node::Table(table) => Some(table),
        Node::Tables(tables) => tables.last_mut(),
        _ => None,
    }
}

fn is_allowed(c: char) -> bool {
    c == '\t' || !c.is_ascii_control()
}

/// An integer, in any of the four bases.
fn number(word: &str) -> Option<i64> {
    let split = |digits: &str| digits.split('_').all(|part| !part.is_empty());
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    let (base, digits) = match unsigned.get(..2) {
        Some("0x") => (16, word.get(2..)),
        Some("0o") => (8, word.get(2..)),
        Some("0b") => (2, word.get(2..)),
        Some(two) if two.starts_with('0') => return None,
        _ => (10, Some(word)),
    };
    let digits = digits.filter(|digits| split(digits))?.replace('_', "");
    i64::from_str_radix(&digits, base).ok()
}

/// Whether it is a float, a date or a time.
fn is_other(word: &str) -> bool {
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    match unsigned {
        "inf" | "nan" => true,
        _ if !unsigned.starts_with(|c: char| c.is_ascii_digit()) => false,
        _ if unsigned.contains(':') || unsigned.as_bytes().get(4).copied() == Some(b'-') => {
            word.chars().all(|c| c.is_ascii_digit() || "-+:. TtZz".contains(c))
        }
        _ if unsigned.starts_with('0')
            && unsigned.as_bytes().get(1).copied().is_some_and(|c| c.is_ascii_digit()) =>
        {
            false
        }
        _ => unsigned.replace('_', "").parse::<f64>().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value of `a`, or what is wrong and where.
    fn a(text: &str) -> Result<String, String> {
        let mut table = read(text).map_err(|fault| format!("{} at {}", fault.message, fault.at))?;
        Ok(table.remove("a").map_or(String::new(), |item| shown(item.node)))
    }

    fn shown(node: Node) -> String {
        match node {
            Node::Text(text) => format!("{text:?}"),
            Node::Number(number) => number.to_string(),
            Node::Switch(switch) => switch.to_string(),
            Node::List(items) => {
                let items: Vec<String> = items.into_iter().map(|item| shown(item.node)).collect();
                format!("[{}]", items.join(" "))
            }
            Node::Table(table) => of_table(table),
            Node::Tables(tables) => tables.into_iter().map(of_table).collect(),
            Node::Other => "?".to_owned(),
        }
    }

    fn of_table(table: Table) -> String {
        let shown = |(name, item): (String, Item)| format!("{name}={}", shown(item.node));
        let mut entries: Vec<_> = table.into_entries().into_iter().map(shown).collect();
        entries.sort();
        format!("{{{}}}", entries.join(" "))
    }

    #[test]
    fn values() {
        for (text, value) in [
            ("a = 1_000 # one", "1000"),
            ("a=-5", "-5"),
            ("a = 0xfF", "255"),
            ("a = 0", "0"),
            ("a = true", "true"),
            ("a = 1.5e3", "?"),
            ("a = -inf", "?"),
            ("a = 99999999999999999999", "?"),
            ("a = 1979-05-27 07:32:00.5Z", "?"),
            ("a = 07:32:00", "?"),
            ("a = [1, [2,], # two\n\n 'x' ]\r\nb = 1", "[1 [2] \"x\"]"),
            ("a = {b.c = 1, 'd e' = {}}", "{b={c=1} d e={}}"),
            ("\"a\".b = 1\na.'' = 2", "{=2 b=1}"),
        ] {
            assert_eq!(a(text).as_deref(), Ok(value), "{text}");
        }
    }

    #[test]
    fn strings() {
        for (text, value) in [
            ("a = 'b\\n'", "b\\n"),
            ("a = \"b\\n\\u00e9\\U0001F600\\\\\"", "b\né😀\\"),
            ("a = \"\"\"\nb\r\n\"c\"\"\"\"", "b\n\"c\""),
            ("a = \"\"\"b \\  \n\n   c\"\"\"", "b c"),
            ("a = '''\n'b'\n'''", "'b'\n"),
            ("a = ''", ""),
        ] {
            assert_eq!(a(text), Ok(format!("{value:?}")), "{text}");
        }
    }

    #[test]
    fn tables() {
        for (text, value) in [
            ("[a]\nb = 1\n[a.c]\nd = 2", "{b=1 c={d=2}}"),
            ("[a.c]\nd = 2\n[ a ]\nb = 1", "{b=1 c={d=2}}"),
            ("[[a]]\nb = 1\n[a.c]\n[[a]]", "{b=1 c={}}{}"),
            ("[x]\na = 1", ""),
        ] {
            assert_eq!(a(text).as_deref(), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_toml_is_refused_where_it_stands() {
        for (text, at) in [
            ("a = 1\na = 2", 6),
            ("[a]\n[a]", 4),
            ("a = [1]\n[[a]]", 8),
            ("a = {}\n[a.b]", 7),
            ("[a.b]\n[x]\n[a]\nb.c = 1", 14),
            ("a", 1),
            ("a =", 3),
            ("a = 1 2", 6),
            ("a = 01", 4),
            ("a = yes", 4),
            ("a = [1 2]", 7),
            ("a = 'b\n'", 6),
            ("a = \"\\x\"", 5),
            ("a = \"\\ud800\"", 5),
            ("[a", 2),
            ("a.", 2),
            ("a = {b = 1,}", 11),
        ] {
            let fault = read(text).err().map(|fault| fault.at);
            assert_eq!(fault, Some(at), "{text}");
        }
        for deep in ["a=[", "a.", "a={a="] {
            assert!(read(&(deep.to_owned() + &deep[1..].repeat(100_000))).is_err());
        }
        assert!(read(&("a=".to_owned() + &"[".repeat(100_000))).is_err());
    }
}
