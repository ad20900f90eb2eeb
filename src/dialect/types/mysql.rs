//! `MySQLTypeCompiler`, for MySQL and MariaDB.

use crate::operation::Refusal;
use crate::schema::types::Type;

use super::super::{Dialect, compile_error};
use super::{
    class_name, has, is_a, labels, length, native_enum, no_attribute, require_labels, truthy,
    value, visit as visit_any, whole,
};

pub(super) fn visit(
    dialect: &dyn Dialect,
    name: &str,
    type_: &Type,
) -> Result<Option<String>, Refusal> {
    Ok(Some(match name {
        "NUMERIC" | "DECIMAL" => extend_numeric(type_, super::numeric(type_, name)),
        "DOUBLE" | "REAL" => extend_numeric(type_, double(type_, name)),
        "FLOAT" => extend_numeric(type_, float(type_)),
        "INTEGER" | "BIGINT" | "MEDIUMINT" | "TINYINT" | "SMALLINT" => {
            extend_numeric(type_, integer(type_, name))
        }
        "BIT" if !has(type_, "length") => return Err(no_attribute(type_, "length")),
        "BIT" | "BLOB" => sized(name, value(type_, "length")),
        "DATETIME" | "TIME" | "TIMESTAMP" => {
            sized(name, value(type_, "fsp").filter(|precision| precision != "0"))
        }
        "DATE" | "JSON" | "TINYBLOB" | "MEDIUMBLOB" | "LONGBLOB" | "INET4" | "INET6" => name.into(),
        "YEAR" => sized(name, value(type_, "display_width")),
        "TEXT" => extend_string(type_, sized(name, value(type_, "length")), false),
        "TINYTEXT" | "MEDIUMTEXT" | "LONGTEXT" => extend_string(type_, name.into(), false),
        "VARCHAR" => {
            whole(type_, "length")?;
            extend_string(type_, required(dialect, name, "VARCHAR", type_)?, false)
        }
        "NVARCHAR" => extend_string(type_, required(dialect, name, "VARCHAR", type_)?, true),
        "CHAR" => extend_string(type_, sized("CHAR", value(type_, "length")), false),
        "NCHAR" => extend_string(type_, sized("CHAR", value(type_, "length")), true),
        "VARBINARY" => match whole(type_, "length")? {
            Some(length) => format!("VARBINARY({length})"),
            None => {
                return Err(Refusal::new(
                    "TypeError",
                    "%d format: a real number is required, not NoneType".into(),
                ));
            }
        },
        "large_binary" => return visit_any(dialect, "BLOB", type_).map(Some),
        "enum" if native_enum(type_) => enumerated("ENUM", type_)?,
        "ENUM" | "SET" => enumerated(name, type_)?,
        "BOOLEAN" => "BOOL".into(),
        _ => return Ok(None),
    }))
}

fn sized(name: &str, size: Option<String>) -> String {
    match size {
        Some(size) => format!("{name}({size})"),
        None => name.into(),
    }
}

fn required(
    dialect: &dyn Dialect,
    asked: &str,
    name: &str,
    type_: &Type,
) -> Result<String, Refusal> {
    match length(type_).or_else(|| value(type_, "length")) {
        Some(length) => Ok(format!("{name}({length})")),
        None => {
            Err(compile_error(format!("{asked} requires a length on dialect {}", dialect.name())))
        }
    }
}

fn double(type_: &Type, name: &str) -> String {
    match (value(type_, "precision"), value(type_, "scale")) {
        (Some(precision), Some(scale)) => format!("{name}({precision}, {scale})"),
        _ => name.into(),
    }
}

fn float(type_: &Type) -> String {
    match (value(type_, "precision"), value(type_, "scale")) {
        (Some(precision), Some(scale)) if is_mysql(type_) => format!("FLOAT({precision}, {scale})"),
        (Some(precision), _) => format!("FLOAT({precision})"),
        _ => "FLOAT".into(),
    }
}

fn integer(type_: &Type, name: &str) -> String {
    let width = if is_mysql(type_) { value(type_, "display_width") } else { None };
    sized(name, width)
}

/// `_mysql_type`: one of the dialect's own, with its attributes.
fn is_mysql(type_: &Type) -> bool {
    is_a(type_, "_StringType") || is_a(type_, "_NumericCommonType")
}

/// `_extend_numeric`.
fn extend_numeric(type_: &Type, mut spec: String) -> String {
    if is_mysql(type_) {
        if truthy(type_, "unsigned") {
            spec.push_str(" UNSIGNED");
        }
        if truthy(type_, "zerofill") {
            spec.push_str(" ZEROFILL");
        }
    }
    spec
}

/// `_extend_string`: character set and collation, NATIONAL before it.
fn extend_string(type_: &Type, spec: String, national: bool) -> String {
    let own = is_a(type_, "_StringType");
    let given = |name| value(type_, name).filter(|_| truthy(type_, name));
    let charset = match given("charset") {
        Some(charset) => Some(format!("CHARACTER SET {charset}")),
        None if own && truthy(type_, "ascii") => Some("ASCII".into()),
        None if own && truthy(type_, "unicode") => Some("UNICODE".into()),
        None => None,
    };
    let collation = match given("collation") {
        Some(collation) => Some(format!("COLLATE {collation}")),
        None if own && truthy(type_, "binary") => Some("BINARY".into()),
        None => None,
    };
    let by_class = matches!(class_name(type_), "NVARCHAR" | "NCHAR");
    let national = if own { by_class || truthy(type_, "national") } else { national };
    let parts = if national {
        [Some("NATIONAL".into()), Some(spec), collation]
    } else {
        [Some(spec), charset, collation]
    };
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// `_visit_enumerated_values`.
fn enumerated(name: &str, type_: &Type) -> Result<String, Refusal> {
    require_labels(type_, true)?;
    let values: Vec<String> = labels(type_)
        .iter()
        .map(|label| format!("'{}'", label.replace('\'', "''").replace('\\', "\\\\")))
        .collect();
    Ok(extend_string(type_, format!("{name}({})", values.join(",")), false))
}
