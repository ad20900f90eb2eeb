//! Alembic's settings: alembic.ini, pyproject.toml, and which arguments env.py passes to `context.configure`.

mod document;
pub mod env;
mod ignore;
pub mod ini;
mod paths;
mod toml;

pub use paths::{join, nearest};

use document::Setting;
use ini::{Ini, Interpolation};
use paths::{HERE, folder_of, without_here};
use toml::{Toml, fill_in};

use crate::diagnostic::{Code, Diagnostic};
use crate::platform;
use crate::source::{FileId, Sources, Span};

/// Alembic's own default.
const FILE_TEMPLATE: &str = "%(rev)s_%(slug)s";
const TRUNCATE_SLUG_LENGTH: usize = 40;

/// What the settings files say, with Alembic's defaults; paths are joined to the folder of the file
/// that names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The folder with env.py.
    pub script_location: Option<String>,
    /// The folders with revisions; none where only `script_location` says where they are.
    pub version_locations: Vec<String>,
    /// Whether subfolders of them count.
    pub recursive_version_locations: bool,
    /// How a new revision's file is called.
    pub file_template: String,
    /// The time zone of a new revision's date.
    pub timezone: Option<String>,
    /// Characters of the message in a new file's name.
    pub truncate_slug_length: usize,
    /// The encoding of a new revision's file.
    pub output_encoding: String,
    /// Whether Alembic runs env.py when it makes a revision.
    pub revision_environment: bool,
    /// Programs that Alembic runs on a new file (`post_write_hooks`).
    pub hooks: Vec<String>,
    /// `sqlalchemy.url`.
    pub url: Option<String>,
    /// Folders put before Python's own when modules are looked for.
    pub prepend_sys_path: Vec<String>,
    /// Codes of findings that are not wanted.
    pub ignore: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            script_location: None,
            version_locations: Vec::new(),
            recursive_version_locations: false,
            file_template: FILE_TEMPLATE.to_owned(),
            timezone: None,
            truncate_slug_length: TRUNCATE_SLUG_LENGTH,
            output_encoding: "utf-8".to_owned(),
            revision_environment: false,
            hooks: Vec::new(),
            url: None,
            prepend_sys_path: Vec::new(),
            ignore: Vec::new(),
        }
    }
}

impl Settings {
    /// The folders with revisions (`ScriptDirectory._version_locations`); none where nothing says so.
    pub fn revision_folders(&self) -> Vec<String> {
        if !self.version_locations.is_empty() {
            return self.version_locations.clone();
        }
        self.script_location.iter().map(|location| join(location, "versions")).collect()
    }

    /// Where env.py stands.
    pub fn env_file(&self) -> Option<String> {
        self.script_location.as_ref().map(|location| join(location, "env.py"))
    }

    /// The dialect's name in `sqlalchemy.url`.
    pub fn dialect(&self) -> Option<&str> {
        let (scheme, _) = self.url.as_deref()?.split_once(':')?;
        Some(scheme.split('+').next().unwrap_or(scheme)).filter(|name| !name.is_empty())
    }

    /// Reads the settings files among the given ones: an alembic.ini and a pyproject.toml, those
    /// nearest the top. `ini` is what `-c` names in place of alembic.ini, `section` what `-n` names; it is
    /// `alembic` unless said otherwise.
    pub fn read(
        sources: &Sources,
        ini: Option<&str>,
        section: Option<&str>,
    ) -> (Self, Vec<Diagnostic>) {
        let ini = ini_file(sources, ini);
        Self::read_files(sources, ini, paths::nearest(sources, "pyproject.toml"), section, None)
    }

    /// Reads these settings files; `separator` is what the system at hand has between paths (`os.pathsep`).
    pub fn read_files(
        sources: &Sources,
        ini: Option<FileId>,
        toml: Option<FileId>,
        section: Option<&str>,
        separator: Option<char>,
    ) -> (Self, Vec<Diagnostic>) {
        let mut reading = Reading::new(sources, ini, toml, section.unwrap_or("alembic"));
        reading.separator = separator;
        let settings = reading.settings();
        (settings, reading.findings)
    }
}

