//! Names and what they stand for: the dicts of modules, classes, instances and functions.

use std::cell::RefCell;
use std::hash::Hasher;
use std::rc::Rc;

use rustc_hash::FxHasher;

use super::value::Value;

/// So many names are found sooner by looking at all of them.
const FEW: usize = 8;

/// So many an object of the schema has.
const USUAL: usize = 6;

/// Names and what they stand for, in the order in which they were first bound.
#[derive(Debug, Clone, Default)]
pub struct Names {
    entries: Vec<(Rc<str>, Value)>,
    /// Where there are more than a few: by the names' hashes, places in `entries` counted from 1, or 0. At least
    /// half of them are 0.
    slots: Vec<u32>,
    /// How many are not 0.
    noted: usize,
}

/// In a slot whose name was taken away: there is no such place.
const GONE: u32 = u32::MAX;

/// A number that tells most names apart.
#[derive(Clone, Copy)]
pub(crate) struct Hash(usize);

impl Hash {
    /// That of a name.
    pub(crate) fn of(name: &str) -> Self {
        let mut hasher = FxHasher::default();
        hasher.write(name.as_bytes());
        let hash = hasher.finish();
        Self((hash ^ (hash >> 32)) as usize)
    }

    /// A place in a table of so many: a power of two.
    pub(crate) fn within(self, count: usize) -> usize {
        self.0 & (count - 1)
    }
}

/// How many names of the source are kept at hand.
const KEPT: usize = 1024;

thread_local! {
    static FIXED: RefCell<Vec<Option<(&'static str, Rc<str>)>>> = const { RefCell::new(Vec::new()) };
}

/// A name that stands in the source: where it stands tells it from others, so that it is seldom made twice.
pub(crate) fn fixed(name: &'static str) -> Rc<str> {
    FIXED.with_borrow_mut(|kept| {
        if kept.is_empty() {
            kept.resize(KEPT, None);
        }
        let place = (name.as_ptr() as usize).wrapping_add(name.len() * 37) % KEPT;
        match kept.get_mut(place) {
            Some(Some((known, made))) if std::ptr::eq(*known, name) => made.clone(),
            slot => {
                let made: Rc<str> = name.into();
                if let Some(slot) = slot {
                    *slot = Some((name, made.clone()));
                }
                made
            }
        }
    })
}

/// Whether these are one name. Names of one length, of which there are many, mostly end differently.
fn is_same(known: &str, name: &str) -> bool {
    known.len() == name.len()
        && known.as_bytes().last() == name.as_bytes().last()
        && *known == *name
}

impl Names {
    /// None, with room for so many.
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self { entries: Vec::with_capacity(count), ..Self::default() }
    }

    /// Where a name is; its hash is worked out where it is needed and not given.
    fn place(&self, name: &str, hash: Option<Hash>) -> Option<usize> {
        if self.slots.is_empty() {
            return self.entries.iter().position(|(known, _)| is_same(known, name));
        }
        let last = self.slots.len() - 1;
        let mut at = hash.unwrap_or_else(|| Hash::of(name)).0 & last;
        loop {
            let place = (*self.slots.get(at)? as usize).checked_sub(1)?;
            if self.entries.get(place).is_some_and(|(known, _)| is_same(known, name)) {
                return Some(place);
            }
            at = (at + 1) & last;
        }
    }

    /// Notes an entry in the slots, which have room for it.
    fn note(&mut self, place: usize) {
        let Some((name, _)) = self.entries.get(place) else { return };
        let last = self.slots.len().saturating_sub(1);
        let mut at = Hash::of(name).0 & last;
        while let Some(slot) = self.slots.get_mut(at) {
            if *slot == 0 {
                *slot = place as u32 + 1;
                self.noted += 1;
                return;
            }
            at = (at + 1) & last;
        }
    }

    fn note_all(&mut self) {
        self.slots.clear();
        self.noted = 0;
        if self.entries.len() > FEW {
            self.slots.resize((self.entries.len() * 4).next_power_of_two(), 0);
            (0..self.entries.len()).for_each(|place| self.note(place));
        }
    }

    /// What a name stands for.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let (_, value) = self.entries.get(self.place(name, None)?)?;
        Some(value)
    }

    /// As [`Names::get`], for a name that is looked for in several dicts.
    pub(crate) fn get_hashed(&self, name: &str, hash: Hash) -> Option<&Value> {
        let (_, value) = self.entries.get(self.place(name, Some(hash))?)?;
        Some(value)
    }

    /// What a name stands for, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        let place = self.place(name, None)?;
        let (_, value) = self.entries.get_mut(place)?;
        Some(value)
    }

    /// Whether a name is there.
    pub fn contains_key(&self, name: &str) -> bool {
        self.place(name, None).is_some()
    }

    /// Binds a name; what it stood for before is returned.
    pub fn insert(&mut self, name: Rc<str>, value: Value) -> Option<Value> {
        if let Some(known) = self.get_mut(&name) {
            return Some(std::mem::replace(known, value));
        }
        if self.entries.capacity() == 0 {
            self.entries.reserve_exact(USUAL);
        }
        self.entries.push((name, value));
        let count = self.entries.len();
        if count > FEW {
            if self.noted * 2 >= self.slots.len() { self.note_all() } else { self.note(count - 1) }
        }
        None
    }

    /// Takes a name away; the others keep their order.
    pub fn shift_remove(&mut self, name: &str) -> Option<Value> {
        let place = self.place(name, None)?;
        let (_, value) = self.entries.remove(place);
        let gone = place as u32 + 1;
        for slot in &mut self.slots {
            if *slot == gone {
                *slot = GONE;
            } else if *slot > gone && *slot != GONE {
                *slot -= 1;
            }
        }
        Some(value)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The names and what they stand for.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Rc<str>, &Value)> {
        self.entries.iter().map(|(name, value)| (name, value))
    }

    /// The names.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Rc<str>> {
        self.entries.iter().map(|(name, _)| name)
    }

    /// What the names stand for.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Value> {
        self.entries.iter().map(|(_, value)| value)
    }

    /// What the names stood for.
    pub fn into_values(self) -> impl Iterator<Item = Value> {
        self.entries.into_iter().map(|(_, value)| value)
    }
}

