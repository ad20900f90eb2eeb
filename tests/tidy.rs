//! House rules that a compiler does not check: the rooms' edges, documentation, sizes, forbidden words.

#![allow(clippy::panic, reason = "a test may panic, in its helpers too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use limbeck::diagnostic::Code;

const MOST_LINES: usize = 700;

/// A Rust file of the crate.
struct File {
    path: PathBuf,
    room: String,
    text: String,
    is_test: bool,
}

impl File {
    /// The text without its inline test modules; nothing where the whole file is one.
    fn shipped(&self) -> String {
        if self.is_test { String::new() } else { without_inline_tests(&self.text) }
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn crate_files() -> Vec<File> {
    let source = root().join("src");
    let paths = rust_files(&source);
    let texts: Vec<String> =
        paths.iter().map(|p| fs::read_to_string(p).expect("a Rust file is text")).collect();
    let tests: Vec<PathBuf> =
        paths.iter().zip(&texts).flat_map(|(path, text)| test_modules(path, text)).collect();
    paths
        .into_iter()
        .zip(texts)
        .map(|(path, text)| File {
            room: room_of(path.strip_prefix(&source).expect("under src")),
            is_test: tests.iter().any(|t| path == t.with_extension("rs") || path.starts_with(t)),
            path,
            text,
        })
        .collect()
}

/// `python/parse.rs` and `python.rs` are both of the room `python`.
fn room_of(path: &Path) -> String {
    let first = path.iter().next().expect("a path has a part").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// Where the modules stand that a file declares under `#[cfg(test)]`, without `.rs`.
fn test_modules(path: &Path, text: &str) -> Vec<PathBuf> {
    let folder = path.parent().expect("a file is in a folder");
    let stem = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
    let inside =
        if ["mod", "lib"].contains(&stem.as_str()) { folder.to_owned() } else { folder.join(stem) };
    let lines: Vec<&str> = text.lines().collect();
    lines
        .windows(2)
        .filter(|pair| pair[0].trim() == "#[cfg(test)]")
        .filter_map(|pair| pair[1].trim().strip_prefix("mod ")?.strip_suffix(';'))
        .map(|name| inside.join(name))
        .collect()
}

/// Drops each item at the margin that stands under `#[cfg(test)]`.
fn without_inline_tests(text: &str) -> String {
    let mut kept = String::new();
    let mut skipping = false;
    for line in text.lines() {
        if line == "#[cfg(test)]" {
            skipping = true;
        } else if !skipping {
            kept.push_str(line);
            kept.push('\n');
        } else if line == "}" || (line.ends_with(';') && !line.starts_with(' ')) {
            skipping = false;
        }
    }
    kept
}

/// A row of ARCHITECTURE.md's table of rooms.
struct Room {
    may_use: BTreeSet<String>,
    crates: BTreeSet<String>,
}

fn words(cell: &str) -> BTreeSet<String> {
    cell.split(',').map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()).collect()
}

fn rooms() -> BTreeMap<String, Room> {
    let text =
        fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is there");
    let table = text.lines().skip_while(|l| !l.starts_with("| room |")).skip(2);
    table
        .take_while(|l| l.starts_with('|'))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [room, _, may_use, crates] = cells[..] else { panic!("four columns in: {line}") };
            (
                room.trim_matches('`').to_owned(),
                Room { may_use: words(may_use), crates: words(crates) },
            )
        })
        .collect()
}

/// The names that follow `crate::`, also in `use crate::{a, b}`, wherever they stand.
fn rooms_used(text: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for part in code(text).split("crate::").skip(1) {
        let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if name.is_empty() {
            let list = part.trim_start_matches('{').split(';').next().unwrap_or("");
            used.extend(
                list.split([',', '{', '}'])
                    .filter_map(|w| w.trim().split("::").next())
                    .map(str::to_owned),
            );
        } else {
            used.insert(name);
        }
    }
    used
}

