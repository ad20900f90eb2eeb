//! alembic.ini as Python's `ConfigParser` reads it: sections, continuation lines, `%(name)s`.

use std::collections::BTreeMap;

/// How deep one value may refer to others, as `configparser.MAX_INTERPOLATION_DEPTH`.
const MOST_REFERENCES: usize = 10;
/// How long a value may become by referring to others.
const LONGEST_VALUE: usize = 1 << 16;

/// What is wrong with a settings file, and the byte at which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where.
    pub at: usize,
}

type Section = BTreeMap<String, String>;

/// A parsed ini file.
#[derive(Debug, Default)]
pub struct Ini {
    sections: BTreeMap<String, Section>,
    defaults: Section,
}

impl Ini {
    /// Reads what can be read of `text`, and tells what cannot; `here` is what `%(here)s` stands for.
    pub fn parse(text: &str, here: &str) -> (Self, Vec<Fault>) {
        let mut reader = Reader::default();
        reader.ini.defaults.insert("here".to_owned(), here.to_owned());
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            reader.line(line.trim_end_matches(['\n', '\r']), at);
            at += line.len();
        }
        (reader.ini, reader.faults)
    }

    /// Whether there is such a section.
    pub fn has_section(&self, section: &str) -> bool {
        self.sections.contains_key(section)
    }

    /// A value with its references filled in; `None` where there is none.
    ///
    /// # Errors
    /// What cannot be filled in.
    pub fn get(&self, section: &str, key: &str) -> Result<Option<String>, String> {
        match self.raw(section, key) {
            Some(raw) => self.interpolate(section, key, raw, 0).map(Some),
            None => Ok(None),
        }
    }

    fn raw(&self, section: &str, key: &str) -> Option<&str> {
        let key = key.to_lowercase();
        let own = self.sections.get(section)?.get(&key);
        own.or_else(|| self.defaults.get(&key)).map(String::as_str)
    }

    fn interpolate(
        &self,
        section: &str,
        key: &str,
        raw: &str,
        depth: usize,
    ) -> Result<String, String> {
        if depth > MOST_REFERENCES {
            return Err(format!("the value of '{key}' refers to itself, or too deep"));
        }
        let mut out = String::new();
        let mut rest = raw;
        while let Some(at) = rest.find('%') {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            rest = if let Some(after) = from.strip_prefix("%%") {
                out.push('%');
                after
            } else {
                let (name, after) = reference(from).ok_or_else(|| {
                    format!("the value of '{key}' has a '%' that is neither '%%' nor '%(name)s'")
                })?;
                let value = self.raw(section, name).ok_or_else(|| {
                    format!("the value of '{key}' refers to '{name}', which is not set")
                })?;
                out.push_str(&self.interpolate(section, name, value, depth + 1)?);
                after
            };
            if out.len() > LONGEST_VALUE {
                return Err(format!("the value of '{key}' becomes too long"));
            }
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// `%(name)s` at the start of a text: the name, and what follows.
fn reference(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("%(")?.split_once(")s")
}

#[derive(Default)]
struct Reader {
    ini: Ini,
    faults: Vec<Fault>,
    section: Option<String>,
    /// The key that an indented line goes on with, and its own indentation.
    open: Option<(String, usize)>,
}

impl Reader {
    fn line(&mut self, line: &str, at: usize) {
        let text = line.trim();
        if text.starts_with(['#', ';']) {
            return;
        }
        let indentation = line.len() - line.trim_start().len();
        match &self.open {
            Some((key, depth)) if indentation > *depth || text.is_empty() => {
                let key = key.clone();
                self.go_on(&key, text);
            }
            _ if text.is_empty() => {}
            _ => self.begin(text, indentation, at),
        }
    }

    fn begin(&mut self, text: &str, indentation: usize, at: usize) {
        self.open = None;
        if let Some(name) = text.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            self.ini.sections.entry(name.to_owned()).or_default();
            self.section = Some(name.to_owned());
            return;
        }
        if self.section.is_none() {
            self.fault("a line stands before the first [section]", at);
            return;
        }
        let Some(split) = text.find(['=', ':']) else {
            self.fault("a line is neither a [section], nor 'key = value', nor a comment", at);
            return;
        };
        let key = text.get(..split).unwrap_or("").trim_end().to_lowercase();
        let value = text.get(split + 1..).unwrap_or("").trim();
        if let Some(section) = self.current() {
            section.insert(key.clone(), value.to_owned());
        }
        self.open = Some((key, indentation));
    }

    fn go_on(&mut self, key: &str, text: &str) {
        let Some(value) = self.current().and_then(|section| section.get_mut(key)) else { return };
        if !text.is_empty() {
            value.push('\n');
            value.push_str(text);
        }
    }

    fn current(&mut self) -> Option<&mut Section> {
        match self.section.as_deref()? {
            "DEFAULT" => Some(&mut self.ini.defaults),
            name => self.ini.sections.get_mut(name),
        }
    }

    fn fault(&mut self, message: &str, at: usize) {
        self.faults.push(Fault { message: message.to_owned(), at });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_may_refer_to_others_and_to_the_folder() {
        let text = "[DEFAULT]\nbase = %(here)s/db\n[alembic]\nscript_location = %(base)s/x\npercent = 5%%\n";
        let (ini, faults) = Ini::parse(text, "/srv");
        assert!(faults.is_empty());
        assert_eq!(ini.get("alembic", "script_location"), Ok(Some("/srv/db/x".to_owned())));
        assert_eq!(ini.get("alembic", "percent"), Ok(Some("5%".to_owned())));
        assert_eq!(ini.get("alembic", "absent"), Ok(None));
    }

    #[test]
    fn indented_lines_go_on_with_a_value() {
        let (ini, _) = Ini::parse("[alembic]\nversion_locations =\n  a\n  # no\n  b\nx: 1\n", ".");
        assert_eq!(ini.get("alembic", "version_locations"), Ok(Some("\na\nb".to_owned())));
        assert_eq!(ini.get("alembic", "X"), Ok(Some("1".to_owned())));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        let (ini, faults) = Ini::parse("x = 1\n[alembic]\nnonsense\na = %(a)s\nb = 50%\n", ".");
        assert_eq!(faults.iter().map(|f| f.at).collect::<Vec<_>>(), [0, 16]);
        assert!(ini.get("alembic", "a").is_err());
        assert!(ini.get("alembic", "b").is_err());
    }
}
