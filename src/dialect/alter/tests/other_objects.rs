//! Tables renamed, columns added and dropped, constraints, comments, indexes.

use std::rc::Rc;

use super::{added, check, named, names, options, type_};
use crate::operation::OperationKind;
use crate::schema::expression::Expr;
use crate::schema::literal::Literal;
use crate::schema::options::Options;
use crate::schema::table::{Column, Constraint, ConstraintKind, Index};

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
            dropped: false,
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
                textual: false,
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
