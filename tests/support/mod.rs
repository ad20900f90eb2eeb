//! What several tests share: the literate specs as data, and running a revision as they do.

pub mod render;
pub mod spec;
