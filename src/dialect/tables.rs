//! CREATE TABLE and DROP TABLE, and what Alembic prints around them.

use crate::operation::Refusal;
use crate::platform;
use crate::schema::expression::Expr;
use crate::schema::literal::Literal;
use crate::schema::options::{OptionValue, Options};
use crate::schema::table::{Column, Index, Table};

use super::backend::{self, TableNode};
use super::{
    Dialect, Family, Renderer, columns, comments, compile_error, constraints, identifiers, indexes,
    named_types, phrases,
};

/// `DefaultImpl.create_table`: named types, the table, its indexes, its comments.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn create_table(
    out: &mut Renderer<'_>,
    table: &Table,
    if_not_exists: bool,
) -> Result<(), Refusal> {
    named_types::before_create_table(out, table)?;
    refuse_spatial(out.dialect, table)?;
    let sql = create_text(out.dialect, table, if_not_exists)?;
    out.exec(&sql);
    let spatial =
        |index: &&Index| out.dialect.family().is_mysql() && index.options.flag("mysql_spatial");
    let (spatial, plain): (Vec<&Index>, Vec<&Index>) = table.indexes.iter().partition(spatial);
    for index in plain {
        let sql = indexes::create_index(out.dialect, index, false)?;
        out.exec(&sql);
    }
    for column in spatial.iter().flat_map(|index| index.expressions.iter()) {
        // the statement of geoalchemy2's event brings its own semicolon
        if let Expr::Column(column) = &**column {
            let (table, column) = (&table.name.name.text, &column.name.text);
            out.exec(&format!("ALTER TABLE {table} ADD SPATIAL INDEX({column});"));
        }
    }
    if out.facts().supports_comments && !out.facts().inline_comments {
        comment(out, table)?;
    }
    Ok(())
}

/// geoalchemy2 asks SpatiaLite's functions, with values that are not printed.
fn refuse_spatial(dialect: &dyn Dialect, table: &Table) -> Result<(), Refusal> {
    let is_spatial = |column: &Column| {
        column.type_.class().is_some_and(|class| class.visit == "spatial" && class.name != "Raster")
    };
    if dialect.family() == Family::Sqlite && table.columns.iter().any(is_spatial) {
        return Err(compile_error("No literal value renderer is available for a table's name"));
    }
    Ok(())
}

fn comment(out: &mut Renderer<'_>, table: &Table) -> Result<(), Refusal> {
    if let Some(comment) = &table.comment {
        let sql = comments::set_table(out.dialect, &table.name, Some(comment))?;
        out.exec(&sql);
    }
    for column in &table.columns {
        if let Some(comment) = &column.comment {
            let sql = comments::set_column(out.dialect, &table.name, &column.name, comment)?;
            out.exec(&sql);
        }
    }
    Ok(())
}

/// `DefaultImpl.drop_table`. A table's named types stay: they belong to its metadata.
///
/// # Errors
/// None so far.
pub fn drop_table(out: &mut Renderer<'_>, table: &Table, if_exists: bool) -> Result<(), Refusal> {
    let sql = drop_text(out.dialect, table, if_exists);
    out.exec(&sql);
    Ok(())
}

/// `DDLCompiler.visit_drop_table`.
pub fn drop_text(dialect: &dyn Dialect, table: &Table, if_exists: bool) -> String {
    let name = identifiers::format_table(dialect, &table.name);
    backend::drop_table(dialect, name, if_exists)
}

/// `DDLCompiler.visit_create_table`.
///
/// # Errors
/// What SQLAlchemy would raise.
pub fn create_text(
    dialect: &dyn Dialect,
    table: &Table,
    if_not_exists: bool,
) -> Result<String, Refusal> {
    let mut prefixes = table.prefixes.join(" ");
    if !prefixes.is_empty() {
        prefixes.push(' ');
    }
    let name = identifiers::format_table(dialect, &table.name);
    let mut node = TableNode::new(dialect, name, if_not_exists, prefixes);
    for column in table.columns.iter().filter(|column| !column.system) {
        add_column(dialect, table, column, &mut node)
            .map_err(|refusal| in_column(refusal, &table.name.name.text, &column.name.text))?;
    }
    for constraint in constraints::of_table(dialect, table)? {
        node.constraint(&constraint);
    }
    node.options(options(dialect, table)?);
    Ok(backend::create_table(&node))
}

