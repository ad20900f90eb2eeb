//! ALTER COLUMN, in every combination that makes a difference.

use std::rc::Rc;

use super::{check, column, expression, named, options, string, text, type_};
use crate::operation::{AlterColumn, Change, OperationKind};
use crate::schema::expression::Expr;
use crate::schema::literal::Literal;
use crate::schema::table::{Computed, Identity, SequenceOptions, ServerDefault};

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
            server_default: Change::To(Some(ServerDefault::Identity(Box::new(Identity {
                options: SequenceOptions { start: Some("5".into()), ..SequenceOptions::default() },
                ..Identity::default()
            })))),
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
            server_default: Change::To(Some(ServerDefault::Identity(Box::new(Identity {
                always: true,
                options: SequenceOptions {
                    start: Some("5".into()),
                    cycle: Some(false),
                    ..SequenceOptions::default()
                },
                ..Identity::default()
            })))),
            existing_server_default: Change::To(Some(ServerDefault::Identity(Box::new(
                Identity {
                    options: SequenceOptions {
                        cycle: Some(true),
                        minvalue: Some("3".into()),
                        ..SequenceOptions::default()
                    },
                    ..Identity::default()
                },
            )))),
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
            existing_server_default: Change::To(Some(ServerDefault::Identity(Box::new(
                Identity {
                    options: SequenceOptions {
                        start: Some("5".into()),
                        ..SequenceOptions::default()
                    },
                    ..Identity::default()
                },
            )))),
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
