//! The history as a JavaScript class; the package's own class is a thin hand over it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;

use crate::diagnostic;
use crate::history::split_range;
use crate::plan::{Direction, Mode, Options, Plan, Project, RenderRequest};
use crate::python::Limits;

use super::files::unpack;
use super::given::Given;
use super::script::{Rendered, Script};
use super::wire::{Comparison, Diagnostic, Lane, Revision, Step, fault, refusal, to_js};

/// `RenderOptions` of the declarations, and what the single calls add to them.
#[derive(Debug)]
struct GivenRequest {
    dialect: Option<String>,
    mode: Option<String>,
    from: Vec<String>,
    to: Option<String>,
    direction: Option<String>,
}

impl GivenRequest {
    fn read(request: JsValue) -> Result<Self, JsValue> {
        let given = Given::new(request, "options")?;
        Ok(Self {
            dialect: given.text("dialect")?,
            mode: given.text("mode")?,
            from: given.texts("from")?.unwrap_or_default(),
            to: given.text("to")?,
            direction: given.text("direction")?,
        })
    }
}

/// A history, for JavaScript.
#[wasm_bindgen]
#[derive(Debug)]
pub struct History {
    pub(super) project: Rc<RefCell<Project>>,
    /// Plans that JavaScript may still ask for their steps.
    rendered: RefCell<Vec<Weak<Rendered>>>,
}

#[wasm_bindgen]
impl History {
    /// Reads files; see `unpack` for their form.
    ///
    /// # Errors
    /// Options of another shape.
    #[wasm_bindgen(constructor)]
    pub fn new(lengths: &[u32], bytes: &[u8], options: JsValue) -> Result<History, JsValue> {
        let options = history_options(&Given::new(options, "options")?)?;
        make_room(bytes.len());
        let files =
            unpack(lengths, bytes).into_iter().filter_map(|(path, content)| Some((path, content?)));
        let project = Project::new(files.collect(), options);
        Ok(Self { project: Rc::new(RefCell::new(project)), rendered: RefCell::default() })
    }

    /// Replaces, adds and removes files.
    pub fn update(&self, lengths: &[u32], bytes: &[u8]) {
        let changes = unpack(lengths, bytes);
        self.keep_texts(changes.iter().map(|(path, _)| path.as_str()));
        self.project.borrow_mut().update(changes);
    }

    /// What is wrong with the history, or noteworthy.
    ///
    /// # Errors
    /// None that can be caused.
    pub fn diagnostics(&self) -> Result<JsValue, JsValue> {
        let project = self.project.borrow();
        project.with_sources(|files| to_js(&Diagnostic::all(files, project.diagnostics())))
    }

    /// Whether the header of some file is not known, for want of a module that it takes it from perhaps.
    #[wasm_bindgen(js_name = hasOpenHeaders)]
    pub fn has_open_headers(&self) -> bool {
        self.project.borrow().has_open_headers()
    }

    /// All revisions, newest first; or those with these ids.
    ///
    /// # Errors
    /// None that can be caused.
    pub fn revisions(&self, ids: Option<Vec<String>>) -> Result<JsValue, JsValue> {
        let project = self.project.borrow();
        let entries = match ids {
            Some(ids) => ids.iter().filter_map(|id| project.history().entry(id)).collect(),
            None => project.revisions(),
        };
        project.with_sources(|files| {
            let revisions: Vec<Revision<'_>> =
                entries.iter().map(|e| Revision::new(files, e)).collect();
            to_js(&revisions)
        })
    }

    /// The revisions of a range as `alembic history -r` takes it, newest first.
    ///
    /// # Errors
    /// What Alembic refuses the range for.
    pub fn range(&self, range: &str) -> Result<JsValue, JsValue> {
        let project = self.project.borrow();
        let entries = split_range(range)
            .and_then(|(base, head)| project.history().range(base, head))
            .map_err(|error| self.refused(&error.diagnostic()))?;
        project.with_sources(|files| {
            let revisions: Vec<Revision<'_>> =
                entries.iter().map(|e| Revision::new(files, e)).collect();
            to_js(&revisions)
        })
    }

