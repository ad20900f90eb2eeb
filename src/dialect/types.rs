//! Types as text: SQLAlchemy's type compilers, the generic one and each dialect's.

use crate::operation::Refusal;
use crate::platform::float;
use crate::schema::literal::Literal;
use crate::schema::types::{Home, Type, TypeArg, TypeKind};

use super::identifiers;
use super::{Dialect, Family, compile_error};

mod mssql;
mod mysql;
mod oracle;
mod packages;
pub(in crate::dialect) mod postgresql;
#[cfg(test)]
mod recorded;

/// `TypeCompiler.process`: the type's name and arguments as the dialect writes them.
///
/// # Errors
/// What SQLAlchemy would raise for it, `CompileError` above all.
pub fn render(dialect: &dyn Dialect, type_: &Type) -> Result<String, Refusal> {
    let type_ = variant(dialect, type_);
    match &type_.kind {
        TypeKind::Class(class) => visit(dialect, class.visit, type_),
        TypeKind::UserDefined { spec, .. } => Ok(spec.to_string()),
        TypeKind::Decorator { implementation, .. } => render(dialect, implementation),
        TypeKind::Verbatim(text) => Ok(text.to_string()),
    }
}

/// What stands for the type on this dialect, by `with_variant()`.
pub fn variant<'t>(dialect: &dyn Dialect, type_: &'t Type) -> &'t Type {
    type_
        .variants
        .iter()
        .find(|(name, _)| **name == *dialect.name())
        .map_or(type_, |(_, variant)| variant)
}

/// A type with its variant chosen and its decorators taken off: `_unwrapped_dialect_impl`.
pub fn unwrapped<'t>(dialect: &dyn Dialect, type_: &'t Type) -> &'t Type {
    let mut current = variant(dialect, type_);
    while let TypeKind::Decorator { implementation, .. } = &current.kind {
        current = variant(dialect, implementation);
    }
    current
}

/// One `visit_...` method: the dialect's own, or else the generic one.
fn visit(dialect: &dyn Dialect, name: &str, type_: &Type) -> Result<String, Refusal> {
    let own = match dialect.family() {
        Family::Postgresql => postgresql::visit(dialect, name, type_)?,
        Family::Mysql | Family::Mariadb => mysql::visit(dialect, name, type_)?,
        Family::Sqlite => sqlite(name, type_),
        Family::Mssql => mssql::visit(dialect, name, type_)?,
        Family::Oracle => oracle::visit(dialect, name, type_)?,
    };
    match own {
        Some(text) => Ok(text),
        None => generic(dialect, name, type_),
    }
}

/// `GenericTypeCompiler`.
fn generic(dialect: &dyn Dialect, name: &str, type_: &Type) -> Result<String, Refusal> {
    Ok(match name {
        "NUMERIC" | "DECIMAL" => numeric(type_, name),
        "CHAR" | "NCHAR" | "VARCHAR" | "NVARCHAR" | "TEXT" => string(dialect, type_, name),
        "BINARY" | "VARBINARY" => match whole(type_, "length")?.filter(|length| length != "0") {
            Some(length) => format!("{name}({length})"),
            None => name.into(),
        },
        "FLOAT" | "DOUBLE" | "REAL" | "INTEGER" | "SMALLINT" | "BIGINT" | "TIMESTAMP"
        | "DATETIME" | "DATE" | "TIME" | "CLOB" | "NCLOB" | "UUID" | "BLOB" | "BOOLEAN" => {
            name.into()
        }
        "DOUBLE_PRECISION" => "DOUBLE PRECISION".into(),
        "uuid" if !native_uuid(type_) || !dialect.facts().native_uuid => "CHAR(32)".into(),
        "null" => {
            return Err(compile_error(
                "Can't generate DDL for NullType(); did you forget to specify a type on this \
                 Column?",
            ));
        }
        "type_decorator" => return decorated(dialect, type_),
        _ => match generic_alias(name) {
            Some(alias) => return visit(dialect, alias, type_),
            None => {
                return match packages::visit(dialect, name, type_)? {
                    Some(text) => Ok(text),
                    None => Err(unsupported(dialect, type_)),
                };
            }
        },
    })
}

