//! Expressions as Python objects.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::python::{
    Class, ClassBuilder, Evaluator, Instance, NativeFunction, Outcome, Raised, Value,
};
use crate::schema::expression::Expr;
use crate::schema::literal::Literal;

struct Held(Rc<Expr>);

macro_rules! class {
    ($function:ident $name:literal $base:expr) => {
        /// A class.
        pub fn $function() -> Rc<Class> {
            thread_local! { static CLASS: OnceCell<Rc<Class>> = const { OnceCell::new() }; }
            let base: Option<Rc<Class>> = $base;
            CLASS.with(|cell| {
                cell.get_or_init(|| {
                    let mut builder = ClassBuilder::new("sqlalchemy.sql.elements", $name);
                    if let Some(base) = &base {
                        builder = builder.base(base);
                    }
                    builder.build()
                })
                .clone()
            })
        }
    };
}

class!(clause_element "ClauseElement" None);
class!(column_element "ColumnElement" Some(clause_element()));
class!(column_clause "ColumnClause" Some(column_element()));
class!(table_clause "TableClause" Some(clause_element()));

/// Whether it is a clause.
pub fn is_clause(_: &mut Evaluator, value: &Value) -> bool {
    value.as_instance().is_some_and(|i| i.class().is_subclass(&clause_element()))
}

/// The object for an expression.
pub fn value(expr: Rc<Expr>) -> Value {
    Value::Instance(Instance::with_payload(column_element(), Rc::new(Held(expr))))
}

/// The expression.
///
/// # Errors
/// Unknown.
pub fn to_expr(evaluator: &mut Evaluator, value: &Value) -> Outcome<Rc<Expr>> {
    if let Value::Unknown(unknown) = value {
        return Err(Raised::Unknown(unknown.clone()));
    }
    if let Some(held) = value.payload::<Held>() {
        return Ok(held.0.clone());
    }
    if let Some(expr) = super::column::expr(evaluator, value)? {
        return Ok(expr);
    }
    Err(evaluator.type_error("no expression"))
}

/// A statement.
///
/// # Errors
/// Unknown.
pub fn to_statement(_: &mut Evaluator, value: &Value) -> Outcome<Option<Rc<Expr>>> {
    Ok(value.payload::<Held>().map(|held| held.0.clone()))
}

/// A literal.
///
/// # Errors
/// Unknown.
pub fn to_literal(evaluator: &mut Evaluator, value: &Value) -> Outcome<Literal> {
    Ok(match value {
        Value::None => Literal::Null,
        Value::Bool(flag) => Literal::Bool(*flag),
        Value::Int(number) => Literal::Int(number.to_string().into()),
        Value::Float(number) => Literal::Float(*number),
        Value::Unknown(unknown) => return Err(Raised::Unknown(unknown.clone())),
        Value::List(_) | Value::Tuple(_) => Literal::List(
            value
                .as_items()
                .unwrap_or_default()
                .iter()
                .map(|item| to_literal(evaluator, item))
                .collect::<Outcome<_>>()?,
        ),
        _ => match value.as_str() {
            Some(text) => Literal::Str(text.clone()),
            None => Literal::Other {
                class: evaluator.type_name(value),
                repr: evaluator.repr_text(value)?.into(),
            },
        },
    })
}

/// A value.
pub fn literal_value(literal: &Literal) -> Value {
    match literal {
        Literal::Str(text) => Value::Str(text.clone()),
        Literal::Bool(flag) => Value::Bool(*flag),
        Literal::Int(digits) => digits.parse().map(Value::Int).unwrap_or(Value::None),
        Literal::List(items) => Value::list(items.iter().map(literal_value).collect()),
        _ => Value::None,
    }
}

/// Members.
///
/// # Errors
/// None.
pub fn member(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    Ok(match name {
        "text" => Some(
            NativeFunction::function("text", |_, arguments| {
                let text = arguments.positional.first().and_then(|v| v.as_str().cloned());
                Ok(value(Rc::new(Expr::text(&text.unwrap_or_else(|| "".into())))))
            })
            .into(),
        ),
        _ => None,
    })
}

/// Members of dialects.
///
/// # Errors
/// None.
pub fn dialect_member(_: &mut Evaluator, _: &str, _: &str) -> Outcome<Option<Value>> {
    Ok(None)
}
