//! What holds for every revision graph: random ones, from a seed, so that a failure can be had again.

use std::rc::Rc;

use limbeck::history::{History, Revision};
use limbeck::source::FileId;
use rustc_hash::FxHashMap;

/// A small generator of numbers (xorshift), enough to vary graphs.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// Revisions of which some fork, merge, depend on others, or lead nowhere or in circles.
fn revisions(numbers: &mut Numbers, size: usize, sound: bool) -> Vec<Revision> {
    let mut made: Vec<Revision> = Vec::new();
    for place in 0..size {
        let parents =
            if numbers.below(12) == 0 { 0 } else { 1 + usize::from(numbers.below(5) == 0) };
        let near = |numbers: &mut Numbers| place - 1 - numbers.below(place.min(6));
        let mut down: Vec<Rc<str>> = Vec::new();
        for _ in 0..parents.min(place) {
            let name = made[near(numbers)].id.clone();
            if !down.contains(&name) {
                down.push(name);
            }
        }
        let mut revision = Revision::new(format!("rev{place:05}"), down, FileId(place as u32));
        if place > 0 && numbers.below(8) == 0 {
            revision.depends_on.push(made[near(numbers)].id.clone());
        }
        if numbers.below(9) == 0 {
            revision.branch_labels.push(format!("label{place}").into());
        }
        made.push(revision);
    }
    if !sound && size > 2 {
        for _ in 0..1 + numbers.below(3) {
            let (from, to) = (numbers.below(size), numbers.below(size));
            let name: Rc<str> =
                if numbers.below(2) == 0 { "nowhere".into() } else { made[to].id.clone() };
            match numbers.below(2) {
                0 => made[from].down_revisions.push(name),
                _ => made[from].depends_on.push(name),
            }
        }
    }
    made
}

#[test]
fn every_question_on_every_graph_returns() {
    let mut numbers = Numbers(0x5eed);
    let targets =
        ["head", "heads", "base", "+1", "-1", "rev00003+2", "rev00005-9", "rev0", "label3@head"];
    for round in 0..400 {
        let history = History::new(revisions(&mut numbers, 1 + round % 40, false));
        assert_eq!(history.newest_first().len(), history.len());
        assert_eq!(history.rows().len(), history.len());
        let ids: Vec<Rc<str>> =
            history.listed().iter().map(|revision| revision.id.clone()).collect();
        let ids: Vec<&str> = ids.iter().map(|id| &**id).collect();
        for target in targets.iter().chain(&ids) {
            let from = ids[numbers.below(ids.len())];
            let _ = history.upgrade_steps(&[], &[target]);
            let _ = history.upgrade_steps(&[from], &[target]);
            let _ = history.downgrade_steps(&[from], target);
            let _ = history.stamp_steps(&[from], &[target]);
            let _ = history.resolve(target);
            let _ = history.range(Some(from), Some(target));
        }
    }
}

#[test]
fn a_broken_part_leaves_the_rest_alone() {
    let chain = |name: &str, parent: Option<&str>| {
        Revision::new(name, parent.map(Rc::from).into_iter().collect(), FileId(0))
    };
    let history = History::new([
        chain("a1", None),
        chain("a2", Some("a1")),
        chain("lost", Some("gone")),
        chain("ring1", Some("ring2")),
        chain("ring2", Some("ring1")),
    ]);
    assert_eq!(history.heads(), ["a2".into(), "lost".into()]);
    assert_eq!(history.faults().len(), 2);
    assert_eq!(history.upgrade_steps(&[], &["a2"]).expect("a sound part").steps.len(), 2);
    let codes = ["lost", "ring1", "heads"].map(|target| {
        history.upgrade_steps(&[], &[target]).expect_err("a broken part").code.name()
    });
    assert_eq!(codes, ["missing-parent", "cycle", "missing-parent"]);
}

#[test]
fn a_revision_on_top_moves_no_other() {
    let mut numbers = Numbers(77);
    for round in 0..120 {
        let all = revisions(&mut numbers, 2 + round % 60, true);
        let mut lanes: FxHashMap<Rc<str>, u32> = FxHashMap::default();
        for count in 1..=all.len() {
            for row in History::new(all[..count].iter().cloned()).rows() {
                let before = lanes.insert(row.revision.clone(), row.lane);
                assert!(before.is_none_or(|lane| lane == row.lane), "{} moved", row.revision);
            }
        }
    }
}

#[test]
fn a_dated_revision_on_top_moves_no_other_wherever_its_file_is_listed() {
    let mut numbers = Numbers(99);
    for _ in 0..60 {
        let mut all = revisions(&mut numbers, 30, true);
        for (place, revision) in all.iter_mut().enumerate() {
            revision.create_date = Some(format!("2024-01-{:02} 10:00:00", place + 1).into());
        }
        let newest = all.pop().expect("thirty revisions");
        let before = History::new(all.iter().cloned()).rows();
        all.insert(numbers.below(all.len()), newest);
        let after: FxHashMap<Rc<str>, u32> =
            History::new(all).rows().into_iter().map(|row| (row.revision, row.lane)).collect();
        for row in before {
            assert_eq!(after.get(&row.revision), Some(&row.lane), "{} moved", row.revision);
        }
    }
}

