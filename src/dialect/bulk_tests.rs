//! `op.bulk_insert` on six dialects, as recorded from Alembic.

use std::rc::Rc;

use super::{ALL, RenderState, Settings, render, script};
use crate::operation::{Operation, OperationKind};
use crate::schema::expression::{Bind, Expr};
use crate::schema::literal::Literal;
use crate::schema::name::{Name, QualifiedName};
use crate::schema::options::Options;
use crate::schema::table::{
    Column, Constraint, ConstraintKind, Row, RowValue, Sequence, SequenceOptions, Table,
};
use crate::schema::type_table;
use crate::schema::types::Type;

fn type_(name: &str) -> Rc<Type> {
    Rc::new(Type::of(type_table::core(name).unwrap()))
}

fn named(name: &str) -> QualifiedName {
    QualifiedName { schema: None, name: Name::new(name) }
}

fn column(name: &str, class: &str) -> Column {
    Column::new(name.into(), type_(class))
}

/// `sa.table(...)`.
fn table() -> Table {
    let mut table = Table::new(named("t"));
    table.columns = vec![
        column("s", "String"),
        column("i", "Integer"),
        column("d", "DateTime"),
        column("b", "Boolean"),
    ];
    table
}

/// `sa.Table(...)` whose columns have values of their own.
fn with_defaults() -> Table {
    let mut id = column("id", "Integer");
    (id.primary_key, id.nullable) = (true, false);
    id.sequence = Some(Box::new(Sequence {
        name: named("sq"),
        data_type: None,
        optional: false,
        options: SequenceOptions::default(),
        dialect_options: Options::default(),
    }));
    let mut number = column("n", "Integer");
    number.client_default = true;
    let mut table = Table::new(named("t"));
    table.columns = vec![id, column("s", "String"), number];
    let key = ConstraintKind::PrimaryKey { columns: vec!["id".into()] };
    table.constraints.push(Constraint::new(None, key));
    table
}

fn value(column: &str, value: Literal) -> (Rc<str>, RowValue) {
    (column.into(), RowValue::Literal(value))
}

/// `op.inline_literal()`.
fn inline(column: &str, value: Literal, class: &str) -> (Rc<str>, RowValue) {
    let bind =
        Bind { literal_execute: true, ..Bind::anonymous("param", Some(value), type_(class)) };
    (column.into(), RowValue::Expr(Rc::new(Expr::Bind(bind))))
}

fn check((table, rows): (Table, Vec<Row>), expected: [&str; 6]) {
    let settings = Settings::default();
    for (dialect, expected) in ALL.iter().zip(expected) {
        let kind = OperationKind::BulkInsert { table: Box::new(table.clone()), rows: rows.clone() };
        let operation = Operation { kind, directive: "bulk_insert", span: None };
        let rendered = render(*dialect, &settings, &mut RenderState::default(), &operation);
        let printed = match rendered {
            Ok(statements) => statements.iter().fold(String::new(), |mut text, sql| {
                script::statement(*dialect, &settings, sql, &mut text);
                text
            }),
            Err(refusal) => format!("{}: {}", refusal.exception, refusal.message),
        };
        assert_eq!(printed, expected, "{}", dialect.name());
    }
}

#[test]
fn in_order_of_the_columns() {
    check(
        (
            table(),
            vec![
                vec![
                    value("i", Literal::Int("1".into())),
                    value("s", Literal::Str("it's".into())),
                    value("b", Literal::Bool(true)),
                ],
                vec![
                    value("b", Literal::Bool(false)),
                    value(
                        "d",
                        Literal::DateTime { text: "2020-01-02 03:04:05".into(), aware: false },
                    ),
                    value("i", Literal::Null),
                ],
            ],
        ),
        [
            "INSERT INTO t (s, i, b) VALUES ('it''s', 1, true);\n\nINSERT INTO t (i, d, b) VALUES (NULL, '2020-01-02 03:04:05', false);\n\n",
            "INSERT INTO t (s, i, b) VALUES ('it''s', 1, true);\n\nINSERT INTO t (i, d, b) VALUES (NULL, '2020-01-02 03:04:05', false);\n\n",
            "INSERT INTO t (s, i, b) VALUES ('it''s', 1, true);\n\nINSERT INTO t (i, d, b) VALUES (NULL, '2020-01-02 03:04:05', false);\n\n",
            "INSERT INTO t (s, i, b) VALUES ('it''s', 1, 1);\n\nINSERT INTO t (i, d, b) VALUES (NULL, '2020-01-02 03:04:05.000000', 0);\n\n",
            "SET IDENTITY_INSERT t ON;\n\nGO\n\nINSERT INTO t (s, i, b) VALUES ('it''s', 1, 1);\n\nGO\n\nINSERT INTO t (i, d, b) VALUES (NULL, '2020-01-02 03:04:05', 0);\n\nGO\n\nSET IDENTITY_INSERT t OFF;\n\nGO\n\n",
            "INSERT INTO t (s, i, b) VALUES ('it''s', 1, 1)\n\n/\n\nINSERT INTO t (i, d, b) VALUES (NULL, TO_DATE('2020-01-02 03:04:05', 'YYYY-MM-DD HH24:MI:SS'), 0)\n\n/\n\n",
        ],
    );
}

