//! Letting go of values that hold values, however deeply, without recursing as deeply.

use std::cell::{Cell, RefCell};

use super::dict::Entry;
use super::iterator::Source;
use super::names::Names;
use super::value::Value;

/// What is waiting to be dropped.
#[expect(dead_code, reason = "it is held to be dropped, and never looked at")]
pub(crate) enum Held {
    Values(Vec<Value>),
    Slots(Vec<Option<Value>>),
    Names(Names),
    Entries(Vec<Option<Entry>>),
    Source(Source),
}

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static WAITING: RefCell<Vec<Held>> = const { RefCell::new(Vec::new()) };
}

const DEEP: u32 = 24;

/// Drops it now, or a little later where drops are already nested deeply.
pub(crate) fn release(held: Held) {
    let Ok(depth) = DEPTH.try_with(Cell::get) else { return };
    if depth >= DEEP {
        let _ = WAITING.try_with(|waiting| waiting.borrow_mut().push(held));
        return;
    }
    DEPTH.set(depth + 1);
    drop(held);
    if depth == 0 {
        // A thread that ends may have lost the list before the last of its values.
        while let Ok(Some(next)) = WAITING.try_with(|waiting| waiting.borrow_mut().pop()) {
            drop(next);
        }
    }
    DEPTH.set(depth);
}

/// As [`release`], for values; those that hold nothing cost nothing.
pub(crate) fn release_values(values: Vec<Value>) {
    if values.iter().any(holds) {
        release(Held::Values(values));
    }
}

/// As [`release_values`], for the variables of a call.
pub(crate) fn release_slots(slots: Vec<Option<Value>>) {
    if slots.iter().flatten().any(holds) {
        release(Held::Slots(slots));
    }
}

/// As [`release_values`], for an object's attributes.
pub(crate) fn release_names(names: Names) {
    if names.values().any(holds) {
        release(Held::Names(names));
    }
}

/// As [`release_values`], for the entries of a dict or a set.
pub(crate) fn release_entries(entries: Vec<Option<Entry>>) {
    if entries.iter().flatten().any(|entry| holds(&entry.key) || holds(&entry.value)) {
        release(Held::Entries(entries));
    }
}

/// As [`release`], for the value in a place.
pub(crate) fn release_value(place: &mut Value) {
    if holds(place) {
        release(Held::Values(vec![std::mem::replace(place, Value::None)]));
    }
}

fn holds(value: &Value) -> bool {
    !matches!(
        value,
        Value::None
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::Str(_)
            | Value::Bytes(_)
            | Value::Class(_)
            | Value::Module(_)
            | Value::Unknown(_)
    )
}