/// The walk of Alembic's `_topological_sort` as it is written there, with the whole set of each head's ancestors.
fn slowly(revisions: &[Revision]) -> Vec<Rc<str>> {
    let place: FxHashMap<&str, usize> =
        revisions.iter().enumerate().map(|(place, revision)| (&*revision.id, place)).collect();
    let down: Vec<Vec<usize>> = (revisions.iter())
        .map(|revision| revision.down_revisions.iter().map(|name| place[&**name]).collect())
        .collect();
    let ancestors = |head: usize| {
        let (mut seen, mut todo) = (vec![false; revisions.len()], vec![head]);
        while let Some(at) = todo.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                todo.extend(&down[at]);
            }
        }
        seen
    };
    let is_parent = |at: usize| down.iter().any(|parents| parents.contains(&at));
    let mut heads: Vec<(usize, Vec<bool>)> =
        (0..revisions.len()).filter(|&at| !is_parent(at)).map(|at| (at, ancestors(at))).collect();
    let (mut order, mut done, mut at) = (Vec::new(), vec![false; revisions.len()], 0);
    while !heads.is_empty() {
        let candidate = heads[at].0;
        let needs = |(index, head): (usize, &(usize, Vec<bool>))| index != at && head.1[candidate];
        if let Some(other) = heads.iter().enumerate().position(needs) {
            at = other;
            continue;
        }
        order.push(revisions[candidate].id.clone());
        done[candidate] = true;
        let is_open = |parent: &usize| !done[*parent] && heads.iter().all(|head| head.0 != *parent);
        let open: Vec<usize> = down[candidate].iter().copied().filter(is_open).collect();
        match open.split_first() {
            None => {
                heads.remove(at);
                at = at.saturating_sub(1);
            }
            Some((&first, rest)) => {
                heads[at] = (first, ancestors(first));
                heads.extend(rest.iter().map(|&head| (head, ancestors(head))));
            }
        }
    }
    order
}

#[test]
fn the_order_is_that_of_the_walk_as_alembic_writes_it() {
    let mut numbers = Numbers(31337);
    for round in 0..600 {
        let size = 2 + round % 120;
        let near = 2 + numbers.below(30);
        let merges = 2 + numbers.below(8);
        let mut all: Vec<Revision> = Vec::new();
        for place in 0..size {
            let mut down: Vec<Rc<str>> = Vec::new();
            let parents = match numbers.below(merges) {
                0 => 2 + numbers.below(2),
                _ => usize::from(numbers.below(25) > 0),
            };
            for _ in 0..parents.min(place) {
                let name = all[place - 1 - numbers.below(place.min(near))].id.clone();
                if !down.contains(&name) {
                    down.push(name);
                }
            }
            all.push(Revision::new(format!("rev{place:05}"), down, FileId(place as u32)));
        }
        for place in (1..size).rev() {
            all.swap(place, numbers.below(place + 1));
        }
        let expected = slowly(&all);
        let history = History::new(all);
        let order: Vec<Rc<str>> =
            history.newest_first().iter().map(|entry| entry.revision.id.clone()).collect();
        assert_eq!(order, expected, "round {round}");
    }
}

/// Each lane between two rows belongs to one line of revisions.
#[test]
fn lines_in_one_lane_do_not_overlap() {
    let mut numbers = Numbers(2024);
    for round in 0..200 {
        let rows = History::new(revisions(&mut numbers, 2 + round % 50, true)).rows();
        let mut continued: FxHashMap<u32, Vec<(usize, usize)>> = FxHashMap::default();
        for (row, entry) in rows.iter().enumerate() {
            let own =
                entry.lines.iter().filter(|line| !line.is_dependency && line.lane == entry.lane);
            // A second line in the same lane goes to an ancestor further down and is drawn as a bow.
            if let Some(below) = own.map(|line| line.row).min() {
                continued.entry(entry.lane).or_default().push((row, below));
            }
        }
        for (lane, spans) in continued {
            for (row, entry) in rows.iter().enumerate().filter(|(_, entry)| entry.lane == lane) {
                let through = spans.iter().find(|(top, bottom)| *top < row && row < *bottom);
                assert_eq!(through, None, "round {round}: a line runs through {}", entry.revision);
            }
        }
    }
}

#[test]
fn work_grows_with_the_history_and_not_faster() {
    let line = |size: usize| {
        (0..size).map(|place| {
            let down = place.checked_sub(1).map(|below| Rc::from(format!("r{below}")));
            Revision::new(format!("r{place}"), down.into_iter().collect(), FileId(place as u32))
        })
    };
    let history = History::new(line(100_000));
    assert_eq!(history.heads(), ["r99999".into()]);
    assert_eq!(history.newest_first().len(), 100_000);
    assert_eq!(history.rows().iter().map(|row| row.lane).max(), Some(0));
    assert_eq!(history.upgrade_steps(&[], &["head"]).expect("a plan").steps.len(), 100_000);
    assert_eq!(history.downgrade_steps(&["r99999"], "base").expect("a plan").steps.len(), 100_000);
    let beside = |size: usize| {
        (0..size).map(|place| {
            let below = place.checked_sub(2 - place % 2).map(|below| below - below % 2);
            let down = below.map(|below| Rc::from(format!("r{below}")));
            Revision::new(format!("r{place}"), down.into_iter().collect(), FileId(place as u32))
        })
    };
    let history = History::new(beside(60_000));
    assert_eq!(history.newest_first().len(), 60_000);
    assert_eq!(history.rows().len(), 60_000);
    assert_eq!(history.upgrade_steps(&[], &["heads"]).expect("a plan").steps.len(), 60_000);
}
