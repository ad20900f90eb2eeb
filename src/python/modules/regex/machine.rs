//! Runs the instructions, backtracking on a stack of its own.

use super::parse::{Item, Op, Program};
use crate::python::evaluate::Evaluator;
use crate::python::raised::Outcome;

/// Where a match must begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    None,
    Start,
    Both,
}

/// What is undone, or tried instead, when the way does not lead on.
enum Back {
    Branch(usize, usize),
    Slot(usize, Option<usize>),
    Mark(usize, usize),
}

struct Machine<'a> {
    chars: &'a [char],
    slots: Vec<Option<usize>>,
    marks: Vec<usize>,
    end: Option<usize>,
}

/// The first match at or after a place: start and end of each group.
pub(super) fn search(
    evaluator: &mut Evaluator,
    program: &Program,
    chars: &[char],
    start: usize,
    anchor: Anchor,
) -> Outcome<Option<Vec<Option<usize>>>> {
    for at in start..=chars.len() {
        let mut machine = Machine {
            chars,
            slots: vec![None; (program.groups + 1) * 2],
            marks: vec![usize::MAX; program.marks],
            end: (anchor == Anchor::Both).then_some(chars.len()),
        };
        if machine.run(evaluator, &program.ops, at)? {
            return Ok(Some(machine.slots));
        }
        if anchor != Anchor::None {
            break;
        }
    }
    Ok(None)
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(single), None) => single,
        _ => c,
    }
}

fn in_set(items: &[Item], c: char) -> bool {
    items.iter().any(|item| match item {
        Item::Range(low, high) => (*low..=*high).contains(&c),
        Item::Digit(wanted) => c.is_ascii_digit() == *wanted,
        Item::Word(wanted) => is_word(c) == *wanted,
        Item::Space(wanted) => c.is_whitespace() == *wanted,
    })
}

