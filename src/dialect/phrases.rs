//! Keywords and option values given as strings: what may stand in SQL as it is.

use crate::operation::Refusal;
use crate::platform;
use crate::schema::expression::Expr;
use crate::schema::literal::Literal;
use crate::schema::name::Name;
use crate::schema::options::OptionValue;

use super::compile_error;

/// `validate_sql_phrase`: words and white space alone.
pub(super) fn keywords(phrase: &str) -> Result<&str, Refusal> {
    let body = phrase.strip_suffix('\n').unwrap_or(phrase);
    if is_words(body) { Ok(phrase) } else { Err(unexpected(phrase, r"^\w+(?:\s+\w+)*$")) }
}

/// ON DELETE on PostgreSQL: words, then perhaps columns in parentheses (`_fk_ondelete_pattern`).
pub(super) fn on_delete_with_columns(phrase: &str) -> Result<&str, Refusal> {
    let body = phrase.strip_suffix('\n').unwrap_or(phrase);
    let fits = match body.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
        Some((words, columns)) => is_words(words.trim_end()) && are_columns(columns),
        None => is_words(body),
    };
    if fits {
        return Ok(phrase);
    }
    Err(unexpected(
        phrase,
        r#"^\w+(?:\s+\w+)*(?:\s*\(\s*(?:[\w$]+|"(?:[^"]|"")+")(?:\s*,\s*(?:[\w$]+|"(?:[^"]|"")+"))*\s*\))?$"#,
    ))
}

fn unexpected(phrase: &str, pattern: &str) -> Refusal {
    let (phrase, pattern) = (repr(phrase), repr(pattern));
    compile_error(format!("Unexpected SQL phrase: {phrase} (matching against {pattern})"))
}

/// Python's `repr()` of a plain string.
fn repr(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t");
    if escaped.contains('\'') && !escaped.contains('"') {
        format!("\"{escaped}\"")
    } else {
        format!("'{}'", escaped.replace('\'', "\\'"))
    }
}

fn is_word_character(c: char) -> bool {
    platform::is_alphanumeric(c) || c == '_'
}

fn is_words(text: &str) -> bool {
    let starts = text.chars().next().is_some_and(is_word_character);
    let ends = text.chars().next_back().is_some_and(is_word_character);
    starts && ends && text.chars().all(|c| is_word_character(c) || c.is_whitespace())
}

/// Names, quoted or not, with commas between them.
fn are_columns(text: &str) -> bool {
    let mut rest = text;
    loop {
        let Some(after) = after_column(rest.trim_start()) else { return false };
        let after = after.trim_start();
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => return after.is_empty(),
        }
    }
}

fn after_column(text: &str) -> Option<&str> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let after = text.trim_start_matches(|c| is_word_character(c) || c == '$');
        return (after.len() < text.len()).then_some(after);
    };
    let mut any = false;
    loop {
        let close = rest.find('"')?;
        any |= close > 0;
        let (_, after) = rest.split_at(close);
        match after.strip_prefix("\"\"") {
            Some(next) => (rest, any) = (next, true),
            None => return any.then(|| after.strip_prefix('"').unwrap_or(after)),
        }
    }
}

/// `value is True`.
pub(super) fn is_true(value: &OptionValue) -> bool {
    matches!(value, OptionValue::Literal(Literal::Bool(true)))
}

/// `value is False`.
pub(super) fn is_false(value: &OptionValue) -> bool {
    matches!(value, OptionValue::Literal(Literal::Bool(false)))
}

/// `value is None`.
pub(super) fn is_none(value: &OptionValue) -> bool {
    matches!(value, OptionValue::Literal(Literal::Null))
}

/// The columns that an option lists, by name or as columns.
pub(super) fn names(value: Option<&OptionValue>) -> Vec<Name> {
    match value {
        Some(OptionValue::List(items)) => items.iter().filter_map(name).collect(),
        Some(OptionValue::Literal(Literal::List(items))) => {
            items.iter().filter_map(literal_name).collect()
        }
        Some(single) => name(single).into_iter().collect(),
        None => Vec::new(),
    }
}

fn name(value: &OptionValue) -> Option<Name> {
    match value {
        OptionValue::Literal(literal) => literal_name(literal),
        OptionValue::Expr(expr) => match &**expr {
            Expr::Column(column) => Some(column.name.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn literal_name(literal: &Literal) -> Option<Name> {
    match literal {
        Literal::Str(text) => Some(Name::new(text.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{keywords, on_delete_with_columns};

    #[test]
    fn phrases_are_words() {
        assert!(keywords("SET NULL").is_ok());
        assert!(keywords("set\nnull").is_ok());
        assert!(keywords("CASCADE; DROP TABLE x").is_err());
        assert!(keywords("").is_err());
        assert_eq!(
            keywords("a-b").unwrap_err().message,
            r"Unexpected SQL phrase: 'a-b' (matching against '^\\w+(?:\\s+\\w+)*$')"
        );
    }

    #[test]
    fn on_delete_may_name_columns() {
        assert!(on_delete_with_columns("SET NULL (a, \"b c\"\"d\")").is_ok());
        assert!(on_delete_with_columns("CASCADE").is_ok());
        assert!(on_delete_with_columns("SET NULL (a,)").is_err());
        assert!(on_delete_with_columns("SET NULL ()").is_err());
    }
}
