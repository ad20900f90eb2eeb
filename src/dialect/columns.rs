//! Column specifications: name, type, default, nullability, and how each dialect numbers rows.

use crate::operation::Refusal;
use crate::platform;
use crate::schema::literal::Literal;
use crate::schema::table::{
    Autoincrement, Column, Computed, Identity, SequenceOptions, ServerDefault, Table,
};
use crate::schema::type_table;
use crate::schema::types::{Affinity, Home, Type};

use super::backend::{self, ColumnNode};
use super::constraints::{self, Owner};
use super::expressions::{ExprOptions, render_expr, render_literal};
use super::{Dialect, Family, compile_error, identifiers, sequences, types};

/// `DDLCompiler.get_column_specification`, without the column's own constraints.
///
/// # Errors
/// What SQLAlchemy would raise.
pub fn specification(
    dialect: &dyn Dialect,
    table: &Table,
    column: &Column,
) -> Result<String, Refusal> {
    Ok(backend::column(dialect, &node(dialect, table, column)?))
}

/// The column specification as a node.
pub(super) fn node(
    dialect: &dyn Dialect,
    table: &Table,
    column: &Column,
) -> Result<ColumnNode, Refusal> {
    match dialect.family() {
        Family::Postgresql => postgresql(dialect, table, column),
        Family::Mysql => mysql(dialect, table, column, false),
        Family::Mariadb => {
            // MariaDB refuses NOT NULL beside a computed column that nobody asked to be one
            let computed = matches!(column.server_default, Some(ServerDefault::Computed(_)));
            mysql(dialect, table, column, computed && !column.nullable_given)
        }
        Family::Sqlite => sqlite(dialect, table, column),
        Family::Mssql => mssql(dialect, table, column),
        Family::Oracle => generic(dialect, column),
    }
}

/// `DDLCompiler.get_column_specification`.
fn generic(dialect: &dyn Dialect, column: &Column) -> Result<ColumnNode, Refusal> {
    let mut node = start(dialect, column);
    node.type_text(types::render(dialect, &column.type_)?);
    if let Some(default) = default_text(dialect, column)? {
        node.default_text(default);
    }
    if let Some(computed) = computed_of(column) {
        node.generated(computed_text(dialect, computed)?);
    }
    let identity = identity_of(column).filter(|_| dialect.facts().supports_identity);
    if let Some(identity) = identity {
        node.identity(identity_text(dialect, identity)?);
    }
    if !column.nullable && identity.is_none() {
        node.not_null();
    }
    Ok(node)
}

/// `PGDDLCompiler.get_column_specification`.
fn postgresql(
    dialect: &dyn Dialect,
    table: &Table,
    column: &Column,
) -> Result<ColumnNode, Refusal> {
    let mut node = start(dialect, column);
    let identity = identity_of(column);
    let serial = column.primary_key
        && is_autoincrement(table, column)?
        && identity.is_none()
        && !column.client_default
        && column.sequence.as_ref().is_none_or(|sequence| sequence.optional);
    if serial {
        node.type_text(serial_name(types::unwrapped(dialect, &column.type_)).into());
    } else {
        node.type_text(types::render(dialect, &column.type_)?);
        if let Some(default) = default_text(dialect, column)? {
            node.default_text(default);
        }
    }
    if let Some(computed) = computed_of(column) {
        node.generated(computed_text(dialect, computed)?);
    }
    if let Some(identity) = identity {
        node.identity(identity_text(dialect, identity)?);
    }
    match (column.nullable, identity.is_some()) {
        (false, false) => node.not_null(),
        (true, true) => node.null(),
        _ => {}
    }
    Ok(node)
}

fn serial_name(type_: &Type) -> &'static str {
    let is = |name| type_.class().is_some_and(|class| class.is_a(name));
    if is("BigInteger") {
        "BIGSERIAL"
    } else if is("SmallInteger") {
        "SMALLSERIAL"
    } else {
        "SERIAL"
    }
}

