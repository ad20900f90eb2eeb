//! Reading a regular expression, in Python's syntax.

use std::rc::Rc;

/// The flags' bits, as Python numbers them.
pub(super) const IGNORE_CASE: i64 = 2;
pub(super) const MULTILINE: i64 = 8;
pub(super) const DOT_ALL: i64 = 16;
pub(super) const UNICODE: i64 = 32;
pub(super) const VERBOSE: i64 = 64;
pub(super) const ASCII: i64 = 256;

/// Groups may be nested this deep.
const DEEPEST: usize = 100;

/// No limit to a repetition.
pub(super) const MANY: u32 = u32::MAX;

/// `\d`, `\w`, `\s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Digit,
    Word,
    Space,
}

/// A part of a set.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// From one character to another.
    Range(char, char),
    /// A kind of characters, or all others.
    Kind { kind: Kind, negated: bool },
}

/// What one character is compared with.
#[derive(Debug, Clone)]
pub(super) struct Set {
    pub(super) items: Vec<Item>,
    pub(super) negated: bool,
    pub(super) ignore_case: bool,
    pub(super) ascii: bool,
}

/// A place that is asked about without taking a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Start,
    LineStart,
    End,
    LastEnd,
    LineEnd,
    Boundary { negated: bool, ascii: bool },
}

/// How much a repetition takes first, and whether it gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Greed {
    Greedy,
    Lazy,
    Possessive,
}

/// A part of the expression.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Empty,
    Any { newline: bool },
    Set(Rc<Set>),
    Place(Place),
    Group(Box<Node>, usize),
    Concat(Vec<Node>),
    Either(Vec<Node>),
    Repeat { node: Box<Node>, min: u32, max: u32, greed: Greed },
    Back { group: usize, ignore_case: bool },
    Look { node: Box<Node>, behind: bool, negated: bool },
    Atomic(Box<Node>),
    If { group: usize, then: Box<Node>, otherwise: Box<Node> },
}

/// What is wrong, and at which character.
#[derive(Debug)]
pub(super) struct Wrong(pub(super) String, pub(super) Option<usize>);

/// An expression that was read.
pub(super) struct Parsed {
    pub(super) node: Node,
    pub(super) flags: i64,
    pub(super) groups: usize,
    pub(super) names: Vec<(Rc<str>, usize)>,
}

struct Parser<'a> {
    chars: &'a [char],
    at: usize,
    flags: i64,
    groups: usize,
    open: Vec<usize>,
    names: Vec<(Rc<str>, usize)>,
    depth: usize,
}

type Result<T> = std::result::Result<T, Wrong>;

