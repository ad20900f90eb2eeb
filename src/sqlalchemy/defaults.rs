//! What fills a column in: `default=`, `server_default=`, `Sequence`, `Identity`, `Computed`.

use std::cell::RefCell;
use std::rc::Rc;

use crate::operation::Executable;
use crate::python::Evaluator;
use crate::python::Value;
use crate::python::{Arguments, NativeFunction};
use crate::python::{ClassBuilder, Instance};
use crate::python::{Outcome, Raised};
use crate::schema::literal::Literal;
use crate::schema::table::{Computed, Identity, Sequence, SequenceOptions, ServerDefault};

use super::classes::{self, Kind, classes};
use super::options::{self, Given};
use super::{clauses, exceptions, expression, names, session, types};

/// What a `Sequence` or an `Identity` keeps beside its attributes.
#[derive(Default)]
struct Numbering {
    options: Given,
}

/// `FetchedValue`.
pub(super) fn fetched_value(builder: ClassBuilder) -> ClassBuilder {
    builder
        .attribute("is_server_default", true.into())
        .attribute("has_argument", false.into())
        .attribute("for_update", false.into())
        .attribute("column", Value::None)
        .method("__init__", |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, "FetchedValue.__init__", &["for_update="])?;
            set(this, "for_update", bound.take("for_update"));
            Ok(Value::None)
        })
}

/// `DefaultClause`.
pub(super) fn default_clause(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("__repr__", |evaluator, this, _| {
            let argument = evaluator.getattr(this, "arg")?;
            let argument = evaluator.repr_text(&argument)?;
            let update = evaluator.getattr(this, "for_update")?;
            let update = evaluator.repr_text(&update)?;
            Ok(format!("DefaultClause({argument}, for_update={update})").into())
        })
        .attribute("has_argument", true.into())
        .method("__init__", |evaluator, this, arguments| {
            let parameters = &["arg", "for_update=", "_reflected="];
            let mut bound = arguments.bind(evaluator, "DefaultClause.__init__", parameters)?;
            let argument = bound.take_or_none("arg");
            check_default(evaluator, &argument)?;
            set(this, "arg", Some(argument));
            set(this, "for_update", bound.take("for_update"));
            Ok(Value::None)
        })
}

/// `ColumnDefault`.
pub(super) fn column_default_class(builder: ClassBuilder) -> ClassBuilder {
    builder
        .property("is_scalar", |evaluator, this| {
            let argument = evaluator.getattr(this, "arg")?;
            Ok((!is_callable(&argument) && !expression::is_clause(evaluator, &argument)).into())
        })
        .property("is_callable", |evaluator, this| {
            let argument = evaluator.getattr(this, "arg")?;
            Ok(is_callable(&argument).into())
        })
        .method("__repr__", |evaluator, this, _| {
            let argument = evaluator.getattr(this, "arg")?;
            let class = match &argument {
                value if is_callable(value) => "CallableColumnDefault",
                value if expression::is_clause(evaluator, value) => "ColumnElementColumnDefault",
                _ => "ScalarElementColumnDefault",
            };
            Ok(format!("{class}({})", evaluator.repr_text(&argument)?).into())
        })
        .attribute("for_update", false.into())
        .method("__init__", |evaluator, this, arguments| {
            let parameters = &["arg=", "for_update="];
            let mut bound = arguments.bind(evaluator, "ColumnDefault.__init__", parameters)?;
            set(this, "arg", Some(bound.take_or_none("arg")));
            set(this, "for_update", bound.take("for_update"));
            Ok(Value::None)
        })
}

fn is_callable(value: &Value) -> bool {
    matches!(value, Value::Function(_) | Value::Native(_) | Value::Method(_) | Value::Class(_))
}

/// `Computed`.
pub(super) fn computed(builder: ClassBuilder) -> ClassBuilder {
    builder.attribute("persisted", Value::None).method("__init__", |evaluator, this, arguments| {
        let parameters = &["sqltext", "persisted="];
        let mut bound = arguments.bind(evaluator, "Computed.__init__", parameters)?;
        set(this, "sqltext", Some(bound.take_or_none("sqltext")));
        set(this, "persisted", bound.take("persisted"));
        Ok(Value::None)
    })
}

