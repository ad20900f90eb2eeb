//! The Python classes of schema items, made once.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::python::Value;
use crate::python::{Class, ClassBuilder, Instance};

use super::{column, constraint, defaults, expression, foreign_key, index, metadata, table};

/// What a schema item is, as far as others care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `Column`.
    Column,
    /// `Constraint` and all that derive from it.
    Constraint,
    /// `ForeignKey`.
    ForeignKey,
    /// `Index`.
    Index,
    /// `Table`.
    Table,
    /// `MetaData`.
    MetaData,
    /// `ColumnDefault`.
    Default,
    /// `Sequence`.
    Sequence,
    /// `FetchedValue`, `DefaultClause`.
    ServerDefault,
    /// `Computed`.
    Computed,
    /// `Identity`.
    Identity,
    /// Something that is told of its parent and does nothing that can be seen here.
    Listener,
}

/// What a class of schema items keeps.
#[derive(Clone, Copy)]
struct Line(Kind);

macro_rules! classes {
    ($($field:ident)*) => {
        /// The classes by name.
        pub struct Classes { $(#[doc = stringify!($field)] pub $field: Rc<Class>,)* }
    };
}

classes! {
    schema_item metadata table column foreign_key constraint column_collection check unique
    primary_key foreign_key_constraint exclude index sequence identity computed
    fetched_value default_clause column_default symbol collection
}

thread_local! {
    static CLASSES: OnceCell<Rc<Classes>> = const { OnceCell::new() };
}

/// The classes.
pub fn classes() -> Rc<Classes> {
    CLASSES.with(|cell| cell.get_or_init(|| Rc::new(build())).clone())
}

const MODULE: &str = "sqlalchemy.sql.schema";

fn item(
    name: &str,
    kind: Kind,
    bases: &[&Rc<Class>],
    with: fn(ClassBuilder) -> ClassBuilder,
) -> Rc<Class> {
    let mut builder = ClassBuilder::new(MODULE, name);
    for base in bases {
        builder = builder.base(base);
    }
    let class = with(builder).build();
    class.set_payload(Rc::new(Line(kind)));
    class
}

fn plain(name: &str) -> Rc<Class> {
    ClassBuilder::new(MODULE, name).build()
}

fn build() -> Classes {
    let schema_item = plain("SchemaItem");
    let only = [&schema_item];
    let constraint = item("Constraint", Kind::Constraint, &only, constraint::base_class);
    let collection = item(
        "ColumnCollectionConstraint",
        Kind::Constraint,
        &[&constraint],
        constraint::collection_class,
    );
    let over = [&collection];
    let fetched_value = item("FetchedValue", Kind::ServerDefault, &only, defaults::fetched_value);
    let column_element = expression::column_clause();
    let table_clause = expression::table_clause();
    Classes {
        metadata: item("MetaData", Kind::MetaData, &only, metadata::class),
        table: item("Table", Kind::Table, &[&schema_item, &table_clause], table::class),
        column: item("Column", Kind::Column, &[&schema_item, &column_element], column::class),
        foreign_key: item("ForeignKey", Kind::ForeignKey, &only, foreign_key::class),
        check: item("CheckConstraint", Kind::Constraint, &over, constraint::check_class),
        unique: item("UniqueConstraint", Kind::Constraint, &over, constraint::unique_class),
        primary_key: item(
            "PrimaryKeyConstraint",
            Kind::Constraint,
            &over,
            constraint::primary_class,
        ),
        foreign_key_constraint: item(
            "ForeignKeyConstraint",
            Kind::Constraint,
            &over,
            constraint::foreign_class,
        ),
        exclude: item("ExcludeConstraint", Kind::Constraint, &over, constraint::exclude_class),
        index: item("Index", Kind::Index, &only, index::class),
        sequence: item("Sequence", Kind::Sequence, &only, defaults::sequence),
        identity: item("Identity", Kind::Identity, &[&fetched_value], defaults::identity),
        computed: item("Computed", Kind::Computed, &[&fetched_value], defaults::computed),
        default_clause: item(
            "DefaultClause",
            Kind::ServerDefault,
            &[&fetched_value],
            defaults::default_clause,
        ),
        column_default: item("ColumnDefault", Kind::Default, &only, defaults::column_default_class),
        symbol: plain("SchemaConst"),
        collection: super::collection::collection_class(),
        schema_item,
        constraint,
        column_collection: collection,
        fetched_value,
    }
}

/// What an object of the schema is.
pub fn kind_of(value: &Value) -> Option<Kind> {
    let instance = value.as_instance()?;
    instance.class().mro().find_map(|class| class.payload::<Line>()).map(|line| line.0)
}

thread_local! {
    static SYMBOLS: std::cell::RefCell<Vec<(&'static str, Value)>> =
        const { std::cell::RefCell::new(Vec::new()) };
}

/// A constant of `SchemaConst`, `NULL_UNSPECIFIED`, `BLANK_SCHEMA` or `RETAIN_SCHEMA`, or `JSON_NULL`.
pub fn symbol(name: &'static str) -> Value {
    SYMBOLS.with(|symbols| {
        let mut symbols = symbols.borrow_mut();
        if let Some((_, value)) = symbols.iter().find(|(key, _)| *key == name) {
            return value.clone();
        }
        let value = Value::Instance(Instance::new(classes().symbol.clone()));
        symbols.push((name, value.clone()));
        value
    })
}

/// Whether it is the constant of this name.
pub fn is_symbol(value: &Value, name: &'static str) -> bool {
    matches!(value, Value::Instance(_)) && symbol(name).is(value)
}

/// The public classes and constants of `sqlalchemy.schema`.
pub fn member(name: &str) -> Option<Value> {
    let classes = classes();
    let class = match name {
        "MetaData" => &classes.metadata,
        "Table" => &classes.table,
        "Column" => &classes.column,
        "ForeignKey" => &classes.foreign_key,
        "Constraint" => &classes.constraint,
        "ColumnCollectionConstraint" => &classes.column_collection,
        "CheckConstraint" => &classes.check,
        "UniqueConstraint" => &classes.unique,
        "PrimaryKeyConstraint" => &classes.primary_key,
        "ForeignKeyConstraint" => &classes.foreign_key_constraint,
        "ExcludeConstraint" => &classes.exclude,
        "Index" => &classes.index,
        "Sequence" => &classes.sequence,
        "Identity" => &classes.identity,
        "Computed" => &classes.computed,
        "FetchedValue" => &classes.fetched_value,
        "DefaultClause" => &classes.default_clause,
        "ColumnDefault" => &classes.column_default,
        "SchemaItem" => &classes.schema_item,
        "BLANK_SCHEMA" => return Some(symbol("BLANK_SCHEMA")),
        "RETAIN_SCHEMA" => return Some(symbol("RETAIN_SCHEMA")),
        "NULL_UNSPECIFIED" => return Some(symbol("NULL_UNSPECIFIED")),
        _ => return None,
    };
    Some(Value::Class(class.clone()))
}

/// Whether a value is an instance of a class.
pub fn is_a(value: &Value, class: &Rc<Class>) -> bool {
    value.as_instance().is_some_and(|instance| instance.class().is_subclass(class))
}
