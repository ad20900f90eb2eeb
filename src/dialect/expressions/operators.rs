//! Operators: the generic layout, and what each dialect writes instead.

use std::rc::Rc;

use crate::dialect::{Family, compile_error};
use crate::operation::Refusal;
use crate::schema::expression::operators::Op;
use crate::schema::expression::{Binary, Cast, Expr, OperandList, build, typing};
use crate::schema::literal::Literal;
use crate::schema::types::Affinity;

use super::compiler::{Compiler, Context, Rendered};
use super::literals;

impl Compiler<'_> {
    /// `visit_binary`.
    pub(super) fn binary(&mut self, binary: &Binary, context: &Context) -> Rendered {
        let context = &Context { eager_grouping: false, ..context.clone() };
        if self.family() == Family::Mssql
            && binary.op == Op::Eq
            && matches!(*binary.left, Expr::Bind(_))
            && !matches!(*binary.right, Expr::Bind(_))
        {
            return self.operator(&exchanged(binary), &binary.op, context);
        }
        self.operator(binary, &binary.op, context)
    }

    /// The operator's own `visit_..._binary` method, or the generic one.
    fn operator(&mut self, binary: &Binary, op: &Op, context: &Context) -> Rendered {
        match op {
            Op::TrueDiv => self.true_division(binary, context),
            Op::FloorDiv => self.floor_division(binary, context),
            Op::Mod => self.modulo(binary, context),
            Op::Concat => self.concatenation(&[binary.left.clone(), binary.right.clone()], context),
            Op::NotIn => Ok(format!("({})", self.generic(binary, " NOT IN ", context)?)),
            Op::Between => {
                let symmetric = truthy(binary, "symmetric");
                self.generic(
                    binary,
                    if symmetric { " BETWEEN SYMMETRIC " } else { " BETWEEN " },
                    context,
                )
            }
            Op::NotBetween => {
                let symmetric = truthy(binary, "symmetric");
                let text = if symmetric { " NOT BETWEEN SYMMETRIC " } else { " NOT BETWEEN " };
                self.generic(binary, text, context)
            }
            Op::Like | Op::NotLike | Op::ILike | Op::NotILike => self.like(binary, op, context),
            Op::Contains
            | Op::NotContains
            | Op::IContains
            | Op::NotIContains
            | Op::StartsWith
            | Op::NotStartsWith
            | Op::IStartsWith
            | Op::NotIStartsWith
            | Op::EndsWith
            | Op::NotEndsWith
            | Op::IEndsWith
            | Op::NotIEndsWith => self.partial_like(binary, op, context),
            Op::IsDistinctFrom | Op::IsNotDistinctFrom => self.distinct_from(binary, op, context),
            Op::Match => self.match_(binary, context),
            // the negated form loses what it was asked for on the way
            Op::NotMatch => Ok(format!("NOT {}", self.match_(binary, &Context::default())?)),
            Op::RegexpMatch => self.regexp_match(binary, false, context),
            Op::NotRegexpMatch => self.regexp_match(binary, true, context),
            Op::RegexpReplace => self.regexp_replace(binary, context),
            Op::BitXor | Op::BitOr | Op::BitAnd | Op::LeftShift | Op::RightShift => {
                self.bitwise(binary, op, context)
            }
            Op::JsonGetItem | Op::JsonPathGetItem => self.json_item(binary, context),
            Op::HstoreGetItem => self.hstore_item(binary, context),
            Op::GetItem if self.family() == Family::Postgresql => {
                let left = self.process(&binary.left, context)?;
                Ok(format!("{left}[{}]", self.process(&binary.right, context)?))
            }
            Op::Custom(custom) => {
                let context = Context { eager_grouping: custom.eager_grouping, ..context.clone() };
                self.generic(binary, &format!(" {} ", custom.text), &context)
            }
            op => match op.sql() {
                Some(text) => self.generic(
                    binary,
                    text,
                    &Context { eager_grouping: false, ..context.clone() },
                ),
                None => Err(self.cannot_render("this operator")),
            },
        }
    }

    /// `_generate_generic_binary`.
    pub(super) fn generic(&mut self, binary: &Binary, text: &str, context: &Context) -> Rendered {
        let within = Context { in_operator: true, ..context.clone() };
        let left = self.process(&binary.left, &within)?;
        let right = self.process(&binary.right, &within)?;
        if context.in_operator && context.eager_grouping {
            Ok(format!("({left}{text}{right})"))
        } else {
            Ok(format!("{left}{text}{right}"))
        }
    }

    /// `visit_expression_clauselist`.
    pub(super) fn operand_list(&mut self, list: &OperandList, context: &Context) -> Rendered {
        match (&list.op, list.op.sql()) {
            (Op::Concat, _) => self.concatenation(&list.items, context),
            (Op::Custom(custom), _) => {
                let within = Context { in_operator: true, ..context.clone() };
                self.delimited(&list.items, &format!(" {} ", custom.text), &within)
            }
            (_, Some(text)) => {
                let within = Context { in_operator: true, ..context.clone() };
                self.delimited(&list.items, text, &within)
            }
            (_, None) => Err(self.cannot_render("this operator")),
        }
    }

    /// `||`, or what the dialect has for it.
    fn concatenation(&mut self, items: &[Rc<Expr>], context: &Context) -> Rendered {
        match self.family() {
            Family::Mysql | Family::Mariadb => {
                Ok(format!("concat({})", self.each(items, context)?.join(", ")))
            }
            Family::Mssql => Ok(self.each(items, context)?.join(" + ")),
            _ => {
                let within =
                    Context { in_operator: true, eager_grouping: false, ..context.clone() };
                self.delimited(items, " || ", &within)
            }
        }
    }

    fn each(&mut self, items: &[Rc<Expr>], context: &Context) -> Result<Vec<String>, Refusal> {
        items.iter().map(|item| self.process(item, context)).collect()
    }

    fn sides(&mut self, binary: &Binary, context: &Context) -> Result<(String, String), Refusal> {
        Ok((self.process(&binary.left, context)?, self.process(&binary.right, context)?))
    }

    /// `visit_truediv_binary`.
    fn true_division(&mut self, binary: &Binary, context: &Context) -> Rendered {
        let left = self.process(&binary.left, context)?;
        let right = match self.family() {
            Family::Sqlite | Family::Mssql => {
                format!("({} + 0.0)", self.process(&binary.right, context)?)
            }
            Family::Postgresql => {
                let type_ = typing::of_expr(&binary.right);
                let type_ = match type_.affinity() {
                    Affinity::Numeric | Affinity::Float => type_,
                    _ => typing::core("Numeric"),
                };
                self.cast(&Cast { inner: binary.right.clone(), type_, try_: false }, context)?
            }
            _ => self.process(&binary.right, context)?,
        };
        Ok(format!("{left} / {right}"))
    }

    /// `visit_floordiv_binary`.
    fn floor_division(&mut self, binary: &Binary, context: &Context) -> Rendered {
        let whole = matches!(self.family(), Family::Postgresql | Family::Sqlite | Family::Mssql)
            && typing::of_expr(&binary.left).affinity() == Affinity::Integer
            && typing::of_expr(&binary.right).affinity() == Affinity::Integer;
        let (left, right) = self.sides(binary, context)?;
        Ok(if whole { format!("{left} / {right}") } else { format!("FLOOR({left} / {right})") })
    }

    /// `visit_mod_binary`.
    fn modulo(&mut self, binary: &Binary, context: &Context) -> Rendered {
        let (left, right) = self.sides(binary, context)?;
        Ok(match self.family() {
            Family::Oracle => format!("mod({left}, {right})"),
            _ => format!("{left} % {right}"),
        })
    }

    /// `visit_like_op_binary` and its kin.
    fn like(&mut self, binary: &Binary, op: &Op, context: &Context) -> Rendered {
        let negated = matches!(op, Op::NotLike | Op::NotILike);
        let insensitive = matches!(op, Op::ILike | Op::NotILike);
        let (mut left, mut right) = self.sides(binary, context)?;
        let mut word = "LIKE";
        if insensitive {
            if self.family() == Family::Postgresql {
                word = "ILIKE";
            } else {
                (left, right) = (format!("lower({left})"), format!("lower({right})"));
            }
        }
        let not = if negated { "NOT " } else { "" };
        Ok(format!("{left} {not}{word} {right}{}", self.escape(binary)?))
    }

    /// ` ESCAPE '...'`.
    fn escape(&mut self, binary: &Binary) -> Rendered {
        match binary.modifier("escape") {
            Some(escape) => {
                let text = literals::render(self.dialect, escape, &typing::string())?;
                Ok(format!(" ESCAPE {text}"))
            }
            None => Ok(String::new()),
        }
    }

    /// `visit_contains_op_binary` and its kin: LIKE with `'%'` around.
    fn partial_like(&mut self, binary: &Binary, op: &Op, context: &Context) -> Rendered {
        use Op::*;
        let insensitive = matches!(
            op,
            IContains | NotIContains | IStartsWith | NotIStartsWith | IEndsWith | NotIEndsWith
        );
        let negated = matches!(
            op,
            NotContains
                | NotIContains
                | NotStartsWith
                | NotIStartsWith
                | NotEndsWith
                | NotIEndsWith
        );
        let before = !matches!(op, StartsWith | NotStartsWith | IStartsWith | NotIStartsWith);
        let after = !matches!(op, EndsWith | NotEndsWith | IEndsWith | NotIEndsWith);
        let lowers = insensitive && self.family() != Family::Postgresql;
        let left = self.process(&binary.left, context)?;
        let left = if lowers { format!("lower({left})") } else { left };
        let right = self.with_percents(&binary.right, (before, after), lowers, context)?;
        let word = if insensitive && !lowers { "ILIKE" } else { "LIKE" };
        let not = if negated { "NOT " } else { "" };
        Ok(format!("{left} {not}{word} {right}{}", self.escape(binary)?))
    }

    /// The pattern with `'%'` before or after it, concatenated in the dialect's way.
    fn with_percents(
        &mut self,
        pattern: &Rc<Expr>,
        (before, after): (bool, bool),
        lowers: bool,
        context: &Context,
    ) -> Rendered {
        let percent = Rc::new(Expr::literal_column("'%'", typing::string()));
        let mut items = Vec::with_capacity(3);
        if before {
            items.push(percent.clone());
        }
        let seen = match &**pattern {
            Expr::Grouping(inner) => inner,
            _ => pattern,
        };
        match &**seen {
            _ if lowers => {
                let lowered = format!("lower({})", self.process(pattern, context)?);
                items.push(Rc::new(Expr::literal_column(&lowered, typing::string())));
            }
            Expr::Binary(Binary { op: Op::Concat, left, right, .. }) => {
                items.extend([left.clone(), right.clone()]);
            }
            Expr::List(list) if list.op == Op::Concat => items.extend(list.items.iter().cloned()),
            _ => items.push(crate::schema::expression::group::group(pattern, Some(&Op::Concat))),
        }
        if after {
            items.push(percent);
        }
        self.concatenation(&items, context)
    }

    /// `visit_is_distinct_from_binary`: most dialects lose what they were asked for on the way.
    fn distinct_from(&mut self, binary: &Binary, op: &Op, context: &Context) -> Rendered {
        let distinct = *op == Op::IsDistinctFrom;
        if self.family() == Family::Postgresql {
            return self.generic(binary, op.sql().unwrap_or_default(), context);
        }
        let (left, right) = self.sides(binary, &Context::default())?;
        Ok(match (self.family(), distinct) {
            (Family::Mysql | Family::Mariadb, true) => format!("NOT ({left} <=> {right})"),
            (Family::Mysql | Family::Mariadb, false) => format!("{left} <=> {right}"),
            (Family::Sqlite, true) => format!("{left} IS NOT {right}"),
            (Family::Sqlite, false) => format!("{left} IS {right}"),
            (Family::Mssql, true) => {
                format!("NOT EXISTS (SELECT {left} INTERSECT SELECT {right})")
            }
            (Family::Mssql, false) => format!("EXISTS (SELECT {left} INTERSECT SELECT {right})"),
            (_, true) => format!("DECODE({left}, {right}, 0, 1) = 1"),
            (_, false) => format!("DECODE({left}, {right}, 0, 1) = 0"),
        })
    }

    /// `visit_match_op_binary`.
    fn match_(&mut self, binary: &Binary, context: &Context) -> Rendered {
        match self.family() {
            Family::Postgresql => {
                let (left, right) = self.sides(binary, context)?;
                Ok(match binary.modifier("postgresql_regconfig") {
                    Some(config) => {
                        let config = literals::render(self.dialect, config, &typing::string())?;
                        format!("{left} @@ plainto_tsquery({config}, {right})")
                    }
                    None => format!("{left} @@ plainto_tsquery({right})"),
                })
            }
            Family::Mysql | Family::Mariadb => self.mysql_match(binary, context),
            Family::Mssql => {
                let (left, right) = self.sides(binary, context)?;
                Ok(format!("CONTAINS ({left}, {right})"))
            }
            Family::Oracle => {
                let (left, right) = self.sides(binary, &Context::default())?;
                Ok(format!("CONTAINS ({left}, {right})"))
            }
            Family::Sqlite => self.generic(binary, " MATCH ", context),
        }
    }

    fn mysql_match(&mut self, binary: &Binary, context: &Context) -> Rendered {
        let flag = |name: &str, default: bool| {
            binary.modifiers.iter().find(|(key, _)| &**key == name).map_or(default, |(_, value)| {
                crate::schema::options::OptionValue::Literal(value.clone()).truthy()
            })
        };
        let boolean = flag("mysql_boolean_mode", true);
        let natural = flag("mysql_natural_language", false);
        let expansion = flag("mysql_query_expansion", false);
        if boolean && (natural || expansion) {
            return Err(compile_error(format!(
                "Invalid MySQL match flags: in_boolean_mode={}, in_natural_language_mode={}, with_query_expansion={}",
                python(boolean),
                python(natural),
                python(expansion)
            )));
        }
        let (left, mut right) = self.sides(binary, context)?;
        for (given, words) in [
            (boolean, " IN BOOLEAN MODE"),
            (natural, " IN NATURAL LANGUAGE MODE"),
            (expansion, " WITH QUERY EXPANSION"),
        ] {
            if given {
                right.push_str(words);
            }
        }
        Ok(format!("MATCH ({left}) AGAINST ({right})"))
    }

    /// `visit_regexp_match_op_binary`, `visit_not_regexp_match_op_binary`.
    fn regexp_match(&mut self, binary: &Binary, negated: bool, context: &Context) -> Rendered {
        let flags = binary.modifier("flags").cloned();
        let flags_text = match &flags {
            Some(flags) => Some(literals::render(self.dialect, flags, &typing::string())?),
            None => None,
        };
        match (self.family(), flags_text) {
            (Family::Postgresql, None) => {
                self.generic(binary, if negated { " !~ " } else { " ~ " }, context)
            }
            (Family::Postgresql, Some(_)) if flags == Some(Literal::Str("i".into())) => {
                self.generic(binary, if negated { " !~* " } else { " ~* " }, context)
            }
            (Family::Postgresql, Some(flags)) => {
                let (left, right) = self.sides(binary, context)?;
                let operator = if negated { "!~" } else { "~" };
                Ok(format!("{left} {operator} CONCAT('(?', {flags}, ')', {right})"))
            }
            (Family::Mysql | Family::Mariadb | Family::Sqlite, None) | (Family::Sqlite, _) => {
                self.generic(binary, if negated { " NOT REGEXP " } else { " REGEXP " }, context)
            }
            (Family::Mariadb, Some(flags)) => {
                let left = self.process(&binary.left, context)?;
                let right = self.process(&binary.right, &Context::default())?;
                let operator = if negated { " NOT REGEXP " } else { " REGEXP " };
                Ok(format!("{left}{operator}CONCAT('(?', {flags}, ')', {right})"))
            }
            (Family::Mysql | Family::Oracle, flags) => {
                let (left, right) = self.sides(binary, context)?;
                let not = if negated { "NOT " } else { "" };
                let flags = flags.map(|flags| format!(", {flags}")).unwrap_or_default();
                Ok(format!("{not}REGEXP_LIKE({left}, {right}{flags})"))
            }
            (Family::Mssql, _) => {
                Err(compile_error("mssql dialect does not support regular expressions"))
            }
        }
    }

    /// `visit_regexp_replace_op_binary`.
    fn regexp_replace(&mut self, binary: &Binary, context: &Context) -> Rendered {
        if matches!(self.family(), Family::Mssql | Family::Sqlite) {
            return Err(compile_error(format!(
                "{} dialect does not support regular expression replacements",
                self.dialect.name()
            )));
        }
        let flags = match binary.modifier("flags") {
            Some(flags) => Some(literals::render(self.dialect, flags, &typing::string())?),
            None => None,
        };
        let left = self.process(&binary.left, context)?;
        if let (Family::Mariadb, Some(flags), Expr::List(list)) =
            (self.family(), &flags, &*binary.right)
            && let [pattern, replacement] = list.items.as_slice()
        {
            let pattern = self.process(pattern, &Context::default())?;
            let replacement = self.process(replacement, context)?;
            return Ok(format!(
                "REGEXP_REPLACE({left}, CONCAT('(?', {flags}, ')', {pattern}), {replacement})"
            ));
        }
        let right = self.process(&binary.right, context)?;
        let flags = flags.map(|flags| format!(", {flags}")).unwrap_or_default();
        Ok(format!("REGEXP_REPLACE({left}, {right}{flags})"))
    }

    /// The bitwise operators.
    fn bitwise(&mut self, binary: &Binary, op: &Op, context: &Context) -> Rendered {
        match (self.family(), op) {
            (Family::Postgresql, Op::BitXor) => self.generic(binary, " # ", context),
            (Family::Sqlite, Op::BitXor) => {
                let context = Context { eager_grouping: true, ..context.clone() };
                let or = self.generic(binary, " | ", &context)?;
                let and = self.generic(binary, " & ", &context)?;
                Ok(format!("({or} - {and})"))
            }
            (Family::Oracle, op) => {
                let name = match op {
                    Op::BitXor => "BITXOR",
                    Op::BitOr => "BITOR",
                    Op::BitAnd => "BITAND",
                    Op::LeftShift => {
                        return Err(compile_error("Cannot compile bitwise_lshift in oracle"));
                    }
                    _ => return Err(compile_error("Cannot compile bitwise_rshift in oracle")),
                };
                let (left, right) = self.sides(binary, context)?;
                Ok(format!("{name}({left}, {right})"))
            }
            (_, op) => self.generic(
                binary,
                op.sql().unwrap_or_default(),
                &Context { eager_grouping: false, ..context.clone() },
            ),
        }
    }
}

/// `BinaryExpression(right, left, eq)`, by which SQL Server's compiler puts the value last.
fn exchanged(binary: &Binary) -> Binary {
    let exchanged = build::binary_with(Binary {
        left: binary.right.clone(),
        right: binary.left.clone(),
        ..binary.clone()
    });
    match &*exchanged {
        Expr::Binary(exchanged) => exchanged.clone(),
        _ => binary.clone(),
    }
}

fn truthy(binary: &Binary, name: &str) -> bool {
    binary
        .modifier(name)
        .is_some_and(|value| crate::schema::options::OptionValue::Literal(value.clone()).truthy())
}

fn python(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}
