//! limbeck reads a folder of Alembic revision files and renders the SQL that each migration would run.

pub mod alembic;
pub mod config;
pub mod diagnostic;
pub mod dialect;
pub mod digest;
pub mod edit;
pub mod footprint;
pub mod history;
pub mod operation;
pub mod plan;
pub mod platform;
pub mod python;
pub mod schema;
pub mod sorting;
pub mod source;
pub mod sqlalchemy;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
