//! Reads a revision's header from its syntax tree, without running the file.

use std::cell::Cell;
use std::rc::Rc;

use ruff_python_ast::{
    ConversionFlag, Expr, FStringPart, FStringValue, InterpolatedStringElement, ModModule,
    Operator, Stmt, StmtFunctionDef,
};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

use super::revision::{Body, HeaderSpans, Revision};

/// What a file turned out to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Header {
    /// It declares no `revision`: not a revision file.
    #[default]
    None,
    /// It does.
    Revision(Box<Revision>),
    /// It does, with labels that cannot be known without running the file: the revision is without them.
    Partial(Box<Revision>, Diagnostic),
    /// It declares one that cannot be known without running the file.
    Computed(Diagnostic),
}

/// Finds a module among the given files by its dotted name.
pub type FindModule<'a> = &'a dyn Fn(&str) -> Option<ModModule>;

/// How many modules are looked for on behalf of one header.
const MAX_MODULES: usize = 32;
/// The longest text and the longest list that are put together: names can double what they hold.
const MAX_PARTS: usize = 10_000;
/// The longest dotted name that is looked for.
const MAX_DOTTED: usize = 200;
/// How far imports of imports are followed.
const MAX_IMPORTS: usize = 4;

/// What a name at the top of a file is bound to, as far as a header needs to know.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Constant {
    None,
    Text(Rc<str>),
    List(Vec<Constant>),
    /// A module, or something in one: its dotted name.
    Imported(Rc<str>),
    /// Anything else.
    Computed,
}

/// Reads the header of a file (`alembic.script.base.Script`, which imports the module and looks at
/// `revision`, `down_revision`, `branch_labels` and `depends_on`).
pub fn read_header(file: FileId, module: &ModModule) -> Header {
    read_header_among(file, module, &|_| None)
}

/// As [`read_header`], looking for imported constants in the modules that `find` gives.
pub fn read_header_among(file: FileId, module: &ModModule, find: FindModule<'_>) -> Header {
    let modules = Modules { find, left: Cell::new(MAX_MODULES), depth: 0 };
    let mut names = Names::new(&modules);
    names.block(&module.body, false);
    names.declared(module).header(file)
}

/// The modules that constants may come from.
struct Modules<'m> {
    find: FindModule<'m>,
    left: Cell<usize>,
    depth: usize,
}

impl Modules<'_> {
    /// What `module.name` is bound to.
    fn constant(&self, dotted: &str) -> Constant {
        let Some((module, name)) = dotted.rsplit_once('.') else { return Constant::Computed };
        let left = self.left.get();
        if left == 0 || self.depth >= MAX_IMPORTS {
            return Constant::Computed;
        }
        self.left.set(left - 1);
        let Some(tree) = (self.find)(module) else { return Constant::Computed };
        let below = Modules { find: self.find, left: Cell::new(left - 1), depth: self.depth + 1 };
        let mut names = Names::new(&below);
        names.block(&tree.body, false);
        let constant = names.bound.get(name).map(|(constant, _)| names.known(constant));
        self.left.set(below.left.get());
        constant.unwrap_or(Constant::Computed)
    }
}

/// The names at the top of a file.
struct Names<'a, 'm> {
    modules: &'m Modules<'m>,
    bound: FxHashMap<&'a str, (Constant, TextRange)>,
    upgrade: Body,
    downgrade: Body,
}

impl<'a, 'm> Names<'a, 'm> {
    fn new(modules: &'m Modules<'m>) -> Self {
        Self {
            modules,
            bound: FxHashMap::default(),
            upgrade: Body::default(),
            downgrade: Body::default(),
        }
    }

