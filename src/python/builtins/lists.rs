//! `list`.

use crate::python::class::ClassBuilder;

/// Adds what it has.
pub(super) fn list(builder: ClassBuilder) -> ClassBuilder {
    builder
}
