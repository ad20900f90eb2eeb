//! From a pattern to instructions.

use std::rc::Rc;

/// What one character may be.
#[derive(Debug, Clone)]
pub(super) enum Item {
    Range(char, char),
    Digit(bool),
    Word(bool),
    Space(bool),
}

/// An instruction.
#[derive(Debug, Clone)]
pub(super) enum Op {
    Char(char, bool),
    /// Any character; a line end too if the flag is set.
    Any(bool),
    /// One of a set, or one not of it; whether case counts not.
    Set(Rc<[Item]>, bool, bool),
    /// Goes on at the first, and later at the second.
    Split(usize, usize),
    Jump(usize),
    Save(usize),
    /// Remembers where a round of a loop began.
    Mark(usize),
    /// Leaves the loop if the round took nothing.
    Progress(usize),
    LineStart,
    LineEnd,
    TextStart,
    TextEnd,
    /// `$` without MULTILINE: at the end, or before a last line end.
    LastLine,
    Boundary(bool),
    Back(usize, bool),
    Look {
        program: Rc<[Op]>,
        behind: Option<usize>,
        negative: bool,
    },
    /// Goes on at the second if the group took no part.
    Conditional(usize, usize),
    Match,
}

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) ops: Rc<[Op]>,
    pub(super) groups: usize,
    pub(super) marks: usize,
    pub(super) names: Vec<(String, usize)>,
}

/// Why a pattern cannot be compiled.
pub(super) enum Problem {
    Wrong(String, usize),
    Unsupported(&'static str),
}

type Parsed<T> = Result<T, Problem>;

const IGNORE_CASE: i64 = 2;
const MULTI_LINE: i64 = 8;
const DOT_ALL: i64 = 16;
const VERBOSE: i64 = 64;

/// The most instructions that a pattern may take.
const MAX_OPS: usize = 20_000;
const MAX_DEPTH: u32 = 40;

struct Parser<'a> {
    chars: &'a [char],
    at: usize,
    flags: i64,
    groups: usize,
    marks: usize,
    names: Vec<(String, usize)>,
    depth: u32,
}

/// Compiles a pattern under the flags of `re`.
pub(super) fn compile(pattern: &str, flags: i64) -> Parsed<Program> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut parser =
        Parser { chars: &chars, at: 0, flags, groups: 0, marks: 0, names: Vec::new(), depth: 0 };
    let mut ops = vec![Op::Save(0)];
    append(&mut ops, parser.alternatives()?);
    if parser.at < chars.len() {
        return Err(Problem::Wrong("unbalanced parenthesis".into(), parser.at));
    }
    ops.extend([Op::Save(1), Op::Match]);
    Ok(Program { ops: ops.into(), groups: parser.groups, marks: parser.marks, names: parser.names })
}

/// The same instructions from another place: jumps are relative to it.
fn shifted(ops: Vec<Op>, by: usize) -> impl Iterator<Item = Op> {
    ops.into_iter().map(move |op| match op {
        Op::Split(a, b) => Op::Split(a + by, b + by),
        Op::Jump(to) => Op::Jump(to + by),
        Op::Conditional(group, to) => Op::Conditional(group, to + by),
        other => other,
    })
}

