//! Mutated specs through the whole pipeline: whatever a file holds, there is an answer, soon, in bounded memory.
//!
//! `LIMBECK_MUTATION_SECONDS` says how long (20 by default), `LIMBECK_MUTATION_SEED` where the random numbers
//! begin. The text that is being tried is always in target/mutations/last.py, for the day a stack overflows.

#![allow(clippy::panic, reason = "a test may panic, in its helpers too")]

#[path = "support/spec.rs"]
#[allow(dead_code, reason = "what is expected of a spec matters elsewhere")]
mod spec;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use limbeck::history::{read_header, read_plain_header};
use limbeck::plan::{Direction, Options, Project, RenderRequest};
use limbeck::python::Limits;
use limbeck::python::outline::outline;
use limbeck::python::parse::parse;
use limbeck::source::FileId;
use spec::DIALECTS;

/// The longest that one text may take, in a build that is not optimised.
const LONGEST: Duration = Duration::from_secs(10);
/// The most memory that the whole run may have held at once.
const MOST_KILOBYTES: u64 = 1 << 20;

/// Xorshift: what is random here has to be the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { (self.next() % bound as u64) as usize }
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Pieces of Python that are unpleasant in one way or another.
const PIECES: [&str; 40] = [
    "None",
    "-1",
    "10**5000",
    "'x' * 10**12",
    "[[[]]]",
    "lambda: upgrade()",
    "*args",
    "**kw",
    "'%s' % 1",
    "'%(a)s'",
    "f'{x!r:>{y}}'",
    "b'\\xff'",
    "'\\ud800'",
    "'\\N{SNOWMAN}'",
    "1e400",
    "1j",
    "...",
    "not",
    "await x",
    "yield",
    "upgrade",
    "sa",
    "op",
    "op.f",
    "sa.text",
    "[x for x in iter(int, 1)]",
    "{**{}}",
    "(yield)",
    "1 if 1 else 2",
    "'' in ''",
    "range(10**9)",
    "while True: pass",
    "raise",
    "return",
    "del op",
    "global sa",
    "class A(A): pass",
    "import limbeck",
    "from . import x",
    "match x:\n        case _: pass",
];
const CHARACTERS: [&str; 16] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "\\",
    "\n",
    "\t",
    ":",
    ",",
    "\u{0}",
    "é",
    "\u{1F600}",
];

fn lines(text: &str) -> Vec<&str> {
    text.split('\n').collect()
}

/// A place in a text that no character straddles.
fn place(text: &str, random: &mut Random) -> usize {
    let mut at = random.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where the words of a text are.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, c.is_alphanumeric() || c == '_') {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    found
}

fn mutate(text: &str, others: &[String], random: &mut Random) -> String {
    match random.below(9) {
        0 => without_a_line(text, random),
        1 => with_a_line_of(text, random.pick::<String>(others), random),
        2 => with_lines_swapped(text, random),
        3 => with_a_word_replaced(text, random.pick::<&str>(&PIECES), random),
        4 => {
            let other = random.pick::<String>(others);
            let words = words(other);
            let (from, to) = words[random.below(words.len())];
            with_a_word_replaced(text, &other[from..to], random)
        }
        5 => inserted(text, random.pick::<&str>(&CHARACTERS), random),
        6 => text[..place(text, random)].to_owned(),
        7 => nested(text, random),
        _ => inserted(text, random.pick::<&str>(&PIECES), random),
    }
}

fn without_a_line(text: &str, random: &mut Random) -> String {
    let mut lines = lines(text);
    lines.remove(random.below(lines.len()));
    lines.join("\n")
}

fn with_a_line_of(text: &str, other: &str, random: &mut Random) -> String {
    let others = lines(other);
    let mut lines = lines(text);
    lines.insert(random.below(lines.len() + 1), others[random.below(others.len())]);
    lines.join("\n")
}

fn with_lines_swapped(text: &str, random: &mut Random) -> String {
    let mut lines = lines(text);
    let (a, b) = (random.below(lines.len()), random.below(lines.len()));
    lines.swap(a, b);
    lines.join("\n")
}

fn with_a_word_replaced(text: &str, word: &str, random: &mut Random) -> String {
    let words = words(text);
    if words.is_empty() {
        return word.to_owned();
    }
    let (from, to) = words[random.below(words.len())];
    format!("{}{word}{}", &text[..from], &text[to..])
}

fn inserted(text: &str, what: &str, random: &mut Random) -> String {
    let at = place(text, random);
    format!("{}{what}{}", &text[..at], &text[at..])
}

/// A word in ever so many brackets.
fn nested(text: &str, random: &mut Random) -> String {
    let (open, close) =
        *random.pick(&[("(", ")"), ("[", "]"), ("{", "}"), ("not ", ""), ("-", ""), ("f(", ")")]);
    let depth = *random.pick(&[10, 200, 5_000]);
    with_a_word_replaced(text, &format!("{}x{}", open.repeat(depth), close.repeat(depth)), random)
}

