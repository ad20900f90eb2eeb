//! The standard library, as far as revisions use it.

use std::rc::Rc;

use super::module::Module;

/// The module of this name, if it is known.
pub(crate) fn find(name: &str) -> Option<Rc<Module>> {
    let _ = name;
    None
}
