//! ALTER statements on six dialects, as recorded from Alembic.

use std::rc::Rc;

use crate::operation::{AlterColumn, Change, Operation, OperationKind};
use crate::schema::expression::Expr;
use crate::schema::literal::Literal;
use crate::schema::name::{Name, QualifiedName};
use crate::schema::options::{OptionValue, Options};
use crate::schema::table::{
    Column, Computed, Constraint, ConstraintKind, ForeignKey, Identity, Index, SequenceOptions,
    ServerDefault, Table,
};
use crate::schema::type_table;
use crate::schema::types::{Type, TypeArg};

use super::super::{ALL, RenderState, Settings, render, script};

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

#[test]
fn nullable_without_a_type() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            nullable: Some(true),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE t ALTER COLUMN c DROP NOT NULL;\n\n",
            "alembic.util.exc.CommandError: All MySQL CHANGE/MODIFY COLUMN operations require the existing type.",
            "alembic.util.exc.CommandError: All MySQL CHANGE/MODIFY COLUMN operations require the existing type.",
            "ALTER TABLE t ALTER COLUMN c DROP NOT NULL;\n\n",
            "alembic.util.exc.CommandError: MS-SQL ALTER COLUMN operations with NULL or NOT NULL require the existing_type or a new type_ be passed.",
            "ALTER TABLE t MODIFY c NULL\n\n/\n\n",
        ],
    );
}

#[test]
fn nullable_with_a_type() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            nullable: Some(false),
            existing_type: Some(string("5")),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE t ALTER COLUMN c SET NOT NULL;\n\n",
            "ALTER TABLE t MODIFY c VARCHAR(5) NOT NULL;\n\n",
            "ALTER TABLE t MODIFY c VARCHAR(5) NOT NULL;\n\n",
            "ALTER TABLE t ALTER COLUMN c SET NOT NULL;\n\n",
            "ALTER TABLE t ALTER COLUMN c VARCHAR(5) NOT NULL;\n\nGO\n\n",
            "ALTER TABLE t MODIFY c NOT NULL\n\n/\n\n",
        ],
    );
}

#[test]
fn everything_at_once() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            table: named(Some("s.X"), "t"),
            nullable: Some(false),
            type_: Some(string("5")),
            new_name: Some("D".into()),
            server_default: text("x"),
            comment: Change::To(Some("it's".into())),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE s.\"X\".t ALTER COLUMN c TYPE VARCHAR(5);\n\nALTER TABLE s.\"X\".t ALTER COLUMN c SET NOT NULL;\n\nALTER TABLE s.\"X\".t ALTER COLUMN c SET DEFAULT 'x';\n\nCOMMENT ON COLUMN s.\"X\".t.c IS 'it''s';\n\nALTER TABLE s.\"X\".t RENAME c TO \"D\";\n\n",
            "ALTER TABLE s.`X`.t CHANGE c `D` VARCHAR(5) NOT NULL DEFAULT 'x' COMMENT 'it''s';\n\n",
            "ALTER TABLE s.`X`.t CHANGE c `D` VARCHAR(5) NOT NULL DEFAULT 'x' COMMENT 'it''s';\n\n",
            "sqlalchemy.exc.UnsupportedCompilationError: Compiler ...",
            "ALTER TABLE s.[X].t ALTER COLUMN c VARCHAR(5) NOT NULL;\n\nGO\n\nexec sp_addextendedproperty 'MS_Description', N'it''s', 'schema', s.[X], 'table', t, 'column', c;\n\nGO\n\nALTER TABLE s.[X].t ADD DEFAULT 'x' FOR c;\n\nGO\n\nEXEC sp_rename 's.[X].t.c', [D], 'COLUMN';\n\nGO\n\n",
            "ALTER TABLE s.\"X\".t MODIFY c NOT NULL\n\n/\n\nALTER TABLE s.\"X\".t MODIFY c DEFAULT 'x'\n\n/\n\nALTER TABLE s.\"X\".t MODIFY c VARCHAR2(5 CHAR)\n\n/\n\nCOMMENT ON COLUMN t.c IS 'it''s'\n\n/\n\nALTER TABLE s.\"X\".t RENAME COLUMN c TO \"D\"\n\n/\n\n",
        ],
    );
}

