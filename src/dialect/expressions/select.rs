//! SELECT and its compounds: which FROM elements are written, and in which layout.

use std::rc::Rc;

use crate::dialect::{Family, compile_error, identifiers};
use crate::operation::Refusal;
use crate::schema::expression::from::{self, Alias, AliasName, AliasOf, From};
use crate::schema::expression::operators::Op;
use crate::schema::expression::statement::{
    Compound, CompoundKind, Correlation, ForUpdate, LabelStyle, Select, Tail, TextualSelect,
};
use crate::schema::expression::{
    ColumnRef, Expr, Label, LabelName, Over, build, functions, group, typing,
};
use crate::schema::name::Name;

use super::columns;
use super::compiler::{Compiler, Context, Entry, Rendered};

mod joins;
mod limits;

impl Compiler<'_> {
    /// `visit_select`.
    pub(super) fn select(
        &mut self,
        select: &Rc<Select>,
        context: &Context,
        into: bool,
    ) -> Rendered {
        if let Some(translated) = self.translated(select)? {
            self.kept.push(translated.clone());
            return self.select(&translated, context, into);
        }
        let as_from = context.as_from;
        let toplevel = self.stack.is_empty();
        let froms = self.push_select(select, as_from, context.lateral)?;
        let context = Context { ambiguous: ambiguous_names(&froms), ..context.plain() };
        let embedded = into;
        let text = self.select_body(select, &froms, as_from, &context);
        let text = match text {
            Ok(text) if !self.ctes.is_empty() && (!embedded || toplevel) => {
                let with = self.with_clause(toplevel);
                Ok(format!("{with}{text}"))
            }
            other => other,
        };
        let text = text.and_then(|text| self.with_suffixes(text, select, &context));
        self.stack.pop();
        text
    }

    fn with_suffixes(&mut self, mut text: String, select: &Select, context: &Context) -> Rendered {
        if !select.suffixes.is_empty() {
            text.push(' ');
            text.push_str(&self.prefixes(&select.suffixes, context)?);
        }
        Ok(text)
    }

    /// `_setup_select_stack`: the FROM elements that are written here.
    fn push_select(
        &mut self,
        select: &Rc<Select>,
        as_from: bool,
        lateral: bool,
    ) -> Result<Vec<Rc<From>>, Refusal> {
        let entry = self.entry();
        let (explicit, implicit) = if as_from && !lateral {
            let outer = entry.correlate.iter().filter(|from| !from::contains(&entry.as_from, from));
            (outer.cloned().collect(), Vec::new())
        } else {
            (entry.correlate.clone(), entry.as_from.clone())
        };
        let froms = correlated(&self.froms(select)?, select, &explicit, &implicit)?;
        let mut own = Vec::new();
        for from in &froms {
            from::expand(from, &mut own);
        }
        let mut all = own.clone();
        for from in &entry.correlate {
            from::push_unique(&mut all, from);
        }
        self.stack.push(Entry {
            correlate: all,
            as_from: own,
            select: Some(select.clone()),
            froms: froms.clone(),
        });
        Ok(froms)
    }

    /// `SelectState._get_froms`.
    fn froms(&mut self, select: &Select) -> Result<Vec<Rc<From>>, Refusal> {
        let mut mentioned: Vec<Rc<From>> = Vec::new();
        for from in joins::resolved(select)? {
            from::push_unique(&mut mentioned, &from);
        }
        for column in select.columns.iter().chain(&select.where_) {
            from::expression_froms(column, &mut mentioned);
        }
        Ok(joins::without_hidden(mentioned))
    }

    /// Everything from SELECT to the end, as `_compose_select_body` has it.
    fn select_body(
        &mut self,
        select: &Rc<Select>,
        froms: &[Rc<From>],
        as_from: bool,
        context: &Context,
    ) -> Rendered {
        let mut text = String::from("SELECT ");
        text.push_str(&self.select_hints(select));
        self.independent_ctes(&select.tail.ctes, context)?;
        text.push_str(&self.prefixes(&select.prefixes, context)?);
        text.push_str(&self.precolumns(select, context)?);
        let named = columns::with_names(&select.columns, select.tail.label_style);
        let mut parts = Vec::with_capacity(named.len());
        for column in &named {
            parts.push(self.select_column(column, as_from, context)?);
        }
        text.push_str(&parts.join(", "));
        if parts.is_empty() {
            text.truncate(text.trim_end().len());
        }
        text.push_str(&self.froms_text(select, froms, context)?);
        if let Some(condition) = self.conditions(&select.where_, context)? {
            text.push_str(&format!(" \nWHERE {condition}"));
        }
        text.push_str(&self.group_by(&select.tail, context)?);
        if let Some(condition) = self.conditions(&select.having, context)? {
            text.push_str(&format!(" \nHAVING {condition}"));
        }
        text.push_str(&self.select_tail(select, context)?);
        for (hint, dialect) in &select.statement_hints {
            if &**dialect == "*" || **dialect == *self.dialect.name() {
                text.push_str(&format!(" {hint}"));
            }
        }
        Ok(text)
    }

    /// ORDER BY, LIMIT and FOR UPDATE.
    fn select_tail(&mut self, select: &Rc<Select>, context: &Context) -> Rendered {
        let mut text = self.order_by(&select.tail, context)?;
        if select.tail.limits_rows() {
            text.push_str(&self.limit(&select.tail, context)?);
        }
        if let Some(for_update) = &select.tail.for_update {
            text.push_str(&self.for_update(for_update, context)?);
        }
        Ok(text)
    }

    /// `get_select_hint_text`: Oracle's hints stand after SELECT.
    fn select_hints(&self, select: &Select) -> String {
        let mut text = String::new();
        if self.family() == Family::Oracle {
            for (_, hint, dialect) in &select.hints {
                if &**dialect == "*" || &**dialect == "oracle" {
                    text.push_str(&format!("/*+ {hint} */ "));
                }
            }
        }
        text
    }

    /// FROM with its elements, or what the dialect writes without any.
    fn froms_text(
        &mut self,
        select: &Rc<Select>,
        froms: &[Rc<From>],
        context: &Context,
    ) -> Rendered {
        if froms.is_empty() {
            let dual = match self.family() {
                Family::Oracle => true,
                Family::Mysql | Family::Mariadb => !select.where_.is_empty(),
                _ => false,
            };
            return Ok(if dual { " FROM DUAL" } else { "" }.into());
        }
        let mut parts = Vec::with_capacity(froms.len());
        let context = Context { hinting: Some(select.clone()), ..context.clone() };
        for from in froms {
            parts.push(self.write_from(from, &context)?);
        }
        Ok(format!(" \nFROM {}", parts.join(", ")))
    }

    /// `_generate_delimited_and_list`.
    pub(super) fn conditions(
        &mut self,
        clauses: &[Rc<Expr>],
        context: &Context,
    ) -> Result<Option<String>, Refusal> {
        if clauses.is_empty() {
            return Ok(None);
        }
        let (_, clauses) = build::simplified(&Op::And, clauses);
        let text = self.delimited(&clauses, " AND ", context)?;
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    fn group_by(&mut self, tail: &Tail, context: &Context) -> Rendered {
        let text = self.delimited(&tail.group_by, ", ", context)?;
        Ok(if text.is_empty() { text } else { format!(" GROUP BY {text}") })
    }

    fn order_by(&mut self, tail: &Tail, context: &Context) -> Rendered {
        if self.family() == Family::Mssql && self.stack.len() > 1 && !limits::uses_top(tail) {
            return Ok(String::new());
        }
        let text = self.delimited(&tail.order_by, ", ", context)?;
        Ok(if text.is_empty() { text } else { format!(" ORDER BY {text}") })
    }

    /// `get_select_precolumns`.
    fn precolumns(&mut self, select: &Select, context: &Context) -> Rendered {
        let mut text = String::new();
        if self.family() == Family::Postgresql && !select.distinct_on.is_empty() {
            let columns = self.delimited(&select.distinct_on, ", ", context)?;
            text.push_str(&format!("DISTINCT ON ({columns}) "));
        } else if select.distinct {
            text.push_str("DISTINCT ");
        }
        if self.family() == Family::Mssql && limits::uses_top(&select.tail) {
            text.push_str(&self.top(&select.tail, context)?);
        }
        Ok(text)
    }

    /// `visit_compound_select`.
    pub(super) fn compound(&mut self, compound: &Rc<Compound>, context: &Context) -> Rendered {
        let toplevel = self.stack.is_empty();
        let entry = self.entry();
        let select = first_select(compound);
        self.stack.push(Entry { select, ..entry });
        let text = self.compound_body(compound, context);
        let text = match text {
            Ok(text) if !self.ctes.is_empty() => {
                let with = self.with_clause(toplevel);
                Ok(format!("{with}{text}"))
            }
            other => other,
        };
        self.stack.pop();
        text
    }

    fn compound_body(&mut self, compound: &Compound, context: &Context) -> Rendered {
        self.independent_ctes(&compound.tail.ctes, context)?;
        let keyword = match (self.family(), compound.kind) {
            (Family::Oracle, CompoundKind::Except) => "MINUS",
            (_, kind) => kind.sql(),
        };
        let mut parts = Vec::with_capacity(compound.selects.len());
        let mut expected: Option<usize> = None;
        for (index, select) in compound.selects.iter().enumerate() {
            if let Expr::Select(select) = &**select {
                check_columns(&mut expected, index, select.columns.len())?;
            }
            parts.push(match &**select {
                Expr::Select(select) => self.select(select, context, true)?,
                _ => self.process(select, context)?,
            });
        }
        let mut text = parts.join(&format!(" {keyword} "));
        let plain = Context { include_table: false, ..context.plain() };
        text.push_str(&self.group_by(&compound.tail, &plain)?);
        text.push_str(&self.order_by(&compound.tail, &plain)?);
        if compound.tail.limits_rows() {
            text.push_str(&self.limit(&compound.tail, &plain)?);
        }
        Ok(text)
    }

    /// `visit_textual_select`.
    pub(super) fn textual_select(&mut self, text: &TextualSelect, context: &Context) -> Rendered {
        let toplevel = self.stack.is_empty();
        self.stack.push(Entry::default());
        let rendered = self.process(&text.text, &context.plain());
        let rendered = match rendered {
            Ok(rendered) if !self.ctes.is_empty() => {
                let with = self.with_clause(toplevel);
                Ok(format!("{with}{rendered}"))
            }
            other => other,
        };
        self.stack.pop();
        rendered
    }

    /// `for_update_clause`.
    fn for_update(&mut self, lock: &ForUpdate, context: &Context) -> Rendered {
        let mut text = match self.family() {
            Family::Sqlite | Family::Mssql => return Ok(String::new()),
            Family::Oracle if self.stack.len() > 1 => return Ok(String::new()),
            Family::Postgresql => match (lock.read, lock.key_share) {
                (true, true) => " FOR KEY SHARE",
                (true, false) => " FOR SHARE",
                (false, true) => " FOR NO KEY UPDATE",
                (false, false) => " FOR UPDATE",
            },
            Family::Mysql | Family::Mariadb if lock.read => " LOCK IN SHARE MODE",
            _ => " FOR UPDATE",
        }
        .to_string();
        match self.family() {
            Family::Postgresql if !lock.of.is_empty() => {
                let mut names = Vec::with_capacity(lock.of.len());
                for from in &lock.of {
                    names.push(match &**from {
                        From::Table(table) => identifiers::quote(self.dialect, &table.name.name),
                        _ => self.table_prefix(from, context),
                    });
                }
                text.push_str(&format!(" OF {}", names.join(", ")));
            }
            Family::Oracle if !lock.of_columns.is_empty() => {
                let columns = self.delimited(&lock.of_columns, ", ", context)?;
                text.push_str(&format!(" OF {columns}"));
            }
            // a table given here is written as nothing at all
            Family::Oracle if !lock.of.is_empty() => {
                text.push_str(&format!(" OF {}", vec![""; lock.of.len()].join(", ")));
            }
            _ => {}
        }
        if lock.nowait {
            text.push_str(" NOWAIT");
        }
        if lock.skip_locked {
            text.push_str(" SKIP LOCKED");
        }
        Ok(text)
    }

    /// SQL Server's OFFSET before it had one: rows are numbered in a subquery (`translate_select_structure`).
    fn translated(&mut self, select: &Rc<Select>) -> Result<Option<Rc<Select>>, Refusal> {
        let tail = &select.tail;
        if self.family() != Family::Mssql || !tail.limits_rows() || limits::uses_top(tail) {
            return Ok(None);
        }
        limits::check_offset(tail)?;
        let row_number = Rc::new(Expr::Label(Label {
            name: LabelName::Named(Name::new("mssql_rn")),
            inner: Rc::new(Expr::Over(Over {
                inner: functions::function(Vec::new(), Name::new("ROW_NUMBER"), Vec::new(), None),
                partition_by: Vec::new(),
                order_by: tail.order_by.iter().map(unwrapped).collect(),
                frame: None,
                exclude: None,
            })),
            type_: typing::null(),
        }));
        let mut inner = (**select).clone();
        inner.tail = Tail {
            label_style: LabelStyle::Disambiguate,
            ctes: tail.ctes.clone(),
            ..Tail::default()
        };
        inner.tail.group_by = tail.group_by.clone();
        inner.columns.push(row_number);
        let subquery = Rc::new(From::Alias(Alias {
            name: AliasName::Anonymous("anon".into()),
            of: AliasOf::Query(Rc::new(Expr::Select(Rc::new(inner)))),
            lateral: false,
            sample: None,
            derived: None,
        }));
        let columns = select.columns.iter().map(|column| proxy(column, &subquery)).collect();
        let number = Rc::new(Expr::column("mssql_rn", typing::null()));
        let mut outer = Select { columns, from: vec![subquery], ..Select::default() };
        let limit = tail.fetch.as_ref().map(|fetch| fetch.count.clone()).or(tail.limit.clone());
        let compare = |op: Op, right: Rc<Expr>| {
            build::for_op(number.clone(), right, op, typing::boolean(), None, Vec::new())
        };
        match (&tail.offset, limit) {
            (Some(offset), Some(limit)) => {
                let end = build::for_op(
                    limit,
                    offset.clone(),
                    Op::Add,
                    typing::integer(),
                    None,
                    Vec::new(),
                );
                outer.where_ = vec![compare(Op::Gt, offset.clone()), compare(Op::Le, end)];
            }
            (Some(offset), None) => outer.where_ = vec![compare(Op::Gt, offset.clone())],
            (None, Some(limit)) => outer.where_ = vec![compare(Op::Le, limit)],
            (None, None) => {}
        }
        Ok(Some(Rc::new(outer)))
    }
}

