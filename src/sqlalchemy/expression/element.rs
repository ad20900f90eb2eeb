//! The class `ColumnElement`: operators, and the methods that every expression has.

use std::rc::Rc;

use crate::python::{
    Arguments, Binary, Class, ClassBuilder, Compare, Evaluator, Hooks, Outcome, Raised, Unary,
    Value,
};
use crate::schema::expression::operators::{CustomOp, Op};
use crate::schema::expression::{
    Expr, Label, LabelName, UnaryKind, build, functions, group, typing,
};
use crate::schema::literal::Literal;
use crate::schema::name::Name;
use crate::schema::types::Affinity;

use super::operate::above;
use super::{coerce, objects, operate, schema_half};

/// The expression that `self` is.
pub(super) fn own(evaluator: &mut Evaluator, this: &Value) -> Outcome<Rc<Expr>> {
    match coerce::clause(evaluator, this)? {
        Some(expr) => Ok(expr),
        None => Err(evaluator.attribute_error("this object is no SQL expression")),
    }
}

/// `ClauseElement`.
pub(super) fn clause_class(builder: ClassBuilder) -> ClassBuilder {
    builder
        .hooks(Hooks { construct: Some(construct), ..Hooks::default() })
        .method("compile", super::compile::compile)
        .method("__str__", super::compile::to_str)
        .method("self_group", |_, this, _| Ok(this.clone()))
        .method("__bool__", truth)
        .method("compare", |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, "compare", &["other", "**kw"])?;
            let other = bound.take_or_none("other");
            let (a, b) = (own(evaluator, this)?, coerce::clause(evaluator, &other)?);
            Ok(Value::Bool(b.is_some_and(|b| *a == *b)))
        })
}

/// Classes whose arguments are those of a function, and the function.
const MADE_BY: &[(&str, &str)] = &[
    ("BindParameter", "bindparam"),
    ("Case", "case"),
    ("Cast", "cast"),
    ("ColumnClause", "column"),
    ("Delete", "delete"),
    ("Exists", "exists"),
    ("Extract", "extract"),
    ("False_", "false"),
    ("FunctionFilter", "funcfilter"),
    ("Insert", "insert"),
    ("Join", "join"),
    ("Label", "label"),
    ("Null", "null"),
    ("Over", "over"),
    ("Select", "select"),
    ("TableClause", "table"),
    ("TextClause", "text"),
    ("True_", "true"),
    ("Tuple", "tuple_"),
    ("TypeCoerce", "type_coerce"),
    ("Update", "update"),
    ("Values", "values"),
    ("WithinGroup", "within_group"),
];

/// A class called by itself, as `False_()` is.
fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: &mut Arguments) -> Outcome {
    if !objects::MODULES.contains(&&*class.module) {
        return Ok(evaluator.bare_object(class.clone()));
    }
    if let Some((_, function)) = MADE_BY.iter().find(|(name, _)| **name == *class.name)
        && let Some(function) = super::member(evaluator, function)?
    {
        return evaluator.call(&function, arguments.take_all());
    }
    Ok(evaluator.unknown(format!("{}() is not implemented by limbeck", class.name)))
}

/// `BinaryExpression.__bool__`: `==` and `!=` answer whether both sides are one object.
fn truth(evaluator: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let expr = own(evaluator, this)?;
    let same = |a: &Rc<Expr>, b: &Rc<Expr>| match (&**a, &**b) {
        (Expr::Column(a), Expr::Column(b)) if a.table.is_some() => a.is(b),
        _ => Rc::ptr_eq(a, b),
    };
    match &*expr {
        Expr::Binary(binary) if binary.op == Op::Eq => Ok(same(&binary.left, &binary.right).into()),
        Expr::Binary(binary) if binary.op == Op::Ne => {
            Ok((!same(&binary.left, &binary.right)).into())
        }
        _ => Err(evaluator.type_error("Boolean value of this clause is not defined")),
    }
}

