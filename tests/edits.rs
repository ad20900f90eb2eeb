//! Edits of a history: new revisions as Alembic writes them (tests/edits), and heads put on top of one another.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

use std::path::PathBuf;

use limbeck::diagnostic::{Code, Severity};
use limbeck::edit::{Date, Edit, NewRevision, new_revision, rebase};
use limbeck::plan::{Options, Project};
use serde_json::Value;

fn project(files: &[(&str, &str)]) -> Project {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    Project::new(files.collect(), Options::default())
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(text).collect(),
        other => text(other).into_iter().collect(),
    }
}

fn date(case: &Value) -> Date {
    Date {
        seconds: case["now"][0].as_i64().unwrap(),
        microsecond: case["now"][1].as_u64().unwrap() as u32,
        offset: case["offset"].as_i64().unwrap() as i32,
    }
}

fn asked(case: &Value) -> NewRevision {
    let given = &case["arguments"];
    let is_merge = case["command"] == "merge";
    let head = |value: &Value| if value.is_null() { vec!["head".to_owned()] } else { texts(value) };
    NewRevision {
        is_merge,
        id: text(&given["rev_id"]).unwrap_or_else(|| "0123456789ab".to_owned()),
        message: text(&given["message"]),
        heads: if is_merge { texts(&given["revisions"]) } else { head(&given["head"]) },
        splice: given["splice"] == true,
        branch_labels: texts(&given["branch_label"]),
        depends_on: texts(&given["depends_on"]),
        version_path: text(&given["version_path"]),
        date: date(case),
    }
}

/// What differs from what Alembic wrote, or refused.
fn difference(case: &Value) -> Option<String> {
    let files: Vec<(&str, &str)> = case["files"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str().unwrap()))
        .collect();
    let made = new_revision(&project(&files), &asked(case));
    match (made, case["refused"].as_str().or(case["differs"].as_str())) {
        (Err(_), Some(_)) => None,
        (Err(finding), None) => {
            Some(format!("refused: {}: {}", finding.code.name(), finding.message))
        }
        (Ok(edit), Some(why)) => Some(format!("not refused ({why}):\n{}", edit.text)),
        (Ok(edit), None) => {
            let expected = (case["path"].as_str().unwrap(), case["text"].as_str().unwrap());
            let same = (&*edit.path, &*edit.text) == expected;
            (!same).then(|| {
                format!("{}\n{}\n--- not ---\n{}\n{}", edit.path, edit.text, expected.0, expected.1)
            })
        }
    }
}

#[test]
fn new_revisions_are_what_alembic_writes() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/edits/recorded.jsonl");
    let recorded = std::fs::read_to_string(path).unwrap();
    let mut faults = Vec::new();
    for line in recorded.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        if let Some(difference) = difference(&case) {
            faults.push(format!("{} {}: {difference}", case["command"], case["name"]));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n\n"));
}

fn revision(id: &str, down: &str, more: &str) -> String {
    let shown = down.trim_matches(['\'', '"']).replace("None", "");
    format!(
        "\"\"\"Make {id}\n\nRevision ID: {id}\nRevises: {shown}\nCreate Date: 2024-01-02\n\"\"\"\n\
         revision = '{id}'\ndown_revision = {down}  # kept\n{more}\n\ndef upgrade():\n    pass\n"
    )
}

fn folder(revisions: &[(&str, &str, &str)]) -> Project {
    let texts: Vec<(String, String)> = revisions
        .iter()
        .map(|(id, down, more)| (format!("versions/{id}.py"), revision(id, down, more)))
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    project(&files)
}

fn apply(project: &mut Project, edit: &Edit) {
    project.update(vec![(edit.path.clone(), Some(edit.text.clone().into_bytes()))]);
}

#[test]
fn a_rebase_changes_one_value_and_the_words_about_it() {
    let mut project = folder(&[
        ("aaaa", "None", ""),
        ("bbbb", "\"aaaa\"", ""),
        ("cccc", "'bbbb'", ""),
        ("dddd", "'aaaa'", ""),
    ]);
    let edit = rebase(&project, "cccc", Some("dddd")).unwrap();
    assert_eq!((&*edit.path, &*edit.revision), ("versions/bbbb.py", "bbbb"));
    assert_eq!(edit.text, revision("bbbb", "\"dddd\"", ""));
    assert_eq!(edit.diagnostics[0].code, Code::MovedRevision);
    assert_eq!(edit.diagnostics[0].severity, Severity::Warning);
    assert_eq!(rebase(&project, "cccc", None).unwrap(), edit);
    apply(&mut project, &edit);
    assert_eq!(project.history().heads(), ["cccc".into()]);
    assert_eq!(project.history().len(), 4);
}

