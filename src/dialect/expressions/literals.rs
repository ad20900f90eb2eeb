//! Values as SQL literals: the literal processors of SQLAlchemy's types, per dialect.

use crate::dialect::types;
use crate::dialect::{Dialect, Family, columns, compile_error};
use crate::operation::Refusal;
use crate::platform::{self, float};
use crate::schema::expression::typing;
use crate::schema::literal::Literal;
use crate::schema::types::{Affinity, Home, Type, TypeKind};

use super::compiler::Rendered;

/// `SQLCompiler.render_literal_value`, with what MySQL's compiler does to backslashes.
pub(super) fn render(dialect: &dyn Dialect, value: &Literal, type_: &Type) -> Rendered {
    let shown = types::variant(dialect, type_);
    if *value == Literal::Null && !evaluates_none(shown) {
        return Ok("NULL".into());
    }
    let rendered = match processed(dialect, value, shown) {
        Processed::Text(text) => text,
        Processed::NoProcessor => return Err(no_renderer(value, type_)),
        Processed::Failed => return Err(not_rendered(value, type_)),
    };
    if dialect.facts().backslash_escapes {
        Ok(rendered.replace('\\', "\\\\"))
    } else {
        Ok(rendered)
    }
}

/// A string literal, as `String.literal_processor` and the dialect's `render_literal_value` print it.
pub fn string(dialect: &dyn Dialect, text: &str) -> String {
    let quoted = quoted(text);
    if dialect.facts().backslash_escapes { quoted.replace('\\', "\\\\") } else { quoted }
}

/// What a literal processor answers.
enum Processed {
    /// The literal.
    Text(String),
    /// The type has no literal processor.
    NoProcessor,
    /// The processor raises for this value.
    Failed,
}

impl From<Option<String>> for Processed {
    fn from(text: Option<String>) -> Self {
        text.map_or(Processed::Failed, Processed::Text)
    }
}

/// `should_evaluate_none`: JSON has a null of its own.
fn evaluates_none(type_: &Type) -> bool {
    type_.affinity() == Affinity::Json && type_.flag("none_as_null") != Some(true)
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// `_cached_literal_processor(dialect)(value)`, before backslashes are doubled.
fn processed(dialect: &dyn Dialect, value: &Literal, type_: &Type) -> Processed {
    let type_ = types::unwrapped(dialect, type_);
    if let TypeKind::UserDefined { .. } | TypeKind::Verbatim(_) = type_.kind {
        return Processed::NoProcessor;
    }
    if dialect.family().is_mysql() && columns::refuse_half_double(type_).is_err() {
        return Processed::Failed;
    }
    match type_.affinity() {
        Affinity::String | Affinity::Enum => text_literal(dialect, value, type_).into(),
        Affinity::Integer => integer(value).into(),
        Affinity::Numeric | Affinity::Float => numeric(value).into(),
        Affinity::Boolean => boolean(dialect, value).into(),
        Affinity::Date if is_oracle_date(dialect, type_) => datetime(dialect, value).into(),
        Affinity::Date => date(dialect, value).into(),
        Affinity::DateTime => datetime(dialect, value).into(),
        Affinity::Time => time(dialect, value).into(),
        Affinity::Interval => interval(dialect, value, type_).into(),
        Affinity::Binary => binary(value).into(),
        Affinity::Uuid => uuid(dialect, value, type_).into(),
        Affinity::Array => array(dialect, value, type_),
        Affinity::Other => json_path(dialect, value, type_),
        Affinity::Json | Affinity::Range | Affinity::Null => Processed::NoProcessor,
    }
}

fn is_oracle_date(dialect: &dyn Dialect, type_: &Type) -> bool {
    dialect.family() == Family::Oracle
        && type_.class().is_some_and(|class| class.home == Home::Dialect("oracle"))
}

/// `String.literal_processor`, and `Enum`'s before it.
fn text_literal(dialect: &dyn Dialect, value: &Literal, type_: &Type) -> Option<String> {
    let text = match value {
        Literal::Str(text) if type_.flag("validate_strings") == Some(true) => {
            let labels = types::labels(type_);
            labels
                .is_empty()
                .then_some(text)
                .or_else(|| labels.contains(&&**text).then_some(text))?
        }
        Literal::Str(text) => text,
        Literal::EnumMember { name, value, .. } if typing::is_a(type_, "Enum") => {
            enum_label(type_, name, value)?
        }
        // a member of a class that derives from str is one
        Literal::EnumMember { value, derived: true, .. } => match &**value {
            Literal::Str(text) => text,
            _ => return None,
        },
        _ => return None,
    };
    let national = dialect.family() == Family::Mssql
        && (typing::is_a(type_, "Unicode") || typing::is_a(type_, "UnicodeText"));
    let quoted = quoted(text);
    Some(if national { format!("N{quoted}") } else { quoted })
}

/// `Enum._db_value_for_elem` of a member: its name, or its value where labels are values.
fn enum_label<'v>(
    type_: &'v Type,
    name: &'v std::rc::Rc<str>,
    value: &'v Literal,
) -> Option<&'v std::rc::Rc<str>> {
    let labels = types::labels(type_);
    if labels.contains(&&**name) {
        return Some(name);
    }
    match value {
        Literal::Str(text) if labels.contains(&&**text) => Some(text),
        _ => None,
    }
}

