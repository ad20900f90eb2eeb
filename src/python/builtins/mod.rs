//! The built-in classes, exceptions and functions, made once per thread.

mod bytes;
mod classes;
mod collections;
mod dicts;
mod exceptions;
mod functions;
mod lists;
mod numbers;
mod objects;
mod sequences;
mod sets;
mod sorting;
mod strings;
mod text;

use std::cell::OnceCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

pub(crate) use bytes::{from_hex, to_hex};
pub(crate) use classes::type_new;
pub(crate) use sorting::sort_values;

use super::class::{Base, Class, ClassBuilder};
use super::value::Value;

macro_rules! types {
    ($($field:ident $name:literal $base:ident $adorn:path,)*) => {
        /// The classes of the built-in values.
        pub(crate) struct Types {
            pub(crate) object: Rc<Class>,
            pub(crate) int: Rc<Class>,
            pub(crate) bool_: Rc<Class>,
            $(pub(crate) $field: Rc<Class>,)*
        }

        impl Types {
            fn new() -> Self {
                let int = numbers::int(ClassBuilder::new("builtins", "int").holds(Base::Int)).build();
                let bool_ = ClassBuilder::new("builtins", "bool").base(&int);
                Self {
                    object: object_class(),
                    bool_: numbers::bool_(bool_.holds(Base::Other)).build(),
                    int,
                    $($field: $adorn(ClassBuilder::new("builtins", $name).holds(Base::$base)).build(),)*
                }
            }

            /// Those that have a name among the builtins.
            fn named(&self) -> Vec<&Rc<Class>> {
                vec![&self.object, &self.int, &self.bool_, $(&self.$field,)*]
            }
        }
    };
}

fn plain(builder: ClassBuilder) -> ClassBuilder {
    builder
}

types! {
    type_ "type" Type classes::type_,
    float "float" Float numbers::float,
    str_ "str" Str strings::str_,
    bytes "bytes" Bytes bytes::bytes,
    tuple "tuple" Tuple sequences::tuple,
    list "list" List lists::list,
    dict "dict" Dict dicts::dict,
    set "set" Set sets::set,
    frozenset "frozenset" FrozenSet sets::frozenset,
    range "range" Other sequences::range,
    slice "slice" Other sequences::slice,
    property "property" Other classes::property,
    staticmethod "staticmethod" Other classes::staticmethod,
    classmethod "classmethod" Other classes::classmethod,
    super_ "super" Other classes::super_,
    enumerate "enumerate" Other collections::enumerate,
    zip "zip" Other collections::zip,
    map "map" Other collections::map,
    filter "filter" Other collections::filter,
    reversed "reversed" Other collections::reversed,
    none "NoneType" Other plain,
    ellipsis "ellipsis" Other plain,
    not_implemented "NotImplementedType" Other plain,
    function "function" Other plain,
    method "method" Other plain,
    native "builtin_function_or_method" Other plain,
    module "module" Other plain,
    iterator "iterator" Other collections::iterator,
    generator "generator" Other collections::generator,
    view "dict_view" Other dicts::view,
    unknown "unknown" Other plain,
}

/// Everything that is there without an import.
pub(crate) struct Builtins {
    pub(crate) types: Types,
    pub(crate) exceptions: FxHashMap<&'static str, Rc<Class>>,
    pub(crate) names: FxHashMap<&'static str, Value>,
}

thread_local! {
    static OBJECT: Rc<Class> = objects::object(ClassBuilder::new("builtins", "object")).build();
    static BUILTINS: OnceCell<Rc<Builtins>> = const { OnceCell::new() };
}

/// `object`.
pub(crate) fn object_class() -> Rc<Class> {
    OBJECT.with(Rc::clone)
}

/// The builtins of this thread.
pub(crate) fn builtins() -> Rc<Builtins> {
    BUILTINS.with(|builtins| builtins.get_or_init(|| Rc::new(Builtins::new())).clone())
}

/// A built-in exception class, by its name; `Exception` where there is none of that name.
pub fn exception_class(name: &str) -> Rc<Class> {
    builtins().exception(name)
}

