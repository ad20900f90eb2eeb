//! The columns of SELECT and RETURNING: which get a label, and which; labels named in ORDER BY.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::dialect::{Family, compile_error, identifiers};
use crate::operation::Refusal;
use crate::schema::expression::from::From;
use crate::schema::expression::operators::Op;
use crate::schema::expression::statement::{LabelStyle, Select};
use crate::schema::expression::{ColumnRef, Expr, LabelName, UnaryKind};

use super::compiler::{Compiler, Context, Rendered};
use super::names::{LabelKey, Seed, label_word};

/// `_ColumnsPlusNames`: a column, the label that it must have and the one that it may have.
#[derive(Debug, Clone)]
pub(super) struct NamedColumn {
    required: Option<LabelKey>,
    fallback: Option<LabelKey>,
    column: Rc<Expr>,
}

/// The address that stands for an expression's identity; there is one `NULL`, one `true` and one `false`.
fn identity(expr: &Rc<Expr>) -> usize {
    match **expr {
        Expr::Null => 1,
        Expr::True => 2,
        Expr::False => 3,
        _ => Rc::as_ptr(expr) as usize,
    }
}

/// Whether two selected expressions are one object in Python: the same column of a table, or one expression.
fn is_same(a: &Rc<Expr>, b: &Rc<Expr>) -> bool {
    match (&**a, &**b) {
        (Expr::Column(a), Expr::Column(b)) if a.table.is_some() => a.is(b),
        _ => identity(a) == identity(b),
    }
}

/// What `getattr(element, "name", None)` answers.
fn name_of(expr: &Rc<Expr>) -> Option<LabelKey> {
    match &**expr {
        Expr::Column(column) => Some(column_name(column)),
        Expr::Function(function) => Some(LabelKey::Plain(function.name.text.clone())),
        Expr::Label(label) => Some(match &label.name {
            LabelName::Named(name) => LabelKey::Plain(name.text.clone()),
            LabelName::Anonymous(word) => {
                LabelKey::MadeUp(Seed { object: identity(expr), index: 0, word: label_word(word) })
            }
        }),
        Expr::NextValue(_) => Some(LabelKey::Plain("next_value".into())),
        Expr::Grouping(inner) => name_of(inner),
        _ => None,
    }
}

fn column_name(column: &ColumnRef) -> LabelKey {
    match &column.anonymous {
        Some(source) => anonymous(source),
        None => LabelKey::Plain(column.name.text.clone()),
    }
}

/// What a cast, a coercion or a condition wraps (`WrapsColumnExpression`).
fn wrapped(expr: &Expr) -> Option<&Rc<Expr>> {
    match expr {
        Expr::Cast(cast) => Some(&cast.inner),
        Expr::TypeCoerce { inner, .. } => Some(inner),
        Expr::Unary(unary) if unary.kind == UnaryKind::AsBoolean => Some(&unary.inner),
        Expr::WithinGroup { inner, .. } => Some(inner),
        _ => None,
    }
}

/// `_non_anon_label`.
fn plain_label(expr: &Rc<Expr>) -> Option<LabelKey> {
    match &**expr {
        Expr::Function(_) | Expr::NextValue(_) => None,
        _ if wrapped(expr).is_some() => None,
        _ => name_of(expr),
    }
}

/// `_anon_name_label`.
pub(super) fn anonymous(expr: &Rc<Expr>) -> LabelKey {
    if let Some(inner) = wrapped(expr)
        && !matches!(**inner, Expr::Text(_))
    {
        return plain_label(inner).unwrap_or_else(|| anonymous(inner));
    }
    made_up(expr, 0)
}

/// `_anon_label` of the element's own name; `index` tells several of one element apart.
fn made_up(expr: &Rc<Expr>, index: usize) -> LabelKey {
    let word = match name_of(expr) {
        Some(LabelKey::Plain(name)) => label_word(&name),
        Some(LabelKey::MadeUp(seed)) => seed.word,
        None => "anon".into(),
    };
    let word = if index > 0 { format!("{word}_").into() } else { word };
    LabelKey::MadeUp(Seed { object: identity(expr), index, word })
}

/// `_dedupe_anon_label_idx`.
fn repeated(expr: &Rc<Expr>, index: usize) -> LabelKey {
    match wrapped(expr).and_then(plain_label) {
        Some(LabelKey::Plain(name)) => LabelKey::MadeUp(Seed {
            object: identity(expr),
            index: 0,
            word: format!("{name}_").into(),
        }),
        _ => made_up(expr, index),
    }
}