/// `str(int(value))`.
fn integer(value: &Literal) -> Option<String> {
    Some(match value {
        Literal::Int(digits) => digits.to_string(),
        Literal::Bool(value) => i32::from(*value).to_string(),
        Literal::Float(number) if number.is_finite() => {
            let digits = float::whole(*number);
            if digits == "-0" { "0".into() } else { digits }
        }
        Literal::Decimal(text) => whole_part(text)?,
        Literal::Str(text) => whole_number(text)?,
        Literal::Uuid(text) => u128::from_str_radix(&text.replace('-', ""), 16).ok()?.to_string(),
        Literal::EnumMember { value, derived: true, .. } => return integer_member(value),
        _ => return None,
    })
}

fn integer_member(value: &Literal) -> Option<String> {
    match value {
        Literal::Int(digits) => Some(digits.to_string()),
        _ => None,
    }
}

/// `int(text)`: blanks around, a sign, single underscores between digits.
fn whole_number(text: &str) -> Option<String> {
    let trimmed = text.trim();
    let (sign, digits) = match trimmed.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let plain = digits.split('_').all(|part| !part.is_empty());
    let digits = digits.replace('_', "");
    if !plain || digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let shortened = digits.trim_start_matches('0');
    Some(if shortened.is_empty() { "0".into() } else { format!("{sign}{shortened}") })
}

/// `int(Decimal(text))`.
fn whole_part(text: &str) -> Option<String> {
    if text.contains(['e', 'E']) {
        let number = float::parse(text)?;
        return number.is_finite().then(|| float::whole(number));
    }
    whole_number(text.split('.').next()?)
}

/// `str(value)` where `Decimal(value)` takes it.
fn numeric(value: &Literal) -> Option<String> {
    Some(match value {
        Literal::Int(digits) => digits.to_string(),
        Literal::Bool(value) => if *value { "True" } else { "False" }.into(),
        Literal::Float(number) => float::repr(*number),
        Literal::Decimal(text) => text.to_string(),
        Literal::Str(text) if float::parse(text.trim()).is_some() => text.to_string(),
        _ => return None,
    })
}

fn boolean(dialect: &dyn Dialect, value: &Literal) -> Option<String> {
    let truth = match value {
        Literal::Bool(value) => *value,
        Literal::Int(digits) if &**digits == "1" => true,
        Literal::Int(digits) if &**digits == "0" => false,
        Literal::Float(number) if *number == 1.0 => true,
        Literal::Float(number) if *number == 0.0 => false,
        _ => return None,
    };
    Some(boolean_word(dialect, truth).into())
}

/// `visit_true` and `visit_false`.
pub(super) fn boolean_word(dialect: &dyn Dialect, truth: bool) -> &'static str {
    let words = matches!(dialect.family(), Family::Postgresql) || dialect.family().is_mysql();
    match (words, truth) {
        (true, true) => "true",
        (true, false) => "false",
        (false, true) => "1",
        (false, false) => "0",
    }
}

/// `isoformat()` with a blank for the `T`.
fn iso(value: &Literal) -> Option<&str> {
    match value {
        Literal::Date(text) | Literal::Time(text) | Literal::DateTime { text, .. } => Some(text),
        _ => None,
    }
}