fn ini_file(sources: &Sources, named: Option<&str>) -> Option<FileId> {
    match named {
        Some(path) => sources.find(path),
        None => paths::nearest(sources, "alembic.ini"),
    }
}

/// The options of the ini's section (`Config.get_main_option`); none for a value that cannot be known.
pub fn main_options(
    sources: &Sources,
    ini: Option<&str>,
    section: Option<&str>,
) -> Vec<(String, Option<String>)> {
    let file = ini_file(sources, ini).and_then(|id| Some((id, sources.get(id)?)));
    let Some((id, file)) = file else { return Vec::new() };
    Ini::parse(id, file.text()).0.options(section.unwrap_or("alembic"))
}

/// A value, and the folder of the file that it was found in.
struct Found {
    value: Setting,
    span: Option<Span>,
    here: String,
    in_ini: bool,
}

struct Reading<'a> {
    section: &'a str,
    ini: Option<(Ini, String)>,
    toml: Option<(Toml, String)>,
    /// What stands between paths on the system at hand (`os.pathsep`), where that is known.
    separator: Option<char>,
    findings: Vec<Diagnostic>,
}

impl<'a> Reading<'a> {
    fn new(sources: &Sources, ini: Option<FileId>, toml: Option<FileId>, section: &'a str) -> Self {
        let mut findings = Vec::new();
        let ini = ini.and_then(|id| {
            let file = sources.get(id)?;
            let (ini, found) = Ini::parse(id, file.text());
            findings.extend(found);
            Some((ini, folder_of(file.path())))
        });
        let toml = toml.and_then(|id| {
            let file = sources.get(id)?;
            let (toml, found) = Toml::parse(id, file.text());
            findings.extend(found);
            Some((toml, folder_of(file.path())))
        });
        Self { section, ini, toml, separator: None, findings }
    }

    /// `Config.get_alembic_option`: the ini's section before the toml's table.
    fn option(&mut self, name: &str) -> Option<Found> {
        if let Some((ini, here)) = &self.ini {
            let marked = format!("{HERE}{here}");
            let span = ini.span(self.section, name);
            match ini.get(self.section, name, &[("here", &marked)]) {
                None => {}
                Some(Ok(text)) => {
                    let here = here.clone();
                    return Some(Found { value: Setting::Text(text), span, here, in_ini: true });
                }
                Some(Err(why)) => {
                    self.refuse(name, why, span);
                    return None;
                }
            }
        }
        let (toml, here) = self.toml.as_ref()?;
        let (value, span) = toml.get(name)?;
        let here = here.clone();
        let marked = format!("{HERE}{here}");
        let fill = |text: &String| fill_in(text, &[("here", &marked)]);
        let value = match &value {
            Setting::Text(text) => fill(text).map(Setting::Text),
            Setting::List(texts) => {
                texts.iter().map(fill).collect::<Result<_, _>>().map(Setting::List)
            }
            other => Ok(other.clone()),
        };
        match value {
            Ok(value) => Some(Found { value, span: Some(span), here, in_ini: false }),
            Err(why) => {
                self.refuse(name, why, Some(span));
                None
            }
        }
    }

    fn refuse(&mut self, name: &str, why: Interpolation, span: Option<Span>) {
        let finding =
            Diagnostic::new(Code::InvalidConfig, format!("the value of '{name}': {}", why.0));
        self.findings.push(match span {
            Some(span) => finding.at(span),
            None => finding,
        });
    }

    fn settings(&mut self) -> Settings {
        let mut settings = Settings {
            script_location: self.path("script_location"),
            version_locations: self.folders("version_locations", true),
            prepend_sys_path: self.folders("prepend_sys_path", false),
            recursive_version_locations: self.switch("recursive_version_locations"),
            timezone: self.text("timezone"),
            url: self.text("sqlalchemy.url"),
            ignore: self.ignored(),
            ..Settings::default()
        };
        if let Some(template) = self.text("file_template") {
            settings.file_template = template;
        }
        if let Some(length) = self.number("truncate_slug_length") {
            settings.truncate_slug_length = length;
        }
        if let Some(encoding) = self.text("output_encoding") {
            settings.output_encoding = encoding;
        }
        settings.revision_environment = self.truth("revision_environment");
        settings.hooks = self.hooks();
        settings
    }

