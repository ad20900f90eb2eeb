//! One expression as text: the `visit_...` methods that are short.

use std::rc::Rc;

use crate::dialect::{Family, compile_error, identifiers};
use crate::operation::Refusal;
use crate::schema::expression::operators::Op;
use crate::schema::expression::{
    Bind, Case, ColumnRef, Expr, Frame, FrameEnd, Label, LabelName, Over, Unary, UnaryKind, group,
    typing,
};
use crate::schema::table::Sequence;

use super::compiler::{Compiler, Context, Rendered};
use super::literals::boolean_word;
use super::names::Seed;

impl Compiler<'_> {
    /// `_compiler_dispatch`.
    pub(super) fn element(&mut self, expr: &Expr, context: &Context) -> Rendered {
        match expr {
            Expr::Column(column) => self.column(column, context),
            Expr::Text(text) => self.text(text, context),
            Expr::Bind(bind) => self.bind(bind, context),
            Expr::Null => Ok("NULL".into()),
            Expr::True => Ok(boolean_word(self.dialect, true).into()),
            Expr::False => Ok(boolean_word(self.dialect, false).into()),
            Expr::Binary(binary) => self.binary(binary, context),
            Expr::Unary(unary) => self.unary(unary, context),
            Expr::List(list) => self.operand_list(list, context),
            Expr::Clauses(list) => {
                self.delimited(&list.items, list.op.sql().unwrap_or(" "), context)
            }
            Expr::Phrase(items) => self.delimited(items, " ", context),
            Expr::Grouping(inner) => Ok(format!("({})", self.process(inner, context)?)),
            Expr::Tuple(items) => Ok(format!("({})", self.delimited(items, ", ", context)?)),
            Expr::Case(case) => self.case(case, context),
            Expr::Cast(cast) => self.cast(cast, context),
            Expr::TypeCoerce { inner, type_ } => match &**inner {
                Expr::Bind(bind) => {
                    let object = std::ptr::from_ref(bind) as usize;
                    let typed = Bind { type_: type_.clone(), ..bind.clone() };
                    self.bind_of(&typed, object, context)
                }
                _ => self.process(inner, context),
            },
            Expr::Extract { field, inner } => self.extract(field, inner, context),
            Expr::Function(function) => self.function(function, context),
            Expr::NextValue(sequence) => self.next_value(sequence),
            Expr::Over(over) => self.over(over, context),
            Expr::WithinGroup { inner, order_by, aggregate } => {
                self.within_group(inner, order_by, *aggregate, context)
            }
            Expr::Filter { inner, criterion } => {
                let inner = self.process(inner, context)?;
                Ok(format!("{inner} FILTER (WHERE {})", self.process(criterion, context)?))
            }
            Expr::Label(label) => self.label(expr, label, context),
            Expr::LabelReference(inner) => self.label_reference(inner, context),
            Expr::TextualLabelReference(name) => self.textual_label_reference(name, context),
            Expr::Collation { name, schema } => Ok(identifiers::format_collation(
                self.dialect,
                &name.text,
                schema.as_ref().map(|schema| &*schema.text),
            )),
            Expr::Slice { start, stop } => {
                let start = self.process(start, context)?;
                Ok(format!("{start}:{}", self.process(stop, context)?))
            }
            Expr::Array { items, item_type } => self.array(items, item_type, context),
            Expr::AggregateOrderBy { .. } if self.family() != Family::Postgresql => {
                Err(self.cannot_render("aggregate_order_by"))
            }
            Expr::AggregateOrderBy { target, order_by } => {
                let target = self.process(target, context)?;
                Ok(format!("{target} ORDER BY {}", self.process(order_by, context)?))
            }
            Expr::ScalarSelect(select) | Expr::SelectGrouping(select) => {
                Ok(format!("({})", self.process(select, context)?))
            }
            Expr::ScalarValues(from) => Ok(format!("({})", self.values_rows(from, context)?)),
            Expr::TableValued(from) => self.table_valued(from),
            Expr::Select(select) => self.select(select, context, false),
            Expr::Compound(compound) => self.compound(compound, context),
            Expr::TextualSelect(text) => self.textual_select(text, context),
            Expr::Insert(insert) => self.insert(insert, context),
            Expr::Update(update) => self.update(update, context),
            Expr::Delete(delete) => self.delete(delete, context),
        }
    }

    /// `visit_column`.
    pub(super) fn column(&mut self, column: &ColumnRef, context: &Context) -> Rendered {
        let name = match &column.anonymous {
            Some(source) => {
                let name = self.anonymous_name("colident", source);
                identifiers::quote_text(self.dialect, &name)
            }
            None if column.is_literal => column.name.text.to_string(),
            None => identifiers::quote(self.dialect, &column.name),
        };
        match &column.table {
            Some(table) if context.include_table && table.names_columns() => {
                Ok(format!("{}.{name}", self.table_prefix(table, context)))
            }
            _ => Ok(name),
        }
    }

    /// `visit_unary`.
    fn unary(&mut self, unary: &Unary, context: &Context) -> Rendered {
        let inner = &unary.inner;
        match (&unary.op, unary.kind) {
            (Op::IsTrue | Op::IsFalse, _) => self.condition(unary, context),
            (Op::BitNot, _) if self.family() == Family::Oracle => {
                Err(compile_error("Cannot compile bitwise_not in oracle"))
            }
            (Op::Custom(custom), UnaryKind::Modifier) => {
                Ok(format!("{} {}", self.process(inner, context)?, custom.text))
            }
            (Op::Custom(custom), _) => {
                Ok(format!("{} {}", custom.text, self.process(inner, context)?))
            }
            (op, UnaryKind::Modifier) => {
                let text = op.sql().unwrap_or_default();
                Ok(format!("{}{text}", self.process(inner, context)?))
            }
            (op, _) => {
                let text = op.sql().unwrap_or_default();
                Ok(format!("{text}{}", self.process(inner, context)?))
            }
        }
    }

    /// `visit_is_true_unary_operator`, `visit_is_false_unary_operator`.
    fn condition(&mut self, unary: &Unary, context: &Context) -> Rendered {
        let known =
            group::is_implicitly_boolean(&unary.inner) || self.dialect.facts().native_boolean;
        let inner = self.process(&unary.inner, context)?;
        Ok(match (known, unary.op == Op::IsTrue) {
            (true, true) => inner,
            (true, false) => format!("NOT {inner}"),
            (false, true) => format!("{inner} = 1"),
            (false, false) => format!("{inner} = 0"),
        })
    }

    /// `visit_case`.
    fn case(&mut self, case: &Case, context: &Context) -> Rendered {
        let mut text = String::from("CASE ");
        if let Some(value) = &case.value {
            text.push_str(&self.process(value, context)?);
            text.push(' ');
        }
        for (condition, result) in &case.whens {
            let condition = self.process(condition, context)?;
            let result = self.process(result, context)?;
            text.push_str(&format!("WHEN {condition} THEN {result} "));
        }
        if let Some(result) = &case.else_ {
            text.push_str(&format!("ELSE {} ", self.process(result, context)?));
        }
        text.push_str("END");
        Ok(text)
    }

    /// `visit_extract`.
    fn extract(&mut self, field: &str, inner: &Rc<Expr>, context: &Context) -> Rendered {
        let inner = self.process(inner, context)?;
        match self.family() {
            Family::Sqlite => match sqlite_field(field) {
                Some(format) => Ok(format!("CAST(STRFTIME('{format}', {inner}) AS INTEGER)")),
                None => Err(compile_error(format!("{field} is not a valid extract argument."))),
            },
            Family::Mssql => {
                let field = match field {
                    "doy" => "dayofyear",
                    "dow" => "weekday",
                    "milliseconds" => "millisecond",
                    "microseconds" => "microsecond",
                    other => other,
                };
                Ok(format!("DATEPART({field}, {inner})"))
            }
            Family::Mysql | Family::Mariadb if field == "milliseconds" => {
                Ok(format!("EXTRACT(millisecond FROM {inner})"))
            }
            _ => Ok(format!("EXTRACT({field} FROM {inner})")),
        }
    }

    /// `visit_over`.
    fn over(&mut self, over: &Over, context: &Context) -> Rendered {
        let inner = self.process(&over.inner, context)?;
        let mut parts = Vec::new();
        if !over.partition_by.is_empty() {
            parts.push(format!(
                "PARTITION BY {}",
                self.delimited(&over.partition_by, ", ", context)?
            ));
        }
        if !over.order_by.is_empty() {
            parts.push(format!("ORDER BY {}", self.delimited(&over.order_by, ", ", context)?));
        }
        if let Some((word, frame)) = &over.frame {
            let mut text = format!("{word} BETWEEN {}", self.frame(frame, context)?);
            if let Some(exclude) = &over.exclude {
                text.push_str(&format!(" EXCLUDE {exclude}"));
            }
            parts.push(text);
        }
        Ok(format!("{inner} OVER ({})", parts.join(" ")))
    }

    /// `visit_frame_clause`.
    fn frame(&mut self, frame: &Frame, context: &Context) -> Rendered {
        let literal = self.family() == Family::Mssql;
        let context =
            Context { literal_execute: context.literal_execute || literal, ..context.clone() };
        let lower = match &frame.lower {
            FrameEnd::Unbounded => "UNBOUNDED PRECEDING".into(),
            end => self.frame_end(end, &context)?,
        };
        let upper = match &frame.upper {
            FrameEnd::Unbounded => "UNBOUNDED FOLLOWING".into(),
            end => self.frame_end(end, &context)?,
        };
        Ok(format!("{lower} AND {upper}"))
    }

    fn frame_end(&mut self, end: &FrameEnd, context: &Context) -> Rendered {
        Ok(match end {
            FrameEnd::Unbounded | FrameEnd::Current => "CURRENT ROW".into(),
            FrameEnd::Preceding(count) => format!("{} PRECEDING", self.process(count, context)?),
            FrameEnd::Following(count) => format!("{} FOLLOWING", self.process(count, context)?),
        })
    }

    /// `visit_label`.
    fn label(&mut self, expr: &Expr, label: &Label, context: &Context) -> Rendered {
        let only = context
            .render_label
            .as_ref()
            .is_some_and(|wanted| std::ptr::eq(&**wanted, expr) || **wanted == *expr);
        let with_as = context.within_columns && !context.within_label;
        if with_as {
            let within = Context {
                within_columns: true,
                within_label: true,
                render_label: None,
                ..context.clone()
            };
            let inner = group::group(&label.inner, Some(&Op::As));
            let name = self.label_name(expr, label);
            let inner = self.process(&inner, &within)?;
            return Ok(format!("{inner} AS {name}"));
        }
        if only {
            return Ok(self.label_name(expr, label));
        }
        let inner = group::group(&label.inner, Some(&Op::As));
        self.process(&inner, &Context { within_columns: false, ..context.clone() })
    }

    /// A label's name as it is printed.
    fn label_name(&mut self, expr: &Expr, label: &Label) -> String {
        match &label.name {
            LabelName::Named(name) => identifiers::quote(self.dialect, name),
            LabelName::Anonymous(word) => {
                let seed = Seed {
                    object: std::ptr::from_ref(expr) as usize,
                    index: 0,
                    word: super::names::label_word(word),
                };
                let name = self.made_up.name("colident", &seed);
                identifiers::quote_text(self.dialect, &name)
            }
        }
    }

    /// `visit_next_value_func` and the dialects' `visit_sequence`.
    fn next_value(&mut self, sequence: &Sequence) -> Rendered {
        let name = identifiers::format_table(self.dialect, &sequence.name);
        Ok(match self.family() {
            Family::Postgresql => format!("nextval('{}')", name.replace('\'', "''")),
            Family::Mssql => format!("NEXT VALUE FOR {name}"),
            Family::Oracle => format!("{name}.nextval"),
            Family::Mariadb | Family::Mysql => format!("nextval({name})"),
            Family::Sqlite => {
                return Err(Refusal::new(
                    "NotImplementedError",
                    format!(
                        "Dialect '{}' does not support sequence increments.",
                        self.dialect.name()
                    ),
                ));
            }
        })
    }

    /// `visit_array` of PostgreSQL's compiler.
    fn array(
        &mut self,
        items: &[Rc<Expr>],
        item_type: &Rc<crate::schema::types::Type>,
        context: &Context,
    ) -> Rendered {
        if self.family() != Family::Postgresql {
            return Err(self.cannot_render("array"));
        }
        if items.is_empty() && !typing::is_null(item_type) {
            let type_ =
                crate::dialect::types::render(self.dialect, &typing::array_of(item_type.clone()))?;
            return Ok(format!("ARRAY[]::{type_}"));
        }
        Ok(format!("ARRAY[{}]", self.delimited(items, ", ", context)?))
    }

    /// `UnsupportedCompilationError`.
    pub(super) fn cannot_render(&self, what: &str) -> Refusal {
        Refusal::new(
            "sqlalchemy.exc.UnsupportedCompilationError",
            format!("Compiler for {} can't render element of type {what}", self.dialect.name()),
        )
    }
}

/// `extract_map` of SQLite's compiler.
fn sqlite_field(field: &str) -> Option<&str> {
    Some(match field {
        "month" => "%m",
        "day" => "%d",
        "year" => "%Y",
        "second" => "%S",
        "hour" => "%H",
        "doy" => "%j",
        "minute" => "%M",
        "epoch" => "%s",
        "dow" => "%w",
        "week" => "%W",
        "quarter" | "milliseconds" | "microseconds" | "timezone_hour" | "timezone_minute" => field,
        _ => return None,
    })
}
