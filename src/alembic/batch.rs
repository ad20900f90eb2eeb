//! `op.batch_alter_table`: collects directives on one table and hands them on when the block ends.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::operation::{Batch, BatchOperation, Operation, OperationKind, Recreate};
use crate::python::{
    Arguments, Bound, Class, ClassBuilder, Evaluator, Instance, NativeFunction, Outcome, Raised,
    Value,
};
use crate::schema::table::Table;
use crate::sqlalchemy::{constraint, freeze, names, session};

use super::schemaobj::{self, Keywords};
use super::{columns, constraints, data, op, tables};

/// A batch as it goes on.
struct State {
    table: Value,
    schema: Value,
    /// What is known of it when it begins.
    /// Until the block ends.
    frame: RefCell<Option<Batch>>,
    collected: RefCell<Vec<BatchOperation>>,
}

thread_local! {
    static CLASS: OnceCell<Rc<Class>> = const { OnceCell::new() };
    static MANAGER: OnceCell<Rc<Class>> = const { OnceCell::new() };
}

/// `BatchOperations`.
pub(super) fn class() -> Rc<Class> {
    CLASS.with(|cell| cell.get_or_init(build).clone())
}

type Directive = fn(&mut Evaluator, &mut Arguments) -> Outcome;

/// The directives that know their table here: the name, what runs, and whether the schema is passed on.
const DIRECTIVES: &[(&str, Directive)] = &[
    ("add_column", columns::add_column),
    ("drop_column", columns::drop_column),
    ("alter_column", columns::alter_column),
    ("create_primary_key", constraints::create_primary_key),
    ("create_unique_constraint", constraints::create_unique_constraint),
    ("create_check_constraint", constraints::create_check_constraint),
    ("create_exclude_constraint", constraints::create_exclude_constraint),
    ("create_index", constraints::create_index),
    ("drop_index", constraints::drop_index),
    ("drop_constraint", constraints::drop_constraint),
    ("create_table_comment", tables::create_table_comment),
    ("drop_table_comment", tables::drop_table_comment),
];

/// Those whose own first argument comes before the table.
const NAME_FIRST: &[&str] = &[
    "create_primary_key",
    "create_unique_constraint",
    "create_check_constraint",
    "create_exclude_constraint",
    "create_index",
    "drop_index",
    "drop_constraint",
];

fn build() -> Rc<Class> {
    let mut builder = ClassBuilder::new("alembic.operations.base", "BatchOperations")
        .attribute("f", NativeFunction::method("f", |e, _, a| op::f(e, a)).into())
        .attribute(
            "get_bind",
            NativeFunction::method("get_bind", |e, _, a| op::get_bind(e, a)).into(),
        )
        .attribute(
            "get_context",
            NativeFunction::method("get_context", |e, _, a| op::get_context(e, a)).into(),
        )
        .attribute(
            "inline_literal",
            NativeFunction::method("inline_literal", |e, _, a| data::inline_literal(e, a)).into(),
        )
        .attribute(
            "execute",
            NativeFunction::method("execute", |e, _, a| data::execute(e, a)).effect().into(),
        )
        .attribute(
            "create_foreign_key",
            NativeFunction::method("create_foreign_key", create_foreign_key).effect().into(),
        );
    for &(name, _) in DIRECTIVES {
        builder = builder.attribute(name, directive(name));
    }
    builder.build()
}

fn directive(name: &'static str) -> Value {
    // A method needs its receiver, so the directive is looked up by name when it is called.
    macro_rules! methods {
        ($($known:literal)*) => {
            match name {
                $($known => NativeFunction::method($known, |e, this, a| run(e, this, $known, a)),)*
                _ => NativeFunction::method(name, |_, _, _| Ok(Value::None)),
            }
        };
    }
    methods!(
        "add_column" "drop_column" "alter_column" "create_primary_key" "create_unique_constraint"
        "create_check_constraint" "create_exclude_constraint" "create_index" "drop_index"
        "drop_constraint" "create_table_comment" "drop_table_comment"
    )
    .effect()
    .into()
}

