//! The given files, read once per content: which are revisions, and what is wrong with them.

use std::cell::{OnceCell, RefCell};
use std::cmp::Ordering;
use std::ops::Range;
use std::rc::Rc;

use ruff_python_ast::{ModModule, Stmt};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::history::{Header, Revision, read_header, read_header_among, read_plain_header};
use crate::python::ModuleCode;
use crate::python::outline::outline;
use crate::python::parse::{parse, parse_measured};
use crate::sorting;
use crate::source::{FileId, Sources};

/// What one Python file turned out to be.
#[derive(Debug, Default)]
struct File {
    header: Header,
    /// Its tree, until it is asked for to be run; there is none yet of a plainly written file.
    tree: Option<ModModule>,
    /// Where a plainly written file imports. It is known to parse, and to be nested no more than others.
    imports: Option<Box<[Range<u32>]>>,
    /// The functions of a plainly written file that take no arguments.
    functions: Box<[Range<u32>]>,
    /// Why it cannot be read.
    fault: Option<Diagnostic>,
    /// Whether its header was looked for in other files too.
    borrows: bool,
    /// Whether it imports `compiles`, so that what it does on import may count for every revision.
    compiles: bool,
}

/// All given files.
#[derive(Debug, Default)]
pub(super) struct Folder {
    sources: Sources,
    files: FxHashMap<FileId, File>,
    unreadable: FxHashMap<Rc<str>, Diagnostic>,
    places: OnceCell<Places>,
}

/// What can be told from the paths alone; every revision's imports ask for it.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Every folder that a file is in, and those around them.
    folders: FxHashSet<Box<str>>,
    /// Files that are settings by their name.
    pub settings: Vec<FileId>,
    /// Alembic's order of the files that were last asked for, and where they had to be.
    order: RefCell<Option<(Locations, Rc<[FileId]>)>>,
}

