//! Names in SQL: when they are quoted, how they are cut to length, and when they are refused.

use std::borrow::Cow;

use crate::digest;
use crate::operation::Refusal;
use crate::platform;
use crate::schema::name::{Name, QualifiedName};

use super::{Dialect, Facts, Family};

/// `IdentifierPreparer.quote`: a name, quoted where it asks for it or the dialect needs it.
pub fn quote(dialect: &dyn Dialect, name: &Name) -> String {
    match name.quote {
        None => quote_text(dialect, &name.text),
        Some(true) => quote_always(dialect, &name.text),
        Some(false) => name.text.to_string(),
    }
}

/// `IdentifierPreparer.quote` of a plain string.
pub fn quote_text(dialect: &dyn Dialect, text: &str) -> String {
    if requires_quotes(dialect.facts(), text) { quote_always(dialect, text) } else { text.into() }
}

/// `IdentifierPreparer.quote_identifier`.
pub fn quote_always(dialect: &dyn Dialect, text: &str) -> String {
    let (open, close) = dialect.facts().quotes;
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push(open);
    for c in text.chars() {
        if c == close {
            quoted.push(c);
        }
        quoted.push(c);
    }
    quoted.push(close);
    quoted
}

/// `IdentifierPreparer._requires_quotes`.
fn requires_quotes(facts: &Facts, text: &str) -> bool {
    let Some(first) = text.chars().next() else { return true };
    first.is_ascii_digit()
        || first == '$'
        || (facts.illegal_underscore && first == '_')
        || !is_plain(text) && (!is_legal(text) || lower(text) != text)
        || facts.reserved_words.hold(text)
}

/// Whether it is legal and in small letters, as most names are seen to be at once.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'$'))
}

/// `IdentifierPreparer._requires_quotes_illegal_chars`.
pub(super) fn has_illegal_characters(text: &str) -> bool {
    !is_legal(text)
}

/// `_bindparam_requires_quotes` of SQLAlchemy's Oracle dialect.
pub(super) fn requires_bind_quotes(dialect: &dyn Dialect, name: &str) -> bool {
    let facts = dialect.facts();
    facts.reserved_words.hold(&lower(name))
        || name.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '$' | '_'))
        || !is_legal(name)
}

fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(platform::lower(text))
    }
}

/// `LEGAL_CHARACTERS`, a Python pattern that ignores case: it lets four letters beyond ASCII pass,
/// and its `$` a last line feed.
fn is_legal(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    !body.is_empty()
        && body.chars().all(|c| {
            c.is_ascii_alphanumeric()
                || matches!(c, '_' | '$' | '\u{130}' | '\u{131}' | '\u{17f}' | '\u{212a}')
        })
}

/// `IdentifierPreparer.quote_schema`; SQL Server takes a dotted schema apart.
pub fn quote_schema(dialect: &dyn Dialect, schema: &Name) -> String {
    if dialect.family() == Family::Mssql {
        mssql_schema(dialect, schema)
    } else {
        quote(dialect, schema)
    }
}

/// `MSIdentifierPreparer.quote_schema`: database and owner apart.
fn mssql_schema(dialect: &dyn Dialect, schema: &Name) -> String {
    if schema.quote == Some(true) {
        return quote(dialect, schema);
    }
    let (database, owner) = mssql_schema_elements(&schema.text);
    match (database, owner) {
        (Some(database), Some(owner)) => {
            format!("{}.{}", quote(dialect, &database), quote_text(dialect, &owner))
        }
        (_, Some(owner)) => quote_text(dialect, &owner),
        _ => String::new(),
    }
}

/// `_schema_elements` of SQLAlchemy's SQL Server dialect: dots part, brackets hold together.
pub fn mssql_schema_elements(schema: &str) -> (Option<Name>, Option<String>) {
    let mut parts: Vec<String> = Vec::new();
    let mut symbol = String::new();
    let (mut bracket, mut has_brackets) = (false, false);
    for c in schema.chars() {
        match c {
            '[' => (bracket, has_brackets) = (true, true),
            ']' => bracket = false,
            '.' if !bracket => {
                let part = std::mem::take(&mut symbol);
                parts.push(if has_brackets { format!("[{part}]") } else { part });
                has_brackets = false;
            }
            _ => symbol.push(c),
        }
    }
    if !symbol.is_empty() {
        parts.push(symbol);
    }
    let owner = parts.pop();
    if parts.is_empty() {
        return (None, owner);
    }
    let database = parts.join(".");
    (Some(mssql_database(&database)).filter(|name| !name.text.is_empty()), owner)
}

/// A database of several bracketed parts stands as it is; of one, its brackets go.
fn mssql_database(database: &str) -> Name {
    let mut inner = database.chars();
    inner.next();
    inner.next_back();
    let inner = inner.as_str();
    let several = inner.lines().next().is_some_and(|line| {
        line.find(']').is_some_and(|close| line.rfind('[').is_some_and(|open| open > close))
    });
    if several {
        Name { text: database.into(), quote: Some(false), truncatable: false }
    } else {
        Name::new(database.trim_start_matches('[').trim_end_matches(']'))
    }
}

/// `IdentifierPreparer.format_table`.
pub fn format_table(dialect: &dyn Dialect, table: &QualifiedName) -> String {
    let name = quote(dialect, &table.name);
    match effective_schema(table) {
        Some(schema) => format!("{}.{name}", quote_schema(dialect, schema)),
        None => name,
    }
}

/// A schema other than the empty one.
pub fn effective_schema(table: &QualifiedName) -> Option<&Name> {
    table.schema.as_ref().filter(|schema| !schema.text.is_empty())
}

