//! What two revisions have below them each for itself, and where they part.

use std::rc::Rc;

use super::History;
use super::graph::{Edges, Node};

/// Two lines of revisions since they parted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// The newest revision that both build on.
    pub ancestor: Option<Rc<str>>,
    /// For each, the revisions that it needs and the other does not, oldest first.
    pub revisions: [Vec<Rc<str>>; 2],
    /// For each, why not everything of it can be known: a part of the graph that is broken.
    pub broken: [Option<String>; 2],
}

impl History {
    /// How two revisions stand to each other; nothing where one of them is not there.
    pub fn apart(&self, one: &str, other: &str) -> Option<Apart> {
        let graph = &self.graph;
        let nodes = [self.node(one)?, self.node(other)?];
        let below = nodes.map(|node| graph.reach([node], Edges::Normalized));
        let only = |own: usize, other: usize| -> Vec<Node> {
            let in_ =
                |side: usize, node: Node| below.get(side).is_some_and(|set| set.contains(node));
            let order = graph.topological().iter().copied();
            order.filter(|&node| in_(own, node) && !in_(other, node)).collect()
        };
        let only = [only(0, 1), only(1, 0)];
        let broken = |nodes: &Vec<Node>| {
            let cause = nodes.iter().find_map(|&node| graph.broken_by(node))?;
            let fault = graph.faults().iter().find(|fault| fault.nodes().contains(&cause))?;
            Some(graph.fault_sentence(fault))
        };
        Some(Apart {
            ancestor: graph.last_common_ancestor(&nodes).map(|node| graph.id(node)),
            broken: [broken(&only[0]), broken(&only[1])],
            revisions: only.map(|nodes| graph.ids(&nodes)),
        })
    }

    /// Whether each head is the only one of some branch: then they are meant to stand apart.
    pub fn heads_are_branches(&self) -> bool {
        self.graph.heads_have_labels()
    }
}