#[test]
fn default_dropped() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            server_default: Change::To(None),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE t ALTER COLUMN c DROP DEFAULT;\n\n",
            "ALTER TABLE t ALTER COLUMN c DROP DEFAULT;\n\n",
            "ALTER TABLE t ALTER COLUMN c DROP DEFAULT;\n\n",
            "ALTER TABLE t ALTER COLUMN c DROP DEFAULT;\n\n",
            "declare @const_name varchar(256)\nselect @const_name = QUOTENAME([name]) from sys.default_constraints\nwhere parent_object_id = object_id('t')\nand col_name(parent_object_id, parent_column_id) = 'c'\nexec('alter table t drop constraint ' + @const_name);\n\nGO\n\n",
            "ALTER TABLE t MODIFY c DEFAULT NULL\n\n/\n\n",
        ],
    );
}

#[test]
fn default_set_over_another() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            server_default: expression("5"),
            existing_server_default: text("4"),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE t ALTER COLUMN c SET DEFAULT 5;\n\n",
            "ALTER TABLE t ALTER COLUMN c SET DEFAULT 5;\n\n",
            "ALTER TABLE t ALTER COLUMN c SET DEFAULT 5;\n\n",
            "ALTER TABLE t ALTER COLUMN c SET DEFAULT 5;\n\n",
            "declare @const_name varchar(256)\nselect @const_name = QUOTENAME([name]) from sys.default_constraints\nwhere parent_object_id = object_id('t')\nand col_name(parent_object_id, parent_column_id) = 'c'\nexec('alter table t drop constraint ' + @const_name);\n\nGO\n\nALTER TABLE t ADD DEFAULT 5 FOR c;\n\nGO\n\n",
            "ALTER TABLE t MODIFY c DEFAULT 5\n\n/\n\n",
        ],
    );
}

#[test]
fn default_set() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            server_default: expression("5"),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE t ALTER COLUMN c SET DEFAULT 5;\n\n",
            "ALTER TABLE t ALTER COLUMN c SET DEFAULT 5;\n\n",
            "ALTER TABLE t ALTER COLUMN c SET DEFAULT 5;\n\n",
            "ALTER TABLE t ALTER COLUMN c SET DEFAULT 5;\n\n",
            "ALTER TABLE t ADD DEFAULT 5 FOR c;\n\nGO\n\n",
            "ALTER TABLE t MODIFY c DEFAULT 5\n\n/\n\n",
        ],
    );
}

#[test]
fn default_of_a_moment_in_time() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            server_default: expression("now()"),
            existing_type: Some(type_("DateTime", &[])),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE t ALTER COLUMN c SET DEFAULT now();\n\n",
            "ALTER TABLE t CHANGE c c DATETIME NULL DEFAULT now();\n\n",
            "ALTER TABLE t CHANGE c c DATETIME NULL DEFAULT now();\n\n",
            "ALTER TABLE t ALTER COLUMN c SET DEFAULT now();\n\n",
            "ALTER TABLE t ADD DEFAULT now() FOR c;\n\nGO\n\n",
            "ALTER TABLE t MODIFY c DEFAULT now()\n\n/\n\n",
        ],
    );
}

#[test]
fn nullable_of_a_moment_in_time() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            server_default: Change::To(None),
            nullable: Some(false),
            existing_type: Some(type_("DateTime", &[])),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE t ALTER COLUMN c SET NOT NULL;\n\nALTER TABLE t ALTER COLUMN c DROP DEFAULT;\n\n",
            "ALTER TABLE t MODIFY c DATETIME NOT NULL;\n\n",
            "ALTER TABLE t MODIFY c DATETIME NOT NULL;\n\n",
            "ALTER TABLE t ALTER COLUMN c SET NOT NULL;\n\nALTER TABLE t ALTER COLUMN c DROP DEFAULT;\n\n",
            "declare @const_name varchar(256)\nselect @const_name = QUOTENAME([name]) from sys.default_constraints\nwhere parent_object_id = object_id('t')\nand col_name(parent_object_id, parent_column_id) = 'c'\nexec('alter table t drop constraint ' + @const_name);\n\nGO\n\nALTER TABLE t ALTER COLUMN c DATETIME NOT NULL;\n\nGO\n\n",
            "ALTER TABLE t MODIFY c NOT NULL\n\n/\n\nALTER TABLE t MODIFY c DEFAULT NULL\n\n/\n\n",
        ],
    );
}

