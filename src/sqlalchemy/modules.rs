//! The modules that revisions import: `sqlalchemy` and its packages, and third-party packages of types.

use std::cell::RefCell;
use std::rc::Rc;

use crate::python::{
    Arguments, Evaluator, Instance, Members, Module, NativeFunction, Outcome, Value,
};

use super::{
    classes, column, ddl, engine, exceptions, expression, names, orm, ranges, types, vectors,
};

macro_rules! modules {
    ($($name:literal)*) => {
        /// Every module, with what gives its members.
        const MODULES: &[(&str, Members)] =
            &[$(($name, |evaluator, member| lookup(evaluator, $name, member)),)*];
    };
}

modules! {
    "sqlalchemy" "sqlalchemy.sql" "sqlalchemy.sql.expression" "sqlalchemy.sql.elements"
    "sqlalchemy.sql.functions" "sqlalchemy.sql.schema" "sqlalchemy.sql.sqltypes"
    "sqlalchemy.sql.type_api" "sqlalchemy.sql.ddl" "sqlalchemy.sql.naming" "sqlalchemy.sql.selectable"
    "sqlalchemy.sql.dml" "sqlalchemy.sql.operators" "sqlalchemy.sql.base" "sqlalchemy.sql.compiler"
    "sqlalchemy.sql.visitors" "sqlalchemy.sql.util" "sqlalchemy.sql.default_comparator"
    "sqlalchemy.schema" "sqlalchemy.types" "sqlalchemy.exc" "sqlalchemy.engine"
    "sqlalchemy.engine.reflection" "sqlalchemy.engine.base" "sqlalchemy.engine.default"
    "sqlalchemy.engine.mock" "sqlalchemy.engine.url" "sqlalchemy.engine.interfaces"
    "sqlalchemy.engine.create" "sqlalchemy.engine.row" "sqlalchemy.engine.result" "sqlalchemy.engine.cursor"
    "sqlalchemy.future" "sqlalchemy.future.engine" "sqlalchemy.inspection" "sqlalchemy.event"
    "sqlalchemy.events" "sqlalchemy.pool" "sqlalchemy.util" "sqlalchemy.util.langhelpers"
    "sqlalchemy.log" "sqlalchemy.orm" "sqlalchemy.orm.session" "sqlalchemy.orm.scoping" "sqlalchemy.orm.decl_api"
    "sqlalchemy.orm.exc" "sqlalchemy.orm.query" "sqlalchemy.orm.attributes" "sqlalchemy.orm.util"
    "sqlalchemy.orm.relationships" "sqlalchemy.orm.properties" "sqlalchemy.orm.decl_base"
    "sqlalchemy.ext" "sqlalchemy.ext.declarative"
    "sqlalchemy.ext.hybrid" "sqlalchemy.ext.compiler" "sqlalchemy.ext.asyncio"
    "sqlalchemy.ext.mutable" "sqlalchemy.ext.automap" "sqlalchemy.ext.associationproxy"
    "sqlalchemy.ext.orderinglist"
    "sqlalchemy.dialects" "sqlalchemy.dialects.postgresql" "sqlalchemy.dialects.postgresql.base"
    "sqlalchemy.dialects.postgresql.json" "sqlalchemy.dialects.postgresql.array"
    "sqlalchemy.dialects.postgresql.ext" "sqlalchemy.dialects.postgresql.types"
    "sqlalchemy.dialects.postgresql.named_types" "sqlalchemy.dialects.postgresql.dml"
    "sqlalchemy.dialects.postgresql.hstore" "sqlalchemy.dialects.postgresql.ranges"
    "sqlalchemy.dialects.postgresql.psycopg2" "sqlalchemy.dialects.postgresql.asyncpg"
    "sqlalchemy.dialects.mysql" "sqlalchemy.dialects.mysql.base" "sqlalchemy.dialects.mysql.types"
    "sqlalchemy.dialects.mysql.dml" "sqlalchemy.dialects.mysql.json"
    "sqlalchemy.dialects.mysql.enumerated" "sqlalchemy.dialects.mysql.expression" "sqlalchemy.dialects.mysql.mariadb"
    "sqlalchemy.dialects.mssql" "sqlalchemy.dialects.mssql.base"
    "sqlalchemy.dialects.mssql.json" "sqlalchemy.dialects.oracle" "sqlalchemy.dialects.oracle.base"
    "sqlalchemy.dialects.oracle.types" "sqlalchemy.dialects.oracle.vector" "sqlalchemy.dialects.sqlite" "sqlalchemy.dialects.sqlite.base"
    "sqlalchemy.dialects.sqlite.json" "sqlalchemy.dialects.sqlite.dml"
    "sqlmodel" "sqlmodel.sql" "sqlmodel.sql.sqltypes" "sqlmodel.sql.expression" "sqlalchemy_utils"
    "sqlalchemy_utils.types" "sqlalchemy_utils.types.uuid" "sqlalchemy_utils.types.json"
    "sqlalchemy_utils.types.email" "sqlalchemy_utils.types.choice" "sqlalchemy_utils.types.url"
    "sqlalchemy_utils.types.arrow" "sqlalchemy_utils.types.password"
    "sqlalchemy_utils.types.phone_number" "sqlalchemy_utils.types.scalar_list"
    "sqlalchemy_utils.types.ts_vector" "sqlalchemy_utils.types.encrypted"
    "sqlalchemy_utils.types.encrypted.encrypted_type" "sqlalchemy_utils.types.ip_address"
    "sqlalchemy_utils.types.timezone" "sqlalchemy_utils.types.ltree" "sqlalchemy_utils.types.locale"
    "sqlalchemy_utils.types.currency" "sqlalchemy_utils.types.country"
    "sqlalchemy_utils.types.color" "sqlalchemy_utils.types.range" "sqlalchemy_utils.types.bit"
    "sqlalchemy_utils.types.weekdays" "sqlalchemy_utils.types.enriched_datetime"
    "sqlalchemy_utils.types.enriched_datetime.enriched_datetime_type"
    "oslo_db" "oslo_db.sqlalchemy" "oslo_db.sqlalchemy.types" "pgvector" "pgvector.sqlalchemy" "geoalchemy2" "geoalchemy2.types"
    "fastapi_users_db_sqlalchemy" "fastapi_users_db_sqlalchemy.generics"
}

