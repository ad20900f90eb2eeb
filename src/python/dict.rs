//! Dicts and sets: insertion ordered tables under Python's idea of hash and equality.

use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use rustc_hash::FxHasher;

use super::class::Instance;
use super::evaluate::Evaluator;
use super::live::Owner;
use super::number::BigInt;
use super::raised::{Outcome, Raised};
use super::release::release_entries;
use super::value::{Unknown, Value};

/// One entry.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) hash: u64,
    pub(crate) key: Value,
    pub(crate) value: Value,
}

/// Entries in the order of insertion; beyond a few of them, an index by hash.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    entries: Vec<Option<Entry>>,
    index: Vec<u32>,
    live: usize,
}

const FEW: usize = 8;
const EMPTY: u32 = u32::MAX;

impl Table {
    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        self.live
    }

    /// One past the last position that [`Table::at`] may answer for.
    pub(crate) fn end(&self) -> usize {
        self.entries.len()
    }

    /// The entry at a position, unless it was removed.
    pub(crate) fn at(&self, position: usize) -> Option<&Entry> {
        self.entries.get(position)?.as_ref()
    }

    fn at_mut(&mut self, position: usize) -> Option<&mut Entry> {
        self.entries.get_mut(position)?.as_mut()
    }

    /// The entries, in order.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().flatten()
    }

    /// Positions of the entries with this hash.
    fn candidates(&self, hash: u64) -> impl Iterator<Item = usize> {
        let scan = if self.index.is_empty() { self.entries.len() } else { 0 };
        let mask = self.index.len().wrapping_sub(1);
        let mut slot = hash as usize & mask;
        let probe = std::iter::from_fn(move || {
            let position = *self.index.get(slot)?;
            slot = (slot + 1) & mask;
            (position != EMPTY).then_some(position as usize)
        });
        let fits = move |position: &usize| self.at(*position).is_some_and(|e| e.hash == hash);
        (0..scan).chain(probe).filter(fits)
    }

    fn push(&mut self, entry: Entry) {
        if self.entries.len() >= FEW && (self.entries.len() + 1) * 3 / 2 >= self.index.len() {
            self.rebuild();
        }
        self.insert_index(entry.hash, self.entries.len());
        self.entries.push(Some(entry));
        self.live += 1;
    }

    fn insert_index(&mut self, hash: u64, position: usize) {
        if self.index.is_empty() {
            return;
        }
        let mask = self.index.len() - 1;
        let mut slot = hash as usize & mask;
        while let Some(place) = self.index.get_mut(slot) {
            if *place == EMPTY {
                *place = position as u32;
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Drops removed entries, and makes the index large enough for twice as many.
    fn rebuild(&mut self) {
        self.entries.retain(Option::is_some);
        self.index = vec![EMPTY; ((self.live + 1) * 4).next_power_of_two()];
        let hashes: Vec<u64> = self.iter().map(|entry| entry.hash).collect();
        for (position, hash) in hashes.into_iter().enumerate() {
            self.insert_index(hash, position);
        }
    }

    fn remove(&mut self, position: usize) -> Option<Entry> {
        let entry = self.entries.get_mut(position)?.take()?;
        self.live -= 1;
        if self.live == 0 {
            *self = Self::default();
        } else if position + 1 == self.entries.len() && self.index.is_empty() {
            self.entries.pop();
        }
        Some(entry)
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        release_entries(std::mem::take(&mut self.entries));
    }
}

/// A dict.
#[derive(Debug, Default)]
pub struct Dict {
    pub(crate) table: RefCell<Table>,
    /// Set when an unknown key was used: from then on nobody knows what is in it.
    pub(crate) taint: RefCell<Option<Rc<Unknown>>>,
    /// The object that it is the `__dict__` of.
    pub(crate) owner: Option<Owner>,
}

/// A set.
#[derive(Debug, Default)]
pub struct Set {
    pub(crate) table: RefCell<Table>,
    /// Set when an unknown item was added.
    pub(crate) taint: RefCell<Option<Rc<Unknown>>>,
    /// Whether it is a frozenset.
    pub frozen: bool,
}

/// What a view shows of a dict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewKind {
    /// `keys()`.
    Keys,
    /// `values()`.
    Values,
    /// `items()`.
    Items,
}

/// A view on a dict.
#[derive(Debug)]
pub struct View {
    /// The dict.
    pub dict: Rc<Dict>,
    /// What it shows.
    pub kind: ViewKind,
}

fn text_hash(text: &str) -> u64 {
    finish(|hasher| text.hash(hasher))
}

fn finish(feed: impl FnOnce(&mut FxHasher)) -> u64 {
    let mut hasher = FxHasher::default();
    feed(&mut hasher);
    let hash = hasher.finish();
    // The index uses the low bits, FxHash mixes best into the high ones.
    hash ^ hash >> 32
}

fn number_hash(number: i64) -> u64 {
    finish(|hasher| number.hash(hasher))
}

fn float_hash(number: f64) -> u64 {
    if number.is_finite() && number.fract() == 0.0 {
        let whole = BigInt::from_f64(number);
        return match whole.to_i64() {
            Some(small) => number_hash(small),
            None => finish(|hasher| whole.hash(hasher)),
        };
    }
    finish(|hasher| number.to_bits().hash(hasher))
}

enum Hashed {
    Known(u64),
    Ask,
    Unhashable,
}

fn instance_hash(instance: &Rc<Instance>) -> Hashed {
    let class = instance.class();
    let custom = class.hooks.compare.is_some()
        || class.lookup_own("__hash__").is_some()
        || class.lookup_own("__eq__").is_some();
    match instance.base() {
        _ if custom => Hashed::Ask,
        Some(base) => quick_hash(base),
        None => Hashed::Known(number_hash(instance.serial.cast_signed())),
    }
}

fn quick_hash(value: &Value) -> Hashed {
    Hashed::Known(match value {
        Value::Str(text) => text_hash(text),
        Value::Int(number) => number_hash(**number),
        Value::Bool(flag) => number_hash(i64::from(*flag)),
        Value::Float(number) => float_hash(**number),
        Value::Big(number) => finish(|hasher| number.hash(hasher)),
        Value::Bytes(bytes) => finish(|hasher| bytes.hash(hasher)),
        Value::Instance(instance) => return instance_hash(instance),
        Value::Tuple(_) | Value::Set(_) | Value::Unknown(_) | Value::Method(_) => {
            return Hashed::Ask;
        }
        Value::List(_) | Value::Dict(_) | Value::View(_) | Value::Slice(_) => {
            return Hashed::Unhashable;
        }
        Value::Range(range) => finish(|h| (range.start, range.stop, range.step).hash(h)),
        other => finish(|hasher| other.identity().hash(hasher)),
    })
}

impl Evaluator {
    /// Python's `hash()`, except that the number is our own.
    pub fn hash(&mut self, value: &Value) -> Outcome<u64> {
        match quick_hash(value) {
            Hashed::Known(hash) => Ok(hash),
            Hashed::Unhashable => Err(self.unhashable(value)),
            Hashed::Ask => self.deep_hash(value),
        }
    }

    fn unhashable(&self, value: &Value) -> Raised {
        self.type_error(format!("unhashable type: '{}'", self.type_name(value)))
    }

    fn deep_hash(&mut self, value: &Value) -> Outcome<u64> {
        match value {
            Value::Tuple(items) => self.nested(|evaluator| {
                let mut hash = 7;
                for item in items.iter() {
                    let next = evaluator.hash(item)?;
                    hash = finish(|hasher| (hash, next).hash(hasher));
                }
                Ok(hash)
            }),
            Value::Set(set) if set.frozen => {
                Ok(set.table.borrow().iter().fold(3, |hash, entry| hash ^ entry.hash))
            }
            Value::Unknown(unknown) => Err(Raised::from(unknown.clone())),
            Value::Method(method) => self.hash(&method.function),
            Value::Instance(instance) => self.custom_hash(value, instance),
            _ => Err(self.unhashable(value)),
        }
    }

    fn custom_hash(&mut self, value: &Value, instance: &Rc<Instance>) -> Outcome<u64> {
        let class = instance.class();
        let defines = |name: &str| class.attributes.borrow().contains_key(name);
        match class.lookup_own("__hash__") {
            Some(Value::None) => Err(self.unhashable(value)),
            Some(_) if !defines("__eq__") || defines("__hash__") => {
                let hash =
                    self.call_method(value, "__hash__", super::function::Arguments::none())?;
                match hash {
                    // `hash()` of a string is unknown, as it differs from run to run: equality decides alone.
                    Value::Unknown(_) => Ok(0),
                    other => self.hash(&other),
                }
            }
            None if class.lookup_own("__eq__").is_none() => {
                Ok(number_hash(instance.serial.cast_signed()))
            }
            _ if !class.native && class.lookup_own("__eq__").is_some() => {
                Err(self.unhashable(value))
            }
            _ => Ok(number_hash(instance.serial.cast_signed())),
        }
    }

    /// Where a key stands in a table. Equality may run Python code, so the table is not held meanwhile.
    fn find(&mut self, table: &RefCell<Table>, hash: u64, key: &Value) -> Outcome<Option<usize>> {
        let mut open: Vec<(usize, Value)> = Vec::new();
        {
            let table = table.borrow();
            for position in table.candidates(hash) {
                let Some(entry) = table.at(position) else { continue };
                match same_plain(&entry.key, key) {
                    Some(true) => return Ok(Some(position)),
                    Some(false) => {}
                    None => open.push((position, entry.key.clone())),
                }
            }
        }
        for (position, candidate) in open {
            if self.equals(&candidate, key)? {
                return Ok(Some(position));
            }
        }
        Ok(None)
    }

    fn table_get(&mut self, table: &RefCell<Table>, key: &Value) -> Outcome<Option<Value>> {
        let hash = self.hash(key)?;
        let position = self.find(table, hash, key)?;
        Ok(position.and_then(|at| Some(table.borrow().at(at)?.value.clone())))
    }

    fn table_set(&mut self, table: &RefCell<Table>, key: Value, value: Value) -> Outcome<()> {
        let hash = self.hash(&key)?;
        match self.find(table, hash, &key)? {
            Some(position) => {
                if let Some(entry) = table.borrow_mut().at_mut(position) {
                    entry.value = value;
                }
            }
            None => {
                self.spend_bytes(72)?;
                table.borrow_mut().push(Entry { hash, key, value });
            }
        }
        Ok(())
    }

    fn table_remove(&mut self, table: &RefCell<Table>, key: &Value) -> Outcome<Option<Entry>> {
        let hash = self.hash(key)?;
        let position = self.find(table, hash, key)?;
        Ok(position.and_then(|at| table.borrow_mut().remove(at)))
    }

    /// `dict.get(key)`; `None` where it is missing.
    pub fn dict_get(&mut self, dict: &Dict, key: &Value) -> Outcome<Option<Value>> {
        self.check_taint(&dict.taint)?;
        dict.refresh();
        self.table_get(&dict.table, key)
    }

    /// `dict[key] = value`.
    pub fn dict_set(&mut self, dict: &Dict, key: Value, value: Value) -> Outcome<()> {
        dict.refresh();
        self.write_through(dict, &key, Some(value.clone()));
        match self.table_set(&dict.table, key, value) {
            Err(raised) if let Some(unknown) = raised.as_unknown() => {
                *dict.taint.borrow_mut() = Some(unknown);
                Ok(())
            }
            other => other,
        }
    }

    /// Removes a key and gives its value; `None` where it was missing.
    pub fn dict_remove(&mut self, dict: &Dict, key: &Value) -> Outcome<Option<Value>> {
        self.check_taint(&dict.taint)?;
        dict.refresh();
        self.write_through(dict, key, None);
        Ok(self.table_remove(&dict.table, key)?.map(|entry| entry.value))
    }

    /// `item in set`.
    pub fn set_contains(&mut self, set: &Set, item: &Value) -> Outcome<bool> {
        self.check_taint(&set.taint)?;
        Ok(self.table_get(&set.table, item)?.is_some())
    }

    /// `set.add(item)`.
    pub fn set_add(&mut self, set: &Set, item: Value) -> Outcome<()> {
        match self.table_add(&set.table, item) {
            Err(raised) if let Some(unknown) = raised.as_unknown() => {
                *set.taint.borrow_mut() = Some(unknown);
                Ok(())
            }
            other => other,
        }
    }

    fn table_add(&mut self, table: &RefCell<Table>, item: Value) -> Outcome<()> {
        let hash = self.hash(&item)?;
        if self.find(table, hash, &item)?.is_none() {
            self.spend_bytes(72)?;
            table.borrow_mut().push(Entry { hash, key: item, value: Value::None });
        }
        Ok(())
    }

    /// Removes an item; whether it was there.
    pub fn set_remove(&mut self, set: &Set, item: &Value) -> Outcome<bool> {
        self.check_taint(&set.taint)?;
        Ok(self.table_remove(&set.table, item)?.is_some())
    }

    /// Stops at a dict or set whose contents nobody knows any more.
    pub(crate) fn check_taint(&self, taint: &RefCell<Option<Rc<Unknown>>>) -> Outcome<()> {
        match &*taint.borrow() {
            Some(unknown) => Err(Raised::from(unknown.clone())),
            None => Ok(()),
        }
    }

    /// A dict of these entries.
    pub fn dict_from(
        &mut self,
        entries: impl IntoIterator<Item = (Value, Value)>,
    ) -> Outcome<Rc<Dict>> {
        let dict = Rc::new(Dict::default());
        for (key, value) in entries {
            self.dict_set(&dict, key, value)?;
        }
        Ok(dict)
    }

    /// A set of these items.
    pub fn set_from(
        &mut self,
        items: impl IntoIterator<Item = Value>,
        frozen: bool,
    ) -> Outcome<Rc<Set>> {
        let set = Rc::new(Set { frozen, ..Set::default() });
        for item in items {
            self.set_add(&set, item)?;
        }
        Ok(set)
    }
}

/// Equality of keys that can be told without running anything.
fn same_plain(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Str(a), Value::Str(b)) => Some(a == b),
        (Value::Int(a), Value::Int(b)) => Some(a == b),
        _ if a.is(b) && !matches!(a, Value::Unknown(_)) => Some(true),
        _ => None,
    }
}

