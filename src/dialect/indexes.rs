//! CREATE INDEX and DROP INDEX, as each dialect's `DDLCompiler` prints them.

use std::rc::Rc;

use crate::operation::Refusal;
use crate::platform::{self, float};
use crate::schema::expression::group::group;
use crate::schema::expression::operators::Op;
use crate::schema::expression::{Expr, Label, LabelName, UnaryKind};
use crate::schema::literal::Literal;
use crate::schema::name::Name;
use crate::schema::options::OptionValue;
use crate::schema::table::Index;

use super::expressions::{ExprOptions, render_expr};
use super::identifiers::{effective_schema, format_table, index_name, quote, quote_schema};
use super::{Dialect, Family, compile_error};

/// `visit_create_index`.
///
/// # Errors
/// What SQLAlchemy would raise for it.
pub fn create_index(
    dialect: &dyn Dialect,
    index: &Index,
    if_not_exists: bool,
) -> Result<String, Refusal> {
    let Some(name) = &index.name else {
        return Err(compile_error("CREATE INDEX requires that the index have a name"));
    };
    match dialect.family() {
        Family::Postgresql => postgresql(dialect, index, name, if_not_exists),
        Family::Mysql | Family::Mariadb => mysql(dialect, index, name, if_not_exists),
        Family::Sqlite => sqlite(dialect, index, name, if_not_exists),
        Family::Mssql => mssql(dialect, index, name),
        Family::Oracle => oracle(dialect, index, name),
    }
}

/// `visit_drop_index`.
///
/// # Errors
/// What SQLAlchemy would raise for it.
pub fn drop_index(
    dialect: &dyn Dialect,
    index: &Index,
    if_exists: bool,
) -> Result<String, Refusal> {
    let Some(name) = &index.name else {
        return Err(compile_error("DROP INDEX requires that the index have a name"));
    };
    let if_exists = if if_exists { "IF EXISTS " } else { "" };
    let concurrently = if dialect.family() == Family::Postgresql
        && index.options.flag("postgresql_concurrently")
    {
        "CONCURRENTLY "
    } else {
        ""
    };
    match dialect.family() {
        Family::Mysql | Family::Mariadb | Family::Mssql => Ok(format!(
            "DROP INDEX {if_exists}{} ON {}",
            index_name(dialect, name)?,
            format_table(dialect, &index.table)
        )),
        _ => Ok(format!(
            "DROP INDEX {concurrently}{if_exists}{}",
            name_with_schema(dialect, index, name)?
        )),
    }
}

/// `_prepared_index_name` with its schema.
fn name_with_schema(dialect: &dyn Dialect, index: &Index, name: &Name) -> Result<String, Refusal> {
    let name = index_name(dialect, name)?;
    Ok(match effective_schema(&index.table) {
        Some(schema) => format!("{}.{name}", quote_schema(dialect, schema)),
        None => name,
    })
}

fn create(index: &Index) -> String {
    let mut text = String::with_capacity(128);
    text += if index.unique { "CREATE UNIQUE " } else { "CREATE " };
    text
}

fn render(dialect: &dyn Dialect, expr: &Expr) -> Result<String, Refusal> {
    render_expr(dialect, expr, &ExprOptions::DDL)
}

fn columns(dialect: &dyn Dialect, index: &Index) -> Result<String, Refusal> {
    let columns: Result<Vec<_>, _> =
        index.expressions.iter().map(|expr| render(dialect, expr)).collect();
    Ok(columns?.join(", "))
}

/// `SQLiteDDLCompiler.visit_create_index`: the schema goes with the index.
fn sqlite(
    dialect: &dyn Dialect,
    index: &Index,
    name: &Name,
    if_not_exists: bool,
) -> Result<String, Refusal> {
    let mut text = create(index);
    text += "INDEX ";
    if if_not_exists {
        text += "IF NOT EXISTS ";
    }
    text += &format!(
        "{} ON {} ({})",
        name_with_schema(dialect, index, name)?,
        quote(dialect, &index.table.name),
        columns(dialect, index)?
    );
    match index.options.get("sqlite_where") {
        Some(OptionValue::Expr(condition)) => {
            text += " WHERE ";
            text += &render(dialect, condition)?;
        }
        None | Some(OptionValue::Literal(Literal::Null)) => {}
        Some(_) => {
            return Err(Refusal::new(
                "AttributeError",
                "'str' object has no attribute '_compiler_dispatch'".into(),
            ));
        }
    }
    Ok(text)
}