/// `ColumnElement`.
pub(super) fn column_class(builder: ClassBuilder) -> ClassBuilder {
    let hooks = Hooks {
        binary: Some(binary),
        compare: Some(compare),
        unary: Some(unary),
        getattr: Some(getattr),
        ..Hooks::default()
    };
    let builder = builder.hooks(hooks).method("__getitem__", getitem).method("label", label);
    let builder = comparisons(builder);
    let builder = strings(builder);
    let builder = order(builder);
    typed(builder)
}

/// `ColumnClause`.
pub(super) fn column_clause_class(builder: ClassBuilder) -> ClassBuilder {
    builder
}

fn binary(
    evaluator: &mut Evaluator,
    op: Binary,
    this: &Value,
    other: &Value,
    reflected: bool,
) -> Outcome<Option<Value>> {
    let op = match op {
        Binary::Add => Op::Add,
        Binary::Sub => Op::Sub,
        Binary::Mul => Op::Mul,
        Binary::Div => Op::TrueDiv,
        Binary::FloorDiv => Op::FloorDiv,
        Binary::Mod => Op::Mod,
        // there is no __rand__ and no __ror__
        Binary::And | Binary::Or if reflected => return Ok(None),
        Binary::And | Binary::Or => return conjunction(evaluator, op, this, other),
        Binary::Pow => return power(evaluator, this, other, reflected),
        Binary::LShift | Binary::RShift => return shift(evaluator, op, this, other, reflected),
        Binary::MatMul | Binary::Xor => return Ok(None),
    };
    let left = own(evaluator, this)?;
    let op = custom_for(&left, op);
    let result = operate::binary(evaluator, &left, op, other, reflected, None)?;
    above(evaluator, &[this, other], result).map(Some)
}

/// PostgreSQL's JSONB and HSTORE have operators of their own for `+` and `-`.
fn custom_for(left: &Rc<Expr>, op: Op) -> Op {
    let type_ = typing::of_expr(left);
    match op {
        Op::Add if typing::is_a(&type_, "JSONB") && typing::is_of_dialect(&type_, "postgresql") => {
            Op::Concat
        }
        other => other,
    }
}

fn conjunction(
    evaluator: &mut Evaluator,
    op: Binary,
    this: &Value,
    other: &Value,
) -> Outcome<Option<Value>> {
    let own = own(evaluator, this)?;
    operate::refuse_aggregate(evaluator, &own)?;
    let second = coerce::condition(evaluator, other)?;
    let op = if op == Binary::And { Op::And } else { Op::Or };
    let result = build::conjunction(op, &[own, second]);
    above(evaluator, &[this, other], result).map(Some)
}

fn power(
    evaluator: &mut Evaluator,
    this: &Value,
    other: &Value,
    reflected: bool,
) -> Outcome<Option<Value>> {
    let own = own(evaluator, this)?;
    let other_expr = coerce::expression(evaluator, other, Some("pow"), None)?;
    let args = if reflected { vec![other_expr, own] } else { vec![own, other_expr] };
    let result = functions::function(Vec::new(), Name::new("pow"), args, None);
    above(evaluator, &[this, other], result).map(Some)
}

fn shift(
    evaluator: &mut Evaluator,
    op: Binary,
    this: &Value,
    other: &Value,
    _reflected: bool,
) -> Outcome<Option<Value>> {
    let left = own(evaluator, this)?;
    let type_ = typing::of_expr(&left);
    if type_.affinity() != Affinity::Range {
        let name = if op == Binary::LShift { "lshift" } else { "rshift" };
        let text = format!("Operator '{name}' is not supported on this expression");
        return Err(evaluator.raise("NotImplementedError", text));
    }
    let word = if op == Binary::LShift { "<<" } else { ">>" };
    postgresql(evaluator, this, word, other).map(Some)
}

