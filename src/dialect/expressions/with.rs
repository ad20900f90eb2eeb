//! WITH: common table expressions, gathered where they are used and written before the statement.

use std::rc::Rc;

use crate::dialect::{Family, compile_error, identifiers};
use crate::operation::Refusal;
use crate::schema::expression::Expr;
use crate::schema::expression::from::{Cte, From, Prefix};

use super::columns;
use super::compiler::{Compiler, Context, Rendered};

/// The CTEs met so far, in the order in which they are written.
#[derive(Debug, Default)]
pub(super) struct Ctes {
    known: Vec<Known>,
    written: Vec<(Rc<From>, String, usize)>,
}

#[derive(Debug, Clone)]
struct Known {
    cte: Rc<From>,
    name: Rc<str>,
    level: usize,
}

impl Ctes {
    pub(super) fn is_empty(&self) -> bool {
        self.written.is_empty()
    }
}

fn same(a: &Rc<From>, b: Option<&Rc<From>>) -> bool {
    b.is_some_and(|b| Rc::ptr_eq(a, b))
}

impl Compiler<'_> {
    /// `visit_cte`.
    pub(super) fn cte(
        &mut self,
        from: &Rc<From>,
        as_from: bool,
        context: &Context,
    ) -> Result<Option<String>, Refusal> {
        let From::Cte(cte) = &**from else { return Ok(None) };
        let name = self.alias_name(from, &cte.name).text;
        let level = if cte.nesting { self.stack.len() } else { 1 };
        let existing =
            self.ctes.known.iter().position(|known| known.level == level && known.name == name);
        let mut is_new = true;
        let mut embedded = false;
        if let Some(position) = existing
            && let Some(known) = self.ctes.known.get(position).cloned()
        {
            embedded = same(&known.cte, context.visiting_cte.as_ref());
            let restated = match &*known.cte {
                From::Cte(known) => same(from, known.restates.as_ref()),
                _ => false,
            };
            if restated || Rc::ptr_eq(from, &known.cte) || **from == *known.cte {
                is_new = false;
            } else if same(&known.cte, cte.restates.as_ref()) {
                self.ctes.known.remove(position);
                self.ctes.written.retain(|(other, _, _)| !Rc::ptr_eq(other, &known.cte));
            } else {
                return Err(compile_error(format!(
                    "Multiple, unrelated CTEs found with the same name: '{name}'"
                )));
            }
        }
        if !as_from && !is_new {
            return Ok(None);
        }
        if is_new {
            self.ctes.known.push(Known { cte: from.clone(), name: name.clone(), level });
            self.write_cte(from, cte, &name, level, context)?;
        }
        if !as_from {
            return Ok(None);
        }
        let quoted = identifiers::quote_text(self.dialect, &name);
        match &cte.alias_of {
            Some(original) if is_new || !embedded => {
                let before = match &**original {
                    From::Cte(before) => self.alias_name(original, &before.name).text,
                    _ => name.clone(),
                };
                let before = identifiers::quote_text(self.dialect, &before);
                Ok(Some(format!("{before}{}", self.alias_suffix(&quoted))))
            }
            _ => Ok(Some(quoted)),
        }
    }

    /// The CTE's text, set aside for the WITH clause.
    fn write_cte(
        &mut self,
        from: &Rc<From>,
        cte: &Cte,
        name: &Rc<str>,
        level: usize,
        context: &Context,
    ) -> Result<(), Refusal> {
        let context = Context { visiting_cte: Some(from.clone()), ..context.plain() };
        if let Some(original) = &cte.alias_of {
            if !self.ctes.written.iter().any(|(other, _, _)| Rc::ptr_eq(other, original)) {
                self.cte(original, false, &context)?;
            }
            return Ok(());
        }
        let mut text = identifiers::quote_text(self.dialect, name);
        if cte.recursive {
            text.push_str(&format!("({})", self.recursive_columns(&cte.query).join(", ")));
        }
        let prefixes = self.prefixes(&cte.prefixes, &context)?;
        let inner = Context { as_from: true, ..context.clone() };
        let query = match &*cte.query {
            Expr::ScalarValues(values) => self.values_rows(values, &inner)?,
            _ => self.process(&cte.query, &inner)?,
        };
        text.push_str(&format!(" AS {prefixes}\n({query})"));
        if !cte.suffixes.is_empty() {
            text.push(' ');
            text.push_str(&self.prefixes(&cte.suffixes, &context)?);
        }
        self.ctes.written.push((from.clone(), text, level));
        Ok(())
    }

    fn recursive_columns(&mut self, query: &Expr) -> Vec<String> {
        let mut query = query;
        loop {
            match query {
                Expr::Compound(compound) => match compound.selects.first() {
                    Some(first) => query = first,
                    None => return Vec::new(),
                },
                Expr::SelectGrouping(inner) => query = inner,
                Expr::Select(select) => {
                    let named = columns::with_names(&select.columns, select.tail.label_style);
                    return named.iter().map(|column| self.cte_column(column)).collect();
                }
                Expr::TextualSelect(text) => {
                    return text
                        .columns
                        .iter()
                        .map(|column| identifiers::quote(self.dialect, &column.name))
                        .collect();
                }
                _ => return Vec::new(),
            }
        }
    }

    /// `_generate_prefixes`.
    pub(super) fn prefixes(&mut self, prefixes: &[Prefix], context: &Context) -> Rendered {
        let mut text = String::new();
        let name = self.dialect.name();
        for prefix in prefixes {
            if prefix.dialect.as_deref().is_none_or(|dialect| dialect == "*" || dialect == name) {
                text.push_str(&self.process(&prefix.text, context)?);
                text.push(' ');
            }
        }
        Ok(text)
    }

    /// `_dispatch_independent_ctes`.
    pub(super) fn independent_ctes(
        &mut self,
        ctes: &[Rc<From>],
        context: &Context,
    ) -> Result<(), Refusal> {
        for cte in ctes {
            self.cte(cte, false, context)?;
        }
        Ok(())
    }

    /// `_render_cte_clause`: everything at the top, otherwise what is to stay with this statement.
    pub(super) fn with_clause(&mut self, toplevel: bool) -> String {
        let level = self.stack.len();
        let nested = !toplevel && level > 1;
        let (chosen, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.ctes.written).into_iter().partition(|(cte, _, own)| {
                !nested || matches!(&**cte, From::Cte(cte) if cte.nesting) && *own == level
            });
        if chosen.is_empty() {
            self.ctes.written = rest;
            return String::new();
        }
        let recursive =
            chosen.iter().any(|(cte, _, _)| matches!(&**cte, From::Cte(cte) if cte.recursive));
        let word = match self.family() {
            Family::Mssql | Family::Oracle => "WITH",
            _ if recursive => "WITH RECURSIVE",
            _ => "WITH",
        };
        let texts: Vec<_> = chosen.iter().map(|(_, text, _)| text.as_str()).collect();
        let clause = format!("{word} {}\n ", texts.join(", \n"));
        if nested {
            self.ctes
                .known
                .retain(|known| !chosen.iter().any(|(cte, _, _)| Rc::ptr_eq(cte, &known.cte)));
        }
        self.ctes.written = rest;
        clause
    }
}
