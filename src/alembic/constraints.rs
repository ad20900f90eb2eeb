//! The directives about constraints and indexes.

use std::rc::Rc;

use crate::operation::OperationKind;
use crate::python::{Arguments, Bound, Evaluator, Instance, Outcome, Value};
use crate::schema::expression::{Expr, Label, LabelName, transform, typing};
use crate::schema::name::{Name, QualifiedName};
use crate::schema::options::OptionValue;
use crate::schema::table::{Constraint, ConstraintKind, ForeignKey, Index};
use crate::sqlalchemy::classes::{self, Kind, classes};
use crate::sqlalchemy::{attach, expression, freeze, names, options, session, table, types};

use super::config;
use super::schemaobj::{self, Keywords};
use super::tables::flag;

/// `op.create_primary_key`.
pub(super) fn create_primary_key(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["constraint_name", "table_name", "columns", "*", "schema="];
    let mut bound = arguments.bind(evaluator, "create_primary_key", parameters)?;
    let name = bound.take_or_none("constraint_name");
    let table = bound.take_or_none("table_name");
    let columns = bound.take_or_none("columns");
    let columns = schemaobj::names(evaluator, &columns)?;
    let schema = bound.take_or_none("schema");
    let owner = schemaobj::bare_table(evaluator, table, &columns, schema)?;
    let columns = schemaobj::columns_of(evaluator, &owner, &columns)?;
    let keyword = vec![("name".into(), name)];
    let made = schemaobj::make(evaluator, &classes().primary_key, columns, keyword)?;
    add(evaluator, "create_primary_key", &owner, &made)
}

/// `op.create_unique_constraint`.
pub(super) fn create_unique_constraint(
    evaluator: &mut Evaluator,
    arguments: &mut Arguments,
) -> Outcome {
    let parameters = &["constraint_name", "table_name", "columns", "*", "schema=", "**kw"];
    let mut bound = arguments.bind(evaluator, "create_unique_constraint", parameters)?;
    let name = bound.take_or_none("constraint_name");
    let table = bound.take_or_none("table_name");
    let columns = bound.take_or_none("columns");
    let columns = schemaobj::names(evaluator, &columns)?;
    let schema = bound.take_or_none("schema");
    let owner = schemaobj::bare_table(evaluator, table, &columns, schema)?;
    let columns = schemaobj::columns_of(evaluator, &owner, &columns)?;
    let mut keyword = bound.extra;
    keyword.push(("name".into(), name));
    included(evaluator, &owner, &keyword)?;
    let made = schemaobj::make(evaluator, &classes().unique, columns, keyword)?;
    attach(evaluator, &owner, &made)?;
    add(evaluator, "create_unique_constraint", &owner, &made)
}

/// `op.create_check_constraint`.
pub(super) fn create_check_constraint(
    evaluator: &mut Evaluator,
    arguments: &mut Arguments,
) -> Outcome {
    let parameters = &["constraint_name", "table_name", "condition", "*", "schema=", "**kw"];
    let mut bound = arguments.bind(evaluator, "create_check_constraint", parameters)?;
    let name = bound.take_or_none("constraint_name");
    let table = bound.take_or_none("table_name");
    let schema = bound.take_or_none("schema");
    let owner = schemaobj::bare_table(evaluator, table, &["x".into()], schema)?;
    let mut keyword = bound.extra.split_off(0);
    keyword.push(("name".into(), name));
    let condition = vec![bound.take_or_none("condition")];
    let made = schemaobj::make(evaluator, &classes().check, condition, keyword)?;
    attach(evaluator, &owner, &made)?;
    add(evaluator, "create_check_constraint", &owner, &made)
}

