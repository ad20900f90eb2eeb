//! Made-up names: `anon_1`, `param_1`, `name_1`, counted per word, cut where they are too long.

use std::rc::Rc;

use rustc_hash::FxHashMap;

/// What a made-up name stands for: an object's address, and a number where it has several names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Seed {
    /// The object.
    pub(super) object: usize,
    /// Which of its names; 0 for the usual one.
    pub(super) index: usize,
    /// The word that the name is made from.
    pub(super) word: Rc<str>,
}

/// A name, or the seed of one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum LabelKey {
    /// As it stands.
    Plain(Rc<str>),
    /// Made up.
    MadeUp(Seed),
}

/// `anon_map` and `truncated_names`.
#[derive(Debug)]
pub(super) struct MadeUp {
    limit: usize,
    names: FxHashMap<Seed, Rc<str>>,
    counters: FxHashMap<Rc<str>, usize>,
    truncated: FxHashMap<(&'static str, Rc<str>), Rc<str>>,
    truncations: FxHashMap<&'static str, usize>,
}

impl MadeUp {
    pub(super) fn new(max_identifier: usize) -> Self {
        Self {
            limit: max_identifier,
            names: FxHashMap::default(),
            counters: FxHashMap::default(),
            truncated: FxHashMap::default(),
            truncations: FxHashMap::default(),
        }
    }

    /// `_truncated_identifier` of an anonymous label.
    pub(super) fn name(&mut self, class: &'static str, seed: &Seed) -> Rc<str> {
        let name = match self.names.get(seed) {
            Some(name) => name.clone(),
            None => {
                let counter = self.counters.entry(seed.word.clone()).or_insert(0);
                *counter += 1;
                let name: Rc<str> = format!("{}_{counter}", seed.word).into();
                self.names.insert(seed.clone(), name.clone());
                name
            }
        };
        self.truncate(class, &name)
    }

    /// `_truncated_identifier` of a plain label.
    pub(super) fn truncate(&mut self, class: &'static str, name: &Rc<str>) -> Rc<str> {
        let room = self.limit.saturating_sub(6);
        if name.chars().count() <= room {
            return name.clone();
        }
        if let Some(known) = self.truncated.get(&(class, name.clone())) {
            return known.clone();
        }
        let counter = self.truncations.entry(class).or_insert(0);
        *counter += 1;
        let start: String = name.chars().take(room).collect();
        let cut: Rc<str> = format!("{start}_{counter:x}").into();
        self.truncated.insert((class, name.clone()), cut.clone());
        cut
    }
}

/// `_anonymous_label_escape`: the word of a made-up label.
pub(super) fn label_word(word: &str) -> Rc<str> {
    replace_runs(word, &['%', '(', ')', ' ', '$']).into()
}

/// `_bind_key_escape`: the word of a made-up parameter.
pub(super) fn bind_word(word: &str) -> Rc<str> {
    let replaced = replace_runs(word, &['%', '(', ')', ' ', '$', '.', '[', ']', ':']);
    replaced.trim_matches('_').into()
}

fn replace_runs(word: &str, bad: &[char]) -> String {
    let mut out = String::with_capacity(word.len());
    let mut in_run = false;
    for c in word.chars() {
        if !bad.contains(&c) {
            out.push(c);
            in_run = false;
        } else if !in_run {
            out.push('_');
            in_run = true;
        }
    }
    out
}
