//! From the parts of an expression to instructions.

use std::rc::Rc;

use super::parse::{Greed, MANY, Node, Place, Set, Wrong};

/// The most instructions that an expression may have once its repetitions are written out.
const LONGEST: usize = 50_000;

/// One step of matching.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Any {
        newline: bool,
    },
    Set(Rc<Set>),
    Place(Place),
    /// Goes on at the first; if that fails, at the second.
    Split(usize, usize),
    Jump(usize),
    /// Notes the position in a slot: two for each group.
    Save(usize),
    /// Notes where a round of a loop began.
    Mark(usize),
    /// Fails where a round of a loop has taken nothing.
    Moved(usize),
    Back {
        group: usize,
        ignore_case: bool,
    },
    /// Tries what follows, up to `Done`, and then goes on at `next` from the old position; from `width`
    /// characters before, if it looks back.
    Look {
        behind: Option<usize>,
        negated: bool,
        next: usize,
    },
    /// Tries what follows, up to `Done`, and then goes on at `next` from where that ended.
    Atomic {
        next: usize,
    },
    Done,
    If {
        group: usize,
        otherwise: usize,
    },
}

/// Instructions for an expression.
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    pub(super) marks: usize,
}

/// Writes an expression out.
pub(super) fn compile(node: &Node) -> Result<Program, Wrong> {
    let mut program = Program { steps: Vec::new(), marks: 0 };
    program.node(node)?;
    program.add(Step::Done)?;
    Ok(program)
}

impl Program {
    fn add(&mut self, step: Step) -> Result<usize, Wrong> {
        if self.steps.len() >= LONGEST {
            return Err(Wrong("the expression is too long for limbeck".into(), None));
        }
        self.steps.push(step);
        Ok(self.steps.len() - 1)
    }

    fn patch(&mut self, at: usize, step: Step) {
        if let Some(slot) = self.steps.get_mut(at) {
            *slot = step;
        }
    }

    fn node(&mut self, node: &Node) -> Result<(), Wrong> {
        match node {
            Node::Empty => {}
            Node::Any { newline } => drop(self.add(Step::Any { newline: *newline })?),
            Node::Set(set) => drop(self.add(Step::Set(set.clone()))?),
            Node::Place(place) => drop(self.add(Step::Place(*place))?),
            Node::Group(node, group) => {
                self.add(Step::Save(group * 2))?;
                self.node(node)?;
                self.add(Step::Save(group * 2 + 1))?;
            }
            Node::Concat(nodes) => {
                for node in nodes {
                    self.node(node)?;
                }
            }
            Node::Either(branches) => self.either(branches)?,
            Node::Repeat { node, min, max, greed: Greed::Possessive } => {
                let atomic = self.add(Step::Done)?;
                self.repeat(node, *min, *max, true)?;
                let done = self.add(Step::Done)?;
                self.patch(atomic, Step::Atomic { next: done + 1 });
            }
            Node::Repeat { node, min, max, greed } => {
                self.repeat(node, *min, *max, *greed == Greed::Greedy)?;
            }
            Node::Back { group, ignore_case } => {
                self.add(Step::Back { group: *group, ignore_case: *ignore_case })?;
            }
            Node::Look { node, behind, negated } => {
                let width = match (behind, width(node)) {
                    (false, _) => None,
                    (true, Some(width)) => Some(width),
                    (true, None) => {
                        let text = "look-behind requires fixed-width pattern";
                        return Err(Wrong(text.into(), None));
                    }
                };
                let look = self.add(Step::Done)?;
                self.node(node)?;
                let next = self.add(Step::Done)? + 1;
                self.patch(look, Step::Look { behind: width, negated: *negated, next });
            }
            Node::Atomic(node) => {
                let atomic = self.add(Step::Done)?;
                self.node(node)?;
                let next = self.add(Step::Done)? + 1;
                self.patch(atomic, Step::Atomic { next });
            }
            Node::If { group, then, otherwise } => {
                let test = self.add(Step::Done)?;
                self.node(then)?;
                let jump = self.add(Step::Done)?;
                self.patch(test, Step::If { group: *group, otherwise: jump + 1 });
                self.node(otherwise)?;
                self.patch(jump, Step::Jump(self.steps.len()));
            }
        }
        Ok(())
    }

    fn either(&mut self, branches: &[Node]) -> Result<(), Wrong> {
        let mut jumps = Vec::new();
        for (at, branch) in branches.iter().enumerate() {
            if at + 1 == branches.len() {
                self.node(branch)?;
                break;
            }
            let split = self.add(Step::Done)?;
            self.node(branch)?;
            jumps.push(self.add(Step::Done)?);
            self.patch(split, Step::Split(split + 1, self.steps.len()));
        }
        for jump in jumps {
            self.patch(jump, Step::Jump(self.steps.len()));
        }
        Ok(())
    }

    fn repeat(&mut self, node: &Node, min: u32, max: u32, greedy: bool) -> Result<(), Wrong> {
        for _ in 0..min {
            let before = self.steps.len();
            self.node(node)?;
            // What needs no steps can be repeated as often as one likes.
            if self.steps.len() == before {
                return Ok(());
            }
        }
        let split = |here: usize, end: usize| {
            if greedy { Step::Split(here + 1, end) } else { Step::Split(end, here + 1) }
        };
        if max == MANY {
            let mark = self.marks;
            self.marks += 1;
            let start = self.add(Step::Done)?;
            self.add(Step::Mark(mark))?;
            self.node(node)?;
            self.add(Step::Moved(mark))?;
            self.add(Step::Jump(start))?;
            self.patch(start, split(start, self.steps.len()));
            return Ok(());
        }
        let mut splits = Vec::new();
        for _ in min..max {
            splits.push(self.add(Step::Done)?);
            self.node(node)?;
        }
        for at in splits {
            self.patch(at, split(at, self.steps.len()));
        }
        Ok(())
    }
}

/// How many characters something takes, where that is always the same.
fn width(node: &Node) -> Option<usize> {
    Some(match node {
        Node::Empty | Node::Place(_) | Node::Look { .. } => 0,
        Node::Any { .. } | Node::Set(_) => 1,
        Node::Group(node, _) | Node::Atomic(node) => width(node)?,
        Node::Concat(nodes) => {
            let mut sum = 0usize;
            for node in nodes {
                sum = sum.checked_add(width(node)?)?;
            }
            sum
        }
        Node::Either(branches) => {
            let first = width(branches.first()?)?;
            if branches.iter().any(|branch| width(branch) != Some(first)) {
                return None;
            }
            first
        }
        Node::Repeat { node, min, max, .. } if min == max => {
            width(node)?.checked_mul(*min as usize)?
        }
        Node::If { then, otherwise, .. } => {
            let first = width(then)?;
            return (width(otherwise) == Some(first)).then_some(first);
        }
        Node::Repeat { .. } | Node::Back { .. } => return None,
    })
}
