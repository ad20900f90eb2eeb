//! Python values as literals, and back.

use std::rc::Rc;

use crate::python::{Arguments, Evaluator, Outcome, Raised, Value};
use crate::schema::literal::Literal;

/// Any Python value as a literal; one without a literal form is carried along by its class and `repr()`.
///
/// # Errors
/// Unknown where a part of it is.
pub fn to_literal(evaluator: &mut Evaluator, value: &Value) -> Outcome<Literal> {
    evaluator.step()?;
    Ok(match value {
        Value::None => Literal::Null,
        Value::Bool(flag) => Literal::Bool(*flag),
        Value::Int(number) => Literal::Int(number.to_string().into()),
        Value::Big(number) => Literal::Int(number.to_radix(10).into()),
        Value::Float(number) => Literal::Float(**number),
        Value::Str(text) => Literal::Str((**text).clone()),
        Value::Bytes(bytes) => Literal::Bytes((**bytes).clone()),
        Value::List(_) | Value::Tuple(_) => {
            Literal::List(each(evaluator, &value.as_items().unwrap_or_default())?)
        }
        Value::Set(set) => Literal::List(each(evaluator, &set.items())?),
        Value::Range(_) | Value::View(_) => {
            let items = evaluator.collect(value)?;
            Literal::List(each(evaluator, &items)?)
        }
        Value::Dict(dict) => {
            let mut items = Vec::with_capacity(dict.len());
            for (key, value) in dict.items() {
                items.push((to_literal(evaluator, &key)?, to_literal(evaluator, &value)?));
            }
            Literal::Dict(items)
        }
        Value::Unknown(unknown) => return Err(Raised::from(unknown.clone())),
        Value::Instance(_) => of_instance(evaluator, value)?,
        other => other_value(evaluator, other)?,
    })
}

fn each(evaluator: &mut Evaluator, items: &[Value]) -> Outcome<Vec<Literal>> {
    items.iter().map(|item| to_literal(evaluator, item)).collect()
}

fn other_value(evaluator: &mut Evaluator, value: &Value) -> Outcome<Literal> {
    let repr = evaluator.shown(value)?;
    Ok(Literal::Other { class: evaluator.type_name(value), repr: repr.into() })
}

/// An object of one of the standard library's classes, of an enumeration, or of a subclass of a built-in.
fn of_instance(evaluator: &mut Evaluator, value: &Value) -> Outcome<Literal> {
    let Some(instance) = value.as_instance() else { return other_value(evaluator, value) };
    let names: Vec<String> = instance.class().mro().map(|class| class.full_name()).collect();
    let is = |name: &str| names.iter().any(|own| own == name);
    if is("enum.Enum") {
        let derived = ["str", "int"].iter().any(|base| is(base) || is(&format!("builtins.{base}")));
        return of_member(evaluator, value, derived);
    }
    if is("datetime.datetime") {
        let text = evaluator.text(value)?;
        let offset = evaluator.getattr(value, "tzinfo")?;
        return Ok(Literal::DateTime { text: text.into(), aware: !offset.is_none() });
    }
    if is("datetime.date") {
        return Ok(Literal::Date(evaluator.text(value)?.into()));
    }
    if is("datetime.time") {
        return Ok(Literal::Time(evaluator.text(value)?.into()));
    }
    if is("datetime.timedelta") {
        return Ok(Literal::Interval {
            days: whole(evaluator, value, "days")?,
            seconds: whole(evaluator, value, "seconds")?,
            microseconds: whole(evaluator, value, "microseconds")?,
        });
    }
    if is("decimal.Decimal") {
        return Ok(Literal::Decimal(evaluator.text(value)?.into()));
    }
    if is("uuid.UUID") {
        return Ok(Literal::Uuid(evaluator.text(value)?.into()));
    }
    match instance.base() {
        Some(base) if !matches!(base, Value::Instance(_)) => {
            let base = base.clone();
            to_literal(evaluator, &base)
        }
        _ => other_value(evaluator, value),
    }
}

fn whole(evaluator: &mut Evaluator, value: &Value, name: &str) -> Outcome<i64> {
    let number = evaluator.getattr(value, name)?;
    match &number {
        Value::Unknown(unknown) => Err(Raised::from(unknown.clone())),
        other => Ok(other.as_int().unwrap_or(0)),
    }
}

fn of_member(evaluator: &mut Evaluator, value: &Value, derived: bool) -> Outcome<Literal> {
    let name = evaluator.getattr(value, "name")?;
    let held = evaluator.getattr(value, "value")?;
    let held = to_literal(evaluator, &held)?;
    match name.as_str() {
        Some(name) => {
            Ok(Literal::EnumMember { name: name.clone(), value: Box::new(held), derived })
        }
        None => Ok(held),
    }
}

/// A Python value for a literal, where it can be had without the class that it came from.
pub fn literal_value(literal: &Literal) -> Value {
    match literal {
        Literal::Null => Value::None,
        Literal::Bool(flag) => Value::Bool(*flag),
        Literal::Int(digits) => match digits.parse::<i64>() {
            Ok(number) => Value::int(number),
            Err(_) => Value::str(digits.clone()),
        },
        Literal::Float(number) => Value::float(*number),
        Literal::Bytes(bytes) => Value::bytes(bytes.clone()),
        Literal::List(items) => Value::list(items.iter().map(literal_value).collect()),
        Literal::EnumMember { value, .. } => literal_value(value),
        Literal::Str(text)
        | Literal::Decimal(text)
        | Literal::Date(text)
        | Literal::Time(text)
        | Literal::Uuid(text)
        | Literal::DateTime { text, .. } => Value::str(text.clone()),
        Literal::Interval { .. } | Literal::Dict(_) | Literal::Other { .. } => {
            Value::unknown("the Python object behind a value is not kept", None)
        }
    }
}

/// An attribute that is `None` where it is missing.
pub(super) fn attribute(evaluator: &mut Evaluator, value: &Value, name: &str) -> Outcome {
    Ok(evaluator.getattr_opt(value, name)?.unwrap_or(Value::None))
}

/// Calls a method without arguments.
pub(super) fn call0(evaluator: &mut Evaluator, value: &Value, name: &str) -> Outcome {
    evaluator.call_method(value, name, Arguments::none())
}

/// A text or nothing.
pub(super) fn optional_text(value: Option<&Value>) -> Option<Rc<str>> {
    value.and_then(|value| value.as_str().cloned())
}