/// `_tq_label`: the name with its table's before it.
fn qualified_label(expr: &Rc<Expr>) -> Option<LabelKey> {
    match &**expr {
        Expr::Column(column) if column.is_literal => None,
        Expr::Column(column) => match column.table.as_deref().and_then(table_word) {
            Some(table) => Some(LabelKey::Plain(format!("{table}_{}", column.name.text).into())),
            None => Some(column_name(column)),
        },
        Expr::Label(_) => name_of(expr),
        _ => wrapped(expr).and_then(qualified_label),
    }
}

fn table_word(from: &From) -> Option<String> {
    match from {
        From::Table(table) => Some(match &table.name.schema {
            Some(schema) => {
                format!("{}_{}", schema.text.replace('.', "_"), table.name.name.text)
            }
            None => table.name.name.text.to_string(),
        }),
        From::Alias(alias) => Some(alias.name.description()),
        From::Cte(cte) => Some(cte.name.description()),
        _ => None,
    }
}

/// `_render_label_in_columns_clause`.
fn takes_label(expr: &Expr) -> bool {
    match expr {
        Expr::Column(column) => column.table.is_some(),
        Expr::Text(_) => false,
        _ => true,
    }
}

/// `SelectsRows._generate_columns_plus_names(True)`.
pub(super) fn with_names(columns: &[Rc<Expr>], style: LabelStyle) -> Vec<NamedColumn> {
    let mut names: FxHashMap<LabelKey, Rc<Expr>> = FxHashMap::default();
    let mut index = 1;
    let mut result = Vec::with_capacity(columns.len());
    for column in columns {
        let (required, fallback) = match (takes_label(column), style) {
            (false, _) => (None, None),
            (true, LabelStyle::None) => {
                (None, Some(plain_label(column).unwrap_or_else(|| anonymous(column))))
            }
            (true, _) => labels(column, style, &mut names, &mut index),
        };
        result.push(NamedColumn { required, fallback, column: column.clone() });
    }
    result
}

/// The required and the possible label of one column, given the names before it.
fn labels(
    column: &Rc<Expr>,
    style: LabelStyle,
    names: &mut FxHashMap<LabelKey, Rc<Expr>>,
    index: &mut usize,
) -> (Option<LabelKey>, Option<LabelKey>) {
    let qualified = style == LabelStyle::TableName;
    let name = if qualified { qualified_label(column) } else { plain_label(column) };
    let mut next = |names: &mut FxHashMap<LabelKey, Rc<Expr>>| {
        let label = repeated(column, *index);
        *index += 1;
        names.entry(label.clone()).or_insert_with(|| column.clone());
        label
    };
    let Some(name) = name else {
        let label = anonymous(column);
        if names.contains_key(&label) {
            return (None, Some(next(names)));
        }
        names.insert(label.clone(), column.clone());
        return (None, Some(label));
    };
    let required = if qualified { Some(name.clone()) } else { None };
    let Some(before) = names.get(&name).cloned() else {
        names.insert(name.clone(), column.clone());
        return (required, Some(name));
    };
    if is_same(&before, column) {
        let label = next(names);
        return (Some(label.clone()), Some(label));
    }
    let label = made_up(column, 0);
    let label = if names.contains_key(&label) { next(names) } else { label };
    names.entry(label.clone()).or_insert_with(|| column.clone());
    (Some(label.clone()), Some(label))
}

impl Compiler<'_> {
    /// A label's text, quoted.
    fn label_text(&mut self, label: &LabelKey) -> String {
        let name = match label {
            LabelKey::Plain(name) => self.made_up.truncate("colident", name),
            LabelKey::MadeUp(seed) => self.made_up.name("colident", seed),
        };
        identifiers::quote_text(self.dialect, &name)
    }

    /// The name that an expression without one has in a subquery.
    pub(super) fn anonymous_name(&mut self, class: &'static str, expr: &Rc<Expr>) -> Rc<str> {
        match anonymous(expr) {
            LabelKey::Plain(name) => name,
            LabelKey::MadeUp(seed) => self.made_up.name(class, &seed),
        }
    }

    /// `_label_select_column`.
    pub(super) fn select_column(
        &mut self,
        named: &NamedColumn,
        as_from: bool,
        context: &Context,
    ) -> Rendered {
        let column = &named.column;
        let context = Context { within_columns: true, within_label: false, ..context.plain() };
        if matches!(**column, Expr::Label(_)) {
            return self.process(column, &Context { within_columns: true, ..context });
        }
        let label = match &named.required {
            Some(label) => Some(label.clone()),
            None if self.needs_label(column, as_from) => {
                Some(named.fallback.clone().unwrap_or_else(|| anonymous(column)))
            }
            None => None,
        };
        match label {
            Some(label) => {
                let within = Context { within_label: true, ..context };
                let label = self.label_text(&label);
                let text = self.process(column, &within)?;
                Ok(format!("{text} AS {label}"))
            }
            None => self.process(column, &context),
        }
    }

    fn needs_label(&self, column: &Rc<Expr>, as_from: bool) -> bool {
        match &**column {
            Expr::Column(column) => as_from && !column.is_literal && column.table.is_some(),
            Expr::Text(_) => false,
            Expr::Unary(unary) => {
                let condition = matches!(unary.op, Op::IsFalse | Op::IsTrue);
                condition && !self.dialect.facts().native_boolean
                    || wraps_unnamed(&unary.inner)
                    || as_from
            }
            Expr::Label(_) => false,
            _ => plain_label(column).is_none(),
        }
    }

    /// `visit_label_reference`: the label's name where it is one of the SELECT's own.
    pub(super) fn label_reference(&mut self, inner: &Rc<Expr>, context: &Context) -> Rendered {
        let mut context = context.clone();
        if self.family() != Family::Oracle
            && let (Some(select), Some(label)) = (self.entry().select, label_within(inner))
            && select.columns.iter().any(|column| carries(column, &label))
        {
            context.render_label = Some(label);
        }
        self.process(inner, &context)
    }

    /// `visit_textual_label_reference`.
    pub(super) fn textual_label_reference(&mut self, name: &str, context: &Context) -> Rendered {
        let Some(entry) = self.stack.last() else {
            return Ok(name.to_string());
        };
        let found = entry.select.as_ref().and_then(|select| resolve(select, &entry.froms, name));
        match found {
            Some(column) => {
                let context = Context { render_label: Some(column.clone()), ..context.clone() };
                self.process(&column, &context)
            }
            None => Err(unresolved(name)),
        }
    }
}

