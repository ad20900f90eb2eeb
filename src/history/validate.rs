//! What is wrong or suspicious in a history, as findings with their places.

use std::rc::Rc;

use super::dates::Moment;
use super::graph::{Edges, Fault, Graph, Node};
use super::revision::{Body, Revision};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::sorting;
use crate::source::{Sources, Span};

/// Characters of the `version_num` column that Alembic creates.
const VERSION_LENGTH: usize = 32;
/// Characters that Alembic keeps for targets (`_revision_illegal_chars`).
const ILLEGAL: [char; 4] = ['@', '-', '+', ':'];
/// For how many names that lead nowhere the nearest one is looked for.
const MAX_SUGGESTIONS: usize = 20;
/// How many heads or bases one finding names.
const MAX_NAMED: usize = 8;
/// Shorter ids cannot be meant by a prefix.
const SHORTEST_PREFIX: usize = 4;

impl Graph {
    /// Findings about what is broken: parts of the graph that no plan can lead through.
    pub(super) fn fault_findings(&self) -> Vec<Diagnostic> {
        let mut suggestions = 0;
        let mut findings = Vec::with_capacity(self.faults().len());
        for fault in self.faults() {
            suggestions += usize::from(matches!(
                fault,
                Fault::MissingParent { .. } | Fault::UnknownDependency { .. }
            ));
            findings.push(self.fault_finding(fault, suggestions <= MAX_SUGGESTIONS));
        }
        findings
    }

    fn fault_finding(&self, fault: &Fault, suggest: bool) -> Diagnostic {
        let Some(revision) = fault.nodes().first().and_then(|&node| self.revision(node)) else {
            return Diagnostic::new(fault.code(), self.fault_sentence(fault));
        };
        let spans = revision.spans;
        let nearest = |name: &str| {
            let nearest = suggest.then(|| self.nearest(name)).flatten()?;
            Some(format!("did you mean '{nearest}'?"))
        };
        let (span, help) = match fault {
            Fault::Duplicate { .. } => {
                (spans.revision, Some("give one of the files an id of its own".to_owned()))
            }
            Fault::MissingParent { name, .. } => (spans.down_revision, nearest(name)),
            Fault::UnknownDependency { name, .. } => (spans.depends_on, nearest(name)),
            Fault::Cycle { .. } => (
                spans.down_revision,
                Some("one of these must follow an earlier revision, or none".to_owned()),
            ),
            Fault::DependencyCycle { .. } => (
                spans.depends_on.or(spans.down_revision),
                Some("take out one of the dependencies".to_owned()),
            ),
            Fault::LabelTaken { .. } => {
                (spans.branch_labels, Some("a label names one branch: choose another".to_owned()))
            }
        };
        let mut finding = about(revision, fault.code(), self.fault_sentence(fault), span);
        finding.help = help;
        self.relate(finding, fault)
    }

    fn relate(&self, mut finding: Diagnostic, fault: &Fault) -> Diagnostic {
        match fault {
            Fault::Duplicate { dropped, .. } => {
                finding = finding.related("the same id", dropped.file, dropped.spans.revision);
            }
            Fault::Cycle { nodes } | Fault::DependencyCycle { nodes } => {
                for node in nodes.iter().skip(1).take(MAX_NAMED) {
                    let Some(other) = self.revision(*node) else { continue };
                    let message = format!("'{}' is part of it", other.id);
                    finding = finding.related(message, other.file, other.spans.down_revision);
                }
            }
            Fault::LabelTaken { owner, .. } => {
                if let Some(other) = self.revision(*owner) {
                    let span = other.spans.branch_labels.or(other.spans.revision);
                    finding = finding.related("the name is taken here", other.file, span);
                }
            }
            Fault::MissingParent { .. } | Fault::UnknownDependency { .. } => {}
        }
        finding
    }

    /// The id that a name was probably meant to be.
    fn nearest(&self, name: &str) -> Option<Rc<str>> {
        let close = self.all_names().filter_map(|(other, _)| {
            let prefix =
                !name.is_empty() && (other.starts_with(name) || name.starts_with(&**other));
            let distance = if prefix { 1 } else { distance(name, other)? };
            (distance > 0).then_some((distance, other))
        });
        close.min_by_key(|(distance, _)| *distance).map(|(_, other)| other.clone())
    }