impl IntoIterator for Names {
    type Item = (Rc<str>, Value);
    type IntoIter = std::vec::IntoIter<(Rc<str>, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl Extend<(Rc<str>, Value)> for Names {
    fn extend<T: IntoIterator<Item = (Rc<str>, Value)>>(&mut self, more: T) {
        for (name, value) in more {
            self.insert(name, value);
        }
    }
}

impl FromIterator<(Rc<str>, Value)> for Names {
    fn from_iter<T: IntoIterator<Item = (Rc<str>, Value)>>(entries: T) -> Self {
        let mut names = Self::default();
        names.extend(entries);
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_names_are_found_in_their_order() {
        let mut names = Names::default();
        let name = |at: i64| Rc::<str>::from(format!("name{at}"));
        for at in 0..100 {
            assert!(names.insert(name(at), Value::int(at)).is_none());
            assert_eq!(names.get(&name(at)).and_then(Value::as_int), Some(at));
            assert!(!names.contains_key(&name(at + 1)));
        }
        assert_eq!(names.insert(name(7), Value::int(-7)).and_then(|v| v.as_int()), Some(7));
        for at in (0..100).filter(|at| at % 3 != 0) {
            assert!(names.shift_remove(&name(at)).is_some());
            assert!(names.shift_remove(&name(at)).is_none());
        }
        let left: Vec<i64> = names.values().filter_map(Value::as_int).collect();
        assert_eq!(left, (0..100).filter(|at| at % 3 == 0).collect::<Vec<_>>());
        assert!(names.keys().all(|key| names.contains_key(key)));
    }
}