/// `_wraps_unnamed_column`.
fn wraps_unnamed(inner: &Rc<Expr>) -> bool {
    match &**inner {
        Expr::Grouping(inner) => wraps_unnamed(inner),
        Expr::Column(_) | Expr::Label(_) => false,
        _ => true,
    }
}

/// `_order_by_label_element`.
fn label_within(expr: &Rc<Expr>) -> Option<Rc<Expr>> {
    match &**expr {
        Expr::Label(_) => Some(expr.clone()),
        Expr::Unary(unary) if unary.kind == UnaryKind::Modifier => label_within(&unary.inner),
        _ => None,
    }
}

/// Whether a selected column is this label, or one of the same name for the same expression.
fn carries(column: &Rc<Expr>, label: &Rc<Expr>) -> bool {
    match (&**column, &**label) {
        (Expr::Label(a), Expr::Label(b)) => {
            Rc::ptr_eq(column, label)
                || matches!(a.name, LabelName::Named(_))
                    && a.name == b.name
                    && (Rc::ptr_eq(&a.inner, &b.inner) || a.inner == b.inner)
        }
        _ => false,
    }
}

/// `_label_resolve_dict`: a selected column by its label, else a column of the FROM clause.
fn resolve(select: &Select, froms: &[Rc<From>], name: &str) -> Option<Rc<Expr>> {
    let by_label = select.columns.iter().rev().find(|column| match &***column {
        Expr::Label(label) => {
            matches!(&label.name, LabelName::Named(own) if &*own.text == name)
        }
        Expr::Column(_) => qualified_label(column) == Some(LabelKey::Plain(name.into())),
        _ => false,
    });
    let by_key =
        || {
            select.columns.iter().rev().find(
                |column| matches!(&***column, Expr::Column(column) if &**column.key() == name),
            )
        };
    by_label.or_else(by_key).cloned().or_else(|| column_of(froms, name))
}

/// A column of one of these FROM elements.
fn column_of(froms: &[Rc<From>], name: &str) -> Option<Rc<Expr>> {
    froms.iter().find_map(|from| match &**from {
        From::Table(table) => table
            .columns
            .iter()
            .find(|column| &**column.key.as_ref().unwrap_or(&column.name.text) == name)
            .map(|column| {
                Rc::new(Expr::Column(ColumnRef {
                    table: Some(from.clone()),
                    name: column.name.clone(),
                    key: column.key.clone(),
                    type_: column.type_.clone(),
                    is_literal: false,
                    anonymous: None,
                }))
            }),
        From::Join(join) => column_of(&[join.left.clone(), join.right.clone()], name),
        _ => None,
    })
}

fn unresolved(name: &str) -> Refusal {
    compile_error(format!(
        "Can't resolve label reference for ORDER BY / GROUP BY / DISTINCT etc. Textual SQL expression '{name}' should be explicitly declared as text('{name}')"
    ))
}

impl Compiler<'_> {
    /// A column of a recursive CTE, as its name is listed.
    pub(super) fn cte_column(&mut self, named: &NamedColumn) -> String {
        let label = match &named.fallback {
            Some(label) => label.clone(),
            None => name_of(&named.column).unwrap_or_else(|| anonymous(&named.column)),
        };
        self.label_text(&label)
    }
}
