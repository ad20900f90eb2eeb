//! FROM elements as objects: `table()`, aliases, subqueries, CTEs, joins, `values()`.

use std::rc::Rc;

use crate::python::{
    Arguments, Class, ClassBuilder, Evaluator, Hooks, NativeFunction, Outcome, Raised, Value,
};
use crate::schema::expression::from::{
    Alias, AliasName, AliasOf, Cte, From, TableColumn, TableFrom, Values,
};
use crate::schema::expression::join::{self, NoCondition};
use crate::schema::expression::operators::Op;
use crate::schema::expression::statement::{Compound, CompoundKind, Tail};
use crate::schema::expression::{ColumnRef, Expr, Label, LabelName, group, typing};
use crate::schema::name::{Name, QualifiedName};

use super::element::flag;
use super::objects::{self, Held, HeldFrom, classes};
use super::{coerce, collection, dml, schema_half, select};

/// Columns by key.
pub(super) type Keyed = Vec<(Rc<str>, Rc<Expr>)>;

/// The FROM element that an object is.
pub(super) fn from_of(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Rc<From>>> {
    if let Value::Unknown(unknown) = value {
        return Err(Raised::from(unknown.clone()));
    }
    if let Some(held) = value.payload::<HeldFrom>() {
        return Ok(Some(held.from.clone()));
    }
    if let Some(from) = schema_half::table_from(evaluator, value)? {
        return Ok(Some(from));
    }
    if value
        .payload::<Held>()
        .is_some_and(|held| matches!(*held.expr, Expr::Function(_) | Expr::Text(_)))
    {
        let expr = super::element::own(evaluator, value)?;
        return Ok(Some(Rc::new(match &*expr {
            Expr::Text(_) => From::Text(expr),
            _ => From::Function(expr),
        })));
    }
    match value {
        Value::Instance(_) | Value::Class(_) => match evaluator.getattr_opt(value, "__table__")? {
            Some(table) if !matches!(table, Value::Unknown(_)) => from_of(evaluator, &table),
            Some(Value::Unknown(unknown)) => Err(Raised::from(unknown)),
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}

/// The same, or SQLAlchemy's refusal.
pub(super) fn require_from(evaluator: &mut Evaluator, value: &Value) -> Outcome<Rc<From>> {
    match from_of(evaluator, value)? {
        Some(from) => Ok(from),
        None => {
            let text = coerce::expected(
                evaluator,
                "FROM expression, such as a Table or alias() object",
                value,
            )?;
            Err(coerce::argument_error(evaluator, text))
        }
    }
}

/// A FROM element's columns by key; nothing for what is none.
pub(super) fn columns_of(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Keyed>> {
    if let Some(held) = value.payload::<HeldFrom>() {
        return Ok(Some(held.columns.clone()));
    }
    if let Some(columns) = schema_half::table_columns(value) {
        let mut found = Vec::with_capacity(columns.len());
        for (key, column) in columns {
            if let Some(expr) = coerce::clause(evaluator, &column)? {
                found.push((key, expr));
            }
        }
        return Ok(Some(found));
    }
    if let Value::Class(_) = value
        && let Some(table) = evaluator.getattr_opt(value, "__table__")?
    {
        return columns_of(evaluator, &table);
    }
    Ok(None)
}

/// A table's name, for `str(table)`; other things to select from are written by a dialect.
pub(super) fn table_name(value: &Value) -> Option<Rc<str>> {
    let held = value.payload::<HeldFrom>()?;
    matches!(*held.from, From::Table(_)).then(|| held.from.description().into())
}

/// `FromClause`.
pub(super) fn from_class(builder: ClassBuilder) -> ClassBuilder {
    builder
        .property("c", columns)
        .property("columns", columns)
        .property("exported_columns", columns)
        .method("select", |evaluator, this, _| {
            select::select_of(evaluator, std::slice::from_ref(this))
        })
        .method("join", |evaluator, this, arguments| join_method(evaluator, this, arguments, false))
        .method("outerjoin", |evaluator, this, arguments| {
            join_method(evaluator, this, arguments, true)
        })
        .method("alias", |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, "alias", &["name=", "flat="])?;
            let name = coerce::known(bound.take_or_none("name"))?;
            aliased(evaluator, this, &name, false)
        })
        .method("lateral", |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, "lateral", &["name="])?;
            let name = coerce::known(bound.take_or_none("name"))?;
            aliased(evaluator, this, &name, true)
        })
        .method("tablesample", tablesample)
        .method("table_valued", |evaluator, this, _| {
            let from = require_from(evaluator, this)?;
            Ok(objects::value(Rc::new(Expr::TableValued(from))))
        })
        .method("corresponding_column", |evaluator, this, arguments| {
            let mut bound =
                arguments.bind(evaluator, "corresponding_column", &["column", "**kw"])?;
            let wanted = bound.take_or_none("column");
            let Some(expr) = coerce::clause(evaluator, &wanted)? else { return Ok(Value::None) };
            let Expr::Column(wanted) = &*expr else { return Ok(Value::None) };
            let columns = columns_of(evaluator, this)?.unwrap_or_default();
            let found = columns.into_iter().find(|(key, _)| key == wanted.key());
            Ok(found.map(|(_, column)| objects::value(column)).into())
        })
}

