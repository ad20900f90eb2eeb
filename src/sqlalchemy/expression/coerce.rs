//! Which Python values stand for which expressions where: `sqlalchemy.sql.coercions`.

use std::rc::Rc;

use crate::python::{Arguments, Evaluator, Outcome, Raised, Value};
use crate::schema::expression::from::From;
use crate::schema::expression::operators::Op;
use crate::schema::expression::{Bind, Expr, UnaryKind, build, typing};
use crate::schema::literal::Literal;
use crate::schema::types::Type;

use super::super::session;
use super::literal::to_literal;
use super::objects::{self, Held, HeldFrom, classes};
use super::schema_half;

/// What is raised for a value of another kind than was wanted; one that is unknown stays so.
pub(super) fn unfit(evaluator: &mut Evaluator, value: &Value, message: &str) -> Raised {
    match value.as_unknown() {
        Some(unknown) => Raised::from(unknown.clone()),
        None => evaluator.type_error(message),
    }
}

/// A value that is known.
pub(super) fn known(value: Value) -> Outcome {
    match value {
        Value::Unknown(unknown) => Err(Raised::from(unknown)),
        other => Ok(other),
    }
}

/// `ArgumentError`.
pub(super) fn argument_error(evaluator: &mut Evaluator, message: String) -> Raised {
    schema_half::raise(evaluator, "ArgumentError", message)
}

