//! Types of well-known third-party packages, as those packages render them.

use crate::operation::Refusal;
use crate::platform;
use crate::schema::colspecs;
use crate::schema::type_table;
use crate::schema::types::Type;

use super::super::{Dialect, Family};
use super::{class_name, render, truthy, value, visit as visit_any};

pub(super) fn visit(
    dialect: &dyn Dialect,
    name: &str,
    type_: &Type,
) -> Result<Option<String>, Refusal> {
    let family = dialect.family();
    let text = match name {
        // sqlmodel gives strings a length on MySQL alone
        "auto_string" => match value(type_, "length") {
            None if family.is_mysql() => "VARCHAR(255)".into(),
            _ => visit_any(dialect, "string", type_)?,
        },
        "utc_datetime" => core(dialect, "DateTime", &[("timezone", Argument::True)])?,
        "email" | "bounded_unicode" | "choice" => match type_.inner("impl") {
            Some(implementation) => render(dialect, implementation)?,
            None => {
                // What is made of other arguments is replaced.
                let given = if name == "bounded_unicode" { "max_length" } else { "length" };
                let length = value(type_, given).unwrap_or_else(|| default_length(type_).into());
                core(dialect, "Unicode", &[("length", Argument::Number(&length))])?
            }
        },
        "code" => core(dialect, "String", &[("length", Argument::Number(default_length(type_)))])?,
        "uuid_type" => uuid_type(dialect, type_)?,
        "json_type" if family == Family::Postgresql => "JSON".into(),
        "json_type" => visit_any(dialect, "unicode_text", type_)?,
        "password" => {
            let length = value(type_, "max_length").unwrap_or_else(|| "1024".into());
            match family {
                Family::Postgresql => "BYTEA".into(),
                Family::Sqlite => "BLOB".into(),
                Family::Oracle => format!("RAW({length})"),
                _ => format!("VARBINARY({length})"),
            }
        }
        "bits" => {
            let length = value(type_, "length").unwrap_or_else(|| default_length(type_).into());
            match family {
                Family::Postgresql => format!("BIT({length})"),
                Family::Sqlite => format!("VARCHAR({length})"),
                _ => format!("BINARY({length})"),
            }
        }
        "json_encoded" => {
            match (truthy(type_, "mysql_as_long"), truthy(type_, "mysql_as_medium")) {
                (true, _) if dialect.name() == "mysql" => "LONGTEXT".into(),
                (_, true) if dialect.name() == "mysql" => "MEDIUMTEXT".into(),
                _ => visit_any(dialect, "text", type_)?,
            }
        }
        "range_type" if family == Family::Postgresql => range(type_).into(),
        "range_type" => core(dialect, "String", &[("length", Argument::Number("255"))])?,
        // pgvector's classes are named as they are written
        "sized" => match value(type_, "dim") {
            Some(dim) => format!("{}({dim})", platform::upper(class_name(type_))),
            None => platform::upper(class_name(type_)),
        },
        "pg_bit" if family == Family::Mssql => "BIT".into(),
        "pg_bit" if family == Family::Postgresql || family.is_mysql() => {
            format!("BIT({})", value(type_, "length").unwrap_or_else(|| "1".into()))
        }
        "LTREE" | "LQUERY" | "LTXTQUERY" if family == Family::Postgresql => name.into(),
        "spatial" => spatial(dialect, type_)?,
        "guid" if family == Family::Postgresql => "UUID".into(),
        "guid" => core(dialect, "CHAR", &[("length", Argument::Number("36"))])?,
        _ => return Ok(None),
    };
    Ok(Some(text))
}

enum Argument<'a> {
    Number(&'a str),
    True,
}

/// A core type with these arguments.
fn core(
    dialect: &dyn Dialect,
    class: &str,
    args: &[(&'static str, Argument<'_>)],
) -> Result<String, Refusal> {
    use crate::schema::literal::Literal;
    use crate::schema::types::TypeArg;
    let Some(class) = type_table::core(class) else { return Ok(String::new()) };
    let mut type_ = Type::of(class);
    for (name, argument) in args {
        let literal = match argument {
            Argument::Number(digits) => Literal::Int((*digits).into()),
            Argument::True => Literal::Bool(true),
        };
        type_.args.push((name, TypeArg::Literal(literal)));
    }
    render(dialect, &colspecs::descriptor(dialect.name(), &type_))
}

/// The length that a class of sqlalchemy_utils has where none is given.
fn default_length(type_: &Type) -> &'static str {
    match class_name(type_) {
        "IPAddressType" | "TimezoneType" => "50",
        "ColorType" | "PhoneNumberType" => "20",
        "LocaleType" => "10",
        "CountryType" => "2",
        "CurrencyType" => "3",
        "WeekDaysType" => "7",
        "BitType" => "1",
        _ => "255",
    }
}

/// `UUIDType.load_dialect_impl`.
fn uuid_type(dialect: &dyn Dialect, type_: &Type) -> Result<String, Refusal> {
    let native = type_.flag("native") != Some(false);
    match dialect.family() {
        Family::Postgresql if native => Ok("UUID".into()),
        Family::Mssql if native => Ok("UNIQUEIDENTIFIER".into()),
        _ if type_.flag("binary") == Some(false) => {
            core(dialect, "CHAR", &[("length", Argument::Number("32"))])
        }
        _ => core(dialect, "BINARY", &[("length", Argument::Number("16"))]),
    }
}

fn range(type_: &Type) -> &'static str {
    match class_name(type_) {
        "IntRangeType" => "INT4RANGE",
        "Int8RangeType" => "INT8RANGE",
        "DateRangeType" => "DATERANGE",
        "NumericRangeType" => "NUMRANGE",
        _ => "TSRANGE",
    }
}

/// geoalchemy2's types.
fn spatial(dialect: &dyn Dialect, type_: &Type) -> Result<String, Refusal> {
    let class = platform::lower(class_name(type_));
    let shape = match type_.arg("geometry_type") {
        None => Some("GEOMETRY"),
        Some(_) => type_.text("geometry_type"),
    };
    let shape = shape.filter(|_| class != "raster");
    let srid = value(type_, "srid").unwrap_or_else(|| "-1".into());
    Ok(match dialect.family() {
        Family::Mssql => class,
        Family::Mysql | Family::Mariadb => {
            let mut spec = shape.unwrap_or("GEOMETRY").to_owned();
            if type_.flag("nullable") == Some(false) || type_.flag("spatial_index") != Some(false) {
                spec.push_str(" NOT NULL");
            }
            let positive = !srid.starts_with('-') && srid != "0";
            if positive && dialect.family() == Family::Mysql {
                spec.push_str(&format!(" SRID {srid}"));
            }
            spec
        }
        _ => match shape
            .filter(|_| truthy(type_, "geometry_type") || type_.arg("geometry_type").is_none())
        {
            Some(shape) => format!("{class}({shape},{srid})"),
            None => class,
        },
    })
}