#[test]
fn renamed() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            new_name: Some("x".into()),
            existing_type: Some(type_("Integer", &[])),
            existing_autoincrement: Some(true),
            existing_nullable: Some(false),
            existing_server_default: text("4"),
            existing_comment: Some("foo".into()),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE t RENAME c TO x;\n\n",
            "ALTER TABLE t CHANGE c x INTEGER NOT NULL AUTO_INCREMENT DEFAULT '4' COMMENT 'foo';\n\n",
            "ALTER TABLE t CHANGE c x INTEGER NOT NULL AUTO_INCREMENT DEFAULT '4' COMMENT 'foo';\n\n",
            "ALTER TABLE t RENAME COLUMN c TO x;\n\n",
            "EXEC sp_rename 't.c', x, 'COLUMN';\n\nGO\n\n",
            "ALTER TABLE t RENAME COLUMN c TO x\n\n/\n\n",
        ],
    );
}

#[test]
fn renamed_alone() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            table: named(None, "T"),
            new_name: Some("x".into()),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE \"T\" RENAME c TO x;\n\n",
            "alembic.util.exc.CommandError: All MySQL CHANGE/MODIFY COLUMN operations require the existing type.",
            "alembic.util.exc.CommandError: All MySQL CHANGE/MODIFY COLUMN operations require the existing type.",
            "ALTER TABLE \"T\" RENAME COLUMN c TO x;\n\n",
            "EXEC sp_rename '[T].c', x, 'COLUMN';\n\nGO\n\n",
            "ALTER TABLE \"T\" RENAME COLUMN c TO x\n\n/\n\n",
        ],
    );
}

#[test]
fn type_alone() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            type_: Some(type_("Integer", &[])),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE t ALTER COLUMN c TYPE INTEGER;\n\n",
            "ALTER TABLE t MODIFY c INTEGER NULL;\n\n",
            "ALTER TABLE t MODIFY c INTEGER NULL;\n\n",
            "ALTER TABLE t ALTER COLUMN c TYPE INTEGER;\n\n",
            "ALTER TABLE t ALTER COLUMN c INTEGER;\n\nGO\n\n",
            "ALTER TABLE t MODIFY c INTEGER\n\n/\n\n",
        ],
    );
}

#[test]
fn type_with_what_was_nullable() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            table: named(Some("S"), "t"),
            type_: Some(type_("Integer", &[])),
            existing_nullable: Some(false),
            options: options(&[("postgresql_using", Literal::Str("c::integer".into()))]),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE \"S\".t ALTER COLUMN c TYPE INTEGER USING c::integer;\n\n",
            "ALTER TABLE `S`.t MODIFY c INTEGER NOT NULL;\n\n",
            "ALTER TABLE `S`.t MODIFY c INTEGER NOT NULL;\n\n",
            "ALTER TABLE \"S\".t ALTER COLUMN c TYPE INTEGER;\n\n",
            "ALTER TABLE [S].t ALTER COLUMN c INTEGER NOT NULL;\n\nGO\n\n",
            "ALTER TABLE \"S\".t MODIFY c INTEGER\n\n/\n\n",
        ],
    );
}

#[test]
fn using_without_a_type() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            options: options(&[("postgresql_using", Literal::Str("c::integer".into()))]),
            ..column("t", "c")
        })),
        [
            "alembic.util.exc.CommandError: postgresql_using must be used with the type_ parameter",
            "",
            "",
            "",
            "",
            "",
        ],
    );
}

#[test]
fn autoincrement() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            existing_type: Some(type_("Integer", &[])),
            autoincrement: Some(true),
            ..column("t", "c")
        })),
        [
            "",
            "ALTER TABLE t MODIFY c INTEGER NULL AUTO_INCREMENT;\n\n",
            "ALTER TABLE t MODIFY c INTEGER NULL AUTO_INCREMENT;\n\n",
            "",
            "",
            "",
        ],
    );
}

#[test]
fn comment_changed() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            table: named(Some("S"), "t"),
            comment: Change::To(Some("new".into())),
            existing_comment: Some("old".into()),
            existing_type: Some(type_("Integer", &[])),
            ..column("t", "c")
        })),
        [
            "COMMENT ON COLUMN \"S\".t.c IS 'new';\n\n",
            "ALTER TABLE `S`.t MODIFY c INTEGER NULL COMMENT 'new';\n\n",
            "ALTER TABLE `S`.t MODIFY c INTEGER NULL COMMENT 'new';\n\n",
            "sqlalchemy.exc.UnsupportedCompilationError: Compiler ...",
            "exec sp_updateextendedproperty 'MS_Description', N'new', 'schema', [S], 'table', t, 'column', c;\n\nGO\n\n",
            "COMMENT ON COLUMN t.c IS 'new'\n\n/\n\n",
        ],
    );
}

