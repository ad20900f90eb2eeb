//! Reads the header of a plainly written revision from the file's outline.

use std::ops::Range;

use ruff_text_size::{TextRange, TextSize};

use crate::python::outline::{Bound, Outline};
use crate::source::FileId;

use super::header::{Constant, Declared, Header};
use super::revision::Body;

/// More in one list is for [`read_header`](super::read_header) to judge.
const MAX_PARTS: usize = 1_000;

/// The header, as [`read_header`](super::read_header) reads it from the tree, where all that it says is
/// written as literals.
pub fn read_plain_header(file: FileId, text: &str, outline: &Outline<'_>) -> Option<Header> {
    let mut declared = Declared::default();
    if let Some(first) = &outline.first {
        let expression = text.get(first.clone())?;
        if expression.starts_with(['"', '\'']) {
            declared.doc = string(expression)?.trim().into();
            declared.docstring = Some(range(first));
        } else if expression.starts_with(['r', 'R', 'u', 'U']) {
            return None;
        }
    }
    for (name, bound) in &outline.bound {
        let field = match *name {
            "revision" => &mut declared.revision,
            "down_revision" => &mut declared.down_revision,
            "branch_labels" => &mut declared.branch_labels,
            "depends_on" => &mut declared.depends_on,
            "upgrade" => {
                declared.upgrade = body(bound);
                continue;
            }
            "downgrade" => {
                declared.downgrade = body(bound);
                continue;
            }
            _ => continue,
        };
        let Bound::Value(value) = bound else { return None };
        *field = Some((constant(text.get(value.clone())?)?, range(value)));
    }
    Some(declared.header(file))
}

fn body(bound: &Bound) -> Body {
    match bound {
        Bound::Function { idle: true } => Body::Empty,
        _ => Body::Present,
    }
}

fn range(range: &Range<usize>) -> TextRange {
    let size = |at: usize| TextSize::new(at as u32);
    TextRange::new(size(range.start), size(range.end))
}

/// `None`, a string, or a tuple or list of strings.
fn constant(text: &str) -> Option<Constant> {
    if text == "None" {
        return Some(Constant::None);
    }
    if text.starts_with(['"', '\'']) {
        return string(text).map(|text| Constant::Text(text.into()));
    }
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let is_list = inner.is_some();
    let inner = inner.or_else(|| text.strip_prefix('(')?.strip_suffix(')'))?.trim();
    let mut parts = Vec::new();
    // A comma inside of a string leaves halves that are no strings.
    for part in inner.split_terminator(',') {
        parts.push(Constant::Text(string(part.trim())?.into()));
    }
    // Brackets around one string mean nothing.
    let is_list = is_list || inner.is_empty() || inner.contains(',');
    (is_list && parts.len() <= MAX_PARTS).then_some(Constant::List(parts))
}

/// What a single string literal without a backslash says.
fn string(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let triple = if quote == '"' { "\"\"\"" } else { "'''" };
    let inner = match text.strip_prefix(triple).and_then(|text| text.strip_suffix(triple)) {
        // One that ends in a quote is followed by another string.
        Some(inner) => {
            let is_one = |inner: &&str| !inner.contains(triple) && !inner.ends_with(quote);
            Some(inner).filter(|inner| !inner.contains(quote) || is_one(inner))
        }
        None => {
            let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
            Some(inner).filter(|inner| !inner.contains(quote))
        }
    }?;
    (!inner.contains('\\')).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::read_header;
    use crate::python::outline::outline;
    use crate::python::parse::parse;

    /// The header from the outline, which is that of the tree.
    fn plain(text: &str) -> Option<Header> {
        let file = FileId(0);
        let header = read_plain_header(file, text, &outline(text)?)?;
        assert_eq!(header, read_header(file, &parse(file, text).unwrap()), "{text}");
        Some(header)
    }

    #[test]
    fn a_plain_header_is_that_of_the_tree() {
        for header in [
            "",
            "'''One'''\n",
            "\"\"\"It's \"two\"\n\n é\n\"\"\"\n",
            "branch_labels = 'shop'\n",
            "branch_labels: tuple[str, ...] = (\n    'a', # one\n)\n",
            "depends_on = ['x', \"y\"]\nbranch_labels = ()\n",
            "import alembic.op as op, sys\nfrom a.b import (c, d as upgrade,)\n",
            "def f(a: int, b=1) -> None: return\ndownload = f(1, *a, b=2, **c)[0].d\n",
            "upgrade = None\nrevision = 'z'\n",
        ] {
            for body in ["pass", "...", "'''doc'''", "return", "return 1", "op.f(1)", "a = b"] {
                let text = format!(
                    "{header}revision = 'r'\ndown_revision: str = None\n\n\n\
                     def downgrade() -> None:\n    # nothing\n    {body}\n\n    pass\n"
                );
                let is_list = header.contains("# one");
                assert_eq!(plain(&text).is_some(), !is_list, "{text}");
            }
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_tree() {
        for text in [
            "'a' 'b'\nrevision = 'r'\n",
            "r'a'\nrevision = 'r'\n",
            "'''a'''''\nrevision = 'r'\n",
            "'''\\n'''\nrevision = 'r'\n",
            "revision = 'a' 'b'\n",
            "revision = ('a')\ndown_revision = ('b')\n",
            "from x import revision\n",
            "def revision(): pass\n",
            "branch_labels = ('a', b)\nrevision = 'r'\n",
            "revision = id('r')\n",
        ] {
            assert_eq!(plain(text), None, "{text}");
        }
    }
}
