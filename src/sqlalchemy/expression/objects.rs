//! The Python classes of expressions, and the objects that carry inert expressions.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::python::{Class, ClassBuilder, Instance, Value};
use crate::schema::expression::from::{Alias, AliasOf, From};
use crate::schema::expression::{ColumnRef, Expr, UnaryKind};

use super::{case, collection, dml, element, froms, func, select, text};

/// What an expression object keeps.
#[derive(Debug)]
pub(super) struct Held {
    /// The expression.
    pub(super) expr: Rc<Expr>,
    /// How deeply it is nested.
    pub(super) depth: usize,
}

/// What an object of a FROM clause keeps.
#[derive(Debug)]
pub(super) struct HeldFrom {
    /// The element.
    pub(super) from: Rc<From>,
    /// Its columns by key.
    pub(super) columns: Vec<(Rc<str>, Rc<Expr>)>,
}

macro_rules! classes {
    ($($field:ident)*) => {
        /// The classes by name.
        pub(super) struct Classes { $(pub(super) $field: Rc<Class>,)* }
    };
}

classes! {
    clause column_element column_clause column_proxy bind text null true_ false_ binary unary list clauses
    grouping tuple case cast type_coerce extract function over within_group filter label
    scalar_select exists array collation selectable from_clause table_clause alias subquery cte
    join values table_valued_alias select compound textual_select insert update delete
    collection func inline_literal
}

thread_local! {
    static CLASSES: OnceCell<Rc<Classes>> = const { OnceCell::new() };
}

/// The classes, made once.
pub(super) fn classes() -> Rc<Classes> {
    CLASSES.with(|cell| cell.get_or_init(|| Rc::new(build())).clone())
}

const ELEMENTS: &str = "sqlalchemy.sql.elements";
const SELECTABLE: &str = "sqlalchemy.sql.selectable";
const DML: &str = "sqlalchemy.sql.dml";
/// The modules of the classes of expressions.
pub(super) const MODULES: &[&str] = &[ELEMENTS, SELECTABLE, DML, "sqlalchemy.sql.functions"];

fn build() -> Classes {
    let plain = |module: &str, name: &str, base: &Rc<Class>| {
        ClassBuilder::new(module, name).base(base).build()
    };
    let clause = element::clause_class(ClassBuilder::new(ELEMENTS, "ClauseElement")).build();
    let column_element =
        element::column_class(ClassBuilder::new(ELEMENTS, "ColumnElement").base(&clause)).build();
    let of = |name: &str| plain(ELEMENTS, name, &column_element);
    let unary = of("UnaryExpression");
    let column_clause = element::column_clause_class(
        ClassBuilder::new(ELEMENTS, "ColumnClause").base(&column_element),
    )
    .build();
    let selectable = plain(SELECTABLE, "ReturnsRows", &clause);
    let from_clause =
        froms::from_class(ClassBuilder::new(SELECTABLE, "FromClause").base(&selectable)).build();
    let froms_of = |name: &str| plain(SELECTABLE, name, &from_clause);
    let alias =
        froms::alias_class(ClassBuilder::new(SELECTABLE, "Alias").base(&from_clause)).build();
    let statement = |module: &str, name: &str, with: fn(ClassBuilder) -> ClassBuilder| {
        with(ClassBuilder::new(module, name).base(&selectable)).build()
    };
    let bind = of("BindParameter");
    Classes {
        inline_literal: plain("alembic.util.sqla_compat", "_literal_bindparam", &bind),
        bind,
        text: text::class(ClassBuilder::new(ELEMENTS, "TextClause").base(&clause)).build(),
        null: of("Null"),
        true_: of("True_"),
        false_: of("False_"),
        binary: of("BinaryExpression"),
        list: of("BooleanClauseList"),
        clauses: of("ClauseList"),
        grouping: of("Grouping"),
        tuple: of("Tuple"),
        case: case::class(ClassBuilder::new(ELEMENTS, "Case").base(&column_element)).build(),
        cast: of("Cast"),
        type_coerce: of("TypeCoerce"),
        extract: of("Extract"),
        function: func::function_class(
            ClassBuilder::new("sqlalchemy.sql.functions", "Function").base(&column_element),
        )
        .build(),
        over: of("Over"),
        within_group: func::within_group_class(
            ClassBuilder::new(ELEMENTS, "WithinGroup").base(&column_element),
        )
        .build(),
        filter: func::within_group_class(
            ClassBuilder::new(ELEMENTS, "FunctionFilter").base(&column_element),
        )
        .build(),
        label: of("Label"),
        scalar_select: select::scalar_class(
            ClassBuilder::new(SELECTABLE, "ScalarSelect").base(&column_element),
        )
        .build(),
        exists: select::exists_class(ClassBuilder::new(SELECTABLE, "Exists").base(&unary)).build(),
        array: plain("sqlalchemy.dialects.postgresql.array", "array", &column_element),
        collation: of("CollationClause"),
        table_clause: froms::table_class(
            ClassBuilder::new(SELECTABLE, "TableClause").base(&from_clause),
        )
        .build(),
        subquery: plain(SELECTABLE, "Subquery", &alias),
        cte: froms::cte_class(ClassBuilder::new(SELECTABLE, "CTE").base(&alias)).build(),
        join: froms_of("Join"),
        values: froms::values_class(ClassBuilder::new(SELECTABLE, "Values").base(&from_clause))
            .build(),
        table_valued_alias: froms::table_valued_class(
            ClassBuilder::new(SELECTABLE, "TableValuedAlias").base(&alias),
        )
        .build(),
        select: statement(SELECTABLE, "Select", select::class),
        compound: statement(SELECTABLE, "CompoundSelect", select::compound_class),
        textual_select: statement(SELECTABLE, "TextualSelect", select::textual_class),
        insert: statement(DML, "Insert", dml::insert_class),
        update: statement(DML, "Update", dml::update_class),
        delete: statement(DML, "Delete", dml::delete_class),
        collection: collection::class().build(),
        func: func::generator_class().build(),
        alias,
        clause,
        column_element,
        column_proxy: plain("sqlalchemy.sql.schema", "Column", &column_clause),
        column_clause,
        unary,
        selectable,
        from_clause,
    }
}

