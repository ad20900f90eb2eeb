//! Reads a file into ruff's syntax tree, refusing what is nested so deeply that no stack would hold it.

use ruff_python_ast::ModModule;
use ruff_text_size::{Ranged, TextRange};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

use super::rules;

/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 10 << 20;
/// Brackets, f-string fields and the like inside one another: CPython's own bound.
const MAX_BRACKETS: usize = 200;
/// Blocks inside one another: CPython's own bound.
const MAX_INDENTS: usize = 100;
/// Operators that nest to the right (`not`, `-`, `lambda`, `**`, `a if b else c`) in one expression.
const MAX_PREFIXES: u32 = 200;
/// Operators that nest to the left (`+`, `.`, calls) in one expression.
const MAX_CHAIN: u32 = 1_000;

/// Parses a file.
///
/// # Errors
/// `syntax-error`, `file-too-large` or `nesting-too-deep`, with its place.
pub fn parse(file: FileId, text: &str) -> Result<ModModule, Diagnostic> {
    check(file, text)?;
    let module = parse_measured(file, text)?;
    match rules::broken(&module) {
        Some((message, range)) => Err(refused(file, range, message)),
        None => Ok(module),
    }
}

fn refused(file: FileId, range: TextRange, message: String) -> Diagnostic {
    let span = Span::new(file, range.start().into(), range.end().into());
    Diagnostic::new(Code::SyntaxError, message).at(span)
}

/// As [`parse`], of a text of which it is known that its nesting is not too deep, and that nothing in it is refused
/// by Python's compiler once it is parsed.
///
/// # Errors
/// `syntax-error`, with its place.
pub fn parse_measured(file: FileId, text: &str) -> Result<ModModule, Diagnostic> {
    match ruff_python_parser::parse_module(text) {
        Ok(parsed) => Ok(parsed.into_syntax()),
        Err(error) => Err(refused(file, error.range(), error.error.to_string())),
    }
}

/// Whether a file can be parsed without exhausting the stack.
fn check(file: FileId, text: &str) -> Result<(), Diagnostic> {
    if text.len() > MAX_FILE_BYTES {
        let message = format!("the file has {} bytes, the limit is {MAX_FILE_BYTES}", text.len());
        return Err(Diagnostic::new(Code::FileTooLarge, message).in_file(file));
    }
    let mut scan = Scan::new(text.as_bytes());
    match scan.run() {
        None => Ok(()),
        Some(what) => {
            let at = scan.at.min(text.len()) as u32;
            Err(Diagnostic::new(Code::NestingTooDeep, what)
                .at(Span::new(file, at, at))
                .help("Split the expression or the block into smaller parts."))
        }
    }
}

/// A string that a scan is inside of.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Quote {
    byte: u8,
    triple: bool,
    raw: bool,
    fields: bool,
}

/// What is open, with the counts of the expression in it.
#[derive(Debug, Clone, Copy)]
enum Open {
    /// A bracket, or the module itself.
    Bracket,
    /// A replacement field of an f-string, which goes on after it.
    Field(Quote),
}

#[derive(Debug, Clone, Copy)]
struct Level {
    open: Open,
    prefixes: u32,
    chain: u32,
}

/// A pass over the bytes that knows strings, comments, brackets and operators, and nothing else.
#[derive(Debug)]
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    levels: Vec<Level>,
    indents: Vec<usize>,
    prefixes: u32,
    chain: u32,
    lambdas: u32,
}

