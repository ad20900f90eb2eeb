//! A rendered range that stays in wasm until its steps are asked for.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use wasm_bindgen::prelude::*;

use crate::plan::{Plan, Project};
use crate::source::{FileId, SourceFile, Sources};

use super::wire::{Files, PlanSummary, Step, to_js};

/// A plan, with the earlier texts of files that have changed since it was made: its spans are in those.
#[derive(Debug)]
pub struct Rendered {
    plan: Plan,
    earlier: RefCell<FxHashMap<FileId, SourceFile>>,
}

impl Rendered {
    /// A plan whose files are as they are now.
    pub fn new(plan: Plan) -> Self {
        Self { plan, earlier: RefCell::default() }
    }

    /// Keeps a file's text before it changes.
    pub fn keep(&self, id: FileId, file: &SourceFile) {
        let copy = || SourceFile::new(file.path().clone(), file.text().clone());
        self.earlier.borrow_mut().entry(id).or_insert_with(copy);
    }
}

struct AtThatTime<'a> {
    earlier: &'a FxHashMap<FileId, SourceFile>,
    now: &'a Sources,
}

impl Files for AtThatTime<'_> {
    fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.earlier.get(&id).or_else(|| self.now.get(id))
    }
}

/// The script of a range, for JavaScript.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Script {
    rendered: Rc<Rendered>,
    project: Rc<RefCell<Project>>,
}

impl Script {
    /// A plan of this project.
    pub fn new(rendered: Rc<Rendered>, project: Rc<RefCell<Project>>) -> Self {
        Self { rendered, project }
    }

    fn with_files<T>(&self, use_: impl FnOnce(&AtThatTime<'_>) -> T) -> T {
        let earlier = self.rendered.earlier.borrow();
        self.project.borrow().with_sources(|now| use_(&AtThatTime { earlier: &earlier, now }))
    }
}

#[wasm_bindgen]
impl Script {
    /// All but the steps.
    ///
    /// # Errors
    /// None that can be caused.
    pub fn summary(&self) -> Result<JsValue, JsValue> {
        self.with_files(|files| to_js(&PlanSummary::new(files, &self.rendered.plan)))
    }

    /// The steps.
    ///
    /// # Errors
    /// None that can be caused.
    pub fn steps(&self) -> Result<JsValue, JsValue> {
        self.with_files(|files| {
            let steps: Vec<Step<'_>> =
                self.rendered.plan.steps.iter().map(|step| Step::new(files, step)).collect();
            to_js(&steps)
        })
    }
}
