//! The revision graph: names, edges in both directions, heads and bases, and what is broken in it.

use std::cell::OnceCell;
use std::rc::Rc;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::sorting;

use super::closure::NodeSet;
use super::labels::LabelSets;
use super::revision::Revision;

/// A revision's place in its graph, which is also its place in the order in which files were listed.
pub(super) type Node = u32;

/// Which edges to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edges {
    /// To the parents (`_versioned_down_revisions`).
    Down,
    /// To the parents and to the dependencies that no ancestor has already (`_normalized_down_revisions`).
    Normalized,
    /// From a parent to its children (`nextrev`).
    Next,
    /// Also from a dependency to what depends on it (`_all_nextrev`).
    AllNext,
}

/// Something that keeps a part of the graph from being used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// A second file with an id that is taken; the later file counts, as in Alembic.
    Duplicate { node: Node, dropped: Box<Revision> },
    /// A parent that no file declares.
    MissingParent { node: Node, name: Rc<str> },
    /// A dependency that is neither an id nor a label.
    UnknownDependency { node: Node, name: Rc<str> },
    /// Revisions that are their own ancestors by `down_revision`.
    Cycle { nodes: Vec<Node> },
    /// Revisions that need themselves through `depends_on`.
    DependencyCycle { nodes: Vec<Node> },
    /// A label that is already an id or another revision's label.
    LabelTaken { node: Node, label: Rc<str>, owner: Node },
}

#[derive(Debug, Clone, Default)]
struct Links {
    down: Vec<Node>,
    dependencies: Vec<Node>,
    normalized: Vec<Node>,
    next: Vec<Node>,
    all_next: Vec<Node>,
}

/// All revisions and how they hang together, after Alembic's `RevisionMap`.
#[derive(Debug)]
pub(super) struct Graph {
    revisions: Vec<Revision>,
    links: Vec<Links>,
    names: FxHashMap<Rc<str>, Node>,
    /// The branch labels in the order in which Alembic's map holds them: after all ids.
    labels: Vec<(Rc<str>, Node)>,
    heads: Vec<Node>,
    real_heads: Vec<Node>,
    bases: Vec<Node>,
    /// Parents and dependencies before what needs them.
    topological: Vec<Node>,
    generation: Vec<u32>,
    /// For a revision that cannot be reached soundly: the one whose fault it is.
    broken_by: Vec<Option<Node>>,
    faults: Vec<Fault>,
    /// Nothing depends on anything beside its parents: then edges of either kind are the same.
    is_plain: bool,
    pub(super) label_sets: OnceCell<LabelSets>,
}

impl Graph {
    /// Builds the graph of revisions given in the order of Alembic's listing.
    pub(super) fn build(given: impl IntoIterator<Item = Revision>) -> Self {
        let mut graph = Graph {
            revisions: Vec::new(),
            links: Vec::new(),
            names: FxHashMap::default(),
            labels: Vec::new(),
            heads: Vec::new(),
            real_heads: Vec::new(),
            bases: Vec::new(),
            topological: Vec::new(),
            generation: Vec::new(),
            broken_by: Vec::new(),
            faults: Vec::new(),
            is_plain: true,
            label_sets: OnceCell::new(),
        };
        graph.collect(given);
        graph.map_labels();
        graph.link_down();
        graph.find_ends();
        graph.link_up();
        graph.sort();
        if graph.topological.len() < graph.len() {
            graph.cut_cycles();
            graph.link_up();
            graph.sort();
        }
        if !graph.is_plain {
            graph.normalize_dependencies();
        }
        graph.spread_faults();
        graph
    }

    pub(super) fn len(&self) -> usize {
        self.revisions.len()
    }

    pub(super) fn nodes(&self) -> std::ops::Range<Node> {
        0..self.len() as Node
    }

    pub(super) fn revision(&self, node: Node) -> Option<&Revision> {
        self.revisions.get(node as usize)
    }

    pub(super) fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    pub(super) fn id(&self, node: Node) -> Rc<str> {
        self.revision(node).map_or_else(|| Rc::from(""), |revision| revision.id.clone())
    }

    pub(super) fn ids(&self, nodes: &[Node]) -> Vec<Rc<str>> {
        nodes.iter().map(|&node| self.id(node)).collect()
    }

    /// The revision with exactly this id or label.
    pub(super) fn named(&self, name: &str) -> Option<Node> {
        self.names.get(name).copied()
    }

    /// Every id, then every label, as Alembic's map orders its keys.
    pub(super) fn all_names(&self) -> impl Iterator<Item = (&Rc<str>, Node)> {
        let ids = self.revisions.iter().enumerate().map(|(node, r)| (&r.id, node as Node));
        ids.chain(self.labels.iter().map(|(label, node)| (label, *node)))
    }

