//! Constraints: in CREATE TABLE, added and dropped.

use crate::operation::Refusal;
use crate::schema::expression::Expr;
use crate::schema::name::{Name, QualifiedName};
use crate::schema::options::Options;
use crate::schema::table::{Constraint, ConstraintKind, Exclude, ForeignKey, Table};
use crate::schema::types::{Type, TypeKind};
use crate::sorting;

use super::backend::{self, ConstraintNode};
use super::expressions::{ExprOptions, render_expr};
use super::{
    Dialect, Family, Renderer, columns, compile_error, identifiers, indexes, phrases, types,
};

/// What a constraint needs to know of the table that it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'a> {
    /// The table's name.
    pub name: &'a QualifiedName,
    /// The table itself, where there is more than a name.
    pub table: Option<&'a Table>,
}

/// The constraints of CREATE TABLE in order, the primary key first (`create_table_constraints`).
pub(super) fn of_table(
    dialect: &dyn Dialect,
    table: &Table,
) -> Result<Vec<ConstraintNode>, Refusal> {
    let owner = Owner { name: &table.name, table: Some(table) };
    let is_key =
        |constraint: &&Constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
    let key = table.constraints.iter().find(is_key).filter(|key| !has_no_columns(key));
    let others = table.constraints.iter().filter(|constraint| !is_key(constraint));
    let mut nodes = Vec::new();
    for constraint in key.into_iter().chain(others) {
        let by_alter = dialect.facts().supports_alter && uses_alter(constraint);
        if by_alter || !is_created(dialect, constraint, Some(table)) {
            continue;
        }
        nodes.extend(node(dialect, owner, constraint, false)?);
    }
    Ok(nodes)
}

fn has_no_columns(constraint: &Constraint) -> bool {
    matches!(&constraint.kind, ConstraintKind::PrimaryKey { columns } if columns.is_empty())
}

fn uses_alter(constraint: &Constraint) -> bool {
    matches!(&constraint.kind, ConstraintKind::ForeignKey(key) if key.use_alter)
}

/// `Constraint._should_create_for_compiler`: whether a type's CHECK is made on this dialect.
pub(super) fn is_created(
    dialect: &dyn Dialect,
    constraint: &Constraint,
    table: Option<&Table>,
) -> bool {
    let Some(bound) = &constraint.type_bound else { return true };
    let column = table.and_then(|table| table.column(&bound.column.text));
    if !stands_here(dialect, &bound.type_, column.map(|column| &*column.type_)) {
        return false;
    }
    let facts = dialect.facts();
    let Some(class) = bound.type_.class() else { return true };
    if class.is_a("Boolean") {
        !facts.native_boolean && dialect.family() != Family::Mssql
    } else {
        !types::native_enum(types::unwrapped(dialect, &bound.type_)) || !facts.native_enum
    }
}

/// `SchemaType._is_impl_for_variant`: whether the type that brought the CHECK is the one used here.
fn stands_here(dialect: &dyn Dialect, bound: &Type, column: Option<&Type>) -> bool {
    let Some(column) = column.filter(|column| !column.variants.is_empty()) else {
        return bound.variants.iter().all(|(name, _)| **name != *dialect.name());
    };
    let active = types::variant(dialect, column);
    let same = |type_: &Type| type_.kind == bound.kind && type_.args == bound.args;
    same(active) || active.inner("item_type").is_some_and(|item| same(item))
}