impl Dict {
    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.refresh();
        self.table.borrow().len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a string key.
    pub fn get_str(&self, key: &str) -> Option<Value> {
        self.refresh();
        let table = self.table.borrow();
        let fits = |entry: &&Entry| entry.key.as_str().is_some_and(|text| &**text == key);
        let found = table.candidates(text_hash(key)).filter_map(|at| table.at(at)).find(fits);
        found.map(|entry| entry.value.clone())
    }

    /// Sets the value of a string key, in a dict that is no object's.
    pub fn set_str(&self, key: &str, value: Value) {
        let hash = text_hash(key);
        let mut table = self.table.borrow_mut();
        let same = |at: &usize| {
            table.at(*at).and_then(|entry| entry.key.as_str()).is_some_and(|text| &**text == key)
        };
        let position = table.candidates(hash).find(same);
        match position.and_then(|at| table.at_mut(at)) {
            Some(entry) => entry.value = value,
            None => table.push(Entry { hash, key: Value::from(key), value }),
        }
    }

    /// The keys, in order.
    pub fn keys(&self) -> Vec<Value> {
        self.refresh();
        self.table.borrow().iter().map(|entry| entry.key.clone()).collect()
    }

    /// The values, in order.
    pub fn values(&self) -> Vec<Value> {
        self.refresh();
        self.table.borrow().iter().map(|entry| entry.value.clone()).collect()
    }

