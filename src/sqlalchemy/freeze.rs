//! Schema items made inert, as the operations carry them.

use std::rc::Rc;

use crate::python::{Evaluator, Instance, Outcome, Raised, Value};
use crate::schema::expression::Expr;
use crate::schema::literal::Literal;
use crate::schema::name::{Name, QualifiedName};
use crate::schema::options::{OptionValue, Options};
use crate::schema::table::{
    Autoincrement, Column, Constraint, ConstraintKind, Exclude, ForeignKey, Index, ServerDefault,
    Table, TypeBound,
};

use super::classes::{self, Kind};
use super::column::ColumnState;
use super::constraint::{self, ConstraintState, Sort};
use super::{
    clauses, column as columns, defaults, expression, foreign_key, metadata, names, options,
    table as tables, types,
};

/// An attribute; `None` where it was never set.
fn field(instance: &Instance, name: &str) -> Value {
    instance.get(name).unwrap_or(Value::None)
}

fn text(evaluator: &mut Evaluator, instance: &Instance, name: &str) -> Outcome<Option<Rc<str>>> {
    match field(instance, name) {
        Value::None => Ok(None),
        Value::Unknown(unknown) => Err(Raised::from(unknown)),
        value => match value.as_str() {
            Some(text) => Ok(Some(text.clone())),
            None => evaluator.text(&value).map(|text| Some(text.into())),
        },
    }
}

fn flag(evaluator: &mut Evaluator, instance: &Instance, name: &str) -> Outcome<Option<bool>> {
    match field(instance, name) {
        Value::None => Ok(None),
        value => columns::truthy(evaluator, &value).map(Some),
    }
}

/// A `Table`.
///
/// # Errors
/// Unknown where a part of it is.
pub fn table(evaluator: &mut Evaluator, this: &Rc<Instance>) -> Outcome<Table> {
    let mut frozen = Table::new(tables::qualified(evaluator, this)?);
    let columns = tables::columns_of(this);
    frozen.columns.reserve_exact(columns.len());
    for item in columns {
        frozen.columns.push(column(evaluator, &item)?);
    }
    let constraints = tables::constraints_of(this);
    frozen.constraints.reserve_exact(constraints.len());
    for item in constraints {
        let implicit = constraint::state(&item).is_some_and(|state| state.implicit);
        let made = constraint(evaluator, &item)?;
        let empty =
            matches!(&made.kind, ConstraintKind::PrimaryKey { columns } if columns.is_empty());
        if !(implicit && empty) {
            frozen.constraints.push(made);
        }
    }
    for item in tables::indexes_of(this) {
        let mut made = index(evaluator, &item)?;
        included(evaluator, this, &mut made.options)?;
        frozen.indexes.push(made);
    }
    frozen.comment = text(evaluator, this, "comment")?;
    let prefixes = field(this, "prefixes");
    if let Value::Unknown(unknown) = &prefixes {
        return Err(Raised::from(unknown.clone()));
    }
    for prefix in prefixes.as_items().unwrap_or_default() {
        frozen.prefixes.push(evaluator.text(&prefix)?.into());
    }
    if let Some(state) = tables::state(this) {
        let given = state.options.borrow().clone();
        frozen.options = options::freeze(evaluator, &given)?;
    }
    Ok(frozen)
}

/// The columns that an index only carries along are looked up in the table.
fn included(evaluator: &mut Evaluator, table: &Rc<Instance>, options: &mut Options) -> Outcome<()> {
    let option = match super::session::dialect(evaluator) {
        "postgresql" => "postgresql_include",
        "mssql" => "mssql_include",
        _ => return Ok(()),
    };
    let found = options.0.iter_mut().find(|(name, _)| &**name == option);
    let Some((_, OptionValue::List(keys))) = found else { return Ok(()) };
    for key in keys {
        let OptionValue::Literal(Literal::Str(text)) = key else { continue };
        match tables::column(table, text).and_then(|item| item.get("name")) {
            Some(name) => *text = evaluator.text(&name)?.into(),
            None => return Err(evaluator.key_error(text.clone().into())),
        }
    }
    Ok(())
}

