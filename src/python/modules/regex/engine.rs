//! Matching by backtracking, with a stack of its own and every step counted.

use super::compile::{Program, Step};
use super::parse::{Item, Kind, Place, Set};
use crate::platform;
use crate::python::evaluate::Evaluator;
use crate::python::raised::Outcome;

/// So many steps here count as one step of evaluation.
const PER_STEP: u64 = 8;

/// The most that can be kept to come back to.
const DEEPEST: usize = 2_000_000;

/// Where groups begin and end; the last entry is the last group that closed.
pub(super) type Slots = Vec<Option<usize>>;

/// What is undone when matching fails.
enum Undo {
    Branch(usize, usize),
    Slot(usize, Option<usize>),
    Mark(usize, Option<usize>),
}

/// One attempt to match.
pub(super) struct Engine<'a> {
    pub(super) program: &'a Program,
    pub(super) text: &'a [char],
    pub(super) slots: Slots,
    marks: Vec<Option<usize>>,
    stack: Vec<Undo>,
    /// The match may not end here: it would be an empty one right after another.
    pub(super) not_at: Option<usize>,
    /// The match has to end here.
    pub(super) only_at: Option<usize>,
    count: u64,
}

impl<'a> Engine<'a> {
    /// An attempt on a text, for an expression of so many groups.
    pub(super) fn new(program: &'a Program, text: &'a [char], groups: usize) -> Self {
        Self {
            program,
            text,
            slots: vec![None; groups * 2 + 3],
            marks: vec![None; program.marks],
            stack: Vec::new(),
            not_at: None,
            only_at: None,
            count: 0,
        }
    }

    /// Matches from this position: the end of the match.
    pub(super) fn match_at(
        &mut self,
        evaluator: &mut Evaluator,
        start: usize,
    ) -> Outcome<Option<usize>> {
        self.slots.iter_mut().for_each(|slot| *slot = None);
        self.stack.clear();
        evaluator.spend_steps(self.slots.len() as u64 / 32)?;
        self.run(evaluator, 0, start, true)
    }

    fn spend(&mut self, evaluator: &mut Evaluator) -> Outcome<()> {
        self.count += 1;
        if self.count.is_multiple_of(PER_STEP) {
            evaluator.step()?;
            if self.stack.len() > DEEPEST {
                return Err(evaluator.limit("a regular expression took too much memory".into()));
            }
        }
        Ok(())
    }

    fn run(
        &mut self,
        evaluator: &mut Evaluator,
        first: usize,
        start: usize,
        whole: bool,
    ) -> Outcome<Option<usize>> {
        let base = self.stack.len();
        let (mut at, mut here) = (first, start);
        loop {
            self.spend(evaluator)?;
            let program = self.program;
            let Some(step) = program.steps.get(at) else { return Ok(None) };
            let next = match step {
                Step::Any { newline } => match self.text.get(here) {
                    Some(c) if *newline || *c != '\n' => Some((at + 1, here + 1)),
                    _ => None,
                },
                Step::Set(set) if set.items.len() > 32 => {
                    evaluator.spend_steps(set.items.len() as u64 / 32)?;
                    let fits = self.text.get(here).is_some_and(|c| holds(set, *c));
                    fits.then_some((at + 1, here + 1))
                }
                Step::Set(set) => match self.text.get(here) {
                    Some(c) if holds(set, *c) => Some((at + 1, here + 1)),
                    _ => None,
                },
                Step::Place(place) => self.is_at(*place, here).then_some((at + 1, here)),
                Step::Split(one, other) => {
                    self.stack.push(Undo::Branch(*other, here));
                    Some((*one, here))
                }
                Step::Jump(to) => Some((*to, here)),
                Step::Save(slot) => {
                    self.save(*slot, here);
                    Some((at + 1, here))
                }
                Step::Mark(mark) => {
                    self.mark(*mark, here);
                    Some((at + 1, here))
                }
                Step::Moved(mark) => {
                    let began = self.marks.get(*mark).copied().flatten();
                    // A round that took nothing ends the loop: what follows it comes after the jump.
                    Some(if began == Some(here) { (at + 2, here) } else { (at + 1, here) })
                }
                Step::Back { group, ignore_case } => {
                    let end = self.repeats(*group, here, *ignore_case);
                    let taken = end.map_or(0, |end| end - here);
                    evaluator.spend_steps(taken as u64 / 16)?;
                    end.map(|end| (at + 1, end))
                }
                Step::Look { behind, negated, next } => {
                    let from = behind.map_or(Some(here), |width| here.checked_sub(width));
                    let found = match from {
                        Some(from) => self.inner(evaluator, at + 1, from, *negated)?.is_some(),
                        None => false,
                    };
                    (found != *negated).then_some((*next, here))
                }
                Step::Atomic { next } => {
                    self.inner(evaluator, at + 1, here, false)?.map(|end| (*next, end))
                }
                Step::If { group, otherwise } => {
                    let matched = self.slots.get(group * 2 + 1).copied().flatten().is_some();
                    Some((if matched { at + 1 } else { *otherwise }, here))
                }
                Step::Done if whole && self.refused(here) => None,
                Step::Done => return Ok(Some(here)),
            };
            match next.or_else(|| self.back(base)) {
                Some((step, position)) => (at, here) = (step, position),
                None => return Ok(None),
            }
        }
    }