impl<'a> Scan<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let levels = Vec::new();
        Self { bytes, at: 0, levels, indents: Vec::new(), prefixes: 0, chain: 0, lambdas: 0 }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// What is nested too deeply, with `at` standing on it.
    fn run(&mut self) -> Option<&'static str> {
        self.indentation();
        while self.at < self.bytes.len() {
            self.token();
            if self.levels.len() > MAX_BRACKETS {
                return Some("brackets are nested too deeply");
            }
            if self.indents.len() > MAX_INDENTS {
                return Some("blocks are nested too deeply");
            }
            if self.total(|level| level.prefixes, self.prefixes) > MAX_PREFIXES {
                return Some("operators are nested too deeply");
            }
            if self.chain > MAX_CHAIN || self.lambdas > MAX_CHAIN {
                return Some("an expression has too many parts");
            }
        }
        None
    }

    /// Nesting adds up over open brackets; the common case of none costs nothing.
    fn total(&self, of: impl Fn(&Level) -> u32, here: u32) -> u32 {
        if here == 0 { 0 } else { self.levels.iter().map(of).fold(here, u32::saturating_add) }
    }

    fn token(&mut self) {
        match self.peek(0) {
            b'#' => self.skip_line(),
            b'\\' => self.at += 2,
            b'\n' => self.newline(),
            quote @ (b'"' | b'\'') => self.string(quote, false, false),
            b'(' | b'[' | b'{' => self.open(Open::Bracket),
            b')' | b']' | b'}' => self.close(),
            b',' | b';' => {
                (self.prefixes, self.chain) = (0, 0);
                self.at += 1;
            }
            b'*' if self.peek(1) == b'*' => {
                self.prefixes += 1;
                self.at += 2;
            }
            b'-' | b'+' | b'~' => {
                self.sign();
                self.at += 1;
            }
            b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'<' | b'>' | b'.' => {
                self.chain += 1;
                self.at += 1;
            }
            byte if byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 => self.word(),
            _ => self.at += 1,
        }
    }

    /// A sign is a prefix unless an operand stands before it.
    fn sign(&mut self) {
        let before = self.bytes.get(..self.at).unwrap_or(&[]);
        let last = before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
        let operand = last.is_some_and(|byte| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'_' | b')' | b']' | b'}' | b'"' | b'\'' | b'.')
                || *byte >= 0x80
        });
        if operand { self.chain += 1 } else { self.prefixes += 1 }
    }

    fn word(&mut self) {
        let start = self.at;
        while self.peek(0).is_ascii_alphanumeric() || self.peek(0) == b'_' || self.peek(0) >= 0x80 {
            self.at += 1;
        }
        let word = self.bytes.get(start..self.at).unwrap_or(&[]);
        match word {
            b"not" | b"await" | b"else" | b"yield" => self.prefixes += 1,
            b"and" | b"or" | b"in" | b"is" | b"for" => self.chain += 1,
            // Its parameters have commas, so commas do not end it.
            b"lambda" => self.lambdas += 1,
            _ => {}
        }
        let next = self.peek(0);
        if matches!(next, b'"' | b'\'') && word.len() <= 2 {
            let has = |letter: u8| word.iter().any(|byte| byte.eq_ignore_ascii_case(&letter));
            self.string(next, has(b'r'), has(b'f') || has(b't'));
        }
    }

    fn open(&mut self, open: Open) {
        let chain = self.chain + 1;
        self.levels.push(Level { open, prefixes: self.prefixes, chain });
        (self.prefixes, self.chain) = (0, 0);
        self.at += 1;
    }

    fn close(&mut self) {
        self.at += 1;
        let Some(level) = self.levels.pop() else { return };
        (self.prefixes, self.chain) = (level.prefixes, level.chain);
        if let Open::Field(quote) = level.open {
            self.body(quote);
        }
    }

    fn newline(&mut self) {
        self.at += 1;
        if self.levels.is_empty() {
            (self.prefixes, self.chain, self.lambdas) = (0, 0, 0);
            self.indentation();
        }
    }

    fn indentation(&mut self) {
        let mut width = 0;
        loop {
            match self.peek(0) {
                b' ' => width += 1,
                b'\t' => width = (width / 8 + 1) * 8,
                b'\x0c' => width = 0,
                b'\n' | b'\r' | b'#' | 0 => return,
                _ => break,
            }
            self.at += 1;
        }
        while self.indents.last().is_some_and(|last| *last >= width) {
            self.indents.pop();
        }
        if width > 0 {
            self.indents.push(width);
        }
    }

    fn skip_line(&mut self) {
        while self.at < self.bytes.len() && self.peek(0) != b'\n' {
            self.at += 1;
        }
    }

    fn string(&mut self, byte: u8, raw: bool, fields: bool) {
        let triple = self.peek(1) == byte && self.peek(2) == byte;
        self.at += if triple { 3 } else { 1 };
        self.body(Quote { byte, triple, raw, fields });
    }

    /// The rest of a string, up to its end or to a replacement field.
    fn body(&mut self, quote: Quote) {
        while self.at < self.bytes.len() {
            match self.peek(0) {
                b'\\' if !(quote.raw && quote.fields && self.peek(1) == b'{') => self.at += 2,
                b'\n' if !quote.triple => return,
                b'{' if quote.fields && self.peek(1) == b'{' => self.at += 2,
                b'{' if quote.fields => return self.open(Open::Field(quote)),
                byte if byte == quote.byte => {
                    if !quote.triple {
                        self.at += 1;
                        return;
                    }
                    if self.peek(1) == byte && self.peek(2) == byte {
                        self.at += 3;
                        return;
                    }
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<Code> {
        parse(FileId(0), text).err().map(|diagnostic| diagnostic.code)
    }

    #[test]
    fn deep_nesting_is_refused_before_it_is_parsed() {
        let n = 100_000;
        for text in [
            "(".repeat(n),
            format!("x = {}1{}", "[".repeat(10_000), "]".repeat(10_000)),
            format!("x = {}1", "not ".repeat(n)),
            format!("x = {}1", "- ".repeat(n)),
            format!("x = {}1", "-".repeat(n)),
            format!("x = 1{}", "+1".repeat(n)),
            format!("x = 1{}", "**1".repeat(n)),
            format!("x = a{}", ".b".repeat(n)),
            format!("x = a{}", "()".repeat(n)),
            format!("x = {}1", "lambda: ".repeat(n)),
            format!("x = {}1", "a if b else ".repeat(n)),
            "f'{".repeat(n),
            (0..3_000).map(|i| format!("{}if x:\n", " ".repeat(i))).collect::<String>(),
        ] {
            assert_eq!(refused(&text), Some(Code::NestingTooDeep), "{}", &text[..20]);
        }
    }

    #[test]
    fn ordinary_files_are_read() {
        let long = format!("x = [{}]", "-1, (2 + 3) * 4, not a, ".repeat(5_000));
        for text in [
            "",
            "\u{feff}x = 1",
            "x = f'{a!r:>{width}} {{b}}' + \"it's\"\n",
            "def f():\n\tpass\n",
            "s = r'\\n' + \"\"\"a \" b\n{\n\"\"\"\n",
            &long,
        ] {
            let error = parse(FileId(0), text).err();
            assert_eq!(error, None, "{text}");
        }
        let chain = format!("x = 'a'{}", " + 'b'".repeat(900));
        assert_eq!(refused(&chain), None);
    }

    #[test]
    fn errors_have_their_place() {
        let error = parse(FileId(3), "x = 1\ny = (\n").unwrap_err();
        assert_eq!(error.code, Code::SyntaxError);
        assert_eq!(error.span.map(|span| span.file), Some(FileId(3)));
        assert_eq!(refused(&" ".repeat(MAX_FILE_BYTES + 1)), Some(Code::FileTooLarge));
    }
}
