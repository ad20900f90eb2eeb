//! Gives revisions the modules they import from among the given files.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::alembic::run::{Files, run};
use crate::diagnostic::{Code as DiagnosticCode, Diagnostic};
use crate::operation::Sink;
use crate::platform;
use crate::python::{Limits, ModuleCode, ModuleSource, Value};
use crate::source::{FileId, Span};
use crate::sqlalchemy::naming::Unnamed;

use super::Direction;
use super::configured::Configured;
use super::folder::{Folder, split};
use super::project::Project;

type Code = Result<Rc<ModuleCode>, Diagnostic>;

/// Files made ready to be run, once per content, and names that no file was found for.
#[derive(Default)]
pub(super) struct Codes {
    files: FxHashMap<FileId, Code>,
    missed: FxHashSet<Rc<str>>,
    /// Those of them that nobody has been told of.
    untold: Vec<Rc<str>>,
    /// Those that were looked for on the way of a name: what they import does not matter.
    untold_by_name: Vec<Rc<str>>,
    /// By the folder of a revision, where its imports look.
    places: FxHashMap<Rc<str>, Rc<Places>>,
}

/// Where the revisions of one folder look for modules, and what they have found so far.
#[derive(Default)]
struct Places {
    roots: Vec<Rc<str>>,
    found: RefCell<FxHashMap<Rc<str>, Found>>,
}

/// What is found under a module's name.
#[derive(Clone, Copy)]
enum Found {
    Module(FileId),
    Package(FileId),
    Namespace,
    Nothing,
}

impl fmt::Debug for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} files", self.files.len())
    }
}

impl Codes {
    /// Drops what these files were; whether all of them were known.
    pub(super) fn forget(&mut self, changed: &[FileId]) -> bool {
        let known = changed.iter().all(|file| self.files.contains_key(file));
        self.files.retain(|file, _| !changed.contains(file));
        self.places.clear();
        known
    }

    fn miss(&mut self, name: &str, by_name: bool) {
        if !self.missed.contains(name) {
            let name: Rc<str> = name.into();
            self.missed.insert(name.clone());
            if by_name {
                self.untold_by_name.push(name);
            } else {
                self.untold.push(name);
            }
        }
    }

    /// The modules that code looked for in vain since this was last asked.
    pub(super) fn take_missed(&mut self) -> Vec<Rc<str>> {
        std::mem::take(&mut self.untold)
    }

    /// As [`Codes::take_missed`], of modules that were followed by name.
    pub(super) fn take_missed_by_name(&mut self) -> Vec<Rc<str>> {
        std::mem::take(&mut self.untold_by_name)
    }

    fn get(&mut self, folder: &mut Folder, file: FileId, wanted: &str) -> Code {
        let read = || folder.code(file, wanted).map(Rc::new);
        self.files.entry(file).or_insert_with(read).clone()
    }
}

/// The given files, as one revision can import them.
pub(super) struct Importable {
    folder: Rc<RefCell<Folder>>,
    codes: Rc<RefCell<Codes>>,
    places: Rc<Places>,
    environment: Option<FileId>,
    compiling: Rc<[FileId]>,
    read: RefCell<FxHashSet<FileId>>,
    /// What env.py says; none where that is being found out.
    configured: Option<Rc<Configured>>,
    unnamed: Option<Rc<Unnamed>>,
}

impl Importable {
    /// As the revision in `file` can import them.
    pub(super) fn new(
        project: &Project,
        codes: Rc<RefCell<Codes>>,
        file: FileId,
        configured: Rc<Configured>,
    ) -> Rc<Self> {
        let unnamed = configured.is_open.then(Rc::default);
        Rc::new(Self { configured: Some(configured), unnamed, ..Self::plain(project, codes, file) })
    }

    /// As a name of env.py's can be followed to them.
    pub(super) fn by_name(project: &Project, codes: Rc<RefCell<Codes>>, file: FileId) -> Rc<Self> {
        Rc::new(Self::plain(project, codes, file))
    }

    fn plain(project: &Project, codes: Rc<RefCell<Codes>>, file: FileId) -> Self {
        let folder = project.folder.clone();
        let places = places(project, &mut codes.borrow_mut(), &folder.borrow(), file);
        let environment = project.environment;
        let compiling = project.compiling.clone();
        let read = RefCell::default();
        Self {
            folder,
            codes,
            places,
            environment,
            compiling,
            read,
            configured: None,
            unnamed: None,
        }
    }

    /// What is found under this name; asked for the first time, it is looked for.
    fn find(&self, name: &str) -> Found {
        if let Some(found) = self.places.found.borrow().get(name) {
            return *found;
        }
        let folder = self.folder.borrow();
        let found = match find(&folder, &self.places.roots, name) {
            Some((file, true)) => Found::Package(file),
            Some((file, false)) => Found::Module(file),
            None => {
                let path = name.replace('.', "/");
                let inside = |root: &Rc<str>| folder.has_folder(&format!("{root}{path}"));
                let namespace = self.places.roots.iter().any(inside);
                if namespace { Found::Namespace } else { Found::Nothing }
            }
        };
        self.places.found.borrow_mut().insert(name.into(), found);
        found
    }

    /// Runs the revision; what ends it early is returned.
    pub(super) fn run(
        self: &Rc<Self>,
        file: FileId,
        direction: Direction,
        sink: Rc<RefCell<dyn Sink>>,
        limits: Limits,
    ) -> Option<Diagnostic> {
        match self.called(file, direction.name()) {
            Ok(code) => run(&code, file, direction.name(), self.clone(), sink, limits),
            Err(diagnostic) => Some(diagnostic),
        }
    }