/// `visit_create_column`.
fn add_column(
    dialect: &dyn Dialect,
    table: &Table,
    column: &Column,
    node: &mut TableNode,
) -> Result<(), Refusal> {
    let specification = columns::node(dialect, table, column)?;
    let constraints = columns::own_constraints(dialect, table, column)?;
    node.column(&specification, &constraints);
    Ok(())
}

/// Errors of compilation say which column they are about.
fn in_column(refusal: Refusal, table: &str, column: &str) -> Refusal {
    match refusal.exception {
        "sqlalchemy.exc.CompileError" | "sqlalchemy.exc.UnsupportedCompilationError" => {
            compile_error(format!("(in table '{table}', column '{column}'): {}", refusal.message))
        }
        _ => refusal,
    }
}

/// `post_create_table`.
fn options(dialect: &dyn Dialect, table: &Table) -> Result<String, Refusal> {
    match dialect.family() {
        Family::Postgresql => Ok(postgresql(dialect, &table.options)),
        Family::Mysql | Family::Mariadb => mysql(dialect, table),
        Family::Sqlite => Ok(sqlite(&table.options)),
        Family::Mssql => Ok(String::new()),
        Family::Oracle => Ok(oracle(dialect, &table.options)),
    }
}

/// `PGDDLCompiler.post_create_table`.
fn postgresql(dialect: &dyn Dialect, options: &Options) -> String {
    let given = |name: &str| options.text(name).filter(|text| !text.is_empty());
    let mut text = String::new();
    let inherits = phrases::names(options.get("postgresql_inherits"));
    if !inherits.is_empty() {
        let names: Vec<_> = inherits.iter().map(|name| identifiers::quote(dialect, name)).collect();
        text += &format!("\n INHERITS ({})", names.join(", "));
    }
    if let Some(partition) = given("postgresql_partition_by") {
        text += &format!("\n PARTITION BY {partition}");
    }
    if let Some(using) = given("postgresql_using") {
        text += &format!("\n USING {using}");
    }
    let parameters = indexes::storage_parameters(options.get("postgresql_with"));
    if !parameters.is_empty() {
        text += &format!("\n WITH ({parameters})");
    }
    match options.get("postgresql_with_oids") {
        Some(value) if phrases::is_true(value) => text += "\n WITH OIDS",
        Some(value) if phrases::is_false(value) => text += "\n WITHOUT OIDS",
        _ => {}
    }
    if let Some(commit) = given("postgresql_on_commit") {
        text += &format!("\n ON COMMIT {}", platform::upper(&commit.replace('_', " ")));
    }
    if let Some(space) = given("postgresql_tablespace") {
        text += &format!("\n TABLESPACE {}", identifiers::quote_text(dialect, space));
    }
    text
}

/// `SQLiteDDLCompiler.post_create_table`.
fn sqlite(options: &Options) -> String {
    let without_rowid = options.get("sqlite_with_rowid").is_some_and(|value| !value.truthy());
    let strict = options.flag("sqlite_strict");
    let words: Vec<&str> = [(without_rowid, "WITHOUT ROWID"), (strict, "STRICT")]
        .into_iter()
        .filter_map(|(given, word)| given.then_some(word))
        .collect();
    if words.is_empty() { String::new() } else { format!("\n {}", words.join(",\n ")) }
}

/// `OracleDDLCompiler.post_create_table`.
fn oracle(dialect: &dyn Dialect, options: &Options) -> String {
    let given = |name: &str| options.text(name).filter(|text| !text.is_empty());
    let mut text = String::new();
    if let Some(commit) = given("oracle_on_commit") {
        text += &format!("\n ON COMMIT {}", platform::upper(&commit.replace('_', " ")));
    }
    match options.get("oracle_compress") {
        Some(value) if phrases::is_true(value) => text += "\n COMPRESS",
        Some(value) if value.truthy() => {
            text += &format!("\n COMPRESS FOR {}", option_text(value).unwrap_or_default());
        }
        _ => {}
    }
    if let Some(space) = given("oracle_tablespace") {
        text += &format!("\n TABLESPACE {}", identifiers::quote_text(dialect, space));
    }
    text
}

/// Options that are printed as string literals (`_options_of_type_string`).
const MYSQL_STRINGS: &[&str] = &["COMMENT", "PASSWORD", "CONNECTION"];

/// Options that are printed after the others, in this order.
const MYSQL_PARTITION: &[&str] =
    &["PARTITION_BY", "PARTITIONS", "SUBPARTITIONS", "SUBPARTITION_BY"];