/// `OracleDDLCompiler.visit_create_index`.
fn oracle(dialect: &dyn Dialect, index: &Index, name: &Name) -> Result<String, Refusal> {
    let mut text = create(index);
    if index.options.flag("oracle_bitmap") {
        text += "BITMAP ";
    }
    let vector = index.options.get("oracle_vector").filter(|value| value.truthy());
    if vector.is_some() {
        text += "VECTOR ";
    }
    text += &format!(
        "INDEX {} ON {} ({})",
        name_with_schema(dialect, index, name)?,
        format_table(dialect, &index.table),
        columns(dialect, index)?
    );
    match index.options.get("oracle_compress") {
        None | Some(OptionValue::Literal(Literal::Bool(false))) => {}
        Some(OptionValue::Literal(Literal::Int(prefix))) => {
            text += &format!(" COMPRESS {prefix}");
        }
        Some(_) => text += " COMPRESS",
    }
    if let Some(config) = vector {
        text += &vector_settings(config);
    }
    Ok(text)
}

/// `_build_vector_index_config`.
fn vector_settings(config: &OptionValue) -> String {
    let word = |name: &str| match entry(Some(config), name) {
        Some(OptionValue::Literal(Literal::Str(text) | Literal::Int(text))) => Some(text),
        _ => None,
    };
    let is_ivf = word("index_type").is_some_and(|text| &**text == "IVF");
    let (kind, organization, parameters): (_, _, &[(&str, &str)]) = if is_ivf {
        let parameters = &[
            ("ivf_neighbor_partitions", "neighbor partitions"),
            ("ivf_sample_per_partition", "sample_per_partition"),
            ("ivf_min_vectors_per_partition", "min_vectors_per_partition"),
        ];
        ("IVF", "NEIGHBOR PARTITIONS", parameters)
    } else {
        let parameters =
            &[("hnsw_neighbors", "neighbors"), ("hnsw_efconstruction", "efconstruction")];
        ("HNSW", "INMEMORY NEIGHBOR GRAPH", parameters)
    };
    let mut text = format!(" ORGANIZATION {organization}");
    let mut push = |before: &str, name: &str| {
        if let Some(value) = word(name) {
            text += before;
            text += value;
        }
    };
    push(" DISTANCE ", "distance");
    push(" WITH TARGET ACCURACY ", "accuracy");
    text += &format!(" PARAMETERS (type {kind}");
    for (name, shown) in parameters {
        if let Some(value) = word(name) {
            text += &format!(", {shown} {value}");
        }
    }
    text += ")";
    if let Some(value) = word("parallel") {
        text += &format!(" PARALLEL {value}");
    }
    text
}

/// `MSDDLCompiler.visit_create_index`: neither IF NOT EXISTS nor, where there are no columns, parentheses.
fn mssql(dialect: &dyn Dialect, index: &Index, name: &Name) -> Result<String, Refusal> {
    let mut text = create(index);
    match index.options.get("mssql_clustered") {
        None | Some(OptionValue::Literal(Literal::Null)) => {}
        Some(value) if value.truthy() => text += "CLUSTERED ",
        Some(_) => text += "NONCLUSTERED ",
    }
    if index.options.flag("mssql_columnstore") {
        text += "COLUMNSTORE ";
    }
    text +=
        &format!("INDEX {} ON {}", index_name(dialect, name)?, format_table(dialect, &index.table));
    if !index.expressions.is_empty() {
        text += &format!(" ({})", columns(dialect, index)?);
    }
    text += &include(dialect, index, "mssql_include");
    text += &condition(dialect, index, "mssql_where")?;
    Ok(text)
}

