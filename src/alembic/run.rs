//! Runs one revision: its file's top level, then `upgrade()` or `downgrade()`, with operations going to a sink.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::diagnostic::{Code, Diagnostic};
use crate::operation::{Operation, OperationKind, Sink};
use crate::python::{
    Arguments, Class, Evaluator, Host, Limits, Module, ModuleCode, ModuleSource, Raised, Skipped,
    SkippedKind, Unknown, Value,
};
use crate::source::{FileId, Span};
use crate::sqlalchemy::{self, naming::Unnamed, session, session::Session};

use super::config::Environment;

/// What a revision can import beside what this room and the SQLAlchemy room provide.
pub trait Files {
    /// What `__name__` is in a revision's file.
    fn module_name(&self, file: FileId) -> String;

    /// The given file that is the module of this dotted name.
    fn module(&self, name: &str) -> Option<ModuleSource>;

    /// The env.py, which Alembic runs before it imports a revision.
    fn environment(&self) -> Option<Rc<ModuleCode>>;

    /// Revisions that may say how SQLAlchemy's constructs are printed: Alembic imports all before it runs any.
    fn compiling(&self) -> Vec<Rc<ModuleCode>>;

    /// The version table's name and schema, where env.py has been read.
    fn version_table(&self) -> Option<(Rc<str>, Option<Rc<str>>)>;

    /// Whether a given settings file sets a main option of this name.
    fn sets_main_option(&self, name: &str) -> bool;

    /// The naming convention of the project's metadata; empty where it has none.
    fn naming_convention(&self) -> &[(Value, Value)];

    /// What env.py passes to `context.run_migrations` as `engine_name`, where it does.
    fn engine_name(&self) -> Option<Rc<str>>;

    /// Whoever wants to know of what a convention would name, where it is not known whether there is one.
    fn unnamed(&self) -> Option<Rc<Unnamed>>;
}

/// The evaluator's host: the given files, the two rooms, and the gaps.
struct Revision {
    files: Rc<dyn Files>,
    sink: Rc<RefCell<dyn Sink>>,
    /// The function runs, rather than the top level of its file: Alembic imports every file before it runs any, so
    /// what is left out up to then is no gap.
    running: Cell<bool>,
}

impl Host for Revision {
    fn module(&self, name: &str) -> Option<ModuleSource> {
        let provided: Option<Rc<Module>> =
            sqlalchemy::modules::find(name).or_else(|| super::module(name));
        match provided {
            Some(module) => Some(ModuleSource::Native(module)),
            None if sqlalchemy::modules::is_absent(name) => Some(ModuleSource::Absent),
            None => self.files.module(name),
        }
    }

    fn environment(&self) -> Option<Rc<ModuleCode>> {
        self.files.environment()
    }

    fn lacks(&self, class: &Rc<Class>, name: &str) -> bool {
        sqlalchemy::lacks(class, name)
    }

    fn skipped(&self, evaluator: &mut Evaluator, skipped: &Skipped) {
        if !self.running.get() || is_logging(skipped) {
            return;
        }
        let span = evaluator.revision_span().unwrap_or(skipped.place);
        if let Some(diagnostic) = gap(skipped, span) {
            let kind = OperationKind::Gap(diagnostic);
            let operation = Operation { kind, directive: "gap", span: Some(span) };
            // A gap is never refused.
            let _ = self.sink.borrow_mut().emit(operation);
        }
    }
}

/// Whether what is left out is a call of a method that loggers have: `log.info(...)`.
fn is_logging(skipped: &Skipped) -> bool {
    const METHODS: &[&str] =
        &["debug", "info", "warning", "warn", "error", "exception", "critical", "log"];
    let path = skipped.unknown.path.as_deref().unwrap_or("");
    let method = path.rsplit_once('.').map_or("", |(_, method)| method);
    skipped.kind == SkippedKind::Call && METHODS.contains(&method)
}

/// What is missing when something is left out; nothing, when it could only have raised.
fn gap(skipped: &Skipped, span: Span) -> Option<Diagnostic> {
    let what = match skipped.kind {
        SkippedKind::Branch { only_raises: true, .. } => return None,
        SkippedKind::Branch { returns: true, .. } => {
            "a condition cannot be known, and what follows depends on it"
        }
        SkippedKind::Branch { .. } => "a condition cannot be known",
        SkippedKind::Loop => "what a loop runs over cannot be known",
        SkippedKind::Call => "what is called here cannot be known",
        SkippedKind::Effect => "an argument cannot be known",
        SkippedKind::Handler => "which exceptions are caught cannot be known",
    };
    Some(unknown_value(what, &skipped.unknown, span))
}

