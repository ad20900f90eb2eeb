//! The order in which Alembic walks through a set of revisions, from its heads down.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use super::closure::NodeSet;
use super::collect::Collected;
use super::error::TargetError;
use super::graph::{Edges, Graph, Node};

/// The walk of `_topological_sort`: down one line as far as it goes, but never past a revision that
/// another open head still needs to come before.
///
/// Alembic keeps a list of open heads and, for each, the set of its ancestors, and goes from a candidate
/// to the first head of the list that has it among them. Here a place of that list is a slot, numbered in
/// the list's order: heads are only ever replaced, taken out, or added at the end. What is wanted is then
/// the smallest slot at or above a revision. It never becomes smaller as the walk goes on, so what was
/// once found is a lower bound, and is looked at again only after its slot was closed or went past a
/// revision with several others below it. A candidate for which that is too much work is told once and for
/// all what is above it: slots that are not there will not be, so each is asked about once.
struct Walk<'a> {
    graph: &'a Graph,
    todo: NodeSet,
    slots: Vec<Slot>,
    /// The last open slot.
    last: u32,
    /// For each revision the slot that it is the head of.
    slot_of: Vec<u32>,
    /// For each revision the smallest slot at or above it, as last seen, with the slot's turn then.
    seen: Vec<(u32, u32)>,
    /// For each revision those directly above it, the smallest slot first, as last seen.
    above: Vec<BinaryHeap<Reverse<(u32, Node)>>>,
    /// For each candidate how many revisions were looked at on its behalf.
    work: Vec<u32>,
    /// For candidates with too much of it all that is above, and how many slots were asked about.
    told: FxHashMap<Node, (NodeSet, u32)>,
    output: Vec<Node>,
}

/// A place in the list of open heads.
struct Slot {
    head: Node,
    /// Counts how often revisions could fall out of what is below the head.
    turn: u32,
    is_open: bool,
    before: u32,
    after: u32,
}

/// No slot, and greater than any.
const NONE: u32 = u32::MAX;
/// For how many candidates at a time it is known what is above them.
const MOST_TOLD: usize = 64;

impl Graph {
    /// Puts a collected range in order, newest first (`_topological_sort`).
    pub(super) fn in_order(&self, collected: Collected) -> Result<Vec<Node>, TargetError> {
        let Collected { nodes: todo, heads } = collected;
        let mut is_head = NodeSet::new(self.len());
        heads.iter().filter(|&&head| todo.contains(head)).for_each(|&head| {
            is_head.insert(head);
        });
        let mut walk = Walk {
            graph: self,
            todo,
            slots: Vec::new(),
            last: NONE,
            slot_of: vec![NONE; self.len()],
            seen: vec![(NONE, 0); self.len()],
            above: Vec::new(),
            work: vec![0; self.len()],
            told: FxHashMap::default(),
            output: Vec::new(),
        };
        for head in is_head.iter() {
            walk.open(head);
        }
        walk.look_down();
        walk.run()
    }
}