#[test]
fn comment_dropped() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            table: named(Some("S"), "t"),
            comment: Change::To(None),
            existing_comment: Some("old".into()),
            existing_type: Some(type_("Integer", &[])),
            ..column("t", "c")
        })),
        [
            "COMMENT ON COLUMN \"S\".t.c IS NULL;\n\n",
            "ALTER TABLE `S`.t MODIFY c INTEGER NULL;\n\n",
            "ALTER TABLE `S`.t MODIFY c INTEGER NULL;\n\n",
            "sqlalchemy.exc.UnsupportedCompilationError: Compiler ...",
            "exec sp_dropextendedproperty 'MS_Description', 'schema', [S], 'table', t, 'column', c;\n\nGO\n\n",
            "COMMENT ON COLUMN t.c IS ''\n\n/\n\n",
        ],
    );
}

#[test]
fn comment_without_schema() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            comment: Change::To(Some("new".into())),
            existing_type: Some(type_("Integer", &[])),
            ..column("t", "c")
        })),
        [
            "COMMENT ON COLUMN t.c IS 'new';\n\n",
            "ALTER TABLE t MODIFY c INTEGER NULL COMMENT 'new';\n\n",
            "ALTER TABLE t MODIFY c INTEGER NULL COMMENT 'new';\n\n",
            "sqlalchemy.exc.UnsupportedCompilationError: Compiler ...",
            "AssertionError: ",
            "COMMENT ON COLUMN t.c IS 'new'\n\n/\n\n",
        ],
    );
}

#[test]
fn identity_added() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            server_default: Change::To(Some(ServerDefault::Identity(Identity {
                options: SequenceOptions { start: Some("5".into()), ..SequenceOptions::default() },
                ..Identity::default()
            }))),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE t ALTER COLUMN c ADD GENERATED BY DEFAULT AS IDENTITY (START WITH 5);\n\n",
            "sqlalchemy.exc.CompileError: Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or from an existing column is not supported in this dialect.",
            "sqlalchemy.exc.CompileError: Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or from an existing column is not supported in this dialect.",
            "sqlalchemy.exc.CompileError: Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or from an existing column is not supported in this dialect.",
            "sqlalchemy.exc.CompileError: Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or from an existing column is not supported in this dialect.",
            "ALTER TABLE t MODIFY c GENERATED BY DEFAULT AS IDENTITY (START WITH 5)\n\n/\n\n",
        ],
    );
}

#[test]
fn identity_changed() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            server_default: Change::To(Some(ServerDefault::Identity(Identity {
                always: true,
                options: SequenceOptions {
                    start: Some("5".into()),
                    cycle: Some(false),
                    ..SequenceOptions::default()
                },
                ..Identity::default()
            }))),
            existing_server_default: Change::To(Some(ServerDefault::Identity(Identity {
                options: SequenceOptions {
                    cycle: Some(true),
                    minvalue: Some("3".into()),
                    ..SequenceOptions::default()
                },
                ..Identity::default()
            }))),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE t ALTER COLUMN c SET GENERATED ALWAYS SET NO CYCLE SET START WITH 5;\n\n",
            "sqlalchemy.exc.CompileError: Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or from an existing column is not supported in this dialect.",
            "sqlalchemy.exc.CompileError: Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or from an existing column is not supported in this dialect.",
            "sqlalchemy.exc.CompileError: Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or from an existing column is not supported in this dialect.",
            "sqlalchemy.exc.CompileError: Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or from an existing column is not supported in this dialect.",
            "ALTER TABLE t MODIFY c GENERATED ALWAYS AS IDENTITY (START WITH 5 NOCYCLE)\n\n/\n\n",
        ],
    );
}