/// `TableClause`: what can be inserted into, updated and deleted from.
pub(super) fn table_class(builder: ClassBuilder) -> ClassBuilder {
    builder
        .hooks(Hooks { getattr: Some(table_attribute), ..Hooks::default() })
        .method("insert", |evaluator, this, _| dml::insert_into(evaluator, this, None))
        .method("update", |evaluator, this, _| dml::update_of(evaluator, this))
        .method("delete", |evaluator, this, _| dml::delete_from(evaluator, this))
}

fn table_attribute(_: &mut Evaluator, this: &Value, name: &str) -> Outcome<Option<Value>> {
    let Some(held) = this.payload::<HeldFrom>() else { return Ok(None) };
    let From::Table(table) = &*held.from else { return Ok(None) };
    Ok(match name {
        "name" | "description" => Some(Value::str(table.name.name.text.clone())),
        "fullname" | "key" => Some(Value::str(held.from.description())),
        "schema" => Some(table.name.schema.as_ref().map(|schema| schema.text.clone()).into()),
        _ => None,
    })
}

/// `Alias` and what derives from it.
pub(super) fn alias_class(builder: ClassBuilder) -> ClassBuilder {
    builder.hooks(Hooks {
        getattr: Some(|_, this, name| {
            let Some(held) = this.payload::<HeldFrom>() else { return Ok(None) };
            Ok(match (name, &*held.from) {
                ("name", From::Alias(alias)) => Some(Value::str(alias.name.description())),
                ("name", From::Cte(cte)) => Some(Value::str(cte.name.description())),
                _ => None,
            })
        }),
        ..Hooks::default()
    })
}

/// `Values`.
pub(super) fn values_class(builder: ClassBuilder) -> ClassBuilder {
    builder.method("data", values_data).method("scalar_values", |evaluator, this, _| {
        let from = require_from(evaluator, this)?;
        Ok(objects::value(Rc::new(Expr::ScalarValues(from))))
    })
}

/// `TableValuedAlias`.
pub(super) fn table_valued_class(builder: ClassBuilder) -> ClassBuilder {
    builder
        .property("column", |evaluator, this| {
            let from = require_from(evaluator, this)?;
            Ok(objects::value(Rc::new(Expr::TableValued(from))))
        })
        .method("render_derived", |evaluator, this, arguments| {
            let parameters = &["name=", "with_types="];
            let bound = arguments.bind(evaluator, "render_derived", parameters)?;
            let typed = flag(evaluator, bound.get("with_types"))?;
            let name = bound.given("name").and_then(schema_half::to_name);
            let Some(held) = this.payload::<HeldFrom>() else { return Ok(this.clone()) };
            let From::Alias(alias) = &*held.from else { return Ok(this.clone()) };
            let columns: Vec<ColumnRef> =
                held.columns.iter().filter_map(|(_, column)| plain(column)).collect();
            let mut alias = Alias { derived: Some((columns, typed)), ..alias.clone() };
            if let Some(name) = name {
                alias.name = AliasName::Named(name);
            }
            Ok(retabled(&classes().table_valued_alias, Rc::new(From::Alias(alias)), &held.columns))
        })
}

