//! How statements stand in a script: terminators, batch separators, the beginning and the end of a transaction.

use super::{Dialect, Family, Settings};

/// Writes one statement as `DefaultImpl._exec` does, with its terminator and batch separator.
pub fn statement(dialect: &dyn Dialect, settings: &Settings, sql: &str, script: &mut String) {
    output(script, sql, dialect.facts().command_terminator);
    separator(dialect, settings, script);
}

/// Writes a comment: Alembic's `static_output("-- ...")`.
pub fn comment(text: &str, script: &mut String) {
    script.push_str("-- ");
    output(script, text, "");
}

/// Writes what `emit_begin()` prints.
pub fn begin(dialect: &dyn Dialect, settings: &Settings, script: &mut String) {
    match dialect.family() {
        Family::Oracle => statement(dialect, settings, "SET TRANSACTION READ WRITE", script),
        Family::Mssql => output(script, "BEGIN TRANSACTION", dialect.facts().command_terminator),
        _ => output(script, "BEGIN", dialect.facts().command_terminator),
    }
}

/// Writes what `emit_commit()` prints.
pub fn commit(dialect: &dyn Dialect, settings: &Settings, script: &mut String) {
    statement(dialect, settings, "COMMIT", script);
}

/// Whether DDL is part of a transaction here.
pub fn transactional_ddl(dialect: &dyn Dialect, settings: &Settings) -> bool {
    settings.transactional_ddl.unwrap_or(dialect.facts().transactional_ddl)
}

fn separator(dialect: &dyn Dialect, settings: &Settings, script: &mut String) {
    let Some(own) = dialect.facts().batch_separator else { return };
    let separator = settings.batch_separator.as_deref().unwrap_or(own);
    if !separator.is_empty() {
        output(script, separator, "");
    }
}

/// `DefaultImpl.static_output`.
fn output(script: &mut String, text: &str, terminator: &str) {
    script.push_str(text);
    script.push_str(terminator);
    script.push_str("\n\n");
}

#[cfg(test)]
mod tests {
    use super::super::{Settings, find};
    use super::{begin, commit, statement};

    fn script(dialect: &str, settings: &Settings) -> String {
        let dialect = find(dialect).unwrap();
        let mut text = String::new();
        begin(dialect, settings, &mut text);
        statement(dialect, settings, "SELECT 1", &mut text);
        commit(dialect, settings, &mut text);
        text
    }

    #[test]
    fn transactions_and_separators() {
        let settings = Settings::default();
        assert_eq!(script("postgresql", &settings), "BEGIN;\n\nSELECT 1;\n\nCOMMIT;\n\n");
        assert_eq!(
            script("mssql", &settings),
            "BEGIN TRANSACTION;\n\nSELECT 1;\n\nGO\n\nCOMMIT;\n\nGO\n\n"
        );
        assert_eq!(
            script("oracle", &settings),
            "SET TRANSACTION READ WRITE\n\n/\n\nSELECT 1\n\n/\n\nCOMMIT\n\n/\n\n"
        );
        let settings = Settings { batch_separator: Some("".into()), ..settings };
        assert_eq!(
            script("oracle", &settings),
            "SET TRANSACTION READ WRITE\n\nSELECT 1\n\nCOMMIT\n\n"
        );
    }
}
