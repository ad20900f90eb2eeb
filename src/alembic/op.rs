//! `alembic.op` and `alembic.operations.Operations`: one table of the directives.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::python::{
    Arguments, Class, ClassBuilder, Evaluator, Hooks, Instance, NativeFunction, Outcome, Value,
};
use crate::sqlalchemy::{engine, names};

use super::{batch, columns, constraints, context, custom, data, ops, tables};

type Directive = fn(&mut Evaluator, &mut Arguments) -> Outcome;

/// What prints something: when one of these ends in the unknown, something is missing.
const DIRECTIVES: &[(&str, Directive)] = &[
    ("add_column", columns::add_column),
    ("alter_column", columns::alter_column),
    ("batch_alter_table", batch::batch_alter_table),
    ("bulk_insert", data::bulk_insert),
    ("create_check_constraint", constraints::create_check_constraint),
    ("create_exclude_constraint", constraints::create_exclude_constraint),
    ("create_foreign_key", constraints::create_foreign_key),
    ("create_index", constraints::create_index),
    ("create_primary_key", constraints::create_primary_key),
    ("create_table", tables::create_table),
    ("create_table_comment", tables::create_table_comment),
    ("create_unique_constraint", constraints::create_unique_constraint),
    ("drop_column", columns::drop_column),
    ("drop_constraint", constraints::drop_constraint),
    ("drop_index", constraints::drop_index),
    ("drop_table", tables::drop_table),
    ("drop_table_comment", tables::drop_table_comment),
    ("execute", data::execute),
    ("invoke", custom::invoke),
    ("rename_table", tables::rename_table),
    ("run_async", run_async),
];

/// What gives something.
const FUNCTIONS: &[(&str, Directive)] = &[
    ("f", f),
    ("get_bind", get_bind),
    ("get_context", get_context),
    ("inline_literal", data::inline_literal),
    ("register_operation", custom::register_operation),
    ("implementation_for", custom::implementation_for),
];

thread_local! {
    static CLASS: OnceCell<Rc<Class>> = const { OnceCell::new() };
}

fn native(name: &str) -> Option<NativeFunction> {
    let find = |table: &[(&'static str, Directive)]| {
        table.iter().find(|(known, _)| *known == name).copied()
    };
    match find(DIRECTIVES) {
        Some((name, body)) => Some(
            NativeFunction::closure(name, move |evaluator, arguments| {
                direct(evaluator, name, body, arguments)
            })
            .effect(),
        ),
        None => find(FUNCTIONS).map(|(name, body)| NativeFunction::function(name, body)),
    }
}

/// Calls a directive: Alembic's own, or the implementation that the project has put in its place.
fn direct(
    evaluator: &mut Evaluator,
    name: &str,
    body: Directive,
    arguments: &mut Arguments,
) -> Outcome {
    match custom::replacement(evaluator, name) {
        Some(function) => match ops::from_call(evaluator, name, arguments)? {
            Some(operation) => evaluator.call(&function, Arguments::of([operations(), operation])),
            None => Ok(Value::None),
        },
        None => body(evaluator, arguments),
    }
}

/// Calls Alembic's own directive.
pub(super) fn perform(evaluator: &mut Evaluator, name: &str, arguments: &mut Arguments) -> Outcome {
    match DIRECTIVES.iter().find(|(known, _)| *known == name) {
        Some((_, body)) => body(evaluator, arguments),
        None => Ok(Value::None),
    }
}

/// A member of the module `alembic.op`, which has the `Operations` as well that its functions call.
pub(super) fn module_member(evaluator: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    if name == "_proxy" { Ok(Some(operations())) } else { member(evaluator, name) }
}

/// What `Operations` has: a directive, or an operation that a revision registered.
fn member(evaluator: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    Ok(match native(name) {
        Some(function) => Some(function.into()),
        None => custom::registered(evaluator, name),
    })
}

/// `Operations`; its objects have what the module `op` has.
pub(super) fn operations_class() -> Rc<Class> {
    CLASS.with(|cell| {
        cell.get_or_init(|| {
            let hooks = Hooks {
                getattr: Some(|evaluator, _, name| member(evaluator, name)),
                ..Hooks::default()
            };
            ClassBuilder::new("alembic.operations.base", "Operations")
                .hooks(hooks)
                .method("__init__", |_, _, _| Ok(Value::None))
                .property("migration_context", |_, _| Ok(context::migration_context()))
                .property("impl", |evaluator, _| {
                    evaluator.getattr(&context::migration_context(), "impl")
                })
                .static_method("register_operation", custom::register_operation)
                .static_method("implementation_for", custom::implementation_for)
                .build()
        })
        .clone()
    })
}

/// An `Operations`.
pub(super) fn operations() -> Value {
    Value::Instance(Instance::new(operations_class()))
}

/// `op.f`.
pub(super) fn f(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "f", &["name"])?;
    let name = bound.take_or_none("name");
    match name.as_str() {
        Some(text) => Ok(names::conv(evaluator, text.clone())),
        None if name.is_none() => {
            let text = "use quoted_name.construct() for None passthrough";
            Err(evaluator.raise("AssertionError", text))
        }
        None => Ok(name),
    }
}

/// `op.get_bind`.
pub(super) fn get_bind(_: &mut Evaluator, _: &mut Arguments) -> Outcome {
    Ok(engine::connection())
}

/// `op.get_context`.
pub(super) fn get_context(_: &mut Evaluator, _: &mut Arguments) -> Outcome {
    Ok(context::migration_context())
}

/// `op.run_async`: no dialect is asynchronous in offline mode.
fn run_async(evaluator: &mut Evaluator, _: &mut Arguments) -> Outcome {
    Err(evaluator.value_error("Cannot call run_async with a sync engine"))
}