/// Whether it is the column that an alias has for one of a schema's table, which is a `Column` itself.
fn is_proxy(column: &ColumnRef) -> bool {
    let Some(From::Alias(Alias { of: AliasOf::From(inner), .. })) = column.table.as_deref() else {
        return false;
    };
    matches!(&**inner, From::Table(table) if table.of_metadata)
}

/// The class of an expression.
fn class_of(expr: &Expr) -> Rc<Class> {
    let classes = classes();
    match expr {
        Expr::Column(column) if is_proxy(column) => &classes.column_proxy,
        Expr::Column(_) | Expr::TableValued(_) => &classes.column_clause,
        Expr::Text(_) => &classes.text,
        Expr::Bind(_) => &classes.bind,
        Expr::Null => &classes.null,
        Expr::True => &classes.true_,
        Expr::False => &classes.false_,
        Expr::Binary(_) => &classes.binary,
        Expr::Unary(unary) if unary.kind == UnaryKind::Exists => &classes.exists,
        Expr::Unary(_) => &classes.unary,
        Expr::List(_) => &classes.list,
        Expr::Clauses(_) | Expr::Phrase(_) => &classes.clauses,
        Expr::Grouping(_) => &classes.grouping,
        Expr::Tuple(_) => &classes.tuple,
        Expr::Case(_) => &classes.case,
        Expr::Cast(_) => &classes.cast,
        Expr::TypeCoerce { .. } => &classes.type_coerce,
        Expr::Extract { .. } => &classes.extract,
        Expr::Function(_) | Expr::NextValue(_) => &classes.function,
        Expr::Over(_) => &classes.over,
        Expr::WithinGroup { .. } | Expr::AggregateOrderBy { .. } => &classes.within_group,
        Expr::Filter { .. } => &classes.filter,
        Expr::Label(_) => &classes.label,
        Expr::ScalarSelect(_) | Expr::ScalarValues(_) => &classes.scalar_select,
        Expr::Array { .. } => &classes.array,
        Expr::Collation { .. } => &classes.collation,
        Expr::Select(_) => &classes.select,
        Expr::Compound(_) | Expr::SelectGrouping(_) => &classes.compound,
        Expr::TextualSelect(_) => &classes.textual_select,
        Expr::Insert(_) => &classes.insert,
        Expr::Update(_) => &classes.update,
        Expr::Delete(_) => &classes.delete,
        Expr::LabelReference(_) | Expr::TextualLabelReference(_) | Expr::Slice { .. } => {
            &classes.column_element
        }
    }
    .clone()
}

/// The object for an expression.
pub fn value(expr: Rc<Expr>) -> Value {
    nested(expr, 0)
}

/// The same, with its depth.
pub(super) fn nested(expr: Rc<Expr>, depth: usize) -> Value {
    let class = class_of(&expr);
    Value::Instance(Instance::with_payload(class, Rc::new(Held { expr, depth })))
}

/// The object for a FROM element.
pub(super) fn from_value(class: &Rc<Class>, held: HeldFrom) -> Value {
    Value::Instance(Instance::with_payload(class.clone(), Rc::new(held)))
}

/// Whether it is an instance of a class.
pub(super) fn is_a(value: &Value, class: &Rc<Class>) -> bool {
    value.as_instance().is_some_and(|instance| instance.class().is_subclass(class))
}

/// The object that `op.inline_literal()` makes.
pub(super) fn inline(expr: Rc<Expr>) -> Value {
    let class = classes().inline_literal.clone();
    Value::Instance(Instance::with_payload(class, Rc::new(Held { expr, depth: 0 })))
}