/// The camel-case types' `visit_...` methods, each of which calls an upper-case one.
fn generic_alias(name: &str) -> Option<&'static str> {
    Some(match name {
        "uuid" => "UUID",
        "large_binary" => "BLOB",
        "boolean" => "BOOLEAN",
        "time" => "TIME",
        "datetime" => "DATETIME",
        "date" => "DATE",
        "big_integer" => "BIGINT",
        "small_integer" => "SMALLINT",
        "integer" => "INTEGER",
        "real" => "REAL",
        "float" => "FLOAT",
        "double" => "DOUBLE",
        "numeric" => "NUMERIC",
        "string" | "unicode" | "enum" => "VARCHAR",
        "text" | "unicode_text" => "TEXT",
        _ => return None,
    })
}

/// `SQLiteTypeCompiler`.
fn sqlite(name: &str, type_: &Type) -> Option<String> {
    match name {
        "JSON" | "JSONB" => Some(name.into()),
        "DATETIME" | "DATE" | "TIME" if !is_text_affinity(type_) => Some(format!("{name}_CHAR")),
        _ => None,
    }
}

/// `_DateTimeMixin.format_is_text_affinity`: whether the stored form has anything but digits.
fn is_text_affinity(type_: &Type) -> bool {
    let Some(format) = type_.text("storage_format") else { return true };
    let mut rest = format;
    while let Some(start) = rest.find("%(") {
        let (before, after) = rest.split_at(start);
        if before.chars().any(|c| !c.is_ascii_digit()) {
            return true;
        }
        rest = after.find('d').and_then(|_| after.split_once(')')).map_or("", |(_, tail)| {
            tail.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix('d').unwrap_or(tail)
        });
    }
    rest.chars().any(|c| !c.is_ascii_digit())
}

/// `Interval` and `PickleType`: `type_.type_engine(dialect)`.
fn decorated(dialect: &dyn Dialect, type_: &Type) -> Result<String, Refusal> {
    if type_.class().is_some_and(|class| class.name == "PickleType") {
        return match type_.inner("impl") {
            Some(implementation) => render(dialect, implementation),
            None => visit(dialect, "large_binary", type_),
        };
    }
    let native = type_.flag("native") != Some(false);
    match dialect.family() {
        Family::Postgresql if native => {
            Ok(postgresql::interval(value(type_, "second_precision"), None))
        }
        Family::Oracle if native => Ok(oracle::interval(type_)),
        _ => visit(dialect, "datetime", type_),
    }
}

/// `UnsupportedCompilationError`: the compiler has no such `visit_...` method.
fn unsupported(dialect: &dyn Dialect, type_: &Type) -> Refusal {
    not_compiled(dialect, "Type", class_name(type_))
}

/// The same of another of the dialect's compilers: `DDL` for schema items.
pub(super) fn not_compiled(dialect: &dyn Dialect, compiler: &str, class: &str) -> Refusal {
    let (module, prefix) = match dialect.family() {
        Family::Postgresql => ("postgresql", "PG"),
        Family::Mysql | Family::Mariadb => ("mysql", "MySQL"),
        Family::Sqlite => ("sqlite", "SQLite"),
        Family::Mssql => ("mssql", "MS"),
        Family::Oracle => ("oracle", "Oracle"),
    };
    Refusal::new(
        "sqlalchemy.exc.UnsupportedCompilationError",
        format!(
            "Compiler <sqlalchemy.dialects.{module}.base.{prefix}{compiler}Compiler> can't render element of type {class}"
        ),
    )
}

/// An attribute that the dialect's compiler asks for and the type does not have.
fn no_attribute(type_: &Type, attribute: &str) -> Refusal {
    Refusal::new(
        "AttributeError",
        format!("'{}' object has no attribute '{attribute}'", class_name(type_)),
    )
}

/// The class's name, as `type(type_).__name__`.
pub fn class_name(type_: &Type) -> &str {
    match &type_.kind {
        TypeKind::Class(class) => class.name,
        TypeKind::UserDefined { class, .. } | TypeKind::Decorator { class, .. } => class,
        TypeKind::Verbatim(text) => text,
    }
}

/// `isinstance(type_, <the class of this name>)`.
fn is_a(type_: &Type, name: &str) -> bool {
    matches!(&type_.kind, TypeKind::Class(class) if class.is_a(name))
}

/// Whether the class's constructor has this parameter, and its instances this attribute.
fn has(type_: &Type, name: &str) -> bool {
    matches!(&type_.kind, TypeKind::Class(class) if class.params.contains(&name))
}