/// `MySQLDDLCompiler._mysql_get_column_specification`.
fn mysql(
    dialect: &dyn Dialect,
    table: &Table,
    column: &Column,
    force_nullable: bool,
) -> Result<ColumnNode, Refusal> {
    let mut node = start(dialect, column);
    node.type_text(types::render(dialect, &column.type_)?);
    if let Some(computed) = computed_of(column) {
        node.generated(computed_text(dialect, computed)?);
    }
    let type_ = types::unwrapped(dialect, &column.type_);
    refuse_half_double(type_)?;
    if !column.nullable && !force_nullable {
        node.not_null();
    } else if column.nullable
        && type_
            .class()
            .is_some_and(|class| class.is_a("TIMESTAMP") && class.affinity == Affinity::DateTime)
    {
        node.null();
    }
    if let Some(comment) = &column.comment {
        node.comment(comment_text(dialect, comment)?);
    }
    let numbers_itself = is_autoincrement(table, column)?
        && matches!(column.server_default, None | Some(ServerDefault::Identity(_)));
    if numbers_itself {
        node.auto_increment("AUTO_INCREMENT".into());
    } else if let Some(default) = default_text(dialect, column)? {
        node.default_text(mysql_default(default));
    }
    Ok(node)
}

/// SQLAlchemy makes MySQL's own DOUBLE of a generic one, which then has a precision without a scale.
pub(super) fn refuse_half_double(type_: &Type) -> Result<(), Refusal> {
    let own = type_
        .class()
        .is_some_and(|class| class.is_a("Double") && !matches!(class.home, Home::Dialect("mysql")));
    if own && types::precision(type_).is_some() {
        return Err(argument_error(
            "You must specify both precision and scale or omit both altogether.".into(),
        ));
    }
    Ok(())
}

/// An expression is put in parentheses unless it is a literal or a call that MySQL takes bare.
fn mysql_default(default: String) -> String {
    let first = default.trim_start().chars().next();
    let quoted = matches!(first, Some('\'' | '"' | '('));
    if quoted || has_on_update(&default) || is_timed_now(&default) || !has_symbol(&default) {
        default
    } else {
        format!("({default})")
    }
}

/// `re.search(r"ON +UPDATE", default, re.I)`.
fn has_on_update(default: &str) -> bool {
    let upper = platform::upper(default);
    upper.match_indices("ON ").any(|(at, _)| {
        upper
            .get(at.saturating_add(2)..)
            .is_some_and(|rest| rest.trim_start_matches(' ').starts_with("UPDATE"))
    })
}

/// `now(6)` and `current_timestamp(6)`, at the beginning.
fn is_timed_now(default: &str) -> bool {
    let lower = platform::lower(default);
    ["now(", "current_timestamp("].iter().any(|call| {
        lower.strip_prefix(call).is_some_and(|rest| {
            let digits = rest.trim_start_matches(|c: char| platform::is_numeric(c));
            digits.len() < rest.len() && digits.starts_with(')')
        })
    })
}

/// `re.match(r".*\W.*", default)`: anything but a word in its first line.
fn has_symbol(default: &str) -> bool {
    let line_end = default.find('\n').map_or(default.len(), |at| at.saturating_add(1));
    default
        .get(..line_end)
        .is_some_and(|line| line.chars().any(|c| !(platform::is_alphanumeric(c) || c == '_')))
}

/// `SQLiteDDLCompiler.get_column_specification`.
fn sqlite(dialect: &dyn Dialect, table: &Table, column: &Column) -> Result<ColumnNode, Refusal> {
    let mut node = start(dialect, column);
    node.type_text(types::render(dialect, &column.type_)?);
    if let Some(default) = default_text(dialect, column)? {
        let first = default.trim_start().chars().next();
        if !matches!(first, Some('\'' | '"' | '(')) && has_symbol(&default) {
            node.default_text(format!("({default})"));
        } else {
            node.default_text(default);
        }
    }
    if !column.nullable {
        node.not_null();
        node.not_null_tail(on_conflict(column, "sqlite_on_conflict_not_null"));
    }
    if column.primary_key {
        if column.autoincrement == Autoincrement::Yes && table.primary_key().len() != 1 {
            return Err(compile_error(
                "SQLite does not support autoincrement for composite primary keys",
            ));
        }
        if is_sqlite_rowid(table, column) {
            let conflict = on_conflict(column, "sqlite_on_conflict_primary_key");
            node.auto_increment(format!("PRIMARY KEY{conflict} AUTOINCREMENT"));
        }
    }
    if let Some(computed) = computed_of(column) {
        node.generated(computed_text(dialect, computed)?);
    }
    Ok(node)
}

