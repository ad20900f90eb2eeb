//! A new revision's file (`ScriptDirectory.generate_revision`, for `alembic revision` and `alembic merge`).

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::render::{Given, Template, render};
use super::{Edit, Refused, header, history_with, refuse};
use crate::config::{join, main_options, nearest};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::{RefusalKind, TargetError, illegal_characters};
use crate::plan::Project;
use crate::platform;

/// The template where a project has none of its own.
const TEMPLATE: &str = include_str!("script.py.mako");

/// A moment, and how far the clocks that show it are from UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Date {
    /// Seconds since 1970 in UTC.
    pub seconds: i64,
    /// Millionths of a second after them.
    pub microsecond: u32,
    /// Seconds to be added to UTC: of the settings' `timezone` where there is one, else of local time.
    pub offset: i32,
}

/// What to write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewRevision {
    /// It joins its parents, rather than doing something of its own (`alembic merge`).
    pub is_merge: bool,
    /// `--rev-id`.
    pub id: String,
    /// `-m`.
    pub message: Option<String>,
    /// `--head`, or the revisions to merge.
    pub heads: Vec<String>,
    /// `--splice`.
    pub splice: bool,
    /// `--branch-label`.
    pub branch_labels: Vec<String>,
    /// `--depends-on`.
    pub depends_on: Vec<String>,
    /// `--version-path`, as the given files' paths are.
    pub version_path: Option<String>,
    /// When it is made.
    pub date: Date,
}

/// A new revision's file.
///
/// # Errors
/// What Alembic refuses, and a template that cannot be rendered.
pub fn new_revision(project: &Project, new: &NewRevision) -> Result<Edit, Refused> {
    let illegal = illegal_characters(&new.id);
    if !illegal.is_empty() {
        let message =
            format!("{} may not be in the id of a revision, as in '{}'", illegal.join(" "), new.id);
        return Err(Diagnostic::new(Code::IllegalRevisionId, message));
    }
    let heads = heads(project, new)?;
    let folder = folder(project, new, &heads)?;
    if !new.splice {
        for head in &heads {
            if project.history().entry(head).is_some_and(|entry| !entry.is_head) {
                return refuse(
                    format!("'{head}' is not a head"),
                    "Say `splice` to begin a new branch from it.",
                );
            }
        }
    }
    let depends_on = dependencies(project, new)?;
    let settings = project.settings();
    let options = project.options();
    let (template, main) = project.with_sources(|sources| {
        let own = settings.script_location.as_ref().map(|at| join(at, "script.py.mako"));
        let file = own.and_then(|path| sources.find(&path));
        let file = file.or_else(|| nearest(sources, "script.py.mako"));
        let text = file.and_then(|id| sources.get(id)).map(|file| file.text().clone());
        let template = Template { file, text: text.unwrap_or_else(|| TEMPLATE.into()) };
        let (ini, section) = (options.settings_file.as_deref(), options.section.as_deref());
        (template, main_options(sources, ini, section))
    });
    let rendered = render(
        &template,
        &Given {
            id: &new.id,
            down_revisions: &heads,
            branch_labels: &new.branch_labels,
            depends_on: &depends_on,
            message: new.message.as_deref(),
            date: new.date,
            zoned: settings.timezone.is_some(),
            file_template: &settings.file_template,
            slug_length: settings.truncate_slug_length,
            environment: settings.revision_environment,
            directives: !new.is_merge,
            options: main,
            limits: options.limits,
        },
    )?;
    encodable(&rendered.text, &settings.output_encoding)?;
    let path = join(&folder, &rendered.file_name);
    checked(project, new, &rendered.text)?;
    if project.with_sources(|sources| sources.find(&path).is_some()) {
        return refuse(format!("the file '{path}' is there already"), "Choose another message.");
    }
    let diagnostics = not_run(project, &template);
    Ok(Edit { path, text: rendered.text, revision: new.id.as_str().into(), diagnostics })
}

fn refused(error: TargetError) -> Refused {
    let mut finding = error.diagnostic();
    if error.kind == RefusalKind::MultipleHeads {
        finding.help =
            Some("Say which head the new revision is based on, or merge the heads.".to_owned());
    }
    finding
}

/// The revisions that the new one follows.
fn heads(project: &Project, new: &NewRevision) -> Result<Vec<Rc<str>>, Refused> {
    let mut heads = Vec::new();
    for name in &new.heads {
        heads.extend(project.history().named(name).map_err(refused)?);
    }
    let mut seen = FxHashSet::default();
    match heads.iter().find(|head| !seen.insert(Rc::clone(head))) {
        Some(head) => refuse(format!("the head '{head}' is named twice"), ""),
        None => Ok(heads),
    }
}

