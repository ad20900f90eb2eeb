//! Settings files of the alembic.ini kind, read as Python's `ConfigParser` reads them.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::platform;
use crate::sorting;
use crate::source::{FileId, Span};

/// `configparser.MAX_INTERPOLATION_DEPTH`.
const MAX_DEPTH: usize = 10;
/// Beyond this many bytes a value made of references is refused: ten levels can multiply without end.
const MAX_VALUE: usize = 1 << 20;
/// The section whose options every section has.
const DEFAULT: &str = "DEFAULT";

/// One option as written, its lines joined.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    value: String,
    span: Span,
}

/// The sections of a settings file.
#[derive(Debug, Clone, Default)]
pub struct Ini {
    sections: FxHashMap<Rc<str>, FxHashMap<Rc<str>, Entry>>,
}

/// A value that a reference cannot be put into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Interpolation(pub(super) String);

struct Reader {
    file: FileId,
    ini: Ini,
    findings: Vec<Diagnostic>,
    section: Option<Rc<str>>,
    option: Option<Rc<str>>,
    indent: usize,
    opened: FxHashSet<Rc<str>>,
}

impl Ini {
    /// Reads a file; what cannot be read is said and left out.
    pub fn parse(file: FileId, text: &str) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader {
            file,
            ini: Ini::default(),
            findings: Vec::new(),
            section: None,
            option: None,
            indent: 0,
            opened: FxHashSet::default(),
        };
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            reader.line(start, line);
            start += line.len();
        }
        let sections = reader.ini.sections.values_mut().flat_map(FxHashMap::values_mut);
        sections.for_each(|entry| entry.value.truncate(entry.value.trim_end().len()));
        (reader.ini, reader.findings)
    }

    /// Whether there is a section of this name.
    pub fn has_section(&self, name: &str) -> bool {
        name != DEFAULT && self.sections.contains_key(name)
    }

    /// Where an option is written.
    pub fn span(&self, section: &str, option: &str) -> Option<Span> {
        self.entry(section, option).map(|entry| entry.span)
    }

    /// All options of a section; none for a value that hangs on where the file is on disk, or is refused.
    pub(super) fn options(&self, section: &str) -> Vec<(String, Option<String>)> {
        let mut names: Vec<&Rc<str>> = Vec::new();
        for name in [section, DEFAULT] {
            names.extend(self.sections.get(name).into_iter().flat_map(FxHashMap::keys));
        }
        sorting::sort(&mut names);
        names.dedup();
        let value = |name: &str| self.get(section, name, &[])?.ok();
        names.into_iter().map(|name| (name.to_string(), value(name))).collect()
    }

    fn entry(&self, section: &str, option: &str) -> Option<&Entry> {
        let option = platform::lower(option);
        let in_section = |name: &str| self.sections.get(name)?.get(&*option);
        in_section(section).or_else(|| in_section(DEFAULT))
    }

    /// An option's value with its `%(name)s` references put in; `given` are names known from outside.
    pub(super) fn get(
        &self,
        section: &str,
        option: &str,
        given: &[(&str, &str)],
    ) -> Option<Result<String, Interpolation>> {
        if !self.has_section(section) {
            return None;
        }
        let value = &self.entry(section, option)?.value;
        let lookup = |name: &str| {
            let entry = self.entry(section, name).map(|entry| &*entry.value);
            entry
                .or_else(|| given.iter().find(|(known, _)| *known == name).map(|(_, value)| *value))
        };
        let mut made = String::new();
        Some(interpolate(value, &lookup, &mut made, 1).map(|()| made))
    }
}

/// `BasicInterpolation._interpolate_some`.
fn interpolate<'a>(
    value: &'a str,
    lookup: &impl Fn(&str) -> Option<&'a str>,
    made: &mut String,
    depth: usize,
) -> Result<(), Interpolation> {
    if depth > MAX_DEPTH {
        return Err(Interpolation("references lead through more than ten values".to_owned()));
    }
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('%') {
        made.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            made.push('%');
            rest = after;
            continue;
        }
        let reference = after.strip_prefix('(').and_then(|after| after.split_once(")s"));
        let Some((name, after)) =
            reference.filter(|(name, _)| !name.is_empty() && !name.contains(')'))
        else {
            return Err(Interpolation(
                "a '%' must be written '%%' or begin a '%(name)s'".to_owned(),
            ));
        };
        let Some(other) = lookup(&platform::lower(name)) else {
            return Err(Interpolation(format!("'%({name})s' names no option")));
        };
        if other.contains('%') {
            interpolate(other, lookup, made, depth + 1)?;
        } else {
            made.push_str(other);
        }
        if made.len() > MAX_VALUE {
            return Err(Interpolation("the value becomes too long".to_owned()));
        }
        rest = after;
    }
    made.push_str(rest);
    Ok(())
}