/// A `Column`.
///
/// # Errors
/// Unknown where a part of it is.
pub fn column(evaluator: &mut Evaluator, this: &Rc<Instance>) -> Outcome<Column> {
    let given = Given::of(this);
    let name = names::require_name(evaluator, &given.name, "a column's name")?;
    let type_ = types::to_type(evaluator, &given.type_)?;
    let mut frozen = Column::new(name, type_);
    frozen.key = columns::key(this).filter(|key| **key != *frozen.name.text);
    if let Some(nullable) = &given.nullable {
        frozen.nullable = columns::truthy(evaluator, nullable)?;
    }
    frozen.nullable_given = given.nullable_given;
    frozen.primary_key = columns::truthy(evaluator, &given.primary_key)?;
    if !given.more {
        return state_of_column(evaluator, this, frozen);
    }
    frozen.autoincrement = autoincrement(&field(this, "autoincrement"))?;
    frozen.server_default = server_default(evaluator, this)?;
    let default = field(this, "default");
    frozen.sequence = defaults::freeze_sequence(evaluator, &default)?.map(Box::new);
    frozen.client_default = !default.is_none() && frozen.sequence.is_none();
    let argument = default.as_instance().and_then(|default| default.get("arg"));
    if let Some(argument) = argument.filter(|argument| expression::is_clause(evaluator, argument)) {
        frozen.default_expr = Some(expression::to_expr(evaluator, &argument)?);
    }
    frozen.comment = text(evaluator, this, "comment")?;
    frozen.system = flag(evaluator, this, "system")?.unwrap_or(false);
    state_of_column(evaluator, this, frozen)
}

/// What most columns are given; only few are given more.
struct Given {
    name: Value,
    type_: Value,
    nullable: Option<Value>,
    nullable_given: bool,
    primary_key: Value,
    more: bool,
}

impl Given {
    fn of(this: &Instance) -> Self {
        let mut given = Self {
            name: Value::None,
            type_: Value::None,
            nullable: None,
            nullable_given: false,
            primary_key: Value::None,
            more: false,
        };
        for (name, value) in this.attributes.borrow().iter() {
            match &**name {
                "name" => given.name = value.clone(),
                "type" => given.type_ = value.clone(),
                "nullable" => given.nullable = Some(value.clone()),
                "_user_defined_nullable" => given.nullable_given = true,
                "primary_key" => given.primary_key = value.clone(),
                "table" => {}
                _ => given.more = true,
            }
        }
        given
    }
}

/// What a column keeps beside its attributes.
fn state_of_column(
    evaluator: &mut Evaluator,
    this: &Rc<Instance>,
    mut frozen: Column,
) -> Outcome<Column> {
    let Some(state) = this.payload::<ColumnState>() else { return Ok(frozen) };
    frozen.has_foreign_key = !state.foreign_keys.borrow().is_empty();
    let own: Vec<_> = state.constraints.borrow().clone();
    for item in own {
        frozen.constraints.push(constraint(evaluator, &item)?);
    }
    let given = state.options.borrow().clone();
    frozen.options = options::freeze(evaluator, &given)?;
    Ok(frozen)
}

/// What the database fills in. Another default that comes after an `Identity` or a `Computed` takes its place as the
/// column's `server_default`, but the column keeps it: a bare `FetchedValue` says nothing of its own.
fn server_default(
    evaluator: &mut Evaluator,
    this: &Rc<Instance>,
) -> Outcome<Option<ServerDefault>> {
    let held = field(this, "server_default");
    if let (Some(Kind::ServerDefault), Some(given)) = (classes::kind_of(&held), held.as_instance())
    {
        let kept = [field(this, "identity"), field(this, "computed")];
        match kept.iter().find(|kept| !kept.is_none()) {
            Some(kept) if given.get("arg").is_none() => return defaults::freeze(evaluator, kept),
            Some(_) => {
                return Err(super::session::unknown(evaluator, "a column that is filled in twice"));
            }
            None => {}
        }
    }
    defaults::freeze(evaluator, &held)
}

