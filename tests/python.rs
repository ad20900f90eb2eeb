//! Python snippets against what CPython printed for them (see tests/python/record.py).

use std::fs;
use std::path::Path;
use std::rc::Rc;

use limbeck::python::{Evaluator, Limits, ModuleCode, NoHost, parse};
use limbeck::source::FileId;

/// What a snippet prints, and the last line of its traceback if it has one.
fn run(text: &str) -> String {
    let parsed = match parse::parse(FileId(0), text) {
        Ok(parsed) => parsed,
        Err(diagnostic) => return format!("!! {}\n", diagnostic.message),
    };
    let code = Rc::new(ModuleCode::new(FileId(0), &parsed));
    let mut evaluator = Evaluator::new(Rc::new(NoHost), Limits::default());
    evaluator.output = Some(String::new());
    let result = evaluator.load("__main__", &code, false);
    let mut output = evaluator.output.take().unwrap_or_default();
    if let Err(raised) = result {
        let diagnostic = raised.diagnostic(&mut evaluator);
        output.push_str(&format!("!! {}\n", diagnostic.message));
    }
    output
}

#[test]
fn snippets_print_what_cpython_prints() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python");
    let only = std::env::var("SNIPPET").unwrap_or_default();
    let mut failures = Vec::new();
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "py")) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if name == "record" || !name.contains(&only) {
            continue;
        }
        let expected = fs::read_to_string(path.with_extension("expected")).unwrap();
        let actual = run(&fs::read_to_string(path).unwrap());
        let first = expected.lines().zip(actual.lines()).position(|(a, b)| a != b);
        if expected != actual {
            let at = first.unwrap_or_else(|| expected.lines().count().min(actual.lines().count()));
            let line = |text: &str| text.lines().nth(at).unwrap_or("<nothing>").to_string();
            failures.push(format!(
                "{name}: line {}\n  CPython: {}\n  here:    {}",
                at + 1,
                line(&expected),
                line(&actual)
            ));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
