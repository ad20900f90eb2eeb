//! Naming conventions, after `sqlalchemy.sql.naming`.

use std::cell::Cell;
use std::rc::Rc;

use crate::python::{Arguments, Evaluator, Instance, Outcome, Raised, Value};
use crate::source::Span;

use super::constraint::{self, Sort};
use super::{column, exceptions, foreign_key, index, names, table};

/// Where a directive first made something without a name that a naming convention would name.
#[derive(Debug, Default)]
pub struct Unnamed(pub Cell<Option<Span>>);

/// The mark of a directive's metadata.
const WATCHED: &str = "_watched";

impl Unnamed {
    /// Marks a directive's metadata, where somebody wants to know.
    pub fn watch(evaluator: &Evaluator, metadata: &Instance) {
        if evaluator.look::<Unnamed>().is_some() {
            metadata.set(WATCHED, true.into());
        }
    }

    fn note(evaluator: &Evaluator, item: &Rc<Instance>, metadata: &Instance) {
        // a table has a primary key before it has columns
        let is_empty = constraint::state(item).is_some_and(|state| {
            state.sort == Sort::PrimaryKey && state.columns.borrow().is_empty()
        });
        if !is_empty
            && metadata.get(WATCHED).is_some()
            && let Some(unnamed) = evaluator.look::<Unnamed>()
            && unnamed.0.get().is_none()
        {
            unnamed.0.set(evaluator.revision_span());
        }
    }
}

/// Names a constraint or an index that has come to its table.
///
/// # Errors
/// What SQLAlchemy raises; unknown where the convention is.
pub fn name(evaluator: &mut Evaluator, item: &Rc<Instance>, table: &Rc<Instance>) -> Outcome<()> {
    let own = item.get("name").unwrap_or(Value::None);
    if names::is_conv(evaluator, &own) {
        return Ok(());
    }
    let Some(metadata) = table.get("metadata").and_then(|m| m.as_instance().cloned()) else {
        return Ok(());
    };
    let conventions = match metadata.get("naming_convention") {
        Some(Value::Unknown(unknown)) => return Err(Raised::from(unknown)),
        Some(Value::None) => return Ok(()),
        given => given.unwrap_or(Value::None),
    };
    let unnamed_type = item.get("_unnamed_type").is_some();
    let Some(convention) = convention_for(evaluator, item, &conventions)? else {
        if own.is_none() && !unnamed_type {
            Unnamed::note(evaluator, item, &metadata);
        }
        return Ok(());
    };
    let naming = Naming { item, table, conventions: &conventions, own: own.clone(), unnamed_type };
    match &convention {
        Value::Unknown(unknown) => Err(Raised::from(unknown.clone())),
        _ => {
            let Some(text) = convention.as_str().cloned() else { return Ok(()) };
            if unnamed_type && text.contains("%(constraint_name)") {
                // whether that matters is seen when the name is printed
                item.set("_unnamable", true.into());
            } else if own.is_none() || text.contains("constraint_name") {
                let made = naming.fill(evaluator, &text)?;
                item.set("name", names::conv(evaluator, made));
            }
            Ok(())
        }
    }
}

/// `DEFAULT_NAMING_CONVENTION`: which objects it names, and how.
pub(super) const DEFAULT: (&str, &str) = ("ix", "ix_%(column_0_label)s");

