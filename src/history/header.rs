//! Reads a revision's header from its syntax tree, without running the file.

use std::collections::HashMap;
use std::rc::Rc;

use ruff_python_ast::{Expr, ModModule, Operator, Stmt, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

use super::revision::{Body, HeaderSpans, Revision};

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Header {
    /// It declares no `revision`: not a revision file.
    None,
    /// It does.
    Revision(Box<Revision>),
    /// It declares one that cannot be known without running the file.
    Computed(Box<Diagnostic>),
}

/// What a name at the top of a file is bound to, as far as a header needs to know.
#[derive(Debug, Clone, PartialEq)]
enum Constant {
    None,
    Text(Rc<str>),
    List(Vec<Constant>),
    /// Anything else, with its place.
    Computed,
}

/// Reads the header of a file (`alembic.script.base.Script`, which imports the module and looks at
/// `revision`, `down_revision`, `branch_labels` and `depends_on`).
pub fn read_header(file: FileId, module: &ModModule) -> Header {
    let mut names = Names::default();
    names.block(&module.body, false);
    if !names.bound.contains_key("revision") {
        return Header::None;
    }
    match names.revision(file, module) {
        Ok(revision) => Header::Revision(Box::new(revision)),
        Err(diagnostic) => Header::Computed(diagnostic),
    }
}

/// The names at the top of a file.
#[derive(Debug, Default)]
struct Names<'a> {
    bound: HashMap<&'a str, (Constant, TextRange)>,
    upgrade: Body,
    downgrade: Body,
}

impl<'a> Names<'a> {
    /// Follows the statements; what stands under a condition or in a loop is not known.
    fn block(&mut self, body: &'a [Stmt], conditional: bool) {
        for statement in body {
            self.statement(statement, conditional);
        }
    }