    fn refused(&self, here: usize) -> bool {
        self.not_at == Some(here) || self.only_at.is_some_and(|end| end != here)
    }

    /// Runs a part by itself; what it noted stays, but there is no coming back into it.
    fn inner(
        &mut self,
        evaluator: &mut Evaluator,
        at: usize,
        here: usize,
        forget: bool,
    ) -> Outcome<Option<usize>> {
        let base = self.stack.len();
        let found = evaluator.nested(|evaluator| self.run(evaluator, at, here, false))?;
        if forget || found.is_none() {
            while self.stack.len() > base {
                self.undo();
            }
            return Ok(found);
        }
        let kept: Vec<Undo> = self.stack.drain(base..).collect();
        self.stack.extend(kept.into_iter().filter(|undo| !matches!(undo, Undo::Branch(..))));
        Ok(found)
    }

    fn undo(&mut self) -> Option<(usize, usize)> {
        match self.stack.pop()? {
            Undo::Branch(at, here) => return Some((at, here)),
            Undo::Slot(slot, old) => {
                if let Some(place) = self.slots.get_mut(slot) {
                    *place = old;
                }
            }
            Undo::Mark(mark, old) => {
                if let Some(place) = self.marks.get_mut(mark) {
                    *place = old;
                }
            }
        }
        None
    }

    /// The last place with another way to go.
    fn back(&mut self, base: usize) -> Option<(usize, usize)> {
        while self.stack.len() > base {
            if let Some(branch) = self.undo() {
                return Some(branch);
            }
        }
        None
    }

    fn save(&mut self, slot: usize, here: usize) {
        self.set_slot(slot, here);
        if slot % 2 == 1 {
            let last = self.slots.len().saturating_sub(1);
            self.set_slot(last, slot / 2);
        }
    }

    fn set_slot(&mut self, slot: usize, value: usize) {
        if let Some(place) = self.slots.get_mut(slot) {
            self.stack.push(Undo::Slot(slot, *place));
            *place = Some(value);
        }
    }

    fn mark(&mut self, mark: usize, here: usize) {
        if let Some(place) = self.marks.get_mut(mark) {
            self.stack.push(Undo::Mark(mark, *place));
            *place = Some(here);
        }
    }

    /// Where a group's text ends if it stands here once more.
    fn repeats(&self, group: usize, here: usize, ignore_case: bool) -> Option<usize> {
        let start = self.slots.get(group * 2).copied().flatten()?;
        let end = self.slots.get(group * 2 + 1).copied().flatten()?;
        let before = self.text.get(start..end)?;
        let now = self.text.get(here..here + before.len())?;
        let same = |(a, b): (&char, &char)| a == b || ignore_case && lower(*a) == lower(*b);
        before.iter().zip(now).all(same).then_some(here + before.len())
    }

    fn is_at(&self, place: Place, here: usize) -> bool {
        let before = here.checked_sub(1).and_then(|at| self.text.get(at));
        let after = self.text.get(here);
        match place {
            Place::Start => here == 0,
            Place::LineStart => before.is_none_or(|c| *c == '\n'),
            Place::End => after.is_none(),
            Place::LastEnd => {
                after.is_none() || after == Some(&'\n') && here + 1 == self.text.len()
            }
            Place::LineEnd => after.is_none_or(|c| *c == '\n'),
            Place::Boundary { negated, ascii } => {
                let word = |c: Option<&char>| c.is_some_and(|c| is_kind(Kind::Word, *c, ascii));
                !self.text.is_empty() && (word(before) != word(after)) != negated
            }
        }
    }
}

fn lower(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { only(&platform::lower_char(c), c) }
}

fn upper(c: char) -> char {
    if c.is_ascii() { c.to_ascii_uppercase() } else { only(&platform::upper_char(c), c) }
}

/// The one character of a text, or this one where there are several.
fn only(cased: &str, c: char) -> char {
    let mut chars = cased.chars();
    match (chars.next(), chars.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

fn holds(set: &Set, c: char) -> bool {
    let folds = set.ignore_case && (!set.ascii || c.is_ascii());
    let within = |c: char| {
        set.items.iter().any(|item| match item {
            Item::Range(low, high) => (*low..=*high).contains(&c),
            Item::Kind { kind, negated } => is_kind(*kind, c, set.ascii) != *negated,
        })
    };
    (within(c) || folds && (within(lower(c)) || within(upper(c)))) != set.negated
}

/// Digits of other scripts that are common enough to be told from other numerals.
const ZEROS: [char; 6] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{e50}', '\u{ff10}'];

fn is_kind(kind: Kind, c: char, ascii: bool) -> bool {
    match kind {
        Kind::Digit => {
            let of = |zero: &char| {
                (0..10).contains(&(i64::from(u32::from(c)) - i64::from(u32::from(*zero))))
            };
            c.is_ascii_digit() || !ascii && ZEROS.iter().any(of)
        }
        Kind::Word if ascii => c.is_ascii_alphanumeric() || c == '_',
        Kind::Word => platform::is_alphanumeric(c) || c == '_',
        Kind::Space if ascii => matches!(c, ' ' | '\t'..='\r'),
        Kind::Space => c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c),
    }
}
