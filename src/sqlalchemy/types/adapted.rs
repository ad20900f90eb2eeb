//! `dialect.type_descriptor(type)`: the dialect's own class for a type, which may print as a plainer one.

use crate::python::{Evaluator, Instance, Outcome, Value};
use crate::schema::type_table;
use crate::schema::types::Home;

use super::classes::{class_of, line_of};
use super::to_instance;
use crate::sqlalchemy::session;

/// Per dialect: what these core classes of `Dialect.colspecs` print as.
const ADAPTED: &[(&str, &[&str], &str)] = &[
    ("postgresql", &["BIGINT"], "BigInteger"),
    (
        "postgresql",
        &["CHAR", "CLOB", "NCHAR", "NVARCHAR", "TEXT", "Text", "Unicode", "UnicodeText", "VARCHAR"],
        "String",
    ),
    ("postgresql", &["DATE"], "Date"),
    ("postgresql", &["DATETIME", "TIMESTAMP"], "DateTime"),
    ("postgresql", &["DECIMAL", "NUMERIC"], "Numeric"),
    ("postgresql", &["DOUBLE", "DOUBLE_PRECISION", "Double", "FLOAT", "REAL"], "Float"),
    ("postgresql", &["INTEGER"], "Integer"),
    ("postgresql", &["SMALLINT"], "SmallInteger"),
    ("postgresql", &["TIME"], "Time"),
    ("mysql", &["DECIMAL"], "Numeric"),
    ("mysql", &["DOUBLE_PRECISION"], "Double"),
    ("mysql", &["REAL"], "Float"),
    ("sqlite", &["DATE"], "Date"),
    ("sqlite", &["DATETIME", "TIMESTAMP"], "DateTime"),
    ("sqlite", &["TIME"], "Time"),
    ("mssql", &["CHAR", "CLOB", "TEXT", "Text", "VARCHAR"], "String"),
    ("mssql", &["NCHAR", "NVARCHAR"], "Unicode"),
    ("mssql", &["BLOB", "LargeBinary"], "VARBINARY"),
    ("mssql", &["DATE"], "Date"),
    ("mssql", &["TIMESTAMP"], "DateTime"),
    ("mssql", &["TIME"], "Time"),
    ("mssql", &["DECIMAL", "NUMERIC"], "Numeric"),
    ("mssql", &["DOUBLE", "DOUBLE_PRECISION", "Double", "FLOAT", "REAL"], "Float"),
    ("mssql", &["UUID"], "Uuid"),
    ("oracle", &["BIGINT", "BigInteger", "INTEGER", "SMALLINT", "SmallInteger"], "Integer"),
    ("oracle", &["BLOB"], "LargeBinary"),
    ("oracle", &["BOOLEAN"], "Boolean"),
    ("oracle", &["CLOB", "TEXT"], "Text"),
    ("oracle", &["DATE"], "Date"),
    ("oracle", &["DATETIME", "DateTime"], "DATE"),
    ("oracle", &["DECIMAL", "NUMERIC"], "Numeric"),
    ("oracle", &["DOUBLE", "DOUBLE_PRECISION", "Double", "FLOAT", "REAL"], "Float"),
    ("oracle", &["VARCHAR"], "String"),
    ("oracle", &["UUID"], "Uuid"),
];

/// `Dialect.type_descriptor`.
///
/// # Errors
/// What the type's constructor raises.
pub fn type_descriptor(evaluator: &mut Evaluator, type_: &Value) -> Outcome {
    let made = to_instance(evaluator, type_)?;
    let dialect = match session::dialect(evaluator) {
        "mariadb" => "mysql",
        other => other,
    };
    let Some(instance) = made.as_instance() else { return Ok(made) };
    let Some(line) = line_of(instance.class()).filter(|line| line.home == Home::Core) else {
        return Ok(made);
    };
    let adapted = ADAPTED
        .iter()
        .find(|(known, from, _)| *known == dialect && from.contains(&line.name))
        .and_then(|(_, _, to)| type_table::core(to));
    let Some(adapted) = adapted else { return Ok(made) };
    let other = Instance::new(class_of(adapted));
    for (name, value) in instance.attributes.borrow().iter() {
        if adapted.params.contains(&&**name) {
            other.set_named(name.clone(), value.clone());
        }
    }
    Ok(Value::Instance(other))
}
