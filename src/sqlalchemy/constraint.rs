//! Constraints: PRIMARY KEY, UNIQUE, CHECK, EXCLUDE, and what they have in common.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::python::Evaluator;
use crate::python::Value;
use crate::python::{Arguments, Bound};
use crate::python::{ClassBuilder, Instance};
use crate::python::{Outcome, Raised};

use super::classes::{self, Kind, classes};
use super::column::{self, Waiting};
use super::options::{self, Given};
use super::types::{self, AttachedType};
use super::{
    attach, clauses, exceptions, expression, foreign_key, names, naming, session, spatial, table,
};

/// What a constraint demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// `Constraint` itself.
    Bare,
    /// `PrimaryKeyConstraint`.
    PrimaryKey,
    /// `UniqueConstraint`.
    Unique,
    /// `CheckConstraint`.
    Check,
    /// `ForeignKeyConstraint`.
    ForeignKey,
    /// `ExcludeConstraint`.
    Exclude,
}

impl Sort {
    /// The classes whose dialect arguments it takes, its own first.
    fn constructs(self) -> &'static [&'static str] {
        match self {
            Sort::Bare => &["Constraint"],
            Sort::PrimaryKey => &["PrimaryKeyConstraint", "Constraint"],
            Sort::Unique => &["UniqueConstraint", "Constraint"],
            Sort::Check => &["CheckConstraint", "Constraint"],
            Sort::ForeignKey => &["ForeignKeyConstraint", "Constraint"],
            Sort::Exclude => &["ExcludeConstraint", "Constraint"],
        }
    }

    fn name(self) -> &'static str {
        self.constructs().first().copied().unwrap_or("Constraint")
    }
}

/// A column that a constraint is over: by key, until it has a table, or as an object.
pub type Pending = Value;

/// What a constraint keeps beside its attributes.
pub struct ConstraintState {
    /// What it demands.
    pub sort: Sort,
    /// The order of creation.
    pub order: u64,
    /// Made by a column's flag.
    pub column_flag: bool,
    /// The primary key that every table begins with.
    pub implicit: bool,
    /// Made by a type, for this column.
    pub of_type: Option<(AttachedType, Rc<Instance>)>,
    /// What it was given.
    pub pending: RefCell<Vec<Pending>>,
    /// Its columns, once it has a table.
    pub columns: RefCell<Vec<Rc<Instance>>>,
    /// A foreign key's `ForeignKey` objects.
    pub elements: RefCell<Vec<Rc<Instance>>>,
    /// Dialect keyword arguments.
    pub options: Given,
    /// It has a table.
    pub attached: Cell<bool>,
}

impl ConstraintState {
    /// A constraint of this sort, created now.
    pub fn new(evaluator: &Evaluator, sort: Sort) -> Self {
        Self::of_order(session::creation_order(evaluator), sort)
    }

    /// A constraint of this sort, created before.
    pub fn of_order(order: u64, sort: Sort) -> Self {
        Self {
            sort,
            order,
            column_flag: false,
            implicit: false,
            of_type: None,
            pending: RefCell::default(),
            columns: RefCell::default(),
            elements: RefCell::default(),
            options: RefCell::default(),
            attached: Cell::new(false),
        }
    }
}

/// The state of a constraint.
pub fn state(constraint: &Instance) -> Option<Rc<ConstraintState>> {
    constraint.payload::<ConstraintState>()
}