/// The columns of `postgresql_include` are looked up in the table, which has only those of the constraint.
fn included(
    evaluator: &mut Evaluator,
    owner: &Rc<Instance>,
    keyword: &[(Rc<str>, Value)],
) -> Outcome<()> {
    let given = keyword.iter().find(|(name, _)| &**name == "postgresql_include");
    let items = given.and_then(|(_, value)| value.as_items()).unwrap_or_default();
    if session::dialect(evaluator) == "postgresql" {
        let names: Vec<Value> = items.into_iter().filter(|item| item.as_str().is_some()).collect();
        schemaobj::columns_of(evaluator, owner, &names)?;
    }
    Ok(())
}

/// `op.create_exclude_constraint`.
pub(super) fn create_exclude_constraint(
    evaluator: &mut Evaluator,
    arguments: &mut Arguments,
) -> Outcome {
    let parameters = &["constraint_name", "table_name", "*elements", "schema=", "**kw"];
    let mut bound = arguments.bind(evaluator, "create_exclude_constraint", parameters)?;
    let name = bound.take_or_none("constraint_name");
    let table = bound.take_or_none("table_name");
    let schema = bound.take_or_none("schema");
    let mut columns = Vec::new();
    for element in &bound.rest {
        let parts = evaluator.collect(element)?;
        let Some(first) = parts.first() else { continue };
        if first.as_str().is_some() {
            columns.push(first.clone());
            continue;
        }
        // Alembic gives the table a column for each element, by the name of the column that it is made of.
        let expr = expression::to_expr(evaluator, first)?;
        columns.push(transform::first_column(&expr).map_or(Value::None, Value::str));
    }
    let owner = schemaobj::bare_table(evaluator, table, &columns, schema)?;
    let mut keyword = bound.extra;
    keyword.push(("name".into(), name));
    let made = schemaobj::make(evaluator, &classes().exclude, bound.rest, keyword)?;
    attach(evaluator, &owner, &made)?;
    add(evaluator, "create_exclude_constraint", &owner, &made)
}

/// `op.create_foreign_key`.
pub(super) fn create_foreign_key(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &[
        "constraint_name",
        "source_table",
        "referent_table",
        "local_cols",
        "remote_cols",
        "*",
        "onupdate=",
        "ondelete=",
        "deferrable=",
        "initially=",
        "match=",
        "source_schema=",
        "referent_schema=",
        "**kw",
    ];
    let mut bound = arguments.bind(evaluator, "create_foreign_key", parameters)?;
    let source = bound.take_or_none("source_table");
    let source_schema = bound.take_or_none("source_schema");
    let referent = bound.take_or_none("referent_table");
    let referent_schema = bound.take_or_none("referent_schema");
    let local = bound.take_or_none("local_cols");
    let local = schemaobj::names(evaluator, &local)?;
    let remote = bound.take_or_none("remote_cols");
    let remote = schemaobj::names(evaluator, &remote)?;
    let owner = schemaobj::metadata(evaluator)?;
    let mut own = local.clone();
    let itself = evaluator.equals(&source, &referent)?
        && evaluator.equals(&source_schema, &referent_schema)?;
    if itself {
        own.extend(remote.iter().cloned());
    } else {
        let schema = referent_schema.clone();
        schemaobj::bare_table_in(evaluator, &owner, referent.clone(), &remote, schema)?;
    }
    let own = distinct(evaluator, own)?;
    let table = schemaobj::bare_table_in(evaluator, &owner, source, &own, source_schema)?;
    let prefix = match referent_schema.as_str() {
        Some(schema) if !schema.is_empty() => format!("{schema}."),
        _ => String::new(),
    };
    let mut targets = Vec::with_capacity(remote.len());
    for column in &remote {
        let (referent, column) = (evaluator.text(&referent)?, evaluator.text(column)?);
        targets.push(Value::str(format!("{prefix}{referent}.{column}")));
    }
    let mut keyword: Keywords = bound.extra.split_off(0);
    keyword.push(("name".into(), bound.take_or_none("constraint_name")));
    for name in ["onupdate", "ondelete", "deferrable", "initially", "match"] {
        keyword.push((name.into(), bound.take_or_none(name)));
    }
    let columns = vec![Value::list(local), Value::list(targets)];
    let made = schemaobj::make(evaluator, &classes().foreign_key_constraint, columns, keyword)?;
    attach(evaluator, &table, &made)?;
    add(evaluator, "create_foreign_key", &table, &made)
}

