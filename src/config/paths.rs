//! Paths in settings, joined to the folder of the file that names them.

use crate::source::{FileId, Sources};

/// Stands before a path that `%(here)s` was put into: it needs no joining any more.
pub(super) const HERE: char = '\u{1}';

/// The folder that a file stands in; empty at the top.
pub(super) fn folder_of(path: &str) -> String {
    match path.rfind(['/', '\\']) {
        Some(0) => "/".to_owned(),
        Some(end) => path.get(..end).unwrap_or("").to_owned(),
        None => ".".to_owned(),
    }
}

pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The file of this name with the fewest folders around it.
pub fn nearest(sources: &Sources, name: &str) -> Option<FileId> {
    let named = sources.iter().filter(|(_, file)| file_name(file.path()) == name);
    named.min_by_key(|(id, file)| (file.path().matches(['/', '\\']).count(), *id)).map(|(id, _)| id)
}

/// A text without the mark of `%(here)s`.
pub(super) fn without_here(text: &str) -> String {
    text.replace(HERE, "")
}

/// Where a path of a settings file leads, seen from where the file's own path is seen from.
///
/// `package:folder` is a folder inside a package (`coerce_resource_to_filename`).
pub(super) fn resolve(folder: &str, path: &str) -> String {
    if let Some(known) = path.trim().strip_prefix(HERE) {
        return join("", &without_here(known));
    }
    let path = without_here(path.trim());
    if path.starts_with(['/', '\\']) || is_drive(&path) {
        return join("", &path);
    }
    match path.split_once(':') {
        Some((package, rest)) => join(folder, &format!("{}/{rest}", package.replace('.', "/"))),
        None => join(folder, &path),
    }
}

/// `C:\\` and the like.
pub(super) fn is_drive(path: &str) -> bool {
    let mut chars = path.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.next() == Some(':')
        && matches!(chars.next(), Some('/' | '\\'))
}

/// Two parts of a path as one, without what changes nothing in it.
pub fn join(folder: &str, path: &str) -> String {
    let rooted = if folder.is_empty() { path } else { folder };
    let rooted = rooted.starts_with(['/', '\\']);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split(['/', '\\']).chain(path.split(['/', '\\'])) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if rooted { format!("/{joined}") } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_and_simplified() {
        assert_eq!(join("a/b", "../c/./d"), "a/c/d");
        assert_eq!(join(".", "x"), "x");
        assert_eq!(join("/srv", "../../x"), "/x");
        assert_eq!(join("", "../x"), "../x");
        assert_eq!(resolve("app", "pkg.db:migrations"), "app/pkg/db/migrations");
        assert_eq!(resolve("app", "/abs/dir/"), "/abs/dir");
        assert_eq!(resolve("app", "\u{1}app/x"), "app/x");
        assert_eq!(resolve("app", "C:\\x"), "C:/x");
    }
}
