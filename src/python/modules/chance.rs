//! `random` and `secrets`: what they give is known to nobody before the script runs.

use super::unknowable;
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::raised::Outcome;
use crate::python::value::Value;

const WHY: &str = "what is drawn at random is not known before it runs";

const RANDOM: &[&str] = &[
    "Random",
    "SystemRandom",
    "betavariate",
    "choice",
    "choices",
    "expovariate",
    "gammavariate",
    "gauss",
    "getrandbits",
    "getstate",
    "lognormvariate",
    "normalvariate",
    "paretovariate",
    "randbytes",
    "randint",
    "random",
    "randrange",
    "sample",
    "triangular",
    "uniform",
    "vonmisesvariate",
    "weibullvariate",
];

const SECRETS: &[&str] = &[
    "SystemRandom",
    "choice",
    "randbelow",
    "randbits",
    "token_bytes",
    "token_hex",
    "token_urlsafe",
];

/// The members of `random`.
pub(super) fn random(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    Ok(match name {
        "seed" | "setstate" => Some(NativeFunction::function(name, |_, _| Ok(Value::None)).into()),
        "shuffle" => Some(NativeFunction::function(name, shuffle).into()),
        _ => RANDOM.contains(&name).then(|| unknowable(name, WHY)),
    })
}

/// The members of `secrets`.
pub(super) fn secrets(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    Ok(match name {
        "compare_digest" => Some(super::pure(name, compare_digest)),
        _ => SECRETS.contains(&name).then(|| unknowable(name, WHY)),
    })
}

/// Leaves a list of the same length, with nobody knowing what is where.
fn shuffle(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "shuffle", &["x"])?;
    if let Value::List(list) = bound.take_or_none("x").plain() {
        let unknown = evaluator.unknown(WHY);
        list.borrow_mut().iter_mut().for_each(|item| *item = unknown.clone());
    }
    Ok(Value::None)
}

fn compare_digest(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "compare_digest", &["a", "b", "/"])?;
    let (a, b) = (bound.take_or_none("a"), bound.take_or_none("b"));
    Ok(Value::Bool(evaluator.equals(&a, &b)?))
}
