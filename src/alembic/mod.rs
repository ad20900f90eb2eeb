//! What `from alembic import op, context` gives the evaluator: directives, batches, the migration context.

mod batch;
mod columns;
mod config;
mod constraints;
mod context;
mod custom;
mod data;
pub mod environment;
mod op;
mod ops;
pub mod run;
mod schemaobj;
mod tables;

use std::rc::Rc;

use crate::python::{Evaluator, Module, NativeFunction, Outcome, Value};

thread_local! {
    static MODULES: [(&'static str, Rc<Module>); 12] = [
        ("alembic", Module::native_open("alembic", &[], top, NOT_HERE)),
        ("alembic.op", Module::native("alembic.op", &[], op::module_member)),
        ("alembic.context", Module::native_open("alembic.context", &[], context::member, context::DEPENDS)),
        ("alembic.operations", Module::native_open("alembic.operations", &[], operations, NOT_HERE)),
        ("alembic.operations.base", Module::native_open("alembic.operations.base", &[], operations, NOT_HERE)),
        ("alembic.operations.ops", Module::native_open("alembic.operations.ops", &[], operations, NOT_HERE)),
        ("alembic.util", Module::native_open("alembic.util", &[], util, NOT_HERE)),
        ("alembic.util.exc", Module::native_open("alembic.util.exc", &[], util, NOT_HERE)),
        ("alembic.migration", Module::native_open("alembic.migration", &[], runtime, NOT_HERE)),
        ("alembic.runtime", Module::native_open("alembic.runtime", &[], nothing, NOT_HERE)),
        ("alembic.runtime.migration", Module::native_open("alembic.runtime.migration", &[], runtime, NOT_HERE)),
        ("alembic.config", Module::native_open("alembic.config", &[], nothing, NOT_HERE)),
    ];
}

const NOT_HERE: &str = "this part of alembic is not known to limbeck";

/// The modules of the package `alembic`, by their dotted names.
pub fn module(name: &str) -> Option<Rc<Module>> {
    MODULES.with(|modules| {
        modules.iter().find(|(known, _)| *known == name).map(|(_, module)| module.clone())
    })
}

fn nothing(_: &mut Evaluator, _: &str) -> Outcome<Option<Value>> {
    Ok(None)
}

/// The package itself: its modules, and its version.
fn top(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    Ok(match name {
        "__version__" => Some("1.20.1".into()),
        _ => module(&format!("alembic.{name}")).map(Value::Module),
    })
}

fn operations(evaluator: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    Ok(match name {
        "Operations" => Some(Value::Class(op::operations_class())),
        "BatchOperations" => Some(Value::Class(batch::class())),
        "MigrateOperation" => Some(Value::Class(custom::migrate_operation())),
        "ops" | "base" => module(&format!("alembic.operations.{name}")).map(Value::Module),
        _ => match ops::class(name) {
            Some(class) => Some(Value::Class(class)),
            None => nothing(evaluator, name)?,
        },
    })
}

fn util(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    Ok(match name {
        "CommandError" => Some(Value::Class(crate::sqlalchemy::exceptions::command_error_class())),
        "exc" => module("alembic.util.exc").map(Value::Module),
        "warn" | "status" | "msg" => {
            Some(NativeFunction::function(name, |_, _| Ok(Value::None)).into())
        }
        _ => None,
    })
}

fn runtime(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    Ok(match name {
        "MigrationContext" => Some(Value::Class(context::migration_context_class())),
        "migration" => module("alembic.runtime.migration").map(Value::Module),
        _ => None,
    })
}
