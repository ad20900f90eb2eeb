//! Goes over expressions, of which only that they can be parsed is of interest.

use super::{MAX_BRACKETS, MAX_CHAIN, MAX_PREFIXES, PLAIN, Reader, START, WORD, is, is_keyword};

impl<'a> Reader<'a> {
    pub(super) fn open(&mut self) -> Option<usize> {
        self.brackets += 1;
        (self.brackets <= MAX_BRACKETS).then_some(self.names.len())
    }

    pub(super) fn close(&mut self, from: usize) {
        self.brackets -= 1;
        self.names.truncate(from);
    }

    pub(super) fn prefix(&mut self) -> Option<()> {
        self.prefixes += 1;
        (self.prefixes <= MAX_PREFIXES).then_some(())
    }

    pub(super) fn link(&mut self) -> Option<()> {
        self.chain += 1;
        (self.chain <= MAX_CHAIN).then_some(())
    }

    /// `a`, or `a if b else c`. What binds more tightly than what is of no interest.
    pub(super) fn expression(&mut self) -> Option<()> {
        self.operation()?;
        if self.peek() == b'i' && self.accept_word("if")? {
            self.operation()?;
            if !self.accept_word("else")? {
                return None;
            }
            self.prefix()?;
            self.expression()?;
        }
        Some(())
    }

    /// Operands with operators between them.
    fn operation(&mut self) -> Option<()> {
        let mut is_boolean = true;
        loop {
            self.space()?;
            while is_boolean && self.peek() == b'n' && self.accept_word("not")? {
                self.prefix()?;
                self.space()?;
            }
            while matches!(self.peek(), b'-' | b'+' | b'~') {
                self.token(1);
                self.prefix()?;
                self.link()?;
                self.space()?;
            }
            self.operand()?;
            is_boolean = match self.operator()? {
                Operator::None => return Some(()),
                Operator::Boolean => true,
                Operator::Other => false,
            };
            self.link()?;
            self.link()?;
        }
    }

    fn operator(&mut self) -> Option<Operator> {
        self.space()?;
        if matches!(self.peek(), b',' | b')' | b'\n') {
            return Some(Operator::None);
        }
        let next = self.ahead(1);
        let length = match self.peek() {
            b'=' if next == b'=' => 2,
            b'!' if next == b'=' => 2,
            b'<' | b'>' if next == b'=' => 2,
            byte @ (b'<' | b'>' | b'*' | b'/') if next == byte => 2,
            b'<' | b'>' | b'*' | b'/' | b'+' | b'-' | b'%' | b'@' | b'&' | b'|' | b'^' => 1,
            byte if is(byte, START) => return self.operator_word(),
            _ => return Some(Operator::None),
        };
        if length == 2 {
            self.prefix()?;
        }
        self.token(length);
        // `+=` and the like are no operators.
        (self.peek() != b'=').then_some(Operator::Other)
    }

    fn operator_word(&mut self) -> Option<Operator> {
        let word = self.word();
        match word {
            "and" | "or" => {
                self.token(word.len());
                return Some(Operator::Boolean);
            }
            "in" => self.token(2),
            "is" => {
                self.token(2);
                if self.accept_word("not")? {
                    self.prefix()?;
                }
            }
            "not" => {
                self.token(3);
                self.prefix()?;
                if !self.accept_word("in")? {
                    return None;
                }
            }
            _ => return Some(Operator::None),
        }
        Some(Operator::Other)
    }

    fn operand(&mut self) -> Option<()> {
        match self.peek() {
            b'"' | b'\'' => self.strings(self.at, false)?,
            b'0'..=b'9' => return self.number(),
            byte @ (b'(' | b'[') => {
                self.token(1);
                self.list(if byte == b'(' { b')' } else { b']' })?;
            }
            b'{' => self.mapping()?,
            b'.' if self.ahead(1) == b'.' && self.ahead(2) == b'.' => {
                let start = self.at;
                self.token(3);
                self.literal = start..self.end;
            }
            byte if is(byte, START) => self.name_or_string()?,
            _ => return None,
        }
        self.postfix()
    }

    fn name_or_string(&mut self) -> Option<()> {
        let start = self.at;
        let word = self.word();
        self.token(word.len());
        match self.peek() {
            b'"' | b'\'' => match word {
                "r" | "R" => self.strings(start, true),
                "u" | "U" => self.strings(start, false),
                _ => None,
            },
            0x80.. => None,
            _ if is_keyword(word) && !matches!(word, "None" | "True" | "False") => None,
            _ => Some(()),
        }
    }

    /// Attributes, calls and items after an operand.
    fn postfix(&mut self) -> Option<()> {
        loop {
            self.space()?;
            match self.peek() {
                b'.' => {
                    self.token(1);
                    self.name()?;
                    self.link()?;
                }
                b'(' => {
                    self.link()?;
                    self.token(1);
                    self.arguments()?;
                }
                b'[' => {
                    self.link()?;
                    self.token(1);
                    self.space()?;
                    if self.peek() == b']' {
                        return None;
                    }
                    self.list(b']')?;
                }
                _ => return Some(()),
            }
        }
    }

