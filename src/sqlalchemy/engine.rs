//! Connections and dialects as offline mode has them: a connection that prints, and refuses to be inspected.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::operation::Executable;
use crate::python::{
    Arguments, Class, ClassBuilder, Evaluator, Hooks, Instance, NativeFunction, Outcome, Raised,
    Value,
};
use crate::schema::expression::Expr;

use super::{ddl, exceptions, expression, freeze, session, types};

struct Classes {
    connection: Rc<Class>,
    dialect: Rc<Class>,
    compiler: Rc<Class>,
    preparer: Rc<Class>,
    inspector: Rc<Class>,
}

thread_local! {
    static CLASSES: OnceCell<Rc<Classes>> = const { OnceCell::new() };
    static DIALECTS: std::cell::RefCell<Vec<(&'static str, Rc<Class>)>> =
        const { std::cell::RefCell::new(Vec::new()) };
}

fn classes() -> Rc<Classes> {
    CLASSES.with(|cell| cell.get_or_init(|| Rc::new(build())).clone())
}

fn build() -> Classes {
    Classes {
        connection: connection_class(),
        dialect: dialect_class(),
        compiler: compiler_class(),
        preparer: preparer_class(),
        inspector: ClassBuilder::new("sqlalchemy.engine.reflection", "Inspector")
            .class_method("from_engine", |evaluator, _, arguments| {
                refuse_engine(evaluator, arguments)
            })
            .method("__init__", |evaluator, _, arguments| refuse_engine(evaluator, arguments))
            .build(),
    }
}

/// `Inspector(bind)`: opens and closes a connection, which the one at hand cannot do.
fn refuse_engine(evaluator: &mut Evaluator, arguments: &Arguments) -> Outcome {
    let bind = arguments.positional.first().cloned().unwrap_or(Value::None);
    let connected = evaluator.call_method(&bind, "connect", Arguments::none())?;
    evaluator.call_method(&connected, "close", Arguments::none())
}

fn connection_class() -> Rc<Class> {
    let itself = |_: &mut Evaluator, this: &Value, _: &mut Arguments| Ok(this.clone());
    ClassBuilder::new("sqlalchemy.engine.mock", "MockConnection")
        .property("engine", |_, this| Ok(this.clone()))
        .property("dialect", |evaluator, _| Ok(dialect(evaluator)))
        .property("name", |evaluator, _| Ok(session::dialect(evaluator).into()))
        .method("connect", itself)
        .method("execution_options", itself)
        .method("schema_for_object", |evaluator, _, arguments| {
            let object = arguments.positional.first().cloned().unwrap_or(Value::None);
            evaluator.getattr(&object, "schema")
        })
        .method("_run_ddl_visitor", |_, _, _| Ok(Value::None))
        .attribute("execute", NativeFunction::method("execute", execute).effect().into())
        .build()
}

/// `MockConnection.execute`: prints the statement; parameters are left out of it.
fn execute(evaluator: &mut Evaluator, _: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &["obj", "parameters=", "execution_options="];
    let bound = arguments.bind(evaluator, "MockConnection.execute", parameters)?;
    let statement = bound.get("obj").cloned().unwrap_or(Value::None);
    run(evaluator, &statement)?;
    Ok(Value::None)
}

/// `DefaultImpl._exec`.
///
/// # Errors
/// The dialect's refusal; unknown where the statement is.
pub fn run(evaluator: &mut Evaluator, statement: &Value) -> Outcome<()> {
    let executable = executable(evaluator, statement)?;
    session::execute(evaluator, executable)
}

/// What can be executed: text, an expression, a statement, or a construct of DDL.
///
/// # Errors
/// `AttributeError` for what cannot; unknown where it is.
pub fn executable(evaluator: &mut Evaluator, statement: &Value) -> Outcome<Executable> {
    if let Value::Unknown(unknown) = statement {
        return Err(Raised::from(unknown.clone()));
    }
    if let Some(text) = statement.as_str() {
        return Ok(Executable::Statement(Rc::new(Expr::text(text))));
    }
    if let Some(text) = types::compiled(evaluator, statement)? {
        return Ok(Executable::Ddl(text));
    }
    if let Some(executable) = ddl::executable(evaluator, statement)? {
        return Ok(executable);
    }
    if let Some(expr) = expression::to_statement(evaluator, statement)? {
        return Ok(Executable::Statement(expr));
    }
    // a table by itself compiles to nothing
    if freeze::any_table(evaluator, statement)?.is_some() {
        return Ok(Executable::Statement(Rc::new(Expr::text(""))));
    }
    evaluator.getattr(statement, "compile")?;
    Err(session::unknown(evaluator, "what this statement compiles to"))
}

/// The one connection of offline mode.
pub fn connection() -> Value {
    Value::Instance(Instance::new(classes().connection.clone()))
}

/// `sqlalchemy.inspect()` of something that is not a connection or a table.
///
/// # Errors
/// `NoInspectionAvailable` for the connection of offline mode.
pub fn inspect(evaluator: &mut Evaluator, subject: &Value) -> Outcome {
    match subject {
        Value::Unknown(unknown) => Err(Raised::from(unknown.clone())),
        _ if super::table::is_table(subject) || super::column::is_column(subject) => {
            Ok(subject.clone())
        }
        Value::Class(class) if super::orm::is_model(class) => {
            Ok(evaluator.unknown("what inspecting a mapped class gives"))
        }
        _ => {
            let class = evaluator.class_of(subject).full_name();
            let text =
                format!("No inspection system is available for object of type <class '{class}'>");
            Err(exceptions::raise(evaluator, "NoInspectionAvailable", text))
        }
    }
}

fn inspect_function(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "inspect", &["subject", "raiseerr="])?;
    let subject = bound.get("subject").cloned().unwrap_or(Value::None);
    inspect(evaluator, &subject)
}

