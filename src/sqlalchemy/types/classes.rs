//! The Python classes of types, built from the one table when they are first asked for.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::python::Value;
use crate::python::{Class, ClassBuilder, Hooks};
use crate::schema::type_table;
use crate::schema::types::{Affinity, Home, TypeClass};
use crate::sqlalchemy::classes::symbol;

use super::{decorator, enums, methods};

/// What a class of types keeps: its line of the table.
#[derive(Clone, Copy)]
struct Line {
    line: &'static TypeClass,
    /// Whether nothing comes of it when its column comes to a table.
    is_plain: bool,
}

thread_local! {
    static TABLE: RefCell<FxHashMap<(Home, &'static str), Rc<Class>>> = RefCell::default();
    static ABSTRACT: RefCell<FxHashMap<&'static str, Rc<Class>>> = RefCell::default();
    static TYPE_ENGINE: OnceCell<Rc<Class>> = const { OnceCell::new() };
}

/// `TypeEngine` and the other classes that have no rendering of their own: name and bases.
const ABSTRACT_CLASSES: &[(&str, &[&str])] = &[
    ("TypeEngine", &[]),
    ("ExternalType", &[]),
    ("SchemaType", &["TypeEngine"]),
    ("NamedType", &["SchemaType"]),
    ("_Binary", &["TypeEngine"]),
    ("Indexable", &[]),
    ("Concatenable", &[]),
    ("TypeDecorator", &["ExternalType", "TypeEngine"]),
    ("Variant", &["TypeDecorator"]),
    ("UserDefinedType", &["ExternalType", "TypeEngine"]),
    ("_NumericCommonType", &["TypeEngine"]),
    ("_StringType", &["TypeEngine"]),
    ("AbstractRange", &["TypeEngine"]),
    ("AbstractSingleRange", &["AbstractRange"]),
    ("AbstractMultiRange", &["AbstractRange"]),
];

/// A class without rendering of its own; names that are not in the list are plain markers.
pub fn abstract_class(name: &'static str) -> Rc<Class> {
    if let Some(class) = ABSTRACT.with(|made| made.borrow().get(name).cloned()) {
        return class;
    }
    let bases = ABSTRACT_CLASSES
        .iter()
        .find(|(key, _)| *key == name)
        .map_or(&["TypeEngine"][..], |(_, bases)| bases);
    let mut builder = ClassBuilder::new("sqlalchemy.sql.type_api", name);
    for base in bases {
        builder = builder.base(&abstract_class(base));
    }
    let builder = match name {
        "TypeEngine" => methods::type_engine(builder),
        "TypeDecorator" => decorator::type_decorator(builder),
        "UserDefinedType" => decorator::user_defined(builder),
        "SchemaType" => enums::schema_type(builder),
        _ => builder,
    };
    let class = builder.build();
    ABSTRACT.with(|made| made.borrow_mut().insert(name, class.clone()));
    class
}

/// The abstract class that revisions can import by this name.
pub fn importable(name: &str) -> Option<Rc<Class>> {
    let known = ABSTRACT_CLASSES.iter().find(|(key, _)| *key == name);
    known.map(|(key, _)| abstract_class(key))
}

/// The Python class of a line of the table.
pub fn class_of(line: &'static TypeClass) -> Rc<Class> {
    let key = (line.home, line.name);
    if let Some(class) = TABLE.with(|made| made.borrow().get(&key).cloned()) {
        return class;
    }
    let class = build(line);
    let acts = |class: &Rc<Class>| matches!(&*class.name, "SchemaType" | "TypeDecorator");
    let is_plain = line.visit != "spatial" && !class.mro().any(acts);
    class.set_payload(Rc::new(Line { line, is_plain }));
    TABLE.with(|made| made.borrow_mut().insert(key, class.clone()));
    class
}

fn build(line: &'static TypeClass) -> Rc<Class> {
    let mut builder = ClassBuilder::new(&module_of(line), line.name);
    let mut taken: Vec<Rc<Class>> = Vec::new();
    for base in line.bases {
        let base = base_class(line, base);
        if !taken.iter().any(|class| class.is_subclass(&base)) {
            taken.push(base);
        }
    }
    if taken.is_empty() {
        taken.push(abstract_class("TypeEngine"));
    }
    for base in &taken {
        builder = builder.base(base);
    }
    builder = builder.hooks(Hooks::default()).attribute("__visit_name__", line.visit.into());
    for param in line.params {
        let name = param.trim_start_matches('*');
        if !name.is_empty() {
            builder = builder.attribute(name, default_of(line, name));
        }
    }
    if line.visit == "json_encoded"
        && let Some(text) = type_table::core("Text")
    {
        builder = builder.attribute("impl", Value::Class(class_of(text)));
    }
    if line.visit == "JSON" && line.home == Home::Core {
        builder = builder.attribute("NULL", symbol("JSON_NULL"));
    }
    let builder = if is_enum(line) {
        enums::enum_class(builder)
    } else {
        builder.method("__init__", super::init)
    };
    builder.build()
}

/// The class that a name among a line's bases means: of the same package first, then `sqlalchemy`'s.
fn base_class(line: &'static TypeClass, name: &'static str) -> Rc<Class> {
    let near = match line.home {
        Home::Core => None,
        Home::Dialect(dialect) if name != line.name => {
            type_table::find(&format!("sqlalchemy.dialects.{dialect}"), name)
        }
        Home::Package(package) if name != line.name => type_table::find(package, name),
        _ => None,
    };
    let found = near.or_else(|| type_table::core(name));
    match found.filter(|found| (found.home, found.name) != (line.home, line.name)) {
        Some(base) => class_of(base),
        None => abstract_class(name),
    }
}

fn module_of(line: &TypeClass) -> String {
    match line.home {
        Home::Core => "sqlalchemy.sql.sqltypes".into(),
        Home::Dialect(dialect) => format!("sqlalchemy.dialects.{dialect}.{}", dialect_module(line)),
        Home::Package(package) => package.into(),
    }
}

fn dialect_module(line: &TypeClass) -> &'static str {
    match (line.home, line.affinity) {
        (Home::Dialect("postgresql"), Affinity::Enum) => "named_types",
        (Home::Dialect("postgresql"), Affinity::Json) => "json",
        (Home::Dialect("postgresql"), Affinity::Array) => "array",
        (Home::Dialect("mysql"), Affinity::Enum) => "enumerated",
        (Home::Dialect("postgresql" | "mysql" | "oracle"), _) => "types",
        _ => "base",
    }
}

