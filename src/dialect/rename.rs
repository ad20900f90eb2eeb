//! Column names inside expressions: which ones there are, and the same expression under other names.

use std::rc::Rc;

use crate::schema::expression::{
    Binary, Case, Cast, ClauseList, ColumnRef, Expr, Function, Label, OperandList, Unary,
};
use crate::schema::name::Name;

/// `_find_columns`: the keys of the columns in an expression, each once.
pub(super) fn column_keys(expr: &Rc<Expr>) -> Vec<Rc<str>> {
    let mut keys: Vec<Rc<str>> = Vec::new();
    map_columns(expr, &mut |column| {
        if !column.is_literal && !keys.contains(column.key()) {
            keys.push(column.key().clone());
        }
        None
    });
    keys
}

/// The expression with columns named anew where `rename` says so.
pub(super) fn rename_columns(expr: &Rc<Expr>, rename: &dyn Fn(&str) -> Option<Name>) -> Rc<Expr> {
    map_columns(expr, &mut |column| {
        if column.is_literal {
            return None;
        }
        let name = rename(&column.name.text)?;
        Some(ColumnRef { name, ..column.clone() })
    })
}

/// A copy of the tree of DDL expressions, with columns replaced where `replace` answers.
fn map_columns(
    expr: &Rc<Expr>,
    replace: &mut dyn FnMut(&ColumnRef) -> Option<ColumnRef>,
) -> Rc<Expr> {
    let mapped = match &**expr {
        Expr::Column(column) => match replace(column) {
            Some(column) => Expr::Column(column),
            None => return expr.clone(),
        },
        Expr::Binary(binary) => Expr::Binary(Binary {
            left: map_columns(&binary.left, replace),
            right: map_columns(&binary.right, replace),
            ..binary.clone()
        }),
        Expr::Unary(unary) => {
            Expr::Unary(Unary { inner: map_columns(&unary.inner, replace), ..unary.clone() })
        }
        Expr::List(list) => {
            Expr::List(OperandList { items: map_all(&list.items, replace), ..list.clone() })
        }
        Expr::Clauses(list) => {
            Expr::Clauses(ClauseList { items: map_all(&list.items, replace), ..list.clone() })
        }
        Expr::Grouping(inner) => Expr::Grouping(map_columns(inner, replace)),
        Expr::Tuple(items) => Expr::Tuple(map_all(items, replace)),
        Expr::Case(case) => Expr::Case(map_case(case, replace)),
        Expr::Cast(cast) => {
            Expr::Cast(Cast { inner: map_columns(&cast.inner, replace), ..cast.clone() })
        }
        Expr::TypeCoerce { inner, type_ } => {
            Expr::TypeCoerce { inner: map_columns(inner, replace), type_: type_.clone() }
        }
        Expr::Extract { field, inner } => {
            Expr::Extract { field: field.clone(), inner: map_columns(inner, replace) }
        }
        Expr::Function(function) => {
            Expr::Function(Function { args: map_all(&function.args, replace), ..function.clone() })
        }
        Expr::Label(label) => {
            Expr::Label(Label { inner: map_columns(&label.inner, replace), ..label.clone() })
        }
        Expr::Phrase(items) => Expr::Phrase(map_all(items, replace)),
        _ => return expr.clone(),
    };
    Rc::new(mapped)
}

fn map_case(case: &Case, replace: &mut dyn FnMut(&ColumnRef) -> Option<ColumnRef>) -> Case {
    Case {
        value: case.value.as_ref().map(|value| map_columns(value, replace)),
        whens: case
            .whens
            .iter()
            .map(|(when, then)| (map_columns(when, replace), map_columns(then, replace)))
            .collect(),
        else_: case.else_.as_ref().map(|value| map_columns(value, replace)),
        type_: case.type_.clone(),
    }
}

fn map_all(
    items: &[Rc<Expr>],
    replace: &mut dyn FnMut(&ColumnRef) -> Option<ColumnRef>,
) -> Vec<Rc<Expr>> {
    items.iter().map(|item| map_columns(item, replace)).collect()
}
