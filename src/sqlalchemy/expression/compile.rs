//! `compile()` and `str()` of expressions and statements.

use crate::python::{Arguments, Evaluator, Outcome, Value};
use crate::schema::expression::{Expr, Function, functions};

use super::element::flag;
use super::{coerce, schema_half};

/// Why the text of a statement is unknown that no dialect is named for.
pub(crate) const BY_DEFAULT: &str = "how SQLAlchemy's default dialect writes a statement";

/// `compile(dialect=..., compile_kwargs={"literal_binds": True})`: the text, for the dialect at hand.
pub(super) fn compile(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
) -> Outcome {
    let parameters = &["bind=", "dialect=", "**kw"];
    let bound = arguments.bind(evaluator, "compile", parameters)?;
    let options = bound.extra.iter().find(|(name, _)| &**name == "compile_kwargs");
    let literal = match options.and_then(|(_, value)| value.as_dict()) {
        Some(dict) => flag(evaluator, dict.get_str("literal_binds").as_ref())?,
        None => false,
    };
    if bound.given("dialect").is_none() && bound.given("bind").is_none() {
        return Ok(evaluator.unknown(BY_DEFAULT));
    }
    match coerce::clause(evaluator, this)? {
        Some(expr) => schema_half::compile(evaluator, &expr, literal),
        None => Ok(evaluator.unknown("how SQLAlchemy writes this object")),
    }
}

/// A function of nothing, as the compiler writes it that has no dialect of its own.
fn bare(function: &Function) -> Option<Value> {
    let name = &*function.name.text;
    let plain = |c: char| c == '_' || c.is_ascii_alphanumeric();
    let is_plain = name.chars().all(plain) && !name.starts_with(|c: char| c.is_ascii_digit());
    let special = matches!(name, "next_value" | "aggregate_strings");
    if !is_plain || special || !function.args.is_empty() || !function.packages.is_empty() {
        return None;
    }
    let fixed = if function.generic { functions::fixed_text(name) } else { None };
    let brackets = if fixed.is_none() || functions::always_has_args(name) { "()" } else { "" };
    Some(Value::str([fixed.unwrap_or(name), brackets].concat()))
}

/// `str(clause)`: known for texts, plain columns and functions of nothing, which need no dialect.
pub(super) fn to_str(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    Ok(match coerce::clause(evaluator, this)?.as_deref() {
        Some(Expr::Text(text)) => Value::str(text.sql.replace("\\:", ":")),
        Some(Expr::Column(column)) if column.table.is_none() => {
            Value::str(column.name.text.clone())
        }
        Some(Expr::Null) => "NULL".into(),
        Some(Expr::Function(function)) if function.columns.is_empty() && !function.ordinality => {
            match bare(function) {
                Some(text) => text,
                None => evaluator.unknown(BY_DEFAULT),
            }
        }
        _ => match super::froms::table_name(this) {
            Some(name) => Value::str(name),
            None => evaluator.unknown(BY_DEFAULT),
        },
    })
}
