//! Parameters: printed as values, or by name.

use std::rc::Rc;

use crate::dialect::{Family, types};
use crate::schema::expression::operators::Op;
use crate::schema::expression::{Bind, typing};
use crate::schema::literal::Literal;
use crate::schema::types::{Affinity, Type};

use super::compiler::{Compiler, Context, Rendered};
use super::literals;
use super::names::{Seed, bind_word};

impl Compiler<'_> {
    /// `visit_bindparam`.
    pub(super) fn bind(&mut self, bind: &Bind, context: &Context) -> Rendered {
        self.bind_of(bind, std::ptr::from_ref(bind) as usize, context)
    }

    /// The same for a copy of a parameter, which keeps the name of the one that it is a copy of.
    pub(super) fn bind_of(&mut self, bind: &Bind, object: usize, context: &Context) -> Rendered {
        if bind.expanding {
            let inner = match context.literal_binds {
                true => self.expanded_literals(bind)?,
                false => self.expanded_names(bind, object),
            };
            return Ok(format!("({inner})"));
        }
        if context.literal_binds {
            return match &bind.value {
                None | Some(Literal::Null) => Ok("NULL".into()),
                Some(value) => literals::render(self.dialect, value, &bind.type_),
            };
        }
        let name = self.bind_name(bind, object);
        if context.literal_execute || bind.literal_execute {
            return Ok(format!("__[POSTCOMPILE_{name}]"));
        }
        let placeholder = self.bind_placeholder(&name);
        self.with_bind_cast(placeholder, &bind.type_)
    }

    /// `_truncate_bindparam`.
    fn bind_name(&mut self, bind: &Bind, object: usize) -> Rc<str> {
        if !bind.unique {
            return bind.key.clone();
        }
        let seed = Seed { object, index: 0, word: bind_word(&bind.key) };
        self.made_up.name("bindparam", &seed)
    }

    /// `bindparam_string`, paramstyle `named`: characters that a name cannot have are exchanged.
    pub(super) fn bind_placeholder(&mut self, name: &str) -> String {
        if self.family() == Family::Oracle {
            return self.oracle_placeholder(name);
        }
        let translated: String = name
            .chars()
            .map(|c| match c {
                '%' => 'P',
                '(' => 'A',
                ')' => 'Z',
                ':' => 'C',
                '.' | '[' | ']' | ' ' => '_',
                other => other,
            })
            .collect();
        format!(":{translated}")
    }

    /// Oracle quotes a name that is reserved, and lets none begin with a digit or underscore.
    fn oracle_placeholder(&mut self, name: &str) -> String {
        if crate::dialect::identifiers::requires_bind_quotes(self.dialect, name) {
            return format!(":\"{name}\"");
        }
        let translated: String = name
            .chars()
            .map(|c| match c {
                '%' => 'P',
                '(' => 'A',
                ')' => 'Z',
                ':' | '.' | '[' | ']' | ' ' | '\\' | '/' | '?' => 'C',
                other => other,
            })
            .collect();
        let starts_badly = translated.starts_with(|c: char| c.is_ascii_digit() || c == '_');
        format!(":{}{translated}", if starts_badly { "D" } else { "" })
    }

    /// `render_bind_cast` of PostgreSQL's psycopg dialect.
    fn with_bind_cast(&self, placeholder: String, type_: &Type) -> Rendered {
        if self.family() != Family::Postgresql {
            return Ok(placeholder);
        }
        let type_ = types::unwrapped(self.dialect, type_);
        let cast = match type_.affinity() {
            Affinity::String | Affinity::Enum if typing::is_a(type_, "ENUM") => {
                types::render(self.dialect, type_)?
            }
            Affinity::String => "VARCHAR".into(),
            Affinity::Integer
            | Affinity::DateTime
            | Affinity::Date
            | Affinity::Time
            | Affinity::Interval
            | Affinity::Json
            | Affinity::Array
            | Affinity::Uuid
            | Affinity::Range => types::render(self.dialect, type_)?,
            _ => return Ok(placeholder),
        };
        Ok(format!("{placeholder}::{cast}"))
    }

    /// `_literal_execute_expanding_parameter_literal_binds`.
    fn expanded_literals(&mut self, bind: &Bind) -> Rendered {
        let Some(Literal::List(values)) = &bind.value else {
            return self.empty_set(bind);
        };
        if values.is_empty() {
            return self.empty_set(bind);
        }
        let rows = matches!(values.first(), Some(Literal::List(_)))
            && matches!(bind.type_.affinity(), Affinity::Null | Affinity::Other);
        let mut parts = Vec::with_capacity(values.len());
        for value in values {
            parts.push(match value {
                Literal::List(items) if rows => self.row_literals(items)?,
                _ => literals::render(self.dialect, value, &bind.type_)?,
            });
        }
        let values = if rows && self.family() == Family::Sqlite { "VALUES " } else { "" };
        Ok(format!("{values}{}", parts.join(", ")))
    }

    fn row_literals(&mut self, items: &[Literal]) -> Rendered {
        let mut parts = Vec::with_capacity(items.len());
        for item in items {
            parts.push(literals::render(self.dialect, item, &typing::of_value(item))?);
        }
        Ok(format!("({})", parts.join(", ")))
    }

    /// `_literal_execute_expanding_parameter`, once parameters are known.
    fn expanded_names(&mut self, bind: &Bind, object: usize) -> String {
        let name = self.bind_name(bind, object);
        format!("__[POSTCOMPILE_{name}]")
    }

    /// `visit_empty_set_op_expr` of an empty list.
    fn empty_set(&mut self, bind: &Bind) -> Rendered {
        if self.family() == Family::Sqlite {
            return Ok("SELECT 1 FROM (SELECT 1) WHERE 1!=1".into());
        }
        match bind.expand_op {
            Some(Op::NotIn) => Ok("NULL) OR (1 = 1".into()),
            Some(Op::In) => Ok("NULL) AND (1 != 1".into()),
            _ => self.empty_set_expression(&bind.type_),
        }
    }

    /// `visit_empty_set_expr`.
    fn empty_set_expression(&mut self, type_: &Type) -> Rendered {
        Ok(match self.family() {
            Family::Postgresql => {
                let type_ = match typing::is_null(type_) {
                    true => "INTEGER".into(),
                    false => types::render(self.dialect, type_)?,
                };
                format!("SELECT CAST(NULL AS {type_}) WHERE 1!=1")
            }
            Family::Mysql | Family::Mariadb => {
                "SELECT _in_0 FROM (SELECT 1 AS _in_0) as _empty_set WHERE 1!=1".into()
            }
            Family::Sqlite => "SELECT 1 FROM (SELECT 1) WHERE 1!=1".into(),
            Family::Mssql => "SELECT 1 WHERE 1!=1".into(),
            Family::Oracle => "SELECT 1 FROM DUAL WHERE 1!=1".into(),
        })
    }
}
