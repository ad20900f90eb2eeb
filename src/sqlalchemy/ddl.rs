//! Constructs of DDL that revisions hand to `op.execute()`: `CreateTable(table)`, `DDL("...")` and their kin.

use std::cell::RefCell;
use std::rc::Rc;

use crate::operation::Executable;
use crate::python::{
    Arguments, Class, ClassBuilder, Evaluator, Instance, NativeFunction, Outcome, Raised, Value,
};

use super::expression::BY_DEFAULT;
use super::{constraint, defaults, exceptions, expression, freeze, names, session, table, types};

/// The constructs: name, and the names of the constructor's parameters.
const CONSTRUCTS: &[(&str, &[&str])] = &[
    ("CreateTable", &["element", "include_foreign_key_constraints=", "if_not_exists="]),
    ("DropTable", &["element", "if_exists="]),
    ("CreateIndex", &["element", "if_not_exists="]),
    ("DropIndex", &["element", "if_exists="]),
    ("AddConstraint", &["element", "*", "isolate_from_table="]),
    ("DropConstraint", &["element", "*", "cascade=", "if_exists=", "isolate_from_table="]),
    ("CreateSequence", &["element", "if_not_exists="]),
    ("DropSequence", &["element", "if_exists="]),
    ("CreateSchema", &["name", "if_not_exists="]),
    ("DropSchema", &["name", "cascade=", "if_exists="]),
    ("DDL", &["statement", "context="]),
    ("CreateEnumType", &["element"]),
    ("DropEnumType", &["element"]),
];

/// Constructs that are known by name, and not by what they print.
const UNPRINTED: &[&str] = &[
    "SetTableComment",
    "DropTableComment",
    "SetColumnComment",
    "DropColumnComment",
    "CreateColumn",
    "CreateView",
    "DropView",
    "CreateTableAs",
    "CreateConstraint",
];

thread_local! {
    static MADE: RefCell<Vec<(&'static str, Rc<Class>)>> = const { RefCell::new(Vec::new()) };
    static BASE: std::cell::OnceCell<Rc<Class>> = const { std::cell::OnceCell::new() };
}

/// `ExecutableDDLElement`.
pub fn base() -> Rc<Class> {
    BASE.with(|cell| {
        let build = || {
            ClassBuilder::new("sqlalchemy.sql.ddl", "ExecutableDDLElement")
                .base(&expression::clause_element())
                .method("compile", compile)
                .method("__str__", |evaluator, _, _| Ok(evaluator.unknown(BY_DEFAULT)))
                .method("execute_if", |_, this, _| Ok(this.clone()))
                .method("against", |_, this, _| Ok(this.clone()))
                .build()
        };
        cell.get_or_init(build).clone()
    })
}

fn compile(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "compile", &["bind=", "dialect=", "**kw"])?;
    if bound.given("dialect").is_none() && bound.given("bind").is_none() {
        return Ok(evaluator.unknown(BY_DEFAULT));
    }
    let executable = super::engine::executable(evaluator, this)?;
    session::compile(evaluator, &executable, true).map(Value::from)
}

/// A class of `sqlalchemy.schema` or `sqlalchemy.sql.ddl`.
pub fn member(name: &str) -> Option<Value> {
    if matches!(name, "DDLElement" | "ExecutableDDLElement" | "BaseDDLElement") {
        return Some(Value::Class(base()));
    }
    let known = CONSTRUCTS.iter().map(|(known, _)| known).chain(UNPRINTED).find(|k| **k == name)?;
    let made = MADE.with_borrow(|made| made.iter().find(|(key, _)| key == known).cloned());
    if let Some((_, class)) = made {
        return Some(Value::Class(class));
    }
    let class = ClassBuilder::new("sqlalchemy.sql.ddl", known)
        .base(&base())
        .method("__init__", init)
        .build();
    class.set_payload(Rc::new(Line(known)));
    MADE.with_borrow_mut(|made| made.push((known, class.clone())));
    Some(Value::Class(class))
}

/// What a class of constructs keeps: its name.
#[derive(Clone, Copy)]
struct Line(&'static str);

fn construct_of(value: &Value) -> Option<&'static str> {
    let instance = value.as_instance()?;
    instance.class().mro().find_map(|class| class.payload::<Line>()).map(|line| line.0)
}

fn init(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let Some(name) = construct_of(this) else { return Ok(Value::None) };
    let line = CONSTRUCTS.iter().find(|(known, _)| *known == name);
    let parameters = line.map_or(&["*args", "**kw"][..], |(_, parameters)| parameters);
    let mut bound = arguments.bind(evaluator, name, parameters)?;
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    for parameter in parameters {
        let key = parameter.trim_end_matches('=');
        if let Some(value) = bound.take(key) {
            instance.set(key, value);
        }
    }
    Ok(Value::None)
}

fn flag(evaluator: &mut Evaluator, instance: &Instance, name: &str) -> Outcome<bool> {
    match instance.get(name) {
        Some(value) => super::column::truthy(evaluator, &value),
        None => Ok(false),
    }
}

