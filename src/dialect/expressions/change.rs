//! UPDATE and DELETE: the columns that are set, the tables that take part, and the clauses around them.

use std::rc::Rc;

use crate::dialect::{Family, compile_error, identifiers};
use crate::operation::Refusal;
use crate::schema::expression::from::{self, From};
use crate::schema::expression::statement::{Delete, DmlColumn, Update, ValueKey, ValueRow};
use crate::schema::expression::{ColumnRef, Expr};

use super::compiler::{Compiler, Context, Entry, Rendered, Top};
use super::dml::consumed;

impl Compiler<'_> {
    /// `visit_update`.
    pub(super) fn update(&mut self, update: &Rc<Update>, context: &Context) -> Rendered {
        let toplevel = self.stack.is_empty() && context.visiting_cte.is_none();
        if toplevel {
            self.top = Top::Update;
        }
        let context = context.plain();
        let extra = extra_froms(&update.table, &update.where_, update.set.as_deref());
        let mut own = vec![update.table.clone()];
        own.extend(extra.iter().cloned());
        self.stack.push(Entry { correlate: own.clone(), as_from: own, ..Entry::default() });
        let text = self.update_body(update, &extra, &context);
        let text = self.with_ctes_before(text, toplevel);
        self.stack.pop();
        text
    }

    fn update_body(&mut self, update: &Update, extra: &[Rc<From>], context: &Context) -> Rendered {
        let mut text = String::from("UPDATE ");
        text.push_str(&self.prefixes(&update.prefixes, context)?);
        let with_table = !extra.is_empty() && self.is_mysql();
        let mut tables = self.write_from(&update.table, context)?;
        if self.is_mysql() {
            for from in extra {
                tables.push_str(&format!(", {}", self.write_from(from, context)?));
            }
        }
        let set = self.set_clause(update, with_table, context)?;
        self.independent_ctes(&update.ctes, context)?;
        text.push_str(&format!("{tables} SET {set}"));
        let returning = self.returning(&update.returning, &[], &update.table, "inserted")?;
        if self.family() == Family::Mssql {
            text.push_str(&returning);
        }
        if !extra.is_empty() {
            text.push_str(&self.update_from(&update.table, extra, context)?);
        }
        if let Some(condition) = self.conditions(&update.where_, context)? {
            text.push_str(&format!(" WHERE {condition}"));
        }
        text.push_str(&self.dml_limit(update.limit.as_ref(), context)?);
        if self.family() != Family::Mssql {
            text.push_str(&returning);
        }
        Ok(text)
    }

    /// MySQL's LIMIT of UPDATE and DELETE.
    fn dml_limit(&mut self, limit: Option<&Rc<Expr>>, context: &Context) -> Rendered {
        match limit {
            Some(limit) if self.is_mysql() => {
                let context = Context { literal_execute: true, ..context.clone() };
                Ok(format!(" LIMIT {}", self.process(limit, &context)?))
            }
            _ => Ok(String::new()),
        }
    }

    /// `update_from_clause`.
    fn update_from(&mut self, table: &Rc<From>, extra: &[Rc<From>], context: &Context) -> Rendered {
        let mut froms = Vec::new();
        match self.family() {
            Family::Mysql | Family::Mariadb => return Ok(String::new()),
            Family::Oracle => {
                return Err(not_implemented(
                    "This backend does not support multiple-table criteria within UPDATE",
                ));
            }
            Family::Mssql => froms.push(self.write_from(table, context)?),
            Family::Postgresql | Family::Sqlite => {}
        }
        for from in extra {
            froms.push(self.write_from(from, context)?);
        }
        Ok(format!(" FROM {}", froms.join(", ")))
    }

    /// SET, in the order of the table's columns unless an order was asked for.
    fn set_clause(&mut self, update: &Update, with_table: bool, context: &Context) -> Rendered {
        let mut parts = Vec::new();
        let Some(set) = &update.set else {
            for column in &update.columns {
                let value = self.parameter(column, column.key(), &Context::default())?;
                parts.push(format!("{}={value}", identifiers::quote(self.dialect, &column.name)));
            }
            return Ok(parts.join(", "));
        };
        consumed_update(set, update, with_table)?;
        for (table, column, value) in ordered(update, set) {
            let name = self.set_column(&table, column, with_table);
            let bind_name = match Rc::ptr_eq(&table, &update.table) {
                true => column.key().to_string(),
                false => format!("{}_{}", table.description(), column.key()),
            };
            let value = match value {
                Some(value) => self.column_value(value, column, &bind_name, context)?,
                None => match &column.onupdate {
                    Some(onupdate) => self.default_value(onupdate, column, context)?,
                    None => continue,
                },
            };
            parts.push(format!("{name}={value}"));
        }
        Ok(parts.join(", "))
    }

    fn set_column(&mut self, table: &Rc<From>, column: &DmlColumn, with_table: bool) -> String {
        let name = identifiers::quote(self.dialect, &column.name);
        if with_table {
            format!("{}.{name}", self.table_prefix(table, &Context::default()))
        } else {
            name
        }
    }

    /// `visit_delete`.
    pub(super) fn delete(&mut self, delete: &Rc<Delete>, context: &Context) -> Rendered {
        let toplevel = self.stack.is_empty() && context.visiting_cte.is_none();
        let context = context.plain();
        let extra = extra_froms(&delete.table, &delete.where_, None);
        let mut own = vec![delete.table.clone()];
        own.extend(extra.iter().cloned());
        self.stack.push(Entry { correlate: own.clone(), as_from: own, ..Entry::default() });
        let text = self.delete_body(delete, &extra, &context);
        let text = self.with_ctes_before(text, toplevel);
        self.stack.pop();
        text
    }

    fn delete_body(&mut self, delete: &Delete, extra: &[Rc<From>], context: &Context) -> Rendered {
        let mut text = String::from("DELETE ");
        text.push_str(&self.prefixes(&delete.prefixes, context)?);
        text.push_str("FROM ");
        let hinted = !extra.is_empty() && (self.is_mysql() || self.family() == Family::Mssql);
        let table = match (&*delete.table, hinted) {
            (From::Alias(_), true) => self.table_prefix(&delete.table, context),
            _ => self.write_from(&delete.table, context)?,
        };
        self.independent_ctes(&delete.ctes, context)?;
        text.push_str(&table);
        let returning = self.returning(&delete.returning, &[], &delete.table, "deleted")?;
        if self.family() == Family::Mssql {
            text.push_str(&returning);
        }
        if !extra.is_empty() {
            text.push_str(&self.delete_from(&delete.table, extra, context)?);
        }
        if let Some(condition) = self.conditions(&delete.where_, context)? {
            text.push_str(&format!(" WHERE {condition}"));
        }
        text.push_str(&self.dml_limit(delete.limit.as_ref(), context)?);
        if self.family() != Family::Mssql {
            text.push_str(&returning);
        }
        Ok(text)
    }

    /// `delete_extra_from_clause`.
    fn delete_from(&mut self, table: &Rc<From>, extra: &[Rc<From>], context: &Context) -> Rendered {
        let mut froms = Vec::new();
        let word = match self.family() {
            Family::Postgresql => "USING",
            Family::Mysql | Family::Mariadb => {
                froms.push(self.write_from(table, context)?);
                "USING"
            }
            Family::Mssql => {
                froms.push(self.write_from(table, context)?);
                "FROM"
            }
            Family::Sqlite | Family::Oracle => {
                return Err(not_implemented(
                    "This backend does not support multiple-table criteria within DELETE",
                ));
            }
        };
        for from in extra {
            froms.push(self.write_from(from, context)?);
        }
        Ok(format!(" {word} {}", froms.join(", ")))
    }
}