/// The expression that an object is, or nothing for a plain value.
pub(super) fn clause(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Rc<Expr>>> {
    let Value::Instance(_) = value else {
        return match value {
            Value::Unknown(unknown) => Err(Raised::from(unknown.clone())),
            _ => Ok(None),
        };
    };
    if let Some(held) = value.payload::<Held>() {
        return Ok(Some(held.expr.clone()));
    }
    if let Some(expr) = schema_half::column_expr(evaluator, value)? {
        return Ok(Some(expr));
    }
    if let Some(expr) = schema_half::sequence_expr(evaluator, value)? {
        return Ok(Some(expr));
    }
    if value.payload::<HeldFrom>().is_some() || schema_half::table_columns(value).is_some() {
        return Ok(None);
    }
    if objects::is_a(value, &classes().column_element) {
        let class = evaluator.type_name(value);
        return Err(session::unknown(evaluator, format!("what a {class} prints is not known")));
    }
    match evaluator.getattr_opt(value, "__clause_element__")? {
        Some(method) => {
            let inner = evaluator.call(&method, Arguments::none())?;
            clause(evaluator, &inner)
        }
        None => Ok(None),
    }
}

/// The depth of what an object holds.
pub(super) fn depth(value: &Value) -> usize {
    value.payload::<Held>().map_or(0, |held| held.depth)
}

/// Whether it is a clause of any kind: an expression, a statement, a FROM element, a schema column or table.
pub fn is_clause(evaluator: &mut Evaluator, value: &Value) -> bool {
    let Some(instance) = value.as_instance() else { return false };
    if value.payload::<Held>().is_some() || value.payload::<HeldFrom>().is_some() {
        return true;
    }
    if instance.class().is_subclass(&classes().clause) {
        return true;
    }
    matches!(clause(evaluator, value), Ok(Some(_)))
}

/// A SELECT as a value: in parentheses.
pub(super) fn scalar(expr: Rc<Expr>) -> Rc<Expr> {
    if expr.is_select() { Rc::new(Expr::ScalarSelect(expr)) } else { expr }
}

/// The query of a subquery that stands where a value is wanted.
fn scalar_of_subquery(value: &Value) -> Option<Rc<Expr>> {
    let held = value.payload::<HeldFrom>()?;
    match &*held.from {
        From::Values(_) => Some(Rc::new(Expr::ScalarValues(held.from.clone()))),
        from => typing::query_of(from).map(|query| Rc::new(Expr::ScalarSelect(query.clone()))),
    }
}

/// `ExpressionElementRole`: any value; a plain one becomes a parameter.
pub(super) fn expression(
    evaluator: &mut Evaluator,
    value: &Value,
    name: Option<&str>,
    type_: Option<&Rc<Type>>,
) -> Outcome<Rc<Expr>> {
    if let Some(expr) = clause(evaluator, value)? {
        return Ok(scalar(expr));
    }
    if let Some(expr) = scalar_of_subquery(value) {
        return Ok(expr);
    }
    if value.is_none() {
        return Ok(Rc::new(Expr::Null));
    }
    if is_table(value) {
        let text = expected(evaluator, "SQL expression element or literal value", value)?;
        return Err(argument_error(evaluator, text));
    }
    bound(evaluator, value, name, type_)
}

fn is_table(value: &Value) -> bool {
    value.payload::<HeldFrom>().is_some() || schema_half::table_columns(value).is_some()
}

/// `BindParameter(name, value, type_, unique=True)`.
pub(super) fn bound(
    evaluator: &mut Evaluator,
    value: &Value,
    name: Option<&str>,
    type_: Option<&Rc<Type>>,
) -> Outcome<Rc<Expr>> {
    let value = match type_ {
        Some(type_) => schema_half::bind_value(evaluator, type_, value)?,
        None => value.clone(),
    };
    let literal = to_literal(evaluator, &value)?;
    let type_ = type_.cloned().unwrap_or_else(|| typing::of_value(&literal));
    Ok(Rc::new(Expr::Bind(Bind::anonymous(name.unwrap_or("param"), Some(literal), type_))))
}

/// What an expression's `_bind_param` names a parameter beside it.
fn bind_name(expr: &Expr) -> &str {
    match expr {
        Expr::Column(column) if column.anonymous.is_none() => column.key(),
        Expr::Function(function) => &function.name.text,
        Expr::Grouping(inner) if !matches!(**inner, Expr::Bind(_)) => bind_name(inner),
        _ => "param",
    }
}

/// The type that a value beside an expression is taken to be compared with.
fn compared_type(expr: &Rc<Expr>) -> Rc<Type> {
    match &**expr {
        Expr::Unary(unary) if unary.kind == UnaryKind::Aggregate => {
            typing::item_of(&typing::of_expr(&unary.inner))
        }
        _ => typing::of_expr(expr),
    }
}

/// `expr._bind_param(operator, value)`.
pub(super) fn bind_beside(
    evaluator: &mut Evaluator,
    expr: &Rc<Expr>,
    value: &Value,
) -> Outcome<Rc<Expr>> {
    if let Expr::Tuple(items) = &**expr
        && let Some(values) = value.as_items()
    {
        let mut bound = Vec::with_capacity(values.len());
        for (item, value) in items.iter().zip(&values) {
            bound.push(bind_beside(evaluator, item, value)?);
        }
        return Ok(Rc::new(Expr::Tuple(bound)));
    }
    let compared = compared_type(expr);
    let plain = to_literal(evaluator, value)?;
    let type_ = typing::of_compared(&compared, &plain);
    let value = schema_half::bind_value(evaluator, &type_, value)?;
    let literal = to_literal(evaluator, &value)?;
    Ok(Rc::new(Expr::Bind(Bind::anonymous(bind_name(expr), Some(literal), type_))))
}

/// `BinaryElementRole`: the other side of an operator.
pub(super) fn beside(
    evaluator: &mut Evaluator,
    expr: &Rc<Expr>,
    value: &Value,
) -> Outcome<Rc<Expr>> {
    if let Some(found) = clause(evaluator, value)? {
        return Ok(build::typed_like(scalar(found), &typing::of_expr(expr)));
    }
    if let Some(found) = scalar_of_subquery(value) {
        return Ok(found);
    }
    if is_table(value) {
        let text = expected(evaluator, "SQL expression element or literal value", value)?;
        return Err(argument_error(evaluator, text));
    }
    let bound = bind_beside(evaluator, expr, value)?;
    Ok(build::typed_like(bound, &typing::of_expr(expr)))
}

/// `ConstExprRole`: `None`, `True` and `False`.
pub(super) fn constant(value: &Value) -> Option<Rc<Expr>> {
    match value {
        Value::None => Some(Rc::new(Expr::Null)),
        Value::Bool(true) => Some(Rc::new(Expr::True)),
        Value::Bool(false) => Some(Rc::new(Expr::False)),
        _ => None,
    }
}

/// `WhereHavingRole`: a condition.
pub(super) fn condition(evaluator: &mut Evaluator, value: &Value) -> Outcome<Rc<Expr>> {
    if let Some(expr) = constant(value) {
        return Ok(expr);
    }
    if let Some(expr) = clause(evaluator, value)? {
        return Ok(scalar(expr));
    }
    Err(no_text(evaluator, value, "SQL expression for WHERE/HAVING role")?)
}

/// `OnClauseRole`.
pub(super) fn onclause(evaluator: &mut Evaluator, value: &Value) -> Outcome<Rc<Expr>> {
    condition(evaluator, value)
}

/// `ByOfRole`: what a column is ordered or partitioned by, where a string names a label.
pub(super) fn by(evaluator: &mut Evaluator, value: &Value) -> Outcome<Rc<Expr>> {
    if let Some(expr) = constant(value) {
        return Ok(expr);
    }
    if let Some(text) = value.as_str() {
        return Ok(Rc::new(Expr::TextualLabelReference(text.clone())));
    }
    if let Some(expr) = clause(evaluator, value)? {
        return Ok(scalar(expr));
    }
    let text = expected(evaluator, "GROUP BY / OF / etc. expression", value)?;
    Err(argument_error(evaluator, text))
}

/// `OrderByRole`: the same, where a label is named rather than repeated.
pub(super) fn order_by(evaluator: &mut Evaluator, value: &Value) -> Outcome<Rc<Expr>> {
    let expr = by(evaluator, value)?;
    Ok(if carries_label(&expr) { Rc::new(Expr::LabelReference(expr)) } else { expr })
}

fn carries_label(expr: &Expr) -> bool {
    match expr {
        Expr::Label(_) => true,
        Expr::Unary(unary) if unary.kind == UnaryKind::Modifier => carries_label(&unary.inner),
        _ => false,
    }
}

/// `ColumnsClauseRole`: what SELECT can list; a FROM element stands for its columns.
pub(super) fn columns(evaluator: &mut Evaluator, value: &Value) -> Outcome<Vec<Rc<Expr>>> {
    if let Some(text) = value.as_str() {
        if &**text == "*" {
            return Ok(vec![Rc::new(Expr::literal_column("*", typing::null()))]);
        }
        let function =
            if text.chars().all(|c| !c.is_whitespace()) { "column" } else { "literal_column" };
        let text = format!(
            "Textual column expression {} should be explicitly declared with text({0}), or use {function}({0}) for more specificity",
            evaluator.shown(value)?
        );
        return Err(argument_error(evaluator, text));
    }
    if let Some(expr) = constant(value) {
        return Ok(vec![expr]);
    }
    if let Some(columns) = super::froms::columns_of(evaluator, value)? {
        return Ok(columns.into_iter().map(|(_, column)| column).collect());
    }
    if matches!(value, Value::Int(_) | Value::Big(_) | Value::Float(_)) {
        let text = evaluator.text(value)?;
        return Ok(vec![Rc::new(Expr::literal_column(&text, typing::null()))]);
    }
    match clause(evaluator, value)? {
        Some(expr) => Ok(vec![match value.as_instance().and_then(|own| own.get("_proxy_key")) {
            Some(key) => super::element::labelled(scalar(expr), &key),
            None => scalar(expr),
        }]),
        None => {
            let text = expected(
                evaluator,
                "Column expression, FROM clause, or other columns clause element",
                value,
            )?;
            Err(argument_error(evaluator, text))
        }
    }
}

/// `InElementRole`: the right side of IN.
pub(super) fn in_element(
    evaluator: &mut Evaluator,
    expr: &Rc<Expr>,
    op: &Op,
    value: &Value,
) -> Outcome<Rc<Expr>> {
    if let Some(found) = clause(evaluator, value)? {
        return Ok(match &*found {
            Expr::Bind(bind) => {
                let mut bind = bind.clone();
                bind.expanding = true;
                bind.expand_op = Some(op.clone());
                Rc::new(Expr::Bind(bind))
            }
            _ => scalar(found),
        });
    }
    if let Some(found) = scalar_of_subquery(value) {
        return Ok(found);
    }
    if value.as_str().is_some() || matches!(value, Value::None | Value::Bool(_) | Value::Int(_)) {
        return not_in_element(evaluator, value);
    }
    let items = match value {
        Value::Instance(_) if value.as_items().is_none() && is_table(value) => {
            return not_in_element(evaluator, value);
        }
        _ => evaluator.collect(value)?,
    };
    in_list(evaluator, expr, op, &items)
}

fn not_in_element(evaluator: &mut Evaluator, value: &Value) -> Outcome<Rc<Expr>> {
    let name = "IN expression list, SELECT construct, or bound parameter object";
    let text = expected(evaluator, name, value)?;
    Err(argument_error(evaluator, text))
}

/// A list for IN: one parameter for all, unless expressions are among its items.
fn in_list(
    evaluator: &mut Evaluator,
    expr: &Rc<Expr>,
    op: &Op,
    items: &[Value],
) -> Outcome<Rc<Expr>> {
    let mut found = Vec::with_capacity(items.len());
    let mut any = false;
    for item in items {
        let clause = clause(evaluator, item)?;
        any |= clause.is_some();
        found.push(clause);
    }
    if any {
        let mut clauses = Vec::with_capacity(items.len());
        for (item, clause) in items.iter().zip(found) {
            let clause = match clause {
                Some(clause) => clause,
                None => bind_beside(evaluator, expr, item)?,
            };
            clauses.push(crate::schema::expression::group::group(&clause, Some(&Op::Comma)));
        }
        let list = crate::schema::expression::ClauseList { op: Op::Comma, items: clauses };
        return Ok(Rc::new(Expr::Grouping(Rc::new(Expr::Clauses(list)))));
    }
    let mut literals = Vec::with_capacity(items.len());
    let compared = typing::of_expr(expr);
    let mut type_ = compared.clone();
    for (index, item) in items.iter().enumerate() {
        let plain = to_literal(evaluator, item)?;
        if index == 0 && !matches!(plain, Literal::List(_)) {
            type_ = typing::of_compared(&compared, &plain);
        }
        let item = schema_half::bind_value(evaluator, &type_, item)?;
        literals.push(to_literal(evaluator, &item)?);
    }
    let mut bind = Bind::anonymous(bind_name(expr), Some(Literal::List(literals)), type_);
    bind.expanding = true;
    bind.expand_op = Some(op.clone());
    Ok(Rc::new(Expr::Bind(bind)))
}

/// `LimitOffsetRole`: an integer or an expression; `None` takes the limit away.
pub(super) fn limit(evaluator: &mut Evaluator, value: &Value) -> Outcome<Option<Rc<Expr>>> {
    if value.is_none() {
        return Ok(None);
    }
    if let Some(expr) = clause(evaluator, value)? {
        if matches!(*expr, Expr::Text(_)) {
            let text = expected(evaluator, "LIMIT / OFFSET expression", value)?;
            return Err(argument_error(evaluator, text));
        }
        return Ok(Some(scalar(expr)));
    }
    let Some(number) = value.as_int() else {
        let shown = evaluator.shown(value)?;
        return Err(evaluator.type_error(format!("int() argument must be a number, not {shown}")));
    };
    let literal = Literal::Int(number.to_string().into());
    let mut bind = Bind::anonymous("param", Some(literal), typing::integer());
    bind.is_limit = true;
    Ok(Some(Rc::new(Expr::Bind(bind))))
}

/// `DDLExpressionRole`: where a string is SQL.
pub(super) fn ddl_expr(evaluator: &mut Evaluator, value: &Value) -> Outcome<Rc<Expr>> {
    if let Some(text) = value.as_str() {
        return Ok(Rc::new(Expr::text(text)));
    }
    condition(evaluator, value)
}

/// "X expected, got Y."
pub(super) fn expected(evaluator: &mut Evaluator, what: &str, value: &Value) -> Outcome<String> {
    Ok(format!("{what} expected, got {}.", evaluator.shown(value)?))
}

fn no_text(evaluator: &mut Evaluator, value: &Value, what: &str) -> Outcome<Raised> {
    let text = match value.as_str() {
        Some(_) => {
            let shown = evaluator.shown(value)?;
            format!("Textual SQL expression {shown} should be explicitly declared as text({shown})")
        }
        None => expected(evaluator, what, value)?,
    };
    Ok(argument_error(evaluator, text))
}