/// INCLUDE (...), where columns are named.
fn include(dialect: &dyn Dialect, index: &Index, option: &str) -> String {
    let names: Vec<String> = match index.options.get(option) {
        Some(OptionValue::List(items)) => {
            items.iter().filter_map(|item| included(dialect, item)).collect()
        }
        Some(OptionValue::Literal(Literal::List(items))) => items
            .iter()
            .filter_map(|item| match item {
                Literal::Str(text) => Some(quote(dialect, &Name::new(text.clone()))),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    if names.is_empty() { String::new() } else { format!(" INCLUDE ({})", names.join(", ")) }
}

fn included(dialect: &dyn Dialect, item: &OptionValue) -> Option<String> {
    match item {
        OptionValue::Literal(Literal::Str(text)) => Some(quote(dialect, &Name::new(text.clone()))),
        OptionValue::Expr(expr) => match &**expr {
            Expr::Column(column) => Some(quote(dialect, &column.name)),
            _ => None,
        },
        _ => None,
    }
}

/// WHERE, given as an expression or as a string that stands for one.
fn condition(dialect: &dyn Dialect, index: &Index, option: &str) -> Result<String, Refusal> {
    match index.options.get(option) {
        Some(OptionValue::Expr(condition)) => Ok(format!(" WHERE {}", render(dialect, condition)?)),
        Some(OptionValue::Literal(Literal::Str(text))) => Ok(format!(
            " WHERE {}",
            render(
                dialect,
                &Expr::Text(crate::schema::expression::Text {
                    sql: text.clone(),
                    binds: Vec::new()
                })
            )?
        )),
        _ => Ok(String::new()),
    }
}

/// `PGDDLCompiler.visit_create_index`.
fn postgresql(
    dialect: &dyn Dialect,
    index: &Index,
    name: &Name,
    if_not_exists: bool,
) -> Result<String, Refusal> {
    let mut text = create(index);
    text += "INDEX ";
    if index.options.flag("postgresql_concurrently") {
        text += "CONCURRENTLY ";
    }
    if if_not_exists {
        text += "IF NOT EXISTS ";
    }
    text += &index_name(dialect, name)?;
    text += " ON ";
    text += &format_table(dialect, &index.table);
    text += " ";
    if let Some(using) = index.options.text("postgresql_using").filter(|using| !using.is_empty()) {
        text += &format!("USING {} ", method(using)?);
    }
    let columns: Result<Vec<_>, _> =
        index.expressions.iter().map(|expr| postgresql_column(dialect, expr, index)).collect();
    text += &["(", &columns?.join(", "), ")"].concat();
    text += &include(dialect, index, "postgresql_include");
    match index.options.get("postgresql_nulls_not_distinct") {
        Some(OptionValue::Literal(Literal::Bool(true))) => text += " NULLS NOT DISTINCT",
        Some(OptionValue::Literal(Literal::Bool(false))) => text += " NULLS DISTINCT",
        _ => {}
    }
    let with = storage_parameters(index.options.get("postgresql_with"));
    if !with.is_empty() {
        text += &format!(" WITH ({with})");
    }
    if let Some(space) = index.options.text("postgresql_tablespace").filter(|s| !s.is_empty()) {
        text += &format!(" TABLESPACE {}", quote(dialect, &Name::new(space)));
    }
    text += &condition(dialect, index, "postgresql_where")?;
    Ok(text)
}

/// `validate_sql_phrase(using, IDX_USING).lower()`.
///
/// # Errors
/// `CompileError` where it is more than a word.
pub fn method(using: &str) -> Result<String, Refusal> {
    let word = using.strip_suffix('\n').unwrap_or(using);
    if !word.is_empty() && word.chars().all(|c| platform::is_alphanumeric(c) || c == '_') {
        return Ok(platform::lower(using));
    }
    Err(compile_error(format!(
        "Unexpected SQL phrase: '{using}' (matching against '^(?:btree|hash|gist|gin|[\\\\w_]+)$')"
    )))
}

/// A column with its operator class.
fn postgresql_column(
    dialect: &dyn Dialect,
    expr: &Rc<Expr>,
    index: &Index,
) -> Result<String, Refusal> {
    let text = match &**expr {
        Expr::Column(_) => render(dialect, expr)?,
        _ => render(dialect, &group(expr, None))?,
    };
    let key = match &**expr {
        Expr::Text(text) if index.textual => Some(&*text.sql),
        expr => key(expr),
    };
    Ok(match key.and_then(|key| entry(index.options.get("postgresql_ops"), key)) {
        Some(OptionValue::Literal(Literal::Str(class))) => format!("{text} {class}"),
        _ => text,
    })
}

/// `.key` of what has one.
fn key(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Column(column) => Some(column.key()),
        Expr::Label(Label { name: LabelName::Named(name), .. }) => Some(&name.text),
        _ => None,
    }
}

/// What a mapping says for a key.
fn entry<'o>(mapping: Option<&'o OptionValue>, key: &str) -> Option<&'o OptionValue> {
    match mapping {
        Some(OptionValue::Map(items)) => {
            items.iter().find(|(name, _)| **name == *key).map(|(_, value)| value)
        }
        _ => None,
    }
}

