//! What several tests share: the literate specs as data, and running a revision as they do.

pub(crate) mod render;
pub(crate) mod spec;
