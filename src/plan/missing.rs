//! Which modules the given files import that are not among them, for whoever can look for more files.

use std::rc::Rc;

use ruff_python_ast::{Expr, ModModule, Stmt};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::python::parse::parse;
use crate::source::FileId;
use crate::{python, sqlalchemy};

use super::folder::Folder;
use super::modules::find;
use super::project::Project;

/// What was looked for so far.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// Files whose imports are known, each with the package that its relative imports begin from.
    seen: FxHashMap<FileId, Origin>,
    /// Those that have to be looked at again.
    again: Vec<(FileId, Origin)>,
    names: FxHashSet<Rc<str>>,
    /// Import statements of plainly written revisions that were looked at: most are alike.
    statements: FxHashSet<Box<str>>,
    absent: Vec<Rc<str>>,
    done: bool,
}

#[derive(Debug, Clone)]
struct Origin {
    package: Rc<str>,
    /// A revision: its functions are run.
    revision: bool,
}

impl Search {
    /// Notes that these files came, went or changed.
    pub(super) fn changed(&mut self, files: &[FileId]) {
        self.done = false;
        for file in files {
            if let Some(origin) = self.seen.remove(file) {
                self.again.push((*file, origin));
            }
        }
    }

    /// Adds what a plainly written revision imports in ways that no other does; whether it is one.
    fn plain_imports(
        &mut self,
        folder: &Folder,
        file: FileId,
        origin: &Origin,
        names: &mut Vec<String>,
    ) -> bool {
        let Some(statements) = folder.plain_imports(file) else { return false };
        for statement in statements {
            if !self.statements.contains(statement) {
                self.statements.insert(statement.into());
                if let Ok(tree) = parse(file, statement) {
                    imports(&tree, origin, names);
                }
            }
        }
        true
    }

    /// A name that is imported: the file that it is, where that has yet to be looked at, or an absent name.
    fn want(&mut self, folder: &Folder, roots: &[Rc<str>], name: &str) -> Option<(FileId, Origin)> {
        if self.names.contains(name) || is_library(name) {
            return None;
        }
        let name: Rc<str> = name.into();
        self.names.insert(name.clone());
        let found = module_file(folder, roots, &name);
        if found.is_none() {
            self.absent.push(name);
        }
        found
    }
}

fn module_file(folder: &Folder, roots: &[Rc<str>], name: &Rc<str>) -> Option<(FileId, Origin)> {
    let (file, is_package) = find(folder, roots, name)?;
    let package = match name.rsplit_once('.') {
        _ if is_package => name.clone(),
        Some((package, _)) => package.into(),
        None => "".into(),
    };
    Some((file, Origin { package, revision: false }))
}

/// Whether a module is known without a file.
fn is_library(name: &str) -> bool {
    let top = name.split('.').next().unwrap_or(name);
    top == "alembic" || sqlalchemy::modules::find(top).is_some() || python::is_standard(top)
}

impl Project {
    /// Dotted names that may be modules, which revisions import, or modules that they import, and which
    /// are not among the given files; and those on the way of the names that env.py passes to
    /// `context.configure`. Each is named once. Names that code looked for when it ran are
    /// among them too, so that after a rendering there may be more of them.
    pub fn missing_modules(&self) -> Vec<Rc<str>> {
        self.configured();
        let search = &mut *self.search.borrow_mut();
        let (missed, mut by_name) = self.renderings.borrow().missed();
        by_name.retain(|name| !is_library(name));
        if search.done && missed.is_empty() {
            return by_name;
        }
        let folder = &mut *self.folder.borrow_mut();
        let mut todo: Vec<(FileId, Origin)> = std::mem::take(&mut search.again);
        if !search.done {
            search.done = true;
            for entry in self.revisions() {
                let origin = Origin { package: "".into(), revision: true };
                todo.push((entry.revision.file, origin));
            }
            for name in std::mem::take(&mut search.absent) {
                match module_file(folder, &self.roots, &name) {
                    Some(found) => todo.push(found),
                    None => search.absent.push(name),
                }
            }
        }
        let told = search.absent.len();
        for name in missed {
            todo.extend(search.want(folder, &self.roots, &name));
        }
        while let Some((file, origin)) = todo.pop() {
            if search.seen.contains_key(&file) {
                continue;
            }
            let mut names = Vec::new();
            let is_told =
                origin.revision && search.plain_imports(folder, file, &origin, &mut names);
            if !is_told && let Some(tree) = folder.tree(file) {
                imports(tree, &origin, &mut names);
            }
            search.seen.insert(file, origin);
            for name in names {
                // Importing `a.b` runs `a` before.
                for (end, _) in name.match_indices('.') {
                    let outer = name.get(..end).unwrap_or_default();
                    todo.extend(search.want(folder, &self.roots, outer));
                }
                todo.extend(search.want(folder, &self.roots, &name));
            }
        }
        by_name.extend_from_slice(search.absent.get(told..).unwrap_or_default());
        by_name
    }
}

/// The names that a file's import statements may stand for.
fn imports(tree: &ModModule, origin: &Origin, names: &mut Vec<String>) {
    block(&tree.body, origin, names);
}

fn block(statements: &[Stmt], origin: &Origin, names: &mut Vec<String>) {
    for statement in statements {
        match statement {
            Stmt::Import(import) => names.extend(import.names.iter().map(|n| n.name.to_string())),
            Stmt::ImportFrom(import) => {
                let module = import.module.as_deref().unwrap_or("");
                let Some(module) = absolute(&origin.package, import.level, module) else {
                    continue;
                };
                for alias in &import.names {
                    names.push(match &*alias.name {
                        "*" => module.clone(),
                        name => format!("{module}.{name}"),
                    });
                }
            }
            Stmt::FunctionDef(function) if origin.revision => {
                block(&function.body, origin, names);
            }
            Stmt::ClassDef(class) => block(&class.body, origin, names),
            Stmt::If(clauses) => {
                if !is_type_checking(&clauses.test) {
                    block(&clauses.body, origin, names);
                }
                for clause in &clauses.elif_else_clauses {
                    block(&clause.body, origin, names);
                }
            }
            Stmt::For(inner) => {
                block(&inner.body, origin, names);
                block(&inner.orelse, origin, names);
            }
            Stmt::While(inner) => block(&inner.body, origin, names),
            Stmt::With(inner) => block(&inner.body, origin, names),
            Stmt::Try(inner) => {
                for part in [&inner.body, &inner.orelse, &inner.finalbody] {
                    block(part, origin, names);
                }
                for handler in &inner.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    block(&handler.body, origin, names);
                }
            }
            _ => {}
        }
    }
}

/// `if TYPE_CHECKING:`, which is never so when anything runs.
fn is_type_checking(test: &Expr) -> bool {
    match test {
        Expr::Name(name) => &*name.id == "TYPE_CHECKING",
        Expr::Attribute(attribute) => &*attribute.attr == "TYPE_CHECKING",
        _ => false,
    }
}

/// The absolute name of the module that is imported from; none where a relative import has nowhere to begin.
fn absolute(package: &str, level: u32, module: &str) -> Option<String> {
    if level == 0 {
        return Some(module.to_owned());
    }
    let mut package = package;
    for _ in 1..level {
        package = package.rsplit_once('.')?.0;
    }
    match (package, module) {
        ("", _) => None,
        (_, "") => Some(package.to_owned()),
        _ => Some(format!("{package}.{module}")),
    }
}
