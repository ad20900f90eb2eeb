//! SQL expressions as Python objects: columns, operators, functions, SELECT, INSERT, UPDATE, DELETE.
//!
//! An object keeps an inert [`Expr`]; methods and operators make new objects, as SQLAlchemy's do.

mod case;
mod coerce;
mod collection;
mod compile;
mod dml;
mod element;
mod froms;
mod func;
mod literal;
mod objects;
mod operate;
mod schema_half;
mod select;
mod text;

use std::rc::Rc;

use crate::python::{Class, Evaluator, Outcome, Value};
use crate::schema::expression::Expr;
use crate::schema::expression::from::From;

pub use self::coerce::is_clause;
pub(super) use self::compile::BY_DEFAULT;
pub use self::literal::{literal_value, to_literal};
pub use self::objects::value;

/// `ClauseElement`.
pub fn clause_element() -> Rc<Class> {
    objects::classes().clause.clone()
}

/// `ColumnClause`, the base of `Column`.
pub fn column_clause() -> Rc<Class> {
    objects::classes().column_clause.clone()
}

/// `TableClause`, the base of `Table`.
pub fn table_clause() -> Rc<Class> {
    objects::classes().table_clause.clone()
}

/// Any value that SQLAlchemy takes for an expression; a plain string is none.
///
/// # Errors
/// `ArgumentError` for what is no expression.
pub fn to_expr(evaluator: &mut Evaluator, value: &Value) -> Outcome<Rc<Expr>> {
    coerce::condition(evaluator, value)
}

/// What can be executed; `None` for a value that is no expression at all.
///
/// # Errors
/// Unknown where it is.
pub fn to_statement(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Rc<Expr>>> {
    coerce::clause(evaluator, value)
}

/// The FROM element that an object is.
///
/// # Errors
/// Unknown where it is.
pub fn to_from(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Rc<From>>> {
    froms::from_of(evaluator, value)
}

/// `op.inline_literal(value, type_)`.
///
/// # Errors
/// Unknown where the value or type is.
pub fn inline_literal(evaluator: &mut Evaluator, value: &Value, type_: &Value) -> Outcome {
    let type_ = case::optional_type(evaluator, Some(type_.clone()))?;
    let expr = coerce::bound(evaluator, value, None, type_.as_ref())?;
    Ok(objects::inline(expr))
}

/// Whether `op.inline_literal()` made it.
pub fn is_inline_literal(value: &Value) -> bool {
    objects::is_a(value, &objects::classes().inline_literal)
}

/// A public name of `sqlalchemy`, `sqlalchemy.sql` or `sqlalchemy.sql.expression`.
///
/// # Errors
/// Never; the signature is that of a module's members.
pub fn member(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    if name == "func" {
        return Ok(Some(func::generator()));
    }
    let function = case::member(name)
        .filter(|_| !matches!(name, "array" | "aggregate_order_by"))
        .or_else(|| text::member(name))
        .or_else(|| froms::member(name))
        .or_else(|| select::member(name))
        .or_else(|| func::member(name))
        .or_else(|| dml::member(name));
    Ok(function.or_else(|| class(name)))
}

/// A class of `sqlalchemy.sql.functions`; `func` gives the same by its name.
///
/// # Errors
/// Never; the signature is that of a module's members.
pub fn named_function(evaluator: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    const CLASSES: &[&str] = &[
        "char_length",
        "coalesce",
        "concat",
        "count",
        "cube",
        "cume_dist",
        "current_date",
        "current_time",
        "current_timestamp",
        "current_user",
        "dense_rank",
        "grouping_sets",
        "localtime",
        "localtimestamp",
        "max",
        "min",
        "now",
        "percent_rank",
        "pow",
        "random",
        "rank",
        "rollup",
        "session_user",
        "sum",
        "sysdate",
        "user",
    ];
    if !CLASSES.contains(&name) {
        return Ok(None);
    }
    evaluator.getattr(&func::generator(), name).map(Some)
}

/// A public name of `sqlalchemy.dialects.<dialect>` that has to do with expressions.
///
/// # Errors
/// Never; the signature is that of a module's members.
pub fn dialect_member(_: &mut Evaluator, dialect: &str, name: &str) -> Outcome<Option<Value>> {
    Ok(match (dialect, name) {
        ("postgresql" | "mysql" | "mariadb" | "sqlite", "insert" | "Insert") => {
            Some(dml::insert_of(dialect))
        }
        ("postgresql", "array" | "aggregate_order_by") => case::member(name),
        ("postgresql", "Any") => case::member("any_"),
        ("postgresql", "All") => case::member("all_"),
        _ => None,
    })
}

fn class(name: &str) -> Option<Value> {
    let classes = objects::classes();
    let class = match name {
        "ClauseElement" => &classes.clause,
        "ColumnElement" => &classes.column_element,
        "ColumnClause" => &classes.column_clause,
        "BindParameter" => &classes.bind,
        "TextClause" => &classes.text,
        "Null" => &classes.null,
        "True_" => &classes.true_,
        "False_" => &classes.false_,
        "BinaryExpression" => &classes.binary,
        "UnaryExpression" => &classes.unary,
        "BooleanClauseList" => &classes.list,
        "ClauseList" => &classes.clauses,
        "Grouping" => &classes.grouping,
        "Tuple" => &classes.tuple,
        "Case" => &classes.case,
        "Cast" => &classes.cast,
        "TypeCoerce" => &classes.type_coerce,
        "Extract" => &classes.extract,
        "Function" | "FunctionElement" => &classes.function,
        "Over" => &classes.over,
        "WithinGroup" => &classes.within_group,
        "FunctionFilter" => &classes.filter,
        "Label" => &classes.label,
        "ScalarSelect" => &classes.scalar_select,
        "Exists" => &classes.exists,
        "CollationClause" => &classes.collation,
        "FromClause" => &classes.from_clause,
        "TableClause" => &classes.table_clause,
        "Alias" => &classes.alias,
        "Subquery" => &classes.subquery,
        "CTE" => &classes.cte,
        "Join" => &classes.join,
        "Values" => &classes.values,
        "TableValuedAlias" => &classes.table_valued_alias,
        "Selectable" | "ReturnsRows" => &classes.selectable,
        "Select" => &classes.select,
        "CompoundSelect" => &classes.compound,
        "TextualSelect" => &classes.textual_select,
        "Insert" => &classes.insert,
        "Update" => &classes.update,
        "Delete" => &classes.delete,
        _ => return None,
    };
    Some(Value::Class(class.clone()))
}
