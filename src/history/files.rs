//! Which of the given files are revision files, in the order in which Alembic lists them.

use crate::sorting;
use crate::source::{FileId, SourceFile, Sources};

/// The Python files of the version locations, or of all folders where none is named
/// (`Script._list_py_dir` and `_only_source_rev_file`).
///
/// Without `recursive` only what stands directly in a location counts. Locations come in their order,
/// a folder's own files before its subfolders, both by name.
pub fn revision_files(sources: &Sources, locations: &[String], recursive: bool) -> Vec<FileId> {
    let locations: Vec<Vec<&str>> = locations.iter().map(|location| parts(location)).collect();
    let mut found: Vec<(usize, Vec<&str>, FileId)> = sources
        .iter()
        .filter_map(|(id, file)| {
            let path = parts(file.path());
            let (name, folder) = path.split_last()?;
            if !is_revision_name(name) {
                return None;
            }
            let inside = |location: &Vec<&str>| {
                folder.starts_with(location) && (recursive || folder.len() == location.len())
            };
            let rank = match &locations[..] {
                [] => 0,
                locations => locations.iter().position(inside)?,
            };
            Some((rank, path, id))
        })
        .collect();
    sorting::sort_by(&mut found, |(a_rank, a, _), (b_rank, b, _)| {
        a_rank.cmp(b_rank).then_with(|| by_folder(a, b))
    });
    found.into_iter().map(|(_, _, id)| id).collect()
}

/// A path without what changes nothing in it.
fn parts(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." && parts.last().is_some_and(|last| *last != "..") {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts
}

fn by_folder(a: &[&str], b: &[&str]) -> std::cmp::Ordering {
    let folder = |path: &[&str]| path.len().saturating_sub(1);
    let (a_folder, b_folder) = (a.get(..folder(a)), b.get(..folder(b)));
    a_folder.cmp(&b_folder).then_with(|| a.last().cmp(&b.last()))
}

fn is_revision_name(name: &str) -> bool {
    name.ends_with(".py") && !name.starts_with(".#") && !name.starts_with("__init__")
}

/// Whether a path is an environment's `env.py`.
pub fn is_env_file(file: &SourceFile) -> bool {
    parts(file.path()).last() == Some(&"env.py")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(paths: &[&str], locations: &[&str], recursive: bool) -> Vec<String> {
        let mut sources = Sources::default();
        paths.iter().for_each(|path| {
            sources.set(path, "");
        });
        let locations: Vec<String> = locations.iter().map(|path| (*path).to_owned()).collect();
        revision_files(&sources, &locations, recursive)
            .into_iter()
            .filter_map(|id| sources.get(id).map(|file| file.path().to_string()))
            .collect()
    }

    const PATHS: [&str; 7] = [
        "v/z.py",
        "v/b/c.py",
        "v/a/d/e.py",
        "v/__init__.py",
        "v/a/y.py",
        "v/notes.txt",
        "other/q.py",
    ];

    #[test]
    fn a_folders_files_come_before_its_subfolders() {
        assert_eq!(listed(&PATHS, &["v"], true), ["v/z.py", "v/a/y.py", "v/a/d/e.py", "v/b/c.py"]);
        assert_eq!(listed(&PATHS, &["./v/"], false), ["v/z.py"]);
        assert_eq!(listed(&PATHS, &["other", "v"], false), ["other/q.py", "v/z.py"]);
        assert_eq!(listed(&PATHS, &[], false).len(), 5);
    }
}