    /// The files that were read on the way.
    pub(super) fn files(&self) -> Vec<FileId> {
        self.read.borrow().iter().copied().collect()
    }

    /// Where something was first made that a naming convention would name, if that was to be noted.
    pub(super) fn unnamed(&self) -> Option<Span> {
        self.unnamed.as_ref()?.0.get()
    }

    fn code(&self, file: FileId) -> Code {
        self.called(file, "")
    }

    /// The code of a file, where a function of this name will be called.
    fn called(&self, file: FileId, function: &str) -> Code {
        self.read.borrow_mut().insert(file);
        self.codes.borrow_mut().get(&mut self.folder.borrow_mut(), file, function)
    }

    fn source(&self, file: FileId, package: bool) -> ModuleSource {
        match self.code(file) {
            Ok(code) => ModuleSource::Source { code, package },
            Err(diagnostic) if diagnostic.code == DiagnosticCode::SyntaxError => {
                ModuleSource::Broken(diagnostic.message.clone())
            }
            Err(diagnostic) => ModuleSource::Unreadable(diagnostic.message.clone()),
        }
    }
}

impl Files for Importable {
    /// As `alembic.util.pyfiles.load_python_file` makes it of the file's name.
    fn module_name(&self, file: FileId) -> String {
        let folder = self.folder.borrow();
        let name = folder.sources().get(file).map_or("", |file| split(file.path()).1);
        name.replace(|c| !platform::is_alphanumeric(c), "_")
    }

    fn module(&self, name: &str) -> Option<ModuleSource> {
        match self.find(name) {
            Found::Module(file) => Some(self.source(file, false)),
            Found::Package(file) => Some(self.source(file, true)),
            found => {
                self.codes.borrow_mut().miss(name, self.configured.is_none());
                matches!(found, Found::Namespace).then_some(ModuleSource::Namespace)
            }
        }
    }

    fn environment(&self) -> Option<Rc<ModuleCode>> {
        self.code(self.environment?).ok()
    }

    fn compiling(&self) -> Vec<Rc<ModuleCode>> {
        self.compiling.iter().filter_map(|file| self.code(*file).ok()).collect()
    }

    fn version_table(&self) -> Option<(Rc<str>, Option<Rc<str>>)> {
        let options = &self.configured.as_ref()?.options;
        Some((options.version_table(), options.version_table_schema.clone()))
    }

    fn sets_main_option(&self, name: &str) -> bool {
        let folder = self.folder.borrow();
        let mut settings = folder.places().settings.iter();
        settings.any(|id| {
            let file = folder.sources().get(*id);
            file.is_some_and(|file| file.text().lines().any(|line| sets(line, name)))
        })
    }

    fn naming_convention(&self) -> &[(Value, Value)] {
        self.configured.as_ref().map_or(&[], |configured| &configured.convention)
    }

    fn engine_name(&self) -> Option<Rc<str>> {
        self.configured.as_ref()?.options.engine_name.clone()
    }

    fn unnamed(&self) -> Option<Rc<Unnamed>> {
        self.unnamed.clone()
    }
}

/// Whether a line of a settings file gives this option a value.
fn sets(line: &str, name: &str) -> bool {
    let line = platform::lower(line.trim_start());
    line.strip_prefix(&platform::lower(name))
        .is_some_and(|rest| rest.trim_start().starts_with(['=', ':']))
}

/// Where Python would look, for all revisions: in the given roots, in `prepend_sys_path`, in the given
/// folder, its `src`, and the folder of the settings. Each ends with a slash, or is empty.
pub(super) fn shared_roots(
    given: &[Rc<str>],
    settings: &[String],
    folder: &Folder,
) -> Rc<[Rc<str>]> {
    let mut roots: Vec<Rc<str>> = Vec::new();
    let mut add = |folder: &str| {
        let folder = folder.trim_end_matches('/');
        let root = if matches!(folder, "" | ".") { String::new() } else { format!("{folder}/") };
        if !roots.iter().any(|known| **known == *root) {
            roots.push(root.into());
        }
    };
    given.iter().for_each(|folder| add(folder));
    settings.iter().for_each(|folder| add(folder));
    add("");
    add("src");
    let sources = folder.sources();
    for source in folder.places().settings.iter().filter_map(|id| sources.get(*id)) {
        let (place, name) = split(source.path());
        if name == "alembic.ini" {
            add(place);
        }
    }
    roots.into()
}

/// Where the imports of the revision in a file look: where all do, and where its package is.
fn places(project: &Project, codes: &mut Codes, folder: &Folder, file: FileId) -> Rc<Places> {
    let sources = folder.sources();
    let own = sources.get(file).map_or("", |source| split(source.path()).0);
    if let Some(known) = codes.places.get(own) {
        return known.clone();
    }
    let mut package = own;
    while sources.find(&format!("{package}/__init__.py")).is_some() {
        package = split(package).0;
    }
    let mut roots = project.roots.to_vec();
    if !package.is_empty() {
        roots.push(format!("{package}/").into());
    }
    let made = Rc::new(Places { roots, found: RefCell::default() });
    codes.places.insert(own.into(), made.clone());
    made
}

/// The file of the module of this name, and whether it is a package.
pub(super) fn find(folder: &Folder, roots: &[Rc<str>], name: &str) -> Option<(FileId, bool)> {
    let path = name.replace('.', "/");
    let sources = folder.sources();
    roots.iter().find_map(|root| {
        let package = sources.find(&format!("{root}{path}/__init__.py")).map(|file| (file, true));
        package.or_else(|| Some((sources.find(&format!("{root}{path}.py"))?, false)))
    })
}