#[test]
fn bases_merges_and_lists_are_moved_too() {
    let base = folder(&[("aaaa", "None", ""), ("bbbb", "None", "")]);
    let edit = rebase(&base, "bbbb", None).unwrap();
    assert_eq!(edit.text, revision("bbbb", "'aaaa'", ""));
    let many = folder(&[
        ("aaaa", "None", ""),
        ("bbbb", "'aaaa'", ""),
        ("cccc", "'aaaa'", ""),
        ("dddd", "('bbbb', 'cccc',)", ""),
        ("eeee", "('cccc', 'bbbb')", ""),
        ("ffff", "['eeee']", ""),
    ]);
    let edit = rebase(&many, "dddd", Some("ffff")).unwrap();
    assert!(edit.text.contains("\ndown_revision = 'ffff'  # kept\n"), "{}", edit.text);
    let edit = rebase(&many, "ffff", Some("dddd")).unwrap();
    assert!(edit.text.contains("\ndown_revision = 'dddd'  # kept\n"), "{}", edit.text);
    assert!(edit.path.ends_with("eeee.py"));
    let listed = folder(&[("aaaa", "None", ""), ("bbbb", "['aaaa']", ""), ("cccc", "'aaaa'", "")]);
    let edit = rebase(&listed, "bbbb", None).unwrap();
    assert!(edit.text.contains("\ndown_revision = ['cccc']  # kept\n"), "{}", edit.text);
}

#[test]
fn what_one_edit_cannot_do_is_refused() {
    let refused = |project: &Project, revision: &str, onto: Option<&str>, words: &str| {
        let finding = rebase(project, revision, onto).unwrap_err();
        assert!(finding.message.contains(words), "{}", finding.message);
    };
    let project = folder(&[
        ("aaaa", "None", ""),
        ("bbbb", "'aaaa'", ""),
        ("cccc", "('bbbb', 'aaaa')", ""),
        ("dddd", "'aaaa'", "depends_on = 'cccc'"),
    ]);
    refused(&project, "aaaa", None, "'aaaa' is not a head");
    refused(&project, "cccc", Some("cccc"), "on top of itself");
    refused(&project, "cccc", Some("dddd"), "begins in 2 places");
    refused(&project, "nothing", None, "no revision or branch");
    refused(&folder(&[("aaaa", "None", "")]), "aaaa", None, "only one head");
    let three = folder(&[("aaaa", "None", ""), ("bbbb", "None", ""), ("cccc", "None", "")]);
    refused(&three, "aaaa", None, "there are 3 heads");
    let needed = folder(&[
        ("aaaa", "None", ""),
        ("bbbb", "'aaaa'", ""),
        ("cccc", "'aaaa'", "depends_on = 'bbbb'"),
        ("dddd", "'cccc'", ""),
    ]);
    refused(&needed, "bbbb", Some("dddd"), "lead back to themselves");
    let written = "a, revision, down_revision = 1, 'bbbb', 'aaaa'\n";
    let odd = self::project(&[
        ("versions/aaaa.py", &revision("aaaa", "None", "")),
        ("versions/bbbb.py", written),
        ("versions/cccc.py", &revision("cccc", "'aaaa'", "")),
    ]);
    assert!(
        rebase(&odd, "bbbb", None)
            .is_ok_and(|edit| edit.text == written.replace("'aaaa'", "'cccc'"))
    );
    let doubled = written.replace("1, ", "'aaaa', ");
    let odd = self::project(&[
        ("versions/aaaa.py", &revision("aaaa", "None", "")),
        ("versions/bbbb.py", &doubled),
        ("versions/cccc.py", &revision("cccc", "'aaaa'", "")),
    ]);
    refused(&odd, "bbbb", None, "plain values");
}

/// A small generator of numbers (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn random(numbers: &mut Numbers) -> Project {
    let size = 2 + numbers.below(9);
    let id = |place: usize| format!("rev{place:05}");
    let mut files: Vec<(String, String)> = Vec::new();
    for place in 0..size {
        let parents =
            if numbers.below(9) == 0 { 0 } else { 1 + usize::from(numbers.below(4) == 0) };
        let mut down: Vec<String> = Vec::new();
        for _ in 0..parents.min(place) {
            let parent = format!("'{}'", id(place - 1 - numbers.below(place.min(4))));
            if !down.contains(&parent) {
                down.push(parent);
            }
        }
        let literal = match &down[..] {
            [] => "None".to_owned(),
            [only] => only.clone(),
            several => format!("({})", several.join(", ")),
        };
        let more = match numbers.below(5) {
            0 if place > 0 => format!("depends_on = '{}'", id(numbers.below(place))),
            _ => String::new(),
        };
        files.push((format!("versions/{}.py", id(place)), revision(&id(place), &literal, &more)));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    project(&files)
}

