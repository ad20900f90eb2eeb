//! `func`: functions of any name, and what can be done with them.

use std::rc::Rc;

use crate::platform;
use crate::python::{Arguments, ClassBuilder, Evaluator, Hooks, Instance, Outcome, Value};
use crate::schema::expression::from::{Alias, AliasName, AliasOf, From};
use crate::schema::expression::operators::Op;
use crate::schema::expression::{
    Cast, ColumnRef, Expr, Frame, FrameEnd, Over, build, functions, typing,
};
use crate::schema::name::Name;

use super::case::optional_type;
use super::element::own;
use super::objects::{HeldFrom, classes};
use super::operate::above;
use super::{coerce, objects, schema_half};

/// What `func.a.b` keeps: the words so far.
#[derive(Debug)]
struct Words(Vec<Name>);

/// `_FunctionGenerator`.
pub(super) fn generator_class() -> ClassBuilder {
    let hooks = Hooks { getattr: Some(word), ..Hooks::default() };
    ClassBuilder::new("sqlalchemy.sql.functions", "_FunctionGenerator")
        .hooks(hooks)
        .method("__call__", call)
}

/// `func`.
pub(super) fn generator() -> Value {
    let class = classes().func.clone();
    Value::Instance(Instance::with_payload(class, Rc::new(Words(Vec::new()))))
}

fn word(_: &mut Evaluator, this: &Value, name: &str) -> Outcome<Option<Value>> {
    if name.starts_with("__") {
        return Ok(None);
    }
    let Some(words) = this.payload::<Words>() else { return Ok(None) };
    let mut words = words.0.clone();
    words.push(Name::new(name.strip_suffix('_').unwrap_or(name)));
    let class = classes().func.clone();
    Ok(Some(Value::Instance(Instance::with_payload(class, Rc::new(Words(words))))))
}

fn call(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let words = this.payload::<Words>().map(|words| words.0.clone()).unwrap_or_default();
    let Some((name, packages)) = words.split_last() else {
        return Err(evaluator.type_error("'_FunctionGenerator' has no name yet"));
    };
    let type_ = optional_type(evaluator, arguments.take("type_"))?;
    if packages.is_empty()
        && let Some(special) = special(evaluator, &name.text, &arguments.positional)?
    {
        return Ok(special);
    }
    let mut args = Vec::with_capacity(arguments.positional.len());
    for value in &arguments.positional {
        args.push(coerce::expression(evaluator, value, Some(&name.text), None)?);
    }
    let packages = packages.iter().map(|word| word.text.clone()).collect();
    let expr = functions::function(packages, name.clone(), args, type_);
    above(evaluator, &arguments.positional.iter().collect::<Vec<_>>(), expr)
}

