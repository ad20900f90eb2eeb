//! Makes the tree of plainly written statements from their text, without the parser's tree between the two.
//!
//! It is for parts of files that have an outline, which vouches that they can be parsed. Most of what revisions
//! consist of is known here; a part with anything else in it is left to the parser as a whole.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use ruff_text_size::{TextRange, TextSize};

use super::bindings::Bindings;
use super::expressions::is_unnamed;
use super::statements::FunctionHead;
use super::{Lowerer, name_of, text_of};
use crate::platform::float;
use crate::python::class::Unary;
use crate::python::outline::{Maker, Reader, reader};
use crate::python::tree::{
    Block, CallArguments, Expr, ExprKind, Name, Postfix, PostfixKind, Stmt, StmtKind,
};
use crate::python::value::Value;

impl Lowerer {
    /// Adds the statements in a part of a file, if all are known here; otherwise only some of them.
    pub(super) fn plain(
        &mut self,
        text: &str,
        part: &Range<u32>,
        statements: &mut Vec<Stmt>,
    ) -> Option<()> {
        let mut reader = reader(text, part)?;
        while reader.at < part.end as usize {
            statements.push(self.plain_statement(&mut reader)?);
        }
        Some(())
    }

    fn plain_statement(&mut self, reader: &mut Reader<'_>) -> Option<Stmt> {
        let start = reader.at;
        let kind = match reader.word() {
            "def" => self.plain_function(reader)?,
            "with" => {
                let width = reader.width;
                let (context, name) = reader.with_item(self)?;
                let target = name.map(|name| self.write(name));
                let body = self.plain_suite(reader, width)?;
                StmtKind::With(Box::new((vec![(context, target)], body)))
            }
            "if" | "for" => return None,
            _ => return self.plain_line(reader),
        };
        Some(Self::stmt(range(start..reader.end), kind))
    }

    fn plain_line(&mut self, reader: &mut Reader<'_>) -> Option<Stmt> {
        let start = reader.at;
        let kind = self.plain_small_statement(reader)?;
        let statement = Self::stmt(range(start..reader.end), kind);
        reader.finish_line()?;
        Some(statement)
    }

    fn plain_small_statement(&mut self, reader: &mut Reader<'_>) -> Option<StmtKind> {
        Some(match reader.word() {
            "pass" => {
                reader.token(4);
                StmtKind::Pass
            }
            "return" => {
                reader.token(6);
                reader.space()?;
                let is_bare = matches!(reader.peek(), b'\n' | b'#' | 0);
                StmtKind::Return(if is_bare { None } else { Some(reader.expression(self)?) })
            }
            word @ ("import" | "from") => {
                let import = reader.import(word)?;
                let names = import.names.iter().map(|part| (part.name, part.new));
                match import.module {
                    Some(module) => self.imported_from(module, 0, names),
                    None => StmtKind::Import(
                        names.map(|(name, new)| self.imported(name, new)).collect(),
                    ),
                }
            }
            name if reader.begins_assignment(name)? => self.plain_assignment(name, reader)?,
            _ => StmtKind::Expr(reader.expression(self)?),
        })
    }

    fn plain_assignment(&mut self, name: &str, reader: &mut Reader<'_>) -> Option<StmtKind> {
        let assigned = reader.assignment(name, self)?;
        let value = assigned.value.map(|(value, _)| value);
        // An annotation alone makes a name local too.
        let target = self.write(name);
        Some(match (assigned.is_annotated, value) {
            (false, value) => StmtKind::Assign(Box::new((vec![target], value?))),
            (true, value) => {
                let target = value.is_some().then_some(target);
                StmtKind::Annotated(Box::new((target, None, value)))
            }
        })
    }

    /// What follows a colon.
    fn plain_suite(&mut self, reader: &mut Reader<'_>, width: usize) -> Option<Block> {
        reader.require(b':')?;
        reader.space()?;
        if !matches!(reader.peek(), b'\n' | b'#') {
            return Some(Block::from([self.plain_line(reader)?]));
        }
        reader.finish_line()?;
        let inner = reader.width;
        let mut statements = Vec::new();
        while reader.width == inner && inner > width {
            statements.push(self.plain_statement(reader)?);
        }
        Some(statements.into())
    }

    /// A function without arguments, at the top of the file: one inside of another would be read too often.
    fn plain_function(&mut self, reader: &mut Reader<'_>) -> Option<StmtKind> {
        if self.levels.len() > 1 {
            return None;
        }
        let width = reader.width;
        reader.token(3);
        let name = reader.name()?;
        reader.require(b'(')?;
        reader.require(b')')?;
        reader.returned()?;
        let target = self.write(name);
        let (at, end) = (reader.at, reader.end);
        let mut bound: Vec<Name> = Vec::new();
        loop {
            let mut body = None;
            let head = FunctionHead { name, is_async: false, doc: None };
            let bindings = Bindings::to(&bound);
            let mut code = self.function(head, None, &bindings, |lowerer| {
                body = lowerer.plain_suite(reader, width);
                body.clone().unwrap_or_else(|| Block::from([]))
            });
            let body = body?;
            // What it binds is known once it was read, and then it is read again with that in mind.
            if code.slots.len() == bound.len() {
                Rc::get_mut(&mut code)?.doc = docstring(&body);
                return Some(StmtKind::Function(Box::new((code, Vec::new(), target))));
            }
            bound = code.slots.to_vec();
            (reader.at, reader.end, reader.width) = (at, end, width);
        }
    }
}

