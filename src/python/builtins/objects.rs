//! `object`.

use crate::python::class::ClassBuilder;

/// Adds what it has.
pub(super) fn object(builder: ClassBuilder) -> ClassBuilder {
    builder
}
