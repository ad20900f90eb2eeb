//! The given files: paths, texts, byte spans, and their places in lines and UTF-16 columns.

use std::cell::OnceCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

/// A file among the given ones, by its place in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// The file that the offsets are in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `file`, in bytes.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }
}

/// A place as an editor shows it: line and column from 1, offset from 0, columns and offset in UTF-16 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// UTF-16 units from the line's start, from 1.
    pub column: u32,
    /// UTF-16 units from the file's start, from 0.
    pub offset: u32,
}

/// One given file.
#[derive(Debug)]
pub struct SourceFile {
    path: Rc<str>,
    text: Rc<str>,
    lines: OnceCell<Vec<LineStart>>,
}

#[derive(Debug, Clone, Copy)]
struct LineStart {
    byte: u32,
    utf16: u32,
}

impl SourceFile {
    /// A file as it was given.
    pub fn new(path: impl Into<Rc<str>>, text: impl Into<Rc<str>>) -> Self {
        Self { path: path.into(), text: text.into(), lines: OnceCell::new() }
    }

    /// The path, as given.
    pub fn path(&self) -> &Rc<str> {
        &self.path
    }

    /// The text, as given.
    pub fn text(&self) -> &Rc<str> {
        &self.text
    }

    /// Where a byte offset stands; an offset past the end or inside a character is moved back to a boundary.
    pub fn position(&self, byte: u32) -> Position {
        let lines = self.lines.get_or_init(|| line_starts(&self.text));
        let byte = floor_boundary(&self.text, byte as usize);
        let index = lines.partition_point(|line| line.byte as usize <= byte).saturating_sub(1);
        let start = lines.get(index).copied().unwrap_or(LineStart { byte: 0, utf16: 0 });
        let units = utf16_len(self.text.get(start.byte as usize..byte).unwrap_or(""));
        Position { line: index as u32 + 1, column: units + 1, offset: start.utf16 + units }
    }
}

fn floor_boundary(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn utf16_len(text: &str) -> u32 {
    text.chars().map(|c| c.len_utf16() as u32).sum()
}

/// Python's line ends: `\n`, `\r\n` and a lone `\r`.
fn line_starts(text: &str) -> Vec<LineStart> {
    let bytes = text.as_bytes();
    let mut starts = vec![LineStart { byte: 0, utf16: 0 }];
    let mut utf16 = 0;
    for (at, c) in text.char_indices() {
        utf16 += c.len_utf16() as u32;
        if c == '\n' || (c == '\r' && bytes.get(at + 1) != Some(&b'\n')) {
            starts.push(LineStart { byte: at as u32 + 1, utf16 });
        }
    }
    starts
}

/// All given files; an id stays with its path for as long as this lives.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Option<SourceFile>>,
    by_path: FxHashMap<Rc<str>, FileId>,
}

impl Sources {
    /// Adds a file, or replaces the text of the one with the same path.
    pub fn set(&mut self, path: &str, text: impl Into<Rc<str>>) -> FileId {
        let path: Rc<str> = path.into();
        let next = FileId(self.files.len() as u32);
        let id = *self.by_path.entry(path.clone()).or_insert(next);
        let file = Some(SourceFile::new(path, text));
        match self.files.get_mut(id.0 as usize) {
            Some(slot) => *slot = file,
            None => self.files.push(file),
        }
        id
    }

    /// Removes a file; its id is kept for its path, should it come back.
    pub fn remove(&mut self, path: &str) -> Option<FileId> {
        let id = *self.by_path.get(path)?;
        self.files.get_mut(id.0 as usize).and_then(Option::take).map(|_| id)
    }

    /// The file with this id, unless it was removed.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)?.as_ref()
    }

    /// The file at this path.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied().filter(|id| self.get(*id).is_some())
    }

    /// All files, in the order in which they were first given.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().filter_map(|(i, f)| Some((FileId(i as u32), f.as_ref()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_units() {
        let file = SourceFile::new("a.py", "é = 1\r\n😀x\rz");
        assert_eq!(file.position(0), Position { line: 1, column: 1, offset: 0 });
        assert_eq!(file.position(2), Position { line: 1, column: 2, offset: 1 });
        let x = file.text().find('x').unwrap() as u32;
        assert_eq!(file.position(x), Position { line: 2, column: 3, offset: 9 });
        let z = file.text().find('z').unwrap() as u32;
        assert_eq!(file.position(z), Position { line: 3, column: 1, offset: 11 });
        assert_eq!(file.position(999).line, 3);
    }

    #[test]
    fn a_path_keeps_its_id() {
        let mut sources = Sources::default();
        let a = sources.set("a.py", "1");
        sources.set("b.py", "2");
        assert_eq!(sources.remove("a.py"), Some(a));
        assert!(sources.find("a.py").is_none());
        assert_eq!(sources.set("a.py", "3"), a);
        assert_eq!(sources.iter().count(), 2);
    }
}
