//! `sqlalchemy.func`: which functions SQLAlchemy knows, and the types they have.

use std::rc::Rc;

use super::group::group;
use super::operators::Op;
use super::typing;
use super::{Expr, Function};
use crate::platform;
use crate::schema::name::Name;
use crate::schema::types::{Affinity, Type};

/// How a known function gets its type.
enum Returns {
    /// Always this type.
    Type(&'static str),
    /// The first of its arguments' types.
    Arguments,
    /// An array of the first argument's type.
    Array,
    /// Nothing is known.
    Unknown,
}

/// `functions._registry["_default"]`.
fn known(name: &str) -> Option<Returns> {
    use Returns::*;
    Some(match name {
        "coalesce" | "max" | "min" | "sum" | "pow" => Arguments,
        "now" | "current_timestamp" | "localtime" | "localtimestamp" | "sysdate" => {
            Type("DateTime")
        }
        "concat" | "current_user" | "session_user" | "user" | "aggregate_strings" => Type("String"),
        "char_length" | "count" | "rank" | "dense_rank" => Type("Integer"),
        "current_date" => Type("Date"),
        "current_time" => Type("Time"),
        "percent_rank" | "cume_dist" => Type("Numeric"),
        "array_agg" => Array,
        "random" | "any" | "all" | "some" | "mode" | "percentile_cont" | "percentile_disc"
        | "cube" | "rollup" | "grouping_sets" => Unknown,
        _ => return None,
    })
}

/// `compiler.FUNCTIONS`: the text of functions that have one of their own.
pub fn fixed_text(name: &str) -> Option<&'static str> {
    Some(match name {
        "coalesce" => "coalesce",
        "current_date" => "CURRENT_DATE",
        "current_time" => "CURRENT_TIME",
        "current_timestamp" => "CURRENT_TIMESTAMP",
        "current_user" => "CURRENT_USER",
        "localtime" => "LOCALTIME",
        "localtimestamp" => "LOCALTIMESTAMP",
        "random" => "random",
        "sysdate" => "sysdate",
        "session_user" => "SESSION_USER",
        "user" => "USER",
        "cube" => "CUBE",
        "rollup" => "ROLLUP",
        "grouping_sets" => "GROUPING SETS",
        _ => return None,
    })
}

/// `_has_args`: parentheses are written though there is nothing in them.
pub fn always_has_args(name: &str) -> bool {
    matches!(
        name,
        "coalesce" | "random" | "cube" | "rollup" | "grouping_sets" | "aggregate_strings"
    )
}

/// `func.<packages>.<name>(*args, type_=...)`.
pub fn function(
    packages: Vec<Rc<str>>,
    name: Name,
    mut args: Vec<Rc<Expr>>,
    type_: Option<Rc<Type>>,
) -> Rc<Expr> {
    let lower = platform::lower(&name.text);
    let returns = if packages.is_empty() { known(&lower) } else { None };
    let generic = returns.is_some();
    if generic && lower == "count" && args.is_empty() {
        args.push(Rc::new(Expr::literal_column("*", typing::null())));
    }
    let type_ = type_.unwrap_or_else(|| match returns {
        Some(Returns::Type(name)) => typing::core(name),
        Some(Returns::Arguments) => first_type(&args),
        Some(Returns::Array) => array_type(first_type(&args)),
        Some(Returns::Unknown) | None => typing::null(),
    });
    let name = if generic { Name { text: lower.into(), ..name } } else { name };
    let args = args.iter().map(|arg| group(arg, Some(&Op::Comma))).collect();
    Rc::new(Expr::Function(Function {
        packages,
        name,
        generic,
        args,
        type_,
        ordinality: false,
        columns: Vec::new(),
    }))
}

/// `_type_from_args`.
fn first_type(args: &[Rc<Expr>]) -> Rc<Type> {
    args.iter()
        .map(|arg| typing::of_expr(arg))
        .find(|type_| !typing::is_null(type_))
        .unwrap_or_else(typing::null)
}

fn array_type(type_: Rc<Type>) -> Rc<Type> {
    if type_.affinity() == Affinity::Array { type_ } else { typing::array_of(type_) }
}
