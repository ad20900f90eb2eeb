//! Operators on expressions: `sqlalchemy.sql.default_comparator`.

use std::rc::Rc;

use crate::python::{Evaluator, Outcome, Value};
use crate::schema::expression::operators::Op;
use crate::schema::expression::{Expr, UnaryKind, build, typing};
use crate::schema::literal::Literal;
use crate::schema::types::{Affinity, Type};

use super::coerce;

/// How deeply expressions may be nested.
const DEPTH_LIMIT: usize = 380;

/// An expression object one level above those that it is made of.
///
/// # Errors
/// Python's RecursionError where that is too deep.
pub(super) fn above(evaluator: &mut Evaluator, parts: &[&Value], expr: Rc<Expr>) -> Outcome {
    let depth = parts.iter().map(|part| coerce::depth(part)).max().unwrap_or(0);
    let flat = matches!(&*expr, Expr::List(_));
    let depth = if flat { depth } else { depth + 1 };
    if depth > DEPTH_LIMIT {
        return Err(evaluator.raise("RecursionError", "maximum recursion depth exceeded"));
    }
    Ok(super::objects::nested(expr, depth))
}

/// `_boolean_compare`.
pub(super) fn compare(
    evaluator: &mut Evaluator,
    left: &Rc<Expr>,
    op: Op,
    right: &Value,
    modifiers: Vec<(Rc<str>, Literal)>,
) -> Outcome<Rc<Expr>> {
    let negate = op.negated();
    if is_aggregate(left) {
        let other = coerce::beside(evaluator, left, right)?;
        return Ok(build::for_op(
            other,
            left.clone(),
            op.mirrored(),
            typing::boolean(),
            None,
            modifiers,
        ));
    }
    let constant = match coerce::constant(right) {
        Some(constant) => Some(constant),
        None => coerce::clause(evaluator, right)?
            .filter(|expr| matches!(**expr, Expr::Null | Expr::True | Expr::False)),
    };
    let Some(constant) = constant else {
        let other = coerce::beside(evaluator, left, right)?;
        return Ok(build::for_op(left.clone(), other, op, typing::boolean(), negate, modifiers));
    };
    let is_boolean = matches!(*constant, Expr::True | Expr::False);
    let result = |op: Op, negate: Option<Op>| {
        build::for_op(left.clone(), constant.clone(), op, typing::boolean(), negate, modifiers)
    };
    match op {
        Op::Eq | Op::Ne if is_boolean => Ok(result(op, negate)),
        Op::IsDistinctFrom | Op::IsNotDistinctFrom => Ok(result(op, negate)),
        Op::Eq | Op::Is => Ok(result(Op::Is, Some(Op::IsNot))),
        Op::Ne | Op::IsNot => Ok(result(Op::IsNot, Some(Op::Is))),
        _ => Err(coerce::argument_error(
            evaluator,
            "Only '=', '!=', 'is_()', 'is_not()', 'is_distinct_from()', 'is_not_distinct_from()' operators can be used with None/True/False".into(),
        )),
    }
}

fn is_aggregate(expr: &Expr) -> bool {
    matches!(expr, Expr::Unary(unary) if unary.kind == UnaryKind::Aggregate)
}

/// `CollectionAggregate.operate`.
///
/// # Errors
/// `ArgumentError` for ANY and ALL, unless the operator compares.
pub(super) fn refuse_aggregate(evaluator: &mut Evaluator, expr: &Expr) -> Outcome<()> {
    match is_aggregate(expr) {
        true => Err(coerce::argument_error(
            evaluator,
            "Only comparison operators may be used with ANY/ALL".into(),
        )),
        false => Ok(()),
    }
}

/// `_binary_operate`.
pub(super) fn binary(
    evaluator: &mut Evaluator,
    expr: &Rc<Expr>,
    op: Op,
    other: &Value,
    reverse: bool,
    result_type: Option<Rc<Type>>,
) -> Outcome<Rc<Expr>> {
    if !matches!(&op, Op::Custom(custom) if custom.is_comparison) {
        refuse_aggregate(evaluator, expr)?;
    }
    let other = coerce::beside(evaluator, expr, other)?;
    let (left, right) =
        if reverse != is_aggregate(expr) { (other, expr.clone()) } else { (expr.clone(), other) };
    Ok(apply(left, op, right, result_type))
}

/// `left op right`, with the operator and type that their types make of it.
pub(super) fn apply(
    left: Rc<Expr>,
    op: Op,
    right: Rc<Expr>,
    result_type: Option<Rc<Type>>,
) -> Rc<Expr> {
    let (op, type_) = match result_type {
        Some(type_) => (op, type_),
        None => {
            let (own, other) = (typing::of_expr(&left), typing::of_expr(&right));
            typing::adapt(&own, op, &other)
        }
    };
    build::for_op(left, right, op, type_, None, Vec::new())
}

/// `in_()`, `not_in()`.
pub(super) fn membership(
    evaluator: &mut Evaluator,
    left: &Rc<Expr>,
    op: Op,
    right: &Value,
) -> Outcome<Rc<Expr>> {
    let right = coerce::in_element(evaluator, left, &op, right)?;
    let negate = op.negated();
    Ok(build::for_op(left.clone(), right, op, typing::boolean(), negate, Vec::new()))
}

