//! The directives about data: execute, bulk_insert, inline_literal.

use std::rc::Rc;

use crate::operation::OperationKind;
use crate::python::{Arguments, Evaluator, Outcome, Raised, Value};
use crate::schema::table::{Row, RowValue, Table};
use crate::schema::types::Type;
use crate::sqlalchemy::table as sqlalchemy_table;
use crate::sqlalchemy::{engine, expression, freeze, session, types};

/// `op.execute` and `MigrationContext.execute`.
pub(super) fn execute(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["sqltext", "*", "execution_options="];
    let mut bound = arguments.bind(evaluator, "execute", parameters)?;
    let statement = bound.take_or_none("sqltext");
    engine::run(evaluator, &statement)?;
    Ok(Value::None)
}

/// `op.bulk_insert`.
pub(super) fn bulk_insert(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["table", "rows", "*", "multiinsert="];
    let mut bound = arguments.bind(evaluator, "bulk_insert", parameters)?;
    let owner = bound.take_or_none("table");
    let given = bound.take_or_none("rows");
    if let Some(unknown) = given.as_unknown().or(owner.as_unknown()) {
        return Err(Raised::from(unknown.clone()));
    }
    let Value::List(list) = given.plain() else {
        return Err(evaluator.type_error("List expected"));
    };
    let given = list.borrow().clone();
    let wanted = |value: &Value| value.as_dict().is_some() || value.as_unknown().is_some();
    if given.first().is_some_and(|first| !wanted(first)) {
        return Err(evaluator.type_error("List of dictionaries expected"));
    }
    if given.is_empty() && session::dialect(evaluator) != "mssql" {
        return Ok(Value::None);
    }
    let Some(table) = freeze::any_table(evaluator, &owner)? else {
        let text = format!("'{}' object has no attribute 'insert'", evaluator.type_name(&owner));
        return Err(evaluator.attribute_error(text));
    };
    let keys = Keys(sqlalchemy_table::columns_by_key(&owner));
    let mut rows = Vec::with_capacity(given.len());
    for row in &given {
        rows.push(self::row(evaluator, &table, &keys, row)?);
    }
    let kind = OperationKind::BulkInsert { table: Box::new(table), rows };
    session::emit(evaluator, "bulk_insert", kind)?;
    Ok(Value::None)
}

/// The columns of a schema `Table` by key, which is what rows name.
struct Keys(Vec<(Rc<str>, Value)>);

impl Keys {
    fn name_of(&self, key: &Rc<str>) -> Rc<str> {
        let found = self.0.iter().find(|(known, _)| known == key);
        let name = found.and_then(|(_, column)| column.as_instance()?.get("name"));
        name.and_then(|name| name.as_str().cloned()).unwrap_or_else(|| key.clone())
    }
}

fn row(evaluator: &mut Evaluator, table: &Table, keys: &Keys, value: &Value) -> Outcome<Row> {
    if let Value::Unknown(unknown) = value {
        return Err(Raised::from(unknown.clone()));
    }
    let Some(dict) = value.as_dict().cloned() else {
        let text = format!("'{}' object has no attribute 'items'", evaluator.type_name(value));
        return Err(evaluator.attribute_error(text));
    };
    let mut row = Row::new();
    for (key, value) in dict.known_items()? {
        evaluator.step()?;
        let name = key.as_str().map(|name| keys.name_of(name));
        let Some(column) = name.and_then(|name| table.column(&name)) else {
            return Err(match &key {
                Value::Unknown(unknown) => Raised::from(unknown.clone()),
                _ => evaluator.key_error(key),
            });
        };
        let name = column.name.text.clone();
        row.push((name, row_value(evaluator, &column.type_, &value)?));
    }
    Ok(row)
}

fn row_value(evaluator: &mut Evaluator, type_: &Rc<Type>, value: &Value) -> Outcome<RowValue> {
    if let Value::Unknown(unknown) = value {
        return Err(Raised::from(unknown.clone()));
    }
    // `op.inline_literal()` is passed on as it is, other expressions are values that have no literal
    if expression::is_inline_literal(value) {
        return Ok(RowValue::Expr(expression::to_expr(evaluator, value)?));
    }
    let value = types::decorator::bind_value(evaluator, type_, value)?;
    Ok(RowValue::Literal(expression::to_literal(evaluator, &value)?))
}

/// `op.inline_literal`.
pub(super) fn inline_literal(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "inline_literal", &["value", "type_="])?;
    let value = bound.take_or_none("value");
    let type_ = bound.take_or_none("type_");
    expression::inline_literal(evaluator, &value, &type_)
}