fn compare(
    evaluator: &mut Evaluator,
    op: Compare,
    this: &Value,
    other: &Value,
) -> Outcome<Option<Value>> {
    let op = match op {
        Compare::Eq => Op::Eq,
        Compare::Ne => Op::Ne,
        Compare::Lt => Op::Lt,
        Compare::Le => Op::Le,
        Compare::Gt => Op::Gt,
        Compare::Ge => Op::Ge,
    };
    compared(evaluator, this, op, other, Vec::new()).map(Some)
}

/// A comparison as an object.
fn compared(
    evaluator: &mut Evaluator,
    this: &Value,
    op: Op,
    other: &Value,
    modifiers: Vec<(Rc<str>, Literal)>,
) -> Outcome {
    let left = own(evaluator, this)?;
    let result = operate::compare(evaluator, &left, op, other, modifiers)?;
    above(evaluator, &[this, other], result)
}

fn unary(evaluator: &mut Evaluator, op: Unary, this: &Value) -> Outcome<Option<Value>> {
    let own = own(evaluator, this)?;
    operate::refuse_aggregate(evaluator, &own)?;
    let type_ = typing::of_expr(&own);
    let result = match op {
        Unary::Invert => group::negate(&own),
        Unary::Neg => build::unary(&own, Op::Neg, UnaryKind::Operator, type_),
        Unary::Pos => return Ok(None),
    };
    above(evaluator, &[this], result).map(Some)
}

fn getitem(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "__getitem__", &["index"])?;
    let index = bound.take_or_none("index");
    let own = own(evaluator, this)?;
    let result = operate::getitem(evaluator, &own, &index)?;
    above(evaluator, &[this], result)
}

/// Attributes: those of the element, then those of its type's comparator.
fn getattr(evaluator: &mut Evaluator, this: &Value, name: &str) -> Outcome<Option<Value>> {
    let own = own(evaluator, this)?;
    Ok(Some(match (name, &*own) {
        ("type", _) => schema_half::type_value(&typing::of_expr(&own)),
        ("name" | "key", Expr::Column(column)) => {
            let text = if name == "key" { column.key().clone() } else { column.name.text.clone() };
            Value::str(text)
        }
        ("table", Expr::Column(_)) => Value::None,
        ("name", Expr::Function(function)) => Value::str(function.name.text.clone()),
        ("name" | "key", Expr::Label(label)) => match &label.name {
            LabelName::Named(name) => Value::str(name.text.clone()),
            LabelName::Anonymous(word) => Value::str(format!("{word}_1")),
        },
        ("key", Expr::Bind(bind)) => Value::str(bind.key.clone()),
        ("value" | "effective_value", Expr::Bind(bind)) => match &bind.value {
            Some(value) => super::literal::literal_value(value),
            None => Value::None,
        },
        ("element", Expr::Label(label)) => objects::value(label.inner.clone()),
        ("element", Expr::Unary(unary)) => objects::value(unary.inner.clone()),
        ("left", Expr::Binary(binary)) => objects::value(binary.left.clone()),
        ("right", Expr::Binary(binary)) => objects::value(binary.right.clone()),
        ("clauses", Expr::List(list)) => {
            Value::list(list.items.iter().cloned().map(objects::value).collect())
        }
        ("comparator" | "expression", _) => this.clone(),
        ("astext", _) => match operate::json_text(&own) {
            Some(expr) => objects::nested(expr, coerce::depth(this)),
            None => return Ok(None),
        },
        _ => return Ok(None),
    }))
}

/// `label(name)`.
fn label(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "label", &["name"])?;
    let name = coerce::known(bound.take_or_none("name"))?;
    let own = own(evaluator, this)?;
    above(evaluator, &[this], labelled(own, &name))
}

/// `Label(name, element)`.
pub(super) fn labelled(inner: Rc<Expr>, name: &Value) -> Rc<Expr> {
    let inner = match &*inner {
        Expr::Label(label) => label.inner.clone(),
        _ => inner,
    };
    let type_ = typing::of_expr(&inner);
    let name = match schema_half::to_name(name) {
        Some(name) => LabelName::Named(name),
        None => LabelName::Anonymous(match &*inner {
            Expr::Column(column) => column.name.text.clone(),
            Expr::Function(function) => function.name.text.clone(),
            _ => "anon".into(),
        }),
    };
    Rc::new(Expr::Label(Label { name, inner, type_ }))
}