/// `Constraint`.
pub(super) fn base_class(builder: ClassBuilder) -> ClassBuilder {
    builder
        .attribute("name", Value::None)
        .attribute("deferrable", Value::None)
        .attribute("initially", Value::None)
        .attribute("comment", Value::None)
        .property("_type_bound", |_, this| {
            Ok(this
                .as_instance()
                .and_then(|i| state(i))
                .is_some_and(|s| s.of_type.is_some())
                .into())
        })
        .property("table", |evaluator, this| {
            match this.as_instance().and_then(|i| i.get("parent")) {
                Some(parent) if classes::kind_of(&parent) == Some(Kind::Table) => Ok(parent),
                _ => {
                    let text = "This constraint is not bound to a table.  Did you mean to call \
                            table.append_constraint(constraint) ?";
                    Err(exceptions::invalid_request(evaluator, text))
                }
            }
        })
        .property("kwargs", kwargs)
        .property("dialect_kwargs", kwargs)
        .method("copy", copy_method)
        .method("_copy", copy_method)
        .method("__repr__", repr)
        .method("__init__", |evaluator, this, arguments| {
            let parameters = &[
                "name=",
                "deferrable=",
                "initially=",
                "info=",
                "comment=",
                "_create_rule=",
                "_type_bound=",
                "**dialect_kw",
            ];
            let mut bound = arguments.bind(evaluator, "Constraint.__init__", parameters)?;
            begin(evaluator, this, Sort::Bare, &mut bound, Vec::new())
        })
}

fn kwargs(evaluator: &mut Evaluator, this: &Value) -> Outcome {
    let given = this.as_instance().and_then(|i| state(i)).map(|s| s.options.borrow().clone());
    options::to_dict(evaluator, &given.unwrap_or_default())
}

/// `ColumnCollectionConstraint`.
pub(super) fn collection_class(builder: ClassBuilder) -> ClassBuilder {
    builder
        .property("columns", columns)
        .property("c", columns)
        .method("__iter__", |evaluator, this, _| {
            let columns = columns_of(this).into_iter().map(Value::Instance).collect();
            evaluator.iter(&Value::list(columns))
        })
        .method("__len__", |_, this, _| Ok((columns_of(this).len() as i64).into()))
}

/// The columns of a constraint or an index.
pub fn columns_of(value: &Value) -> Vec<Rc<Instance>> {
    value
        .as_instance()
        .and_then(|i| state(i))
        .map(|s| s.columns.borrow().clone())
        .unwrap_or_default()
}

fn columns(_: &mut Evaluator, this: &Value) -> Outcome {
    Ok(super::collection::of_columns(columns_of(this)))
}

const COMMON: &[&str] = &["name", "deferrable", "initially", "info", "comment"];

/// `UniqueConstraint`.
pub(super) fn unique_class(builder: ClassBuilder) -> ClassBuilder {
    builder.method("__init__", |evaluator, this, arguments| {
        let parameters = &[
            "*columns",
            "name=",
            "deferrable=",
            "initially=",
            "info=",
            "comment=",
            "_autoattach=",
            "_column_flag=",
            "**dialect_kw",
        ];
        let mut bound = arguments.bind(evaluator, "UniqueConstraint.__init__", parameters)?;
        let columns = std::mem::take(&mut bound.rest);
        begin(evaluator, this, Sort::Unique, &mut bound, columns)
    })
}

/// `PrimaryKeyConstraint`.
pub(super) fn primary_class(builder: ClassBuilder) -> ClassBuilder {
    builder.method("__init__", |evaluator, this, arguments| {
        let parameters = &[
            "*columns",
            "name=",
            "deferrable=",
            "initially=",
            "info=",
            "comment=",
            "_implicit_generated=",
            "**dialect_kw",
        ];
        let mut bound = arguments.bind(evaluator, "PrimaryKeyConstraint.__init__", parameters)?;
        let columns = std::mem::take(&mut bound.rest);
        begin(evaluator, this, Sort::PrimaryKey, &mut bound, columns)
    })
}

/// `CheckConstraint`.
pub(super) fn check_class(builder: ClassBuilder) -> ClassBuilder {
    builder.method("__init__", |evaluator, this, arguments| {
        let parameters = &[
            "sqltext",
            "name=",
            "deferrable=",
            "initially=",
            "table=",
            "info=",
            "_create_rule=",
            "_autoattach=",
            "_type_bound=",
            "comment=",
            "**dialect_kw",
        ];
        let mut bound = arguments.bind(evaluator, "CheckConstraint.__init__", parameters)?;
        let sqltext = bound.take_or_none("sqltext");
        let table = bound.take_or_none("table");
        if let Some(instance) = this.as_instance() {
            instance.set("sqltext", sqltext);
        }
        begin(evaluator, this, Sort::Check, &mut bound, Vec::new())?;
        if let Some(table) = table.as_instance() {
            attach::to_table(evaluator, this, table, false)?;
        }
        Ok(Value::None)
    })
}

