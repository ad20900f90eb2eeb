//! What every type object can do: copy itself, take variants, show itself.

use std::rc::Rc;

use crate::platform;
use crate::python::Arguments;
use crate::python::Evaluator;
use crate::python::Outcome;
use crate::python::Value;
use crate::python::{ClassBuilder, Instance};
use crate::schema::types::Affinity;

use super::classes::default_of;
use super::{line_of, to_instance};
use crate::sqlalchemy::exceptions;

/// The methods of `TypeEngine`.
pub(super) fn type_engine(builder: ClassBuilder) -> ClassBuilder {
    builder
        .attribute("_sqla_type", true.into())
        .attribute("_is_type_decorator", false.into())
        .attribute("should_evaluate_none", false.into())
        .attribute("hashable", true.into())
        .method("with_variant", with_variant)
        .method("copy", copy)
        .method("adapt", adapt)
        .method("evaluates_none", evaluates_none)
        .method("dialect_impl", resolve_variant)
        .method("coerce_compared_value", itself)
        .method("__repr__", repr)
        .method("__str__", to_str)
        .method("compile", compile)
        .property("python_type", python_type)
        .property("_isnull", |_, this| Ok(super::is_null(this).into()))
        .property("_variant_mapping_or_empty", |_, _| Ok(Value::None))
}

fn itself(_: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    Ok(this.clone())
}

/// A second object with the same state.
pub(super) fn duplicate(instance: &Rc<Instance>) -> Rc<Instance> {
    let made = Instance::new(instance.class().clone());
    *made.attributes.borrow_mut() = instance.attributes.borrow().clone();
    if let Some(inert) = instance.payload::<super::Inert>() {
        made.set_payload(inert);
    }
    made
}

fn copy(_: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    Ok(this.as_instance().map_or(Value::None, |instance| Value::Instance(duplicate(instance))))
}

fn adapt(_: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let class = arguments.positional.first().and_then(|value| value.as_class().cloned());
    let (Some(class), Some(instance)) = (class, this.as_instance()) else {
        return Ok(this.clone());
    };
    let made = Instance::new(class);
    *made.attributes.borrow_mut() = instance.attributes.borrow().clone();
    Ok(Value::Instance(made))
}

fn evaluates_none(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let made = copy(evaluator, this, arguments)?;
    evaluator.setattr(&made, "should_evaluate_none", true.into())?;
    Ok(made)
}

/// `TypeEngine.dialect_impl`, as far as Python code can tell: the variant for the dialect, or the type itself.
fn resolve_variant(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let dialect = crate::sqlalchemy::session::dialect(evaluator);
    Ok(variant_for(this, dialect).unwrap_or_else(|| this.clone()))
}

/// The variant that a type has for a dialect.
pub(super) fn variant_for(type_: &Value, dialect: &str) -> Option<Value> {
    let mapping = type_.as_instance()?.get("_variant_mapping")?;
    mapping.as_dict()?.get_str(dialect)
}

/// `TypeEngine.with_variant`.
fn with_variant(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let bound =
        arguments.bind(evaluator, "TypeEngine.with_variant", &["type_", "*dialect_names"])?;
    let Some(instance) = this.as_instance() else { return Ok(this.clone()) };
    if bound.rest.is_empty() {
        let text = "At least one dialect name is required";
        return Err(exceptions::argument_error(evaluator, text));
    }
    let type_ = bound.get("type_").cloned().unwrap_or(Value::None);
    let type_ = to_instance(evaluator, &type_)?;
    if type_.as_instance().is_some_and(|given| given.get("_variant_mapping").is_some()) {
        let text =
            "can't pass a type that already has variants as a dialect-level type to with_variant()";
        return Err(exceptions::argument_error(evaluator, text));
    }
    let mapping = match instance.get("_variant_mapping").as_ref().and_then(Value::as_dict) {
        Some(dict) => dict.copy(),
        None => evaluator.dict_from([])?,
    };
    for name in &bound.rest {
        let Some(text) = name.as_str() else {
            return Err(crate::sqlalchemy::session::unknown(
                evaluator,
                "a dialect's name is no string",
            ));
        };
        if mapping.get_str(text).is_some() {
            let shown = evaluator.repr_text(this)?;
            let text =
                format!("Dialect '{text}' is already present in the mapping for this {shown}");
            return Err(exceptions::argument_error(evaluator, text));
        }
        mapping.set_str(text, type_.clone());
    }
    let made = duplicate(instance);
    made.set("_variant_mapping", Value::Dict(mapping));
    Ok(Value::Instance(made))
}

