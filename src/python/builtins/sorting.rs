//! Sorting: stable, by `<`, which may run Python code and may fail.

use crate::python::evaluate::Evaluator;
use crate::python::function::Arguments;
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// Sorts values as `list.sort` does.
pub(crate) fn sort_values(
    evaluator: &mut Evaluator,
    values: &mut Vec<Value>,
    key: Option<&Value>,
    reverse: bool,
) -> Outcome<()> {
    let mut pairs = Vec::with_capacity(values.len());
    for value in values.iter() {
        let key = match key {
            Some(key) => evaluator.call(key, Arguments::of([value.clone()]))?,
            None => value.clone(),
        };
        pairs.push((key, value.clone()));
    }
    if reverse {
        pairs.reverse();
    }
    let mut sorted = merge_sort(evaluator, pairs)?;
    if reverse {
        sorted.reverse();
    }
    *values = sorted.into_iter().map(|(_, value)| value).collect();
    Ok(())
}

type Pair = (Value, Value);

/// From the bottom up, so that it needs no stack.
fn merge_sort(evaluator: &mut Evaluator, mut pairs: Vec<Pair>) -> Outcome<Vec<Pair>> {
    let mut width = 1;
    while width < pairs.len() {
        let mut merged = Vec::with_capacity(pairs.len());
        for run in pairs.chunks(width * 2) {
            let (left, right) = run.split_at(width.min(run.len()));
            merge(evaluator, left, right, &mut merged)?;
        }
        pairs = merged;
        width *= 2;
    }
    Ok(pairs)
}

fn merge(
    evaluator: &mut Evaluator,
    left: &[Pair],
    right: &[Pair],
    merged: &mut Vec<Pair>,
) -> Outcome<()> {
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        evaluator.step()?;
        let next = if evaluator.less(&b.0, &a.0)? { right.next() } else { left.next() };
        merged.extend(next.cloned());
    }
    merged.extend(left.chain(right).cloned());
    Ok(())
}
