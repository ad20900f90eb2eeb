//! The standard library, as far as revisions use it.

mod chance;
mod datetime;
mod time;

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::evaluate::Evaluator;
use super::function::{Arguments, NativeFunction};
use super::module::{Members, Module};
use super::raised::Outcome;
use super::value::Value;

/// Name, what `import *` takes, and where the members come from; whatever else is asked of it is unknown.
type Provided = (&'static str, &'static [&'static str], Members);

/// The modules there are: one line each.
const MODULES: &[Provided] = &[
    ("datetime", datetime::PUBLIC, datetime::members),
    ("random", &[], chance::random),
    ("secrets", &[], chance::secrets),
    ("time", time::PUBLIC, time::members),
];

thread_local! {
    static MADE: RefCell<FxHashMap<&'static str, Rc<Module>>> = RefCell::default();
}

/// The module of this name, if it is known.
pub(crate) fn find(name: &str) -> Option<Rc<Module>> {
    let (name, public, members) = MODULES.iter().find(|(known, ..)| *known == name)?;
    let make = || Module::native_open(name, public, *members, "{} is not implemented by limbeck");
    Some(MADE.with(|made| made.borrow_mut().entry(name).or_insert_with(make).clone()))
}

/// A function that is unknown as soon as one of its arguments is.
fn pure(name: &str, body: fn(&mut Evaluator, Arguments) -> Outcome) -> Value {
    NativeFunction::function(name, body).pure().into()
}

/// A function whose answer is known only when the script runs.
fn unknowable(name: &str, why: &'static str) -> Value {
    NativeFunction::closure(name, move |evaluator, _| Ok(evaluator.unknown(why))).into()
}
