//! The literate specs of tests/specs: what limbeck prints is what Alembic printed.
//!
//! `LIMBECK_SPEC=words cargo test --test specs` shows the differences of the specs whose name holds the words.
//! `LIMBECK_SPECS=folder` takes another folder's specs (with a `prelude.py`), `LIMBECK_MOST` shows so many differences.
//! `LIMBECK_PENDING=shrink` takes from pending.txt what passes now.

#![allow(clippy::panic, reason = "a test may panic, in its helpers too")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use support::render::{Outcome, agrees, difference, run};
use support::spec::{self, Spec};

fn pending_file() -> PathBuf {
    spec::folder().join("pending.txt")
}

/// The lines of pending.txt, `file: title [dialect]` each.
fn pending() -> BTreeSet<String> {
    let text = std::fs::read_to_string(pending_file()).unwrap_or_default();
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    lines.map(str::to_owned).collect()
}

/// A spec on a dialect.
struct Case<'a> {
    spec: &'a Spec,
    dialect: &'a str,
}

impl Case<'_> {
    fn name(&self) -> String {
        format!("{} [{}]", self.spec.name(), self.dialect)
    }

    fn outcome(&self) -> Outcome {
        run(self.spec, self.dialect)
    }

    fn passes(&self, outcome: &Outcome) -> bool {
        match self.spec.gap {
            true => matches!(outcome, Outcome::Gap(_)),
            false => agrees(&self.spec.expected[self.dialect], outcome),
        }
    }

    fn explain(&self, outcome: &Outcome) -> String {
        let place = format!("tests/specs/{}:{}", self.spec.file, self.spec.line);
        format!(
            "{}\n  {place}\n{}",
            self.name(),
            difference(&self.spec.expected[self.dialect], outcome)
        )
    }
}

fn cases(specs: &[Spec]) -> Vec<Case<'_>> {
    specs
        .iter()
        .flat_map(|spec| spec.expected.keys().map(move |dialect| Case { spec, dialect }))
        .collect()
}

#[derive(Default)]
struct Tally {
    passed: usize,
    of: usize,
}

fn print_table(by_file: &BTreeMap<&str, Tally>) {
    let (mut passed, mut of) = (0, 0);
    for (file, tally) in by_file {
        println!("{file:34} {:5} of {:5}", tally.passed, tally.of);
        passed += tally.passed;
        of += tally.of;
    }
    println!("{:34} {passed:5} of {of:5}", "all");
}

#[test]
fn limbeck_prints_what_alembic_prints() {
    let specs = spec::all();
    let asked = std::env::var("LIMBECK_SPEC").ok();
    let pending = pending();
    let (mut wrong, mut passing_now) = (Vec::new(), Vec::new());
    let mut by_file: BTreeMap<&str, Tally> = BTreeMap::new();
    for case in cases(&specs) {
        let name = case.name();
        if asked.as_ref().is_some_and(|words| !name.contains(words.as_str())) {
            continue;
        }
        let outcome = case.outcome();
        let passes = case.passes(&outcome);
        let tally = by_file.entry(&case.spec.file).or_default();
        tally.of += 1;
        tally.passed += usize::from(passes);
        match (passes, pending.contains(&name)) {
            (true, true) => passing_now.push(name),
            (false, listed) if !listed || asked.is_some() => {
                wrong.push((name, case.explain(&outcome)))
            }
            _ => {}
        }
    }
    print_table(&by_file);
    if std::env::var("LIMBECK_PENDING").is_ok_and(|v| v == "shrink") {
        shrink(&passing_now);
        passing_now.clear();
    }
    report(&wrong, &passing_now);
}

fn report(wrong: &[(String, String)], passing_now: &[String]) {
    let most = std::env::var("LIMBECK_MOST").ok().and_then(|most| most.parse().ok());
    let most =
        most.unwrap_or(if std::env::var_os("LIMBECK_SPEC").is_some() { usize::MAX } else { 20 });
    for (_, explanation) in wrong.iter().take(most) {
        println!("\n{explanation}");
    }
    if !wrong.is_empty() {
        println!("\nnot as Alembic prints them:");
        wrong.iter().for_each(|(name, _)| println!("{name}"));
    }
    if !passing_now.is_empty() {
        println!("\nin pending.txt, and pass now; take them out (LIMBECK_PENDING=shrink does):");
        passing_now.iter().for_each(|name| println!("{name}"));
    }
    assert!(wrong.is_empty(), "{} specs are not as Alembic prints them", wrong.len());
    assert!(passing_now.is_empty(), "{} specs of pending.txt pass", passing_now.len());
}

/// Takes names out of pending.txt; there is no way here to put any in.
fn shrink(passing: &[String]) {
    let text = std::fs::read_to_string(pending_file()).unwrap_or_default();
    let kept = text.lines().filter(|line| !passing.iter().any(|name| name == line.trim()));
    let kept: Vec<&str> = kept.collect();
    std::fs::write(pending_file(), kept.join("\n") + "\n").expect("pending.txt can be written");
}

#[test]
fn pending_names_specs_that_are_there() {
    let specs = spec::all();
    let names: BTreeSet<String> = cases(&specs).iter().map(Case::name).collect();
    let strange: Vec<String> = pending().difference(&names).cloned().collect();
    assert!(strange.is_empty(), "no such specs: {strange:#?}");
}

#[test]
fn names_are_unique_and_every_spec_expects_something() {
    let mut seen = BTreeSet::new();
    for spec in spec::all() {
        assert!(seen.insert(spec.name()), "{} is there twice", spec.name());
        assert!(!spec.revisions.is_empty(), "{} has no Python", spec.name());
        assert!(!spec.expected.is_empty(), "{} expects nothing: run record.py", spec.name());
    }
}

#[test]
fn specs_are_read_at_one_sitting() {
    if std::env::var_os("LIMBECK_SPECS").is_some() {
        return;
    }
    for entry in std::fs::read_dir(spec::folder()).expect("tests/specs is a folder") {
        let path = entry.expect("an entry").path();
        let lines = std::fs::read_to_string(&path).map_or(0, |text| text.lines().count());
        assert!(lines <= 700, "{} has {lines} lines: divide it", path.display());
    }
}