fn plain(column: &Rc<Expr>) -> Option<ColumnRef> {
    match &**column {
        Expr::Column(column) => Some(column.clone()),
        _ => None,
    }
}

/// `.c`.
fn columns(evaluator: &mut Evaluator, this: &Value) -> Outcome {
    let columns = columns_of(evaluator, this)?.unwrap_or_default();
    let columns = columns.into_iter().map(|(key, column)| (key, objects::value(column)));
    Ok(collection::collection(columns.collect()))
}

/// The functions of this file by name.
pub(super) fn member(name: &str) -> Option<Value> {
    let body: fn(&mut Evaluator, &mut Arguments) -> Outcome = match name {
        "table" => table,
        "values" => values,
        "join" => |evaluator, arguments| join_function(evaluator, arguments, false),
        "outerjoin" => |evaluator, arguments| join_function(evaluator, arguments, true),
        "alias" | "aliased" => |evaluator, arguments| {
            let mut bound =
                arguments.bind(evaluator, "alias", &["selectable", "name=", "flat="])?;
            let (of, name) =
                (bound.take_or_none("selectable"), coerce::known(bound.take_or_none("name"))?);
            aliased(evaluator, &of, &name, false)
        },
        "lateral" => |evaluator, arguments| {
            let mut bound = arguments.bind(evaluator, "lateral", &["selectable", "name="])?;
            let (of, name) =
                (bound.take_or_none("selectable"), coerce::known(bound.take_or_none("name"))?);
            aliased(evaluator, &of, &name, true)
        },
        _ => return None,
    };
    Some(NativeFunction::function(name, body).into())
}

/// `table(name, *columns, schema=)`.
fn table(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "table", &["name", "*columns", "schema=", "**kw"])?;
    let name = bound.take_or_none("name");
    let Some(name) = schema_half::to_name(&name) else {
        return Err(coerce::unfit(evaluator, &name, "a table's name was expected"));
    };
    let schema = match bound.given("schema") {
        Some(Value::Unknown(unknown)) => return Err(Raised::from(unknown.clone())),
        other => other.and_then(schema_half::to_name),
    };
    let mut found = Vec::with_capacity(bound.rest.len());
    for value in &bound.rest {
        match coerce::clause(evaluator, value)?.as_deref() {
            Some(Expr::Column(column)) => {
                if let Some(owner) = &column.table {
                    let text = format!(
                        "column object '{}' already assigned to table '{}'",
                        column.key(),
                        owner.description()
                    );
                    return Err(coerce::argument_error(evaluator, text));
                }
                let given = |(other, _): &(Value, _)| other.is(value);
                if !found.iter().any(given) {
                    found.push((value.clone(), column.clone()));
                }
            }
            _ => {
                let text = coerce::expected(evaluator, "Column", value)?;
                return Err(coerce::argument_error(evaluator, text));
            }
        }
    }
    let listed = found
        .iter()
        .map(|(_, column)| TableColumn {
            name: column.name.clone(),
            key: column.key.clone(),
            type_: column.type_.clone(),
        })
        .collect();
    let from = Rc::new(From::Table(TableFrom {
        of_metadata: false,
        name: QualifiedName { schema, name },
        foreign_keys: Vec::new(),
        columns: listed,
    }));
    let mut columns = Vec::with_capacity(found.len());
    let mut items = Vec::new();
    for (value, column) in found {
        let expr = Rc::new(Expr::Column(ColumnRef { table: Some(from.clone()), ..column.clone() }));
        // the object that was given belongs to the table from now on
        if let Some(instance) = value.as_instance() {
            if value.payload::<Held>().is_some() {
                instance.set_payload(Rc::new(Held { expr: expr.clone(), depth: 0 }));
            } else if schema_half::column_key(&value).is_some() {
                items.push(instance.clone());
            }
        }
        columns.push((column.key().clone(), expr));
    }
    let made = objects::from_value(&classes().table_clause, HeldFrom { from, columns });
    items.iter().for_each(|item| item.set("table", made.clone()));
    Ok(made)
}