/// A constraint as `DDLCompiler.process` prints it; `None` where the dialect leaves it out.
pub(super) fn node(
    dialect: &dyn Dialect,
    owner: Owner<'_>,
    constraint: &Constraint,
    in_column: bool,
) -> Result<Option<ConstraintNode>, Refusal> {
    match &constraint.kind {
        ConstraintKind::PrimaryKey { columns } => primary_key(dialect, owner, constraint, columns),
        ConstraintKind::Unique { columns } => unique(dialect, owner, constraint, columns).map(Some),
        ConstraintKind::ForeignKey(key) => foreign_key(dialect, owner, constraint, key),
        ConstraintKind::Check { sqltext } => {
            check_type_bound(dialect, owner, constraint)?;
            let condition = render_expr(dialect, sqltext, &ExprOptions::DDL)?;
            let preamble = preamble(dialect, constraint)?;
            let mut tail = deferrability(constraint)?;
            check_tail(dialect, constraint, in_column, &mut tail)?;
            Ok(Some(ConstraintNode::check(preamble, condition, tail)))
        }
        ConstraintKind::Exclude(exclude) => {
            exclude_text(dialect, constraint, exclude).map(|text| Some(ConstraintNode::Text(text)))
        }
        ConstraintKind::Bare => Err(Refusal::new(
            "sqlalchemy.exc.UnsupportedCompilationError",
            "a constraint without a kind cannot be rendered".into(),
        )),
    }
}

/// A constraint's text.
///
/// # Errors
/// What SQLAlchemy would raise.
pub(super) fn text(
    dialect: &dyn Dialect,
    owner: Owner<'_>,
    constraint: &Constraint,
    in_column: bool,
) -> Result<Option<String>, Refusal> {
    let node = node(dialect, owner, constraint, in_column)?;
    Ok(node.map(|node| backend::constraint(dialect, &node)))
}

/// `define_constraint_preamble`.
fn preamble(dialect: &dyn Dialect, constraint: &Constraint) -> Result<String, Refusal> {
    if constraint.unnamable {
        return Err(Refusal::new(
            "sqlalchemy.exc.InvalidRequestError",
            "Naming convention including %(constraint_name)s token requires that \
                      constraint is explicitly named."
                .into(),
        ));
    }
    match &constraint.name {
        Some(name) => {
            Ok(["CONSTRAINT ", &identifiers::constraint_name(dialect, name)?, " "].concat())
        }
        None => Ok(String::new()),
    }
}

/// `define_constraint_deferrability`.
pub(super) fn deferrability(constraint: &Constraint) -> Result<String, Refusal> {
    let mut text = String::new();
    match constraint.deferrable {
        Some(true) => text.push_str(" DEFERRABLE"),
        Some(false) => text.push_str(" NOT DEFERRABLE"),
        None => {}
    }
    if let Some(initially) = &constraint.initially {
        text.push_str(" INITIALLY ");
        text.push_str(phrases::keywords(initially)?);
    }
    Ok(text)
}

/// Names in parentheses.
fn quoted_list(dialect: &dyn Dialect, names: &[Name]) -> String {
    let mut text = String::from("(");
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        text.push_str(&identifiers::quote(dialect, name));
    }
    text.push(')');
    text
}

/// `visit_primary_key_constraint`.
fn primary_key(
    dialect: &dyn Dialect,
    owner: Owner<'_>,
    constraint: &Constraint,
    columns: &[Name],
) -> Result<Option<ConstraintNode>, Refusal> {
    let family = dialect.family();
    if family == Family::Sqlite && is_beside_its_column(owner, columns) {
        return Ok(None);
    }
    if columns.is_empty() && family != Family::Postgresql {
        return Ok(Some(ConstraintNode::Text(String::new())));
    }
    let mut text = preamble(dialect, constraint)?;
    text.push_str("PRIMARY KEY ");
    if family == Family::Mssql {
        text.push_str(clustered(constraint));
    }
    let numbered_first = constraint.implicit && family != Family::Mssql;
    let ordered = match owner.table {
        Some(table) if numbered_first => autoincrement_first(table, columns)?,
        _ => columns.to_vec(),
    };
    text.push_str(&quoted_list(dialect, &ordered));
    if family == Family::Postgresql {
        included_columns_exist(owner, columns, &constraint.options)?;
        text.push_str(&include(dialect, &constraint.options));
    }
    text.push_str(&deferrability(constraint)?);
    if family.is_mysql() {
        if let Some(using) =
            mysql_text(dialect, constraint, "using").filter(|text| !text.is_empty())
        {
            text.push_str(&format!(" USING {}", identifiers::quote_text(dialect, using)));
        }
    } else if family == Family::Sqlite {
        let own = column_conflict(owner, columns, "sqlite_on_conflict_primary_key");
        push_conflict(&mut text, constraint.options.text("sqlite_on_conflict").or(own));
    }
    Ok(Some(ConstraintNode::Text(text)))
}

