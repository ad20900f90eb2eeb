//! PostgreSQL's named types: CREATE TYPE and CREATE DOMAIN, and when a table brings them along.

use std::rc::Rc;

use crate::operation::Refusal;
use crate::schema::literal::Literal;
use crate::schema::name::Name;
use crate::schema::table::Table;
use crate::schema::types::{Type, TypeArg, TypeKind};

use super::expressions::{ExprOptions, render_expr};
use super::types::{self, labels, native_enum, postgresql::format_type};
use super::{Dialect, Family, Renderer, columns, identifiers};

/// The `before_create` events of a table: each named type of its columns, once in a script
/// (`NamedType._on_table_create`).
pub(super) fn before_create_table(out: &mut Renderer<'_>, table: &Table) -> Result<(), Refusal> {
    of_table(out, table, create)
}

/// The `after_drop` events of a `MetaData`: each named type of the table's columns, once in an operation.
pub(super) fn after_drop_all(out: &mut Renderer<'_>, table: &Table) -> Result<(), Refusal> {
    of_table(out, table, drop)
}

/// What happens to a named type.
type Act = fn(&mut Renderer<'_>, &Type) -> Result<(), Refusal>;

fn of_table(out: &mut Renderer<'_>, table: &Table, act: Act) -> Result<(), Refusal> {
    for column in &table.columns {
        let active = std::ptr::eq(types::variant(out.dialect, &column.type_), &*column.type_);
        on_attached(out, &column.type_, active, act)?;
        // variants fire too: a generic enum looks whether it is the one used here, a named type does not
        for (_, variant) in &column.type_.variants {
            let active = std::ptr::eq(types::variant(out.dialect, &column.type_), &**variant);
            on_attached(out, variant, active, act)?;
        }
    }
    Ok(())
}

/// One type, or what stands inside an array or a decorator.
fn on_attached(
    out: &mut Renderer<'_>,
    type_: &Type,
    is_used: bool,
    act: Act,
) -> Result<(), Refusal> {
    match &type_.kind {
        TypeKind::Decorator { implementation, .. } => {
            on_attached(out, implementation, is_used, act)
        }
        TypeKind::Class(class) if class.is_a("ARRAY") => match type_.inner("item_type") {
            Some(item) => on_attached(out, item, is_used, act),
            None => Ok(()),
        },
        TypeKind::Class(class) if class.is_a("NamedType") => once(out, type_, act),
        TypeKind::Class(class) if class.is_a("Enum") && class.name != "SET" => {
            if out.dialect.family() == Family::Postgresql && native_enum(type_) && is_used {
                once(out, type_, act)
            } else {
                Ok(())
            }
        }
        _ => Ok(()),
    }
}

/// `_check_for_name_in_memos`.
fn once(out: &mut Renderer<'_>, type_: &Type, act: Act) -> Result<(), Refusal> {
    if type_.flag("create_type") == Some(false) {
        return Ok(());
    }
    let kind = if is_domain(type_) { "DOMAIN" } else { "enum" };
    let schema = type_.text("schema").map(Rc::from);
    let name = type_.text("name").unwrap_or_default().into();
    if out.state.named_types.insert((kind, schema, name)) {
        act(out, type_)?;
    }
    Ok(())
}

fn is_domain(type_: &Type) -> bool {
    type_.class().is_some_and(|class| class.is_a("DOMAIN"))
}

/// `NamedType.create(bind, checkfirst=False)`, or `Enum.create` of a generic one.
///
/// # Errors
/// What SQLAlchemy would raise.
pub(super) fn create(out: &mut Renderer<'_>, type_: &Type) -> Result<(), Refusal> {
    for_bind(out, type_, create_text)
}

/// `NamedType.drop(bind, checkfirst=False)`, or `Enum.drop` of a generic one.
///
/// # Errors
/// What SQLAlchemy would raise.
pub(super) fn drop(out: &mut Renderer<'_>, type_: &Type) -> Result<(), Refusal> {
    for_bind(out, type_, drop_text)
}

/// Dialects without enums of their own do nothing; one with enums but without CREATE TYPE fails.
fn for_bind(
    out: &mut Renderer<'_>,
    type_: &Type,
    text: fn(&dyn Dialect, &Type) -> Result<String, Refusal>,
) -> Result<(), Refusal> {
    let type_ = types::unwrapped(out.dialect, type_);
    let Some(class) = type_.class() else { return Ok(()) };
    let named = class.is_a("NamedType");
    if out.dialect.family() == Family::Postgresql {
        let native = class.is_a("Enum") && native_enum(type_) && class.name != "SET";
        if named || native {
            let sql = text(out.dialect, type_)?;
            out.exec(&sql);
        }
        return Ok(());
    }
    if named && (is_domain(type_) || out.facts().native_enum) {
        let class = if is_domain(type_) { "CreateDomainType" } else { "CreateEnumType" };
        return Err(super::types::not_compiled(out.dialect, "DDL", class));
    }
    Ok(())
}

/// `visit_create_enum_type` and `visit_create_domain_type`.
pub(super) fn create_text(dialect: &dyn Dialect, type_: &Type) -> Result<String, Refusal> {
    if is_domain(type_) {
        return create_domain(dialect, type_);
    }
    let name = format_type(dialect, &as_enum(type_))?;
    types::require_labels(type_, false)?;
    let labels: Result<Vec<String>, Refusal> =
        labels(type_).iter().map(|label| columns::literal_text(dialect, label, "String")).collect();
    Ok(format!("CREATE TYPE {name} AS ENUM ({})", labels?.join(", ")))
}

/// `visit_drop_enum_type` and `visit_drop_domain_type`.
pub(super) fn drop_text(dialect: &dyn Dialect, type_: &Type) -> Result<String, Refusal> {
    let what = if is_domain(type_) { "DOMAIN" } else { "TYPE" };
    Ok(format!("DROP {what} {}", format_type(dialect, &as_enum(type_))?))
}

/// `ENUM.adapt_emulated_to_native`: messages speak of the dialect's own class.
fn as_enum(type_: &Type) -> Type {
    let own = crate::schema::type_table::find("sqlalchemy.dialects.postgresql", "ENUM");
    match (&type_.kind, own) {
        (TypeKind::Class(class), Some(own)) if class.is_a("Enum") => {
            Type { kind: TypeKind::Class(own), ..type_.clone() }
        }
        _ => type_.clone(),
    }
}

/// `visit_create_domain_type`; a space follows the type even where no option does.
fn create_domain(dialect: &dyn Dialect, type_: &Type) -> Result<String, Refusal> {
    let mut options = Vec::new();
    if let Some(collation) = type_.text("collation") {
        let schema = type_.text("collation_schema");
        options
            .push(format!("COLLATE {}", identifiers::format_collation(dialect, collation, schema)));
    }
    match type_.arg("default") {
        Some(TypeArg::Expr(expr)) => {
            let options_ = ExprOptions { include_table: true, ..ExprOptions::DDL };
            options.push(format!("DEFAULT {}", render_expr(dialect, expr, &options_)?));
        }
        Some(TypeArg::Literal(Literal::Str(text))) => {
            options.push(format!("DEFAULT {}", columns::literal_text(dialect, text, "String")?));
        }
        _ => {}
    }
    if let Some(name) = type_.text("constraint_name") {
        let name = identifiers::constraint_name(dialect, &Name::new(name))?;
        options.push(format!("CONSTRAINT {name}"));
    }
    if type_.flag("not_null") == Some(true) {
        options.push("NOT NULL".into());
    }
    match type_.arg("check") {
        Some(TypeArg::Expr(expr)) => {
            options.push(format!("CHECK ({})", render_expr(dialect, expr, &ExprOptions::DDL)?));
        }
        Some(TypeArg::Literal(Literal::Str(text))) => options.push(format!("CHECK ({text})")),
        _ => {}
    }
    let data_type = match type_.inner("data_type") {
        Some(inner) => types::render(dialect, inner)?,
        None => String::new(),
    };
    Ok(format!(
        "CREATE DOMAIN {} AS {data_type} {}",
        format_type(dialect, type_)?,
        options.join(" ")
    ))
}
