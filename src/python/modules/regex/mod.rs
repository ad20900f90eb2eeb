//! The engine under `re`: a backtracking machine in bounded steps, with Python's syntax.

mod machine;
mod parse;

use std::rc::Rc;

use crate::python::class::{Class, ClassBuilder, Instance};
use crate::python::evaluate::Evaluator;
use crate::python::function::Arguments;
use crate::python::raised::Outcome;
use crate::python::value::Value;

use machine::Anchor;
use parse::{Problem, Program};

thread_local! {
    static PROGRAM: Rc<Class> = ClassBuilder::new("_limbeck", "Program").build();
}

/// `re_compile(pattern, flags)`: the program, the number of groups, and the names of groups with their numbers.
pub(super) fn compile(evaluator: &mut Evaluator, arguments: Arguments) -> Outcome {
    let mut positional = arguments.positional.iter();
    let pattern = positional.next().and_then(Value::as_str).cloned().unwrap_or_else(|| "".into());
    let flags = positional.next().and_then(Value::as_int).unwrap_or(0);
    evaluator.spend_steps(pattern.len() as u64)?;
    match parse::compile(&pattern, flags) {
        Ok(program) => {
            let groups = Value::Int(program.groups as i64);
            let names = evaluator.dict_from([])?;
            for (name, group) in &program.names {
                names.set_str(name, Value::Int(*group as i64));
            }
            let class = PROGRAM.with(Rc::clone);
            let handle = Value::Instance(Instance::with_payload(class, Rc::new(program)));
            Ok(Value::tuple([handle, groups, Value::Dict(names)]))
        }
        Err(Problem::Wrong(message, at)) => {
            Ok(Value::tuple([Value::from(message), Value::Int(at as i64)]))
        }
        Err(Problem::Unsupported(what)) => Ok(Value::Unknown(evaluator.unsupported(what))),
    }
}

/// `re_run(program, text, start, end, how)`: pairs of start and end of each group, `-1` where a group took no part.
pub(super) fn run(evaluator: &mut Evaluator, arguments: Arguments) -> Outcome {
    let [program, text, start, end, how] = arguments.positional.as_slice() else {
        return Err(evaluator.type_error("re_run() takes 5 arguments"));
    };
    let (Some(program), Some(text)) = (program.payload::<Program>(), text.as_str()) else {
        return Err(evaluator.type_error("expected string or bytes-like object"));
    };
    let chars: Vec<char> = text.chars().collect();
    evaluator.spend_steps(chars.len() as u64 / 8)?;
    let bound = |value: &Value, default: usize| {
        value.as_int().map_or(default, |at| usize::try_from(at).unwrap_or(0).min(chars.len()))
    };
    let (start, end) = (bound(start, 0), bound(end, chars.len()));
    let anchor = match how.as_str().map(|how| &**how) {
        Some("match") => Anchor::Start,
        Some("fullmatch") => Anchor::Both,
        _ => Anchor::None,
    };
    let window = chars.get(..end).unwrap_or_default();
    Ok(match machine::search(evaluator, &program, window, start, anchor)? {
        Some(slots) => {
            let place = |at: &Option<usize>| Value::Int(at.map_or(-1, |at| at as i64));
            Value::tuple(slots.iter().map(place).collect::<Vec<_>>())
        }
        None => Value::None,
    })
}