    /// Where to draw each revision, in the order of `revisions`.
    ///
    /// # Errors
    /// None that can be caused.
    pub fn lanes(&self) -> Result<JsValue, JsValue> {
        let rows = self.project.borrow().history().rows();
        to_js(&rows.iter().map(Lane::new).collect::<Vec<_>>())
    }

    /// Whether the heads can be merged, pair by pair; `heads` are all where none are named.
    ///
    /// # Errors
    /// An unknown dialect or target.
    #[wasm_bindgen(js_name = compareHeads)]
    pub fn compare_heads(
        &self,
        heads: Vec<String>,
        dialect: Option<String>,
    ) -> Result<JsValue, JsValue> {
        let heads: Vec<Rc<str>> = heads.into_iter().map(Into::into).collect();
        let project = self.project.borrow();
        let found = project
            .compare_heads(&heads, dialect.as_deref())
            .map_err(|error| self.refused(&error))?;
        project.with_sources(|files| {
            to_js(&found.iter().map(|each| Comparison::new(files, each)).collect::<Vec<_>>())
        })
    }

    /// Ids of the heads.
    pub fn heads(&self) -> Vec<String> {
        strings(self.project.borrow().history().heads())
    }

    /// Ids of the bases.
    pub fn bases(&self) -> Vec<String> {
        strings(self.project.borrow().history().bases())
    }

    /// Ids of the revisions with several children.
    #[wasm_bindgen(js_name = branchPoints)]
    pub fn branch_points(&self) -> Vec<String> {
        strings(self.project.borrow().history().branch_points())
    }

    /// Ids of the revisions that a target stands for.
    ///
    /// # Errors
    /// What Alembic refuses the target for.
    pub fn resolve(&self, target: &str) -> Result<Vec<String>, JsValue> {
        self.project.borrow().resolve(target).map(strings).map_err(|error| self.refused(&error))
    }

    /// Dotted names of modules that revisions import and that are not among the files.
    #[wasm_bindgen(js_name = missingModules)]
    pub fn missing_modules(&self) -> Vec<String> {
        strings(self.project.borrow().missing_modules())
    }

    /// The script of an upgrade.
    ///
    /// # Errors
    /// What Alembic refuses the range for; an unknown dialect or mode.
    pub fn upgrade(&self, request: JsValue) -> Result<Script, JsValue> {
        self.script(request, "head", Project::upgrade)
    }

    /// The script of a downgrade.
    ///
    /// # Errors
    /// As for an upgrade.
    pub fn downgrade(&self, request: JsValue) -> Result<Script, JsValue> {
        self.script(request, "base", Project::downgrade)
    }

    /// The script that only moves the version table.
    ///
    /// # Errors
    /// As for an upgrade.
    pub fn stamp(&self, request: JsValue) -> Result<Script, JsValue> {
        self.script(request, "head", Project::stamp)
    }

    /// One revision alone.
    ///
    /// # Errors
    /// An unknown revision, dialect or mode.
    pub fn preview(&self, revision: &str, request: JsValue) -> Result<JsValue, JsValue> {
        let given = GivenRequest::read(request)?;
        let direction = match given.direction.as_deref() {
            None | Some("upgrade") => Direction::Upgrade,
            Some("downgrade") => Direction::Downgrade,
            Some(other) => {
                let message =
                    format!("direction: \"{other}\" is neither \"upgrade\" nor \"downgrade\"");
                return Err(fault("invalid-argument", &message));
            }
        };
        let request = self.render_request(given, "head")?;
        let project = self.project.borrow();
        let step =
            project.preview(revision, direction, &request).map_err(|error| self.refused(&error))?;
        project.with_sources(|files| to_js(&Step::new(files, &step)))
    }
}

impl History {
    fn script(
        &self,
        request: JsValue,
        to: &str,
        render: impl FnOnce(&Project, &RenderRequest) -> Result<Plan, diagnostic::Diagnostic>,
    ) -> Result<Script, JsValue> {
        let request = self.render_request(GivenRequest::read(request)?, to)?;
        let plan =
            render(&self.project.borrow(), &request).map_err(|error| self.refused(&error))?;
        let rendered = Rc::new(Rendered::new(plan));
        self.rendered.borrow_mut().push(Rc::downgrade(&rendered));
        Ok(Script::new(rendered, self.project.clone()))
    }