/// PostgreSQL's `ExcludeConstraint`.
pub(super) fn exclude_class(builder: ClassBuilder) -> ClassBuilder {
    builder.attribute("using", "gist".into()).method("__init__", |evaluator, this, arguments| {
        let parameters = &[
            "*elements",
            "name=",
            "deferrable=",
            "initially=",
            "using=",
            "where=",
            "ops=",
            "**kw",
        ];
        let mut bound = arguments.bind(evaluator, "ExcludeConstraint.__init__", parameters)?;
        let elements = std::mem::take(&mut bound.rest);
        let Some(instance) = this.as_instance() else { return Ok(Value::None) };
        let mut columns = Vec::new();
        for element in &elements {
            if let Some(first) = element.as_items().and_then(|pair| pair.first().cloned())
                && (first.as_str().is_some() || column::is_column(&first))
            {
                columns.push(first);
            }
        }
        instance.set("_elements", Value::tuple(elements));
        for name in ["using", "where", "ops"] {
            if let Some(value) = bound.take(name) {
                instance.set(name, value);
            }
        }
        begin(evaluator, this, Sort::Exclude, &mut bound, Vec::new())?;
        let objects = columns.iter().all(column::is_column) && !columns.is_empty();
        if let Some(state) = state(instance).filter(|_| objects) {
            *state.pending.borrow_mut() = columns;
            check_attach(evaluator, instance)?;
        }
        Ok(Value::None)
    })
}

/// `ForeignKeyConstraint`.
pub(super) fn foreign_class(builder: ClassBuilder) -> ClassBuilder {
    builder
        .attribute("onupdate", Value::None)
        .attribute("ondelete", Value::None)
        .attribute("match", Value::None)
        .attribute("use_alter", false.into())
        .attribute("link_to_name", false.into())
        .property("elements", |_, this| {
            let state = this.as_instance().and_then(|i| state(i));
            let elements = state.map(|s| s.elements.borrow().clone()).unwrap_or_default();
            Ok(Value::list(elements.into_iter().map(Value::Instance).collect()))
        })
        .property("column_keys", |_, this| {
            let columns = columns_of(this);
            Ok(Value::list(columns.iter().filter_map(|c| column::key(c)).map(Value::str).collect()))
        })
        .property("referred_table", foreign_key::referred_table)
        .method("__init__", foreign_key::init_constraint)
}

/// What all constructors of constraints do.
///
/// # Errors
/// What SQLAlchemy raises.
pub fn begin(
    evaluator: &mut Evaluator,
    this: &Value,
    sort: Sort,
    bound: &mut Bound,
    columns: Vec<Value>,
) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    let mut state = ConstraintState::new(evaluator, sort);
    state.options = RefCell::new(std::mem::take(&mut bound.extra));
    options::validate(evaluator, sort.constructs(), &state.options.borrow())?;
    for name in COMMON {
        if let Some(value) = bound.take(name).filter(|value| !value.is_none()) {
            instance.set(name, value);
        }
    }
    state.pending = RefCell::new(pending(evaluator, columns)?);
    instance.set_payload(Rc::new(state));
    check_attach(evaluator, instance)?;
    Ok(Value::None)
}