/// Whether `value.microsecond` is there and not 0.
fn has_microseconds(value: &Literal) -> bool {
    !matches!(value, Literal::Date(_)) && iso(value).is_some_and(|text| text.contains('.'))
}

fn date(dialect: &dyn Dialect, value: &Literal) -> Option<String> {
    let text = iso(value)?.split(' ').next()?;
    match dialect.family() {
        Family::Sqlite if matches!(value, Literal::Time(_)) => None,
        Family::Oracle => {
            let function = if has_microseconds(value) { "TO_TIMESTAMP" } else { "TO_DATE" };
            Some(format!("{function}('{text}', 'YYYY-MM-DD')"))
        }
        _ => Some(quoted(text)),
    }
}

fn datetime(dialect: &dyn Dialect, value: &Literal) -> Option<String> {
    let text = iso(value)?;
    match dialect.family() {
        Family::Sqlite => match value {
            Literal::Date(text) => Some(format!("'{text} 00:00:00.000000'")),
            Literal::DateTime { text, .. } => {
                let (day, time) = text.split_once(' ')?;
                Some(format!("'{day} {}'", with_microseconds(time)))
            }
            _ => None,
        },
        Family::Oracle if has_microseconds(value) => {
            Some(format!("TO_TIMESTAMP('{text}', 'YYYY-MM-DD HH24:MI:SS.FF')"))
        }
        Family::Oracle => Some(format!("TO_DATE('{text}', 'YYYY-MM-DD HH24:MI:SS')")),
        _ => Some(quoted(text)),
    }
}

fn time(dialect: &dyn Dialect, value: &Literal) -> Option<String> {
    let text = iso(value)?.split(' ').next_back()?;
    match dialect.family() {
        Family::Sqlite if !matches!(value, Literal::Time(_)) => None,
        Family::Sqlite => Some(format!("'{}'", with_microseconds(text))),
        _ => Some(quoted(text)),
    }
}

/// A time with six digits behind the point and no offset.
fn with_microseconds(time: &str) -> String {
    let plain = time.split(['+', '-', 'Z']).next().unwrap_or(time);
    if plain.contains('.') { plain.into() } else { format!("{plain}.000000") }
}

fn interval(dialect: &dyn Dialect, value: &Literal, type_: &Type) -> Option<String> {
    let home = type_.class().map(|class| class.home);
    let postgresql = match home {
        Some(Home::Dialect(name)) => name == "postgresql",
        _ => dialect.family() == Family::Postgresql,
    };
    let oracle = match home {
        Some(Home::Dialect(name)) => name == "oracle",
        _ => dialect.family() == Family::Oracle,
    };
    if (!postgresql && !oracle) || type_.flag("native") == Some(false) {
        return match value {
            Literal::Interval { .. } => None,
            _ if dialect.family() == Family::Oracle => iso(value).map(quoted),
            _ => datetime(dialect, value),
        };
    }
    let Literal::Interval { days, seconds, microseconds } = value else {
        return None;
    };
    let total = (*days as f64 * 86_400.0 + *seconds as f64) * 1e6 + *microseconds as f64;
    let total = float::repr(total / 1e6);
    Some(if postgresql {
        format!("make_interval(secs=>{total})")
    } else {
        format!("NUMTODSINTERVAL({total}, 'SECOND')")
    })
}

/// `_Binary.literal_processor`: bytes as the text that they are in UTF-8.
fn binary(value: &Literal) -> Option<String> {
    match value {
        Literal::Bytes(bytes) => std::str::from_utf8(bytes).ok().map(quoted),
        _ => None,
    }
}

fn uuid(dialect: &dyn Dialect, value: &Literal, type_: &Type) -> Option<String> {
    let native = dialect.facts().native_uuid && type_.flag("native_uuid") != Some(false);
    let as_uuid = type_.flag("as_uuid") != Some(false);
    if dialect.family() == Family::Mssql && type_.flag("native_uuid") != Some(false) {
        return Some(quoted(&python_str(value)));
    }
    match value {
        Literal::Uuid(text) if as_uuid && native && !is_character_based(dialect) => {
            Some(quoted(text))
        }
        Literal::Uuid(text) if as_uuid => Some(format!("'{}'", text.replace('-', ""))),
        Literal::Str(text) if !as_uuid => Some(quoted(&text.replace('-', ""))),
        _ if as_uuid && native && !is_character_based(dialect) => Some(quoted(&python_str(value))),
        _ => None,
    }
}

