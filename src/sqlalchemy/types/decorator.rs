//! Types written in Python: `TypeDecorator`, `UserDefinedType`, and renderings given by `@compiles`.

use std::cell::RefCell;
use std::rc::Rc;

use crate::python::Arguments;
use crate::python::Evaluator;
use crate::python::Outcome;
use crate::python::Value;
use crate::python::{Class, ClassBuilder, Hooks, Instance};
use crate::schema::types::{Type, TypeKind};

use super::{abstract_class, is_type, line_of, to_instance, to_type};
use crate::sqlalchemy::{engine, exceptions, session};

/// The methods of `TypeDecorator`.
pub(super) fn type_decorator(builder: ClassBuilder) -> ClassBuilder {
    builder
        .attribute("_is_type_decorator", true.into())
        .attribute("cache_ok", Value::None)
        .attribute("impl", Value::None)
        .hooks(Hooks { getattr: Some(of_implementation), ..Hooks::default() })
        .method("__init__", init)
        .method("load_dialect_impl", load_dialect_impl)
        .method("type_engine", load_dialect_impl)
        .method("process_bind_param", not_implemented)
        .method("process_literal_param", not_implemented)
        .method("process_result_value", not_implemented)
        .property("impl_instance", implementation)
}

/// The methods of `UserDefinedType`.
pub(super) fn user_defined(builder: ClassBuilder) -> ClassBuilder {
    builder.attribute("cache_ok", Value::None).attribute("__visit_name__", "user_defined".into())
}

fn not_implemented(evaluator: &mut Evaluator, _: &Value, _: &mut Arguments) -> Outcome {
    Err(exceptions::raise_builtin(evaluator, "NotImplementedError", ""))
}

/// `TypeDecorator.__init__`: the arguments are those of the class that it decorates.
fn init(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    let implementation = instance.class().lookup("impl").unwrap_or(Value::None);
    if implementation.is_none() {
        let text = "TypeDecorator implementations require a class-level variable 'impl' which \
                    refers to the class of type being decorated";
        return Err(exceptions::raise_builtin(evaluator, "AssertionError", text));
    }
    let made = match &implementation {
        Value::Class(_) => evaluator.call(&implementation, arguments.take_all())?,
        other => other.clone(),
    };
    instance.set("impl", made);
    Ok(Value::None)
}

/// `TypeDecorator.__getattr__`: what the decorator lacks, its implementation has.
fn of_implementation(
    evaluator: &mut Evaluator,
    this: &Value,
    name: &str,
) -> Outcome<Option<Value>> {
    let Some(instance) = this.as_instance() else { return Ok(None) };
    match instance.get("impl") {
        Some(implementation) if !name.starts_with("__") => {
            evaluator.getattr_opt(&implementation, name)
        }
        _ => Ok(None),
    }
}

fn load_dialect_impl(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    implementation(evaluator, this)
}

fn implementation(evaluator: &mut Evaluator, this: &Value) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    let found = instance.get("impl").or_else(|| instance.class().lookup("impl"));
    to_instance(evaluator, &found.unwrap_or(Value::None))
}

/// What a type's Python code makes of it for the dialect at hand; `None` if it is plainly of the table.
pub(super) fn rendered(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
) -> Outcome<Option<Rc<Type>>> {
    let this = Value::Instance(instance.clone());
    if let Some(text) = compiled(evaluator, &this)? {
        let kind = TypeKind::Verbatim(text);
        return Ok(Some(Rc::new(Type { kind, args: Vec::new(), variants: Vec::new() })));
    }
    let class = instance.class();
    if class.native && line_of(class).is_some() {
        return Ok(None);
    }
    if class.is_subclass(&abstract_class("UserDefinedType")) && line_of(class).is_none() {
        return user_defined_type(evaluator, &this).map(Some);
    }
    if class.is_subclass(&abstract_class("TypeDecorator")) {
        return decorated(evaluator, instance, &this);
    }
    Ok(None)
}

fn user_defined_type(evaluator: &mut Evaluator, this: &Value) -> Outcome<Rc<Type>> {
    let spec = evaluator.call_method(this, "get_col_spec", Arguments::none())?;
    let spec = text_of(evaluator, &spec, "get_col_spec()")?;
    let kind = TypeKind::UserDefined { class: evaluator.type_name(this), spec };
    Ok(Rc::new(Type { kind, args: Vec::new(), variants: Vec::new() }))
}

fn text_of(evaluator: &Evaluator, value: &Value, what: &str) -> Outcome<Rc<str>> {
    match value {
        Value::Unknown(unknown) => Err(crate::python::Raised::from(unknown.clone())),
        _ => value
            .as_str()
            .cloned()
            .ok_or_else(|| session::unknown(evaluator, format!("{what} gave no string"))),
    }
}

fn decorated(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    this: &Value,
) -> Outcome<Option<Rc<Type>>> {
    let held = instance.get("impl").or_else(|| instance.class().lookup("impl"));
    if !held.as_ref().is_some_and(is_type) && line_of(instance.class()).is_some() {
        return Ok(None);
    }
    let dialect = engine::dialect(evaluator);
    let loaded = evaluator.call_method(this, "load_dialect_impl", Arguments::of([dialect]))?;
    let implementation = to_type(evaluator, &loaded)?;
    let kind = TypeKind::Decorator { class: instance.class().name.clone(), implementation };
    Ok(Some(Rc::new(Type { kind, args: Vec::new(), variants: Vec::new() })))
}

