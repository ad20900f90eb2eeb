//! The built-in exception classes.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::python::class::{Base, Class, ClassBuilder, Hooks, Instance};
use crate::python::evaluate::Evaluator;
use crate::python::function::Arguments;
use crate::python::raised::Outcome;
use crate::python::value::Value;

/// Name and base; a base stands before what derives from it.
const CLASSES: &[(&str, &str)] = &[
    ("Exception", "BaseException"),
    ("BaseExceptionGroup", "BaseException"),
    ("GeneratorExit", "BaseException"),
    ("KeyboardInterrupt", "BaseException"),
    ("SystemExit", "BaseException"),
    ("ArithmeticError", "Exception"),
    ("FloatingPointError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("BufferError", "Exception"),
    ("EOFError", "Exception"),
    ("ExceptionGroup", "BaseExceptionGroup"),
    ("ImportError", "Exception"),
    ("ModuleNotFoundError", "ImportError"),
    ("LookupError", "Exception"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("MemoryError", "Exception"),
    ("NameError", "Exception"),
    ("UnboundLocalError", "NameError"),
    ("OSError", "Exception"),
    ("BlockingIOError", "OSError"),
    ("ChildProcessError", "OSError"),
    ("ConnectionError", "OSError"),
    ("BrokenPipeError", "ConnectionError"),
    ("ConnectionAbortedError", "ConnectionError"),
    ("ConnectionRefusedError", "ConnectionError"),
    ("ConnectionResetError", "ConnectionError"),
    ("FileExistsError", "OSError"),
    ("FileNotFoundError", "OSError"),
    ("InterruptedError", "OSError"),
    ("IsADirectoryError", "OSError"),
    ("NotADirectoryError", "OSError"),
    ("PermissionError", "OSError"),
    ("ProcessLookupError", "OSError"),
    ("TimeoutError", "OSError"),
    ("ReferenceError", "Exception"),
    ("RuntimeError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("StopAsyncIteration", "Exception"),
    ("StopIteration", "Exception"),
    ("SyntaxError", "Exception"),
    ("IndentationError", "SyntaxError"),
    ("TabError", "IndentationError"),
    ("SystemError", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("UnicodeError", "ValueError"),
    ("UnicodeDecodeError", "UnicodeError"),
    ("UnicodeEncodeError", "UnicodeError"),
    ("UnicodeTranslateError", "UnicodeError"),
    ("Warning", "Exception"),
    ("BytesWarning", "Warning"),
    ("DeprecationWarning", "Warning"),
    ("EncodingWarning", "Warning"),
    ("FutureWarning", "Warning"),
    ("ImportWarning", "Warning"),
    ("PendingDeprecationWarning", "Warning"),
    ("ResourceWarning", "Warning"),
    ("RuntimeWarning", "Warning"),
    ("SyntaxWarning", "Warning"),
    ("UnicodeWarning", "Warning"),
    ("UserWarning", "Warning"),
];

/// All of them, by name.
pub(super) fn classes() -> FxHashMap<&'static str, Rc<Class>> {
    let hooks = Hooks { construct: Some(construct), ..Hooks::default() };
    let base = ClassBuilder::new("builtins", "BaseException")
        .holds(Base::Exception)
        .hooks(hooks)
        .method("__init__", init)
        .method("__str__", text)
        .method("__repr__", repr)
        .method("with_traceback", |_, this, _| Ok(this.clone()))
        .method("add_note", add_note)
        .attribute("__cause__", Value::None)
        .attribute("__context__", Value::None)
        .attribute("__traceback__", Value::None)
        .attribute("__suppress_context__", Value::Bool(false))
        .build();
    let mut all = FxHashMap::default();
    all.insert("BaseException", base);
    for (name, parent) in CLASSES {
        let mut builder = ClassBuilder::new("builtins", name);
        if let Some(parent) = all.get(parent) {
            builder = builder.base(parent);
        }
        builder = match *name {
            "StopIteration" => builder.property("value", first_argument),
            "SystemExit" => builder.property("code", first_argument),
            "KeyError" => builder.method("__str__", text),
            "ImportError" => builder.method("__init__", import_error),
            _ => builder,
        };
        all.insert(name, builder.build());
    }
    if let Some(os_error) = all.get("OSError").cloned() {
        all.insert("IOError", os_error.clone());
        all.insert("EnvironmentError", os_error);
    }
    all
}

fn construct(_: &mut Evaluator, class: &Rc<Class>, arguments: &mut Arguments) -> Outcome {
    let instance = Instance::new(class.clone());
    instance.set("args", Value::tuple(arguments.take_all().positional));
    Ok(Value::Instance(instance))
}

fn init(_: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    if let Value::Instance(instance) = this {
        instance.set("args", Value::tuple(arguments.take_all().positional));
    }
    Ok(Value::None)
}

fn import_error(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let name = arguments.take("name");
    let path = arguments.take("path");
    if let Value::Instance(instance) = this {
        instance.set("name", name.unwrap_or(Value::None));
        instance.set("path", path.unwrap_or(Value::None));
    }
    init(evaluator, this, arguments)
}

fn text(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    Ok(Value::from(evaluator.exception_text(this)?))
}

fn repr(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let Value::Instance(instance) = this else { return evaluator.repr(this) };
    let arguments = instance.get("args").and_then(|args| args.as_items()).unwrap_or_default();
    let mut parts = Vec::new();
    for argument in &arguments {
        parts.push(evaluator.repr_text(argument)?);
    }
    Ok(Value::from(format!("{}({})", instance.class().name, parts.join(", "))))
}

fn add_note(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "add_note", &["note"])?;
    let notes = match evaluator.getattr_opt(this, "__notes__")? {
        Some(notes) => notes,
        None => Value::list(Vec::new()),
    };
    if let Value::List(list) = &notes {
        list.borrow_mut().push(bound.take_or_none("note"));
    }
    evaluator.setattr(this, "__notes__", notes)?;
    Ok(Value::None)
}

fn first_argument(_: &mut Evaluator, this: &Value) -> Outcome {
    let arguments = this.as_instance().and_then(|i| i.get("args")).and_then(|a| a.as_items());
    Ok(arguments.and_then(|items| items.first().cloned()).unwrap_or(Value::None))
}
