//! The type that each expression has, and the type that a Python value beside it takes.

use std::rc::Rc;

use super::from::{Alias, AliasOf, From};
use super::operators::Op;
use super::{Expr, Function};
use crate::schema::literal::Literal;
use crate::schema::type_table;
use crate::schema::types::{Affinity, Type, TypeArg, TypeClass, TypeKind};

/// A type of `sqlalchemy` by its class's name, without arguments.
pub fn core(name: &str) -> Rc<Type> {
    of(type_table::core(name))
}

/// A type of `sqlalchemy.dialects.<dialect>`.
pub fn of_dialect(dialect: &str, name: &str) -> Rc<Type> {
    of(type_table::find(&format!("sqlalchemy.dialects.{dialect}"), name))
}

fn of(class: Option<&'static TypeClass>) -> Rc<Type> {
    Rc::new(match class {
        Some(class) => Type::of(class),
        None => Type { kind: TypeKind::Verbatim("NULL".into()), args: vec![], variants: vec![] },
    })
}

/// `BOOLEANTYPE`.
pub fn boolean() -> Rc<Type> {
    core("Boolean")
}

/// `NULLTYPE`.
pub fn null() -> Rc<Type> {
    core("NullType")
}

/// `STRINGTYPE`.
pub fn string() -> Rc<Type> {
    core("String")
}

/// `INTEGERTYPE`.
pub fn integer() -> Rc<Type> {
    core("Integer")
}

/// Whether it is `NullType`.
pub fn is_null(type_: &Type) -> bool {
    type_.affinity() == Affinity::Null
}

/// The family by which types are compared: an ENUM is a kind of string.
pub fn family(type_: &Type) -> Affinity {
    match type_.affinity() {
        Affinity::Enum => Affinity::String,
        other => other,
    }
}

/// `_compare_type_affinity`.
pub fn same_family(a: &Type, b: &Type) -> bool {
    match (family(a), family(b)) {
        (Affinity::Other, Affinity::Other) => a.kind == b.kind,
        (a, b) => a == b,
    }
}

/// Whether `isinstance(type, <class of this name>)`, looking through decorators.
pub fn is_a(type_: &Type, name: &str) -> bool {
    type_.class().is_some_and(|class| class.is_a(name))
}

/// Whether it is a type of this dialect's own module.
pub fn is_of_dialect(type_: &Type, dialect: &str) -> bool {
    type_.class().is_some_and(|class| {
        class.home == crate::schema::types::Home::Dialect(dialect_name(dialect))
    })
}

fn dialect_name(name: &str) -> &'static str {
    ["postgresql", "mysql", "mssql", "oracle", "sqlite"]
        .into_iter()
        .find(|known| *known == name)
        .unwrap_or("")
}

/// `TypeDecorator`, and what takes every value for one of its own: PostgreSQL's network addresses and CITEXT.
fn keeps_compared(type_: &Type) -> bool {
    matches!(
        type_.kind,
        TypeKind::Decorator { .. } | TypeKind::UserDefined { .. } | TypeKind::Verbatim(_)
    ) || ["INET", "CIDR", "MACADDR", "MACADDR8", "CITEXT"].iter().any(|name| is_a(type_, name))
}

/// `_resolve_value_to_type`.
pub fn of_value(value: &Literal) -> Rc<Type> {
    match value {
        Literal::Bool(_) => boolean(),
        Literal::Int(digits) if is_big(digits) => core("BigInteger"),
        Literal::Int(_) => integer(),
        Literal::Float(_) => core("Double"),
        Literal::Decimal(_) => core("Numeric"),
        Literal::Str(text) if !text.is_ascii() => core("Unicode"),
        Literal::Str(_) => string(),
        Literal::Bytes(_) => core("LargeBinary"),
        Literal::Date(_) => core("Date"),
        Literal::Time(text) => timed("Time", has_offset(text)),
        Literal::DateTime { aware, .. } => timed("DateTime", *aware),
        Literal::Interval { .. } => core("Interval"),
        Literal::Uuid(_) => core("Uuid"),
        Literal::Null
        | Literal::List(_)
        | Literal::Dict(_)
        | Literal::EnumMember { .. }
        | Literal::Other { .. } => null(),
    }
}

/// `value.bit_length() >= 32`.
fn is_big(digits: &str) -> bool {
    digits.trim_start_matches('-').parse::<u64>().map_or(true, |value| value >= 1 << 31)
}

