//! The directives about columns: add, drop, alter.

use std::rc::Rc;

use crate::operation::{AlterColumn, Change, OperationKind};
use crate::python::{Arguments, Bound, Evaluator, Outcome, Raised, Value};
use crate::schema::table::{Column, Constraint, ConstraintKind, ServerDefault};
use crate::schema::types::Type;
use crate::sqlalchemy::classes::classes;
use crate::sqlalchemy::{defaults, freeze, names, options, session, types};

use super::schemaobj::{self, schema_keyword};
use super::tables::{flag, text};

/// `op.add_column`.
pub(super) fn add_column(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &[
        "table_name",
        "column",
        "*",
        "schema=",
        "if_not_exists=",
        "inline_references=",
        "inline_primary_key=",
    ];
    let mut bound = arguments.bind(evaluator, "add_column", parameters)?;
    let name = bound.take_or_none("table_name");
    let column = bound.take_or_none("column");
    if let Value::Unknown(unknown) = &column {
        return Err(Raised::from(unknown.clone()));
    }
    // `operation.column.table` is what Alembic asks first.
    evaluator.getattr(&column, "table")?;
    let column = schemaobj::own_column(evaluator, &column)?;
    let schema = schema_keyword(bound.take_or_none("schema"));
    let made = schemaobj::table(evaluator, name, &[column], schema)?;
    let kind = OperationKind::AddColumn {
        table: Box::new(freeze::table(evaluator, &made)?),
        if_not_exists: flag(evaluator, bound.get("if_not_exists"))?,
        inline_references: flag(evaluator, bound.get("inline_references"))?,
        inline_primary_key: flag(evaluator, bound.get("inline_primary_key"))?,
    };
    session::emit(evaluator, "add_column", kind)?;
    Ok(Value::None)
}

/// `op.drop_column`.
pub(super) fn drop_column(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["table_name", "column_name", "*", "schema=", "if_exists=", "**kw"];
    let mut bound = arguments.bind(evaluator, "drop_column", parameters)?;
    let schema = bound.take_or_none("schema");
    let name = bound.take_or_none("table_name");
    let table = names::qualified(evaluator, &name, &schema)?;
    let column = bound.take_or_none("column_name");
    let column = names::require_name(evaluator, &column, "column_name")?;
    let null = types::instance_of("NullType");
    let kind = OperationKind::DropColumn {
        table,
        column: Box::new(Column::new(column, types::to_type(evaluator, &null)?)),
        if_exists: flag(evaluator, bound.get("if_exists"))?,
        options: options::freeze(evaluator, &bound.extra)?,
    };
    session::emit(evaluator, "drop_column", kind)?;
    Ok(Value::None)
}

