//! What alembic.ini and pyproject.toml say of a project, after `alembic.config.Config`.

pub mod ini;
pub mod toml;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

use ini::{Fault, Ini};
use toml::Value;

/// A settings file as it was given.
#[derive(Debug, Clone, Copy)]
pub struct SettingsFile<'a> {
    /// Which file it is.
    pub file: FileId,
    /// Its text.
    pub text: &'a str,
    /// The folder it stands in, for `%(here)s`: "." where paths are given relative to it.
    pub here: &'a str,
}

/// The settings; each is `None` where no file sets it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// `script_location`, where env.py and by default the folder `versions` are.
    pub script_location: Option<Rc<str>>,
    /// `version_locations`.
    pub version_locations: Option<Vec<Rc<str>>>,
    /// `recursive_version_locations`.
    pub recursive_version_locations: Option<bool>,
    /// `prepend_sys_path`.
    pub prepend_sys_path: Option<Vec<Rc<str>>>,
    /// `sqlalchemy.url`.
    pub sqlalchemy_url: Option<Rc<str>>,
    /// `file_template`.
    pub file_template: Option<Rc<str>>,
    /// `timezone`.
    pub timezone: Option<Rc<str>>,
    /// `truncate_slug_length`.
    pub truncate_slug_length: Option<u32>,
}

impl Config {
    /// Reads the section `section` of an ini file, and `[tool.alembic]` of a pyproject.toml for what the former lacks.
    pub fn read(
        ini: Option<SettingsFile<'_>>,
        pyproject: Option<SettingsFile<'_>>,
        section: &str,
    ) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader { section, ini: None, toml: None, diagnostics: Vec::new() };
        reader.open_ini(ini);
        reader.open_toml(pyproject);
        let config = reader.config();
        (config, reader.diagnostics)
    }

    /// The folders that hold revisions.
    pub fn version_folders(&self) -> Vec<Rc<str>> {
        match (&self.version_locations, &self.script_location) {
            (Some(folders), _) => folders.clone(),
            (None, Some(location)) => vec![join(location, "versions").into()],
            (None, None) => Vec::new(),
        }
    }

    /// The dialect that `sqlalchemy.url` names, in SQLAlchemy's word for it.
    pub fn dialect(&self) -> Option<&str> {
        let scheme = self.sqlalchemy_url.as_deref()?.split_once("://")?.0;
        let name = scheme.split('+').next().unwrap_or(scheme);
        Some(if name == "postgres" { "postgresql" } else { name })
    }
}