const NUMBERS: &[&str] =
    &["start", "increment", "minvalue", "maxvalue", "nominvalue", "nomaxvalue", "cycle", "cache"];

/// `Identity`.
pub(super) fn identity(builder: ClassBuilder) -> ClassBuilder {
    builder.attribute("always", false.into()).method("__init__", |evaluator, this, arguments| {
        let parameters = &[
            "always=",
            "on_null=",
            "start=",
            "increment=",
            "minvalue=",
            "maxvalue=",
            "nominvalue=",
            "nomaxvalue=",
            "cycle=",
            "cache=",
            "order=",
            "**dialect_kw",
        ];
        let mut bound = arguments.bind(evaluator, "Identity.__init__", parameters)?;
        let mut given = std::mem::take(&mut bound.extra);
        for (name, option) in [("on_null", "oracle_on_null"), ("order", "oracle_order")] {
            oracle_option(evaluator, &mut given, name, option, bound.take(name))?;
        }
        options::validate(evaluator, &["Identity"], &given)?;
        for name in NUMBERS.iter().chain(&["always"]) {
            set(this, name, bound.take(name));
        }
        keep(this, given);
        Ok(Value::None)
    })
}

/// `Sequence`.
pub(super) fn sequence(builder: ClassBuilder) -> ClassBuilder {
    builder
        .attribute("is_sequence", true.into())
        .attribute("schema", Value::None)
        .attribute("metadata", Value::None)
        .attribute("optional", false.into())
        .attribute("for_update", false.into())
        .method("__init__", init_sequence)
        .method("next_value", |evaluator, this, _| clauses::next_value(evaluator, this))
        .attribute("create", NativeFunction::method("create", create_sequence).effect().into())
        .attribute("drop", NativeFunction::method("drop", drop_sequence).effect().into())
}

fn init_sequence(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &[
        "name",
        "start=",
        "increment=",
        "minvalue=",
        "maxvalue=",
        "nominvalue=",
        "nomaxvalue=",
        "cycle=",
        "schema=",
        "cache=",
        "order=",
        "data_type=",
        "optional=",
        "quote=",
        "metadata=",
        "quote_schema=",
        "for_update=",
        "**dialect_kw",
    ];
    let mut bound = arguments.bind(evaluator, "Sequence.__init__", parameters)?;
    let mut given = std::mem::take(&mut bound.extra);
    oracle_option(evaluator, &mut given, "order", "oracle_order", bound.take("order"))?;
    options::validate(evaluator, &["Sequence"], &given)?;
    for name in NUMBERS.iter().chain(&["optional", "for_update", "metadata"]) {
        set(this, name, bound.take(name));
    }
    let quote = bound.get("quote").and_then(Value::as_bool);
    let name = names::quoted(evaluator, &bound.take_or_none("name"), quote);
    set(this, "name", Some(name));
    let metadata = bound.take_or_none("metadata");
    let schema = bound.take_or_none("schema");
    let schema = if classes::is_symbol(&schema, "BLANK_SCHEMA") {
        Value::None
    } else if schema.is_none() && !metadata.is_none() {
        evaluator.getattr(&metadata, "schema")?
    } else {
        names::quoted(evaluator, &schema, bound.get("quote_schema").and_then(Value::as_bool))
    };
    set(this, "schema", Some(schema));
    if let Some(type_) = bound.take("data_type").filter(|type_| !type_.is_none()) {
        let type_ = types::to_instance(evaluator, &type_)?;
        set(this, "data_type", Some(type_));
    }
    keep(this, given);
    Ok(Value::None)
}

fn oracle_option(
    evaluator: &mut Evaluator,
    given: &mut Vec<(Rc<str>, Value)>,
    name: &str,
    option: &str,
    value: Option<Value>,
) -> Outcome<()> {
    let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(()) };
    if given.iter().any(|(key, _)| &**key == option) {
        let text =
            format!("Cannot specify both '{name}' and '{option}'. Please use only '{option}'.");
        return Err(exceptions::argument_error(evaluator, text));
    }
    given.push((option.into(), value));
    Ok(())
}

