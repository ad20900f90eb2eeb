//! Copies of an expression with parts of it exchanged, after `visitors.replacement_traverse`.

use std::rc::Rc;

use super::{Case, Expr};

/// Answers what stands for an element, or nothing to look inside it.
pub type Replace<'a> = &'a dyn Fn(&Rc<Expr>) -> Option<Rc<Expr>>;

/// The name of the first column within an expression.
pub fn first_column(expr: &Rc<Expr>) -> Option<Rc<str>> {
    let found = std::cell::RefCell::new(None);
    replace(expr, &|part| {
        if let Expr::Column(column) = &**part
            && found.borrow().is_none()
        {
            *found.borrow_mut() = Some(column.name.text.clone());
        }
        None
    });
    found.into_inner()
}

/// The expression with every element exchanged for which `replace` has an answer; subqueries stay.
pub fn replace(expr: &Rc<Expr>, with: Replace<'_>) -> Rc<Expr> {
    if let Some(replacement) = with(expr) {
        return replacement;
    }
    let mut copy = (**expr).clone();
    if !within(&mut copy, with) {
        return expr.clone();
    }
    Rc::new(copy)
}

/// Exchanges what is directly inside; whether there was anything to look at.
fn within(expr: &mut Expr, with: Replace<'_>) -> bool {
    let one = |inner: &mut Rc<Expr>| *inner = replace(inner, with);
    match expr {
        Expr::Binary(binary) => {
            one(&mut binary.left);
            one(&mut binary.right);
        }
        Expr::Unary(unary) => one(&mut unary.inner),
        Expr::List(list) => list.items.iter_mut().for_each(one),
        Expr::Clauses(list) => list.items.iter_mut().for_each(one),
        Expr::Tuple(items) | Expr::Array { items, .. } | Expr::Phrase(items) => {
            items.iter_mut().for_each(one);
        }
        Expr::Grouping(inner)
        | Expr::TypeCoerce { inner, .. }
        | Expr::Extract { inner, .. }
        | Expr::LabelReference(inner) => one(inner),
        Expr::Cast(cast) => one(&mut cast.inner),
        Expr::Label(label) => one(&mut label.inner),
        Expr::Case(case) => in_case(case, with),
        Expr::Function(function) => function.args.iter_mut().for_each(one),
        Expr::Over(over) => {
            let one = |inner: &mut Rc<Expr>| *inner = replace(inner, with);
            one(&mut over.inner);
            over.partition_by.iter_mut().for_each(one);
            over.order_by.iter_mut().for_each(one);
        }
        Expr::WithinGroup { inner, order_by, .. } => {
            one(inner);
            order_by.iter_mut().for_each(one);
        }
        Expr::Filter { inner, criterion } => {
            one(inner);
            one(criterion);
        }
        Expr::AggregateOrderBy { target, order_by } => {
            one(target);
            one(order_by);
        }
        Expr::Slice { start, stop } => {
            one(start);
            one(stop);
        }
        _ => return false,
    }
    true
}

fn in_case(case: &mut Case, with: Replace<'_>) {
    if let Some(value) = &mut case.value {
        *value = replace(value, with);
    }
    for (condition, result) in &mut case.whens {
        *condition = replace(condition, with);
        *result = replace(result, with);
    }
    if let Some(result) = &mut case.else_ {
        *result = replace(result, with);
    }
}
