//! Reads the outline of a plainly written file in one pass over its bytes, without making a tree.
//!
//! Most revisions are written alike, and a history needs little of them: what their names are bound to,
//! what they import, and that they can be parsed at all. What is accepted here, [`parse`](super::parse)
//! accepts and reads the same; whatever is not known here is left to it, be it right or wrong. What the
//! reader goes over can be made something of on the way, by a [`Maker`].

mod expressions;
mod statements;

use expressions::Nothing;

pub(super) use expressions::Maker;

use std::ops::Range;

/// Larger files, and such nesting, are for the parser to judge; its own bounds are wider.
const MAX_BYTES: usize = 1 << 20;
const MAX_BRACKETS: u32 = 20;
const MAX_BLOCKS: u32 = 20;
const MAX_PREFIXES: u32 = 100;
const MAX_CHAIN: u32 = 400;
/// In the brackets of one call or function.
const MAX_NAMES: usize = 100;

/// What can be told of a file without its tree.
#[derive(Debug, Default)]
pub struct Outline<'a> {
    /// The expression that the file begins with, if it begins with one.
    pub first: Option<Range<usize>>,
    /// What names at the top of the file are bound to, in order.
    pub bound: Vec<(&'a str, Bound)>,
    /// All statements that import, wherever they stand.
    pub imports: Vec<Range<u32>>,
    /// The functions at the top that take no arguments, each up to the next statement.
    pub functions: Vec<Range<u32>>,
}

/// What a name is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// The value of this expression.
    Value(Range<usize>),
    /// Something imported.
    Import,
    /// A function, and whether it does nothing.
    Function {
        /// `pass`, `...`, a docstring, a bare return, and nothing else.
        idle: bool,
    },
}

/// The outline of a file that is written plainly.
pub fn outline(text: &str) -> Option<Outline<'_>> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        outline: Outline { bound: Vec::with_capacity(12), ..Outline::default() },
        ..Reader::default()
    };
    reader.file()?;
    Some(reader.outline)
}

/// A reader of a part of a file that has an outline, at the first statement there.
pub(super) fn reader<'a>(text: &'a str, part: &Range<u32>) -> Option<Reader<'a>> {
    let text = text.get(..part.end as usize)?;
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: part.start as usize,
        end: part.start as usize,
        at_head: true,
        ..Reader::default()
    };
    reader.lines()?;
    Some(reader)
}

/// Bytes that begin a name, that go on in one, and that end no string.
const START: u8 = 1;
const WORD: u8 = 2;
const PLAIN: u8 = 4;

const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let c = byte as u8;
        if c.is_ascii_alphabetic() || c == b'_' {
            kinds[byte] |= START | WORD;
        }
        if c.is_ascii_digit() {
            kinds[byte] |= WORD;
        }
        if (c >= b' ' || c == b'\t') && !matches!(c, b'"' | b'\'' | b'\\' | 0x7f) {
            kinds[byte] |= PLAIN;
        }
        byte += 1;
    }
    kinds
};

fn is(byte: u8, kind: u8) -> bool {
    KINDS[byte as usize] & kind != 0
}

/// A place in a text, and what is known of the way there.
#[derive(Default)]
pub(super) struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    pub(super) at: usize,
    /// One past the last token.
    pub(super) end: usize,
    /// How far the present line is indented.
    pub(super) width: usize,
    /// The last string or ellipsis.
    literal: Range<usize>,
    brackets: u32,
    blocks: u32,
    prefixes: u32,
    chain: u32,
    /// Names of keyword arguments and parameters in the brackets that are open.
    names: Vec<&'a str>,
    /// Whether there was nothing yet but a docstring.
    at_head: bool,
    outline: Outline<'a>,
}

impl<'a> Reader<'a> {
    pub(super) fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn ahead(&self, by: usize) -> u8 {
        self.bytes.get(self.at + by).copied().unwrap_or(0)
    }

    pub(super) fn token(&mut self, length: usize) {
        self.at += length;
        self.end = self.at;
    }

    /// Takes a byte that has to be here, and the blanks before it.
    pub(super) fn require(&mut self, byte: u8) -> Option<()> {
        self.accept(byte)?.then_some(())
    }

    fn accept(&mut self, byte: u8) -> Option<bool> {
        self.space()?;
        let is_here = self.peek() == byte;
        if is_here {
            self.token(1);
        }
        Some(is_here)
    }

    /// Blanks between tokens; inside of brackets these are lines and comments too.
    pub(super) fn space(&mut self) -> Option<()> {
        // Nearly everything that may stand here comes after these in ASCII's order.
        while self.peek() <= b'#' {
            match self.peek() {
                b' ' => self.at += 1,
                b'\n' if self.brackets > 0 => self.at += 1,
                b'#' if self.brackets > 0 => self.comment()?,
                _ => break,
            }
        }
        Some(())
    }