    pub(super) fn labels(&self) -> &[(Rc<str>, Node)] {
        &self.labels
    }

    pub(super) fn edges(&self, node: Node, edges: Edges) -> &[Node] {
        let Some(links) = self.links.get(node as usize) else { return &[] };
        match edges {
            Edges::Normalized if !self.is_plain => &links.normalized,
            Edges::Down | Edges::Normalized => &links.down,
            Edges::AllNext if !self.is_plain => &links.all_next,
            Edges::Next | Edges::AllNext => &links.next,
        }
    }

    /// `depends_on` as revisions, ancestors among them not left out.
    pub(super) fn dependencies(&self, node: Node) -> &[Node] {
        self.links.get(node as usize).map_or(&[], |links| &links.dependencies)
    }

    pub(super) fn heads(&self) -> &[Node] {
        &self.heads
    }

    /// Heads on which nothing depends either: what the version table holds after everything ran.
    pub(super) fn real_heads(&self) -> &[Node] {
        &self.real_heads
    }

    pub(super) fn bases(&self) -> &[Node] {
        &self.bases
    }

    pub(super) fn topological(&self) -> &[Node] {
        &self.topological
    }

    /// Length of the longest way down; greater than that of every ancestor.
    pub(super) fn generation(&self, node: Node) -> u32 {
        self.generation.get(node as usize).copied().unwrap_or(0)
    }

    pub(super) fn broken_by(&self, node: Node) -> Option<Node> {
        self.broken_by.get(node as usize).copied().flatten()
    }

    pub(super) fn faults(&self) -> &[Fault] {
        &self.faults
    }

    pub(super) fn is_head(&self, node: Node) -> bool {
        self.heads.binary_search(&node).is_ok()
    }

    pub(super) fn is_real_head(&self, node: Node) -> bool {
        self.real_heads.binary_search(&node).is_ok()
    }

    fn collect(&mut self, given: impl IntoIterator<Item = Revision>) {
        let given = given.into_iter();
        let (count, _) = given.size_hint();
        self.names.reserve(count);
        self.revisions.reserve(count);
        for revision in given {
            let next = self.revisions.len() as Node;
            let node = *self.names.entry(revision.id.clone()).or_insert(next);
            match self.revisions.get_mut(node as usize) {
                Some(first) => {
                    let dropped = Box::new(std::mem::replace(first, revision));
                    self.faults.push(Fault::Duplicate { node, dropped });
                }
                None => self.revisions.push(revision),
            }
        }
        self.links = vec![Links::default(); self.revisions.len()];
    }

    /// `_map_branch_labels`; where Alembic gives up on a label that is taken, its first owner keeps it.
    fn map_labels(&mut self) {
        for (node, revision) in self.revisions.iter().enumerate() {
            let node = node as Node;
            for label in &revision.branch_labels {
                if let Some(&owner) = self.names.get(label) {
                    self.faults.push(Fault::LabelTaken { node, label: label.clone(), owner });
                } else {
                    self.names.insert(label.clone(), node);
                    self.labels.push((label.clone(), node));
                }
            }
        }
    }

    fn link_down(&mut self) {
        for (node, revision) in self.revisions.iter().enumerate() {
            let Some(links) = self.links.get_mut(node) else { continue };
            let node = node as Node;
            for name in &revision.down_revisions {
                // A label is no parent's name, though Alembic finds it in its map before it gives up.
                let parent = self.names.get(name).copied();
                match parent
                    .filter(|&p| self.revisions.get(p as usize).is_some_and(|r| r.id == *name))
                {
                    Some(parent) => links.down.push(parent),
                    None => self.faults.push(Fault::MissingParent { node, name: name.clone() }),
                }
            }
            self.is_plain &= revision.depends_on.is_empty()
                && (links.down.len() < 2 || unique(&[&links.down]).len() == links.down.len());
            for name in &revision.depends_on {
                match self.names.get(name) {
                    Some(&needed) => links.dependencies.push(needed),
                    None => self.faults.push(Fault::UnknownDependency { node, name: name.clone() }),
                }
            }
        }
    }

    /// Heads and bases are told from what is written, also where cycles are cut later.
    fn find_ends(&mut self) {
        let mut has_child = NodeSet::new(self.len());
        let mut is_needed = NodeSet::new(self.len());
        for links in &self.links {
            for &parent in &links.down {
                has_child.insert(parent);
                is_needed.insert(parent);
            }
            links.dependencies.iter().for_each(|&needed| {
                is_needed.insert(needed);
            });
        }
        self.heads = self.nodes().filter(|&node| !has_child.contains(node)).collect();
        self.real_heads = self.nodes().filter(|&node| !is_needed.contains(node)).collect();
        self.bases = self
            .nodes()
            .filter(|&node| self.revision(node).is_some_and(Revision::is_base))
            .collect();
    }