/// Columns as they are given: keys and `Column` objects.
///
/// # Errors
/// Unknown where one is; `ArgumentError` for anything else.
pub fn pending(evaluator: &mut Evaluator, columns: Vec<Value>) -> Outcome<Vec<Pending>> {
    let mut pending = Vec::with_capacity(columns.len());
    for value in columns {
        let value = column::underlying(evaluator, &value)?;
        if let Value::Unknown(unknown) = &value {
            return Err(Raised::from(unknown.clone()));
        }
        if value.as_str().is_none() && !expression::is_clause(evaluator, &value) {
            let shown = evaluator.shown(&value)?;
            let text = format!(
                "String column name or Column object for DDL constraint expected, got {shown}."
            );
            return Err(exceptions::argument_error(evaluator, text));
        }
        pending.push(value);
    }
    Ok(pending)
}

/// `ColumnCollectionMixin._check_attach`: a constraint over columns goes to their table when all have it.
///
/// # Errors
/// What SQLAlchemy raises.
pub fn check_attach(evaluator: &mut Evaluator, this: &Rc<Instance>) -> Outcome<()> {
    let pending = pending_of(this);
    let columns: Vec<Rc<Instance>> = pending
        .iter()
        .filter(|v| column::is_column(v))
        .filter_map(|v| v.as_instance().cloned())
        .collect();
    if columns.is_empty() {
        return Ok(());
    }
    let free: Vec<_> = columns.iter().filter(|c| column::table_of(c).is_none()).cloned().collect();
    if !free.is_empty() {
        if columns.len() == pending.len() {
            for item in free {
                column::on_table_attach(evaluator, &item, Waiting::Follow(this.clone()))?;
            }
        }
        return Ok(());
    }
    follow(evaluator, this)
}

fn pending_of(this: &Instance) -> Vec<Pending> {
    if let Some(state) = state(this) {
        return state.pending.borrow().clone();
    }
    super::index::pending_of(this)
}

/// Gives a constraint or an index the table of its columns, once they all have one.
///
/// # Errors
/// `ArgumentError` if it is not one table.
pub fn follow(evaluator: &mut Evaluator, this: &Rc<Instance>) -> Outcome<()> {
    let mut tables: Vec<Rc<Instance>> = Vec::new();
    let mut others: Vec<Rc<Instance>> = Vec::new();
    for value in pending_of(this) {
        let Some(item) = value.as_instance().filter(|_| column::is_column(&value)) else {
            continue;
        };
        let Some(table) = column::table_of(item) else { return Ok(()) };
        if tables.first().is_some_and(|first| !Rc::ptr_eq(first, &table)) {
            others.push(item.clone());
        }
        if !tables.iter().any(|known| Rc::ptr_eq(known, &table)) {
            tables.push(table);
        }
    }
    let Some(first) = tables.first().cloned() else { return Ok(()) };
    if others.is_empty() {
        return attach::to_table(evaluator, &Value::Instance(this.clone()), &first, false);
    }
    let mut shown = Vec::new();
    for item in &others {
        shown.push(format!("'{}'", evaluator.text(&Value::Instance(item.clone()))?));
    }
    let text = format!(
        "Column(s) {} are not part of table '{}'.",
        shown.join(", "),
        table::description(&first)
    );
    Err(exceptions::argument_error(evaluator, text))
}

/// `_col_expressions`: keys looked up in the table.
///
/// # Errors
/// `ConstraintColumnNotFoundError` for a key that is not there.
pub fn resolve(
    evaluator: &mut Evaluator,
    class: &str,
    pending: &[Pending],
    table: &Rc<Instance>,
) -> Outcome<Vec<Rc<Instance>>> {
    let mut columns = Vec::with_capacity(pending.len());
    for value in pending {
        match value.as_str() {
            Some(key) => match table::column(table, key) {
                Some(found) => columns.push(found),
                None => {
                    let text = format!(
                        "Can't create {class} on table '{}': no column named '{key}' is present.",
                        table::description(table)
                    );
                    return Err(exceptions::raise(
                        evaluator,
                        "ConstraintColumnNotFoundError",
                        text,
                    ));
                }
            },
            None => {
                if let Some(item) = value.as_instance().filter(|_| column::is_column(value)) {
                    columns.push(item.clone());
                }
            }
        }
    }
    Ok(columns)
}