/// The text that statements begin with.
pub(super) fn docstring(statements: &[Stmt]) -> Option<Rc<str>> {
    match &statements.first()?.kind {
        StmtKind::Expr(Expr { kind: ExprKind::Constant(Value::Str(text)), .. }) => {
            Some((**text).clone())
        }
        _ => None,
    }
}

fn range(at: Range<usize>) -> TextRange {
    let place = |at: usize| TextSize::from(at as u32);
    TextRange::new(place(at.start), place(at.end))
}

fn expr(at: Range<usize>, kind: ExprKind) -> Expr {
    Expr { range: range(at), kind }
}

/// An operand with one thing more after it.
fn followed(of: Expr, kind: PostfixKind, end: usize) -> Expr {
    let range = TextRange::new(of.range.start(), TextSize::from(end as u32));
    let mut parts = match of {
        Expr { kind: ExprKind::Postfix(parts), .. } => parts,
        of => {
            // A name's attribute that is called is the most usual.
            let mut parts = Vec::with_capacity(3);
            parts.push(Postfix { range: of.range, kind: PostfixKind::Operand(of) });
            parts
        }
    };
    parts.push(Postfix { range, kind });
    Expr { range, kind: ExprKind::Postfix(parts) }
}

impl<'a> Maker<'a> for Lowerer {
    type Expr = Expr;
    type Arguments = CallArguments;
    type Text = Cow<'a, str>;

    fn name(&mut self, name: &'a str, at: Range<usize>) -> Expr {
        let kind = match name {
            "None" => ExprKind::Constant(Value::None),
            "True" => ExprKind::Constant(Value::Bool(true)),
            "False" => ExprKind::Constant(Value::Bool(false)),
            _ => self.read(name),
        };
        expr(at, kind)
    }

    fn number(&mut self, text: &'a str, at: Range<usize>) -> Option<Expr> {
        let value = match text.contains('.') {
            true => Value::float(float::parse(text)?),
            false => Value::int(text.parse::<i64>().ok()?),
        };
        Some(expr(at, ExprKind::Constant(value)))
    }

    fn piece(&mut self, text: &mut Cow<'a, str>, between: &'a str, raw: bool) {
        match text.is_empty() {
            true => *text = unescaped(between, raw),
            false => text.to_mut().push_str(&unescaped(between, raw)),
        }
    }

    fn text(&mut self, text: Cow<'a, str>, at: Range<usize>) -> Option<Expr> {
        let is_known = !is_unnamed(&text);
        is_known.then(|| expr(at, ExprKind::Constant(Value::Str(text_of(&text)))))
    }

    fn list(&mut self, items: Vec<Expr>, at: Range<usize>) -> Expr {
        expr(at, ExprKind::List(items))
    }

    fn tuple(&mut self, items: Vec<Expr>, at: Range<usize>) -> Expr {
        expr(at, ExprKind::Tuple(items))
    }

    fn dict(&mut self, items: Vec<(Expr, Expr)>, at: Range<usize>) -> Expr {
        let items = items.into_iter().map(|(key, value)| (Some(key), value)).collect();
        expr(at, ExprKind::Dict(items))
    }

    fn minus(&mut self, of: Expr, at: Range<usize>) -> Expr {
        expr(at, ExprKind::Unary(Unary::Neg, Box::new(of)))
    }

    fn attribute(&mut self, of: Expr, name: &'a str, end: usize) -> Expr {
        followed(of, PostfixKind::Attribute(name_of(name)), end)
    }

    fn call(&mut self, of: Expr, arguments: CallArguments, end: usize) -> Expr {
        followed(of, PostfixKind::Call(arguments), end)
    }

    fn item(&mut self, of: Expr, item: Expr, end: usize) -> Expr {
        followed(of, PostfixKind::Item(Box::new(item)), end)
    }

    fn positional(&mut self, to: &mut CallArguments, value: Expr, star: Option<usize>) {
        to.positional.push(match star {
            None => value,
            Some(start) => {
                let end = value.range.end().into();
                expr(start..end, ExprKind::Starred(Box::new(value)))
            }
        });
    }

    fn keyword(&mut self, to: &mut CallArguments, name: Option<&'a str>, value: Expr) {
        to.keyword.push((name.map(name_of), value));
    }

    fn other(&mut self) -> Option<Expr> {
        None
    }
}

