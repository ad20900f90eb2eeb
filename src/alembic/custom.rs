//! Operations that a project defines itself: `register_operation`, `implementation_for`, `invoke`.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::python::{
    Arguments, Class, ClassBuilder, Evaluator, NativeFunction, Outcome, Raised, Value,
};

use super::{op, ops};

/// What has been registered in this run.
#[derive(Default)]
pub(super) struct Registry {
    operations: RefCell<Vec<(Rc<str>, Value)>>,
    implementations: RefCell<Vec<(Rc<Class>, Value)>>,
}

thread_local! {
    static CLASS: OnceCell<Rc<Class>> = const { OnceCell::new() };
}

/// `alembic.operations.MigrateOperation`.
pub(super) fn migrate_operation() -> Rc<Class> {
    CLASS.with(|cell| {
        cell.get_or_init(|| ClassBuilder::new("alembic.operations.ops", "MigrateOperation").build())
            .clone()
    })
}

fn registry(evaluator: &mut Evaluator) -> Rc<Registry> {
    match evaluator.state::<Registry>() {
        Some(registry) => registry,
        None => {
            let registry = Rc::new(Registry::default());
            evaluator.install(registry.clone());
            registry
        }
    }
}

/// The operation registered under a name: called as `op.<name>(...)`.
///
/// The function that is given out looks its operation up when it is called: the module `op`, which keeps its
/// members, outlives the run that registered it.
pub(super) fn registered(evaluator: &mut Evaluator, name: &str) -> Option<Value> {
    source_of(evaluator, name)?;
    let name: Rc<str> = name.into();
    let key = name.clone();
    let body = move |evaluator: &mut Evaluator, arguments: &mut Arguments| match source_of(
        evaluator, &key,
    ) {
        Some(source) => evaluator.call(&source, arguments.take_all().prepend(op::operations())),
        None => {
            let text = format!("module 'alembic.op' has no attribute '{key}'");
            Err(evaluator.attribute_error(text))
        }
    };
    Some(NativeFunction::closure(&name, body).into())
}

fn source_of(evaluator: &Evaluator, name: &str) -> Option<Value> {
    let registry = evaluator.state::<Registry>()?;
    let operations = registry.operations.borrow();
    let (_, source) = operations.iter().rev().find(|(known, _)| &**known == name)?;
    Some(source.clone())
}

/// The implementation that replaces Alembic's own for a built-in directive.
pub(super) fn replacement(evaluator: &Evaluator, directive: &str) -> Option<Value> {
    let registry = evaluator.state::<Registry>()?;
    let class = ops::class_for(directive)?;
    let implementations = registry.implementations.borrow();
    let (_, function) =
        implementations.iter().rev().find(|(known, _)| Rc::ptr_eq(known, &class))?;
    Some(function.clone())
}

/// `Operations.register_operation(name, sourcename=None)`, a class decorator.
pub(super) fn register_operation(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "register_operation", &["name", "sourcename="])?;
    let name = bound.take_or_none("name");
    let source = bound.take("sourcename").filter(|source| !source.is_none());
    let (Some(name), Some(source)) =
        (name.as_str().cloned(), source.unwrap_or(name).as_str().cloned())
    else {
        return Err(evaluator.type_error("an operation's name must be a string"));
    };
    let register = move |evaluator: &mut Evaluator, arguments: &mut Arguments| {
        let mut bound = arguments.bind(evaluator, "register", &["op_cls"])?;
        let class = bound.take_or_none("op_cls");
        let function = evaluator.getattr(&class, &source)?;
        registry(evaluator).operations.borrow_mut().push((name.clone(), function));
        Ok(class)
    };
    Ok(NativeFunction::closure("register", register).into())
}

/// `Operations.implementation_for(op_cls, replace=False)`, a decorator.
pub(super) fn implementation_for(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "implementation_for", &["op_cls", "replace="])?;
    let class = match bound.take_or_none("op_cls") {
        Value::Class(class) => class,
        Value::Unknown(unknown) => return Err(Raised::from(unknown)),
        _ => return Err(evaluator.type_error("op_cls must be a class")),
    };
    let register = move |evaluator: &mut Evaluator, arguments: &mut Arguments| {
        let mut bound = arguments.bind(evaluator, "decorate", &["fn"])?;
        let function = bound.take_or_none("fn");
        let registry = registry(evaluator);
        registry.implementations.borrow_mut().push((class.clone(), function.clone()));
        Ok(function)
    };
    Ok(NativeFunction::closure("decorate", register).into())
}

/// `Operations.invoke`: the implementation for the nearest class of the operation's.
pub(super) fn invoke(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "invoke", &["operation"])?;
    let operation = bound.take_or_none("operation");
    let class = match &operation {
        Value::Instance(instance) => instance.class().clone(),
        Value::Unknown(unknown) => return Err(Raised::from(unknown.clone())),
        other => evaluator.class_of(other),
    };
    let registry = registry(evaluator);
    let found = class.mro().find_map(|class| {
        let implementations = registry.implementations.borrow();
        let found = implementations.iter().rev().find(|(known, _)| Rc::ptr_eq(known, class));
        found.map(|(_, function)| function.clone())
    });
    match found {
        Some(function) => evaluator.call(&function, Arguments::of([op::operations(), operation])),
        None => {
            if let Some((directive, mut arguments)) = ops::performed(evaluator, &operation)? {
                return op::perform(evaluator, directive, &mut arguments);
            }
            let shown = evaluator.shown(&operation)?;
            Err(evaluator.value_error(format!("no dispatch function for object: {shown}")))
        }
    }
}
