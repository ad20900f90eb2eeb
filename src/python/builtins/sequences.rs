//! `tuple`, `range` and `slice`.

use crate::python::class::ClassBuilder;

/// Adds what it has.
pub(super) fn tuple(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn range(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn slice(builder: ClassBuilder) -> ClassBuilder {
    builder
}
