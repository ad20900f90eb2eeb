//! Joins: their left side, and their condition by foreign keys where none is given.

use std::rc::Rc;

use crate::operation::Refusal;
use crate::schema::expression::from::{self, From};
use crate::schema::expression::join::{self, NoCondition};
use crate::schema::expression::statement::{Select, SelectJoin};

/// The FROM elements of a SELECT with its joins put in, as `_setup_joins` does.
pub(super) fn resolved(select: &Select) -> Result<Vec<Rc<From>>, Refusal> {
    let mut froms = select.from.clone();
    for clause in &select.joins {
        add_join(select, &mut froms, clause)?;
    }
    Ok(froms)
}

fn add_join(
    select: &Select,
    froms: &mut Vec<Rc<From>>,
    clause: &SelectJoin,
) -> Result<(), Refusal> {
    let (left, position) = match &clause.left {
        Some(left) => {
            let position = froms.iter().position(|from| contains(from, left));
            (left.clone(), position)
        }
        None => implicit_left(select, froms, clause)?,
    };
    let onclause = match &clause.onclause {
        Some(onclause) => onclause.clone(),
        None => join::condition(&left, &clause.right).map_err(refusal)?,
    };
    let left = position.and_then(|position| froms.get(position)).cloned().unwrap_or(left);
    let joined = join::joined(left, clause.right.clone(), onclause, clause.outer, clause.full);
    match position.and_then(|position| froms.get_mut(position)) {
        Some(place) => *place = joined,
        None => froms.push(joined),
    }
    Ok(())
}

fn contains(from: &Rc<From>, wanted: &Rc<From>) -> bool {
    let mut parts = Vec::new();
    from::expand(from, &mut parts);
    from::contains(&parts, wanted)
}

/// `_join_determine_implicit_left_side`.
fn implicit_left(
    select: &Select,
    froms: &[Rc<From>],
    clause: &SelectJoin,
) -> Result<(Rc<From>, Option<usize>), Refusal> {
    let mut candidates = froms.to_vec();
    if candidates.is_empty() {
        for column in select.columns.iter().chain(&select.where_) {
            from::expression_froms(column, &mut candidates);
        }
    }
    let found = left_candidates(&candidates, clause);
    match found.as_slice() {
        [only] => {
            let left = candidates.get(*only).cloned().ok_or_else(|| no_left(clause))?;
            Ok((left, (!froms.is_empty()).then_some(*only)))
        }
        [] => Err(no_left(clause)),
        _ => Err(invalid(
            "Can't determine which FROM clause to join from, there are multiple FROMS which can join to this entity. Please use the .select_from() method to establish an explicit left side, as well as providing an explicit ON clause if not present already to help resolve the ambiguity.",
        )),
    }
}

/// `find_left_clause_to_join_from`.
fn left_candidates(candidates: &[Rc<From>], clause: &SelectJoin) -> Vec<usize> {
    let mut mentioned = Vec::new();
    if let Some(onclause) = &clause.onclause {
        from::expression_froms(onclause, &mut mentioned);
    }
    let found: Vec<usize> = candidates
        .iter()
        .enumerate()
        .filter(|(_, left)| {
            if Rc::ptr_eq(left, &clause.right) {
                return false;
            }
            match &clause.onclause {
                Some(_) if candidates.len() > 1 && !mentioned.is_empty() => mentioned
                    .iter()
                    .all(|table| contains(left, table) || contains(&clause.right, table)),
                Some(_) => true,
                None => join::condition(left, &clause.right).is_ok(),
            }
        })
        .map(|(index, _)| index)
        .collect();
    let mut hidden = Vec::new();
    for from in candidates {
        from::hidden(from, &mut hidden);
    }
    let found: Vec<usize> = if found.len() > 1 {
        found
            .into_iter()
            .filter(|index| {
                candidates.get(*index).is_some_and(|from| !from::contains(&hidden, from))
            })
            .collect()
    } else {
        found
    };
    if found.is_empty() && clause.onclause.is_some() {
        return (0..candidates.len()).collect();
    }
    found
}

/// `_normalize_froms`: what is part of a join is not named again.
pub(super) fn without_hidden(froms: Vec<Rc<From>>) -> Vec<Rc<From>> {
    let mut hidden = Vec::new();
    for from in &froms {
        from::hidden(from, &mut hidden);
    }
    if hidden.is_empty() {
        return froms;
    }
    froms.into_iter().filter(|from| !from::contains(&hidden, from)).collect()
}

fn no_left(clause: &SelectJoin) -> Refusal {
    invalid(&format!(
        "Don't know how to join to {}. Please use the .select_from() method to establish an explicit left side, as well as providing an explicit ON clause if not present already to help resolve the ambiguity.",
        clause.right.description()
    ))
}

fn invalid(message: &str) -> Refusal {
    Refusal::new("sqlalchemy.exc.InvalidRequestError", message.into())
}

fn refusal(reason: NoCondition) -> Refusal {
    match reason {
        NoCondition::NoForeignKeys(message) => {
            Refusal::new("sqlalchemy.exc.NoForeignKeysError", message)
        }
        NoCondition::Ambiguous(message) => {
            Refusal::new("sqlalchemy.exc.AmbiguousForeignKeysError", message)
        }
    }
}
