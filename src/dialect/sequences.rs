//! CREATE SEQUENCE and DROP SEQUENCE.

use crate::operation::Refusal;
use crate::schema::options::Options;
use crate::schema::table::{Sequence, SequenceOptions};

use super::{Dialect, Family, columns, identifiers, phrases, types};

/// `visit_create_sequence`.
///
/// # Errors
/// What SQLAlchemy would raise for its type.
pub fn create(
    dialect: &dyn Dialect,
    sequence: &Sequence,
    if_not_exists: bool,
) -> Result<String, Refusal> {
    let mut text = String::from("CREATE SEQUENCE ");
    if if_not_exists {
        text.push_str("IF NOT EXISTS ");
    }
    text.push_str(&format_sequence(dialect, sequence));
    if let Some(type_) = &sequence.data_type
        && matches!(dialect.family(), Family::Postgresql | Family::Mssql)
    {
        text.push_str(" AS ");
        text.push_str(&types::render(dialect, type_)?);
    }
    let order = if dialect.family() == Family::Oracle {
        oracle_order(&sequence.options, &sequence.dialect_options)
    } else {
        None
    };
    let options = columns::identity_options(dialect, &sequence.options, order);
    if !options.is_empty() {
        text.push(' ');
        text.push_str(&options);
    }
    Ok(text)
}

/// `visit_drop_sequence`.
pub fn drop(dialect: &dyn Dialect, sequence: &Sequence, if_exists: bool) -> String {
    let if_exists = if if_exists { "IF EXISTS " } else { "" };
    format!("DROP SEQUENCE {if_exists}{}", format_sequence(dialect, sequence))
}

/// `IdentifierPreparer.format_sequence`.
pub fn format_sequence(dialect: &dyn Dialect, sequence: &Sequence) -> String {
    let name = identifiers::quote(dialect, &sequence.name.name);
    match &sequence.name.schema {
        Some(schema) => format!("{}.{name}", identifiers::quote_schema(dialect, schema)),
        None => name,
    }
}

/// `oracle_order`, or its older name.
pub(super) fn oracle_order(options: &SequenceOptions, dialect: &Options) -> Option<bool> {
    match dialect.get("oracle_order") {
        Some(value) if !phrases::is_none(value) => Some(value.truthy()),
        _ => options.order,
    }
}