    /// The names of `Config.get_hooks_list`.
    fn hooks(&self) -> Vec<String> {
        const SECTION: &str = "post_write_hooks";
        match (&self.ini, &self.toml) {
            (Some((ini, _)), _) if ini.has_section(SECTION) => {
                let text = ini.get(SECTION, "hooks", &[]).and_then(Result::ok).unwrap_or_default();
                let names = text.split([',', ' ', '\n']).filter(|name| !name.is_empty());
                names.map(str::to_owned).collect()
            }
            (_, Some((toml, _))) => toml.hooks(),
            _ => Vec::new(),
        }
    }

    /// `util.asbool`.
    fn truth(&mut self, name: &str) -> bool {
        let Some(found) = self.option(name) else { return false };
        let word = match &found.value {
            Setting::Switch(switch) => return *switch,
            Setting::Text(text) => platform::lower(text.trim()),
            _ => String::new(),
        };
        match &*word {
            "true" | "yes" | "on" | "y" | "t" | "1" => true,
            "false" | "no" | "off" | "n" | "f" | "0" => false,
            _ => {
                self.wrong_kind(name, "true or false", found.span);
                false
            }
        }
    }

    /// The codes under `ignore`, of both files.
    fn ignored(&mut self) -> Vec<String> {
        let mut codes: Vec<String> =
            self.toml.iter().flat_map(|(toml, _)| toml.ignored()).collect();
        if let Some((ini, _)) = &self.ini {
            match ini.get("limbeck", "ignore", &[]) {
                Some(Ok(text)) => {
                    let words = text.split(|c: char| c == ',' || c.is_whitespace());
                    codes.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
                }
                Some(Err(why)) => {
                    let span = ini.span("limbeck", "ignore");
                    self.refuse("ignore", why, span);
                }
                None => {}
            }
        }
        codes
    }

    fn text(&mut self, name: &str) -> Option<String> {
        let found = self.option(name)?;
        match found.value {
            Setting::Text(text) => Some(without_here(&text)),
            _ => {
                self.wrong_kind(name, "a text", found.span);
                None
            }
        }
    }

    fn path(&mut self, name: &str) -> Option<String> {
        let found = self.option(name)?;
        match found.value {
            Setting::Text(text) => Some(paths::resolve(&found.here, &text)),
            _ => {
                self.wrong_kind(name, "a path", found.span);
                None
            }
        }
    }

    /// `int(...)`, where nothing and 0 mean the default as in Alembic.
    fn number(&mut self, name: &str) -> Option<usize> {
        let found = self.option(name)?;
        let number = match &found.value {
            Setting::Number(number) => usize::try_from(*number).ok(),
            Setting::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong_kind(name, "a number", found.span);
        }
        number.filter(|&number| number > 0)
    }

    /// `Config.get_alembic_boolean_option`: in an ini exactly `true`.
    fn switch(&mut self, name: &str) -> bool {
        let Some(found) = self.option(name) else { return false };
        match found.value {
            Setting::Text(text) if found.in_ini => text == "true",
            Setting::Switch(switch) => switch,
            _ => {
                self.wrong_kind(name, "true or false", found.span);
                false
            }
        }
    }

    /// `Config.get_version_locations_list` and `get_prepend_sys_paths_list`.
    fn folders(&mut self, name: &str, may_be_legacy: bool) -> Vec<String> {
        let Some(found) = self.option(name) else { return Vec::new() };
        let list = match found.value {
            Setting::List(list) => list,
            Setting::Text(text) if found.in_ini => {
                if text.is_empty() {
                    return Vec::new();
                }
                self.split(&text, may_be_legacy)
            }
            Setting::Text(text) => vec![text],
            _ => {
                self.wrong_kind(name, "a list of paths", found.span);
                Vec::new()
            }
        };
        let named = list.iter().filter(|path| !path.is_empty());
        named.map(|path| paths::resolve(&found.here, path)).collect()
    }

