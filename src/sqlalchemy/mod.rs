//! What `import sqlalchemy` gives the evaluator: types, schema items, expressions, MetaData, connections.
//!
//! The room has two halves that meet here. `expression` owns everything that can stand in a statement. The rest is
//! the schema half: an object of it keeps its state as ordinary Python attributes (`column.name`, `column.type`,
//! `column.table`), so that revisions may read and change them as they do there, and [`freeze`] makes of it the
//! inert data that operations carry.

pub mod annotated;
pub mod attach;
pub mod classes;
pub mod clauses;
mod collection;
pub mod column;
pub mod constraint;
pub mod ddl;
pub mod defaults;
pub mod engine;
pub mod exceptions;
pub mod expression;
pub mod foreign_key;
pub mod freeze;
pub mod index;
mod lacking;
pub mod metadata;
pub mod modules;
pub mod names;
pub mod naming;
pub mod options;
pub mod orm;
mod ranges;
pub mod session;
mod spatial;
pub mod table;
pub mod types;
mod vectors;

#[cfg(test)]
mod tests;

pub(crate) use lacking::lacks;
pub use modules::find as module;
