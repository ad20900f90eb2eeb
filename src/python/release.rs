//! Letting go of values that hold values, however deeply, without recursing as deeply.

use std::cell::{Cell, RefCell};

use super::iterator::Source;
use super::value::Value;

/// What is waiting to be dropped.
#[expect(dead_code, reason = "it is held to be dropped, and never looked at")]
pub(crate) enum Held {
    Values(Vec<Value>),
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
