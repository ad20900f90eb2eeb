//! `alembic.context` and the migration context, as they are in offline mode.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::operation::OperationKind;
use crate::python::{
    Arguments, Class, ClassBuilder, Evaluator, Hooks, Instance, NativeFunction, Outcome, Value,
};
use crate::sqlalchemy::{engine, session};

use super::{config, data, op};

struct Classes {
    context: Rc<Class>,
    implementation: Rc<Class>,
    autocommit: Rc<Class>,
    nothing: Rc<Class>,
    transaction: Rc<Class>,
}

thread_local! {
    static CLASSES: OnceCell<Rc<Classes>> = const { OnceCell::new() };
}

fn classes() -> Rc<Classes> {
    CLASSES.with(|cell| cell.get_or_init(|| Rc::new(build())).clone())
}

fn build() -> Classes {
    let hooks = Hooks { getattr: Some(unknown_member), ..Hooks::default() };
    Classes {
        context: ClassBuilder::new("alembic.runtime.migration", "MigrationContext")
            .property("dialect", |evaluator, _| Ok(engine::dialect(evaluator)))
            .property("bind", |_, _| Ok(engine::connection()))
            .property("connection", |_, _| Ok(engine::connection()))
            .property("impl", |_, _| {
                Ok(Value::Instance(Instance::new(classes().implementation.clone())))
            })
            .attribute("as_sql", true.into())
            .property("opts", options)
            .property("config", |_, _| Ok(config::config()))
            .method("autocommit_block", |_, _, _| Ok(manager(&classes().autocommit)))
            .method("begin_transaction", |evaluator, _, _| {
                let transactional = matches!(session::dialect(evaluator), "postgresql" | "mssql");
                let classes = classes();
                Ok(manager(if transactional { &classes.transaction } else { &classes.nothing }))
            })
            .attribute(
                "execute",
                NativeFunction::method("execute", |e, _, a| data::execute(e, rename_sql(a)))
                    .effect()
                    .into(),
            )
            .hooks(hooks)
            .build(),
        implementation: ClassBuilder::new("alembic.ddl.impl", "DefaultImpl")
            .property("dialect", |evaluator, _| Ok(engine::dialect(evaluator)))
            .property("bind", |_, _| Ok(engine::connection()))
            .property("connection", |_, _| Ok(engine::connection()))
            .attribute("as_sql", true.into())
            .attribute("literal_binds", true.into())
            .property("__dialect__", |evaluator, _| Ok(session::dialect(evaluator).into()))
            .attribute(
                "static_output",
                NativeFunction::method("static_output", static_output).effect().into(),
            )
            .property("transactional_ddl", |evaluator, _| {
                Ok(matches!(session::dialect(evaluator), "postgresql" | "mssql").into())
            })
            .attribute(
                "execute",
                NativeFunction::method("execute", |e, _, a| data::execute(e, rename_sql(a)))
                    .effect()
                    .into(),
            )
            .hooks(hooks)
            .build(),
        autocommit: ClassBuilder::new("contextlib", "_GeneratorContextManager")
            .method("__enter__", |e, _, _| emit(e, OperationKind::AutocommitBegin))
            .method("__exit__", |e, _, _| emit(e, OperationKind::AutocommitEnd))
            .build(),
        transaction: ClassBuilder::new("contextlib", "_GeneratorContextManager")
            .method("__enter__", |e, _, _| emit(e, OperationKind::AutocommitEnd))
            .method("__exit__", |e, _, arguments| match arguments.positional.first() {
                // An exception goes through the generator before it can end the transaction.
                Some(raised) if !raised.is_none() => Ok(Value::None),
                _ => emit(e, OperationKind::AutocommitBegin),
            })
            .build(),
        nothing: ClassBuilder::new("contextlib", "nullcontext")
            .method("__enter__", |_, _, _| Ok(Value::None))
            .method("__exit__", |_, _, _| Ok(Value::None))
            .build(),
    }
}

