//! What revisions use of the ORM: declarative models as tables, and sessions, which offline mode cannot open.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::python::{
    Arguments, Class, ClassBuilder, Descriptor, Evaluator, Hooks, Instance, NativeFunction,
    Outcome, Raised, Value, type_class,
};

use super::classes;
use super::{annotated, column, exceptions, metadata, types};

struct Classes {
    model: Rc<Class>,
    session: Rc<Class>,
    query: Rc<Class>,
    inert: Rc<Class>,
    registry: Rc<Class>,
    mapped: Rc<Class>,
    hybrid: Rc<Class>,
    mutable: Rc<Class>,
}

thread_local! {
    static CLASSES: OnceCell<Rc<Classes>> = const { OnceCell::new() };
}

fn orm() -> Rc<Classes> {
    CLASSES.with(|cell| cell.get_or_init(|| Rc::new(build())).clone())
}

fn build() -> Classes {
    Classes {
        model: ClassBuilder::new("sqlalchemy.orm", "DeclarativeBase")
            .hooks(Hooks {
                construct: Some(new_object),
                subclassed: Some(mapped),
                ..Hooks::default()
            })
            .method("__init__", init_model)
            .build(),
        session: session_class(),
        query: query_class(),
        inert: ClassBuilder::new("sqlalchemy.orm", "RelationshipProperty")
            .hooks(Hooks { getattr: Some(inert_attribute), ..Hooks::default() })
            .method("__init__", |_, _, _| Ok(Value::None))
            .method("__call__", |_, this, _| Ok(this.clone()))
            .build(),
        registry: ClassBuilder::new("sqlalchemy.orm.decl_api", "registry")
            .hooks(Hooks { getattr: Some(inert_attribute), ..Hooks::default() })
            .method("__init__", init_registry)
            .method("__call__", |_, this, _| Ok(this.clone()))
            .method("generate_base", |evaluator, this, arguments| {
                let held = evaluator.getattr(this, "metadata")?;
                arguments.keyword.push(("metadata".into(), held));
                declarative_base(evaluator, arguments)
            })
            .build(),
        mapped: ClassBuilder::new("sqlalchemy.orm.base", "Mapped")
            .class_method("__class_getitem__", |_, this, arguments| {
                let Value::Class(class) = this else { return Ok(this.clone()) };
                let made = Instance::new(class.clone());
                made.set("_argument", arguments.positional.drain(..).next().unwrap_or(Value::None));
                Ok(Value::Instance(made))
            })
            .build(),
        hybrid: ClassBuilder::new("sqlalchemy.ext.hybrid", "hybrid_property").build(),
        // `Mutable.as_mutable`: the type as it is, for what is watched is values
        mutable: ClassBuilder::new("sqlalchemy.ext.mutable", "Mutable")
            .class_method("as_mutable", |evaluator, _, arguments| {
                let mut bound = arguments.bind(evaluator, "as_mutable", &["sqltype"])?;
                types::to_instance(evaluator, &bound.take_or_none("sqltype"))
            })
            .build(),
    }
}

fn init_registry(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "registry.__init__", &["*", "metadata=", "**options"])?;
    let held = match bound.given("metadata") {
        Some(given) => given.clone(),
        None => metadata::new(evaluator),
    };
    evaluator.setattr(this, "metadata", held)?;
    Ok(Value::None)
}

fn inert_attribute(_: &mut Evaluator, this: &Value, name: &str) -> Outcome<Option<Value>> {
    Ok((!name.starts_with("__")).then(|| this.clone()))
}

/// What `Mapped[...]` stands for, if it is one.
pub(super) fn mapped_argument(annotation: &Value) -> Option<Value> {
    let instance = annotation.as_instance()?;
    instance.class().is_subclass(&orm().mapped).then(|| instance.get("_argument")).flatten()
}

/// Whether a class is a declarative model, or the base of some.
pub fn is_model(class: &Rc<Class>) -> bool {
    class.is_subclass(&orm().model)
}