#[test]
fn identity_dropped() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            server_default: Change::To(None),
            existing_server_default: Change::To(Some(ServerDefault::Identity(Identity {
                options: SequenceOptions { start: Some("5".into()), ..SequenceOptions::default() },
                ..Identity::default()
            }))),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE t ALTER COLUMN c DROP IDENTITY;\n\n",
            "sqlalchemy.exc.CompileError: Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or from an existing column is not supported in this dialect.",
            "sqlalchemy.exc.CompileError: Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or from an existing column is not supported in this dialect.",
            "sqlalchemy.exc.CompileError: Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or from an existing column is not supported in this dialect.",
            "sqlalchemy.exc.CompileError: Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or from an existing column is not supported in this dialect.",
            "ALTER TABLE t MODIFY c DROP IDENTITY\n\n/\n\n",
        ],
    );
}

#[test]
fn computed_added() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            server_default: Change::To(Some(ServerDefault::Computed(Computed {
                sqltext: Rc::new(Expr::text("a + b")),
                persisted: None,
            }))),
            ..column("t", "c")
        })),
        [
            "sqlalchemy.exc.CompileError: Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to or from an existing column is not supported.",
            "sqlalchemy.exc.CompileError: Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to or from an existing column is not supported.",
            "sqlalchemy.exc.CompileError: Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to or from an existing column is not supported.",
            "sqlalchemy.exc.CompileError: Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to or from an existing column is not supported.",
            "sqlalchemy.exc.CompileError: Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to or from an existing column is not supported.",
            "sqlalchemy.exc.CompileError: Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to or from an existing column is not supported.",
        ],
    );
}

#[test]
fn computed_stays() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            existing_server_default: Change::To(Some(ServerDefault::Computed(Computed {
                sqltext: Rc::new(Expr::text("a + b")),
                persisted: None,
            }))),
            nullable: Some(true),
            existing_type: Some(type_("Integer", &[])),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE t ALTER COLUMN c DROP NOT NULL;\n\n",
            "NotImplementedError: Individual alter column constructs not supported by MySQL",
            "NotImplementedError: Individual alter column constructs not supported by MySQL",
            "ALTER TABLE t ALTER COLUMN c DROP NOT NULL;\n\n",
            "ALTER TABLE t ALTER COLUMN c INTEGER NULL;\n\nGO\n\n",
            "ALTER TABLE t MODIFY c NULL\n\n/\n\n",
        ],
    );
}

#[test]
fn computed_renamed() {
    check(
        &OperationKind::AlterColumn(Box::new(AlterColumn {
            existing_server_default: Change::To(Some(ServerDefault::Computed(Computed {
                sqltext: Rc::new(Expr::text("a + b")),
                persisted: None,
            }))),
            new_name: Some("d".into()),
            existing_type: Some(type_("Integer", &[])),
            ..column("t", "c")
        })),
        [
            "ALTER TABLE t RENAME c TO d;\n\n",
            "AssertionError: ",
            "AssertionError: ",
            "ALTER TABLE t RENAME COLUMN c TO d;\n\n",
            "EXEC sp_rename 't.c', d, 'COLUMN';\n\nGO\n\n",
            "ALTER TABLE t RENAME COLUMN c TO d\n\n/\n\n",
        ],
    );
}

#[test]
fn table_renamed() {
    check(
        &OperationKind::RenameTable { table: named(Some("s.T"), "a"), to: "B".into() },
        [
            "ALTER TABLE s.\"T\".a RENAME TO \"B\";\n\n",
            "ALTER TABLE s.`T`.a RENAME TO s.`T`.`B`;\n\n",
            "ALTER TABLE s.`T`.a RENAME TO s.`T`.`B`;\n\n",
            "ALTER TABLE s.\"T\".a RENAME TO \"B\";\n\n",
            "EXEC sp_rename 's.[T].a', [B];\n\nGO\n\n",
            "ALTER TABLE s.\"T\".a RENAME TO \"B\"\n\n/\n\n",
        ],
    );
}

#[test]
fn column_dropped() {
    check(
        &OperationKind::DropColumn {
            table: named(None, "T"),
            column: Box::new(Column::new("C'".into(), type_("Integer", &[]))),
            if_exists: true,
            options: Options::default(),
        },
        [
            "ALTER TABLE \"T\" DROP COLUMN IF EXISTS \"C'\";\n\n",
            "ALTER TABLE `T` DROP COLUMN IF EXISTS `C'`;\n\n",
            "ALTER TABLE `T` DROP COLUMN IF EXISTS `C'`;\n\n",
            "ALTER TABLE \"T\" DROP COLUMN IF EXISTS \"C'\";\n\n",
            "ALTER TABLE [T] DROP COLUMN IF EXISTS [C'];\n\nGO\n\n",
            "ALTER TABLE \"T\" DROP COLUMN IF EXISTS \"C'\"\n\n/\n\n",
        ],
    );
}

