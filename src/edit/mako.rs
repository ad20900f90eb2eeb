//! Templates of the Mako kind, made into Python that the evaluator can run (`mako.lexer.Lexer`).

use crate::sorting;
use rustc_hash::FxHashSet;

use crate::platform;

/// Why a template cannot be made into Python, and at which byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) at: usize,
}

/// A template as Python.
#[derive(Debug, Clone, Default)]
pub(super) struct Program {
    pub(super) source: String,
    places: Vec<Place>,
}

/// A piece of the program that was taken from the template as it stands there.
#[derive(Debug, Clone, Copy)]
struct Place {
    made: usize,
    given: usize,
    length: usize,
}

impl Program {
    /// The bytes of the template that bytes of the program come from.
    pub(super) fn given(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let touches = |place: &&Place| place.made <= end && place.made + place.length >= start;
        let place = self.places.iter().find(touches)?;
        let at = |made: usize| place.given + made.saturating_sub(place.made).min(place.length);
        Some((at(start), at(end)))
    }

    fn verbatim(&mut self, text: &str, given: usize) {
        self.places.push(Place { made: self.source.len(), given, length: text.len() });
        self.source.push_str(text);
    }

    fn append(&mut self, other: &Program) {
        let made = self.source.len();
        self.places.extend(other.places.iter().map(|p| Place { made: p.made + made, ..*p }));
        self.source.push_str(&other.source);
    }
}

/// The names that every program begins with; `__M_` is Mako's own mark for such names.
const HEAD: &str = "from limbeck_edit import *\n\
                    from limbeck_edit import __M_write, __M_name, __M_escape, __M_trim\n";
/// Lines that open a block, and the words that may divide it.
const BLOCKS: &[(&str, &[&str])] = &[
    ("if", &["else", "elif"]),
    ("for", &["else"]),
    ("while", &[]),
    ("try", &["except", "finally"]),
    ("with", &[]),
];
/// Tags that lead out of a single template; none is guessed at.
const TAGS: &[&str] =
    &["def", "block", "include", "inherit", "namespace", "page", "call", "text", "doc"];
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// Makes a template into Python.
pub(super) fn compile(template: &str) -> Result<Program, Fault> {
    let mut compiler = Compiler {
        text: template,
        at: 0,
        open: Vec::new(),
        module: Program::default(),
        body: Program::default(),
        names: FxHashSet::default(),
    };
    compiler.at = coding_line(template);
    compiler.run()?;
    let mut program = Program { source: HEAD.to_owned(), places: Vec::new() };
    program.append(&compiler.module);
    let mut names: Vec<&str> = compiler.names.into_iter().collect();
    sorting::sort(&mut names);
    for name in names {
        for part in ["try:\n    ", name, "\nexcept NameError:\n    ", name, " = __M_name('"] {
            program.source.push_str(part);
        }
        program.source.push_str(name);
        program.source.push_str("')\n");
    }
    program.append(&compiler.body);
    Ok(program)
}

/// A first line that names an encoding is no part of the template.
fn coding_line(text: &str) -> usize {
    let Some((line, _)) = text.split_once('\n') else { return 0 };
    let names = line.starts_with('#')
        && line.match_indices("coding").any(|(at, word)| {
            let rest = line.get(at + word.len()..).unwrap_or("").strip_prefix([':', '=']);
            rest.is_some_and(|rest| {
                let name = rest.trim_start();
                name.starts_with(|c: char| platform::is_alphanumeric(c) || "-_.".contains(c))
            })
        });
    if names { line.len() + 1 } else { 0 }
}

struct Compiler<'t> {
    text: &'t str,
    at: usize,
    /// The control lines that are open.
    open: Vec<&'static str>,
    /// What stands in `<%! %>`.
    module: Program,
    body: Program,
    names: FxHashSet<&'t str>,
}

impl<'t> Compiler<'t> {
    fn run(&mut self) -> Result<(), Fault> {
        while self.at < self.text.len() {
            let known = self.expression()?
                || self.control_line()?
                || self.tag()?
                || self.block()?
                || self.percent();
            if !known {
                self.plain();
            }
        }
        match self.open.last() {
            Some(word) => self.fault(format!("'% {word}' has no '% end{word}'"), self.at),
            None => Ok(()),
        }
    }

    fn fault<T>(&self, message: impl Into<String>, at: usize) -> Result<T, Fault> {
        Err(Fault { message: message.into(), at })
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or("")
    }

