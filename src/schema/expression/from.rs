//! What a FROM clause can name: tables, aliases, subqueries, CTEs, joins, functions.

use std::rc::Rc;

use super::{ColumnRef, Expr};
use crate::schema::name::{Name, QualifiedName};
use crate::schema::types::Type;

/// A FROM element. Two are the same one where they are the same `Rc`, as objects are in Python.
#[derive(Debug, Clone, PartialEq)]
pub enum From {
    /// `Table`, `table()`.
    Table(TableFrom),
    /// `.alias()`, `.lateral()`, `.tablesample()`, `.subquery()`, `table_valued()`.
    Alias(Alias),
    /// `.cte()`.
    Cte(Cte),
    /// `join()`.
    Join(Join),
    /// A join in parentheses.
    Grouping(Rc<From>),
    /// `values()`.
    Values(Values),
    /// A function used as a table.
    Function(Rc<Expr>),
    /// `text()` given to `select_from()`.
    Text(Rc<Expr>),
}

/// A table as it is named in statements.
#[derive(Debug, Clone, PartialEq)]
pub struct TableFrom {
    /// Name and schema.
    pub name: QualifiedName,
    /// Foreign keys, by which joins find their condition.
    pub foreign_keys: Vec<ForeignKeyRef>,
    /// Columns that a foreign key of another table can refer to, or join on.
    pub columns: Vec<TableColumn>,
    /// It is a `Table` of a `MetaData`, whose columns are of a class of their own.
    pub of_metadata: bool,
}

/// A column of a table, as statements need to know it.
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    /// The name.
    pub name: Name,
    /// `Column.key`, where it differs.
    pub key: Option<Rc<str>>,
    /// The type.
    pub type_: Rc<Type>,
}

/// One foreign key constraint, as pairs of columns.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignKeyRef {
    /// The columns here.
    pub columns: Vec<Rc<str>>,
    /// The table there.
    pub referred: QualifiedName,
    /// The columns there.
    pub referred_columns: Vec<Rc<str>>,
}

/// An alias's name.
#[derive(Debug, Clone, PartialEq)]
pub enum AliasName {
    /// As given.
    Named(Name),
    /// Made up from this word.
    Anonymous(Rc<str>),
}

/// `Alias`, `Subquery`, `Lateral`, `TableSample`, `TableValuedAlias`.
#[derive(Debug, Clone, PartialEq)]
pub struct Alias {
    /// Its name.
    pub name: AliasName,
    /// What it names.
    pub of: AliasOf,
    /// LATERAL.
    pub lateral: bool,
    /// TABLESAMPLE's method, and its seed.
    pub sample: Option<(Rc<Expr>, Option<Rc<Expr>>)>,
    /// `render_derived()`: column names after the alias, with types where asked for.
    pub derived: Option<(Vec<ColumnRef>, bool)>,
}

/// What an alias names.
#[derive(Debug, Clone, PartialEq)]
pub enum AliasOf {
    /// A table, function or join.
    From(Rc<From>),
    /// A SELECT, in parentheses.
    Query(Rc<Expr>),
}

/// `CTE`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cte {
    /// Its name.
    pub name: AliasName,
    /// The statement.
    pub query: Rc<Expr>,
    /// RECURSIVE.
    pub recursive: bool,
    /// Stays with the statement that uses it.
    pub nesting: bool,
    /// `union()` of a recursive CTE: the CTE that this one completes.
    pub restates: Option<Rc<From>>,
    /// `.alias()` of a CTE: the CTE itself.
    pub alias_of: Option<Rc<From>>,
    /// `prefix_with()`.
    pub prefixes: Vec<Prefix>,
    /// `suffix_with()`.
    pub suffixes: Vec<Prefix>,
}

/// Text for a place of a statement, for one dialect or all.
#[derive(Debug, Clone, PartialEq)]
pub struct Prefix {
    /// The text.
    pub text: Rc<Expr>,
    /// The dialect; all where there is none.
    pub dialect: Option<Rc<str>>,
}

/// `Join`.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// The left side.
    pub left: Rc<From>,
    /// The right side, in parentheses where it is a join itself.
    pub right: Rc<From>,
    /// The condition.
    pub onclause: Rc<Expr>,
    /// LEFT OUTER.
    pub outer: bool,
    /// FULL OUTER.
    pub full: bool,
}

/// `values()`.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// Its name, where it has one.
    pub name: Option<AliasName>,
    /// Its columns.
    pub columns: Vec<TableColumn>,
    /// Its rows.
    pub rows: Vec<Vec<Rc<Expr>>>,
    /// Values are printed as literals.
    pub literal_binds: bool,
    /// LATERAL.
    pub lateral: bool,
}

impl From {
    /// A table without columns or keys.
    pub fn table(name: QualifiedName) -> Rc<From> {
        Rc::new(From::Table(TableFrom {
            name,
            foreign_keys: Vec::new(),
            columns: Vec::new(),
            of_metadata: false,
        }))
    }

    /// `named_with_column`: whether its columns are written with its name.
    pub fn names_columns(&self) -> bool {
        match self {
            From::Table(_) | From::Alias(_) | From::Cte(_) => true,
            From::Values(values) => values.name.is_some(),
            From::Join(_) | From::Grouping(_) | From::Function(_) | From::Text(_) => false,
        }
    }

