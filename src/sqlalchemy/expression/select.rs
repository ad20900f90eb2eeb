//! `select()` and its compounds as objects.

use std::rc::Rc;

use crate::python::{Arguments, ClassBuilder, Evaluator, NativeFunction, Outcome, Value};
use crate::schema::expression::from::{From, Prefix};
use crate::schema::expression::operators::Op;
use crate::schema::expression::statement::{
    Compound, CompoundKind, Correlation, Fetch, ForUpdate, LabelStyle, Select, SelectJoin, Tail,
};
use crate::schema::expression::{Expr, Unary, build, group, typing};

use super::element::{flag, own};
use super::operate::above;
use super::{coerce, froms, objects};

/// A method body.
type Method = fn(&mut Evaluator, &Value, &mut Arguments) -> Outcome;

/// A statement as an object, as deep as those that it is made of.
fn statement(evaluator: &mut Evaluator, this: &Value, parts: &[Value], expr: Expr) -> Outcome {
    let mut all: Vec<&Value> = vec![this];
    all.extend(parts);
    let made = above(evaluator, &all, Rc::new(expr))?;
    let deepest = all.iter().map(|value| coerce::depth(value)).max().unwrap_or(0);
    // methods of one statement do not nest
    let depth = deepest.max(parts.iter().map(coerce::depth).max().map_or(0, |depth| depth + 1));
    match coerce::clause(evaluator, &made)? {
        Some(expr) => Ok(objects::nested(expr, depth)),
        None => Ok(made),
    }
}

/// The SELECT that `self` is.
fn held(evaluator: &mut Evaluator, this: &Value) -> Outcome<Select> {
    match &*own(evaluator, this)? {
        Expr::Select(select) => Ok((**select).clone()),
        _ => Err(evaluator.attribute_error("this object is no SELECT")),
    }
}

fn made(evaluator: &mut Evaluator, this: &Value, parts: &[Value], select: Select) -> Outcome {
    statement(evaluator, this, parts, Expr::Select(Rc::new(select)))
}

/// `select(*entities)`.
pub(super) fn select_of(evaluator: &mut Evaluator, given: &[Value]) -> Outcome {
    let mut select = Select::default();
    for value in given {
        add_column(evaluator, &mut select, value)?;
    }
    statement(evaluator, &Value::None, given, Expr::Select(Rc::new(select)))
}

fn add_column(evaluator: &mut Evaluator, select: &mut Select, value: &Value) -> Outcome<()> {
    let columns = coerce::columns(evaluator, value)?;
    // a FROM element whose columns are not known is still named
    if let Some(from) = from_given(evaluator, value)? {
        crate::schema::expression::from::push_unique(&mut select.from, &from);
    }
    select.columns.extend(columns);
    Ok(())
}

