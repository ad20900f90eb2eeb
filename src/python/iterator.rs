//! Iterators: over built-in collections, lazy ones, and generators.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use super::dict::{Dict, ViewKind};
use super::evaluate::{Evaluator, Generator};
use super::raised::Outcome;
use super::release::{Held, release};
use super::value::{List, Tuple, Value};

/// A source of values that works when asked.
pub trait Lazy {
    /// The next value; `None` when there is none left.
    fn next(&mut self, evaluator: &mut Evaluator) -> Outcome<Option<Value>>;
}

/// Where the next value comes from.
pub(crate) enum Source {
    /// Nothing is left.
    Done,
    /// It is being asked right now.
    Running,
    /// A list, live.
    List(Rc<List>, usize),
    /// Values that are there.
    Items(std::vec::IntoIter<Value>),
    /// A tuple.
    Tuple(Rc<Tuple>, usize),
    /// Numbers: next, step, how many are left.
    Numbers(i64, i64, i64),
    /// A dict, live; it must keep its size.
    Dict { dict: Rc<Dict>, kind: ViewKind, position: usize, len: usize },
    /// Something that works when asked.
    Lazy(Box<dyn Lazy>),
    /// A generator.
    Generator(Box<Generator>),
}

/// An iterator object.
pub struct Iter {
    pub(crate) source: RefCell<Source>,
    /// The name of its type: "list_iterator", "generator", ...
    pub type_name: &'static str,
}

impl Drop for Iter {
    fn drop(&mut self) {
        let source = std::mem::replace(self.source.get_mut(), Source::Done);
        if !matches!(source, Source::Done | Source::Numbers(..)) {
            release(Held::Source(source));
        }
    }
}

impl fmt::Debug for Iter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} object>", self.type_name)
    }
}

impl Iter {
    pub(crate) fn value(type_name: &'static str, source: Source) -> Value {
        Value::Iterator(Rc::new(Self { source: RefCell::new(source), type_name }))
    }

    /// An iterator over values that are there.
    pub fn items(type_name: &'static str, items: Vec<Value>) -> Value {
        Self::value(type_name, Source::Items(items.into_iter()))
    }

    /// An iterator that works when asked.
    pub fn lazy(type_name: &'static str, lazy: impl Lazy + 'static) -> Value {
        Self::value(type_name, Source::Lazy(Box::new(lazy)))
    }

    /// The next value, where nothing needs to be run for it.
    fn next_plain(&self) -> Option<Step> {
        let mut source = self.source.borrow_mut();
        let next = match &mut *source {
            Source::Done => None,
            Source::List(list, at) => {
                *at += 1;
                list.borrow().get(*at - 1).cloned()
            }
            Source::Tuple(items, at) => {
                *at += 1;
                items.get(*at - 1).cloned()
            }
            Source::Items(items) => items.next(),
            Source::Numbers(_, _, left) if *left <= 0 => None,
            Source::Numbers(next, step, left) => {
                let number = *next;
                *next = next.saturating_add(*step);
                *left -= 1;
                Some(Value::int(number))
            }
            Source::Dict { dict, len, .. } if dict.len() != *len => return Some(Step::Resized),
            Source::Dict { dict, kind, position, .. } => next_entry(dict, *kind, position),
            Source::Running | Source::Lazy(_) | Source::Generator(_) => return None,
        };
        if next.is_none() {
            *source = Source::Done;
        }
        Some(Step::Next(next))
    }
}

enum Step {
    Next(Option<Value>),
    Resized,
}

fn next_entry(dict: &Dict, kind: ViewKind, position: &mut usize) -> Option<Value> {
    let table = dict.table.borrow();
    while *position < table.end() {
        *position += 1;
        if let Some(entry) = table.at(*position - 1) {
            return Some(match kind {
                ViewKind::Keys => entry.key.clone(),
                ViewKind::Values => entry.value.clone(),
                ViewKind::Items => Value::tuple([entry.key.clone(), entry.value.clone()]),
            });
        }
    }
    None
}

impl Evaluator {
    /// The next value of an iterator object; `None` when there is none left.
    pub(crate) fn next_of(&mut self, iter: &Rc<Iter>) -> Outcome<Option<Value>> {
        self.step()?;
        match iter.next_plain() {
            Some(Step::Next(next)) => return Ok(next),
            Some(Step::Resized) => {
                return Err(self.raise("RuntimeError", "dictionary changed size during iteration"));
            }
            None => {}
        }
        let source = iter.source.replace(Source::Running);
        match source {
            Source::Lazy(mut lazy) => {
                let next = self.nested(|evaluator| lazy.next(evaluator));
                *iter.source.borrow_mut() = match next {
                    Ok(Some(_)) => Source::Lazy(lazy),
                    _ => Source::Done,
                };
                next
            }
            Source::Generator(generator) => self.next_of_generator(iter, generator),
            other => {
                *iter.source.borrow_mut() = other;
                Err(self.raise("ValueError", "generator already executing"))
            }
        }
    }
}
