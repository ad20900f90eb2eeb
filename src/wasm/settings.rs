//! alembic.ini and pyproject.toml for programs that have to find a project's files before they can be read.

use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use crate::config::Settings;
use crate::source::Sources;

use super::wire::{Diagnostic, fault, to_js};

/// The settings files' paths and texts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Given {
    ini: Option<Named>,
    pyproject: Option<Named>,
    section: Option<String>,
    separator: Option<char>,
}

#[derive(Debug, Deserialize)]
struct Named {
    path: String,
    text: String,
}

/// What they say.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Found<'a> {
    script_location: Option<&'a str>,
    version_locations: Vec<String>,
    recursive_version_locations: bool,
    prepend_sys_path: &'a [String],
    dialect: Option<&'a str>,
    file_template: &'a str,
    timezone: Option<&'a str>,
    truncate_slug_length: usize,
    diagnostics: Vec<Diagnostic>,
}

/// Reads the settings files; paths in the answer count from the folder that the given paths count from.
///
/// # Errors
/// An argument of another shape.
#[wasm_bindgen(js_name = readSettings)]
pub fn read_settings(given: JsValue) -> Result<JsValue, JsValue> {
    let given: Given = serde_wasm_bindgen::from_value(given)
        .map_err(|error| fault("invalid-argument", &error.to_string()))?;
    let mut sources = Sources::default();
    let mut add =
        |named: &Option<Named>| named.as_ref().map(|n| sources.set(&n.path, n.text.as_str()));
    let (ini, pyproject) = (add(&given.ini), add(&given.pyproject));
    let (found, diagnostics) =
        Settings::read_files(&sources, ini, pyproject, given.section.as_deref(), given.separator);
    to_js(&Found {
        script_location: found.script_location.as_deref(),
        version_locations: found.revision_folders(),
        recursive_version_locations: found.recursive_version_locations,
        prepend_sys_path: &found.prepend_sys_path,
        dialect: found.dialect(),
        file_template: &found.file_template,
        timezone: found.timezone.as_deref(),
        truncate_slug_length: found.truncate_slug_length,
        diagnostics: Diagnostic::all(&sources, &diagnostics),
    })
}
