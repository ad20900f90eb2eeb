//! Edits for JavaScript, which says what time it is and thinks of ids.

use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use crate::edit::{self, Date, NewRevision};

use super::bindings::{History, argument};
use super::wire::{Diagnostic, to_js};

/// What a new revision is to be.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Draft {
    is_merge: bool,
    id: String,
    message: Option<String>,
    heads: Vec<String>,
    splice: bool,
    branch_labels: Vec<String>,
    depends_on: Vec<String>,
    version_path: Option<String>,
    seconds: f64,
    microsecond: u32,
    offset: i32,
}

/// `Edit` of the declarations.
#[derive(Debug, Serialize)]
struct Edit<'a> {
    path: &'a str,
    text: &'a str,
    revision: &'a str,
    diagnostics: Vec<Diagnostic>,
}

#[wasm_bindgen]
impl History {
    /// The settings' `timezone`, for whoever works out a moment's offset in it.
    pub fn timezone(&self) -> Option<String> {
        self.project.borrow().settings().timezone.clone()
    }

    /// A new revision's file.
    ///
    /// # Errors
    /// What Alembic refuses, and a template that cannot be rendered.
    #[wasm_bindgen(js_name = newRevision)]
    pub fn new_revision(&self, draft: JsValue) -> Result<JsValue, JsValue> {
        let draft: Draft = argument(draft)?;
        let new = NewRevision {
            is_merge: draft.is_merge,
            id: draft.id,
            message: draft.message,
            heads: draft.heads,
            splice: draft.splice,
            branch_labels: draft.branch_labels,
            depends_on: draft.depends_on,
            version_path: draft.version_path,
            date: Date {
                seconds: draft.seconds as i64,
                microsecond: draft.microsecond,
                offset: draft.offset,
            },
        };
        self.edit(edit::new_revision(&self.project.borrow(), &new))
    }

    /// One head on top of another.
    ///
    /// # Errors
    /// Where one edit cannot do it.
    pub fn rebase(&self, revision: &str, onto: Option<String>) -> Result<JsValue, JsValue> {
        self.edit(edit::rebase(&self.project.borrow(), revision, onto.as_deref()))
    }
}

impl History {
    fn edit(
        &self,
        made: Result<edit::Edit, Box<crate::diagnostic::Diagnostic>>,
    ) -> Result<JsValue, JsValue> {
        let made = made.map_err(|error| self.refused(&error))?;
        self.project.borrow().with_sources(|files| {
            to_js(&Edit {
                path: &made.path,
                text: &made.text,
                revision: &made.revision,
                diagnostics: Diagnostic::all(files, &made.diagnostics),
            })
        })
    }
}
