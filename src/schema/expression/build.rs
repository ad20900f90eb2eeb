//! Puts expressions together as SQLAlchemy's constructors do: flattening, simplifying, grouping.

use std::rc::Rc;

use super::group::group;
use super::operators::Op;
use super::typing;
use super::{Binary, Case, Expr, OperandList, Unary, UnaryKind};
use crate::schema::literal::Literal;
use crate::schema::types::Type;

/// `BinaryExpression(...)`: its sides are grouped against the operator.
pub fn binary_with(mut binary: Binary) -> Rc<Expr> {
    binary.left = group(&binary.left, Some(&binary.op));
    binary.right = group(&binary.right, Some(&binary.op));
    Rc::new(Expr::Binary(binary))
}

/// `OperatorExpression._construct_for_op`.
pub fn for_op(
    left: Rc<Expr>,
    right: Rc<Expr>,
    op: Op,
    type_: Rc<Type>,
    negate: Option<Op>,
    modifiers: Vec<(Rc<str>, Literal)>,
) -> Rc<Expr> {
    if op.is_associative()
        && let Some(items) = flattened(&left, &right, &op, &type_)
    {
        return operands(op, type_, items);
    }
    let aggregates = is_aggregate(&left) || is_aggregate(&right);
    let negate = if aggregates { None } else { negate };
    binary_with(Binary { left, right, op, negate, type_, modifiers })
}

/// `_is_collection_aggregate`.
fn is_aggregate(expr: &Expr) -> bool {
    match expr {
        Expr::Unary(unary) => unary.kind == UnaryKind::Aggregate,
        Expr::Function(function) => {
            function.generic && matches!(&*function.name.text, "any" | "all" | "some")
        }
        _ => false,
    }
}

/// The operands of both sides where one of them is a row of the same operator.
fn flattened(left: &Rc<Expr>, right: &Rc<Expr>, op: &Op, type_: &Type) -> Option<Vec<Rc<Expr>>> {
    let ours = same_operands(left, op, type_);
    let theirs = same_operands(right, op, type_);
    if ours.is_none() && theirs.is_none() {
        return None;
    }
    let mut items = ours.unwrap_or_else(|| vec![left.clone()]);
    items.extend(theirs.unwrap_or_else(|| vec![right.clone()]));
    Some(items)
}

fn same_operands(expr: &Expr, op: &Op, type_: &Type) -> Option<Vec<Rc<Expr>>> {
    match expr {
        Expr::Binary(binary) if binary.op == *op && typing::same_family(type_, &binary.type_) => {
            Some(vec![binary.left.clone(), binary.right.clone()])
        }
        Expr::List(list) if list.op == *op && typing::same_family(type_, &list.type_) => {
            Some(list.items.clone())
        }
        // parentheses let their element's operator be seen
        Expr::Grouping(inner) => same_operands(inner, op, type_),
        _ => None,
    }
}

/// `ExpressionClauseList._construct_for_list`.
pub fn operands(op: Op, type_: Rc<Type>, items: Vec<Rc<Expr>>) -> Rc<Expr> {
    let items = items.iter().map(|item| group(item, Some(&op))).collect();
    Rc::new(Expr::List(OperandList { op, items, type_, group: true, boolean: false }))
}

/// The same with `group=False`: what BETWEEN and the like have on their right.
pub fn ungrouped(op: Op, items: Vec<Rc<Expr>>) -> Rc<Expr> {
    Rc::new(Expr::List(OperandList {
        op,
        items,
        type_: typing::null(),
        group: false,
        boolean: false,
    }))
}

/// `and_()`, `or_()` of conditions; without any, what SQLAlchemy makes of an empty list.
pub fn conjunction(op: Op, clauses: &[Rc<Expr>]) -> Rc<Expr> {
    let (count, clauses) = simplified(&op, clauses);
    if count == 1
        && let Some(only) = clauses.first()
    {
        return only.clone();
    }
    let mut items = Vec::with_capacity(clauses.len());
    for clause in clauses {
        match &*clause {
            Expr::List(list) if list.op == op => items.extend(list.items.iter().cloned()),
            Expr::Binary(binary) if binary.op == op => {
                items.extend([binary.left.clone(), binary.right.clone()]);
            }
            _ => items.push(clause),
        }
    }
    boolean_list(op, items)
}

