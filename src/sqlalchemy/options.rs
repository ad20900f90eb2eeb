//! Dialect keyword arguments: which construct takes which, and how they are made inert.

use std::cell::RefCell;
use std::rc::Rc;

use crate::python::Evaluator;
use crate::python::Value;
use crate::python::{Outcome, Raised};
use crate::schema::options::{OptionValue, Options};

use super::{exceptions, expression, types};

/// Keyword arguments as Python values, by their full names, in the order given.
pub type Given = RefCell<Vec<(Rc<str>, Value)>>;

/// `Dialect.construct_arguments`: dialect, construct, names; `*` takes any name.
const ACCEPTED: &[(&str, &str, &[&str])] = &[
    (
        "postgresql",
        "Index",
        &[
            "using",
            "include",
            "where",
            "ops",
            "concurrently",
            "with",
            "tablespace",
            "nulls_not_distinct",
        ],
    ),
    (
        "postgresql",
        "Table",
        &[
            "ignore_search_path",
            "tablespace",
            "partition_by",
            "with_oids",
            "with",
            "on_commit",
            "inherits",
            "using",
        ],
    ),
    ("postgresql", "CheckConstraint", &["not_valid"]),
    ("postgresql", "ForeignKeyConstraint", &["not_valid"]),
    ("postgresql", "PrimaryKeyConstraint", &["include"]),
    ("postgresql", "UniqueConstraint", &["include", "nulls_not_distinct"]),
    ("mysql", "Table", &["*"]),
    ("mysql", "PrimaryKeyConstraint", &["using"]),
    ("mysql", "Index", &["using", "length", "prefix", "with_parser"]),
    ("mariadb", "Table", &["*"]),
    ("mariadb", "PrimaryKeyConstraint", &["using"]),
    ("mariadb", "Index", &["using", "length", "prefix", "with_parser"]),
    ("sqlite", "Table", &["autoincrement", "with_rowid", "strict"]),
    ("sqlite", "Index", &["where"]),
    (
        "sqlite",
        "Column",
        &["on_conflict_primary_key", "on_conflict_not_null", "on_conflict_unique"],
    ),
    ("sqlite", "Constraint", &["on_conflict"]),
    ("mssql", "PrimaryKeyConstraint", &["clustered"]),
    ("mssql", "UniqueConstraint", &["clustered"]),
    ("mssql", "Index", &["clustered", "include", "where", "columnstore"]),
    ("mssql", "Column", &["identity_start", "identity_increment"]),
    ("oracle", "Table", &["resolve_synonyms", "on_commit", "compress", "tablespace"]),
    ("oracle", "Index", &["bitmap", "compress", "vector"]),
    ("oracle", "Sequence", &["order"]),
    ("oracle", "Identity", &["order", "on_null"]),
];

/// The dialects that SQLAlchemy can load.
const DIALECTS: &[&str] = &["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"];

/// `DialectKWArgs._validate_dialect_kwargs`, for a construct and the constructs that it derives from.
///
/// # Errors
/// What SQLAlchemy raises for a name that is no dialect's.
pub fn validate(
    evaluator: &mut Evaluator,
    constructs: &[&str],
    given: &[(Rc<str>, Value)],
) -> Outcome<()> {
    for (name, value) in given {
        if &**name == "**"
            && let Value::Unknown(unknown) = value
        {
            return Err(Raised::from(unknown.clone()));
        }
        let split =
            name.split_once('_').filter(|(dialect, rest)| !dialect.is_empty() && !rest.is_empty());
        let Some((dialect, argument)) = split else {
            let text = format!(
                "Additional arguments should be named <dialectname>_<argument>, got '{name}'"
            );
            return Err(evaluator.type_error(text));
        };
        if DIALECTS.contains(&dialect) && !accepts(dialect, constructs, argument) {
            let class = constructs.first().copied().unwrap_or("Constraint");
            let text = format!(
                "Argument '{name}' is not accepted by dialect '{dialect}' on behalf of \
                 <class 'sqlalchemy.sql.schema.{class}'>"
            );
            return Err(exceptions::argument_error(evaluator, text));
        }
    }
    Ok(())
}

fn accepts(dialect: &str, constructs: &[&str], argument: &str) -> bool {
    let mut lines = ACCEPTED.iter().filter(|(of, on, _)| *of == dialect && constructs.contains(on));
    let mut any = false;
    let accepted = lines.any(|(_, _, names)| {
        any = true;
        names.contains(&"*") || names.contains(&argument)
    });
    accepted || (!any && dialect != "postgresql" && !ACCEPTED.iter().any(|(of, ..)| *of == dialect))
}

/// Keyword arguments as a Python dict.
///
/// # Errors
/// None that can happen.
pub fn to_dict(evaluator: &mut Evaluator, given: &[(Rc<str>, Value)]) -> Outcome {
    let entries = given.iter().map(|(name, value)| (Value::str(name.clone()), value.clone()));
    evaluator.dict_from(entries).map(Value::Dict)
}

/// Keyword arguments made inert.
///
/// # Errors
/// Unknown where one is.
pub fn freeze(evaluator: &mut Evaluator, given: &[(Rc<str>, Value)]) -> Outcome<Options> {
    let mut options = Vec::with_capacity(given.len());
    for (name, value) in given {
        options.push((name.clone(), option(evaluator, value)?));
    }
    Ok(Options(options))
}

fn option(evaluator: &mut Evaluator, value: &Value) -> Outcome<OptionValue> {
    if let Value::Unknown(unknown) = value {
        return Err(Raised::from(unknown.clone()));
    }
    if types::is_type(value) {
        return Ok(OptionValue::Type(types::to_type(evaluator, value)?));
    }
    if expression::is_clause(evaluator, value) {
        return Ok(OptionValue::Expr(expression::to_expr(evaluator, value)?));
    }
    if let Some(dict) = value.as_dict() {
        let mut entries = Vec::new();
        for (key, value) in dict.items() {
            let key = match key.as_str() {
                Some(text) => text.clone(),
                None => super::column::key_of(evaluator, &key)?,
            };
            entries.push((key, option(evaluator, &value)?));
        }
        return Ok(OptionValue::Map(entries));
    }
    if let Some(items) = value.as_items() {
        let items = items.iter().map(|item| option(evaluator, item)).collect::<Outcome<_>>()?;
        return Ok(OptionValue::List(items));
    }
    Ok(OptionValue::Literal(expression::to_literal(evaluator, value)?))
}
