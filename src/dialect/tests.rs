//! What the six dialects print for the same operation, side by side, as recorded from Alembic.

use std::rc::Rc;

use crate::operation::{Operation, OperationKind};
use crate::schema::literal::Literal;
use crate::schema::name::QualifiedName;
use crate::schema::table::{Column, Constraint, ConstraintKind, ForeignKey, ServerDefault, Table};
use crate::schema::type_table;
use crate::schema::types::{Type, TypeArg};

use super::{RenderState, Settings, find, render};

fn type_(name: &str, args: &[(&'static str, Literal)]) -> Rc<Type> {
    let mut type_ = Type::of(type_table::core(name).unwrap());
    type_.args = args.iter().map(|(key, value)| (*key, TypeArg::Literal(value.clone()))).collect();
    Rc::new(type_)
}

fn string(length: &str) -> Rc<Type> {
    type_("String", &[("length", Literal::Int(length.into()))])
}

fn labels(labels: &[&str]) -> Literal {
    Literal::List(labels.iter().map(|label| Literal::Str((*label).into())).collect())
}

fn table_name(name: &str) -> QualifiedName {
    QualifiedName { schema: None, name: name.into() }
}

fn accounts() -> Table {
    let mut id = Column::new("id".into(), type_("Integer", &[]));
    (id.primary_key, id.nullable) = (true, false);
    let mut name = Column::new("name".into(), string("50"));
    name.nullable = false;
    name.server_default = Some(ServerDefault::Text("it's".into()));
    name.comment = Some("a name".into());
    let mood = Column::new(
        "mood".into(),
        type_("Enum", &[("enums", labels(&["ok", "sad"])), ("name", Literal::Str("mood".into()))]),
    );
    let mut owner = Column::new("Owner".into(), type_("BigInteger", &[]));
    owner.has_foreign_key = true;
    let mut table = Table::new(table_name("accounts"));
    table.columns = vec![id, name, mood, owner];
    table.constraints = vec![
        Constraint::new(
            Some("uq_name".into()),
            ConstraintKind::Unique { columns: vec!["name".into()] },
        ),
        Constraint::new(
            None,
            ConstraintKind::ForeignKey(Box::new(ForeignKey {
                columns: vec!["Owner".into()],
                referred: table_name("user"),
                referred_columns: vec!["id".into()],
                onupdate: Some("cascade".into()),
                ondelete: Some("SET NULL".into()),
                match_: None,
                use_alter: false,
            })),
        ),
        Constraint::new(None, ConstraintKind::PrimaryKey { columns: vec!["id".into()] }),
    ];
    table
}

fn create(dialect: &str, table: Table) -> Result<Vec<String>, String> {
    let operation = Operation {
        kind: OperationKind::CreateTable { table: Box::new(table), if_not_exists: false },
        directive: "create_table",
        span: None,
    };
    let mut state = RenderState::default();
    render(find(dialect).unwrap(), &Settings::default(), &mut state, &operation)
        .map_err(|refusal| format!("{}: {}", refusal.exception, refusal.message))
}

#[test]
fn a_table_on_six_dialects() {
    let all = [
        (
            "postgresql",
            "CREATE TYPE mood AS ENUM ('ok', 'sad');\n\n\
             CREATE TABLE accounts (\n\
             \x20   id SERIAL NOT NULL, \n\
             \x20   name VARCHAR(50) DEFAULT 'it''s' NOT NULL, \n\
             \x20   mood mood, \n\
             \x20   \"Owner\" BIGINT, \n\
             \x20   PRIMARY KEY (id), \n\
             \x20   CONSTRAINT uq_name UNIQUE (name), \n\
             \x20   FOREIGN KEY(\"Owner\") REFERENCES \"user\" (id) ON DELETE SET NULL ON UPDATE cascade\n\
             );\n\n\
             COMMENT ON COLUMN accounts.name IS 'a name';",
        ),
        (
            "mysql",
            "CREATE TABLE accounts (\n\
             \x20   id INTEGER NOT NULL AUTO_INCREMENT, \n\
             \x20   name VARCHAR(50) NOT NULL COMMENT 'a name' DEFAULT 'it''s', \n\
             \x20   mood ENUM('ok','sad'), \n\
             \x20   `Owner` BIGINT, \n\
             \x20   PRIMARY KEY (id), \n\
             \x20   CONSTRAINT uq_name UNIQUE (name), \n\
             \x20   FOREIGN KEY(`Owner`) REFERENCES user (id) ON DELETE SET NULL ON UPDATE cascade\n\
             );",
        ),
        (
            "mariadb",
            "CREATE TABLE accounts (\n\
             \x20   id INTEGER NOT NULL AUTO_INCREMENT, \n\
             \x20   name VARCHAR(50) NOT NULL COMMENT 'a name' DEFAULT 'it''s', \n\
             \x20   mood ENUM('ok','sad'), \n\
             \x20   `Owner` BIGINT, \n\
             \x20   PRIMARY KEY (id), \n\
             \x20   CONSTRAINT uq_name UNIQUE (name), \n\
             \x20   FOREIGN KEY(`Owner`) REFERENCES user (id) ON DELETE SET NULL ON UPDATE cascade\n\
             );",
        ),
        (
            "sqlite",
            "CREATE TABLE accounts (\n\
             \x20   id INTEGER NOT NULL, \n\
             \x20   name VARCHAR(50) DEFAULT 'it''s' NOT NULL, \n\
             \x20   mood VARCHAR(3), \n\
             \x20   \"Owner\" BIGINT, \n\
             \x20   PRIMARY KEY (id), \n\
             \x20   CONSTRAINT uq_name UNIQUE (name), \n\
             \x20   FOREIGN KEY(\"Owner\") REFERENCES user (id) ON DELETE SET NULL ON UPDATE cascade\n\
             );",
        ),
        ("mssql", "AttributeError: 'NoneType' object has no attribute 'startswith'"),
        (
            "oracle",
            "CREATE TABLE accounts (\n\
             \x20   id INTEGER NOT NULL, \n\
             \x20   name VARCHAR2(50 CHAR) DEFAULT 'it''s' NOT NULL, \n\
             \x20   mood VARCHAR(3 CHAR), \n\
             \x20   \"Owner\" NUMBER(19), \n\
             \x20   PRIMARY KEY (id), \n\
             \x20   CONSTRAINT uq_name UNIQUE (name), \n\
             \x20   FOREIGN KEY(\"Owner\") REFERENCES \"user\" (id) ON DELETE SET NULL\n\
             )\n\n\
             /\n\n\
             COMMENT ON COLUMN accounts.name IS 'a name'\n\n\
             /",
        ),
    ];
    for (dialect, expected) in all {
        let mut script = String::new();
        match create(dialect, accounts()) {
            Ok(statements) => {
                for statement in statements {
                    super::script::statement(
                        find(dialect).unwrap(),
                        &Settings::default(),
                        &statement,
                        &mut script,
                    );
                }
            }
            Err(message) => script = message,
        }
        assert_eq!(script.trim_end(), expected.trim_end(), "{dialect}");
    }
}