#[test]
fn column_dropped_with_its_constraints() {
    check(
        &OperationKind::DropColumn {
            table: named(Some("S"), "t"),
            column: Box::new(Column::new("c".into(), type_("Integer", &[]))),
            if_exists: false,
            options: options(&[
                ("mssql_drop_default", Literal::Bool(true)),
                ("mssql_drop_check", Literal::Bool(true)),
                ("mssql_drop_foreign_key", Literal::Bool(true)),
            ]),
        },
        [
            "ALTER TABLE \"S\".t DROP COLUMN c;\n\n",
            "ALTER TABLE `S`.t DROP COLUMN c;\n\n",
            "ALTER TABLE `S`.t DROP COLUMN c;\n\n",
            "ALTER TABLE \"S\".t DROP COLUMN c;\n\n",
            "declare @const_name varchar(256)\nselect @const_name = QUOTENAME([name]) from sys.default_constraints\nwhere parent_object_id = object_id('S.t')\nand col_name(parent_object_id, parent_column_id) = 'c'\nexec('alter table [S].t drop constraint ' + @const_name);\n\nGO\n\ndeclare @const_name varchar(256)\nselect @const_name = QUOTENAME([name]) from sys.check_constraints\nwhere parent_object_id = object_id('S.t')\nand col_name(parent_object_id, parent_column_id) = 'c'\nexec('alter table [S].t drop constraint ' + @const_name);\n\nGO\n\ndeclare @const_name varchar(256)\nselect @const_name = QUOTENAME([name]) from\nsys.foreign_keys fk join sys.foreign_key_columns fkc\non fk.object_id=fkc.constraint_object_id\nwhere fkc.parent_object_id = object_id('S.t')\nand col_name(fkc.parent_object_id, fkc.parent_column_id) = 'c'\nexec('alter table [S].t drop constraint ' + @const_name);\n\nGO\n\nALTER TABLE [S].t DROP COLUMN c;\n\nGO\n\n",
            "ALTER TABLE \"S\".t DROP COLUMN c\n\n/\n\n",
        ],
    );
}

#[test]
fn column_added_with_all_that_hangs_on_it() {
    check(
        &OperationKind::AddColumn {
            table: Box::new(added(Some("S"), Some("fk"))),
            if_not_exists: false,
            inline_references: false,
            inline_primary_key: false,
        },
        [
            "ALTER TABLE \"S\".t ADD COLUMN c INTEGER DEFAULT '5' NOT NULL;\n\nALTER TABLE \"S\".t ADD CONSTRAINT fk FOREIGN KEY(c) REFERENCES u (id) ON DELETE CASCADE;\n\nCREATE UNIQUE INDEX \"ix_S_t_c\" ON \"S\".t (c);\n\nCOMMENT ON COLUMN \"S\".t.c IS 'hi';\n\n",
            "ALTER TABLE `S`.t ADD COLUMN c INTEGER NOT NULL COMMENT 'hi' DEFAULT '5';\n\nALTER TABLE `S`.t ADD CONSTRAINT fk FOREIGN KEY(c) REFERENCES u (id) ON DELETE CASCADE;\n\nCREATE UNIQUE INDEX `ix_S_t_c` ON `S`.t (c);\n\n",
            "ALTER TABLE `S`.t ADD COLUMN c INTEGER NOT NULL COMMENT 'hi' DEFAULT '5';\n\nALTER TABLE `S`.t ADD CONSTRAINT fk FOREIGN KEY(c) REFERENCES u (id) ON DELETE CASCADE;\n\nCREATE UNIQUE INDEX `ix_S_t_c` ON `S`.t (c);\n\n",
            "NotImplementedError: No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode feature which allows for SQLite migrations using a copy-and-move strategy.",
            "ALTER TABLE [S].t ADD c INTEGER NOT NULL DEFAULT '5';\n\nGO\n\nALTER TABLE [S].t ADD CONSTRAINT fk FOREIGN KEY(c) REFERENCES u (id) ON DELETE CASCADE;\n\nGO\n\nCREATE UNIQUE INDEX [ix_S_t_c] ON [S].t (c);\n\nGO\n\nexecute sp_addextendedproperty 'MS_Description', N'hi', 'schema', [S], 'table', t, 'column', c;\n\nGO\n\n",
            "ALTER TABLE \"S\".t ADD c INTEGER DEFAULT '5' NOT NULL\n\n/\n\nALTER TABLE \"S\".t ADD CONSTRAINT fk FOREIGN KEY(c) REFERENCES u (id) ON DELETE CASCADE\n\n/\n\nCREATE UNIQUE INDEX \"S\".\"ix_S_t_c\" ON \"S\".t (c)\n\n/\n\nCOMMENT ON COLUMN \"S\".t.c IS 'hi'\n\n/\n\n",
        ],
    );
}