/// `PrimaryKeyConstraint.columns_autoinc_first`.
fn autoincrement_first(table: &Table, columns: &[Name]) -> Result<Vec<Name>, Refusal> {
    let mut ordered = columns.to_vec();
    if let Some(numbered) = columns::autoincrement_column(table)? {
        let is_other = |name: &Name| name.text != numbered.name.text;
        sorting::sort_by(&mut ordered, |a, b| is_other(a).cmp(&is_other(b)));
    }
    Ok(ordered)
}

/// `sqlite_autoincrement`: the key has been printed with its column.
fn is_beside_its_column(owner: Owner<'_>, columns: &[Name]) -> bool {
    let ([name], Some(table)) = (columns, owner.table) else { return false };
    table.column(&name.text).is_some_and(|column| columns::is_sqlite_rowid(table, column))
}

/// An option of the only column.
fn column_conflict<'a>(owner: Owner<'a>, columns: &[Name], option: &str) -> Option<&'a str> {
    let ([name], Some(table)) = (columns, owner.table) else { return None };
    table.column(&name.text).and_then(|column| column.options.text(option))
}

fn push_conflict(text: &mut String, clause: Option<&str>) {
    if let Some(clause) = clause {
        text.push_str(" ON CONFLICT ");
        text.push_str(clause);
    }
}

/// `Constraint.get_dialect_option`, which lets MariaDB fall back on MySQL's.
fn mysql_text<'c>(
    dialect: &dyn Dialect,
    constraint: &'c Constraint,
    name: &str,
) -> Option<&'c str> {
    let own = constraint.options.text(&format!("{}_{name}", dialect.name()));
    own.or_else(|| constraint.options.text(&format!("mysql_{name}")))
}

/// `visit_unique_constraint`.
fn unique(
    dialect: &dyn Dialect,
    owner: Owner<'_>,
    constraint: &Constraint,
    columns: &[Name],
) -> Result<ConstraintNode, Refusal> {
    if columns.is_empty() {
        return Ok(ConstraintNode::Text(String::new()));
    }
    let family = dialect.family();
    let mut text = preamble(dialect, constraint)?;
    text.push_str("UNIQUE ");
    if family == Family::Postgresql {
        text.push_str(nulls_not_distinct(&constraint.options));
    } else if family == Family::Mssql {
        text.push_str(clustered(constraint));
    }
    text.push_str(&quoted_list(dialect, columns));
    if family == Family::Postgresql {
        included_columns_exist(owner, columns, &constraint.options)?;
        text.push_str(&include(dialect, &constraint.options));
    }
    text.push_str(&deferrability(constraint)?);
    if family == Family::Sqlite {
        let own = column_conflict(owner, columns, "sqlite_on_conflict_unique");
        push_conflict(&mut text, constraint.options.text("sqlite_on_conflict").or(own));
    }
    Ok(ConstraintNode::Text(text))
}

fn nulls_not_distinct(options: &Options) -> &'static str {
    match options.get("postgresql_nulls_not_distinct") {
        Some(value) if phrases::is_true(value) => "NULLS NOT DISTINCT ",
        Some(value) if phrases::is_false(value) => "NULLS DISTINCT ",
        _ => "",
    }
}

