//! Types of well-known third-party packages, as those packages render them.

use crate::operation::Refusal;
use crate::schema::types::Type;

use super::super::{Dialect, Family};
use super::{value, visit as visit_any};

pub(super) fn visit(
    dialect: &dyn Dialect,
    name: &str,
    type_: &Type,
) -> Result<Option<String>, Refusal> {
    Ok(Some(match name {
        // sqlmodel gives strings a length on MySQL alone
        "auto_string" => match value(type_, "length") {
            None if dialect.family() == Family::Mysql => "VARCHAR(255)".into(),
            _ => visit_any(dialect, "string", type_)?,
        },
        _ => return Ok(None),
    }))
}