/// Columns of another FROM element.
pub(super) fn moved(from: &Rc<From>, columns: &[(Rc<str>, Rc<Expr>)]) -> Keyed {
    columns
        .iter()
        .filter_map(|(key, column)| {
            let column = plain(column)?;
            let column = ColumnRef { table: Some(from.clone()), ..column };
            Some((key.clone(), Rc::new(Expr::Column(column))))
        })
        .collect()
}

fn retabled(class: &Rc<Class>, from: Rc<From>, columns: &[(Rc<str>, Rc<Expr>)]) -> Value {
    let columns = moved(&from, columns);
    objects::from_value(class, HeldFrom { from, columns })
}

/// `alias(name)` of a FROM element; of a SELECT, a subquery.
pub(super) fn aliased(
    evaluator: &mut Evaluator,
    value: &Value,
    name: &Value,
    lateral: bool,
) -> Outcome {
    if let Some(query) = coerce::clause(evaluator, value)?.filter(|expr| expr.is_select()) {
        return Ok(subquery(query, name, lateral));
    }
    let inner = require_from(evaluator, value)?;
    let columns = columns_of(evaluator, value)?.unwrap_or_default();
    let word = match &*inner {
        From::Table(table) => table.name.name.text.clone(),
        From::Alias(Alias { name: AliasName::Named(name), .. })
        | From::Cte(Cte { name: AliasName::Named(name), .. }) => name.text.clone(),
        _ => "anon".into(),
    };
    let name = alias_name(name, &word);
    if let From::Cte(cte) = &*inner {
        let cte = Cte { name, alias_of: Some(inner.clone()), ..cte.clone() };
        return Ok(retabled(&classes().cte, Rc::new(From::Cte(cte)), &columns));
    }
    // `TableValuedAlias.alias` makes another, which says its columns where the first did
    let derived = match &*inner {
        From::Alias(alias) => alias.derived.clone(),
        _ => None,
    };
    let of_function = objects::is_a(value, &classes().table_valued_alias);
    let alias = Alias { name, of: AliasOf::From(inner), lateral, sample: None, derived };
    let classes = classes();
    let class = if of_function { &classes.table_valued_alias } else { &classes.alias };
    Ok(retabled(class, Rc::new(From::Alias(alias)), &columns))
}

fn alias_name(name: &Value, word: &str) -> AliasName {
    match schema_half::to_name(name) {
        Some(name) => AliasName::Named(name),
        None => AliasName::Anonymous(word.into()),
    }
}

/// `subquery(name)`.
pub(super) fn subquery(query: Rc<Expr>, name: &Value, lateral: bool) -> Value {
    let from = Rc::new(From::Alias(Alias {
        name: alias_name(name, "anon"),
        of: AliasOf::Query(query.clone()),
        lateral,
        sample: None,
        derived: None,
    }));
    let columns = proxies(&query, &from);
    objects::from_value(&classes().subquery, HeldFrom { from, columns })
}

/// The columns that a query gives to what names it.
pub(super) fn proxies(query: &Expr, from: &Rc<From>) -> Keyed {
    match query {
        Expr::Select(select) => select.columns.iter().map(|column| proxy(column, from)).collect(),
        Expr::Compound(compound) => {
            compound.selects.first().map_or_else(Vec::new, |first| proxies(first, from))
        }
        Expr::SelectGrouping(inner) => proxies(inner, from),
        Expr::TextualSelect(text) => text
            .columns
            .iter()
            .map(|column| proxy(&Rc::new(Expr::Column(column.clone())), from))
            .collect(),
        Expr::Insert(insert) => insert.returning.iter().map(|column| proxy(column, from)).collect(),
        Expr::Update(update) => update.returning.iter().map(|column| proxy(column, from)).collect(),
        Expr::Delete(delete) => delete.returning.iter().map(|column| proxy(column, from)).collect(),
        _ => Vec::new(),
    }
}