/// Appends instructions whose jumps count from their own start.
fn append(ops: &mut Vec<Op>, more: Vec<Op>) {
    let by = ops.len();
    ops.extend(shifted(more, by));
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek();
        self.at += usize::from(c.is_some());
        c
    }

    fn eat(&mut self, text: &str) -> bool {
        let fits = text.chars().enumerate().all(|(n, c)| self.chars.get(self.at + n) == Some(&c));
        if fits {
            self.at += text.chars().count();
        }
        fits
    }

    fn has(&self, flag: i64) -> bool {
        self.flags & flag != 0
    }

    fn wrong<T>(&self, text: impl Into<String>) -> Parsed<T> {
        Err(Problem::Wrong(text.into(), self.at))
    }

    fn alternatives(&mut self) -> Parsed<Vec<Op>> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Problem::Unsupported("a pattern nested so deeply"));
        }
        let mut branches = vec![self.sequence()?];
        while self.eat("|") {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        let mut ops = branches.pop().unwrap_or_default();
        while let Some(branch) = branches.pop() {
            let mut joined = vec![Op::Split(1, branch.len() + 2)];
            let end = branch.len() + 2 + ops.len();
            append(&mut joined, branch);
            joined.push(Op::Jump(end));
            append(&mut joined, ops);
            ops = joined;
        }
        Ok(ops)
    }

    fn sequence(&mut self) -> Parsed<Vec<Op>> {
        let mut ops = Vec::new();
        loop {
            if self.has(VERBOSE) {
                self.skip_verbose();
            }
            match self.peek() {
                None | Some('|' | ')') => return Ok(ops),
                _ => {}
            }
            let atom = self.atom()?;
            let repeated = self.repeat(atom)?;
            append(&mut ops, repeated);
            if ops.len() > MAX_OPS {
                return Err(Problem::Unsupported("a pattern so large"));
            }
        }
    }

    fn skip_verbose(&mut self) {
        while let Some(c) = self.peek() {
            if c == '#' {
                while self.next().is_some_and(|c| c != '\n') {}
            } else if c.is_whitespace() {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    fn bounds(&mut self) -> Parsed<Option<(usize, Option<usize>)>> {
        Ok(Some(match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let start = self.at;
                self.at += 1;
                let low = self.number();
                let high =
                    if self.eat(",") { self.number().map(Some).unwrap_or(None) } else { low };
                let comma = self.chars.get(self.at.wrapping_sub(1)) == Some(&',');
                if self.peek() != Some('}') || (low.is_none() && high.is_none() && !comma) {
                    self.at = start;
                    return Ok(None);
                }
                (low.unwrap_or(0), high)
            }
            _ => return Ok(None),
        }))
    }

    fn number(&mut self) -> Option<usize> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.chars.get(start..self.at)?.iter().collect();
        digits.parse().ok()
    }

    fn repeat(&mut self, mut atom: Vec<Op>) -> Parsed<Vec<Op>> {
        while let Some((low, high)) = self.bounds()? {
            self.at += 1;
            let lazy = self.eat("?");
            if !lazy && self.peek() == Some('+') {
                return Err(Problem::Unsupported("possessive repetition in patterns"));
            }
            if high.is_some_and(|high| high < low) {
                return self.wrong("min repeat greater than max repeat");
            }
            let copies = low.max(1).saturating_add(high.unwrap_or(0));
            if copies.saturating_mul(atom.len()) > MAX_OPS {
                return Err(Problem::Unsupported("a pattern so large"));
            }
            atom = self.repeated(&atom, low, high, lazy);
        }
        Ok(atom)
    }

    fn repeated(&mut self, atom: &[Op], low: usize, high: Option<usize>, lazy: bool) -> Vec<Op> {
        let split = |a, b| if lazy { Op::Split(b, a) } else { Op::Split(a, b) };
        let mut ops = Vec::new();
        for _ in 0..low {
            append(&mut ops, atom.to_vec());
        }
        match high {
            None => {
                let mark = self.marks;
                self.marks += 1;
                let mut looped = vec![split(1, atom.len() + 4), Op::Mark(mark)];
                append(&mut looped, atom.to_vec());
                looped.push(Op::Progress(mark));
                looped.push(Op::Jump(0));
                append(&mut ops, looped);
            }
            Some(high) => {
                let optional = high - low;
                let end = optional * (atom.len() + 1);
                let mut looped = Vec::new();
                for _ in 0..optional {
                    let here = looped.len();
                    looped.push(split(here + 1, end));
                    append(&mut looped, atom.to_vec());
                }
                append(&mut ops, looped);
            }
        }
        ops
    }

    fn atom(&mut self) -> Parsed<Vec<Op>> {
        let ignore = self.has(IGNORE_CASE);
        let Some(c) = self.next() else { return Ok(Vec::new()) };
        Ok(vec![match c {
            '.' => Op::Any(self.has(DOT_ALL)),
            '^' if self.has(MULTI_LINE) => Op::LineStart,
            '^' => Op::TextStart,
            '$' if self.has(MULTI_LINE) => Op::LineEnd,
            '$' => Op::LastLine,
            '[' => return self.set().map(|op| vec![op]),
            '(' => return self.group(),
            '*' | '+' | '?' => {
                self.at -= 1;
                return self.wrong("nothing to repeat");
            }
            '\\' => return self.escape().map(|op| vec![op]),
            c => Op::Char(c, ignore),
        }])
    }

    fn class(&self, c: char) -> Option<Item> {
        Some(match c {
            'd' => Item::Digit(true),
            'D' => Item::Digit(false),
            'w' => Item::Word(true),
            'W' => Item::Word(false),
            's' => Item::Space(true),
            'S' => Item::Space(false),
            _ => return None,
        })
    }

    /// An escaped character that stands for one character.
    fn escaped(&mut self, c: char) -> Parsed<char> {
        let digits = |parser: &mut Self, count: usize| -> Option<char> {
            let text: String = parser.chars.get(parser.at..parser.at + count)?.iter().collect();
            parser.at += count;
            char::from_u32(u32::from_str_radix(&text, 16).ok()?)
        };
        Ok(match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'f' => '\x0c',
            'v' => '\x0b',
            'a' => '\x07',
            '0' => '\0',
            'x' | 'u' | 'U' => {
                let count = if c == 'x' {
                    2
                } else if c == 'u' {
                    4
                } else {
                    8
                };
                match digits(self, count) {
                    Some(c) => c,
                    None => return self.wrong(format!("incomplete escape \\{c}")),
                }
            }
            c if c.is_ascii_alphanumeric() => return self.wrong(format!("bad escape \\{c}")),
            c => c,
        })
    }

    fn escape(&mut self) -> Parsed<Op> {
        let ignore = self.has(IGNORE_CASE);
        let Some(c) = self.next() else { return self.wrong("bad escape (end of pattern)") };
        if let Some(item) = self.class(c) {
            return Ok(Op::Set(Rc::from([item]), false, false));
        }
        Ok(match c {
            'A' => Op::TextStart,
            'Z' => Op::TextEnd,
            'b' => Op::Boundary(true),
            'B' => Op::Boundary(false),
            '1'..='9' => {
                self.at -= 1;
                let start = self.at;
                let group = self.number().unwrap_or(0);
                if group > self.groups {
                    self.at = start;
                    return self.wrong(format!("invalid group reference {group}"));
                }
                Op::Back(group, ignore)
            }
            c => Op::Char(self.escaped(c)?, ignore),
        })
    }

    fn set(&mut self) -> Parsed<Op> {
        let start = self.at;
        let negative = self.eat("^");
        let mut items = Vec::new();
        loop {
            let Some(c) = self.next() else {
                self.at = start.saturating_sub(1);
                return self.wrong("unterminated character set");
            };
            if c == ']' && !items.is_empty() {
                break;
            }
            let low = match self.set_item(c)? {
                Ok(low) => low,
                Err(class) => {
                    items.push(class);
                    continue;
                }
            };
            let ranged = self.peek() == Some('-') && self.chars.get(self.at + 1) != Some(&']');
            if !ranged || self.at + 1 >= self.chars.len() {
                items.push(Item::Range(low, low));
                continue;
            }
            self.at += 1;
            let Some(c) = self.next() else { return self.wrong("unterminated character set") };
            match self.set_item(c)? {
                Ok(high) if low <= high => items.push(Item::Range(low, high)),
                Ok(high) => return self.wrong(format!("bad character range {low}-{high}")),
                Err(_) => return self.wrong("bad character range"),
            }
        }
        Ok(Op::Set(items.into(), negative, self.has(IGNORE_CASE)))
    }

    fn set_item(&mut self, c: char) -> Parsed<Result<char, Item>> {
        if c != '\\' {
            return Ok(Ok(c));
        }
        let Some(c) = self.next() else { return self.wrong("bad escape (end of pattern)") };
        match self.class(c) {
            Some(item) => Ok(Err(item)),
            None if c == 'b' => Ok(Ok('\x08')),
            None => self.escaped(c).map(Ok),
        }
    }

    fn close(&mut self, start: usize) -> Parsed<()> {
        if self.eat(")") {
            return Ok(());
        }
        Err(Problem::Wrong("missing ), unterminated subpattern".into(), start))
    }

    fn group(&mut self) -> Parsed<Vec<Op>> {
        let start = self.at - 1;
        let flags = self.flags;
        if !self.eat("?") {
            return self.capture(start, None);
        }
        if self.eat("P<")
            || (self.peek() == Some('<')
                && !matches!(self.chars.get(self.at + 1), Some('=' | '!'))
                && self.eat("<"))
        {
            let name = self.until('>');
            return self.capture(start, Some(name));
        }
        if self.eat("P=") {
            let name = self.until(')');
            let group =
                self.names.iter().find(|(known, _)| *known == name).map(|(_, group)| *group);
            return match group {
                Some(group) => Ok(vec![Op::Back(group, self.has(IGNORE_CASE))]),
                None => self.wrong(format!("unknown group name '{name}'")),
            };
        }
        if self.eat("#") {
            self.until(')');
            return Ok(Vec::new());
        }
        for (mark, behind, negative) in
            [("=", false, false), ("!", false, true), ("<=", true, false), ("<!", true, true)]
        {
            if self.eat(mark) {
                return self.look(start, behind, negative);
            }
        }
        if self.eat("(") {
            return self.conditional(start);
        }
        if self.eat(">") {
            return Err(Problem::Unsupported("atomic groups in patterns"));
        }
        self.inline_flags(start, flags)
    }

    fn until(&mut self, end: char) -> String {
        let mut text = String::new();
        while let Some(c) = self.next() {
            if c == end {
                break;
            }
            text.push(c);
        }
        text
    }

    fn capture(&mut self, start: usize, name: Option<String>) -> Parsed<Vec<Op>> {
        self.groups += 1;
        let group = self.groups;
        if let Some(name) = name {
            self.names.push((name, group));
        }
        let flags = self.flags;
        let inner = self.alternatives()?;
        self.flags = flags;
        self.close(start)?;
        let mut ops = vec![Op::Save(group * 2)];
        append(&mut ops, inner);
        ops.push(Op::Save(group * 2 + 1));
        Ok(ops)
    }

    fn look(&mut self, start: usize, behind: bool, negative: bool) -> Parsed<Vec<Op>> {
        let mut inner = self.alternatives()?;
        self.close(start)?;
        let behind = match behind {
            false => None,
            true => match width(&inner) {
                Some(width) => Some(width),
                None => return self.wrong("look-behind requires fixed-width pattern"),
            },
        };
        inner.push(Op::Match);
        Ok(vec![Op::Look { program: inner.into(), behind, negative }])
    }

    fn conditional(&mut self, start: usize) -> Parsed<Vec<Op>> {
        let name = self.until(')');
        let named = self.names.iter().find(|(known, _)| *known == name).map(|(_, group)| *group);
        let Some(group) = named.or_else(|| name.parse().ok()) else {
            return self.wrong(format!("unknown group name '{name}'"));
        };
        let yes = self.sequence()?;
        let no = if self.eat("|") { self.sequence()? } else { Vec::new() };
        self.close(start)?;
        let mut ops = vec![Op::Conditional(group, yes.len() + 2)];
        let end = yes.len() + 2 + no.len();
        append(&mut ops, yes);
        ops.push(Op::Jump(end));
        append(&mut ops, no);
        Ok(ops)
    }

    fn inline_flags(&mut self, start: usize, before: i64) -> Parsed<Vec<Op>> {
        let mut on = true;
        loop {
            let flag = match self.next() {
                Some('i') => IGNORE_CASE,
                Some('m') => MULTI_LINE,
                Some('s') => DOT_ALL,
                Some('x') => VERBOSE,
                Some('a' | 'u' | 'L') => 0,
                Some('-') => {
                    on = false;
                    0
                }
                Some(')') => return Ok(Vec::new()),
                Some(':') => {
                    let inner = self.alternatives()?;
                    self.flags = before;
                    self.close(start)?;
                    return Ok(inner);
                }
                _ => return self.wrong("unknown extension ?"),
            };
            self.flags = if on { self.flags | flag } else { self.flags & !flag };
        }
    }
}

/// How many characters instructions take, where that is always the same.
fn width(ops: &[Op]) -> Option<usize> {
    fn at(ops: &[Op], mut place: usize, fuel: &mut u32) -> Option<usize> {
        let mut width = 0;
        while let Some(op) = ops.get(place) {
            *fuel = fuel.checked_sub(1)?;
            place = match op {
                Op::Char(..) | Op::Any(_) | Op::Set(..) => {
                    width += 1;
                    place + 1
                }
                Op::Jump(to) if *to > place => *to,
                Op::Split(a, b) if *a > place && *b > place => {
                    let (left, right) = (at(ops, *a, fuel)?, at(ops, *b, fuel)?);
                    return (left == right).then_some(width + left);
                }
                Op::Jump(_) | Op::Split(..) | Op::Back(..) | Op::Conditional(..) => return None,
                _ => place + 1,
            };
        }
        Some(width)
    }
    at(ops, 0, &mut 10_000)
}
