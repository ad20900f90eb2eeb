//! `bytes`.

use crate::python::class::ClassBuilder;

/// Adds what it has.
pub(super) fn bytes(builder: ClassBuilder) -> ClassBuilder {
    builder
}
