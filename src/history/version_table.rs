//! The version table as data: what it holds, and what each step inserts, updates and deletes in it.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::closure::NodeSet;
use super::error::TargetError;
use super::graph::{Edges, Graph, Node};

/// One statement on the version table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionChange {
    /// A row for a revision.
    Insert(Rc<str>),
    /// The row of one revision becomes that of another.
    Update {
        /// What the row holds.
        from: Rc<str>,
        /// What it is to hold.
        to: Rc<str>,
    },
    /// The row of a revision goes.
    Delete(Rc<str>),
}

type Result<T> = std::result::Result<T, TargetError>;

/// The rows of the version table while steps run, after Alembic's `HeadMaintainer`.
#[derive(Debug)]
pub(super) struct VersionTable<'a> {
    graph: &'a Graph,
    /// In the order in which the revisions were listed.
    held: Vec<Node>,
    /// What the rows imply: they and all their ancestors.
    live: NodeSet,
    live_above: Vec<u32>,
}

impl<'a> VersionTable<'a> {
    pub(super) fn new(graph: &'a Graph, rows: &[Node]) -> Self {
        let mut table = Self {
            graph,
            held: Vec::new(),
            live: NodeSet::new(graph.len()),
            live_above: vec![0; graph.len()],
        };
        rows.iter().for_each(|&row| table.insert(row));
        table
    }

    pub(super) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// The rows, in the order in which the revisions were listed.
    pub(super) fn rows(&self) -> Vec<Rc<str>> {
        self.held.iter().map(|&node| self.graph.id(node)).collect()
    }

    fn insert(&mut self, node: Node) {
        if let Err(at) = self.held.binary_search(&node) {
            self.held.insert(at, node);
        }
        let mut new = vec![node];
        while let Some(node) = new.pop() {
            if !self.live.insert(node) {
                continue;
            }
            for &below in self.graph.edges(node, Edges::Normalized) {
                if let Some(count) = self.live_above.get_mut(below as usize) {
                    *count = count.saturating_add(1);
                }
                new.push(below);
            }
        }
    }

    fn remove(&mut self, node: Node) {
        if let Ok(at) = self.held.binary_search(&node) {
            self.held.remove(at);
        }
        let mut gone = vec![node];
        while let Some(node) = gone.pop() {
            if self.holds(node) || self.count_above(node) > 0 || !self.live.remove(node) {
                continue;
            }
            for &below in self.graph.edges(node, Edges::Normalized) {
                if let Some(count) = self.live_above.get_mut(below as usize) {
                    *count = count.saturating_sub(1);
                }
                gone.push(below);
            }
        }
    }

    fn count_above(&self, node: Node) -> u32 {
        self.live_above.get(node as usize).copied().unwrap_or(0)
    }

    /// Whether a row other than `child`'s implies one of its parents.
    ///
    /// What is implied and stands as high as the child without being it is no ancestor of the child,
    /// so another row implies it: the way up to such a one is short.
    fn implied_beside(&self, parent: Node, child: Node) -> bool {
        if self.count_above(parent) < 2 && !self.holds(parent) {
            return false;
        }
        let ceiling = self.graph.generation(child);
        let mut seen = FxHashSet::default();
        let mut todo = vec![parent];
        while let Some(node) = todo.pop() {
            if self.holds(node) {
                return true;
            }
            // Downgrades take children away in the order of this list: what is left stands at its end.
            for &above in self.graph.edges(node, Edges::AllNext).iter().rev() {
                if above == child
                    || !self.live.contains(above)
                    || !self.graph.edges(above, Edges::Normalized).contains(&node)
                {
                    continue;
                }
                if self.graph.generation(above) >= ceiling {
                    return true;
                }
                if seen.insert(above) {
                    todo.push(above);
                }
            }
        }
        false
    }

    /// Applies a whole step: rows come before rows go, so that what stays implied is never walked again.
    fn apply(&mut self, inserted: &[Node], deleted: &[Node]) {
        inserted.iter().for_each(|&node| self.insert(node));
        deleted.iter().for_each(|&node| self.remove(node));
    }

