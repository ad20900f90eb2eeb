//! `type`, `property`, `super` and their like.

use crate::python::class::ClassBuilder;

/// Adds what it has.
pub(super) fn type_(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn property(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn staticmethod(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn classmethod(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn super_(builder: ClassBuilder) -> ClassBuilder {
    builder
}