/// What `from sqlalchemy import *` and its kin bind.
const PUBLIC: &[&str] = &[
    "ARRAY",
    "BIGINT",
    "BINARY",
    "BLOB",
    "BOOLEAN",
    "BigInteger",
    "Boolean",
    "CHAR",
    "CLOB",
    "CheckConstraint",
    "Column",
    "ColumnDefault",
    "Computed",
    "Constraint",
    "DATE",
    "DATETIME",
    "DDL",
    "DECIMAL",
    "DOUBLE",
    "DOUBLE_PRECISION",
    "Date",
    "DateTime",
    "DefaultClause",
    "Double",
    "Enum",
    "FLOAT",
    "FetchedValue",
    "Float",
    "ForeignKey",
    "ForeignKeyConstraint",
    "INT",
    "INTEGER",
    "Identity",
    "Index",
    "Integer",
    "Interval",
    "JSON",
    "LargeBinary",
    "MetaData",
    "NCHAR",
    "NUMERIC",
    "NVARCHAR",
    "Numeric",
    "PickleType",
    "PrimaryKeyConstraint",
    "REAL",
    "SMALLINT",
    "Sequence",
    "SmallInteger",
    "String",
    "TEXT",
    "TIME",
    "TIMESTAMP",
    "Table",
    "Text",
    "Time",
    "TypeDecorator",
    "UUID",
    "Unicode",
    "UnicodeText",
    "UniqueConstraint",
    "Uuid",
    "VARBINARY",
    "VARCHAR",
    "alias",
    "all_",
    "and_",
    "any_",
    "asc",
    "between",
    "bindparam",
    "case",
    "cast",
    "collate",
    "column",
    "delete",
    "desc",
    "distinct",
    "exists",
    "extract",
    "false",
    "func",
    "insert",
    "inspect",
    "join",
    "lateral",
    "literal",
    "literal_column",
    "modifier",
    "not_",
    "null",
    "nulls_first",
    "nulls_last",
    "or_",
    "outerjoin",
    "select",
    "table",
    "text",
    "true",
    "tuple_",
    "type_coerce",
    "union",
    "union_all",
    "update",
    "values",
    "within_group",
];