/// A primary key that `sqlite_autoincrement=True` writes beside its column.
pub(super) fn is_sqlite_rowid(table: &Table, column: &Column) -> bool {
    table.options.flag("sqlite_autoincrement")
        && table.primary_key().len() == 1
        && column.primary_key
        && column.type_.affinity() == Affinity::Integer
        && !column.has_foreign_key
}

fn on_conflict(column: &Column, option: &str) -> String {
    column.options.text(option).map_or_else(String::new, |clause| format!(" ON CONFLICT {clause}"))
}

/// `MSDDLCompiler.get_column_specification`.
fn mssql(dialect: &dyn Dialect, table: &Table, column: &Column) -> Result<ColumnNode, Refusal> {
    let mut node = start(dialect, column);
    let computed = computed_of(column);
    match computed {
        Some(computed) => node.type_text(computed_text(dialect, computed)?),
        None => node.type_text(types::render(dialect, &column.type_)?),
    }
    let identity = identity_of(column);
    let numbered = column.autoincrement == Autoincrement::Yes;
    if !column.nullable
        || column.primary_key
        || column.sequence.is_some()
        || numbered
        || identity.is_some()
    {
        node.not_null();
    } else if computed.is_none() {
        node.null();
    }
    let start = number_option(column, "mssql_identity_start");
    let increment = number_option(column, "mssql_identity_increment");
    if identity.is_some() && (start.is_some() || increment.is_some()) {
        return Err(compile_error(
            "Cannot specify options 'mssql_identity_start' and/or 'mssql_identity_increment' \
             while also using the 'Identity' construct.",
        ));
    }
    let by_sequence = column.sequence.as_ref().is_some_and(|sequence| !sequence.optional);
    if let Some(identity) = identity {
        node.identity(mssql_identity(
            identity.options.start.as_deref(),
            identity.options.increment.as_deref(),
        ));
    } else if (is_autoincrement(table, column)? || numbered) && !by_sequence {
        node.identity(mssql_identity(start.as_deref(), increment.as_deref()));
    } else if let Some(default) = default_text(dialect, column)? {
        node.default_text(default);
    }
    Ok(node)
}

fn number_option(column: &Column, name: &str) -> Option<String> {
    match column.options.get(name) {
        Some(crate::schema::options::OptionValue::Literal(Literal::Int(digits))) => {
            Some(digits.to_string())
        }
        _ => None,
    }
}

/// `MSDDLCompiler.visit_identity_column`.
fn mssql_identity(start: Option<&str>, increment: Option<&str>) -> String {
    match (start, increment) {
        (None, None) => "IDENTITY".into(),
        (start, increment) => {
            format!("IDENTITY({},{})", start.unwrap_or("1"), increment.unwrap_or("1"))
        }
    }
}

fn start(dialect: &dyn Dialect, column: &Column) -> ColumnNode {
    ColumnNode::new(identifiers::quote(dialect, &column.name))
}

fn computed_of(column: &Column) -> Option<&Computed> {
    match &column.server_default {
        Some(ServerDefault::Computed(computed)) => Some(computed),
        _ => None,
    }
}

fn identity_of(column: &Column) -> Option<&Identity> {
    match &column.server_default {
        Some(ServerDefault::Identity(identity)) => Some(identity),
        _ => None,
    }
}