/// An object of a model: a column's attribute is `None` until it is set.
fn new_object(_: &mut Evaluator, class: &Rc<Class>, _: &mut Arguments) -> Outcome {
    let made = Instance::new(class.clone());
    let table = class.lookup("__table__").unwrap_or(Value::None);
    for (key, _) in super::table::columns_by_key(&table) {
        made.set_named(key, Value::None);
    }
    Ok(Value::Instance(made))
}

fn init_model(_: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    if let Some(instance) = this.as_instance() {
        for (name, value) in arguments.keyword.drain(..) {
            instance.set_named(name, value);
        }
    }
    Ok(Value::None)
}

/// `declarative_base()`: a class whose subclasses are models.
fn declarative_base(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &[
        "*",
        "metadata=",
        "mapper=",
        "cls=",
        "name=",
        "class_registry=",
        "type_annotation_map=",
        "constructor=",
        "metaclass=",
    ];
    let bound = arguments.bind(evaluator, "declarative_base", parameters)?;
    let held = match bound.given("metadata") {
        Some(given) => given.clone(),
        None => metadata::new(evaluator),
    };
    let mut builder = ClassBuilder::new("sqlalchemy.orm.decl_api", "Base");
    match bound.given("cls") {
        Some(Value::Class(class)) => builder = builder.base(class),
        Some(Value::Tuple(bases)) => {
            for class in bases.iter().filter_map(Value::as_class) {
                builder = builder.base(class);
            }
        }
        _ => {}
    }
    let class = builder.base(&orm().model).attribute("metadata", held).build();
    class.set("registry", Value::Instance(Instance::new(orm().inert.clone())));
    Ok(Value::Class(class))
}

/// A class statement whose class derives from a declarative base: its columns become a table.
fn mapped(evaluator: &mut Evaluator, class: &Rc<Class>, _: &mut Arguments) -> Outcome<()> {
    if class.bases.iter().any(|base| Rc::ptr_eq(base, &orm().model)) {
        if class.lookup("metadata").is_none() {
            let own = class.lookup("registry").and_then(|own| own.as_instance()?.get("metadata"));
            let held = match own {
                Some(held) => held,
                None => metadata::new(evaluator),
            };
            class.set("metadata", held);
        }
        return Ok(());
    }
    let own = class.attributes.borrow().get("__table__").cloned();
    if let Some(table) = own {
        expose(class, &table);
        return Ok(());
    }
    let abstract_ = class.attributes.borrow().get("__abstract__").cloned();
    if abstract_.is_some_and(|flag| flag.as_bool() == Some(true)) {
        return Ok(());
    }
    let parent = class.mro().skip(1).find_map(|ancestor| mapped_to(ancestor));
    let name = match class.mro().any(|holder| names_table(holder, class)) {
        true => declared(evaluator, class, "__tablename__")?,
        false => None,
    };
    let made = match (name, parent) {
        (Some(name), _) => build_table(evaluator, class, name),
        (None, Some(table)) => extend_table(evaluator, class, table),
        (None, None) => return Ok(()),
    };
    let table = match made {
        Err(raised) if let Some(unknown) = raised.as_unknown() => Value::Unknown(unknown),
        other => other?,
    };
    class.set("__table__", table.clone());
    expose(class, &table);
    Ok(())
}

/// The table of a class that is mapped.
fn mapped_to(class: &Class) -> Option<Value> {
    class.attributes.borrow().get("__table__").cloned()
}

/// Whether `__tablename__` of one of its classes names the model's own table: that of a mapped class is only its own,
/// unless it is a `declared_attr`.
fn names_table(holder: &Rc<Class>, class: &Rc<Class>) -> bool {
    let Some(name) = holder.attributes.borrow().get("__tablename__").cloned() else { return false };
    Rc::ptr_eq(holder, class)
        || mapped_to(holder).is_none()
        || name.as_instance().is_some_and(|name| name.get("_declared").is_some())
}

