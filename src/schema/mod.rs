//! Tables, columns, types, constraints and expressions as inert data; nothing here knows a dialect.

pub mod colspecs;
pub mod expression;
pub mod literal;
pub mod name;
pub mod options;
pub mod table;
pub mod type_table;
pub mod types;
