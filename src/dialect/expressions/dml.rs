//! INSERT, UPDATE and DELETE: the values that each column gets, and the clauses around them.

use std::rc::Rc;

use crate::dialect::{Family, compile_error, identifiers};
use crate::operation::Refusal;
use crate::schema::expression::from::{Alias, AliasName, AliasOf, From};
use crate::schema::expression::statement::{
    ColumnDefault, DmlColumn, Insert, InsertSource, LabelStyle, ValueKey, ValueRow,
};
use crate::schema::expression::{Bind, ColumnRef, Expr, build, group, transform, typing};
use crate::schema::name::Name;
use crate::schema::table::{Sequence, SequenceOptions};

use super::columns;
use super::compiler::{Compiler, Context, Entry, Rendered};

/// A column of INSERT or UPDATE with the text of its value.
struct Assigned {
    column: String,
    value: String,
}

/// What `_get_crud_params` finds out.
#[derive(Default)]
struct Assignments {
    values: Vec<Assigned>,
    generated: Vec<Rc<Expr>>,
}

impl Compiler<'_> {
    /// `visit_insert`.
    pub(super) fn insert(&mut self, insert: &Rc<Insert>, context: &Context) -> Rendered {
        let toplevel = self.stack.is_empty() && context.visiting_cte.is_none();
        let context = context.plain();
        self.stack.push(Entry::default());
        let text = self.insert_body(insert, toplevel, &context);
        let text = self.with_ctes_before(text, toplevel && !self.cte_follows_insert());
        self.stack.pop();
        text
    }

    fn cte_follows_insert(&self) -> bool {
        self.is_mysql() || self.family() == Family::Oracle
    }

    /// WITH before the statement, where there is something for it.
    pub(super) fn with_ctes_before(&mut self, text: Rendered, toplevel: bool) -> Rendered {
        match text {
            Ok(text) if !self.ctes.is_empty() => {
                let with = self.with_clause(toplevel);
                Ok(format!("{with}{text}"))
            }
            other => other,
        }
    }

    fn insert_body(&mut self, insert: &Rc<Insert>, toplevel: bool, context: &Context) -> Rendered {
        let rows = match &insert.source {
            InsertSource::Rows(rows) => rows.as_slice(),
            _ => &[],
        };
        let assigned = self.insert_values(insert, toplevel, context)?;
        let family = self.family();
        let default_values = !self.is_mysql() && family != Family::Oracle;
        if !rows.is_empty() && family == Family::Oracle {
            return Err(compile_error(
                "The 'oracle' dialect with current database version settings does not support in-place multirow inserts.",
            ));
        }
        let mut text = String::from("INSERT ");
        text.push_str(&self.prefixes(&insert.prefixes, context)?);
        text.push_str("INTO ");
        self.independent_ctes(&insert.ctes, context)?;
        text.push_str(&self.dml_table(&insert.table));
        if !assigned.values.is_empty() || !default_values {
            let columns: Vec<_> = assigned.values.iter().map(|value| &*value.column).collect();
            text.push_str(&format!(" ({})", columns.join(", ")));
        }
        let returning =
            self.returning(&insert.returning, &assigned.generated, &insert.table, "inserted")?;
        if family == Family::Mssql {
            text.push_str(&returning);
        }
        text.push_str(&self.insert_source(insert, &assigned, rows, default_values, context)?);
        if let Some(conflict) = &insert.conflict {
            let clause = self.conflict(conflict, insert, context)?;
            if !clause.is_empty() {
                text.push_str(&format!(" {clause}"));
            }
        }
        if family != Family::Mssql {
            text.push_str(&returning);
        }
        Ok(text)
    }

    /// VALUES, SELECT or DEFAULT VALUES.
    fn insert_source(
        &mut self,
        insert: &Rc<Insert>,
        assigned: &Assignments,
        rows: &[ValueRow],
        default_values: bool,
        context: &Context,
    ) -> Rendered {
        if let InsertSource::Select { select, .. } = &insert.source {
            let text = match &**select {
                Expr::Select(select) => self.select(select, context, true)?,
                _ => self.process(select, context)?,
            };
            if self.cte_follows_insert() && !self.ctes.is_empty() {
                let with = self.with_clause(self.stack.len() <= 1);
                return Ok(format!(" {with}{text}"));
            }
            return Ok(format!(" {text}"));
        }
        if assigned.values.is_empty() && default_values {
            return Ok(" DEFAULT VALUES".into());
        }
        let values = |values: &[Assigned]| {
            let values: Vec<_> = values.iter().map(|value| &*value.value).collect();
            format!("({})", values.join(", "))
        };
        let mut parts = vec![values(&assigned.values)];
        for (index, row) in rows.iter().enumerate().skip(1) {
            parts.push(self.further_row(insert, rows, row, index, context)?);
        }
        Ok(format!(" VALUES {}", parts.join(", ")))
    }

    /// `_extend_values_for_multiparams`: a further row has the columns of the first.
    fn further_row(
        &mut self,
        insert: &Insert,
        rows: &[ValueRow],
        row: &ValueRow,
        index: usize,
        context: &Context,
    ) -> Rendered {
        let first = rows.first().map(Vec::as_slice).unwrap_or_default();
        let mut values = Vec::new();
        for column in &insert.columns {
            let in_first = first.iter().any(|(key, _)| key.key() == column.key());
            if !in_first && column.default.is_none() {
                continue;
            }
            let given = row.iter().find(|(key, _)| key.key() == column.key());
            values.push(match (given, &column.default) {
                (Some((_, value)), _) => {
                    let name = format!("{}_m{index}", column.key());
                    self.column_value(value, column, &name, context)?
                }
                (None, Some(default)) => self.default_value(default, column, context)?,
                (None, None) => {
                    return Err(compile_error(format!(
                        "INSERT value for column {}.{} is explicitly rendered as a boundparameter in the VALUES clause; a Python-side value or SQL expression is required",
                        insert.table.description(), column.name.text
                    )));
                }
            });
        }
        Ok(format!("({})", values.join(", ")))
    }

    /// `_get_crud_params` of an INSERT.
    fn insert_values(
        &mut self,
        insert: &Rc<Insert>,
        toplevel: bool,
        context: &Context,
    ) -> Result<Assignments, Refusal> {
        let row: &[(ValueKey, Rc<Expr>)] = match &insert.source {
            InsertSource::Parameters => return self.every_column(insert),
            InsertSource::Select { names, include_defaults, .. } => {
                return self.select_columns(insert, names, *include_defaults);
            }
            InsertSource::Row(row) => row,
            InsertSource::Rows(rows) => rows.first().map(Vec::as_slice).unwrap_or_default(),
        };
        let many = matches!(insert.source, InsertSource::Rows(_));
        consumed(row, &insert.columns)?;
        let keys = Keys::new(self.family(), insert, toplevel && !many);
        let mut found = Assignments::default();
        for column in &insert.columns {
            match row.iter().rev().find(|(key, _)| key.key() == column.key()) {
                Some((_, value)) => {
                    let name = match many {
                        true => format!("{}_m0", column.key()),
                        false => column.key().to_string(),
                    };
                    let text = self.column_value(value, column, &name, context)?;
                    if keys.returning && column.primary_key && !matches!(**value, Expr::Bind(_)) {
                        found.generated.push(own_column(&insert.table, column));
                    }
                    found.values.push(self.assigned(column, text));
                }
                None => self.missing_value(insert, column, &keys, context, &mut found)?,
            }
        }
        Ok(found)
    }

    /// A column that `values()` leaves out.
    fn missing_value(
        &mut self,
        insert: &Rc<Insert>,
        column: &DmlColumn,
        keys: &Keys,
        context: &Context,
        found: &mut Assignments,
    ) -> Result<(), Refusal> {
        let own_key = column.primary_key && keys.needed;
        match &column.default {
            Some(default) if self.default_applies(default) => {
                let text = match default {
                    // without RETURNING a key is computed before the statement
                    _ if own_key && !keys.returning => {
                        self.parameter(column, column.key(), context)?
                    }
                    default => self.default_value(default, column, context)?,
                };
                found.values.push(self.assigned(column, text));
                let by_database = !matches!(default, ColumnDefault::Client);
                if own_key && keys.returning && by_database {
                    found.generated.push(own_column(&insert.table, column));
                }
            }
            Some(ColumnDefault::Sequence(..)) if own_key && keys.returning => {
                found.generated.push(own_column(&insert.table, column));
            }
            None if own_key
                && keys.returning
                && (column.autoincrement || column.server_default) =>
            {
                found.generated.push(own_column(&insert.table, column));
            }
            _ => {}
        }
        Ok(())
    }

    fn default_applies(&self, default: &ColumnDefault) -> bool {
        match default {
            ColumnDefault::Sequence(_, optional) => {
                let facts = self.dialect.facts();
                facts.supports_sequences && !(*optional && facts.sequences_optional)
            }
            _ => true,
        }
    }

    /// Without values: a parameter for every column; what the statement was asked for is lost on the way.
    fn every_column(&mut self, insert: &Insert) -> Result<Assignments, Refusal> {
        let mut found = Assignments::default();
        for column in &insert.columns {
            let text = self.parameter(column, column.key(), &Context::default())?;
            found.values.push(self.assigned(column, text));
        }
        Ok(found)
    }

    /// `_scan_insert_from_select_cols`, but for defaults that the SELECT would have to carry.
    fn select_columns(
        &mut self,
        insert: &Insert,
        names: &[ValueKey],
        include_defaults: bool,
    ) -> Result<Assignments, Refusal> {
        let mut found = Assignments::default();
        for name in names {
            let column = insert.columns.iter().find(|column| column.key() == name.key());
            let column = match column {
                Some(column) => identifiers::quote(self.dialect, &column.name),
                None => {
                    return Err(Refusal::new("KeyError", format!("'{}'", name.key())));
                }
            };
            found.values.push(Assigned { column, value: String::new() });
        }
        let left_out = insert.columns.iter().any(|column| {
            column.default.is_some() && !names.iter().any(|name| name.key() == column.key())
        });
        if include_defaults && left_out {
            return Err(compile_error(
                "INSERT from a SELECT would have to extend it by columns with a default",
            ));
        }
        Ok(found)
    }

    fn assigned(&self, column: &DmlColumn, value: String) -> Assigned {
        Assigned { column: identifiers::quote(self.dialect, &column.name), value }
    }

    /// `_create_bind_param` without a value.
    pub(super) fn parameter(
        &mut self,
        column: &DmlColumn,
        name: &str,
        context: &Context,
    ) -> Rendered {
        self.bind(&Bind::named(name, None, column.type_.clone()), context)
    }

    /// A default that is put in.
    pub(super) fn default_value(
        &mut self,
        default: &ColumnDefault,
        column: &DmlColumn,
        context: &Context,
    ) -> Rendered {
        match default {
            ColumnDefault::Client => self.parameter(column, column.key(), context),
            ColumnDefault::Expr(expr) => self.process(&group::group(expr, None), context),
            ColumnDefault::Sequence(name, optional) => {
                let sequence = Sequence {
                    name: name.clone(),
                    data_type: None,
                    optional: *optional,
                    options: SequenceOptions::default(),
                    dialect_options: crate::schema::options::Options::default(),
                };
                self.process(&Expr::NextValue(Box::new(sequence)), context)
            }
        }
    }

    /// A value given for a column: a parameter takes the column's name, and its type where it has none.
    pub(super) fn column_value(
        &mut self,
        value: &Rc<Expr>,
        column: &DmlColumn,
        name: &str,
        context: &Context,
    ) -> Rendered {
        match &**value {
            Expr::Bind(bind) => {
                let untyped = typing::is_null(&bind.type_);
                let object = std::ptr::from_ref(bind) as usize;
                let mut bind = bind.clone();
                if untyped {
                    bind.type_ = column.type_.clone();
                }
                if bind.unique && context.visiting_cte.is_none() {
                    bind.unique = false;
                    bind.key = name.into();
                }
                self.bind_of(&bind, object, context)
            }
            _ => self.process(&group::group(value, None), context),
        }
    }

    /// `format_table`.
    fn dml_table(&mut self, table: &Rc<From>) -> String {
        match &**table {
            From::Table(table) => identifiers::format_table(self.dialect, &table.name),
            _ => self.table_prefix(table, &Context::default()),
        }
    }

    /// RETURNING, OUTPUT, or RETURNING INTO.
    pub(super) fn returning(
        &mut self,
        asked: &[Rc<Expr>],
        generated: &[Rc<Expr>],
        table: &Rc<From>,
        row: &str,
    ) -> Rendered {
        let columns = if asked.is_empty() { generated } else { asked };
        if columns.is_empty() {
            return Ok(String::new());
        }
        // what the statement was asked for is lost on the way to this clause
        let context = Context {
            include_table: self.family() != Family::Sqlite,
            within_columns: true,
            ..Context::default()
        };
        if self.family() == Family::Oracle {
            return self.returning_into(columns);
        }
        let columns: Vec<_> = match self.family() {
            Family::Mssql => output_columns(columns, table, row),
            _ => columns.to_vec(),
        };
        let named = columns::with_names(&columns, LabelStyle::Disambiguate);
        let mut parts = Vec::with_capacity(named.len());
        for column in &named {
            parts.push(self.select_column(column, false, &context)?);
        }
        let word = if self.family() == Family::Mssql { "OUTPUT" } else { "RETURNING" };
        Ok(format!(" {word} {}", parts.join(", ")))
    }

    fn returning_into(&mut self, columns: &[Rc<Expr>]) -> Rendered {
        let mut parts = Vec::with_capacity(columns.len());
        let mut places = Vec::with_capacity(columns.len());
        for (index, column) in columns.iter().enumerate() {
            parts.push(self.process(column, &Context::default())?);
            places.push(self.bind_placeholder(&format!("ret_{index}")));
        }
        Ok(format!(" RETURNING {} INTO {}", parts.join(", "), places.join(", ")))
    }
}