/// `alembic.ddl.base.format_table_name`, which ALTER statements use: a schema's parts are quoted one by one.
pub fn format_table_name(dialect: &dyn Dialect, table: &QualifiedName) -> String {
    let name = quote(dialect, &table.name);
    match effective_schema(table) {
        Some(schema) => format!("{}.{name}", quote_dotted(dialect, schema)),
        None => name,
    }
}

/// `alembic.ddl.base.quote_dotted`: a `quoted_name` is quoted whole, anything else part by part.
pub fn quote_dotted(dialect: &dyn Dialect, name: &Name) -> String {
    if name.quote.is_some() || name.truncatable {
        return quote(dialect, name);
    }
    name.text.split('.').map(|part| quote_text(dialect, part)).collect::<Vec<_>>().join(".")
}

/// `IdentifierPreparer.format_collation`.
pub fn format_collation(dialect: &dyn Dialect, name: &str, schema: Option<&str>) -> String {
    let name =
        if dialect.facts().quote_collations { quote_text(dialect, name) } else { name.to_owned() };
    match schema {
        Some(schema) => format!("{}.{name}", quote_schema(dialect, &Name::new(schema))),
        None => name,
    }
}

/// `truncate_and_render_constraint_name`.
///
/// # Errors
/// `IdentifierError` where it is too long and was given by hand.
pub fn constraint_name(dialect: &dyn Dialect, name: &Name) -> Result<String, Refusal> {
    let name = fit(dialect.facts(), name, dialect.facts().max_constraint_name)?;
    Ok(quote(dialect, &name))
}

/// `truncate_and_render_index_name`.
///
/// # Errors
/// `IdentifierError` where it is too long and was given by hand.
pub fn index_name(dialect: &dyn Dialect, name: &Name) -> Result<String, Refusal> {
    let name = fit(dialect.facts(), name, dialect.facts().max_index_name)?;
    Ok(quote(dialect, &name))
}

/// `IdentifierPreparer._truncate_and_render_maxlen_name`, but for the quotes.
fn fit<'n>(facts: &Facts, name: &'n Name, limit: usize) -> Result<Cow<'n, Name>, Refusal> {
    if name.text.len() <= limit.min(facts.max_identifier) {
        return Ok(Cow::Borrowed(name));
    }
    let length = name.text.chars().count();
    if name.truncatable {
        if length <= limit {
            return Ok(Cow::Borrowed(name));
        }
        let kept: String = name.text.chars().take(limit.saturating_sub(8)).collect();
        let hash = digest::hex(&digest::md5(name.text.as_bytes()));
        let tail = hash.get(28..).unwrap_or_default();
        let text = format!("{kept}_{tail}").into();
        // the cut name is a plain string in Python: it has lost what it said about quotes
        return Ok(Cow::Owned(Name { text, quote: None, truncatable: false }));
    }
    validate(facts, name)?;
    Ok(Cow::Borrowed(name))
}

/// `Dialect.validate_identifier`.
///
/// # Errors
/// `IdentifierError` for a name that is too long.
pub fn validate(facts: &Facts, name: &Name) -> Result<(), Refusal> {
    if name.text.chars().count() > facts.max_identifier {
        return Err(Refusal::new(
            "sqlalchemy.exc.IdentifierError",
            format!(
                "Identifier '{}' exceeds maximum length of {} characters",
                name.text, facts.max_identifier
            ),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::{Name, mssql_schema_elements, quote_dotted, quote_schema, quote_text};

    #[test]
    fn schemas_of_sql_server() {
        let mssql = find("mssql").unwrap();
        for (schema, expected) in [
            ("db.owner", "db.owner"),
            ("[a.b].c", "[a.b].c"),
            ("x.y.z", "[x.y].z"),
            ("[x].[y].z", "[x].[y].z"),
            ("[x.y].[z]", "[x.y].z"),
            ("Foo.Bar", "[Foo].[Bar]"),
            ("[Foo.Bar]", "[Foo.Bar]"),
            ("a..b", "[a.].b"),
            ("select.x", "[select].x"),
            ("[a].b.c", "[a]].b].c"),
            ("x.[y z]", "x.[y z]"),
            (".x", "x"),
            ("x.", "x"),
            ("[]", ""),
            ("[a]b.c", "ab.c"),
        ] {
            assert_eq!(quote_schema(mssql, &Name::new(schema)), expected, "{schema}");
        }
        let whole = Name { quote: Some(true), ..Name::new("a.b") };
        assert_eq!(quote_schema(mssql, &whole), "[a.b]");
        assert_eq!(mssql_schema_elements(""), (None, None));
    }

    #[test]
    fn dotted_schemas() {
        let postgresql = find("postgresql").unwrap();
        assert_eq!(quote_dotted(postgresql, &Name::new("a.B")), "a.\"B\"");
        assert_eq!(quote_schema(postgresql, &Name::new("a.B")), "\"a.B\"");
    }

    #[test]
    fn what_needs_quotes() {
        let quoted = |dialect: &str, name: &str| quote_text(find(dialect).unwrap(), name);
        assert_eq!(quoted("postgresql", "user"), "\"user\"");
        assert_eq!(quoted("mysql", "user"), "user");
        assert_eq!(quoted("mysql", "rank"), "`rank`");
        assert_eq!(quoted("mssql", "user"), "[user]");
        assert_eq!(quoted("oracle", "_x"), "\"_x\"");
        assert_eq!(quoted("sqlite", "größe"), "\"größe\"");
        assert_eq!(quoted("sqlite", "a$1"), "a$1");
        assert_eq!(quoted("sqlite", "$a"), "\"$a\"");
        assert_eq!(quoted("sqlite", "Straße"), "\"Straße\"");
        assert_eq!(quoted("sqlite", ""), "\"\"");
        assert_eq!(quoted("sqlite", "\u{17f}"), "\u{17f}");
    }
}
