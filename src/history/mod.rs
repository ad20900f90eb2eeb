//! The history of revisions: the graph and its questions answered as Alembic answers them.

mod apart;
mod closure;
mod collect;
mod dates;
mod error;
mod faults;
mod files;
mod graph;
mod header;
mod labels;
mod lanes;
mod listing;
mod order;
mod plain;
mod relative;
mod revision;
mod step;
mod target;
mod validate;
mod version_table;

use std::rc::Rc;

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

pub use apart::Apart;
pub use error::{RefusalKind, TargetError};
pub use files::{is_env_file, revision_files};
pub use header::{FindModule, Header, read_header, read_header_among};
pub use lanes::{Line, Row};
pub use listing::{LineParts, Style};
pub use plain::read_plain_header;
pub use revision::{Body, HeaderSpans, Revision};
pub use step::{Step, StepKind, Steps};
pub use validate::illegal_characters;
pub use version_table::VersionChange;

use collect::{Lower, Upwards};
use graph::{Edges, Graph, Node};
use target::Place;

/// All revisions of a folder and how they hang together.
#[derive(Debug)]
pub struct History {
    graph: Graph,
}

/// A revision with its place in the graph.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The revision itself.
    pub revision: &'a Revision,
    /// No revision names it as a parent.
    pub is_head: bool,
    /// A head on which nothing depends either: the version table names it after everything ran.
    pub is_effective_head: bool,
    /// It has no parent.
    pub is_base: bool,
    /// Several revisions name it as a parent.
    pub is_branch_point: bool,
    /// It has several parents.
    pub is_merge_point: bool,
    /// The revisions that name it as a parent, in the order in which files were listed.
    pub children: Vec<Rc<str>>,
    /// The labels of its branch.
    pub branch_labels: Vec<Rc<str>>,
}

impl History {
    /// A history of revisions given in the order in which Alembic lists their files.
    pub fn new(revisions: impl IntoIterator<Item = Revision>) -> Self {
        Self { graph: Graph::build(revisions) }
    }

    /// How many revisions there are.
    pub fn len(&self) -> usize {
        self.graph.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The revision with exactly this id.
    pub fn get(&self, id: &str) -> Option<&Revision> {
        self.node(id).and_then(|node| self.graph.revision(node))
    }

    /// The revision with exactly this id, and its place.
    pub fn entry(&self, id: &str) -> Option<Entry<'_>> {
        self.node(id).and_then(|node| self.entry_of(node))
    }

    /// All revisions in the order in which their files were listed.
    pub fn listed(&self) -> &[Revision] {
        self.graph.revisions()
    }