/// MariaDB's own type takes UUIDs in digits all the same.
fn is_character_based(dialect: &dyn Dialect) -> bool {
    dialect.family() != Family::Postgresql
}

fn array(dialect: &dyn Dialect, value: &Literal, type_: &Type) -> Processed {
    let Some(item) = type_.inner("item_type") else {
        return Processed::NoProcessor;
    };
    let own = type_.class().is_some_and(|class| class.home == Home::Dialect("postgresql"));
    let opening = if own || dialect.family() == Family::Postgresql { "ARRAY[" } else { "[" };
    array_items(dialect, value, item, opening)
}

fn array_items(dialect: &dyn Dialect, value: &Literal, item: &Type, opening: &str) -> Processed {
    let Literal::List(items) = value else {
        return Processed::Failed;
    };
    let mut parts = Vec::with_capacity(items.len());
    for value in items {
        let part = match value {
            Literal::List(_) => array_items(dialect, value, item, opening),
            Literal::Null => Processed::Text("NULL".into()),
            _ => processed(dialect, value, types::variant(dialect, item)),
        };
        match part {
            Processed::Text(text) => parts.push(text),
            other => return other,
        }
    }
    Processed::Text(format!("{opening}{}]", parts.join(", ")))
}

/// `JSON.JSONIndexType` and `JSON.JSONPathType`: what stands in a JSON index.
fn json_path(dialect: &dyn Dialect, value: &Literal, type_: &Type) -> Processed {
    let postgresql = dialect.family() == Family::Postgresql;
    match (types::class_name(type_), value) {
        ("JSONIndexType", Literal::Int(digits)) if postgresql => {
            Processed::Text(digits.to_string())
        }
        ("JSONIndexType", Literal::Str(text)) if postgresql => Processed::Text(quoted(text)),
        ("JSONIndexType", step) => json_step(step).map(|step| quoted(&format!("${step}"))).into(),
        ("JSONPathType", Literal::List(steps)) if postgresql => {
            let steps: Vec<_> = steps.iter().map(python_str).collect();
            Processed::Text(quoted(&format!("{{{}}}", steps.join(", "))))
        }
        ("JSONPathType", Literal::List(steps)) => steps
            .iter()
            .map(json_step)
            .collect::<Option<String>>()
            .map(|steps| quoted(&format!("${steps}")))
            .into(),
        _ => Processed::NoProcessor,
    }
}

fn json_step(step: &Literal) -> Option<String> {
    match step {
        Literal::Int(digits) => Some(format!("[{digits}]")),
        Literal::Str(text) => Some(format!(".\"{text}\"")),
        _ => None,
    }
}

/// `str(value)`.
pub(super) fn python_str(value: &Literal) -> String {
    match value {
        Literal::Str(text)
        | Literal::Int(text)
        | Literal::Decimal(text)
        | Literal::Date(text)
        | Literal::Time(text)
        | Literal::Uuid(text)
        | Literal::DateTime { text, .. } => text.to_string(),
        _ => python_repr(value),
    }
}

/// `repr(value)`, for messages.
pub(super) fn python_repr(value: &Literal) -> String {
    match value {
        Literal::Null => "None".into(),
        Literal::Bool(value) => if *value { "True" } else { "False" }.into(),
        Literal::Int(digits) => digits.to_string(),
        Literal::Float(number) => float::repr(*number),
        Literal::Decimal(text) => format!("Decimal('{text}')"),
        Literal::Str(text) => repr_text(text),
        Literal::Bytes(bytes) => format!("b{}", repr_text(&String::from_utf8_lossy(bytes))),
        Literal::Uuid(text) => format!("UUID('{text}')"),
        Literal::Date(text) | Literal::Time(text) | Literal::DateTime { text, .. } => {
            text.to_string()
        }
        Literal::Interval { days, seconds, .. } => {
            format!("datetime.timedelta(days={days}, seconds={seconds})")
        }
        Literal::List(items) => {
            let items: Vec<_> = items.iter().map(python_repr).collect();
            format!("[{}]", items.join(", "))
        }
        Literal::Dict(items) => {
            let items: Vec<_> = items
                .iter()
                .map(|(key, value)| format!("{}: {}", python_repr(key), python_repr(value)))
                .collect();
            format!("{{{}}}", items.join(", "))
        }
        Literal::EnumMember { name, .. } => name.to_string(),
        Literal::Other { repr, .. } => repr.to_string(),
    }
}