/// `alembic.util.unique_list`.
fn distinct(evaluator: &mut Evaluator, values: Vec<Value>) -> Outcome<Vec<Value>> {
    let mut seen: Vec<Value> = Vec::with_capacity(values.len());
    for value in values {
        let mut known = false;
        for other in &seen {
            known = known || evaluator.equals(other, &value)?;
        }
        if !known {
            seen.push(value);
        }
    }
    Ok(seen)
}

fn attach(evaluator: &mut Evaluator, owner: &Rc<Instance>, item: &Rc<Instance>) -> Outcome<()> {
    attach::to_table(evaluator, &Value::Instance(item.clone()), owner, false)
}

fn add(
    evaluator: &mut Evaluator,
    directive: &'static str,
    owner: &Rc<Instance>,
    made: &Rc<Instance>,
) -> Outcome {
    let kind = OperationKind::AddConstraint {
        table: table::qualified(evaluator, owner)?,
        constraint: Box::new(freeze::constraint(evaluator, made)?),
    };
    session::emit(evaluator, directive, kind)?;
    Ok(Value::None)
}

/// `op.drop_constraint`.
pub(super) fn drop_constraint(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["constraint_name", "table_name", "type_=", "*", "schema=", "if_exists="];
    let mut bound = arguments.bind(evaluator, "drop_constraint", parameters)?;
    let name = bound.take_or_none("constraint_name");
    let table = bound.take_or_none("table_name");
    let schema = bound.take_or_none("schema");
    let type_ = bound.take_or_none("type_");
    let kind = dropped_kind(evaluator, &type_)?;
    let name = match config::naming_convention(evaluator)? {
        Some(_) => conventional_name(evaluator, name, &table, &schema, &type_)?,
        None => name,
    };
    let name = names::optional_name(evaluator, &name, "constraint_name")?;
    let kind = OperationKind::DropConstraint {
        table: names::qualified(evaluator, &table, &schema)?,
        constraint: Box::new(Constraint::new(name, kind)),
        if_exists: flag(evaluator, bound.get("if_exists"))?,
    };
    session::emit(evaluator, "drop_constraint", kind)?;
    Ok(Value::None)
}

/// The name that `SchemaObjects.generic_constraint` gives by the naming convention.
fn conventional_name(
    evaluator: &mut Evaluator,
    name: Value,
    table: &Value,
    schema: &Value,
    type_: &Value,
) -> Outcome {
    let (class, arguments) = match type_.as_str().map(|text| &**text) {
        Some("foreignkey") => {
            let none = || Value::list(Vec::new());
            (&classes().foreign_key_constraint, vec![none(), none()])
        }
        Some("primary") => (&classes().primary_key, Vec::new()),
        Some("unique") => (&classes().unique, Vec::new()),
        Some("check") => (&classes().check, vec!["".into()]),
        _ => return Ok(name),
    };
    let owner = schemaobj::bare_table(evaluator, table.clone(), &[], schema.clone())?;
    let made = schemaobj::make(evaluator, class, arguments, vec![("name".into(), name)])?;
    attach(evaluator, &owner, &made)?;
    Ok(made.get("name").unwrap_or(Value::None))
}