/// `depends_on`, with ids in full and branch labels as they are.
fn dependencies(project: &Project, new: &NewRevision) -> Result<Vec<Rc<str>>, Refused> {
    let history = project.history();
    let mut found: Vec<Rc<str>> = Vec::new();
    for name in &new.depends_on {
        let Some(id) = history.one(name).map_err(refused)? else {
            return refuse(format!("'{name}' is no revision to depend on"), "");
        };
        let labels = history.entry(&id).map(|entry| entry.branch_labels).unwrap_or_default();
        let label = labels.into_iter().find(|label| **label == **name);
        found.push(label.unwrap_or(id));
    }
    Ok(found)
}

/// The folder for the new file.
fn folder(project: &Project, new: &NewRevision, heads: &[Rc<str>]) -> Result<String, Refused> {
    let folder_of = |id: &Rc<str>| {
        let file = project.history().get(id)?.file;
        project.with_sources(|sources| {
            let path = sources.get(file)?.path().clone();
            Some(path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned()))
        })
    };
    let locations: Vec<String> =
        project.options().version_locations.iter().flatten().map(|at| join("", at)).collect();
    let named = new.version_path.as_ref().map(|path| join("", path));
    let folder = match (named, &locations[..]) {
        (Some(named), _) => named,
        (None, [only]) => only.clone(),
        (None, []) => {
            let listed = project.history().listed().first().map(|revision| revision.id.clone());
            match heads.first().or(listed.as_ref()).and_then(folder_of) {
                Some(folder) => return Ok(folder),
                None => return refuse("nothing says which folder revisions are in", NAME_FOLDER),
            }
        }
        (None, _) => match heads.first().and_then(folder_of) {
            Some(folder) => folder,
            None => return refuse("there are several version locations", NAME_FOLDER),
        },
    };
    if locations.is_empty() || locations.contains(&folder) {
        return Ok(folder);
    }
    refuse(format!("'{folder}' is none of the version locations"), NAME_FOLDER)
}

const NAME_FOLDER: &str = "Say which with `versionPath`, or with `--version-path`.";

/// Whether Python could write the text in the encoding; beyond UTF-8 only ASCII is written.
fn encodable(text: &str, encoding: &str) -> Result<(), Refused> {
    let name: String = platform::lower(encoding).replace(['-', '_', ' '], "");
    let superset = ["ascii", "usascii", "latin1", "iso88591", "iso885915", "cp1252", "windows1252"];
    if matches!(&*name, "utf8" | "u8" | "utf") || (text.is_ascii() && superset.contains(&&*name)) {
        return Ok(());
    }
    let message = format!("the new file cannot be written in the encoding '{encoding}'");
    Err(Diagnostic::new(Code::InvalidConfig, message).help("Set `output_encoding` to utf-8."))
}

/// What Alembic finds when it loads what it has written.
fn checked(project: &Project, new: &NewRevision, text: &str) -> Result<(), Refused> {
    let revision = header(text)?;
    if !new.branch_labels.is_empty() && revision.branch_labels.is_empty() {
        return refuse(
            format!("the file of '{}' would not have its branch labels", revision.id),
            "Give script.py.mako a line `branch_labels = ${repr(branch_labels)}`.",
        );
    }
    if revision.down_revisions.contains(&revision.id) || revision.depends_on.contains(&revision.id)
    {
        return refuse(format!("'{}' would follow itself", revision.id), "Choose another id.");
    }
    if let Some(taken) = project.history().get(&revision.id) {
        let message = format!("'{}' is the id of a revision already", revision.id);
        return Err(Diagnostic::new(Code::DuplicateRevision, message)
            .related("the same id", taken.file, taken.spans.revision)
            .help("Choose another id."));
    }
    history_with(project, revision, None).map(|_| ())
}

/// What Alembic would have run besides.
fn not_run(project: &Project, template: &Template) -> Vec<Diagnostic> {
    let settings = project.settings();
    let mut findings = Vec::new();
    let mut add = |message: String| {
        let mut finding = Diagnostic::new(Code::NotRun, message);
        finding.file = template.file;
        findings.push(finding);
    };
    if settings.revision_environment {
        add(
            "'revision_environment' is set, and env.py is not run: what it adds is not in the file"
                .to_owned(),
        );
    }
    if !settings.hooks.is_empty() {
        add(format!("the post-write hooks are not run: {}", settings.hooks.join(", ")));
    }
    findings
}
