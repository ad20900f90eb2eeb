//! FROM elements: tables, aliases, subqueries, joins, VALUES.

use std::rc::Rc;

use crate::dialect::{Family, compile_error, identifiers, types};
use crate::schema::expression::Expr;
use crate::schema::expression::from::{Alias, AliasName, AliasOf, From, Join, TableFrom, Values};
use crate::schema::name::Name;

use super::compiler::{Compiler, Context, Rendered};
use super::names::{Seed, label_word};

impl Compiler<'_> {
    /// An alias's name; one that is made up belongs to its FROM element.
    pub(super) fn alias_name(&mut self, from: &Rc<From>, name: &AliasName) -> Name {
        match name {
            AliasName::Named(name) => name.clone(),
            AliasName::Anonymous(word) => {
                let seed =
                    Seed { object: Rc::as_ptr(from) as usize, index: 0, word: label_word(word) };
                Name::new(self.made_up.name("alias", &seed))
            }
        }
    }

    /// A FROM element's own name, quoted.
    fn quoted_alias(&mut self, from: &Rc<From>, name: &AliasName) -> String {
        let name = self.alias_name(from, name);
        identifiers::quote(self.dialect, &name)
    }

    /// What stands before the dot of a column.
    pub(super) fn table_prefix(&mut self, from: &Rc<From>, context: &Context) -> String {
        match &**from {
            From::Table(table) => {
                let schema = identifiers::effective_schema(&table.name);
                match schema {
                    Some(schema) => format!(
                        "{}.{}",
                        identifiers::quote_schema(self.dialect, schema),
                        identifiers::quote(self.dialect, &table.name.name)
                    ),
                    None => match self.ambiguous_alias(table, context) {
                        Some(alias) => alias,
                        None => identifiers::quote(self.dialect, &table.name.name),
                    },
                }
            }
            From::Alias(alias) => self.quoted_alias(from, &alias.name),
            From::Cte(cte) => self.quoted_alias(from, &cte.name),
            From::Values(Values { name: Some(name), .. }) => self.quoted_alias(from, name),
            _ => String::new(),
        }
    }

    /// The alias of a table whose name a table of some schema in the same statement has, too.
    fn ambiguous_alias(&mut self, table: &TableFrom, context: &Context) -> Option<String> {
        let names = context.ambiguous.clone()?;
        let name = names.iter().find(|name| **name == table.name.name.text)?;
        let seed = Seed {
            object: Rc::as_ptr(name).cast::<u8>() as usize,
            index: 0,
            word: label_word(name),
        };
        let alias = self.made_up.name("alias", &seed);
        Some(identifiers::quote_text(self.dialect, &alias))
    }

    /// `AS name`, without the word on Oracle.
    pub(super) fn alias_suffix(&self, name: &str) -> String {
        if self.family() == Family::Oracle { format!(" {name}") } else { format!(" AS {name}") }
    }

    /// `_compiler_dispatch(asfrom=True)`.
    pub(super) fn write_from(&mut self, from: &Rc<From>, context: &Context) -> Rendered {
        match &**from {
            From::Table(table) => {
                let text = self.table(table, context);
                self.with_hint(text, from, context)
            }
            From::Alias(alias) => {
                let text =
                    self.alias(from, alias, &Context { hinting: None, ..context.clone() })?;
                self.with_hint(text, from, context)
            }
            From::Cte(_) => Ok(self.cte(from, true, context)?.unwrap_or_default()),
            From::Join(join) => self.join(join, context),
            From::Grouping(inner) => Ok(format!("({})", self.write_from(inner, context)?)),
            From::Values(values) => self.values(from, values, context),
            From::Function(function) => self.process(function, &context.in_from()),
            From::Text(text) => self.process(text, &context.plain()),
        }
    }

    /// `format_from_hint_text`.
    fn with_hint(&self, text: String, from: &Rc<From>, context: &Context) -> Rendered {
        let name = self.dialect.name();
        let Some(select) = &context.hinting else { return Ok(text) };
        let hint = select.hints.iter().find(|(table, _, dialect)| {
            Rc::ptr_eq(table, from) && (&**dialect == "*" || **dialect == *name)
        });
        let Some((_, hint, _)) = hint else { return Ok(text) };
        match self.family() {
            Family::Postgresql if hint.eq_ignore_ascii_case("ONLY") => Ok(format!("ONLY {text}")),
            Family::Postgresql => Err(compile_error(format!("Unrecognized hint: '{hint}'"))),
            Family::Mysql | Family::Mariadb | Family::Mssql => Ok(format!("{text} {hint}")),
            Family::Sqlite | Family::Oracle => Ok(text),
        }
    }

    /// `visit_table`.
    fn table(&mut self, table: &TableFrom, context: &Context) -> String {
        let name = identifiers::quote(self.dialect, &table.name.name);
        match identifiers::effective_schema(&table.name).filter(|_| context.use_schema) {
            Some(schema) => {
                format!("{}.{name}", identifiers::quote_schema(self.dialect, schema))
            }
            None if context.enclosing_alias => name,
            None => match self.ambiguous_alias(table, context) {
                Some(alias) => format!("{name}{}", self.alias_suffix(&alias)),
                None => name,
            },
        }
    }

    /// `visit_alias`, `visit_subquery`, `visit_lateral`, `visit_tablesample`.
    fn alias(&mut self, from: &Rc<From>, alias: &Alias, context: &Context) -> Rendered {
        self.alias_within(Some(from), alias, context)
    }

    /// An alias; without the FROM clause that it is, one that another alias names: its own name is not
    /// printed.
    fn alias_within(
        &mut self,
        from: Option<&Rc<From>>,
        alias: &Alias,
        context: &Context,
    ) -> Rendered {
        let name = from.map(|from| self.quoted_alias(from, &alias.name));
        let inner = match &alias.of {
            AliasOf::From(inner) => {
                let context = Context { enclosing_alias: true, ..context.clone() };
                match &**inner {
                    From::Alias(inner) => self.alias_within(None, inner, &context)?,
                    _ => self.write_from(inner, &context)?,
                }
            }
            AliasOf::Query(query) => {
                let context = Context { as_from: true, lateral: alias.lateral, ..context.plain() };
                format!("({})", self.process(query, &context)?)
            }
        };
        let mut text = inner;
        if let Some(name) = &name {
            text.push_str(&self.alias_suffix(name));
        }
        if let Some((columns, typed)) = alias.derived.as_ref().filter(|_| name.is_some()) {
            let mut parts = Vec::with_capacity(columns.len());
            for column in columns {
                let mut part = identifiers::quote(self.dialect, &column.name);
                if *typed {
                    part.push(' ');
                    part.push_str(&types::render(self.dialect, &column.type_)?);
                }
                parts.push(part);
            }
            text.push_str(&format!("({})", parts.join(", ")));
        }
        if let Some((method, seed)) = &alias.sample {
            text.push_str(&format!(" TABLESAMPLE {}", self.process(method, &context.plain())?));
            if let Some(seed) = seed {
                text.push_str(&format!(" REPEATABLE ({})", self.process(seed, &context.plain())?));
            }
        }
        Ok(if alias.lateral { format!("LATERAL {text}") } else { text })
    }

    /// `visit_join`.
    fn join(&mut self, join: &Join, context: &Context) -> Rendered {
        let word = match (join.full, join.outer) {
            (true, _) => " FULL OUTER JOIN ",
            (false, true) => " LEFT OUTER JOIN ",
            (false, false) if self.is_mysql() => " INNER JOIN ",
            (false, false) => " JOIN ",
        };
        let left = self.write_from(&join.left, context)?;
        let right = self.write_from(&join.right, context)?;
        let on = self.process(&join.onclause, &context.plain())?;
        Ok(format!("{left}{word}{right} ON {on}"))
    }

    /// `visit_values`.
    fn values(&mut self, from: &Rc<From>, values: &Values, context: &Context) -> Rendered {
        let rows = self.rows(values, context)?;
        let inside_cte = context.visiting_cte.as_ref().is_some_and(|cte| {
            matches!(&**cte, From::Cte(cte) if matches!(&*cte.query, Expr::ScalarValues(own) if Rc::ptr_eq(own, from)))
        });
        if inside_cte {
            return Ok(rows);
        }
        let lateral = if values.lateral { "LATERAL " } else { "" };
        let Some(name) = &values.name else {
            return Ok(format!("{lateral}({rows})"));
        };
        let name = self.quoted_alias(from, name);
        let columns: Vec<_> = values
            .columns
            .iter()
            .map(|column| identifiers::quote(self.dialect, &column.name))
            .collect();
        let suffix = self.alias_suffix(&name);
        Ok(format!("{lateral}({rows}){suffix} ({})", columns.join(", ")))
    }

    /// `_render_values`.
    fn rows(&mut self, values: &Values, context: &Context) -> Rendered {
        let literal = context.literal_binds || values.literal_binds;
        let context = Context { literal_binds: literal, ..context.plain() };
        let mut rows = Vec::with_capacity(values.rows.len());
        for row in &values.rows {
            rows.push(format!("({})", self.delimited(row, ", ", &context)?));
        }
        Ok(format!("VALUES {}", rows.join(", ")))
    }

    /// `visit_scalar_values`, without its parentheses.
    pub(super) fn values_rows(&mut self, from: &Rc<From>, context: &Context) -> Rendered {
        match &**from {
            From::Values(values) => self.rows(values, context),
            _ => self.write_from(from, context),
        }
    }

    /// `visit_table_valued_column`.
    pub(super) fn table_valued(&mut self, from: &Rc<From>) -> Rendered {
        let name = self.table_prefix(from, &Context::default());
        Ok(if self.family() == Family::Oracle { format!("{name}.COLUMN_VALUE") } else { name })
    }
}