/// `SchemaObjects.generic_constraint`.
fn dropped_kind(evaluator: &mut Evaluator, type_: &Value) -> Outcome<ConstraintKind> {
    if let Value::Unknown(unknown) = type_ {
        return Err(crate::python::Raised::from(unknown.clone()));
    }
    let no_text = || Rc::new(Expr::text(""));
    match type_.as_str().map(|text| &**text) {
        None if type_.is_none() => Ok(ConstraintKind::Bare),
        Some("foreignkey") => {
            let referred = names::qualified(evaluator, &"".into(), &Value::None)?;
            Ok(ConstraintKind::ForeignKey(Box::new(ForeignKey {
                columns: Vec::new(),
                referred,
                referred_columns: Vec::new(),
                onupdate: None,
                ondelete: None,
                match_: None,
                use_alter: false,
            })))
        }
        Some("primary") => Ok(ConstraintKind::PrimaryKey { columns: Vec::new() }),
        Some("unique") => Ok(ConstraintKind::Unique { columns: Vec::new() }),
        Some("check") => Ok(ConstraintKind::Check { sqltext: no_text() }),
        _ => Err(evaluator
            .type_error("'type' can be one of 'check', 'foreignkey', 'primary', 'unique', None")),
    }
}

/// `op.create_index`.
pub(super) fn create_index(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &[
        "index_name",
        "table_name",
        "columns",
        "*",
        "schema=",
        "unique=",
        "if_not_exists=",
        "**kw",
    ];
    let mut bound = arguments.bind(evaluator, "create_index", parameters)?;
    let if_not_exists = flag(evaluator, bound.get("if_not_exists"))?;
    let columns = bound.take_or_none("columns");
    let columns = evaluator.collect(&columns)?;
    let keyword = bound.extra.split_off(0);
    let mut index = Box::new(index(evaluator, &mut bound, &columns, keyword)?);
    key_texts(&mut index);
    session::emit(evaluator, "create_index", OperationKind::CreateIndex { index, if_not_exists })?;
    Ok(Value::None)
}

/// `op.drop_index`.
pub(super) fn drop_index(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["index_name", "table_name=", "*", "schema=", "if_exists=", "**kw"];
    let mut bound = arguments.bind(evaluator, "drop_index", parameters)?;
    let if_exists = flag(evaluator, bound.get("if_exists"))?;
    let table_missing = !flag(evaluator, bound.get("table_name"))?;
    let keyword = bound.extra.split_off(0);
    let index = Box::new(index(evaluator, &mut bound, &["x".into()], keyword)?);
    let kind = OperationKind::DropIndex { index, if_exists, table_missing };
    session::emit(evaluator, "drop_index", kind)?;
    Ok(Value::None)
}

/// `_textual_index_element`: a text has itself as its key, by which it finds its operator class. A label
/// has a key and is printed without it.
fn key_texts(index: &mut Index) {
    let Some(OptionValue::Map(classes)) = index.options.get("postgresql_ops") else { return };
    for expr in &mut index.expressions {
        if let Expr::Text(text) = &**expr
            && classes.iter().any(|(key, _)| *key == text.sql)
        {
            let name = LabelName::Named(Name::new(text.sql.clone()));
            *expr =
                Rc::new(Expr::Label(Label { name, inner: expr.clone(), type_: typing::null() }));
        }
    }
}

/// `SchemaObjects.index`, as the operation carries it.
fn index(
    evaluator: &mut Evaluator,
    bound: &mut Bound,
    columns: &[Value],
    mut keyword: Keywords,
) -> Outcome<Index> {
    if let Some(index) = index_of_names(evaluator, bound, columns, &keyword)? {
        return Ok(index);
    }
    if let Some(unique) = bound.take("unique") {
        keyword.push(("unique".into(), unique));
    }
    let table_name = bound.take_or_none("table_name");
    let given = flag(evaluator, Some(&table_name))?;
    let table_name = if given { table_name } else { "no_table".into() };
    let schema = bound.take_or_none("schema");
    let owner = schemaobj::bare_table(evaluator, table_name, &[], schema)?;
    let mut positional = vec![bound.take_or_none("index_name")];
    let mut stand_ins = Vec::new();
    for column in columns {
        positional.push(index_element(evaluator, &owner, column)?);
        stand_ins.push(stand_in(evaluator, &owner, column)?);
    }
    if stand_ins.iter().any(|column| !column.is_none()) {
        keyword.push(("_stand_ins".into(), Value::list(stand_ins)));
    }
    keyword.push(("_table".into(), Value::Instance(owner)));
    let made = schemaobj::make(evaluator, &classes().index, positional, keyword)?;
    freeze::index(evaluator, &made)
}

