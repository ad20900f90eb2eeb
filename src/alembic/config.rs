//! `context.config`: main options of the settings file, which are unknown where one sets them and absent otherwise.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::python::{Arguments, Class, ClassBuilder, Evaluator, Hooks, Instance, Outcome, Value};

use super::run::Files;

/// Options that a settings file has in any case, whether it is given or not.
const USUAL: &[&str] = &[
    "script_location",
    "prepend_sys_path",
    "version_locations",
    "version_path_separator",
    "path_separator",
    "recursive_version_locations",
    "file_template",
    "timezone",
    "truncate_slug_length",
    "revision_environment",
    "sourceless",
    "output_encoding",
];

/// What a run knows of its settings.
pub(super) struct Environment {
    pub(super) files: Rc<dyn Files>,
    convention: OnceCell<Option<Value>>,
}

impl Environment {
    pub(super) fn new(files: Rc<dyn Files>) -> Self {
        Self { files, convention: OnceCell::new() }
    }
}

/// `target_metadata.naming_convention`, made once a run.
pub(super) fn naming_convention(evaluator: &mut Evaluator) -> Outcome<Option<Value>> {
    let Some(environment) = evaluator.state::<Environment>() else { return Ok(None) };
    if let Some(made) = environment.convention.get() {
        return Ok(made.clone());
    }
    let entries = environment.files.naming_convention();
    let made = match entries.is_empty() {
        true => None,
        false => Some(Value::Dict(evaluator.dict_from(entries.iter().cloned())?)),
    };
    Ok(environment.convention.get_or_init(|| made).clone())
}

thread_local! {
    static CLASS: OnceCell<Rc<Class>> = const { OnceCell::new() };
}

fn class() -> Rc<Class> {
    let build = || {
        ClassBuilder::new("alembic.config", "Config")
            .method("get_main_option", get_main_option)
            .hooks(Hooks { getattr: Some(unknown_member), ..Hooks::default() })
            .build()
    };
    CLASS.with(|cell| cell.get_or_init(build).clone())
}

/// The `Config` of this run.
pub(super) fn config() -> Value {
    Value::Instance(Instance::new(class()))
}

/// `Config.get_main_option`.
fn get_main_option(evaluator: &mut Evaluator, _: &Value, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "Config.get_main_option", &["name", "default="])?;
    let name = bound.get("name").and_then(Value::as_str).cloned();
    let Some(name) = name else {
        return Ok(evaluator.unknown("the name of a main option"));
    };
    let usual = USUAL.contains(&&*name) || name.starts_with("sqlalchemy.");
    let set = evaluator
        .state::<Environment>()
        .is_none_or(|environment| environment.files.sets_main_option(&name));
    if usual || set {
        return Ok(evaluator.unknown(format!("the main option '{name}' depends on the settings")));
    }
    Ok(bound.get("default").cloned().unwrap_or(Value::None))
}

fn unknown_member(evaluator: &mut Evaluator, _: &Value, name: &str) -> Outcome<Option<Value>> {
    if name.starts_with("__") {
        return Ok(None);
    }
    Ok(Some(evaluator.unknown(format!("'{name}' of Alembic's configuration depends on env.py"))))
}