fn clustered(constraint: &Constraint) -> &'static str {
    match constraint.options.get("mssql_clustered") {
        None => "",
        Some(value) if phrases::is_none(value) => "",
        Some(value) if value.truthy() => "CLUSTERED ",
        Some(_) => "NONCLUSTERED ",
    }
}

/// `_define_include` looks its columns up in the table, which for ADD CONSTRAINT has the constraint's alone.
fn included_columns_exist(
    owner: Owner<'_>,
    columns: &[Name],
    options: &Options,
) -> Result<(), Refusal> {
    let known = |name: &Name| {
        columns.iter().any(|column| column.text == name.text)
            || owner.table.is_some_and(|table| table.column(&name.text).is_some())
    };
    match phrases::names(options.get("postgresql_include")).iter().find(|name| !known(name)) {
        None => Ok(()),
        Some(name) => Err(Refusal::new("KeyError", format!("'{}'", name.text))),
    }
}

/// `PGDDLCompiler._define_include`.
pub(super) fn include(dialect: &dyn Dialect, options: &Options) -> String {
    let names = phrases::names(options.get("postgresql_include"));
    if names.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = names.iter().map(|name| identifiers::quote(dialect, name)).collect();
    format!(" INCLUDE ({})", quoted.join(", "))
}

/// `visit_foreign_key_constraint`.
fn foreign_key(
    dialect: &dyn Dialect,
    owner: Owner<'_>,
    constraint: &Constraint,
    key: &ForeignKey,
) -> Result<Option<ConstraintNode>, Refusal> {
    let family = dialect.family();
    let referred = if family == Family::Sqlite {
        if schema_text(owner.name) != schema_text(&key.referred) {
            return Ok(None);
        }
        identifiers::quote(dialect, &key.referred.name)
    } else {
        identifiers::format_table(dialect, &key.referred)
    };
    let preamble = preamble(dialect, constraint)?;
    let mut tail = match_clause(dialect, key)?;
    tail.push_str(&cascades(dialect, key)?);
    tail.push_str(&deferrability(constraint)?);
    if family == Family::Postgresql && constraint.options.flag("postgresql_not_valid") {
        tail.push_str(" NOT VALID");
    }
    let quote =
        |names: &[Name]| names.iter().map(|name| identifiers::quote(dialect, name)).collect();
    Ok(Some(ConstraintNode::foreign_key(
        preamble,
        quote(&key.columns),
        referred,
        quote(&key.referred_columns),
        tail,
    )))
}

fn schema_text(name: &QualifiedName) -> Option<&str> {
    name.schema.as_ref().map(|schema| &*schema.text)
}

/// `define_constraint_match`.
///
/// # Errors
/// `CompileError` on MySQL, or for what is no phrase.
pub fn match_clause(dialect: &dyn Dialect, key: &ForeignKey) -> Result<String, Refusal> {
    match &key.match_ {
        None => Ok(String::new()),
        Some(_) if dialect.family().is_mysql() => Err(compile_error(
            "MySQL ignores the 'MATCH' keyword while at the same time causes ON UPDATE/ON DELETE \
             clauses to be ignored.",
        )),
        Some(phrase) => Ok(format!(" MATCH {}", phrases::keywords(phrase)?)),
    }
}

/// `define_constraint_cascades`: ON DELETE and ON UPDATE; Oracle has no ON UPDATE.
///
/// # Errors
/// `CompileError` for what is no phrase.
pub fn cascades(dialect: &dyn Dialect, key: &ForeignKey) -> Result<String, Refusal> {
    let mut text = String::new();
    if let Some(ondelete) = &key.ondelete {
        let phrase = if dialect.family() == Family::Postgresql {
            phrases::on_delete_with_columns(ondelete)?
        } else {
            phrases::keywords(ondelete)?
        };
        text.push_str(" ON DELETE ");
        text.push_str(phrase);
    }
    if let Some(onupdate) = &key.onupdate
        && dialect.family() != Family::Oracle
    {
        text.push_str(" ON UPDATE ");
        text.push_str(phrases::keywords(onupdate)?);
    }
    Ok(text)
}