/// Reads an expression.
pub(super) fn parse(chars: &[char], flags: i64) -> Result<Parsed> {
    let flags = if flags & ASCII == 0 { flags | UNICODE } else { flags };
    let mut parser =
        Parser { chars, at: 0, flags, groups: 0, open: Vec::new(), names: Vec::new(), depth: 0 };
    let node = parser.alternatives()?;
    if parser.at < chars.len() {
        return Err(Wrong("unbalanced parenthesis".into(), Some(parser.at)));
    }
    let Parser { flags, groups, names, .. } = parser;
    Ok(Parsed { node, flags, groups, names })
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn take(&mut self, text: &str) -> bool {
        let fits = text.chars().enumerate().all(|(at, c)| self.chars.get(self.at + at) == Some(&c));
        if fits {
            self.at += text.chars().count();
        }
        fits
    }

    fn wrong<T>(&self, text: impl Into<String>, at: usize) -> Result<T> {
        Err(Wrong(text.into(), Some(at)))
    }

    fn has(&self, flag: i64) -> bool {
        self.flags & flag != 0
    }

    fn alternatives(&mut self) -> Result<Node> {
        let mut branches = vec![self.sequence()?];
        while self.take("|") {
            branches.push(self.sequence()?);
        }
        Ok(match branches.len() {
            1 => branches.pop().unwrap_or(Node::Empty),
            _ => Node::Either(branches),
        })
    }

    fn sequence(&mut self) -> Result<Node> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek() {
            if matches!(c, '|' | ')') {
                break;
            }
            if self.has(VERBOSE) && self.skip_blank(c) {
                continue;
            }
            let start = self.at;
            if matches!(c, '*' | '+' | '?') || c == '{' && self.braces().is_some() {
                return self.wrong("nothing to repeat", start);
            }
            let Some(node) = self.atom()? else { continue };
            nodes.push(self.repeated(node)?);
        }
        Ok(match nodes.len() {
            1 => nodes.pop().unwrap_or(Node::Empty),
            _ => Node::Concat(nodes),
        })
    }

    fn skip_blank(&mut self, c: char) -> bool {
        if c == '#' {
            while self.next().is_some_and(|c| c != '\n') {}
            return true;
        }
        let blank = matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
        self.at += usize::from(blank);
        blank
    }

    /// `{2}`, `{2,}`, `{,3}`, `{2,3}`: from, to, and where it ends.
    fn braces(&self) -> Option<(u32, u32, usize)> {
        let mut at = self.at + 1;
        let number = |at: &mut usize| {
            let digits: String =
                self.chars.iter().skip(*at).take_while(|c| c.is_ascii_digit()).collect();
            *at += digits.len();
            if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(MANY - 1)) }
        };
        let low = number(&mut at);
        let (min, max) = if self.chars.get(at) == Some(&',') {
            at += 1;
            (low.unwrap_or(0), number(&mut at).unwrap_or(MANY))
        } else {
            (low?, low?)
        };
        (self.chars.get(at) == Some(&'}') && at > self.at + 1).then_some((min, max, at + 1))
    }

    fn repeated(&mut self, node: Node) -> Result<Node> {
        if self.has(VERBOSE) {
            while let Some(c) = self.peek() {
                if !self.skip_blank(c) {
                    break;
                }
            }
        }
        let start = self.at;
        let (min, max, end) = match self.peek() {
            Some('*') => (0, MANY, self.at + 1),
            Some('+') => (1, MANY, self.at + 1),
            Some('?') => (0, 1, self.at + 1),
            Some('{') => match self.braces() {
                Some(found) => found,
                None => return Ok(node),
            },
            _ => return Ok(node),
        };
        if min > max {
            return self.wrong("min repeat greater than max repeat", start + 1);
        }
        if matches!(node, Node::Place(_)) {
            return self.wrong("nothing to repeat", start);
        }
        self.at = end;
        let greed = if self.take("?") {
            Greed::Lazy
        } else if self.take("+") {
            Greed::Possessive
        } else {
            Greed::Greedy
        };
        let again = match self.peek() {
            Some('*' | '+' | '?') => true,
            Some('{') => self.braces().is_some(),
            _ => false,
        };
        if again {
            return self.wrong("multiple repeat", self.at);
        }
        Ok(Node::Repeat { node: Box::new(node), min, max, greed })
    }

    fn set(&self, items: Vec<Item>, negated: bool) -> Node {
        Node::Set(Rc::new(Set {
            items,
            negated,
            ignore_case: self.has(IGNORE_CASE),
            ascii: self.has(ASCII),
        }))
    }

    fn literal(&self, c: char) -> Node {
        self.set(vec![Item::Range(c, c)], false)
    }

    /// One part; `None` for what is there without matching anything (flags, a comment).
    fn atom(&mut self) -> Result<Option<Node>> {
        let start = self.at;
        let Some(c) = self.next() else { return Ok(None) };
        Ok(Some(match c {
            '.' => Node::Any { newline: self.has(DOT_ALL) },
            '^' if self.has(MULTILINE) => Node::Place(Place::LineStart),
            '^' => Node::Place(Place::Start),
            '$' if self.has(MULTILINE) => Node::Place(Place::LineEnd),
            '$' => Node::Place(Place::LastEnd),
            '[' => self.class(start)?,
            '(' => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return self.wrong("the expression is nested too deeply", start);
                }
                let node = self.group(start)?;
                self.depth -= 1;
                return Ok(node);
            }
            '\\' => self.escape(start)?,
            c => self.literal(c),
        }))
    }

    fn escape(&mut self, start: usize) -> Result<Node> {
        let Some(c) = self.next() else {
            return self.wrong("bad escape (end of pattern)", start);
        };
        let ascii = self.has(ASCII);
        Ok(match c {
            'A' => Node::Place(Place::Start),
            'Z' => Node::Place(Place::End),
            'b' => Node::Place(Place::Boundary { negated: false, ascii }),
            'B' => Node::Place(Place::Boundary { negated: true, ascii }),
            '1'..='9' => self.numbered(c, start)?,
            c => match kind_of(c) {
                Some(item) => self.set(vec![item], false),
                None => {
                    let c = self.character_escape(c, start)?;
                    self.literal(c)
                }
            },
        })
    }

    /// A reference to a group, or three octal digits.
    fn numbered(&mut self, first: char, start: usize) -> Result<Node> {
        let mut digits = String::from(first);
        if let Some(second) = self.peek().filter(char::is_ascii_digit) {
            digits.push(second);
            self.at += 1;
            let octal = |c: char| ('0'..='7').contains(&c);
            if let Some(third) = self.peek().filter(|c| octal(*c))
                && digits.chars().all(octal)
            {
                digits.push(third);
                self.at += 1;
                let code = u32::from_str_radix(&digits, 8).unwrap_or(0);
                let c = char::from_u32(code & 0xff).unwrap_or('\0');
                return Ok(self.literal(c));
            }
        }
        self.reference(digits.parse().unwrap_or(usize::MAX), start + 1)
    }

    fn reference(&self, group: usize, at: usize) -> Result<Node> {
        if group > self.groups {
            return self.wrong(format!("invalid group reference {group}"), at);
        }
        if self.open.contains(&group) {
            return self.wrong("cannot refer to an open group", at.saturating_sub(1));
        }
        Ok(Node::Back { group, ignore_case: self.has(IGNORE_CASE) })
    }

    /// An escape that means one character.
    fn character_escape(&mut self, c: char, start: usize) -> Result<char> {
        Ok(match c {
            'a' => '\u{7}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            '0' => {
                let digits: String = self
                    .chars
                    .iter()
                    .skip(self.at)
                    .take(2)
                    .take_while(|c| ('0'..='7').contains(*c))
                    .collect();
                self.at += digits.len();
                char::from_u32(u32::from_str_radix(&digits, 8).unwrap_or(0)).unwrap_or('\0')
            }
            'x' => self.hexadecimal(2, start)?,
            'u' => self.hexadecimal(4, start)?,
            'U' => self.hexadecimal(8, start)?,
            c if c.is_ascii_alphabetic() => {
                return self.wrong(format!("bad escape \\{c}"), start);
            }
            c => c,
        })
    }

    fn hexadecimal(&mut self, count: usize, start: usize) -> Result<char> {
        let digits: String = self
            .chars
            .iter()
            .skip(self.at)
            .take(count)
            .take_while(|c| c.is_ascii_hexdigit())
            .collect();
        self.at += digits.len();
        let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == count);
        match code.and_then(char::from_u32) {
            Some(c) => Ok(c),
            None => {
                let text: String =
                    self.chars.get(start..self.at).unwrap_or_default().iter().collect();
                self.wrong(format!("incomplete escape {text}"), start)
            }
        }
    }

    fn class(&mut self, start: usize) -> Result<Node> {
        let negated = self.take("^");
        let mut items = Vec::new();
        let mut first = true;
        loop {
            let here = self.at;
            let Some(c) = self.next() else {
                return self.wrong("unterminated character set", start);
            };
            if c == ']' && !first {
                break;
            }
            first = false;
            let low = self.class_item(c, here)?;
            let ends_range = self.peek() == Some('-')
                && !matches!(self.chars.get(self.at + 1), None | Some(']'));
            if !ends_range {
                items.push(low);
                continue;
            }
            self.at += 1;
            let at = self.at;
            let Some(c) = self.next() else { continue };
            match (low, self.class_item(c, at)?) {
                (Item::Range(low, _), Item::Range(high, _)) if low <= high => {
                    items.push(Item::Range(low, high));
                }
                _ => {
                    let text: String =
                        self.chars.get(here..self.at).unwrap_or_default().iter().collect();
                    return self.wrong(format!("bad character range {text}"), here);
                }
            }
        }
        Ok(self.set(items, negated))
    }

    fn class_item(&mut self, c: char, start: usize) -> Result<Item> {
        if c != '\\' {
            return Ok(Item::Range(c, c));
        }
        let Some(c) = self.next() else {
            return self.wrong("bad escape (end of pattern)", start);
        };
        if let Some(item) = kind_of(c) {
            return Ok(item);
        }
        let c = match c {
            'b' => '\u{8}',
            c => self.character_escape(c, start)?,
        };
        Ok(Item::Range(c, c))
    }

    fn name(&mut self, end: char, start: usize) -> Result<String> {
        let mut name = String::new();
        loop {
            match self.next() {
                Some(c) if c == end && name.is_empty() => {
                    return self.wrong("missing group name", start);
                }
                Some(c) if c == end => return Ok(name),
                Some(c) => name.push(c),
                None => {
                    return self.wrong(format!("missing {end}, unterminated name"), start);
                }
            }
        }
    }

    fn close(&mut self, start: usize) -> Result<()> {
        if self.take(")") {
            return Ok(());
        }
        self.wrong("missing ), unterminated subpattern", start)
    }

    fn group(&mut self, start: usize) -> Result<Option<Node>> {
        if !self.take("?") {
            return self.capture(start, None).map(Some);
        }
        let flags = self.flags;
        let inside = |node: Node| Box::new(node);
        let node = if self.take(":") {
            self.alternatives()?
        } else if self.take("P<") {
            let name = self.name('>', self.at)?;
            return self.capture(start, Some(name)).map(Some);
        } else if self.take("P=") {
            let at = self.at;
            let name = self.name(')', at)?;
            let Some((_, group)) = self.names.iter().find(|(known, _)| **known == *name) else {
                return self.wrong(format!("unknown group name '{name}'"), at);
            };
            return self.reference(*group, at).map(Some);
        } else if self.take("#") {
            while let Some(c) = self.next() {
                if c == ')' {
                    return Ok(None);
                }
            }
            return self.wrong("missing ), unterminated comment", start);
        } else if self.take("=") {
            Node::Look { node: inside(self.alternatives()?), behind: false, negated: false }
        } else if self.take("!") {
            Node::Look { node: inside(self.alternatives()?), behind: false, negated: true }
        } else if self.take("<=") {
            Node::Look { node: inside(self.alternatives()?), behind: true, negated: false }
        } else if self.take("<!") {
            Node::Look { node: inside(self.alternatives()?), behind: true, negated: true }
        } else if self.take(">") {
            Node::Atomic(inside(self.alternatives()?))
        } else if self.take("(") {
            return self.conditional(start).map(Some);
        } else {
            return self.flag_group(start);
        };
        self.close(start)?;
        self.flags = flags;
        Ok(Some(node))
    }

    fn capture(&mut self, start: usize, name: Option<String>) -> Result<Node> {
        self.groups += 1;
        let group = self.groups;
        if let Some(name) = name {
            if let Some((_, other)) = self.names.iter().find(|(known, _)| **known == *name) {
                let text = format!(
                    "redefinition of group name '{name}' as group {group}; was group {other}"
                );
                return self.wrong(text, start + 4);
            }
            self.names.push((name.as_str().into(), group));
        }
        self.open.push(group);
        let node = self.alternatives()?;
        self.close(start)?;
        self.open.pop();
        Ok(Node::Group(Box::new(node), group))
    }

    fn conditional(&mut self, start: usize) -> Result<Node> {
        let at = self.at;
        let name = self.name(')', at)?;
        let known = self.names.iter().find(|(known, _)| **known == *name).map(|(_, group)| *group);
        let Some(group) = known.or_else(|| name.parse().ok()) else {
            return self.wrong(format!("unknown group name '{name}'"), at);
        };
        let then = self.sequence()?;
        let otherwise = if self.take("|") { self.sequence()? } else { Node::Empty };
        self.close(start)?;
        Ok(Node::If { group, then: Box::new(then), otherwise: Box::new(otherwise) })
    }

    /// `(?i)` for the whole expression, `(?i-s:...)` for a part.
    fn flag_group(&mut self, start: usize) -> Result<Option<Node>> {
        let (mut on, mut off, mut minus) = (0, 0, false);
        loop {
            let at = self.at;
            let flag = match self.next() {
                Some('i') => IGNORE_CASE,
                Some('m') => MULTILINE,
                Some('s') => DOT_ALL,
                Some('x') => VERBOSE,
                Some('a') => ASCII,
                Some('u') => UNICODE,
                Some('-') => {
                    minus = true;
                    continue;
                }
                Some(')') if !minus => {
                    if start != 0 {
                        let text = "global flags not at the start of the expression";
                        return self.wrong(text, start);
                    }
                    self.flags |= on;
                    return Ok(None);
                }
                Some(':') => break,
                Some(c) if c.is_ascii_alphabetic() && at > start + 2 => {
                    return self.wrong("unknown flag", at);
                }
                Some(c) => {
                    return self.wrong(format!("unknown extension ?{c}"), start + 1);
                }
                None => return self.wrong("unexpected end of pattern", self.at),
            };
            *(if minus { &mut off } else { &mut on }) |= flag;
        }
        let flags = self.flags;
        self.flags = (flags | on) & !off;
        let node = self.alternatives()?;
        self.close(start)?;
        self.flags = flags;
        Ok(Some(node))
    }
}

fn kind_of(c: char) -> Option<Item> {
    let kind = match c.to_ascii_lowercase() {
        'd' => Kind::Digit,
        'w' => Kind::Word,
        's' => Kind::Space,
        _ => return None,
    };
    Some(Item::Kind { kind, negated: c.is_ascii_uppercase() })
}
