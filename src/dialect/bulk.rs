//! `op.bulk_insert`: one INSERT for each row, with every value written out.

use std::rc::Rc;

use crate::operation::Refusal;
use crate::schema::expression::from::{From, TableFrom};
use crate::schema::expression::statement::{
    ColumnDefault, DmlColumn, Insert, InsertSource, ValueKey, ValueRow,
};
use crate::schema::expression::{Bind, Expr};
use crate::schema::literal::Literal;
use crate::schema::table::{Column, Row, RowValue, Table};

use super::expressions::{ExprOptions, render_expr};
use super::{Renderer, compile_error, identifiers};

/// `DefaultImpl.bulk_insert`.
///
/// # Errors
/// `CompileError` for a value that has no literal form, `KeyError` for a column that is not there.
pub fn insert(out: &mut Renderer<'_>, table: &Table, rows: &[Row]) -> Result<(), Refusal> {
    for row in rows {
        // values are written out whatever else is not
        let sql = render_expr(out.dialect, &statement(table, row)?, &ExprOptions::STATEMENT)?;
        out.exec(&sql);
    }
    Ok(())
}

/// `MSSQLImpl.bulk_insert`: identity columns take values in between.
///
/// # Errors
/// What [`insert`] refuses.
pub fn insert_with_identity(
    out: &mut Renderer<'_>,
    table: &Table,
    rows: &[Row],
) -> Result<(), Refusal> {
    let name = identifiers::format_table(out.dialect, &table.name);
    out.exec(&format!("SET IDENTITY_INSERT {name} ON"));
    insert(out, table, rows)?;
    out.exec(&format!("SET IDENTITY_INSERT {name} OFF"));
    Ok(())
}

/// `table.insert().inline().values(...)`.
fn statement(table: &Table, row: &Row) -> Result<Expr, Refusal> {
    let mut values: ValueRow = Vec::with_capacity(row.len());
    for (key, value) in row {
        values.push((ValueKey::Name(key.clone()), bound(table, key, value)?));
    }
    let from = From::Table(TableFrom {
        of_metadata: false,
        name: table.name.clone(),
        foreign_keys: Vec::new(),
        columns: Vec::new(),
    });
    Ok(Expr::Insert(Rc::new(Insert {
        table: Rc::new(from),
        columns: table.columns.iter().map(dml_column).collect(),
        source: InsertSource::Row(values),
        conflict: None,
        returning: Vec::new(),
        prefixes: Vec::new(),
        inline: true,
        implicit_returning: false,
        excluded: None,
        dialect: None,
        ctes: Vec::new(),
    })))
}

/// `_literal_bindparam`: a value that is written out whatever else is not.
fn bound(table: &Table, key: &Rc<str>, value: &RowValue) -> Result<Rc<Expr>, Refusal> {
    let Some(column) = table.column(key) else {
        return Err(Refusal::new("KeyError", format!("'{key}'")));
    };
    let bind = match value {
        RowValue::Literal(literal) => Bind::named(key, Some(literal.clone()), column.type_.clone()),
        RowValue::Expr(expr) => match &**expr {
            // op.inline_literal() carries its own type
            Expr::Bind(bind) => bind.clone(),
            _ => {
                return Err(compile_error(format!(
                    "Could not render literal value of column \"{key}\": it is an SQL expression"
                )));
            }
        },
    };
    let value = bind.value.clone().or(Some(Literal::Null));
    Ok(Rc::new(Expr::Bind(Bind { value, literal_execute: true, ..bind })))
}

fn dml_column(column: &Column) -> DmlColumn {
    let default = match &column.sequence {
        Some(sequence) => Some(ColumnDefault::Sequence(sequence.name.clone(), sequence.optional)),
        None => match &column.default_expr {
            Some(expr) => Some(ColumnDefault::Expr(expr.clone())),
            None => column.client_default.then_some(ColumnDefault::Client),
        },
    };
    DmlColumn {
        name: column.name.clone(),
        key: None,
        attribute: None,
        type_: column.type_.clone(),
        default,
        onupdate: None,
        primary_key: column.primary_key,
        autoincrement: false,
        server_default: column.server_default.is_some(),
    }
}