/// Runs a directive with the batch's table filled in, and keeps what it emits.
fn run(
    evaluator: &mut Evaluator,
    this: &Value,
    name: &'static str,
    arguments: &mut Arguments,
) -> Outcome {
    let Some(state) = this.payload::<State>() else { return Ok(Value::None) };
    let Some(&(_, directive)) = DIRECTIVES.iter().find(|(known, _)| *known == name) else {
        return Ok(Value::None);
    };
    let before = arguments.take("insert_before");
    let after = arguments.take("insert_after");
    let at = usize::from(NAME_FIRST.contains(&name)).min(arguments.positional.len());
    if at == 0 && NAME_FIRST.contains(&name) {
        arguments.keyword.push(("table_name".into(), state.table.clone()));
    } else {
        arguments.positional.insert(at, state.table.clone());
    }
    arguments.take("schema");
    arguments.keyword.push(("schema".into(), state.schema.clone()));
    collect(evaluator, &state, before, after, |evaluator| directive(evaluator, arguments))
}

fn create_foreign_key(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
) -> Outcome {
    let Some(state) = this.payload::<State>() else { return Ok(Value::None) };
    let parameters = &["constraint_name", "referent_table", "local_cols", "remote_cols", "**kw"];
    let mut bound = arguments.bind(evaluator, "create_foreign_key", parameters)?;
    let mut take = |name: &str| bound.take_or_none(name);
    let (name, referent) = (take("constraint_name"), take("referent_table"));
    let (local, remote) = (take("local_cols"), take("remote_cols"));
    let mut inner = Arguments::of([name, state.table.clone(), referent, local, remote]);
    inner.keyword = bound.extra;
    inner.keyword.push(("source_schema".into(), state.schema.clone()));
    collect(evaluator, &state, None, None, |evaluator| {
        constraints::create_foreign_key(evaluator, &mut inner)
    })
}

fn collect(
    evaluator: &mut Evaluator,
    state: &State,
    before: Option<Value>,
    after: Option<Value>,
    run: impl FnOnce(&mut Evaluator) -> Outcome,
) -> Outcome {
    session::begin_collecting(evaluator)?;
    let result = run(evaluator);
    let operations: Vec<Operation> = session::end_collecting(evaluator)?;
    let name = |value: &Option<Value>| value.as_ref().and_then(|value| value.as_str().cloned());
    state.collected.borrow_mut().extend(operations.into_iter().map(|operation| BatchOperation {
        operation,
        insert_before: name(&before),
        insert_after: name(&after),
    }));
    result
}

/// `op.batch_alter_table`.
pub(super) fn batch_alter_table(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &[
        "table_name",
        "schema=",
        "recreate=",
        "partial_reordering=",
        "copy_from=",
        "table_args=",
        "table_kwargs=",
        "reflect_args=",
        "reflect_kwargs=",
        "naming_convention=",
    ];
    let mut bound = arguments.bind(evaluator, "batch_alter_table", parameters)?;
    let table = bound.take_or_none("table_name");
    let schema = bound.take_or_none("schema");
    let frame = frame(evaluator, &table, &schema, &mut bound)?;
    let state = State { table, schema, frame: Some(frame).into(), collected: RefCell::default() };
    let operations = Instance::with_payload(class(), Rc::new(state));
    let manager = Instance::new(manager_class());
    manager.set("batch_op", Value::Instance(operations));
    Ok(Value::Instance(manager))
}

fn frame(
    evaluator: &mut Evaluator,
    table: &Value,
    schema: &Value,
    bound: &mut Bound,
) -> Outcome<Batch> {
    let copy_from = match bound.given("copy_from").cloned() {
        Some(copy) => freeze::any_table(evaluator, &copy)?.map(Box::new),
        None => None,
    };
    let additions = frame_table(evaluator, table, schema, bound, "table_args", "table_kwargs")?;
    let reflect = frame_table(evaluator, table, schema, bound, "reflect_args", "reflect_kwargs")?;
    Ok(Batch {
        table: names::qualified(evaluator, table, schema)?,
        recreate: recreate(evaluator, bound.given("recreate"))?,
        copy_from,
        reflected: false,
        additions: Box::new(additions),
        reflect: Box::new(reflect),
        naming_convention: convention(bound.given("naming_convention")),
        partial_reordering: reordering(evaluator, bound.given("partial_reordering").cloned())?,
        operations: Vec::new(),
    })
}