    /// A constant, looked for where it was imported from.
    fn known(&self, constant: &Constant) -> Constant {
        match constant {
            Constant::Imported(dotted) => self.modules.constant(dotted),
            Constant::List(parts) => {
                Constant::List(parts.iter().map(|part| self.known(part)).collect())
            }
            other => other.clone(),
        }
    }

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
                    let (name, module) = match &alias.asname {
                        Some(name) => (name.as_str(), alias.name.as_str()),
                        None => {
                            let top = alias.name.as_str().split('.').next().unwrap_or("");
                            (top, top)
                        }
                    };
                    self.bind(name, Constant::Imported(module.into()), alias.range());
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    let constant = match &import.module {
                        Some(module) if import.level == 0 && !conditional => {
                            Constant::Imported(format!("{module}.{}", alias.name).into())
                        }
                        _ => Constant::Computed,
                    };
                    self.bind(name.as_str(), constant, alias.range());
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
            Expr::Attribute(attribute) => match self.constant(&attribute.value) {
                Constant::Imported(module) if module.len() <= MAX_DOTTED => {
                    Constant::Imported(format!("{module}.{}", attribute.attr).into())
                }
                _ => Constant::Computed,
            },
            Expr::FString(text) => self.interpolated(&text.value),
            Expr::BinOp(operation) if operation.op == Operator::Add => {
                let side = |side: &Expr| self.known(&self.constant(side));
                match (side(&operation.left), side(&operation.right)) {
                    (Constant::Text(left), Constant::Text(right))
                        if left.len() + right.len() <= MAX_PARTS =>
                    {
                        Constant::Text([&*left, &*right].concat().into())
                    }
                    (Constant::List(left), Constant::List(right))
                        if left.len() + right.len() <= MAX_PARTS =>
                    {
                        Constant::List([left, right].concat())
                    }
                    _ => Constant::Computed,
                }
            }
            _ => Constant::Computed,
        }
    }

    /// An f-string of plain names.
    fn interpolated(&self, value: &FStringValue) -> Constant {
        let mut text = String::new();
        for part in value {
            let elements = match part {
                FStringPart::Literal(literal) => {
                    text.push_str(&literal.value);
                    continue;
                }
                FStringPart::FString(part) => &part.elements,
            };
            for element in elements {
                match element {
                    InterpolatedStringElement::Literal(literal) => text.push_str(&literal.value),
                    InterpolatedStringElement::Interpolation(field) => {
                        let plain = field.conversion == ConversionFlag::None
                            && field.format_spec.is_none()
                            && field.debug_text.is_none();
                        match self.known(&self.constant(&field.expression)) {
                            Constant::Text(known) if plain && text.len() <= MAX_PARTS => {
                                text.push_str(&known);
                            }
                            _ => return Constant::Computed,
                        }
                    }
                }
            }
        }
        if text.len() > MAX_PARTS { Constant::Computed } else { Constant::Text(text.into()) }
    }

    /// A list of texts, or of such lists: nothing in a header goes deeper.
    fn list(&self, elements: &[Expr]) -> Constant {
        let parts: Vec<Constant> = elements.iter().map(|element| self.constant(element)).collect();
        let size = |part: &Constant| match part {
            Constant::List(parts) => parts.len(),
            _ => 1,
        };
        let deep = |part: &Constant| match part {
            Constant::List(parts) => parts.iter().any(|part| matches!(part, Constant::List(_))),
            _ => false,
        };
        if parts.iter().map(size).sum::<usize>() > MAX_PARTS || parts.iter().any(deep) {
            return Constant::Computed;
        }
        Constant::List(parts)
    }

    fn declared(&self, module: &ModModule) -> Declared {
        let field =
            |name| self.bound.get(name).map(|(constant, range)| (self.known(constant), *range));
        let (doc, docstring) = docstring(module);
        Declared {
            revision: field("revision"),
            down_revision: field("down_revision"),
            depends_on: field("depends_on"),
            branch_labels: field("branch_labels"),
            doc,
            docstring,
            upgrade: self.upgrade,
            downgrade: self.downgrade,
        }
    }
}

/// What is bound to a name of a header, and where it stands.
type Field = Option<(Constant, TextRange)>;

/// What a file says of a revision.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) revision: Field,
    pub(super) down_revision: Field,
    pub(super) depends_on: Field,
    pub(super) branch_labels: Field,
    /// The docstring without surrounding blank.
    pub(super) doc: Rc<str>,
    pub(super) docstring: Option<TextRange>,
    pub(super) upgrade: Body,
    pub(super) downgrade: Body,
}

impl Declared {
    pub(super) fn header(self, file: FileId) -> Header {
        match &self.revision {
            None => Header::None,
            Some((Constant::Text(id), _)) => {
                let id = id.clone();
                self.revision(id, file).unwrap_or_else(Header::Computed)
            }
            Some((_, range)) => Header::Computed(computed(file, "revision", *range)),
        }
    }

