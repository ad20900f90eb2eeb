//! Names: `quoted_name`, `conv`, and plain strings, as the schema carries them.

use std::rc::Rc;

use crate::python::Arguments;
use crate::python::Evaluator;
use crate::python::Outcome;
use crate::python::Value;
use crate::python::{Class, ClassBuilder, Hooks, Instance};
use crate::schema::name::{Name, QualifiedName};

use super::exceptions::builtin;

/// The classes of names, made once.
struct Classes {
    quoted_name: Rc<Class>,
    truncated_label: Rc<Class>,
    conv: Rc<Class>,
}

thread_local! {
    static CLASSES: std::cell::OnceCell<Classes> = const { std::cell::OnceCell::new() };
}

fn with_classes<T>(evaluator: &Evaluator, take: impl FnOnce(&Classes) -> T) -> T {
    CLASSES.with(|cell| take(cell.get_or_init(|| build(evaluator))))
}

fn build(evaluator: &Evaluator) -> Classes {
    let hooks = Hooks { construct: Some(construct), ..Hooks::default() };
    let mut builder = ClassBuilder::new("sqlalchemy.sql.elements", "quoted_name");
    if let Some(text) = builtin(evaluator, "str") {
        builder = builder.base(&text);
    }
    let quoted_name = builder.hooks(hooks).attribute("quote", Value::None).build();
    let truncated_label =
        ClassBuilder::new("sqlalchemy.sql.elements", "_truncated_label").base(&quoted_name).build();
    let conv = ClassBuilder::new("sqlalchemy.sql.elements", "conv").base(&truncated_label).build();
    Classes { quoted_name, truncated_label, conv }
}

/// `quoted_name.__new__`, and `_truncated_label.__new__`.
fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "quoted_name.__new__", &["value", "quote="])?;
    let value = bound.take_or_none("value");
    let quote = bound.take_or_none("quote");
    if let Value::Unknown(unknown) = &value {
        return Ok(Value::Unknown(unknown.clone()));
    }
    let Some(text) = value.as_str().cloned() else {
        return Err(evaluator.type_error("expected a string for a name"));
    };
    let quote = match quote {
        Value::None => value.as_instance().and_then(|i| i.get("quote")).unwrap_or(Value::None),
        given => given,
    };
    Ok(make(class, text, quote))
}

fn make(class: &Rc<Class>, text: Rc<str>, quote: Value) -> Value {
    let instance = Instance::with_base(class.clone(), Value::str(text));
    if !quote.is_none() {
        instance.set("quote", quote);
    }
    Value::Instance(instance)
}

/// `quoted_name(text, quote)`; a plain string where nothing is said about quoting.
pub fn quoted(evaluator: &Evaluator, name: &Value, quote: Option<bool>) -> Value {
    match (quote, name.as_str()) {
        (Some(quote), Some(text)) => with_classes(evaluator, |classes| {
            make(&classes.quoted_name, text.clone(), Value::Bool(quote))
        }),
        _ => name.clone(),
    }
}

/// `conv(text)`: a name that naming conventions leave alone.
pub fn conv(evaluator: &Evaluator, text: impl Into<Rc<str>>) -> Value {
    with_classes(evaluator, |classes| make(&classes.conv, text.into(), Value::None))
}

/// Whether it is a `conv`.
pub fn is_conv(evaluator: &Evaluator, value: &Value) -> bool {
    value
        .as_instance()
        .is_some_and(|i| with_classes(evaluator, |classes| i.class().is_subclass(&classes.conv)))
}

/// The class `quoted_name`, `conv` or `_truncated_label`.
pub fn member(evaluator: &Evaluator, name: &str) -> Option<Value> {
    with_classes(evaluator, |classes| match name {
        "quoted_name" => Some(classes.quoted_name.clone()),
        "conv" => Some(classes.conv.clone()),
        "_truncated_label" => Some(classes.truncated_label.clone()),
        _ => None,
    })
    .map(Value::Class)
}

/// A string as a name; `None` for what is not a string.
pub fn to_name(value: &Value) -> Option<Name> {
    let text = value.as_str()?.clone();
    let Some(instance) = value.as_instance() else {
        return Some(Name { text, quote: None, truncatable: false });
    };
    let quote = instance.get("quote").and_then(|quote| quote.as_bool());
    let truncatable = CLASSES.with(|cell| {
        cell.get().is_some_and(|classes| instance.class().is_subclass(&classes.truncated_label))
    });
    Some(Name { text, quote, truncatable })
}

/// A name that a directive needs.
///
/// # Errors
/// Unknown if it is; Python's TypeError if it is no string.
pub fn require_name(evaluator: &Evaluator, value: &Value, what: &str) -> Outcome<Name> {
    if let Value::Unknown(unknown) = value {
        return Err(crate::python::Raised::from(unknown.clone()));
    }
    to_name(value).ok_or_else(|| evaluator.type_error(format!("expected a string for {what}")))
}

/// A name that may be missing: `None` stands for that.
///
/// # Errors
/// As [`require_name`].
pub fn optional_name(evaluator: &Evaluator, value: &Value, what: &str) -> Outcome<Option<Name>> {
    if value.is_none() { Ok(None) } else { require_name(evaluator, value, what).map(Some) }
}

/// A table's name and schema.
///
/// # Errors
/// As [`require_name`].
pub fn qualified(evaluator: &Evaluator, name: &Value, schema: &Value) -> Outcome<QualifiedName> {
    Ok(QualifiedName {
        name: require_name(evaluator, name, "a table's name")?,
        schema: optional_name(evaluator, schema, "a schema")?,
    })
}
