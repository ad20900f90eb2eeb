//! What follows the VALUES of an INSERT: ON CONFLICT, ON DUPLICATE KEY UPDATE.

use std::rc::Rc;

use crate::dialect::{Family, identifiers};
use crate::operation::Refusal;
use crate::schema::expression::statement::{
    Conflict, ConflictElement, ConflictTarget, DmlColumn, Insert, ValueKey, ValueRow,
};
use crate::schema::expression::{Expr, group, transform, typing};

use super::compiler::{Compiler, Context, Rendered};
use super::dml::typed;

impl Compiler<'_> {
    /// The clause of `on_conflict_do_nothing()` and its kin.
    pub(super) fn conflict(
        &mut self,
        conflict: &Conflict,
        insert: &Insert,
        context: &Context,
    ) -> Rendered {
        let own = self.family() != Family::Postgresql || insert.dialect == Some("postgresql");
        match (conflict, self.family()) {
            (Conflict::Nothing(_) | Conflict::Update { .. }, _) if !own => Err(Refusal::new(
                "AttributeError",
                "an ON CONFLICT of SQLite has no attribute 'constraint_target'".into(),
            )),
            (Conflict::DuplicateKey { set, ordered }, Family::Mysql | Family::Mariadb) => {
                self.duplicate_key(set, *ordered, insert)
            }
            (Conflict::Nothing(target), Family::Postgresql | Family::Sqlite) => {
                let target = self.conflict_target(target, context)?;
                let target = if target.is_empty() { target } else { format!("{target} ") };
                Ok(format!("ON CONFLICT {target}DO NOTHING"))
            }
            (Conflict::Update { target, set, where_ }, Family::Postgresql | Family::Sqlite) => {
                let target = self.conflict_target(target, context)?;
                let mut actions = self.conflict_set(set, insert, context)?;
                if let Some(where_) = where_ {
                    let context =
                        Context { include_table: true, use_schema: false, ..context.clone() };
                    actions.push_str(&format!(" WHERE {}", self.process(where_, &context)?));
                }
                Ok(format!("ON CONFLICT {target} DO UPDATE SET {actions}"))
            }
            (Conflict::DuplicateKey { .. }, _) => {
                Err(self.cannot_render("<class 'sqlalchemy.dialects.mysql.dml.OnDuplicateClause'>"))
            }
            (Conflict::Nothing(_), _) => Err(self.cannot_render("on_conflict_do_nothing")),
            (Conflict::Update { .. }, _) => Err(self.cannot_render("on_conflict_do_update")),
        }
    }

    /// `_on_conflict_target`.
    fn conflict_target(&mut self, target: &ConflictTarget, context: &Context) -> Rendered {
        if let Some(constraint) = &target.constraint {
            // SQLite's compiler does not look for one
            if self.family() == Family::Sqlite {
                return Ok(String::new());
            }
            let name = identifiers::constraint_name(self.dialect, constraint)?;
            return Ok(format!("ON CONSTRAINT {name}"));
        }
        if target.elements.is_empty() {
            return Ok(String::new());
        }
        let plain = Context { include_table: false, use_schema: false, ..Context::default() };
        let mut parts = Vec::with_capacity(target.elements.len());
        for element in &target.elements {
            parts.push(match element {
                ConflictElement::Name(name) => identifiers::quote(self.dialect, name),
                ConflictElement::Expr(expr) => self.process(expr, &plain)?,
            });
        }
        let mut text = format!("({})", parts.join(", "));
        if let Some(where_) = &target.where_ {
            let context = Context {
                include_table: false,
                use_schema: false,
                literal_execute: context.literal_execute || self.family() == Family::Sqlite,
                ..context.clone()
            };
            text.push_str(&format!(" WHERE {}", self.process(where_, &context)?));
        }
        Ok(text)
    }

    /// SET of `on_conflict_do_update()`: the table's columns in order, then what is left.
    fn conflict_set(&mut self, set: &ValueRow, insert: &Insert, context: &Context) -> Rendered {
        let context = Context { use_schema: false, ..context.clone() };
        let mut parts = Vec::with_capacity(set.len());
        for column in &insert.columns {
            if let Some((_, value)) = set.iter().find(|(key, _)| key.key() == column.key()) {
                let value = group::group(&typed(value, column), None);
                let value = self.process(&value, &context)?;
                parts.push(format!("{} = {value}", identifiers::quote(self.dialect, &column.name)));
            }
        }
        let known = |key: &ValueKey| insert.columns.iter().any(|column| column.key() == key.key());
        for (key, value) in set.iter().filter(|(key, _)| !known(key)) {
            let name = match key {
                ValueKey::Name(name) => identifiers::quote_text(self.dialect, name),
                ValueKey::Column(column) => {
                    self.column(column, &Context { use_schema: false, ..Context::default() })?
                }
            };
            parts.push(format!("{name} = {}", self.process(value, &context)?));
        }
        Ok(parts.join(", "))
    }

    /// `visit_on_duplicate_key_update`.
    fn duplicate_key(&mut self, set: &ValueRow, ordered: bool, insert: &Insert) -> Rendered {
        // the clause loses what the statement was asked for
        let context = Context { use_schema: false, ..Context::default() };
        let mut columns: Vec<&DmlColumn> = Vec::new();
        if ordered {
            columns.extend(set.iter().filter_map(|(key, _)| {
                insert.columns.iter().find(|column| column.key() == key.key())
            }));
        }
        for column in &insert.columns {
            if !columns.iter().any(|known| known.key() == column.key()) {
                columns.push(column);
            }
        }
        let mut parts = Vec::with_capacity(set.len());
        for column in columns {
            if let Some((_, value)) = set.iter().find(|(key, _)| key.key() == column.key()) {
                let value = self.inserted_values(value, column, insert);
                let value = self.process(&group::group(&value, None), &context)?;
                parts.push(format!("{} = {value}", identifiers::quote(self.dialect, &column.name)));
            }
        }
        Ok(format!("ON DUPLICATE KEY UPDATE {}", parts.join(", ")))
    }

    /// `stmt.inserted.x` is written `VALUES(x)`.
    fn inserted_values(&self, value: &Rc<Expr>, column: &DmlColumn, insert: &Insert) -> Rc<Expr> {
        let dialect = self.dialect;
        let inserted = |expr: &Rc<Expr>| match &**expr {
            Expr::Column(own)
                if own
                    .table
                    .as_ref()
                    .zip(insert.excluded.as_ref())
                    .is_some_and(|(a, b)| Rc::ptr_eq(a, b)) =>
            {
                let text = format!("VALUES({})", identifiers::quote(dialect, &own.name));
                Some(Rc::new(Expr::literal_column(&text, typing::null())))
            }
            Expr::Bind(bind) if typing::is_null(&bind.type_) => Some(typed(expr, column)),
            _ => None,
        };
        transform::replace(value, &inserted)
    }
}
