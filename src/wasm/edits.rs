//! Edits for JavaScript, which says what time it is and thinks of ids.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::edit::{self, Date, NewRevision};

use super::bindings::History;
use super::given::Given;
use super::wire::{Diagnostic, to_js};

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
        let draft = Given::new(draft, "options")?;
        let new = NewRevision {
            is_merge: draft.switch("isMerge")?.unwrap_or_default(),
            id: draft.text("id")?.unwrap_or_default(),
            message: draft.text("message")?,
            heads: draft.texts("heads")?.unwrap_or_default(),
            splice: draft.switch("splice")?.unwrap_or_default(),
            branch_labels: draft.texts("branchLabels")?.unwrap_or_default(),
            depends_on: draft.texts("dependsOn")?.unwrap_or_default(),
            version_path: draft.text("versionPath")?,
            date: Date {
                seconds: draft.number("seconds")?.unwrap_or_default() as i64,
                microsecond: draft.number("microsecond")?.unwrap_or_default() as u32,
                offset: draft.number("offset")?.unwrap_or_default() as i32,
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
        made: Result<edit::Edit, crate::diagnostic::Diagnostic>,
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