fn has_offset(text: &str) -> bool {
    text.contains('+') || text.contains('-') || text.ends_with('Z')
}

fn timed(name: &str, aware: bool) -> Rc<Type> {
    let mut type_ = (*core(name)).clone();
    if aware {
        type_.args.push(("timezone", TypeArg::Literal(Literal::Bool(true))));
    }
    Rc::new(type_)
}

/// `TypeEngine.coerce_compared_value`.
pub fn of_compared(type_: &Rc<Type>, value: &Literal) -> Rc<Type> {
    if keeps_compared(type_) {
        return type_.clone();
    }
    let takes_text = matches!(type_.affinity(), Affinity::Binary | Affinity::Uuid);
    if takes_text && matches!(value, Literal::Str(_)) {
        return type_.clone();
    }
    let resolved = of_value(value);
    let family_there = if is_core_interval(type_) { Affinity::DateTime } else { family(type_) };
    if is_null(&resolved) || family(&resolved) == family_there {
        if is_core_interval(type_) { core("DateTime") } else { type_.clone() }
    } else {
        resolved
    }
}

/// `sqlalchemy.Interval`, which lets `DateTime` decide.
fn is_core_interval(type_: &Type) -> bool {
    is_a(type_, "Interval") && type_.class().is_some_and(|class| class.visit == "type_decorator")
}

/// `_adapt_expression`: the operator and the type of `left op right`.
pub fn adapt(left: &Rc<Type>, op: Op, right: &Rc<Type>) -> (Op, Rc<Type>) {
    match family(left) {
        Affinity::Null => adapt_null(left, op, right),
        Affinity::String => adapt_string(left, op, right),
        Affinity::Array if op == Op::Add && concatenates(right) => (Op::Concat, left.clone()),
        Affinity::Json if op == Op::Add && concatenates(right) && concatenates(left) => {
            (Op::Concat, left.clone())
        }
        _ => {
            let type_ = looked_up(left, &op, right);
            (op, type_)
        }
    }
}

/// `NullType.Comparator._adapt_expression`.
fn adapt_null(left: &Rc<Type>, op: Op, right: &Rc<Type>) -> (Op, Rc<Type>) {
    if is_null(right) || !op.is_commutative() { (op, left.clone()) } else { adapt(right, op, left) }
}

fn adapt_string(left: &Rc<Type>, op: Op, right: &Rc<Type>) -> (Op, Rc<Type>) {
    if op == Op::Add && (is_null(right) || concatenates(right)) {
        (Op::Concat, left.clone())
    } else {
        (op, left.clone())
    }
}

/// `Concatenable`: strings and arrays, and PostgreSQL's JSONB and HSTORE.
fn concatenates(type_: &Type) -> bool {
    matches!(family(type_), Affinity::String | Affinity::Array | Affinity::Null | Affinity::Binary)
        && family(type_) != Affinity::Binary
        || is_a(type_, "HSTORE")
}

/// `_expression_adaptations`.
fn looked_up(left: &Rc<Type>, op: &Op, right: &Rc<Type>) -> Rc<Type> {
    use Affinity::*;
    let (ours, theirs) = (family(left), family(right));
    let result = match (ours, op, theirs) {
        (Integer, Op::Add, Date) => "Date",
        (Integer, Op::Mul, Interval) | (Numeric | Float, Op::Mul, Interval) => "Interval",
        (Integer, Op::Add | Op::Mul | Op::Sub, Numeric) => "Numeric",
        (Integer, Op::Add | Op::Mul | Op::Sub | Op::TrueDiv, Float) => "Float",
        (Integer, Op::TrueDiv, Integer | Numeric) | (Integer, Op::FloorDiv, Numeric) => "Numeric",
        (DateTime, Op::Sub, DateTime) | (Date, Op::Sub, DateTime) | (Time, Op::Sub, Time) => {
            "Interval"
        }
        (Date, Op::Add, Interval | Time) | (Date, Op::Sub, Interval) | (Time, Op::Add, Date) => {
            "DateTime"
        }
        (Date, Op::Sub, Date) => "Integer",
        (Interval, Op::Add, Date | DateTime) => "DateTime",
        (Interval, Op::Add, Time) => "Time",
        _ => return left.clone(),
    };
    if is_a(right, result) && family(right) == family(&core(result)) {
        right.clone()
    } else {
        core(result)
    }
}

