//! `set` and `frozenset`.

use crate::python::class::ClassBuilder;

/// Adds what it has.
pub(super) fn set(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn frozenset(builder: ClassBuilder) -> ClassBuilder {
    builder
}
