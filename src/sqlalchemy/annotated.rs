//! `Mapped[...]` annotations of declarative models: the type that a column takes from one, and whether it may be NULL.

use std::rc::Rc;

use crate::python::{Arguments, Class, Evaluator, Instance, Outcome, Value, type_class};

use super::{column, orm, types};

/// What an annotation says of its column.
pub struct Annotation {
    type_: Value,
    nullable: bool,
}

impl Annotation {
    /// Gives a column what it was not given otherwise.
    pub fn apply(&self, item: &Rc<Instance>) {
        let own = item.get("type").unwrap_or(Value::None);
        let refers = item
            .payload::<column::ColumnState>()
            .is_some_and(|state| !state.foreign_keys.borrow().is_empty());
        if types::is_null(&own) && !refers {
            column::retype(item, &self.type_);
        }
        let primary = item.get("primary_key").is_some_and(|flag| flag.as_bool() == Some(true));
        if item.get("_user_defined_nullable").is_none() && !primary {
            item.set("nullable", self.nullable.into());
        }
    }
}

/// A class's attributes and annotated names, in the order that SQLAlchemy takes them in
/// (`util.merge_lists_w_ordering`).
pub fn entries(class: &Rc<Class>) -> Vec<(Rc<str>, Value)> {
    let attributes: Vec<(Rc<str>, Value)> =
        class.attributes.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    let annotated = annotated_names(class);
    if annotated.is_empty() {
        return attributes;
    }
    let value_of = |name: &Rc<str>| {
        attributes.iter().find(|(key, _)| key == name).map_or(Value::None, |(_, v)| v.clone())
    };
    let names: Vec<Rc<str>> = attributes.iter().map(|(key, _)| key.clone()).collect();
    merge(names, annotated).into_iter().map(|name| (name.clone(), value_of(&name))).collect()
}

fn merge(first: Vec<Rc<str>>, second: Vec<Rc<str>>) -> Vec<Rc<str>> {
    let mut overlap: Vec<Rc<str>> =
        first.iter().filter(|name| second.contains(name)).cloned().collect();
    let (mut current, mut other) = (first.into_iter(), second.into_iter());
    let mut merged = Vec::new();
    loop {
        let mut switched = false;
        for name in current.by_ref() {
            let common = overlap.iter().position(|known| *known == name);
            if let Some(at) = common {
                overlap.remove(at);
                switched = true;
                break;
            }
            merged.push(name);
        }
        if !switched {
            merged.extend(other);
            return merged;
        }
        std::mem::swap(&mut current, &mut other);
    }
}

fn annotations_of(class: &Rc<Class>) -> Option<Value> {
    class.attributes.borrow().get("__annotations__").cloned()
}

fn annotated_names(class: &Rc<Class>) -> Vec<Rc<str>> {
    let held = annotations_of(class);
    let items = held.as_ref().and_then(Value::as_dict).map(|dict| dict.items()).unwrap_or_default();
    items
        .into_iter()
        .filter(|(_, annotation)| orm::mapped_argument(annotation).is_some())
        .filter_map(|(name, _)| name.as_str().cloned())
        .collect()
}

/// What the annotation of a class's attribute says; `None` where it has none, or is no column.
///
/// # Errors
/// What making the type raises.
pub fn of(
    evaluator: &mut Evaluator,
    model: &Rc<Class>,
    holder: &Rc<Class>,
    name: &str,
    value: &Value,
) -> Outcome<Option<Annotation>> {
    if !value.is_none() && !column::is_column(value) {
        return Ok(None);
    }
    let held = annotations_of(holder);
    let annotation = held.as_ref().and_then(Value::as_dict).and_then(|dict| dict.get_str(name));
    let Some(argument) = annotation.as_ref().and_then(orm::mapped_argument) else {
        return Ok(None);
    };
    let mut nullable = false;
    let mut wanted = Value::None;
    for part in alternatives(evaluator, &argument)? {
        if part.is_none() { nullable = true } else { wanted = part }
    }
    let type_ = type_of(evaluator, model, &wanted)?;
    Ok(Some(Annotation { type_, nullable }))
}

/// The parts of `Optional[X]`, `Union[X, None]`, `X | None`, also where it is written as a string.
fn alternatives(evaluator: &mut Evaluator, argument: &Value) -> Outcome<Vec<Value>> {
    if let Some(text) = argument.as_str() {
        let inner = text.strip_prefix("Optional[").and_then(|rest| rest.strip_suffix(']'));
        let mut parts: Vec<Value> = Vec::new();
        for name in inner.unwrap_or(text).split('|') {
            parts.push(match name.trim() {
                "None" => Value::None,
                name => match type_class(name) {
                    Some(class) => Value::Class(class),
                    None => evaluator.unknown("an annotation that is written as a string"),
                },
            });
        }
        parts.extend(inner.map(|_| Value::None));
        return Ok(parts);
    }
    if let Some(items) = argument.as_items() {
        return Ok(items);
    }
    if let Value::Instance(_) = argument
        && let Some(Value::Str(name)) = evaluator.getattr_opt(argument, "_name")?
        && matches!(&**name, "Optional" | "Union")
        && let Some(parts) = evaluator.getattr_opt(argument, "__args__")?
        && let Some(parts) = parts.as_items()
    {
        return Ok(parts);
    }
    Ok(vec![argument.clone()])
}

/// `registry._resolve_type`: by the base's `type_annotation_map`, then by SQLAlchemy's own.
fn type_of(evaluator: &mut Evaluator, model: &Rc<Class>, wanted: &Value) -> Outcome {
    let own = model.lookup("type_annotation_map");
    if let Some(map) = own.as_ref().and_then(Value::as_dict)
        && let Some(found) = evaluator.dict_get(map, wanted)?
    {
        return types::to_instance(evaluator, &found);
    }
    let Value::Class(class) = wanted else {
        return Ok(match wanted {
            Value::None => types::instance_of("NullType"),
            Value::Unknown(_) => wanted.clone(),
            _ => evaluator.unknown("what type an annotation stands for"),
        });
    };
    for ancestor in class.mro() {
        let name = match &*ancestor.full_name() {
            "enum.Enum" => {
                let made = types::member("sqlalchemy", "Enum").unwrap_or(Value::None);
                // it is made after a pattern that says nothing of schemas
                let arguments = Arguments::of([wanted.clone()]);
                let arguments = arguments.with("schema", Value::None);
                return evaluator.call(&made, arguments);
            }
            "bool" => "Boolean",
            "int" => "Integer",
            "str" => "String",
            "float" => "Float",
            "bytes" => "LargeBinary",
            "datetime.datetime" => "DateTime",
            "datetime.date" => "Date",
            "datetime.time" => "Time",
            "datetime.timedelta" => "Interval",
            "decimal.Decimal" => "Numeric",
            "uuid.UUID" => "Uuid",
            _ => continue,
        };
        return Ok(types::instance_of(name));
    }
    Ok(evaluator.unknown(format!("what type the annotation {} stands for", class.name)))
}