    /// The entries, in order.
    pub fn items(&self) -> Vec<(Value, Value)> {
        self.refresh();
        self.table.borrow().iter().map(|e| (e.key.clone(), e.value.clone())).collect()
    }

    /// The entries of one whose keys are all known.
    ///
    /// # Errors
    /// Unknown where a key is.
    pub fn known_items(&self) -> Outcome<Vec<(Value, Value)>> {
        match &*self.taint.borrow() {
            Some(unknown) => Err(Raised::from(unknown.clone())),
            None => Ok(self.items()),
        }
    }

    /// Removes everything.
    pub fn clear(&self) {
        *self.table.borrow_mut() = Table::default();
        *self.taint.borrow_mut() = None;
    }

    /// A shallow copy.
    pub fn copy(&self) -> Rc<Dict> {
        self.refresh();
        Rc::new(Dict { table: self.table.clone(), taint: self.taint.clone(), owner: None })
    }

    /// Removes the first or the last entry and gives it.
    pub fn pop_end(&self, last: bool) -> Option<(Value, Value)> {
        let mut table = self.table.borrow_mut();
        let mut positions = 0..table.end();
        let live = |at: &usize| table.at(*at).is_some();
        let position = if last { positions.rev().find(live) } else { positions.find(live) }?;
        table.remove(position).map(|entry| (entry.key, entry.value))
    }
}

impl Set {
    /// How many items it has.
    pub fn len(&self) -> usize {
        self.table.borrow().len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The items, in the order in which they were added.
    pub fn items(&self) -> Vec<Value> {
        self.table.borrow().iter().map(|entry| entry.key.clone()).collect()
    }

    /// Removes everything.
    pub fn clear(&self) {
        *self.table.borrow_mut() = Table::default();
        *self.taint.borrow_mut() = None;
    }

    /// A shallow copy.
    pub fn copy(&self) -> Rc<Set> {
        Rc::new(Set { table: self.table.clone(), taint: self.taint.clone(), frozen: self.frozen })
    }
}

impl View {
    /// What it shows now.
    pub fn items(&self) -> Vec<Value> {
        match self.kind {
            ViewKind::Keys => self.dict.keys(),
            ViewKind::Values => self.dict.values(),
            ViewKind::Items => {
                self.dict.items().into_iter().map(|(k, v)| Value::tuple([k, v])).collect()
            }
        }
    }
}