/// `op.alter_column`.
pub(super) fn alter_column(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &[
        "table_name",
        "column_name",
        "*",
        "nullable=",
        "comment=",
        "server_default=",
        "new_column_name=",
        "type_=",
        "existing_type=",
        "existing_server_default=",
        "existing_nullable=",
        "existing_comment=",
        "schema=",
        "autoincrement=",
        "existing_autoincrement=",
        "**kw",
    ];
    let mut bound = arguments.bind(evaluator, "alter_column", parameters)?;
    let schema = bound.take_or_none("schema");
    let table_name = bound.take_or_none("table_name");
    let column_name = bound.take_or_none("column_name");
    const CHANGES: &[&str] = &["nullable", "new_column_name", "type_", "comment", "server_default"];
    // Whatever the column is, nobody asks for its name where nothing changes, but a copied table, which has none such.
    let is_idle = CHANGES.iter().all(|name| bound.given(name).is_none());
    let column_name = match column_name.as_instance() {
        Some(_) if is_idle => Value::str(evaluator.repr_text(&column_name)?),
        _ => column_name,
    };
    // What `**kw` may not hold, for `AlterColumnOp` and the dialect's `alter_column` are given it already.
    const TAKEN: &[&str] = &[
        "modify_nullable",
        "modify_comment",
        "modify_server_default",
        "modify_name",
        "modify_type",
        "name",
    ];
    if let Some((name, _)) = bound.extra.iter().find(|(name, _)| TAKEN.contains(&&**name)) {
        let message = format!("alter_column() got multiple values for keyword argument '{name}'");
        return Err(evaluator.type_error(message));
    }
    let existing_type = bound.take_or_none("existing_type");
    let type_ = bound.take_or_none("type_");
    let carried = |evaluator: &mut Evaluator, type_: &Value| {
        carried_constraints(evaluator, &table_name, &column_name, type_, &schema)
    };
    let both = !existing_type.is_none() && !type_.is_none();
    let drop_constraints = if both { carried(evaluator, &existing_type)? } else { Vec::new() };
    let add_constraints = if type_.is_none() { Vec::new() } else { carried(evaluator, &type_)? };
    let new_name = bound.take_or_none("new_column_name");
    let change = AlterColumn {
        table: names::qualified(evaluator, &table_name, &schema)?,
        column: names::require_name(evaluator, &column_name, "column_name")?,
        nullable: optional_flag(evaluator, bound.get("nullable"))?,
        server_default: server_default(evaluator, bound.get("server_default"))?,
        new_name: names::optional_name(evaluator, &new_name, "new_column_name")?,
        type_: optional_type(evaluator, &type_)?,
        autoincrement: optional_flag(evaluator, bound.get("autoincrement"))?,
        comment: comment(evaluator, &mut bound, "comment")?,
        existing_type: optional_type(evaluator, &existing_type)?,
        existing_server_default: server_default(evaluator, bound.get("existing_server_default"))?,
        existing_nullable: optional_flag(evaluator, bound.get("existing_nullable"))?,
        existing_autoincrement: optional_flag(evaluator, bound.get("existing_autoincrement"))?,
        existing_comment: {
            let existing = bound.take_or_none("existing_comment");
            text(evaluator, &existing, "existing_comment")?
        },
        drop_constraints,
        add_constraints,
        type_is_class: matches!(
            if type_.is_none() { &existing_type } else { &type_ },
            Value::Class(_)
        ),
        options: options::freeze(evaluator, &bound.extra)?,
    };
    session::emit(evaluator, "alter_column", OperationKind::AlterColumn(Box::new(change)))?;
    Ok(Value::None)
}

/// The constraints that a column of this type brings to its table.
fn carried_constraints(
    evaluator: &mut Evaluator,
    table: &Value,
    column: &Value,
    type_: &Value,
    schema: &Value,
) -> Outcome<Vec<Constraint>> {
    let column = schemaobj::make(
        evaluator,
        &classes().column,
        vec![column.clone(), type_.clone()],
        Vec::new(),
    )?;
    let schema = schema_keyword(schema.clone());
    let made = schemaobj::table(evaluator, table.clone(), &[Value::Instance(column)], schema)?;
    let frozen = freeze::table(evaluator, &made)?;
    let primary = |kind: &ConstraintKind| matches!(kind, ConstraintKind::PrimaryKey { .. });
    Ok(frozen.constraints.into_iter().filter(|found| !primary(&found.kind)).collect())
}

fn optional_type(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Rc<Type>>> {
    if value.is_none() { Ok(None) } else { types::to_type(evaluator, value).map(Some) }
}

fn optional_flag(evaluator: &mut Evaluator, value: Option<&Value>) -> Outcome<Option<bool>> {
    match value.filter(|value| !value.is_none()) {
        Some(value) => flag(evaluator, Some(value)).map(Some),
        None => Ok(None),
    }
}

/// `False` is "not mentioned", `None` is "no default".
fn server_default(
    evaluator: &mut Evaluator,
    value: Option<&Value>,
) -> Outcome<Change<Option<ServerDefault>>> {
    match value {
        None | Some(Value::Bool(false)) => Ok(Change::Keep),
        Some(Value::None) => Ok(Change::To(None)),
        Some(value) => {
            let value = defaults::server_default(evaluator, value, false)?;
            Ok(Change::To(defaults::freeze(evaluator, &value)?))
        }
    }
}

fn comment(
    evaluator: &mut Evaluator,
    bound: &mut Bound,
    name: &str,
) -> Outcome<Change<Option<Rc<str>>>> {
    match bound.take(name) {
        None | Some(Value::Bool(false)) => Ok(Change::Keep),
        Some(value) => Ok(Change::To(text(evaluator, &value, name)?)),
    }
}