/// Single table inheritance: the columns of a model without a table of its own go to its parent's.
fn extend_table(evaluator: &mut Evaluator, class: &Rc<Class>, table: Value) -> Outcome {
    let append = evaluator.getattr(&table, "append_column")?;
    for column in model_columns(evaluator, class)? {
        evaluator.call(&append, Arguments::of([column]))?;
    }
    Ok(table)
}

/// A class attribute, with `declared_attr` functions called.
fn declared(evaluator: &mut Evaluator, class: &Rc<Class>, name: &str) -> Outcome<Option<Value>> {
    let Some(found) = class.lookup(name) else { return Ok(None) };
    let value = match &found {
        Value::Descriptor(_) => evaluator.getattr(&Value::Class(class.clone()), name)?,
        Value::Instance(instance) => match instance.get("_declared") {
            Some(function) => {
                let function = unwrapped(&function);
                evaluator.call(&function, Arguments::of([Value::Class(class.clone())]))?
            }
            None => found.clone(),
        },
        _ => found.clone(),
    };
    Ok((!value.is_none()).then_some(value))
}

/// The function in a `classmethod`.
fn unwrapped(value: &Value) -> Value {
    match value {
        Value::Descriptor(descriptor) => match &**descriptor {
            Descriptor::Class(function) | Descriptor::Static(function) => function.clone(),
            _ => value.clone(),
        },
        _ => value.clone(),
    }
}

/// A model's own columns, then copies of those of its mixins, in the order in which the classes have them; those of
/// a mapped class are in that one's table.
fn model_columns(evaluator: &mut Evaluator, class: &Rc<Class>) -> Outcome<Vec<Value>> {
    let mut columns = Vec::new();
    let mut seen: Vec<Rc<str>> = Vec::new();
    for ancestor in class.mro() {
        let own = Rc::ptr_eq(ancestor, class);
        let mapped = !own && mapped_to(ancestor).is_some();
        for (key, value) in annotated::entries(ancestor) {
            if seen.contains(&key) {
                continue;
            }
            if mapped {
                seen.push(key);
            } else if let Some(item) = model_column(evaluator, class, ancestor, &key, &value, own)?
            {
                seen.push(key);
                columns.push(item);
            }
        }
    }
    Ok(columns)
}

/// The table of a model.
fn build_table(evaluator: &mut Evaluator, class: &Rc<Class>, name: Value) -> Outcome {
    let held = class.lookup("metadata").unwrap_or(Value::None);
    let mut positional = vec![name, held];
    positional.extend(model_columns(evaluator, class)?);
    let mut keyword = Vec::new();
    if let Some(arguments) = declared(evaluator, class, "__table_args__")? {
        table_arguments(&arguments, &mut positional, &mut keyword);
    }
    let table = Value::Class(classes::classes().table.clone());
    evaluator.call(&table, Arguments { positional, keyword })
}

fn table_arguments(
    given: &Value,
    positional: &mut Vec<Value>,
    keyword: &mut Vec<(Rc<str>, Value)>,
) {
    let mut take = |dict: &Value| {
        for (key, value) in dict.as_dict().map(|dict| dict.items()).unwrap_or_default() {
            if let Some(key) = key.as_str() {
                keyword.push((key.clone(), value));
            }
        }
    };
    match given {
        Value::Dict(_) => take(given),
        _ => {
            for item in given.as_items().unwrap_or_default() {
                if item.as_dict().is_some() {
                    take(&item);
                } else {
                    positional.push(item);
                }
            }
        }
    }
}