/// Limits that keep a run short; that they are kept is part of what is tested.
fn limits() -> Limits {
    Limits { steps: 200_000, bytes: 16 << 20, ..Limits::default() }
}

/// What an outline vouches for can be parsed, and has the header that its tree has.
fn check_outline(text: &str) {
    let file = FileId(0);
    let Some(outline) = outline(text) else { return };
    let tree = parse(file, text).unwrap_or_else(|error| panic!("outlined: {}", error.message));
    if let Some(plain) = read_plain_header(file, text, &outline) {
        assert_eq!(plain, read_header(file, &tree));
    }
}

fn run(text: &str, random: &mut Random) {
    check_outline(text);
    let options = Options { limits: limits(), ..Options::default() };
    let project = Project::new(vec![("r0.py".to_owned(), text.as_bytes().to_vec())], options);
    let request =
        RenderRequest { dialect: (*random.pick(&DIALECTS)).into(), ..RenderRequest::default() };
    let heads = project.resolve("heads").unwrap_or_default();
    for head in heads.iter().take(2) {
        let step = project.preview(head, Direction::Upgrade, &request);
        if let Ok(step) = step {
            let explained = step.complete || step.diagnostics.iter().any(|d| !d.message.is_empty());
            assert!(explained, "a step is not complete and does not say why");
        }
    }
    let whole = project.upgrade(&RenderRequest { to: "heads".into(), ..request });
    drop(whole);
}

/// The most memory that this process has held, where the system tells.
fn peak_kilobytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn keep(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("target can be written");
    path
}

#[test]
fn every_text_has_an_answer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/mutations");
    std::fs::create_dir_all(&folder).expect("target can be written");
    let texts: Vec<String> = spec::all().into_iter().flat_map(|spec| spec.revisions).collect();
    let mut random = Random(number("LIMBECK_MUTATION_SEED", 0x9E37_79B9_7F4A_7C15));
    let end = Instant::now() + Duration::from_secs(number("LIMBECK_MUTATION_SECONDS", 20));
    let (mut tried, mut faults) = (0_u64, Vec::new());
    while Instant::now() < end && faults.len() < 10 {
        let mut text = random.pick(&texts).clone();
        for _ in 0..=random.below(4) {
            text = mutate(&text, &texts, &mut random);
        }
        keep(&folder, "last.py", &text);
        let started = Instant::now();
        let panicked = catch_unwind(AssertUnwindSafe(|| run(&text, &mut random))).is_err();
        if panicked || started.elapsed() > LONGEST {
            let path = keep(&folder, &format!("fault-{tried}.py"), &text);
            faults.push(format!(
                "{}: {:?}, panicked: {panicked}",
                path.display(),
                started.elapsed()
            ));
        }
        tried += 1;
    }
    println!("{tried} texts tried, peak memory {:?} kB", peak_kilobytes());
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert!(
        peak_kilobytes().is_none_or(|peak| peak < MOST_KILOBYTES),
        "too much memory: {:?} kB",
        peak_kilobytes()
    );
}

/// Texts that have been unpleasant elsewhere.
#[test]
fn hostile_texts_have_an_answer() {
    let deep =
        |open: &str, close: &str| format!("x = {}1{}", open.repeat(10_000), close.repeat(10_000));
    let bodies = [
        "while True: pass".to_owned(),
        "x = 'x' * 10**12".to_owned(),
        "x = [0] * 10**12".to_owned(),
        "x = 10 ** 10 ** 10".to_owned(),
        "x = 1 << 10**10".to_owned(),
        "x = list(range(10**12))".to_owned(),
        "x = '%*d' % (10**9, 1)".to_owned(),
        "x = f'{1:{10**9}}'".to_owned(),
        "x = 'a'.ljust(10**12)".to_owned(),
        "def f(): f()\n    f()".to_owned(),
        "f = lambda: f()\n    f()".to_owned(),
        "x = []\n    x.append(x)\n    op.execute(str(x))".to_owned(),
        "x = 'a'\n    for _ in range(100): x += x".to_owned(),
        "import re\n    re.match('(a+)+$', 'a' * 64 + 'b')".to_owned(),
        "class A:\n        def __getattr__(self, n): return getattr(self, n)\n    A().x".to_owned(),
        deep("(", ")"),
        deep("[", "]"),
        deep("-", ""),
        deep("f(", ")"),
        deep("lambda: ", ""),
        format!("x = {}1", "1 + ".repeat(100_000)),
        format!("x = y{}", ".a".repeat(100_000)),
        format!("x = {}", "if 1: ".repeat(1_000)),
    ];
    let mut random = Random(1);
    for body in bodies {
        let text = format!(
            "revision = 'b0'\ndown_revision = None\nfrom alembic import op\n\n\ndef upgrade():\n    {body}\n"
        );
        let started = Instant::now();
        run(&text, &mut random);
        let shown: String = body.chars().take(60).collect();
        assert!(started.elapsed() < LONGEST, "{shown}: {:?}", started.elapsed());
    }
}
