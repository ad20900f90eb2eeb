//! ALTER statements on six dialects, as recorded from Alembic.

use std::rc::Rc;

use crate::operation::{AlterColumn, Change, Operation, OperationKind};
use crate::schema::expression::Expr;
use crate::schema::literal::Literal;
use crate::schema::name::{Name, QualifiedName};
use crate::schema::options::{OptionValue, Options};
use crate::schema::table::{
    Column, Constraint, ConstraintKind, ForeignKey, Index, ServerDefault, Table,
};
use crate::schema::type_table;
use crate::schema::types::{Type, TypeArg};

use super::super::{ALL, RenderState, Settings, render, script};

mod changed_columns;
mod other_objects;

fn type_(name: &str, args: &[(&'static str, Literal)]) -> Rc<Type> {
    let mut type_ = Type::of(type_table::core(name).unwrap());
    type_.args = args.iter().map(|(key, value)| (*key, TypeArg::Literal(value.clone()))).collect();
    Rc::new(type_)
}

fn string(length: &str) -> Rc<Type> {
    type_("String", &[("length", Literal::Int(length.into()))])
}

fn named(schema: Option<&str>, name: &str) -> QualifiedName {
    QualifiedName { schema: schema.map(Name::new), name: Name::new(name) }
}

fn options(given: &[(&str, Literal)]) -> Options {
    Options(
        given
            .iter()
            .map(|(key, value)| ((*key).into(), OptionValue::Literal(value.clone())))
            .collect(),
    )
}

fn names(names: &[&str]) -> Literal {
    Literal::List(names.iter().map(|name| Literal::Str((*name).into())).collect())
}

fn text(default: &str) -> Change<Option<ServerDefault>> {
    Change::To(Some(ServerDefault::Text(default.into())))
}

fn expression(default: &str) -> Change<Option<ServerDefault>> {
    Change::To(Some(ServerDefault::Expr(Rc::new(Expr::text(default)))))
}

fn column(table: &str, column: &str) -> AlterColumn {
    AlterColumn {
        table: named(None, table),
        column: column.into(),
        nullable: None,
        server_default: Change::Keep,
        new_name: None,
        type_: None,
        autoincrement: None,
        comment: Change::Keep,
        existing_type: None,
        existing_server_default: Change::Keep,
        existing_nullable: None,
        existing_autoincrement: None,
        existing_comment: None,
        drop_constraints: Vec::new(),
        add_constraints: Vec::new(),
        type_is_class: false,
        options: Options::default(),
    }
}

/// A table of one new column that refers to another table and has an index.
fn added(schema: Option<&str>, key: Option<&str>) -> Table {
    let mut column = Column::new("c".into(), type_("Integer", &[]));
    (column.nullable, column.has_foreign_key) = (false, true);
    column.comment = Some("hi".into());
    column.server_default = Some(ServerDefault::Text("5".into()));
    let mut table = Table::new(named(schema, "t"));
    table.columns.push(column);
    table.constraints.push(Constraint::new(
        key.map(Name::new),
        ConstraintKind::ForeignKey(Box::new(ForeignKey {
            columns: vec!["c".into()],
            referred: named(None, "u"),
            referred_columns: vec!["id".into()],
            onupdate: None,
            ondelete: Some("CASCADE".into()),
            match_: None,
            use_alter: false,
        })),
    ));
    table.indexes.push(Index {
        name: Some(Name { text: "ix_S_t_c".into(), quote: None, truncatable: true }),
        table: table.name.clone(),
        expressions: vec![Rc::new(Expr::column("c", type_("Integer", &[])))],
        unique: true,
        column_flag: true,
        textual: false,
        options: Options::default(),
    });
    table
}

/// What each dialect prints, or the class of the exception and the beginning of its message.
fn check(kind: &OperationKind, expected: [&str; 6]) {
    let settings = Settings::default();
    for (dialect, expected) in ALL.iter().zip(expected) {
        let operation = Operation { kind: kind.clone(), directive: "test", span: None };
        let rendered = render(*dialect, &settings, &mut RenderState::default(), &operation);
        let printed = match rendered {
            Ok(statements) => statements.iter().fold(String::new(), |mut text, sql| {
                script::statement(*dialect, &settings, sql, &mut text);
                text
            }),
            Err(refusal) => format!("{}: {}", refusal.exception, refusal.message),
        };
        match expected.strip_suffix("...") {
            Some(start) => assert!(printed.starts_with(start), "{}: {printed}", dialect.name()),
            None => assert_eq!(printed, expected, "{}", dialect.name()),
        }
    }
}