/// A class attribute that is a column, ready for the table.
fn model_column(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    holder: &Rc<Class>,
    key: &Rc<str>,
    value: &Value,
    own: bool,
) -> Outcome<Option<Value>> {
    let value = match value {
        Value::Instance(instance) if instance.get("_declared").is_some() => {
            match declared(evaluator, class, key)? {
                Some(made) => made,
                None => return Ok(None),
            }
        }
        other => other.clone(),
    };
    let annotation = annotated::of(evaluator, class, holder, key, &value)?;
    let instance = match (&value, &annotation) {
        (Value::Instance(instance), _) if column::is_column(&value) => instance.clone(),
        (Value::None, Some(_)) => {
            super::modules::new_column(evaluator, &Value::str(key.clone()), &Value::None)?
        }
        _ => return Ok(None),
    };
    let item = if own { instance } else { column::copy(evaluator, &instance)? };
    if item.get("name").is_none() {
        item.set("name", Value::str(key.clone()));
    }
    if let Some(annotation) = annotation {
        annotation.apply(&item);
    }
    class.set(key, Value::Instance(item.clone()));
    Ok(Some(Value::Instance(item)))
}

/// A model's attributes are its table's columns.
fn expose(class: &Rc<Class>, table: &Value) {
    for (key, value) in super::table::columns_by_key(table) {
        class.set(&key, value);
    }
}

/// `mapped_column()`: a column, inert where only an annotation says what it is.
fn mapped_column(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    const OWN: &[&str] = &[
        "init",
        "repr",
        "default_factory",
        "compare",
        "kw_only",
        "hash",
        "use_existing_column",
        "deferred",
        "deferred_group",
        "deferred_raiseload",
        "active_history",
        "sort_order",
        "dataclass_metadata",
    ];
    arguments.keyword.retain(|(name, _)| !OWN.contains(&&**name));
    let class = Value::Class(classes::classes().column.clone());
    evaluator.call(&class, arguments.take_all())
}

fn inert(_: &mut Evaluator, _: &mut Arguments) -> Outcome {
    Ok(Value::Instance(Instance::new(orm().inert.clone())))
}

/// `@declared_attr`: kept until the class is mapped.
fn declared_attr(_: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let made = Instance::new(orm().hybrid.clone());
    made.set("_declared", arguments.positional.first().cloned().unwrap_or(Value::None));
    Ok(Value::Instance(made))
}

/// `sqlalchemy.ext.hybrid`: written in Python.
fn hybrid(evaluator: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    let module = evaluator.load_library("_hybrid", include_str!("hybrid.py"))?;
    Ok(module.and_then(|module| module.get(name)))
}

/// `@validates(...)` and its kin leave the function as it is.
fn leave(_: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    Ok(arguments.positional.first().cloned().unwrap_or(Value::None))
}

fn decorator(_: &mut Evaluator, _: &mut Arguments) -> Outcome {
    Ok(NativeFunction::function("decorator", leave).into())
}

/// What every use of a session's connection ends in: offline mode's connection cannot be closed.
fn refuse(evaluator: &mut Evaluator, this: &Value) -> Outcome {
    let bind = this.as_instance().and_then(|i| i.get("bind")).unwrap_or(Value::None);
    if bind.is_none() {
        let text = "Could not locate a bind configured on session";
        return Err(exceptions::raise(evaluator, "UnboundExecutionError", text));
    }
    if let Value::Unknown(unknown) = &bind {
        return Err(Raised::from(unknown.clone()));
    }
    let connected = evaluator.call_method(&bind, "connect", Arguments::none())?;
    evaluator.getattr(&connected, "close")?;
    Ok(evaluator.unknown("what a session's statement gives"))
}