fn autoincrement(value: &Value) -> Outcome<Autoincrement> {
    match value {
        Value::Unknown(unknown) => Err(Raised::from(unknown.clone())),
        Value::Bool(true) => Ok(Autoincrement::Yes),
        Value::Bool(false) => Ok(Autoincrement::No),
        _ => Ok(match value.as_str().map(|text| &**text) {
            Some("ignore_fk") => Autoincrement::IgnoreForeignKey,
            _ => Autoincrement::Auto,
        }),
    }
}

fn column_names(evaluator: &Evaluator, columns: &[Rc<Instance>]) -> Outcome<Vec<Name>> {
    let name = |item: &Rc<Instance>| {
        names::require_name(evaluator, &field(item, "name"), "a column's name")
    };
    columns.iter().map(name).collect()
}

/// A constraint.
///
/// # Errors
/// Unknown where a part of it is.
pub fn constraint(evaluator: &mut Evaluator, this: &Rc<Instance>) -> Outcome<Constraint> {
    let name = names::optional_name(evaluator, &field(this, "name"), "a constraint's name")?;
    let Some(state) = constraint::state(this) else {
        return Err(super::session::unknown(evaluator, "a constraint that was never set up"));
    };
    let kind = kind(evaluator, this, &state)?;
    let mut frozen = Constraint::new(name, kind);
    frozen.implicit = state.implicit;
    frozen.deferrable = flag(evaluator, this, "deferrable")?;
    frozen.initially = text(evaluator, this, "initially")?;
    frozen.unnamable = this.get("_unnamable").is_some();
    frozen.comment = text(evaluator, this, "comment")?;
    if let Some((attached, item)) = &state.of_type {
        frozen.type_bound = Some(TypeBound {
            column: names::require_name(evaluator, &field(item, "name"), "a column's name")?,
            type_: types::to_type(evaluator, &attached.type_)?,
        });
    }
    let given = state.options.borrow().clone();
    frozen.options = options::freeze(evaluator, &given)?;
    Ok(frozen)
}

fn kind(
    evaluator: &mut Evaluator,
    this: &Rc<Instance>,
    state: &ConstraintState,
) -> Outcome<ConstraintKind> {
    let own = state.columns.borrow().clone();
    Ok(match state.sort {
        Sort::Bare => ConstraintKind::Bare,
        Sort::PrimaryKey => ConstraintKind::PrimaryKey { columns: column_names(evaluator, &own)? },
        Sort::Unique => ConstraintKind::Unique { columns: column_names(evaluator, &own)? },
        Sort::Check => {
            let sqltext = clauses::ddl_expr(evaluator, &field(this, "sqltext"))?;
            ConstraintKind::Check { sqltext }
        }
        Sort::ForeignKey => {
            ConstraintKind::ForeignKey(Box::new(foreign(evaluator, this, state, &own)?))
        }
        Sort::Exclude => ConstraintKind::Exclude(Box::new(exclude(evaluator, this)?)),
    })
}

fn foreign(
    evaluator: &mut Evaluator,
    this: &Rc<Instance>,
    state: &ConstraintState,
    own: &[Rc<Instance>],
) -> Outcome<ForeignKey> {
    let columns = column_names(evaluator, own)?;
    let mut referred = QualifiedName { schema: None, name: Name::new("") };
    let mut referred_columns = Vec::new();
    let elements = state.elements.borrow().clone();
    for (at, key) in elements.iter().enumerate() {
        let (mut table, column) = foreign_key::frozen_target(evaluator, key)?;
        let found = referred_column(key, &table, column.as_ref());
        if let Some(known) = found.as_ref().and_then(|item| columns::table_of(item)) {
            table = tables::qualified(evaluator, &known)?;
        }
        let name = match found {
            Some(item) => {
                Some(names::require_name(evaluator, &field(&item, "name"), "a column's name")?)
            }
            None => column.or_else(|| columns.get(at).cloned()),
        };
        referred_columns.extend(name);
        if at == 0 {
            referred = table;
        }
    }
    Ok(ForeignKey {
        columns,
        referred,
        referred_columns,
        onupdate: text(evaluator, this, "onupdate")?,
        ondelete: text(evaluator, this, "ondelete")?,
        match_: text(evaluator, this, "match")?,
        use_alter: flag(evaluator, this, "use_alter")?.unwrap_or(false),
    })
}