    /// `_get_file_separator_char`, which only the ini is asked for, and what follows without it.
    fn split(&mut self, text: &str, may_be_legacy: bool) -> Vec<String> {
        let names = ["path_separator", "version_path_separator"];
        let found = names.iter().take(if may_be_legacy { 2 } else { 1 }).find_map(|&name| {
            let found = self.option(name).filter(|found| found.in_ini)?;
            Some((name, found))
        });
        let Some((name, found)) = found else {
            // Without the option Alembic splits at commas and spaces, and paths of modules at colons.
            let at = |c: char| c == ',' || c == ' ' || (!may_be_legacy && c == ':');
            return text.split(at).filter(|part| !part.is_empty()).map(str::to_owned).collect();
        };
        let Setting::Text(word) = found.value else { return Vec::new() };
        let separator = match &*word {
            "space" => ' ',
            "newline" => '\n',
            "os" => self.separator.unwrap_or_else(|| usual_separator(text)),
            ":" => ':',
            ";" => ';',
            _ => {
                self.wrong_kind(name, "one of space, newline, os, `:` and `;`", found.span);
                return Vec::new();
            }
        };
        text.split(separator)
            .filter(|part| !part.is_empty())
            .map(|part| part.trim().to_owned())
            .collect()
    }

    fn wrong_kind(&mut self, name: &str, wanted: &str, span: Option<Span>) {
        let finding = Diagnostic::new(Code::InvalidConfig, format!("'{name}' must be {wanted}"));
        self.findings.push(match span {
            Some(span) => finding.at(span),
            None => finding,
        });
    }
}