fn repr_text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// `_repr_single_value`: a long one loses its middle.
fn shortened(value: &Literal) -> String {
    let full = python_repr(value);
    let length = full.chars().count();
    if length <= 300 {
        return full;
    }
    let start: String = full.chars().take(150).collect();
    let end: String = full.chars().skip(length.saturating_sub(150)).collect();
    format!("{start} ... ({} characters truncated) ... {end}", length.saturating_sub(300))
}

fn no_renderer(value: &Literal, type_: &Type) -> Refusal {
    compile_error(format!(
        "No literal value renderer is available for literal value \"{}\" with datatype {}",
        shortened(value),
        shown_type(type_)
    ))
}

fn not_rendered(value: &Literal, type_: &Type) -> Refusal {
    compile_error(format!(
        "Could not render literal value \"{}\" with datatype {}; see parent stack trace for more detail.",
        shortened(value),
        shown_type(type_)
    ))
}

/// `str(type_)`: the type as SQLAlchemy's default dialect has it.
fn shown_type(type_: &Type) -> String {
    let name = types::class_name(type_);
    let length = type_.int("length").map(|length| format!("({length})")).unwrap_or_default();
    match name {
        "String" | "Unicode" | "AutoString" => format!("VARCHAR{length}"),
        "Text" | "UnicodeText" => "TEXT".into(),
        "NullType" => "NULL".into(),
        "BigInteger" => "BIGINT".into(),
        "SmallInteger" => "SMALLINT".into(),
        "LargeBinary" => "BLOB".into(),
        "Uuid" => "CHAR(32)".into(),
        "Interval" => "DATETIME".into(),
        _ if name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_') => {
            format!("{name}{length}")
        }
        _ => format!("{}{length}", platform::upper(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect;

    fn literal(name: &str, value: Literal, type_: &str) -> String {
        let dialect = dialect::find(name).expect("a dialect");
        render(dialect, &value, &typing::core(type_))
            .unwrap_or_else(|refusal| refusal.message.clone())
    }

    #[test]
    fn strings_are_escaped_as_the_dialect_reads_them() {
        let value = || Literal::Str("it's \\ 5%".into());
        assert_eq!(literal("postgresql", value(), "String"), "'it''s \\ 5%'");
        assert_eq!(literal("mysql", value(), "String"), "'it''s \\\\ 5%'");
        assert_eq!(literal("mssql", value(), "Unicode"), "N'it''s \\ 5%'");
        assert_eq!(literal("mssql", value(), "String"), "'it''s \\ 5%'");
    }

    #[test]
    fn moments_are_written_as_the_dialect_reads_them() {
        let value = || Literal::DateTime { text: "2020-01-02 03:04:05".into(), aware: false };
        assert_eq!(literal("postgresql", value(), "DateTime"), "'2020-01-02 03:04:05'");
        assert_eq!(literal("sqlite", value(), "DateTime"), "'2020-01-02 03:04:05.000000'");
        assert_eq!(
            literal("oracle", value(), "DateTime"),
            "TO_DATE('2020-01-02 03:04:05', 'YYYY-MM-DD HH24:MI:SS')"
        );
    }

    #[test]
    fn numbers_are_those_of_python() {
        assert_eq!(literal("postgresql", Literal::Float(1e30), "Float"), "1e+30");
        assert_eq!(
            literal("postgresql", Literal::Float(1e30), "Integer"),
            "1000000000000000019884624838656"
        );
        assert_eq!(literal("postgresql", Literal::Decimal("1.50".into()), "Numeric"), "1.50");
    }

    #[test]
    fn what_has_no_literal_form_is_refused() {
        assert_eq!(
            literal(
                "postgresql",
                Literal::Dict(vec![(Literal::Str("a".into()), Literal::Int("1".into()))]),
                "JSON"
            ),
            "No literal value renderer is available for literal value \"{'a': 1}\" with datatype JSON"
        );
        assert_eq!(
            literal("postgresql", Literal::Int("1".into()), "String"),
            "Could not render literal value \"1\" with datatype VARCHAR; see parent stack trace for more detail."
        );
    }
}
