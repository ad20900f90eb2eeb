//! Where to draw each revision: a lane beside the others', steady when revisions are added on top.
//!
//! Lanes are given from the oldest revision to the newest, each looking only at what came before it.
//! A revision goes on in the lane of the parent that nothing has followed yet. A lane that a merge
//! closed is taken again only above that merge, so that lines in one lane never overlap, in whatever
//! order the rows are drawn.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::History;
use super::dates::Moment;
use super::graph::{Edges, Graph, Node};

/// How many free lanes, and how many branches back, are looked at for one to take again.
const SEARCH: usize = 16;

/// A line from a revision down to one that it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The row of the revision below.
    pub row: usize,
    /// Its lane.
    pub lane: u32,
    /// Whether it is there for `depends_on` and not for `down_revision`.
    pub is_dependency: bool,
}

/// One revision in a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The revision.
    pub revision: Rc<str>,
    /// Its lane, from 0.
    pub lane: u32,
    /// The lines to what stands below it.
    pub lines: Vec<Line>,
}

impl History {
    /// The whole history as rows, newest first, in the order of [`History::newest_first`].
    pub fn rows(&self) -> Vec<Row> {
        let graph = &self.graph;
        let lanes = Lanes::of(graph);
        let order = self.order();
        let mut row_of = vec![0; graph.len()];
        for (row, &node) in order.iter().enumerate() {
            set(&mut row_of, node, row);
        }
        let line = |node: Node, is_dependency: bool| Line {
            row: get(&row_of, node),
            lane: lanes.lane(node),
            is_dependency,
        };
        let row = |node: Node| {
            let down = graph.edges(node, Edges::Down);
            let needed = graph.dependencies(node).iter().filter(|needed| !down.contains(needed));
            let lines = down.iter().map(|&parent| line(parent, false));
            Row {
                revision: graph.id(node),
                lane: lanes.lane(node),
                lines: lines.chain(needed.map(|&needed| line(needed, true))).collect(),
            }
        };
        order.into_iter().map(row).collect()
    }
}

/// Revisions that follow each other in one lane.
#[derive(Debug)]
struct Chain {
    lane: u32,
    length: u32,
    /// The revision of another chain that it starts from.
    root: Option<Node>,
    /// Lanes that merges into this chain closed, with the place of the merge.
    closed: Vec<(u32, u32)>,
}

#[derive(Debug)]
struct Lanes {
    chains: Vec<Chain>,
    /// For each revision its chain and its place there.
    seats: Vec<(usize, u32)>,
    continued: Vec<bool>,
    width: u32,
}

fn get<T: Copy + Default>(list: &[T], node: Node) -> T {
    list.get(node as usize).copied().unwrap_or_default()
}

fn set<T>(list: &mut [T], node: Node, value: T) {
    if let Some(slot) = list.get_mut(node as usize) {
        *slot = value;
    }
}

impl Lanes {
    fn of(graph: &Graph) -> Self {
        let size = graph.len();
        let mut lanes = Lanes {
            chains: Vec::new(),
            seats: vec![(0, 0); size],
            continued: vec![false; size],
            width: 0,
        };
        for node in oldest_first(graph) {
            lanes.seat(graph, node);
        }
        lanes
    }

    fn lane(&self, node: Node) -> u32 {
        self.chains.get(get(&self.seats, node).0).map_or(0, |chain| chain.lane)
    }

    fn seat(&mut self, graph: &Graph, node: Node) {
        let parents = graph.edges(node, Edges::Down);
        let open: Vec<Node> =
            parents.iter().copied().filter(|&parent| !get(&self.continued, parent)).collect();
        let chain = match open.iter().copied().min_by_key(|&parent| self.lane(parent)) {
            Some(parent) => get(&self.seats, parent).0,
            None => self.start(parents.first().copied()),
        };
        let Some(entry) = self.chains.get_mut(chain) else { return };
        let place = entry.length;
        entry.length = place.saturating_add(1);
        set(&mut self.seats, node, (chain, place));
        for parent in open {
            if get(&self.continued, parent) {
                continue;
            }
            set(&mut self.continued, parent, true);
            if get(&self.seats, parent).0 != chain {
                let lane = self.lane(parent);
                if let Some(entry) = self.chains.get_mut(chain) {
                    entry.closed.push((place, lane));
                }
            }
        }
    }

    /// A chain of its own: in a lane that was closed below its root, or in a new one.
    fn start(&mut self, root: Option<Node>) -> usize {
        let lane = root.and_then(|root| self.closed_below(root)).unwrap_or_else(|| {
            self.width = self.width.saturating_add(1);
            self.width - 1
        });
        self.chains.push(Chain { lane, length: 0, root, closed: Vec::new() });
        self.chains.len() - 1
    }

    fn closed_below(&mut self, root: Node) -> Option<u32> {
        let mut from = Some(root);
        for _ in 0..SEARCH {
            let (chain, place) = get(&self.seats, from?);
            let entry = self.chains.get_mut(chain)?;
            let newest = entry.closed.iter().enumerate().rev().take(SEARCH);
            let below = newest.filter(|(_, (merge, _))| *merge <= place);
            if let Some((index, _)) = below.min_by_key(|(_, (_, lane))| *lane) {
                return Some(entry.closed.remove(index).1);
            }
            from = entry.root;
        }
        None
    }
}

/// Parents before children; of those that could be next the one with the earlier date, those without
/// a date last, in the order in which files were listed.
fn oldest_first(graph: &Graph) -> Vec<Node> {
    let key = |node: Node| {
        let date = graph.revision(node).and_then(|revision| revision.create_date.as_deref());
        let moment = date.and_then(Moment::parse).map_or(i64::MAX, |moment| moment.seconds());
        Reverse((moment, node))
    };
    let mut waiting: Vec<u32> = vec![0; graph.len()];
    for node in graph.nodes() {
        for &child in graph.edges(node, Edges::AllNext) {
            let count = get(&waiting, child);
            set(&mut waiting, child, count.saturating_add(1));
        }
    }
    let mut ready: BinaryHeap<_> =
        graph.nodes().filter(|&node| get(&waiting, node) == 0).map(key).collect();
    let mut order = Vec::with_capacity(graph.len());
    while let Some(Reverse((_, node))) = ready.pop() {
        order.push(node);
        for &child in graph.edges(node, Edges::AllNext) {
            let count = get(&waiting, child).saturating_sub(1);
            set(&mut waiting, child, count);
            if count == 0 {
                ready.push(key(child));
            }
        }
    }
    order
}