/// The same for UPDATE, where other tables' columns may be set on MySQL.
fn consumed_update(set: &ValueRow, update: &Update, with_table: bool) -> Result<(), Refusal> {
    let own: ValueRow =
        set.iter().filter(|(key, _)| belongs(key, &update.table)).cloned().collect();
    if let Some((key, _)) = set.iter().find(|(key, _)| !belongs(key, &update.table))
        && !with_table
    {
        let table = match key {
            ValueKey::Column(ColumnRef { table: Some(table), .. }) => table.description(),
            _ => String::new(),
        };
        return Err(compile_error(format!(
            "Statement is not a multi-table UPDATE statement; cannot include columns from table(s) '{table}' in SET clause"
        )));
    }
    consumed(&own, &update.columns)
}

/// Whether a key of `values()` names a column of this table.
fn belongs(key: &ValueKey, table: &Rc<From>) -> bool {
    match key {
        ValueKey::Column(ColumnRef { table: Some(own), .. }) => Rc::ptr_eq(own, table),
        _ => true,
    }
}

/// A column to be set, its table, and its value unless the column sets itself.
type Setting<'a> = (Rc<From>, &'a DmlColumn, Option<&'a Rc<Expr>>);

/// The columns that UPDATE sets, in their order.
fn ordered<'a>(update: &'a Update, set: &'a ValueRow) -> Vec<Setting<'a>> {
    let find = |column: &DmlColumn| {
        set.iter()
            .rev()
            .find(|(key, _)| belongs(key, &update.table) && key.key() == column.key())
            .map(|(_, value)| value)
    };
    let mut found: Vec<Setting<'a>> = Vec::new();
    if update.ordered {
        for (key, _) in set {
            if let Some(column) = update.columns.iter().find(|column| column.key() == key.key()) {
                found.push((update.table.clone(), column, find(column)));
            }
        }
    }
    for column in &update.columns {
        if !found.iter().any(|(_, known, _)| std::ptr::eq(*known, column)) {
            found.push((update.table.clone(), column, find(column)));
        }
    }
    found
}

/// `DMLState._make_extra_froms`: tables that WHERE and SET mention beside the one that is changed.
fn extra_froms(
    table: &Rc<From>,
    where_: &[Rc<Expr>],
    set: Option<&[(ValueKey, Rc<Expr>)]>,
) -> Vec<Rc<From>> {
    let mut mentioned = Vec::new();
    for clause in where_ {
        from::expression_froms(clause, &mut mentioned);
    }
    for (_, value) in set.unwrap_or_default() {
        from::expression_froms(value, &mut mentioned);
    }
    mentioned.retain(|from| !Rc::ptr_eq(from, table));
    mentioned
}

fn not_implemented(message: &str) -> Refusal {
    Refusal::new("NotImplementedError", message.into())
}