#[test]
fn column_added_with_inline_references() {
    check(
        &OperationKind::AddColumn {
            table: Box::new(added(Some("S"), None)),
            if_not_exists: true,
            inline_references: true,
            inline_primary_key: true,
        },
        [
            "ALTER TABLE \"S\".t ADD COLUMN IF NOT EXISTS c INTEGER DEFAULT '5' NOT NULL REFERENCES u (id) ON DELETE CASCADE;\n\nCREATE UNIQUE INDEX \"ix_S_t_c\" ON \"S\".t (c);\n\nCOMMENT ON COLUMN \"S\".t.c IS 'hi';\n\n",
            "ALTER TABLE `S`.t ADD COLUMN IF NOT EXISTS c INTEGER NOT NULL COMMENT 'hi' DEFAULT '5' REFERENCES u (id) ON DELETE CASCADE;\n\nCREATE UNIQUE INDEX `ix_S_t_c` ON `S`.t (c);\n\n",
            "ALTER TABLE `S`.t ADD COLUMN IF NOT EXISTS c INTEGER NOT NULL COMMENT 'hi' DEFAULT '5' REFERENCES u (id) ON DELETE CASCADE;\n\nCREATE UNIQUE INDEX `ix_S_t_c` ON `S`.t (c);\n\n",
            "ALTER TABLE \"S\".t ADD COLUMN IF NOT EXISTS c INTEGER DEFAULT '5' NOT NULL REFERENCES u (id) ON DELETE CASCADE;\n\nCREATE UNIQUE INDEX \"S\".\"ix_S_t_c\" ON t (c);\n\n",
            "ALTER TABLE [S].t ADD c INTEGER NOT NULL DEFAULT '5';\n\nGO\n\nCREATE UNIQUE INDEX [ix_S_t_c] ON [S].t (c);\n\nGO\n\nexecute sp_addextendedproperty 'MS_Description', N'hi', 'schema', [S], 'table', t, 'column', c;\n\nGO\n\n",
            "ALTER TABLE \"S\".t ADD c INTEGER DEFAULT '5' NOT NULL\n\n/\n\nCREATE UNIQUE INDEX \"S\".\"ix_S_t_c\" ON \"S\".t (c)\n\n/\n\nCOMMENT ON COLUMN \"S\".t.c IS 'hi'\n\n/\n\n",
        ],
    );
}

#[test]
fn constraint_dropped_bare() {
    check(
        &OperationKind::DropConstraint {
            table: named(None, "t"),
            constraint: Box::new(Constraint::new(Some("n".into()), ConstraintKind::Bare)),
            if_exists: false,
        },
        [
            "ALTER TABLE t DROP CONSTRAINT n;\n\n",
            "NotImplementedError: No generic 'DROP CONSTRAINT' in MySQL - please specify constraint type",
            "NotImplementedError: No generic 'DROP CONSTRAINT' in MySQL - please specify constraint type",
            "NotImplementedError: No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode feature which allows for SQLite migrations using a copy-and-move strategy.",
            "ALTER TABLE t DROP CONSTRAINT n;\n\nGO\n\n",
            "ALTER TABLE t DROP CONSTRAINT n\n\n/\n\n",
        ],
    );
}

#[test]
fn unique_dropped() {
    check(
        &OperationKind::DropConstraint {
            table: named(None, "t"),
            constraint: Box::new(Constraint::new(
                Some("n".into()),
                ConstraintKind::Unique { columns: Vec::new() },
            )),
            if_exists: true,
        },
        [
            "ALTER TABLE t DROP CONSTRAINT IF EXISTS n;\n\n",
            "ALTER TABLE t DROP INDEX n;\n\n",
            "ALTER TABLE t DROP INDEX n;\n\n",
            "NotImplementedError: No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode feature which allows for SQLite migrations using a copy-and-move strategy.",
            "ALTER TABLE t DROP CONSTRAINT IF EXISTS n;\n\nGO\n\n",
            "ALTER TABLE t DROP CONSTRAINT IF EXISTS n\n\n/\n\n",
        ],
    );
}

