//! Types as Python objects, generic over the table of type classes; and types made inert.

mod adapted;
mod classes;
pub mod decorator;
mod enums;
mod methods;

use std::rc::Rc;

use crate::python::Arguments;
use crate::python::Evaluator;
use crate::python::Instance;
use crate::python::Value;
use crate::python::{Outcome, Raised};
use crate::schema::type_table;
use crate::schema::types::{Home, Type, TypeArg, TypeClass, TypeKind};

pub use adapted::type_descriptor;
pub use classes::{abstract_class, acts_on_table, class_of, importable, is_type_class, line_of};
pub(crate) use decorator::compiled;
pub use decorator::{bind_value, compile_with, overridden};
pub use enums::{AttachedType, check_of, create, inherit_schema, set_metadata};

use super::expression;

/// What an instance keeps that was made from an inert type whose Python class is not known.
struct Inert(Rc<Type>);

/// The class that a module exports under this name, as a Python class.
pub fn member(module: &str, name: &str) -> Option<Value> {
    if module == "sqlalchemy" || module.starts_with("sqlalchemy.") {
        match name {
            "NULLTYPE" => return Some(instance_of("NullType")),
            "BOOLEANTYPE" => return Some(instance_of("Boolean")),
            "STRINGTYPE" => return Some(instance_of("String")),
            "INTEGERTYPE" => return Some(instance_of("Integer")),
            _ => {}
        }
        if let Some(class) = importable(name) {
            return Some(Value::Class(class));
        }
    }
    type_table::find(module, name).map(|line| Value::Class(class_of(line)))
}

/// An instance without arguments of one of `sqlalchemy`'s classes.
pub fn instance_of(name: &str) -> Value {
    type_table::core(name)
        .map_or(Value::None, |line| Value::Instance(Instance::new(class_of(line))))
}

/// `NullType`.
pub fn null() -> Rc<Type> {
    type_table::core("NullType").and_then(bare).unwrap_or_else(|| {
        let kind = TypeKind::Verbatim("NULL".into());
        Rc::new(Type { kind, args: Vec::new(), variants: Vec::new() })
    })
}

/// A copy of a type object that comes to a table with its column; others are shared.
pub fn copy(value: &Value) -> Value {
    match value.as_instance() {
        Some(instance) if is_instance(value, "SchemaType") => {
            Value::Instance(methods::duplicate(instance))
        }
        _ => value.clone(),
    }
}

/// Whether it is a type: a class of types, or an instance (what `hasattr(value, "_sqla_type")` asks).
pub fn is_type(value: &Value) -> bool {
    match value {
        Value::Class(class) => is_type_class(class),
        Value::Instance(instance) => is_type_class(instance.class()),
        _ => false,
    }
}

/// Whether it is an instance of a class of types of this name.
pub fn is_instance(value: &Value, name: &'static str) -> bool {
    let Value::Instance(instance) = value else { return false };
    // Most are not, and to find the class itself takes longer than to see that.
    if !instance.class().mro().any(|class| class.native && *class.name == *name) {
        return false;
    }
    let class = match type_table::core(name) {
        Some(line) => class_of(line),
        None => abstract_class(name),
    };
    instance.class().is_subclass(&class)
}

/// Whether a type object is `NullType`, or there is none.
pub fn is_null(value: &Value) -> bool {
    value.is_none() || is_instance(value, "NullType")
}

/// `sqltypes.to_instance`: a class is called, anything else is taken as it is.
///
/// # Errors
/// What the class's constructor raises.
pub fn to_instance(evaluator: &mut Evaluator, value: &Value) -> Outcome {
    match value {
        Value::None => Ok(instance_of("NullType")),
        Value::Class(_) | Value::Function(_) | Value::Native(_) | Value::Method(_) => {
            evaluator.call(value, Arguments::none())
        }
        other => Ok(other.clone()),
    }
}

/// A type made inert: what it is for the dialect at hand, with all that its Python class computes.
///
/// # Errors
/// Unknown where a part of it is; what its Python methods raise.
pub fn to_type(evaluator: &mut Evaluator, value: &Value) -> Outcome<Rc<Type>> {
    let object = to_instance(evaluator, value)?;
    let instance = match &object {
        Value::Unknown(unknown) => return Err(Raised::from(unknown.clone())),
        Value::Instance(instance) if is_type_class(instance.class()) => instance.clone(),
        other => {
            let class = evaluator.type_name(other);
            let text = format!("'{class}' object has no attribute '_variant_mapping'");
            return Err(super::exceptions::raise_builtin(evaluator, "AttributeError", text));
        }
    };
    if let Some(inert) = instance.payload::<Inert>() {
        return Ok(inert.0.clone());
    }
    if instance.class().native
        && instance.attributes.borrow().is_empty()
        && let Some(line) = line_of(instance.class())
        && let Some(frozen) = bare(line)
        && !decorator::any_compiled(evaluator)
    {
        return Ok(frozen);
    }
    evaluator.nested(|evaluator| freeze(evaluator, &instance))
}

