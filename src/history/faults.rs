//! What is broken in a graph, put in words.

use std::rc::Rc;

use super::graph::{Fault, Graph, Node};
use crate::diagnostic::Code;

/// A ring longer than this is not written out whole in a sentence.
const MAX_RING: usize = 50;

impl Fault {
    /// The code of its diagnostic.
    pub(super) fn code(&self) -> Code {
        match self {
            Fault::Duplicate { .. } => Code::DuplicateRevision,
            Fault::MissingParent { .. } => Code::MissingParent,
            Fault::UnknownDependency { .. } => Code::UnknownDependency,
            Fault::Cycle { .. } => Code::Cycle,
            Fault::DependencyCycle { .. } => Code::DependencyCycle,
            Fault::LabelTaken { .. } => Code::DuplicateLabel,
        }
    }

    /// The revisions whose fault it is.
    pub(super) fn nodes(&self) -> &[Node] {
        match self {
            Fault::Cycle { nodes } | Fault::DependencyCycle { nodes } => nodes,
            Fault::Duplicate { node, .. }
            | Fault::MissingParent { node, .. }
            | Fault::UnknownDependency { node, .. }
            | Fault::LabelTaken { node, .. } => std::slice::from_ref(node),
        }
    }
}

impl Graph {
    /// What is wrong, in one sentence without an end.
    pub(super) fn fault_sentence(&self, fault: &Fault) -> String {
        match fault {
            Fault::Duplicate { node, .. } => {
                format!("'{}' is the id of several files", self.id(*node))
            }
            Fault::MissingParent { node, name } => {
                format!("'{}' goes back to '{name}', which is no revision here", self.id(*node))
            }
            Fault::UnknownDependency { node, name } => format!(
                "'{}' depends on '{name}', which is neither a revision nor a branch label here",
                self.id(*node)
            ),
            Fault::Cycle { nodes } => self.ring_sentence(nodes, false),
            Fault::DependencyCycle { nodes } => self.ring_sentence(nodes, true),
            Fault::LabelTaken { node, label, owner } => format!(
                "the branch label '{label}' of '{}' is taken by '{}'",
                self.id(*node),
                self.id(*owner)
            ),
        }
    }

    fn ring_sentence(&self, nodes: &[Node], dependencies: bool) -> String {
        let ring = self.ring(nodes, dependencies);
        let mut names: Vec<Rc<str>> = self.ids(ring.get(..MAX_RING).unwrap_or(&ring));
        if ring.len() > MAX_RING {
            names.push("...".into());
        }
        names.extend(ring.first().map(|&first| self.id(first)));
        format!("revisions lead back to themselves: {}", names.join(" -> "))
    }

    /// One ring through revisions that all reach each other, from child to parent.
    pub(super) fn ring(&self, nodes: &[Node], dependencies: bool) -> Vec<Node> {
        let inside: rustc_hash::FxHashSet<Node> = nodes.iter().copied().collect();
        let Some(mut at) = nodes.first().copied() else { return Vec::new() };
        let mut position = rustc_hash::FxHashMap::default();
        let mut path = Vec::new();
        while !position.contains_key(&at) {
            position.insert(at, path.len());
            path.push(at);
            let Some(revision) = self.revision(at) else { break };
            let needed = if dependencies { &revision.depends_on[..] } else { &[] };
            let names = revision.down_revisions.iter().chain(needed);
            let next = names.filter_map(|name| self.named(name)).find(|next| inside.contains(next));
            let Some(next) = next else { break };
            at = next;
        }
        let start = position.get(&at).copied().unwrap_or(0);
        path.split_off(start.min(path.len()))
    }
}