/// The separator of the system that a list of paths was written for, where nobody says which it is:
/// Windows has `;` between paths and `:` inside of them, all others have `:`.
fn usual_separator(text: &str) -> char {
    if text.contains(';') || paths::is_drive(text) { ';' } else { ':' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(files: &[(&str, &str)], section: Option<&str>) -> (Settings, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        files.iter().for_each(|(path, text)| {
            sources.set(path, *text);
        });
        Settings::read(&sources, None, section)
    }

    #[test]
    fn an_ini_says_where_revisions_are() {
        let text = "[alembic]\nscript_location = %(here)s/migrations\npath_separator = os\n\
                    version_locations = %(here)s/a:b/c\nrecursive_version_locations = true\n\
                    sqlalchemy.url = postgresql+psycopg2://u:p%%40@host/db\ntruncate_slug_length = 20\n\
                    [second]\nscript_location = pkg.sub:other\n";
        let (read, findings) = settings(&[("app/alembic.ini", text)], None);
        assert_eq!(findings, []);
        assert_eq!(read.script_location.as_deref(), Some("app/migrations"));
        assert_eq!(read.version_locations, ["app/a", "app/b/c"]);
        assert_eq!(read.env_file().as_deref(), Some("app/migrations/env.py"));
        assert_eq!(read.dialect(), Some("postgresql"));
        assert_eq!(read.url.as_deref(), Some("postgresql+psycopg2://u:p%40@host/db"));
        assert!(read.recursive_version_locations);
        assert_eq!(read.truncate_slug_length, 20);
        let (second, _) = settings(&[("app/alembic.ini", text)], Some("second"));
        assert_eq!(second.revision_folders(), ["app/pkg/sub/other/versions"]);
    }

    #[test]
    fn what_new_revisions_are_made_with() {
        let ini = "[alembic]\nrevision_environment = Yes\noutput_encoding = latin-1\n\
                   databases = a, b\nhome = %(here)s/x\n[post_write_hooks]\nhooks = black, ruff\n";
        let (read, findings) = settings(&[("alembic.ini", ini)], None);
        assert_eq!(findings, []);
        assert!(read.revision_environment);
        assert_eq!((&*read.output_encoding, read.hooks.len()), ("latin-1", 2));
        let toml = "[tool.alembic]\nrevision_environment = true\n\
                    [[tool.alembic.post_write_hooks]]\nname = 'black'\ntype = 'exec'\n";
        let (read, findings) = settings(&[("pyproject.toml", toml)], None);
        assert_eq!(
            (findings.len(), read.revision_environment, read.hooks),
            (0, true, vec!["black".to_owned()])
        );
        let mut sources = Sources::default();
        sources.set("x/other.ini", ini);
        let options = main_options(&sources, Some("x/other.ini"), None);
        let of = |name: &str| {
            options.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        };
        assert_eq!(of("databases"), Some(Some("a, b".to_owned())));
        assert_eq!((of("home"), of("absent")), (Some(None), None));
    }

    #[test]
    fn old_separators_still_work() {
        let old = |more: &str| {
            let text = format!("[alembic]\nversion_locations = a, b c\n{more}");
            settings(&[("alembic.ini", &text)], None).0.version_locations
        };
        assert_eq!(old(""), ["a", "b", "c"]);
        assert_eq!(old("version_path_separator = space\n"), ["a,", "b", "c"]);
        assert_eq!(old("path_separator = ;\nversion_path_separator = space\n"), ["a, b c"]);
        let os = |list: &str, more: &str| {
            let text =
                format!("[alembic]\npath_separator = os\n{more}version_locations = {list}\n");
            settings(&[("alembic.ini", &text)], None).0.version_locations
        };
        assert_eq!(os("one:two : three", ""), ["one", "two", "three"]);
        assert_eq!(os("one::two:", "version_path_separator = space\n"), ["one", "two"]);
        assert_eq!(os("C:\\one;two", ""), ["C:/one", "two"]);
        assert_eq!(os("C:\\one", ""), ["C:/one"]);
        assert_eq!(old("path_separator = colon\n"), Vec::<String>::new());
        let lines =
            "[alembic]\npath_separator = newline\nversion_locations =\n    %(here)s/x\n    y\n";
        assert_eq!(settings(&[("alembic.ini", lines)], None).0.version_locations, ["x", "y"]);
    }

    #[test]
    fn a_pyproject_fills_what_the_ini_leaves_open() {
        let toml = "[project]\nname = 'x'\n[tool.alembic]\nscript_location = \"%(here)s/db\"\n\
                    version_locations = ['%(here)s/db/one', 'db/two']\nfile_template = '%%(rev)s'\n\
                    recursive_version_locations = true\ntruncate_slug_length = 12\n";
        let files =
            [("alembic.ini", "[alembic]\nfile_template = %%(slug)s\n"), ("pyproject.toml", toml)];
        let (read, findings) = settings(&files, None);
        assert_eq!(findings, []);
        assert_eq!(read.file_template, "%(slug)s");
        assert_eq!(read.version_locations, ["db/one", "db/two"]);
        assert_eq!(read.script_location.as_deref(), Some("db"));
        assert!(read.recursive_version_locations);
        assert_eq!(read.truncate_slug_length, 12);
    }

    #[test]
    fn both_files_say_what_is_not_wanted() {
        let files = [
            ("alembic.ini", "[alembic]\n[limbeck]\nignore = cycle,\n    multiple-heads\n"),
            ("pyproject.toml", "[tool.limbeck]\nignore = ['no-revisions']\n"),
        ];
        assert_eq!(settings(&files, None).0.ignore, ["no-revisions", "cycle", "multiple-heads"]);
    }

    #[test]
    fn what_cannot_be_read_is_said_and_the_rest_counts() {
        let bad = "[alembic]\nscript_location = ok\ntruncate_slug_length = many\ntimezone = 5%\n";
        let (read, findings) = settings(&[("alembic.ini", bad), ("pyproject.toml", "a = [")], None);
        assert_eq!(read.script_location.as_deref(), Some("ok"));
        assert_eq!(findings.len(), 3);
        assert!(findings.iter().all(|finding| finding.code == Code::InvalidConfig));
        let deep = "a = ".to_owned() + &"[".repeat(100_000);
        assert_eq!(settings(&[("pyproject.toml", &deep)], None).1.len(), 1);
        assert_eq!(settings(&[], None), (Settings::default(), Vec::new()));
    }
}