/// A FROM element given as a column: joins and tables without columns name themselves.
fn from_given(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Rc<From>>> {
    if value.payload::<objects::Held>().is_some() {
        return Ok(None);
    }
    let columns = froms::columns_of(evaluator, value)?;
    match (columns, froms::from_of(evaluator, value)) {
        (Some(columns), Ok(Some(from))) if columns.is_empty() || matches!(*from, From::Join(_)) => {
            Ok(Some(from))
        }
        _ => Ok(None),
    }
}

/// The functions of this file by name.
pub(super) fn member(name: &str) -> Option<Value> {
    let body: fn(&mut Evaluator, &mut Arguments) -> Outcome = match name {
        "select" => |evaluator, arguments| select_of(evaluator, &arguments.positional),
        "exists" => exists,
        "union" => |evaluator, arguments| {
            compound_of(evaluator, CompoundKind::Union, &arguments.positional)
        },
        "union_all" => |evaluator, arguments| {
            compound_of(evaluator, CompoundKind::UnionAll, &arguments.positional)
        },
        "except_" => |evaluator, arguments| {
            compound_of(evaluator, CompoundKind::Except, &arguments.positional)
        },
        "except_all" => |evaluator, arguments| {
            compound_of(evaluator, CompoundKind::ExceptAll, &arguments.positional)
        },
        "intersect" => |evaluator, arguments| {
            compound_of(evaluator, CompoundKind::Intersect, &arguments.positional)
        },
        "intersect_all" => |evaluator, arguments| {
            compound_of(evaluator, CompoundKind::IntersectAll, &arguments.positional)
        },
        _ => return None,
    };
    Some(NativeFunction::function(name, body).into())
}

/// `Select`.
pub(super) fn class(builder: ClassBuilder) -> ClassBuilder {
    let builder = builder
        .method("where", where_)
        .method("filter", where_)
        .method("filter_by", filter_by)
        .method("having", |evaluator, this, arguments| {
            let mut select = held(evaluator, this)?;
            for value in &arguments.positional {
                select.having.push(coerce::condition(evaluator, value)?);
            }
            made(evaluator, this, &arguments.positional, select)
        })
        .method("select_from", |evaluator, this, arguments| {
            let mut select = held(evaluator, this)?;
            for value in &arguments.positional {
                let from = froms::require_from(evaluator, value)?;
                crate::schema::expression::from::push_unique(&mut select.from, &from);
            }
            made(evaluator, this, &[], select)
        })
        .method("join", |evaluator, this, arguments| join(evaluator, this, arguments, false))
        .method("outerjoin", |evaluator, this, arguments| join(evaluator, this, arguments, true))
        .method("join_from", |evaluator, this, arguments| {
            join_from(evaluator, this, arguments, false)
        })
        .method("outerjoin_from", |evaluator, this, arguments| {
            join_from(evaluator, this, arguments, true)
        })
        .method("distinct", distinct)
        .method("correlate", |evaluator, this, arguments| {
            correlate(evaluator, this, arguments, false)
        })
        .method("correlate_except", |evaluator, this, arguments| {
            correlate(evaluator, this, arguments, true)
        })
        .method("add_columns", add_columns)
        .method("column", add_columns)
        .method("with_only_columns", |evaluator, this, arguments| {
            let mut select = held(evaluator, this)?;
            select.columns.clear();
            for value in &arguments.positional {
                add_column(evaluator, &mut select, value)?;
            }
            made(evaluator, this, &arguments.positional, select)
        })
        .method("prefix_with", |evaluator, this, arguments| {
            let mut select = held(evaluator, this)?;
            select.prefixes.extend(prefixes(evaluator, arguments)?);
            made(evaluator, this, &[], select)
        })
        .method("suffix_with", |evaluator, this, arguments| {
            let mut select = held(evaluator, this)?;
            select.suffixes.extend(prefixes(evaluator, arguments)?);
            made(evaluator, this, &[], select)
        })
        .method("with_hint", with_hint)
        .method("with_statement_hint", with_statement_hint)
        .method("union", |evaluator, this, arguments| {
            with(evaluator, this, arguments, CompoundKind::Union)
        })
        .method("union_all", |evaluator, this, arguments| {
            with(evaluator, this, arguments, CompoundKind::UnionAll)
        })
        .method("except_", |evaluator, this, arguments| {
            with(evaluator, this, arguments, CompoundKind::Except)
        })
        .method("except_all", |evaluator, this, arguments| {
            with(evaluator, this, arguments, CompoundKind::ExceptAll)
        })
        .method("intersect", |evaluator, this, arguments| {
            with(evaluator, this, arguments, CompoundKind::Intersect)
        })
        .method("intersect_all", |evaluator, this, arguments| {
            with(evaluator, this, arguments, CompoundKind::IntersectAll)
        })
        .property("selected_columns", columns)
        .property("exported_columns", columns)
        .property("columns", columns)
        .property("c", columns);
    tail_methods(builder)
}

/// `.selected_columns`.
fn columns(evaluator: &mut Evaluator, this: &Value) -> Outcome {
    let select = held(evaluator, this)?;
    let named = select.columns.iter().map(|column| {
        let key: Rc<str> = match &**column {
            Expr::Column(column) => column.key().clone(),
            Expr::Label(label) => match &label.name {
                crate::schema::expression::LabelName::Named(name) => name.text.clone(),
                crate::schema::expression::LabelName::Anonymous(word) => word.clone(),
            },
            Expr::Function(function) => function.name.text.clone(),
            _ => "_no_label".into(),
        };
        (key, objects::value(column.clone()))
    });
    Ok(super::collection::collection(named.collect()))
}

/// `CompoundSelect`.
pub(super) fn compound_class(builder: ClassBuilder) -> ClassBuilder {
    tail_methods(builder)
}

/// `TextualSelect`.
pub(super) fn textual_class(builder: ClassBuilder) -> ClassBuilder {
    query_methods(builder)
}

/// `ScalarSelect`.
pub(super) fn scalar_class(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("where", |evaluator, this, arguments| {
            inner_change(evaluator, this, arguments, |evaluator, select| {
                for value in &arguments.positional {
                    select.where_.push(coerce::condition(evaluator, value)?);
                }
                Ok(())
            })
        })
        .method("correlate", |evaluator, this, arguments| {
            inner_change(evaluator, this, arguments, |evaluator, select| {
                select.correlation = correlation(evaluator, &arguments.positional, false)?;
                Ok(())
            })
        })
}

/// Changes the SELECT inside a scalar subquery or EXISTS.
fn inner_change(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &Arguments,
    change: impl FnOnce(&mut Evaluator, &mut Select) -> Outcome<()>,
) -> Outcome {
    let expr = own(evaluator, this)?;
    let query = match &*expr {
        Expr::ScalarSelect(query) => query.clone(),
        Expr::Unary(unary) => match &*unary.inner {
            Expr::ScalarSelect(query) => query.clone(),
            _ => return Ok(this.clone()),
        },
        _ => return Ok(this.clone()),
    };
    let Expr::Select(select) = &*query else { return Ok(this.clone()) };
    let mut select = (**select).clone();
    change(evaluator, &mut select)?;
    let query = Rc::new(Expr::Select(Rc::new(select)));
    let result = match &*expr {
        Expr::Unary(unary) => Rc::new(Expr::Unary(Unary {
            inner: Rc::new(Expr::ScalarSelect(query)),
            ..unary.clone()
        })),
        _ => Rc::new(Expr::ScalarSelect(query)),
    };
    let mut parts = vec![this];
    parts.extend(&arguments.positional);
    above(evaluator, &parts, result)
}

/// `Exists`.
pub(super) fn exists_class(builder: ClassBuilder) -> ClassBuilder {
    scalar_class(builder)
        .method("select_from", |evaluator, this, arguments| {
            inner_change(evaluator, this, arguments, |evaluator, select| {
                for value in &arguments.positional {
                    let from = froms::require_from(evaluator, value)?;
                    crate::schema::expression::from::push_unique(&mut select.from, &from);
                }
                Ok(())
            })
        })
        .method("select", |evaluator, this, _| select_of(evaluator, std::slice::from_ref(this)))
}

/// `exists(...)`: of a SELECT, or of columns to select.
fn exists(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let given = arguments.take_all().positional;
    let query = match given.as_slice() {
        [] => {
            let star = Rc::new(Expr::literal_column("*", typing::null()));
            Rc::new(Expr::Select(Rc::new(Select { columns: vec![star], ..Select::default() })))
        }
        [only] => match coerce::clause(evaluator, only)? {
            Some(expr) if expr.is_select() => expr,
            Some(expr) => match &*expr {
                Expr::ScalarSelect(query) => query.clone(),
                _ => selected(evaluator, &given)?,
            },
            None => selected(evaluator, &given)?,
        },
        _ => selected(evaluator, &given)?,
    };
    above(evaluator, &given.iter().collect::<Vec<_>>(), build::exists(query))
}

fn selected(evaluator: &mut Evaluator, given: &[Value]) -> Outcome<Rc<Expr>> {
    let value = select_of(evaluator, given)?;
    own(evaluator, &value)
}

fn where_(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut select = held(evaluator, this)?;
    for value in &arguments.positional {
        select.where_.push(coerce::condition(evaluator, value)?);
    }
    made(evaluator, this, &arguments.positional, select)
}

fn filter_by(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut select = held(evaluator, this)?;
    for (name, value) in &arguments.keyword {
        let column = select
            .columns
            .iter()
            .find(|column| matches!(&***column, Expr::Column(column) if column.key() == name));
        let Some(column) = column.cloned() else {
            return Ok(evaluator.unknown("filter_by() of a column that is not selected"));
        };
        let clause = super::operate::compare(evaluator, &column, Op::Eq, value, Vec::new())?;
        select.where_.push(clause);
    }
    made(evaluator, this, &[], select)
}

fn join(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
    outer: bool,
) -> Outcome {
    let parameters = &["target", "onclause=", "isouter=", "full="];
    let mut bound = arguments.bind(evaluator, "Select.join", parameters)?;
    let target = bound.take_or_none("target");
    let join = SelectJoin {
        right: froms::require_from(evaluator, &target)?,
        onclause: optional_condition(evaluator, bound.get("onclause"))?,
        left: None,
        outer: outer || flag(evaluator, bound.get("isouter"))?,
        full: flag(evaluator, bound.get("full"))?,
    };
    let mut select = held(evaluator, this)?;
    select.joins.push(join);
    made(evaluator, this, &[], select)
}

fn join_from(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
    outer: bool,
) -> Outcome {
    let parameters = &["from_", "target", "onclause=", "isouter=", "full="];
    let mut bound = arguments.bind(evaluator, "Select.join_from", parameters)?;
    let (from, target) = (bound.take_or_none("from_"), bound.take_or_none("target"));
    let join = SelectJoin {
        right: froms::require_from(evaluator, &target)?,
        onclause: optional_condition(evaluator, bound.get("onclause"))?,
        left: Some(froms::require_from(evaluator, &from)?),
        outer: outer || flag(evaluator, bound.get("isouter"))?,
        full: flag(evaluator, bound.get("full"))?,
    };
    let mut select = held(evaluator, this)?;
    select.joins.push(join);
    made(evaluator, this, &[], select)
}

fn optional_condition(
    evaluator: &mut Evaluator,
    value: Option<&Value>,
) -> Outcome<Option<Rc<Expr>>> {
    match value.filter(|value| !value.is_none()) {
        Some(value) => coerce::onclause(evaluator, value).map(Some),
        None => Ok(None),
    }
}

fn distinct(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut select = held(evaluator, this)?;
    select.distinct = true;
    for value in &arguments.positional {
        select.distinct_on.push(coerce::by(evaluator, value)?);
    }
    made(evaluator, this, &[], select)
}

fn correlation(evaluator: &mut Evaluator, given: &[Value], except: bool) -> Outcome<Correlation> {
    let mut tables = Vec::with_capacity(given.len());
    for value in given.iter().filter(|value| !value.is_none()) {
        tables.push(froms::require_from(evaluator, value)?);
    }
    Ok(if except { Correlation::Except(tables) } else { Correlation::Only(tables) })
}

fn correlate(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
    except: bool,
) -> Outcome {
    let mut select = held(evaluator, this)?;
    select.correlation = correlation(evaluator, &arguments.positional, except)?;
    made(evaluator, this, &[], select)
}

fn add_columns(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut select = held(evaluator, this)?;
    for value in &arguments.positional {
        add_column(evaluator, &mut select, value)?;
    }
    made(evaluator, this, &arguments.positional, select)
}

/// `prefix_with(*texts, dialect=)`.
pub(super) fn prefixes(
    evaluator: &mut Evaluator,
    arguments: &mut Arguments,
) -> Outcome<Vec<Prefix>> {
    let dialect = arguments.take("dialect").and_then(|dialect| dialect.as_str().cloned());
    let mut found = Vec::with_capacity(arguments.positional.len());
    for value in &arguments.positional {
        let text = coerce::ddl_expr(evaluator, value)?;
        found.push(Prefix { text, dialect: dialect.clone() });
    }
    Ok(found)
}

fn with_hint(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &["selectable", "text", "dialect_name="];
    let mut bound = arguments.bind(evaluator, "with_hint", parameters)?;
    let table = bound.take_or_none("selectable");
    let from = froms::require_from(evaluator, &table)?;
    let text = coerce::known(bound.take_or_none("text"))?.as_str().cloned();
    let text = text.unwrap_or_else(|| "".into());
    let dialect = super::literal::optional_text(bound.get("dialect_name"));
    let mut select = held(evaluator, this)?;
    select.hints.push((from, text, dialect.unwrap_or_else(|| "*".into())));
    made(evaluator, this, &[], select)
}

fn with_statement_hint(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
) -> Outcome {
    let parameters = &["text", "dialect_name="];
    let mut bound = arguments.bind(evaluator, "with_statement_hint", parameters)?;
    let text = coerce::known(bound.take_or_none("text"))?.as_str().cloned();
    let text = text.unwrap_or_else(|| "".into());
    let dialect = super::literal::optional_text(bound.get("dialect_name"));
    let mut select = held(evaluator, this)?;
    select.statement_hints.push((text, dialect.unwrap_or_else(|| "*".into())));
    made(evaluator, this, &[], select)
}

/// A statement with its tail changed.
fn with_tail(
    evaluator: &mut Evaluator,
    this: &Value,
    parts: &[Value],
    change: impl FnOnce(&mut Tail),
) -> Outcome {
    let expr = match &*own(evaluator, this)? {
        Expr::Select(select) => {
            let mut select = (**select).clone();
            change(&mut select.tail);
            Expr::Select(Rc::new(select))
        }
        Expr::Compound(compound) => {
            let mut compound = (**compound).clone();
            change(&mut compound.tail);
            Expr::Compound(Rc::new(compound))
        }
        _ => return Ok(this.clone()),
    };
    statement(evaluator, this, parts, expr)
}

/// What SELECT and its compounds have in common.
fn tail_methods(builder: ClassBuilder) -> ClassBuilder {
    let builder = builder
        .method("order_by", |evaluator, this, arguments| {
            if let [Value::None] = arguments.positional.as_slice() {
                return with_tail(evaluator, this, &[], |tail| tail.order_by.clear());
            }
            let mut clauses = Vec::new();
            for value in &arguments.positional {
                clauses.push(coerce::order_by(evaluator, value)?);
            }
            with_tail(evaluator, this, &arguments.positional, |tail| tail.order_by.extend(clauses))
        })
        .method("group_by", |evaluator, this, arguments| {
            if let [Value::None] = arguments.positional.as_slice() {
                return with_tail(evaluator, this, &[], |tail| tail.group_by.clear());
            }
            let mut clauses = Vec::new();
            for value in &arguments.positional {
                match froms::columns_of(evaluator, value)? {
                    Some(columns) => clauses.extend(columns.into_iter().map(|(_, column)| column)),
                    None => clauses.push(coerce::by(evaluator, value)?),
                }
            }
            with_tail(evaluator, this, &arguments.positional, |tail| tail.group_by.extend(clauses))
        })
        .method("limit", |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, "limit", &["limit"])?;
            let limit = coerce::limit(evaluator, &bound.take_or_none("limit"))?;
            with_tail(evaluator, this, &[], |tail| {
                tail.limit = limit;
                tail.fetch = None;
            })
        })
        .method("offset", |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, "offset", &["offset"])?;
            let offset = coerce::limit(evaluator, &bound.take_or_none("offset"))?;
            with_tail(evaluator, this, &[], |tail| tail.offset = offset)
        })
        .method("fetch", |evaluator, this, arguments| {
            let parameters = &["count", "with_ties=", "percent=", "**dialect_kw"];
            let mut bound = arguments.bind(evaluator, "fetch", parameters)?;
            let count = coerce::limit(evaluator, &bound.take_or_none("count"))?;
            let with_ties = flag(evaluator, bound.get("with_ties"))?;
            let percent = flag(evaluator, bound.get("percent"))?;
            with_tail(evaluator, this, &[], |tail| {
                tail.limit = None;
                tail.fetch = count.map(|count| Fetch { count, with_ties, percent });
            })
        })
        .method("with_for_update", for_update)
        .method("set_label_style", |_, this, _| Ok(this.clone()))
        .method("apply_labels", |evaluator, this, _| {
            with_tail(evaluator, this, &[], |tail| tail.label_style = LabelStyle::TableName)
        })
        .method("add_cte", |evaluator, this, arguments| {
            let mut ctes = Vec::new();
            for value in &arguments.positional {
                ctes.push(froms::require_from(evaluator, value)?);
            }
            with_tail(evaluator, this, &[], |tail| tail.ctes.extend(ctes))
        });
    query_methods(builder)
}