fn set(this: &Value, name: &'static str, value: Option<Value>) {
    if let (Some(instance), Some(value)) = (this.as_instance(), value) {
        instance.set(name, value);
    }
}

fn keep(this: &Value, given: Vec<(Rc<str>, Value)>) {
    if let Some(instance) = this.as_instance() {
        instance.set_payload(Rc::new(Numbering { options: RefCell::new(given) }));
    }
}

fn create_sequence(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    on_connection(evaluator, this, arguments, "Sequence.create", |sequence| {
        Executable::SequenceCreate(sequence)
    })
}

fn drop_sequence(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    on_connection(evaluator, this, arguments, "Sequence.drop", |sequence| {
        Executable::SequenceDrop(sequence)
    })
}

fn on_connection(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
    name: &str,
    statement: fn(Box<Sequence>) -> Executable,
) -> Outcome {
    let bound = arguments.bind(evaluator, name, &["bind", "checkfirst="])?;
    session::check_bind(evaluator, &bound, "_run_ddl_visitor")?;
    if let Some(sequence) = freeze_sequence(evaluator, this)? {
        session::execute(evaluator, statement(Box::new(sequence)))?;
    }
    Ok(Value::None)
}

/// `ColumnDefault(value)`, unless it is one, or a `Sequence`.
pub fn column_default(value: &Value, for_update: bool) -> Value {
    if matches!(classes::kind_of(value), Some(Kind::Default | Kind::Sequence)) {
        return value.clone();
    }
    let made = Instance::new(classes().column_default.clone());
    made.set("arg", value.clone());
    if for_update {
        made.set("for_update", true.into());
    }
    Value::Instance(made)
}

/// `DefaultClause(value)`, unless it is a `FetchedValue`.
///
/// # Errors
/// `ArgumentError` for what is neither text nor an expression.
pub fn server_default(evaluator: &mut Evaluator, value: &Value, for_update: bool) -> Outcome {
    match classes::kind_of(value) {
        Some(Kind::Computed | Kind::Identity) => return Ok(value.clone()),
        Some(Kind::ServerDefault) => {
            let is_update = value.as_instance().and_then(|instance| instance.get("for_update"));
            if is_update.is_some_and(|flag| flag.as_bool() == Some(true)) == for_update {
                return Ok(value.clone());
            }
            let made = copy(value);
            set(&made, "for_update", Some(for_update.into()));
            return Ok(made);
        }
        _ => {}
    }
    let value = super::column::underlying(evaluator, value)?;
    check_default(evaluator, &value)?;
    let made = Instance::new(classes().default_clause.clone());
    made.set("arg", value);
    if for_update {
        made.set("for_update", true.into());
    }
    Ok(Value::Instance(made))
}

/// `util.assert_arg_type(arg, (str, ClauseElement, TextClause), 'arg')`.
fn check_default(evaluator: &mut Evaluator, value: &Value) -> Outcome<()> {
    let fits = value.as_str().is_some()
        || matches!(value, Value::Unknown(_))
        || expression::is_clause(evaluator, value)
        || classes::kind_of(value) == Some(Kind::Sequence);
    if fits {
        return Ok(());
    }
    let text = format!(
        "Argument 'arg' is expected to be one of type '<class 'str'>' or \
         '<class 'sqlalchemy.sql.elements.ClauseElement'>' or \
         '<class 'sqlalchemy.sql.elements.TextClause'>', got '<class '{}'>'",
        evaluator.class_of(value).full_name()
    );
    Err(exceptions::argument_error(evaluator, text))
}

/// `DefaultGenerator._set_parent`.
pub fn set_column(item: &Rc<Instance>, column: &Rc<Instance>) {
    let update = item.get("for_update").is_some_and(|flag| flag.as_bool() == Some(true));
    item.set("column", Value::Instance(column.clone()));
    column.set(if update { "onupdate" } else { "default" }, Value::Instance(item.clone()));
}