/// `_get_returning_modifiers` of an INSERT.
struct Keys {
    /// Generated keys are wanted.
    needed: bool,
    /// They are asked for by RETURNING.
    returning: bool,
}

impl Keys {
    fn new(family: Family, insert: &Insert, single: bool) -> Self {
        let needed = single && !insert.inline && insert.returning.is_empty();
        let has_counter = insert.columns.iter().any(|column| column.autoincrement);
        let by_last_row =
            has_counter && matches!(family, Family::Mysql | Family::Mariadb | Family::Sqlite);
        let returning =
            needed && insert.implicit_returning && family != Family::Mysql && !by_last_row;
        Self { needed, returning }
    }
}

/// `table.c.<column>`.
fn own_column(table: &Rc<From>, column: &DmlColumn) -> Rc<Expr> {
    Rc::new(Expr::Column(ColumnRef {
        table: Some(table.clone()),
        name: column.name.clone(),
        key: column.key.clone(),
        type_: column.type_.clone(),
        is_literal: false,
        anonymous: None,
    }))
}

/// SQL Server's OUTPUT: columns of the table become those of `inserted` or `deleted`.
fn output_columns(columns: &[Rc<Expr>], table: &Rc<From>, row: &str) -> Vec<Rc<Expr>> {
    let target = Rc::new(From::Alias(Alias {
        name: AliasName::Named(Name::new(row)),
        of: AliasOf::From(table.clone()),
        lateral: false,
        sample: None,
        derived: None,
    }));
    let adapt = |expr: &Rc<Expr>| match &**expr {
        Expr::Column(column) if column.table.as_ref().is_some_and(|own| Rc::ptr_eq(own, table)) => {
            let column = ColumnRef { table: Some(target.clone()), ..column.clone() };
            Some(Rc::new(Expr::Column(column)))
        }
        _ => None,
    };
    columns.iter().map(|column| transform::replace(column, &adapt)).collect()
}

/// `Unconsumed column names`.
pub(super) fn consumed(row: &[(ValueKey, Rc<Expr>)], columns: &[DmlColumn]) -> Result<(), Refusal> {
    let unknown: Vec<_> = row
        .iter()
        .map(|(key, _)| key.key())
        .filter(|key| !columns.iter().any(|column| column.key() == *key))
        .map(|key| &**key)
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(compile_error(format!("Unconsumed column names: {}", unknown.join(", "))))
}

/// An untyped parameter with the type of the column that it is for.
pub(super) fn typed(value: &Rc<Expr>, column: &DmlColumn) -> Rc<Expr> {
    match &**value {
        Expr::Bind(bind) if typing::is_null(&bind.type_) => build::with_type(value, &column.type_),
        _ => value.clone(),
    }
}