    /// How many bytes of a kind there are from here.
    fn count(&self, kind: u8) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        rest.iter().position(|byte| !is(*byte, kind)).unwrap_or(rest.len())
    }

    fn comment(&mut self) -> Option<()> {
        while is(self.peek(), PLAIN) || matches!(self.peek(), b'"' | b'\'' | b'\\') {
            self.at += 1;
        }
        (self.at == self.bytes.len() || self.peek() == b'\n').then_some(())
    }

    /// The word that stands here, which may be none.
    pub(super) fn word(&self) -> &'a str {
        let length = if is(self.peek(), START) { self.count(WORD) } else { 0 };
        self.text.get(self.at..self.at + length).unwrap_or("")
    }

    fn accept_word(&mut self, word: &str) -> Option<bool> {
        self.space()?;
        let is_here = self.peek() == word.as_bytes()[0] && self.word() == word;
        if is_here {
            self.token(word.len());
        }
        Some(is_here)
    }

    /// A name that is no keyword.
    pub(super) fn name(&mut self) -> Option<&'a str> {
        self.space()?;
        let name = self.word();
        self.token(name.len());
        (!name.is_empty() && !is_keyword(name) && self.peek() < 0x80).then_some(name)
    }

    /// A name that has not stood in these brackets before; those from `from` on have.
    fn own_name(&mut self, name: &'a str, from: usize) -> Option<()> {
        let before = self.names.get(from..)?;
        if before.len() > MAX_NAMES || before.contains(&name) {
            return None;
        }
        self.names.push(name);
        Some(())
    }

    fn file(&mut self) -> Option<()> {
        self.lines()?;
        self.at_head = true;
        let mut is_first = true;
        while self.at < self.bytes.len() {
            let start = self.at;
            let is_text = matches!(self.peek(), b'"' | b'\'');
            let statement = if self.width == 0 { self.statement()? } else { return None };
            if is_first && let Statement::Expression { end, .. } = statement {
                self.outline.first = Some(start..end);
            }
            self.at_head = is_first && is_text && statement.is_idle();
            is_first = false;
        }
        Some(())
    }

    /// Goes to the next line that holds more than a comment, and measures how far it is indented.
    fn lines(&mut self) -> Option<()> {
        loop {
            let start = self.at;
            while self.peek() == b' ' {
                self.at += 1;
            }
            self.width = self.at - start;
            match self.peek() {
                b'\n' => self.at += 1,
                b'#' => self.comment()?,
                0 => {
                    self.width = 0;
                    return (self.at == self.bytes.len()).then_some(());
                }
                _ => return Some(()),
            }
        }
    }

    /// The end of a simple statement, or what follows a colon.
    pub(super) fn finish_line(&mut self) -> Option<()> {
        self.space()?;
        if self.peek() == b'#' {
            self.comment()?;
        }
        let is_end = self.at == self.bytes.len() || self.peek() == b'\n';
        (self.prefixes, self.chain) = (0, 0);
        if is_end { self.lines() } else { None }
    }

    /// What follows a colon: whether it does nothing.
    fn suite(&mut self, width: usize) -> Option<bool> {
        self.require(b':')?;
        self.space()?;
        self.blocks += 1;
        let is_idle = match self.peek() {
            b'\n' | b'#' => self.block(width)?,
            _ => self.simple_statement()?.is_idle(),
        };
        self.blocks -= 1;
        Some(is_idle)
    }

    /// The lines of a block inside of one that is indented by `width`.
    fn block(&mut self, width: usize) -> Option<bool> {
        self.finish_line()?;
        let inner = self.width;
        if inner <= width || self.blocks > MAX_BLOCKS {
            return None;
        }
        let mut is_idle = true;
        while self.width == inner {
            is_idle &= self.statement()?.is_idle();
        }
        // What is indented by more belongs to nothing; by less, the block around may find it too deep.
        (self.width < inner).then_some(is_idle)
    }

    fn statement(&mut self) -> Option<Statement> {
        let width = self.width;
        match self.word() {
            "def" => self.function(width)?,
            // Whether these bind names at the top depends on how they go.
            "with" | "for" | "if" if self.blocks == 0 => return None,
            "with" => {
                self.with_item(&mut Nothing)?;
                self.suite(width)?;
            }
            "for" => {
                self.token(3);
                self.name()?;
                while self.accept(b',')? {
                    self.name()?;
                }
                if !self.accept_word("in")? {
                    return None;
                }
                self.skip_expression()?;
                self.suite(width)?;
            }
            "if" => self.branches(width)?,
            _ => return self.simple_statement(),
        }
        Some(Statement::Other)
    }

    /// `with expression as name`, without a colon.
    pub(super) fn with_item<M: Maker<'a>>(
        &mut self,
        maker: &mut M,
    ) -> Option<(M::Expr, Option<&'a str>)> {
        self.token(4);
        self.space()?;
        if self.peek() == b'(' {
            return None;
        }
        let made = self.expression(maker)?;
        let name = if self.accept_word("as")? { Some(self.name()?) } else { None };
        Some((made, name))
    }

    fn branches(&mut self, width: usize) -> Option<()> {
        self.token(2);
        loop {
            self.skip_expression()?;
            self.suite(width)?;
            match self.word() {
                "elif" if self.width == width => self.token(4),
                "else" if self.width == width => {
                    self.token(4);
                    self.suite(width)?;
                    return Some(());
                }
                _ => return Some(()),
            }
        }
    }

    fn function(&mut self, width: usize) -> Option<()> {
        let start = self.at as u32;
        self.token(3);
        let name = self.name()?;
        self.require(b'(')?;
        let from = self.open()?;
        let mut has_default = false;
        let mut has_parameters = false;
        while !self.accept(b')')? {
            has_parameters = true;
            let name = self.name()?;
            self.own_name(name, from)?;
            if self.accept(b':')? {
                self.skip_expression()?;
            }
            let default = self.accept(b'=')?;
            if default {
                self.skip_expression()?;
            }
            if has_default && !default {
                return None;
            }
            has_default = default;
            if !self.accept(b',')? {
                self.require(b')')?;
                break;
            }
        }
        self.close(from);
        self.returned()?;
        let idle = self.suite(width)?;
        self.bind(name, Bound::Function { idle });
        if self.blocks == 0 && !has_parameters {
            self.outline.functions.push(start..self.at as u32);
        }
        Some(())
    }

    /// What a function is said to return, if it is said.
    pub(super) fn returned(&mut self) -> Option<()> {
        self.space()?;
        if self.peek() == b'-' && self.ahead(1) == b'>' {
            self.token(2);
            self.skip_expression()?;
        }
        Some(())
    }

    fn bind(&mut self, name: &'a str, bound: Bound) {
        if self.blocks == 0 {
            self.outline.bound.push((name, bound));
        }
    }

    fn simple_statement(&mut self) -> Option<Statement> {
        let statement = self.small_statement()?;
        self.finish_line()?;
        Some(statement)
    }
}