/// A method with one argument that compares.
macro_rules! comparing {
    ($builder:ident, $($name:literal $op:ident;)*) => {
        $builder$(.method($name, |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, $name, &["other"])?;
            let other = bound.take_or_none("other");
            compared(evaluator, this, Op::$op, &other, Vec::new())
        }))*
    };
}

/// A method of LIKE: `escape=` and `autoescape=`.
macro_rules! matching {
    ($builder:ident, $($name:literal $op:ident;)*) => {
        $builder$(.method($name, |evaluator, this, arguments| {
            like(evaluator, this, Op::$op, arguments, $name)
        }))*
    };
}

/// A method without arguments that puts an operator before or after.
macro_rules! marking {
    ($builder:ident, $($name:literal $op:ident $kind:ident;)*) => {
        $builder$(.method($name, |evaluator, this, _| {
            let own = own(evaluator, this)?;
            if !matches!(Op::$op, Op::Any | Op::All) {
                operate::refuse_aggregate(evaluator, &own)?;
            }
            let type_ = match Op::$op {
                Op::Distinct | Op::BitNot => typing::of_expr(&own),
                Op::Any | Op::All => typing::boolean(),
                _ => typing::null(),
            };
            let result = build::unary(&own, Op::$op, UnaryKind::$kind, type_);
            above(evaluator, &[this], result)
        }))*
    };
}

/// A method with one argument that computes.
macro_rules! computing {
    ($builder:ident, $($name:literal $op:ident;)*) => {
        $builder$(.method($name, |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, $name, &["other"])?;
            let other = bound.take_or_none("other");
            let own = own(evaluator, this)?;
            let result = operate::binary(evaluator, &own, Op::$op, &other, false, None)?;
            above(evaluator, &[this, &other], result)
        }))*
    };
}

fn comparisons(builder: ClassBuilder) -> ClassBuilder {
    let builder = comparing! { builder,
        "is_" Is; "is_not" IsNot; "isnot" IsNot;
        "is_distinct_from" IsDistinctFrom; "is_not_distinct_from" IsNotDistinctFrom;
        "isnot_distinct_from" IsNotDistinctFrom;
    };
    let builder = computing! { builder,
        "concat" Concat; "bitwise_and" BitAnd; "bitwise_or" BitOr; "bitwise_xor" BitXor;
        "bitwise_lshift" LeftShift; "bitwise_rshift" RightShift;
    };
    builder
        .method("in_", |evaluator, this, arguments| membership(evaluator, this, Op::In, arguments))
        .method("not_in", |evaluator, this, arguments| {
            membership(evaluator, this, Op::NotIn, arguments)
        })
        .method("notin_", |evaluator, this, arguments| {
            membership(evaluator, this, Op::NotIn, arguments)
        })
        .method("between", |evaluator, this, arguments| {
            let parameters = &["cleft", "cright", "symmetric="];
            let mut bound = arguments.bind(evaluator, "between", parameters)?;
            let (low, high) = (bound.take_or_none("cleft"), bound.take_or_none("cright"));
            let symmetric = flag(evaluator, bound.get("symmetric"))?;
            let own = own(evaluator, this)?;
            let result = operate::between(evaluator, &own, &low, &high, symmetric)?;
            above(evaluator, &[this, &low, &high], result)
        })
        .method("op", |evaluator, this, arguments| custom_op(evaluator, this, arguments, false))
        .method("bool_op", |evaluator, this, arguments| custom_op(evaluator, this, arguments, true))
}

