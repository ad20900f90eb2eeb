//! Compares the revision graph's answers with those that real Alembic gave (tests/conformance/graph_cases.py).
//!
//! A small recording is always compared. `LIMBECK_GRAPH_CASES` names more: files, separated by `:`.

use std::collections::BTreeMap;
use std::rc::Rc;

use limbeck::history::{
    History, RefusalKind, Revision, Step, StepKind, Steps, TargetError, VersionChange,
};
use limbeck::source::FileId;
use serde_json::Value;

#[derive(Default)]
struct Tally {
    graphs: usize,
    questions: usize,
    without_answer: usize,
    differences: Vec<String>,
}

#[test]
fn answers_are_alembics() {
    let mut files = vec!["tests/conformance/graph_cases.jsonl".to_owned()];
    if let Ok(more) = std::env::var("LIMBECK_GRAPH_CASES") {
        files.extend(more.split(':').map(str::to_owned));
    }
    let mut tally = Tally::default();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a recording of graph cases");
        for (line, case) in text.lines().enumerate() {
            let case: Value = serde_json::from_str(case).expect("one JSON object a line");
            compare_graph(&case, &format!("{file}:{}", line + 1), &mut tally);
        }
    }
    println!(
        "{} graphs, {} questions, {} of them without an answer of Alembic's, {} differences",
        tally.graphs,
        tally.questions,
        tally.without_answer,
        tally.differences.len()
    );
    let shown: Vec<&str> = tally.differences.iter().take(20).map(String::as_str).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
}