    fn rest(&self) -> &'t str {
        self.slice(self.at, self.text.len())
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    fn starts_line(&self) -> bool {
        self.at == 0 || self.byte(self.at - 1) == b'\n'
    }

    fn blanks(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), b' ' | b'\t') {
            at += 1;
        }
        at
    }

    /// Length of a line's end at this place.
    fn line_end(&self, at: usize) -> Option<usize> {
        match (self.byte(at), self.byte(at + 1)) {
            (b'\n', _) => Some(1),
            (b'\r', b'\n') => Some(2),
            _ => None,
        }
    }

    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.indent();
        self.body.source.push_str("__M_write('");
        for c in text.chars() {
            match c {
                '\n' => self.body.source.push_str("\\n"),
                '\r' => self.body.source.push_str("\\r"),
                '\\' | '\'' => {
                    self.body.source.push('\\');
                    self.body.source.push(c);
                }
                c => self.body.source.push(c),
            }
        }
        self.body.source.push_str("')\n");
    }

    fn indent(&mut self) {
        for _ in &self.open {
            self.body.source.push_str("    ");
        }
    }

    /// `${expression}`, `${expression | filters}`.
    fn expression(&mut self) -> Result<bool, Fault> {
        if !self.rest().starts_with("${") {
            return Ok(false);
        }
        let start = self.at;
        self.at += 2;
        let (from, to, end) = self.until(true, &["|", "}"], start)?;
        let mut filters = "";
        if end == "|" {
            let (from, to, _) = self.until(true, &["}"], start)?;
            filters = self.slice(from, to).trim();
        }
        let code = self.slice(from, to);
        self.note_names(code);
        self.note_names(filters);
        let filters = arguments(filters);
        let mut calls: Vec<&str> = Vec::new();
        if !filters.contains(&"n") {
            calls.push("str");
        }
        for filter in filters {
            calls.push(match filter {
                "n" | "" => continue,
                "str" | "unicode" => "str",
                "trim" => "__M_trim",
                "h" | "x" => "__M_escape",
                "u" | "entity" => {
                    return self.fault(format!("the filter '{filter}' is not known"), start);
                }
                other => other,
            });
        }
        self.indent();
        self.body.source.push_str("__M_write(");
        for call in calls.iter().rev() {
            self.body.source.push_str(call);
            self.body.source.push('(');
        }
        self.body.source.push('(');
        self.body.verbatim(code, from);
        self.body.source.push_str("\n)");
        calls.iter().for_each(|_| self.body.source.push(')'));
        self.body.source.push_str(")\n");
        Ok(true)
    }

    /// `% if ...:` and `## comment`.
    fn control_line(&mut self) -> Result<bool, Fault> {
        let mut at = self.blanks(self.at);
        let comment = self.byte(at) == b'#' && self.byte(at + 1) == b'#';
        let control = self.byte(at) == b'%' && self.byte(at + 1) != b'%';
        if !self.starts_line() || !(comment || control) {
            return Ok(false);
        }
        at = self.blanks(at + if comment { 2 } else { 1 });
        let start = at;
        while at < self.text.len() && !matches!(self.byte(at), b'\n' | b'\r') {
            let joined = if self.byte(at) == b'\\' { self.line_end(at + 1) } else { None };
            at += 1 + joined.unwrap_or(0);
        }
        let end = match self.line_end(at) {
            Some(length) => length,
            None if at >= self.text.len() => 0,
            None => return Ok(false),
        };
        self.at = at + end;
        if control {
            self.control(self.slice(start, at), start)?;
        }
        Ok(true)
    }

    fn control(&mut self, line: &'t str, at: usize) -> Result<(), Fault> {
        let word =
            line.split(|c: char| !(platform::is_alphanumeric(c) || c == '_')).next().unwrap_or("");
        let block = |word: &str| BLOCKS.iter().find(|(opening, _)| *opening == word);
        if let Some((word, _)) = word.strip_prefix("end").and_then(block) {
            if self.open.last() != Some(word) {
                return self.fault(format!("'% end{word}' ends nothing that is open"), at);
            }
            self.open.pop();
            return Ok(());
        }
        self.note_names(line);
        if let Some((word, _)) = block(word) {
            self.opening(line, at);
            self.open.push(word);
        } else {
            let parts = self.open.last().and_then(|open| block(open)).map(|(_, parts)| *parts);
            if !parts.is_some_and(|parts| parts.contains(&word)) {
                return self.fault("this is no line that begins or divides a block", at);
            }
            let open = self.open.pop();
            self.opening(line, at);
            self.open.extend(open);
        }
        self.indent();
        self.body.source.push_str("pass\n");
        Ok(())
    }

    fn opening(&mut self, line: &str, at: usize) {
        self.indent();
        self.body.verbatim(line, at);
        self.body.source.push('\n');
    }

    /// `<%doc>` is left out, `<%text>` taken as it is; other tags are refused.
    fn tag(&mut self) -> Result<bool, Fault> {
        let rest = self.rest();
        if let Some(name) = rest.strip_prefix("</%") {
            let name = name.split('>').next().unwrap_or("").trim();
            return self.fault(format!("the tag '{name}' ends without having begun"), self.at);
        }
        let Some(tag) = rest.strip_prefix("<%") else { return Ok(false) };
        let word = |c: char| !(platform::is_alphanumeric(c) || matches!(c, '_' | '.' | ':'));
        let name = tag.split(word).next().unwrap_or("");
        if !TAGS.contains(&name) && !name.contains(':') {
            return Ok(false);
        }
        let (begin, end) = (self.at, format!("</%{name}>"));
        let inside = tag.get(name.len()..).and_then(|tag| tag.strip_prefix('>'));
        let inside = inside.filter(|_| matches!(name, "text" | "doc"));
        let Some(inside) = inside else {
            return self.fault(format!("the tag '<%{name}>' is not supported"), begin);
        };
        let Some(length) = inside.find(&end) else {
            return self.fault(format!("the tag '<%{name}>' has no end"), begin);
        };
        let start = self.text.len() - inside.len();
        self.at = start + length + end.len();
        if name == "text" {
            self.write(self.slice(start, start + length));
        }
        Ok(true)
    }

    /// `<% code %>` and `<%! code %>`.
    fn block(&mut self) -> Result<bool, Fault> {
        if !self.rest().starts_with("<%") {
            return Ok(false);
        }
        let begin = self.at;
        let module = self.byte(begin + 2) == b'!';
        self.at += if module { 3 } else { 2 };
        let (from, to, _) = self.until(false, &["%>"], begin)?;
        let code = self.slice(from, to);
        self.note_names(code);
        let depth = if module { 0 } else { self.open.len() };
        margins(code, from, depth, if module { &mut self.module } else { &mut self.body });
        Ok(true)
    }

    /// `%%` at the beginning of a line stands for one.
    fn percent(&mut self) -> bool {
        let rest = self.rest();
        let blank = rest.len() - rest.trim_start().len();
        if !self.starts_line() || !rest.trim_start().starts_with("%%") {
            return false;
        }
        let mut end = self.at + blank + 2;
        while self.byte(end) == b'%' {
            end += 1;
        }
        self.write(self.slice(self.at, self.at + blank));
        self.write(self.slice(self.at + blank + 1, end));
        self.at = end;
        true
    }

    /// Text up to the next thing that is none.
    fn plain(&mut self) {
        let start = self.at;
        let mut end = start;
        while end < self.text.len() {
            let control = self.byte(self.blanks(end)) == b'%' || {
                let at = self.blanks(end);
                self.byte(at) == b'#' && self.byte(at + 1) == b'#'
            };
            if control && end > 0 && self.byte(end - 1) == b'\n' {
                break;
            }
            match (self.byte(end), self.byte(end + 1), self.byte(end + 2)) {
                (b'$', b'{', _) | (b'<', b'%', _) | (b'<', b'/', b'%') => break,
                (b'\\', ..) => {
                    if let Some(length) = self.line_end(end + 1) {
                        self.write(self.slice(start, end));
                        self.at = end + 1 + length;
                        return;
                    }
                }
                _ => {}
            }
            end += 1;
        }
        self.write(self.slice(start, end));
        // Where nothing fits, Mako passes over a character.
        let passed = self.rest().chars().next().map_or(1, char::len_utf8);
        self.at = if end == start { end + passed } else { end };
    }

    /// Up to one of the ends outside of strings, comments and, where it is `nested`, brackets
    /// (`parse_until_text`).
    fn until(
        &mut self,
        nested: bool,
        ends: &[&'static str],
        begin: usize,
    ) -> Result<(usize, usize, &'static str), Fault> {
        let start = self.at;
        let mut levels = [0_i64; 3];
        while self.at < self.text.len() {
            let rest = self.rest();
            let first = self.byte(self.at);
            if first == b'#'
                && let Some(length) = rest.find('\n')
            {
                self.at += length + 1;
                continue;
            }
            if matches!(first, b'"' | b'\'')
                && let Some(length) = string_length(rest)
            {
                self.at += length;
                continue;
            }
            let end = ends.iter().copied().find(|end| rest.starts_with(end));
            let length = match end {
                Some(end) => {
                    if !nested || levels.iter().all(|level| *level <= 0) {
                        self.at += end.len();
                        return Ok((start, self.at - end.len(), end));
                    }
                    end.len()
                }
                None => rest.chars().next().map_or(1, char::len_utf8),
            };
            match first {
                b'{' => levels[0] += 1,
                b'}' => levels[0] -= 1,
                b'(' => levels[1] += 1,
                b')' => levels[1] -= 1,
                b'[' => levels[2] += 1,
                b']' => levels[2] -= 1,
                _ => {}
            }
            self.at += length;
        }
        self.fault("what begins here has no end", begin)
    }

    /// Remembers the names in a piece of code, and words in its strings: it does no harm.
    fn note_names(&mut self, code: &'t str) {
        for word in code.split(|c: char| !(platform::is_alphanumeric(c) || c == '_')) {
            let begins = word.starts_with(|c: char| platform::is_alphabetic(c) || c == '_');
            if begins && !KEYWORDS.contains(&word) && !word.starts_with("__") {
                self.names.insert(word);
            }
        }
    }
}