/// `Constraint._set_parent` with a table.
///
/// # Errors
/// What SQLAlchemy raises.
pub fn set_table(
    evaluator: &mut Evaluator,
    this: &Rc<Instance>,
    parent: &Rc<Instance>,
) -> Outcome<()> {
    let Some(state) = state(this) else {
        return Err(session::unknown(evaluator, "a constraint that was never set up"));
    };
    this.set("parent", Value::Instance(parent.clone()));
    state.attached.set(true);
    let pending = state.pending.borrow().clone();
    if state.of_type.is_none() && state.sort != Sort::Check {
        let class = this.class().name.clone();
        let columns = resolve(evaluator, &class, &pending, parent)?;
        if !(columns.is_empty() && state.sort == Sort::ForeignKey) {
            set_columns(&state, columns);
        }
    }
    table::add_constraint(parent, this);
    match state.sort {
        Sort::ForeignKey => foreign_key::set_constraint_table(evaluator, &state, parent)?,
        Sort::PrimaryKey => becomes_primary_key(evaluator, this, &state, parent)?,
        _ => {}
    }
    naming::name(evaluator, this, parent)
}

fn set_columns(state: &ConstraintState, columns: Vec<Rc<Instance>>) {
    let mut held = state.columns.borrow_mut();
    for column in columns {
        let repeats = state.sort == Sort::ForeignKey;
        if repeats || !held.iter().any(|known| Rc::ptr_eq(known, &column)) {
            held.push(column);
        }
    }
}

/// `PrimaryKeyConstraint._set_parent`.
fn becomes_primary_key(
    evaluator: &mut Evaluator,
    this: &Rc<Instance>,
    state: &Rc<ConstraintState>,
    parent: &Rc<Instance>,
) -> Outcome<()> {
    table::set_primary_key(parent, this);
    let mut flagged: Vec<Rc<Instance>> = Vec::new();
    for item in table::columns_of(parent) {
        let primary = item.get("primary_key").unwrap_or(Value::None);
        if column::truthy(evaluator, &primary)? {
            flagged.push(item);
        }
    }
    let own = state.columns.borrow().clone();
    let same = flagged.len() == own.len()
        && flagged.iter().all(|item| own.iter().any(|known| Rc::ptr_eq(known, item)));
    if !own.is_empty() && !flagged.is_empty() && !same {
        flagged.clear();
    }
    for item in &own {
        item.set("primary_key", true.into());
        if item.get("_user_defined_nullable").is_none() {
            item.set("nullable", false.into());
        }
    }
    set_columns(state, flagged);
    Ok(())
}

/// A constraint given inside a column.
///
/// # Errors
/// `AssertionError` for one that only tables have.
pub fn set_column(
    evaluator: &mut Evaluator,
    this: &Rc<Instance>,
    parent: &Rc<Instance>,
) -> Outcome<()> {
    let Some(state) = state(this) else {
        return Err(session::unknown(evaluator, "a constraint that was never set up"));
    };
    if matches!(state.sort, Sort::PrimaryKey | Sort::ForeignKey)
        || clauses::has_loose_column(evaluator, this)?
    {
        return Err(exceptions::raise_builtin(evaluator, "AssertionError", ""));
    }
    this.set("parent", Value::Instance(parent.clone()));
    if let Some(column) = parent.payload::<column::ColumnState>() {
        column.constraints.borrow_mut().push(this.clone());
    }
    column::on_table_attach(evaluator, parent, Waiting::Name(this.clone()))
}

/// The UNIQUE of `Column(unique=True)`.
///
/// # Errors
/// What SQLAlchemy raises.
pub fn unique_of_column(
    evaluator: &mut Evaluator,
    table: &Rc<Instance>,
    key: &Rc<str>,
) -> Outcome<()> {
    let made = Instance::new(classes().unique.clone());
    let mut state = ConstraintState::new(evaluator, Sort::Unique);
    state.column_flag = true;
    state.pending = RefCell::new(vec![Value::str(key.clone())]);
    made.set_payload(Rc::new(state));
    set_table(evaluator, &made, table)
}

