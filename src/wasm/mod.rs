//! The core for JavaScript: many files in by one call, plain objects out.

pub mod bindings;
pub mod edits;
pub mod files;
mod given;
pub mod script;
pub mod settings;
pub mod wire;
