//! The state of one rendering: made-up names, the statements around, the WITH clauses met so far.

use std::rc::Rc;

use crate::dialect::{Dialect, Family};
use crate::operation::Refusal;
use crate::schema::expression::Expr;
use crate::schema::expression::from::From;
use crate::schema::expression::statement::Select;

use super::names::MadeUp;

/// How deeply expressions may be nested before they are refused.
const DEPTH_LIMIT: usize = 400;

/// What rendering an expression gives.
pub(super) type Rendered = Result<String, Refusal>;

/// The keyword arguments that `SQLCompiler` hands down from element to element.
#[derive(Debug, Clone)]
pub(super) struct Context {
    /// Values are printed rather than named.
    pub(super) literal_binds: bool,
    /// This one value is printed though others are named.
    pub(super) literal_execute: bool,
    /// Columns are printed with their table.
    pub(super) include_table: bool,
    /// Tables are printed with their schema.
    pub(super) use_schema: bool,
    /// Within the columns of a SELECT: labels are printed with AS.
    pub(super) within_columns: bool,
    /// Within a label already.
    pub(super) within_label: bool,
    /// Within an operator, for those that then take parentheses.
    pub(super) in_operator: bool,
    /// The operator around takes parentheses within another.
    pub(super) eager_grouping: bool,
    /// The cast around `->` is already there.
    pub(super) cast_applied: bool,
    /// Within FROM.
    pub(super) as_from: bool,
    /// Within LATERAL.
    pub(super) lateral: bool,
    /// The label that is to be printed by its name.
    pub(super) render_label: Option<Rc<Expr>>,
    /// Table names that need an alias, since a table of a schema has the same.
    pub(super) ambiguous: Option<Rc<Vec<Rc<str>>>>,
    /// The alias around, which a table's made-up alias must not repeat.
    pub(super) enclosing_alias: bool,
    /// The CTE that is being rendered.
    pub(super) visiting_cte: Option<Rc<From>>,
    /// The SELECT whose tables have hints.
    pub(super) hinting: Option<Rc<Select>>,
}

impl Default for Context {
    fn default() -> Self {
        Self {
            literal_binds: false,
            literal_execute: false,
            include_table: true,
            use_schema: true,
            within_columns: false,
            within_label: false,
            in_operator: false,
            eager_grouping: false,
            cast_applied: false,
            as_from: false,
            lateral: false,
            render_label: None,
            ambiguous: None,
            enclosing_alias: false,
            visiting_cte: None,
            hinting: None,
        }
    }
}

impl Context {
    /// Outside the columns of a SELECT.
    pub(super) fn plain(&self) -> Self {
        Self {
            within_columns: false,
            within_label: false,
            render_label: None,
            as_from: false,
            lateral: false,
            ..self.clone()
        }
    }

    /// Within FROM.
    pub(super) fn in_from(&self) -> Self {
        Self { as_from: true, ..self.plain() }
    }
}

/// A statement that is being rendered.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    /// What subqueries within may leave out if told so.
    pub(super) correlate: Vec<Rc<From>>,
    /// What subqueries within leave out by themselves.
    pub(super) as_from: Vec<Rc<From>>,
    /// The SELECT, for labels named in ORDER BY.
    pub(super) select: Option<Rc<Select>>,
    /// Its FROM elements.
    pub(super) froms: Vec<Rc<From>>,
}

/// What kind of statement is rendered at the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Top {
    /// Neither of these.
    Other,
    /// UPDATE.
    Update,
}

/// `SQLCompiler`.
#[derive(Debug)]
pub(super) struct Compiler<'a> {
    pub(super) dialect: &'a dyn Dialect,
    pub(super) stack: Vec<Entry>,
    pub(super) top: Top,
    pub(super) made_up: MadeUp,
    /// Statements made up on the way, kept so that no other object gets their address.
    pub(super) kept: Vec<Rc<Select>>,
    pub(super) ctes: super::with::Ctes,
    depth: usize,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(dialect: &'a dyn Dialect) -> Self {
        Self {
            dialect,
            stack: Vec::new(),
            top: Top::Other,
            made_up: MadeUp::new(dialect.facts().max_identifier),
            kept: Vec::new(),
            ctes: super::with::Ctes::default(),
            depth: 0,
        }
    }

    pub(super) fn family(&self) -> Family {
        self.dialect.facts().family
    }

    pub(super) fn is_mysql(&self) -> bool {
        self.family().is_mysql()
    }

    /// `process()`, with a guard against nesting that would exhaust the stack.
    pub(super) fn process(&mut self, expr: &Expr, context: &Context) -> Rendered {
        if self.depth >= DEPTH_LIMIT {
            return Err(Refusal::new("RecursionError", "maximum recursion depth exceeded".into()));
        }
        self.depth += 1;
        let rendered = self.element(expr, context);
        self.depth -= 1;
        rendered
    }

    /// `_generate_delimited_list`: what renders to nothing is left out.
    pub(super) fn delimited(
        &mut self,
        items: &[Rc<Expr>],
        separator: &str,
        context: &Context,
    ) -> Rendered {
        let mut text = String::new();
        for item in items {
            let rendered = self.process(item, context)?;
            if !rendered.is_empty() {
                if !text.is_empty() {
                    text.push_str(separator);
                }
                text.push_str(&rendered);
            }
        }
        Ok(text)
    }

    /// The statement around, or nothing at the top.
    pub(super) fn entry(&self) -> Entry {
        self.stack.last().cloned().unwrap_or_default()
    }
}
