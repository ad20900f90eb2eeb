//! Plainly written files, whose functions are parsed and lowered when they are called.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use ruff_python_ast::Stmt as Parsed;
use ruff_text_size::{TextRange, TextSize};

use super::plain::docstring;
use super::{Lowerer, boxed_names, name_of};
use crate::diagnostic::Diagnostic;
use crate::python::parse::parse_measured;
use crate::python::tree::{
    Block, FunctionCode, Later, ModuleCode, Name, Signature, Stmt, StmtKind, Target,
};
use crate::source::FileId;

/// A revision has so many statements at its top.
const USUAL: usize = 12;

impl ModuleCode {
    /// The code of a file that has an outline, which says where its `functions` stand. They are read when they are
    /// called, except for the one that is `wanted` anyway.
    ///
    /// # Errors
    /// As [`parse_measured`].
    pub fn plain(
        file: FileId,
        text: &Rc<str>,
        functions: &[Range<u32>],
        wanted: &str,
    ) -> Result<Self, Diagnostic> {
        let mut code = Self { file, body: Block::from([]), doc: None };
        let mut body = Vec::with_capacity(USUAL);
        let mut at = 0;
        for range in functions {
            let name = name_in(part(text, range));
            if name != wanted {
                code.read(text, at..range.start, &mut body)?;
                body.push(definition(file, name_of(name), text, range));
                at = range.end;
            }
        }
        code.read(text, at..text.len() as u32, &mut body)?;
        code.body = body.into();
        Ok(code)
    }

    /// Parses and lowers some statements of the module.
    fn read(
        &mut self,
        text: &str,
        range: Range<u32>,
        body: &mut Vec<Stmt>,
    ) -> Result<(), Diagnostic> {
        let part = part(text, &range);
        if part.trim_ascii().is_empty() {
            return Ok(());
        }
        let before = body.len();
        if Lowerer::new(self.file, TextSize::default()).plain(text, &range, body).is_some() {
            if range.start == 0 {
                self.doc = docstring(body);
            }
            return Ok(());
        }
        body.truncate(before);
        let parsed = parse_measured(self.file, part)?;
        let mut lowerer = Lowerer::new(self.file, range.start.into());
        if range.start == 0 {
            self.doc = lowerer.docstring(&parsed.body);
        }
        body.reserve(parsed.body.len() + 1);
        lowerer.append(&parsed.body, body);
        Ok(())
    }
}

fn part<'a>(text: &'a str, range: &Range<u32>) -> &'a str {
    text.get(range.start as usize..range.end as usize).unwrap_or("")
}

/// The name in `def name(...): ...`
fn name_in(function: &str) -> &str {
    let head = function.split('(').next().unwrap_or("");
    head.strip_prefix("def").unwrap_or(head).trim_ascii()
}

/// The statement that makes a function, of which no more than this is known.
fn definition(file: FileId, name: Name, text: &Rc<str>, range: &Range<u32>) -> Stmt {
    let later = Later { text: text.clone(), range: range.clone(), read: OnceCell::new() };
    let code = unread(file, name.clone(), Some(Box::new(later)));
    let place = TextRange::new(range.start.into(), range.end.into());
    let made = Box::new((Rc::new(code), Vec::new(), Target::Global(name)));
    Lowerer::stmt(place, StmtKind::Function(made))
}

/// A function without arguments, before anything else is known of it.
fn unread(file: FileId, name: Name, later: Option<Box<Later>>) -> FunctionCode {
    FunctionCode {
        name: name.clone(),
        qualname: name,
        file,
        parameters: Vec::new(),
        signature: Signature::default(),
        slots: boxed_names(Vec::new()),
        body: Block::from([]),
        doc: None,
        generator: false,
        is_async: false,
        has_inner: false,
        later,
    }
}

impl FunctionCode {
    /// The code with all that belongs to it.
    pub(crate) fn whole(self: &Rc<Self>) -> &Rc<Self> {
        match &self.later {
            None => self,
            Some(later) => later.read.get_or_init(|| later.read(self)),
        }
    }
}

impl Later {
    fn read(&self, known: &FunctionCode) -> Rc<FunctionCode> {
        let mut plain = Vec::with_capacity(1);
        let mut lowerer = Lowerer::new(known.file, TextSize::default());
        if lowerer.plain(&self.text, &self.range, &mut plain).is_some()
            && let [Stmt { kind: StmtKind::Function(made), .. }] = plain.as_slice()
        {
            return made.0.clone();
        }
        let mut lowerer = Lowerer::new(known.file, TextSize::from(self.range.start));
        let parsed = parse_measured(known.file, part(&self.text, &self.range));
        if let Ok([Parsed::FunctionDef(def)]) = parsed.as_ref().map(|parsed| &*parsed.body) {
            return lowerer.definition(def);
        }
        // An outline vouches for what it tells of, so this is not come by.
        let place = TextRange::empty(self.range.start.into());
        let body = Block::from([Lowerer::stmt(place, StmtKind::Unsupported("this function"))]);
        Rc::new(FunctionCode { body, ..unread(known.file, known.name.clone(), None) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::outline::outline;
    use crate::python::parse::parse;

    fn functions(code: &ModuleCode) -> Vec<Rc<FunctionCode>> {
        let made = |stmt: &Stmt| match &stmt.kind {
            StmtKind::Function(parts) => Some(parts.0.clone()),
            _ => None,
        };
        code.body.iter().filter_map(made).collect()
    }

    #[test]
    fn what_is_read_later_is_what_would_have_been_read_at_once() {
        let text: Rc<str> = "'''One.'''
x = 'é'
def f() -> None:
    '''Two.'''
    for y in x:
        z = y.strip()
    return z

# a comment
def  g():
    return f()

z = 1

def h(a=z): return a
def i(): return x
"
        .into();
        let file = FileId(3);
        let at_once = ModuleCode::new(file, &parse(file, &text).unwrap());
        let found = outline(&text).unwrap().functions;
        let later = ModuleCode::plain(file, &text, &found, "g").unwrap();
        assert_eq!(later.doc, at_once.doc);
        assert_eq!(later.body.len(), at_once.body.len());
        let (later, at_once) = (functions(&later), functions(&at_once));
        let left: Vec<_> = later.iter().map(|code| code.later.is_some()).collect();
        assert_eq!(left, [true, false, false, true]);
        for (later, at_once) in later.iter().zip(&at_once) {
            assert_eq!(later.name, at_once.name);
            assert_eq!(format!("{:?}", later.whole()), format!("{at_once:?}"));
        }
    }
}