fn has_other_default(column: &Instance, slot: &str, allowed: Option<Kind>) -> bool {
    let held = column.get(slot).filter(|value| !value.is_none());
    held.is_some_and(|value| classes::kind_of(&value) != allowed)
}

/// `Computed._set_parent`.
///
/// # Errors
/// `ArgumentError` beside another default.
pub fn set_computed(
    evaluator: &mut Evaluator,
    item: &Rc<Instance>,
    column: &Rc<Instance>,
) -> Outcome<()> {
    let allowed = Some(Kind::Computed);
    if has_other_default(column, "server_default", allowed)
        || has_other_default(column, "server_onupdate", allowed)
    {
        let text =
            "A generated column cannot specify a server_default or a server_onupdate argument";
        return Err(exceptions::argument_error(evaluator, text));
    }
    let value = Value::Instance(item.clone());
    item.set("column", Value::Instance(column.clone()));
    for slot in ["computed", "server_onupdate", "server_default"] {
        column.set(slot, value.clone());
    }
    Ok(())
}

/// `Identity._set_parent`.
///
/// # Errors
/// `ArgumentError` beside another default, or `autoincrement=False`.
pub fn set_identity(
    evaluator: &mut Evaluator,
    item: &Rc<Instance>,
    column: &Rc<Instance>,
) -> Outcome<()> {
    if has_other_default(column, "server_default", Some(Kind::Identity))
        || has_other_default(column, "server_onupdate", None)
    {
        let text = "A column with an Identity object cannot specify a server_default or a \
                    server_onupdate argument";
        return Err(exceptions::argument_error(evaluator, text));
    }
    if column.get("autoincrement").is_some_and(|value| value.as_bool() == Some(false)) {
        let text = "A column with an Identity object cannot specify autoincrement=False";
        return Err(exceptions::argument_error(evaluator, text));
    }
    item.set("column", Value::Instance(column.clone()));
    if column.get("_user_defined_nullable").is_none() {
        column.set("nullable", false.into());
    }
    for slot in ["identity", "server_default"] {
        column.set(slot, Value::Instance(item.clone()));
    }
    Ok(())
}

/// A default for a copied column.
pub fn copy(value: &Value) -> Value {
    let Some(instance) = value.as_instance() else { return value.clone() };
    let made = Instance::new(instance.class().clone());
    for (name, value) in instance.attributes.borrow().iter() {
        if &**name != "column" {
            made.set_named(name.clone(), value.clone());
        }
    }
    if let Some(numbering) = instance.payload::<Numbering>() {
        let given = numbering.options.borrow().clone();
        made.set_payload(Rc::new(Numbering { options: RefCell::new(given) }));
    }
    Value::Instance(made)
}