/// The table that `*_args` and `*_kwargs` would make.
fn frame_table(
    evaluator: &mut Evaluator,
    name: &Value,
    schema: &Value,
    bound: &mut Bound,
    items: &str,
    keywords: &str,
) -> Outcome<Table> {
    let mut items = match bound.given(items).cloned() {
        Some(items) => evaluator.collect(&items)?,
        None => Vec::new(),
    };
    let stand_ins = stand_ins(evaluator, &items)?;
    let count = stand_ins.len();
    items.splice(0..0, stand_ins);
    let mut keyword: Keywords = schemaobj::schema_keyword(schema.clone());
    if let Some(dict) = bound.given(keywords).and_then(|value| value.as_dict().cloned()) {
        keyword.extend(
            dict.items()
                .into_iter()
                .filter_map(|(key, value)| Some((key.as_str()?.clone(), value)))
                // Reflection's own arguments say nothing of the table.
                .filter(|(key, _)| {
                    !matches!(&**key, "listeners" | "autoload_with" | "resolve_fks")
                }),
        );
    }
    let made = schemaobj::table(evaluator, name.clone(), &items, keyword)?;
    let mut frozen = freeze::table(evaluator, &made)?;
    frozen.columns.drain(..count.min(frozen.columns.len()));
    Ok(frozen)
}

/// Columns for the keys that constraints have and no given column: those of the table that is copied.
fn stand_ins(evaluator: &mut Evaluator, items: &[Value]) -> Outcome<Vec<Value>> {
    let mut keys: Vec<Value> =
        items.iter().filter_map(|item| item.as_instance()?.get("key")).collect();
    let mut made = Vec::new();
    for item in items {
        let Some(state) = item.as_instance().and_then(|item| constraint::state(item)) else {
            continue;
        };
        let pending = state.pending.borrow().clone();
        for key in pending.iter().filter_map(Value::as_str) {
            if !keys.iter().any(|known| known.as_str() == Some(key)) {
                keys.push(key.clone().into());
                made.push(schemaobj::untyped(evaluator, key.clone().into())?);
            }
        }
    }
    Ok(made)
}

fn recreate(evaluator: &mut Evaluator, value: Option<&Value>) -> Outcome<Recreate> {
    match value {
        None => Ok(Recreate::Auto),
        Some(Value::Unknown(unknown)) => Err(Raised::from(unknown.clone())),
        Some(value) => match value.as_str().map(|text| &**text) {
            Some("auto") => Ok(Recreate::Auto),
            Some("always") => Ok(Recreate::Always),
            Some("never") => Ok(Recreate::Never),
            _ => Err(evaluator.value_error("recreate may be one of 'auto', 'always', or 'never'.")),
        },
    }
}

fn convention(value: Option<&Value>) -> Vec<(Rc<str>, Rc<str>)> {
    let items = value.and_then(Value::as_dict).map(|dict| dict.items()).unwrap_or_default();
    items
        .into_iter()
        .filter_map(|(key, format)| Some((key.as_str()?.clone(), format.as_str()?.clone())))
        .collect()
}

fn reordering(evaluator: &mut Evaluator, value: Option<Value>) -> Outcome<Vec<Vec<Rc<str>>>> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let mut groups = Vec::new();
    for group in evaluator.collect(&value)? {
        let names = evaluator.collect(&group)?;
        groups.push(names.iter().filter_map(|name| name.as_str().cloned()).collect());
    }
    Ok(groups)
}

fn manager_class() -> Rc<Class> {
    MANAGER.with(|cell| {
        cell.get_or_init(|| {
            ClassBuilder::new("contextlib", "_GeneratorContextManager")
                .method("__enter__", |evaluator, this, _| evaluator.getattr(this, "batch_op"))
                .attribute("__exit__", NativeFunction::method("__exit__", exit).effect().into())
                .build()
        })
        .clone()
    })
}

/// Hands the batch on, unless the block ended in an exception.
fn exit(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let operations = evaluator.getattr(this, "batch_op")?;
    let Some(state) = operations.payload::<State>() else { return Ok(Value::None) };
    if arguments.positional.first().is_some_and(|class| !class.is_none()) {
        return Ok(Value::Bool(false));
    }
    let Some(mut batch) = state.frame.take() else {
        return Err(evaluator.raise("RuntimeError", "generator didn't yield"));
    };
    batch.operations = state.collected.take();
    session::emit(evaluator, "batch_alter_table", OperationKind::Batch(Box::new(batch)))?;
    Ok(Value::Bool(false))
}