/// A column of a subquery for one that the subquery selects.
fn proxy(column: &Rc<Expr>, subquery: &Rc<From>) -> Rc<Expr> {
    let name = match &**column {
        Expr::Column(column) => Some(column.name.clone()),
        Expr::Label(Label { name: LabelName::Named(name), .. }) => Some(name.clone()),
        _ => None,
    };
    Rc::new(Expr::Column(ColumnRef {
        table: Some(subquery.clone()),
        anonymous: name.is_none().then(|| column.clone()),
        name: name.unwrap_or_else(|| Name::new("anon")),
        key: None,
        type_: typing::of_expr(column),
        is_literal: false,
    }))
}

/// `unwrap_label_reference`.
fn unwrapped(expr: &Rc<Expr>) -> Rc<Expr> {
    match &**expr {
        Expr::LabelReference(inner) => match &**inner {
            Expr::Label(label) => group::group(&label.inner, None),
            _ => inner.clone(),
        },
        _ => expr.clone(),
    }
}

fn first_select(compound: &Compound) -> Option<Rc<Select>> {
    match compound.selects.first().map(|select| &**select) {
        Some(Expr::Select(select)) => Some(select.clone()),
        _ => None,
    }
}

fn check_columns(expected: &mut Option<usize>, index: usize, count: usize) -> Result<(), Refusal> {
    match *expected {
        None => *expected = Some(count),
        Some(first) if first != count => {
            return Err(compile_error(format!(
                "All selectables passed to CompoundSelect must have identical numbers of columns; select #1 has {first} columns, select #{} has {count}",
                index + 1
            )));
        }
        Some(_) => {}
    }
    Ok(())
}

