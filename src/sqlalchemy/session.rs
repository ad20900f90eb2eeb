//! What one run of a revision works with: where operations go, and the order in which constraints are made.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::operation::{Executable, Operation, OperationKind, Refusal, Sink};
use crate::python::Bound;
use crate::python::Evaluator;
use crate::python::Instance;
use crate::python::NativeFunction;
use crate::python::Value;
use crate::python::{Outcome, Raised};
use crate::source::Span;

use super::{exceptions, types};

/// What native functions of this room and the next reach through the evaluator's state.
pub struct Session {
    sink: Rc<RefCell<dyn Sink>>,
    dialect: &'static str,
    created: Cell<u64>,
    cyclic: RefCell<Vec<Rc<Instance>>>,
    batch: RefCell<Vec<Vec<Operation>>>,
}

impl Session {
    /// A run whose operations go to this sink.
    pub fn new(sink: Rc<RefCell<dyn Sink>>) -> Rc<Self> {
        let dialect = sink.borrow().dialect();
        Rc::new(Self {
            sink,
            dialect,
            created: Cell::new(0),
            cyclic: RefCell::new(Vec::with_capacity(16)),
            batch: RefCell::default(),
        })
    }

    /// `sqlalchemy.util.set_creation_order`: a number above all before it.
    pub fn creation_order(&self) -> u64 {
        self.created.set(self.created.get().wrapping_add(1));
        self.created.get()
    }

    /// The dialect's name.
    pub fn dialect(&self) -> &'static str {
        self.dialect
    }

    /// Remembers an object that others point back to, to take the cycle apart in the end.
    pub fn remember(&self, instance: &Rc<Instance>) {
        self.cyclic.borrow_mut().push(instance.clone());
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        for instance in self.cyclic.take() {
            instance.clear();
        }
    }
}

/// The run's session.
///
/// # Errors
/// Unknown where code runs outside of a revision's run.
pub fn session(evaluator: &Evaluator) -> Outcome<Rc<Session>> {
    evaluator.state::<Session>().ok_or_else(|| unknown(evaluator, "no revision is running"))
}

/// The dialect's name; `default` outside of a run.
pub fn dialect(evaluator: &Evaluator) -> &'static str {
    evaluator.look::<Session>().map_or("default", |session| session.dialect())
}

/// Something that cannot be known, from here on.
pub fn unknown(evaluator: &Evaluator, why: impl Into<Rc<str>>) -> Raised {
    match Value::unknown(why, evaluator.call_span()) {
        Value::Unknown(unknown) => Raised::from(unknown),
        _ => evaluator.type_error("unknown"),
    }
}

/// A number above all before it.
pub fn creation_order(evaluator: &Evaluator) -> u64 {
    evaluator.look::<Session>().map_or(0, |session| session.creation_order())
}

/// Remembers an object that others point back to, to take the cycle apart in the end.
pub fn remember(evaluator: &Evaluator, instance: &Rc<Instance>) {
    if let Some(session) = evaluator.look::<Session>() {
        session.remember(instance);
    }
}

/// Hands an operation to whoever renders it; a refusal becomes the exception that it names.
///
/// # Errors
/// The refusal.
pub fn emit(
    evaluator: &mut Evaluator,
    directive: &'static str,
    kind: OperationKind,
) -> Outcome<()> {
    let span: Option<Span> = evaluator.revision_span();
    let session = session(evaluator)?;
    if let Some(name) = types::overridden(evaluator, &|name| prints(&kind, name)) {
        let why = format!("what a @compiles function makes of {name} is not known");
        return Err(unknown(evaluator, why));
    }
    let operation = Operation { kind, directive, span };
    if let Some(collected) = session.batch.borrow_mut().last_mut() {
        collected.push(operation);
        return Ok(());
    }
    let result = session.sink.borrow_mut().emit(operation);
    result.map_err(|refusal| refused(evaluator, &refusal))
}

/// Whether SQLAlchemy comes by a construct of this class when it prints an operation.
fn prints(kind: &OperationKind, class: &str) -> bool {
    use OperationKind as Kind;
    let constraint = class.ends_with("Constraint");
    let table = matches!(class, "CreateTable" | "CreateColumn" | "DropTable");
    let index = matches!(class, "CreateIndex" | "DropIndex");
    match kind {
        // functions for parts of expressions mostly leave others as they are
        _ if !(constraint || table || index) => false,
        Kind::CreateTable { .. } => class != "DropTable" && class != "DropIndex",
        Kind::DropTable { .. } => class == "DropTable",
        Kind::AddColumn { .. } => constraint || class == "CreateIndex",
        Kind::CreateIndex { .. } => class == "CreateIndex",
        Kind::DropIndex { .. } => class == "DropIndex",
        Kind::AddConstraint { .. } | Kind::DropConstraint { .. } | Kind::DropColumn { .. } => {
            constraint
        }
        Kind::Execute(Executable::Statement(_) | Executable::Ddl(_)) => false,
        Kind::Execute(_) | Kind::Batch(_) => true,
        _ => false,
    }
}

/// Collects what is emitted from here on, instead of handing it on.
///
/// # Errors
/// As [`session`].
pub fn begin_collecting(evaluator: &Evaluator) -> Outcome<()> {
    session(evaluator)?.batch.borrow_mut().push(Vec::new());
    Ok(())
}

/// What was collected since [`begin_collecting`].
///
/// # Errors
/// As [`session`].
pub fn end_collecting(evaluator: &Evaluator) -> Outcome<Vec<Operation>> {
    Ok(session(evaluator)?.batch.borrow_mut().pop().unwrap_or_default())
}

/// Looks for what SQLAlchemy asks the argument `bind` for.
///
/// # Errors
/// `AttributeError` where it is no connection; unknown where it is.
pub fn check_bind(evaluator: &mut Evaluator, bound: &Bound, name: &str) -> Outcome<()> {
    let bind = bound.get("bind").cloned().unwrap_or(Value::None);
    match evaluator.getattr(&bind, name)? {
        Value::Unknown(unknown) => Err(Raised::from(unknown)),
        _ => Ok(()),
    }
}

/// Executes something at once.
///
/// # Errors
/// The refusal.
pub fn execute(evaluator: &mut Evaluator, executable: Executable) -> Outcome<()> {
    emit(evaluator, "execute", OperationKind::Execute(executable))
}

/// `str(construct.compile(dialect=...))`.
///
/// # Errors
/// The refusal.
pub fn compile(
    evaluator: &mut Evaluator,
    executable: &Executable,
    literal_binds: bool,
) -> Outcome<String> {
    let session = session(evaluator)?;
    let result = session.sink.borrow().compile(executable, literal_binds);
    result.map_err(|refusal| refused(evaluator, &refusal))
}

/// A refusal as the exception that it names.
pub fn refused(evaluator: &mut Evaluator, refusal: &Refusal) -> Raised {
    let name = refusal.exception.rsplit('.').next().unwrap_or(refusal.exception);
    if refusal.exception.ends_with("CommandError") {
        return exceptions::command_error(evaluator, refusal.message.clone());
    }
    exceptions::raise(evaluator, name, refusal.message.clone())
}

/// A native function whose loss is reported when it ends in the unknown.
pub fn effect(function: NativeFunction) -> Value {
    function.effect().into()
}