    /// All revisions in the order of `alembic history`, newest first; those of which Alembic could
    /// not say where they belong come last.
    pub fn newest_first(&self) -> Vec<Entry<'_>> {
        self.order().into_iter().filter_map(|node| self.entry_of(node)).collect()
    }

    /// The revisions of a range of `alembic history -r`, newest first (`walk_revisions`).
    pub fn range(
        &self,
        base: Option<&str>,
        head: Option<&str>,
    ) -> Result<Vec<Entry<'_>>, TargetError> {
        let order = self.walk(base.unwrap_or("base"), head.unwrap_or("heads"))?;
        Ok(order.into_iter().filter_map(|node| self.entry_of(node)).collect())
    }

    /// Revisions that are no revision's parent.
    pub fn heads(&self) -> Vec<Rc<str>> {
        self.graph.ids(self.graph.heads())
    }

    /// Heads on which no other revision depends (`heads --resolve-dependencies`).
    pub fn effective_heads(&self) -> Vec<Rc<str>> {
        self.graph.ids(self.graph.real_heads())
    }

    /// Revisions without a parent.
    pub fn bases(&self) -> Vec<Rc<str>> {
        self.graph.ids(self.graph.bases())
    }

    /// Revisions with several children, in the order of [`History::newest_first`].
    pub fn branch_points(&self) -> Vec<Rc<str>> {
        let forks = |node: &Node| self.graph.edges(*node, Edges::Next).len() > 1;
        self.order().into_iter().filter(forks).map(|node| self.graph.id(node)).collect()
    }

    /// The revisions that a target of Alembic's grammar stands for, as `alembic show` reads it;
    /// the base is no revision.
    pub fn resolve(&self, target: &str) -> Result<Vec<Rc<str>>, TargetError> {
        let places = match relative::parse_relative(target) {
            Some(relative) if relative.symbol.is_some() || relative.steps > 0 => {
                self.graph.upgrade_target(&[], target, true)?
            }
            _ => self.graph.places(Some(target))?,
        };
        let ids = places.into_iter().filter_map(|place| match place {
            Place::Revision(node) => Some(Ok(self.graph.id(node))),
            Place::Base => None,
            Place::Nowhere => Some(Err(TargetError::invalid(format!(
                "'{target}' leads past the end of the history"
            )))),
        });
        ids.collect()
    }

    /// The revisions that `alembic show` shows for a name, which counts no steps but down from the heads.
    pub fn show(&self, name: &str) -> Result<Vec<Rc<str>>, TargetError> {
        let places = self.graph.places(Some(name))?;
        Ok(self.graph.ids(&target::nodes_of(&places)?))
    }

    /// The revisions that a name stands for, as `alembic revision --head` reads it (`get_revisions`).
    pub fn named(&self, name: &str) -> Result<Vec<Rc<str>>, TargetError> {
        let places = self.graph.places(Some(name))?;
        let ids = places.into_iter().filter_map(|place| match place {
            Place::Revision(node) => Some(self.graph.id(node)),
            Place::Base | Place::Nowhere => None,
        });
        Ok(ids.collect())
    }

    /// The one revision that a name stands for, if any (`get_revision`).
    pub fn one(&self, name: &str) -> Result<Option<Rc<str>>, TargetError> {
        Ok(match self.graph.place(Some(name))? {
            Place::Revision(node) => Some(self.graph.id(node)),
            Place::Base | Place::Nowhere => None,
        })
    }

    /// What is broken: parts of the graph that no plan can lead through.
    pub fn faults(&self) -> Vec<Diagnostic> {
        self.graph.fault_findings()
    }

    /// What is broken, and what works but is suspicious.
    pub fn diagnostics(&self, sources: &Sources) -> Vec<Diagnostic> {
        let mut findings = self.faults();
        findings.extend(self.graph.suspicions(sources));
        findings
    }

    /// What `alembic current` shows for a version table that holds these revisions.
    pub fn current(&self, held: &[&str]) -> Result<Vec<Rc<str>>, TargetError> {
        Ok(self.graph.ids(&self.graph.all_current(self.graph.held(held)?)))
    }

    /// The steps of `alembic upgrade TO` on a version table that holds `from`; nothing or `base` is empty.
    pub fn upgrade_steps(&self, from: &[&str], to: &[&str]) -> Result<Steps, TargetError> {
        self.graph.upgrade_steps(from, to)
    }

    /// The steps of `alembic downgrade TO` on a version table that holds `from`.
    pub fn downgrade_steps(&self, from: &[&str], to: &str) -> Result<Steps, TargetError> {
        self.graph.downgrade_steps(from, to)
    }

    /// The steps of `alembic stamp TO...` on a version table that holds `from`.
    pub fn stamp_steps(&self, from: &[&str], to: &[&str]) -> Result<Steps, TargetError> {
        self.graph.stamp_steps(from, to)
    }

    /// The step of one revision alone, whatever stands around it.
    pub fn step_alone(&self, id: &str, kind: StepKind) -> Result<Step, TargetError> {
        match self.get(id) {
            Some(revision) => step::step_alone(revision, kind),
            None => Err(TargetError::unknown(id)),
        }
    }

    fn node(&self, id: &str) -> Option<Node> {
        let node = self.graph.named(id)?;
        (*self.graph.id(node) == *id).then_some(node)
    }

    fn entry_of(&self, node: Node) -> Option<Entry<'_>> {
        let revision = self.graph.revision(node)?;
        let children = self.graph.edges(node, Edges::Next);
        Some(Entry {
            revision,
            is_head: self.graph.is_head(node),
            is_effective_head: self.graph.is_real_head(node),
            is_base: revision.is_base(),
            is_branch_point: children.len() > 1,
            is_merge_point: revision.is_merge_point(),
            children: self.graph.ids(children),
            branch_labels: self.graph.labels_of(node),
        })
    }

    fn walk(&self, base: &str, head: &str) -> Result<Vec<Node>, TargetError> {
        self.graph.in_order(self.graph.collect_upgrade(Upwards {
            targets: &[head],
            lower: Lower::Target(base),
            inclusive: true,
            implicit_base: false,
            refuse_ends: false,
        })?)
    }

    fn order(&self) -> Vec<Node> {
        let mut order = self.walk("base", "heads").unwrap_or_default();
        if order.len() < self.len() {
            let mut seen = closure::NodeSet::new(self.len());
            order.iter().for_each(|&node| {
                seen.insert(node);
            });
            order.extend(
                self.graph.topological().iter().rev().filter(|&&node| !seen.contains(node)),
            );
        }
        order
    }
}

/// Splits `a:b`, `:b` and `a:` into the ends that are given; a target without a colon is an upper end.
pub fn split_range(text: &str) -> Result<(Option<&str>, Option<&str>), TargetError> {
    let some = |end| Some(end).filter(|end: &&str| !end.is_empty());
    match text.split_once(':') {
        None => Ok((None, some(text))),
        Some((_, end)) if end.contains(':') => {
            Err(TargetError::invalid(format!("'{text}' has more than one colon")))
        }
        Some((start, end)) => Ok((some(start), some(end))),
    }
}