/// The column of a subquery for one that it selects.
pub(super) fn proxy(column: &Rc<Expr>, from: &Rc<From>) -> (Rc<str>, Rc<Expr>) {
    let (name, key) = match &**column {
        Expr::Column(column) if column.anonymous.is_none() => {
            (Some(column.name.clone()), column.key().clone())
        }
        Expr::Label(Label { name: LabelName::Named(name), .. }) => {
            (Some(name.clone()), name.text.clone())
        }
        Expr::Cast(cast) => match &*cast.inner {
            Expr::Column(column) => (Some(column.name.clone()), column.key().clone()),
            _ => (None, "anon_1".into()),
        },
        Expr::Function(function) => (None, function.name.text.clone()),
        _ => (None, "anon_1".into()),
    };
    let proxy = ColumnRef {
        table: Some(from.clone()),
        anonymous: name.is_none().then(|| column.clone()),
        key: name.as_ref().filter(|name| name.text != key).map(|_| key.clone()),
        name: name.unwrap_or_else(|| Name::new(key.clone())),
        type_: typing::of_expr(column),
        is_literal: false,
    };
    (key, Rc::new(Expr::Column(proxy)))
}

/// `cte(name, recursive, nesting)`.
pub(super) fn cte(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &["name=", "recursive=", "nesting="];
    let bound = arguments.bind(evaluator, "cte", parameters)?;
    let query = super::element::own(evaluator, this)?;
    let name = bound.get("name").cloned().unwrap_or(Value::None);
    let from = Rc::new(From::Cte(Cte {
        name: alias_name(&name, "anon"),
        query: query.clone(),
        recursive: flag(evaluator, bound.get("recursive"))?,
        nesting: flag(evaluator, bound.get("nesting"))?,
        restates: None,
        alias_of: None,
        prefixes: Vec::new(),
        suffixes: Vec::new(),
    }));
    let columns = proxies(&query, &from);
    Ok(objects::from_value(&classes().cte, HeldFrom { from, columns }))
}

/// `CTE`: `union()` of a recursive one restates it.
pub(super) fn cte_class(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("union", |evaluator, this, arguments| {
            restated(evaluator, this, arguments, CompoundKind::Union)
        })
        .method("union_all", |evaluator, this, arguments| {
            restated(evaluator, this, arguments, CompoundKind::UnionAll)
        })
}

fn restated(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
    kind: CompoundKind,
) -> Outcome {
    let Some(held) = this.payload::<HeldFrom>() else { return Ok(this.clone()) };
    let From::Cte(cte) = &*held.from else { return Ok(this.clone()) };
    let mut selects = vec![group::group(&cte.query, None)];
    if let Some(slot) = selects.first_mut() {
        *slot = select::compound_member(&cte.query);
    }
    for value in &arguments.positional {
        let query = super::element::own(evaluator, value)?;
        selects.push(select::compound_member(&query));
    }
    let query = Rc::new(Expr::Compound(Rc::new(Compound { kind, selects, tail: Tail::default() })));
    let from = Rc::new(From::Cte(Cte {
        query,
        restates: Some(cte.restates.clone().unwrap_or_else(|| held.from.clone())),
        ..cte.clone()
    }));
    Ok(retabled(&classes().cte, from, &held.columns))
}

fn tablesample(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &["sampling", "name=", "seed="];
    let mut bound = arguments.bind(evaluator, "tablesample", parameters)?;
    let inner = require_from(evaluator, this)?;
    let columns = columns_of(evaluator, this)?.unwrap_or_default();
    let sampling = bound.take_or_none("sampling");
    let method = match coerce::clause(evaluator, &sampling)? {
        Some(method) => method,
        None => {
            let arg = coerce::expression(evaluator, &sampling, Some("system"), None)?;
            crate::schema::expression::functions::function(
                Vec::new(),
                Name::new("system"),
                vec![arg],
                None,
            )
        }
    };
    let seed = match bound.take("seed").filter(|seed| !seed.is_none()) {
        Some(seed) => Some(coerce::expression(evaluator, &seed, None, None)?),
        None => None,
    };
    let word = match &*inner {
        From::Table(table) => table.name.name.text.clone(),
        _ => "anon".into(),
    };
    let alias = Alias {
        name: alias_name(&coerce::known(bound.take_or_none("name"))?, &word),
        of: AliasOf::From(inner),
        lateral: false,
        sample: Some((method, seed)),
        derived: None,
    };
    Ok(retabled(&classes().alias, Rc::new(From::Alias(alias)), &columns))
}

