//! What expressions and statements look like, as real SQLAlchemy prints them.

use std::rc::Rc;

use super::*;
use crate::dialect;
use crate::schema::expression::from::{From, TableFrom};
use crate::schema::expression::operators::Op;
use crate::schema::expression::statement::*;
use crate::schema::expression::{Bind, ColumnRef, build, group, qualified, typing};
use crate::schema::name::Name;

fn sql(name: &str, expr: &Rc<Expr>) -> String {
    let dialect = dialect::find(name).expect("a dialect");
    render_expr(dialect, expr, &ExprOptions::STATEMENT)
        .unwrap_or_else(|refusal| refusal.message.clone())
}

fn table() -> Rc<From> {
    Rc::new(From::Table(TableFrom {
        of_metadata: false,
        name: qualified("t"),
        foreign_keys: Vec::new(),
        columns: Vec::new(),
    }))
}

fn column(table: &Rc<From>, name: &str, type_: &str) -> Rc<Expr> {
    Rc::new(Expr::Column(ColumnRef {
        table: Some(table.clone()),
        name: Name::new(name),
        key: None,
        type_: typing::core(type_),
        is_literal: false,
        anonymous: None,
    }))
}

fn value(text: &str) -> Rc<Expr> {
    let literal = Literal::Str(text.into());
    Rc::new(Expr::Bind(Bind::anonymous("param", Some(literal), typing::string())))
}

fn number(digits: &str) -> Rc<Expr> {
    let literal = Literal::Int(digits.into());
    Rc::new(Expr::Bind(Bind::anonymous("param", Some(literal), typing::integer())))
}

fn compare(left: &Rc<Expr>, op: Op, right: Rc<Expr>) -> Rc<Expr> {
    let negated = op.negated();
    build::for_op(left.clone(), right, op, typing::boolean(), negated, Vec::new())
}

#[test]
fn booleans_are_compared_where_there_are_none() {
    let t = table();
    let flag = column(&t, "b", "Boolean");
    let select = |condition: Rc<Expr>| {
        Rc::new(Expr::Select(Rc::new(Select {
            columns: vec![column(&t, "a", "Integer")],
            where_: vec![condition],
            ..Select::default()
        })))
    };
    let plain = select(flag.clone());
    assert_eq!(sql("postgresql", &plain), "SELECT t.a \nFROM t \nWHERE t.b");
    assert_eq!(sql("mysql", &plain), "SELECT t.a \nFROM t \nWHERE t.b = 1");
    let negated = select(group::negate(&flag));
    assert_eq!(sql("postgresql", &negated), "SELECT t.a \nFROM t \nWHERE NOT t.b");
    assert_eq!(sql("mssql", &negated), "SELECT t.a \nFROM t \nWHERE t.b = 0");
}

#[test]
fn conjunctions_are_flattened_and_simplified() {
    let t = table();
    let a = column(&t, "a", "Integer");
    let one = compare(&a, Op::Eq, number("1"));
    let two = compare(&a, Op::Gt, number("2"));
    let either = build::conjunction(Op::Or, &[one.clone(), two.clone()]);
    let both = build::conjunction(Op::And, &[either, one.clone(), Rc::new(Expr::True)]);
    assert_eq!(sql("postgresql", &both), "(t.a = 1 OR t.a > 2) AND t.a = 1");
    let never = build::conjunction(Op::And, &[one, Rc::new(Expr::False)]);
    assert_eq!(sql("sqlite", &never), "0 = 1");
    assert_eq!(sql("postgresql", &never), "false");
}

#[test]
fn updates_set_columns_in_the_tables_order() {
    let t = table();
    let columns = ["a", "b"].map(|name| DmlColumn {
        name: Name::new(name),
        key: None,
        attribute: None,
        type_: typing::string(),
        default: None,
        onupdate: None,
        primary_key: false,
        autoincrement: false,
        server_default: false,
    });
    let update = Rc::new(Expr::Update(Rc::new(Update {
        table: t.clone(),
        columns: columns.to_vec(),
        set: Some(vec![
            (ValueKey::Name("b".into()), value("x")),
            (ValueKey::Name("a".into()), value("y\\")),
        ]),
        ordered: false,
        where_: vec![compare(&column(&t, "a", "String"), Op::Eq, value("z"))],
        returning: Vec::new(),
        prefixes: Vec::new(),
        limit: None,
        ctes: Vec::new(),
    })));
    assert_eq!(sql("postgresql", &update), "UPDATE t SET a='y\\', b='x' WHERE t.a = 'z'");
    assert_eq!(sql("mysql", &update), "UPDATE t SET a='y\\\\', b='x' WHERE t.a = 'z'");
}