/// Per dialect: name, module, base class, class, driver.
const DIALECTS_KNOWN: &[(&str, &str, &str, &str, &str)] = &[
    ("postgresql", "postgresql.psycopg", "PGDialect", "PGDialect_psycopg", "psycopg"),
    ("mysql", "mysql.mysqldb", "MySQLDialect", "MySQLDialect_mysqldb", "mysqldb"),
    ("mariadb", "mysql.mysqldb", "MySQLDialect", "MariaDBDialect_mysqldb", "mysqldb"),
    ("sqlite", "sqlite.pysqlite", "SQLiteDialect", "SQLiteDialect_pysqlite", "pysqlite"),
    ("mssql", "mssql.pyodbc", "MSDialect", "MSDialect_pyodbc", "pyodbc"),
    ("oracle", "oracle.oracledb", "OracleDialect", "OracleDialect_oracledb", "oracledb"),
];

/// What is true of dialects without a connection, in the order of `DIALECTS_KNOWN`.
const FACTS: &[(&str, &str)] = &[
    ("cte_follows_insert", "011001"),
    ("delete_returning", "101111"),
    ("inline_comments", "011000"),
    ("insert_returning", "101111"),
    ("sequences_optional", "100010"),
    ("supports_alter", "111011"),
    ("supports_comments", "111011"),
    ("supports_default_values", "100110"),
    ("supports_empty_insert", "011000"),
    ("supports_identity_columns", "100001"),
    ("supports_multivalues_insert", "111110"),
    ("supports_native_boolean", "100001"),
    ("supports_native_decimal", "011010"),
    ("supports_native_enum", "111000"),
    ("supports_native_uuid", "101000"),
    ("supports_schemas", "111111"),
    ("supports_sequences", "100011"),
    ("update_returning", "100111"),
];

