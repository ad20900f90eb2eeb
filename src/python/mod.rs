//! A bounded evaluator for the Python that revisions are written in; it knows no SQLAlchemy and no Alembic.
//!
//! A file is read by ruff's parser and laid out as a [`tree`](tree::ModuleCode) of our own, once per
//! content; an [`Evaluator`] runs it. Whoever runs it gives it modules through a [`Host`]: native classes
//! come from a [`ClassBuilder`], native functions are [`NativeFunction`]s, and both take their
//! [`Arguments`] with [`Arguments::bind`]. What cannot be known is [`Value::Unknown`] and flows on.

#![allow(clippy::type_complexity, reason = "hooks and tree nodes are said best where they stand")]

mod builtins;
mod class;
mod dict;
mod evaluate;
mod format;
mod function;
mod host;
mod iterator;
mod limits;
mod live;
mod lower;
mod module;
mod modules;
mod names;
mod number;
pub mod outline;
pub mod parse;
mod raised;
mod release;
mod rules;
mod tree;
mod value;

pub use builtins::{exception_class, exception_subclass, type_class};
pub use class::{
    Base, Binary, Class, ClassBuilder, Compare, Descriptor, Getter, Hooks, Instance, Setter, Unary,
};
pub use dict::{Dict, Set, View, ViewKind};
pub use evaluate::{Evaluator, Scope};
pub use function::{
    Arguments, Body, Bound, BoundMethod, Function, NativeFunction, Super, UNKNOWN_KEYWORDS,
};
pub use host::{Host, ModuleSource, NoHost, Skipped, SkippedKind};
pub use iterator::{Iter, Lazy};
pub use limits::Limits;
pub use module::{Members, Module};
pub use modules::is_standard;
pub use names::Names;
pub use number::BigInt;
pub use raised::{Exception, LimitHit, Outcome, Raised};
pub use tree::{FunctionCode, ModuleCode};
pub use value::{List, Range, Slice, Tuple, Unknown, Value};

#[cfg(test)]
mod tests;