    /// Takes out the edges that lead in circles, so that every walk ends.
    fn cut_cycles(&mut self) {
        let circles = self.circles(true);
        let mut in_cycle = NodeSet::new(self.len());
        for nodes in self.circles(false) {
            nodes.iter().for_each(|&node| {
                in_cycle.insert(node);
            });
            self.faults.push(Fault::Cycle { nodes });
        }
        let mut component = vec![None; self.len()];
        for (index, nodes) in circles.into_iter().enumerate() {
            for &node in &nodes {
                if let Some(slot) = component.get_mut(node as usize) {
                    *slot = Some(index);
                }
            }
            if !nodes.iter().any(|&node| in_cycle.contains(node)) {
                self.faults.push(Fault::DependencyCycle { nodes });
            }
        }
        let circle_of = |node: Node| component.get(node as usize).copied().flatten();
        for (node, links) in self.links.iter_mut().enumerate() {
            let Some(own) = component.get(node).copied().flatten() else { continue };
            links.down.retain(|&parent| circle_of(parent) != Some(own));
            links.dependencies.retain(|&needed| circle_of(needed) != Some(own));
        }
    }

    /// The sets of revisions that reach each other, each in the order of its ring where it is one.
    fn circles(&self, with_dependencies: bool) -> Vec<Vec<Node>> {
        let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(self.len(), self.len());
        let handles: Vec<_> = self.links.iter().map(|_| graph.add_node(())).collect();
        let mut selfish = NodeSet::new(self.len());
        for (node, links) in self.links.iter().enumerate() {
            let dependencies = if with_dependencies { &links.dependencies[..] } else { &[] };
            for &other in links.down.iter().chain(dependencies) {
                if other as usize == node {
                    selfish.insert(other);
                }
                if let (Some(&from), Some(&to)) = (handles.get(node), handles.get(other as usize)) {
                    graph.add_edge(from, to, ());
                }
            }
        }
        let mut found: Vec<Vec<Node>> = kosaraju_scc(&graph)
            .into_iter()
            .map(|nodes| nodes.into_iter().map(|node| node.index() as Node).collect::<Vec<_>>())
            .filter(|nodes| nodes.len() > 1 || nodes.iter().any(|&node| selfish.contains(node)))
            .collect();
        found.iter_mut().for_each(|nodes| sorting::sort(nodes));
        sorting::sort(&mut found);
        found
    }

    fn link_up(&mut self) {
        for links in &mut self.links {
            links.next.clear();
            links.all_next.clear();
        }
        for node in 0..self.links.len() {
            let Some(links) = self.links.get_mut(node) else { continue };
            let down = std::mem::take(&mut links.down);
            let dependencies = std::mem::take(&mut links.dependencies);
            let own = node as Node;
            if self.is_plain {
                for &below in &down {
                    self.next_of(below, |links| links.next.push(own));
                }
            } else {
                let parents = unique(&[&down]).len();
                for (position, below) in unique(&[&down, &dependencies]).into_iter().enumerate() {
                    self.next_of(below, |links| {
                        links.all_next.push(own);
                        if position < parents {
                            links.next.push(own);
                        }
                    });
                }
            }
            if let Some(links) = self.links.get_mut(node) {
                links.down = down;
                links.dependencies = dependencies;
            }
        }
    }

    fn next_of(&mut self, node: Node, add: impl FnOnce(&mut Links)) {
        if let Some(links) = self.links.get_mut(node as usize) {
            add(links);
        }
    }

    fn sort(&mut self) {
        let mut waiting: Vec<u32> = vec![0; self.len()];
        for node in self.nodes() {
            for &child in self.edges(node, Edges::AllNext) {
                if let Some(count) = waiting.get_mut(child as usize) {
                    *count += 1;
                }
            }
        }
        let mut order: Vec<Node> = Vec::with_capacity(self.len());
        order.extend(self.nodes().filter(|&n| waiting.get(n as usize) == Some(&0)));
        let mut generations = vec![0_u32; self.len()];
        let mut at = 0;
        while let Some(&node) = order.get(at) {
            at += 1;
            let above = generations.get(node as usize).copied().unwrap_or(0).saturating_add(1);
            for &child in self.edges(node, Edges::AllNext) {
                if let Some(generation) = generations.get_mut(child as usize) {
                    *generation = above.max(*generation);
                }
                if let Some(count) = waiting.get_mut(child as usize) {
                    *count = count.saturating_sub(1);
                    if *count == 0 {
                        order.push(child);
                    }
                }
            }
        }
        self.generation = generations;
        self.topological = order;
    }

