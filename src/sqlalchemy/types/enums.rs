//! `Enum` and the other types that bring something along: a CHECK, or a type of their own in the database.

use std::rc::Rc;

use crate::operation::Executable;
use crate::platform;
use crate::python::Evaluator;
use crate::python::Value;
use crate::python::{Arguments, NativeFunction};
use crate::python::{ClassBuilder, Instance};
use crate::python::{Outcome, Raised};
use crate::schema::types::{Home, TypeClass};

use super::methods::variant_for;
use super::{is_instance, line_of, to_type};
use crate::sqlalchemy::{exceptions, names, session};

/// The methods of `SchemaType`.
pub(super) fn schema_type(builder: ClassBuilder) -> ClassBuilder {
    builder
        .attribute("name", Value::None)
        .attribute("schema", Value::None)
        .attribute("metadata", Value::None)
        .attribute("create", NativeFunction::method("create", create_type).effect().into())
        .attribute("drop", NativeFunction::method("drop", drop_type).effect().into())
}

/// The methods of a class of the table that takes labels.
pub(super) fn enum_class(builder: ClassBuilder) -> ClassBuilder {
    builder.method("__init__", init).attribute("enum_class", Value::None)
}

/// `Enum._enum_init`.
fn init(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    if let Some(unknown) = arguments.first_unknown() {
        return Err(Raised::from(unknown.clone()));
    }
    let callable = arguments.take("values_callable").unwrap_or(Value::None);
    let aliases = arguments.take("omit_aliases").is_none_or(|omit| omit.as_bool() != Some(false));
    let labels = labels(evaluator, instance, &arguments.positional, &callable, aliases)?;
    check_length(evaluator, instance, &labels, arguments.take("length"))?;
    let quote = arguments.take("quote").and_then(|quote| quote.as_bool());
    let named = arguments.take("name").filter(|name| !name.is_none());
    if let Some(name) = named.or_else(|| default_name(instance, &labels)) {
        instance.set("name", names::quoted(evaluator, &name, quote));
    }
    instance.set("enums", Value::list(labels));
    if !callable.is_none() {
        instance.set("values_callable", callable);
    }
    let of_mysql =
        line_of(instance.class()).is_some_and(|line| line.bases.contains(&"_StringType"));
    for (name, value) in arguments.keyword.drain(..) {
        let renamed = of_mysql && &*name == "collate";
        instance.set_named(if renamed { "collation".into() } else { name }, value);
    }
    if let Some(metadata) = instance.get("metadata").filter(|metadata| !metadata.is_none()) {
        instance.attributes.borrow_mut().shift_remove("metadata");
        set_metadata(evaluator, &Value::Instance(instance.clone()), &metadata)?;
    }
    Ok(Value::None)
}

/// The labels that the database sees.
fn labels(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    given: &[Value],
    callable: &Value,
    omit_aliases: bool,
) -> Outcome<Vec<Value>> {
    let [Value::Class(class)] = given else { return Ok(given.to_vec()) };
    let only = Value::Class(class.clone());
    let Some(members) = evaluator.getattr_opt(&only, "__members__")? else {
        return Ok(given.to_vec());
    };
    instance.set("enum_class", only.clone());
    if !callable.is_none() {
        let values = evaluator.call(callable, Arguments::of([only]))?;
        return evaluator.collect(&values);
    }
    let mut labels = Vec::new();
    let items = evaluator.call_method(&members, "items", Arguments::none())?;
    for item in evaluator.collect(&items)? {
        let pair = item.as_items().unwrap_or_default();
        if let [label, member] = pair.as_slice() {
            let own = evaluator.getattr(member, "name")?;
            if !omit_aliases || evaluator.equals(&own, label)? {
                labels.push(label.clone());
            }
        }
    }
    Ok(labels)
}

fn default_name(instance: &Rc<Instance>, labels: &[Value]) -> Option<Value> {
    let class = instance.get("enum_class")?.as_class()?.clone();
    (!labels.is_empty()).then(|| platform::lower(&class.name).into())
}

fn check_length(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    labels: &[Value],
    given: Option<Value>,
) -> Outcome<()> {
    let mut longest = 0;
    for label in labels {
        // labels are keys of a dict before their lengths are looked at
        evaluator.hash(label)?;
    }
    for label in labels {
        longest = longest.max(evaluator.len(label)? as i64);
    }
    if let Some(length) = given.as_ref().and_then(Value::as_int)
        && length < longest
    {
        let text = format!(
            "When provided, length must be larger or equal than the length of the longest enum \
             value. {length} < {longest}"
        );
        return Err(exceptions::raise_builtin(evaluator, "ValueError", text));
    }
    instance.set("length", given.unwrap_or(Value::int(longest)));
    Ok(())
}

/// `SchemaType._set_metadata`: a type without a schema of its own takes that of its MetaData.
///
/// # Errors
/// What reading attributes raises.
pub fn set_metadata(evaluator: &mut Evaluator, type_: &Value, metadata: &Value) -> Outcome<()> {
    let Some(instance) = type_.as_instance() else { return Ok(()) };
    if !is_instance(type_, "SchemaType")
        || line_of(instance.class()).is_none_or(|line| !line.params.contains(&"schema"))
        || instance.get("metadata").is_some_and(|metadata| !metadata.is_none())
    {
        return Ok(());
    }
    instance.set("metadata", metadata.clone());
    let schema = evaluator.getattr_opt(metadata, "schema")?.unwrap_or(Value::None);
    let inherits = instance.get("inherit_schema").and_then(|flag| flag.as_bool()) == Some(true);
    if !inherits && instance.get("schema").is_none() && !schema.is_none() {
        instance.set("schema", schema);
    }
    Ok(())
}

