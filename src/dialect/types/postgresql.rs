//! `PGTypeCompiler`, and the names of PostgreSQL's named types.

use crate::operation::Refusal;
use crate::schema::name::Name;
use crate::schema::types::Type;

use super::super::{Dialect, compile_error, identifiers};
use super::{
    class_name, has, is_a, native_enum, native_uuid, no_attribute, render, truthy, value,
    visit as visit_any, whole,
};

/// Names of built-in types, which a named type without a schema may not have (`ischema_names`).
const BUILT_IN: &[&str] = &[
    "_array",
    "hstore",
    "json",
    "jsonb",
    "int4range",
    "int8range",
    "numrange",
    "daterange",
    "tsrange",
    "tstzrange",
    "int4multirange",
    "int8multirange",
    "nummultirange",
    "datemultirange",
    "tsmultirange",
    "tstzmultirange",
    "integer",
    "bigint",
    "smallint",
    "character varying",
    "character",
    "\"char\"",
    "name",
    "text",
    "numeric",
    "float",
    "real",
    "inet",
    "cidr",
    "citext",
    "uuid",
    "bit",
    "bit varying",
    "macaddr",
    "macaddr8",
    "money",
    "oid",
    "regclass",
    "double precision",
    "timestamp",
    "timestamp with time zone",
    "timestamp without time zone",
    "time with time zone",
    "time without time zone",
    "date",
    "time",
    "bytea",
    "boolean",
    "interval",
    "tsvector",
    "tsquery",
    "regconfig",
];

pub(super) fn visit(
    dialect: &dyn Dialect,
    name: &str,
    type_: &Type,
) -> Result<Option<String>, Refusal> {
    Ok(Some(match name {
        "TSVECTOR" | "TSQUERY" | "INET" | "CIDR" | "CITEXT" | "MACADDR" | "MACADDR8" | "MONEY"
        | "OID" | "REGCONFIG" | "REGCLASS" | "HSTORE" | "JSON" | "JSONB" | "INT4MULTIRANGE"
        | "INT8MULTIRANGE" | "NUMMULTIRANGE" | "DATEMULTIRANGE" | "TSMULTIRANGE"
        | "TSTZMULTIRANGE" | "INT4RANGE" | "INT8RANGE" | "NUMRANGE" | "DATERANGE" | "TSRANGE"
        | "TSTZRANGE" | "JSONPATH" | "BYTEA" => name.into(),
        "FLOAT" => match value(type_, "precision").filter(|precision| precision != "0") {
            Some(precision) => format!("FLOAT({precision})"),
            None => "FLOAT".into(),
        },
        "double" => "DOUBLE PRECISION".into(),
        "datetime" => timestamp(type_, "TIMESTAMP")?,
        "TIMESTAMP" | "TIME" => timestamp(type_, name)?,
        "enum" if native_enum(type_) => format_type(dialect, type_)?,
        "ENUM" | "DOMAIN" => format_type(dialect, type_)?,
        "INTERVAL" if !has(type_, "fields") => return Err(no_attribute(type_, "fields")),
        "INTERVAL" => interval(whole(type_, "precision")?, value(type_, "fields")),
        "BIT" if !has(type_, "varying") => return Err(no_attribute(type_, "varying")),
        "BIT" => bit(type_, whole(type_, "length")?),
        "uuid" if native_uuid(type_) => "UUID".into(),
        "large_binary" => "BYTEA".into(),
        "ARRAY" => array(dialect, type_)?,
        "time" => return visit_any(dialect, "TIME", type_).map(Some),
        _ => return Ok(None),
    }))
}

fn timestamp(type_: &Type, name: &str) -> Result<String, Refusal> {
    if !has(type_, "timezone") && !is_a(type_, "TIME") && !is_a(type_, "TypeDecorator") {
        return Err(no_attribute(type_, "timezone"));
    }
    let precision = match value(type_, "precision") {
        Some(precision) => format!("({precision})"),
        None => String::new(),
    };
    let with = if truthy(type_, "timezone") { "WITH" } else { "WITHOUT" };
    Ok([name, &precision, " ", with, " TIME ZONE"].concat())
}

pub(super) fn interval(precision: Option<String>, fields: Option<String>) -> String {
    let mut text = "INTERVAL".to_owned();
    if let Some(fields) = fields {
        text.push(' ');
        text.push_str(&fields);
    }
    if let Some(precision) = precision {
        text.push_str(&format!(" ({precision})"));
    }
    text
}

fn bit(type_: &Type, length: Option<String>) -> String {
    match (truthy(type_, "varying"), length) {
        (true, None) => "BIT VARYING".into(),
        (true, Some(length)) => format!("BIT VARYING({length})"),
        (false, length) => format!("BIT({})", length.unwrap_or_default()),
    }
}

/// The item's type with brackets after it, before a COLLATE if it has one.
fn array(dialect: &dyn Dialect, type_: &Type) -> Result<String, Refusal> {
    let Some(item) = type_.inner("item_type") else {
        return Err(no_attribute(type_, "item_type"));
    };
    let inner = render(dialect, item)?;
    let dimensions = type_.int("dimensions").and_then(|digits| digits.parse().ok()).unwrap_or(1);
    let brackets = "[]".repeat(usize::min(dimensions, 100));
    Ok(match inner.find(" COLLATE") {
        Some(at) => {
            let (name, collation) = inner.split_at(at);
            format!("{name}{brackets}{collation}")
        }
        None => format!("{inner}{brackets}"),
    })
}

/// `PGIdentifierPreparer.format_type`.
///
/// # Errors
/// `CompileError` where it has no name, or a built-in type's.
pub(in crate::dialect) fn format_type(
    dialect: &dyn Dialect,
    type_: &Type,
) -> Result<String, Refusal> {
    let Some(name) = type_.text("name").filter(|name| !name.is_empty()) else {
        return Err(compile_error(format!(
            "PostgreSQL {} type requires a name.",
            class_name(type_)
        )));
    };
    let schema = type_.text("schema");
    if schema.is_none() && BUILT_IN.contains(&name) {
        return Err(compile_error(format!(
            "{} has name '{name}' that matches an existing type, and requires an explicit schema \
             name in order to be rendered in DDL.",
            class_name(type_)
        )));
    }
    let quoted =
        identifiers::quote(dialect, &Name { quote: type_.flag("quote"), ..Name::new(name) });
    Ok(match schema {
        Some(schema) => {
            format!("{}.{quoted}", identifiers::quote_schema(dialect, &Name::new(schema)))
        }
        None => quoted,
    })
}
