//! Times what the graph answers, for shapes and sizes of histories.
//!
//! usage: graphs [SIZE ...]    (1000 10000 100000 by default)

use std::hint::black_box;
use std::rc::Rc;
use std::time::Instant;

use limbeck::history::{History, Revision, Style};
use limbeck::source::{FileId, Sources};

const SHAPES: [(&str, fn(usize) -> Vec<Revision>); 7] = [
    ("linear", linear),
    ("side branches", side_branches),
    ("long branches", long_branches),
    ("fan", fan),
    ("deep merges", deep_merges),
    ("tangled", tangled),
    ("dependencies", dependencies),
];

fn main() {
    let mut sizes: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000, 100_000];
    }
    println!(
        "{:<14} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7}  milliseconds",
        "shape", "size", "build", "heads", "order", "list", "lanes", "check", "steps"
    );
    for (name, shape) in SHAPES {
        for &size in &sizes {
            measure(name, shape(size), size);
        }
    }
}

fn measure(name: &str, revisions: Vec<Revision>, size: usize) {
    let mut figures = Vec::new();
    let mut time = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        figures.push(start.elapsed().as_secs_f64() * 1000.0);
    };
    let mut history = History::new([]);
    let mut given = Some(revisions);
    time(&mut || history = History::new(given.take().unwrap_or_default()));
    time(&mut || drop(black_box(history.heads())));
    time(&mut || assert_eq!(black_box(history.newest_first()).len(), size));
    time(&mut || {
        drop(black_box((
            history.list_history(None, None, &[], &Style::Short),
            history.list_branches(&Style::Short),
        )))
    });
    time(&mut || assert_eq!(black_box(history.rows()).len(), size));
    time(&mut || drop(black_box(history.diagnostics(&Sources::default()))));
    time(&mut || assert!(black_box(history.upgrade_steps(&[], &["heads"])).is_ok()));
    let figures: String = figures.iter().map(|ms| format!("{ms:>8.1}")).collect();
    println!("{name:<14} {size:>7}{figures}");
}

fn id(place: usize) -> Rc<str> {
    // Files are listed by name, which has nothing to do with the order of the history.
    format!("{:016x}", (place as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)).into()
}

fn made(edges: Vec<Vec<usize>>) -> Vec<Revision> {
    let mut made: Vec<Revision> = edges
        .into_iter()
        .enumerate()
        .map(|(place, down)| {
            let down = down.into_iter().map(id).collect();
            Revision::new(id(place), down, FileId(place as u32))
        })
        .collect();
    made.sort_by(|a, b| a.id.cmp(&b.id));
    made
}

fn linear(size: usize) -> Vec<Revision> {
    made((0..size).map(|at| at.checked_sub(1).into_iter().collect()).collect())
}

/// A trunk of which every revision has a head beside it.
fn side_branches(size: usize) -> Vec<Revision> {
    made(
        (0..size)
            .map(|at| at.checked_sub(2 - at % 2).map(|d| d - d % 2).into_iter().collect())
            .collect(),
    )
}

/// A few hundred branches of equal length from one base.
fn long_branches(size: usize) -> Vec<Revision> {
    let width = 300.min(size / 3);
    made(
        (0..size).map(|at| if at == 0 { vec![] } else { vec![at.saturating_sub(width)] }).collect(),
    )
}

/// One base, and all others directly on it.
fn fan(size: usize) -> Vec<Revision> {
    made((0..size).map(|at| if at == 0 { vec![] } else { vec![0] }).collect())
}

/// Fork in two, merge, and again.
fn deep_merges(size: usize) -> Vec<Revision> {
    made(
        (0..size)
            .map(|at| match (at, at % 3) {
                (0, _) => vec![],
                (_, 0) => vec![at - 1, at - 2],
                (_, rest) => vec![at - rest],
            })
            .collect(),
    )
}

/// Merges of revisions near and far, with no plan to it.
fn tangled(size: usize) -> Vec<Revision> {
    let mut state = 0x5eed_u64;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % limit.max(1) as u64) as usize
    };
    made(
        (0..size)
            .map(|at| {
                if at == 0 {
                    return vec![];
                }
                let mut down = vec![at - 1 - below(at.min(40))];
                if below(4) == 0 {
                    let reach = if below(10) == 0 { at } else { at.min(60) };
                    let other = at - 1 - below(reach);
                    if other != down[0] {
                        down.push(other);
                    }
                }
                down
            })
            .collect(),
    )
}

/// Two lines; every revision of the one depends on one of the other, and each of these is needed twice.
fn dependencies(size: usize) -> Vec<Revision> {
    let half = size / 2;
    let down = |at: usize| if at == 0 || at == half { vec![] } else { vec![at - 1] };
    let mut made = made((0..size).map(down).collect());
    let places: rustc_hash::FxHashMap<Rc<str>, usize> = (0..size).map(|at| (id(at), at)).collect();
    for revision in &mut made {
        if let Some(above) = places.get(&revision.id).and_then(|at| at.checked_sub(half)) {
            revision.depends_on.push(id(above % (half / 2)));
        }
    }
    made
}
