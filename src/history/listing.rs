//! Revisions as Alembic's command line lists them: `heads`, `branches`, `history`, `show`, `current`.
//!
//! Where Alembic prints the members of a Python set, in an order that differs from run to run, the
//! order here is that in which they were declared or listed.

use std::rc::Rc;

use super::error::TargetError;
use super::{Entry, History};
use crate::source::FileId;

/// What a line about a revision has beside its id (`Script.cmd_format`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineParts {
    /// The labels of its branch.
    pub branches: bool,
    /// The first paragraph of its docstring.
    pub doc: bool,
    /// Its parents and dependencies.
    pub parents: bool,
    /// Whether it is a branch point or a merge point.
    pub tree: bool,
    /// Whether the version table names it.
    pub current: bool,
}

/// How revisions are listed: each on a line, or in a paragraph that gives its file's path.
pub enum Style<'a> {
    /// On a line.
    Short,
    /// In a paragraph (`-v`).
    Verbose(&'a dyn Fn(FileId) -> String),
}

impl Entry<'_> {
    /// The revision on one line (`Script._head_only`).
    pub fn line(&self, parts: LineParts) -> String {
        let revision = self.revision;
        let mut text = String::new();
        if parts.parents {
            text.push_str(&self.parents());
            if !revision.depends_on.is_empty() {
                text.push_str(&format!(" ({})", revision.depends_on.join(", ")));
            }
            text.push_str(" -> ");
        }
        text.push_str(&revision.id);
        if parts.branches && !self.branch_labels.is_empty() {
            text.push_str(&format!(" ({})", self.branch_labels.join(", ")));
        }
        let marks = [
            (self.is_effective_head, " (head)"),
            (self.is_head && !self.is_effective_head, " (effective head)"),
            (parts.current, " (current)"),
            (parts.tree && self.is_branch_point, " (branchpoint)"),
            (parts.tree && self.is_merge_point, " (mergepoint)"),
        ];
        marks.iter().filter(|(is_so, _)| *is_so).for_each(|(_, mark)| text.push_str(mark));
        if parts.doc {
            text.push_str(", ");
            text.push_str(revision.summary());
        }
        text
    }

    /// The revision in a paragraph of its own (`Script.log_entry`).
    pub fn paragraph(&self, path: &str, is_current: bool) -> String {
        let revision = self.revision;
        let mut text = format!("Rev: {}", revision.id);
        let marks = [
            (self.is_head, " (head)"),
            (self.is_branch_point, " (branchpoint)"),
            (self.is_merge_point, " (mergepoint)"),
            (is_current, " (current)"),
        ];
        marks.iter().filter(|(is_so, _)| *is_so).for_each(|(_, mark)| text.push_str(mark));
        let parents = if self.is_merge_point { "Merges" } else { "Parent" };
        text.push_str(&format!("\n{parents}: {}\n", self.parents()));
        let lists = [
            (true, "Also depends on", &revision.depends_on),
            (self.is_branch_point, "Branches into", &self.children),
            (true, "Branch names", &self.branch_labels),
        ];
        for (_, name, list) in lists.iter().filter(|(is_so, _, list)| *is_so && !list.is_empty()) {
            text.push_str(&format!("{name}: {}\n", list.join(", ")));
        }
        let doc: Vec<String> = lines(&revision.doc).map(|line| format!("    {line}")).collect();
        text.push_str(&format!("Path: {path}\n\n{}\n", doc.join("\n")));
        text
    }

    fn parents(&self) -> String {
        match &self.revision.down_revisions[..] {
            [] => "<base>".to_owned(),
            parents => parents.join(", "),
        }
    }

    fn listed(&self, style: &Style<'_>, parts: LineParts) -> String {
        match style {
            Style::Short => self.line(parts),
            Style::Verbose(path) => self.paragraph(&path(self.revision.file), parts.current),
        }
    }
}

impl History {
    /// What `alembic heads` prints; `effective` is its `--resolve-dependencies`.
    pub fn list_heads(&self, effective: bool, style: &Style<'_>) -> String {
        let heads = if effective { self.effective_heads() } else { self.heads() };
        let parts = LineParts { branches: true, ..LineParts::default() };
        self.list(&heads, style, |_| parts)
    }

    /// What `alembic branches` prints.
    pub fn list_branches(&self, style: &Style<'_>) -> String {
        let mut text = String::new();
        let parts = LineParts { branches: true, tree: true, ..LineParts::default() };
        for entry in self.newest_first().into_iter().filter(|entry| entry.is_branch_point) {
            let blank = " ".repeat(entry.revision.id.chars().count());
            text.push_str(&entry.listed(style, parts));
            let with_doc = LineParts { doc: matches!(style, Style::Verbose(_)), ..parts };
            for child in entry.children.iter().filter_map(|id| self.entry(id)) {
                text.push_str(&format!("\n{blank} -> {}", child.line(with_doc)));
            }
            text.push_str("\n\n");
        }
        text
    }

