//! CAST, and the types that each dialect lets stand in it.

use std::rc::Rc;

use crate::dialect::{Family, types};
use crate::operation::Refusal;
use crate::schema::expression::{Cast, group, typing};
use crate::schema::literal::Literal;
use crate::schema::types::{Type, TypeArg};

use super::compiler::{Compiler, Context, Rendered};

impl Compiler<'_> {
    /// `visit_cast`, `visit_try_cast`.
    pub(super) fn cast(&mut self, cast: &Cast, context: &Context) -> Rendered {
        if cast.try_ {
            return self.try_cast(cast, context);
        }
        match self.family() {
            Family::Mysql | Family::Mariadb => self.mysql_cast(cast, context),
            Family::Oracle => {
                let type_ = self.oracle_cast_type(&cast.type_)?;
                Ok(format!("CAST({} AS {type_})", self.process(&cast.inner, context)?))
            }
            _ => {
                let type_ = types::render(self.dialect, &cast.type_)?;
                let inner = self.process(&cast.inner, context)?;
                Ok(match type_.rsplit_once(" COLLATE ") {
                    Some((type_, collation)) => {
                        format!("CAST({inner} AS {type_}) COLLATE {collation}")
                    }
                    None => format!("CAST({inner} AS {type_})"),
                })
            }
        }
    }

    fn try_cast(&mut self, cast: &Cast, context: &Context) -> Rendered {
        if self.family() != Family::Mssql {
            return Err(self.cannot_render("<class 'sqlalchemy.sql.elements.TryCast'>"));
        }
        let inner = self.process(&cast.inner, context)?;
        Ok(format!("TRY_CAST ({inner} AS {})", types::render(self.dialect, &cast.type_)?))
    }

    /// VARCHAR2 for every string but large ones, with a length in any case.
    fn oracle_cast_type(&self, type_: &Rc<Type>) -> Result<String, Refusal> {
        let shown = types::unwrapped(self.dialect, type_);
        let large = typing::is_a(shown, "Text") || typing::is_a(shown, "CLOB");
        if typing::family(shown) != crate::schema::types::Affinity::String
            || large
            || typing::is_a(shown, "VARCHAR2")
        {
            return types::render(self.dialect, type_);
        }
        Ok(format!("VARCHAR2({} CHAR)", string_length(shown).unwrap_or_else(|| "4000".into())))
    }

    /// `MySQLCompiler.visit_cast`: a type that MySQL has no CAST to is left out.
    fn mysql_cast(&mut self, cast: &Cast, context: &Context) -> Rendered {
        match self.mysql_cast_type(&cast.type_)? {
            Some(type_) => {
                let inner = self.process(&cast.inner, context)?;
                Ok(format!("CAST({inner} AS {type_})"))
            }
            None => {
                // the warning that goes with it asks for the type's text
                types::render(self.dialect, &cast.type_)?;
                let inner = group::group(&cast.inner, None);
                self.process(&inner, context)
            }
        }
    }

    /// `MySQLCompiler.visit_typeclause`.
    fn mysql_cast_type(&self, type_: &Rc<Type>) -> Result<Option<String>, Refusal> {
        let shown = types::unwrapped(self.dialect, type_);
        let is_a = |name: &str| typing::is_a(shown, name);
        if typing::is_a(shown, "Interval") {
            return Ok(Some("DATETIME".into()));
        }
        Ok(if is_a("Integer") {
            let unsigned = shown.flag("unsigned") == Some(true);
            Some(if unsigned { "UNSIGNED INTEGER" } else { "SIGNED INTEGER" }.into())
        } else if is_a("TIMESTAMP") {
            Some("DATETIME".into())
        } else if is_a("DECIMAL") || is_a("DateTime") || is_a("Date") || is_a("Time") {
            Some(types::render(self.dialect, shown)?)
        } else if is_a("ENUM") || is_a("SET") || is_a("Enum") && types::native_enum(shown) {
            None
        } else if is_a("Enum") || typing::family(shown) == crate::schema::types::Affinity::String {
            Some(self.mysql_char(shown)?)
        } else if is_a("_Binary") {
            Some("BINARY".into())
        } else if is_a("JSON") || is_a("JSONB") {
            Some("JSON".into())
        } else if is_a("Numeric") && !is_a("Float") {
            Some(types::render(self.dialect, shown)?.replace("NUMERIC", "DECIMAL"))
        } else {
            None
        })
    }

    /// `CHAR._adapt_string_for_cast`.
    fn mysql_char(&self, type_: &Type) -> Result<String, Refusal> {
        if typing::is_a(type_, "CHAR") {
            return types::render(self.dialect, type_);
        }
        let mut adapted = (*typing::of_dialect("mysql", "CHAR")).clone();
        if let Some(length) = string_length(type_).filter(|_| typing::is_a(type_, "Enum")) {
            adapted.args.push(("length", TypeArg::Literal(Literal::Int(length.into()))));
            return types::render(self.dialect, &adapted);
        }
        for name in ["length", "charset", "collation", "ascii", "binary", "unicode"] {
            let own = typing::is_a(type_, "_StringType");
            if let Some(value) = type_.literal(name).filter(|_| own || name == "length") {
                adapted.args.push((name, TypeArg::Literal(value.clone())));
            }
        }
        types::render(self.dialect, &adapted)
    }
}

/// The length of a string type; an enum's is that of its longest label.
fn string_length(type_: &Type) -> Option<String> {
    if let Some(length) = type_.int("length").filter(|length| *length != "0") {
        return Some(length.to_string());
    }
    let longest = types::labels(type_).iter().map(|label| label.chars().count()).max();
    longest.filter(|length| *length > 0).map(|length| length.to_string())
}