fn dialect_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.engine.default", "DefaultDialect")
        .attribute("name", "default".into())
        .attribute("server_version_info", Value::None)
        .attribute("is_async", false.into())
        .attribute("paramstyle", "named".into())
        .attribute("positional", false.into())
        .attribute("default_schema_name", Value::None)
        .property("identifier_preparer", |_, _| {
            Ok(Value::Instance(Instance::new(classes().preparer.clone())))
        })
        .method("type_descriptor", |evaluator, _, arguments| {
            let type_ = arguments.positional.first().cloned().unwrap_or(Value::None);
            types::type_descriptor(evaluator, &type_)
        })
        .method("has_table", |evaluator, _, arguments| {
            let bind = arguments.positional.first().cloned().unwrap_or(Value::None);
            let class = evaluator.class_of(&bind).full_name();
            let text = format!(
                "The argument passed to Dialect.has_table() should be a <class \
                 'sqlalchemy.engine.base.Connection'>, got <class '{class}'>. Additionally, the \
                 Dialect.has_table() method is for internal dialect use only; please use \
                 ``inspect(some_engine).has_table(<tablename>>)`` for public API use."
            );
            Err(exceptions::argument_error(evaluator, text))
        })
        .hooks(Hooks { getattr: Some(dialect_attribute), ..Hooks::default() })
        .build()
}

/// What else a dialect knows of itself.
fn dialect_attribute(
    evaluator: &mut Evaluator,
    this: &Value,
    name: &str,
) -> Outcome<Option<Value>> {
    let own = evaluator.getattr(this, "name")?;
    let own = own.as_str().map(|own| &**own).unwrap_or_default();
    Ok(match name {
        "driver" => {
            let known = DIALECTS_KNOWN.iter().find(|(dialect, ..)| *dialect == own);
            known.map(|(.., driver)| (*driver).into())
        }
        "is_mariadb" => Some((own == "mariadb").into()),
        "max_identifier_length" => Some(Value::int(match own {
            "postgresql" => 63,
            "mysql" | "mariadb" => 255,
            "mssql" | "oracle" => 128,
            _ => 9999,
        })),
        _ => {
            let at = DIALECTS_KNOWN.iter().position(|(dialect, ..)| *dialect == own);
            let facts = FACTS.iter().find(|(fact, _)| *fact == name);
            facts
                .zip(at)
                .map(|((_, true_of), at)| (true_of.as_bytes().get(at) == Some(&b'1')).into())
        }
    })
}

/// The class of a dialect in `sqlalchemy.dialects.<name>.base`.
pub fn base_dialect_class(name: &str) -> Option<Value> {
    let (key, module, base, ..) = DIALECTS_KNOWN.iter().find(|(_, _, base, ..)| *base == name)?;
    let package = module.split('.').next().unwrap_or(module);
    Some(Value::Class(made(base, || {
        ClassBuilder::new(&format!("sqlalchemy.dialects.{package}.base"), base)
            .base(&classes().dialect)
            .attribute("name", (*key).into())
            .build()
    })))
}

fn made(name: &'static str, build: impl FnOnce() -> Rc<Class>) -> Rc<Class> {
    let known = DIALECTS.with_borrow(|made| made.iter().find(|(key, _)| *key == name).cloned());
    if let Some((_, class)) = known {
        return class;
    }
    let class = build();
    DIALECTS.with_borrow_mut(|made| made.push((name, class.clone())));
    class
}

/// The dialect of this name as an object.
pub fn dialect_named(name: &str) -> Value {
    let Some((key, module, base, class, _)) =
        DIALECTS_KNOWN.iter().find(|(known, ..)| *known == name)
    else {
        return Value::Instance(Instance::new(classes().dialect.clone()));
    };
    let class = made(class, || {
        let mut builder = ClassBuilder::new(&format!("sqlalchemy.dialects.{module}"), class);
        if let Some(Value::Class(base)) = base_dialect_class(base) {
            builder = builder.base(&base);
        }
        builder.attribute("name", (*key).into()).build()
    });
    Value::Instance(Instance::new(class))
}