#[test]
fn check_dropped() {
    check(
        &OperationKind::DropConstraint {
            table: named(None, "t"),
            constraint: Box::new(Constraint::new(
                Some("n".into()),
                ConstraintKind::Check { sqltext: Rc::new(Expr::text("")) },
            )),
            if_exists: false,
        },
        [
            "ALTER TABLE t DROP CONSTRAINT n;\n\n",
            "ALTER TABLE t DROP CHECK n;\n\n",
            "ALTER TABLE t DROP CONSTRAINT n;\n\n",
            "NotImplementedError: No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode feature which allows for SQLite migrations using a copy-and-move strategy.",
            "ALTER TABLE t DROP CONSTRAINT n;\n\nGO\n\n",
            "ALTER TABLE t DROP CONSTRAINT n\n\n/\n\n",
        ],
    );
}

#[test]
fn unique_added() {
    check(
        &OperationKind::AddConstraint {
            table: named(Some("S"), "t"),
            constraint: Box::new(Constraint::new(
                Some("n".into()),
                ConstraintKind::Unique { columns: vec!["a".into(), "B".into()] },
            )),
        },
        [
            "ALTER TABLE \"S\".t ADD CONSTRAINT n UNIQUE (a, \"B\");\n\n",
            "ALTER TABLE `S`.t ADD CONSTRAINT n UNIQUE (a, `B`);\n\n",
            "ALTER TABLE `S`.t ADD CONSTRAINT n UNIQUE (a, `B`);\n\n",
            "NotImplementedError: No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode feature which allows for SQLite migrations using a copy-and-move strategy.",
            "ALTER TABLE [S].t ADD CONSTRAINT n UNIQUE (a, [B]);\n\nGO\n\n",
            "ALTER TABLE \"S\".t ADD CONSTRAINT n UNIQUE (a, \"B\")\n\n/\n\n",
        ],
    );
}

#[test]
fn table_comment() {
    check(
        &OperationKind::TableComment {
            table: named(Some("S"), "t"),
            comment: Some("it's".into()),
            existing_comment: None,
        },
        [
            "COMMENT ON TABLE \"S\".t IS 'it''s';\n\n",
            "ALTER TABLE `S`.t COMMENT 'it''s';\n\n",
            "ALTER TABLE `S`.t COMMENT 'it''s';\n\n",
            "COMMENT ON TABLE \"S\".t IS 'it''s';\n\n",
            "execute sp_addextendedproperty 'MS_Description', N'it''s', 'schema', [S], 'table', t;\n\nGO\n\n",
            "COMMENT ON TABLE \"S\".t IS 'it''s'\n\n/\n\n",
        ],
    );
}

#[test]
fn index_with_options() {
    check(
        &OperationKind::CreateIndex {
            index: Box::new(Index {
                name: Some("ix".into()),
                table: named(Some("s"), "t"),
                expressions: vec![
                    Rc::new(Expr::column("a", type_("Integer", &[]))),
                    Rc::new(Expr::column("B", type_("Integer", &[]))),
                ],
                unique: true,
                column_flag: false,
                options: options(&[
                    ("mssql_include", names(&["c", "d"])),
                    ("postgresql_include", names(&["e"])),
                ]),
            }),
            if_not_exists: true,
        },
        [
            "CREATE UNIQUE INDEX IF NOT EXISTS ix ON s.t (a, \"B\") INCLUDE (e);\n\n",
            "CREATE UNIQUE INDEX IF NOT EXISTS ix ON s.t (a, `B`);\n\n",
            "CREATE UNIQUE INDEX IF NOT EXISTS ix ON s.t (a, `B`);\n\n",
            "CREATE UNIQUE INDEX IF NOT EXISTS s.ix ON t (a, \"B\");\n\n",
            "CREATE UNIQUE INDEX ix ON s.t (a, [B]) INCLUDE (c, d);\n\nGO\n\n",
            "CREATE UNIQUE INDEX s.ix ON s.t (a, \"B\")\n\n/\n\n",
        ],
    );
}
