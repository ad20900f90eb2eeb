//! A history with its files: the answers that do not need a revision to be run.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use crate::config::Settings;
use crate::diagnostic::{Code, Diagnostic};
use crate::history::{Entry, History};
use crate::source::{FileId, Sources};

use super::configured::Configured;
use super::folder::{Folder, Locations, split};
use super::missing::Search;
use super::modules::shared_roots;
use super::options::Options;
use super::render::Renderings;

/// A file as it is given: its path with forward slashes, and its bytes; no bytes remove it.
pub type FileChange = (String, Option<Vec<u8>>);

/// Everything that is known of the given files.
#[derive(Debug)]
pub struct Project {
    pub(super) folder: Rc<RefCell<Folder>>,
    /// As the caller gave them.
    pub(super) given: Options,
    /// With what the settings files say where the caller said nothing.
    pub(super) options: Options,
    /// With what env.py says beside, once a plan asked.
    pub(super) configured: RefCell<Option<Rc<Configured>>>,
    /// Whether that has to be read anew.
    pub(super) stale: Cell<bool>,
    settings: Settings,
    locations: Locations,
    pub(super) history: History,
    settings_findings: Vec<Diagnostic>,
    file_findings: Vec<Diagnostic>,
    /// All findings, once they are asked for.
    diagnostics: OnceCell<Vec<Diagnostic>>,
    pub(super) renderings: RefCell<Renderings>,
    /// Where every revision's imports look.
    pub(super) roots: Rc<[Rc<str>]>,
    pub(super) search: RefCell<Search>,
    /// The env.py that runs before the revisions.
    pub(super) environment: Option<FileId>,
    /// Revisions that may say how SQLAlchemy's constructs are printed, for all others too.
    pub(super) compiling: Rc<[FileId]>,
}

impl Project {
    /// Reads the given files. It always succeeds: what is wrong with them is in [`Project::diagnostics`].
    pub fn new(files: Vec<(String, Vec<u8>)>, options: Options) -> Self {
        let mut project = Self {
            folder: Rc::default(),
            options: options.clone(),
            configured: RefCell::default(),
            stale: Cell::new(true),
            given: options,
            settings: Settings::default(),
            locations: Locations::default(),
            history: History::new([]),
            settings_findings: Vec::new(),
            file_findings: Vec::new(),
            diagnostics: OnceCell::new(),
            renderings: RefCell::default(),
            roots: Rc::default(),
            search: RefCell::default(),
            environment: None,
            compiling: Rc::default(),
        };
        project.update(files.into_iter().map(|(path, bytes)| (path, Some(bytes))).collect());
        project
    }

    /// Replaces, adds or removes files; only what depends on them is done again.
    pub fn update(&mut self, changes: Vec<FileChange>) {
        let mut folder = self.folder.borrow_mut();
        let mut changed: Vec<FileId> = Vec::with_capacity(changes.len());
        // A file that came or went may be one that others looked for.
        let mut is_new = false;
        for (path, bytes) in changes {
            let path = normal(&path);
            match bytes {
                Some(bytes) => {
                    is_new |= folder.sources().find(&path).is_none();
                    changed.push(folder.set(&path, &bytes));
                }
                None => {
                    is_new = true;
                    changed.extend(folder.remove(&path));
                }
            }
        }
        let (ini, section) = (self.given.settings_file.as_deref(), self.given.section.as_deref());
        let (mut settings, findings) = Settings::read(folder.sources(), ini, section);
        if let Some(engine) = self.given.engine_name.as_deref() {
            settings.url = Settings::read(folder.sources(), ini, Some(engine)).0.url;
        }
        let options = completed(&self.given, &settings);
        let configured = self.configured.get_mut();
        let read = |file| configured.as_ref().is_some_and(|known| known.files.contains(file));
        if is_new || options != self.options || changed.iter().any(read) {
            self.stale.set(true);
        }
        if options != self.options {
            *self.renderings.get_mut() = Renderings::default();
            self.options = options;
        }
        self.locations = locations(&self.options, folder.sources());
        self.settings = settings;
        let given = self.options.module_roots.as_deref().unwrap_or_default();
        self.roots = shared_roots(given, &self.settings.prepend_sys_path, &folder);
        self.environment = environment(&self.settings, &self.locations, folder.sources());
        self.search.get_mut().changed(&changed);
        folder.read(&self.locations);
        self.renderings.get_mut().forget(&changed);
        let files = folder.in_order(&self.locations);
        let revisions = folder.revisions(&files);
        if !revisions.iter().copied().eq(self.history.listed()) {
            self.history = History::new(revisions.into_iter().cloned());
        }
        let compiling = folder.compiling(self.history.listed());
        if compiling != self.compiling {
            self.renderings.get_mut().clear();
            self.compiling = compiling;
        }
        self.settings_findings = findings;
        self.file_findings = folder.diagnostics(&files);
        self.diagnostics.take();
    }

