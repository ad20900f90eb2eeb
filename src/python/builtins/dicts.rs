//! `dict`.

use crate::python::class::ClassBuilder;

/// Adds what it has.
pub(super) fn dict(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// Adds what it has.
pub(super) fn view(builder: ClassBuilder) -> ClassBuilder {
    builder
}