pub(super) fn is_enum(line: &TypeClass) -> bool {
    line.params.contains(&"*enums")
}

/// What a constructor's parameter is where it is not given.
pub(super) fn default_of(line: &TypeClass, param: &str) -> Value {
    match param {
        "native_enum" | "as_uuid" | "native_uuid" | "create_type" | "omit_aliases" | "native" => {
            true.into()
        }
        "asdecimal" => (line.affinity == Affinity::Numeric).into(),
        "timezone"
        | "create_constraint"
        | "none_as_null"
        | "validate_strings"
        | "unsigned"
        | "zerofill"
        | "varying"
        | "as_tuple"
        | "zero_indexes"
        | "inherit_schema"
        | "ascii"
        | "binary"
        | "unicode"
        | "national"
        | "retrieve_as_bitwise" => false.into(),
        _ => Value::None,
    }
}

/// The line of the table that a class renders as: its own, or the nearest of its ancestors that has one.
pub fn line_of(class: &Rc<Class>) -> Option<&'static TypeClass> {
    class.mro().find_map(|class| class.payload::<Line>()).map(|line| line.line)
}

/// Whether something may come of a type when its column comes to a table. Of most nothing does.
pub fn acts_on_table(value: &Value) -> bool {
    let Some(instance) = value.as_instance() else { return true };
    let is_plain = instance.class().payload::<Line>().is_some_and(|line| line.is_plain);
    !is_plain || instance.attributes.borrow().contains_key("_variant_mapping")
}

/// Whether instances of the class are types.
pub fn is_type_class(class: &Rc<Class>) -> bool {
    TYPE_ENGINE
        .with(|engine| class.is_subclass(engine.get_or_init(|| abstract_class("TypeEngine"))))
}
