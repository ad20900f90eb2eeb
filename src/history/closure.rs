//! What can be reached from a set of revisions along one kind of edge.

use super::error::TargetError;
use super::graph::{Edges, Graph, Node};

/// A set of revisions of one graph.
#[derive(Debug, Clone)]
pub(super) struct NodeSet {
    marks: Vec<bool>,
    len: usize,
}

impl NodeSet {
    pub(super) fn new(size: usize) -> Self {
        Self { marks: vec![false; size], len: 0 }
    }

    pub(super) fn contains(&self, node: Node) -> bool {
        self.marks.get(node as usize).copied().unwrap_or(false)
    }

    /// Whether it was new.
    pub(super) fn insert(&mut self, node: Node) -> bool {
        match self.marks.get_mut(node as usize) {
            Some(mark) if !*mark => {
                *mark = true;
                self.len += 1;
                true
            }
            _ => false,
        }
    }

    /// Whether it was there.
    pub(super) fn remove(&mut self, node: Node) -> bool {
        match self.marks.get_mut(node as usize) {
            Some(mark) if *mark => {
                *mark = false;
                self.len -= 1;
                true
            }
            _ => false,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Node> + '_ {
        self.marks.iter().enumerate().filter(|(_, mark)| **mark).map(|(node, _)| node as Node)
    }

    pub(super) fn retain(&mut self, keep: impl Fn(Node) -> bool) {
        for node in 0..self.marks.len() as Node {
            if self.contains(node) && !keep(node) {
                self.remove(node);
            }
        }
    }
}

impl Graph {
    /// The given revisions and all that follow from them along `edges` (`_iterate_related_revisions`).
    pub(super) fn reach(&self, starts: impl IntoIterator<Item = Node>, edges: Edges) -> NodeSet {
        let mut seen = NodeSet::new(self.len());
        let mut todo: Vec<Node> = Vec::new();
        for start in starts {
            if seen.insert(start) {
                todo.push(start);
            }
        }
        while let Some(node) = todo.pop() {
            for &next in self.edges(node, edges) {
                if seen.insert(next) {
                    todo.push(next);
                }
            }
        }
        seen
    }

    /// As [`Graph::reach`], refusing starts of which one is reached from another.
    pub(super) fn reach_apart(
        &self,
        starts: &[Node],
        edges: Edges,
    ) -> Result<NodeSet, TargetError> {
        let mut wanted = NodeSet::new(self.len());
        starts.iter().for_each(|&start| {
            wanted.insert(start);
        });
        let mut seen = NodeSet::new(self.len());
        for &start in starts {
            let mut todo = vec![start];
            let mut overlap = None;
            while let Some(node) = todo.pop() {
                if node != start && wanted.contains(node) {
                    overlap = Some(node);
                }
                if seen.insert(node) {
                    todo.extend_from_slice(self.edges(node, edges));
                }
            }
            if let Some(other) = overlap {
                return Err(TargetError::invalid(format!(
                    "'{}' and '{}' were both asked for, and one includes the other",
                    self.id(start),
                    self.id(other)
                )));
            }
        }
        Ok(seen)
    }
}
