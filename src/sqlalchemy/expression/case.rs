//! Functions that make expressions: `and_`, `case`, `cast`, `literal`, `exists`, `desc` and their kin.

use std::rc::Rc;

use crate::python::{Arguments, ClassBuilder, Evaluator, NativeFunction, Outcome, Value};
use crate::schema::expression::operators::Op;
use crate::schema::expression::{Cast, Expr, UnaryKind, build, group, typing};
use crate::schema::types::Type;

use super::operate::above;
use super::{coerce, objects, operate, schema_half};

/// `Case`.
pub(super) fn class(builder: ClassBuilder) -> ClassBuilder {
    builder
}

/// The functions of this file by name.
pub(super) fn member(name: &str) -> Option<Value> {
    let body: fn(&mut Evaluator, &mut Arguments) -> Outcome = match name {
        "and_" => |evaluator, arguments| conjunction(evaluator, Op::And, arguments),
        "or_" => |evaluator, arguments| conjunction(evaluator, Op::Or, arguments),
        "not_" => not,
        "null" => |_, _| Ok(objects::value(Rc::new(Expr::Null))),
        "true" => |_, _| Ok(objects::value(Rc::new(Expr::True))),
        "false" => |_, _| Ok(objects::value(Rc::new(Expr::False))),
        "case" => case,
        "cast" => |evaluator, arguments| cast(evaluator, arguments, false),
        "try_cast" => |evaluator, arguments| cast(evaluator, arguments, true),
        "type_coerce" => type_coerce,
        "literal" => literal,
        "literal_column" => literal_column,
        "column" => column,
        "extract" => extract,
        "tuple_" => tuple,
        "label" => label,
        "between" => between,
        "collate" => collate,
        "desc" => |evaluator, arguments| mark(evaluator, Op::Desc, arguments),
        "asc" => |evaluator, arguments| mark(evaluator, Op::Asc, arguments),
        "nulls_first" | "nullsfirst" => {
            |evaluator, arguments| mark(evaluator, Op::NullsFirst, arguments)
        }
        "nulls_last" | "nullslast" => {
            |evaluator, arguments| mark(evaluator, Op::NullsLast, arguments)
        }
        "distinct" => |evaluator, arguments| prefix(evaluator, Op::Distinct, arguments),
        "any_" => |evaluator, arguments| prefix(evaluator, Op::Any, arguments),
        "all_" => |evaluator, arguments| prefix(evaluator, Op::All, arguments),
        "bitwise_not" => |evaluator, arguments| prefix(evaluator, Op::BitNot, arguments),
        "array" => array,
        "aggregate_order_by" => aggregate_order_by,
        _ => return None,
    };
    Some(NativeFunction::function(name, body).into())
}

/// `and_`, `or_`.
fn conjunction(evaluator: &mut Evaluator, op: Op, arguments: &mut Arguments) -> Outcome {
    let mut given = arguments.take_all().positional;
    if let [only] = given.as_slice()
        && !only.is_none()
        && only.as_instance().is_none()
        && (matches!(only, Value::Iterator(_)))
    {
        given = evaluator.collect(&only.clone())?;
    }
    let mut clauses = Vec::with_capacity(given.len());
    for value in &given {
        clauses.push(coerce::condition(evaluator, value)?);
    }
    if clauses.is_empty() {
        return Ok(objects::value(build::boolean_list(op, Vec::new())));
    }
    let result = build::conjunction(op, &clauses);
    above(evaluator, &given.iter().collect::<Vec<_>>(), result)
}

fn not(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "not_", &["clause"])?;
    let value = bound.take_or_none("clause");
    let expr = match coerce::constant(&value) {
        Some(constant) => constant,
        None => coerce::expression(evaluator, &value, None, None)?,
    };
    operate::refuse_aggregate(evaluator, &expr)?;
    above(evaluator, &[&value], group::negate(&expr))
}

/// `case(*whens, value=, else_=)`; a dict, or a list as older versions took it.
fn case(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "case", &["*whens", "value=", "else_="])?;
    let given = std::mem::take(&mut bound.rest);
    let pairs = pairs(evaluator, &given)?;
    let value = match bound.take("value").filter(|value| !value.is_none()) {
        Some(value) => Some(coerce::expression(evaluator, &value, None, None)?),
        None => None,
    };
    let mut whens = Vec::with_capacity(pairs.len());
    for (condition, result) in &pairs {
        let condition = coerce::expression(evaluator, condition, None, None)?;
        whens.push((condition, coerce::expression(evaluator, result, None, None)?));
    }
    let else_ = match bound.take("else_").filter(|value| !value.is_none()) {
        Some(value) => Some(coerce::expression(evaluator, &value, None, None)?),
        None => None,
    };
    let parts: Vec<&Value> = pairs.iter().flat_map(|(a, b)| [a, b]).collect();
    above(evaluator, &parts, build::case(whens, value, else_))
}