/// A native exception class that derives from this one.
pub fn exception_subclass(module: &str, name: &str, base: &Rc<Class>) -> Rc<Class> {
    ClassBuilder::new(module, name).base(base).build()
}

/// A built-in class, by its name: `str`, `dict`, `property`, ...
pub fn type_class(name: &str) -> Option<Rc<Class>> {
    builtins().types.named().into_iter().find(|class| &*class.name == name).cloned()
}

const UNNAMED: &[&str] = &[
    "NoneType",
    "ellipsis",
    "NotImplementedType",
    "function",
    "method",
    "builtin_function_or_method",
    "module",
    "iterator",
    "generator",
    "dict_view",
    "unknown",
];

impl Builtins {
    fn new() -> Self {
        let types = Types::new();
        let exceptions = exceptions::classes();
        let mut names: FxHashMap<&'static str, Value> = FxHashMap::default();
        for class in types.named() {
            if !UNNAMED.contains(&&*class.name)
                && let Some(name) = static_name(&class.name)
            {
                names.insert(name, Value::Class(class.clone()));
            }
        }
        for (name, class) in &exceptions {
            names.insert(name, Value::Class(class.clone()));
        }
        names.insert("NotImplemented", Value::NotImplemented);
        names.insert("Ellipsis", Value::Ellipsis);
        names.insert("__debug__", Value::Bool(true));
        functions::add(&mut names);
        Self { types, exceptions, names }
    }

    /// An exception class by name.
    pub(crate) fn exception(&self, name: &str) -> Rc<Class> {
        let found = self.exceptions.get(name).or_else(|| self.exceptions.get("Exception"));
        found.cloned().unwrap_or_else(object_class)
    }

    /// The class of a value that is not an instance and not a class.
    pub(crate) fn class_of(&self, value: &Value) -> &Rc<Class> {
        let types = &self.types;
        match value {
            Value::None => &types.none,
            Value::Bool(_) => &types.bool_,
            Value::Int(_) | Value::Big(_) => &types.int,
            Value::Float(_) => &types.float,
            Value::Str(_) => &types.str_,
            Value::Bytes(_) => &types.bytes,
            Value::Tuple(_) => &types.tuple,
            Value::List(_) => &types.list,
            Value::Dict(_) => &types.dict,
            Value::Set(set) if set.frozen => &types.frozenset,
            Value::Set(_) => &types.set,
            Value::View(_) => &types.view,
            Value::Range(_) => &types.range,
            Value::Slice(_) => &types.slice,
            Value::Ellipsis => &types.ellipsis,
            Value::NotImplemented => &types.not_implemented,
            Value::Function(_) => &types.function,
            Value::Method(_) => &types.method,
            Value::Native(_) => &types.native,
            Value::Descriptor(descriptor) => match &**descriptor {
                super::class::Descriptor::Static(_) => &types.staticmethod,
                super::class::Descriptor::Class(_) => &types.classmethod,
                _ => &types.property,
            },
            Value::Super(_) => &types.super_,
            Value::Class(_) => &types.type_,
            Value::Instance(_) => &types.object,
            Value::Module(_) => &types.module,
            Value::Iterator(iter) => match iter.type_name {
                "generator" => &types.generator,
                "map" => &types.map,
                "zip" => &types.zip,
                "filter" => &types.filter,
                "enumerate" => &types.enumerate,
                _ => &types.iterator,
            },
            Value::Unknown(_) => &types.unknown,
        }
    }
}

/// The names of the built-in classes, as they live as long as the program.
fn static_name(name: &str) -> Option<&'static str> {
    const NAMES: &[&str] = &[
        "object",
        "int",
        "bool",
        "type",
        "float",
        "str",
        "bytes",
        "tuple",
        "list",
        "dict",
        "set",
        "frozenset",
        "range",
        "slice",
        "property",
        "staticmethod",
        "classmethod",
        "super",
        "enumerate",
        "zip",
        "map",
        "filter",
        "reversed",
    ];
    NAMES.iter().find(|known| **known == name).copied()
}
