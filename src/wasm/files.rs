//! Files as they cross into wasm: all paths and contents in one array of bytes, with their lengths beside it.

use crate::plan::FileChange;

/// In place of a content's length: the file is taken away.
const REMOVED: u32 = u32::MAX;

/// Takes files apart; `lengths` has two numbers per file, of its path and of its content.
pub fn unpack(lengths: &[u32], bytes: &[u8]) -> Vec<FileChange> {
    let mut rest = bytes;
    lengths
        .chunks_exact(2)
        .filter_map(|pair| {
            let (&[path, content], _) = pair.split_first_chunk::<2>()?;
            let path = String::from_utf8_lossy(take(&mut rest, path)).into_owned();
            let content = (content != REMOVED).then(|| take(&mut rest, content).to_vec());
            Some((path, content))
        })
        .collect()
}

fn take<'a>(rest: &mut &'a [u8], length: u32) -> &'a [u8] {
    let (taken, after) = rest.split_at_checked(length as usize).unwrap_or((rest, &[]));
    *rest = after;
    taken
}