impl Walk<'_> {
    fn run(mut self) -> Result<Vec<Node>, TargetError> {
        let mut at = if self.slots.is_empty() { NONE } else { 0 };
        while let Some(candidate) = self.slots.get(at as usize).map(|slot| slot.head) {
            let other = self.first_above(candidate);
            if other != NONE {
                at = other;
                continue;
            }
            if self.todo.remove(candidate) {
                self.output.push(candidate);
            }
            at = self.step_down(at, candidate);
        }
        if self.todo.is_empty() {
            return Ok(self.output);
        }
        Err(TargetError::impossible(
            "the range takes in revisions that its upper end does not lead to",
        ))
    }

    /// A new slot, after all others.
    fn open(&mut self, head: Node) {
        let slot = self.slots.len() as u32;
        let before = std::mem::replace(&mut self.last, slot);
        if let Some(last) = self.slots.get_mut(before as usize) {
            last.after = slot;
        }
        self.slots.push(Slot { head, turn: 0, is_open: true, before, after: NONE });
        set(&mut self.slot_of, head, slot);
    }

    /// The smallest slot above each revision as the walk begins: what a slot leads down to, and no smaller one does.
    fn look_down(&mut self) {
        let mut todo = Vec::new();
        for slot in 0..self.slots.len() as u32 {
            let Some(head) = self.slots.get(slot as usize).map(|slot| slot.head) else { continue };
            todo.push(head);
            while let Some(node) = todo.pop() {
                if self.seen(node).0 == NONE {
                    set(&mut self.seen, node, (slot, 0));
                    todo.extend_from_slice(self.graph.edges(node, Edges::Normalized));
                }
            }
        }
        let mut above: Vec<Vec<Reverse<(u32, Node)>>> = Vec::new();
        above.resize_with(self.graph.len(), Vec::new);
        for node in self.graph.nodes() {
            let (slot, _) = self.seen(node);
            if slot == NONE {
                continue;
            }
            for &below in self.graph.edges(node, Edges::Normalized) {
                if let Some(list) = above.get_mut(below as usize) {
                    list.push(Reverse((slot, node)));
                }
            }
        }
        self.above = above.into_iter().map(BinaryHeap::from).collect();
    }

    fn seen(&self, node: Node) -> (u32, u32) {
        self.seen.get(node as usize).copied().unwrap_or((NONE, 0))
    }

    fn slot_of(&self, node: Node) -> u32 {
        self.slot_of.get(node as usize).copied().unwrap_or(NONE)
    }

    /// The smallest slot at or above a revision, if what was last seen still holds.
    fn known(&self, node: Node) -> Option<u32> {
        let (slot, turn) = self.seen(node);
        if slot == NONE {
            return Some(NONE);
        }
        let holds = |slot: &Slot| slot.is_open && slot.turn == turn;
        self.slots.get(slot as usize).is_some_and(holds).then_some(slot)
    }

    /// The smallest slot whose head the candidate is an ancestor of.
    fn first_above(&mut self, candidate: Node) -> u32 {
        if let Some((above, asked)) = self.told.get_mut(&candidate) {
            while let Some(slot) = self.slots.get(*asked as usize) {
                if slot.is_open && above.contains(slot.head) {
                    return *asked;
                }
                *asked += 1;
            }
            return NONE;
        }
        let mut work = self.work.get(candidate as usize).copied().unwrap_or(0);
        let found = loop {
            match self.look_up(candidate) {
                Ok(slot) => break slot,
                Err(unknown) => work = work.saturating_add(self.find(unknown)),
            }
        };
        set(&mut self.work, candidate, work);
        if work as usize > self.graph.len() && self.told.len() < MOST_TOLD {
            let above = self.all_above(candidate);
            self.told.insert(candidate, (above, 0));
        }
        found
    }

    fn all_above(&self, candidate: Node) -> NodeSet {
        let graph = self.graph;
        let mut above = NodeSet::new(graph.len());
        let mut todo = vec![candidate];
        while let Some(node) = todo.pop() {
            for &other in graph.edges(node, Edges::AllNext) {
                if graph.edges(other, Edges::Normalized).contains(&node) && above.insert(other) {
                    todo.push(other);
                }
            }
        }
        above
    }

    /// The smallest slot above a revision, or the one of those directly above it of which it must first be known.
    fn look_up(&mut self, node: Node) -> Result<u32, Node> {
        let Some(mut above) = self.above.get_mut(node as usize).map(std::mem::take) else {
            return Ok(NONE);
        };
        let found = loop {
            let Some(Reverse((slot, other))) = above.peek().copied() else { break Ok(NONE) };
            match self.known(other) {
                None => break Err(other),
                Some(now) if now == slot => break Ok(slot),
                Some(now) => {
                    above.pop();
                    if now != NONE {
                        above.push(Reverse((now, other)));
                    }
                }
            }
        };
        if let Some(list) = self.above.get_mut(node as usize) {
            *list = above;
        }
        found
    }

    /// Sees to it that the smallest slot at or above a revision is known; says how many were looked at.
    fn find(&mut self, node: Node) -> u32 {
        let mut todo = vec![node];
        let mut work: u32 = 0;
        while let Some(&node) = todo.last() {
            work = work.saturating_add(1);
            let own = self.slot_of(node);
            let least = self.above.get(node as usize).and_then(|above| above.peek().copied());
            let mut slot = own;
            if least.is_some_and(|Reverse((least, _))| least < own) {
                match self.look_up(node) {
                    Ok(above) => slot = above.min(own),
                    Err(unknown) => {
                        todo.push(unknown);
                        continue;
                    }
                }
            }
            let turn = self.slots.get(slot as usize).map_or(0, |slot| slot.turn);
            set(&mut self.seen, node, (slot, turn));
            todo.pop();
        }
        work
    }

    /// Goes on below a candidate that was put out; says where the walk goes on.
    fn step_down(&mut self, at: u32, candidate: Node) -> u32 {
        let graph = self.graph;
        set(&mut self.slot_of, candidate, NONE);
        set(&mut self.seen, candidate, (NONE, 0));
        self.told.remove(&candidate);
        let below = graph.edges(candidate, Edges::Normalized);
        let mut open = below.iter().copied();
        let mut next =
            || open.find(|&below| self.todo.contains(below) && self.slot_of(below) == NONE);
        let Some(first) = next() else { return self.close(at) };
        let rest: Vec<Node> = std::iter::from_fn(next).collect();
        if let Some(slot) = self.slots.get_mut(at as usize) {
            slot.head = first;
            slot.turn += u32::from(below.len() > 1);
        }
        set(&mut self.slot_of, first, at);
        rest.into_iter().for_each(|head| self.open(head));
        at
    }

    /// Takes a slot out of the list; what stands before it is next, or else the first.
    fn close(&mut self, at: u32) -> u32 {
        let Some(slot) = self.slots.get_mut(at as usize) else { return NONE };
        slot.is_open = false;
        let (before, after) = (slot.before, slot.after);
        if let Some(slot) = self.slots.get_mut(before as usize) {
            slot.after = after;
        }
        match self.slots.get_mut(after as usize) {
            Some(slot) => slot.before = before,
            None => self.last = before,
        }
        if before == NONE { after } else { before }
    }
}

fn set<T>(list: &mut [T], node: Node, value: T) {
    if let Some(slot) = list.get_mut(node as usize) {
        *slot = value;
    }
}