/// A path without `.` and without what `..` takes back; a folder in a package (`package:folder`) becomes its path.
pub fn normal_path(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = match path.split_once(':') {
        Some((package, folder)) if package.len() > 1 && !package.contains('/') => {
            format!("{}/{folder}", package.replace('.', "/"))
        }
        _ => path,
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match parts.last() {
            Some(last) if part == ".." && *last != ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    let joined = format!("{root}{}", parts.join("/"));
    if joined.is_empty() { ".".to_owned() } else { joined }
}

fn join(folder: &str, name: &str) -> String {
    normal_path(&format!("{folder}/{name}"))
}

struct Reader<'a> {
    section: &'a str,
    ini: Option<(Ini, SettingsFile<'a>)>,
    toml: Option<(BTreeMap<String, Value>, SettingsFile<'a>)>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn open_ini(&mut self, file: Option<SettingsFile<'a>>) {
        let Some(file) = file else { return };
        let (ini, faults) = Ini::parse(file.text, file.here);
        self.faults(file, faults);
        if !ini.has_section(self.section) {
            let message = format!("the settings file has no section [{}]", self.section);
            self.report(file.file, message, None);
        }
        self.ini = Some((ini, file));
    }

    fn open_toml(&mut self, file: Option<SettingsFile<'a>>) {
        let Some(file) = file else { return };
        let (table, faults) = toml::parse(file.text);
        self.faults(file, faults);
        self.toml = table.map(|table| (table, file));
    }

    fn faults(&mut self, file: SettingsFile<'_>, faults: Vec<Fault>) {
        for fault in faults {
            let at = u32::try_from(fault.at).unwrap_or(u32::MAX);
            self.report(file.file, fault.message, Some(Span::new(file.file, at, at)));
        }
    }

    fn report(&mut self, file: FileId, message: String, span: Option<Span>) {
        let diagnostic = Diagnostic::new(Code::InvalidConfig, message);
        self.diagnostics.push(match span {
            Some(span) => diagnostic.at(span),
            None => diagnostic.in_file(file),
        });
    }

    fn config(&mut self) -> Config {
        Config {
            script_location: self.text("script_location").map(|path| normal_path(&path).into()),
            version_locations: self.version_locations(),
            recursive_version_locations: self.truth("recursive_version_locations"),
            prepend_sys_path: self.sys_path(),
            sqlalchemy_url: self.text("sqlalchemy.url").map(Into::into),
            file_template: self.text("file_template").map(Into::into),
            timezone: self.text("timezone").map(Into::into),
            truncate_slug_length: self.number("truncate_slug_length"),
        }
    }

    fn from_ini(&mut self, key: &str) -> Option<String> {
        let (ini, file) = self.ini.as_ref()?;
        let file = file.file;
        match ini.get(self.section, key) {
            Ok(value) => value,
            Err(message) => {
                self.report(file, message, None);
                None
            }
        }
    }

    fn from_toml(&self, key: &str) -> Option<Value> {
        let (table, file) = self.toml.as_ref()?;
        let filled = |text: &str| text.replace("%(here)s", file.here).replace("%%", "%");
        Some(match table.get(key)? {
            Value::Text(text) => Value::Text(filled(text)),
            Value::List(items) => Value::List(items.iter().map(|item| filled(item)).collect()),
            other => other.clone(),
        })
    }

    /// `Config.get_alembic_option`.
    fn text(&mut self, key: &str) -> Option<String> {
        self.from_ini(key).or_else(|| match self.from_toml(key)? {
            Value::Text(text) => Some(text),
            _ => None,
        })
    }

    /// `Config.get_alembic_boolean_option`.
    fn truth(&mut self, key: &str) -> Option<bool> {
        if let Some(word) = self.from_ini(key) {
            return Some(word.trim() == "true");
        }
        match self.from_toml(key)? {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    fn number(&mut self, key: &str) -> Option<u32> {
        if let Some(word) = self.from_ini(key) {
            return word.trim().parse().ok();
        }
        match self.from_toml(key)? {
            Value::Number(number) => u32::try_from(number).ok(),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// `Config.get_version_locations_list`.
    fn version_locations(&mut self) -> Option<Vec<Rc<str>>> {
        let paths = match self.from_ini("version_locations").filter(|value| !value.is_empty()) {
            Some(value) => self.split(&value, &["path_separator", "version_path_separator"], ", "),
            None => self.list("version_locations")?,
        };
        Some(paths.iter().map(|path| normal_path(path).into()).collect())
    }

    /// `Config.get_prepend_sys_paths_list`.
    fn sys_path(&mut self) -> Option<Vec<Rc<str>>> {
        let paths = match self.from_ini("prepend_sys_path").filter(|value| !value.is_empty()) {
            Some(value) => self.split(&value, &["path_separator"], ", :"),
            None => self.list("prepend_sys_path")?,
        };
        Some(paths.iter().map(|path| normal_path(path).into()).collect())
    }

    fn list(&self, key: &str) -> Option<Vec<String>> {
        match self.from_toml(key)? {
            Value::List(items) => Some(items),
            Value::Text(text) => Some(vec![text]),
            _ => None,
        }
    }

    /// Splits at the separator that one of the settings `names` names, else at any of `otherwise`.
    fn split(&mut self, value: &str, names: &[&str], otherwise: &str) -> Vec<String> {
        let named = names.iter().find_map(|name| self.from_ini(name));
        let separators = match named.as_deref() {
            Some("space") => " ",
            Some("newline") => "\n",
            Some("os" | ":") => ":",
            Some(";") => ";",
            _ => otherwise,
        };
        let parts = value.split(|c| separators.contains(c) || (named.is_none() && c == '\n'));
        parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Option<SettingsFile<'_>> {
        Some(SettingsFile { file: FileId(0), text, here: "." })
    }

    fn paths(found: Option<Vec<Rc<str>>>) -> Vec<String> {
        found.unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_ini_file_is_read() {
        let (config, diagnostics) = Config::read(
            file(
                "[alembic]\nscript_location = %(here)s/db\nsqlalchemy.url = postgresql+psycopg2://u:p@h/d\n",
            ),
            None,
            "alembic",
        );
        assert!(diagnostics.is_empty());
        assert_eq!(config.script_location.as_deref(), Some("db"));
        assert_eq!(config.version_folders(), ["db/versions".into()]);
        assert_eq!(config.dialect(), Some("postgresql"));
    }

    #[test]
    fn paths_are_split_as_alembic_splits_them() {
        let of = |text: &str| Config::read(file(text), None, "alembic").0;
        let old = of("[alembic]\nversion_locations = a, b c\nprepend_sys_path = .:src\n");
        assert_eq!(paths(old.version_locations), ["a", "b", "c"]);
        assert_eq!(paths(old.prepend_sys_path), [".", "src"]);
        let new = of("[alembic]\npath_separator = newline\nversion_locations =\n  a one\n  b\n");
        assert_eq!(paths(new.version_locations), ["a one", "b"]);
    }

    #[test]
    fn pyproject_fills_what_the_ini_file_lacks() {
        let toml = "[tool.alembic]\nscript_location = \"%(here)s/alembic\"\nrecursive_version_locations = true\n";
        let (config, _) = Config::read(None, file(toml), "alembic");
        assert_eq!(config.script_location.as_deref(), Some("alembic"));
        assert_eq!(config.recursive_version_locations, Some(true));
    }

    #[test]
    fn faults_are_diagnostics_and_the_rest_is_read() {
        let (config, diagnostics) = Config::read(
            file("[alembic]\nscript_location = db\nnonsense\nsqlalchemy.url = %(x)s\n"),
            None,
            "alembic",
        );
        assert_eq!(config.script_location.as_deref(), Some("db"));
        assert_eq!(diagnostics.len(), 2);
        assert_eq!(Config::read(file("[a]\n"), None, "alembic").1.len(), 1);
    }

    #[test]
    fn paths_become_normal() {
        assert_eq!(normal_path("./a/../b//c/"), "b/c");
        assert_eq!(normal_path("/a/./b"), "/a/b");
        assert_eq!(normal_path("."), ".");
        assert_eq!(normal_path("my.app:migrations"), "my/app/migrations");
        assert_eq!(normal_path("../x"), "../x");
    }
}