/// The column that a key stands for, where its table is known: its name may differ from its key.
fn referred_column(
    key: &Rc<Instance>,
    table: &QualifiedName,
    column: Option<&Name>,
) -> Option<Rc<Instance>> {
    if let Some(object) = foreign_key::state(key).and_then(|state| state.object.clone()) {
        return object.as_instance().cloned();
    }
    let parent = key.get("parent")?.as_instance()?.clone();
    let metadata = columns::table_of(&parent)?.get("metadata")?;
    let schema = table.schema.as_ref().map(|schema| &*schema.text);
    let other = metadata::find(&metadata, &tables::key_for(&table.name.text, schema))?;
    tables::column(&other, &column?.text)
}

fn exclude(evaluator: &mut Evaluator, this: &Rc<Instance>) -> Outcome<Exclude> {
    let mut elements = Vec::new();
    for element in field(this, "_elements").as_items().unwrap_or_default() {
        let pair = element.as_items().unwrap_or_default();
        let (Some(first), Some(operator)) = (pair.first(), pair.get(1)) else { continue };
        let expr = match first.as_str() {
            Some(name) => Rc::new(Expr::column(Name::new(name.clone()), types::null())),
            None => expression::to_expr(evaluator, first)?,
        };
        elements.push((expr, evaluator.text(operator)?.into()));
    }
    let where_ = match field(this, "where") {
        Value::None => None,
        value => Some(clauses::ddl_expr(evaluator, &value)?),
    };
    let mut ops = Vec::new();
    if let Some(dict) = field(this, "ops").as_dict() {
        for (key, value) in dict.items() {
            ops.push((evaluator.text(&key)?.into(), evaluator.text(&value)?.into()));
        }
    }
    let using = text(evaluator, this, "using")?.unwrap_or_else(|| "gist".into());
    Ok(Exclude { elements, using, where_, ops })
}

/// An `Index`.
///
/// # Errors
/// Unknown where a part of it is.
pub fn index(evaluator: &mut Evaluator, this: &Rc<Instance>) -> Outcome<Index> {
    let name = names::optional_name(evaluator, &field(this, "name"), "an index's name")?;
    let table = match field(this, "table") {
        Value::Instance(table) => tables::qualified(evaluator, &table)?,
        _ => QualifiedName { schema: None, name: Name::new("") },
    };
    let Some(state) = super::index::state(this) else {
        return Err(super::session::unknown(evaluator, "an index that was never set up"));
    };
    let mut expressions = Vec::new();
    for value in state.given.borrow().clone() {
        expressions.push(match value.as_str() {
            Some(name) => Rc::new(Expr::column(Name::new(name.clone()), types::null())),
            None => expression::to_expr(evaluator, &value)?,
        });
    }
    let given = state.options.borrow().clone();
    let options: Options = options::freeze(evaluator, &given)?;
    let unique = flag(evaluator, this, "unique")?.unwrap_or(false);
    let (column_flag, textual) = (state.column_flag, !state.stand_ins.is_empty());
    Ok(Index { name, table, expressions, unique, column_flag, textual, options })
}

/// A table as it is created outside of Alembic's directives: what its foreign keys refer to has to be there,
/// for those that are added later only where that is to happen.
///
/// # Errors
/// `NoReferencedTableError` where it is not; unknown where a part of the table is.
pub fn resolved_table(
    evaluator: &mut Evaluator,
    this: &Rc<Instance>,
    with_altered: bool,
) -> Outcome<Table> {
    let alters = !with_altered && super::session::dialect(evaluator) != "sqlite";
    for key in tables::foreign_keys_of(this) {
        if alters && key.get("use_alter").is_some_and(|flag| flag.as_bool() == Some(true)) {
            continue;
        }
        evaluator.getattr(&Value::Instance(key), "column")?;
    }
    table(evaluator, this)
}

/// The table that an object of the schema stands for, whether a `Table` or one made by `sqlalchemy.table()`.
///
/// # Errors
/// Unknown where a part of it is.
pub fn any_table(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Table>> {
    match value.as_instance().filter(|_| classes::kind_of(value) == Some(Kind::Table)) {
        Some(instance) => table(evaluator, instance).map(Some),
        None => clauses::lightweight_table(evaluator, value),
    }
}
