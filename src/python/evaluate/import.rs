//! Imports: from the host, from the given files, from the standard library, or unknown.

use std::rc::Rc;

use super::special::package_of;
use super::{Evaluator, Frame, Pending, Scope};
use crate::python::host::{ModuleSource, SkippedKind};
use crate::python::module::Module;
use crate::python::modules;
use crate::python::names::{Names, fixed};
use crate::python::parse::parse;
use crate::python::raised::{Exception, Outcome, Raised};
use crate::python::tree::{ImportFrom, ModuleCode, Name, Stmt, StmtKind, Target};
use crate::python::value::{Unknown, Value};

/// Under this name a module keeps that it imported everything from something unknown.
const EVERYTHING: &str = "*";

impl Evaluator {
    /// A module written in Python that a host brings along: it counts as the library's, and is made for all evaluators.
    pub fn load_library(&mut self, name: &str, text: &str) -> Outcome<Option<Rc<Module>>> {
        let Ok(parsed) = parse(modules::LIBRARY, text) else { return Ok(None) };
        let code = Rc::new(ModuleCode::new(modules::LIBRARY, &parsed));
        self.for_all(|evaluator| evaluator.load(name, &code, false)).map(Some)
    }

    /// Runs a module from its code and keeps it under its name.
    pub fn load(
        &mut self,
        name: &str,
        code: &Rc<ModuleCode>,
        package: bool,
    ) -> Outcome<Rc<Module>> {
        let open = code.file == modules::LIBRARY;
        let why = open.then(|| Rc::from(modules::PARTLY));
        let module = Module::from_source(name, code.file, package, why);
        *module.names.borrow_mut() = Names::with_capacity(code.body.len() + 4);
        let name: Rc<str> = name.into();
        let set = |name, value| module.names.borrow_mut().insert(fixed(name), value);
        set("__name__", Value::str(name.clone()));
        set("__doc__", code.doc.clone().map_or(Value::None, Value::str));
        set("__package__", Value::from(package_of(&module)));
        let place = if open { None } else { self.call_span() };
        let somewhere = Value::unknown(fixed("where the files are is not known"), place);
        if package {
            set("__path__", somewhere.clone());
        }
        set("__file__", somewhere);
        self.modules.insert(name.clone(), Value::Module(module.clone()));
        if self.by_name && !open {
            module.loading.set(false);
            let _ = module.pending.set(Pending::new(code));
            return Ok(module);
        }
        let frame = Frame { scope: Scope::empty(), module: module.clone(), class: None };
        let result = self.in_frame(code.file, |evaluator| evaluator.body(&frame, &code.body));
        module.loading.set(false);
        if let Err(raised) = result {
            self.modules.remove(&name);
            return Err(raised);
        }
        Ok(module)
    }

    /// Does the imports of the host's environment, where they were not done yet and there is a given
    /// module of this name, which they may import.
    pub(crate) fn import_environment(&mut self, name: &str) -> Outcome<()> {
        let host = self.host.clone();
        if self.prepared || !matches!(host.module(name), Some(ModuleSource::Source { .. })) {
            return Ok(());
        }
        self.prepared = true;
        let Some(code) = host.environment() else { return Ok(()) };
        let module = Module::from_source("env_py", code.file, false, None);
        let frame = Frame { scope: Scope::empty(), module, class: None };
        self.importing += 1;
        let result = self.in_frame(code.file, |evaluator| {
            for stmt in code.body.iter() {
                let import = matches!(stmt.kind, StmtKind::Import(_) | StmtKind::ImportFrom(_));
                if import
                    && let Err(raised) = evaluator.statement(&frame, stmt)
                    && raised.is_limit()
                {
                    return Err(raised);
                }
            }
            Ok(())
        });
        self.importing = self.importing.saturating_sub(1);
        result
    }

    /// Whether a given module is being imported, rather than the revision or something that it runs.
    pub(crate) fn is_importing(&self) -> bool {
        self.importing > 0
    }

    /// Runs the statements of a module or of a class. A project's own modules do much that no revision
    /// needs; where one does what is not quite as in Python here, only what it would have made is unknown.
    pub(crate) fn body(&mut self, frame: &Frame, block: &[Stmt]) -> Outcome<()> {
        for stmt in block {
            match self.statement(frame, stmt) {
                Err(raised)
                    if let Some(exception) = raised.as_exception()
                        && self.is_doubtful(&exception) =>
                {
                    let unknown = self.doubt(&exception);
                    let statement = std::slice::from_ref(stmt);
                    self.skip(frame, statement, &unknown, SkippedKind::Loop)?;
                }
                other => drop(other?),
            }
        }
        Ok(())
    }

