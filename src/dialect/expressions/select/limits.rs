//! LIMIT and OFFSET in each dialect's words.

use std::rc::Rc;

use crate::dialect::{Family, compile_error};
use crate::operation::Refusal;
use crate::schema::expression::statement::Tail;
use crate::schema::expression::{Bind, Expr, typing};
use crate::schema::literal::Literal;

use super::super::compiler::{Compiler, Context, Rendered};

/// `_simple_int_clause`.
fn is_simple(clause: Option<&Rc<Expr>>) -> bool {
    matches!(clause.map(|clause| &**clause), Some(Expr::Bind(bind)) if bind.is_limit)
}

/// `MSSQLCompiler._use_top`.
pub(super) fn uses_top(tail: &Tail) -> bool {
    tail.offset.is_none()
        && (is_simple(tail.limit.as_ref())
            || tail.fetch.as_ref().is_some_and(|fetch| {
                is_simple(Some(&fetch.count)) && (fetch.percent || fetch.with_ties)
            }))
}

/// `MSSQLCompiler._check_can_use_fetch_limit`.
pub(super) fn check_offset(tail: &Tail) -> Result<(), Refusal> {
    if tail.order_by.is_empty() {
        return Err(compile_error(
            "MSSQL requires an order_by when using an OFFSET or a non-simple LIMIT clause",
        ));
    }
    match &tail.fetch {
        Some(fetch) if fetch.percent || fetch.with_ties => Err(compile_error(
            "MSSQL needs TOP to use PERCENT and/or WITH TIES. Only simple fetch without offset can be used.",
        )),
        _ => Ok(()),
    }
}

impl Compiler<'_> {
    /// `TOP n`.
    pub(super) fn top(&mut self, tail: &Tail, context: &Context) -> Rendered {
        let context = Context { literal_execute: true, ..context.clone() };
        let count = tail.fetch.as_ref().map(|fetch| &fetch.count).or(tail.limit.as_ref());
        let Some(count) = count else { return Ok(String::new()) };
        let mut text = format!("TOP {} ", self.process(count, &context)?);
        if let Some(fetch) = &tail.fetch {
            if fetch.percent {
                text.push_str("PERCENT ");
            }
            if fetch.with_ties {
                text.push_str("WITH TIES ");
            }
        }
        Ok(text)
    }

    /// `_row_limit_clause`.
    pub(super) fn limit(&mut self, tail: &Tail, context: &Context) -> Rendered {
        match self.family() {
            Family::Mssql => Ok(String::new()),
            Family::Oracle => self.fetch(tail, true, context),
            _ if tail.fetch.is_some() => self.fetch(tail, false, context),
            Family::Mysql | Family::Mariadb => self.mysql_limit(tail, context),
            family => self.limit_offset(tail, family == Family::Postgresql, context),
        }
    }

    fn limit_offset(&mut self, tail: &Tail, postgresql: bool, context: &Context) -> Rendered {
        let mut text = String::new();
        if let Some(limit) = &tail.limit {
            let before = if postgresql { " \n LIMIT " } else { "\n LIMIT " };
            text.push_str(&format!("{before}{}", self.process(limit, context)?));
        }
        match &tail.offset {
            Some(offset) => {
                match (&tail.limit, postgresql) {
                    (Some(_), _) => {}
                    (None, true) => text.push_str("\n LIMIT ALL"),
                    (None, false) => text.push_str(&format!("\n LIMIT {}", self.no_limit(tail)?)),
                }
                text.push_str(&format!(" OFFSET {}", self.process(offset, context)?));
            }
            None if !postgresql => text.push_str(" OFFSET 0"),
            None => {}
        }
        Ok(text)
    }

    /// SQLite's -1, a parameter that loses on the way that it was to be printed.
    fn no_limit(&mut self, tail: &Tail) -> Rendered {
        let value = Some(Literal::Int("-1".into()));
        let bind = Bind::anonymous("param", value, typing::integer());
        self.bind_of(&bind, std::ptr::from_ref(tail) as usize, &Context::default())
    }

    fn mysql_limit(&mut self, tail: &Tail, context: &Context) -> Rendered {
        let limit = match &tail.limit {
            Some(limit) => self.process(limit, context)?,
            None => "18446744073709551615".into(),
        };
        Ok(match &tail.offset {
            Some(offset) => format!(" \n LIMIT {}, {limit}", self.process(offset, context)?),
            None if tail.limit.is_some() => format!(" \n LIMIT {limit}"),
            None => String::new(),
        })
    }

    /// `fetch_clause`; PostgreSQL's has parentheses.
    fn fetch(&mut self, tail: &Tail, executes: bool, context: &Context) -> Rendered {
        let parentheses = self.family() == Family::Postgresql;
        let enclose = |text: String| if parentheses { format!("({text})") } else { text };
        let within = |clause: &Rc<Expr>| Context {
            literal_execute: context.literal_execute || executes && is_simple(Some(clause)),
            ..context.clone()
        };
        let mut text = String::new();
        if let Some(offset) = &tail.offset {
            let offset = self.process(offset, &within(offset))?;
            text.push_str(&format!("\n OFFSET {} ROWS", enclose(offset)));
        }
        let count = tail.fetch.as_ref().map(|fetch| &fetch.count);
        if let Some(count) = count.or(tail.limit.as_ref()) {
            let (percent, ties) = tail
                .fetch
                .as_ref()
                .map_or((false, false), |fetch| (fetch.percent, fetch.with_ties));
            let count = self.process(count, &within(count))?;
            text.push_str(&format!(
                "\n FETCH FIRST {}{} ROWS {}",
                enclose(count),
                if percent { " PERCENT" } else { "" },
                if ties { "WITH TIES" } else { "ONLY" }
            ));
        }
        Ok(text)
    }
}
