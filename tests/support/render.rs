//! Runs a spec's revisions through the whole pipeline, and compares with what Alembic did.

use limbeck::diagnostic::{Code, Diagnostic, Severity};
use limbeck::plan::{Direction, Options, Project, RenderRequest};

use super::spec::{Expected, Kind, Spec};

const LOG: &str = "-- Running upgrade a0 -> b0\n\n";
const VERSION: &str =
    "UPDATE alembic_version SET version_num='b0' WHERE alembic_version.version_num = 'a0'";

/// What limbeck does with a spec on one dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It prints this.
    Sql(String),
    /// It refuses, as it says Alembic would.
    Refused(String),
    /// It says that it does not know.
    Gap(String),
}

/// Whether a finding says that limbeck does not know, rather than that Alembic refuses.
fn is_ignorance(code: Code) -> bool {
    matches!(
        code,
        Code::Unsupported | Code::UnknownValue | Code::LimitExceeded | Code::ComputedHeader
    )
}

/// A refusal or a gap, by the finding that is the reason.
fn failure(diagnostics: &[Diagnostic]) -> Outcome {
    let errors = || diagnostics.iter().filter(|d| d.severity == Severity::Error);
    let said = |d: &Diagnostic| format!("[{}] {}", d.code.name(), d.message);
    if let Some(unknown) = errors().find(|d| is_ignorance(d.code)) {
        return Outcome::Gap(said(unknown));
    }
    match errors().next() {
        Some(first) => Outcome::Refused(said(first)),
        None => Outcome::Gap("not complete, and nothing says why".to_owned()),
    }
}

/// Runs a spec on a dialect.
pub(crate) fn run(spec: &Spec, dialect: &str) -> Outcome {
    let files = spec.revisions.iter().enumerate();
    let files = files.map(|(i, text)| (format!("versions/r{i}.py"), text.clone().into_bytes()));
    let project = Project::new(files.chain(environment(spec)).collect(), Options::default());
    let request = RenderRequest { dialect: dialect.into(), ..RenderRequest::default() };
    match spec.kind {
        Kind::Revision => match project.preview("b0", Direction::Upgrade, &request) {
            Ok(step) if step.complete => Outcome::Sql(body(&step.sql).to_owned()),
            Ok(step) => failure(&step.diagnostics),
            Err(diagnostic) => failure(&[diagnostic]),
        },
        Kind::Script | Kind::ScriptDown => script(&project, spec.kind, request),
    }
}

/// The settings and the env.py of a spec that has one.
fn environment(spec: &Spec) -> Vec<(String, Vec<u8>)> {
    let Some(env) = &spec.env else { return Vec::new() };
    let configure = "from alembic import context\n\n\ndef run_migrations_offline():\n    context.configure(\n        \
                     url=\"\", target_metadata=target_metadata, literal_binds=True\n    )\n";
    let file = |name: &str, text: String| (name.to_owned(), text.into_bytes());
    vec![
        file("alembic.ini", "[alembic]\nscript_location = .\n".into()),
        file("env.py", format!("{env}\n{configure}")),
    ]
}

fn script(project: &Project, kind: Kind, request: RenderRequest) -> Outcome {
    let plan = if kind == Kind::Script {
        project.upgrade(&RenderRequest { to: "heads".into(), ..request })
    } else {
        let head = project.resolve("heads").ok().and_then(|heads| heads.first().cloned());
        let from = head.into_iter().collect();
        project.downgrade(&RenderRequest { from, to: "base".into(), ..request })
    };
    match plan {
        Ok(plan) if plan.complete => Outcome::Sql(plan.sql.trim_matches('\n').to_owned()),
        Ok(plan) => failure(&plan.diagnostics),
        Err(diagnostic) => failure(&[diagnostic]),
    }
}

/// What stands between a step's log line and its version-table statement.
fn body(sql: &str) -> &str {
    let from = sql.find(LOG).map_or(0, |at| at + LOG.len());
    let to = sql.rfind(VERSION).unwrap_or(sql.len());
    sql.get(from..to).unwrap_or("").trim_matches('\n')
}

/// Whether it is what Alembic does; which words a refusal has is not compared.
pub(crate) fn agrees(expected: &Expected, outcome: &Outcome) -> bool {
    match (expected, outcome) {
        (Expected::Sql(expected), Outcome::Sql(sql)) => expected == sql,
        (Expected::Error(_), Outcome::Refused(_)) => true,
        _ => false,
    }
}

/// The two side by side, line by line.
pub(crate) fn difference(expected: &Expected, outcome: &Outcome) -> String {
    let (theirs, ours) = (expected_text(expected), outcome_text(outcome));
    let (left, right): (Vec<&str>, Vec<&str>) = (theirs.lines().collect(), ours.lines().collect());
    let same = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let mut text = String::new();
    for line in &left[..same] {
        text.push_str(&format!("      {line}\n"));
    }
    for line in &left[same..] {
        text.push_str(&format!("    - {line}\n"));
    }
    for line in &right[same..] {
        text.push_str(&format!("    + {line}\n"));
    }
    text
}

fn expected_text(expected: &Expected) -> String {
    match expected {
        Expected::Sql(sql) => sql.clone(),
        Expected::Error(error) => format!("(Alembic refuses) {error}"),
    }
}

fn outcome_text(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Sql(sql) => sql.clone(),
        Outcome::Refused(message) => format!("(limbeck refuses) {message}"),
        Outcome::Gap(message) => format!("(limbeck does not know) {message}"),
    }
}