enum Statement {
    /// `pass` or a bare return.
    Nothing,
    Expression {
        /// A string or an ellipsis.
        is_literal: bool,
        end: usize,
    },
    Other,
}

impl Statement {
    fn is_idle(&self) -> bool {
        match self {
            Statement::Nothing => true,
            Statement::Expression { is_literal, .. } => *is_literal,
            Statement::Other => false,
        }
    }
}

/// The words that are no names, by their length, and the one that cannot be bound.
const KEYWORDS: [&[&str]; 10] = [
    &[],
    &[],
    &["as", "if", "in", "is", "or"],
    &["and", "def", "del", "for", "not", "try"],
    &["None", "True", "elif", "else", "from", "pass", "with"],
    &["False", "async", "await", "break", "class", "raise", "while", "yield"],
    &["assert", "except", "global", "import", "lambda", "return"],
    &["finally"],
    &["continue", "nonlocal"],
    &["__debug__"],
];

fn is_keyword(word: &str) -> bool {
    let first = word.as_bytes().first();
    let is_it = |keyword: &&str| keyword.as_bytes().first() == first && *keyword == word;
    KEYWORDS.get(word.len()).is_some_and(|keywords| keywords.iter().any(is_it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::parse::parse;
    use crate::source::FileId;

    fn is_outlined(text: &str) -> bool {
        let is_outlined = outline(text).is_some();
        let can_be_parsed = parse(FileId(0), text).is_ok();
        assert!(!is_outlined || can_be_parsed, "{text}");
        is_outlined
    }

    #[test]
    fn plain_statements_are_outlined() {
        for text in [
            "",
            "# nothing\n   \n",
            "x = [1, 0.5, -a ** b, not c, {1: 2, 'a': ()}, {1}, None if d else ...]\n",
            "x: a[b, c] = 'it\\'s' \"b\" .d(e, *h, r'\\d', f=g, **h) # i",
            "def f():\n    with a.b() as c:\n        d\n    for e, f in g: h\n    return\n",
            "def f():\n  if a is not b and not c not in d:\n    pass\n  elif e:\n    pass\n  else: f\n",
        ] {
            assert!(is_outlined(text), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_or_unknown_is_not() {
        for text in [
            "x = (",
            "x = a b",
            "x == = 1",
            "x += 1",
            "x = a <> b",
            "x = - not a",
            "x = {1: 2, 3}",
            "x = f(a=1, 2)",
            "x = f(a=1, a=2)",
            "x = f(**a, *b)",
            "x = a[]",
            "x = 1a",
            "x = 01",
            "x = 'a",
            "x = '\\x1'",
            "x = '\0'",
            "class = 1",
            "def f(a, a): pass",
            "def f(a=1, b): pass",
            "def f() - > a: pass",
            "def f():\npass",
            "def f():\n    a\n  b\n",
            "  a\n",
            "def f():\n\ta\n",
            "from a import b,",
            "import a.",
            "x\r\n",
            "if a:\n    revision = 1\n",
            "match x",
        ] {
            assert!(!is_outlined(text), "{text}");
        }
        assert!(!is_outlined(&format!("x = {}1{}", "(".repeat(300), ")".repeat(300))));
        assert!(!is_outlined(&format!("x = a{}", ".b".repeat(2_000))));
        assert!(!is_outlined(&format!("x = {}1", "-".repeat(300))));
    }
}