    /// Findings about a history that can be used, but is suspicious.
    pub(super) fn suspicions(&self, sources: &Sources) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        findings.extend(self.several_heads(sources));
        findings.extend(self.several_bases());
        findings.extend(self.prefix_ids());
        findings.extend(self.file_names(sources));
        for node in self.nodes() {
            let Some(revision) = self.revision(node) else { continue };
            findings.extend(illegal_id(revision));
            findings.extend(no_down_revision(revision));
            findings.extend(long_id(revision));
            findings.extend(one_sided(revision));
            findings.extend(self.date_before_parent(node, revision));
        }
        findings
    }

    fn several_heads(&self, sources: &Sources) -> Option<Diagnostic> {
        let heads: Vec<&Revision> = self.heads().iter().filter_map(|&n| self.revision(n)).collect();
        let (last, others) = heads.split_last()?;
        if others.is_empty() {
            return None;
        }
        let named: Vec<String> = heads
            .iter()
            .take(MAX_NAMED)
            .map(|head| {
                let path = sources.get(head.file).map(|file| file.path().to_string());
                path.map_or_else(|| head.id.to_string(), |path| format!("{} ({path})", head.id))
            })
            .collect();
        let more = heads.len().saturating_sub(named.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let mut message = format!("there are {} heads: {}{more}", heads.len(), named.join(", "));
        if let Some(ancestor) = self.last_common_ancestor(self.heads()) {
            message.push_str(&format!("; they part after {}", self.id(ancestor)));
        }
        let help = "join them with `alembic merge heads -m \"merge heads\"`, or put one on top of the other";
        let mut finding = about(last, Code::MultipleHeads, message, last.spans.revision).help(help);
        if self.heads_have_labels() {
            finding.severity = Severity::Info;
        }
        for head in others.iter().take(MAX_NAMED) {
            let message = format!("'{}' is a head too", head.id);
            finding = finding.related(message, head.file, head.spans.revision);
        }
        Some(finding)
    }

    /// Whether each head is the only one of some label: then they are meant to stand apart.
    pub(super) fn heads_have_labels(&self) -> bool {
        let labels: Vec<Vec<Rc<str>>> =
            self.heads().iter().map(|&node| self.labels_of(node)).collect();
        let mut count = rustc_hash::FxHashMap::default();
        labels.iter().flatten().for_each(|label| *count.entry(label).or_insert(0) += 1);
        labels.iter().all(|own| own.iter().any(|label| count.get(label) == Some(&1)))
    }

    /// The newest revision that all of these build on.
    pub(super) fn last_common_ancestor(&self, nodes: &[Node]) -> Option<Node> {
        if nodes.len() > MAX_NAMED {
            return None;
        }
        let mut common: Option<super::closure::NodeSet> = None;
        for &node in nodes {
            let below = self.reach([node], Edges::Down);
            match &mut common {
                None => common = Some(below),
                Some(common) => common.retain(|node| below.contains(node)),
            }
        }
        common?.iter().max_by_key(|&node| self.generation(node))
    }

    fn several_bases(&self) -> Option<Diagnostic> {
        if self.bases().len() < 2 {
            return None;
        }
        let bare = |node: &&Node| self.labels_of(**node).is_empty();
        let unnamed: Vec<&Revision> =
            self.bases().iter().filter(bare).filter_map(|&node| self.revision(node)).collect();
        let last = unnamed.last()?;
        let ids = self.ids(self.bases().get(..MAX_NAMED).unwrap_or(self.bases()));
        let message = format!(
            "the history starts in {} places ({}), and {} of them have no branch label",
            self.bases().len(),
            ids.join(", "),
            unnamed.len()
        );
        let span = last.spans.down_revision.or(last.spans.revision);
        let mut finding = about(last, Code::MultipleBases, message, span)
            .help("if they are meant to be apart, give each `branch_labels`; if not, one has lost its parent");
        for base in self.bases().iter().filter_map(|&node| self.revision(node)).take(MAX_NAMED) {
            if base.id != last.id {
                let message = format!("'{}' has no parent either", base.id);
                finding = finding.related(message, base.file, base.spans.down_revision);
            }
        }
        Some(finding)
    }

    fn prefix_ids(&self) -> Vec<Diagnostic> {
        let mut ids: Vec<&Revision> = self.revisions().iter().collect();
        sorting::sort_by(&mut ids, |a, b| a.id.cmp(&b.id));
        let pairs = ids.iter().zip(ids.iter().skip(1));
        let prefixes = pairs.filter(|(short, long)| {
            short.id.chars().count() >= SHORTEST_PREFIX && long.id.starts_with(&*short.id)
        });
        prefixes
            .map(|(short, long)| {
                let message = format!("the id '{}' is the beginning of '{}'", short.id, long.id);
                about(short, Code::PrefixRevisionId, message, short.spans.revision)
                    .help("write the longer id in full wherever it is meant")
                    .related("the longer id", long.file, long.spans.revision)
            })
            .collect()
    }

    /// Files that do not carry their id where others do: some projects name all of them otherwise.
    fn file_names(&self, sources: &Sources) -> Vec<Diagnostic> {
        let odd: Vec<(&Revision, &str)> = self
            .revisions()
            .iter()
            .filter_map(|revision| Some((revision, odd_file_name(revision, sources)?)))
            .collect();
        if odd.len() > self.len() / 2 {
            return Vec::new();
        }
        odd.into_iter()
            .map(|(revision, name)| {
                let message =
                    format!("the file is called '{name}', its revision '{}'", revision.id);
                about(revision, Code::FileNameWithoutId, message, revision.spans.revision)
            })
            .collect()
    }

    fn date_before_parent(&self, node: Node, revision: &Revision) -> Option<Diagnostic> {
        let own = Moment::parse(revision.create_date.as_deref()?)?;
        let parents = self.edges(node, Edges::Down).iter().filter_map(|&p| self.revision(p));
        let later = |parent: &&Revision| {
            let date = parent.create_date.as_deref().and_then(Moment::parse);
            date.is_some_and(|date| own.is_before(&date))
        };
        let parent = parents.into_iter().find(later)?;
        let message = format!(
            "'{}' is dated {}, before its parent '{}' of {}",
            revision.id,
            revision.create_date.as_deref().unwrap_or(""),
            parent.id,
            parent.create_date.as_deref().unwrap_or("")
        );
        Some(about(revision, Code::DateBeforeParent, message, revision.spans.docstring).related(
            "the parent's date",
            parent.file,
            parent.spans.docstring,
        ))
    }
}

