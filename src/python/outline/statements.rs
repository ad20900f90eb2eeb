//! Simple statements: what is imported, assigned and annotated.

use std::ops::Range;

use super::expressions::{Maker, Nothing};
use super::{Bound, Reader, Statement, is_keyword};

impl<'a> Reader<'a> {
    pub(super) fn small_statement(&mut self) -> Option<Statement> {
        let start = self.at;
        let word = self.word();
        match word {
            "pass" => {
                self.token(4);
                return Some(Statement::Nothing);
            }
            "return" if self.blocks > 0 => {
                self.token(6);
                self.space()?;
                if matches!(self.peek(), b'\n' | b'#' | 0) {
                    return Some(Statement::Nothing);
                }
                self.skip_expression()?;
                return Some(Statement::Other);
            }
            "import" | "from" => {
                let import = self.import(word)?;
                for name in import.names.iter().map(Imported::bound) {
                    self.bind(name, Bound::Import);
                }
                self.outline.imports.push(start as u32..self.end as u32);
                return Some(Statement::Other);
            }
            "match" | "case" | "type" | "lazy" => return None,
            name if self.begins_assignment(name)? => {
                let assigned = self.assignment(name, &mut Nothing)?;
                if let Some(((), at)) = assigned.value {
                    self.bind(name, Bound::Value(at));
                }
                return Some(Statement::Other);
            }
            _ => {}
        }
        if self.peek() == b'(' {
            return None;
        }
        self.skip_expression()?;
        let is_literal = self.literal == (start..self.end);
        Some(Statement::Expression { is_literal, end: self.end })
    }

    /// Whether the name that stands here is assigned to, or annotated.
    pub(in crate::python) fn begins_assignment(&mut self, name: &str) -> Option<bool> {
        let start = self.at;
        self.at += name.len();
        self.space()?;
        let is_it = matches!(self.peek(), b'=' | b':') && self.ahead(1) != b'=';
        self.at = start;
        Some(is_it && !name.is_empty())
    }

    /// `name: annotation = value`
    pub(in crate::python) fn assignment<M: Maker<'a>>(
        &mut self,
        name: &str,
        maker: &mut M,
    ) -> Option<Assigned<M::Expr>> {
        if is_keyword(name) {
            return None;
        }
        self.token(name.len());
        let mut assigned = Assigned { is_annotated: self.accept(b':')?, value: None };
        if assigned.is_annotated {
            self.skip_expression()?;
            self.space()?;
            if self.peek() != b'=' {
                return Some(assigned);
            }
        }
        self.require(b'=')?;
        self.space()?;
        let start = self.at;
        let value = self.expression(maker)?;
        assigned.value = Some((value, start..self.end));
        Some(assigned)
    }

    pub(in crate::python) fn import(&mut self, word: &str) -> Option<Import<'a>> {
        self.token(word.len());
        let mut import = Import { module: None, names: Vec::new() };
        if word == "import" {
            loop {
                let name = self.module()?;
                self.imported(name, &mut import)?;
                if !self.accept(b',')? {
                    return Some(import);
                }
            }
        }
        let module = self.module()?;
        let is_future = module == "__future__";
        import.module = Some(module);
        if !self.accept_word("import")? || is_future && !(self.at_head && self.blocks == 0) {
            return None;
        }
        let bracket = self.accept(b'(')?;
        self.brackets += u32::from(bracket);
        loop {
            let name = self.name()?;
            if is_future && name != "annotations" {
                return None;
            }
            self.imported(name, &mut import)?;
            let more = self.accept(b',')?;
            if bracket && self.accept(b')')? {
                self.brackets -= 1;
                return Some(import);
            }
            if !more {
                return if bracket { None } else { Some(import) };
            }
        }
    }

    /// A module's name, with its dots and without blanks.
    fn module(&mut self) -> Option<&'a str> {
        self.space()?;
        let start = self.at;
        let mut length = 0;
        loop {
            length += self.name()?.len();
            if !self.accept(b'.')? {
                let module = self.text.get(start..self.end)?;
                return (module.len() == length).then_some(module);
            }
            length += 1;
        }
    }

    fn imported(&mut self, name: &'a str, import: &mut Import<'a>) -> Option<()> {
        let new = if self.accept_word("as")? { Some(self.name()?) } else { None };
        import.names.push(Imported { name, new });
        Some(())
    }
}

/// What is assigned to a name: a value with its place. Nobody asks for an annotation outside of classes.
pub(in crate::python) struct Assigned<E> {
    pub(in crate::python) is_annotated: bool,
    pub(in crate::python) value: Option<(E, Range<usize>)>,
}

/// `from module import names`, or `import names`.
pub(in crate::python) struct Import<'a> {
    pub(in crate::python) module: Option<&'a str>,
    pub(in crate::python) names: Vec<Imported<'a>>,
}

/// `name as new`
pub(in crate::python) struct Imported<'a> {
    pub(in crate::python) name: &'a str,
    pub(in crate::python) new: Option<&'a str>,
}

impl<'a> Imported<'a> {
    /// What is bound by it.
    fn bound(&self) -> &'a str {
        self.new.unwrap_or_else(|| self.name.split('.').next().unwrap_or(""))
    }
}