    /// The revision, without labels that are not known.
    fn revision(self, id: Rc<str>, file: FileId) -> Result<Header, Diagnostic> {
        let mut revision =
            Revision::new(id, ids(file, "down_revision", &self.down_revision)?, file);
        revision.depends_on = ids(file, "depends_on", &self.depends_on)?;
        // Alembic keeps one id as a string, and an empty one counts as none; a base has it all the same.
        if *revision.depends_on == ["".into()] && !revision.is_base() {
            revision.depends_on.clear();
        }
        let place = |field: &Field| field.as_ref().map(|(_, range)| span(file, *range));
        revision.spans = HeaderSpans {
            revision: place(&self.revision),
            down_revision: place(&self.down_revision),
            branch_labels: place(&self.branch_labels),
            depends_on: place(&self.depends_on),
            docstring: self.docstring.map(|range| span(file, range)),
        };
        revision.create_date = create_date(&self.doc);
        revision.doc = self.doc;
        revision.upgrade = self.upgrade;
        revision.downgrade = self.downgrade;
        match ids(file, "branch_labels", &self.branch_labels) {
            Ok(labels) => {
                revision.branch_labels = labels;
                Ok(Header::Revision(Box::new(revision)))
            }
            Err(diagnostic) => Ok(Header::Partial(Box::new(revision), diagnostic)),
        }
    }
}

/// `alembic.util.to_tuple`: one id, several, or none.
fn ids(file: FileId, name: &str, field: &Field) -> Result<Vec<Rc<str>>, Diagnostic> {
    let Some((constant, range)) = field else { return Ok(Vec::new()) };
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
        Constant::Imported(_) | Constant::Computed => Err(computed(file, name, *range)),
    }
}

fn computed(file: FileId, name: &str, range: TextRange) -> Diagnostic {
    Diagnostic::new(
        Code::ComputedHeader,
        format!(
            "'{name}' is not a plain value, so the history cannot be known without running the file"
        ),
    )
    .at(span(file, range))
    .help(format!("Write '{name}' as a string, a tuple of strings, or None."))
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
    fn constants_are_looked_for_where_they_come_from() {
        let text = "from app.db import names as n\nimport app.ids\nfrom app.ids import FIRST\n\
                    revision = f'{FIRST}x'\ndown_revision = app.ids.SECOND\n\
                    branch_labels = (n.LABEL,)\n";
        let find = |module: &str| {
            let text = match module {
                "app.ids" => "from app.more import SECOND\nFIRST = 'one'\n",
                "app.more" => "from app.ids import FIRST\nSECOND = FIRST + 'two'\n",
                "app.db.names" => "LABEL = 'shop'\n",
                _ => return None,
            };
            parse(FileId(1), text).ok()
        };
        let tree = parse(FileId(0), text).unwrap();
        let Header::Revision(revision) = read_header_among(FileId(0), &tree, &find) else {
            panic!()
        };
        assert_eq!((&*revision.id, &*revision.down_revisions[0]), ("onex", "onetwo"));
        assert_eq!(revision.branch_labels, ["shop".into()]);

        let alone = "from app import n\nrevision = 'a'\nbranch_labels = (n.LABEL,)\n";
        let Header::Partial(revision, diagnostic) = header(alone) else { panic!() };
        assert_eq!((&*revision.id, revision.branch_labels.len()), ("a", 0));
        assert_eq!(diagnostic.code, Code::ComputedHeader);
        let ring = "from a import x\nx = x\nrevision = x\n";
        let tree = parse(FileId(0), ring).unwrap();
        let find = |_: &str| parse(FileId(1), ring).ok();
        assert!(matches!(read_header_among(FileId(0), &tree, &find), Header::Computed(_)));
    }

    #[test]
    fn names_that_double_what_they_hold_are_let_go() {
        for (first, next) in
            [("'x'", "a + a"), ("('x',)", "a + a"), ("('x',)", "(a, a)"), ("'x'", "f'{a}{a}'")]
        {
            let text =
                format!("a = {first}\n{}revision = a\n", format!("a = {next}\n").repeat(2_000));
            assert!(matches!(header(&text), Header::Computed(_)), "{next}");
        }
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