    /// `_normalize_depends_on`: leaves out what an ancestor depends on already.
    fn normalize_dependencies(&mut self) {
        let mut dependants: FxHashMap<Node, Vec<Node>> = FxHashMap::default();
        for (node, links) in self.links.iter().enumerate() {
            for needed in unique(&[&links.dependencies]) {
                dependants.entry(needed).or_default().push(node as Node);
            }
        }
        let groups: Vec<(Node, Vec<Node>)> =
            dependants.into_iter().filter(|(_, nodes)| nodes.len() > 1).collect();
        let implied = self.with_ancestor_in_group(groups);
        for (node, links) in self.links.iter_mut().enumerate() {
            let mut needed = links.dependencies.clone();
            needed.retain(|needed| !implied.contains(&(*needed, node as Node)));
            links.normalized = unique(&[&links.down, &needed]);
        }
    }

    /// Those revisions of each group that have another of the same group among their ancestors, with the
    /// group's name. One walk upwards answers for as many groups as a word has bits.
    fn with_ancestor_in_group(&self, groups: Vec<(Node, Vec<Node>)>) -> FxHashSet<(Node, Node)> {
        let mut place = vec![0_usize; self.len()];
        for (at, &node) in self.topological.iter().enumerate() {
            if let Some(slot) = place.get_mut(node as usize) {
                *slot = at;
            }
        }
        let place = |&node: &Node| place.get(node as usize).copied().unwrap_or(0);
        // Neighbours are asked for together, so that a walk is no longer than it needs to be.
        let first = |nodes: &[Node]| nodes.iter().map(place).min();
        let mut groups: Vec<_> =
            groups.into_iter().map(|(name, nodes)| (first(&nodes), name, nodes)).collect();
        sorting::sort_by(&mut groups, |(a, ..), (b, ..)| a.cmp(b));
        let mut found = FxHashSet::default();
        for groups in groups.chunks(u64::BITS as usize) {
            let mut own: Vec<u64> = vec![0; self.len()];
            let mut below: Vec<u64> = vec![0; self.len()];
            let (mut first, mut last) = (usize::MAX, 0);
            for (bit, (_, _, nodes)) in groups.iter().enumerate() {
                for node in nodes {
                    first = first.min(place(node));
                    last = last.max(place(node));
                    if let Some(bits) = own.get_mut(*node as usize) {
                        *bits |= 1 << bit;
                    }
                }
            }
            let bits = |list: &[u64], node: Node| list.get(node as usize).copied().unwrap_or(0);
            for &node in self.topological.get(first..=last).unwrap_or_default() {
                let carried = bits(&own, node) | bits(&below, node);
                if carried == 0 {
                    continue;
                }
                for &child in self.edges(node, Edges::Next) {
                    if let Some(bits) = below.get_mut(child as usize) {
                        *bits |= carried;
                    }
                }
            }
            for (bit, (_, needed, nodes)) in groups.iter().enumerate() {
                let implied = nodes.iter().filter(|&&node| bits(&below, node) & (1 << bit) != 0);
                found.extend(implied.map(|&node| (*needed, node)));
            }
        }
        found
    }

    fn spread_faults(&mut self) {
        self.broken_by = vec![None; self.len()];
        for fault in &self.faults {
            let nodes: &[Node] = match fault {
                Fault::MissingParent { node, .. } | Fault::UnknownDependency { node, .. } => {
                    std::slice::from_ref(node)
                }
                Fault::Cycle { nodes } | Fault::DependencyCycle { nodes } => nodes,
                Fault::Duplicate { .. } | Fault::LabelTaken { .. } => &[],
            };
            for &node in nodes {
                if let Some(slot) = self.broken_by.get_mut(node as usize) {
                    *slot = Some(node);
                }
            }
        }
        let mut broken_by = std::mem::take(&mut self.broken_by);
        for &node in &self.topological {
            let Some(cause) = broken_by.get(node as usize).copied().flatten() else { continue };
            for &child in self.edges(node, Edges::AllNext) {
                if let Some(slot) = broken_by.get_mut(child as usize) {
                    slot.get_or_insert(cause);
                }
            }
        }
        self.broken_by = broken_by;
    }
}

/// All of several lists, each once.
fn unique(lists: &[&Vec<Node>]) -> Vec<Node> {
    const FEW: usize = 16;
    let mut all: Vec<Node> = Vec::with_capacity(lists.iter().map(|list| list.len()).sum());
    let mut seen: FxHashSet<Node> = FxHashSet::default();
    for &node in lists.iter().copied().flatten() {
        let is_new = if all.len() < FEW {
            !all.contains(&node)
        } else {
            if seen.is_empty() {
                seen.extend(&all);
            }
            seen.insert(node)
        };
        if is_new {
            all.push(node);
        }
    }
    all
}
