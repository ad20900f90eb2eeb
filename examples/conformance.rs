//! Renders every revision of a folder, for the conformance harness (tests/conformance).
//!
//! usage: conformance revisions ROOT FOLDER[,FOLDER...] > OUT.jsonl
//!        conformance whole ROOT FOLDER[,FOLDER...] < RANGES.json > OUT.json
//!
//! ROOT is where imports begin; FOLDERs, relative to it, hold the revisions. `revisions` prints
//! {file, revision, direction, dialect, sql, complete, errors} a line; `whole` prints one object
//! {heads, history, upgrade: {dialect: ...}, downgrade: {dialect: ...}, ranges: [...]}; RANGES is
//! a list of {dialect, from, to}.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

use limbeck::diagnostic::{Diagnostic, Severity};
use limbeck::plan::{Direction, Options, Plan, Project, RenderRequest};
use serde_json::{Value, json};

const DIALECTS: [&str; 6] = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [task, root, folders] = arguments.as_slice() else {
        eprintln!("usage: conformance revisions|whole ROOT FOLDER[,FOLDER...]");
        std::process::exit(2);
    };
    // Revisions may nest as deeply as the limits allow, which is more than a main thread always has.
    let (task, root, folders) = (task.clone(), root.clone(), folders.clone());
    let worker = std::thread::Builder::new().stack_size(64 << 20).spawn(move || {
        let project = project(Path::new(&root), &folders);
        match task.as_str() {
            "whole" => whole(&project),
            _ => revisions(&project),
        }
    });
    worker.expect("a thread starts").join().expect("the work ends");
}

fn project(root: &Path, folders: &str) -> Project {
    let mut files = Vec::new();
    gather(root, root, &mut files);
    let options = Options {
        version_locations: Some(folders.split(',').map(Into::into).collect()),
        recursive_version_locations: Some(true),
        ..Options::default()
    };
    Project::new(files, options)
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(root, &path, files);
        } else if path.extension().is_some_and(|e| e == "py") {
            let name = path.strip_prefix(root).expect("inside").to_string_lossy().into_owned();
            files.push((name, std::fs::read(&path).unwrap_or_default()));
        }
    }
}

fn request(dialect: &str) -> RenderRequest {
    RenderRequest { dialect: dialect.into(), ..RenderRequest::default() }
}

fn errors(project: &Project, diagnostics: &[Diagnostic]) -> Vec<Value> {
    diagnostics
        .iter()
        .filter(|d| d.severity == Severity::Error)
        .map(|d| {
            let place = project.with_sources(|sources| {
                let file = sources.get(d.file?)?;
                let line = d.span.and_then(|s| Some(sources.get(s.file)?.position(s.start).line));
                Some(format!("{}:{}", file.path(), line.unwrap_or(0)))
            });
            json!({"code": d.code.name(), "message": d.message, "place": place})
        })
        .collect()
}

/// A value that is made even where the making panics, which is then what it says.
fn guarded(make: impl FnOnce() -> Value) -> Value {
    catch_unwind(AssertUnwindSafe(make)).unwrap_or_else(|_| {
        json!({"complete": false, "errors": [{"code": "PANIC", "message": "limbeck panicked"}]})
    })
}

fn revisions(project: &Project) {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut known: Vec<(String, String)> = Vec::new();
    for entry in project.revisions() {
        let path =
            project.with_sources(|s| s.get(entry.revision.file).map(|f| f.path().to_string()));
        known.push((path.unwrap_or_default(), entry.revision.id.to_string()));
    }
    known.sort();
    for (file, id) in known {
        for direction in [Direction::Upgrade, Direction::Downgrade] {
            for dialect in DIALECTS {
                let started = Instant::now();
                let mut record = guarded(|| one(project, &id, direction, dialect));
                record["file"] = json!(file);
                record["revision"] = json!(id);
                record["direction"] = json!(direction.name());
                record["dialect"] = json!(dialect);
                record["ms"] = json!(started.elapsed().as_millis() as u64);
                writeln!(out, "{record}").expect("stdout can be written");
            }
        }
    }
}

fn one(project: &Project, id: &str, direction: Direction, dialect: &str) -> Value {
    match project.preview(id, direction, &request(dialect)) {
        Ok(step) => json!({
            "sql": &*step.sql, "complete": step.complete, "errors": errors(project, &step.diagnostics),
        }),
        Err(diagnostic) => json!({"complete": false, "errors": errors(project, &[diagnostic])}),
    }
}

fn whole(project: &Project) {
    let heads = project
        .resolve("heads")
        .map(|heads| heads.iter().map(|h| h.to_string()).collect::<Vec<_>>());
    let heads = heads.unwrap_or_default();
    let history: Vec<String> =
        project.revisions().iter().map(|e| e.revision.id.to_string()).collect();
    let mut answer = json!({"heads": heads, "history": history, "upgrade": {}, "downgrade": {}});
    for dialect in DIALECTS {
        let up = RenderRequest { to: "heads".into(), ..request(dialect) };
        answer["upgrade"][dialect] = guarded(|| script(project, project.upgrade(&up)));
        let from = heads.first().map(|h| h.as_str().into()).into_iter().collect();
        let down = RenderRequest { from, to: "base".into(), ..request(dialect) };
        answer["downgrade"][dialect] = guarded(|| script(project, project.downgrade(&down)));
    }
    let asked: Vec<Value> = serde_json::from_reader(std::io::stdin()).unwrap_or_default();
    answer["ranges"] = asked.iter().map(|range| guarded(|| upgrade(project, range))).collect();
    println!("{answer}");
}

fn upgrade(project: &Project, range: &Value) -> Value {
    let text = |key: &str| range[key].as_str().unwrap_or_default().to_owned();
    let from = match text("from").as_str() {
        "base" => Vec::new(),
        from => vec![from.into()],
    };
    let request = RenderRequest { from, to: text("to").into(), ..request(&text("dialect")) };
    script(project, project.upgrade(&request))
}

fn script(project: &Project, plan: Result<Plan, Diagnostic>) -> Value {
    match plan {
        Ok(plan) => json!({
            "sql": plan.sql, "complete": plan.complete, "errors": errors(project, &plan.diagnostics),
        }),
        Err(diagnostic) => json!({"complete": false, "errors": errors(project, &[diagnostic])}),
    }
}
