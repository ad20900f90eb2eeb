//! `batch_alter_table` on six dialects, as recorded from Alembic.

use std::rc::Rc;

use super::super::{ALL, RenderState, Settings, render, script};
use crate::operation::{
    AlterColumn, Batch, BatchOperation, Change, Operation, OperationKind, Recreate,
};
use crate::schema::expression::Expr;
use crate::schema::literal::Literal;
use crate::schema::name::{Name, QualifiedName};
use crate::schema::options::{OptionValue, Options};
use crate::schema::table::{
    Column, Constraint, ConstraintKind, ForeignKey, Index, ServerDefault, Table, TypeBound,
};
use crate::schema::type_table;
use crate::schema::types::{Type, TypeArg};

fn with_args(name: &str, args: &[(&'static str, Literal)]) -> Rc<Type> {
    let mut type_ = Type::of(type_table::core(name).unwrap());
    type_.args = args.iter().map(|(key, value)| (*key, TypeArg::Literal(value.clone()))).collect();
    Rc::new(type_)
}

fn type_(name: &str) -> Rc<Type> {
    with_args(name, &[])
}

fn string(length: &str) -> Rc<Type> {
    with_args("String", &[("length", Literal::Int(length.into()))])
}

fn named(name: &str) -> QualifiedName {
    QualifiedName { schema: None, name: Name::new(name) }
}

fn column(name: &str) -> Rc<Expr> {
    Rc::new(Expr::column(name, type_("Integer")))
}

fn index_of(name: &str, columns: &[&str]) -> Index {
    Index {
        name: Some(name.into()),
        table: named("t"),
        expressions: columns.iter().map(|name| column(name)).collect(),
        unique: false,
        column_flag: false,
        textual: false,
        options: Options::default(),
    }
}

/// `Table("t", ...)` with a type's CHECK, a foreign key, an index and a named CHECK.
fn source() -> Table {
    let boolean = with_args(
        "Boolean",
        &[("create_constraint", Literal::Bool(true)), ("name", Literal::Str("ckb".into()))],
    );
    let mut key = Column::new("a".into(), type_("Integer"));
    (key.primary_key, key.nullable) = (true, false);
    let mut reference = Column::new("d".into(), type_("Integer"));
    reference.has_foreign_key = true;
    let mut table = Table::new(named("t"));
    table.columns = vec![
        key,
        Column::new("b".into(), string("5")),
        Column::new("c".into(), boolean.clone()),
        reference,
    ];
    let check = |name: &str, sqltext: Rc<Expr>| {
        Constraint::new(Some(name.into()), ConstraintKind::Check { sqltext })
    };
    let bound = TypeBound { column: "c".into(), type_: boolean };
    let in_list = Rc::new(Expr::Phrase(vec![column("c"), Rc::new(Expr::text("IN (0, 1)"))]));
    table.constraints = vec![
        Constraint::new(None, ConstraintKind::PrimaryKey { columns: vec!["a".into()] }),
        Constraint { type_bound: Some(bound), ..check("ckb", in_list) },
        Constraint::new(
            None,
            ConstraintKind::ForeignKey(Box::new(ForeignKey {
                columns: vec!["d".into()],
                referred: named("u"),
                referred_columns: vec!["id".into()],
                onupdate: None,
                ondelete: None,
                match_: None,
                use_alter: false,
            })),
        ),
        check("ck5", Rc::new(Expr::text("a > 5"))),
    ];
    table.indexes.push(index_of("ixx", &["c", "d"]));
    let engine = OptionValue::Literal(Literal::Str("InnoDB".into()));
    table.options = Options(vec![("mysql_engine".into(), engine)]);
    table
}

fn batch(copy_from: Option<Table>, recreate: Recreate, operations: Vec<BatchOperation>) -> Batch {
    Batch {
        table: named("t"),
        recreate,
        copy_from: copy_from.map(Box::new),
        reflected: false,
        additions: Box::new(Table::new(named("t"))),
        reflect: Box::new(Table::new(named("t"))),
        naming_convention: Vec::new(),
        partial_reordering: Vec::new(),
        operations,
    }
}

fn operation(kind: OperationKind) -> BatchOperation {
    BatchOperation {
        operation: Operation { kind, directive: "test", span: None },
        insert_before: None,
        insert_after: None,
    }
}

fn add(column: Column) -> BatchOperation {
    let mut table = Table::new(named("t"));
    table.columns.push(column);
    operation(OperationKind::AddColumn {
        table: Box::new(table),
        if_not_exists: false,
        inline_references: false,
        inline_primary_key: false,
    })
}

fn alter(change: AlterColumn) -> BatchOperation {
    operation(OperationKind::AlterColumn(Box::new(change)))
}

fn change(column: &str) -> AlterColumn {
    AlterColumn {
        table: named("t"),
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

fn drop_column(name: &str) -> BatchOperation {
    operation(OperationKind::DropColumn {
        table: named("t"),
        column: Box::new(Column::new(name.into(), type_("Integer"))),
        if_exists: false,
        options: Options::default(),
    })
}

fn index(name: &str, columns: &[&str]) -> BatchOperation {
    let index = Box::new(index_of(name, columns));
    operation(OperationKind::CreateIndex { index, if_not_exists: false })
}

fn drop_index(name: &str) -> BatchOperation {
    let index = Box::new(index_of(name, &[]));
    operation(OperationKind::DropIndex { index, if_exists: false, table_missing: false })
}

fn unique(name: &str, columns: &[&str]) -> BatchOperation {
    let columns = columns.iter().map(|name| Name::new(*name)).collect();
    let constraint = Constraint::new(Some(name.into()), ConstraintKind::Unique { columns });
    operation(OperationKind::AddConstraint { table: named("t"), constraint: Box::new(constraint) })
}

fn drop(name: &str, if_exists: bool) -> BatchOperation {
    let constraint = Box::new(Constraint::new(Some(name.into()), ConstraintKind::Bare));
    operation(OperationKind::DropConstraint { table: named("t"), constraint, if_exists })
}

/// What each dialect prints, or the exception with the beginning of its message.
fn check(batch: &Batch, expected: [&str; 6]) {
    let settings = Settings::default();
    for (dialect, expected) in ALL.iter().zip(expected) {
        let operation = operation(OperationKind::Batch(Box::new(batch.clone()))).operation;
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
fn in_place_on_every_dialect_but_sqlite() {
    check(
        &batch(
            None,
            Recreate::Auto,
            vec![add(Column {
                server_default: Some(ServerDefault::Expr(Rc::new(Expr::text("now()")))),
                ..Column::new("x".into(), type_("Integer"))
            })],
        ),
        [
            "ALTER TABLE t ADD COLUMN x INTEGER DEFAULT now();\n\n",
            "ALTER TABLE t ADD COLUMN x INTEGER DEFAULT (now());\n\n",
            "ALTER TABLE t ADD COLUMN x INTEGER DEFAULT (now());\n\n",
            "alembic.util.exc.CommandError: This operation cannot proceed in --sql mode; batch mode with dialect sqlite requires a live database connection with which to reflect the table \"t\". To generate a batch SQL migration script using table \"move and copy\", a complete Table object should be passed to the \"copy_from\" argument of the batch_alter_table() method so that table reflection can be skipped.",
            "ALTER TABLE t ADD x INTEGER NULL DEFAULT now();\n\nGO\n\n",
            "ALTER TABLE t ADD x INTEGER DEFAULT now()\n\n/\n\n",
        ],
    );
}

#[test]
fn in_place_on_sqlite_too() {
    check(
        &batch(
            None,
            Recreate::Auto,
            vec![
                add(Column {
                    server_default: Some(ServerDefault::Text("5".into())),
                    ..Column::new("x".into(), type_("Integer"))
                }),
                index("ix", &["a"]),
            ],
        ),
        [
            "ALTER TABLE t ADD COLUMN x INTEGER DEFAULT '5';\n\nCREATE INDEX ix ON t (a);\n\n",
            "ALTER TABLE t ADD COLUMN x INTEGER DEFAULT '5';\n\nCREATE INDEX ix ON t (a);\n\n",
            "ALTER TABLE t ADD COLUMN x INTEGER DEFAULT '5';\n\nCREATE INDEX ix ON t (a);\n\n",
            "ALTER TABLE t ADD COLUMN x INTEGER DEFAULT '5';\n\nCREATE INDEX ix ON t (a);\n\n",
            "ALTER TABLE t ADD x INTEGER NULL DEFAULT '5';\n\nGO\n\nCREATE INDEX ix ON t (a);\n\nGO\n\n",
            "ALTER TABLE t ADD x INTEGER DEFAULT '5'\n\n/\n\nCREATE INDEX ix ON t (a)\n\n/\n\n",
        ],
    );
}

#[test]
fn nothing_to_do() {
    check(&batch(None, Recreate::Auto, Vec::new()), ["", "", "", "", "", ""]);
}

#[test]
fn never_made_anew() {
    check(
        &batch(None, Recreate::Never, vec![unique("uq", &["a"])]),
        [
            "ALTER TABLE t ADD CONSTRAINT uq UNIQUE (a);\n\n",
            "ALTER TABLE t ADD CONSTRAINT uq UNIQUE (a);\n\n",
            "ALTER TABLE t ADD CONSTRAINT uq UNIQUE (a);\n\n",
            "NotImplementedError: No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode feature which allows for SQLite migrations using a copy-and-move strategy.",
            "ALTER TABLE t ADD CONSTRAINT uq UNIQUE (a);\n\nGO\n\n",
            "ALTER TABLE t ADD CONSTRAINT uq UNIQUE (a)\n\n/\n\n",
        ],
    );
}

#[test]
fn always_made_anew_of_what() {
    check(
        &batch(None, Recreate::Always, Vec::new()),
        [
            "alembic.util.exc.CommandError: This operation cannot proceed in --sql mode; batch mode with dialect postgresql requires a live database connection with which to reflect the table \"t\". To generate a batch SQL migration script using table \"move and copy\", a complete Table object should be passed to the \"copy_from\" argument of the batch_alter_table() method so that table reflection can be skipped.",
            "alembic.util.exc.CommandError: This operation cannot proceed in --sql mode; batch mode with dialect mysql requires a live database connection with which to reflect the table \"t\". To generate a batch SQL migration script using table \"move and copy\", a complete Table object should be passed to the \"copy_from\" argument of the batch_alter_table() method so that table reflection can be skipped.",
            "alembic.util.exc.CommandError: This operation cannot proceed in --sql mode; batch mode with dialect mariadb requires a live database connection with which to reflect the table \"t\". To generate a batch SQL migration script using table \"move and copy\", a complete Table object should be passed to the \"copy_from\" argument of the batch_alter_table() method so that table reflection can be skipped.",
            "alembic.util.exc.CommandError: This operation cannot proceed in --sql mode; batch mode with dialect sqlite requires a live database connection with which to reflect the table \"t\". To generate a batch SQL migration script using table \"move and copy\", a complete Table object should be passed to the \"copy_from\" argument of the batch_alter_table() method so that table reflection can be skipped.",
            "alembic.util.exc.CommandError: This operation cannot proceed in --sql mode; batch mode with dialect mssql requires a live database connection with which to reflect the table \"t\". To generate a batch SQL migration script using table \"move and copy\", a complete Table object should be passed to the \"copy_from\" argument of the batch_alter_table() method so that table reflection can be skipped.",
            "alembic.util.exc.CommandError: This operation cannot proceed in --sql mode; batch mode with dialect oracle requires a live database connection with which to reflect the table \"t\". To generate a batch SQL migration script using table \"move and copy\", a complete Table object should be passed to the \"copy_from\" argument of the batch_alter_table() method so that table reflection can be skipped.",
        ],
    );
}

#[test]
fn a_place_without_a_new_table() {
    check(
        &batch(
            None,
            Recreate::Auto,
            vec![BatchOperation {
                insert_before: Some("b".into()),
                ..add(Column { ..Column::new("x".into(), type_("Integer")) })
            }],
        ),
        [
            "alembic.util.exc.CommandError: Can't specify insert_before or insert_after when using ALTER; please specify recreate='always'",
            "alembic.util.exc.CommandError: Can't specify insert_before or insert_after when using ALTER; please specify recreate='always'",
            "alembic.util.exc.CommandError: Can't specify insert_before or insert_after when using ALTER; please specify recreate='always'",
            "alembic.util.exc.CommandError: Can't specify insert_before or insert_after when using ALTER; please specify recreate='always'",
            "alembic.util.exc.CommandError: Can't specify insert_before or insert_after when using ALTER; please specify recreate='always'",
            "alembic.util.exc.CommandError: Can't specify insert_before or insert_after when using ALTER; please specify recreate='always'",
        ],
    );
}

#[test]
fn a_constraint_dropped_if_it_exists() {
    check(
        &batch(None, Recreate::Auto, vec![drop("n", true)]),
        [
            "TypeError: drop_constraint() got an unexpected keyword argument 'if_exists'",
            "TypeError: drop_constraint() got an unexpected keyword argument 'if_exists'",
            "TypeError: drop_constraint() got an unexpected keyword argument 'if_exists'",
            "TypeError: drop_constraint() got an unexpected keyword argument 'if_exists'",
            "TypeError: drop_constraint() got an unexpected keyword argument 'if_exists'",
            "TypeError: drop_constraint() got an unexpected keyword argument 'if_exists'",
        ],
    );
}

#[test]
fn copied_unchanged() {
    check(
        &batch(Some(source()), Recreate::Always, Vec::new()),
        [
            "ALTER TABLE t DROP CONSTRAINT ck5;\n\nCREATE TABLE _alembic_tmp_t (\n    a SERIAL NOT NULL, \n    b VARCHAR(5), \n    c BOOLEAN, \n    d INTEGER, \n    PRIMARY KEY (a), \n    CONSTRAINT ck5 CHECK (a > 5), \n    FOREIGN KEY(d) REFERENCES u (id)\n);\n\nINSERT INTO _alembic_tmp_t (a, b, c, d) SELECT t.a, t.b, t.c, t.d \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\nCREATE INDEX ixx ON t (c, d);\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    a INTEGER NOT NULL AUTO_INCREMENT, \n    b VARCHAR(5), \n    c BOOL, \n    d INTEGER, \n    PRIMARY KEY (a), \n    CONSTRAINT ckb CHECK (c IN (0, 1)), \n    CONSTRAINT ck5 CHECK (a > 5), \n    FOREIGN KEY(d) REFERENCES u (id)\n)ENGINE=InnoDB;\n\nINSERT INTO _alembic_tmp_t (a, b, c, d) SELECT t.a, t.b, t.c, t.d \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\nCREATE INDEX ixx ON t (c, d);\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    a INTEGER NOT NULL AUTO_INCREMENT, \n    b VARCHAR(5), \n    c BOOL, \n    d INTEGER, \n    PRIMARY KEY (a), \n    CONSTRAINT ckb CHECK (c IN (0, 1)), \n    CONSTRAINT ck5 CHECK (a > 5), \n    FOREIGN KEY(d) REFERENCES u (id)\n);\n\nINSERT INTO _alembic_tmp_t (a, b, c, d) SELECT t.a, t.b, t.c, t.d \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\nCREATE INDEX ixx ON t (c, d);\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    a INTEGER NOT NULL, \n    b VARCHAR(5), \n    c BOOLEAN, \n    d INTEGER, \n    PRIMARY KEY (a), \n    CONSTRAINT ckb CHECK (c IN (0, 1)), \n    CONSTRAINT ck5 CHECK (a > 5), \n    FOREIGN KEY(d) REFERENCES u (id)\n);\n\nINSERT INTO _alembic_tmp_t (a, b, c, d) SELECT t.a, t.b, t.c, t.d \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\nCREATE INDEX ixx ON t (c, d);\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    a INTEGER NOT NULL IDENTITY, \n    b VARCHAR(5) NULL, \n    c BIT NULL, \n    d INTEGER NULL, \n    PRIMARY KEY (a), \n    CONSTRAINT ck5 CHECK (a > 5), \n    FOREIGN KEY(d) REFERENCES u (id)\n);\n\nGO\n\nINSERT INTO _alembic_tmp_t (a, b, c, d) SELECT t.a, t.b, t.c, t.d \nFROM t;\n\nGO\n\nDROP TABLE t;\n\nGO\n\nEXEC sp_rename '_alembic_tmp_t', t;\n\nGO\n\nCREATE INDEX ixx ON t (c, d);\n\nGO\n\n",
            "CREATE TABLE \"_alembic_tmp_t\" (\n    a INTEGER NOT NULL, \n    b VARCHAR2(5 CHAR), \n    c BOOLEAN, \n    d INTEGER, \n    PRIMARY KEY (a), \n    CONSTRAINT ck5 CHECK (a > 5), \n    FOREIGN KEY(d) REFERENCES u (id)\n)\n\n/\n\nINSERT INTO \"_alembic_tmp_t\" (a, b, c, d) SELECT t.a, t.b, t.c, t.d \nFROM t\n\n/\n\nDROP TABLE t\n\n/\n\nALTER TABLE \"_alembic_tmp_t\" RENAME TO t\n\n/\n\nCREATE INDEX ixx ON t (c, d)\n\n/\n\n",
        ],
    );
}

#[test]
fn copied_with_changes() {
    check(
        &batch(
            Some(source()),
            Recreate::Always,
            vec![
                alter(AlterColumn { new_name: Some("A2".into()), ..change("a") }),
                alter(AlterColumn {
                    type_: Some(type_("Integer")),
                    nullable: Some(false),
                    server_default: Change::To(Some(ServerDefault::Text("5".into()))),
                    ..change("b")
                }),
                alter(AlterColumn { new_name: Some("c2".into()), ..change("c") }),
                BatchOperation {
                    insert_after: Some("b".into()),
                    ..add(Column {
                        comment: Some("new".into()),
                        ..Column::new("n".into(), string("3"))
                    })
                },
                index("newix", &["b", "n"]),
                drop("ck5", false),
            ],
        ),
        [
            "CREATE TABLE _alembic_tmp_t (\n    \"A2\" SERIAL NOT NULL, \n    b INTEGER DEFAULT '5' NOT NULL, \n    n VARCHAR(3), \n    c2 BOOLEAN, \n    d INTEGER, \n    PRIMARY KEY (\"A2\"), \n    FOREIGN KEY(d) REFERENCES u (id)\n);\n\nCOMMENT ON COLUMN _alembic_tmp_t.n IS 'new';\n\nINSERT INTO _alembic_tmp_t (\"A2\", b, c2, d) SELECT t.a, CAST(t.b AS INTEGER) AS b, t.c, t.d \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\nCREATE INDEX ixx ON t (c2, d);\n\nCREATE INDEX newix ON t (b, n);\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    `A2` INTEGER NOT NULL AUTO_INCREMENT, \n    b INTEGER NOT NULL DEFAULT '5', \n    n VARCHAR(3) COMMENT 'new', \n    c2 BOOL, \n    d INTEGER, \n    PRIMARY KEY (`A2`), \n    CONSTRAINT ckb CHECK (c2 IN (0, 1)), \n    FOREIGN KEY(d) REFERENCES u (id)\n)ENGINE=InnoDB;\n\nINSERT INTO _alembic_tmp_t (`A2`, b, c2, d) SELECT t.a, CAST(t.b AS SIGNED INTEGER) AS b, t.c, t.d \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\nCREATE INDEX ixx ON t (c2, d);\n\nCREATE INDEX newix ON t (b, n);\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    `A2` INTEGER NOT NULL AUTO_INCREMENT, \n    b INTEGER NOT NULL DEFAULT '5', \n    n VARCHAR(3) COMMENT 'new', \n    c2 BOOL, \n    d INTEGER, \n    PRIMARY KEY (`A2`), \n    CONSTRAINT ckb CHECK (c2 IN (0, 1)), \n    FOREIGN KEY(d) REFERENCES u (id)\n);\n\nINSERT INTO _alembic_tmp_t (`A2`, b, c2, d) SELECT t.a, CAST(t.b AS SIGNED INTEGER) AS b, t.c, t.d \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\nCREATE INDEX ixx ON t (c2, d);\n\nCREATE INDEX newix ON t (b, n);\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    \"A2\" INTEGER NOT NULL, \n    b INTEGER DEFAULT '5' NOT NULL, \n    n VARCHAR(3), \n    c2 BOOLEAN, \n    d INTEGER, \n    PRIMARY KEY (\"A2\"), \n    CONSTRAINT ckb CHECK (c2 IN (0, 1)), \n    FOREIGN KEY(d) REFERENCES u (id)\n);\n\nINSERT INTO _alembic_tmp_t (\"A2\", b, c2, d) SELECT t.a, CAST(t.b AS INTEGER) AS b, t.c, t.d \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\nCREATE INDEX ixx ON t (c2, d);\n\nCREATE INDEX newix ON t (b, n);\n\n",
            "AttributeError: 'NoneType' object has no attribute 'startswith'",
            "CREATE TABLE \"_alembic_tmp_t\" (\n    \"A2\" INTEGER NOT NULL, \n    b INTEGER DEFAULT '5' NOT NULL, \n    n VARCHAR2(3 CHAR), \n    c2 BOOLEAN, \n    d INTEGER, \n    PRIMARY KEY (\"A2\"), \n    FOREIGN KEY(d) REFERENCES u (id)\n)\n\n/\n\nCOMMENT ON COLUMN \"_alembic_tmp_t\".n IS 'new'\n\n/\n\nINSERT INTO \"_alembic_tmp_t\" (\"A2\", b, c2, d) SELECT t.a, CAST(t.b AS INTEGER) AS b, t.c, t.d \nFROM t\n\n/\n\nDROP TABLE t\n\n/\n\nALTER TABLE \"_alembic_tmp_t\" RENAME TO t\n\n/\n\nCREATE INDEX ixx ON t (c2, d)\n\n/\n\nCREATE INDEX newix ON t (b, n)\n\n/\n\n",
        ],
    );
}

#[test]
fn copied_without_a_column() {
    check(
        &batch(
            Some(source()),
            Recreate::Always,
            vec![drop_column("d"), drop_column("a"), drop_index("ixx")],
        ),
        [
            "ALTER TABLE t DROP CONSTRAINT ck5;\n\nCREATE TABLE _alembic_tmp_t (\n    b VARCHAR(5), \n    c BOOLEAN, \n    CONSTRAINT ck5 CHECK (a > 5)\n);\n\nINSERT INTO _alembic_tmp_t (b, c) SELECT t.b, t.c \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    b VARCHAR(5), \n    c BOOL, \n    CONSTRAINT ckb CHECK (c IN (0, 1)), \n    CONSTRAINT ck5 CHECK (a > 5)\n)ENGINE=InnoDB;\n\nINSERT INTO _alembic_tmp_t (b, c) SELECT t.b, t.c \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    b VARCHAR(5), \n    c BOOL, \n    CONSTRAINT ckb CHECK (c IN (0, 1)), \n    CONSTRAINT ck5 CHECK (a > 5)\n);\n\nINSERT INTO _alembic_tmp_t (b, c) SELECT t.b, t.c \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    b VARCHAR(5), \n    c BOOLEAN, \n    CONSTRAINT ckb CHECK (c IN (0, 1)), \n    CONSTRAINT ck5 CHECK (a > 5)\n);\n\nINSERT INTO _alembic_tmp_t (b, c) SELECT t.b, t.c \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    b VARCHAR(5) NULL, \n    c BIT NULL, \n    CONSTRAINT ck5 CHECK (a > 5)\n);\n\nGO\n\nINSERT INTO _alembic_tmp_t (b, c) SELECT t.b, t.c \nFROM t;\n\nGO\n\nDROP TABLE t;\n\nGO\n\nEXEC sp_rename '_alembic_tmp_t', t;\n\nGO\n\n",
            "CREATE TABLE \"_alembic_tmp_t\" (\n    b VARCHAR2(5 CHAR), \n    c BOOLEAN, \n    CONSTRAINT ck5 CHECK (a > 5)\n)\n\n/\n\nINSERT INTO \"_alembic_tmp_t\" (b, c) SELECT t.b, t.c \nFROM t\n\n/\n\nDROP TABLE t\n\n/\n\nALTER TABLE \"_alembic_tmp_t\" RENAME TO t\n\n/\n\n",
        ],
    );
}

#[test]
fn copied_in_another_order() {
    check(
        &Batch {
            partial_reordering: vec![vec!["d".into(), "b".into()], vec!["b".into(), "a".into()]],
            ..batch(
                Some(source()),
                Recreate::Always,
                vec![add(Column { ..Column::new("n".into(), type_("Integer")) })],
            )
        },
        [
            "ALTER TABLE t DROP CONSTRAINT ck5;\n\nCREATE TABLE _alembic_tmp_t (\n    c BOOLEAN, \n    d INTEGER, \n    n INTEGER, \n    b VARCHAR(5), \n    a SERIAL NOT NULL, \n    PRIMARY KEY (a), \n    CONSTRAINT ck5 CHECK (a > 5), \n    FOREIGN KEY(d) REFERENCES u (id)\n);\n\nINSERT INTO _alembic_tmp_t (c, d, b, a) SELECT t.c, t.d, t.b, t.a \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\nCREATE INDEX ixx ON t (c, d);\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    c BOOL, \n    d INTEGER, \n    n INTEGER, \n    b VARCHAR(5), \n    a INTEGER NOT NULL AUTO_INCREMENT, \n    PRIMARY KEY (a), \n    CONSTRAINT ckb CHECK (c IN (0, 1)), \n    CONSTRAINT ck5 CHECK (a > 5), \n    FOREIGN KEY(d) REFERENCES u (id)\n)ENGINE=InnoDB;\n\nINSERT INTO _alembic_tmp_t (c, d, b, a) SELECT t.c, t.d, t.b, t.a \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\nCREATE INDEX ixx ON t (c, d);\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    c BOOL, \n    d INTEGER, \n    n INTEGER, \n    b VARCHAR(5), \n    a INTEGER NOT NULL AUTO_INCREMENT, \n    PRIMARY KEY (a), \n    CONSTRAINT ckb CHECK (c IN (0, 1)), \n    CONSTRAINT ck5 CHECK (a > 5), \n    FOREIGN KEY(d) REFERENCES u (id)\n);\n\nINSERT INTO _alembic_tmp_t (c, d, b, a) SELECT t.c, t.d, t.b, t.a \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\nCREATE INDEX ixx ON t (c, d);\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    c BOOLEAN, \n    d INTEGER, \n    n INTEGER, \n    b VARCHAR(5), \n    a INTEGER NOT NULL, \n    PRIMARY KEY (a), \n    CONSTRAINT ckb CHECK (c IN (0, 1)), \n    CONSTRAINT ck5 CHECK (a > 5), \n    FOREIGN KEY(d) REFERENCES u (id)\n);\n\nINSERT INTO _alembic_tmp_t (c, d, b, a) SELECT t.c, t.d, t.b, t.a \nFROM t;\n\nDROP TABLE t;\n\nALTER TABLE _alembic_tmp_t RENAME TO t;\n\nCREATE INDEX ixx ON t (c, d);\n\n",
            "CREATE TABLE _alembic_tmp_t (\n    c BIT NULL, \n    d INTEGER NULL, \n    n INTEGER NULL, \n    b VARCHAR(5) NULL, \n    a INTEGER NOT NULL IDENTITY, \n    PRIMARY KEY (a), \n    CONSTRAINT ck5 CHECK (a > 5), \n    FOREIGN KEY(d) REFERENCES u (id)\n);\n\nGO\n\nINSERT INTO _alembic_tmp_t (c, d, b, a) SELECT t.c, t.d, t.b, t.a \nFROM t;\n\nGO\n\nDROP TABLE t;\n\nGO\n\nEXEC sp_rename '_alembic_tmp_t', t;\n\nGO\n\nCREATE INDEX ixx ON t (c, d);\n\nGO\n\n",
            "CREATE TABLE \"_alembic_tmp_t\" (\n    c BOOLEAN, \n    d INTEGER, \n    n INTEGER, \n    b VARCHAR2(5 CHAR), \n    a INTEGER NOT NULL, \n    PRIMARY KEY (a), \n    CONSTRAINT ck5 CHECK (a > 5), \n    FOREIGN KEY(d) REFERENCES u (id)\n)\n\n/\n\nINSERT INTO \"_alembic_tmp_t\" (c, d, b, a) SELECT t.c, t.d, t.b, t.a \nFROM t\n\n/\n\nDROP TABLE t\n\n/\n\nALTER TABLE \"_alembic_tmp_t\" RENAME TO t\n\n/\n\nCREATE INDEX ixx ON t (c, d)\n\n/\n\n",
        ],
    );
}

#[test]
fn no_such_constraint() {
    check(
        &batch(Some(source()), Recreate::Always, vec![drop("nope", false)]),
        [
            "ValueError: No such constraint: 'nope'",
            "ValueError: No such constraint: 'nope'",
            "ValueError: No such constraint: 'nope'",
            "ValueError: No such constraint: 'nope'",
            "ValueError: No such constraint: 'nope'",
            "ValueError: No such constraint: 'nope'",
        ],
    );
}

#[test]
fn no_such_index() {
    check(
        &batch(Some(source()), Recreate::Always, vec![drop_index("nope")]),
        [
            "ValueError: No such index: 'nope'",
            "ValueError: No such index: 'nope'",
            "ValueError: No such index: 'nope'",
            "ValueError: No such index: 'nope'",
            "ValueError: No such index: 'nope'",
            "ValueError: No such index: 'nope'",
        ],
    );
}

#[test]
fn no_such_column() {
    check(
        &batch(
            Some(source()),
            Recreate::Always,
            vec![alter(AlterColumn { nullable: Some(true), ..change("zz") })],
        ),
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
fn a_new_index_on_a_new_name() {
    check(
        &batch(
            Some(source()),
            Recreate::Always,
            vec![
                alter(AlterColumn { new_name: Some("b2".into()), ..change("b") }),
                index("nix", &["b2"]),
            ],
        ),
        [
            "KeyError: 'b2'",
            "KeyError: 'b2'",
            "KeyError: 'b2'",
            "KeyError: 'b2'",
            "KeyError: 'b2'",
            "KeyError: 'b2'",
        ],
    );
}

#[test]
fn a_cycle_of_columns() {
    check(
        &Batch {
            partial_reordering: vec![vec!["d".into(), "b".into()], vec!["b".into(), "d".into()]],
            ..batch(Some(source()), Recreate::Always, Vec::new())
        },
        [
            "sqlalchemy.exc.CircularDependencyError: Circular dependency detected....",
            "sqlalchemy.exc.CircularDependencyError: Circular dependency detected....",
            "sqlalchemy.exc.CircularDependencyError: Circular dependency detected....",
            "sqlalchemy.exc.CircularDependencyError: Circular dependency detected....",
            "sqlalchemy.exc.CircularDependencyError: Circular dependency detected....",
            "sqlalchemy.exc.CircularDependencyError: Circular dependency detected....",
        ],
    );
}