    /// What `alembic history` prints for a range; revisions in `current` are marked as such.
    ///
    /// # Errors
    /// What Alembic refuses the range for.
    pub fn list_history(
        &self,
        base: Option<&str>,
        head: Option<&str>,
        current: &[&str],
        style: &Style<'_>,
    ) -> Result<String, TargetError> {
        let parts =
            LineParts { branches: true, doc: true, parents: true, tree: true, current: false };
        let mut text = String::new();
        for entry in self.range(base, head)? {
            let current = current.contains(&&*entry.revision.id);
            text.push_str(&entry.listed(style, LineParts { current, ..parts }));
            text.push('\n');
        }
        Ok(text)
    }

    /// What `alembic show` prints.
    ///
    /// # Errors
    /// What Alembic refuses the name for.
    pub fn list_shown(
        &self,
        name: &str,
        path: &dyn Fn(FileId) -> String,
    ) -> Result<String, TargetError> {
        Ok(self.list(&self.show(name)?, &Style::Verbose(path), |_| LineParts::default()))
    }

    /// What `alembic current` prints for a version table that holds these revisions.
    ///
    /// # Errors
    /// What Alembic refuses them for.
    pub fn list_current(&self, held: &[&str], style: &Style<'_>) -> Result<String, TargetError> {
        let parts = LineParts { tree: true, ..LineParts::default() };
        Ok(self.list(&self.current(held)?, style, |_| parts))
    }

    fn list(
        &self,
        ids: &[Rc<str>],
        style: &Style<'_>,
        parts: impl Fn(&str) -> LineParts,
    ) -> String {
        let entries = ids.iter().filter_map(|id| self.entry(id));
        entries.map(|entry| entry.listed(style, parts(&entry.revision.id)) + "\n").collect()
    }
}

/// Lines as Python's `str.splitlines` cuts them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let is_end = |c: char| {
            matches!(
                c,
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'
                    ..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
            )
        };
        let end = rest.find(is_end).unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        let mut chars = after.chars();
        let first = chars.next();
        rest = chars.as_str();
        if first == Some('\r') {
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::Revision;

    fn history() -> History {
        let revision = |id: &str, down: &[&str], doc: &str| {
            let mut revision =
                Revision::new(id, down.iter().map(|name| Rc::from(*name)).collect(), FileId(0));
            revision.doc = doc.into();
            revision
        };
        let mut labelled = revision("a1", &[], "begin\nsecond line\n\nRevision ID: a1");
        labelled.branch_labels = vec!["shop".into()];
        let mut needy = revision("x1", &[], "apart");
        needy.depends_on = vec!["b2".into()];
        History::new([
            labelled,
            revision("b1", &["a1"], "left"),
            revision("b2", &["a1"], "right"),
            revision("c1", &["b1", "b2"], "joined"),
            needy,
        ])
    }

    #[test]
    fn lines_and_paragraphs_are_alembics() {
        let history = history();
        let path = |_: FileId| "/v/a.py".to_owned();
        assert_eq!(history.list_heads(false, &Style::Short), "c1 (shop) (head)\nx1 (head)\n");
        assert_eq!(
            history.list_branches(&Style::Short),
            "a1 (shop) (branchpoint)\n   -> b1 (shop)\n   -> b2 (shop)\n\n"
        );
        let list = history.list_history(None, None, &["b1"], &Style::Short).unwrap();
        assert_eq!(
            list,
            "b1, b2 -> c1 (shop) (head) (mergepoint), joined\na1 -> b1 (shop) (current), left\n\
             <base> (b2) -> x1 (head), apart\na1 -> b2 (shop), right\n\
             <base> -> a1 (shop) (branchpoint), begin\nsecond line\n"
        );
        assert_eq!(
            history.list_shown("a1", &path).unwrap(),
            "Rev: a1 (branchpoint)\nParent: <base>\nBranches into: b1, b2\nBranch names: shop\nPath: /v/a.py\n\n\
             \x20   begin\n    second line\n    \n    Revision ID: a1\n\n"
        );
    }

    #[test]
    fn lines_end_where_python_ends_them() {
        let cut: Vec<&str> = lines("a\r\nb\rc\u{2028}d\n\ne\n").collect();
        assert_eq!(cut, ["a", "b", "c", "d", "", "e"]);
    }
}
