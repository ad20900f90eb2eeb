//! Parentheses: `self_group()` of SQLAlchemy's elements, and negation.

use std::rc::Rc;

use super::build;
use super::operators::Op;
use super::typing;
use super::{Binary, Expr, Label, Unary, UnaryKind};
use crate::schema::types::Affinity;

/// `self_group(against)`.
pub fn group(expr: &Rc<Expr>, against: Option<&Op>) -> Rc<Expr> {
    match &**expr {
        Expr::Binary(binary) => by_operator(expr, &binary.op, true, against),
        Expr::List(list) if list.boolean && list.items.is_empty() => expr.clone(),
        Expr::List(list) => by_operator(expr, &list.op, list.group, against),
        Expr::Unary(unary) => match unary.kind {
            UnaryKind::AsBoolean | UnaryKind::Modifier => expr.clone(),
            _ => grouped_if(expr, unary.op.is_precedent(against)),
        },
        Expr::Clauses(list) => grouped_if(expr, list.op.is_precedent(against)),
        Expr::Text(_) => grouped_if(expr, against == Some(&Op::In)),
        Expr::Filter { .. } => grouped_if(expr, Op::FilterOp.is_precedent(against)),
        Expr::Array { .. } => {
            grouped_if(expr, matches!(against, Some(Op::Any | Op::All | Op::GetItem)))
        }
        Expr::Label(label) => regrouped_label(expr, label, |inner| group(inner, against)),
        Expr::TypeCoerce { inner, type_ } => {
            let grouped = group(inner, against);
            if Rc::ptr_eq(&grouped, inner) {
                expr.clone()
            } else {
                Rc::new(Expr::TypeCoerce { inner: grouped, type_: type_.clone() })
            }
        }
        Expr::Function(function)
            if against == Some(&Op::GetItem) && function.type_.affinity() == Affinity::Array =>
        {
            Rc::new(Expr::Grouping(expr.clone()))
        }
        Expr::Grouping(_)
        | Expr::Tuple(_)
        | Expr::ScalarSelect(_)
        | Expr::ScalarValues(_)
        | Expr::SelectGrouping(_)
        | Expr::Slice { .. }
        | Expr::AggregateOrderBy { .. }
        | Expr::Phrase(_)
        | Expr::Insert(_)
        | Expr::Update(_)
        | Expr::Delete(_) => expr.clone(),
        Expr::Select(_) | Expr::Compound(_) => Rc::new(Expr::SelectGrouping(expr.clone())),
        _ => column_element(expr, against),
    }
}

/// `OperatorExpression.self_group`.
fn by_operator(expr: &Rc<Expr>, op: &Op, groups: bool, against: Option<&Op>) -> Rc<Expr> {
    let needed =
        groups && op.is_precedent(against) || against == Some(&Op::Inv) && !op.is_boolean();
    grouped_if(expr, needed)
}

fn grouped_if(expr: &Rc<Expr>, needed: bool) -> Rc<Expr> {
    if needed { Rc::new(Expr::Grouping(expr.clone())) } else { expr.clone() }
}

/// `ColumnElement.self_group`.
fn column_element(expr: &Rc<Expr>, against: Option<&Op>) -> Rc<Expr> {
    match against {
        Some(Op::And | Op::Or | Op::AsBool)
            if typing::of_expr(expr).affinity() == Affinity::Boolean =>
        {
            as_boolean(expr, Op::IsTrue)
        }
        Some(Op::Any | Op::All) => Rc::new(Expr::Grouping(expr.clone())),
        _ => expr.clone(),
    }
}

fn as_boolean(inner: &Rc<Expr>, op: Op) -> Rc<Expr> {
    Rc::new(Expr::Unary(Unary {
        inner: inner.clone(),
        op,
        kind: UnaryKind::AsBoolean,
        type_: typing::boolean(),
    }))
}