/// The convention for an object: by its short name, or by its class. `None` stands for SQLAlchemy's own.
fn convention_for(
    evaluator: &mut Evaluator,
    item: &Rc<Instance>,
    conventions: &Value,
) -> Outcome<Option<Value>> {
    let prefix = match constraint::state(item).map(|state| state.sort) {
        Some(Sort::PrimaryKey) => Some("pk"),
        Some(Sort::Check) => Some("ck"),
        Some(Sort::Unique) => Some("uq"),
        Some(Sort::ForeignKey) => Some("fk"),
        Some(_) => None,
        None => Some("ix"),
    };
    if conventions.is_none() {
        return Ok((prefix == Some(DEFAULT.0)).then(|| DEFAULT.1.into()));
    }
    let Some(dict) = conventions.as_dict() else { return Ok(None) };
    if let Some(found) = prefix.and_then(|prefix| dict.get_str(prefix)) {
        return Ok(Some(found));
    }
    let classes: Vec<_> = item.class().mro().cloned().collect();
    for class in classes {
        if let Some(found) = evaluator.dict_get(dict, &Value::Class(class))? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

struct Naming<'a> {
    item: &'a Rc<Instance>,
    table: &'a Rc<Instance>,
    conventions: &'a Value,
    own: Value,
    unnamed_type: bool,
}

impl Naming<'_> {
    /// `convention % ConventionDict(...)`.
    fn fill(&self, evaluator: &mut Evaluator, convention: &str) -> Outcome<String> {
        let mut out = String::new();
        let mut rest = convention;
        while let Some(at) = rest.find('%') {
            let (before, after) = rest.split_at(at);
            out.push_str(before);
            let after = after.get(1..).unwrap_or("");
            if let Some(tail) = after.strip_prefix('%') {
                out.push('%');
                rest = tail;
                continue;
            }
            let token = after.strip_prefix('(').and_then(|inner| inner.split_once(')'));
            let Some((key, tail)) = token else {
                return Err(evaluator.value_error("incomplete format"));
            };
            out.push_str(&self.token(evaluator, key)?);
            rest = tail.strip_prefix('s').unwrap_or(tail);
        }
        out.push_str(rest);
        Ok(out)
    }

    fn token(&self, evaluator: &mut Evaluator, key: &str) -> Outcome<String> {
        if let Some(custom) = self.conventions.as_dict().and_then(|dict| dict.get_str(key)) {
            let arguments = Arguments::of([
                Value::Instance(self.item.clone()),
                Value::Instance(self.table.clone()),
            ]);
            let value = evaluator.call(&custom, arguments)?;
            return match value {
                Value::Unknown(unknown) => Err(Raised::from(unknown)),
                value => evaluator.text(&value),
            };
        }
        match key {
            "table_name" => Ok(table::name(self.table).to_string()),
            "constraint_name" => self.own_name(evaluator),
            "referred_table_name" => Ok(self.referred_table()),
            _ => self.column_token(evaluator, key),
        }
    }

    fn own_name(&self, evaluator: &mut Evaluator) -> Outcome<String> {
        match self.own.as_str() {
            Some(name) if !self.unnamed_type => Ok(name.to_string()),
            _ => {
                let text = "Naming convention including %(constraint_name)s token requires that \
                            constraint is explicitly named.";
                Err(exceptions::invalid_request(evaluator, text))
            }
        }
    }

    fn elements(&self) -> Vec<Rc<Instance>> {
        constraint::state(self.item).map(|s| s.elements.borrow().clone()).unwrap_or_default()
    }

    fn columns(&self) -> Vec<Rc<Instance>> {
        if let Some(state) = constraint::state(self.item) {
            if state.sort == Sort::ForeignKey {
                let parents = self.elements().into_iter();
                return parents
                    .filter_map(|key| key.get("parent").and_then(|p| p.as_instance().cloned()))
                    .collect();
            }
            if state.sort == Sort::Check {
                if let Some((_, column)) = &state.of_type {
                    return vec![column.clone()];
                }
                let sqltext = self.item.get("sqltext").unwrap_or(Value::None);
                let within = super::clauses::columns_within(&sqltext);
                return within.iter().filter_map(|c| c.as_instance().cloned()).collect();
            }
            return state.columns.borrow().clone();
        }
        index::state(self.item).map(|s| s.columns.borrow().clone()).unwrap_or_default()
    }

    fn referred_table(&self) -> String {
        let first = self.elements().first().map(|key| foreign_key::target(key).table);
        first.and_then(|name| name.as_str().map(|name| name.to_string())).unwrap_or_default()
    }

    /// `column_0_name`, `column_0N_label`, `column_0_N_key`, `referred_column_0_name`, ...
    fn column_token(&self, evaluator: &mut Evaluator, key: &str) -> Outcome<String> {
        let Some(parsed) = ColumnToken::parse(key) else {
            return Err(evaluator.key_error(key.into()));
        };
        let count = if parsed.referred { self.elements().len() } else { self.columns().len() };
        let range = match parsed.separator {
            Some(_) => 0..count,
            None => parsed.at..parsed.at.saturating_add(1),
        };
        let mut parts = Vec::new();
        for at in range {
            parts.push(if parsed.referred {
                self.referred(evaluator, at)?
            } else {
                self.own_column(at, parsed.attribute)
            });
        }
        Ok(parts.join(parsed.separator.unwrap_or("")))
    }

    fn referred(&self, evaluator: &mut Evaluator, at: usize) -> Outcome<String> {
        match self.elements().get(at) {
            Some(key) => {
                let name = foreign_key::referred_names(evaluator, key)?;
                evaluator.text(&name)
            }
            None => Err(evaluator.raise("IndexError", "list index out of range")),
        }
    }

    fn own_column(&self, at: usize, attribute: &str) -> String {
        let columns = self.columns();
        let Some(item) = columns.get(at) else { return String::new() };
        let name = item.get("name").and_then(|name| name.as_str().cloned());
        let name = name.map(|name| name.to_string()).unwrap_or_default();
        match attribute {
            "key" => column::key(item).map(|key| key.to_string()).unwrap_or(name),
            "label" => self.label(item, &name),
            _ => name,
        }
    }

    /// `ColumnClause._ddl_label`: the table's name, with its schema, before the column's.
    fn label(&self, item: &Instance, name: &str) -> String {
        let Some(own) = column::table_of(item) else { return name.into() };
        let schema = own.get("schema").and_then(|schema| schema.as_str().cloned());
        match schema {
            Some(schema) => {
                format!("{}_{}_{name}", schema.replace('.', "_"), table::name(&own))
            }
            None => format!("{}_{name}", table::name(&own)),
        }
    }
}

struct ColumnToken<'a> {
    referred: bool,
    at: usize,
    separator: Option<&'static str>,
    attribute: &'a str,
}

impl<'a> ColumnToken<'a> {
    fn parse(key: &'a str) -> Option<Self> {
        let (referred, rest) = match key.strip_prefix("referred_column_") {
            Some(rest) => (true, rest),
            None => (false, key.strip_prefix("column_")?),
        };
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = rest.split_at_checked(digits)?;
        let at = number.parse().ok()?;
        let (separator, rest) = match (rest.strip_prefix("_N"), rest.strip_prefix('N')) {
            (Some(rest), _) => (Some("_"), rest),
            (None, Some(rest)) => (Some(""), rest),
            (None, None) => (None, rest),
        };
        let attribute = rest.strip_prefix('_')?;
        let known = matches!(attribute, "name" | "key" | "label");
        (known && !(referred && attribute != "name")).then_some(Self {
            referred,
            at,
            separator,
            attribute,
        })
    }
}
