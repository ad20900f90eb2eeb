//! `OracleTypeCompiler`.

use crate::operation::Refusal;
use crate::platform::float;
use crate::schema::types::Type;

use super::super::Dialect;
use super::{class_name, has, is_a, length, no_attribute, truthy, value, visit as visit_any};

pub(super) fn visit(
    dialect: &dyn Dialect,
    name: &str,
    type_: &Type,
) -> Result<Option<String>, Refusal> {
    Ok(Some(match name {
        "datetime" => "DATE".into(),
        "double" | "DOUBLE_PRECISION" => generate(type_, "DOUBLE PRECISION"),
        "BINARY_DOUBLE" | "BINARY_FLOAT" | "NUMBER" => generate(type_, name),
        "FLOAT" | "float" => float(type_)?,
        "string" | "unicode" | "VARCHAR2" => varchar(type_, "VARCHAR2", true),
        "NVARCHAR2" | "NVARCHAR" => varchar(type_, "NVARCHAR2", false),
        "VARCHAR" => varchar(type_, "VARCHAR", true),
        "INTERVAL" if !has(type_, "day_precision") => {
            return Err(no_attribute(type_, "day_precision"));
        }
        "INTERVAL" => interval(type_),
        "LONG" | "ROWID" => name.into(),
        "TIMESTAMP" => timestamp(type_)?,
        "text" | "unicode_text" => return visit_any(dialect, "CLOB", type_).map(Some),
        "large_binary" => return visit_any(dialect, "BLOB", type_).map(Some),
        "big_integer" => "NUMBER(19)".into(),
        "RAW" => match length(type_) {
            Some(length) => format!("RAW({length})"),
            None => "RAW".into(),
        },
        "VECTOR" => vector(type_),
        "JSON" if truthy(type_, "use_blob") => "BLOB".into(),
        "JSON" => "JSON".into(),
        _ => return Ok(None),
    }))
}

fn generate(type_: &Type, name: &str) -> String {
    super::numeric(type_, name)
}

/// log10(2) as SQLAlchemy rounds it.
#[allow(clippy::approx_constant)]
const DECIMAL_DIGITS_PER_BIT: f64 = 0.30103;

/// FLOAT, whose precision counts binary digits: a decimal one is refused.
fn float(type_: &Type) -> Result<String, Refusal> {
    let binary = value(type_, "binary_precision");
    let precision = value(type_, "precision").filter(|precision| precision != "0");
    match (precision, binary) {
        (Some(precision), None) => Err(decimal_precision(type_, &precision)),
        (_, Some(binary)) => Ok(format!("FLOAT({binary})")),
        (None, None) => Ok("FLOAT".into()),
    }
}

fn decimal_precision(type_: &Type, precision: &str) -> Refusal {
    let estimated = float::parse(precision).unwrap_or(0.0) / DECIMAL_DIGITS_PER_BIT;
    Refusal::new(
        "sqlalchemy.exc.ArgumentError",
        format!(
            "Oracle Database FLOAT types use 'binary precision', which does not convert cleanly \
             from decimal 'precision'.  Please specify this type with a separate Oracle Database \
             variant, such as {}(precision={precision}).with_variant(oracle.FLOAT\
             (binary_precision={}), 'oracle'), so that the Oracle Database specific \
             'binary_precision' may be specified accurately.",
            class_name(type_),
            float::whole(estimated)
        ),
    )
}

fn varchar(type_: &Type, name: &str, in_characters: bool) -> String {
    match length(type_) {
        None => name.into(),
        Some(length) if in_characters => format!("{name}({length} CHAR)"),
        Some(length) => format!("{name}({length})"),
    }
}

pub(super) fn interval(type_: &Type) -> String {
    let part = |name| match value(type_, name) {
        Some(precision) => format!("({precision})"),
        None => String::new(),
    };
    format!("INTERVAL DAY{} TO SECOND{}", part("day_precision"), part("second_precision"))
}

fn timestamp(type_: &Type) -> Result<String, Refusal> {
    if !has(type_, "timezone") && !is_a(type_, "DateTime") {
        return Err(no_attribute(type_, "timezone"));
    }
    Ok(if truthy(type_, "local_timezone") {
        "TIMESTAMP WITH LOCAL TIME ZONE"
    } else if truthy(type_, "timezone") {
        "TIMESTAMP WITH TIME ZONE"
    } else {
        "TIMESTAMP"
    }
    .into())
}

fn vector(type_: &Type) -> String {
    let part = |name| value(type_, name).unwrap_or_else(|| "*".into());
    format!("VECTOR({},{},{})", part("dim"), part("storage_format"), part("storage_type"))
}
