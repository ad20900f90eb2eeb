//! What env.py passes to `context.configure`: each argument is followed by name, and nothing else of env.py runs.

use std::cell::RefCell;
use std::rc::Rc;

use crate::operation::{Executable, Operation, Refusal, Sink};
use crate::python::parse::parse;
use crate::python::{Evaluator, Host, Limits, Module, ModuleCode, ModuleSource, Value};
use crate::source::FileId;
use crate::sqlalchemy::{self, session::Session};

use super::config::Environment;
use super::run::Files;

/// Packages that give a project its metadata, as far as that goes.
const STAND_INS: &[(&str, &str)] = &[
    ("flask_sqlalchemy", include_str!("stand_ins/flask_sqlalchemy.py")),
    ("sqlmodel", include_str!("stand_ins/sqlmodel.py")),
];
/// The file of all of them: none of those that are given.
const STAND_IN: FileId = FileId(u32::MAX - 1);

struct ByName(Rc<dyn Files>);

impl Host for ByName {
    fn module(&self, name: &str) -> Option<ModuleSource> {
        if let Some((_, text)) = STAND_INS.iter().find(|(known, _)| *known == name) {
            let code = Rc::new(ModuleCode::new(STAND_IN, &parse(STAND_IN, text).ok()?));
            return Some(ModuleSource::Source { code, package: true });
        }
        let provided: Option<Rc<Module>> =
            sqlalchemy::modules::find(name).or_else(|| super::module(name));
        match provided {
            Some(module) => Some(ModuleSource::Native(module)),
            None => self.0.module(name),
        }
    }
}

/// Takes what code executes by the way, and forgets it.
struct Nowhere;

impl Sink for Nowhere {
    fn dialect(&self) -> &'static str {
        "default"
    }

    fn emit(&mut self, _: Operation) -> Result<(), Refusal> {
        Ok(())
    }

    fn compile(&self, _: &Executable, _: bool) -> Result<String, Refusal> {
        Err(Refusal::new("NotImplementedError", "nothing is printed here".into()))
    }
}

/// An env.py that is followed by name. Functions among its values need it to stay.
pub struct Followed {
    evaluator: Evaluator,
    module: Option<Rc<Module>>,
}

impl Followed {
    /// Follows an env.py; nothing runs yet.
    pub fn new(code: &Rc<ModuleCode>, files: Rc<dyn Files>, limits: Limits) -> Self {
        let mut evaluator = Evaluator::new(Rc::new(ByName(files.clone())), limits);
        evaluator.install(Session::new(Rc::new(RefCell::new(Nowhere))));
        evaluator.install(Rc::new(Environment::new(files)));
        evaluator.follow_names();
        let module = evaluator.load("env_py", code, false).ok();
        Self { evaluator, module }
    }

    /// What a name of env.py's is bound to; none where it cannot be known.
    pub fn value(&mut self, name: &str) -> Option<Value> {
        let module = self.module.clone()?;
        let found = self.evaluator.module_member(&module, name).ok().flatten();
        found.filter(|value| value.as_unknown().is_none())
    }

    /// The naming convention of what is passed as `target_metadata`, as `SchemaObjects.metadata` takes it: empty
    /// where it has none, none where it cannot be known.
    pub fn naming_convention(&mut self, metadata: &Value) -> Option<Vec<(Value, Value)>> {
        match self.evaluator.getattr_opt(metadata, "naming_convention") {
            Ok(None) => Some(Vec::new()),
            Ok(Some(convention)) => Some(convention.as_dict()?.items()),
            Err(_) => None,
        }
    }
}

impl std::fmt::Debug for Followed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.module)
    }
}