thread_local! {
    static BARE: std::cell::RefCell<rustc_hash::FxHashMap<(Home, &'static str), Rc<Type>>> =
        std::cell::RefCell::default();
}

/// A class without arguments, shared.
fn bare(line: &'static TypeClass) -> Option<Rc<Type>> {
    if line.visit == "type_decorator" && line.params.contains(&"impl") {
        return None;
    }
    let key = (line.home, line.name);
    BARE.with(|made| {
        let mut made = made.borrow_mut();
        Some(made.entry(key).or_insert_with(|| Rc::new(Type::of(line))).clone())
    })
}

fn freeze(evaluator: &mut Evaluator, instance: &Rc<Instance>) -> Outcome<Rc<Type>> {
    let variants = variants(evaluator, instance)?;
    let mut frozen = match decorator::rendered(evaluator, instance)? {
        Some(frozen) => (*frozen).clone(),
        None => plain(evaluator, instance)?,
    };
    frozen.variants = variants;
    let frozen = Rc::new(frozen);
    decorator::remember(evaluator, instance, &frozen);
    Ok(frozen)
}

/// A class of the table with the arguments that it was given.
fn plain(evaluator: &mut Evaluator, instance: &Rc<Instance>) -> Outcome<Type> {
    let Some(line) = line_of(instance.class()) else {
        let name = instance.class().name.clone();
        let text = format!("type {name} has no rendering that is known");
        return Err(super::session::unknown(evaluator, text));
    };
    let mut args = Vec::new();
    for param in line.params {
        let name = param.trim_start_matches('*');
        if let Some(value) = instance.get(name).filter(|_| !name.is_empty())
            && !ignored(name)
        {
            args.push((name, argument(evaluator, line, name, &value)?));
        }
    }
    Ok(Type { kind: TypeKind::Class(line), args, variants: Vec::new() })
}

/// Arguments that nothing printed depends on.
fn ignored(param: &str) -> bool {
    matches!(
        param,
        "metadata"
            | "values_callable"
            | "sort_key_function"
            | "pickler"
            | "comparator"
            | "protocol"
    )
}

fn argument(
    evaluator: &mut Evaluator,
    line: &TypeClass,
    name: &str,
    value: &Value,
) -> Outcome<TypeArg> {
    if is_type(value) {
        return Ok(TypeArg::Type(to_type(evaluator, value)?));
    }
    if expression::is_clause(evaluator, value) {
        return Ok(TypeArg::Expr(expression::to_expr(evaluator, value)?));
    }
    if line.name == "DOMAIN"
        && name == "check"
        && let Some(text) = value.as_str()
    {
        return Ok(TypeArg::Expr(Rc::new(crate::schema::expression::Expr::text(text))));
    }
    Ok(TypeArg::Literal(expression::to_literal(evaluator, value)?))
}

fn variants(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
) -> Outcome<Vec<(Rc<str>, Rc<Type>)>> {
    let Some(mapping) = instance.get("_variant_mapping") else { return Ok(Vec::new()) };
    let items = mapping.as_dict().map(|dict| dict.items()).unwrap_or_default();
    let mut variants = Vec::with_capacity(items.len());
    for (dialect, type_) in items {
        if let Some(dialect) = dialect.as_str() {
            variants.push((dialect.clone(), to_type(evaluator, &type_)?));
        }
    }
    Ok(variants)
}

/// A type object for an inert type.
pub fn to_value(type_: &Rc<Type>) -> Value {
    let class = match &type_.kind {
        TypeKind::Class(line) => class_of(line),
        TypeKind::Decorator { .. } => abstract_class("TypeDecorator"),
        TypeKind::UserDefined { .. } | TypeKind::Verbatim(_) => abstract_class("UserDefinedType"),
    };
    let instance = Instance::new(class);
    instance.set_payload(Rc::new(Inert(type_.clone())));
    for (name, argument) in &type_.args {
        let value = match argument {
            TypeArg::Literal(literal) => expression::literal_value(literal),
            TypeArg::Type(inner) => to_value(inner),
            TypeArg::Expr(expr) => expression::value(expr.clone()),
        };
        instance.set(name, value);
    }
    Value::Instance(instance)
}

/// The constructor of every class of the table that has no other.
pub(super) fn init(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    let Some(line) = line_of(instance.class()) else { return Ok(Value::None) };
    for (name, value) in bind(evaluator, line, arguments)? {
        let value = match name {
            "item_type" | "data_type" | "impl" | "text_type" | "astext_type" => {
                to_instance(evaluator, &value)?
            }
            _ => value,
        };
        instance.set(name, value);
    }
    if line.visit == "json_encoded" {
        // what it is made of is written as the type itself is
        let made = Instance::new(instance.class().clone());
        for name in line.params {
            if let Some(value) = instance.get(name) {
                made.set(name, value);
            }
        }
        instance.set("impl", Value::Instance(made));
    }
    check_arguments(evaluator, line, instance)?;
    Ok(Value::None)
}

/// What some constructors refuse.
fn check_arguments(
    evaluator: &mut Evaluator,
    line: &TypeClass,
    instance: &Rc<Instance>,
) -> Outcome<()> {
    let given = |name: &str| instance.get(name).is_some_and(|value| !value.is_none());
    let paired = line.home == Home::Dialect("mysql") && matches!(line.name, "DOUBLE" | "REAL");
    if paired && given("precision") != given("scale") {
        let text = "You must specify both precision and scale or omit both altogether.";
        return Err(super::exceptions::argument_error(evaluator, text));
    }
    let item = instance.get("item_type");
    if item.as_ref().is_some_and(|item| is_instance(item, "ARRAY")) {
        let text =
            "Do not nest ARRAY types; ARRAY(basetype) handles multi-dimensional arrays of basetype";
        return Err(super::exceptions::raise_builtin(evaluator, "ValueError", text));
    }
    Ok(())
}

/// Sorts arguments into a line's parameters.
fn bind(
    evaluator: &Evaluator,
    line: &'static TypeClass,
    arguments: &mut Arguments,
) -> Outcome<Vec<(&'static str, Value)>> {
    if let Some(Value::Unknown(unknown)) =
        arguments.keyword.iter().find(|(name, _)| &**name == "**").map(|(_, value)| value)
    {
        return Err(Raised::from(unknown.clone()));
    }
    let given = arguments.positional.len();
    if line.params.is_empty() && (given > 0 || !arguments.keyword.is_empty()) {
        return Err(evaluator.type_error(format!("{}() takes no arguments", line.name)));
    }
    let mut bound: Vec<(&'static str, Value)> = Vec::with_capacity(4);
    let mut positional = arguments.positional.drain(..);
    for param in line.params {
        match param.strip_prefix('*') {
            Some("") => break,
            Some(rest) => bound.push((rest, Value::list(positional.by_ref().collect()))),
            None => match positional.next() {
                Some(value) => bound.push((param, value)),
                None => break,
            },
        }
    }
    if positional.next().is_some() {
        let most = 1 + line.params.iter().take_while(|param| **param != "*").count();
        let text = format!(
            "{}.__init__() takes from 1 to {most} positional arguments but {} were given",
            line.name,
            given + 1
        );
        return Err(evaluator.type_error(text));
    }
    for (name, value) in arguments.keyword.drain(..) {
        let param = named_parameter(line, &name);
        match param {
            Some(param) if !bound.iter().any(|(key, _)| *key == param) => {
                bound.push((param, value))
            }
            Some(param) => {
                let text =
                    format!("{}.__init__() got multiple values for argument '{param}'", line.name);
                return Err(evaluator.type_error(text));
            }
            None => {
                let text =
                    format!("{}.__init__() got an unexpected keyword argument '{name}'", line.name);
                return Err(evaluator.type_error(text));
            }
        }
    }
    require(evaluator, line, &bound)?;
    Ok(bound)
}

/// The parameter of this name; MySQL's strings pass on `length` and `collation` whether they use them or not.
fn named_parameter(line: &'static TypeClass, name: &str) -> Option<&'static str> {
    let of_mysql = line.bases.contains(&"_StringType");
    let name = if of_mysql && name == "collate" { "collation" } else { name };
    let own = line.params.iter().copied().find(|param| *param == name);
    let inherited = || {
        let passed_on = ["length", "collation", "collation_schema"];
        passed_on.into_iter().find(|param| *param == name).filter(|_| of_mysql)
    };
    own.or_else(inherited)
}

fn require(
    evaluator: &Evaluator,
    line: &TypeClass,
    bound: &[(&'static str, Value)],
) -> Outcome<()> {
    let required: &[&str] = match line.name {
        "ARRAY" => &["item_type"],
        "DOMAIN" => &["name", "data_type"],
        _ => &[],
    };
    for name in required {
        if !bound.iter().any(|(key, _)| key == name) {
            let text = format!(
                "{}.__init__() missing 1 required positional argument: '{name}'",
                line.name
            );
            return Err(evaluator.type_error(text));
        }
    }
    Ok(())
}