/// `DDLCompiler.get_column_default_string`.
fn default_text(dialect: &dyn Dialect, column: &Column) -> Result<Option<String>, Refusal> {
    column.server_default.as_ref().map_or(Ok(None), |default| server_default(dialect, default))
}

/// `DDLCompiler.render_default_string`; `None` for what is no `DefaultClause`.
///
/// # Errors
/// What SQLAlchemy would raise.
pub fn server_default(
    dialect: &dyn Dialect,
    default: &ServerDefault,
) -> Result<Option<String>, Refusal> {
    match default {
        ServerDefault::Text(text) => literal_text(dialect, text, "String").map(Some),
        ServerDefault::Expr(expr) => {
            render_expr(dialect, expr, &ExprOptions { include_table: true, ..ExprOptions::DDL })
                .map(Some)
        }
        ServerDefault::Computed(_) | ServerDefault::Identity(_) | ServerDefault::Fetched => {
            Ok(None)
        }
    }
}

/// A string as a literal of one of the core string types.
pub(super) fn literal_text(
    dialect: &dyn Dialect,
    text: &str,
    class: &str,
) -> Result<String, Refusal> {
    let class = type_table::core(class).ok_or_else(|| compile_error("no such type"))?;
    render_literal(dialect, &Literal::Str(text.into()), &Type::of(class))
}

fn comment_text(dialect: &dyn Dialect, comment: &str) -> Result<String, Refusal> {
    literal_text(dialect, comment, "String")
}

/// `visit_computed_column`.
///
/// # Errors
/// What SQLAlchemy would raise.
pub fn computed_text(dialect: &dyn Dialect, computed: &Computed) -> Result<String, Refusal> {
    let expr = render_expr(dialect, &computed.sqltext, &ExprOptions::DDL)?;
    let persisted = computed.persisted;
    Ok(match dialect.family() {
        Family::Mssql if persisted == Some(true) => format!("AS ({expr}) PERSISTED"),
        Family::Mssql => format!("AS ({expr})"),
        Family::Oracle if persisted == Some(true) => {
            return Err(compile_error(
                "Oracle Database computed columns do not support 'stored' persistence; set the \
                 'persisted' flag to None or False for Oracle Database support.",
            ));
        }
        _ => {
            let kind = match persisted {
                Some(true) => " STORED",
                Some(false) => " VIRTUAL",
                None => "",
            };
            format!("GENERATED ALWAYS AS ({expr}){kind}")
        }
    })
}

/// `visit_identity_column`.
///
/// # Errors
/// What SQLAlchemy would raise.
pub fn identity_text(dialect: &dyn Dialect, identity: &Identity) -> Result<String, Refusal> {
    if dialect.family() == Family::Mssql {
        return Ok(mssql_identity(
            identity.options.start.as_deref(),
            identity.options.increment.as_deref(),
        ));
    }
    let oracle = dialect.family() == Family::Oracle;
    let mut text = format!("GENERATED {}", if identity.always { "ALWAYS" } else { "BY DEFAULT" });
    if oracle && (identity.on_null == Some(true) || identity.dialect_options.flag("oracle_on_null"))
    {
        text.push_str(" ON NULL");
    }
    text.push_str(" AS IDENTITY");
    let order =
        oracle.then(|| sequences::oracle_order(&identity.options, &identity.dialect_options));
    let options = identity_options(dialect, &identity.options, order.flatten());
    if !options.is_empty() {
        text.push_str(&format!(" ({options})"));
    }
    Ok(text)
}

