//! Findings that a project has switched off: by a comment beside them, or in its settings.
//!
//! `# limbeck: ignore[code, code]` counts for its own line, `# limbeck: ignore-file[code]` for its file;
//! without brackets every code is meant. Settings name codes under `ignore`, in `[tool.limbeck]` of a
//! pyproject.toml or in `[limbeck]` of an alembic.ini.

use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, Sources};

const MARK: &str = "limbeck:";

impl super::Settings {
    /// Leaves out the findings that are switched off.
    pub fn keep(&self, findings: &mut Vec<Diagnostic>, sources: &Sources) {
        findings.retain(|finding| {
            let code = finding.code.name();
            let file = finding.file.and_then(|id| sources.get(id));
            !self.ignore.iter().any(|ignored| ignored == code)
                && !file.is_some_and(|file| is_ignored(finding, code, file))
        });
    }
}

fn is_ignored(finding: &Diagnostic, code: &str, file: &SourceFile) -> bool {
    let text = file.text();
    if !text.contains(MARK) {
        return false;
    }
    let starts = finding.span.map(|span| span.start as usize);
    let mut start = 0;
    text.split_inclusive('\n').any(|line| {
        let here = starts.is_some_and(|at| start <= at && at < start + line.len());
        start += line.len();
        comment(line).is_some_and(|(whole_file, codes)| {
            (whole_file || here) && (codes.is_empty() || codes.split(',').any(|c| c.trim() == code))
        })
    })
}

/// Whether a line's comment is for the whole file, and the codes that it names.
fn comment(line: &str) -> Option<(bool, &str)> {
    let (_, comment) = line.split_once('#')?;
    let (_, words) = comment.split_once(MARK)?;
    let words = words.trim_start().strip_prefix("ignore")?;
    let (whole_file, words) = match words.strip_prefix("-file") {
        Some(words) => (true, words),
        None => (false, words),
    };
    match words.strip_prefix('[') {
        Some(codes) => Some((whole_file, codes.split_once(']')?.0.trim())),
        None => words.chars().all(char::is_whitespace).then_some((whole_file, "")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Span;

    fn kept(text: &str, at: &str, settings: &Settings) -> usize {
        let mut sources = Sources::default();
        let file = sources.set("a.py", text);
        let start = text.find(at).unwrap() as u32;
        let mut findings = vec![
            Diagnostic::new(Code::LongRevisionId, "").at(Span::new(file, start, start + 1)),
            Diagnostic::new(Code::NoRevisions, ""),
        ];
        settings.keep(&mut findings, &sources);
        findings.len()
    }

    #[test]
    fn comments_and_settings_switch_findings_off() {
        let none = Settings::default();
        for (text, left) in [
            ("revision = 'x'\n", 2),
            ("revision = 'x'  # limbeck: ignore[long-revision-id]\n", 1),
            ("revision = 'x'  # noqa # limbeck: ignore\n", 1),
            ("revision = 'x'  # limbeck: ignore[cycle, long-revision-id]\n", 1),
            ("revision = 'x'  # limbeck: ignore[cycle]\n", 2),
            ("# limbeck: ignore[long-revision-id]\nrevision = 'x'\n", 2),
            ("# limbeck: ignore-file[long-revision-id]\n\nrevision = 'x'\n", 1),
            ("revision = 'x'  # limbeck: ignored\n", 2),
        ] {
            assert_eq!(kept(text, "'x'", &none), left, "{text}");
        }
        let ignore = vec!["no-revisions".to_owned(), "long-revision-id".to_owned()];
        assert_eq!(kept("revision = 'x'", "'x'", &Settings { ignore, ..none }), 0);
    }
}