/// `func.cast`, `func.extract`, `func.next_value`: names that are registered for something else.
fn special(evaluator: &mut Evaluator, name: &str, args: &[Value]) -> Outcome<Option<Value>> {
    let expr = match (platform::lower(name).as_str(), args) {
        ("cast", [value, type_]) => {
            let type_ = schema_half::to_type(evaluator, type_)?;
            let inner = coerce::expression(evaluator, value, None, Some(&type_))?;
            Expr::Cast(Cast { inner, type_, try_: false })
        }
        ("extract", [field, value]) => {
            let inner = coerce::expression(evaluator, value, None, None)?;
            Expr::Extract { field: evaluator.text(field)?.into(), inner }
        }
        ("next_value", [sequence]) => match schema_half::sequence_expr(evaluator, sequence)? {
            Some(expr) => return Ok(Some(objects::value(expr))),
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    above(evaluator, &args.iter().collect::<Vec<_>>(), Rc::new(expr)).map(Some)
}

/// The functions of this file by name.
pub(super) fn member(name: &str) -> Option<Value> {
    let body: fn(&mut Evaluator, &mut Arguments) -> Outcome = match name {
        "over" => |evaluator, arguments| on_first(evaluator, arguments, over),
        "funcfilter" => |evaluator, arguments| on_first(evaluator, arguments, filter),
        "within_group" => |evaluator, arguments| {
            on_first(evaluator, arguments, |evaluator, this, arguments| {
                ordered(evaluator, this, arguments, false)
            })
        },
        _ => return None,
    };
    Some(crate::python::NativeFunction::function(name, body).into())
}

/// A method as a function of the object.
fn on_first(
    evaluator: &mut Evaluator,
    arguments: &mut Arguments,
    method: fn(&mut Evaluator, &Value, &mut Arguments) -> Outcome,
) -> Outcome {
    if arguments.positional.is_empty() {
        return Err(evaluator.type_error("missing 1 required positional argument: 'element'"));
    }
    let first = arguments.positional.remove(0);
    method(evaluator, &first, arguments)
}

/// `Function`.
pub(super) fn function_class(builder: ClassBuilder) -> ClassBuilder {
    within_group_class(builder)
        .method("within_group", |evaluator, this, arguments| {
            ordered(evaluator, this, arguments, false)
        })
        .method("aggregate_order_by", |evaluator, this, arguments| {
            ordered(evaluator, this, arguments, true)
        })
        .method("alias", |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, "alias", &["name=", "joins_implicitly="])?;
            let function = own(evaluator, this)?;
            Ok(table_valued_alias(
                function,
                &coerce::known(bound.take_or_none("name"))?,
                Vec::new(),
            ))
        })
        .method("table_valued", table_valued)
        .method("column_valued", |evaluator, this, arguments| {
            let mut bound =
                arguments.bind(evaluator, "column_valued", &["name=", "joins_implicitly="])?;
            let function = own(evaluator, this)?;
            let from = aliased(function, &coerce::known(bound.take_or_none("name"))?);
            Ok(objects::value(Rc::new(Expr::TableValued(from))))
        })
        .method("select", |evaluator, this, _| {
            super::select::select_of(evaluator, std::slice::from_ref(this))
        })
}

/// `over()` and `filter()`, which windows and filters of functions have, too.
pub(super) fn within_group_class(builder: ClassBuilder) -> ClassBuilder {
    builder.method("over", over).method("filter", filter)
}

fn ordered(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
    aggregate: bool,
) -> Outcome {
    let inner = own(evaluator, this)?;
    let order_by = by_each(evaluator, &arguments.positional)?;
    above(evaluator, &[this], Rc::new(Expr::WithinGroup { inner, order_by, aggregate }))
}

fn by_each(evaluator: &mut Evaluator, values: &[Value]) -> Outcome<Vec<Rc<Expr>>> {
    let mut found = Vec::with_capacity(values.len());
    for value in values {
        let expr = coerce::by(evaluator, value)?;
        found.push(crate::schema::expression::group::group(&expr, Some(&Op::Comma)));
    }
    Ok(found)
}

/// One expression or a list of them.
fn listed(evaluator: &mut Evaluator, value: Option<Value>) -> Outcome<Vec<Rc<Expr>>> {
    match value {
        None | Some(Value::None) => Ok(Vec::new()),
        Some(value) => match value.as_items() {
            Some(items) => by_each(evaluator, &items),
            None => by_each(evaluator, &[value]),
        },
    }
}

fn over(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &["partition_by=", "order_by=", "range_=", "rows=", "groups=", "exclude="];
    let mut bound = arguments.bind(evaluator, "over", parameters)?;
    let inner = own(evaluator, this)?;
    let partition_by = listed(evaluator, bound.take("partition_by"))?;
    let order_by = listed(evaluator, bound.take("order_by"))?;
    let mut frame = None;
    for (name, word) in [("range_", "RANGE"), ("rows", "ROWS"), ("groups", "GROUPS")] {
        if let Some(value) = bound.take(name).filter(|value| !value.is_none()) {
            frame = Some((word, Box::new(self::frame(evaluator, &value)?)));
        }
    }
    let exclude = coerce::known(bound.take_or_none("exclude"))?.as_str().cloned();
    let over = Over { inner, partition_by, order_by, frame, exclude };
    above(evaluator, &[this], Rc::new(Expr::Over(over)))
}

fn frame(evaluator: &mut Evaluator, value: &Value) -> Outcome<Frame> {
    match value.as_items().as_deref() {
        Some([lower, upper]) => {
            Ok(Frame { lower: frame_end(evaluator, lower)?, upper: frame_end(evaluator, upper)? })
        }
        _ if let Some(unknown) = value.as_unknown() => {
            Err(crate::python::Raised::from(unknown.clone()))
        }
        _ => {
            Err(coerce::argument_error(evaluator, "2-tuple expected for range/rows/groups".into()))
        }
    }
}