fn texts(value: &Value) -> Vec<Rc<str>> {
    match value {
        Value::String(text) => vec![Rc::from(text.as_str())],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn history_of(case: &Value) -> History {
    let empty = Vec::new();
    let revisions = case["revisions"].as_array().unwrap_or(&empty).iter().enumerate();
    History::new(revisions.map(|(index, given)| {
        let id = given["revision"].as_str().unwrap_or("");
        let mut revision = Revision::new(id, texts(&given["down_revision"]), FileId(index as u32));
        revision.depends_on = texts(&given["depends_on"]);
        revision.branch_labels = texts(&given["branch_labels"]);
        revision
    }))
}

fn compare_graph(case: &Value, place: &str, tally: &mut Tally) {
    let history = history_of(case);
    tally.graphs += 1;
    let order: Vec<Rc<str>> =
        history.newest_first().iter().map(|e| e.revision.id.clone()).collect();
    assert_eq!(order.len(), history.len(), "{place}: a revision is missing from the order");
    if let Some(kind) = case["error"][0].as_str() {
        tally.without_answer += 1;
        let codes: Vec<&str> = history.faults().iter().map(|d| d.code.name()).collect();
        let wanted: &[&str] = match kind {
            "KeyError" => &["missing-parent", "unknown-dependency"],
            "CycleDetected" | "LoopDetected" | "TooLong" | "RecursionError" => {
                &["cycle", "dependency-cycle"]
            }
            "DependencyCycleDetected" | "DependencyLoopDetected" => &["cycle", "dependency-cycle"],
            "RevisionError" => &["duplicate-label"],
            _ => &[],
        };
        if !codes.iter().any(|code| wanted.contains(code)) {
            tally.differences.push(format!("{place}: {kind}, and we say {codes:?}"));
        }
        return;
    }
    if history.faults().iter().any(|finding| finding.code.name().ends_with("cycle")) {
        // A ring below a head and above a base: Alembic does not see it, and walks it once or for ever.
        tally.without_answer += 1;
        return;
    }
    let mut check = |what: &str, ours: Vec<Rc<str>>, theirs: &Value| {
        if ours != texts(theirs) {
            tally.differences.push(format!("{place}: {what}: ours {ours:?}, theirs {theirs}"));
        }
    };
    check("heads", history.heads(), &case["heads"]);
    check("effective heads", history.effective_heads(), &case["real_heads"]);
    check("bases", history.bases(), &case["bases"]);
    check("history", order, &case["history"]);
    let labels: BTreeMap<&str, Vec<Rc<str>>> = (history.newest_first().into_iter())
        .map(|entry| (&*entry.revision.id, sorted(entry.branch_labels)))
        .collect::<BTreeMap<_, _>>();
    for (id, ours) in labels {
        check(&format!("labels of {id}"), ours, &case["labels"][id]);
    }
    for question in case["questions"].as_array().unwrap_or(&Vec::new()) {
        tally.questions += 1;
        compare_answer(&history, question, place, tally);
    }
}

fn sorted(mut names: Vec<Rc<str>>) -> Vec<Rc<str>> {
    names.sort();
    names
}

/// What an answer comes down to: names in order, or steps with what they do to the version table.
enum Answer {
    Names(Vec<Rc<str>>),
    Steps(Steps),
}

fn ask(history: &History, question: &Value) -> Result<Answer, TargetError> {
    let (from, to) = (texts(&question["from"]), texts(&question["to"]));
    let from: Vec<&str> = from.iter().map(|name| &**name).collect();
    let to: Vec<&str> = to.iter().map(|name| &**name).collect();
    let first = to.first().copied().unwrap_or("");
    match question["kind"].as_str().unwrap_or("") {
        "upgrade" => history.upgrade_steps(&from, &to).map(Answer::Steps),
        "downgrade" => history.downgrade_steps(&from, first).map(Answer::Steps),
        "stamp" => history.stamp_steps(&from, &to).map(Answer::Steps),
        "show" => history.show(first).map(Answer::Names),
        "current" => history.current(&from).map(sorted).map(Answer::Names),
        _ => history
            .range(from.first().copied(), Some(first))
            .map(|entries| Answer::Names(entries.iter().map(|e| e.revision.id.clone()).collect())),
    }
}

fn compare_answer(history: &History, question: &Value, place: &str, tally: &mut Tally) {
    let answer = ask(history, question);
    let theirs = question["error"][0].as_str();
    let says = match (&answer, theirs) {
        (_, Some("TooLong" | "AssertionError" | "KeyError" | "AttributeError" | "TypeError")) => {
            tally.without_answer += 1;
            return;
        }
        (Err(error), Some(kind)) if same_kind(error.kind, kind) => return,
        (Err(error), None)
            if question["changes_error"].is_array() && error.kind == RefusalKind::Impossible =>
        {
            tally.without_answer += 1;
            return;
        }
        (Err(error), _) => format!("{:?}: {}", error.kind, error.message),
        (Ok(answer), None) => match compare_steps(answer, question) {
            None => return,
            Some(difference) => difference,
        },
        (Ok(Answer::Names(names)), Some(_)) => format!("{names:?}"),
        (Ok(Answer::Steps(steps)), Some(_)) => format!("{:?}", logs(&steps.steps)),
    };
    tally.differences.push(format!("{place}: {question}\n    ours {says}"));
}

fn same_kind(ours: RefusalKind, theirs: &str) -> bool {
    match ours {
        RefusalKind::NotAncestor => theirs == "RangeNotAncestorError",
        RefusalKind::MultipleHeads => theirs == "MultipleHeads",
        RefusalKind::Unknown | RefusalKind::Ambiguous => theirs == "ResolutionError",
        RefusalKind::Invalid => theirs == "RevisionError",
        RefusalKind::Impossible | RefusalKind::Broken => false,
    }
}

fn logs(steps: &[Step]) -> Vec<Rc<str>> {
    steps.iter().map(|step| Rc::from(step.log(None).trim_start_matches("Running "))).collect()
}

fn compare_steps(answer: &Answer, question: &Value) -> Option<String> {
    let steps = match answer {
        Answer::Names(names) => {
            return (*names != texts(&question["ids"])).then(|| format!("{names:?}"));
        }
        Answer::Steps(steps) => steps,
    };
    let ours = logs(&steps.steps);
    if ours != texts(&question["steps"]) {
        return Some(format!("{ours:?}"));
    }
    let changes: Vec<Value> = steps.steps.iter().flat_map(|step| &step.changes).map(note).collect();
    let theirs = question["changes"].as_array()?;
    (changes != *theirs).then(|| format!("{changes:?}"))
}

fn note(change: &VersionChange) -> Value {
    match change {
        VersionChange::Insert(id) => serde_json::json!(["insert", &**id]),
        VersionChange::Delete(id) => serde_json::json!(["delete", &**id]),
        VersionChange::Update { from, to } => serde_json::json!(["update", &**from, &**to]),
    }
}

#[test]
fn a_revision_alone_has_its_step_whatever_is_missing() {
    let mut revision = Revision::new("c", vec!["a".into(), "b".into()], FileId(0));
    revision.depends_on = vec!["d".into()];
    let history = History::new([revision]);
    let up = history.step_alone("c", StepKind::Upgrade).expect("a step");
    assert_eq!(up.log(None), "Running upgrade a, b -> c");
    let delete = VersionChange::Delete("a".into());
    assert_eq!(up.changes, [delete, VersionChange::Update { from: "b".into(), to: "c".into() }]);
    let down = history.step_alone("c", StepKind::Downgrade).expect("a step");
    assert_eq!(down.log(None), "Running downgrade c -> a, b");
    assert_eq!(down.changes.len(), 3);
}