/// Length of the string literal that a text begins with.
fn string_length(text: &str) -> Option<usize> {
    let quote = text.get(..1)?;
    let triple = text.get(..3).filter(|three| three.bytes().all(|b| quote.as_bytes() == [b]));
    triple.and_then(|quote| closed(text, quote)).or_else(|| closed(text, quote))
}

fn closed(text: &str, quote: &str) -> Option<usize> {
    let mut at = quote.len();
    loop {
        let rest = text.get(at..)?;
        if rest.starts_with(quote) {
            return Some(at + quote.len());
        }
        let mut chars = rest.chars();
        let c = chars.next()?;
        at += c.len_utf8();
        if c == '\\' {
            at += chars.next()?.len_utf8();
        }
    }
}

/// The parts of a list of filters.
fn arguments(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut at, mut level) = (0, 0, 0_i64);
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let string = matches!(c, '"' | '\'').then(|| string_length(text.get(at..)?)).flatten();
        match c {
            '(' | '[' | '{' => level += 1,
            ')' | ']' | '}' => level -= 1,
            ',' if level == 0 => {
                parts.push(text.get(start..at).unwrap_or("").trim());
                start = at + 1;
            }
            _ => {}
        }
        at += string.unwrap_or(c.len_utf8());
    }
    parts.push(text.get(start..).unwrap_or("").trim());
    parts
}