/// `between()`.
pub(super) fn between(
    evaluator: &mut Evaluator,
    expr: &Rc<Expr>,
    low: &Value,
    high: &Value,
    symmetric: bool,
) -> Outcome<Rc<Expr>> {
    let low = coerce::beside(evaluator, expr, low)?;
    let high = coerce::beside(evaluator, expr, high)?;
    let modifiers =
        if symmetric { vec![("symmetric".into(), Literal::Bool(true))] } else { vec![] };
    Ok(build::binary_with(crate::schema::expression::Binary {
        left: expr.clone(),
        right: build::ungrouped(Op::And, vec![low, high]),
        op: Op::Between,
        negate: Some(Op::NotBetween),
        type_: typing::null(),
        modifiers,
    }))
}

/// `collate()`.
pub(super) fn collate(expr: &Rc<Expr>, collation: &str) -> Rc<Expr> {
    let right = Expr::Collation { name: crate::schema::name::Name::new(collation), schema: None };
    build::binary_with(crate::schema::expression::Binary {
        left: expr.clone(),
        right: Rc::new(right),
        op: Op::Collate,
        negate: None,
        type_: typing::of_expr(expr),
        modifiers: Vec::new(),
    })
}

/// `expr[index]`.
pub(super) fn getitem(
    evaluator: &mut Evaluator,
    expr: &Rc<Expr>,
    index: &Value,
) -> Outcome<Rc<Expr>> {
    let type_ = typing::of_expr(expr);
    match type_.affinity() {
        Affinity::Json => json_item(evaluator, expr, index, type_),
        Affinity::Array => array_item(evaluator, expr, index, &type_),
        _ if typing::is_a(&type_, "HSTORE") => {
            let right = coerce::bound(evaluator, index, None, Some(&typing::core("Text")))?;
            let text = type_.inner("text_type").cloned().unwrap_or_else(|| typing::core("Text"));
            Ok(build::for_op(expr.clone(), right, Op::HstoreGetItem, text, None, Vec::new()))
        }
        _ => Err(evaluator.raise(
            "NotImplementedError",
            "Operator 'getitem' is not supported on this expression",
        )),
    }
}

fn json_item(
    evaluator: &mut Evaluator,
    expr: &Rc<Expr>,
    index: &Value,
    type_: Rc<Type>,
) -> Outcome<Rc<Expr>> {
    let is_path = index.as_str().is_none() && index.as_items().is_some();
    let op = if is_path { Op::JsonPathGetItem } else { Op::JsonGetItem };
    let right = match coerce::clause(evaluator, index)? {
        Some(right) => right,
        None => {
            let name = match &**expr {
                Expr::Column(column) => Some(column.key().clone()),
                _ => None,
            };
            coerce::bound(evaluator, index, name.as_deref(), Some(&typing::json_index(is_path)))?
        }
    };
    Ok(build::for_op(expr.clone(), right, op, type_, None, Vec::new()))
}

fn array_item(
    evaluator: &mut Evaluator,
    expr: &Rc<Expr>,
    index: &Value,
    type_: &Rc<Type>,
) -> Outcome<Rc<Expr>> {
    let from_zero = type_.flag("zero_indexes") == Some(true);
    let at = |evaluator: &mut Evaluator, index: &Value| {
        let index = match index {
            Value::Int(number) if from_zero => Value::int(number.saturating_add(1)),
            other => other.clone(),
        };
        coerce::expression(evaluator, &index, None, Some(&typing::integer()))
    };
    if let Value::Slice(slice) = index {
        let start = at(evaluator, &slice.start)?;
        let stop = at(evaluator, &slice.stop)?;
        let right = Rc::new(Expr::Slice { start, stop });
        return Ok(build::for_op(
            expr.clone(),
            right,
            Op::GetItem,
            type_.clone(),
            None,
            Vec::new(),
        ));
    }
    let right = at(evaluator, index)?;
    let item = typing::item_of(type_);
    Ok(build::for_op(expr.clone(), right, Op::GetItem, item, None, Vec::new()))
}

/// A JSON step read as another type: `as_string()`, `astext` and their kin.
pub(super) fn json_as(expr: &Rc<Expr>, type_: Rc<Type>) -> Option<Rc<Expr>> {
    match &**expr {
        Expr::Binary(binary) if matches!(binary.op, Op::JsonGetItem | Op::JsonPathGetItem) => {
            let mut binary = binary.clone();
            binary.type_ = type_;
            Some(Rc::new(Expr::Binary(binary)))
        }
        _ => None,
    }
}

/// `.astext` of PostgreSQL's JSON.
pub(super) fn json_text(expr: &Rc<Expr>) -> Option<Rc<Expr>> {
    let Expr::Binary(binary) = &**expr else { return None };
    let word = match binary.op {
        Op::JsonGetItem => "->>",
        Op::JsonPathGetItem => "#>>",
        _ => return None,
    };
    let type_ = binary.type_.inner("astext_type").cloned().unwrap_or_else(|| typing::core("Text"));
    Some(build::for_op(
        binary.left.clone(),
        binary.right.clone(),
        Op::postgresql(word),
        type_,
        None,
        Vec::new(),
    ))
}