impl Reader {
    fn line(&mut self, start: usize, line: &str) {
        let value = line.trim();
        let first = line.len() - line.trim_start().len();
        let at = start.saturating_add(first);
        let span = Span::new(self.file, at as u32, at.saturating_add(value.len()) as u32);
        if value.starts_with(['#', ';']) {
            return;
        }
        if value.is_empty() {
            self.continue_option("");
            return;
        }
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        if self.option.is_some() && indent > self.indent {
            self.continue_option(value);
            return;
        }
        self.indent = indent;
        match section_name(value) {
            Some(name) => self.open(name, span),
            None => self.option(value, span),
        }
    }

    fn open(&mut self, name: &str, span: Span) {
        let name: Rc<str> = name.into();
        if &*name != DEFAULT && !self.opened.insert(name.clone()) {
            self.refuse(format!("the section '{name}' is there twice"), span);
        }
        self.ini.sections.entry(name.clone()).or_default();
        self.section = Some(name);
        self.option = None;
    }

    fn option(&mut self, line: &str, span: Span) {
        let Some(section) = self.section.clone() else {
            self.refuse("there is no section for this line".to_owned(), span);
            return;
        };
        let Some((name, value)) = line.split_once(['=', ':']) else {
            self.refuse("this line is neither a section nor an option".to_owned(), span);
            return;
        };
        let name: Rc<str> = platform::lower(name.trim_end()).into();
        if name.is_empty() {
            self.refuse("this option has no name".to_owned(), span);
            return;
        }
        let options = self.ini.sections.entry(section).or_default();
        let entry = Entry { value: value.trim().to_owned(), span };
        if options.insert(name.clone(), entry).is_some() {
            self.refuse(format!("the option '{name}' is there twice"), span);
        }
        self.option = Some(name);
    }

    fn continue_option(&mut self, value: &str) {
        let Some(option) = &self.option else { return };
        let section = self.section.as_ref().and_then(|name| self.ini.sections.get_mut(name));
        if let Some(entry) = section.and_then(|options| options.get_mut(option)) {
            entry.value.push('\n');
            entry.value.push_str(value);
        }
    }

    fn refuse(&mut self, message: String, span: Span) {
        self.findings.push(Diagnostic::new(Code::InvalidConfig, message).at(span));
    }
}

fn section_name(line: &str) -> Option<&str> {
    let end = line.rfind(']')?;
    line.strip_prefix('[')?.get(..end.checked_sub(1)?).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, option: &str) -> Option<Result<String, Interpolation>> {
        Ini::parse(FileId(0), text).0.get("alembic", option, &[("here", "/srv")])
    }

    #[test]
    fn values_are_read_as_python_reads_them() {
        let text = "# a comment\n[DEFAULT]\nroot = x\n[alembic]\nScript_Location: %(here)s/%(root)s\n\
                    version_locations = a\n\n    b\n    # not a part\n    c\n\n\
                    file_template = %%(year)d_%%(rev)s ; kept\n[other]\nscript_location = no\n";
        assert_eq!(value(text, "script_location"), Some(Ok("/srv/x".to_owned())));
        assert_eq!(value(text, "version_locations"), Some(Ok("a\n\nb\nc".to_owned())));
        assert_eq!(value(text, "file_template"), Some(Ok("%(year)d_%(rev)s ; kept".to_owned())));
        assert_eq!(value(text, "absent"), None);
    }

    #[test]
    fn what_python_refuses_is_said() {
        assert!(value("[alembic]\na = %(b)s\nb = %(a)s\n", "a").unwrap().is_err());
        assert!(value("[alembic]\na = 100%\n", "a").unwrap().is_err());
        assert!(value("[alembic]\na = %(nothing)s\n", "a").unwrap().is_err());
        for text in ["a = 1\n", "[s]\nword\n", "[s]\n[s]\n", "[s]\na = 1\nA = 2\n", "[s]\n = 1\n"] {
            let findings = Ini::parse(FileId(0), text).1;
            assert_eq!(findings.len(), 1, "{text}");
            assert_eq!(findings[0].code, Code::InvalidConfig);
        }
    }

    #[test]
    fn references_cannot_multiply_without_end() {
        let mut text = "[alembic]\nv0 = xxxxxxxxxx\n".to_owned();
        for level in 1..10 {
            let below = format!("%(v{})s", level - 1);
            text.push_str(&format!("v{level} = {}\n", below.repeat(50)));
        }
        assert!(value(&text, "v9").unwrap().is_err());
    }
}
