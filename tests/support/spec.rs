//! Reads the Markdown files of tests/specs; their format is described in tests/specs/README.md.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The six dialects, in the order in which everything lists them.
pub(crate) const DIALECTS: [&str; 6] =
    ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"];

/// What Alembic does with a spec on one dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Prints this.
    Sql(String),
    /// Refuses with this exception.
    Error(String),
}

/// What is asked of a spec's revisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What one revision's `upgrade()` prints.
    Revision,
    /// The whole script up to the heads.
    Script,
    /// The whole script down to the base.
    ScriptDown,
}

/// One heading with its Python and what is expected of it.
#[derive(Debug, Clone)]
pub(crate) struct Spec {
    /// The file's name.
    pub(crate) file: String,
    /// The line of its heading.
    pub(crate) line: usize,
    /// The heading.
    pub(crate) title: String,
    /// What is asked.
    pub(crate) kind: Kind,
    /// limbeck says that it does not know: a difference that is meant.
    pub(crate) gap: bool,
    /// What of env.py makes `target_metadata`.
    pub(crate) env: Option<String>,
    /// The revision files' texts.
    pub(crate) revisions: Vec<String>,
    /// What Alembic does, by dialect.
    pub(crate) expected: BTreeMap<String, Expected>,
}

impl Spec {
    /// How the spec is called in lists.
    pub(crate) fn name(&self) -> String {
        format!("{}: {}", self.file, self.title)
    }
}

/// The folder of the specs, or another one that `LIMBECK_SPECS` names, to try cases that are not kept.
pub(crate) fn folder() -> PathBuf {
    match std::env::var_os("LIMBECK_SPECS") {
        Some(elsewhere) => elsewhere.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs"),
    }
}

/// All specs of all files.
pub(crate) fn all() -> Vec<Spec> {
    let prelude = read(&folder().join("prelude.py"));
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("tests/specs is a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "md") && !path.ends_with("README.md"))
        .collect();
    files.sort();
    files.iter().flat_map(|path| parse(path, &prelude)).collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A fenced block: the words behind the opening fence, and its text.
struct Block {
    words: Vec<String>,
    lines: Vec<String>,
}

impl Block {
    fn text(&self) -> String {
        self.lines.join("\n")
    }

    fn is(&self, kind: &str) -> bool {
        self.words.first().is_some_and(|word| word == kind)
    }
}

fn parse(path: &Path, prelude: &str) -> Vec<Spec> {
    let file = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
    let mut specs: Vec<Spec> = Vec::new();
    let mut block: Option<Block> = None;
    for (number, line) in read(path).lines().enumerate() {
        match &mut block {
            Some(open) if line != "```" => open.lines.push(line.to_owned()),
            Some(_) => {
                let done = block.take().expect("a block is open");
                let spec = specs
                    .last_mut()
                    .unwrap_or_else(|| panic!("{file}: a block before any heading"));
                add(spec, &done, prelude);
            }
            None => {
                if let Some(title) = line.strip_prefix("## ") {
                    specs.push(spec(&file, number + 1, title));
                } else if let Some(info) = line.strip_prefix("```") {
                    let words = info.split([' ', ',']).filter(|w| !w.is_empty()).map(str::to_owned);
                    block = Some(Block { words: words.collect(), lines: Vec::new() });
                }
            }
        }
    }
    assert!(block.is_none(), "{file}: a block is not closed");
    specs
}

fn spec(file: &str, line: usize, title: &str) -> Spec {
    Spec {
        file: file.to_owned(),
        line,
        title: title.trim().to_owned(),
        kind: Kind::Revision,
        gap: false,
        env: None,
        revisions: Vec::new(),
        expected: BTreeMap::new(),
    }
}

fn add(spec: &mut Spec, block: &Block, prelude: &str) {
    if block.is("env") {
        spec.env = Some(block.text());
        return;
    }
    if block.is("python") {
        if block.words.iter().any(|w| w == "script") {
            spec.kind = Kind::Script;
        } else if block.words.iter().any(|w| w == "script-down") {
            spec.kind = Kind::ScriptDown;
        }
        spec.gap |= block.words.iter().any(|word| word == "gap");
        spec.revisions.push(revision(&block.text(), prelude));
        return;
    }
    let expected = match block.is("sql") {
        true => Expected::Sql(block.text()),
        false => Expected::Error(block.text()),
    };
    assert!(block.is("sql") || block.is("error"), "{}: an unknown block", spec.name());
    for dialect in &block.words[1..] {
        assert!(DIALECTS.contains(&dialect.as_str()), "{}: dialect {dialect}", spec.name());
        spec.expected.insert(dialect.clone(), expected.clone());
    }
}

const HEADER: &str = "revision = \"b0\"\ndown_revision = \"a0\"\n";

/// A block as a revision file, made as `record.py` makes it.
fn revision(body: &str, prelude: &str) -> String {
    let begins = |word: &str| body.lines().any(|line| line.starts_with(word));
    let named = begins("revision ") || begins("revision:");
    if named || begins("def upgrade(") {
        return format!("{}{prelude}{body}\n", if named { "" } else { HEADER });
    }
    let indented: Vec<String> = body
        .lines()
        .map(|line| if line.trim().is_empty() { line.to_owned() } else { format!("    {line}") })
        .collect();
    format!("{HEADER}{prelude}\n\ndef upgrade():\n{}\n    pass\n", indented.join("\n"))
}