/// A block of code with another left margin (`mako.pygen.adjust_whitespace`).
fn margins(code: &str, given: usize, depth: usize, program: &mut Program) {
    let mut margin: Option<&str> = None;
    let mut quote: Option<&str> = None;
    let mut joined = false;
    let mut at = given;
    for line in code.split('\n') {
        let text = line.trim_start_matches([' ', '\t']);
        let blank = line.len() - text.len();
        let inside = quote.is_some() || joined;
        if !inside && margin.is_none() && !text.trim().is_empty() && !text.starts_with('#') {
            margin = line.get(..blank);
        }
        if inside || text.trim().is_empty() {
            program.verbatim(line, at);
        } else {
            (0..depth).for_each(|_| program.source.push_str("    "));
            let cut = margin.filter(|margin| line.starts_with(margin)).map_or(0, str::len);
            program.verbatim(line.get(cut..).unwrap_or(""), at + cut);
        }
        program.source.push('\n');
        joined = line.trim_end_matches('\r').ends_with('\\');
        quote = after_line(line, quote);
        at += line.len() + 1;
    }
}

/// The triple quotes that are open after a line.
fn after_line<'q>(line: &str, mut quote: Option<&'q str>) -> Option<&'q str> {
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let length = match quote {
            Some(open) if rest.starts_with(open) => {
                quote = None;
                3
            }
            Some(_) => c.len_utf8(),
            None if c == '#' => return None,
            None if rest.starts_with("\"\"\"") => {
                quote = Some("\"\"\"");
                3
            }
            None if rest.starts_with("'''") => {
                quote = Some("'''");
                3
            }
            None => c.len_utf8(),
        };
        rest = rest.get(length..).unwrap_or("");
    }
    quote
}
