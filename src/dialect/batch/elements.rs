//! Small questions about the parts of a table, as `ApplyBatchImpl` asks them.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::operation::Refusal;
use crate::schema::literal::Literal;
use crate::schema::name::Name;
use crate::schema::table::{Constraint, ConstraintKind, ServerDefault, Table};
use crate::schema::types::{Affinity, Home, Type, TypeArg, TypeKind};

use super::super::rename::column_keys;
use super::super::types;

/// `TypeEngine._type_affinity`, which tells floats from numerics and takes an Enum for a string.
pub(super) fn family_of(type_: &Type) -> (Affinity, &str) {
    let is = |name| type_.class().is_some_and(|class| class.is_a(name));
    match type_.affinity() {
        Affinity::Enum => (Affinity::String, ""),
        Affinity::Numeric if is("Float") => (Affinity::Numeric, "Float"),
        Affinity::Other => (Affinity::Other, types::class_name(type_)),
        affinity => (affinity, ""),
    }
}

pub(super) fn new_default(
    default: Option<&ServerDefault>,
) -> Result<Option<ServerDefault>, Refusal> {
    match default {
        Some(ServerDefault::Computed(_) | ServerDefault::Identity(_) | ServerDefault::Fetched) => {
            Err(Refusal::new(
                "sqlalchemy.exc.ArgumentError",
                "Argument 'arg' is expected to be a string or an SQL expression".into(),
            ))
        }
        other => Ok(other.cloned()),
    }
}

/// `Table(...)` takes each name once.
pub(super) fn refuse_duplicates(table: &Table) -> Result<(), Refusal> {
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    match table.columns.iter().find(|column| !seen.insert(&column.name.text)) {
        None => Ok(()),
        Some(column) => Err(Refusal::new(
            "sqlalchemy.exc.DuplicateColumnError",
            format!(
                "A column with name '{}' is already present in table '{}'.",
                column.name.text, table.name.name.text
            ),
        )),
    }
}

/// The primary key that the columns' own flags make.
pub(super) fn flagged_key(table: &Table) -> Option<Constraint> {
    let flagged = table.columns.iter().filter(|column| column.primary_key);
    let columns: Vec<Name> = flagged.map(|column| column.name.clone()).collect();
    (!columns.is_empty()).then(|| Constraint {
        implicit: true,
        ..Constraint::new(None, ConstraintKind::PrimaryKey { columns })
    })
}

/// Puts the primary key first, and lets the columns know that they are its.
pub(super) fn take_key(table: &mut Table, key: Option<Constraint>) {
    let Some(key) = key else { return };
    if table.constraints.iter().any(is_primary_key) {
        return;
    }
    if let ConstraintKind::PrimaryKey { columns } = &key.kind {
        for column in &mut table.columns {
            if columns.iter().any(|name| name.text == column.name.text) {
                column.primary_key = true;
                column.nullable = column.nullable && column.nullable_given;
            }
        }
    }
    table.constraints.insert(0, key);
}

/// `_columns_for_constraint`, by key.
pub(super) fn constraint_keys(constraint: &Constraint) -> Vec<Rc<str>> {
    let keys = |names: &[Name]| names.iter().map(|name| name.text.clone()).collect();
    match &constraint.kind {
        ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns } => {
            keys(columns)
        }
        ConstraintKind::ForeignKey(key) => keys(&key.columns),
        ConstraintKind::Check { sqltext } => column_keys(sqltext),
        ConstraintKind::Exclude(exclude) => {
            exclude.elements.iter().flat_map(|(expr, _)| column_keys(expr)).collect()
        }
        ConstraintKind::Bare => Vec::new(),
    }
}

pub(super) fn is_primary_key(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::PrimaryKey { .. })
}

pub(super) fn is_named(name: Option<&Name>, text: &str) -> bool {
    name.is_some_and(|name| *name.text == *text)
}

pub(super) fn key_error(key: &str) -> Refusal {
    Refusal::new("KeyError", format!("'{key}'"))
}

pub(super) fn value_error(message: impl Into<String>) -> Refusal {
    Refusal::new("ValueError", message.into())
}

pub(super) fn unexpected(method: &str, argument: &str) -> Refusal {
    Refusal::new(
        "TypeError",
        format!("ApplyBatchImpl.{method}() got an unexpected keyword argument '{argument}'"),
    )
}

/// `.name` of a `SchemaEventTarget`; arrays and decorators are such, and have none.
pub(super) fn name_of_type(type_: &Type) -> Result<Option<&str>, Refusal> {
    let nameless = match &type_.kind {
        TypeKind::Decorator { implementation, .. } => return name_of_type_inside(implementation),
        TypeKind::Class(class) if class.is_a("ARRAY") => "ARRAY",
        TypeKind::Class(class) if class.name == "Interval" && class.home == Home::Core => {
            "DateTime"
        }
        _ => return Ok(type_.text("name").filter(|name| !name.is_empty())),
    };
    Err(no_name(nameless))
}

/// What a decorator's attributes are looked up in.
fn name_of_type_inside(type_: &Type) -> Result<Option<&str>, Refusal> {
    match type_.class() {
        Some(class) if class.params.contains(&"name") => Ok(type_.text("name")),
        _ => Err(no_name(types::class_name(type_))),
    }
}

fn no_name(class: &str) -> Refusal {
    Refusal::new("AttributeError", format!("'{class}' object has no attribute 'name'"))
}

/// A type that is there already, and so not created with a table; `deep`: nor are those inside it.
pub(super) fn not_created(type_: &Rc<Type>, deep: bool) -> Rc<Type> {
    let mut type_ = (**type_).clone();
    type_.args.retain(|(name, _)| *name != "create_type");
    type_.args.push(("create_type", TypeArg::Literal(Literal::Bool(false))));
    for (_, variant) in &mut type_.variants {
        *variant = not_created(variant, deep);
    }
    if deep {
        for (_, argument) in &mut type_.args {
            if let TypeArg::Type(inner) = argument {
                *inner = not_created(inner, deep);
            }
        }
        if let TypeKind::Decorator { implementation, .. } = &mut type_.kind {
            *implementation = not_created(implementation, deep);
        }
    }
    Rc::new(type_)
}