#[test]
fn no_rows() {
    check(
        (table(), Vec::new()),
        [
            "",
            "",
            "",
            "",
            "SET IDENTITY_INSERT t ON;\n\nGO\n\nSET IDENTITY_INSERT t OFF;\n\nGO\n\n",
            "",
        ],
    );
}

#[test]
fn an_empty_row() {
    check(
        (table(), vec![Vec::new()]),
        [
            "INSERT INTO t DEFAULT VALUES;\n\n",
            "INSERT INTO t () VALUES ();\n\n",
            "INSERT INTO t () VALUES ();\n\n",
            "INSERT INTO t DEFAULT VALUES;\n\n",
            "SET IDENTITY_INSERT t ON;\n\nGO\n\nINSERT INTO t DEFAULT VALUES;\n\nGO\n\nSET IDENTITY_INSERT t OFF;\n\nGO\n\n",
            "INSERT INTO t () VALUES ()\n\n/\n\n",
        ],
    );
}

#[test]
fn an_unknown_column() {
    check(
        (table(), vec![vec![value("zz", Literal::Int("1".into()))]]),
        [
            "KeyError: 'zz'",
            "KeyError: 'zz'",
            "KeyError: 'zz'",
            "KeyError: 'zz'",
            "KeyError: 'zz'",
            "KeyError: 'zz'",
        ],
    );
}

#[test]
fn a_value_that_the_type_cannot_write() {
    check(
        (table(), vec![vec![value("s", Literal::Int("5".into()))]]),
        [
            "sqlalchemy.exc.CompileError: Could not render literal value \"5\" with datatype VARCHAR; see parent stack trace for more detail.",
            "sqlalchemy.exc.CompileError: Could not render literal value \"5\" with datatype VARCHAR; see parent stack trace for more detail.",
            "sqlalchemy.exc.CompileError: Could not render literal value \"5\" with datatype VARCHAR; see parent stack trace for more detail.",
            "sqlalchemy.exc.CompileError: Could not render literal value \"5\" with datatype VARCHAR; see parent stack trace for more detail.",
            "sqlalchemy.exc.CompileError: Could not render literal value \"5\" with datatype VARCHAR; see parent stack trace for more detail.",
            "sqlalchemy.exc.CompileError: Could not render literal value \"5\" with datatype VARCHAR; see parent stack trace for more detail.",
        ],
    );
}

#[test]
fn an_inline_literal() {
    check(
        (
            table(),
            vec![vec![
                inline("s", Literal::Str("q".into()), "String"),
                inline("i", Literal::Int("3".into()), "Integer"),
            ]],
        ),
        [
            "INSERT INTO t (s, i) VALUES ('q', 3);\n\n",
            "INSERT INTO t (s, i) VALUES ('q', 3);\n\n",
            "INSERT INTO t (s, i) VALUES ('q', 3);\n\n",
            "INSERT INTO t (s, i) VALUES ('q', 3);\n\n",
            "SET IDENTITY_INSERT t ON;\n\nGO\n\nINSERT INTO t (s, i) VALUES ('q', 3);\n\nGO\n\nSET IDENTITY_INSERT t OFF;\n\nGO\n\n",
            "INSERT INTO t (s, i) VALUES ('q', 3)\n\n/\n\n",
        ],
    );
}

#[test]
fn defaults_and_sequences() {
    check(
        (
            with_defaults(),
            vec![
                vec![value("s", Literal::Str("y".into()))],
                vec![value("id", Literal::Int("4".into())), value("n", Literal::Int("6".into()))],
            ],
        ),
        [
            "INSERT INTO t (id, s, n) VALUES (nextval('sq'), 'y', NULL);\n\nINSERT INTO t (id, n) VALUES (4, 6);\n\n",
            "INSERT INTO t (s, n) VALUES ('y', NULL);\n\nINSERT INTO t (id, n) VALUES (4, 6);\n\n",
            "INSERT INTO t (s, n) VALUES ('y', NULL);\n\nINSERT INTO t (id, n) VALUES (4, 6);\n\n",
            "INSERT INTO t (s, n) VALUES ('y', NULL);\n\nINSERT INTO t (id, n) VALUES (4, 6);\n\n",
            "SET IDENTITY_INSERT t ON;\n\nGO\n\nINSERT INTO t (id, s, n) VALUES (NEXT VALUE FOR sq, 'y', NULL);\n\nGO\n\nINSERT INTO t (id, n) VALUES (4, 6);\n\nGO\n\nSET IDENTITY_INSERT t OFF;\n\nGO\n\n",
            "INSERT INTO t (id, s, n) VALUES (sq.nextval, 'y', NULL)\n\n/\n\nINSERT INTO t (id, n) VALUES (4, 6)\n\n/\n\n",
        ],
    );
}