    /// Whether an import met an exception that Python might not raise.
    pub(crate) fn is_doubtful(&self, exception: &Exception) -> bool {
        self.is_importing() && !self.in_library() && !exception.certain
    }

    /// The unknown that a doubtful exception stands for.
    pub(crate) fn doubt(&mut self, exception: &Exception) -> Rc<Unknown> {
        let text = self.describe_exception(&exception.value);
        let why = format!("limbeck cannot run what a module does when it is imported: {text}");
        Rc::new(Unknown { why: why.into(), place: exception.place, path: None })
    }

    /// Lets go of a module that was loaded, so that it can be loaded again.
    pub fn unload(&mut self, name: &str) {
        self.modules.remove(name);
    }

    /// `importlib.import_module(name)`: a module, or something unknown.
    pub fn import_module(&mut self, name: &str) -> Outcome {
        if let Some(known) = self.modules.get(name) {
            return Ok(known.clone());
        }
        let inside = name.rsplit_once('.');
        let parent = match inside {
            Some((parent, _)) => Some(self.nested(|ev| ev.import_module(parent))?),
            None => None,
        };
        if let Some(known) = self.modules.get(name) {
            return Ok(known.clone());
        }
        let module = self.find_module(name, parent.as_ref())?;
        self.modules.insert(name.into(), module.clone());
        if let (Some(Value::Module(parent)), Some((_, last))) = (&parent, inside)
            && parent.members.is_none()
        {
            parent.set(last, module.clone());
        }
        Ok(module)
    }

    fn find_module(&mut self, name: &str, parent: Option<&Value>) -> Outcome {
        self.spend_bytes(256)?;
        let host = self.host.clone();
        // Alembic has imported these before it reads a revision, so a given file of the name does not count.
        let is_loaded = modules::exists(name) && name != "secrets";
        match if is_loaded { None } else { host.module(name) } {
            Some(ModuleSource::Native(module)) => return Ok(Value::Module(module)),
            Some(ModuleSource::Source { code, package }) => {
                self.importing += 1;
                let module = self.load(name, &code, package);
                self.importing = self.importing.saturating_sub(1);
                return module.map(Value::Module);
            }
            Some(ModuleSource::Namespace) => return Ok(Value::Module(Module::namespace(name))),
            Some(ModuleSource::Absent) => {
                let message = format!("No module named '{name}'");
                return Err(self.raise("ModuleNotFoundError", message).certainly());
            }
            Some(ModuleSource::Broken(message)) => return Err(self.raise("SyntaxError", message)),
            Some(ModuleSource::Unreadable(message)) => {
                let why = format!("module {name} cannot be read: {message}");
                let path = Some(name.into());
                let place = self.call_span();
                return Ok(Value::Unknown(Rc::new(Unknown { why: why.into(), place, path })));
            }
            None if !is_loaded && modules::is_old(name) => {
                let message = format!("No module named '{name}'");
                return Err(self.raise("ModuleNotFoundError", message).certainly());
            }
            None => {}
        }
        if let Some(module) = modules::native(name) {
            return Ok(Value::Module(module));
        }
        if let Some(module) = modules::loaded(name) {
            return Ok(Value::Module(module));
        }
        if let Some(code) = modules::code(name) {
            let shared = modules::is_shared(name);
            let load = |evaluator: &mut Self| evaluator.load(name, &code, true);
            return if shared { self.for_all(load) } else { load(self) }.map(Value::Module);
        }
        if let (Some(Value::Module(parent)), Some((_, last))) = (parent, name.rsplit_once('.'))
            && let Some(member @ Value::Module(_)) = self.module_member(parent, last)?
        {
            return Ok(member);
        }
        let why = match parent {
            Some(Value::Module(parent)) if parent.members.is_some() || parent.open.is_some() => {
                format!("module {name} is not implemented by limbeck")
            }
            _ if modules::is_absent(name) => format!("module {name} is not implemented by limbeck"),
            _ => format!("module {name} is not among the given files"),
        };
        let path = Some(name.into());
        Ok(Value::Unknown(Rc::new(Unknown { why: why.into(), place: self.call_span(), path })))
    }

    pub(crate) fn import_statement(
        &mut self,
        frame: &Frame,
        names: &[(Name, Option<Target>, Target)],
    ) -> Outcome<()> {
        for (name, dotted, target) in names {
            let module = self.import_module(name)?;
            let bound = match dotted {
                Some(_) => self.import_module(name.split('.').next().unwrap_or(name))?,
                None => module,
            };
            self.assign(frame, target, bound)?;
        }
        Ok(())
    }