fn strings(builder: ClassBuilder) -> ClassBuilder {
    let builder = matching! { builder,
        "like" Like; "not_like" NotLike; "notlike" NotLike; "ilike" ILike; "not_ilike" NotILike;
        "notilike" NotILike; "startswith" StartsWith; "endswith" EndsWith;
        "istartswith" IStartsWith; "iendswith" IEndsWith; "icontains" IContains;
    };
    builder
        .method("contains", contains)
        .method("collate", |evaluator, this, arguments| {
            let mut bound =
                arguments.bind(evaluator, "collate", &["collation", "collation_schema="])?;
            let given = bound.take_or_none("collation");
            let Some(name) = given.as_str().cloned() else {
                return Err(coerce::unfit(evaluator, &given, "a collation's name was expected"));
            };
            let own = own(evaluator, this)?;
            operate::refuse_aggregate(evaluator, &own)?;
            above(evaluator, &[this], operate::collate(&own, &name))
        })
        .method("match", |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, "match", &["other", "**kwargs"])?;
            let other = bound.take_or_none("other");
            let mut modifiers = Vec::new();
            for (name, value) in std::mem::take(&mut bound.extra) {
                modifiers.push((name, super::literal::to_literal(evaluator, &value)?));
            }
            compared(evaluator, this, Op::Match, &other, modifiers)
        })
        .method("regexp_match", |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, "regexp_match", &["pattern", "flags="])?;
            let pattern = bound.take_or_none("pattern");
            let own = own(evaluator, this)?;
            let right = coerce::beside(evaluator, &own, &pattern)?;
            regexp(evaluator, this, own, right, bound.get("flags"), Op::RegexpMatch)
        })
        .method("regexp_replace", |evaluator, this, arguments| {
            let parameters = &["pattern", "replacement", "flags="];
            let mut bound = arguments.bind(evaluator, "regexp_replace", parameters)?;
            let own = own(evaluator, this)?;
            let pattern = coerce::beside(evaluator, &own, &bound.take_or_none("pattern"))?;
            let with = coerce::beside(evaluator, &own, &bound.take_or_none("replacement"))?;
            let right = build::ungrouped(Op::Comma, vec![pattern, with]);
            regexp(evaluator, this, own, right, bound.get("flags"), Op::RegexpReplace)
        })
}

fn regexp(
    evaluator: &mut Evaluator,
    this: &Value,
    left: Rc<Expr>,
    right: Rc<Expr>,
    flags: Option<&Value>,
    op: Op,
) -> Outcome {
    let flags = match flags {
        Some(flags) => super::literal::to_literal(evaluator, flags)?,
        None => Literal::Null,
    };
    let negate = op.negated();
    let result = build::binary_with(crate::schema::expression::Binary {
        left,
        right,
        op,
        negate,
        type_: typing::null(),
        modifiers: vec![("flags".into(), flags)],
    });
    above(evaluator, &[this], result)
}

fn order(builder: ClassBuilder) -> ClassBuilder {
    marking! { builder,
        "desc" Desc Modifier; "asc" Asc Modifier; "nulls_first" NullsFirst Modifier;
        "nullsfirst" NullsFirst Modifier; "nulls_last" NullsLast Modifier;
        "nullslast" NullsLast Modifier; "distinct" Distinct Operator;
        "bitwise_not" BitNot Operator; "any_" Any Aggregate; "all_" All Aggregate;
    }
}

