//! `str`.

use crate::python::class::ClassBuilder;

/// Adds what it has.
pub(super) fn str_(builder: ClassBuilder) -> ClassBuilder {
    builder
}
