//! Targets that count steps: `+2`, `-1`, `id+2`, `label@-1`, for upgrades and for downgrades.

use crate::platform;
use std::rc::Rc;

use super::error::TargetError;
use super::graph::{Edges, Graph, Node};
use super::target::{Place, nodes_of};

type Result<T> = std::result::Result<T, TargetError>;

/// A target that counts steps, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relative<'a> {
    pub(super) label: Option<&'a str>,
    pub(super) symbol: Option<&'a str>,
    pub(super) steps: i64,
    /// The number as written.
    pub(super) text: &'a str,
}

/// Takes `[label@][symbol](+|-)number` apart; what follows the number is not looked at, as in Alembic.
pub(super) fn parse_relative(target: &str) -> Option<Relative<'_>> {
    let line = target.split('\n').next().unwrap_or("");
    for (at, _) in line.match_indices('@').filter(|(at, _)| *at > 0) {
        if let (Some(label), Some(rest)) = (target.get(..at), target.get(at + 1..))
            && let Some(relative) = parse_steps(rest)
        {
            return Some(Relative { label: Some(label), ..relative });
        }
    }
    parse_steps(target)
}

fn parse_steps(text: &str) -> Option<Relative<'_>> {
    let is_word = |c: char| platform::is_alphanumeric(c) || c == '_';
    let (symbol, rest) = text.split_at(text.find(|c| !is_word(c))?);
    let digits = rest.strip_prefix(['+', '-'])?;
    let count = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (digits, number) = (digits.get(..count)?, rest.get(..count + 1)?);
    if digits.is_empty() {
        return None;
    }
    let size = digits.parse::<i64>().unwrap_or(i64::MAX);
    let steps = if rest.starts_with('-') { -size } else { size };
    Some(Relative {
        label: None,
        symbol: Some(symbol).filter(|s| !s.is_empty()),
        steps,
        text: number,
    })
}

impl Graph {
    /// Goes up or down by single steps, refusing where the way forks (`_walk`).
    pub(super) fn walk(
        &self,
        start: Place,
        steps: i64,
        label: Option<&str>,
        refuse_ends: bool,
    ) -> Result<Place> {
        let mut place = start;
        let mut kin: Option<super::closure::NodeSet> = None;
        for _ in 0..steps.unsigned_abs() {
            let choices = if steps > 0 {
                let mut above = self.above(place)?;
                if let Some(label) = label.filter(|label| !label.is_empty())
                    && !above.is_empty()
                {
                    let kin = match &mut kin {
                        Some(kin) => kin,
                        None => kin.insert(self.lineage_of(label)?),
                    };
                    above.retain(|&node| kin.contains(node));
                }
                above.into_iter().map(Place::Revision).collect()
            } else {
                self.below(place)
            };
            match choices[..] {
                [] if refuse_ends => return Ok(Place::Nowhere),
                [] => return Ok(place),
                [only] => place = only,
                _ => {
                    return Err(TargetError::invalid(
                        "the way forks: several revisions are one step away",
                    ));
                }
            }
        }
        Ok(place)
    }

    fn above(&self, place: Place) -> Result<Vec<Node>> {
        match place {
            Place::Nowhere => Ok(self.bases().to_vec()),
            Place::Base => place.node().map(|node| vec![node]),
            Place::Revision(node) => Ok(self.edges(node, Edges::Next).to_vec()),
        }
    }

    fn below(&self, place: Place) -> Vec<Place> {
        let nodes = match place {
            Place::Base => return Vec::new(),
            Place::Nowhere => self.heads(),
            Place::Revision(node) => self.edges(node, Edges::Down),
        };
        if nodes.is_empty() {
            return vec![Place::Base];
        }
        nodes.iter().copied().map(Place::Revision).collect()
    }

    fn lineage_of(&self, label: &str) -> Result<super::closure::NodeSet> {
        let kin = self.of_lineage(self.nodes().collect(), Some(label), false)?;
        let mut set = super::closure::NodeSet::new(self.len());
        kin.into_iter().for_each(|node| {
            set.insert(node);
        });
        Ok(set)
    }

    /// The revisions that an upgrade goes to (`_parse_upgrade_target`).
    pub(super) fn upgrade_target(
        &self,
        current: &[Rc<str>],
        target: &str,
        refuse_ends: bool,
    ) -> Result<Vec<Place>> {
        let Some(relative) = parse_relative(target) else { return self.places(Some(target)) };
        let place = match relative.symbol {
            None if relative.steps > 0 => {
                let start = self.upgrade_start(current, relative.label)?;
                let place = self.walk(start, relative.steps, relative.label, refuse_ends)?;
                if place == Place::Nowhere {
                    return Err(TargetError::too_far(relative.text, relative.steps.unsigned_abs()));
                }
                place
            }
            None => return Err(TargetError::too_far(relative.text, relative.steps.unsigned_abs())),
            Some(symbol) if relative.steps > 0 => {
                self.walk(self.place(Some(symbol))?, relative.steps, relative.label, refuse_ends)?
            }
            Some(symbol) => self.walk(
                self.labelled(relative.label, symbol)?,
                relative.steps,
                None,
                refuse_ends,
            )?,
        };
        Ok(vec![place])
    }

    fn labelled(&self, label: Option<&str>, symbol: &str) -> Result<Place> {
        match label {
            Some(label) => self.place(Some(&format!("{label}@{symbol}"))),
            None => self.place(Some(symbol)),
        }
    }

