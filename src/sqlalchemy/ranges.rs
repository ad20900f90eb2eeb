//! PostgreSQL's ranges as values: they have no literal form, so SQLAlchemy refuses to print one.

use crate::python::{Arguments, ClassBuilder, Evaluator, Outcome, Value};

/// `sqlalchemy.dialects.postgresql.Range`.
pub(super) fn class() -> Value {
    let builder = ClassBuilder::new("sqlalchemy.dialects.postgresql.ranges", "Range")
        .method("__init__", init)
        .method("__repr__", repr)
        .property("is_empty", |evaluator, this| evaluator.getattr(this, "empty"))
        .property("isempty", |evaluator, this| evaluator.getattr(this, "empty"));
    Value::Class(builder.build())
}

const FIELDS: [&str; 4] = ["lower", "upper", "bounds", "empty"];

fn init(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &["lower=", "upper=", "*", "bounds=", "empty="];
    let mut bound = arguments.bind(evaluator, "Range.__init__", parameters)?;
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    for name in FIELDS {
        let default = match name {
            "bounds" => "[)".into(),
            "empty" => false.into(),
            _ => Value::None,
        };
        instance.set(name, bound.take(name).unwrap_or(default));
    }
    Ok(Value::None)
}

fn repr(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let mut parts = Vec::new();
    for name in FIELDS {
        let value = evaluator.getattr(this, name)?;
        parts.push(format!("{name}={}", evaluator.repr_text(&value)?));
    }
    Ok(format!("Range({})", parts.join(", ")).into())
}