    pub(crate) fn import_from_statement(
        &mut self,
        frame: &Frame,
        import: &ImportFrom,
        wanted: &dyn Fn(&Target) -> bool,
    ) -> Outcome<()> {
        if &*import.module == "__future__" {
            for (_, target) in &import.names {
                self.assign(frame, target, Value::None)?;
            }
            return Ok(());
        }
        let name = self.absolute(&frame.module, import)?;
        let module = self.import_module(&name)?;
        if import.names.is_empty() {
            return self.import_everything(frame, &module);
        }
        for (name, target) in import.names.iter().filter(|(_, target)| wanted(target)) {
            let value = self.import_member(&module, name)?;
            self.assign(frame, target, value)?;
        }
        Ok(())
    }

    /// The absolute name of the module that is imported from.
    pub(crate) fn absolute(&mut self, module: &Module, import: &ImportFrom) -> Outcome<String> {
        if import.level == 0 {
            return Ok(import.module.to_string());
        }
        let mut package = package_of(module);
        if package.is_empty() {
            let text = "attempted relative import with no known parent package";
            return Err(self.raise("ImportError", text));
        }
        for _ in 1..import.level {
            match package.rsplit_once('.') {
                Some((outer, _)) => package = outer,
                None => {
                    let text = "attempted relative import beyond top-level package";
                    return Err(self.raise("ImportError", text));
                }
            }
        }
        Ok(match &*import.module {
            "" => package.to_owned(),
            inner => format!("{package}.{inner}"),
        })
    }

    fn no_member(&self, module: &str, name: &str) -> Raised {
        self.raise("ImportError", format!("cannot import name '{name}' from '{module}'"))
            .certainly()
    }

    fn import_member(&mut self, module: &Value, name: &str) -> Outcome {
        let Value::Module(module) = module else {
            if let Value::Unknown(unknown) = module
                && unknown.path.as_deref().is_some_and(|path| modules::is_old_member(path, name))
            {
                return Err(self.no_member(unknown.path.as_deref().unwrap_or_default(), name));
            }
            return self.getattr(module, name);
        };
        if modules::is_old_member(&module.name, name) {
            return Err(self.no_member(&module.name, name));
        }
        let full = || [&*module.name, ".", name].concat();
        if module.open.is_some() && modules::exists(&full()) {
            return self.import_module(&full());
        }
        if let Some(value) = self.module_member(module, name)? {
            return Ok(value);
        }
        let full = full();
        if module.package {
            let host = self.host.clone();
            if host.module(&full).is_some() || modules::exists(&full) {
                return self.import_module(&full);
            }
        }
        if let Some(Value::Unknown(unknown)) = module.get(EVERYTHING) {
            return Ok(super::attributes::unknown_attribute(&unknown, name));
        }
        let unknown = |why: String| {
            let path = Some(full.as_str().into());
            Value::Unknown(Rc::new(Unknown { why: why.into(), place: self.call_span(), path }))
        };
        if module.members.is_some() {
            return Ok(unknown(format!("{full} is not implemented by limbeck")));
        }
        if module.package {
            return Ok(unknown(format!("module {full} is not among the given files")));
        }
        let circular = if module.loading.get() { "partially initialized module " } else { "" };
        let text = format!("cannot import name '{name}' from {circular}'{}'", module.name);
        Err(self.raise("ImportError", text))
    }

    fn import_everything(&mut self, frame: &Frame, module: &Value) -> Outcome<()> {
        let module = match module {
            Value::Module(module) => module,
            Value::Unknown(_) => {
                frame.module.set(EVERYTHING, module.clone());
                return Ok(());
            }
            _ => return Ok(()),
        };
        let listed = module.get("__all__").and_then(|all| all.as_items());
        let names: Vec<Rc<str>> = match listed {
            Some(listed) => listed.iter().filter_map(|name| name.as_str().cloned()).collect(),
            None => {
                let own = module.names.borrow();
                let own = own.keys().filter(|name| !name.starts_with('_')).cloned();
                own.chain(module.public.iter().map(|name| Rc::from(*name))).collect()
            }
        };
        for name in names {
            if &*name == EVERYTHING {
                continue;
            }
            match self.import_member(&Value::Module(module.clone()), &name) {
                Ok(value) => frame.module.set(&name, value),
                Err(raised) if raised.is_limit() => return Err(raised),
                Err(_) => {}
            }
        }
        if let Some(unknown) = module.get(EVERYTHING) {
            frame.module.set(EVERYTHING, unknown);
        }
        Ok(())
    }
}