/// An array's or range's item; for anything else the type itself.
pub fn item_of(type_: &Rc<Type>) -> Rc<Type> {
    type_.inner("item_type").cloned().unwrap_or_else(|| type_.clone())
}

/// `ARRAY(item)`.
pub fn array_of(item: Rc<Type>) -> Rc<Type> {
    let mut type_ = (*core("ARRAY")).clone();
    type_.args.push(("item_type", TypeArg::Type(item)));
    Rc::new(type_)
}

/// `ColumnElement.type`.
pub fn of_expr(expr: &Expr) -> Rc<Type> {
    match expr {
        Expr::Column(column) => column.type_.clone(),
        Expr::Bind(bind) => bind.type_.clone(),
        Expr::True | Expr::False => boolean(),
        Expr::Binary(binary) => binary.type_.clone(),
        Expr::Unary(unary) => unary.type_.clone(),
        Expr::List(list) => list.type_.clone(),
        Expr::Grouping(inner) => of_expr(inner),
        Expr::Case(case) => case.type_.clone(),
        Expr::Cast(cast) => cast.type_.clone(),
        Expr::TypeCoerce { type_, .. } => type_.clone(),
        Expr::Extract { .. } => integer(),
        Expr::Function(function) => function.type_.clone(),
        Expr::NextValue(sequence) => sequence.data_type.clone().unwrap_or_else(integer),
        Expr::Over(over) => of_expr(&over.inner),
        Expr::WithinGroup { inner, order_by, .. } => of_within_group(inner, order_by),
        Expr::Filter { inner, .. } => of_expr(inner),
        Expr::Label(label) => label.type_.clone(),
        Expr::Array { item_type, .. } => array_of(item_type.clone()),
        Expr::AggregateOrderBy { target, .. } => of_expr(target),
        Expr::ScalarSelect(select) | Expr::SelectGrouping(select) => of_first_column(select),
        Expr::Clauses(list) if list.items.len() == 1 => {
            list.items.first().map_or_else(null, |item| of_expr(item))
        }
        Expr::ScalarValues(from) => match &**from {
            From::Values(values) => values.columns.first().map_or_else(null, |c| c.type_.clone()),
            _ => null(),
        },
        _ => null(),
    }
}

fn of_within_group(inner: &Expr, order_by: &[Rc<Expr>]) -> Rc<Type> {
    let ordered = |function: &Function| {
        matches!(&*function.name.text, "mode" | "percentile_cont" | "percentile_disc")
    };
    match (inner, order_by.first()) {
        (Expr::Function(function), Some(first)) if ordered(function) => of_expr(first),
        _ => of_expr(inner),
    }
}

/// The type of a SELECT's first column.
fn of_first_column(select: &Expr) -> Rc<Type> {
    match select {
        Expr::Select(select) => select.columns.first().map_or_else(null, |column| of_expr(column)),
        Expr::Compound(compound) => {
            compound.selects.first().map_or_else(null, |select| of_first_column(select))
        }
        Expr::SelectGrouping(inner) => of_first_column(inner),
        Expr::TextualSelect(text) => {
            text.columns.first().map_or_else(null, |column| column.type_.clone())
        }
        _ => null(),
    }
}

/// The statement behind a subquery.
pub fn query_of(from: &From) -> Option<&Rc<Expr>> {
    match from {
        From::Alias(Alias { of: AliasOf::Query(query), .. }) => Some(query),
        From::Cte(cte) => Some(&cte.query),
        _ => None,
    }
}

/// `JSON.JSONIndexType`: the type of a step into JSON.
static JSON_INDEX: TypeClass = TypeClass {
    name: "JSONIndexType",
    home: crate::schema::types::Home::Core,
    visit: "JSON_INDEX",
    affinity: Affinity::Other,
    params: &[],
    bases: &[],
};

/// `JSON.JSONPathType`: the type of several steps into JSON.
static JSON_PATH: TypeClass = TypeClass {
    name: "JSONPathType",
    home: crate::schema::types::Home::Core,
    visit: "JSON_PATH",
    affinity: Affinity::Other,
    params: &[],
    bases: &[],
};

/// The type of what stands in the brackets of a JSON expression.
pub fn json_index(is_path: bool) -> Rc<Type> {
    Rc::new(Type::of(if is_path { &JSON_PATH } else { &JSON_INDEX }))
}