fn frame_end(evaluator: &mut Evaluator, value: &Value) -> Outcome<FrameEnd> {
    if value.is_none() {
        return Ok(FrameEnd::Unbounded);
    }
    let Some(number) = value.as_int() else {
        return Err(coerce::argument_error(
            evaluator,
            "Integer or None expected for values in rows/groups frame".into(),
        ));
    };
    let count = |evaluator: &mut Evaluator| {
        let count = Value::int(number.saturating_abs());
        coerce::bound(evaluator, &count, None, Some(&typing::integer()))
    };
    Ok(match number {
        0 => FrameEnd::Current,
        ..0 => FrameEnd::Preceding(count(evaluator)?),
        _ => FrameEnd::Following(count(evaluator)?),
    })
}

fn filter(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let inner = own(evaluator, this)?;
    let mut criteria = Vec::with_capacity(arguments.positional.len());
    for value in &arguments.positional {
        criteria.push(coerce::condition(evaluator, value)?);
    }
    let (inner, criterion) = match (&*inner, criteria.as_slice()) {
        (_, []) => return Ok(this.clone()),
        (Expr::Filter { inner, criterion }, _) => {
            criteria.insert(0, criterion.clone());
            (inner.clone(), build::conjunction(Op::And, &criteria))
        }
        (_, [only]) => (inner.clone(), only.clone()),
        _ => (inner.clone(), build::conjunction(Op::And, &criteria)),
    };
    above(evaluator, &[this], Rc::new(Expr::Filter { inner, criterion }))
}

/// A function as a FROM element under a name of its own.
fn aliased(function: Rc<Expr>, name: &Value) -> Rc<From> {
    let name = match schema_half::to_name(name) {
        Some(name) => AliasName::Named(name),
        None => AliasName::Anonymous("anon".into()),
    };
    Rc::new(From::Alias(Alias {
        name,
        of: AliasOf::From(Rc::new(From::Function(function))),
        lateral: false,
        sample: None,
        derived: None,
    }))
}

fn table_valued_alias(function: Rc<Expr>, name: &Value, columns: Vec<ColumnRef>) -> Value {
    let from = aliased(function.clone(), name);
    if columns.is_empty() {
        let columns = vec![super::froms::proxy(&function, &from)];
        return objects::from_value(&classes().table_valued_alias, HeldFrom { from, columns });
    }
    let columns = columns
        .into_iter()
        .map(|column| {
            let key = column.key().clone();
            let column = ColumnRef { table: Some(from.clone()), ..column };
            (key, Rc::new(Expr::Column(column)))
        })
        .collect();
    objects::from_value(&classes().table_valued_alias, HeldFrom { from, columns })
}

/// `table_valued(*columns, with_ordinality=, name=, joins_implicitly=)`.
fn table_valued(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let parameters = &["*expr", "with_ordinality=", "joins_implicitly=", "name="];
    let mut bound = arguments.bind(evaluator, "table_valued", parameters)?;
    let ordinality = bound.take("with_ordinality").filter(|value| !value.is_none());
    let mut given = std::mem::take(&mut bound.rest);
    given.extend(ordinality.clone());
    let mut columns = Vec::with_capacity(given.len());
    for value in &given {
        match (value.as_str(), coerce::clause(evaluator, value)?.as_deref()) {
            (Some(name), _) => {
                if let Expr::Column(column) = Expr::column(&**name, typing::null()) {
                    columns.push(column);
                }
            }
            (None, Some(Expr::Column(column))) => columns.push(column.clone()),
            _ => {}
        }
    }
    let function = own(evaluator, this)?;
    let function = match &*function {
        Expr::Function(function) => {
            let mut function = function.clone();
            function.ordinality = ordinality.is_some();
            function.columns = columns.clone();
            Rc::new(Expr::Function(function))
        }
        _ => function,
    };
    Ok(table_valued_alias(function, &coerce::known(bound.take_or_none("name"))?, columns))
}
