//! `sqlalchemy.exc`: the exception classes, and raising one from native code.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::python::Evaluator;
use crate::python::Value;
use crate::python::{Class, ClassBuilder, exception_class, exception_subclass, type_class};
use crate::python::{Outcome, Raised};

/// Every class of `sqlalchemy.exc`, with its bases; a base that is not in this table is one of Python's.
const CLASSES: &[(&str, &[&str])] = &[
    ("SQLAlchemyError", &["Exception"]),
    ("EmulatedDBAPIException", &["Exception"]),
    ("ArgumentError", &["SQLAlchemyError"]),
    ("DuplicateColumnError", &["ArgumentError"]),
    ("ObjectNotExecutableError", &["ArgumentError"]),
    ("NoSuchModuleError", &["ArgumentError"]),
    ("NoForeignKeysError", &["ArgumentError"]),
    ("AmbiguousForeignKeysError", &["ArgumentError"]),
    ("ConstraintColumnNotFoundError", &["ArgumentError"]),
    ("CircularDependencyError", &["SQLAlchemyError"]),
    ("CompileError", &["SQLAlchemyError"]),
    ("UnsupportedCompilationError", &["CompileError"]),
    ("IdentifierError", &["SQLAlchemyError"]),
    ("DisconnectionError", &["SQLAlchemyError"]),
    ("InvalidatePoolError", &["DisconnectionError"]),
    ("TimeoutError", &["SQLAlchemyError"]),
    ("InvalidRequestError", &["SQLAlchemyError"]),
    ("IllegalStateChangeError", &["InvalidRequestError"]),
    ("NoInspectionAvailable", &["InvalidRequestError"]),
    ("NoDBAPILoaded", &["InvalidRequestError"]),
    ("PendingRollbackError", &["InvalidRequestError"]),
    ("ResourceClosedError", &["InvalidRequestError"]),
    ("NoSuchColumnError", &["InvalidRequestError", "KeyError"]),
    ("AmbiguousColumnError", &["InvalidRequestError"]),
    ("NoResultFound", &["InvalidRequestError"]),
    ("MultipleResultsFound", &["InvalidRequestError"]),
    ("NoReferenceError", &["InvalidRequestError"]),
    ("AwaitRequired", &["InvalidRequestError"]),
    ("MissingGreenlet", &["InvalidRequestError"]),
    ("NoReferencedTableError", &["NoReferenceError"]),
    ("NoReferencedColumnError", &["NoReferenceError"]),
    ("NoSuchTableError", &["InvalidRequestError"]),
    ("UnreflectableTableError", &["InvalidRequestError"]),
    ("UnboundExecutionError", &["InvalidRequestError"]),
    ("DontWrapMixin", &["object"]),
    ("StatementError", &["SQLAlchemyError"]),
    ("DBAPIError", &["StatementError"]),
    ("InterfaceError", &["DBAPIError"]),
    ("DatabaseError", &["DBAPIError"]),
    ("DataError", &["DatabaseError"]),
    ("OperationalError", &["DatabaseError"]),
    ("IntegrityError", &["DatabaseError"]),
    ("InternalError", &["DatabaseError"]),
    ("ProgrammingError", &["DatabaseError"]),
    ("NotSupportedError", &["DatabaseError"]),
    ("SATestSuiteWarning", &["Warning"]),
    ("SADeprecationWarning", &["DeprecationWarning"]),
    ("Base20DeprecationWarning", &["SADeprecationWarning"]),
    ("LegacyAPIWarning", &["Base20DeprecationWarning"]),
    ("MovedIn20Warning", &["Base20DeprecationWarning"]),
    ("SAPendingDeprecationWarning", &["PendingDeprecationWarning"]),
    ("SAWarning", &["RuntimeWarning"]),
];

thread_local! {
    static MADE: RefCell<FxHashMap<Rc<str>, Rc<Class>>> = RefCell::default();
}

/// The class of this name in `sqlalchemy.exc`.
pub fn class(evaluator: &Evaluator, name: &str) -> Option<Rc<Class>> {
    if let Some(class) = MADE.with(|made| made.borrow().get(name).cloned()) {
        return Some(class);
    }
    let (_, bases) = CLASSES.iter().find(|(key, _)| *key == name)?;
    let mut builder = ClassBuilder::new("sqlalchemy.exc", name);
    for base in *bases {
        let base = class(evaluator, base).or_else(|| builtin(evaluator, base))?;
        builder = builder.base(&base);
    }
    let built = builder.build();
    MADE.with(|made| made.borrow_mut().insert(name.into(), built.clone()));
    Some(built)
}

/// A member of `sqlalchemy.exc`.
///
/// # Errors
/// None; the signature is that of a module's members.
pub fn member(evaluator: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    let name = if name == "ConcurrentModificationError" { "StaleDataError" } else { name };
    Ok(class(evaluator, name).map(Value::Class))
}

/// One of Python's own exception classes.
pub fn builtin(evaluator: &Evaluator, name: &str) -> Option<Rc<Class>> {
    let _ = evaluator;
    let class = exception_class(name);
    if &*class.name == name { Some(class) } else { type_class(name) }
}

/// Raises an exception of `sqlalchemy.exc`.
pub fn raise(evaluator: &mut Evaluator, name: &str, message: impl Into<String>) -> Raised {
    match class(evaluator, name) {
        Some(class) => raise_class(evaluator, &class, message),
        None => raise_builtin(evaluator, name, message),
    }
}

/// Raises one of Python's own exceptions.
pub fn raise_builtin(evaluator: &mut Evaluator, name: &str, message: impl Into<String>) -> Raised {
    evaluator.raise(name, message.into())
}

/// Raises an exception of a class; an empty message is no argument at all.
pub fn raise_class(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    message: impl Into<String>,
) -> Raised {
    let message = message.into();
    let arguments: &[Value] = &[Value::from(message.as_str())];
    evaluator.exception(class, if message.is_empty() { &[] } else { arguments })
}

/// `alembic.util.exc.CommandError`, which Alembic's own refusals are.
pub fn command_error(evaluator: &mut Evaluator, message: impl Into<String>) -> Raised {
    raise_class(evaluator, &command_error_class(), message)
}

/// The class of Alembic's refusals.
pub fn command_error_class() -> Rc<Class> {
    let key = "alembic.util.exc.CommandError";
    if let Some(class) = MADE.with(|made| made.borrow().get(key).cloned()) {
        return class;
    }
    let class =
        exception_subclass("alembic.util.exc", "CommandError", &exception_class("Exception"));
    MADE.with(|made| made.borrow_mut().insert(key.into(), class.clone()));
    class
}

/// `sqlalchemy.exc.ArgumentError`.
pub fn argument_error(evaluator: &mut Evaluator, message: impl Into<String>) -> Raised {
    raise(evaluator, "ArgumentError", message)
}

/// `sqlalchemy.exc.InvalidRequestError`.
pub fn invalid_request(evaluator: &mut Evaluator, message: impl Into<String>) -> Raised {
    raise(evaluator, "InvalidRequestError", message)
}