/// A server default made inert.
///
/// # Errors
/// Unknown where a part of it is.
pub fn freeze(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<ServerDefault>> {
    let Some(instance) = value.as_instance() else {
        return match value {
            Value::None => Ok(None),
            Value::Unknown(unknown) => Err(Raised::from(unknown.clone())),
            _ => {
                let made = server_default(evaluator, value, false)?;
                freeze(evaluator, &made)
            }
        };
    };
    match classes::kind_of(value) {
        Some(Kind::Computed) => {
            let sqltext = instance.get("sqltext").unwrap_or(Value::None);
            let sqltext = clauses::ddl_expr(evaluator, &sqltext)?;
            let persisted = flag(evaluator, instance, "persisted")?;
            Ok(Some(ServerDefault::Computed(Computed { sqltext, persisted })))
        }
        Some(Kind::Identity) => {
            Ok(Some(ServerDefault::Identity(Box::new(freeze_identity(evaluator, instance)?))))
        }
        Some(Kind::Sequence) => {
            let next = clauses::next_value(evaluator, value)?;
            Ok(Some(ServerDefault::Expr(expression::to_expr(evaluator, &next)?)))
        }
        Some(Kind::ServerDefault) => match instance.get("arg") {
            None => Ok(Some(ServerDefault::Fetched)),
            Some(Value::Unknown(unknown)) => Err(Raised::from(unknown)),
            Some(argument) => match argument.as_str() {
                Some(text) => Ok(Some(ServerDefault::Text(text.clone()))),
                None => Ok(Some(ServerDefault::Expr(expression::to_expr(evaluator, &argument)?))),
            },
        },
        _ => {
            let made = server_default(evaluator, value, false)?;
            match classes::kind_of(&made) {
                Some(Kind::ServerDefault) => freeze(evaluator, &made),
                _ => Ok(None),
            }
        }
    }
}

fn freeze_identity(evaluator: &mut Evaluator, instance: &Rc<Instance>) -> Outcome<Identity> {
    let given = instance.payload::<Numbering>().map(|n| n.options.borrow().clone());
    let given = given.unwrap_or_default();
    let oracle = |name: &str| given.iter().find(|(key, _)| &**key == name).map(|(_, v)| v.clone());
    let mut options = numbers(evaluator, instance)?;
    if let Some(order) = oracle("oracle_order") {
        options.order = order.as_bool();
    }
    Ok(Identity {
        always: flag(evaluator, instance, "always")?.unwrap_or(false),
        on_null: oracle("oracle_on_null").and_then(|value| value.as_bool()),
        options,
        dialect_options: options::freeze(evaluator, &given)?,
    })
}

/// A `Sequence` made inert; `None` for anything else.
///
/// # Errors
/// Unknown where a part of it is.
pub fn freeze_sequence(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Sequence>> {
    if classes::kind_of(value) != Some(Kind::Sequence) {
        return Ok(None);
    }
    let Some(instance) = value.as_instance() else { return Ok(None) };
    let name = instance.get("name").unwrap_or(Value::None);
    let schema = instance.get("schema").unwrap_or(Value::None);
    let given = instance.payload::<Numbering>().map(|n| n.options.borrow().clone());
    let given = given.unwrap_or_default();
    let mut options = numbers(evaluator, instance)?;
    if let Some((_, order)) = given.iter().find(|(key, _)| &**key == "oracle_order") {
        options.order = order.as_bool();
    }
    let data_type = match instance.get("data_type").filter(|type_| !type_.is_none()) {
        Some(type_) => Some(types::to_type(evaluator, &type_)?),
        None => None,
    };
    Ok(Some(Sequence {
        name: names::qualified(evaluator, &name, &schema)?,
        data_type,
        optional: flag(evaluator, instance, "optional")?.unwrap_or(false),
        options,
        dialect_options: options::freeze(evaluator, &given)?,
    }))
}

fn numbers(evaluator: &mut Evaluator, instance: &Rc<Instance>) -> Outcome<SequenceOptions> {
    Ok(SequenceOptions {
        start: number(evaluator, instance, "start")?,
        increment: number(evaluator, instance, "increment")?,
        minvalue: number(evaluator, instance, "minvalue")?,
        maxvalue: number(evaluator, instance, "maxvalue")?,
        nominvalue: flag(evaluator, instance, "nominvalue")?,
        nomaxvalue: flag(evaluator, instance, "nomaxvalue")?,
        cycle: flag(evaluator, instance, "cycle")?,
        cache: number(evaluator, instance, "cache")?,
        order: None,
    })
}

fn number(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    name: &str,
) -> Outcome<Option<Rc<str>>> {
    match instance.get(name) {
        None | Some(Value::None) => Ok(None),
        Some(value) => match expression::to_literal(evaluator, &value)? {
            Literal::Int(digits) => Ok(Some(digits)),
            _ => evaluator.text(&value).map(|text| Some(text.into())),
        },
    }
}

fn flag(evaluator: &mut Evaluator, instance: &Rc<Instance>, name: &str) -> Outcome<Option<bool>> {
    match instance.get(name) {
        None | Some(Value::None) => Ok(None),
        Some(value) => super::column::truthy(evaluator, &value).map(Some),
    }
}