/// `str()` of an argument other than `None`.
fn value(type_: &Type, name: &str) -> Option<String> {
    let Some(literal) = type_.literal(name) else { return implied(type_, name).map(Into::into) };
    match literal {
        Literal::Int(text) | Literal::Str(text) | Literal::Decimal(text) => Some(text.to_string()),
        Literal::Float(number) => Some(float::repr(*number)),
        Literal::Bool(flag) => Some(if *flag { "True" } else { "False" }.into()),
        Literal::EnumMember { value, .. } => match &**value {
            Literal::Int(text) | Literal::Str(text) => Some(text.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// `type_.precision`.
pub fn precision(type_: &Type) -> Option<String> {
    value(type_, "precision")
}

/// The argument as `%d` writes it.
fn whole(type_: &Type, name: &str) -> Result<Option<String>, Refusal> {
    match type_.literal(name) {
        Some(Literal::Str(_)) => {
            Err(Refusal::new("TypeError", "%d format: a real number is required, not str".into()))
        }
        _ => Ok(value(type_, name)),
    }
}

/// What a constructor puts where nothing was given.
fn implied(type_: &Type, name: &str) -> Option<&'static str> {
    let TypeKind::Class(class) = &type_.kind else { return None };
    match (class.home, class.name, name) {
        (Home::Dialect("postgresql"), "BIT", "length") if !truthy(type_, "varying") => Some("1"),
        (Home::Dialect("mssql"), "DOUBLE_PRECISION", "precision") => Some("53"),
        (Home::Dialect("mssql"), "REAL", "precision") => Some("24"),
        _ => None,
    }
}

/// An argument that Python takes for true.
fn truthy(type_: &Type, name: &str) -> bool {
    match type_.literal(name) {
        None => false,
        Some(literal) => crate::schema::options::OptionValue::Literal(literal.clone()).truthy(),
    }
}

/// `type_.length` where it is true: an enum's is that of its longest label.
fn length(type_: &Type) -> Option<String> {
    let given = value(type_, "length").filter(|length| length != "0");
    if given.is_some() || !is_a(type_, "Enum") {
        return given;
    }
    if matches!(type_.arg("length"), Some(TypeArg::Literal(Literal::Null))) {
        return None;
    }
    let longest = labels(type_).iter().map(|label| label.chars().count()).max().unwrap_or(0);
    (longest > 0).then(|| longest.to_string())
}

/// The labels of an `Enum` or the members of a `SET`.
pub fn labels(type_: &Type) -> Vec<&str> {
    let argument = type_.literal("enums").or_else(|| type_.literal("values"));
    match argument {
        Some(Literal::List(items)) => items.iter().filter_map(label).collect(),
        _ => Vec::new(),
    }
}

/// Refuses labels that are no strings, where a statement has to name them; an enum's members may be strings.
pub fn require_labels(type_: &Type, members: bool) -> Result<(), Refusal> {
    let Some(Literal::List(items)) = type_.literal("enums") else { return Ok(()) };
    let fits = |item: &Literal| match item {
        Literal::Str(_) => true,
        _ => members && label(item).is_some(),
    };
    match items.iter().find(|item| !fits(item)) {
        None => Ok(()),
        Some(Literal::List(_)) if members => {
            Err(Refusal::new("AttributeError", "'tuple' object has no attribute 'replace'".into()))
        }
        Some(_) => Err(compile_error(
            "No literal value renderer is available for a literal value with datatype NULL",
        )),
    }
}

fn label(item: &Literal) -> Option<&str> {
    match item {
        Literal::Str(text) => Some(text),
        // a member of a class that derives from str is the string that is its value
        Literal::EnumMember { value, derived: true, .. } => label(value),
        _ => None,
    }
}

/// `native_enum` of an `Enum`.
pub fn native_enum(type_: &Type) -> bool {
    type_.flag("native_enum") != Some(false)
}

fn native_uuid(type_: &Type) -> bool {
    type_.flag("native_uuid") != Some(false)
}

/// NUMERIC and DECIMAL with precision and scale.
fn numeric(type_: &Type, name: &str) -> String {
    match (value(type_, "precision"), value(type_, "scale")) {
        (None, _) => name.into(),
        (Some(precision), None) => [name, "(", &precision, ")"].concat(),
        (Some(precision), Some(scale)) => [name, "(", &precision, ", ", &scale, ")"].concat(),
    }
}

/// `_render_string_type`.
fn string(dialect: &dyn Dialect, type_: &Type, name: &str) -> String {
    let mut text = name.to_owned();
    if let Some(length) = length(type_) {
        text += &["(", &length, ")"].concat();
    }
    if let Some(collation) = type_.text("collation").filter(|collation| !collation.is_empty()) {
        text.push_str(" COLLATE ");
        text.push_str(&identifiers::format_collation(
            dialect,
            collation,
            type_.text("collation_schema"),
        ));
    }
    text
}
