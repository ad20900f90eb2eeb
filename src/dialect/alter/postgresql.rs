//! PostgreSQL: USING, identities that can be altered, comments on columns.

use crate::operation::{AlterColumn, Change, Refusal};
use crate::schema::literal::Literal;
use crate::schema::options::OptionValue;
use crate::schema::table::{Identity, SequenceOptions, ServerDefault};

use super::super::{Dialect, Renderer, columns, expressions, identifiers, types};
use super::{alter_column as alter, base, command_error};

/// `PostgresqlImpl.alter_column`.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn change_column(out: &mut Renderer<'_>, change: &AlterColumn) -> Result<(), Refusal> {
    let dialect = out.dialect;
    let using = change
        .options
        .get("postgresql_using")
        .filter(|using| **using != OptionValue::Literal(Literal::Null));
    let Some(type_) = &change.type_ else {
        if using.is_some() {
            return Err(command_error("postgresql_using must be used with the type_ parameter"));
        }
        return base::change_column(out, change);
    };
    let column = alter(dialect, &change.table, &change.column, "ALTER COLUMN");
    let type_text = types::render(dialect, type_)?;
    let sql = format!("{column} TYPE {type_text} {}", using_clause(using)?);
    out.exec(&sql);
    base::change_column(out, &AlterColumn { type_: None, ..change.clone() })
}

fn using_clause(using: Option<&OptionValue>) -> Result<String, Refusal> {
    match using {
        None => Ok(String::new()),
        Some(OptionValue::Literal(Literal::Str(text))) if text.is_empty() => Ok(String::new()),
        Some(OptionValue::Literal(Literal::Str(text))) => Ok(format!("USING {text}")),
        Some(_) => {
            Err(Refusal::new("TypeError", "Boolean value of this clause is not defined".into()))
        }
    }
}

/// `visit_column_comment`.
pub(super) fn column_comment(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    comment: Option<&str>,
) -> String {
    format!(
        "COMMENT ON COLUMN {}.{} IS {}",
        identifiers::format_table_name(dialect, &change.table),
        identifiers::quote(dialect, &change.column),
        comment.map_or_else(|| "NULL".into(), |text| expressions::string(dialect, text))
    )
}

/// `visit_identity_column`: dropped, added or altered.
pub(super) fn identity(
    dialect: &dyn Dialect,
    change: &AlterColumn,
    identity: Option<&Identity>,
) -> Result<String, Refusal> {
    let column = alter(dialect, &change.table, &change.column, "ALTER COLUMN");
    let Some(identity) = identity else { return Ok(format!("{column} DROP IDENTITY")) };
    match &change.existing_server_default {
        Change::Keep | Change::To(None) => {
            Ok(format!("{column} ADD {}", columns::identity_text(dialect, identity)?))
        }
        Change::To(Some(ServerDefault::Identity(existing))) => {
            Ok(format!("{column} {}", differences(dialect, identity, existing)))
        }
        Change::To(Some(_)) => Err(Refusal::new(
            "AttributeError",
            "the existing server default has no attribute '_as_dict'".into(),
        )),
    }
}

/// What `_compare_identity_default` finds to differ, one SET each, in order of their names.
fn differences(dialect: &dyn Dialect, to: &Identity, from: &Identity) -> String {
    let (new, old) = (&to.options, &from.options);
    let none = SequenceOptions::default;
    let mut sets: Vec<String> = Vec::new();
    if to.always != from.always {
        let kind = if to.always { "ALWAYS" } else { "BY DEFAULT" };
        sets.push(format!("SET GENERATED {kind}"));
    }
    let changed = [
        (differ(&new.cache, &old.cache), SequenceOptions { cache: new.cache.clone(), ..none() }),
        (differ(&new.cycle, &old.cycle), SequenceOptions { cycle: new.cycle, ..none() }),
        (
            differ(&new.increment, &old.increment),
            SequenceOptions { increment: new.increment.clone(), ..none() },
        ),
        (
            differ(&new.maxvalue, &old.maxvalue),
            SequenceOptions { maxvalue: new.maxvalue.clone(), ..none() },
        ),
        (
            differ(&new.minvalue, &old.minvalue),
            SequenceOptions { minvalue: new.minvalue.clone(), ..none() },
        ),
        (
            differ(&new.nomaxvalue, &old.nomaxvalue),
            SequenceOptions { nomaxvalue: new.nomaxvalue, ..none() },
        ),
        (
            differ(&new.nominvalue, &old.nominvalue),
            SequenceOptions { nominvalue: new.nominvalue, ..none() },
        ),
        (differ(&new.start, &old.start), SequenceOptions { start: new.start.clone(), ..none() }),
    ];
    for (_, options) in changed.iter().filter(|(differs, _)| *differs) {
        sets.push(format!("SET {}", columns::identity_options(dialect, options, None)));
    }
    sets.join(" ")
}

/// What the new one leaves unsaid stays as it is.
fn differ<T: PartialEq>(new: &Option<T>, old: &Option<T>) -> bool {
    new.is_some() && new != old
}
