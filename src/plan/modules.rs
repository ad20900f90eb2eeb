//! Gives revisions the modules they import from among the given files.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::rc::Rc;

use crate::alembic::run::{Files, run};
use crate::diagnostic::{Code as DiagnosticCode, Diagnostic};
use crate::operation::Sink;
use crate::python::{Limits, ModuleCode, ModuleSource};
use crate::source::FileId;

use super::Direction;
use super::folder::{Folder, split};

type Code = Result<Rc<ModuleCode>, Box<Diagnostic>>;

/// Files made ready to be run, once per content.
#[derive(Default)]
pub(super) struct Codes(HashMap<FileId, Code>);

impl fmt::Debug for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} files", self.0.len())
    }
}

impl Codes {
    /// Drops what these files were; whether all of them were known.
    pub(super) fn forget(&mut self, changed: &[FileId]) -> bool {
        let known = changed.iter().all(|file| self.0.contains_key(file));
        self.0.retain(|file, _| !changed.contains(file));
        known
    }

    fn get(&mut self, folder: &mut Folder, file: FileId) -> Code {
        self.0
            .entry(file)
            .or_insert_with(|| Ok(Rc::new(ModuleCode::new(file, &folder.take_tree(file)?))))
            .clone()
    }
}

/// The given files, as one revision can import them.
pub(super) struct Importable {
    folder: Rc<RefCell<Folder>>,
    codes: Rc<RefCell<Codes>>,
    roots: Vec<String>,
    read: RefCell<HashSet<FileId>>,
}

impl Importable {
    /// As the revision in `file` can import them.
    pub(super) fn new(
        folder: Rc<RefCell<Folder>>,
        codes: Rc<RefCell<Codes>>,
        file: FileId,
    ) -> Rc<Self> {
        let roots = roots(&folder.borrow(), file);
        Rc::new(Self { folder, codes, roots, read: RefCell::default() })
    }

    /// Runs the revision; what ends it early is returned.
    pub(super) fn run(
        self: &Rc<Self>,
        file: FileId,
        direction: Direction,
        sink: Rc<RefCell<dyn Sink>>,
        limits: Limits,
    ) -> Option<Diagnostic> {
        match self.code(file) {
            Ok(code) => run(&code, file, direction.name(), self.clone(), sink, limits),
            Err(diagnostic) => Some(*diagnostic),
        }
    }

    /// The files that were read on the way.
    pub(super) fn files(&self) -> Vec<FileId> {
        self.read.borrow().iter().copied().collect()
    }

    fn code(&self, file: FileId) -> Code {
        self.read.borrow_mut().insert(file);
        self.codes.borrow_mut().get(&mut self.folder.borrow_mut(), file)
    }

    fn source(&self, file: FileId, package: bool) -> ModuleSource {
        match self.code(file) {
            Ok(code) => ModuleSource::Source { code, package },
            Err(diagnostic) if diagnostic.code == DiagnosticCode::SyntaxError => {
                ModuleSource::Broken(diagnostic.message)
            }
            Err(diagnostic) => ModuleSource::Unreadable(diagnostic.message),
        }
    }
}

impl Files for Importable {
    fn module(&self, name: &str) -> Option<ModuleSource> {
        let path = name.replace('.', "/");
        let find = |path: &str| self.folder.borrow().sources().find(path);
        for root in &self.roots {
            if let Some(file) = find(&format!("{root}{path}/__init__.py")) {
                return Some(self.source(file, true));
            }
            if let Some(file) = find(&format!("{root}{path}.py")) {
                return Some(self.source(file, false));
            }
        }
        let folder = self.folder.borrow();
        let inside = |root: &String| folder.has_folder(&format!("{root}{path}"));
        self.roots.iter().any(inside).then_some(ModuleSource::Namespace)
    }

    fn sets_main_option(&self, name: &str) -> bool {
        let folder = self.folder.borrow();
        let mut settings = folder.places().settings.iter();
        settings.any(|id| {
            let file = folder.sources().get(*id);
            file.is_some_and(|file| file.text().lines().any(|line| sets(line, name)))
        })
    }
}

/// Whether a line of a settings file gives this option a value.
fn sets(line: &str, name: &str) -> bool {
    let line = line.trim_start().to_lowercase();
    line.strip_prefix(&name.to_lowercase())
        .is_some_and(|rest| rest.trim_start().starts_with(['=', ':']))
}

/// Where Python would look: the given folder, its `src`, the folder of the settings, and the folder
/// that holds the package of the revision. Each ends with a slash, or is empty.
fn roots(folder: &Folder, file: FileId) -> Vec<String> {
    let mut roots = vec![String::new(), "src/".to_owned()];
    let sources = folder.sources();
    for source in folder.places().settings.iter().filter_map(|id| sources.get(*id)) {
        let (place, name) = split(source.path());
        if name == "alembic.ini" && !place.is_empty() {
            roots.push(format!("{place}/"));
        }
    }
    if let Some(source) = sources.get(file) {
        let mut package = split(source.path()).0;
        while sources.find(&format!("{package}/__init__.py")).is_some() {
            package = split(package).0;
        }
        if !package.is_empty() {
            roots.push(format!("{package}/"));
        }
    }
    roots
}