/// `util.generic_repr`.
fn repr(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok("".into()) };
    let name = instance.class().name.clone();
    let Some(line) = line_of(instance.class()) else { return Ok(format!("{name}()").into()) };
    let mut shown: Vec<String> = Vec::new();
    for param in line.params {
        let key = param.trim_start_matches('*');
        let Some(value) = instance.get(key).filter(|_| !key.is_empty()) else { continue };
        if param.starts_with('*') {
            for item in value.as_items().unwrap_or_default() {
                shown.push(evaluator.repr_text(&item)?.to_string());
            }
            continue;
        }
        let default = match key {
            "length" if super::classes::is_enum(line) => longest(instance),
            _ => default_of(line, key),
        };
        let omitted = matches!(key, "schema" | "inherit_schema" | "metadata" | "values_callable");
        if !omitted && !evaluator.equals(&value, &default)? {
            shown.push(format!("{key}={}", evaluator.repr_text(&value)?));
        }
    }
    Ok(format!("{name}({})", shown.join(", ")).into())
}

/// The length that an `Enum` has by its labels.
fn longest(instance: &Rc<Instance>) -> Value {
    let labels = instance.get("enums").and_then(|labels| labels.as_items()).unwrap_or_default();
    let lengths =
        labels.iter().filter_map(|label| label.as_str()).map(|label| label.chars().count());
    Value::int(lengths.max().unwrap_or(0) as i64)
}

/// `str(type)`: what the default dialect prints.
fn to_str(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok("".into()) };
    let Some(line) = line_of(instance.class()) else {
        return Err(crate::sqlalchemy::session::unknown(
            evaluator,
            "the text of a type of one's own",
        ));
    };
    let length = instance.get("length").filter(|length| !length.is_none());
    let text = match (line.visit, length) {
        ("string" | "unicode" | "enum", Some(length)) => {
            format!("VARCHAR({})", evaluator.text(&length)?)
        }
        ("string" | "unicode" | "enum", None) => "VARCHAR".into(),
        ("text" | "unicode_text", _) => "TEXT".into(),
        ("integer", _) => "INTEGER".into(),
        ("big_integer", _) => "BIGINT".into(),
        ("small_integer", _) => "SMALLINT".into(),
        ("datetime", _) => "DATETIME".into(),
        ("boolean", _) => "BOOLEAN".into(),
        ("large_binary", _) => "BLOB".into(),
        ("null", _) => "NULL".into(),
        ("uuid", _) => "CHAR(32)".into(),
        ("numeric", _) => return numeric(evaluator, instance, "NUMERIC"),
        ("NUMERIC" | "DECIMAL", _) => return numeric(evaluator, instance, line.visit),
        (visit, Some(length)) => {
            format!("{}({})", platform::upper(visit), evaluator.text(&length)?)
        }
        (visit, None) => platform::upper(visit),
    };
    Ok(text.into())
}

fn numeric(evaluator: &mut Evaluator, instance: &Rc<Instance>, name: &str) -> Outcome {
    let part = |key: &str| instance.get(key).filter(|value| !value.is_none());
    let text = match (part("precision"), part("scale")) {
        (Some(precision), Some(scale)) => {
            format!("{name}({}, {})", evaluator.text(&precision)?, evaluator.text(&scale)?)
        }
        (Some(precision), None) => format!("{name}({})", evaluator.text(&precision)?),
        _ => name.into(),
    };
    Ok(text.into())
}

fn compile(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    if arguments.positional.is_empty() && arguments.keyword.is_empty() {
        return to_str(evaluator, this, arguments);
    }
    Err(crate::sqlalchemy::session::unknown(evaluator, "the text of a type for a dialect"))
}

/// `TypeEngine.python_type`.
fn python_type(evaluator: &mut Evaluator, this: &Value) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    if let Some(class) = instance.get("enum_class").filter(|class| !class.is_none()) {
        return Ok(class);
    }
    let as_is = |name| instance.get(name).is_none_or(|flag| !matches!(flag, Value::Bool(false)));
    let (module, name) = match line_of(instance.class()).map(|line| line.affinity) {
        Some(Affinity::Integer) => ("builtins", "int"),
        Some(Affinity::String | Affinity::Enum) => ("builtins", "str"),
        Some(Affinity::Boolean) => ("builtins", "bool"),
        Some(Affinity::Float) => ("builtins", "float"),
        Some(Affinity::Numeric) if !as_is("asdecimal") => ("builtins", "float"),
        Some(Affinity::Numeric) => ("decimal", "Decimal"),
        Some(Affinity::Binary) => ("builtins", "bytes"),
        Some(Affinity::Json) => ("builtins", "object"),
        Some(Affinity::Array) => ("builtins", "list"),
        Some(Affinity::Date) => ("datetime", "date"),
        Some(Affinity::Time) => ("datetime", "time"),
        Some(Affinity::DateTime) => ("datetime", "datetime"),
        Some(Affinity::Interval) => ("datetime", "timedelta"),
        Some(Affinity::Uuid) if !as_is("as_uuid") => ("builtins", "str"),
        Some(Affinity::Uuid) => ("uuid", "UUID"),
        _ => return Err(exceptions::raise_builtin(evaluator, "NotImplementedError", "")),
    };
    match crate::python::type_class(name) {
        Some(class) if module == "builtins" => Ok(Value::Class(class)),
        _ => {
            let module = evaluator.import_module(module)?;
            evaluator.getattr(&module, name)
        }
    }
}
