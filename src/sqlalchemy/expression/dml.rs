//! `insert()`, `update()` and `delete()` as objects.

use std::rc::Rc;

use crate::python::{Arguments, ClassBuilder, Evaluator, NativeFunction, Outcome, Raised, Value};
use crate::schema::expression::from::{Alias, AliasName, AliasOf, From};
use crate::schema::expression::statement::{
    Conflict, ConflictElement, ConflictTarget, Delete, DmlColumn, Insert, InsertSource, Update,
    ValueKey, ValueRow,
};
use crate::schema::expression::{Bind, Expr, typing};
use crate::schema::literal::Literal;
use crate::schema::name::Name;

use super::element::own;
use super::literal::to_literal;
use super::operate::above;
use super::{coerce, collection, froms, objects, schema_half, select};

/// The functions of this file by name.
pub(super) fn member(name: &str) -> Option<Value> {
    let body: fn(&mut Evaluator, &mut Arguments) -> Outcome = match name {
        "insert" => |evaluator, arguments| {
            let mut bound = arguments.bind(evaluator, "insert", &["table"])?;
            insert_into(evaluator, &bound.take_or_none("table"), None)
        },
        "update" => |evaluator, arguments| {
            let mut bound = arguments.bind(evaluator, "update", &["table"])?;
            update_of(evaluator, &bound.take_or_none("table"))
        },
        "delete" => |evaluator, arguments| {
            let mut bound = arguments.bind(evaluator, "delete", &["table"])?;
            delete_from(evaluator, &bound.take_or_none("table"))
        },
        _ => return None,
    };
    Some(NativeFunction::function(name, body).into())
}

/// The `insert()` of `sqlalchemy.dialects.<dialect>`.
pub(super) fn insert_of(dialect: &str) -> Value {
    let body: fn(&mut Evaluator, &mut Arguments) -> Outcome = match dialect {
        "postgresql" => |evaluator, arguments| dialect_insert(evaluator, arguments, "postgresql"),
        "sqlite" => |evaluator, arguments| dialect_insert(evaluator, arguments, "sqlite"),
        _ => |evaluator, arguments| dialect_insert(evaluator, arguments, "mysql"),
    };
    NativeFunction::function("insert", body).into()
}

/// A dialect's own `insert()`, which knows what to do about conflicts.
fn dialect_insert(
    evaluator: &mut Evaluator,
    arguments: &mut Arguments,
    dialect: &'static str,
) -> Outcome {
    let mut bound = arguments.bind(evaluator, "insert", &["table"])?;
    insert_into(evaluator, &bound.take_or_none("table"), Some(dialect))
}

/// The columns that can be set.
fn dml_columns(evaluator: &mut Evaluator, table: &Value) -> Outcome<(Vec<DmlColumn>, bool)> {
    if let Some(columns) = schema_half::dml_columns(evaluator, table)? {
        return Ok((columns, true));
    }
    if let Value::Class(class) = table
        && let Some(inner) = evaluator.getattr_opt(table, "__table__")?
    {
        let (mut columns, full) = dml_columns(evaluator, &inner)?;
        for (name, value) in class.attributes.borrow().iter() {
            let key = schema_half::column_key(value);
            let own = |column: &&mut DmlColumn| key.as_ref() == Some(column.key());
            if let Some(column) = columns.iter_mut().find(own).filter(|own| own.key() != name) {
                column.attribute = Some(name.clone());
            }
        }
        return Ok((columns, full));
    }
    let columns = froms::columns_of(evaluator, table)?.unwrap_or_default();
    let columns = columns.iter().filter_map(|(key, column)| match &**column {
        Expr::Column(column) => Some(DmlColumn {
            name: column.name.clone(),
            key: (*key != column.name.text).then(|| key.clone()),
            attribute: None,
            type_: column.type_.clone(),
            default: None,
            onupdate: None,
            primary_key: false,
            autoincrement: false,
            server_default: false,
        }),
        _ => None,
    });
    Ok((columns.collect(), false))
}

