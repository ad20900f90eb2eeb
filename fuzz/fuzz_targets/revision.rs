//! Any text as a revision file, through the whole pipeline.
#![no_main]

use libfuzzer_sys::fuzz_target;
use limbeck::plan::{Direction, Options, Project, RenderRequest};
use limbeck::python::Limits;

const DIALECTS: [&str; 6] = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"];

fuzz_target!(|data: &[u8]| {
    let Some((choice, text)) = data.split_first() else { return };
    let limits = Limits { steps: 100_000, bytes: 8 << 20, ..Limits::default() };
    let files = vec![("r0.py".to_owned(), text.to_vec())];
    let project = Project::new(files, Options { limits, ..Options::default() });
    let dialect = DIALECTS[usize::from(*choice) % DIALECTS.len()];
    let request = RenderRequest { dialect: dialect.into(), ..RenderRequest::default() };
    for head in project.resolve("heads").unwrap_or_default().iter().take(2) {
        let _ = project.preview(head, Direction::Upgrade, &request);
        let _ = project.preview(head, Direction::Downgrade, &request);
    }
    let _ = project.upgrade(&RenderRequest { to: "heads".into(), ..request });
});