    /// `FromClause.description`, as messages have it.
    pub fn description(&self) -> String {
        match self {
            From::Table(table) => match &table.name.schema {
                Some(schema) => format!("{}.{}", schema.text, table.name.name.text),
                None => table.name.name.text.to_string(),
            },
            From::Alias(alias) => alias.name.description(),
            From::Cte(cte) => cte.name.description(),
            From::Join(join) => {
                format!(
                    "Join object on {} and {}",
                    join.left.description(),
                    join.right.description()
                )
            }
            From::Grouping(inner) => inner.description(),
            From::Values(values) => {
                values.name.as_ref().map(AliasName::description).unwrap_or_default()
            }
            From::Function(_) | From::Text(_) => String::new(),
        }
    }

    /// `description`: a table's name without its schema.
    pub fn name(&self) -> String {
        match self {
            From::Table(table) => table.name.name.text.to_string(),
            _ => self.description(),
        }
    }
}

impl AliasName {
    /// The name, or `anon` and the like for one that is made up.
    pub fn description(&self) -> String {
        match self {
            AliasName::Named(name) => name.text.to_string(),
            AliasName::Anonymous(word) => format!("{word}_1"),
        }
    }
}

/// `_from_objects` of a FROM element: itself, and for a join what is joined.
pub fn expand(from: &Rc<From>, into: &mut Vec<Rc<From>>) {
    match &**from {
        From::Join(join) => {
            push_unique(into, from);
            expand(&join.left, into);
            expand(&join.right, into);
        }
        From::Grouping(inner) => expand(inner, into),
        From::Function(function) => expression_froms(function, into),
        From::Text(_) => push_unique(into, from),
        _ => push_unique(into, from),
    }
}

/// `_hide_froms`: what a join stands for, and so need not be named again.
pub fn hidden(from: &Rc<From>, into: &mut Vec<Rc<From>>) {
    match &**from {
        From::Join(join) => {
            for side in [&join.left, &join.right] {
                let mut parts = Vec::new();
                expand(side, &mut parts);
                into.extend(parts);
            }
        }
        From::Grouping(inner) => hidden(inner, into),
        _ => {}
    }
}

/// Adds what is not there yet, by identity.
pub fn push_unique(into: &mut Vec<Rc<From>>, from: &Rc<From>) {
    if !contains(into, from) {
        into.push(from.clone());
    }
}

/// Whether an element is there, by identity.
pub fn contains(froms: &[Rc<From>], from: &Rc<From>) -> bool {
    froms.iter().any(|other| Rc::ptr_eq(other, from))
}

/// `ColumnElement._from_objects`: the FROM elements that an expression mentions, in order.
pub fn expression_froms(expr: &Expr, into: &mut Vec<Rc<From>>) {
    match expr {
        Expr::Column(column) => {
            if let Some(table) = &column.table {
                push_unique(into, table);
            }
        }
        Expr::TableValued(from) => push_unique(into, from),
        // a label in ORDER BY and a subquery bring nothing to the FROM clause around them
        Expr::LabelReference(_) | Expr::TextualLabelReference(_) => {}
        Expr::ScalarSelect(_) | Expr::SelectGrouping(_) | Expr::ScalarValues(_) => {}
        _ => children(expr, &mut |child| expression_froms(child, into)),
    }
}

/// Visits the expressions directly within one, statements and subqueries left aside.
pub fn children(expr: &Expr, visit: &mut dyn FnMut(&Rc<Expr>)) {
    match expr {
        Expr::Binary(binary) => {
            visit(&binary.left);
            visit(&binary.right);
        }
        Expr::Unary(unary) => visit(&unary.inner),
        Expr::List(list) => list.items.iter().for_each(visit),
        Expr::Clauses(list) => list.items.iter().for_each(visit),
        Expr::Tuple(items) | Expr::Array { items, .. } | Expr::Phrase(items) => {
            items.iter().for_each(visit)
        }
        Expr::Grouping(inner)
        | Expr::TypeCoerce { inner, .. }
        | Expr::Extract { inner, .. }
        | Expr::LabelReference(inner) => visit(inner),
        Expr::Cast(cast) => visit(&cast.inner),
        Expr::Label(label) => visit(&label.inner),
        Expr::Case(case) => {
            case.value.iter().for_each(&mut *visit);
            for (condition, result) in &case.whens {
                visit(condition);
                visit(result);
            }
            case.else_.iter().for_each(visit);
        }
        Expr::Function(function) => function.args.iter().for_each(visit),
        Expr::Over(over) => {
            visit(&over.inner);
            over.partition_by.iter().for_each(&mut *visit);
            over.order_by.iter().for_each(visit);
        }
        Expr::WithinGroup { inner, order_by, .. } => {
            visit(inner);
            order_by.iter().for_each(visit);
        }
        Expr::Filter { inner, criterion } => {
            visit(inner);
            visit(criterion);
        }
        Expr::AggregateOrderBy { target, order_by } => {
            visit(target);
            visit(order_by);
        }
        Expr::Slice { start, stop } => {
            visit(start);
            visit(stop);
        }
        _ => {}
    }
}
