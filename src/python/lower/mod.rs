//! Turns ruff's tree into ours: resolves names to slots, makes constants, lays long chains flat.

mod bindings;
mod expressions;
mod later;
mod patterns;
mod plain;
mod statements;

pub(super) use bindings::{Bindings, walk_chain};

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use ruff_python_ast as ast;
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::{FxHashMap, FxHashSet};

use super::names::Hash;
use super::tree::{Block, Expr, ExprKind, ModuleCode, Name, Stmt, StmtKind, Target};
use crate::source::FileId;

impl ModuleCode {
    /// The code of a parsed module.
    pub fn new(file: FileId, module: &ast::ModModule) -> Self {
        Self::reading(file, module, "")
    }

    /// As [`ModuleCode::new`], of a module whose text may have line ends of other systems.
    pub fn reading(file: FileId, module: &ast::ModModule, text: &str) -> Self {
        let mut lowerer = Lowerer::new(file, TextSize::default());
        if text.contains('\r') {
            lowerer.text = text.into();
        }
        let body = lowerer.block(&module.body);
        let doc = lowerer.docstring(&module.body);
        Self { file, body, doc }
    }

    /// As [`ModuleCode::new`], of a module at whose end more is done, and then values are bound to names.
    pub fn followed_by(
        file: FileId,
        module: &ast::ModModule,
        more: &[&ast::Stmt],
        values: &[(String, &ast::Expr)],
    ) -> Self {
        let mut lowerer = Lowerer::new(file, TextSize::default());
        let mut statements = Vec::new();
        lowerer.append(&module.body, &mut statements);
        for statement in more {
            lowerer.append(std::slice::from_ref(statement), &mut statements);
        }
        for (name, value) in values {
            lowerer.bind(name, value, &mut statements);
        }
        Self { file, body: statements.into(), doc: lowerer.docstring(&module.body) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Module,
    Class,
    Function,
    Comprehension,
}

/// What stands between a function's name and those of what is made in it.
const LOCALS: &str = ".<locals>.";

/// A scope of names that is being laid out.
struct Level {
    kind: Kind,
    slots: Vec<Name>,
    index: FxHashMap<Name, usize>,
    globals: FxHashSet<Name>,
    nonlocals: FxHashSet<Name>,
    bound: FxHashSet<Name>,
    has_inner: bool,
    yields: u32,
    /// What stands before the names of what is made here: the scope's qualified name, and what parts them.
    prefix: (Name, &'static str),
}

impl Level {
    fn new(kind: Kind, prefix: (Name, &'static str)) -> Self {
        Self {
            kind,
            slots: Vec::new(),
            index: FxHashMap::default(),
            globals: FxHashSet::default(),
            nonlocals: FxHashSet::default(),
            bound: FxHashSet::default(),
            has_inner: false,
            yields: 0,
            prefix,
        }
    }

    fn module() -> Self {
        Self::new(Kind::Module, (name_of(""), ""))
    }

    fn is_function(&self) -> bool {
        matches!(self.kind, Kind::Function | Kind::Comprehension)
    }

    fn slot(&mut self, name: &Name) -> usize {
        if let Some(slot) = self.index.get(name) {
            return *slot;
        }
        self.slots.push(name.clone());
        self.index.insert(name.clone(), self.slots.len() - 1);
        self.slots.len() - 1
    }
}

/// How many texts are kept at hand, and how long they may be.
const KEPT: usize = 1024;
const SHORT: usize = 40;

thread_local! {
    static TEXTS: RefCell<Vec<Option<Rc<Name>>>> = const { RefCell::new(Vec::new()) };
}

/// A name or a string of the code. Most of them stand in every revision, and are seldom made twice.
fn text_of(text: &str) -> Rc<Name> {
    let make = || Rc::new(Name::from(text));
    if text.len() > SHORT {
        return make();
    }
    TEXTS.with_borrow_mut(|kept| {
        if kept.is_empty() {
            kept.resize(KEPT, None);
        }
        match kept.get_mut(Hash::of(text).within(KEPT)) {
            Some(Some(known)) if ***known == *text => known.clone(),
            Some(slot) => slot.insert(make()).clone(),
            None => make(),
        }
    })
}

/// As [`text_of`], to be used as a name.
fn name_of(name: &str) -> Name {
    (*text_of(name)).clone()
}

struct Lowerer {
    file: FileId,
    /// The module's text where it has carriage returns, which the parser leaves in strings.
    text: String,
    /// Where in the file the text begins that was parsed.
    start: TextSize,
    levels: Vec<Level>,
    /// The type parameters of the classes and functions around this place.
    type_parameters: Vec<String>,
    /// Statements to stand before the one that is being made: yields out of the middle of expressions.
    pending: Vec<Stmt>,
}

/// Where a name is.
enum Place {
    Slot(u32, usize),
    Global,
}

impl Lowerer {
    fn new(file: FileId, start: TextSize) -> Self {
        Self {
            file,
            text: String::new(),
            start,
            levels: vec![Level::module()],
            type_parameters: Vec::new(),
            pending: Vec::new(),
        }
    }

    /// Where in the file a part of the tree is.
    fn place(&self, range: TextRange) -> TextRange {
        range + self.start
    }

    /// What a string says that stands there: each line of its source ends with a line feed, as Python reads it.
    fn said<'v>(&self, value: &'v str, range: TextRange) -> Cow<'v, str> {
        let range = usize::from(range.start())..usize::from(range.end());
        let source = self.text.get(range).unwrap_or("");
        if !source.contains('\r') {
            return value.into();
        }
        // A raw string asks for none with an escape.
        if !source.contains("\\r") || value.contains("\\r") {
            return value.replace("\r\n", "\n").replace('\r', "\n").into();
        }
        let mut asked = Vec::new();
        let mut bytes = source.bytes();
        while let Some(byte) = bytes.next() {
            match byte {
                b'\\' if bytes.next() == Some(b'r') => asked.push(true),
                b'\r' => asked.push(false),
                _ => {}
            }
        }
        let (mut asked, mut chars, mut said) =
            (asked.into_iter(), value.chars().peekable(), String::new());
        while let Some(c) = chars.next() {
            match c {
                '\r' if asked.next() == Some(false) => {
                    if chars.peek() != Some(&'\n') {
                        said.push('\n');
                    }
                }
                c => said.push(c),
            }
        }
        said.into()
    }

    fn level(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            self.levels.push(Level::module());
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    fn qualname(&mut self, name: &str) -> Name {
        match &self.level().prefix {
            (_, "") => name_of(name),
            (outer, between) => name_of(&[&**outer, *between, name].concat()),
        }
    }

    /// Finds a name from outside the `skip` innermost levels; `passed` function scopes lie in between.
    fn outward(&self, name: &Name, skip: usize, mut passed: u32) -> Place {
        for level in self.levels.iter().rev().skip(skip) {
            if !level.is_function() {
                continue;
            }
            if level.globals.contains(name) {
                return Place::Global;
            }
            match level.index.get(name) {
                Some(slot) if !level.nonlocals.contains(name) => {
                    return Place::Slot(passed, *slot);
                }
                _ => passed += 1,
            }
        }
        Place::Global
    }

    fn outward_from_here(&self, name: &Name) -> Place {
        let function = self.levels.last().is_some_and(Level::is_function);
        self.outward(name, 1, u32::from(function))
    }

    fn read(&mut self, name: &str) -> ExprKind {
        // What a type parameter stands for is only asked by those who check types.
        let is_parameter = self.type_parameters.iter().any(|parameter| parameter == name)
            && !self.levels.last().is_some_and(|level| level.index.contains_key(name));
        let name = name_of(if is_parameter { "object" } else { name });
        let of = |place: Place, name: Name| match place {
            Place::Slot(0, slot) => ExprKind::Local(slot),
            Place::Slot(depth, slot) => ExprKind::Outer(depth, slot),
            Place::Global => ExprKind::Global(name),
        };
        let level = self.level();
        if level.globals.contains(&name) || level.kind == Kind::Module {
            return ExprKind::Global(name);
        }
        if level.is_function()
            && !level.nonlocals.contains(&name)
            && let Some(slot) = level.index.get(&name)
        {
            return ExprKind::Local(*slot);
        }
        let own = level.kind == Kind::Class
            && level.bound.contains(&name)
            && !level.nonlocals.contains(&name);
        let outside = of(self.outward_from_here(&name), name.clone());
        if own {
            let range = TextRange::default();
            return ExprKind::Class(name, Box::new(Expr { range, kind: outside }));
        }
        outside
    }

    fn write(&mut self, name: &str) -> Target {
        let name = name_of(name);
        let level = self.level();
        if level.globals.contains(&name) || level.kind == Kind::Module {
            return Target::Global(name);
        }
        if level.nonlocals.contains(&name) {
            return match self.outward_from_here(&name) {
                Place::Slot(0, slot) => Target::Local(slot),
                Place::Slot(depth, slot) => Target::Outer(depth, slot),
                Place::Global => Target::Global(name),
            };
        }
        match level.kind {
            Kind::Class => {
                level.bound.insert(name.clone());
                Target::Class(name)
            }
            _ => Target::Local(level.slot(&name)),
        }
    }

    /// What `name := ...` writes: a name of the function around the comprehensions.
    fn write_named(&mut self, name: &str) -> Target {
        let inside =
            self.levels.iter().rev().take_while(|level| level.kind == Kind::Comprehension).count();
        if inside == 0 {
            return self.write(name);
        }
        let name = name_of(name);
        let around = self.levels.len().saturating_sub(inside + 1);
        let Some(level) = self.levels.get_mut(around) else { return Target::Global(name) };
        match level.kind {
            Kind::Function if !level.globals.contains(&name) => {
                if !level.nonlocals.contains(&name) {
                    level.slot(&name);
                }
                match self.outward(&name, inside, inside as u32) {
                    Place::Slot(depth, slot) => Target::Outer(depth, slot),
                    Place::Global => Target::Global(name),
                }
            }
            _ => Target::Global(name),
        }
    }

    fn push(&mut self, kind: Kind, prefix: (Name, &'static str)) {
        for level in &mut self.levels {
            level.has_inner = true;
        }
        self.levels.push(Level::new(kind, prefix));
    }

    fn pop(&mut self) -> Level {
        self.levels.pop().unwrap_or_else(Level::module)
    }

    /// Lowers a block; what its expressions want to stand before them stays in it.
    fn block(&mut self, body: &[ast::Stmt]) -> Block {
        let outside = std::mem::take(&mut self.pending);
        let mut statements = Vec::with_capacity(body.len());
        self.append(body, &mut statements);
        self.pending = outside;
        statements.into()
    }

    fn append(&mut self, body: &[ast::Stmt], statements: &mut Vec<Stmt>) {
        for statement in body {
            let lowered = self.statement(statement);
            statements.append(&mut self.pending);
            statements.push(lowered);
        }
    }

    /// `name = value`
    fn bind(&mut self, name: &str, value: &ast::Expr, statements: &mut Vec<Stmt>) {
        let before = self.level().yields;
        let lowered = self.expr(value);
        let kind = StmtKind::Assign(Box::new((vec![self.write(name)], lowered)));
        let yields = self.level().yields != before;
        statements.append(&mut self.pending);
        statements.push(Stmt { range: self.place(value.range()), kind, yields });
    }

    fn stmt(range: TextRange, kind: StmtKind) -> Stmt {
        Stmt { range, kind, yields: false }
    }
}

fn boxed_names(names: Vec<Name>) -> Rc<[Name]> {
    names.into()
}