/// `insert(table)`.
pub(super) fn insert_into(
    evaluator: &mut Evaluator,
    value: &Value,
    dialect: Option<&'static str>,
) -> Outcome {
    let table = froms::require_from(evaluator, value)?;
    let (columns, full) = dml_columns(evaluator, value)?;
    let excluded = Rc::new(From::Alias(Alias {
        name: AliasName::Named(Name::new("excluded")),
        of: AliasOf::From(table.clone()),
        lateral: false,
        sample: None,
        derived: None,
    }));
    Ok(objects::value(Rc::new(Expr::Insert(Rc::new(Insert {
        table,
        columns,
        source: InsertSource::Parameters,
        conflict: None,
        returning: Vec::new(),
        prefixes: Vec::new(),
        inline: false,
        implicit_returning: full,
        excluded: Some(excluded),
        dialect,
        ctes: Vec::new(),
    })))))
}

/// `update(table)`.
pub(super) fn update_of(evaluator: &mut Evaluator, value: &Value) -> Outcome {
    let table = froms::require_from(evaluator, value)?;
    let (columns, _) = dml_columns(evaluator, value)?;
    Ok(objects::value(Rc::new(Expr::Update(Rc::new(Update {
        table,
        columns,
        set: None,
        ordered: false,
        where_: Vec::new(),
        returning: Vec::new(),
        prefixes: Vec::new(),
        limit: None,
        ctes: Vec::new(),
    })))))
}

/// `delete(table)`.
pub(super) fn delete_from(evaluator: &mut Evaluator, value: &Value) -> Outcome {
    let table = froms::require_from(evaluator, value)?;
    Ok(objects::value(Rc::new(Expr::Delete(Rc::new(Delete {
        table,
        where_: Vec::new(),
        returning: Vec::new(),
        prefixes: Vec::new(),
        limit: None,
        ctes: Vec::new(),
    })))))
}

fn held_insert(evaluator: &mut Evaluator, this: &Value) -> Outcome<Insert> {
    match &*own(evaluator, this)? {
        Expr::Insert(insert) => Ok((**insert).clone()),
        _ => Err(evaluator.attribute_error("this object is no INSERT")),
    }
}

/// An INSERT whose dialect has the method.
fn held_conflict(evaluator: &mut Evaluator, this: &Value, method: &str) -> Outcome<Insert> {
    let insert = held_insert(evaluator, this)?;
    let has = match insert.dialect {
        Some("mysql") => method == "on_duplicate_key_update",
        Some(_) => method != "on_duplicate_key_update",
        None => false,
    };
    if has {
        return Ok(insert);
    }
    Err(evaluator.attribute_error(format!("'Insert' object has no attribute '{method}'")))
}

fn held_update(evaluator: &mut Evaluator, this: &Value) -> Outcome<Update> {
    match &*own(evaluator, this)? {
        Expr::Update(update) => Ok((**update).clone()),
        _ => Err(evaluator.attribute_error("this object is no UPDATE")),
    }
}

fn held_delete(evaluator: &mut Evaluator, this: &Value) -> Outcome<Delete> {
    match &*own(evaluator, this)? {
        Expr::Delete(delete) => Ok((**delete).clone()),
        _ => Err(evaluator.attribute_error("this object is no DELETE")),
    }
}

fn inserted(evaluator: &mut Evaluator, parts: &[&Value], insert: Insert) -> Outcome {
    above(evaluator, parts, Rc::new(Expr::Insert(Rc::new(insert))))
}

fn updated(evaluator: &mut Evaluator, parts: &[&Value], update: Update) -> Outcome {
    above(evaluator, parts, Rc::new(Expr::Update(Rc::new(update))))
}

fn deleted(evaluator: &mut Evaluator, parts: &[&Value], delete: Delete) -> Outcome {
    above(evaluator, parts, Rc::new(Expr::Delete(Rc::new(delete))))
}

