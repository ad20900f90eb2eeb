//! What the six dialects print for the same operations, side by side (`tests/recorded/tables.txt`).

use std::rc::Rc;

use crate::operation::{Executable, Operation, OperationKind};
use crate::schema::expression::{Expr, Text};
use crate::schema::literal::Literal;
use crate::schema::name::{Name, QualifiedName};
use crate::schema::options::{OptionValue, Options};
use crate::schema::table::{
    Autoincrement, Column, Computed, Constraint, ConstraintKind, ForeignKey, Identity, Sequence,
    SequenceOptions, ServerDefault, Table, TypeBound,
};
use crate::schema::type_table;
use crate::schema::types::{Type, TypeArg};

use super::{ALL, Dialect, RenderState, Settings, render, script};

fn type_(name: &str, args: &[(&'static str, Literal)]) -> Rc<Type> {
    let mut type_ = Type::of(type_table::core(name).unwrap());
    type_.args = args.iter().map(|(key, value)| (*key, TypeArg::Literal(value.clone()))).collect();
    Rc::new(type_)
}

fn int(digits: &str) -> Literal {
    Literal::Int(digits.into())
}

fn str(text: &str) -> Literal {
    Literal::Str(text.into())
}

fn labels(labels: &[&str]) -> Literal {
    Literal::List(labels.iter().map(|label| str(label)).collect())
}

fn column(name: &str, type_name: &str, change: impl FnOnce(&mut Column)) -> Column {
    let args: &[_] = if type_name == "String" { &[("length", int("9"))] } else { &[] };
    let mut column = Column::new(name.into(), type_(type_name, args));
    change(&mut column);
    column
}

fn plain(name: &str) -> Column {
    column(name, "Integer", |_| {})
}

fn key(name: &str, type_name: &str) -> Column {
    column(name, type_name, |column| (column.primary_key, column.nullable) = (true, false))
}

fn text(sql: &str) -> Rc<Expr> {
    Rc::new(Expr::Text(Text { sql: sql.into(), binds: Vec::new() }))
}

fn names(names: &[&str]) -> Vec<Name> {
    names.iter().map(|name| Name::new(*name)).collect()
}

fn qualified(schema: Option<&str>, name: &str) -> QualifiedName {
    QualifiedName { schema: schema.map(Name::from), name: name.into() }
}

fn primary(columns: &[&str]) -> Constraint {
    Constraint::new(None, ConstraintKind::PrimaryKey { columns: names(columns) })
}

fn unique(name: Option<Name>, columns: &[&str]) -> Constraint {
    Constraint::new(name, ConstraintKind::Unique { columns: names(columns) })
}

fn check(name: Option<&str>, sql: &str) -> Constraint {
    Constraint::new(name.map(Name::from), ConstraintKind::Check { sqltext: text(sql) })
}

fn foreign(columns: &[&str], referred: QualifiedName, there: &[&str]) -> ForeignKey {
    ForeignKey {
        columns: names(columns),
        referred,
        referred_columns: names(there),
        onupdate: None,
        ondelete: None,
        match_: None,
        use_alter: false,
    }
}

fn foreign_key(name: Option<&str>, key: ForeignKey) -> Constraint {
    Constraint::new(name.map(Name::from), ConstraintKind::ForeignKey(Box::new(key)))
}

fn options(options: &[(&str, OptionValue)]) -> Options {
    Options(options.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
}

fn literal(literal: Literal) -> OptionValue {
    OptionValue::Literal(literal)
}

fn flag(value: bool) -> OptionValue {
    literal(Literal::Bool(value))
}

fn table(name: &str, columns: Vec<Column>, constraints: Vec<Constraint>) -> Table {
    Table { columns, constraints, ..Table::new(qualified(None, name)) }
}

fn create(table: Table) -> OperationKind {
    OperationKind::CreateTable { table: Box::new(table), if_not_exists: false }
}

/// What Alembic's script shows, or the exception.
fn answer(dialect: &'static dyn Dialect, operations: Vec<OperationKind>) -> String {
    let settings = Settings::default();
    let mut state = RenderState::default();
    let mut text = String::new();
    for kind in operations {
        let operation = Operation { kind, directive: "create_table", span: None };
        let statements = match render(dialect, &settings, &mut state, &operation) {
            Ok(statements) => statements,
            Err(refusal) => return format!("!! {}: {}", refusal.exception, refusal.message),
        };
        for statement in statements {
            script::statement(dialect, &settings, &statement, &mut text);
        }
    }
    text.trim_end().to_owned()
}

fn recorded(case: &str, dialect: &str) -> &'static str {
    let heading = format!("=== {case} {dialect}\n");
    let all = include_str!("../../tests/recorded/tables.txt");
    let (_, rest) = all.split_once(&heading).unwrap();
    rest.split("\n=== ").next().unwrap().trim_end()
}

fn compare(case: &str, operations: fn() -> Vec<OperationKind>) {
    for dialect in ALL {
        let expected = recorded(case, dialect.name()).replace("!! builtins.", "!! ");
        assert_eq!(answer(*dialect, operations()), expected, "{case} on {}", dialect.name());
    }
}

#[test]
fn numbering() {
    compare("numbering", || {
        let not_numbered = column("id", "SmallInteger", |column| {
            (column.primary_key, column.nullable) = (true, false);
            column.autoincrement = Autoincrement::No;
        });
        let refers = column("id", "Integer", |column| {
            (column.primary_key, column.nullable) = (true, false);
            column.has_foreign_key = true;
        });
        let numbered = column("y", "Integer", |column| {
            (column.primary_key, column.nullable) = (true, false);
            column.autoincrement = Autoincrement::Yes;
        });
        let has_default = column("id", "Integer", |column| {
            (column.primary_key, column.nullable) = (true, false);
            column.server_default = Some(ServerDefault::Text("7".into()));
        });
        let mut code = key("id", "String");
        code.type_ = type_("String", &[("length", int("3"))]);
        let to_a = foreign(&["id"], qualified(None, "a"), &["id"]);
        vec![
            create(table("a", vec![key("id", "BigInteger")], vec![primary(&["id"])])),
            create(table("b", vec![not_numbered], vec![primary(&["id"])])),
            create(table("c", vec![refers], vec![primary(&["id"]), foreign_key(None, to_a)])),
            create(table("d", vec![key("x", "Integer"), numbered], vec![primary(&["x", "y"])])),
            create(table("e", vec![code], vec![primary(&["id"])])),
            create(table("f", vec![has_default], vec![primary(&["id"])])),
        ]
    });
}

#[test]
fn implicit_keys() {
    compare("implicit_key", || {
        let numbered = column("y", "Integer", |column| {
            (column.primary_key, column.nullable) = (true, false);
            column.autoincrement = Autoincrement::Yes;
        });
        let key_ = Constraint { implicit: true, ..primary(&["x", "y"]) };
        vec![create(table("a", vec![key("x", "Integer"), numbered], vec![key_]))]
    });
}

#[test]
fn identity() {
    compare("identity", || {
        let some = |digits: &str| Some(digits.into());
        let first = Identity {
            always: true,
            options: SequenceOptions {
                start: some("5"),
                increment: some("2"),
                minvalue: some("1"),
                maxvalue: some("99"),
                cycle: Some(true),
                cache: some("3"),
                ..SequenceOptions::default()
            },
            ..Identity::default()
        };
        let second = Identity {
            options: SequenceOptions {
                nominvalue: Some(true),
                nomaxvalue: Some(true),
                cycle: Some(false),
                ..SequenceOptions::default()
            },
            ..Identity::default()
        };
        let mut id = key("id", "Integer");
        id.server_default = Some(ServerDefault::Identity(Box::new(first)));
        let n = column("n", "Integer", |column| {
            column.server_default = Some(ServerDefault::Identity(Box::new(second)));
        });
        vec![create(table("a", vec![id, n], vec![primary(&["id"])]))]
    });
}

fn computed_column(name: &str, sql: &str, persisted: Option<bool>) -> Column {
    column(name, "Integer", |column| {
        let sqltext = text(sql);
        column.server_default = Some(ServerDefault::Computed(Computed { sqltext, persisted }));
    })
}

#[test]
fn computed() {
    compare("computed", || {
        let mut z = computed_column("z", "x + 2", None);
        (z.nullable, z.nullable_given) = (false, true);
        let columns = vec![plain("x"), computed_column("y", "x + 1", None), z];
        vec![create(table("a", columns, Vec::new()))]
    });
    compare("computed_stored", || {
        vec![create(table("a", vec![computed_column("y", "x + 1", Some(true))], Vec::new()))]
    });
    compare("computed_virtual", || {
        vec![create(table("a", vec![computed_column("y", "x + 1", Some(false))], Vec::new()))]
    });
}

#[test]
fn defaults() {
    compare("defaults", || {
        let strings = ["it's", "a\\b"].map(|text| ServerDefault::Text(text.into()));
        let texts = [
            "0",
            "now()",
            "now(6)",
            "CURRENT_TIMESTAMP",
            "CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP",
            "(uuid())",
            "'x'",
            "a || b",
            "current_timestamp(3)",
        ]
        .map(|sql| ServerDefault::Expr(text(sql)));
        let columns = strings.into_iter().chain(texts).enumerate().map(|(at, default)| {
            column(&format!("c{at}"), "String", |column| column.server_default = Some(default))
        });
        vec![create(table("a", columns.collect(), Vec::new()))]
    });
}

#[test]
fn timestamps() {
    compare("timestamps", || {
        let zoned = &[("timezone", Literal::Bool(true))];
        let mut y = column("y", "TIMESTAMP", |column| column.nullable = false);
        y.type_ = type_("TIMESTAMP", zoned);
        let mut z = plain("z");
        z.type_ = type_("DateTime", zoned);
        vec![create(table("a", vec![column("x", "TIMESTAMP", |_| {}), y, z], Vec::new()))]
    });
}

#[test]
fn table_options() {
    compare("options", || {
        let u = column("u", "Integer", |column| {
            column.nullable = false;
            column.options = options(&[("sqlite_on_conflict_not_null", literal(str("FAIL")))]);
        });
        let mut distinct = unique(None, &["u"]);
        distinct.options = options(&[
            ("sqlite_on_conflict", literal(str("IGNORE"))),
            ("mssql_clustered", flag(false)),
            ("postgresql_nulls_not_distinct", flag(true)),
            ("postgresql_include", OptionValue::List(vec![literal(str("id"))])),
        ]);
        let mut a = table("a", vec![key("id", "Integer"), u], vec![primary(&["id"]), distinct]);
        let with = vec![
            ("fillfactor".into(), literal(int("70"))),
            ("autovacuum_enabled".into(), flag(false)),
        ];
        a.options = options(&[
            ("sqlite_autoincrement", flag(true)),
            ("sqlite_with_rowid", flag(false)),
            ("sqlite_strict", flag(true)),
            ("mysql_collate", literal(str("utf8_bin"))),
            ("mysql_engine", literal(str("InnoDB"))),
            ("mysql_default_charset", literal(str("utf8"))),
            ("mysql_partitions", literal(str("2"))),
            ("mysql_partition_by", literal(str("HASH(id)"))),
            ("mariadb_engine", literal(str("Aria"))),
            ("mysql_comment", literal(str("c"))),
            ("postgresql_partition_by", literal(str("RANGE (id)"))),
            ("postgresql_with", OptionValue::Map(with)),
            ("postgresql_tablespace", literal(str("Fast"))),
            ("postgresql_inherits", OptionValue::List(vec![literal(str("p")), literal(str("q"))])),
            ("postgresql_on_commit", literal(str("PRESERVE_ROWS"))),
            ("postgresql_using", literal(str("heap"))),
            ("oracle_on_commit", literal(str("DELETE_ROWS"))),
            ("oracle_compress", literal(int("6"))),
            ("oracle_tablespace", literal(str("ts"))),
        ]);
        vec![create(a)]
    });
}

#[test]
fn constraints() {
    compare("constraints", || {
        let x = column("x", "Integer", |column| {
            column.constraints = vec![check(Some("ck_x"), "x > 0")];
        });
        let mut y_check = check(Some("Ck Y"), "y < 5");
        y_check.options = options(&[("postgresql_not_valid", flag(true))]);
        let mut both = unique(None, &["x", "y"]);
        (both.deferrable, both.initially) = (Some(true), Some("DEFERRED".into()));
        let mut there = foreign(&["x", "y"], qualified(Some("s"), "b"), &["x", "y"]);
        there.ondelete = Some("CASCADE".into());
        let mut there = foreign_key(Some("fk"), there);
        there.deferrable = Some(false);
        there.options = options(&[("postgresql_not_valid", flag(true))]);
        let mut later = foreign(&["x"], qualified(None, "c"), &["x"]);
        later.use_alter = true;
        let mut named = primary(&["y"]);
        named.name = Some("pk_a".into());
        named.options = options(&[
            ("mssql_clustered", flag(true)),
            ("postgresql_include", OptionValue::List(vec![literal(str("x"))])),
        ]);
        let list = vec![y_check, both, there, foreign_key(Some("fk2"), later), named];
        let mut y = key("y", "Integer");
        y.has_foreign_key = true;
        vec![create(table("a", vec![x, y], list))]
    });
}

#[test]
fn foreign_key_phrases() {
    compare("fk_match", || {
        let mut to_b = foreign(&["x"], qualified(None, "b"), &["x"]);
        (to_b.match_, to_b.onupdate) = (Some("FULL".into()), Some("RESTRICT".into()));
        vec![create(table("a", vec![plain("x")], vec![foreign_key(None, to_b)]))]
    });
    compare("fk_bad", || {
        let mut to_b = foreign(&["x"], qualified(None, "b"), &["x"]);
        to_b.ondelete = Some("set null (x)".into());
        vec![create(table("a", vec![plain("x")], vec![foreign_key(None, to_b)]))]
    });
}

#[test]
fn naming() {
    compare("naming", || {
        let quoted = |text: &str, quote| Name { quote: Some(quote), ..Name::new(text) };
        let mut forced = plain("forced");
        forced.name = quoted("forced", true);
        let mut columns = vec![forced];
        columns.extend(["select", "_u", "1a", "a b", "q\"`]"].map(plain));
        let mut first = table("t", columns, Vec::new());
        first.name = QualifiedName { schema: Some("Sch.x".into()), name: quoted("Plain", false) };
        let long = Name { truncatable: true, ..Name::new(format!("uq_{}", "x".repeat(130))) };
        let mut second = table("t", vec![plain("x")], vec![unique(Some(long), &["x"])]);
        second.prefixes = vec!["TEMPORARY".into()];
        let second = OperationKind::CreateTable { table: Box::new(second), if_not_exists: true };
        vec![create(first), second]
    });
    compare("too_long", || {
        let long = Name::new(format!("uq_{}", "x".repeat(270)));
        vec![create(table("t", vec![plain("x")], vec![unique(Some(long), &["x"])]))]
    });
}

#[test]
fn type_bound_checks() {
    compare("type_bound", || {
        let bound = |name: &str, column: &Column, sql: &str| Constraint {
            type_bound: Some(TypeBound {
                type_: column.type_.clone(),
                column: column.name.clone(),
            }),
            ..check(Some(name), sql)
        };
        let with = |name: &str, type_: Rc<Type>| Column::new(name.into(), type_);
        let b = with("b", type_("Boolean", &[]));
        let e = with(
            "e",
            type_(
                "Enum",
                &[
                    ("enums", labels(&["x", "y"])),
                    ("name", str("e")),
                    ("native_enum", Literal::Bool(false)),
                ],
            ),
        );
        let n = with("n", type_("Enum", &[("enums", labels(&["x"])), ("name", str("en"))]));
        let checks = vec![
            bound("ck_b", &b, "b IN (0, 1)"),
            bound("e", &e, "e IN ('x', 'y')"),
            bound("en", &n, "n IN ('x')"),
        ];
        vec![create(table("a", vec![b, e, n], checks))]
    });
}

#[test]
fn refused_types() {
    compare("no_length", || {
        let b = Column::new("b".into(), type_("String", &[]));
        vec![create(table("a", vec![b], Vec::new()))]
    });
    compare("no_type", || {
        let b = Column::new("b".into(), type_("NullType", &[]));
        vec![create(table("a", vec![b], Vec::new()))]
    });
}

#[test]
fn drops_and_sequences() {
    compare("drops", || {
        let drop = |name, if_exists| OperationKind::DropTable {
            table: Box::new(Table::new(name)),
            if_exists,
        };
        vec![drop(qualified(Some("s"), "T"), false), drop(qualified(None, "t"), true)]
    });
    compare("sequences", || {
        let sequence = |name, data_type, options| Sequence {
            name,
            data_type,
            optional: false,
            options,
            dialect_options: Options::default(),
        };
        let options = SequenceOptions {
            start: Some("3".into()),
            increment: Some("2".into()),
            minvalue: Some("1".into()),
            nomaxvalue: Some(true),
            cycle: Some(false),
            cache: Some("4".into()),
            ..SequenceOptions::default()
        };
        let big = Some(type_("BigInteger", &[]));
        let first = sequence(qualified(Some("s"), "Sq"), big, options);
        let second = sequence(qualified(None, "sq"), None, SequenceOptions::default());
        vec![
            OperationKind::Execute(Executable::CreateSequence(Box::new(first), false)),
            OperationKind::Execute(Executable::DropSequence(Box::new(second), false)),
        ]
    });
}