/// So many names are compared with one another.
const MOST_NAMES: usize = 32;

/// What becomes of an index that has a name, on a table and columns that are plain names and that no convention
/// concerns: as most are. It is the same without the objects; where they may refuse something, they are made.
fn index_of_names(
    evaluator: &mut Evaluator,
    bound: &Bound,
    columns: &[Value],
    keyword: &Keywords,
) -> Outcome<Option<Index>> {
    let plain = |value: &Value| match value {
        Value::Str(text) if !text.is_empty() => Some(Name::new((**text).clone())),
        _ => None,
    };
    let Some(table) = bound.get("table_name").and_then(plain) else { return Ok(None) };
    let schema = match bound.get("schema") {
        None | Some(Value::None) => None,
        Some(schema) => match plain(schema) {
            None => return Ok(None),
            schema => schema,
        },
    };
    if columns.is_empty() || columns.len() > MOST_NAMES {
        return Ok(None);
    }
    let mut expressions = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        let is_new = !columns.iter().take(at).any(|other| other.as_str() == column.as_str());
        let Some(name) = plain(column).filter(|_| is_new) else { return Ok(None) };
        expressions.push(Rc::new(Expr::column(name, types::null())));
    }
    let is_option = |name: &str| name.contains('_') && !name.starts_with('_');
    let name = bound.get("index_name").filter(|name| name.as_str().is_some());
    let Some(name) = name else { return Ok(None) };
    if !keyword.iter().all(|(name, _)| is_option(name))
        || config::naming_convention(evaluator)?.is_some()
    {
        return Ok(None);
    }
    options::validate(evaluator, &["Index"], keyword)?;
    Ok(Some(Index {
        name: names::optional_name(evaluator, name, "an index's name")?,
        table: QualifiedName { schema, name: table },
        expressions,
        unique: flag(evaluator, bound.get("unique"))?,
        column_flag: false,
        textual: false,
        options: options::freeze(evaluator, keyword)?,
    }))
}

/// `sqla_compat._textual_index_column`: a name is a column of the index's table.
fn index_element(evaluator: &mut Evaluator, owner: &Rc<Instance>, value: &Value) -> Outcome {
    let column = match (value.as_str(), classes::kind_of(value), value.as_instance()) {
        (Some(_), ..) => schemaobj::untyped(evaluator, value.clone())?,
        (None, Some(Kind::Column), Some(column)) => {
            let name = column.get("name").unwrap_or(Value::None);
            let type_ = column.get("type").unwrap_or_else(|| types::instance_of("NullType"));
            let made =
                schemaobj::make(evaluator, &classes().column, vec![name, type_], Vec::new())?;
            Value::Instance(made)
        }
        _ => return Ok(value.clone()),
    };
    attach::to_table(evaluator, &column, owner, false)?;
    Ok(column)
}

/// The column by which an index knows an element that is text, after `sqla_compat._textual_index_element`.
fn stand_in(evaluator: &mut Evaluator, owner: &Rc<Instance>, value: &Value) -> Outcome {
    if value.as_str().is_some() || !expression::is_clause(evaluator, value) {
        return Ok(Value::None);
    }
    let expr = expression::to_expr(evaluator, value)?;
    let Expr::Text(text) = &*expr else { return Ok(Value::None) };
    let column = schemaobj::untyped(evaluator, Value::str(text.sql.clone()))?;
    attach::to_table(evaluator, &column, owner, false)?;
    Ok(column)
}
