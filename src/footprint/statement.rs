//! What SELECT, INSERT, UPDATE and DELETE touch: rows, and the columns that they name.

use crate::schema::expression::Expr;
use crate::schema::expression::from::{AliasOf, From, children};
use crate::schema::expression::statement::{Conflict, InsertSource, ValueRow};

use super::touch::{Of, Reader};
use super::{Act, Kind};

impl Reader<'_> {
    /// A statement that is executed.
    pub(super) fn statement(&mut self, statement: &Expr) {
        match statement {
            Expr::Text(_) | Expr::TextualSelect(_) => self.text(),
            _ => self.expression(statement),
        }
    }

    /// Whatever an expression reads or a statement changes, subqueries included.
    pub(super) fn expression(&mut self, expression: &Expr) {
        let Some(left) = self.budget.checked_sub(1) else { return };
        self.budget = left;
        if left == 0 {
            self.text();
            return;
        }
        match expression {
            Expr::Column(column) => {
                if let Some(From::Table(table)) = column.table.as_deref() {
                    let of = self.of(&table.name);
                    self.touch(Act::Use, Kind::Rows, &of, "");
                    self.column(Act::Use, &of, &column.name, false);
                } else if let Some(from) = &column.table {
                    self.from(from);
                }
            }
            // A condition as text reads the table at hand; one with a SELECT in it may read any.
            Expr::Text(text) => {
                if text.sql.to_ascii_lowercase().contains("select") {
                    self.text();
                }
            }
            Expr::NextValue(sequence) => self.sequence(Act::Use, sequence),
            Expr::ScalarSelect(inner) | Expr::SelectGrouping(inner) => self.expression(inner),
            Expr::ScalarValues(from) | Expr::TableValued(from) => self.from(from),
            Expr::TextualSelect(_) => self.text(),
            Expr::Select(select) => {
                for from in select.from.iter().chain(&select.tail.ctes) {
                    self.from(from);
                }
                for join in &select.joins {
                    self.from(&join.right);
                    join.onclause.iter().for_each(|on| self.expression(on));
                }
                for part in [&select.columns, &select.where_, &select.having] {
                    part.iter().for_each(|each| self.expression(each));
                }
            }
            Expr::Compound(compound) => {
                compound.selects.iter().for_each(|select| self.expression(select));
            }
            Expr::Insert(insert) => {
                let of = self.rows(Act::Add, &insert.table);
                insert.ctes.iter().for_each(|cte| self.from(cte));
                match &insert.source {
                    InsertSource::Parameters => {}
                    InsertSource::Row(row) => self.values(of.as_ref(), row),
                    InsertSource::Rows(rows) => {
                        rows.iter().for_each(|row| self.values(of.as_ref(), row));
                    }
                    InsertSource::Select { names, select, .. } => {
                        for name in names {
                            self.filled(of.as_ref(), name.key());
                        }
                        self.expression(select);
                    }
                }
                match &insert.conflict {
                    Some(Conflict::Update { set, .. } | Conflict::DuplicateKey { set, .. }) => {
                        self.rows(Act::Alter, &insert.table);
                        self.values(of.as_ref(), set);
                    }
                    Some(Conflict::Nothing(_)) | None => {}
                }
            }
            Expr::Update(update) => {
                let of = self.rows(Act::Alter, &update.table);
                update.ctes.iter().for_each(|cte| self.from(cte));
                update.set.iter().for_each(|set| self.values(of.as_ref(), set));
                update.where_.iter().for_each(|each| self.expression(each));
            }
            Expr::Delete(delete) => {
                self.rows(Act::Drop, &delete.table);
                delete.ctes.iter().for_each(|cte| self.from(cte));
                delete.where_.iter().for_each(|each| self.expression(each));
            }
            _ => children(expression, &mut |child| self.expression(child)),
        }
    }

    /// The columns of its own table that an index or a constraint is about.
    pub(super) fn columns_in(&mut self, of: &Of, expression: &Expr) {
        let Some(left) = self.budget.checked_sub(1) else { return };
        self.budget = left;
        match expression {
            Expr::Column(column) if !column.is_literal => {
                self.column(Act::Use, of, &column.name, false);
            }
            Expr::Text(_) => self.touch(Act::Use, Kind::Table, of, ""),
            _ => children(expression, &mut |child| self.columns_in(of, child)),
        }
    }

    fn from(&mut self, from: &From) {
        let Some(left) = self.budget.checked_sub(1) else { return };
        self.budget = left;
        match from {
            From::Table(table) => {
                let of = self.of(&table.name);
                self.touch(Act::Use, Kind::Rows, &of, "");
            }
            From::Alias(alias) => match &alias.of {
                AliasOf::From(inner) => self.from(inner),
                AliasOf::Query(query) => self.expression(query),
            },
            From::Cte(cte) => self.expression(&cte.query),
            From::Join(join) => {
                self.from(&join.left);
                self.from(&join.right);
                self.expression(&join.onclause);
            }
            From::Grouping(inner) => self.from(inner),
            From::Values(values) => {
                values.rows.iter().flatten().for_each(|value| self.expression(value));
            }
            From::Function(function) => self.expression(function),
            From::Text(_) => self.text(),
        }
    }

    /// The rows that a statement changes, and their table.
    fn rows(&mut self, act: Act, from: &From) -> Option<Of> {
        let table = match from {
            From::Table(table) => table,
            From::Alias(alias) => match &alias.of {
                AliasOf::From(inner) => return self.rows(act, inner),
                AliasOf::Query(_) => return None,
            },
            From::Grouping(inner) => return self.rows(act, inner),
            _ => {
                self.text();
                return None;
            }
        };
        let of = self.of(&table.name);
        self.touch(act, Kind::Rows, &of, "");
        Some(of)
    }

    fn values(&mut self, of: Option<&Of>, row: &ValueRow) {
        for (key, value) in row {
            self.filled(of, key.key());
            self.expression(value);
        }
    }

    fn filled(&mut self, of: Option<&Of>, column: &str) {
        if let Some(of) = of {
            self.touch(Act::Use, Kind::Column, of, column);
        }
    }
}
