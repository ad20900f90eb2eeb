//! Functions: their names, their arguments, and those that a dialect calls something else.

use std::rc::Rc;

use crate::dialect::{Family, compile_error, identifiers};
use crate::platform;
use crate::schema::expression::functions::{always_has_args, fixed_text};
use crate::schema::expression::{Expr, Function};

use super::compiler::{Compiler, Context, Rendered};

/// Oracle's functions that are called without parentheses (`NO_ARG_FNS`).
const ORACLE_NO_ARGS: &[&str] =
    &["UID", "CURRENT_DATE", "SYSDATE", "USER", "CURRENT_TIME", "CURRENT_TIMESTAMP"];

impl Compiler<'_> {
    /// `visit_function`.
    pub(super) fn function(&mut self, function: &Function, context: &Context) -> Rendered {
        let lower = platform::lower(&function.name.text);
        let mut text = match self.own_function(&lower, function, context)? {
            Some(text) => text,
            None => self.plain_function(function, context)?,
        };
        if function.ordinality {
            text.push_str(" WITH ORDINALITY");
        }
        if context.as_from && self.family() == Family::Oracle && lower != "table" {
            return Ok(format!("TABLE ({text})"));
        }
        Ok(text)
    }

    fn plain_function(&mut self, function: &Function, context: &Context) -> Rendered {
        let name = match fixed_text(&function.name.text).filter(|_| function.generic) {
            Some(fixed) => {
                let has_args = !function.args.is_empty() || always_has_args(&function.name.text);
                match has_args {
                    true => format!("{fixed}{}", self.arguments(function, context)?),
                    false => fixed.to_string(),
                }
            }
            None => {
                let name = self.function_word(&function.name.text, function.name.quote.is_some());
                format!("{name}{}", self.arguments(function, context)?)
            }
        };
        let mut text = String::new();
        for package in &function.packages {
            text.push_str(&self.function_word(package, false));
            text.push('.');
        }
        text.push_str(&name);
        Ok(text)
    }

    /// A word of a function's name: quoted where its characters ask for it, not for being reserved.
    fn function_word(&self, word: &str, quoted: bool) -> String {
        if quoted || identifiers::has_illegal_characters(word) {
            identifiers::quote_text(self.dialect, word)
        } else {
            word.to_string()
        }
    }

    /// `function_argspec`.
    fn arguments(&mut self, function: &Function, context: &Context) -> Rendered {
        if self.family() == Family::Oracle
            && function.args.is_empty()
            && ORACLE_NO_ARGS.contains(&&*platform::upper(&function.name.text))
        {
            return Ok(String::new());
        }
        let context = Context { as_from: false, ..context.plain() };
        Ok(format!("({})", self.delimited(&function.args, ", ", &context)?))
    }

    /// The dialect's own `visit_..._func`.
    fn own_function(
        &mut self,
        name: &str,
        function: &Function,
        context: &Context,
    ) -> Result<Option<String>, crate::operation::Refusal> {
        use Family::*;
        let family = self.family();
        // several of these lose what they were asked for on the way
        let lost = Context::default();
        let renamed = match (family, name) {
            (Sqlite | Mssql | Oracle, "now") => return Ok(Some("CURRENT_TIMESTAMP".into())),
            (Mssql, "current_date") => return Ok(Some("GETDATE()".into())),
            (Sqlite, "localtimestamp") => {
                return Ok(Some("DATETIME(CURRENT_TIMESTAMP, 'localtime')".into()));
            }
            (Mysql | Mariadb, "sysdate") => return Ok(Some("SYSDATE()".into())),
            (Mysql | Mariadb, "rollup") => {
                let list = self.delimited(&function.args, ", ", context)?;
                return Ok(Some(format!("{list} WITH ROLLUP")));
            }
            (_, "aggregate_strings") => return self.aggregate_strings(function, context).map(Some),
            (Postgresql, "substring") => return self.substring(function, context).map(Some),
            (Mssql, "length" | "char_length") => ("LEN", context),
            (Oracle, "char_length") => ("LENGTH", context),
            (Sqlite, "char_length") => ("length", &lost),
            (Mysql | Mariadb, "random") => ("rand", &lost),
            (Postgresql, "pow") => ("power", &lost),
            (Mssql | Oracle, "pow") => ("POWER", &lost),
            _ => return Ok(None),
        };
        let (word, context) = renamed;
        Ok(Some(format!("{word}{}", self.arguments(function, context)?)))
    }

    /// `visit_substring_func` of PostgreSQL's compiler.
    fn substring(&mut self, function: &Function, context: &Context) -> Rendered {
        let mut parts = Vec::with_capacity(3);
        for arg in function.args.iter().take(3) {
            parts.push(self.process(arg, context)?);
        }
        match parts.as_slice() {
            [text, start] => Ok(format!("SUBSTRING({text} FROM {start})")),
            [text, start, length] => Ok(format!("SUBSTRING({text} FROM {start} FOR {length})")),
            _ => {
                Err(crate::operation::Refusal::new("IndexError", "list index out of range".into()))
            }
        }
    }

    /// `visit_aggregate_strings_func`.
    fn aggregate_strings(&mut self, function: &Function, context: &Context) -> Rendered {
        let [text, separator] = function.args.as_slice() else {
            return Err(compile_error("aggregate_strings() takes an expression and a separator"));
        };
        let text = self.process(text, context)?;
        let literal = Context { literal_execute: true, ..context.clone() };
        let separator = self.process(separator, &literal)?;
        Ok(match self.family() {
            Family::Postgresql | Family::Mssql => format!("string_agg({text}, {separator})"),
            Family::Mysql | Family::Mariadb => {
                format!("group_concat({text} SEPARATOR {separator})")
            }
            Family::Sqlite => format!("group_concat({text}, {separator})"),
            Family::Oracle => format!("LISTAGG({text}, {separator})"),
        })
    }

    /// `visit_withingroup`, `visit_aggregateorderby`.
    pub(super) fn within_group(
        &mut self,
        inner: &Rc<Expr>,
        order_by: &[Rc<Expr>],
        aggregate: bool,
        context: &Context,
    ) -> Rendered {
        let inline = aggregate && !matches!(self.family(), Family::Mssql | Family::Oracle);
        let text = self.process(inner, context)?;
        let order = self.delimited(order_by, ", ", context)?;
        if inline && let Some(start) = text.strip_suffix(')') {
            return Ok(format!("{start} ORDER BY {order})"));
        }
        Ok(format!("{text} WITHIN GROUP (ORDER BY {order})"))
    }
}