    fn statement(&mut self, statement: &'a Stmt, conditional: bool) {
        match statement {
            Stmt::Assign(assign) => {
                let value = self.value(&assign.value, conditional);
                for target in &assign.targets {
                    self.assign(target, &assign.value, value.clone());
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    let constant = self.value(value, conditional);
                    self.assign(&assign.target, value, constant);
                }
            }
            Stmt::AugAssign(assign) => {
                self.assign(&assign.target, &assign.value, Constant::Computed)
            }
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.bind(&class.name, Constant::Computed, class.range()),
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    let top = name.as_str().split('.').next().unwrap_or("");
                    self.bind(top, Constant::Computed, alias.range());
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    self.bind(name.as_str(), Constant::Computed, alias.range());
                }
            }
            Stmt::If(if_) => {
                self.block(&if_.body, true);
                for clause in &if_.elif_else_clauses {
                    self.block(&clause.body, true);
                }
            }
            Stmt::Try(try_) => {
                self.block(&try_.body, true);
                for handler in &try_.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    self.block(&handler.body, true);
                }
                self.block(&try_.orelse, true);
                self.block(&try_.finalbody, true);
            }
            Stmt::With(with) => self.block(&with.body, conditional),
            Stmt::For(for_) => self.block(&for_.body, true),
            Stmt::While(while_) => self.block(&while_.body, true),
            _ => {}
        }
    }

    fn function(&mut self, function: &'a StmtFunctionDef) {
        match function.name.as_str() {
            "upgrade" => self.upgrade = body(function),
            "downgrade" => self.downgrade = body(function),
            name => self.bind(name, Constant::Computed, function.range()),
        }
    }

    fn assign(&mut self, target: &'a Expr, value: &Expr, constant: Constant) {
        match target {
            Expr::Name(name) => self.bind(name.id.as_str(), constant, value.range()),
            Expr::Tuple(tuple) => {
                let parts = match constant {
                    Constant::List(parts) if parts.len() == tuple.elts.len() => parts,
                    _ => vec![Constant::Computed; tuple.elts.len()],
                };
                for (element, part) in tuple.elts.iter().zip(parts) {
                    self.assign(element, value, part);
                }
            }
            _ => {}
        }
    }

    fn bind(&mut self, name: &'a str, constant: Constant, range: TextRange) {
        match name {
            "upgrade" => self.upgrade = Body::Present,
            "downgrade" => self.downgrade = Body::Present,
            _ => {
                self.bound.insert(name, (constant, range));
            }
        }
    }

    fn value(&self, value: &Expr, conditional: bool) -> Constant {
        if conditional { Constant::Computed } else { self.constant(value) }
    }

    /// A literal, or something put together from literals and from names bound to them.
    fn constant(&self, value: &Expr) -> Constant {
        match value {
            Expr::NoneLiteral(_) => Constant::None,
            Expr::StringLiteral(text) => Constant::Text(text.value.to_str().into()),
            Expr::Tuple(tuple) => self.list(&tuple.elts),
            Expr::List(list) => self.list(&list.elts),
            Expr::Set(set) => self.list(&set.elts),
            Expr::Name(name) => match self.bound.get(name.id.as_str()) {
                Some((constant, _)) => constant.clone(),
                None => Constant::Computed,
            },
            Expr::BinOp(operation) if operation.op == Operator::Add => {
                match (self.constant(&operation.left), self.constant(&operation.right)) {
                    (Constant::Text(left), Constant::Text(right)) => {
                        Constant::Text([&*left, &*right].concat().into())
                    }
                    (Constant::List(left), Constant::List(right)) => {
                        Constant::List([left, right].concat())
                    }
                    _ => Constant::Computed,
                }
            }
            _ => Constant::Computed,
        }
    }

    fn list(&self, elements: &[Expr]) -> Constant {
        Constant::List(elements.iter().map(|element| self.constant(element)).collect())
    }

    fn revision(&self, file: FileId, module: &ModModule) -> Result<Revision, Box<Diagnostic>> {
        let id = match self.bound.get("revision") {
            Some((Constant::Text(id), _)) => id.clone(),
            Some((_, range)) => return Err(computed(file, "revision", *range)),
            None => "".into(),
        };
        let (doc, docstring) = docstring(module);
        let place = |range: TextRange| span(file, range);
        let mut revision = Revision::new(id, self.ids(file, "down_revision")?, file);
        revision.depends_on = self.ids(file, "depends_on")?;
        revision.branch_labels = self.ids(file, "branch_labels")?;
        revision.spans = HeaderSpans {
            revision: self.place(file, "revision"),
            down_revision: self.place(file, "down_revision"),
            branch_labels: self.place(file, "branch_labels"),
            depends_on: self.place(file, "depends_on"),
            docstring: docstring.map(place),
        };
        revision.create_date = create_date(&doc);
        revision.doc = doc;
        revision.upgrade = self.upgrade;
        revision.downgrade = self.downgrade;
        Ok(revision)
    }

    fn place(&self, file: FileId, name: &str) -> Option<Span> {
        self.bound.get(name).map(|(_, range)| span(file, *range))
    }

    /// `alembic.util.to_tuple`: one id, several, or none.
    fn ids(&self, file: FileId, name: &str) -> Result<Vec<Rc<str>>, Box<Diagnostic>> {
        let Some((constant, range)) = self.bound.get(name) else { return Ok(Vec::new()) };
        let single = |constant: &Constant| match constant {
            Constant::Text(id) => Some(id.clone()),
            _ => None,
        };
        match constant {
            Constant::None => Ok(Vec::new()),
            Constant::Text(id) => Ok(vec![id.clone()]),
            Constant::List(parts) => parts
                .iter()
                .map(single)
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| computed(file, name, *range)),
            Constant::Computed => Err(computed(file, name, *range)),
        }
    }
}