impl Folder {
    /// The texts.
    pub(super) fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Adds or replaces a file.
    pub(super) fn set(&mut self, path: &str, bytes: &[u8]) -> FileId {
        self.unreadable.remove(path);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => Rc::from(text),
            Err(error) => {
                let at = error.valid_up_to();
                let message =
                    format!("the file is not UTF-8 text: byte {at} does not belong there");
                let help = "Save the file as UTF-8.";
                self.unreadable
                    .insert(path.into(), Diagnostic::new(Code::NotUtf8, message).help(help));
                Rc::from(String::from_utf8_lossy(bytes))
            }
        };
        if self.sources.find(path).is_none() {
            self.places.take();
        }
        let id = self.sources.set(path, text);
        self.files.remove(&id);
        self.forget_borrowed();
        id
    }

    /// Removes a file.
    pub(super) fn remove(&mut self, path: &str) -> Option<FileId> {
        self.unreadable.remove(path);
        let id = self.sources.remove(path)?;
        self.places.take();
        self.files.remove(&id);
        self.forget_borrowed();
        Some(id)
    }

    /// Whether any file is inside of this folder.
    pub(super) fn has_folder(&self, path: &str) -> bool {
        self.places().folders.contains(path)
    }

    /// What the paths tell.
    pub(super) fn places(&self) -> &Places {
        self.places.get_or_init(|| Places::new(&self.sources))
    }

    /// Reads what has not been read yet.
    pub(super) fn read(&mut self, locations: &Locations) {
        for id in self.in_order(locations).iter().copied() {
            if !self.files.contains_key(&id)
                && let Some(file) = self.read_file(id)
            {
                self.files.insert(id, file);
            }
        }
    }

    fn read_file(&self, id: FileId) -> Option<File> {
        let source = self.sources.get(id)?;
        let nothing = |fault| File { fault, ..File::default() };
        // A header cannot be without its first word; other modules need no reading here.
        if !source.text().contains("revision") {
            return Some(nothing(None));
        }
        if let Some(fault) = self.unreadable.get(source.path()) {
            return Some(nothing(Some(fault.clone().in_file(id))));
        }
        if let Some(plain) = read_plainly(id, source.text()) {
            return Some(plain);
        }
        Some(match parse(id, source.text()) {
            Ok(tree) => {
                let (header, borrows) = self.header(id, &tree);
                let compiles = tree.body.iter().any(imports_compiler);
                File { header, tree: Some(tree), borrows, compiles, ..File::default() }
            }
            Err(fault) => nothing(Some(fault)),
        })
    }

    /// The header, and whether constants that other given files hold were looked for.
    fn header(&self, id: FileId, tree: &ModModule) -> (Header, bool) {
        match read_header(id, tree) {
            Header::Computed(_) | Header::Partial(..) => {
                (read_header_among(id, tree, &|module| self.module(module)), true)
            }
            header => (header, false),
        }
    }

    /// Any file may hold what another's header needs.
    fn forget_borrowed(&mut self) {
        self.files.retain(|_, file| !file.borrows);
    }

    /// The module of this dotted name: the given file nearest the top whose path ends so.
    fn module(&self, name: &str) -> Option<ModModule> {
        let path = name.replace('.', "/");
        let ends = [format!("{path}.py"), format!("{path}/__init__.py")];
        let is_it = |path: &str| {
            ends.iter().any(|end| {
                path.strip_suffix(end.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
            })
        };
        let files = self.sources.iter().filter(|(_, file)| is_it(file.path()));
        let (id, file) = files.min_by_key(|(_, file)| file.path().len())?;
        parse(id, file.text()).ok()
    }

    /// The file's tree, kept for who asks next; none where it cannot be read.
    pub(super) fn tree(&mut self, id: FileId) -> Option<&ModModule> {
        let known = self.files.get(&id).is_some_and(|file| file.tree.is_some());
        if !known {
            let tree = self.take_tree(id).ok();
            self.files.entry(id).or_default().tree = tree;
        }
        self.files.get(&id)?.tree.as_ref()
    }

    /// The import statements of a plainly written file, which needs no tree to tell them.
    pub(super) fn plain_imports(&self, id: FileId) -> Option<impl Iterator<Item = &str>> {
        let imports = self.files.get(&id)?.imports.as_ref()?;
        let text = self.sources.get(id)?.text();
        Some(imports.iter().filter_map(|at| text.get(at.start as usize..at.end as usize)))
    }

    /// The file's code; of its functions, the one of this name is certain to be called.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn code(&mut self, id: FileId, wanted: &str) -> Result<ModuleCode, Diagnostic> {
        if let Some(source) = self.sources.get(id)
            && let Some(file) = self.files.get(&id).filter(|file| file.imports.is_some())
            && file.tree.is_none()
        {
            return ModuleCode::plain(id, source.text(), &file.functions, wanted);
        }
        let tree = self.take_tree(id)?;
        let text = self.sources.get(id).map_or("", |source| source.text());
        Ok(ModuleCode::reading(id, &tree, text))
    }

    /// The file's tree; it is given away once.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn take_tree(&mut self, id: FileId) -> Result<ModModule, Diagnostic> {
        let file = self.files.get_mut(&id);
        let is_plain = file.as_ref().is_some_and(|file| file.imports.is_some());
        if let Some(tree) = file.and_then(|file| file.tree.take()) {
            return Ok(tree);
        }
        match self.sources.get(id) {
            Some(source) => match self.unreadable.get(source.path()) {
                Some(fault) => Err(fault.clone().in_file(id)),
                None if is_plain => parse_measured(id, source.text()),
                None => parse(id, source.text()),
            },
            None => Err(Diagnostic::new(Code::SyntaxError, "the file is gone").in_file(id)),
        }
    }

    /// The revisions of these files.
    pub(super) fn revisions(&self, files: &[FileId]) -> Vec<&Revision> {
        let mut found = Vec::with_capacity(files.len());
        for id in files {
            if let Some(Header::Revision(revision) | Header::Partial(revision, _)) =
                self.files.get(id).map(|file| &file.header)
            {
                found.push(&**revision);
            }
        }
        found
    }

    /// Those of these files, revisions, that import `compiles`.
    pub(super) fn compiling(&self, revisions: &[Revision]) -> Rc<[FileId]> {
        let files = revisions.iter().map(|revision| revision.file);
        files.filter(|id| self.files.get(id).is_some_and(|file| file.compiles)).collect()
    }

    /// What is wrong with single files that are, or seem to be, revisions.
    pub(super) fn diagnostics(&self, files: &[FileId]) -> Vec<Diagnostic> {
        files.iter().filter_map(|id| fault(self.files.get(id)?)).collect()
    }

    /// The files that may be revisions as Alembic lists them: by location, by folder with its own files
    /// first, then by name (`Script._list_py_dir`).
    pub(super) fn in_order(&self, locations: &Locations) -> Rc<[FileId]> {
        let mut known = self.places().order.borrow_mut();
        match &*known {
            Some((before, order)) if before == locations => order.clone(),
            _ => {
                let order = self.sorted(locations);
                *known = Some((locations.clone(), order.clone()));
                order
            }
        }
    }

    fn sorted(&self, locations: &Locations) -> Rc<[FileId]> {
        let mut files: Vec<(usize, &str, &str, FileId)> = self
            .sources
            .iter()
            .filter(|(_, file)| locations.hold(file.path()))
            .map(|(id, file)| {
                let (folder, name) = split(file.path());
                (locations.rank(folder), folder, name, id)
            })
            .collect();
        sorting::sort_by(
            &mut files,
            |(rank, folder, name, id), (rank_2, folder_2, name_2, id_2)| {
                let folders = || match folder == folder_2 {
                    true => Ordering::Equal,
                    false => folder.split('/').cmp(folder_2.split('/')),
                };
                rank.cmp(rank_2).then_with(folders).then_with(|| (name, id).cmp(&(name_2, id_2)))
            },
        );
        files.into_iter().map(|(_, _, _, id)| id).collect()
    }
}