/// `Label._apply_to_inner`.
fn regrouped_label(
    expr: &Rc<Expr>,
    label: &Label,
    apply: impl FnOnce(&Rc<Expr>) -> Rc<Expr>,
) -> Rc<Expr> {
    let inner = apply(&label.inner);
    if Rc::ptr_eq(&inner, &label.inner) {
        expr.clone()
    } else {
        Rc::new(Expr::Label(Label { inner, ..label.clone() }))
    }
}

/// `_is_implicitly_boolean`: every database knows it for a condition.
pub fn is_implicitly_boolean(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(binary) => binary.op.is_boolean(),
        Expr::List(list) => list.boolean,
        Expr::Clauses(list) => list.op.is_boolean(),
        Expr::Grouping(inner) => is_implicitly_boolean(inner),
        Expr::Unary(unary) if unary.kind == UnaryKind::AsBoolean => {
            is_implicitly_boolean(&unary.inner)
        }
        Expr::Label(label) => is_implicitly_boolean(&label.inner),
        _ => false,
    }
}

/// `_negate()`.
pub fn negate(expr: &Rc<Expr>) -> Rc<Expr> {
    match &**expr {
        Expr::True => Rc::new(Expr::False),
        Expr::False => Rc::new(Expr::True),
        Expr::Binary(binary) => negate_binary(expr, binary),
        Expr::List(_) => inverted(&group(expr, Some(&Op::Inv))),
        Expr::Unary(unary) => negate_unary(expr, unary),
        Expr::Label(label) => regrouped_label(expr, label, negate),
        _ => negate_element(expr),
    }
}

/// `BinaryExpression._negate`.
fn negate_binary(expr: &Rc<Expr>, binary: &Binary) -> Rc<Expr> {
    let Some(negated) = &binary.negate else {
        return negate_element(&group(expr, None));
    };
    build::binary_with(Binary {
        left: binary.left.clone(),
        right: negated_list(&binary.right, &binary.op, negated),
        op: negated.clone(),
        negate: Some(binary.op.clone()),
        type_: binary.type_.clone(),
        modifiers: binary.modifiers.clone(),
    })
}

/// `BindParameter._negate_in_binary`: an empty list is written differently for NOT IN.
fn negated_list(right: &Rc<Expr>, original: &Op, negated: &Op) -> Rc<Expr> {
    match &**right {
        Expr::Bind(bind) if bind.expand_op.as_ref() == Some(original) => {
            let mut bind = bind.clone();
            bind.expand_op = Some(negated.clone());
            Rc::new(Expr::Bind(bind))
        }
        _ => right.clone(),
    }
}

/// `UnaryExpression._negate`, and its children's.
fn negate_unary(expr: &Rc<Expr>, unary: &Unary) -> Rc<Expr> {
    if unary.kind == UnaryKind::AsBoolean {
        return match &*unary.inner {
            Expr::True | Expr::False => negate(&unary.inner),
            _ => {
                let op = if unary.op == Op::IsTrue { Op::IsFalse } else { Op::IsTrue };
                as_boolean(&unary.inner, op)
            }
        };
    }
    if unary.type_.affinity() == Affinity::Boolean {
        inverted_as(&group(expr, Some(&Op::Inv)), typing::boolean())
    } else {
        negate_element(expr)
    }
}

/// `ColumnElement._negate`.
fn negate_element(expr: &Rc<Expr>) -> Rc<Expr> {
    if typing::of_expr(expr).affinity() == Affinity::Boolean {
        as_boolean(expr, Op::IsFalse)
    } else {
        inverted(&group(expr, Some(&Op::Inv)))
    }
}

fn inverted(grouped: &Rc<Expr>) -> Rc<Expr> {
    inverted_as(grouped, typing::null())
}

fn inverted_as(grouped: &Rc<Expr>, type_: Rc<crate::schema::types::Type>) -> Rc<Expr> {
    Rc::new(Expr::Unary(Unary {
        inner: group(grouped, Some(&Op::Inv)),
        op: Op::Inv,
        kind: UnaryKind::Operator,
        type_,
    }))
}