/// `_prepare_withclause_opts`.
pub fn storage_parameters(with: Option<&OptionValue>) -> String {
    let Some(OptionValue::Map(items)) = with else { return String::new() };
    let parameters: Vec<String> = items
        .iter()
        .map(|(name, value)| match value {
            OptionValue::Literal(Literal::Null) => name.to_string(),
            OptionValue::Literal(Literal::Bool(value)) => format!("{name} = {value}"),
            OptionValue::Literal(
                Literal::Int(text) | Literal::Str(text) | Literal::Decimal(text),
            ) => {
                format!("{name} = {text}")
            }
            OptionValue::Literal(Literal::Float(value)) => {
                format!("{name} = {}", float::repr(*value))
            }
            _ => name.to_string(),
        })
        .collect();
    parameters.join(", ")
}

/// `MySQLDDLCompiler.visit_create_index`.
fn mysql(
    dialect: &dyn Dialect,
    index: &Index,
    name: &Name,
    if_not_exists: bool,
) -> Result<String, Refusal> {
    let own = |option: &str| index.options.get(&format!("{}_{option}", dialect.name()));
    let mut text = create(index);
    if let Some(OptionValue::Literal(Literal::Str(prefix))) = own("prefix")
        && !prefix.is_empty()
    {
        text += &format!("{prefix} ");
    }
    text += "INDEX ";
    if if_not_exists {
        text += "IF NOT EXISTS ";
    }
    text += &format!("{} ON {} ", index_name(dialect, name)?, format_table(dialect, &index.table));
    let length = own("length");
    let columns: Result<Vec<_>, _> =
        index.expressions.iter().map(|expr| mysql_column(dialect, expr, length)).collect();
    text += &format!("({})", columns?.join(", "));
    let shared = |option: &str| {
        let given = |value: &&OptionValue| **value != OptionValue::Literal(Literal::Null);
        own(option)
            .filter(given)
            .or_else(|| index.options.get(&format!("mysql_{option}")).filter(given))
    };
    if let Some(OptionValue::Literal(Literal::Str(parser))) = shared("with_parser") {
        text += &format!(" WITH PARSER {parser}");
    }
    if let Some(OptionValue::Literal(Literal::Str(using))) = shared("using") {
        text += &format!(" USING {}", quote(dialect, &Name::new(using.clone())));
    }
    Ok(text)
}

/// MySQL wants expressions other than columns in parentheses, DESC left outside.
fn grouped_for_mysql(expr: &Rc<Expr>) -> Rc<Expr> {
    let grouped = match &**expr {
        Expr::Binary(_) | Expr::Function(_) => true,
        Expr::Unary(unary) => {
            unary.kind != UnaryKind::Modifier || !matches!(unary.op, Op::Desc | Op::Asc)
        }
        _ => false,
    };
    if grouped { Rc::new(Expr::Grouping(expr.clone())) } else { expr.clone() }
}

/// A column with the length of its prefix.
fn mysql_column(
    dialect: &dyn Dialect,
    expr: &Rc<Expr>,
    length: Option<&OptionValue>,
) -> Result<String, Refusal> {
    let text = render(dialect, &grouped_for_mysql(expr))?;
    match length {
        None | Some(OptionValue::Literal(Literal::Null)) => Ok(text),
        Some(OptionValue::Literal(Literal::Int(digits))) => Ok(format!("{text}({digits})")),
        Some(lengths) => {
            let name = match &**expr {
                Expr::Function(function) => Some(&*function.name.text),
                expr => key(expr),
            };
            let Some(key) = name else {
                return Err(Refusal::new(
                    "AttributeError",
                    "Neither '_textual_index_element' object nor 'Comparator' object \
                              has an attribute 'name'"
                        .into(),
                ));
            };
            let digits = entry(Some(lengths), key).or_else(|| entry(Some(lengths), &text));
            Ok(match digits {
                Some(OptionValue::Literal(Literal::Int(digits))) => format!("{text}({digits})"),
                _ => text,
            })
        }
    }
}
