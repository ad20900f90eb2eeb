//! One head put on top of another, by writing another parent into one file.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::{Edit, Refused, header, history_with, refuse};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::{Entry, Revision};
use crate::plan::Project;
use crate::sorting;
use crate::source::Span;

type Ids = FxHashSet<Rc<str>>;

const MERGE: &str = "Merge the heads instead.";

/// Puts the branch that ends in the head `revision` on top of the head `onto`, which may be left open where there
/// are two heads. The lowest revision of the branch gets another parent; nothing else is written anew.
///
/// # Errors
/// Where there is not one parent to write, or it is not written as a plain value.
pub fn rebase(project: &Project, revision: &str, onto: Option<&str>) -> Result<Edit, Refused> {
    let top = head(project, revision)?;
    let onto = match onto {
        Some(onto) => head(project, onto)?,
        None => other_head(project, &top)?,
    };
    if top == onto {
        return refuse(format!("'{top}' cannot be put on top of itself"), "");
    }
    let theirs = ancestors(project, &onto);
    let moved = ancestors(project, &top);
    let lowest = lowest(project, &moved, &theirs)?;
    let parents: Vec<Rc<str>> =
        lowest.down_revisions.iter().filter(|id| theirs.contains(*id)).cloned().collect();
    let Some(span) = lowest.spans.down_revision else {
        return refuse(format!("'{}' has no `down_revision` to change", lowest.id), "");
    };
    let Some((path, text)) = project.with_sources(|sources| {
        sources.get(lowest.file).map(|file| (file.path().to_string(), file.text().clone()))
    }) else {
        return refuse(format!("the file of '{}' is gone", lowest.id), "");
    };
    let change = Change { revision: lowest, parents: &parents, onto: &onto };
    let text = change.applied(&text, span);
    checked(project, &change, &text, &top)?;
    Ok(Edit { path, text, revision: lowest.id.clone(), diagnostics: vec![warning(&change, span)] })
}

fn warning(change: &Change<'_>, span: Span) -> Diagnostic {
    let message = format!(
        "'{}' follows '{}' from now on: a revision that has shipped must not be moved",
        change.revision.id, change.onto
    );
    let help = "A database that has run it would never run what is put below it. Merge the heads instead \
                where there may be one.";
    Diagnostic::new(Code::MovedRevision, message)
        .at(span)
        .revision(change.revision.id.to_string())
        .help(help)
}

/// The head that a name stands for.
fn head(project: &Project, name: &str) -> Result<Rc<str>, Refused> {
    let history = project.history();
    let id = history.one(name).map_err(|error| error.diagnostic())?;
    match id.and_then(|id| history.entry(&id)) {
        Some(Entry { is_head: true, revision, .. }) => Ok(revision.id.clone()),
        Some(entry) => refuse(
            format!("'{}' is not a head", entry.revision.id),
            &format!("The heads are {}.", history.heads().join(", ")),
        ),
        None => refuse(format!("'{name}' is no revision"), ""),
    }
}

fn other_head(project: &Project, top: &str) -> Result<Rc<str>, Refused> {
    let heads = project.history().heads();
    let others: Vec<&Rc<str>> = heads.iter().filter(|head| ***head != *top).collect();
    match others[..] {
        [only] => Ok(only.clone()),
        [] => refuse("there is only one head", ""),
        _ => refuse(
            format!("there are {} heads: say on which to put it", heads.len()),
            &format!("The heads are {}.", heads.join(", ")),
        ),
    }
}

/// A revision and all that it goes back to.
fn ancestors(project: &Project, id: &Rc<str>) -> Ids {
    let mut seen = Ids::default();
    let mut todo = vec![id.clone()];
    while let Some(id) = todo.pop() {
        if let Some(revision) = project.history().get(&id)
            && seen.insert(id)
        {
            todo.extend(revision.down_revisions.iter().cloned());
        }
    }
    seen
}

/// The one revision of a branch that goes back to what is outside of it, or to nothing.
fn lowest<'p>(project: &'p Project, branch: &Ids, outside: &Ids) -> Result<&'p Revision, Refused> {
    let listed = project.history().listed().iter();
    let ends: Vec<&Revision> = listed
        .filter(|revision| branch.contains(&revision.id) && !outside.contains(&revision.id))
        .filter(|revision| {
            revision.is_base() || revision.down_revisions.iter().any(|id| outside.contains(id))
        })
        .collect();
    match ends[..] {
        [only] => Ok(only),
        [] => refuse("the branch leads nowhere", MERGE),
        [first, second, ..] => refuse(
            format!(
                "the branch begins in {} places, '{}' and '{}' among them: one edit cannot move it",
                ends.len(),
                first.id,
                second.id
            ),
            MERGE,
        ),
    }
}

