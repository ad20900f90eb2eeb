//! Which branch labels each revision carries, its own and those of its branch.

use std::rc::Rc;

use crate::sorting;

use super::graph::{Edges, Graph, Node};

/// Beyond this many entries in all sets together, revisions keep only what is written in them.
const MAX_ENTRIES: usize = 4_000_000;

type Set = Rc<[u32]>;

/// Every revision's labels, as places in the graph's list of labels; equal neighbours share one set.
#[derive(Debug)]
pub(super) struct LabelSets {
    sets: Vec<Set>,
}

struct Spread<'a> {
    graph: &'a Graph,
    own: Vec<Set>,
    entries: usize,
}

impl Graph {
    /// The labels of a revision's branch, in the order in which they were declared (`Revision.branch_labels`).
    pub(super) fn labels_of(&self, node: Node) -> Vec<Rc<str>> {
        let set = self.label_set(node);
        let name = |&label: &u32| self.labels().get(label as usize).map(|(name, _)| name.clone());
        set.iter().filter_map(name).collect()
    }

    pub(super) fn has_label(&self, node: Node, label: &str) -> bool {
        let name = |&label: &u32| self.labels().get(label as usize).map(|(name, _)| &**name);
        self.label_set(node).iter().any(|at| name(at) == Some(label))
    }

    fn label_set(&self, node: Node) -> &[u32] {
        let sets = self.label_sets.get_or_init(|| LabelSets::of(self));
        sets.sets.get(node as usize).map_or(&[], |set| set)
    }
}

impl LabelSets {
    /// `_add_branches`: labels go to all descendants, and down to where the branch began.
    fn of(graph: &Graph) -> Self {
        if graph.labels().is_empty() {
            return Self { sets: Vec::new() };
        }
        let empty: Set = Rc::from([]);
        let mut own: Vec<Vec<u32>> = vec![Vec::new(); graph.len()];
        for (label, (_, node)) in graph.labels().iter().enumerate() {
            if let Some(list) = own.get_mut(*node as usize) {
                list.push(label as u32);
            }
        }
        let own = own
            .into_iter()
            .map(|list| if list.is_empty() { empty.clone() } else { Rc::from(list) })
            .collect();
        let mut spread = Spread { graph, own, entries: 0 };
        let mut sets = spread.upwards();
        spread.downwards(&mut sets);
        Self { sets }
    }
}

impl Spread<'_> {
    fn own(&self, node: Node) -> Set {
        self.own.get(node as usize).cloned().unwrap_or_else(|| Rc::from([]))
    }

    fn upwards(&mut self) -> Vec<Set> {
        let mut sets = self.own.clone();
        for &node in self.graph.topological() {
            let mut set = self.own(node);
            for &parent in self.graph.edges(node, Edges::Down) {
                if let Some(theirs) = sets.get(parent as usize).cloned() {
                    set = self.union(set, theirs);
                }
            }
            put(&mut sets, node, set);
        }
        sets
    }

    /// From an unbranched head down as long as nothing branches off or was merged.
    fn downwards(&mut self, sets: &mut [Set]) {
        let graph = self.graph;
        let mut open = vec![false; graph.len()];
        let mut passed: Vec<Set> = self.own.clone();
        for &node in graph.topological().iter().rev() {
            let child = graph.edges(node, Edges::Next).first().copied();
            let is_open = |node: Node| open.get(node as usize).copied().unwrap_or(false);
            if !is_plain(graph, node) || !child.is_none_or(is_open) {
                continue;
            }
            if let Some(slot) = open.get_mut(node as usize) {
                *slot = true;
            }
            let Some(theirs) = child.and_then(|child| passed.get(child as usize).cloned()) else {
                continue;
            };
            let set = self.union(self.own(node), theirs);
            put(&mut passed, node, set.clone());
            let with_ancestors =
                self.union(sets.get(node as usize).cloned().unwrap_or_default(), set);
            put(sets, node, with_ancestors);
        }
    }

    fn union(&mut self, a: Set, b: Set) -> Set {
        if b.is_empty() || Rc::ptr_eq(&a, &b) || self.entries > MAX_ENTRIES {
            return a;
        }
        if a.is_empty() {
            return b;
        }
        let mut all: Vec<u32> = a.iter().chain(b.iter()).copied().collect();
        sorting::sort(&mut all);
        all.dedup();
        if all.len() == a.len() {
            return a;
        }
        if all.len() == b.len() {
            return b;
        }
        self.entries = self.entries.saturating_add(all.len());
        Rc::from(all)
    }
}

fn put(sets: &mut [Set], node: Node, set: Set) {
    if let Some(slot) = sets.get_mut(node as usize) {
        *slot = set;
    }
}

fn is_plain(graph: &Graph, node: Node) -> bool {
    let merge = graph.revision(node).is_some_and(super::revision::Revision::is_merge_point);
    !merge && graph.edges(node, Edges::AllNext).len() <= 1
}