/// The text without comments that take whole lines.
fn code(text: &str) -> String {
    let lines = text.lines().filter(|l| !l.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn complain(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_module_opens_by_saying_what_it_is_for() {
    let faults: Vec<String> = crate_files()
        .iter()
        .filter(|f| !f.text.starts_with("//! "))
        .map(|f| format!("{} does not open with a //! sentence", f.name()))
        .collect();
    complain(&faults);
}

#[test]
fn files_can_be_read_at_one_sitting() {
    let mut faults = Vec::new();
    for folder in ["src", "tests", "examples", "fuzz"] {
        for path in rust_files(&root().join(folder)) {
            let lines = fs::read_to_string(&path).expect("text").lines().count();
            if lines > MOST_LINES {
                faults
                    .push(format!("{} has {lines} lines, more than {MOST_LINES}", path.display()));
            }
        }
    }
    complain(&faults);
}

#[test]
fn rooms_use_only_what_the_architecture_allows() {
    let rooms = rooms();
    let mut faults = Vec::new();
    for file in crate_files().iter().filter(|f| f.room != "lib" && !f.is_test) {
        let Some(room) = rooms.get(&file.room) else {
            faults.push(format!("{}: ARCHITECTURE.md has no room `{}`", file.name(), file.room));
            continue;
        };
        for used in rooms_used(&file.shipped()) {
            if used != file.room && rooms.contains_key(&used) && !room.may_use.contains(&used) {
                faults.push(format!("{}: room `{}` may not use `{used}`", file.name(), file.room));
            }
        }
    }
    complain(&faults);
}

#[test]
fn the_picture_of_rooms_has_no_circles() {
    let rooms = rooms();
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    while placed.len() < rooms.len() {
        let ready = |room: &Room| room.may_use.iter().all(|u| placed.contains(u.as_str()));
        let next: Vec<&str> = rooms
            .iter()
            .filter(|(n, r)| !placed.contains(n.as_str()) && ready(r))
            .map(|(n, _)| n.as_str())
            .collect();
        let left: Vec<&String> = rooms.keys().filter(|n| !placed.contains(n.as_str())).collect();
        assert!(
            !next.is_empty(),
            "these rooms use each other, or rooms that are not there: {left:?}"
        );
        placed.extend(next);
    }
}

#[test]
fn outside_crates_stay_in_their_rooms() {
    const KNOWN: [&str; 6] =
        ["sea_query", "petgraph", "wasm_bindgen", "serde_wasm_bindgen", "serde", "js_sys"];
    let rooms = rooms();
    let mut faults = Vec::new();
    for file in crate_files().iter().filter(|f| f.room != "lib") {
        let Some(room) = rooms.get(&file.room) else { continue };
        let text = code(&file.shipped());
        let mut used: Vec<&str> = KNOWN
            .into_iter()
            .filter(|name| {
                text.contains(&format!("use {name}::")) || text.contains(&format!(" {name}::"))
            })
            .collect();
        if text.contains("ruff_python_") || text.contains("ruff_text_") {
            used.push("ruff");
        }
        for name in used.iter().filter(|name| !room.crates.contains(**name)) {
            faults.push(format!(
                "{}: room `{}` may not use the crate {name}",
                file.name(),
                file.room
            ));
        }
    }
    complain(&faults);
}

#[test]
fn nothing_that_is_unfinished_or_may_panic_is_shipped() {
    const FORBIDDEN: [&str; 7] =
        ["todo!(", "unimplemented!(", "dbg!(", ".unwrap()", ".expect(", "panic!(", "unreachable!("];
    let mut faults = Vec::new();
    for file in crate_files() {
        for (number, line) in file.shipped().lines().enumerate() {
            let line = line.trim_start();
            if line.starts_with("//") {
                continue;
            }
            for word in FORBIDDEN.iter().filter(|w| line.contains(**w)) {
                faults.push(format!("{}:{}: {word} in `{line}`", file.name(), number + 1));
            }
        }
    }
    complain(&faults);
}

#[test]
fn every_code_has_its_page_and_every_page_its_code() {
    let codes: BTreeSet<String> = Code::ALL.iter().map(|c| c.name().to_owned()).collect();
    let folder = root().join("docs/diagnostics");
    let pages: BTreeSet<String> = fs::read_dir(&folder)
        .expect("docs/diagnostics is there")
        .flatten()
        .filter_map(|e| e.file_name().to_string_lossy().strip_suffix(".md").map(str::to_owned))
        .filter(|name| name != "README")
        .collect();
    let mut faults: Vec<String> =
        codes.difference(&pages).map(|c| format!("no page docs/diagnostics/{c}.md")).collect();
    faults
        .extend(pages.difference(&codes).map(|p| format!("docs/diagnostics/{p}.md: no such code")));
    for name in &pages {
        let text = fs::read_to_string(folder.join(format!("{name}.md"))).expect("a page is text");
        if !text.starts_with(&format!("# {name}\n")) {
            faults.push(format!("docs/diagnostics/{name}.md does not open with `# {name}`"));
        }
        for part in ["## Example", "## How to mend it"] {
            if !text.contains(part) {
                faults.push(format!("docs/diagnostics/{name}.md has no `{part}`"));
            }
        }
    }
    complain(&faults);
}

#[test]
fn codes_are_kebab_case() {
    let odd: Vec<String> = Code::ALL
        .iter()
        .map(|c| c.name())
        .filter(|n| !n.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
        .map(str::to_owned)
        .collect();
    complain(&odd);
}