thread_local! {
    static MADE: RefCell<Vec<(&'static str, Rc<Module>)>> = const { RefCell::new(Vec::new()) };
}

/// The module of this name, if it is one of these.
pub fn find(name: &str) -> Option<Rc<Module>> {
    let made = MADE.with_borrow(|made| made.iter().find(|(known, _)| *known == name).cloned());
    if let Some((_, module)) = made {
        return Some(module);
    }
    let (known, members) = MODULES.iter().find(|(known, _)| *known == name)?;
    let why = format!("this member of {known} is not known to limbeck");
    let module = Module::native_open(known, PUBLIC, *members, &why);
    MADE.with_borrow_mut(|made| made.push((known, module.clone())));
    Some(module)
}

/// What SQLAlchemy's packages hold. Revisions of its earlier days import modules that it no longer has.
const HELD: &[(&str, &[&str])] = &[
    (
        "sqlalchemy",
        &[
            "connectors",
            "dialects",
            "engine",
            "event",
            "events",
            "exc",
            "ext",
            "future",
            "inspection",
            "log",
            "orm",
            "pool",
            "schema",
            "sql",
            "testing",
            "types",
            "util",
        ],
    ),
    ("sqlalchemy.dialects", &["mssql", "mysql", "oracle", "postgresql", "sqlite"]),
    (
        "sqlalchemy.ext",
        &[
            "associationproxy",
            "asyncio",
            "automap",
            "baked",
            "compiler",
            "declarative",
            "horizontal_shard",
            "hybrid",
            "indexable",
            "instrumentation",
            "mutable",
            "orderinglist",
            "serializer",
        ],
    ),
];

/// Whether SQLAlchemy certainly has no module of this name.
pub fn is_absent(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(package, last)| {
        HELD.iter().any(|(known, held)| *known == package && !held.contains(&last))
    })
}

/// A member of a module.
fn lookup(evaluator: &mut Evaluator, module: &'static str, name: &str) -> Outcome<Option<Value>> {
    // the package's own `array` hides the module that it comes from
    let hidden = name == "array" && module == "sqlalchemy.dialects.postgresql";
    if !hidden && let Some(inner) = find(&format!("{module}.{name}")) {
        return Ok(Some(Value::Module(inner)));
    }
    match name {
        "__version__" if module == "sqlalchemy" => return Ok(Some("2.1.9".into())),
        "__all__" => {
            return Ok(Some(Value::list(PUBLIC.iter().map(|name| (*name).into()).collect())));
        }
        _ if name.starts_with("__") => return Ok(None),
        _ => {}
    }
    if let Some(rest) = module.strip_prefix("sqlalchemy.dialects") {
        return dialect_member(evaluator, module, rest, name);
    }
    match module {
        "sqlalchemy.exc" | "sqlalchemy.orm.exc" => exceptions::member(evaluator, name),
        "sqlalchemy.ext.compiler" => Ok((name == "compiles").then(compiles)),
        "sqlalchemy.event" => Ok(event_member(name)),
        _ if module.starts_with("sqlalchemy.orm") || module.starts_with("sqlalchemy.ext") => {
            match orm::member(evaluator, name)? {
                Some(found) => Ok(Some(found)),
                None => common_member(evaluator, "sqlalchemy", name),
            }
        }
        _ if module.starts_with("sqlalchemy.") || module == "sqlalchemy" => {
            common_member(evaluator, module, name)
        }
        _ => package_member(evaluator, module, name),
    }
}

