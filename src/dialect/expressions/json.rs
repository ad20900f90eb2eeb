//! Steps into JSON and HSTORE: `->`, `#>`, JSON_EXTRACT, JSON_VALUE and their kin.

use crate::dialect::Family;
use crate::schema::expression::operators::Op;
use crate::schema::expression::{Binary, Cast, Expr, typing};
use crate::schema::types::{Affinity, Type};

use super::compiler::{Compiler, Context, Rendered};

impl Compiler<'_> {
    /// `visit_json_getitem_op_binary`, `visit_json_path_getitem_op_binary`.
    pub(super) fn json_item(&mut self, binary: &Binary, context: &Context) -> Rendered {
        match self.family() {
            Family::Postgresql => self.postgresql_json(binary, context),
            Family::Sqlite => self.sqlite_json(binary, context),
            Family::Mysql | Family::Mariadb => self.mysql_json(binary, context),
            Family::Mssql => self.mssql_json(binary, context),
            Family::Oracle => self.oracle_json(binary, context),
        }
    }

    /// The same step, with a CAST around to the type that was asked for.
    fn json_cast(&mut self, binary: &Binary, context: &Context) -> Rendered {
        let inner = std::rc::Rc::new(Expr::Binary(binary.clone()));
        let cast = Cast { inner, type_: binary.type_.clone(), try_: false };
        self.cast(&cast, &Context { cast_applied: true, ..context.clone() })
    }

    fn postgresql_json(&mut self, binary: &Binary, context: &Context) -> Rendered {
        let applied = context.cast_applied;
        if !applied && binary.type_.affinity() != Affinity::Json {
            return self.json_cast(binary, context);
        }
        let context = Context { eager_grouping: true, cast_applied: false, ..context.clone() };
        if binary.op == Op::JsonPathGetItem {
            return self.generic(binary, if applied { " #>> " } else { " #> " }, &context);
        }
        if !applied && typing::is_a(&typing::of_expr(&binary.left), "JSONB") {
            let left = self.process(&binary.left, &context)?;
            let grouped = matches!(*binary.left, Expr::Function(_) | Expr::Cast(_));
            let left = if grouped { format!("({left})") } else { left };
            return Ok(format!("{left}[{}]", self.process(&binary.right, &context)?));
        }
        self.generic(binary, if applied { " ->> " } else { " -> " }, &context)
    }

    /// `visit_hstore_getitem_op_binary`.
    pub(super) fn hstore_item(&mut self, binary: &Binary, context: &Context) -> Rendered {
        let context = Context { eager_grouping: true, ..context.clone() };
        if self.family() != Family::Postgresql {
            return self.generic(binary, " -> ", &context);
        }
        let left = self.process(&binary.left, &context)?;
        let left =
            if matches!(*binary.left, Expr::Function(_)) { format!("({left})") } else { left };
        Ok(format!("{left}[{}]", self.process(&binary.right, &context)?))
    }

    fn sqlite_json(&mut self, binary: &Binary, context: &Context) -> Rendered {
        let is_json = binary.type_.affinity() == Affinity::Json;
        if !context.cast_applied && !is_json {
            return self.json_cast(binary, context);
        }
        let context = Context { cast_applied: false, ..context.clone() };
        let extract = self.call("JSON_EXTRACT", binary, &context)?;
        Ok(if is_json { format!("JSON_QUOTE({extract})") } else { extract })
    }

    /// `function(left, right)`.
    fn call(&mut self, function: &str, binary: &Binary, context: &Context) -> Rendered {
        let left = self.process(&binary.left, context)?;
        Ok(format!("{function}({left}, {})", self.process(&binary.right, context)?))
    }

    fn mysql_json(&mut self, binary: &Binary, context: &Context) -> Rendered {
        let extract = self.call("JSON_EXTRACT", binary, context)?;
        let rest = match binary.type_.affinity() {
            Affinity::Json => return Ok(extract),
            Affinity::Integer => format!("ELSE CAST({extract} AS SIGNED INTEGER)"),
            Affinity::Numeric | Affinity::Float => match precision(&binary.type_) {
                (Some(precision), Some(scale)) => {
                    format!("ELSE CAST({extract} AS DECIMAL({precision}, {scale}))")
                }
                _ => format!("ELSE {extract}+0.0000000000000000000000"),
            },
            Affinity::Boolean => "WHEN true THEN true ELSE false".into(),
            Affinity::String => format!("ELSE JSON_UNQUOTE({extract})"),
            _ => format!("ELSE {extract}"),
        };
        Ok(format!("CASE {extract} WHEN 'null' THEN NULL {rest} END"))
    }

    fn mssql_json(&mut self, binary: &Binary, context: &Context) -> Rendered {
        let query = self.call("JSON_QUERY", binary, context)?;
        let value = self.call("JSON_VALUE", binary, context)?;
        let rest = match binary.type_.affinity() {
            Affinity::Json => return Ok(query),
            Affinity::Integer => format!("ELSE CAST({value} AS INTEGER)"),
            Affinity::Float => format!("ELSE CAST({value} AS FLOAT)"),
            Affinity::Numeric => {
                let (precision, scale) = shown_precision(&binary.type_);
                format!("ELSE CAST({value} AS NUMERIC({precision}, {scale}))")
            }
            Affinity::Boolean => {
                format!("WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE CAST({value} AS BIT)")
            }
            Affinity::String => format!("ELSE {value}"),
            _ => format!("ELSE {query}"),
        };
        Ok(format!("CASE {value} WHEN NULL THEN NULL {rest} END"))
    }

    fn oracle_json(&mut self, binary: &Binary, context: &Context) -> Rendered {
        let left = self.process(&binary.left, context)?;
        let literal = Context { literal_binds: true, ..context.clone() };
        let right = self.process(&binary.right, &literal)?;
        let returning = match binary.type_.affinity() {
            Affinity::Boolean => {
                let value = format!("JSON_VALUE({left}, {right})");
                return Ok(format!(
                    "CASE {value} WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE CAST({value} AS NUMBER(1)) END"
                ));
            }
            Affinity::Integer => "INTEGER".into(),
            Affinity::Float => "FLOAT".into(),
            Affinity::Numeric => {
                let (precision, scale) = shown_precision(&binary.type_);
                format!("NUMBER({precision}, {scale})")
            }
            Affinity::String => "VARCHAR2(4000)".into(),
            _ => return Ok(format!("JSON_QUERY({left}, {right})")),
        };
        Ok(format!("JSON_VALUE({left}, {right} RETURNING {returning} ERROR ON ERROR)"))
    }
}

fn precision(type_: &Type) -> (Option<&str>, Option<&str>) {
    (type_.int("precision"), type_.int("scale"))
}

fn shown_precision(type_: &Type) -> (&str, &str) {
    let (precision, scale) = precision(type_);
    (precision.unwrap_or("None"), scale.unwrap_or("None"))
}