    fn render_request(&self, given: GivenRequest, to: &str) -> Result<RenderRequest, JsValue> {
        let mode = given.mode.as_deref().map_or(Ok(Mode::default()), Mode::find);
        Ok(RenderRequest {
            dialect: given.dialect.unwrap_or_default().into(),
            mode: mode.map_err(|error| self.refused(&error))?,
            from: given.from.into_iter().map(Into::into).collect(),
            to: given.to.as_deref().unwrap_or(to).into(),
        })
    }

    pub(super) fn refused(&self, diagnostic: &diagnostic::Diagnostic) -> JsValue {
        self.project.borrow().with_sources(|files| refusal(files, diagnostic))
    }

    /// Plans whose steps have not been asked for keep the texts that their spans are in.
    fn keep_texts<'a>(&self, paths: impl Iterator<Item = &'a str>) {
        let mut rendered = self.rendered.borrow_mut();
        rendered.retain(|plan| plan.strong_count() > 0);
        let plans: Vec<_> = rendered.iter().filter_map(Weak::upgrade).collect();
        if plans.is_empty() {
            return;
        }
        self.project.borrow().with_sources(|files| {
            for path in paths {
                let Some(id) = files.find(path) else { continue };
                let Some(file) = files.get(id) else { continue };
                plans.iter().for_each(|plan| plan.keep(id, file));
            }
        });
    }
}

/// Lets the memory grow once instead of thousands of times: with each growth the engine may look at all
/// that JavaScript holds. What was taken is given back at once, and used for the files' trees.
fn make_room(bytes: usize) {
    const FROM: usize = 1 << 20;
    const TREES: usize = 24;
    const MOST: usize = 1 << 30;
    if bytes > FROM {
        let mut room: Vec<u8> = Vec::new();
        let is_there = room.try_reserve_exact(bytes.saturating_mul(TREES).min(MOST)).is_ok();
        std::hint::black_box((is_there, &room));
    }
}

fn strings(ids: Vec<Rc<str>>) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn shared(folders: Vec<String>) -> Vec<Rc<str>> {
    folders.into_iter().map(Into::into).collect()
}

/// `HistoryOptions` of the declarations.
fn history_options(given: &Given) -> Result<Options, JsValue> {
    Ok(Options {
        version_table: given.text("versionTable")?.map(Into::into),
        version_table_schema: given.text("versionTableSchema")?.map(Into::into),
        version_table_pk: given.switch("versionTablePk")?,
        transaction_per_migration: given.switch("transactionPerMigration")?,
        transactional_ddl: given.switch("transactionalDdl")?,
        literal_binds: given.switch("literalBinds")?,
        naming_convention: naming_convention(given)?,
        version_locations: given.texts("versionLocations")?.map(shared),
        module_roots: given.texts("moduleRoots")?.map(shared),
        recursive_version_locations: given.switch("recursiveVersionLocations")?,
        settings_file: given.text("settingsFile")?.map(Into::into),
        section: given.text("section")?.map(Into::into),
        engine_name: given.text("engineName")?.map(Into::into),
        limits: limits(given.object("limits")?)?,
        ..Options::default()
    })
}

/// The templates by the short names of what they are for.
fn naming_convention(given: &Given) -> Result<Option<Vec<(Rc<str>, Rc<str>)>>, JsValue> {
    let Some(given) = given.object("namingConvention")? else { return Ok(None) };
    let mut found = Vec::new();
    for name in ["ix", "uq", "ck", "fk", "pk"] {
        if let Some(text) = given.text(name)? {
            found.push((name.into(), text.into()));
        }
    }
    Ok(Some(found))
}

/// Steps and bytes only: depth is bounded by the wasm's own stack.
fn limits(given: Option<Given>) -> Result<Limits, JsValue> {
    let mut limits = Limits::default();
    if let Some(given) = given {
        limits.steps = given.number("steps")?.map_or(limits.steps, |steps| steps as u64);
        limits.bytes = given.number("bytes")?.map_or(limits.bytes, |bytes| bytes as u64);
    }
    Ok(limits)
}