/// In one revision's file, another parent in place of those that are taken away.
struct Change<'a> {
    revision: &'a Revision,
    parents: &'a [Rc<str>],
    onto: &'a Rc<str>,
}

impl Change<'_> {
    fn down_revisions(&self) -> Vec<Rc<str>> {
        let mut down: Vec<Rc<str>> = Vec::new();
        let mut put = false;
        for id in &self.revision.down_revisions {
            if !self.parents.contains(id) {
                down.push(id.clone());
            } else if !put {
                down.push(self.onto.clone());
                put = true;
            }
        }
        if !put {
            down.push(self.onto.clone());
        }
        down
    }

    fn applied(&self, text: &str, span: Span) -> String {
        let (start, end) = (span.start as usize, span.end as usize);
        let part = |from: usize, to: usize| text.get(from..to).unwrap_or("");
        let (head, value, rest) = (part(0, start), part(start, end), part(end, text.len()));
        let written =
            self.revision.spans.revision.map(|at| part(at.start as usize, at.end as usize));
        [&*self.words(head), &*self.value(value, written.unwrap_or("")), rest].concat()
    }

    /// The new value, written as the old one is.
    fn value(&self, old: &str, model: &str) -> String {
        if let [parent] = self.parents {
            for quote in ['\'', '"'] {
                let literal = format!("{quote}{parent}{quote}");
                if old.matches(&literal).count() == 1 {
                    return old.replace(&literal, &format!("{quote}{}{quote}", self.onto));
                }
            }
        }
        let quotes =
            [old, model].into_iter().filter_map(|text| text.chars().find(|c| "'\"".contains(*c)));
        let quote = quotes.into_iter().next().unwrap_or('\'');
        let ids: Vec<String> =
            self.down_revisions().iter().map(|id| format!("{quote}{id}{quote}")).collect();
        match &ids[..] {
            [only] => only.clone(),
            several => format!("({})", several.join(", ")),
        }
    }

    /// The line `Revises: ...` that Alembic's template writes, where it says what is true.
    fn words(&self, text: &str) -> String {
        let mut made = String::with_capacity(text.len() + self.onto.len());
        let old = self.revision.down_revisions.join(", ");
        let mut done = false;
        for line in text.split_inclusive('\n') {
            let after = line
                .trim_start_matches([' ', '\t', '#'])
                .strip_prefix("Revises:")
                .filter(|_| !done);
            let Some(after) = after else {
                made.push_str(line);
                continue;
            };
            done = true;
            made.push_str(line.get(..line.len() - after.len()).unwrap_or(""));
            made.push_str(&self.named(after, &old));
        }
        made
    }

    /// What follows `Revises:`, to the end of the line.
    fn named(&self, after: &str, old: &str) -> String {
        let value = after.trim();
        let put = |ids: &str| {
            let blank = after.len() - after.trim_start().len();
            let end = after.trim_end().len().max(blank);
            let begin = after.get(..blank).unwrap_or("").trim_end_matches(['\r', '\n']);
            let begin = if begin.is_empty() { " " } else { begin };
            let end =
                if value.is_empty() { after.trim_end_matches(['\r', '\n']).len() } else { end };
            format!("{begin}{ids}{}", after.get(end..).unwrap_or(""))
        };
        match self.parents {
            [] if value.is_empty() || value == "None" => put(self.onto),
            [parent] if value.matches(&**parent).count() == 1 => {
                after.replacen(&**parent, self.onto, 1)
            }
            _ if value == old && !old.is_empty() => put(&self.down_revisions().join(", ")),
            _ => after.to_owned(),
        }
    }
}

/// The file must say what was meant, and the history must be whole with one head less.
fn checked(
    project: &Project,
    change: &Change<'_>,
    text: &str,
    top: &Rc<str>,
) -> Result<(), Refused> {
    let old = change.revision;
    let same = header(text).ok().filter(|new| {
        new.id == old.id
            && new.depends_on == old.depends_on
            && new.branch_labels == old.branch_labels
            && new.down_revisions == change.down_revisions()
    });
    let Some(new) = same else {
        return refuse(
            format!("the header of '{}' is not written as plain values", old.id),
            "Change its `down_revision` by hand.",
        );
    };
    let then = history_with(project, new, Some(old.file))?;
    let mut wanted = project.history().heads();
    wanted.retain(|head| head != change.onto);
    let mut heads = then.heads();
    sorting::sort(&mut wanted);
    sorting::sort(&mut heads);
    if heads == wanted && heads.contains(top) {
        return Ok(());
    }
    refuse("the history would not have one head less", MERGE)
}
