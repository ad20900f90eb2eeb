//! alembic.ini and pyproject.toml for programs that have to find a project's files before they can be read.

use serde::{Deserialize, Serialize};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

use crate::config::{Config, SettingsFile};
use crate::source::Sources;

use super::wire::{Diagnostic, fault, to_js};

/// The settings files' paths and texts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Given {
    ini: Option<Named>,
    pyproject: Option<Named>,
    section: Option<String>,
    here: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Named {
    path: String,
    text: String,
}

/// What they say.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings<'a> {
    script_location: Option<&'a str>,
    version_locations: Vec<Rc<str>>,
    recursive_version_locations: bool,
    prepend_sys_path: Option<&'a [Rc<str>]>,
    dialect: Option<&'a str>,
    file_template: Option<&'a str>,
    timezone: Option<&'a str>,
    truncate_slug_length: Option<u32>,
    diagnostics: Vec<Diagnostic>,
}

/// Reads the settings files; paths in the answer are relative to `here`, or absolute where they are written so.
///
/// # Errors
/// An argument of another shape.
#[wasm_bindgen(js_name = readSettings)]
pub fn read_settings(given: JsValue) -> Result<JsValue, JsValue> {
    let given: Given = serde_wasm_bindgen::from_value(given)
        .map_err(|error| fault("invalid-argument", &error.to_string()))?;
    let mut sources = Sources::default();
    let here = given.here.as_deref().unwrap_or(".");
    let mut add = |named: &Option<Named>| named.as_ref().map(|n| sources.set(&n.path, n.text.as_str()));
    let (ini, pyproject) = (add(&given.ini), add(&given.pyproject));
    let file = |id| {
        let id = id?;
        Some(SettingsFile { file: id, text: sources.get(id)?.text(), here })
    };
    let section = given.section.as_deref().unwrap_or("alembic");
    let (config, diagnostics) = Config::read(file(ini), file(pyproject), section);
    to_js(&Settings {
        script_location: config.script_location.as_deref(),
        version_locations: config.version_folders(),
        recursive_version_locations: config.recursive_version_locations.unwrap_or(false),
        prepend_sys_path: config.prepend_sys_path.as_deref(),
        dialect: config.dialect(),
        file_template: config.file_template.as_deref(),
        timezone: config.timezone.as_deref(),
        truncate_slug_length: config.truncate_slug_length,
        diagnostics: Diagnostic::all(&sources, &diagnostics),
    })
}