/// `get_identity_options`, with Oracle's and MariaDB's spellings.
pub(super) fn identity_options(
    dialect: &dyn Dialect,
    options: &SequenceOptions,
    order: Option<bool>,
) -> String {
    let (no_min, no_max, no_cycle) = match dialect.family() {
        Family::Oracle => ("NOMINVALUE", "NOMAXVALUE", "NOCYCLE"),
        Family::Mysql | Family::Mariadb => ("NO MINVALUE", "NO MAXVALUE", "NOCYCLE"),
        _ => ("NO MINVALUE", "NO MAXVALUE", "NO CYCLE"),
    };
    let number = |word: &str, digits: &Option<std::rc::Rc<str>>| {
        digits.as_ref().map(|digits| format!("{word} {digits}"))
    };
    let parts = [
        number("INCREMENT BY", &options.increment),
        number("START WITH", &options.start),
        number("MINVALUE", &options.minvalue),
        number("MAXVALUE", &options.maxvalue),
        options.nominvalue.map(|_| no_min.to_owned()),
        options.nomaxvalue.map(|_| no_max.to_owned()),
        number("CACHE", &options.cache),
        options.cycle.map(|cycle| if cycle { "CYCLE" } else { no_cycle }.to_owned()),
        order.map(|order| if order { "ORDER" } else { "NOORDER" }.to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn is_autoincrement(table: &Table, column: &Column) -> Result<bool, Refusal> {
    Ok(autoincrement_column(table)?.is_some_and(|numbered| numbered.name.text == column.name.text))
}

/// `PrimaryKeyConstraint._autoincrement_column`: the column that the database numbers by itself.
///
/// # Errors
/// `ArgumentError` where `autoincrement=True` is asked of a type that cannot count.
pub fn autoincrement_column(table: &Table) -> Result<Option<&Column>, Refusal> {
    let key = table.primary_key();
    if let [name] = key {
        let Some(column) = table.column(&name.text) else { return Ok(None) };
        return Ok(match column.autoincrement {
            Autoincrement::Yes => {
                can_count(column, true)?;
                Some(column)
            }
            Autoincrement::Auto | Autoincrement::IgnoreForeignKey if can_count(column, false)? => {
                Some(column)
            }
            _ => None,
        });
    }
    let mut found: Option<&Column> = None;
    for column in key.iter().filter_map(|name| table.column(&name.text)) {
        if column.autoincrement != Autoincrement::Yes {
            continue;
        }
        can_count(column, true)?;
        if let Some(found) = found {
            return Err(argument_error(format!(
                "Only one Column may be marked autoincrement=True, found both {} and {}.",
                column.name.text, found.name.text
            )));
        }
        found = Some(column);
    }
    Ok(found)
}

/// `_validate_autoinc`.
fn can_count(column: &Column, asked: bool) -> Result<bool, Refusal> {
    let affinity = column.type_.affinity();
    if affinity == Affinity::Numeric {
        let scale = column.type_.int("scale");
        if asked && scale != Some("0") {
            return Err(argument_error(format!(
                "Column type {} with non-zero scale {} on column '{}' is not compatible with \
                 autoincrement=True",
                types::class_name(&column.type_),
                scale.unwrap_or("None"),
                column.name.text
            )));
        }
        return Ok(asked);
    }
    if affinity != Affinity::Integer {
        if asked {
            return Err(argument_error(format!(
                "Column type {} on column '{}' is not compatible with autoincrement=True",
                types::class_name(&column.type_),
                column.name.text
            )));
        }
        return Ok(false);
    }
    if asked {
        return Ok(true);
    }
    let has_default = column.client_default
        || !matches!(column.server_default, None | Some(ServerDefault::Identity(_)));
    let foreign = column.has_foreign_key && column.autoincrement != Autoincrement::IgnoreForeignKey;
    Ok(!has_default && !foreign)
}

fn argument_error(message: String) -> Refusal {
    Refusal::new("sqlalchemy.exc.ArgumentError", message)
}

/// The constraints that stand inside a column, each after a space (`visit_create_column`).
pub(super) fn own_constraints(
    dialect: &dyn Dialect,
    table: &Table,
    column: &Column,
) -> Result<String, Refusal> {
    let owner = Owner { name: &table.name, table: Some(table) };
    let mut text = String::new();
    for constraint in &column.constraints {
        if let Some(clause) = constraints::text(dialect, owner, constraint, true)? {
            text.push(' ');
            text.push_str(&clause);
        }
    }
    Ok(text)
}