    /// From where `+n` and `label@+n` count.
    fn upgrade_start(&self, current: &[Rc<str>], label: Option<&str>) -> Result<Place> {
        let fork = || {
            TargetError::invalid("an upgrade by steps from several current revisions is ambiguous")
        };
        let Some(label) = label else {
            return match current {
                [] => Ok(Place::Nowhere),
                [only] => self.place(Some(only)),
                _ => Err(fork()),
            };
        };
        let places = self.places_of_all(current)?;
        if places.contains(&Place::Base) {
            // Alembic looks the base up by its name here, and there is no such revision.
            return Err(TargetError::unknown("base"));
        }
        let held = nodes_of(&places)?;
        let mut starts = self.of_lineage(held.clone(), Some(label), false)?;
        if starts.is_empty() {
            starts = self.tips_on_branch(held, label)?;
        }
        match starts[..] {
            [] => Ok(Place::Nowhere),
            [only] => Ok(Place::Revision(only)),
            _ => Err(fork()),
        }
    }

    /// The newest revisions of a branch that are there already, without being heads.
    fn tips_on_branch(&self, held: Vec<Node>, label: &str) -> Result<Vec<Node>> {
        let active = self.reach(held, Edges::Normalized);
        let on_branch = self.of_lineage(active.iter().collect(), Some(label), false)?;
        let mut below = super::closure::NodeSet::new(self.len());
        for &node in &on_branch {
            for &down in self.edges(node, Edges::Normalized) {
                below.insert(down);
            }
        }
        Ok(on_branch.into_iter().filter(|&node| !below.contains(node)).collect())
    }

    /// The branch and the revision that a downgrade goes to (`_parse_downgrade_target`).
    pub(super) fn downgrade_target(
        &self,
        current: &[Rc<str>],
        target: Option<&str>,
        refuse_ends: bool,
    ) -> Result<(Option<Rc<str>>, Place)> {
        let Some(target) = target else { return Ok((None, Place::Nowhere)) };
        let Some(relative) = parse_relative(target) else {
            let (label, symbol) = match target.rsplit_once('@') {
                Some((label, symbol)) => (Some(label).filter(|label| !label.is_empty()), symbol),
                None => (None, target),
            };
            return Ok((label.map(Rc::from), self.place(Some(symbol))?));
        };
        let (steps, far) = (relative.steps, relative.steps.unsigned_abs());
        let (label, place) = match relative.symbol {
            None if steps >= 0 => return Err(TargetError::too_far(relative.text, far)),
            Some(symbol) if steps >= 0 => {
                let start = self.place(Some(symbol))?;
                (
                    relative.label.map(Rc::from),
                    self.walk(start, steps, relative.label, refuse_ends)?,
                )
            }
            Some(symbol) => {
                let start = self.labelled(relative.label, symbol)?;
                (relative.label.map(Rc::from), self.walk(start, steps, None, refuse_ends)?)
            }
            None => {
                let (label, symbol) = self.downgrade_start(current, &relative)?;
                let start = self.labelled(Some(&label), &symbol)?;
                (Some(label), self.walk(start, steps, None, refuse_ends)?)
            }
        };
        match place {
            Place::Nowhere if relative.symbol.is_none() => {
                Err(TargetError::too_far(relative.text, far))
            }
            Place::Nowhere => {
                Err(TargetError::invalid(format!("'{target}' walks past the end of the history")))
            }
            place => Ok((label, place)),
        }
    }

    /// The branch and the revision from which `-n` and `label@-n` count.
    fn downgrade_start(
        &self,
        current: &[Rc<str>],
        relative: &Relative<'_>,
    ) -> Result<(Rc<str>, Rc<str>)> {
        let Some(label) = relative.label else {
            // Several current revisions: Alembic warns and takes the first.
            let Some(first) = current.first() else {
                return Err(TargetError::too_far(relative.text, relative.steps.unsigned_abs()));
            };
            return Ok((first.clone(), first.clone()));
        };
        let mut named = Vec::with_capacity(current.len());
        for id in current {
            named.push(self.place_of_id(id, None)?.node()?);
        }
        let mut starts = self.of_lineage(named, Some(label), false)?;
        if starts.is_empty() {
            let held = nodes_of(&self.places_of_all(current)?)?;
            starts = self.of_lineage(self.all_current(held), Some(label), false)?;
        }
        match starts[..] {
            [only] => Ok((Rc::from(label), self.id(only))),
            [] => Err(TargetError::impossible(format!(
                "nothing of the branch '{label}' is there to go down from"
            ))),
            _ => Err(TargetError::impossible(format!(
                "the branch '{label}' is there with several revisions"
            ))),
        }
    }

    /// The given revisions and what they imply, without those that another one builds on (`_get_all_current`).
    pub(super) fn all_current(&self, held: Vec<Node>) -> Vec<Node> {
        let active = self.reach(held, Edges::Normalized);
        let mut covered = super::closure::NodeSet::new(self.len());
        let mut todo: Vec<Node> =
            active.iter().flat_map(|node| self.edges(node, Edges::Down)).copied().collect();
        while let Some(node) = todo.pop() {
            if covered.insert(node) {
                todo.extend_from_slice(self.edges(node, Edges::Down));
            }
        }
        active.iter().filter(|&node| !covered.contains(node)).collect()
    }
}
