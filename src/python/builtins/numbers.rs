//! `int`, `bool` and `float`.

use crate::python::class::ClassBuilder;

/// Adds what it has.
pub(super) fn int(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn bool_(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn float(builder: ClassBuilder) -> ClassBuilder {
    builder
}