    /// What is wrong with the history, or noteworthy in it.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.diagnostics.get_or_init(|| {
            let folder = self.folder.borrow();
            let mut found = self.settings_findings.clone();
            found.extend(self.file_findings.iter().cloned());
            found.extend(self.history.diagnostics(folder.sources()));
            if self.history.is_empty() {
                found.push(no_revisions());
            }
            self.settings.keep(&mut found, folder.sources());
            found
        })
    }

    /// Whether the header of some file is not known, for want of a module that it takes it from perhaps.
    pub fn has_open_headers(&self) -> bool {
        self.file_findings.iter().any(|found| found.code == Code::ComputedHeader)
    }

    /// All revisions, newest first.
    pub fn revisions(&self) -> Vec<Entry<'_>> {
        self.history.newest_first()
    }

    /// The graph and all its questions.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The revisions that a target stands for.
    ///
    /// # Errors
    /// What Alembic would refuse it for.
    pub fn resolve(&self, target: &str) -> Result<Vec<Rc<str>>, Diagnostic> {
        self.history.resolve(target).map_err(|error| error.diagnostic())
    }

    /// What the settings files say.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// With what the settings files say where the caller said nothing.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Gives the given files to a function.
    pub fn with_sources<T>(&self, use_: impl FnOnce(&Sources) -> T) -> T {
        use_(self.folder.borrow().sources())
    }
}

/// The given options, completed by the settings files.
fn completed(given: &Options, settings: &Settings) -> Options {
    let mut options = given.clone();
    let folders = settings.revision_folders();
    if options.version_locations.is_none() && !folders.is_empty() {
        options.version_locations = Some(folders.into_iter().map(Into::into).collect());
    }
    options.recursive_version_locations.get_or_insert(settings.recursive_version_locations);
    options
}

/// The env.py that the settings name, or without settings the one beside a folder of revisions.
fn environment(settings: &Settings, locations: &Locations, sources: &Sources) -> Option<FileId> {
    if let Some(path) = settings.env_file() {
        return sources.find(&path);
    }
    locations.folders.iter().find_map(|folder| match split(folder).0 {
        "" => sources.find("env.py"),
        outer => sources.find(&format!("{outer}/env.py")),
    })
}

/// Where revisions are: in the folders that are named, if there is any file in them, else everywhere.
fn locations(options: &Options, sources: &Sources) -> Locations {
    let folders = options.version_locations.iter().flatten();
    let named = Locations {
        folders: folders.map(|folder| normal(folder).trim_end_matches('/').into()).collect(),
        recursive: options.recursive_version_locations.unwrap_or(false),
    };
    if sources.iter().any(|(_, file)| named.hold(file.path())) {
        named
    } else {
        Locations::default()
    }
}

/// Paths are told apart by their text: `./a.py` and `a\b.py` are not what anybody means.
fn normal(path: &str) -> String {
    let path = path.replace('\\', "/");
    match path.strip_prefix("./") {
        Some(rest) => rest.to_owned(),
        None => path,
    }
}

fn no_revisions() -> Diagnostic {
    Diagnostic::new(Code::NoRevisions, "no file here declares a revision")
        .help("Point to the folder that holds the revision files, or to its alembic.ini.")
}
