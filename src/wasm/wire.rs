//! What JavaScript sees: camelCase, strings for enums, places in lines and UTF-16 units.

use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::diagnostic;
use crate::history::{self, Entry};
use crate::plan;
use crate::source::{self, FileId, SourceFile};

/// Finds the file that a span is in.
pub trait Files {
    /// The file, unless it is gone.
    fn file(&self, id: FileId) -> Option<&SourceFile>;
}

impl Files for source::Sources {
    fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.get(id)
    }
}

/// `Span` of the declarations.
#[derive(Debug, Serialize)]
pub struct Span {
    start: Position,
    end: Position,
}

#[derive(Debug, Serialize)]
struct Position {
    line: u32,
    column: u32,
    offset: u32,
}

impl From<source::Position> for Position {
    fn from(at: source::Position) -> Self {
        Self { line: at.line, column: at.column, offset: at.offset }
    }
}

fn span(files: &impl Files, span: Option<source::Span>) -> Option<Span> {
    let span = span?;
    let file = files.file(span.file)?;
    Some(Span { start: file.position(span.start).into(), end: file.position(span.end).into() })
}

fn path(files: &impl Files, file: Option<FileId>) -> Option<Rc<str>> {
    Some(files.file(file?)?.path().clone())
}

/// `Diagnostic` of the declarations.
#[derive(Debug, Serialize)]
pub struct Diagnostic {
    code: &'static str,
    severity: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<Span>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related>,
}

#[derive(Debug, Serialize)]
struct Related {
    message: String,
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<Span>,
}

impl Diagnostic {
    /// A finding with its places in these files.
    pub fn new(files: &impl Files, from: &diagnostic::Diagnostic) -> Self {
        Self {
            code: from.code.name(),
            severity: from.severity.name(),
            message: from.message.clone(),
            help: from.help.clone(),
            revision: from.revision.clone(),
            file: path(files, from.file).map(|path| path.to_string()),
            span: span(files, from.span),
            related: from
                .related
                .iter()
                .filter_map(|related| {
                    let file = path(files, Some(related.file))?.to_string();
                    Some(Related {
                        message: related.message.clone(),
                        file,
                        span: span(files, related.span),
                    })
                })
                .collect(),
        }
    }

    /// Several of them.
    pub fn all(files: &impl Files, from: &[diagnostic::Diagnostic]) -> Vec<Self> {
        from.iter().map(|each| Self::new(files, each)).collect()
    }
}

/// `Revision` of the declarations.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Revision<'a> {
    id: &'a str,
    down_revisions: Vec<&'a str>,
    depends_on: Vec<&'a str>,
    branch_labels: Vec<&'a str>,
    /// Those of the branches it is part of.
    effective_labels: Vec<&'a str>,
    message: &'a str,
    doc: &'a str,
    create_date: Option<&'a str>,
    file: &'a str,
    is_head: bool,
    is_effective_head: bool,
    is_base: bool,
    is_branch_point: bool,
    is_merge_point: bool,
    children: Vec<&'a str>,
}

fn strs(list: &[Rc<str>]) -> Vec<&str> {
    list.iter().map(|text| &**text).collect()
}

impl<'a> Revision<'a> {
    /// A revision with its file's path.
    pub fn new(files: &'a impl Files, entry: &'a Entry<'a>) -> Self {
        let revision = entry.revision;
        Self {
            id: &revision.id,
            down_revisions: strs(&revision.down_revisions),
            depends_on: strs(&revision.depends_on),
            branch_labels: strs(&revision.branch_labels),
            effective_labels: strs(&entry.branch_labels),
            message: revision.message(),
            doc: &revision.doc,
            create_date: revision.create_date.as_deref(),
            file: files.file(revision.file).map_or("", |file| &**file.path()),
            is_head: entry.is_head,
            is_effective_head: entry.is_effective_head,
            is_base: entry.is_base,
            is_branch_point: entry.is_branch_point,
            is_merge_point: entry.is_merge_point,
            children: strs(&entry.children),
        }
    }
}

/// `Lane` of the declarations.
#[derive(Debug, Serialize)]
pub struct Lane<'a> {
    revision: &'a str,
    lane: u32,
    lines: Vec<Line>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    row: usize,
    lane: u32,
    is_dependency: bool,
}

impl<'a> Lane<'a> {
    /// A revision's place in the drawing.
    pub fn new(row: &'a history::Row) -> Self {
        let line = |line: &history::Line| Line {
            row: line.row,
            lane: line.lane,
            is_dependency: line.is_dependency,
        };
        Self {
            revision: &row.revision,
            lane: row.lane,
            lines: row.lines.iter().map(line).collect(),
        }
    }
}