/// `MySQLDDLCompiler.post_create_table`.
fn mysql(dialect: &dyn Dialect, table: &Table) -> Result<String, Refusal> {
    let prefix = format!("{}_", dialect.name());
    let mut given: Vec<(String, String)> = Vec::new();
    for (name, value) in &table.options.0 {
        if let Some(option) = name.strip_prefix(&prefix) {
            given.push((platform::upper(option), required_text(value)?));
        }
    }
    if let Some(comment) = &table.comment {
        match given.iter_mut().find(|(option, _)| option == "COMMENT") {
            Some((_, value)) => *value = comment.to_string(),
            None => given.push(("COMMENT".into(), comment.to_string())),
        }
    }
    let (partition, plain): (Vec<_>, Vec<_>) =
        given.into_iter().partition(|(option, _)| MYSQL_PARTITION.contains(&&**option));
    let mut words = Vec::new();
    for (option, value) in charset_before_collate(plain) {
        words.push(mysql_option(dialect, &option, &value)?);
    }
    for (option, value) in partition_order(partition) {
        words.push(format!("{} {value}", option.replace('_', " ")));
    }
    Ok(words.join(" "))
}

fn mysql_option(dialect: &dyn Dialect, option: &str, value: &str) -> Result<String, Refusal> {
    let value = if MYSQL_STRINGS.contains(&option) {
        columns::literal_text(dialect, value, "String")?
    } else {
        value.to_owned()
    };
    let spaced = matches!(
        option,
        "DATA_DIRECTORY"
            | "INDEX_DIRECTORY"
            | "DEFAULT_CHARACTER_SET"
            | "CHARACTER_SET"
            | "DEFAULT_CHARSET"
            | "DEFAULT_COLLATE"
    );
    let option = if spaced { option.replace('_', " ") } else { option.to_owned() };
    let joiner = match &*option {
        "TABLESPACE" | "DEFAULT CHARACTER SET" | "CHARACTER SET" | "COLLATE" => " ",
        _ => "=",
    };
    Ok(format!("{option}{joiner}{value}"))
}

/// `topological.sort` where character sets come before COLLATE: options in their order, those
/// that wait for another after a round of all that do not.
fn charset_before_collate(options: Vec<(String, String)>) -> Vec<(String, String)> {
    let is_charset = |option: &str| {
        matches!(option, "DEFAULT_CHARSET" | "DEFAULT_CHARACTER_SET" | "CHARSET" | "CHARACTER_SET")
    };
    let waits = options.iter().any(|(option, _)| is_charset(option));
    let (later, mut now): (Vec<_>, Vec<_>) =
        options.into_iter().partition(|(option, _)| option == "COLLATE" && waits);
    now.extend(later);
    now
}

/// The same for partitions: PARTITION BY, then PARTITIONS and SUBPARTITION BY after it.
fn partition_order(options: Vec<(String, String)>) -> Vec<(String, String)> {
    const WAITS: &[(&str, &[&str])] = &[
        ("PARTITIONS", &["PARTITION_BY"]),
        ("SUBPARTITION_BY", &["PARTITION_BY", "PARTITIONS"]),
        ("SUBPARTITIONS", &["PARTITION_BY", "PARTITIONS", "SUBPARTITION_BY"]),
    ];
    let mut rest = options;
    let mut sorted: Vec<(String, String)> = Vec::new();
    while !rest.is_empty() {
        let names: Vec<String> = rest.iter().map(|(name, _)| name.clone()).collect();
        let blocked = |option: &str| {
            WAITS.iter().any(|(name, for_)| {
                *name == option && for_.iter().any(|other| names.iter().any(|name| name == other))
            })
        };
        let (later, now): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|(option, _)| blocked(option));
        sorted.extend(now);
        rest = later;
    }
    sorted
}

/// `str.join` takes strings alone.
fn required_text(value: &OptionValue) -> Result<String, Refusal> {
    match value {
        OptionValue::Literal(Literal::Str(text)) => Ok(text.to_string()),
        _ => Err(Refusal::new("TypeError", "sequence item 1: expected str instance".into())),
    }
}

fn option_text(value: &OptionValue) -> Option<String> {
    match value {
        OptionValue::Literal(Literal::Str(text) | Literal::Int(text)) => Some(text.to_string()),
        _ => None,
    }
}