/// What a string says. Of escapes an outline knows these alone.
fn unescaped(between: &str, raw: bool) -> Cow<'_, str> {
    if raw || !between.contains('\\') {
        return between.into();
    }
    let mut text = String::with_capacity(between.len());
    let mut parts = between.split('\\');
    text.push_str(parts.next().unwrap_or(""));
    while let Some(part) = parts.next() {
        let mut chars = part.chars();
        match chars.next() {
            // Two of them are one, whatever comes then.
            None => {
                text.push('\\');
                text.push_str(parts.next().unwrap_or(""));
                continue;
            }
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('\n') => {}
            Some(other) => text.push(other),
        }
        text.push_str(chars.as_str());
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::outline::outline;
    use crate::python::parse::parse;
    use crate::python::tree::ModuleCode;
    use crate::source::FileId;

    /// Whether a text, which has an outline, is read here, and then as the parser reads it.
    fn is_known(text: &str) -> bool {
        let file = FileId(0);
        let parsed = ModuleCode::new(file, &parse(file, text).unwrap());
        let part = 0..text.len() as u32;
        let mut made = Vec::new();
        let mut lowerer = Lowerer::new(file, TextSize::default());
        let is_known = lowerer.plain(text, &part, &mut made).is_some();
        if is_known {
            assert_eq!(format!("{made:#?}"), format!("{:#?}", parsed.body), "{text}");
            assert_eq!(docstring(&made), parsed.doc);
        }
        is_known
    }

    #[test]
    fn the_tree_is_the_parser_s() {
        for text in [
            "'''One.\n\nTwo ''three'' é'''\nfrom __future__ import annotations\n",
            "import a, b.c, d.e as f\nfrom a.b import (c, d as e,)  # g\n",
            "x: A[B, C[D], ] = None\ny: A[\n  B,\n  C # d\n]\nz = a . b [ c ] (d) # e\n",
            "x = [1, 0.5, -a.b, True, (), (a,), (a, b), [\n# c\n], {}, {'a': b, c: {}, }]\n",
            "x = f(a, *b.c, d=e, ** g)(h, )[i]\ny: int\n",
            "x = u'a' \"b\" '''c''' '' 'é' 'ü\\n'\n",
            "x = ['\\\\n\\n\\t\\r\\'\\\"', r'\\d\\\\', R'\\'', 'b\\\\' '\\\\\\\\\\n', '\\\\\\\n', '\\\n']\n",
            "def f() -> None:\n    pass\ndef  g ( ) : return\n",
            "def f():\n    '''Two.'''\n    import a.b\n    with a.c(d) as e:\n        e.f(g)\n        g = h\n\n    return g\n",
            "def f():\n  with x: y()\n  a: b = c\n  x: d\n  from d import e\n  return [a, e, f]\n",
            "def f():\n  with a as b:\n    with c as d:\n      x = b\n    y = x\n  # e\n\nz = f\n",
        ] {
            assert!(is_read(text), "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_left_to_the_parser() {
        for text in [
            "x = a + b\n",
            "x = not a\n",
            "x = a if b else c\n",
            "x = {a}\n",
            "x = (a)\n",
            "x = ...\n",
            "x = 99999999999999999999\n",
            "x = '\u{10fffe}'\n",
            "def f(a): pass\n",
            "def f():\n    if a: pass\n",
            "def f():\n    for a in b: pass\n",
            "def f():\n    def g(): pass\n",
        ] {
            assert!(outline(text).is_some() && !is_known(text), "{text}");
        }
    }

    /// The Python of the recorded specs, as the body of a function.
    fn specs() -> Vec<String> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/specs");
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            for block in text.split("\n```python").skip(1) {
                let lines = block.lines().skip(1).take_while(|line| *line != "```");
                let body: String = lines.map(|line| format!("    {line}\n")).collect();
                found.push(format!("def upgrade():\n{body}"));
            }
        }
        found
    }

    /// Whether a text, which may be no Python at all, is read here, and then as the parser reads it.
    fn is_read(text: &str) -> bool {
        outline(text).is_some() && is_known(text)
    }

    #[test]
    fn specs_are_read_as_the_parser_reads_them() {
        let specs = specs();
        let known = specs.iter().filter(|text| is_read(text)).count();
        assert!(known > 500, "{known} of {}", specs.len());
    }

    /// A text with something else in the place of a few of its characters.
    fn changed(text: &str, random: &mut impl FnMut() -> usize) -> String {
        const PARTS: &[&str] = &[
            "",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "=",
            ".",
            "'",
            "\"",
            "\"\"\"",
            "\\",
            "\n",
            "    ",
            " ",
            "#",
            "-",
            "*",
            "**",
            "not ",
            " in ",
            " if x else ",
            "None",
            "x = ",
            "x: y = ",
            "x: y",
            "return ",
            "\\n",
            "with a as b:\n        ",
            "from a import b\n",
            "r'",
            "é",
            "0",
            "1.5",
            "...",
            "\u{10fffe}",
        ];
        let mut chars: Vec<char> = text.chars().collect();
        let start = random() % chars.len();
        let end = (start + random() % 4).min(chars.len());
        chars.splice(start..end, PARTS[random() % PARTS.len()].chars());
        chars.into_iter().collect()
    }

    #[test]
    fn so_are_specs_that_were_changed_by_chance() {
        let mut state: u64 = 7;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as usize
        };
        let specs = specs();
        let texts = std::iter::repeat_n(&specs, 5).flatten();
        let known = texts.filter(|text| is_read(&changed(text, &mut random))).count();
        assert!(known > 500, "{known}");
    }
}