/// `Insert`.
pub(super) fn insert_class(builder: ClassBuilder) -> ClassBuilder {
    common(builder)
        .method("values", insert_values)
        .method("from_select", from_select)
        .method("inline", |evaluator, this, _| {
            let mut insert = held_insert(evaluator, this)?;
            insert.inline = true;
            inserted(evaluator, &[], insert)
        })
        .method("returning", |evaluator, this, arguments| {
            let mut insert = held_insert(evaluator, this)?;
            insert.returning.extend(returning(evaluator, arguments)?);
            inserted(evaluator, &[this], insert)
        })
        .method("prefix_with", |evaluator, this, arguments| {
            let mut insert = held_insert(evaluator, this)?;
            insert.prefixes.extend(select::prefixes(evaluator, arguments)?);
            inserted(evaluator, &[this], insert)
        })
        .method("add_cte", |evaluator, this, arguments| {
            let mut insert = held_insert(evaluator, this)?;
            insert.ctes.extend(ctes(evaluator, arguments)?);
            inserted(evaluator, &[this], insert)
        })
        .property("excluded", excluded)
        .property("inserted", excluded)
        .method("on_conflict_do_nothing", |evaluator, this, arguments| {
            let parameters = &["constraint=", "index_elements=", "index_where="];
            let mut insert = held_conflict(evaluator, this, "on_conflict_do_nothing")?;
            let bound = arguments.bind(evaluator, "on_conflict_do_nothing", parameters)?;
            let target = conflict_target(
                evaluator,
                bound.given("constraint"),
                bound.given("index_elements"),
                bound.given("index_where"),
            )?;
            insert.conflict = Some(Conflict::Nothing(target));
            inserted(evaluator, &[this], insert)
        })
        .method("on_conflict_do_update", on_conflict_do_update)
        .method("on_duplicate_key_update", on_duplicate_key_update)
}

/// `stmt.excluded`, `stmt.inserted`: the row that was to be inserted.
fn excluded(evaluator: &mut Evaluator, this: &Value) -> Outcome {
    let insert = held_insert(evaluator, this)?;
    let Some(from) = &insert.excluded else { return Ok(Value::None) };
    let columns = insert.columns.iter().map(|column| {
        let reference = crate::schema::expression::ColumnRef {
            table: Some(from.clone()),
            name: column.name.clone(),
            key: column.key.clone(),
            type_: column.type_.clone(),
            is_literal: false,
            anonymous: None,
        };
        (column.key().clone(), objects::value(Rc::new(Expr::Column(reference))))
    });
    Ok(collection::collection(columns.collect()))
}

/// `Update`.
pub(super) fn update_class(builder: ClassBuilder) -> ClassBuilder {
    common(builder)
        .method("values", |evaluator, this, arguments| {
            let mut update = held_update(evaluator, this)?;
            let row = one_row(evaluator, &update.columns, arguments)?;
            update.set = Some(merged(update.set.take(), row));
            updated(evaluator, &[this], update)
        })
        .method("ordered_values", |evaluator, this, arguments| {
            let mut update = held_update(evaluator, this)?;
            let mut row = ValueRow::new();
            for pair in &arguments.positional {
                if let [key, value] = evaluator.collect(pair)?.as_slice() {
                    row.push(assignment(evaluator, &update.columns, key, value)?);
                }
            }
            update.set = Some(row);
            update.ordered = true;
            updated(evaluator, &[this], update)
        })
        .method("where", |evaluator, this, arguments| {
            let mut update = held_update(evaluator, this)?;
            for value in &arguments.positional {
                update.where_.push(coerce::condition(evaluator, value)?);
            }
            let mut parts = vec![this];
            parts.extend(&arguments.positional);
            updated(evaluator, &parts, update)
        })
        .method("returning", |evaluator, this, arguments| {
            let mut update = held_update(evaluator, this)?;
            update.returning.extend(returning(evaluator, arguments)?);
            updated(evaluator, &[this], update)
        })
        .method("prefix_with", |evaluator, this, arguments| {
            let mut update = held_update(evaluator, this)?;
            update.prefixes.extend(select::prefixes(evaluator, arguments)?);
            updated(evaluator, &[this], update)
        })
        .method("with_dialect_options", |evaluator, this, arguments| {
            let mut update = held_update(evaluator, this)?;
            if let Some(limit) = mysql_limit(evaluator, arguments) {
                update.limit = coerce::limit(evaluator, &limit)?;
            }
            updated(evaluator, &[this], update)
        })
        .method("add_cte", |evaluator, this, arguments| {
            let mut update = held_update(evaluator, this)?;
            update.ctes.extend(ctes(evaluator, arguments)?);
            updated(evaluator, &[this], update)
        })
}