fn session_class() -> Rc<Class> {
    let refuses =
        |evaluator: &mut Evaluator, this: &Value, _: &mut Arguments| refuse(evaluator, this);
    let executes = |evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments| {
        if let Some(text) = arguments.positional.first().filter(|given| given.as_str().is_some()) {
            let shown = evaluator.shown(text)?;
            let message = format!(
                "Textual SQL expression {shown} should be explicitly declared as text({shown})"
            );
            return Err(exceptions::raise(evaluator, "ArgumentError", &message));
        }
        refuse(evaluator, this)
    };
    let mut builder = ClassBuilder::new("sqlalchemy.orm.session", "Session")
        .class_method("__class_getitem__", |_, this, _| Ok(this.clone()))
        .attribute("bind", Value::None)
        .method("__init__", |evaluator, this, arguments| {
            let bound = arguments.bind(evaluator, "Session.__init__", &["bind=", "**kw"])?;
            if let (Some(instance), Some(bind)) = (this.as_instance(), bound.given("bind")) {
                instance.set("bind", bind.clone());
            }
            Ok(Value::None)
        })
        .method("__enter__", |_, this, _| Ok(this.clone()))
        .method("__exit__", |_, _, _| Ok(Value::None))
        .method("get_bind", |_, this, _| {
            Ok(this.as_instance().and_then(|i| i.get("bind")).unwrap_or(Value::None))
        })
        .method("query", |_, this, _| {
            let query = Instance::new(orm().query.clone());
            if let Some(bind) = this.as_instance().and_then(|i| i.get("bind")) {
                query.set("bind", bind);
            }
            Ok(Value::Instance(query))
        })
        .method("begin", |_, this, _| Ok(this.clone()))
        .method("begin_nested", |_, this, _| Ok(this.clone()));
    for name in ["add", "add_all", "delete"] {
        builder = builder.method(name, |_, this, _| {
            if let Some(instance) = this.as_instance() {
                instance.set("_pending", true.into());
            }
            Ok(Value::None)
        });
    }
    for name in ["commit", "flush"] {
        builder = builder.method(name, |evaluator, this, _| {
            let pending = this.as_instance().and_then(|i| i.get("_pending")).is_some();
            if pending { refuse(evaluator, this) } else { Ok(Value::None) }
        });
    }
    for name in ["rollback", "close", "expire_all", "expunge_all", "expunge"] {
        builder = builder.method(name, |_, this, _| {
            if let Some(instance) = this.as_instance() {
                instance.attributes.borrow_mut().shift_remove("_pending");
            }
            Ok(Value::None)
        });
    }
    for name in ["execute", "exec", "scalar", "scalars"] {
        builder = builder.method(name, executes);
    }
    for name in [
        "get",
        "connection",
        "merge",
        "refresh",
        "bulk_save_objects",
        "bulk_insert_mappings",
        "bulk_update_mappings",
    ] {
        builder = builder.method(name, refuses);
    }
    builder.build()
}

fn query_class() -> Rc<Class> {
    let refuses =
        |evaluator: &mut Evaluator, this: &Value, _: &mut Arguments| refuse(evaluator, this);
    let mut builder = ClassBuilder::new("sqlalchemy.orm.query", "Query")
        .hooks(Hooks { getattr: Some(query_attribute), ..Hooks::default() });
    for name in [
        "all",
        "first",
        "one",
        "one_or_none",
        "scalar",
        "count",
        "get",
        "update",
        "delete",
        "yield_per_iter",
        "__iter__",
        "__getitem__",
    ] {
        builder = builder.method(name, refuses);
    }
    builder.build()
}

/// What a query has beside methods that give a query.
const OF_QUERY: &[&str] = &[
    "as_scalar",
    "column_descriptions",
    "cte",
    "exists",
    "label",
    "scalar_subquery",
    "selectable",
    "session",
    "statement",
    "subquery",
    "whereclause",
];

/// Everything else that a query has gives a query.
fn query_attribute(evaluator: &mut Evaluator, this: &Value, name: &str) -> Outcome<Option<Value>> {
    if name.starts_with("__") {
        return Ok(None);
    }
    if OF_QUERY.contains(&name) {
        return Ok(Some(evaluator.unknown(format!("Query.{name} is not implemented by limbeck"))));
    }
    let query = this.clone();
    Ok(Some(NativeFunction::closure(name, move |_, _| Ok(query.clone())).into()))
}

