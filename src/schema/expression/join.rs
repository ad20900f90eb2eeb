//! Joins, and the condition that foreign keys give them.

use std::rc::Rc;

use super::from::{ForeignKeyRef, From, Join, TableColumn, TableFrom, expand};
use super::operators::Op;
use super::{ColumnRef, Expr, build, group, typing};

/// Why two FROM elements cannot be joined without a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoCondition {
    /// `NoForeignKeysError`.
    NoForeignKeys(String),
    /// `AmbiguousForeignKeysError`.
    Ambiguous(String),
}

/// `Join(left, right, onclause)`.
pub fn joined(
    left: Rc<From>,
    right: Rc<From>,
    onclause: Rc<Expr>,
    outer: bool,
    full: bool,
) -> Rc<From> {
    let right = match &*right {
        From::Join(_) => Rc::new(From::Grouping(right)),
        _ => right,
    };
    let onclause = group::group(&onclause, Some(&Op::AsBool));
    Rc::new(From::Join(Join { left, right, onclause, outer, full }))
}

/// `Join._match_primaries`: the columns that a foreign key between both sides pairs.
///
/// # Errors
/// Where there is no foreign key, or more than one.
pub fn condition(left: &Rc<From>, right: &Rc<From>) -> Result<Rc<Expr>, NoCondition> {
    let nearest = match &**left {
        From::Join(join) => Some(join.right.clone()),
        _ => None,
    };
    let mut found: Vec<Vec<(Rc<Expr>, Rc<Expr>)>> = Vec::new();
    for left in nearest.iter().chain([left]) {
        found = between(left, right);
        if !found.is_empty() {
            break;
        }
    }
    found.dedup();
    let names = || (left.description(), right.description());
    match found.as_slice() {
        [] => {
            let (a, b) = names();
            let hint = match **right {
                From::Grouping(_) => {
                    " Perhaps you meant to convert the right side to a subquery using alias()?"
                }
                _ => "",
            };
            Err(NoCondition::NoForeignKeys(format!(
                "Can't find any foreign key relationships between '{a}' and '{b}'.{hint}"
            )))
        }
        [pairs] => Ok(equal(pairs)),
        _ => {
            let (a, b) = names();
            Err(NoCondition::Ambiguous(format!(
                "Can't determine join between '{a}' and '{b}'; tables have more than one foreign key constraint relationship between them. Please specify the 'onclause' of this join explicitly."
            )))
        }
    }
}

fn equal(pairs: &[(Rc<Expr>, Rc<Expr>)]) -> Rc<Expr> {
    let clauses: Vec<_> = pairs
        .iter()
        .map(|(a, b)| {
            build::for_op(a.clone(), b.clone(), Op::Eq, typing::boolean(), Some(Op::Ne), Vec::new())
        })
        .collect();
    match clauses.as_slice() {
        [only] => only.clone(),
        _ => build::conjunction(Op::And, &clauses),
    }
}

/// The foreign keys of either side to the other, each as pairs of referred and referring column.
fn between(left: &Rc<From>, right: &Rc<From>) -> Vec<Vec<(Rc<Expr>, Rc<Expr>)>> {
    let mut found = Vec::new();
    for own in tables(right) {
        for other in tables(left) {
            found.extend(keys(&own, &other));
        }
    }
    for own in tables(left) {
        for other in tables(right) {
            if !Rc::ptr_eq(&own, &other) {
                found.extend(keys(&own, &other));
            }
        }
    }
    found
}

/// The tables and their aliases in a FROM element.
fn tables(from: &Rc<From>) -> Vec<Rc<From>> {
    let mut parts = Vec::new();
    expand(from, &mut parts);
    parts.retain(|part| table_of(part).is_some());
    parts
}

/// The table itself, or the one that an alias names.
pub fn table_of(from: &From) -> Option<&TableFrom> {
    match from {
        From::Table(table) => Some(table),
        From::Alias(alias) => match &alias.of {
            super::from::AliasOf::From(inner) => table_of(inner),
            super::from::AliasOf::Query(_) => None,
        },
        _ => None,
    }
}

fn keys(own: &Rc<From>, other: &Rc<From>) -> Vec<Vec<(Rc<Expr>, Rc<Expr>)>> {
    let (Some(table), Some(referred)) = (table_of(own), table_of(other)) else {
        return Vec::new();
    };
    table
        .foreign_keys
        .iter()
        .filter(|key| key.referred == referred.name)
        .map(|key| pairs(key, own, table, other, referred))
        .collect()
}

fn pairs(
    key: &ForeignKeyRef,
    own: &Rc<From>,
    table: &TableFrom,
    other: &Rc<From>,
    referred: &TableFrom,
) -> Vec<(Rc<Expr>, Rc<Expr>)> {
    key.columns
        .iter()
        .zip(&key.referred_columns)
        .map(|(here, there)| (column(other, referred, there), column(own, table, here)))
        .collect()
}

/// A column of a FROM element by name; of unknown type where the table is not known in full.
fn column(from: &Rc<From>, table: &TableFrom, name: &Rc<str>) -> Rc<Expr> {
    let known = table.columns.iter().find(|column| column.name.text == *name);
    Rc::new(Expr::Column(match known {
        Some(column) => reference(from, column),
        None => ColumnRef {
            table: Some(from.clone()),
            name: crate::schema::name::Name::new(name.clone()),
            key: None,
            type_: typing::null(),
            is_literal: false,
            anonymous: None,
        },
    }))
}

/// `from.c.<column>`.
pub fn reference(from: &Rc<From>, column: &TableColumn) -> ColumnRef {
    ColumnRef {
        table: Some(from.clone()),
        name: column.name.clone(),
        key: column.key.clone(),
        type_: column.type_.clone(),
        is_literal: false,
        anonymous: None,
    }
}