impl Machine<'_> {
    fn char_at(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    fn set_slot(&mut self, stack: &mut Vec<Back>, slot: usize, at: usize) {
        if let Some(place) = self.slots.get_mut(slot) {
            stack.push(Back::Slot(slot, *place));
            *place = Some(at);
        }
    }

    /// Whether the instructions lead from this place to a match.
    fn run(&mut self, evaluator: &mut Evaluator, ops: &[Op], start: usize) -> Outcome<bool> {
        let mut stack: Vec<Back> = Vec::new();
        let (mut op, mut at) = (0, start);
        let mut turns = 0u64;
        loop {
            turns += 1;
            if turns % 64 == 0 {
                evaluator.spend_steps(8)?;
                if stack.len() > 1 << 20 {
                    return Err(evaluator.limit("a pattern needs too much memory".into()));
                }
            }
            match self.step(evaluator, ops, op, at, &mut stack)? {
                Some((_, end)) if matches!(ops.get(op), Some(Op::Match)) => {
                    if self.end.is_none_or(|wanted| wanted == end) {
                        return Ok(true);
                    }
                }
                Some(next) => {
                    (op, at) = next;
                    continue;
                }
                None => {}
            }
            match self.backtrack(&mut stack) {
                Some(next) => (op, at) = next,
                None => return Ok(false),
            }
        }
    }

    fn backtrack(&mut self, stack: &mut Vec<Back>) -> Option<(usize, usize)> {
        loop {
            match stack.pop()? {
                Back::Branch(op, at) => return Some((op, at)),
                Back::Slot(slot, old) => {
                    if let Some(place) = self.slots.get_mut(slot) {
                        *place = old;
                    }
                }
                Back::Mark(mark, old) => {
                    if let Some(place) = self.marks.get_mut(mark) {
                        *place = old;
                    }
                }
            }
        }
    }

    /// Does one instruction: where to go on, or nowhere.
    fn step(
        &mut self,
        evaluator: &mut Evaluator,
        ops: &[Op],
        op: usize,
        at: usize,
        stack: &mut Vec<Back>,
    ) -> Outcome<Option<(usize, usize)>> {
        let next = op + 1;
        let here = self.char_at(at);
        let before = at.checked_sub(1).and_then(|at| self.char_at(at));
        let test = |holds: bool| holds.then_some((next, at));
        Ok(match ops.get(op) {
            None | Some(Op::Match) => Some((op, at)),
            Some(Op::Char(c, ignore)) => {
                here.filter(|h| h == c || *ignore && lower(*h) == lower(*c)).map(|_| (next, at + 1))
            }
            Some(Op::Any(all)) => here.filter(|c| *all || *c != '\n').map(|_| (next, at + 1)),
            Some(Op::Set(items, negative, ignore)) => here
                .filter(|c| {
                    let cases = [*c, lower(*c), c.to_uppercase().next().unwrap_or(*c)];
                    let tried = if *ignore { &cases[..] } else { &cases[..1] };
                    tried.iter().any(|c| in_set(items, *c)) != *negative
                })
                .map(|_| (next, at + 1)),
            Some(Op::Split(first, second)) => {
                stack.push(Back::Branch(*second, at));
                Some((*first, at))
            }
            Some(Op::Jump(to)) => Some((*to, at)),
            Some(Op::Save(slot)) => {
                self.set_slot(stack, *slot, at);
                Some((next, at))
            }
            Some(Op::Mark(mark)) => {
                if let Some(place) = self.marks.get_mut(*mark) {
                    stack.push(Back::Mark(*mark, *place));
                    *place = at;
                }
                Some((next, at))
            }
            Some(Op::Progress(mark)) => {
                let moved = self.marks.get(*mark) != Some(&at);
                // Past the jump back: an empty round ends the loop.
                Some((if moved { next } else { next + 1 }, at))
            }
            Some(Op::TextStart) => test(at == 0),
            Some(Op::LineStart) => test(before.is_none_or(|c| c == '\n')),
            Some(Op::TextEnd) => test(here.is_none()),
            Some(Op::LineEnd) => test(here.is_none_or(|c| c == '\n')),
            Some(Op::LastLine) => {
                test(here.is_none() || here == Some('\n') && at + 1 == self.chars.len())
            }
            Some(Op::Boundary(wanted)) => {
                test((before.is_some_and(is_word) != here.is_some_and(is_word)) == *wanted)
            }
            Some(Op::Back(group, ignore)) => {
                self.back_reference(*group, *ignore, at).map(|at| (next, at))
            }
            Some(Op::Conditional(group, otherwise)) => {
                let took_part = self.slots.get(group * 2 + 1).is_some_and(Option::is_some);
                Some((if took_part { next } else { *otherwise }, at))
            }
            Some(Op::Look { program, behind, negative }) => {
                let from = at.checked_sub(behind.unwrap_or(0));
                let found = match from {
                    Some(from) => self.look(evaluator, program, from, stack, *negative)?,
                    None => false,
                };
                test(found != *negative)
            }
        })
    }

    fn look(
        &mut self,
        evaluator: &mut Evaluator,
        program: &[Op],
        from: usize,
        stack: &mut Vec<Back>,
        negative: bool,
    ) -> Outcome<bool> {
        let before = self.slots.clone();
        let end = self.end.take();
        let found = evaluator.nested(|evaluator| self.run(evaluator, program, from))?;
        self.end = end;
        if negative || !found {
            self.slots = before;
        } else {
            for (slot, old) in before.into_iter().enumerate() {
                stack.push(Back::Slot(slot, old));
            }
        }
        Ok(found)
    }

    fn back_reference(&self, group: usize, ignore: bool, at: usize) -> Option<usize> {
        let start = (*self.slots.get(group * 2)?)?;
        let end = (*self.slots.get(group * 2 + 1)?)?;
        let wanted = self.chars.get(start..end)?;
        let found = self.chars.get(at..at + wanted.len())?;
        let same = |(a, b): (&char, &char)| a == b || ignore && lower(*a) == lower(*b);
        wanted.iter().zip(found).all(same).then_some(at + wanted.len())
    }
}
