//! Goes over expressions; what is made of them on the way is up to who asks.

use std::ops::Range;

use super::{MAX_BRACKETS, MAX_CHAIN, MAX_PREFIXES, PLAIN, Reader, START, WORD, is, is_keyword};

/// Makes something of expressions, part by part; `None` where it makes nothing of a part.
pub(in crate::python) trait Maker<'a> {
    type Expr;
    type Arguments: Default;
    type Text: Default;

    /// A name; `None`, `True` and `False` are given as such.
    fn name(&mut self, name: &'a str, at: Range<usize>) -> Self::Expr;
    fn number(&mut self, text: &'a str, at: Range<usize>) -> Option<Self::Expr>;
    /// What stands between the quotes of a string, the first of a text or one that goes on with it.
    fn piece(&mut self, text: &mut Self::Text, between: &'a str, raw: bool);
    fn text(&mut self, text: Self::Text, at: Range<usize>) -> Option<Self::Expr>;
    fn list(&mut self, items: Vec<Self::Expr>, at: Range<usize>) -> Self::Expr;
    fn tuple(&mut self, items: Vec<Self::Expr>, at: Range<usize>) -> Self::Expr;
    fn dict(&mut self, items: Vec<(Self::Expr, Self::Expr)>, at: Range<usize>) -> Self::Expr;
    fn minus(&mut self, of: Self::Expr, at: Range<usize>) -> Self::Expr;
    /// `of.name`, `of(arguments)` and `of[item]`, which end there.
    fn attribute(&mut self, of: Self::Expr, name: &'a str, end: usize) -> Self::Expr;
    fn call(&mut self, of: Self::Expr, arguments: Self::Arguments, end: usize) -> Self::Expr;
    fn item(&mut self, of: Self::Expr, item: Self::Expr, end: usize) -> Self::Expr;
    /// An argument, which may have a star before it.
    fn positional(&mut self, to: &mut Self::Arguments, value: Self::Expr, star: Option<usize>);
    /// An argument with its name, or with two stars.
    fn keyword(&mut self, to: &mut Self::Arguments, name: Option<&'a str>, value: Self::Expr);
    /// Operators, sets, conditions, expressions in brackets of their own, ellipses.
    fn other(&mut self) -> Option<Self::Expr>;
}

/// Who only wants to know that there are expressions.
pub(super) struct Nothing;

impl<'a> Maker<'a> for Nothing {
    type Expr = ();
    type Arguments = ();
    type Text = ();

    fn name(&mut self, _: &'a str, _: Range<usize>) {}
    fn number(&mut self, _: &'a str, _: Range<usize>) -> Option<()> {
        Some(())
    }
    fn piece(&mut self, (): &mut (), _: &'a str, _: bool) {}
    fn text(&mut self, (): (), _: Range<usize>) -> Option<()> {
        Some(())
    }
    fn list(&mut self, _: Vec<()>, _: Range<usize>) {}
    fn tuple(&mut self, _: Vec<()>, _: Range<usize>) {}
    fn dict(&mut self, _: Vec<((), ())>, _: Range<usize>) {}
    fn minus(&mut self, (): (), _: Range<usize>) {}
    fn attribute(&mut self, (): (), _: &'a str, _: usize) {}
    fn call(&mut self, (): (), (): (), _: usize) {}
    fn item(&mut self, (): (), (): (), _: usize) {}
    fn positional(&mut self, (): &mut (), (): (), _: Option<usize>) {}
    fn keyword(&mut self, (): &mut (), _: Option<&'a str>, (): ()) {}
    fn other(&mut self) -> Option<()> {
        Some(())
    }
}

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

    /// An expression of which nothing is made.
    pub(super) fn skip_expression(&mut self) -> Option<()> {
        self.expression(&mut Nothing)
    }

    /// `a`, or `a if b else c`.
    pub(in crate::python) fn expression<M: Maker<'a>>(&mut self, maker: &mut M) -> Option<M::Expr> {
        let mut made = self.operation(maker)?;
        if self.peek() == b'i' && self.accept_word("if")? {
            self.operation(maker)?;
            if !self.accept_word("else")? {
                return None;
            }
            self.prefix()?;
            self.expression(maker)?;
            made = maker.other()?;
        }
        Some(made)
    }

    /// Operands with operators between them; what binds more tightly than what is of no interest.
    fn operation<M: Maker<'a>>(&mut self, maker: &mut M) -> Option<M::Expr> {
        let mut made = self.signed(maker, true)?;
        loop {
            let is_boolean = match self.operator()? {
                Operator::None => return Some(made),
                Operator::Boolean => true,
                Operator::Other => false,
            };
            self.link()?;
            self.link()?;
            self.signed(maker, is_boolean)?;
            made = maker.other()?;
        }
    }

    /// An operand with `not` and signs before it.
    fn signed<M: Maker<'a>>(&mut self, maker: &mut M, may_be_not: bool) -> Option<M::Expr> {
        self.space()?;
        if !matches!(self.peek(), b'n' | b'-' | b'+' | b'~') {
            return self.operand(maker);
        }
        let start = self.at;
        let mut signs = 0;
        while may_be_not && self.peek() == b'n' && self.accept_word("not")? {
            self.prefix()?;
            self.space()?;
            signs += 1;
        }
        while matches!(self.peek(), b'-' | b'+' | b'~') {
            self.token(1);
            self.prefix()?;
            self.link()?;
            self.space()?;
            signs += 1;
        }
        let made = self.operand(maker)?;
        match (signs, self.bytes.get(start)) {
            (0, _) => Some(made),
            (1, Some(b'-')) => Some(maker.minus(made, start..self.end)),
            _ => maker.other(),
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

    fn operand<M: Maker<'a>>(&mut self, maker: &mut M) -> Option<M::Expr> {
        let start = self.at;
        let made = match self.peek() {
            b'"' | b'\'' => self.strings(maker, start, false)?,
            b'0'..=b'9' => return self.number(maker),
            byte @ (b'(' | b'[') => {
                self.token(1);
                let is_list = byte == b'[';
                let (items, comma, _) = self.list(maker, if is_list { b']' } else { b')' })?;
                match items.len() {
                    _ if is_list => maker.list(items, start..self.end),
                    1 if !comma => maker.other()?,
                    _ => maker.tuple(items, start..self.end),
                }
            }
            b'{' => self.mapping(maker)?,
            b'.' if self.ahead(1) == b'.' && self.ahead(2) == b'.' => {
                self.token(3);
                self.literal = start..self.end;
                maker.other()?
            }
            byte if is(byte, START) => self.name_or_string(maker)?,
            _ => return None,
        };
        self.postfix(maker, made)
    }

    fn name_or_string<M: Maker<'a>>(&mut self, maker: &mut M) -> Option<M::Expr> {
        let start = self.at;
        let word = self.word();
        self.token(word.len());
        match self.peek() {
            b'"' | b'\'' => match word {
                "r" | "R" => self.strings(maker, start, true),
                "u" | "U" => self.strings(maker, start, false),
                _ => None,
            },
            0x80.. => None,
            _ if is_keyword(word) && !matches!(word, "None" | "True" | "False") => None,
            _ => Some(maker.name(word, start..self.end)),
        }
    }

    /// Attributes, calls and items after an operand.
    fn postfix<M: Maker<'a>>(&mut self, maker: &mut M, mut made: M::Expr) -> Option<M::Expr> {
        loop {
            self.space()?;
            made = match self.peek() {
                b'.' => {
                    self.token(1);
                    let name = self.name()?;
                    self.link()?;
                    maker.attribute(made, name, self.end)
                }
                b'(' => {
                    self.link()?;
                    self.token(1);
                    let arguments = self.arguments(maker)?;
                    maker.call(made, arguments, self.end)
                }
                b'[' => {
                    self.link()?;
                    self.token(1);
                    let item = self.subscript(maker)?;
                    maker.item(made, item, self.end)
                }
                _ => return Some(made),
            }
        }
    }

    /// What stands in the brackets of `a[b]`, and the bracket that ends them.
    fn subscript<M: Maker<'a>>(&mut self, maker: &mut M) -> Option<M::Expr> {
        let (mut items, comma, at) = self.list(maker, b']')?;
        match items.len() {
            0 => None,
            1 if !comma => items.pop(),
            _ => Some(maker.tuple(items, at)),
        }
    }

    /// Expressions with commas between them, up to the bracket that ends them; whether a comma came last; and where
    /// these are.
    fn list<M: Maker<'a>>(
        &mut self,
        maker: &mut M,
        end: u8,
    ) -> Option<(Vec<M::Expr>, bool, Range<usize>)> {
        let from = self.open()?;
        let chain = std::mem::take(&mut self.chain) + 1;
        let mut items = Vec::new();
        let mut comma = false;
        let mut at = self.end..self.end;
        while !self.accept(end)? {
            if items.is_empty() {
                at.start = self.at;
            }
            items.push(self.expression(maker)?);
            comma = self.comma()?;
            at.end = self.end;
            if !comma {
                self.require(end)?;
                break;
            }
        }
        self.chain = chain;
        self.close(from);
        Some((items, comma, at))
    }

    fn comma(&mut self) -> Option<bool> {
        let is_here = self.accept(b',')?;
        if is_here {
            self.chain = 0;
        }
        Some(is_here)
    }

    /// A set or a dict.
    fn mapping<M: Maker<'a>>(&mut self, maker: &mut M) -> Option<M::Expr> {
        let start = self.at;
        self.token(1);
        let from = self.open()?;
        let chain = std::mem::take(&mut self.chain) + 1;
        let mut is_dict = None;
        let mut items = Vec::new();
        while !self.accept(b'}')? {
            let key = self.expression(maker)?;
            let has_value = self.accept(b':')?;
            if has_value {
                items.push((key, self.expression(maker)?));
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
        match is_dict {
            Some(false) => maker.other(),
            _ => Some(maker.dict(items, start..self.end)),
        }
    }

    /// Arguments of a call, after its bracket: those by position, then those by name.
    fn arguments<M: Maker<'a>>(&mut self, maker: &mut M) -> Option<M::Arguments> {
        let from = self.open()?;
        let chain = std::mem::take(&mut self.chain) + 1;
        let mut by_name = false;
        let mut made = M::Arguments::default();
        while !self.accept(b')')? {
            let start = self.at;
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
                let value = self.operand(maker)?;
                match stars {
                    1 => maker.positional(&mut made, value, Some(start)),
                    _ => maker.keyword(&mut made, None, value),
                }
            } else if let Some((name, length)) = self.keyword_argument() {
                by_name = true;
                if is_keyword(name) {
                    return None;
                }
                self.own_name(name, from)?;
                self.token(length);
                let value = self.expression(maker)?;
                maker.keyword(&mut made, Some(name), value);
            } else if by_name {
                return None;
            } else {
                let value = self.expression(maker)?;
                maker.positional(&mut made, value, None);
            }
            if !self.comma()? {
                self.require(b')')?;
                break;
            }
        }
        self.chain = chain;
        self.close(from);
        Some(made)
    }

    /// The word before an equals sign, if such come next, and the length of both.
    fn keyword_argument(&self) -> Option<(&'a str, usize)> {
        let word = self.word();
        if word.is_empty() {
            return None;
        }
        let mut by = word.len();
        while self.ahead(by) == b' ' {
            by += 1;
        }
        let is_it = self.ahead(by) == b'=' && self.ahead(by + 1) != b'=';
        is_it.then_some((word, by + 1))
    }

    /// Whole numbers and decimal fractions.
    fn number<M: Maker<'a>>(&mut self, maker: &mut M) -> Option<M::Expr> {
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
        if is(next, WORD) || next == b'.' || next >= 0x80 {
            return None;
        }
        maker.number(self.text.get(start..self.end)?, start..self.end)
    }

    fn digits(&mut self) {
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
    }

    /// Strings one after the other, the first of which stands here, after its prefix.
    fn strings<M: Maker<'a>>(&mut self, maker: &mut M, start: usize, raw: bool) -> Option<M::Expr> {
        let mut text = M::Text::default();
        maker.piece(&mut text, self.string(raw)?, raw);
        loop {
            self.space()?;
            match self.peek() {
                b'"' | b'\'' => maker.piece(&mut text, self.string(false)?, false),
                _ => break,
            }
        }
        self.literal = start..self.end;
        maker.text(text, start..self.end)
    }

    /// A string: what stands between its quotes.
    fn string(&mut self, raw: bool) -> Option<&'a str> {
        let quote = self.peek();
        let is_quote = |byte| byte == quote;
        let triple = is_quote(self.ahead(1)) && is_quote(self.ahead(2));
        let quotes = if triple { 3 } else { 1 };
        self.at += quotes;
        let start = self.at;
        loop {
            self.at += self.count(PLAIN);
            match self.peek() {
                byte if byte == quote => {
                    if !triple || is_quote(self.ahead(1)) && is_quote(self.ahead(2)) {
                        let between = self.text.get(start..self.at);
                        self.token(quotes);
                        return between;
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