fn unknown_value(what: &str, unknown: &Rc<Unknown>, span: Span) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::UnknownValue, format!("{what}: {}", unknown.why)).at(span);
    match unknown.place.filter(|place| *place != span) {
        Some(place) => diagnostic.related("knowledge ends here", place.file, Some(place)),
        None => diagnostic,
    }
}

/// Runs `function` (`upgrade` or `downgrade`) of a revision's file; what ends it early is returned.
pub fn run(
    code: &Rc<ModuleCode>,
    file: FileId,
    function: &str,
    files: Rc<dyn Files>,
    sink: Rc<RefCell<dyn Sink>>,
    limits: Limits,
) -> Option<Diagnostic> {
    let running = Cell::new(false);
    let environment = Rc::new(Environment::new(files.clone()));
    let unnamed = files.unnamed();
    let host = Rc::new(Revision { files, sink: sink.clone(), running });
    let mut evaluator = Evaluator::new(host.clone(), limits);
    evaluator.set_revision_file(Some(file));
    evaluator.install(Session::new(sink.clone()));
    evaluator.install(environment);
    if let Some(unnamed) = unnamed {
        evaluator.install(unnamed);
    }
    for other in host.files.compiling().iter().filter(|other| other.file != file) {
        // one that fails is said to where it runs itself
        if let Err(limit) = evaluator.load(&host.files.module_name(other.file), other, false)
            && limit.is_limit()
        {
            return Some(failure(&mut evaluator, &limit, file));
        }
    }
    let engine = host.files.engine_name();
    let arguments = engine.iter().map(|name| ("engine_name".into(), Value::str(name.clone())));
    let arguments = Arguments { keyword: arguments.collect(), ..Arguments::default() };
    let name = host.files.module_name(file);
    let result = call(&mut evaluator, &name, code, function, arguments, &host.running, &sink);
    let failure = failure(&mut evaluator, &result.err()?, file);
    Some(match failure.message.ends_with(NO_ENGINE) {
        true => failure.help(WHICH_ENGINE),
        false => failure,
    })
}

/// What a function written for several databases says without one.
const NO_ENGINE: &str = "missing 1 required positional argument: 'engine_name'";
const WHICH_ENGINE: &str = "the revision is for several databases, and Alembic prints a script for each of those that \
                            `databases` in alembic.ini (or Flask's binds) names: say for which, by the option \
                            `engineName`, in the terminal `--engine NAME`";

/// What the top level of a file prints is printed for each file of the project, also for those that do not run.
const EARLY: &str = "what a file prints as it is imported comes before the whole script, whichever revisions it is of";

fn call(
    evaluator: &mut Evaluator,
    name: &str,
    code: &Rc<ModuleCode>,
    function: &str,
    arguments: Arguments,
    running: &Cell<bool>,
    sink: &RefCell<dyn Sink>,
) -> Result<(), Raised> {
    session::begin_collecting(evaluator)?;
    let module = evaluator.load(name, code, false)?;
    if let Some(early) = session::end_collecting(evaluator)?.first() {
        let span = early.span.unwrap_or(Span::new(code.file, 0, 0));
        let kind = OperationKind::Gap(Diagnostic::new(Code::UnknownValue, EARLY).at(span));
        // A gap is never refused.
        let _ = sink.borrow_mut().emit(Operation { kind, directive: "gap", span: early.span });
    }
    let module = Value::Module(module);
    let function = evaluator.getattr(&module, function)?;
    // The log line has it, so a function without one does not come to run.
    if let Some(name) = evaluator.getattr(&function, "__name__")?.as_str() {
        sink.borrow_mut().begin(name);
    }
    running.set(true);
    evaluator.call(&function, arguments).map(|_| ())
}

/// Why a revision ended early, in the place of its own file that led there.
fn failure(evaluator: &mut Evaluator, raised: &Raised, file: FileId) -> Diagnostic {
    if let Some(unknown) = raised.as_unknown() {
        let span = unknown.place.unwrap_or(Span::new(file, 0, 0));
        return unknown_value("a value cannot be known", &unknown, span);
    }
    let mut diagnostic = raised.diagnostic(evaluator);
    if diagnostic.file.is_none() {
        diagnostic.file = Some(file);
    }
    diagnostic
}