/// `execute(sql)` here, `execute(sqltext)` there.
fn rename_sql(arguments: &mut Arguments) -> &mut Arguments {
    for (name, _) in &mut arguments.keyword {
        if &**name == "sql" {
            *name = "sqltext".into();
        }
    }
    if arguments.positional.len() == 2
        && let Some(options) = arguments.positional.pop()
    {
        arguments.keyword.push(("execution_options".into(), options));
    }
    arguments
}

/// `DefaultImpl.static_output`: a text as it stands, without a terminator.
fn static_output(evaluator: &mut Evaluator, _: &Value, arguments: &mut Arguments) -> Outcome {
    arguments.bind(evaluator, "static_output", &["text"])?;
    Err(session::unknown(evaluator, "text that is written past the statements"))
}

fn manager(class: &Rc<Class>) -> Value {
    Value::Instance(Instance::new(class.clone()))
}

fn emit(evaluator: &mut Evaluator, kind: OperationKind) -> Outcome {
    session::emit(evaluator, "autocommit_block", kind)?;
    Ok(Value::None)
}

/// What depends on an environment or a database that is not there.
fn unknown_member(evaluator: &mut Evaluator, _: &Value, name: &str) -> Outcome<Option<Value>> {
    if name.starts_with("__") {
        return Ok(None);
    }
    let environment = evaluator.state::<config::Environment>();
    if let Some((table, schema)) = environment.and_then(|known| known.files.version_table()) {
        match name {
            "version_table" => return Ok(Some(Value::str(table))),
            "version_table_schema" => return Ok(Some(schema.into())),
            _ => {}
        }
    }
    Ok(Some(evaluator.unknown(format!("'{name}' of the migration context depends on env.py"))))
}

/// `MigrationContext.opts`, as `env.py` of Alembic's template sets them for `--sql`.
fn options(evaluator: &mut Evaluator, _: &Value) -> Outcome {
    let entry = |name: &str, value: Value| (Value::str(name), value);
    evaluator
        .dict_from([
            entry("as_sql", true.into()),
            entry("literal_binds", true.into()),
            entry("target_metadata", Value::None),
            entry("transaction_per_migration", false.into()),
            entry("include_schemas", false.into()),
            entry("render_as_batch", false.into()),
            entry("compare_type", true.into()),
            entry("compare_server_default", false.into()),
        ])
        .map(Value::Dict)
}

/// `MigrationContext`.
pub(super) fn migration_context_class() -> Rc<Class> {
    classes().context.clone()
}

/// The migration context of this run.
pub(super) fn migration_context() -> Value {
    Value::Instance(Instance::new(migration_context_class()))
}

/// Why other members of `alembic.context` are unknown.
pub(super) const DEPENDS: &str = "{} depends on the environment";

/// A member of the module `alembic.context`.
pub(super) fn member(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    type Body = fn(&mut Evaluator, &mut Arguments) -> Outcome;
    if name == "config" {
        return Ok(Some(config::config()));
    }
    let body: Body = match name {
        "is_offline_mode" => |_, _| Ok(true.into()),
        "is_transactional_ddl" => |evaluator, _| {
            evaluator
                .getattr(&migration_context(), "impl")
                .and_then(|implementation| evaluator.getattr(&implementation, "transactional_ddl"))
        },
        "get_x_argument" => x_argument,
        "get_tag_argument" => |_, _| Ok(Value::None),
        "get_context" => op::get_context,
        "get_bind" => op::get_bind,
        "begin_transaction" => |_, _| Ok(manager(&classes().nothing)),
        "configure" => |_, _| Ok(Value::None),
        "execute" => {
            return Ok(Some(NativeFunction::function(name, data::execute).effect().into()));
        }
        _ => return Ok(None),
    };
    Ok(Some(NativeFunction::function(name, body).into()))
}

/// `-x` arguments: there are none.
fn x_argument(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "get_x_argument", &["as_dictionary="])?;
    match bound.get("as_dictionary") {
        Some(flag) if evaluator.truth(flag)? => evaluator.dict_from([]).map(Value::Dict),
        _ => Ok(Value::list(Vec::new())),
    }
}