fn about(revision: &Revision, code: Code, message: String, span: Option<Span>) -> Diagnostic {
    let finding = Diagnostic::new(code, message).revision(&*revision.id);
    match span.or(revision.spans.revision) {
        Some(span) => finding.at(span),
        None => finding.in_file(revision.file),
    }
}

/// The characters of an id that Alembic keeps for targets (`Revision.verify_rev_id`).
pub fn illegal_characters(id: &str) -> Vec<String> {
    ILLEGAL.iter().filter(|&&c| id.contains(c)).map(|c| format!("`{c}`")).collect()
}

fn illegal_id(revision: &Revision) -> Option<Diagnostic> {
    let found = illegal_characters(&revision.id);
    if found.is_empty() {
        return None;
    }
    let message =
        format!("the id '{}' has {}, which Alembic refuses", revision.id, found.join(" and "));
    Some(
        about(revision, Code::IllegalRevisionId, message, revision.spans.revision)
            .help("targets are written with these characters: choose an id without them"),
    )
}

fn no_down_revision(revision: &Revision) -> Option<Diagnostic> {
    if revision.spans.revision.is_none() || revision.spans.down_revision.is_some() {
        return None;
    }
    let message =
        format!("'{}' has no `down_revision`, without which Alembic cannot load it", revision.id);
    Some(
        about(revision, Code::NoDownRevision, message, None)
            .help("write `down_revision = None` for the first revision, else its parent's id"),
    )
}

fn long_id(revision: &Revision) -> Option<Diagnostic> {
    let length = revision.id.chars().count();
    if length <= VERSION_LENGTH {
        return None;
    }
    let message = format!(
        "the id '{}' has {length} characters, the version table's column holds {VERSION_LENGTH}",
        revision.id
    );
    Some(
        about(revision, Code::LongRevisionId, message, revision.spans.revision)
            .help("shorten it, unless the project makes the column wider"),
    )
}

/// The name of a revision's file that does not carry its id.
fn odd_file_name<'a>(revision: &Revision, sources: &'a Sources) -> Option<&'a str> {
    let path = sources.get(revision.file)?.path();
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    (!name.contains(&*revision.id)).then_some(name)
}

fn one_sided(revision: &Revision) -> Option<Diagnostic> {
    let (missing, twin, body) = match (revision.upgrade, revision.downgrade) {
        (Body::Present, other @ (Body::Missing | Body::Empty)) => ("downgrade", "upgrade", other),
        (other @ (Body::Missing | Body::Empty), Body::Present) => ("upgrade", "downgrade", other),
        _ => return None,
    };
    let what = if body == Body::Missing { "is missing" } else { "does nothing" };
    let message = format!("{missing} of '{}' {what}, and its {twin} does something", revision.id);
    Some(
        about(revision, Code::OneSidedRevision, message, revision.spans.revision)
            .help("if there is no way back, say so by raising an exception"),
    )
}

/// How many letters two names differ by; nothing where that is too many to be a slip.
fn distance(a: &str, b: &str) -> Option<usize> {
    const MOST: usize = 3;
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(64).collect(), b.chars().take(64).collect());
    if a.len().abs_diff(b.len()) > MOST || a.len() <= MOST {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(&b) {
            let above = *cell;
            left = if from == to { diagonal } else { 1 + diagonal.min(above).min(left) };
            diagonal = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().filter(|&distance| distance <= MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_near_and_another_id_is_not() {
        assert_eq!(distance("1975ea83b712", "1975ea83b712"), Some(0));
        assert_eq!(distance("1975ea83b712", "1975eb83b712"), Some(1));
        assert_eq!(distance("1975ea83b712", "975ea83b7122"), Some(2));
        assert_eq!(distance("1975ea83b712", "ae1027a6acf0"), None);
    }
}