/// `HeadComparison` of the declarations.
#[derive(Debug, Serialize)]
pub struct Comparison<'a> {
    heads: Vec<&'a str>,
    ancestor: Option<&'a str>,
    revisions: Vec<Vec<&'a str>>,
    verdict: &'static str,
    conflicts: Vec<Meeting>,
    unknown: Vec<Meeting>,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Debug, Serialize)]
struct Meeting {
    message: String,
    places: Vec<MeetingPlace>,
}

#[derive(Debug, Serialize)]
struct MeetingPlace {
    revision: String,
    message: String,
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<Span>,
}

impl<'a> Comparison<'a> {
    /// A comparison with its places in these files.
    pub fn new(files: &impl Files, from: &'a plan::Comparison) -> Self {
        let place = |place: &plan::Place| MeetingPlace {
            revision: place.revision.to_string(),
            message: place.message.clone(),
            file: path(files, Some(place.file)).map(|path| path.to_string()).unwrap_or_default(),
            span: span(files, place.span),
        };
        let meetings = |list: &[plan::Meeting]| -> Vec<Meeting> {
            list.iter()
                .map(|meeting| Meeting {
                    message: meeting.message.clone(),
                    places: meeting.places.iter().map(place).collect(),
                })
                .collect()
        };
        Self {
            heads: strs(&from.heads),
            ancestor: from.ancestor.as_deref(),
            revisions: from.revisions.iter().map(|list| strs(list)).collect(),
            verdict: from.verdict.name(),
            conflicts: meetings(&from.conflicts),
            unknown: meetings(&from.unknown),
            diagnostics: Diagnostic::all(files, &from.diagnostics),
        }
    }
}

/// `Statement` of the declarations.
#[derive(Debug, Serialize)]
pub struct Statement<'a> {
    sql: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<Span>,
}

/// `Step` of the declarations.
#[derive(Debug, Serialize)]
pub struct Step<'a> {
    revision: &'a str,
    direction: &'static str,
    sql: &'a str,
    statements: Vec<Statement<'a>>,
    diagnostics: Vec<Diagnostic>,
    complete: bool,
}

impl<'a> Step<'a> {
    /// A step with its places in these files.
    pub fn new(files: &impl Files, from: &'a plan::Step) -> Self {
        Self {
            revision: &from.revision,
            direction: from.direction.name(),
            sql: &from.sql,
            statements: from
                .statements
                .iter()
                .map(|statement| Statement {
                    sql: &statement.sql,
                    kind: statement.kind,
                    file: path(files, statement.span.map(|at| at.file))
                        .map(|path| path.to_string()),
                    span: span(files, statement.span),
                })
                .collect(),
            diagnostics: Diagnostic::all(files, &from.diagnostics),
            complete: from.complete,
        }
    }
}

/// `Plan` of the declarations, but for its steps.
#[derive(Debug, Serialize)]
pub struct PlanSummary<'a> {
    sql: &'a str,
    from: Vec<&'a str>,
    to: Vec<&'a str>,
    diagnostics: Vec<Diagnostic>,
    complete: bool,
}

impl<'a> PlanSummary<'a> {
    /// A plan with its places in these files.
    pub fn new(files: &impl Files, from: &'a plan::Plan) -> Self {
        Self {
            sql: &from.sql,
            from: strs(&from.from),
            to: strs(&from.to),
            diagnostics: Diagnostic::all(files, &from.diagnostics),
            complete: from.complete,
        }
    }
}

/// A value as JavaScript has it; `None` is `null`.
///
/// # Errors
/// Never for the types here.
pub fn to_js(value: &(impl Serialize + ?Sized)) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    value.serialize(&serializer).map_err(|error| fault("invalid-argument", &error.to_string()))
}

/// An `Error` with a code.
pub fn fault(code: &str, message: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    set(&error, "code", &code.into());
    error.into()
}

/// A finding as an `Error`: its message, and all else that it says as properties.
pub fn refusal(files: &impl Files, from: &diagnostic::Diagnostic) -> JsValue {
    let wire = Diagnostic::new(files, from);
    let error = js_sys::Error::new(&wire.message);
    set(&error, "code", &wire.code.into());
    if let Ok(object) = to_js(&wire) {
        for key in ["severity", "help", "revision", "file", "span", "related"] {
            if let Ok(value) = js_sys::Reflect::get(&object, &key.into()) {
                if !value.is_undefined() {
                    set(&error, key, &value);
                }
            }
        }
    }
    error.into()
}

fn set(error: &js_sys::Error, key: &str, value: &JsValue) {
    // A fresh Error takes any property; there is nobody to tell otherwise.
    let _ = js_sys::Reflect::set(error.unchecked_ref(), &key.into(), value);
}