    /// Moves rows as a stamp does (`StampStep`): rows may go, and one may come or take the last one's place.
    pub(super) fn stamp(
        &mut self,
        from: &[Node],
        to: Option<Node>,
        insert: bool,
    ) -> Result<Vec<VersionChange>> {
        let id = |node: Node| self.graph.id(node);
        let gone: &[Node] = if insert { &[] } else { from };
        if let Some(&missing) = gone.iter().find(|&&node| !self.holds(node)) {
            return Err(TargetError::impossible(format!(
                "'{}' is not in the version table",
                id(missing)
            )));
        }
        if let Some(to) = to.filter(|&to| self.holds(to)) {
            return Err(TargetError::impossible(format!(
                "'{}' is in the version table already",
                id(to)
            )));
        }
        let changes = match (to, gone.split_last()) {
            (None, _) => gone.iter().map(|&node| VersionChange::Delete(id(node))).collect(),
            (Some(to), None) => vec![VersionChange::Insert(id(to))],
            (Some(to), Some((&last, rest))) => {
                let mut changes: Vec<_> =
                    rest.iter().map(|&n| VersionChange::Delete(id(n))).collect();
                changes.push(VersionChange::Update { from: id(last), to: id(to) });
                changes
            }
        };
        let come: Vec<Node> = to.into_iter().collect();
        let gone = gone.to_vec();
        self.apply(&come, &gone);
        Ok(changes)
    }

    pub(super) fn holds(&self, node: Node) -> bool {
        self.held.binary_search(&node).is_ok()
    }

    /// What an upgrade by one revision does (`RevisionStep` with `is_upgrade`).
    pub(super) fn upgrade(&mut self, node: Node) -> Result<Vec<VersionChange>> {
        let id = self.graph.id(node);
        if self.holds(node) {
            return Err(TargetError::impossible(format!("'{id}' is in the version table already")));
        }
        let parents = self.graph.edges(node, Edges::Normalized);
        let there: Vec<Node> = parents.iter().copied().filter(|&p| self.holds(p)).collect();
        let Some((&first, more)) = there.split_first() else {
            self.apply(&[node], &[]);
            return Ok(vec![VersionChange::Insert(id)]);
        };
        if more.is_empty() {
            self.apply(&[node], &[first]);
            return Ok(vec![VersionChange::Update { from: self.graph.id(first), to: id }]);
        }
        let going = self.merged(&there);
        let Some((&last, rest)) = going.split_last() else {
            return Err(TargetError::impossible(format!(
                "'{id}' merges only what other rows imply"
            )));
        };
        self.apply(&[node], &going);
        let mut changes: Vec<_> =
            rest.iter().map(|&node| VersionChange::Delete(self.graph.id(node))).collect();
        changes.push(VersionChange::Update { from: self.graph.id(last), to: id });
        Ok(changes)
    }

    /// The rows that a merge takes away: its parents, but for those that a third row implies (`merge_branch_idents`).
    fn merged(&self, there: &[Node]) -> Vec<Node> {
        if there.iter().all(|&node| self.count_above(node) == 0) {
            return there.to_vec();
        }
        let others = self.held.iter().copied().filter(|row| !there.contains(row));
        let implied = self.implied_by(others, there);
        there.iter().copied().filter(|node| !implied.contains(node)).collect()
    }

    /// What some revisions imply, looked for no further down than `down_to` lies.
    fn implied_by(&self, starts: impl Iterator<Item = Node>, down_to: &[Node]) -> FxHashSet<Node> {
        let floor = down_to.iter().map(|&node| self.graph.generation(node)).min().unwrap_or(0);
        let mut seen = FxHashSet::default();
        let mut todo: Vec<Node> = starts.collect();
        while let Some(node) = todo.pop() {
            if self.graph.generation(node) >= floor && seen.insert(node) {
                todo.extend_from_slice(self.graph.edges(node, Edges::Normalized));
            }
        }
        seen
    }

    /// What a downgrade by one revision does (`RevisionStep` without `is_upgrade`).
    pub(super) fn downgrade(&mut self, node: Node) -> Result<Vec<VersionChange>> {
        let id = self.graph.id(node);
        if !self.holds(node) {
            return Err(TargetError::impossible(format!("'{id}' is not in the version table")));
        }
        let back = self.unmerged(node);
        self.apply(&back, &[node]);
        let Some((&last, rest)) = back.split_last() else {
            return Ok(vec![VersionChange::Delete(id)]);
        };
        let mut changes: Vec<_> =
            rest.iter().map(|&node| VersionChange::Insert(self.graph.id(node))).collect();
        changes.push(VersionChange::Update { from: id, to: self.graph.id(last) });
        Ok(changes)
    }

    /// The parents that get a row of their own again (`_unmerge_to_revisions`).
    fn unmerged(&self, node: Node) -> Vec<Node> {
        let parents = self.graph.edges(node, Edges::Normalized);
        if self.count_above(node) > 0 {
            // Another row implies this revision, and so all below it.
            return Vec::new();
        }
        let implied = |parent: Node| match self.held.len() {
            1 => self.count_above(parent) > 1,
            _ => self.implied_beside(parent, node),
        };
        parents.iter().copied().filter(|&parent| !implied(parent)).collect()
    }
}