    /// Expressions with commas between them, up to the bracket that ends them.
    fn list(&mut self, end: u8) -> Option<()> {
        let from = self.open()?;
        let chain = std::mem::take(&mut self.chain) + 1;
        while !self.accept(end)? {
            self.expression()?;
            if !self.comma()? {
                self.require(end)?;
                break;
            }
        }
        self.chain = chain;
        self.close(from);
        Some(())
    }

    fn comma(&mut self) -> Option<bool> {
        let is_here = self.accept(b',')?;
        if is_here {
            self.chain = 0;
        }
        Some(is_here)
    }

    /// A set or a dict, after its bracket.
    fn mapping(&mut self) -> Option<()> {
        self.token(1);
        let from = self.open()?;
        let chain = std::mem::take(&mut self.chain) + 1;
        let mut is_dict = None;
        while !self.accept(b'}')? {
            self.expression()?;
            let has_value = self.accept(b':')?;
            if has_value {
                self.expression()?;
            }
            if *is_dict.get_or_insert(has_value) != has_value {
                return None;
            }
            if !self.comma()? {
                self.require(b'}')?;
                break;
            }
        }
        self.chain = chain;
        self.close(from);
        Some(())
    }

    /// Arguments of a call, after its bracket: those by position, then those by name.
    fn arguments(&mut self) -> Option<()> {
        let from = self.open()?;
        let chain = std::mem::take(&mut self.chain) + 1;
        let mut by_name = false;
        while !self.accept(b')')? {
            if self.peek() == b'*' {
                let stars = if self.ahead(1) == b'*' { 2 } else { 1 };
                if by_name && stars == 1 {
                    return None;
                }
                by_name |= stars == 2;
                self.token(stars);
                self.prefix()?;
                self.link()?;
                self.space()?;
                self.operand()?;
            } else if let Some((name, length)) = self.keyword_argument() {
                by_name = true;
                if is_keyword(name) {
                    return None;
                }
                self.own_name(name, from)?;
                self.token(length);
                self.expression()?;
            } else if by_name {
                return None;
            } else {
                self.expression()?;
            }
            if !self.comma()? {
                self.require(b')')?;
                break;
            }
        }
        self.chain = chain;
        self.close(from);
        Some(())
    }

    /// The word before an equals sign, if such come next, and the length of both.
    fn keyword_argument(&self) -> Option<(&'a str, usize)> {
        let word = self.word();
        let mut by = word.len();
        while self.ahead(by) == b' ' {
            by += 1;
        }
        let is_it = self.ahead(by) == b'=' && self.ahead(by + 1) != b'=' && !word.is_empty();
        is_it.then_some((word, by + 1))
    }

    /// Whole numbers and decimal fractions.
    fn number(&mut self) -> Option<()> {
        let start = self.at;
        self.digits();
        if self.bytes.get(start) == Some(&b'0') && self.at - start > 1 {
            return None;
        }
        if self.peek() == b'.' {
            self.at += 1;
            if !self.peek().is_ascii_digit() {
                return None;
            }
            self.digits();
        }
        self.end = self.at;
        let next = self.peek();
        (!is(next, WORD) && next != b'.' && next < 0x80).then_some(())
    }

    fn digits(&mut self) {
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
    }

    /// Strings one after the other, the first of which stands here, after its prefix.
    fn strings(&mut self, start: usize, raw: bool) -> Option<()> {
        self.string(raw)?;
        loop {
            self.space()?;
            match self.peek() {
                b'"' | b'\'' => self.string(false)?,
                _ => break,
            }
        }
        self.literal = start..self.end;
        Some(())
    }

    fn string(&mut self, raw: bool) -> Option<()> {
        let quote = self.peek();
        let is_quote = |byte| byte == quote;
        let triple = is_quote(self.ahead(1)) && is_quote(self.ahead(2));
        self.at += if triple { 3 } else { 1 };
        loop {
            while is(self.peek(), PLAIN) {
                self.at += 1;
            }
            match self.peek() {
                byte if byte == quote => {
                    if !triple {
                        self.token(1);
                        return Some(());
                    }
                    if is_quote(self.ahead(1)) && is_quote(self.ahead(2)) {
                        self.token(3);
                        return Some(());
                    }
                    self.at += 1;
                }
                b'"' | b'\'' => self.at += 1,
                b'\n' if triple => self.at += 1,
                b'\\' => match self.ahead(1) {
                    b'\\' | b'\'' | b'"' => self.at += 2,
                    b'\n' | b'n' | b't' | b'r' => self.at += 2,
                    byte if raw && is(byte, PLAIN) => self.at += 1,
                    _ => return None,
                },
                _ => return None,
            }
        }
    }
}

enum Operator {
    None,
    /// Before which and after which `not` may stand.
    Boolean,
    Other,
}
