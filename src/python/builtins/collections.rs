//! Iterators with a class of their own.

use crate::python::class::ClassBuilder;

/// Adds what it has.
pub(super) fn enumerate(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn zip(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn map(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn filter(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn reversed(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn iterator(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn generator(builder: ClassBuilder) -> ClassBuilder {
    builder
}