#[test]
fn a_rebased_folder_has_one_head_less_and_the_same_revisions() {
    let mut numbers = Numbers(0xed17);
    let mut moved = 0;
    for _ in 0..400 {
        let mut project = random(&mut numbers);
        let heads = project.history().heads();
        let (top, onto) = (&heads[0], &heads[heads.len() - 1]);
        let Ok(edit) = rebase(&project, top, Some(onto)) else { continue };
        let ids = |project: &Project| {
            let mut ids: Vec<String> =
                project.history().listed().iter().map(|r| r.id.to_string()).collect();
            ids.sort();
            ids
        };
        let before = ids(&project);
        let old = project.with_sources(|files| {
            files.get(files.find(&edit.path).unwrap()).unwrap().text().to_string()
        });
        let changed = old.lines().zip(edit.text.lines()).filter(|(a, b)| a != b).count();
        assert!(old.lines().count() == edit.text.lines().count() && changed <= 2, "{}", edit.text);
        apply(&mut project, &edit);
        assert_eq!(ids(&project), before);
        assert_eq!(project.history().heads().len(), heads.len() - 1);
        assert!(project.history().faults().is_empty());
        moved += 1;
    }
    assert!(moved > 100, "{moved}");
}

#[test]
fn a_merged_folder_has_one_head() {
    let mut numbers = Numbers(0x3e26e);
    for _ in 0..200 {
        let mut project = random(&mut numbers);
        let heads: Vec<String> =
            project.history().heads().iter().map(ToString::to_string).collect();
        let new =
            NewRevision { is_merge: true, id: "merge".to_owned(), heads, ..NewRevision::default() };
        let edit = new_revision(&project, &new).unwrap();
        apply(&mut project, &edit);
        assert_eq!(project.history().heads(), ["merge".into()]);
    }
}

#[test]
fn what_is_not_run_is_said() {
    let ini = "[alembic]\nscript_location = db\nrevision_environment = true\n\
               [post_write_hooks]\nhooks = black, ruff\n";
    let template = "revision = ${repr(up_revision)}\ndown_revision = None\n\
                    def upgrade():\n    ${upgrades if upgrades else 'pass'}\n";
    let files = [("alembic.ini", ini), ("db/script.py.mako", template)];
    let new = NewRevision { id: "aaaa".to_owned(), ..NewRevision::default() };
    let edit = new_revision(&project(&files), &new).unwrap();
    assert_eq!(edit.path, "db/versions/aaaa_.py");
    assert_eq!(edit.diagnostics.iter().filter(|d| d.code == Code::NotRun).count(), 2);
    assert!(edit.text.contains("# ### commands auto generated by Alembic - please adjust! ###\n"));
    let own = format!("{template}# ${{dialect}}\n");
    let files = [("alembic.ini", ini), ("db/script.py.mako", &*own)];
    let finding = new_revision(&project(&files), &new).unwrap_err();
    assert_eq!(finding.code, Code::UnknownValue);
    let span = finding.span.unwrap();
    assert_eq!(own.get(span.start as usize..span.end as usize), Some("dialect"));
}

#[test]
fn templates_are_bounded_and_told_where_they_fail() {
    let fails = |template: &str, code: Code, at: Option<&str>| {
        let files = [
            ("db/script.py.mako", template),
            ("db/versions/a.py", "revision = 'a'\ndown_revision = None\n"),
        ];
        let new = NewRevision {
            id: "b".to_owned(),
            heads: vec!["a".to_owned()],
            ..NewRevision::default()
        };
        let finding = new_revision(&project(&files), &new).unwrap_err();
        assert_eq!(finding.code, code, "{template}: {}", finding.message);
        if let Some(at) = at {
            let start = finding.span.map(|span| span.start as usize).unwrap();
            assert!(template.get(start..).unwrap().starts_with(at), "{template}: {start}");
        }
    };
    fails("x\n${nothing}", Code::InvalidTemplate, Some("nothing"));
    fails("x\n${1 // 0}", Code::InvalidTemplate, Some("1 // 0"));
    fails("x\n${1 +}", Code::InvalidTemplate, None);
    fails("% while True:\n% endwhile", Code::InvalidTemplate, None);
    fails("<%include file='x'/>", Code::InvalidTemplate, Some("<%include"));
    fails("${config.attributes}", Code::UnknownValue, None);
    fails("% if config.attributes:\nx\n% endif", Code::UnknownValue, None);
    fails("${loop.index}", Code::UnknownValue, None);
    fails("${message | n}${None | n}", Code::InvalidTemplate, None);
    fails(&"x".repeat(100_000), Code::InvalidTemplate, None);
    for ends in
        ["${\"", "${'''", "<%", "<%!", "% if x:", "</%x>", "${(", "<%text>", "%", "${#", "\\"]
    {
        let _ = new_revision(
            &project(&[("db/script.py.mako", ends)]),
            &NewRevision { version_path: Some("v".to_owned()), ..NewRevision::default() },
        );
    }
}
