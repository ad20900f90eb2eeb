//! `MSTypeCompiler`, for a server whose version is not known.

use crate::operation::Refusal;
use crate::schema::types::Type;

use super::super::Dialect;
use super::{has, length, native_uuid, no_attribute, truthy, value, visit as visit_any};

pub(super) fn visit(
    dialect: &dyn Dialect,
    name: &str,
    type_: &Type,
) -> Result<Option<String>, Refusal> {
    Ok(Some(match name {
        "double" => return visit_any(dialect, "DOUBLE_PRECISION", type_).map(Some),
        "FLOAT" | "TIME" | "DATETIMEOFFSET" | "DATETIME2" => match value(type_, "precision") {
            Some(precision) => format!("{name}({precision})"),
            None => name.into(),
        },
        "TINYINT" | "TIMESTAMP" | "ROWVERSION" | "SMALLDATETIME" | "IMAGE" | "XML" | "BIT"
        | "MONEY" | "SMALLMONEY" | "UNIQUEIDENTIFIER" | "SQL_VARIANT" => name.into(),
        "datetime" if truthy(type_, "timezone") => {
            return visit_any(dialect, "DATETIMEOFFSET", type_).map(Some);
        }
        // an unknown version is taken for one before 2008, which has DATETIME alone
        "date" | "time" | "datetime" => "DATETIME".into(),
        "unicode" => return visit_any(dialect, "NVARCHAR", type_).map(Some),
        "text" => extend("TEXT", type_, length(type_)),
        "unicode_text" => extend("NTEXT", type_, length(type_)),
        "NTEXT" | "TEXT" | "CHAR" | "NCHAR" => extend(name, type_, length(type_)),
        "VARCHAR" | "NVARCHAR" => extend(name, type_, length(type_).or_else(max)),
        "large_binary" => "IMAGE".into(),
        "VARBINARY" => {
            let text = extend(name, type_, length(type_).or_else(max));
            if truthy(type_, "filestream") { format!("{text} FILESTREAM") } else { text }
        }
        "boolean" => "BIT".into(),
        "JSON" if has(type_, "length") => return Err(no_attribute(type_, "length")),
        "JSON" => "NVARCHAR(max)".into(),
        "uuid" if native_uuid(type_) => "UNIQUEIDENTIFIER".into(),
        _ => return Ok(None),
    }))
}

fn max() -> Option<String> {
    Some("max".into())
}

/// `_extend`: a length and a collation, which SQL Server does not quote.
fn extend(name: &str, type_: &Type, length: Option<String>) -> String {
    let mut text = match length {
        Some(length) => format!("{name}({length})"),
        None => name.to_owned(),
    };
    if let Some(collation) = type_.text("collation").filter(|collation| !collation.is_empty()) {
        text.push_str(" COLLATE ");
        text.push_str(collation);
    }
    text
}