/// `from sqlalchemy.ext.compiler import compiles`
fn imports_compiler(statement: &Stmt) -> bool {
    matches!(statement, Stmt::ImportFrom(import)
        if import.module.as_deref() == Some("sqlalchemy.ext.compiler"))
}

/// What a file turns out to be from its outline alone, where that says everything.
fn read_plainly(id: FileId, text: &str) -> Option<File> {
    let outline = outline(text)?;
    // Its functions count for other revisions too, wherever they are bound.
    let text_of = |at: &Range<u32>| text.get(at.start as usize..at.end as usize);
    if outline.imports.iter().filter_map(text_of).any(|import| import.contains("compiler")) {
        return None;
    }
    let header = read_plain_header(id, text, &outline)?;
    let is_known = matches!(header, Header::None | Header::Revision(_));
    is_known.then(|| File {
        header,
        imports: Some(outline.imports.into()),
        functions: outline.functions.into(),
        ..File::default()
    })
}

impl Places {
    fn new(sources: &Sources) -> Self {
        let mut places = Self::default();
        for (id, file) in sources.iter() {
            let (mut folder, name) = split(file.path());
            if name.ends_with(".ini") || name == "pyproject.toml" {
                places.settings.push(id);
            }
            while !folder.is_empty() && !places.folders.contains(folder) {
                places.folders.insert(folder.into());
                folder = split(folder).0;
            }
        }
        places
    }
}

fn fault(file: &File) -> Option<Diagnostic> {
    match &file.header {
        Header::Computed(diagnostic) | Header::Partial(_, diagnostic) => Some(diagnostic.clone()),
        _ => file.fault.clone(),
    }
}

/// Where revisions may be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Locations {
    /// The folders; everywhere where there are none.
    pub folders: Vec<Rc<str>>,
    /// Folders inside them count too.
    pub recursive: bool,
}

impl Locations {
    /// Whether a revision may be at this path.
    pub(super) fn hold(&self, path: &str) -> bool {
        let (folder, name) = split(path);
        if !name.ends_with(".py") || name.starts_with(".#") || name.starts_with("__init__") {
            return false;
        }
        self.folders.is_empty() || self.location_of(folder).is_some()
    }

    /// The place of a folder's location among the locations, which is the order in which they are listed.
    fn rank(&self, folder: &str) -> usize {
        self.location_of(folder).unwrap_or(0)
    }

    fn location_of(&self, folder: &str) -> Option<usize> {
        let inside = |location: &str| {
            let rest = folder.strip_prefix(location);
            let below = location.is_empty() && folder.split('/').next() != Some("..");
            below || rest.is_some_and(|rest| rest.starts_with('/'))
        };
        self.folders
            .iter()
            .position(|location| folder == &**location || (self.recursive && inside(location)))
    }
}

/// A path's folder and its last part.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