/// PostgreSQL cannot check an array of labels that are no type of their own.
fn check_type_bound(
    dialect: &dyn Dialect,
    owner: Owner<'_>,
    constraint: &Constraint,
) -> Result<(), Refusal> {
    let (Some(bound), Some(table)) = (&constraint.type_bound, owner.table) else { return Ok(()) };
    let Some(column) = table.column(&bound.column.text) else { return Ok(()) };
    let item = column
        .type_
        .inner("item_type")
        .filter(|_| matches!(&column.type_.kind, TypeKind::Class(class) if class.is_a("ARRAY")));
    let labels = item.is_some_and(|item| {
        item.class().is_some_and(|class| class.is_a("Enum")) && !types::native_enum(item)
    });
    if dialect.family() == Family::Postgresql && labels {
        return Err(compile_error(
            "PostgreSQL dialect cannot produce the CHECK constraint for ARRAY of non-native ENUM; \
             please specify create_constraint=False on this Enum datatype.",
        ));
    }
    Ok(())
}

/// What dialects print after a CHECK.
fn check_tail(
    dialect: &dyn Dialect,
    constraint: &Constraint,
    in_column: bool,
    tail: &mut String,
) -> Result<(), Refusal> {
    match dialect.family() {
        Family::Postgresql if !in_column && constraint.options.flag("postgresql_not_valid") => {
            tail.push_str(" NOT VALID");
        }
        Family::Sqlite => {
            let conflict = constraint.options.text("sqlite_on_conflict");
            if in_column && conflict.is_some() {
                return Err(compile_error(
                    "SQLite does not support on conflict clause for column check constraint",
                ));
            }
            push_conflict(tail, conflict);
        }
        _ => {}
    }
    Ok(())
}

/// `PGDDLCompiler.visit_exclude_constraint`.
fn exclude_text(
    dialect: &dyn Dialect,
    constraint: &Constraint,
    exclude: &Exclude,
) -> Result<String, Refusal> {
    if dialect.family() != Family::Postgresql {
        return Err(super::types::not_compiled(dialect, "DDL", "ExcludeConstraint"));
    }
    let mut elements = Vec::new();
    for (expr, operator) in &exclude.elements {
        let mut element = render_expr(dialect, expr, &ExprOptions::DDL)?;
        let class = match &**expr {
            Expr::Column(column) => exclude.ops.iter().find(|(key, _)| **key == *column.name.text),
            _ => None,
        };
        if let Some((_, class)) = class {
            element.push(' ');
            element.push_str(class);
        }
        elements.push(format!("{element} WITH {operator}"));
    }
    let using = indexes::method(&exclude.using)?;
    let mut text = preamble(dialect, constraint)?;
    text.push_str(&format!("EXCLUDE USING {using} ({})", elements.join(", ")));
    if let Some(condition) = &exclude.where_ {
        let options = ExprOptions { include_table: true, ..ExprOptions::DDL };
        text.push_str(&format!(" WHERE ({})", render_expr(dialect, condition, &options)?));
    }
    text.push_str(&deferrability(constraint)?);
    Ok(text)
}

/// `DefaultImpl.add_constraint`, and SQLite's, which has none.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn add(
    out: &mut Renderer<'_>,
    owner: Owner<'_>,
    constraint: &Constraint,
) -> Result<(), Refusal> {
    if out.dialect.family() == Family::Sqlite {
        // Alembic warns about a type's CHECK and goes on
        return if constraint.type_bound.is_some() { Ok(()) } else { Err(no_alter_on_sqlite()) };
    }
    if !is_created(out.dialect, constraint, owner.table) {
        return Ok(());
    }
    let sql = add_text(out.dialect, owner, constraint)?;
    out.exec(&sql);
    Ok(())
}