fn pairs(evaluator: &mut Evaluator, given: &[Value]) -> Outcome<Vec<(Value, Value)>> {
    if let [Value::Dict(dict)] = given {
        return Ok(dict.items());
    }
    if let [Value::List(_)] = given {
        return Err(coerce::argument_error(
            evaluator,
            "The \"whens\" argument to case(), when referring to a sequence of items, is now passed as a series of positional elements, rather than as a list. ".into(),
        ));
    }
    let mut pairs = Vec::with_capacity(given.len());
    for item in given {
        match evaluator.collect(item)?.as_slice() {
            [condition, result] => pairs.push((condition.clone(), result.clone())),
            items => {
                let text = format!("not enough values to unpack (expected 2, got {})", items.len());
                return Err(evaluator.value_error(text));
            }
        }
    }
    Ok(pairs)
}

fn cast(evaluator: &mut Evaluator, arguments: &mut Arguments, try_: bool) -> Outcome {
    let mut bound = arguments.bind(evaluator, "cast", &["expression", "type_"])?;
    let value = bound.take_or_none("expression");
    let type_ = schema_half::to_type(evaluator, &bound.take_or_none("type_"))?;
    let inner = coerce::expression(evaluator, &value, None, Some(&type_))?;
    above(evaluator, &[&value], Rc::new(Expr::Cast(Cast { inner, type_, try_ })))
}

fn type_coerce(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "type_coerce", &["expression", "type_"])?;
    let value = bound.take_or_none("expression");
    let type_ = schema_half::to_type(evaluator, &bound.take_or_none("type_"))?;
    let inner = coerce::expression(evaluator, &value, None, Some(&type_))?;
    above(evaluator, &[&value], Rc::new(Expr::TypeCoerce { inner, type_ }))
}

fn literal(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["value", "type_=", "literal_execute="];
    let mut bound = arguments.bind(evaluator, "literal", parameters)?;
    let value = bound.take_or_none("value");
    let type_ = optional_type(evaluator, bound.take("type_"))?;
    let executes = super::element::flag(evaluator, bound.get("literal_execute"))?;
    let expr = coerce::bound(evaluator, &value, None, type_.as_ref())?;
    let expr = match &*expr {
        Expr::Bind(bind) if executes => {
            let mut bind = bind.clone();
            bind.literal_execute = true;
            Rc::new(Expr::Bind(bind))
        }
        _ => expr,
    };
    Ok(objects::value(expr))
}

/// A type argument that may be missing.
pub(super) fn optional_type(
    evaluator: &mut Evaluator,
    value: Option<Value>,
) -> Outcome<Option<Rc<Type>>> {
    match value.filter(|value| !value.is_none()) {
        Some(value) => schema_half::to_type(evaluator, &value).map(Some),
        None => Ok(None),
    }
}

fn literal_column(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "literal_column", &["text", "type_="])?;
    let type_ = optional_type(evaluator, bound.take("type_"))?.unwrap_or_else(typing::null);
    let text = bound.take_or_none("text");
    match text.as_str() {
        Some(text) => Ok(objects::value(Rc::new(Expr::literal_column(text, type_)))),
        None => Err(coerce::unfit(evaluator, &text, "a column's text was expected")),
    }
}

/// `column(name, type_, is_literal, _selectable)`.
pub(super) fn column(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["text", "type_=", "is_literal=", "_selectable="];
    let mut bound = arguments.bind(evaluator, "column", parameters)?;
    let type_ = optional_type(evaluator, bound.take("type_"))?.unwrap_or_else(typing::null);
    let is_literal = super::element::flag(evaluator, bound.get("is_literal"))?;
    let text = bound.take_or_none("text");
    let Some(name) = schema_half::to_name(&text) else {
        return Err(coerce::unfit(evaluator, &text, "a column's name was expected"));
    };
    let expr = if is_literal {
        Expr::literal_column(&name.text, type_)
    } else {
        Expr::column(name, type_)
    };
    Ok(objects::value(Rc::new(expr)))
}