/// `inherit_schema=True`: the type takes the schema of the first table that it comes to.
pub fn inherit_schema(type_: &Value, table: &Instance) {
    let Some(instance) = type_.as_instance() else { return };
    let inherits = instance.get("inherit_schema").is_some_and(|flag| flag.as_bool() == Some(true));
    if inherits {
        instance.set("schema", table.get("schema").unwrap_or(Value::None));
        instance.set("inherit_schema", false.into());
    }
}

/// What a column's type does when the column comes to its table.
pub struct AttachedType {
    /// The type whose CHECK is made: the variant for the dialect, where there is one.
    pub type_: Value,
    /// The labels or numbers that the column may hold.
    pub values: Vec<Value>,
    /// What the column is taken to be while it is compared with them: `String` for an `Enum`.
    pub compared_as: Value,
    /// `name=` of the type.
    pub name: Value,
}

/// `SchemaType._set_table`: the CHECK that the type makes for a column, if it was asked for one.
///
/// # Errors
/// Unknown where what decides it is.
pub fn check_of(evaluator: &mut Evaluator, type_: &Value) -> Outcome<Option<AttachedType>> {
    let dialect = session::dialect(evaluator);
    let chosen = variant_for(type_, dialect).unwrap_or_else(|| type_.clone());
    let chosen = undecorated(&chosen);
    if !is_instance(&chosen, "SchemaType") {
        return Ok(None);
    }
    let Some(instance) = chosen.as_instance() else { return Ok(None) };
    match instance.get("create_constraint") {
        Some(Value::Unknown(unknown)) => return Err(Raised::from(unknown)),
        Some(flag) if evaluator.truth(&flag)? => {}
        _ => return Ok(None),
    }
    let name = instance.get("name").unwrap_or(Value::None);
    if let Some(labels) = instance.get("enums") {
        let values = labels.as_items().unwrap_or_default();
        let compared_as = super::instance_of("String");
        return Ok(Some(AttachedType { type_: chosen, values, compared_as, name }));
    }
    let values = vec![Value::int(0), Value::int(1)];
    let compared_as = super::instance_of("Integer");
    Ok(Some(AttachedType { type_: chosen, values, compared_as, name }))
}

/// A `TypeDecorator`'s implementation, which is what comes to the table.
fn undecorated(type_: &Value) -> Value {
    let mut current = type_.clone();
    for _ in 0..8 {
        let inner = match &current {
            Value::Instance(instance) if is_instance(&current, "TypeDecorator") => {
                instance.get("impl").filter(|inner| matches!(inner, Value::Instance(_)))
            }
            _ => None,
        };
        match inner {
            Some(inner) => current = inner,
            None => break,
        }
    }
    current
}

fn create_type(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    create_or_drop(evaluator, this, arguments, true)
}

fn drop_type(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    create_or_drop(evaluator, this, arguments, false)
}

/// `SchemaType.create()` and `.drop()` on a connection.
fn create_or_drop(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
    creates: bool,
) -> Outcome {
    let name = if creates { "SchemaType.create" } else { "SchemaType.drop" };
    let bound = arguments.bind(evaluator, name, &["bind", "checkfirst=", "**kw"])?;
    session::check_bind(evaluator, &bound, "dialect")?;
    create(evaluator, this, creates)?;
    Ok(Value::None)
}

/// Makes or drops the type in the database, where the dialect has such types.
///
/// # Errors
/// What the dialect refuses; unknown where the type is.
pub fn create(evaluator: &mut Evaluator, type_: &Value, creates: bool) -> Outcome<()> {
    let dialect = session::dialect(evaluator);
    let chosen = variant_for(type_, dialect).unwrap_or_else(|| type_.clone());
    let Some(line) = chosen.as_instance().and_then(|instance| line_of(instance.class())) else {
        return Ok(());
    };
    let native = chosen.as_instance().and_then(|instance| instance.get("native_enum"));
    let native = native.is_none_or(|native| native.as_bool() != Some(false));
    if !has_own_type(line, dialect, native) {
        return Ok(());
    }
    let frozen = to_type(evaluator, &chosen)?;
    let executable =
        if creates { Executable::CreateType(frozen) } else { Executable::DropType(frozen) };
    session::execute(evaluator, executable)
}

/// Whether `.create()` reaches the database: PostgreSQL's types ask for native enums, `Enum` becomes one of them.
fn has_own_type(line: &TypeClass, dialect: &str, native: bool) -> bool {
    match (line.home, line.name) {
        (Home::Dialect("postgresql"), "ENUM") => {
            matches!(dialect, "postgresql" | "mysql" | "mariadb")
        }
        (Home::Dialect("postgresql"), "DOMAIN") => true,
        (Home::Core, "Enum") | (Home::Dialect("mysql"), "ENUM") => {
            dialect == "postgresql" && native
        }
        _ => false,
    }
}