/// Methods that depend on the type: JSON, ARRAY, HSTORE, ranges.
fn typed(builder: ClassBuilder) -> ClassBuilder {
    macro_rules! postgresql_operators {
        ($builder:ident, $($name:literal $op:literal;)*) => {
            $builder$(.method($name, |evaluator, this, arguments| {
                let mut bound = arguments.bind(evaluator, $name, &["other", "**kwargs"])?;
                let other = bound.take_or_none("other");
                postgresql(evaluator, this, $op, &other)
            }))*
        };
    }
    let builder = postgresql_operators! { builder,
        "has_key" "?"; "has_all" "?&"; "has_any" "?|"; "contained_by" "<@"; "overlap" "&&";
        "overlaps" "&&"; "path_exists" "@?"; "path_match" "@@"; "delete_path" "#-";
        "strictly_left_of" "<<"; "strictly_right_of" ">>"; "not_extend_right_of" "&<";
        "not_extend_left_of" "&>"; "adjacent_to" "-|-";
    };
    macro_rules! json_readers {
        ($builder:ident, $($name:literal $type:literal;)*) => {
            $builder$(.method($name, |evaluator, this, _| {
                json_reader(evaluator, this, typing::core($type))
            }))*
        };
    }
    let builder = json_readers! { builder,
        "as_string" "Unicode"; "as_integer" "Integer"; "as_float" "Float"; "as_boolean" "Boolean";
    };
    builder
        .method("as_json", |_, this, _| Ok(this.clone()))
        .method("as_numeric", |evaluator, this, arguments| {
            let parameters = &["precision", "scale", "asdecimal="];
            let bound = arguments.bind(evaluator, "as_numeric", parameters)?;
            let mut type_ = (*typing::core("Numeric")).clone();
            for name in ["precision", "scale"] {
                let value = bound.get(name).cloned().unwrap_or(Value::None);
                let literal = super::literal::to_literal(evaluator, &value)?;
                type_.args.push((name, crate::schema::types::TypeArg::Literal(literal)));
            }
            json_reader(evaluator, this, Rc::new(type_))
        })
        .method("cast", |evaluator, this, arguments| {
            let mut bound = arguments.bind(evaluator, "cast", &["type_"])?;
            let type_ = schema_half::to_type(evaluator, &bound.take_or_none("type_"))?;
            let inner = own(evaluator, this)?;
            let cast = crate::schema::expression::Cast { inner, type_, try_: false };
            above(evaluator, &[this], Rc::new(Expr::Cast(cast)))
        })
        .method("any", |evaluator, this, arguments| quantified(evaluator, this, arguments, Op::Any))
        .method("all", |evaluator, this, arguments| quantified(evaluator, this, arguments, Op::All))
}

fn json_reader(
    evaluator: &mut Evaluator,
    this: &Value,
    type_: Rc<crate::schema::types::Type>,
) -> Outcome {
    let own = own(evaluator, this)?;
    match operate::json_as(&own, type_) {
        Some(result) => above(evaluator, &[this], result),
        None => Err(schema_half::raise(
            evaluator,
            "InvalidRequestError",
            "The JSON cast operator JSON.as_string() and its kin only work with a JSON index expression e.g. col['q'].as_string()".into(),
        )),
    }
}

/// An operator of PostgreSQL's types.
fn postgresql(evaluator: &mut Evaluator, this: &Value, word: &str, other: &Value) -> Outcome {
    let left = own(evaluator, this)?;
    let type_ = typing::of_expr(&left);
    let op = Op::postgresql(word);
    let result = if op.is_comparison() { typing::boolean() } else { type_ };
    let expr = operate::binary(evaluator, &left, op, other, false, Some(result))?;
    above(evaluator, &[this, other], expr)
}

/// `ARRAY.Comparator.any()`, `.all()`.
fn quantified(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
    op: Op,
) -> Outcome {
    let mut bound = arguments.bind(evaluator, "any", &["other", "operator="])?;
    let other = bound.take_or_none("other");
    let array = own(evaluator, this)?;
    let aggregate = build::unary(&array, op, UnaryKind::Aggregate, typing::boolean());
    let result = operate::compare(evaluator, &aggregate, Op::Eq, &other, Vec::new())?;
    above(evaluator, &[this, &other], result)
}

/// `contains()`: LIKE for strings, `@>` for PostgreSQL's collections.
fn contains(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let left = own(evaluator, this)?;
    let type_ = typing::of_expr(&left);
    let collection = matches!(type_.affinity(), Affinity::Array | Affinity::Range)
        || typing::is_a(&type_, "JSONB")
        || typing::is_a(&type_, "HSTORE");
    if !collection {
        return like(evaluator, this, Op::Contains, arguments, "contains");
    }
    let mut bound = arguments.bind(evaluator, "contains", &["other", "**kwargs"])?;
    let other = bound.take_or_none("other");
    postgresql(evaluator, this, "@>", &other)
}