/// `DDLCompiler.visit_add_constraint`.
///
/// # Errors
/// What SQLAlchemy would raise.
pub(super) fn add_text(
    dialect: &dyn Dialect,
    owner: Owner<'_>,
    constraint: &Constraint,
) -> Result<String, Refusal> {
    let text = text(dialect, owner, constraint, false)?.unwrap_or_else(|| "None".into());
    Ok(format!("ALTER TABLE {} ADD {text}", identifiers::format_table(dialect, owner.name)))
}

/// `DefaultImpl.drop_constraint`, and SQLite's, which has none.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn drop(
    out: &mut Renderer<'_>,
    table: &QualifiedName,
    constraint: &Constraint,
    if_exists: bool,
) -> Result<(), Refusal> {
    if out.dialect.family() == Family::Sqlite {
        return if constraint.type_bound.is_some() { Ok(()) } else { Err(no_alter_on_sqlite()) };
    }
    let sql = drop_text(out.dialect, table, constraint, if_exists)?;
    out.exec(&sql);
    Ok(())
}

fn no_alter_on_sqlite() -> Refusal {
    Refusal::new(
        "NotImplementedError",
        "No support for ALTER of constraints in SQLite dialect. Please refer to the \
                  batch mode feature which allows for SQLite migrations using a copy-and-move \
                  strategy."
            .into(),
    )
}

/// `visit_drop_constraint`, with Alembic's own for MySQL.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub(super) fn drop_text(
    dialect: &dyn Dialect,
    table: &QualifiedName,
    constraint: &Constraint,
    if_exists: bool,
) -> Result<String, Refusal> {
    let alter = format!("ALTER TABLE {} DROP", identifiers::format_table(dialect, table));
    if dialect.family().is_mysql() {
        return mysql_drop(dialect, &alter, constraint);
    }
    let Some(name) = &constraint.name else {
        return Err(compile_error(format!(
            "Can't emit DROP CONSTRAINT for constraint {}(); it has no name",
            class_name(&constraint.kind)
        )));
    };
    let name = identifiers::constraint_name(dialect, name)?;
    let if_exists = if if_exists { "IF EXISTS " } else { "" };
    Ok(format!("{alter} CONSTRAINT {if_exists}{name}"))
}

/// `alembic.ddl.mysql._mysql_drop_constraint`.
fn mysql_drop(
    dialect: &dyn Dialect,
    alter: &str,
    constraint: &Constraint,
) -> Result<String, Refusal> {
    let what = match &constraint.kind {
        ConstraintKind::PrimaryKey { .. } => return Ok(format!("{alter} PRIMARY KEY ")),
        ConstraintKind::ForeignKey(_) => "FOREIGN KEY",
        ConstraintKind::Unique { .. } => "INDEX",
        ConstraintKind::Check { .. } if dialect.family() == Family::Mariadb => "CONSTRAINT",
        ConstraintKind::Check { .. } => "CHECK",
        ConstraintKind::Exclude(_) | ConstraintKind::Bare => {
            return Err(Refusal::new(
                "NotImplementedError",
                "No generic 'DROP CONSTRAINT' in MySQL - please specify constraint type".into(),
            ));
        }
    };
    let Some(name) = &constraint.name else {
        return Err(Refusal::new("AssertionError", String::new()));
    };
    Ok(format!("{alter} {what} {}", identifiers::constraint_name(dialect, name)?))
}

fn class_name(kind: &ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::PrimaryKey { .. } => "PrimaryKeyConstraint",
        ConstraintKind::Unique { .. } => "UniqueConstraint",
        ConstraintKind::ForeignKey(_) => "ForeignKeyConstraint",
        ConstraintKind::Check { .. } => "CheckConstraint",
        ConstraintKind::Exclude(_) => "ExcludeConstraint",
        ConstraintKind::Bare => "Constraint",
    }
}