/// `Delete`.
pub(super) fn delete_class(builder: ClassBuilder) -> ClassBuilder {
    common(builder)
        .method("where", |evaluator, this, arguments| {
            let mut delete = held_delete(evaluator, this)?;
            for value in &arguments.positional {
                delete.where_.push(coerce::condition(evaluator, value)?);
            }
            let mut parts = vec![this];
            parts.extend(&arguments.positional);
            deleted(evaluator, &parts, delete)
        })
        .method("returning", |evaluator, this, arguments| {
            let mut delete = held_delete(evaluator, this)?;
            delete.returning.extend(returning(evaluator, arguments)?);
            deleted(evaluator, &[this], delete)
        })
        .method("prefix_with", |evaluator, this, arguments| {
            let mut delete = held_delete(evaluator, this)?;
            delete.prefixes.extend(select::prefixes(evaluator, arguments)?);
            deleted(evaluator, &[this], delete)
        })
        .method("with_dialect_options", |evaluator, this, arguments| {
            let mut delete = held_delete(evaluator, this)?;
            if let Some(limit) = mysql_limit(evaluator, arguments) {
                delete.limit = coerce::limit(evaluator, &limit)?;
            }
            deleted(evaluator, &[this], delete)
        })
        .method("add_cte", |evaluator, this, arguments| {
            let mut delete = held_delete(evaluator, this)?;
            delete.ctes.extend(ctes(evaluator, arguments)?);
            deleted(evaluator, &[this], delete)
        })
}

fn common(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("execution_options", |_, this, _| Ok(this.clone()))
        .method("options", |_, this, _| Ok(this.clone()))
        .method("cte", froms::cte)
}

/// `mysql_limit=` or `mariadb_limit=`, whichever is the dialect's own.
fn mysql_limit(evaluator: &Evaluator, arguments: &Arguments) -> Option<Value> {
    let own = format!("{}_limit", schema_half::dialect(evaluator));
    arguments.keyword.iter().find(|(name, _)| **name == *own).map(|(_, value)| value.clone())
}

fn ctes(evaluator: &mut Evaluator, arguments: &Arguments) -> Outcome<Vec<Rc<From>>> {
    arguments.positional.iter().map(|value| froms::require_from(evaluator, value)).collect()
}