/// `BooleanClauseList._construct_raw`.
pub fn boolean_list(op: Op, items: Vec<Rc<Expr>>) -> Rc<Expr> {
    Rc::new(Expr::List(OperandList {
        op,
        items,
        type_: typing::boolean(),
        group: true,
        boolean: true,
    }))
}

/// `_process_clauses_for_boolean`: true and false dropped or kept alone, the rest grouped.
pub fn simplified(op: &Op, clauses: &[Rc<Expr>]) -> (usize, Vec<Rc<Expr>>) {
    let (continue_on, skip_on) = match op {
        Op::Or => (Expr::False, Expr::True),
        _ => (Expr::True, Expr::False),
    };
    let mut kept: Vec<Rc<Expr>> = Vec::new();
    let mut continued = None;
    let mut count = 0;
    let mut against = Op::AsBool;
    for clause in clauses {
        if **clause == continue_on {
            continued = Some(clause.clone());
        } else if **clause == skip_on {
            kept = vec![clause.clone()];
            count = 1;
            break;
        } else {
            if count == 0 {
                count = 1;
            } else {
                against = op.clone();
                count = 2;
            }
            kept.push(clause.clone());
        }
    }
    if let (true, Some(continued)) = (kept.is_empty(), continued) {
        kept.push(continued);
        count = 1;
    }
    (count, kept.iter().map(|clause| group(clause, Some(&against))).collect())
}

/// `UnaryExpression(...)` with an operator before or after.
pub fn unary(inner: &Rc<Expr>, op: Op, kind: UnaryKind, type_: Rc<Type>) -> Rc<Expr> {
    let inner = group(inner, Some(&op));
    Rc::new(Expr::Unary(Unary { inner, op, kind, type_ }))
}

/// `exists(select)`.
pub fn exists(select: Rc<Expr>) -> Rc<Expr> {
    Rc::new(Expr::Unary(Unary {
        inner: Rc::new(Expr::ScalarSelect(select)),
        op: Op::Exists,
        kind: UnaryKind::Exists,
        type_: typing::boolean(),
    }))
}

/// `Case(...)`: the type is the last result's that has one.
pub fn case(
    whens: Vec<(Rc<Expr>, Rc<Expr>)>,
    value: Option<Rc<Expr>>,
    else_: Option<Rc<Expr>>,
) -> Rc<Expr> {
    let type_ = whens
        .iter()
        .rev()
        .map(|(_, result)| typing::of_expr(result))
        .find(|type_| !typing::is_null(type_))
        .or_else(|| else_.as_ref().map(|result| typing::of_expr(result)))
        .unwrap_or_else(typing::null);
    let whens =
        whens.into_iter().map(|(condition, result)| (group(&condition, None), result)).collect();
    Rc::new(Expr::Case(Case { value, whens, else_, type_ }))
}

/// `BinaryElementImpl._post_coercion`: an untyped parameter or text takes the other side's type.
pub fn typed_like(expr: Rc<Expr>, type_: &Rc<Type>) -> Rc<Expr> {
    if typing::is_null(type_) || !typing::is_null(&typing::of_expr(&expr)) {
        return expr;
    }
    with_type(&expr, type_)
}

/// `_with_binary_element_type`.
pub fn with_type(expr: &Rc<Expr>, type_: &Rc<Type>) -> Rc<Expr> {
    match &**expr {
        Expr::Bind(bind) => {
            let mut bind = bind.clone();
            bind.type_ = type_.clone();
            Rc::new(Expr::Bind(bind))
        }
        Expr::Grouping(inner) => Rc::new(Expr::Grouping(with_type(inner, type_))),
        _ => expr.clone(),
    }
}