fn join_function(evaluator: &mut Evaluator, arguments: &mut Arguments, outer: bool) -> Outcome {
    let parameters = &["left", "right", "onclause=", "isouter=", "full="];
    let mut bound = arguments.bind(evaluator, "join", parameters)?;
    let (left, right) = (bound.take_or_none("left"), bound.take_or_none("right"));
    let outer = outer || flag(evaluator, bound.get("isouter"))?;
    let full = flag(evaluator, bound.get("full"))?;
    joined(evaluator, &left, &right, bound.get("onclause"), outer, full)
}

fn join_method(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
    outer: bool,
) -> Outcome {
    let parameters = &["right", "onclause=", "isouter=", "full="];
    let mut bound = arguments.bind(evaluator, "join", parameters)?;
    let right = bound.take_or_none("right");
    let outer = outer || flag(evaluator, bound.get("isouter"))?;
    let full = flag(evaluator, bound.get("full"))?;
    joined(evaluator, this, &right, bound.get("onclause"), outer, full)
}

fn joined(
    evaluator: &mut Evaluator,
    left_value: &Value,
    right_value: &Value,
    onclause: Option<&Value>,
    outer: bool,
    full: bool,
) -> Outcome {
    let left = require_from(evaluator, left_value)?;
    let right = require_from(evaluator, right_value)?;
    let onclause = match onclause.filter(|onclause| !onclause.is_none()) {
        Some(onclause) => coerce::onclause(evaluator, onclause)?,
        None => join::condition(&left, &right).map_err(|reason| no_condition(evaluator, reason))?,
    };
    let mut columns = Vec::new();
    for (value, from) in [(left_value, &left), (right_value, &right)] {
        for (key, column) in columns_of(evaluator, value)?.unwrap_or_default() {
            columns.push((format!("{}_{key}", from.description()).into(), column));
        }
    }
    let from = join::joined(left, right, onclause, outer, full);
    Ok(objects::from_value(&classes().join, HeldFrom { from, columns }))
}

fn no_condition(evaluator: &mut Evaluator, reason: NoCondition) -> Raised {
    match reason {
        NoCondition::NoForeignKeys(text) => {
            schema_half::raise(evaluator, "NoForeignKeysError", text)
        }
        NoCondition::Ambiguous(text) => {
            schema_half::raise(evaluator, "AmbiguousForeignKeysError", text)
        }
    }
}

/// `values(*columns, name=, literal_binds=)`.
fn values(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["*columns", "name=", "literal_binds="];
    let bound = arguments.bind(evaluator, "values", parameters)?;
    let mut columns = Vec::with_capacity(bound.rest.len());
    for value in &bound.rest {
        if let Some(Expr::Column(column)) = coerce::clause(evaluator, value)?.as_deref() {
            columns.push(TableColumn {
                name: column.name.clone(),
                key: column.key.clone(),
                type_: column.type_.clone(),
            });
        }
    }
    let name = bound.given("name").and_then(schema_half::to_name).map(AliasName::Named);
    let values = Values {
        name,
        columns,
        rows: Vec::new(),
        literal_binds: flag(evaluator, bound.get("literal_binds"))?,
        lateral: false,
    };
    Ok(values_value(values))
}

fn values_value(values: Values) -> Value {
    let from = Rc::new(From::Values(values));
    let columns = match &*from {
        From::Values(values) => values
            .columns
            .iter()
            .map(|column| {
                let reference = join::reference(&from, column);
                (reference.key().clone(), Rc::new(Expr::Column(reference)))
            })
            .collect(),
        _ => Vec::new(),
    };
    objects::from_value(&classes().values, HeldFrom { from, columns })
}

/// `values(...).data([...])`.
fn values_data(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "data", &["values"])?;
    let from = require_from(evaluator, this)?;
    let From::Values(values) = &*from else { return Ok(this.clone()) };
    let mut values = values.clone();
    let rows = bound.take_or_none("values");
    for row in evaluator.collect(&rows)? {
        let mut items = Vec::new();
        for (index, item) in evaluator.collect(&row)?.iter().enumerate() {
            let type_ = values
                .columns
                .get(index)
                .map(|column| column.type_.clone())
                .filter(|type_| !typing::is_null(type_));
            let item = coerce::expression(evaluator, item, None, type_.as_ref())?;
            items.push(group::group(&item, Some(&Op::Comma)));
        }
        values.rows.push(items);
    }
    Ok(values_value(values))
}