fn returning(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome<Vec<Rc<Expr>>> {
    let mut found = Vec::new();
    for value in &arguments.positional {
        found.extend(coerce::columns(evaluator, value)?);
    }
    Ok(found)
}

/// A key of `values()`.
fn key_of(evaluator: &mut Evaluator, key: &Value) -> Outcome<ValueKey> {
    if let Some(name) = key.as_str() {
        return Ok(ValueKey::Name(name.clone()));
    }
    match coerce::clause(evaluator, key)?.as_deref() {
        Some(Expr::Column(column)) => Ok(ValueKey::Column(column.clone())),
        _ => {
            let text =
                coerce::expected(evaluator, "SET/VALUES column expression or string key", key)?;
            Err(coerce::argument_error(evaluator, text))
        }
    }
}

/// One column and its value; a plain value takes the column's type.
fn assignment(
    evaluator: &mut Evaluator,
    columns: &[DmlColumn],
    key: &Value,
    value: &Value,
) -> Outcome<(ValueKey, Rc<Expr>)> {
    let mut key = key_of(evaluator, key)?;
    if let ValueKey::Name(name) = &key
        && let Some(column) = columns.iter().find(|column| column.attribute.as_ref() == Some(name))
    {
        key = ValueKey::Name(column.key().clone());
    }
    if let Some(expr) = coerce::clause(evaluator, value)? {
        return Ok((key, coerce::scalar(expr)));
    }
    let type_ = match columns.iter().find(|column| column.key() == key.key()) {
        Some(column) => column.type_.clone(),
        None => typing::null(),
    };
    let value = schema_half::bind_value(evaluator, &type_, value)?;
    let literal = to_literal(evaluator, &value)?;
    // for an untyped column the value says what it is
    let type_ = if typing::is_null(&type_) { typing::null() } else { type_ };
    Ok((key, Rc::new(Expr::Bind(Bind::anonymous("param", Some(literal), type_)))))
}

/// A row. One with an unknown value is unknown, unless another of its values is refused whatever the first is: a
/// parameter without a type, which no dialect can write.
fn row_of(
    evaluator: &mut Evaluator,
    columns: &[DmlColumn],
    pairs: &[(Value, Value)],
) -> Outcome<ValueRow> {
    let mut row = ValueRow::with_capacity(pairs.len());
    let mut doubt: Option<Raised> = None;
    for (key, value) in pairs {
        match assignment(evaluator, columns, key, value) {
            Err(raised) if let Some(unknown) = raised.as_unknown() => {
                let literal = Literal::Other { class: "object".into(), repr: unknown.why.clone() };
                row.push((key_of(evaluator, key)?, untyped(literal)));
                doubt = doubt.or(Some(raised));
            }
            pair => row.push(pair?),
        }
    }
    match doubt {
        Some(doubt) if !row.iter().any(|(_, value)| is_refused(value)) => Err(doubt),
        _ => Ok(row),
    }
}

fn untyped(literal: Literal) -> Rc<Expr> {
    Rc::new(Expr::Bind(Bind::anonymous("param", Some(literal), typing::null())))
}

/// Whether it is a known value without a type; `None` can be written nevertheless.
fn is_refused(value: &Expr) -> bool {
    let Expr::Bind(bind) = value else { return false };
    typing::is_null(&bind.type_)
        && !matches!(bind.value, None | Some(Literal::Null | Literal::Other { .. }))
}

/// Later values replace earlier ones for the same column.
fn merged(before: Option<ValueRow>, row: ValueRow) -> ValueRow {
    let mut all = before.unwrap_or_default();
    for (key, value) in row {
        match all.iter_mut().find(|(known, _)| *known == key) {
            Some(slot) => slot.1 = value,
            None => all.push((key, value)),
        }
    }
    all
}

/// `values({...})`, `values(name=...)`, `values((...))` of one row.
fn one_row(
    evaluator: &mut Evaluator,
    columns: &[DmlColumn],
    arguments: &mut Arguments,
) -> Outcome<ValueRow> {
    match arguments.positional.as_slice() {
        [] => {
            let pairs = arguments.keyword.iter();
            let pairs: Vec<_> =
                pairs.map(|(name, value)| (Value::str(name.clone()), value.clone())).collect();
            row_of(evaluator, columns, &pairs)
        }
        [only] => match only.as_dict() {
            Some(dict) => row_of(evaluator, columns, &dict.known_items()?),
            None => positional_row(evaluator, columns, only),
        },
        _ => Err(coerce::argument_error(
            evaluator,
            "Only a single dictionary/tuple or list of dictionaries/tuples is accepted positionally.".into(),
        )),
    }
}

fn positional_row(
    evaluator: &mut Evaluator,
    columns: &[DmlColumn],
    value: &Value,
) -> Outcome<ValueRow> {
    let items = evaluator.collect(value)?;
    let keys = columns.iter().map(|column| Value::str(column.key().clone()));
    row_of(evaluator, columns, &keys.zip(items).collect::<Vec<_>>())
}

/// `Insert.values()`: one row, or a list of rows.
fn insert_values(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut insert = held_insert(evaluator, this)?;
    let many = match arguments.positional.as_slice() {
        [only] => match only.as_items() {
            Some(items) => items
                .first()
                .is_some_and(|first| first.as_dict().is_some() || first.as_items().is_some())
                .then_some(items),
            None => None,
        },
        _ => None,
    };
    match many {
        Some(items) => {
            let mut rows = match insert.source {
                InsertSource::Rows(rows) => rows,
                _ => Vec::new(),
            };
            for item in &items {
                rows.push(match item.as_dict() {
                    Some(dict) => row_of(evaluator, &insert.columns, &dict.known_items()?)?,
                    None => positional_row(evaluator, &insert.columns, item)?,
                });
            }
            insert.source = InsertSource::Rows(rows);
        }
        None => {
            let row = one_row(evaluator, &insert.columns, arguments)?;
            let before = match insert.source {
                InsertSource::Row(row) => Some(row),
                _ => None,
            };
            insert.source = InsertSource::Row(merged(before, row));
        }
    }
    inserted(evaluator, &[this], insert)
}

fn from_select(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &["names", "select", "include_defaults="];
    let mut bound = arguments.bind(evaluator, "from_select", parameters)?;
    let mut insert = held_insert(evaluator, this)?;
    let mut names = Vec::new();
    let given = bound.take_or_none("names");
    for name in evaluator.collect(&given)? {
        names.push(key_of(evaluator, &name)?);
    }
    let value = bound.take_or_none("select");
    let select = match coerce::clause(evaluator, &value)? {
        Some(select) => select,
        None => {
            let made = select::select_of(evaluator, std::slice::from_ref(&value))?;
            own(evaluator, &made)?
        }
    };
    let include_defaults = match bound.get("include_defaults") {
        Some(value) => super::element::flag(evaluator, Some(value))?,
        None => true,
    };
    insert.inline = true;
    insert.source = InsertSource::Select { names, select, include_defaults };
    inserted(evaluator, &[this, &value], insert)
}

fn conflict_target(
    evaluator: &mut Evaluator,
    constraint: Option<&Value>,
    elements: Option<&Value>,
    where_: Option<&Value>,
) -> Outcome<ConflictTarget> {
    let mut target = ConflictTarget::default();
    if let Some(constraint) = constraint {
        coerce::known(constraint.clone())?;
        target.constraint = match schema_half::to_name(constraint) {
            Some(name) => Some(name),
            None => {
                let name = super::literal::attribute(evaluator, constraint, "name")?;
                schema_half::to_name(&name)
            }
        };
    }
    if let Some(elements) = elements {
        for element in evaluator.collect(elements)? {
            target.elements.push(match schema_half::to_name(&element) {
                Some(name) => ConflictElement::Name(name),
                None => ConflictElement::Expr(coerce::expression(evaluator, &element, None, None)?),
            });
        }
    }
    if let Some(where_) = where_ {
        target.where_ = Some(coerce::ddl_expr(evaluator, where_)?);
    }
    Ok(target)
}

fn on_conflict_do_update(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
) -> Outcome {
    let parameters = &["constraint=", "index_elements=", "index_where=", "set_=", "where="];
    let mut insert = held_conflict(evaluator, this, "on_conflict_do_update")?;
    let mut bound = arguments.bind(evaluator, "on_conflict_do_update", parameters)?;
    let target = conflict_target(
        evaluator,
        bound.given("constraint"),
        bound.given("index_elements"),
        bound.given("index_where"),
    )?;
    let set = bound.take_or_none("set_");
    let set = conflict_set(evaluator, &insert.columns, &set)?;
    let where_ = match bound.take("where").filter(|value| !value.is_none()) {
        Some(value) => Some(coerce::condition(evaluator, &value)?),
        None => None,
    };
    insert.conflict = Some(Conflict::Update { target, set, where_ });
    inserted(evaluator, &[this], insert)
}

fn conflict_set(
    evaluator: &mut Evaluator,
    columns: &[DmlColumn],
    value: &Value,
) -> Outcome<ValueRow> {
    match value.as_dict() {
        Some(dict) => row_of(evaluator, columns, &dict.known_items()?),
        None => {
            let keys = super::literal::call0(evaluator, value, "items")?;
            let mut row = ValueRow::new();
            for pair in evaluator.collect(&keys)? {
                if let [key, value] = evaluator.collect(&pair)?.as_slice() {
                    row.push(assignment(evaluator, columns, key, value)?);
                }
            }
            Ok(row)
        }
    }
}

fn on_duplicate_key_update(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
) -> Outcome {
    let mut insert = held_conflict(evaluator, this, "on_duplicate_key_update")?;
    let mut ordered = false;
    let mut set = ValueRow::new();
    match arguments.positional.as_slice() {
        [only] => match only.as_items() {
            Some(pairs) => {
                ordered = true;
                for pair in pairs {
                    if let [key, value] = evaluator.collect(&pair)?.as_slice() {
                        set.push(assignment(evaluator, &insert.columns, key, value)?);
                    }
                }
            }
            None => set = conflict_set(evaluator, &insert.columns, only)?,
        },
        _ => set = one_row(evaluator, &insert.columns, arguments)?,
    }
    insert.conflict = Some(Conflict::DuplicateKey { set, ordered });
    inserted(evaluator, &[this], insert)
}