/// The dialect at hand.
pub fn dialect(evaluator: &Evaluator) -> Value {
    dialect_named(session::dialect(evaluator))
}

fn preparer_class() -> Rc<Class> {
    let quote = |evaluator: &mut Evaluator, _: &Value, arguments: &mut Arguments| {
        let name = arguments.positional.first().cloned().unwrap_or(Value::None);
        let name = super::names::require_name(evaluator, &name, "an identifier")?;
        compiled_name(evaluator, name)
    };
    let always = |evaluator: &mut Evaluator, _: &Value, arguments: &mut Arguments| {
        let name = arguments.positional.first().cloned().unwrap_or(Value::None);
        let mut name = super::names::require_name(evaluator, &name, "an identifier")?;
        name.quote = Some(true);
        compiled_name(evaluator, name)
    };
    ClassBuilder::new("sqlalchemy.sql.compiler", "IdentifierPreparer")
        .method("quote", quote)
        .method("quote_schema", quote)
        .method("format_table", |evaluator, _, arguments| {
            let table = arguments.positional.first().cloned().unwrap_or(Value::None);
            let Some(table) = table.as_instance() else {
                return Err(session::unknown(evaluator, "the text of a table's name"));
            };
            let name = super::table::qualified(evaluator, table)?;
            let text = compiled_name(evaluator, name.name)?;
            match name.schema {
                Some(schema) => {
                    let schema = compiled_name(evaluator, schema)?;
                    Ok(format!("{}.{}", evaluator.text(&schema)?, evaluator.text(&text)?).into())
                }
                None => Ok(text),
            }
        })
        .method("quote_identifier", always)
        .build()
}

fn compiled_name(evaluator: &mut Evaluator, name: crate::schema::name::Name) -> Outcome {
    let expr = Executable::Statement(Rc::new(Expr::column(name, types::null())));
    session::compile(evaluator, &expr, true).map(Value::from)
}

fn compiler_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.sql.compiler", "SQLCompiler")
        .property("dialect", |evaluator, _| Ok(dialect(evaluator)))
        .property("preparer", |_, _| Ok(Value::Instance(Instance::new(classes().preparer.clone()))))
        .property("sql_compiler", |_, this| Ok(this.clone()))
        .method("process", |evaluator, _, arguments| {
            let element = arguments.positional.first().cloned().unwrap_or(Value::None);
            let executable = executable(evaluator, &element)?;
            session::compile(evaluator, &executable, true).map(Value::from)
        })
        .build()
}

/// The compiler that `@compiles` functions are given.
pub fn compiler(_: &Evaluator) -> Value {
    Value::Instance(Instance::new(classes().compiler.clone()))
}

/// Classes and functions of `sqlalchemy.engine`, `sqlalchemy.inspection`.
pub fn member(name: &str) -> Option<Value> {
    Some(match name {
        "inspect" => NativeFunction::function("inspect", inspect_function).into(),
        "Inspector" => classes().inspector.clone().into(),
        "MockConnection" => classes().connection.clone().into(),
        "DefaultDialect" | "Dialect" => classes().dialect.clone().into(),
        "Connection" | "Engine" | "Transaction" | "RootTransaction" | "CursorResult" | "Result"
        | "Row" | "RowMapping" | "URL" | "ScalarResult" => {
            made_marker(name).map_or(Value::None, Value::Class)
        }
        _ => return None,
    })
}

/// Classes that revisions name in annotations and in `isinstance`, of which offline mode has no objects.
fn made_marker(name: &str) -> Option<Rc<Class>> {
    const MARKERS: &[&str] = &[
        "Connection",
        "Engine",
        "Transaction",
        "RootTransaction",
        "CursorResult",
        "Result",
        "Row",
        "RowMapping",
        "URL",
        "ScalarResult",
    ];
    let name = MARKERS.iter().find(|known| **known == name)?;
    Some(made(name, || ClassBuilder::new("sqlalchemy.engine.base", name).build()))
}
