//! The `[tool.alembic]` table of a pyproject.toml: as much of TOML as its settings are written in.

use std::collections::BTreeMap;

use super::ini::Fault;

/// A value of the table; what Alembic has no use for is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A string.
    Text(String),
    /// An array of strings.
    List(Vec<String>),
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Number(i64),
}

/// The settings of `[tool.alembic]`; `None` where the file has no such table.
pub fn parse(text: &str) -> (Option<BTreeMap<String, Value>>, Vec<Fault>) {
    let mut found: Option<BTreeMap<String, Value>> = None;
    let mut faults = Vec::new();
    let mut inside = false;
    let mut scan = Scan { text, at: 0 };
    loop {
        scan.blank();
        let start = scan.at;
        let Some(first) = scan.peek() else { break };
        if first == '[' {
            let header = scan.line();
            inside =
                header.split('#').next().unwrap_or("").trim().replace(' ', "") == "[tool.alembic]";
            if inside {
                found.get_or_insert_default();
            }
            continue;
        }
        let pair = scan.pair();
        match (inside, pair) {
            (true, Some((key, Some(value)))) => {
                found.get_or_insert_default().insert(key, value);
            }
            (true, None) => {
                faults.push(Fault {
                    message: "a line of [tool.alembic] cannot be read".into(),
                    at: start,
                });
                scan.line();
            }
            (false, None) => {
                scan.line();
            }
            _ => {}
        }
        if scan.at == start {
            scan.line();
        }
    }
    (found, faults)
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// White space, line ends and comments.
    fn blank(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if !trimmed.starts_with('#') {
                return;
            }
            self.line();
        }
    }

    /// The rest of the line, and its end.
    fn line(&mut self) -> &'a str {
        let rest = self.rest();
        let line = rest.split_inclusive('\n').next().unwrap_or("");
        self.at += line.len();
        line
    }

    /// `key = value`; the value is `None` where it is of a kind that is not kept.
    fn pair(&mut self) -> Option<(String, Option<Value>)> {
        let key = match self.peek()? {
            '"' | '\'' => self.string()?,
            _ => self.word(),
        };
        self.spaces();
        if key.is_empty() || !self.take("=") {
            return None;
        }
        self.spaces();
        let value = self.value();
        Some((key, value))
    }

    fn spaces(&mut self) {
        while self.take(" ") || self.take("\t") {}
    }

    fn word(&mut self) -> String {
        let rest = self.rest();
        let end =
            rest.find(|c: char| !(c.is_alphanumeric() || "_-.+".contains(c))).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or("").to_owned()
    }

    fn value(&mut self) -> Option<Value> {
        match self.peek()? {
            '"' | '\'' => self.string().map(Value::Text),
            '[' => self.list(),
            '{' => {
                self.line();
                None
            }
            _ => {
                let word = self.word();
                match word.as_str() {
                    "true" => Some(Value::Bool(true)),
                    "false" => Some(Value::Bool(false)),
                    _ => word.replace('_', "").parse().ok().map(Value::Number),
                }
            }
        }
    }

    /// An array; one that holds anything but strings is passed over.
    fn list(&mut self) -> Option<Value> {
        self.take("[");
        let mut items = Vec::new();
        loop {
            self.blank();
            match self.peek()? {
                ']' => {
                    self.take("]");
                    return Some(Value::List(items));
                }
                ',' => {
                    self.take(",");
                }
                '"' | '\'' => items.push(self.string()?),
                _ => {
                    self.line();
                    return None;
                }
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        for (quote, escapes) in [("\"\"\"", true), ("'''", false), ("\"", true), ("'", false)] {
            if self.take(quote) {
                return self.until(quote, escapes);
            }
        }
        None
    }

    fn until(&mut self, quote: &str, escapes: bool) -> Option<String> {
        let mut out = String::new();
        if quote.len() == 3 {
            let _ = self.take("\r\n") || self.take("\n");
        }
        loop {
            if self.take(quote) {
                return Some(out);
            }
            let c = self.peek()?;
            if c == '\n' && quote.len() == 1 {
                return None;
            }
            self.at += c.len_utf8();
            if c == '\\' && escapes {
                let escaped = self.peek()?;
                self.at += escaped.len_utf8();
                match escaped {
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    'r' => out.push('\r'),
                    other => out.push(other),
                }
            } else {
                out.push(c);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_alembic_is_found_among_others() {
        let text = "[project]\nname = \"x\"\nlist = [1, 2]\n[tool.alembic]\nscript_location = \"%(here)s/db\" # c\n\
            version_locations = [\n  'a', # one\n  'b',\n]\nrecursive_version_locations = true\n\
            truncate_slug_length = 40\n[[tool.alembic.post_write_hooks]]\nname = 'black'\n[tool.other]\nx = 1\n";
        let (found, faults) = parse(text);
        let found = found.unwrap();
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(found["script_location"], Value::Text("%(here)s/db".into()));
        assert_eq!(found["version_locations"], Value::List(vec!["a".into(), "b".into()]));
        assert_eq!(found["recursive_version_locations"], Value::Bool(true));
        assert_eq!(found["truncate_slug_length"], Value::Number(40));
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn without_the_table_there_is_nothing() {
        assert_eq!(parse("[tool.black]\nline-length = 88\n").0, None);
        assert_eq!(parse("a = '''\n[tool.alembic]\n'''\n").0, None);
        assert!(parse("[tool.alembic]\n= 3\n").1.len() == 1);
    }
}
