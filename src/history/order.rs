//! The order in which Alembic walks through a set of revisions, from its heads down.

use std::collections::{HashMap, HashSet};

use super::closure::NodeSet;
use super::collect::Collected;
use super::error::TargetError;
use super::graph::{Edges, Graph, Node};

/// The walk of `_topological_sort`: down one line as far as it goes, but never past a revision that
/// another open head still needs to come before.
///
/// Alembic asks for each candidate whether it is among the ancestors of another head. Here every
/// revision counts how many of those directly above it are still below some head; none is the same answer.
struct Walk<'a> {
    graph: &'a Graph,
    todo: NodeSet,
    heads: Vec<Node>,
    is_head: NodeSet,
    live: NodeSet,
    live_above: Vec<u32>,
    at: usize,
    output: Vec<Node>,
    /// For candidates that had to wait: what they wait for, which only shrinks.
    above: HashMap<Node, HashSet<Node>>,
    remembered: usize,
}

/// How many revisions are looked at from heads down before it is worth knowing all that is above.
const LOOK_DOWN: usize = 256;
/// How many revisions are kept in all sets of what is above some candidate.
const REMEMBERED: usize = 2_000_000;

impl Graph {
    /// Puts a collected range in order, newest first (`_topological_sort`).
    pub(super) fn in_order(&self, collected: Collected) -> Result<Vec<Node>, TargetError> {
        let Collected { nodes: todo, heads } = collected;
        let mut is_head = NodeSet::new(self.len());
        heads.iter().filter(|&&head| todo.contains(head)).for_each(|&head| {
            is_head.insert(head);
        });
        let live = self.reach(is_head.iter(), Edges::Normalized);
        let mut live_above = vec![0; self.len()];
        for node in live.iter() {
            for &below in self.edges(node, Edges::Normalized) {
                if let Some(count) = live_above.get_mut(below as usize) {
                    *count += 1;
                }
            }
        }
        let heads = is_head.iter().collect();
        let output = Vec::new();
        let above = HashMap::new();
        let walk = Walk {
            graph: self,
            todo,
            heads,
            is_head,
            live,
            live_above,
            at: 0,
            output,
            above,
            remembered: 0,
        };
        walk.run()
    }
}

impl Walk<'_> {
    fn run(mut self) -> Result<Vec<Node>, TargetError> {
        while let Some(&candidate) = self.heads.get(self.at) {
            if self.count_above(candidate) > 0
                && let Some(other) = self.first_head_above(candidate)
            {
                self.at = other;
                continue;
            }
            if self.todo.remove(candidate) {
                self.output.push(candidate);
            }
            self.step_down(candidate);
        }
        if self.todo.is_empty() {
            return Ok(self.output);
        }
        Err(TargetError::impossible(
            "the range takes in revisions that its upper end does not lead to",
        ))
    }

    fn count_above(&self, node: Node) -> u32 {
        self.live_above.get(node as usize).copied().unwrap_or(0)
    }

    /// The place of the first open head that the candidate is an ancestor of.
    fn first_head_above(&mut self, candidate: Node) -> Option<usize> {
        if !self.above.contains_key(&candidate) {
            if let Some(found) = self.look_down(candidate) {
                return found;
            }
            let above = self.all_above(candidate);
            self.remember(candidate, above);
        }
        let above = self.above.get(&candidate)?;
        self.heads.iter().position(|&head| head != candidate && above.contains(&head))
    }

    /// The same by going down from each head in turn; nothing where that takes too long.
    fn look_down(&self, candidate: Node) -> Option<Option<usize>> {
        let floor = self.graph.generation(candidate);
        let mut steps = LOOK_DOWN;
        for (place, &head) in self.heads.iter().enumerate() {
            if head == candidate || self.graph.generation(head) <= floor {
                continue;
            }
            let mut seen = HashSet::new();
            let mut todo = vec![head];
            while let Some(node) = todo.pop() {
                steps = steps.checked_sub(1)?;
                for &below in self.graph.edges(node, Edges::Normalized) {
                    if below == candidate {
                        return Some(Some(place));
                    }
                    if self.graph.generation(below) > floor && seen.insert(below) {
                        todo.push(below);
                    }
                }
            }
        }
        Some(None)
    }

    /// All revisions below some head that the candidate is an ancestor of.
    fn all_above(&self, candidate: Node) -> HashSet<Node> {
        let mut seen = HashSet::new();
        let mut todo = vec![candidate];
        while let Some(node) = todo.pop() {
            for &above in self.graph.edges(node, Edges::AllNext) {
                if self.live.contains(above)
                    && self.graph.edges(above, Edges::Normalized).contains(&node)
                    && seen.insert(above)
                {
                    todo.push(above);
                }
            }
        }
        seen
    }

    fn remember(&mut self, candidate: Node, above: HashSet<Node>) {
        self.remembered = self.remembered.saturating_add(above.len());
        if self.remembered > REMEMBERED {
            self.above.clear();
            self.remembered = above.len();
        }
        self.above.insert(candidate, above);
    }

    fn step_down(&mut self, candidate: Node) {
        let graph = self.graph;
        let open: Vec<Node> = graph
            .edges(candidate, Edges::Normalized)
            .iter()
            .copied()
            .filter(|&below| self.todo.contains(below) && !self.is_head.contains(below))
            .collect();
        self.is_head.remove(candidate);
        open.iter().for_each(|&below| {
            self.is_head.insert(below);
        });
        match open.split_first() {
            None => {
                self.heads.remove(self.at);
                self.at = self.at.saturating_sub(1);
            }
            Some((&first, rest)) => {
                if let Some(slot) = self.heads.get_mut(self.at) {
                    *slot = first;
                }
                self.heads.extend_from_slice(rest);
            }
        }
        self.let_go(candidate);
    }

    /// The candidate is below no head any more; what hung on it alone is not either.
    fn let_go(&mut self, candidate: Node) {
        let mut gone = vec![candidate];
        while let Some(node) = gone.pop() {
            if !self.live.remove(node) {
                continue;
            }
            for &below in self.graph.edges(node, Edges::Normalized) {
                let Some(count) = self.live_above.get_mut(below as usize) else { continue };
                *count = count.saturating_sub(1);
                if *count == 0 && !self.is_head.contains(below) {
                    gone.push(below);
                }
            }
        }
    }
}