fn computed(file: FileId, name: &str, range: TextRange) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::new(
            Code::ComputedHeader,
            format!("'{name}' is not a plain value, so the history cannot be known without running the file"),
        )
        .at(span(file, range))
        .help(format!("Write '{name}' as a string, a tuple of strings, or None.")),
    )
}

fn span(file: FileId, range: TextRange) -> Span {
    Span::new(file, range.start().into(), range.end().into())
}

/// The docstring without surrounding blank, and its place.
fn docstring(module: &ModModule) -> (Rc<str>, Option<TextRange>) {
    match module.body.first() {
        Some(Stmt::Expr(statement)) => match &*statement.value {
            Expr::StringLiteral(text) => (text.value.to_str().trim().into(), Some(text.range())),
            _ => ("".into(), None),
        },
        _ => ("".into(), None),
    }
}

/// What Alembic's template writes into the docstring.
fn create_date(doc: &str) -> Option<Rc<str>> {
    let line = doc.lines().find_map(|line| line.trim_start().strip_prefix("Create Date:"))?;
    Some(line.trim().into()).filter(|date: &Rc<str>| !date.is_empty())
}

/// Whether a function does anything.
fn body(function: &StmtFunctionDef) -> Body {
    let idle = function.body.iter().all(|statement| match statement {
        Stmt::Pass(_) => true,
        Stmt::Return(return_) => return_.value.is_none(),
        Stmt::Expr(expression) => {
            matches!(&*expression.value, Expr::StringLiteral(_) | Expr::EllipsisLiteral(_))
        }
        _ => false,
    });
    if idle { Body::Empty } else { Body::Present }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::parse::parse;

    fn header(text: &str) -> Header {
        read_header(FileId(0), &parse(FileId(0), text).unwrap())
    }

    fn revision(text: &str) -> Revision {
        match header(text) {
            Header::Revision(revision) => *revision,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_way_to_write_a_header() {
        let plain = revision(
            "\"\"\"Add books\n\nRevision ID: a1\nCreate Date: 2024-01-02 03:04:05\n\"\"\"\n\
             revision = 'a1'\ndown_revision = None\ndef upgrade():\n    pass\n",
        );
        assert_eq!((&*plain.id, plain.message()), ("a1", "Add books"));
        assert_eq!(plain.create_date.as_deref(), Some("2024-01-02 03:04:05"));
        assert_eq!((plain.upgrade, plain.downgrade), (Body::Empty, Body::Missing));
        assert!(plain.is_base() && plain.doc.ends_with("03:04:05"));

        let typed = revision(
            "from typing import Union\nBASE: str = 'x' 'y'\nrevision: str = 'b' + '2'\n\
             down_revision: Union[str, None] = (BASE, 'z')\nbranch_labels = ['shop']\n\
             depends_on = 'q'\ndef upgrade() -> None:\n    op.f()\ndef downgrade(): ...\n",
        );
        assert_eq!(&*typed.id, "b2");
        assert_eq!(typed.down_revisions, ["xy".into(), "z".into()]);
        assert_eq!(typed.branch_labels, ["shop".into()]);
        assert_eq!(typed.depends_on, ["q".into()]);
        assert_eq!((typed.upgrade, typed.downgrade), (Body::Present, Body::Empty));
        assert_eq!(revision("a, revision = 1, 'c3'\n").id, "c3".into());
    }

    #[test]
    fn what_is_not_written_down_is_said() {
        assert_eq!(header("x = 1\n"), Header::None);
        for text in [
            "revision = compute()\n",
            "revision = 'a'\ndown_revision = get()\n",
            "if x:\n    revision = 'a'\nelse:\n    revision = 'b'\n",
            "from other import revision\n",
            "revision = 'a'\ndown_revision = ('x', f())\n",
        ] {
            let Header::Computed(diagnostic) = header(text) else { panic!("{text}") };
            assert_eq!(diagnostic.code, Code::ComputedHeader);
            assert!(diagnostic.span.is_some());
        }
    }
}