/// What `sqlalchemy`, `sqlalchemy.sql`, `sqlalchemy.schema` and `sqlalchemy.types` have, whichever asks.
fn common_member(evaluator: &mut Evaluator, module: &str, name: &str) -> Outcome<Option<Value>> {
    if (module == "sqlalchemy.sql.functions" || module == "sqlalchemy.sql.expression")
        && let Some(found) = expression::member(evaluator, name)?
    {
        return Ok(Some(found));
    }
    let found = types::member(module, name)
        .or_else(|| classes::member(name))
        .or_else(|| ddl::member(name))
        .or_else(|| names::member(evaluator, name))
        .or_else(|| engine::member(name));
    match found {
        Some(found) => Ok(Some(found)),
        None if module == "sqlalchemy.sql.functions" => expression::named_function(evaluator, name),
        None => expression::member(evaluator, name),
    }
}

fn dialect_member(
    evaluator: &mut Evaluator,
    module: &'static str,
    rest: &str,
    name: &str,
) -> Outcome<Option<Value>> {
    let dialect = rest.trim_start_matches('.').split('.').next().unwrap_or_default();
    if let Some(found) = types::member(module, name) {
        return Ok(Some(found));
    }
    if let Some(found) = engine::base_dialect_class(name) {
        return Ok(Some(found));
    }
    match name {
        "dialect" if !dialect.is_empty() => {
            let class = evaluator.class_of(&engine::dialect_named(dialect));
            return Ok(Some(Value::Class(class)));
        }
        "ExcludeConstraint" if dialect == "postgresql" => return Ok(classes::member(name)),
        "CreateEnumType" | "DropEnumType" if dialect == "postgresql" => {
            return Ok(ddl::member(name));
        }
        "Range" if dialect == "postgresql" => return Ok(Some(ranges::class())),
        _ => {}
    }
    if dialect.is_empty() {
        return Ok(None);
    }
    if dialect == "oracle"
        && let Some(found) = vectors::member(name)
    {
        return Ok(Some(found));
    }
    expression::dialect_member(evaluator, dialect, name)
}

/// Third-party packages: their types, and what they pass on from SQLAlchemy.
fn package_member(
    evaluator: &mut Evaluator,
    module: &'static str,
    name: &str,
) -> Outcome<Option<Value>> {
    if let Some(found) = types::member(module, name) {
        return Ok(Some(found));
    }
    if !module.starts_with("sqlmodel") || matches!(name, "SQLModel" | "Field" | "Relationship") {
        return Ok(None);
    }
    match name {
        "Session" => orm::member(evaluator, name),
        _ => common_member(evaluator, "sqlalchemy", name),
    }
}

/// `sqlalchemy.ext.compiler.compiles`.
fn compiles() -> Value {
    NativeFunction::function("compiles", |evaluator, arguments| {
        let mut positional = arguments.positional.drain(..);
        let class = positional.next().and_then(|class| class.as_class().cloned());
        let dialects: Vec<Rc<str>> = positional.filter_map(|name| name.as_str().cloned()).collect();
        let Some(class) = class else {
            return Ok(evaluator.unknown("what class @compiles is for"));
        };
        let decorate = move |evaluator: &mut Evaluator, arguments: &mut Arguments| {
            let function = arguments.positional.drain(..).next().unwrap_or(Value::None);
            types::compile_with(evaluator, &class, dialects.clone(), function.clone());
            Ok(function)
        };
        Ok(NativeFunction::closure("decorate", decorate).into())
    })
    .into()
}

/// `sqlalchemy.event`: listeners are not called.
fn event_member(name: &str) -> Option<Value> {
    let leave = |_: &mut Evaluator, arguments: &mut Arguments| {
        Ok(arguments.positional.drain(..).next().unwrap_or(Value::None))
    };
    match name {
        "listen" | "remove" | "contains" => {
            Some(NativeFunction::function(name, |_, _| Ok(Value::None)).into())
        }
        "listens_for" => Some(
            NativeFunction::closure("listens_for", move |_, _| {
                Ok(NativeFunction::function("decorate", leave).into())
            })
            .into(),
        ),
        _ => None,
    }
}

/// The object for a schema column's class, for those who make columns by themselves.
pub fn new_column(evaluator: &mut Evaluator, name: &Value, type_: &Value) -> Outcome<Rc<Instance>> {
    let made = Instance::new(classes::classes().column.clone());
    let arguments = &mut Arguments::of([name.clone(), type_.clone()]);
    column::init(evaluator, &Value::Instance(made.clone()), arguments)?;
    Ok(made)
}