/// The decorators that were made inert, by which a value can still be passed through their Python code.
#[derive(Default)]
struct Decorators(RefCell<Vec<(Rc<Type>, Rc<Instance>)>>);

pub(super) fn remember(evaluator: &mut Evaluator, instance: &Rc<Instance>, frozen: &Rc<Type>) {
    if instance.class().native || !matches!(frozen.kind, TypeKind::Decorator { .. }) {
        return;
    }
    let known = evaluator.state::<Decorators>().unwrap_or_else(|| {
        let made = Rc::new(Decorators::default());
        evaluator.install(made.clone());
        made
    });
    known.0.borrow_mut().push((frozen.clone(), instance.clone()));
}

/// `TypeDecorator.literal_processor`: the value that the type's own Python code makes of a value.
///
/// # Errors
/// What that code raises.
pub fn bind_value(evaluator: &mut Evaluator, type_: &Rc<Type>, value: &Value) -> Outcome {
    if !matches!(type_.kind, TypeKind::Decorator { .. }) {
        return Ok(value.clone());
    }
    let Some(known) = evaluator.state::<Decorators>() else { return Ok(value.clone()) };
    let found = known.0.borrow().iter().find(|(key, _)| Rc::ptr_eq(key, type_)).cloned();
    let Some((_, instance)) = found else { return Ok(value.clone()) };
    let this = Value::Instance(instance.clone());
    for method in ["process_literal_param", "process_bind_param"] {
        if matches!(instance.class().lookup(method), Some(Value::Function(_))) {
            let dialect = engine::dialect(evaluator);
            return evaluator.call_method(&this, method, Arguments::of([value.clone(), dialect]));
        }
    }
    Ok(value.clone())
}

/// A rendering given by `@compiles(class, *dialects)`.
struct Rendering {
    class: Rc<Class>,
    dialects: Vec<Rc<str>>,
    function: Value,
}

#[derive(Default)]
struct Renderings(RefCell<Vec<Rendering>>);

/// `sqlalchemy.ext.compiler.compiles`, applied to a function.
pub fn compile_with(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    dialects: Vec<Rc<str>>,
    function: Value,
) {
    let known = evaluator.state::<Renderings>().unwrap_or_else(|| {
        let made = Rc::new(Renderings::default());
        evaluator.install(made.clone());
        made
    });
    known.0.borrow_mut().push(Rendering { class: class.clone(), dialects, function });
}

/// Whether there is any `@compiles` function.
pub(super) fn any_compiled(evaluator: &Evaluator) -> bool {
    evaluator.look::<Renderings>().is_some()
}

/// A class of SQLAlchemy's own, none of types, for which there is a `@compiles` function on the dialect at hand.
pub fn overridden(evaluator: &Evaluator, concerned: &dyn Fn(&str) -> bool) -> Option<Rc<str>> {
    let known = evaluator.state::<Renderings>()?;
    let dialect = session::dialect(evaluator);
    let renderings = known.0.borrow();
    let found = renderings.iter().find(|rendering| {
        let class = &rendering.class;
        let here = rendering.dialects.is_empty()
            || rendering.dialects.iter().any(|name| **name == *dialect);
        here && class.native && !super::is_type_class(class) && concerned(&class.name)
    })?;
    Some(found.class.name.clone())
}

/// What a `@compiles` function says of an element; `None` where there is none for it.
///
/// # Errors
/// What the function raises; `UnsupportedCompilationError` where there are functions, but not for this dialect.
pub(crate) fn compiled(evaluator: &mut Evaluator, element: &Value) -> Outcome<Option<Rc<str>>> {
    let Some(known) = evaluator.state::<Renderings>() else { return Ok(None) };
    let Some(instance) = element.as_instance() else { return Ok(None) };
    let dialect = session::dialect(evaluator);
    let mut visit = None;
    for class in instance.class().mro() {
        // a class with a visit name of its own does not ask those before it
        if let Some(line) = line_of(class).filter(|_| class.native)
            && *visit.get_or_insert(line.visit) != line.visit
        {
            break;
        }
        let mut any = false;
        let mut found = None;
        for rendering in known.0.borrow().iter().filter(|r| Rc::ptr_eq(&r.class, class)) {
            any = true;
            let default = rendering.dialects.is_empty();
            if rendering.dialects.iter().any(|name| &**name == dialect)
                || (default && found.is_none())
            {
                found = Some(rendering.function.clone());
            }
        }
        match found {
            Some(function) => {
                let compiler = engine::compiler(evaluator);
                let arguments = Arguments::of([element.clone(), compiler]);
                let text = evaluator.call(&function, arguments)?;
                return text_of(evaluator, &text, "a @compiles function").map(Some);
            }
            None if any && line_of(instance.class()).is_none() => {
                let text = format!(
                    "<class '{}'> construct has no default compilation handler. \
                     (Background on this error at: https://sqlalche.me/e/21/l7de)",
                    instance.class().full_name()
                );
                return Err(exceptions::raise(evaluator, "UnsupportedCompilationError", text));
            }
            None => {}
        }
    }
    Ok(None)
}
