//! The directives about whole tables: create, drop, rename, comment.

use crate::operation::OperationKind;
use crate::python::{Arguments, Evaluator, Outcome, Value};
use crate::sqlalchemy::{column::truthy, freeze, names, session};

use super::schemaobj;

/// `op.create_table`.
pub(super) fn create_table(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["table_name", "*columns", "*", "if_not_exists=", "**kw"];
    let mut bound = arguments.bind(evaluator, "create_table", parameters)?;
    let if_not_exists = flag(evaluator, bound.get("if_not_exists"))?;
    let name = bound.take_or_none("table_name");
    let made = schemaobj::table(evaluator, name, &bound.rest, bound.extra)?;
    let table = Box::new(freeze::table(evaluator, &made)?);
    session::emit(evaluator, "create_table", OperationKind::CreateTable { table, if_not_exists })?;
    Ok(Value::Instance(made))
}

/// `op.drop_table`.
pub(super) fn drop_table(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["table_name", "*", "schema=", "if_exists=", "**kw"];
    let mut bound = arguments.bind(evaluator, "drop_table", parameters)?;
    let if_exists = flag(evaluator, bound.get("if_exists"))?;
    let name = bound.take_or_none("table_name");
    let mut keyword = schemaobj::schema_keyword(bound.take_or_none("schema"));
    keyword.append(&mut bound.extra);
    let made = schemaobj::table(evaluator, name, &[], keyword)?;
    let table = Box::new(freeze::table(evaluator, &made)?);
    session::emit(evaluator, "drop_table", OperationKind::DropTable { table, if_exists })?;
    Ok(Value::None)
}

/// `op.rename_table`.
pub(super) fn rename_table(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["old_table_name", "new_table_name", "*", "schema="];
    let mut bound = arguments.bind(evaluator, "rename_table", parameters)?;
    let schema = bound.take_or_none("schema");
    let old = bound.take_or_none("old_table_name");
    let table = names::qualified(evaluator, &old, &schema)?;
    let new = bound.take_or_none("new_table_name");
    let to = names::require_name(evaluator, &new, "new_table_name")?;
    session::emit(evaluator, "rename_table", OperationKind::RenameTable { table, to })?;
    Ok(Value::None)
}

/// `op.create_table_comment`.
pub(super) fn create_table_comment(
    evaluator: &mut Evaluator,
    arguments: &mut Arguments,
) -> Outcome {
    let parameters = &["table_name", "comment", "*", "existing_comment=", "schema="];
    let mut bound = arguments.bind(evaluator, "create_table_comment", parameters)?;
    let comment = bound.take_or_none("comment");
    comment_on(evaluator, "create_table_comment", &mut bound, comment)
}

/// `op.drop_table_comment`.
pub(super) fn drop_table_comment(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["table_name", "*", "existing_comment=", "schema="];
    let mut bound = arguments.bind(evaluator, "drop_table_comment", parameters)?;
    comment_on(evaluator, "drop_table_comment", &mut bound, Value::None)
}

fn comment_on(
    evaluator: &mut Evaluator,
    directive: &'static str,
    bound: &mut crate::python::Bound,
    comment: Value,
) -> Outcome {
    let name = bound.take_or_none("table_name");
    let schema = bound.take_or_none("schema");
    let table = names::qualified(evaluator, &name, &schema)?;
    let comment = text(evaluator, &comment, "comment")?;
    let existing = bound.take_or_none("existing_comment");
    let existing_comment = text(evaluator, &existing, "existing_comment")?;
    let kind = OperationKind::TableComment {
        table,
        comment,
        dropped: directive == "drop_table_comment",
        existing_comment,
    };
    session::emit(evaluator, directive, kind)?;
    Ok(Value::None)
}

/// A text or `None`.
pub(super) fn text(
    evaluator: &mut Evaluator,
    value: &Value,
    what: &str,
) -> Outcome<Option<std::rc::Rc<str>>> {
    match value {
        Value::None => Ok(None),
        Value::Unknown(unknown) => Err(crate::python::Raised::from(unknown.clone())),
        other => match other.as_str() {
            Some(text) => Ok(Some(text.clone())),
            None => Err(evaluator.type_error(format!(
                "{what} must be a string, not '{}'",
                evaluator.type_name(other)
            ))),
        },
    }
}

/// A flag that may be missing.
pub(super) fn flag(evaluator: &mut Evaluator, value: Option<&Value>) -> Outcome<bool> {
    match value {
        Some(value) => truthy(evaluator, value),
        None => Ok(false),
    }
}
