//! alembic.ini and pyproject.toml for programs that have to find a project's files before they can be read.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::config::Settings;
use crate::source::{FileId, Sources};

use super::given::Given;
use super::wire::{Diagnostic, to_js};

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
    let given = Given::new(given, "settings")?;
    let mut sources = Sources::default();
    let ini = add(&mut sources, given.object("ini")?)?;
    let pyproject = add(&mut sources, given.object("pyproject")?)?;
    let section = given.text("section")?;
    let separator = given.text("separator")?.and_then(|text| text.chars().next());
    let read = |section| Settings::read_files(&sources, ini, pyproject, section, separator);
    let (mut found, diagnostics) = read(section.as_deref());
    if let Some(engine) = given.text("engineName")? {
        found.url = read(Some(&engine)).0.url;
    }
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

/// A settings file: its path and its text.
fn add(sources: &mut Sources, named: Option<Given>) -> Result<Option<FileId>, JsValue> {
    let Some(named) = named else { return Ok(None) };
    let path = named.text("path")?.unwrap_or_default();
    let text = named.text("text")?.unwrap_or_default();
    Ok(Some(sources.set(&path, text)))
}
