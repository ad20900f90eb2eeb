//! `text()` and `bindparam()`.

use std::rc::Rc;

use crate::platform;
use crate::python::{Arguments, ClassBuilder, Evaluator, Hooks, NativeFunction, Outcome, Value};
use crate::schema::expression::operators::Op;
use crate::schema::expression::statement::TextualSelect;
use crate::schema::expression::{Bind, ColumnRef, Expr, Text, build, group, typing};
use crate::schema::literal::Literal;

use super::case::optional_type;
use super::element::{flag, own};
use super::literal::to_literal;
use super::{coerce, objects, schema_half};

/// `TextClause`.
pub(super) fn class(builder: ClassBuilder) -> ClassBuilder {
    let hooks = Hooks {
        getattr: Some(getattr),
        binary: Some(|evaluator, op, this, other, reflected| {
            let op = match op {
                _ if reflected => return Ok(None),
                crate::python::Binary::And => Op::And,
                crate::python::Binary::Or => Op::Or,
                _ => return Ok(None),
            };
            let own = own(evaluator, this)?;
            let second = coerce::condition(evaluator, other)?;
            Ok(Some(objects::value(build::conjunction(op, &[own, second]))))
        }),
        unary: Some(|evaluator, op, this| match op {
            crate::python::Unary::Invert => {
                let own = own(evaluator, this)?;
                Ok(Some(objects::value(group::negate(&own))))
            }
            _ => Ok(None),
        }),
        ..Hooks::default()
    };
    builder
        .hooks(hooks)
        .method("bindparams", bindparams)
        .method("columns", columns)
        .method("execution_options", |_, this, _| Ok(this.clone()))
}

/// The functions of this file by name.
pub(super) fn member(name: &str) -> Option<Value> {
    let body: fn(&mut Evaluator, &mut Arguments) -> Outcome = match name {
        "text" => text,
        "bindparam" => bindparam,
        _ => return None,
    };
    Some(NativeFunction::function(name, body).into())
}

fn text(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "text", &["text"])?;
    let given = bound.take_or_none("text");
    match given.as_str() {
        Some(sql) => Ok(objects::value(Rc::new(Expr::text(sql)))),
        None => match &given {
            Value::Unknown(unknown) => Ok(Value::Unknown(unknown.clone())),
            other => {
                let class = evaluator.type_name(other);
                let text = format!("expected string or bytes-like object, got '{class}'");
                Err(evaluator.type_error(text))
            }
        },
    }
}

fn getattr(evaluator: &mut Evaluator, this: &Value, name: &str) -> Outcome<Option<Value>> {
    let own = own(evaluator, this)?;
    let Expr::Text(text) = &*own else { return Ok(None) };
    Ok(match name {
        "text" => Some(Value::str(text.sql.clone())),
        "type" => Some(schema_half::type_value(&typing::null())),
        "key" => Some(Value::None),
        _ => None,
    })
}

/// `text().bindparams(*binds, **values)`.
fn bindparams(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let own = own(evaluator, this)?;
    let Expr::Text(text) = &*own else { return Ok(this.clone()) };
    let mut text = text.clone();
    for value in &arguments.positional {
        let given = coerce::clause(evaluator, value)?;
        let Some(Expr::Bind(bind)) = given.as_deref() else {
            return Err(evaluator.attribute_error("'_orig_key'"));
        };
        let bind = Bind { unique: false, ..bind.clone() };
        put(evaluator, &mut text, bind)?;
    }
    for (name, value) in &arguments.keyword {
        let literal = to_literal(evaluator, value)?;
        let known = text.binds.iter().find(|bind| bind.key == *name);
        let type_ = match known.map(|bind| &bind.type_).filter(|type_| !typing::is_null(type_)) {
            Some(type_) => type_.clone(),
            None => typing::of_value(&literal),
        };
        let literal = match known.filter(|bind| !typing::is_null(&bind.type_)) {
            Some(_) => {
                let value = schema_half::bind_value(evaluator, &type_, value)?;
                to_literal(evaluator, &value)?
            }
            None => literal,
        };
        put(evaluator, &mut text, Bind::named(name, Some(literal), type_))?;
    }
    Ok(objects::value(Rc::new(Expr::Text(text))))
}

/// Gives a text the value of one of its parameters.
fn put(evaluator: &mut Evaluator, text: &mut Text, bind: Bind) -> Outcome<()> {
    if !mentions(&text.sql, &bind.key) {
        let message =
            format!("This text() construct doesn't define a bound parameter named '{}'", bind.key);
        return Err(coerce::argument_error(evaluator, message));
    }
    text.binds.retain(|known| known.key != bind.key);
    text.binds.push(bind);
    Ok(())
}

/// Whether `:name` stands in a text as a parameter does.
fn mentions(sql: &str, name: &str) -> bool {
    let is_word = |c: char| platform::is_alphanumeric(c) || c == '_';
    sql.match_indices(':').any(|(at, _)| {
        let before = sql.get(..at).and_then(|text| text.chars().next_back());
        let rest = sql.get(at + 1..).unwrap_or_default();
        let own = rest.strip_prefix(name);
        !before.is_some_and(|c| is_word(c) || c == ':' || c == '\\')
            && own.is_some_and(|after| !after.starts_with(|c| is_word(c) || c == ':'))
    })
}

/// `text().columns(...)`.
fn columns(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let text = own(evaluator, this)?;
    let mut columns = Vec::new();
    for value in &arguments.positional {
        if let Some(Expr::Column(column)) = coerce::clause(evaluator, value)?.as_deref() {
            columns.push(ColumnRef { table: None, ..column.clone() });
        }
    }
    for (name, type_) in &arguments.keyword {
        let type_ = schema_half::to_type(evaluator, type_)?;
        if let Expr::Column(column) = Expr::column(&**name, type_) {
            columns.push(column);
        }
    }
    Ok(objects::value(Rc::new(Expr::TextualSelect(Rc::new(TextualSelect { text, columns })))))
}

/// `bindparam(key, value, type_, ...)`.
fn bindparam(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &[
        "key",
        "value=",
        "type_=",
        "unique=",
        "required=",
        "quote=",
        "callable_=",
        "expanding=",
        "isoutparam=",
        "literal_execute=",
    ];
    let mut bound = arguments.bind(evaluator, "bindparam", parameters)?;
    let type_ = optional_type(evaluator, bound.take("type_"))?;
    let key = bound.take_or_none("key");
    let value =
        match (bound.take("callable_").filter(|value| !value.is_none()), bound.take("value")) {
            (Some(callable), _) => Some(evaluator.call(&callable, Arguments::none())?),
            (None, value) => value,
        };
    let expanding = flag(evaluator, bound.get("expanding"))?;
    let literal = match &value {
        Some(value) => {
            let value = match &type_ {
                Some(type_) => schema_half::bind_value(evaluator, type_, value)?,
                None => value.clone(),
            };
            Some(to_literal(evaluator, &value)?)
        }
        None => None,
    };
    let type_ = type_.unwrap_or_else(|| match &literal {
        Some(Literal::List(items)) if expanding => {
            items.first().map_or_else(typing::null, typing::of_value)
        }
        Some(literal) => typing::of_value(literal),
        None => typing::null(),
    });
    let unique = flag(evaluator, bound.get("unique"))? || key.as_str().is_none();
    let key = key.as_str().cloned().unwrap_or_else(|| "param".into());
    Ok(objects::value(Rc::new(Expr::Bind(Bind {
        unique,
        expanding,
        literal_execute: flag(evaluator, bound.get("literal_execute"))?,
        ..Bind::named(&key, literal, type_)
    }))))
}