/// A construct as something to execute; `None` for anything else.
///
/// # Errors
/// Unknown where a part of it is.
pub fn executable(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Executable>> {
    let (Some(name), Some(instance)) = (construct_of(value), value.as_instance()) else {
        return Ok(None);
    };
    let element = instance.get("element").unwrap_or(Value::None);
    if let Value::Unknown(unknown) = &element {
        return Err(Raised::from(unknown.clone()));
    }
    let made = match name {
        "CreateTable" | "DropTable" => of_table(evaluator, name, instance, &element)?,
        "CreateIndex" | "DropIndex" => of_index(evaluator, name, instance, &element)?,
        "AddConstraint" | "DropConstraint" => of_constraint(evaluator, name, instance, &element)?,
        "CreateSequence" | "DropSequence" => of_sequence(evaluator, name, instance, &element)?,
        "CreateSchema" | "DropSchema" => Some(of_schema(evaluator, name, instance)?),
        "DDL" => Some(of_text(evaluator, instance)?),
        "CreateEnumType" | "DropEnumType" => Some(of_enum(evaluator, name, &element)?),
        _ => None,
    };
    match made {
        Some(executable) => Ok(Some(executable)),
        None => Err(session::unknown(evaluator, format!("what {name} prints"))),
    }
}

/// PostgreSQL's constructs, which no other dialect prints.
fn of_enum(evaluator: &mut Evaluator, name: &str, element: &Value) -> Outcome<Executable> {
    if session::dialect(evaluator) != "postgresql" {
        let text = format!("the compiler can't render element of type {name}");
        return Err(exceptions::raise(evaluator, "UnsupportedCompilationError", text));
    }
    let type_ = types::to_type(evaluator, element)?;
    Ok(if name == "CreateEnumType" {
        Executable::CreateType(type_)
    } else {
        Executable::DropType(type_)
    })
}

fn of_table(
    evaluator: &mut Evaluator,
    name: &str,
    instance: &Rc<Instance>,
    element: &Value,
) -> Outcome<Option<Executable>> {
    let Some(table) = table::as_table(element) else { return Ok(None) };
    if name == "CreateTable" {
        let frozen = Box::new(freeze::resolved_table(evaluator, &table, false)?);
        let exists = flag(evaluator, instance, "if_not_exists")?;
        return Ok(Some(Executable::CreateTable(frozen, exists)));
    }
    let frozen = Box::new(freeze::table(evaluator, &table)?);
    Ok(Some(Executable::DropTable(frozen, flag(evaluator, instance, "if_exists")?)))
}

fn of_index(
    evaluator: &mut Evaluator,
    name: &str,
    instance: &Rc<Instance>,
    element: &Value,
) -> Outcome<Option<Executable>> {
    let Some(index) = element.as_instance() else { return Ok(None) };
    let frozen = Box::new(freeze::index(evaluator, index)?);
    Ok(Some(if name == "CreateIndex" {
        Executable::CreateIndex(frozen, flag(evaluator, instance, "if_not_exists")?)
    } else {
        Executable::DropIndex(frozen, flag(evaluator, instance, "if_exists")?)
    }))
}

fn of_constraint(
    evaluator: &mut Evaluator,
    name: &str,
    instance: &Rc<Instance>,
    element: &Value,
) -> Outcome<Option<Executable>> {
    let Some(item) = element.as_instance().filter(|item| constraint::state(item).is_some()) else {
        return Ok(None);
    };
    let owner = evaluator.getattr(element, "table")?;
    let Some(owner) = owner.as_instance() else { return Ok(None) };
    let owner = table::qualified(evaluator, owner)?;
    let frozen = Box::new(freeze::constraint(evaluator, item)?);
    Ok(Some(if name == "AddConstraint" {
        Executable::AddConstraint(owner, frozen)
    } else {
        Executable::DropConstraint(owner, frozen, flag(evaluator, instance, "if_exists")?)
    }))
}

fn of_sequence(
    evaluator: &mut Evaluator,
    name: &str,
    instance: &Rc<Instance>,
    element: &Value,
) -> Outcome<Option<Executable>> {
    let Some(sequence) = defaults::freeze_sequence(evaluator, element)? else { return Ok(None) };
    let sequence = Box::new(sequence);
    Ok(Some(if name == "CreateSequence" {
        Executable::CreateSequence(sequence, flag(evaluator, instance, "if_not_exists")?)
    } else {
        Executable::DropSequence(sequence, flag(evaluator, instance, "if_exists")?)
    }))
}

fn of_schema(
    evaluator: &mut Evaluator,
    name: &str,
    instance: &Rc<Instance>,
) -> Outcome<Executable> {
    let own = instance.get("name").unwrap_or(Value::None);
    let own = names::require_name(evaluator, &own, "a schema")?;
    Ok(if name == "CreateSchema" {
        Executable::CreateSchema(own, flag(evaluator, instance, "if_not_exists")?)
    } else {
        Executable::DropSchema {
            name: own,
            cascade: flag(evaluator, instance, "cascade")?,
            if_exists: flag(evaluator, instance, "if_exists")?,
        }
    })
}

/// `DDL(statement, context=...)`: `%(name)s` and `%%` are filled in.
fn of_text(evaluator: &mut Evaluator, instance: &Rc<Instance>) -> Outcome<Executable> {
    let statement = instance.get("statement").unwrap_or(Value::None);
    let context = match instance.get("context").filter(|context| !context.is_none()) {
        Some(context) => context,
        None => Value::Dict(evaluator.dict_from([])?),
    };
    let filled = evaluator.binary(crate::python::Binary::Mod, &statement, &context)?;
    match filled.as_str() {
        Some(text) => Ok(Executable::Ddl(text.clone())),
        None => Err(session::unknown(evaluator, "the text of a DDL construct")),
    }
}

/// `Sequence.create()` and others outside of a table print nothing that `checkfirst` would have skipped.
pub fn noop(name: &str) -> Value {
    NativeFunction::function(name, |_, _| Ok(Value::None)).into()
}