fn for_update(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &["nowait=", "read=", "of=", "skip_locked=", "key_share="];
    let mut bound = arguments.bind(evaluator, "with_for_update", parameters)?;
    let mut lock = ForUpdate {
        nowait: flag(evaluator, bound.get("nowait"))?,
        read: flag(evaluator, bound.get("read"))?,
        skip_locked: flag(evaluator, bound.get("skip_locked"))?,
        key_share: flag(evaluator, bound.get("key_share"))?,
        of: Vec::new(),
        of_columns: Vec::new(),
    };
    if let Some(of) = bound.take("of").filter(|of| !of.is_none()) {
        for value in of.as_items().unwrap_or_else(|| vec![of.clone()]) {
            match coerce::clause(evaluator, &value)? {
                Some(expr) => {
                    crate::schema::expression::from::expression_froms(&expr, &mut lock.of);
                    lock.of_columns.push(expr);
                }
                None => lock.of.push(froms::require_from(evaluator, &value)?),
            }
        }
    }
    with_tail(evaluator, this, &[], |tail| tail.for_update = Some(lock))
}

/// What every query can become: a subquery, a CTE, a value, part of a compound.
fn query_methods(builder: ClassBuilder) -> ClassBuilder {
    let subquery: Method = |evaluator, this, arguments| {
        let mut bound = arguments.bind(evaluator, "subquery", &["name=", "flat="])?;
        let name = coerce::known(bound.take_or_none("name"))?;
        let query = own(evaluator, this)?;
        Ok(froms::subquery(query, &name, false))
    };
    let scalar: Method = |evaluator, this, _| {
        let query = own(evaluator, this)?;
        above(evaluator, &[this], Rc::new(Expr::ScalarSelect(query)))
    };
    builder
        .method("subquery", subquery)
        .method("alias", subquery)
        .method("lateral", |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, "lateral", &["name="])?;
            let name = coerce::known(bound.take_or_none("name"))?;
            let query = own(evaluator, this)?;
            Ok(froms::subquery(query, &name, true))
        })
        .method("cte", froms::cte)
        .method("scalar_subquery", scalar)
        .method("as_scalar", scalar)
        .method("label", |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, "label", &["name"])?;
            let name = coerce::known(bound.take_or_none("name"))?;
            let query = own(evaluator, this)?;
            let inner = Rc::new(Expr::ScalarSelect(query));
            above(evaluator, &[this], super::element::labelled(inner, &name))
        })
        .method("exists", |evaluator, this, _| {
            let query = own(evaluator, this)?;
            above(evaluator, &[this], build::exists(query))
        })
        .method("execution_options", |_, this, _| Ok(this.clone()))
        .method("options", |_, this, _| Ok(this.clone()))
}

fn with(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
    kind: CompoundKind,
) -> Outcome {
    let mut given = vec![this.clone()];
    given.append(&mut arguments.positional);
    compound_of(evaluator, kind, &given)
}

/// `union(...)` and the like.
fn compound_of(evaluator: &mut Evaluator, kind: CompoundKind, given: &[Value]) -> Outcome {
    let mut selects = Vec::with_capacity(given.len());
    for value in given {
        let query = own(evaluator, value)?;
        selects.push(compound_member(&query));
    }
    let compound = Compound { kind, selects, tail: Tail::default() };
    statement(evaluator, &Value::None, given, Expr::Compound(Rc::new(compound)))
}

/// `Select.self_group(against=CompoundSelect)`: parentheses where it has an end of its own.
pub(super) fn compound_member(query: &Rc<Expr>) -> Rc<Expr> {
    match &**query {
        Expr::Select(select) if !select.tail.limits_rows() && select.tail.order_by.is_empty() => {
            query.clone()
        }
        Expr::Select(_) | Expr::Compound(_) => group::group(query, None),
        _ => query.clone(),
    }
}