fn extract(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "extract", &["field", "expr"])?;
    let value = bound.take_or_none("expr");
    let inner = coerce::expression(evaluator, &value, None, None)?;
    let field = bound.take_or_none("field");
    let field = evaluator.text(&field)?.into();
    above(evaluator, &[&value], Rc::new(Expr::Extract { field, inner }))
}

fn tuple(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "tuple_", &["*clauses", "types="])?;
    let given = std::mem::take(&mut bound.rest);
    let mut items = Vec::with_capacity(given.len());
    for value in &given {
        let item = coerce::expression(evaluator, value, None, None)?;
        items.push(group::group(&item, Some(&Op::Comma)));
    }
    above(evaluator, &given.iter().collect::<Vec<_>>(), Rc::new(Expr::Tuple(items)))
}

fn label(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "label", &["name", "element", "type_="])?;
    let value = bound.take_or_none("element");
    let name = coerce::known(bound.take_or_none("name"))?;
    let inner = coerce::expression(evaluator, &value, None, None)?;
    above(evaluator, &[&value], super::element::labelled(inner, &name))
}

fn between(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["expr", "lower_bound", "upper_bound", "symmetric="];
    let mut bound = arguments.bind(evaluator, "between", parameters)?;
    let value = bound.take_or_none("expr");
    let expr = coerce::expression(evaluator, &value, None, None)?;
    let low = bound.take_or_none("lower_bound");
    let high = bound.take_or_none("upper_bound");
    let symmetric = super::element::flag(evaluator, bound.get("symmetric"))?;
    let result = operate::between(evaluator, &expr, &low, &high, symmetric)?;
    above(evaluator, &[&value, &low, &high], result)
}

fn collate(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "collate", &["expression", "collation"])?;
    let value = bound.take_or_none("expression");
    let expr = coerce::expression(evaluator, &value, None, None)?;
    let collation = bound.take_or_none("collation");
    let collation = evaluator.text(&collation)?;
    above(evaluator, &[&value], operate::collate(&expr, &collation))
}

/// `desc(column)` and the like.
fn mark(evaluator: &mut Evaluator, op: Op, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "desc", &["column"])?;
    let value = bound.take_or_none("column");
    let inner = coerce::by(evaluator, &value)?;
    let result = build::unary(&inner, op, UnaryKind::Modifier, typing::null());
    above(evaluator, &[&value], result)
}

/// `distinct(expr)` and the like.
fn prefix(evaluator: &mut Evaluator, op: Op, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "distinct", &["expr"])?;
    let value = bound.take_or_none("expr");
    let inner = coerce::expression(evaluator, &value, None, None)?;
    let (kind, type_) = match op {
        Op::Any | Op::All => (UnaryKind::Aggregate, typing::boolean()),
        _ => (UnaryKind::Operator, typing::of_expr(&inner)),
    };
    above(evaluator, &[&value], build::unary(&inner, op, kind, type_))
}

/// `postgresql.array([...])`.
fn array(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "array", &["clauses", "type_=", "**kw"])?;
    let type_ = optional_type(evaluator, bound.take("type_"))?;
    let clauses = bound.take_or_none("clauses");
    let items = evaluator.collect(&clauses)?;
    let expr = array_of(evaluator, &items, type_)?;
    above(evaluator, &items.iter().collect::<Vec<_>>(), expr)
}

/// An array of these values.
pub(super) fn array_of(
    evaluator: &mut Evaluator,
    items: &[Value],
    item_type: Option<Rc<Type>>,
) -> Outcome<Rc<Expr>> {
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        let item = coerce::expression(evaluator, item, None, item_type.as_ref())?;
        found.push(group::group(&item, Some(&Op::Comma)));
    }
    let item_type = item_type
        .unwrap_or_else(|| found.first().map_or_else(typing::null, |item| typing::of_expr(item)));
    Ok(Rc::new(Expr::Array { items: found, item_type }))
}

/// `postgresql.aggregate_order_by(target, *order_by)`.
fn aggregate_order_by(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "aggregate_order_by", &["target", "*order_by"])?;
    let value = bound.take_or_none("target");
    let target = coerce::expression(evaluator, &value, None, None)?;
    let mut order = Vec::with_capacity(bound.rest.len());
    for value in &bound.rest {
        order.push(coerce::by(evaluator, value)?);
    }
    let order_by = match order.as_slice() {
        [only] => only.clone(),
        _ => Rc::new(Expr::Clauses(crate::schema::expression::ClauseList {
            op: Op::Comma,
            items: order,
        })),
    };
    above(evaluator, &[&value], Rc::new(Expr::AggregateOrderBy { target, order_by }))
}