/// `_escaped_like_impl`.
fn like(
    evaluator: &mut Evaluator,
    this: &Value,
    op: Op,
    arguments: &mut Arguments,
    name: &str,
) -> Outcome {
    let parameters = &["other", "escape=", "autoescape="];
    let mut bound = arguments.bind(evaluator, name, parameters)?;
    let mut other = bound.take_or_none("other");
    let mut escape = bound.take("escape").and_then(|escape| escape.as_str().cloned());
    if flag(evaluator, bound.get("autoescape"))? {
        let Some(text) = other.as_str().cloned() else {
            return Err(evaluator.type_error("String value expected when autoescape=True"));
        };
        let mark: Rc<str> = escape.unwrap_or_else(|| "/".into());
        let mut text = text.to_string();
        if !matches!(&*mark, "%" | "_") {
            text = text.replace(&*mark, &format!("{mark}{mark}"));
        }
        text = text.replace('%', &format!("{mark}%")).replace('_', &format!("{mark}_"));
        other = Value::str(text);
        escape = Some(mark);
    }
    let modifiers = match escape {
        Some(escape) => vec![("escape".into(), Literal::Str(escape))],
        None => Vec::new(),
    };
    compared(evaluator, this, op, &other, modifiers)
}

fn membership(
    evaluator: &mut Evaluator,
    this: &Value,
    op: Op,
    arguments: &mut Arguments,
) -> Outcome {
    let mut bound = arguments.bind(evaluator, "in_", &["other"])?;
    let other = bound.take_or_none("other");
    let left = own(evaluator, this)?;
    let result = operate::membership(evaluator, &left, op, &other)?;
    above(evaluator, &[this, &other], result)
}

/// `op(text)`: a function of the other side.
fn custom_op(
    evaluator: &mut Evaluator,
    this: &Value,
    arguments: &mut Arguments,
    is_comparison: bool,
) -> Outcome {
    let parameters =
        &["opstring", "precedence=", "is_comparison=", "return_type=", "python_impl=", "**kw"];
    let mut bound = arguments.bind(evaluator, "op", parameters)?;
    let given = bound.take_or_none("opstring");
    let Some(text) = given.as_str().cloned() else {
        return Err(coerce::unfit(evaluator, &given, "an operator's text was expected"));
    };
    let return_type = match bound.take("return_type").filter(|type_| !type_.is_none()) {
        Some(type_) => Some(schema_half::to_type(evaluator, &type_)?),
        None => None,
    };
    let compares = is_comparison || flag(evaluator, bound.get("is_comparison"))?;
    let precedence = bound.get("precedence").and_then(|value| value.as_int()).unwrap_or(0);
    let op = Op::Custom(Rc::new(CustomOp {
        text,
        precedence: i32::try_from(precedence).unwrap_or(0),
        is_comparison: compares,
        natural_self_precedent: false,
        eager_grouping: false,
        return_type: return_type.clone(),
    }));
    let result_type = return_type.or_else(|| compares.then(typing::boolean));
    let this = this.clone();
    let apply = crate::python::NativeFunction::closure("op", move |evaluator, arguments| {
        let mut bound = arguments.bind(evaluator, "op", &["other"])?;
        let other = bound.take_or_none("other");
        let left = own(evaluator, &this)?;
        let result =
            operate::binary(evaluator, &left, op.clone(), &other, false, result_type.clone())?;
        above(evaluator, &[&this, &other], result)
    });
    Ok(apply.into())
}

/// A flag that may be missing.
pub(super) fn flag(evaluator: &mut Evaluator, value: Option<&Value>) -> Outcome<bool> {
    match value {
        None | Some(Value::None) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(Value::Unknown(unknown)) => Err(Raised::from(unknown.clone())),
        Some(other) => evaluator.truth(other),
    }
}
