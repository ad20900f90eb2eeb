//! The order of a new table's columns, where a batch asks for another than the old table's.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::operation::Refusal;

/// Two columns, of which the first comes before the second.
pub(super) type Pair = (Rc<str>, Rc<str>);

/// `_setup_dependencies_for_add_column`: between which columns a new one goes.
///
/// # Errors
/// `KeyError` for a neighbour that is nowhere.
pub(super) fn place(
    column: &Rc<str>,
    before: Option<&Rc<str>>,
    after: Option<&Rc<str>>,
    existing: &[Rc<str>],
    reordered: bool,
    pairs: &mut Vec<Pair>,
) -> Result<(), Refusal> {
    let (mut before, mut after) = (before.cloned(), after.cloned());
    if !reordered {
        if let (Some(left), None) = (&after, &before) {
            before = match position(existing, left) {
                Some(at) => existing.get(at.saturating_add(1)).cloned(),
                None => Some(neighbour(pairs.iter().rev().map(|(a, b)| (a, b)), left)?),
            };
        }
        if let (Some(right), None) = (&before, &after) {
            after = match position(existing, right) {
                Some(at) => at.checked_sub(1).and_then(|at| existing.get(at)).cloned(),
                None => Some(neighbour(pairs.iter().rev().map(|(a, b)| (b, a)), right)?),
            };
        }
    }
    let placed = before.is_some() || after.is_some();
    if let Some(right) = before {
        pairs.push((column.clone(), right));
    }
    if let Some(left) = after {
        pairs.push((left, column.clone()));
    }
    if let (false, false, Some(last)) = (reordered, placed, existing.last()) {
        pairs.push((last.clone(), column.clone()));
    }
    Ok(())
}

fn position(existing: &[Rc<str>], name: &str) -> Option<usize> {
    existing.iter().position(|column| **column == *name)
}

/// What the newest pair says about a column that is new itself.
fn neighbour<'p>(
    mut pairs: impl Iterator<Item = (&'p Rc<str>, &'p Rc<str>)>,
    name: &str,
) -> Result<Rc<str>, Refusal> {
    pairs
        .find(|(key, _)| ***key == *name)
        .map(|(_, value)| value.clone())
        .ok_or_else(|| Refusal::new("KeyError", format!("'{name}'")))
}

/// `_adjust_self_columns_for_partial_reordering`.
///
/// # Errors
/// `CircularDependencyError` where no order fits.
pub(super) fn sorted(
    columns: &[Rc<str>],
    existing: usize,
    partial: &[Vec<Rc<str>>],
    added: &[Pair],
) -> Result<Vec<Rc<str>>, Refusal> {
    let mut pairs: Vec<Pair> = Vec::new();
    if partial.is_empty() {
        pairs.extend(neighbours(columns.get(..existing).unwrap_or(columns)));
    } else {
        partial.iter().for_each(|row| pairs.extend(neighbours(row)));
    }
    pairs.extend(added.iter().cloned());
    pairs.retain(|(left, right)| left != right);
    topological(&pairs, columns)
}

fn neighbours(row: &[Rc<str>]) -> impl Iterator<Item = Pair> {
    row.iter().zip(row.iter().skip(1)).map(|(left, right)| (left.clone(), right.clone()))
}

/// `sqlalchemy.util.topological.sort` with a deterministic order: whoever waits for nobody goes first.
fn topological(pairs: &[Pair], all: &[Rc<str>]) -> Result<Vec<Rc<str>>, Refusal> {
    let mut parents: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for (parent, child) in pairs {
        parents.entry(child).or_default().push(parent);
    }
    let mut todo: Vec<Rc<str>> = all.to_vec();
    let mut sorted = Vec::with_capacity(all.len());
    while !todo.is_empty() {
        let waiting: FxHashSet<Rc<str>> = todo.iter().cloned().collect();
        let (later, ready): (Vec<_>, Vec<_>) = todo.into_iter().partition(|column| {
            parents
                .get(&**column)
                .is_some_and(|parents| parents.iter().any(|parent| waiting.contains(*parent)))
        });
        if ready.is_empty() {
            return Err(Refusal::new(
                "sqlalchemy.exc.CircularDependencyError",
                "Circular dependency detected.".into(),
            ));
        }
        sorted.extend(ready);
        todo = later;
    }
    Ok(sorted)
}