/// `SelectState._correlate_froms`.
fn correlated(
    froms: &[Rc<From>],
    select: &Select,
    explicit: &[Rc<From>],
    implicit: &[Rc<From>],
) -> Result<Vec<Rc<From>>, Refusal> {
    let keep = |leave: &dyn Fn(&Rc<From>) -> bool| {
        froms.iter().filter(|from| !leave(from)).cloned().collect::<Vec<_>>()
    };
    match &select.correlation {
        Correlation::Only(tables) => {
            Ok(keep(&|from| from::contains(explicit, from) && from::contains(tables, from)))
        }
        Correlation::Except(tables) => {
            Ok(keep(&|from| from::contains(explicit, from) && !from::contains(tables, from)))
        }
        Correlation::Auto if !implicit.is_empty() && froms.len() > 1 => {
            let kept = keep(&|from| from::contains(implicit, from));
            if kept.is_empty() {
                return Err(Refusal::new("sqlalchemy.exc.InvalidRequestError", "Select statement returned no FROM clauses due to auto-correlation; specify correlate(<tables>) to control correlation manually.".into()));
            }
            Ok(kept)
        }
        Correlation::Auto => Ok(froms.to_vec()),
    }
}

/// `ambiguous_table_name_map`: names that a table of some schema has.
fn ambiguous_names(froms: &[Rc<From>]) -> Option<Rc<Vec<Rc<str>>>> {
    let mut all = Vec::new();
    for from in froms {
        from::expand(from, &mut all);
    }
    let names: Vec<_> = all
        .iter()
        .filter_map(|from| match &**from {
            From::Table(table) => {
                identifiers::effective_schema(&table.name).map(|_| table.name.name.text.clone())
            }
            _ => None,
        })
        .collect();
    (!names.is_empty()).then(|| Rc::new(names))
}