/// The CHECK that a column's type brings to its table.
///
/// # Errors
/// What SQLAlchemy raises; unknown where the type is.
pub fn of_type(
    evaluator: &mut Evaluator,
    column: &Rc<Instance>,
    table: &Rc<Instance>,
    type_: &Value,
) -> Outcome<()> {
    if !types::is_type(type_) {
        return Ok(());
    }
    if let Some(metadata) = table.get("metadata") {
        types::set_metadata(evaluator, type_, &metadata)?;
    }
    types::inherit_schema(type_, table);
    spatial::attached(evaluator, column, table, type_)?;
    let current = column.get("type").unwrap_or(Value::None);
    if !current.is(type_) {
        return Ok(());
    }
    let Some(attached) = types::check_of(evaluator, type_)? else { return Ok(()) };
    let made = Instance::new(classes().check.clone());
    let object = Value::Instance(column.clone());
    let sqltext = clauses::in_values(evaluator, &object, &attached.compared_as, &attached.values)?;
    made.set("sqltext", sqltext);
    let name = attached.name.clone();
    if name.is_none() {
        made.set("_unnamed_type", true.into());
    } else {
        made.set("name", name);
    }
    let mut state = ConstraintState::new(evaluator, Sort::Check);
    state.of_type = Some((attached, column.clone()));
    made.set_payload(Rc::new(state));
    set_table(evaluator, &made, table)
}

/// A column's own constraint, for a copy of the column.
///
/// # Errors
/// None so far.
pub fn copy_of_column(
    evaluator: &mut Evaluator,
    this: &Rc<Instance>,
) -> Outcome<Option<Rc<Instance>>> {
    match state(this) {
        Some(state) if state.of_type.is_none() => copy(evaluator, this).map(Some),
        _ => Ok(None),
    }
}

/// `Constraint._copy`: the same over keys, without a table.
///
/// # Errors
/// As `session`.
pub fn copy(evaluator: &mut Evaluator, this: &Rc<Instance>) -> Outcome<Rc<Instance>> {
    let made = Instance::new(this.class().clone());
    for (name, value) in this.attributes.borrow().iter() {
        if &**name != "parent" {
            made.set_named(name.clone(), value.clone());
        }
    }
    let Some(old) = state(this) else { return Ok(made) };
    if old.sort == Sort::ForeignKey {
        return foreign_key::copy_constraint(evaluator, &old, made);
    }
    let mut state = ConstraintState::new(evaluator, old.sort);
    let keys = old.columns.borrow().iter().filter_map(|c| column::key(c)).map(Value::str).collect();
    state.pending = RefCell::new(keys);
    state.options = RefCell::new(old.options.borrow().clone());
    made.set_payload(Rc::new(state));
    Ok(made)
}

fn copy_method(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    match this.as_instance() {
        Some(instance) => copy(evaluator, instance).map(Value::Instance),
        None => Ok(Value::None),
    }
}

/// `repr()` of a constraint, as `util.generic_repr` has it.
fn repr(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok("".into()) };
    let mut parts = Vec::new();
    if let Some(sqltext) = instance.get("sqltext") {
        parts.push(evaluator.repr_text(&sqltext)?);
    }
    for item in columns_of(this) {
        parts.push(evaluator.repr_text(&Value::Instance(item))?);
    }
    for name in ["name", "deferrable", "initially", "comment"] {
        if let Some(value) = instance.get(name).filter(|value| !value.is_none()) {
            parts.push(format!("{name}={}", evaluator.repr_text(&value)?));
        }
    }
    Ok(format!("{}({})", instance.class().name, parts.join(", ")).into())
}

/// The constraint's name as it stands, for those that look.
pub fn name_of(this: &Instance) -> Option<crate::schema::name::Name> {
    this.get("name").as_ref().and_then(names::to_name)
}

/// The name of a constraint's class, for messages.
pub fn class_name(state: &ConstraintState) -> &'static str {
    state.sort.name()
}