/// `sessionmaker(bind=...)`: makes sessions.
fn sessionmaker(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let bound = arguments.bind(evaluator, "sessionmaker", &["bind=", "class_=", "**kw"])?;
    let bind = bound.get("bind").cloned().unwrap_or(Value::None);
    let made = NativeFunction::closure("sessionmaker", move |evaluator, arguments| {
        let mut arguments = arguments.take_all();
        if !arguments.keyword.iter().any(|(name, _)| &**name == "bind")
            && arguments.positional.is_empty()
        {
            arguments = arguments.with("bind", bind.clone());
        }
        let class = Value::Class(orm().session.clone());
        evaluator.call(&class, arguments)
    });
    Ok(made.into())
}

/// `aliased()`: a class whose table is an alias, and whose attributes are the alias's columns.
fn aliased(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["element", "alias=", "name=", "flat=", "adapt_on_names="];
    let mut bound = arguments.bind(evaluator, "aliased", parameters)?;
    let element = bound.take_or_none("element");
    let model = element.as_class().cloned();
    let of = match &model {
        Some(_) => evaluator.getattr(&element, "__table__")?,
        None => element.clone(),
    };
    let name = Arguments::of([bound.take_or_none("name")]);
    let alias = match bound.given("alias").cloned() {
        Some(alias) => alias,
        None => evaluator.call_method(&of, "alias", name)?,
    };
    let Some(model) = model else { return Ok(alias) };
    let columns = evaluator.getattr(&alias, "c")?;
    let made = ClassBuilder::new("sqlalchemy.orm.util", "AliasedClass").build();
    let attributes = model.attributes.borrow().clone();
    for (key, value) in attributes {
        let column = value.as_instance().filter(|_| column::is_column(&value));
        if let Some(name) = column.and_then(|column| column::key(column)) {
            let value = evaluator.getattr_opt(&columns, &name)?;
            made.set(&key, value.unwrap_or(Value::None));
        }
    }
    made.set("__table__", alias);
    Ok(Value::Class(made))
}

/// Members of `sqlalchemy.orm`, `sqlalchemy.ext.declarative`, `sqlalchemy.ext.hybrid`.
///
/// # Errors
/// None; the signature is that of a module's members.
pub fn member(evaluator: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    let function = |body: fn(&mut Evaluator, &mut Arguments) -> Outcome| {
        Some(Value::from(NativeFunction::function(name, body)))
    };
    Ok(match name {
        "declarative_base" | "as_declarative" | "automap_base" => function(declarative_base),
        "DeclarativeBase" | "DeclarativeBaseNoMeta" => Some(orm().model.clone().into()),
        "Session" => Some(orm().session.clone().into()),
        "Query" => Some(orm().query.clone().into()),
        "sessionmaker" | "scoped_session" => function(sessionmaker),
        "mapped_column" => function(mapped_column),
        "Mapped" => Some(orm().mapped.clone().into()),
        "declared_attr" => function(declared_attr),
        "relationship" | "backref" | "deferred" | "synonym" | "column_property" | "composite"
        | "joinedload" | "selectinload" | "subqueryload" | "load_only" | "defer" | "lazyload"
        | "contains_eager" | "association_proxy" | "Load" | "noload" | "configure_mappers" => {
            function(inert)
        }
        "registry" => Some(orm().registry.clone().into()),
        "RelationshipProperty" | "Relationship" | "Mapper" | "InstrumentedAttribute" => {
            Some(orm().inert.clone().into())
        }
        "Mutable" | "MutableDict" | "MutableList" | "MutableSet" => {
            Some(orm().mutable.clone().into())
        }
        "hybrid_property" | "hybrid_method" => return hybrid(evaluator, name),
        "reconstructor" | "foreign" | "remote" => function(leave),
        "validates" => function(decorator),
        "aliased" => function(aliased),
        "object_session" => function(|_, _| Ok(Value::None)),
        "MappedAsDataclass" => type_class("object").map(Value::Class),
        _ => None,
    })
}
