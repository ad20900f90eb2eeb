//! sea-query's statement nodes, printed in SQLAlchemy's layout by a backend of our own on the crate's public traits.
//!
//! Everything is proved and rendered before it becomes a node: names arrive quoted (whether a name
//! is quoted hangs on more than its text), types as `ColumnType::Custom`, expressions as
//! `Expr::Custom`. So no default method of the crate that could panic is ever reached.

use sea_query::{
    BinOper, Check, ColumnDef, ColumnType, DynIden, EscapeBuilder, ExplainStatement, Expr,
    ForeignKeyBuilder, ForeignKeyCreateStatement, ForeignKeyDropStatement, IndexBuilder,
    IndexCreateStatement, IndexDropStatement, Mode, Oper, OperLeftAssocDecider, PrecedenceDecider,
    QueryBuilder, Quote, QuotedBuilder, SelectInto, SqlWriter, SubQueryStatement,
    TableAlterStatement, TableBuilder, TableCreateStatement, TableDropStatement, TableRef,
    TableRefBuilder, TableRenameStatement, Value,
};

use super::{Dialect, Family};

/// A column on its way to a [`ColumnDef`].
#[derive(Debug)]
pub(super) struct ColumnNode {
    def: ColumnDef,
    not_null_tail: String,
}

impl ColumnNode {
    /// A column of this name, as it is to be written.
    pub(super) fn new(name: String) -> Self {
        Self { def: ColumnDef::new(name), not_null_tail: String::new() }
    }

    /// Its type.
    pub(super) fn type_text(&mut self, text: String) {
        self.def.custom(text);
    }

    /// Its default.
    pub(super) fn default_text(&mut self, text: String) {
        self.def.default(Expr::cust(text));
    }

    /// The clause that computes it.
    pub(super) fn generated(&mut self, text: String) {
        self.def.generated(Expr::cust(text), true);
    }

    /// The clause that makes it an identity.
    pub(super) fn identity(&mut self, text: String) {
        self.def.extra(text);
    }

    /// The words that make it number itself.
    pub(super) fn auto_increment(&mut self, words: String) {
        self.def.auto_increment().extra(words);
    }

    /// NOT NULL.
    pub(super) fn not_null(&mut self) {
        self.def.not_null();
    }

    /// What follows NOT NULL.
    pub(super) fn not_null_tail(&mut self, text: String) {
        self.not_null_tail = text;
    }

    /// NULL.
    pub(super) fn null(&mut self) {
        self.def.null();
    }

    /// Its comment, as a literal.
    pub(super) fn comment(&mut self, literal: String) {
        self.def.comment(literal);
    }
}

/// A constraint of a table, in the order in which it is to be printed.
#[derive(Debug)]
pub(super) enum ConstraintNode {
    /// FOREIGN KEY, with what stands before and after it.
    ForeignKey(String, Box<ForeignKeyCreateStatement>, String),
    /// CHECK, with what stands before and after it.
    Check(String, Box<Check>, String),
    /// PRIMARY KEY, UNIQUE and EXCLUDE, which the crate's indexes cannot say in full.
    Text(String),
}

impl ConstraintNode {
    /// A FOREIGN KEY; names as they are to be written.
    pub(super) fn foreign_key(
        preamble: String,
        columns: Vec<String>,
        referred: String,
        referred_columns: Vec<String>,
        tail: String,
    ) -> Self {
        let mut node = ForeignKeyCreateStatement::new();
        node.to_tbl(referred);
        for column in columns {
            node.from_col(column);
        }
        for column in referred_columns {
            node.to_col(column);
        }
        Self::ForeignKey(preamble, Box::new(node), tail)
    }

    /// A CHECK.
    pub(super) fn check(preamble: String, condition: String, tail: String) -> Self {
        Self::Check(preamble, Box::new(Check::unnamed(Expr::cust(condition))), tail)
    }
}

/// A table on its way to a [`TableCreateStatement`].
#[derive(Debug)]
pub(super) struct TableNode {
    family: Family,
    statement: TableCreateStatement,
    prefixes: String,
    /// Columns and constraints, as they are to be printed.
    body: String,
}

impl TableNode {
    /// A table of this name, as it is to be written, after these prefixes.
    pub(super) fn new(
        dialect: &dyn Dialect,
        name: String,
        if_not_exists: bool,
        prefixes: String,
    ) -> Self {
        let mut statement = TableCreateStatement::new();
        statement.table(name);
        if if_not_exists {
            statement.if_not_exists();
        }
        let body = String::with_capacity(256);
        Self { family: dialect.family(), statement, prefixes, body }
    }

    fn separate(&mut self) {
        self.body.push_str(if self.body.is_empty() { "\n\t" } else { ", \n\t" });
    }

    /// The next column, with what is printed after its specification.
    pub(super) fn column(&mut self, node: &ColumnNode, constraints: &str) {
        self.separate();
        Backend::of(self.family).prepare_column(node, &mut self.body);
        self.body.push_str(constraints);
    }

    /// The next constraint.
    pub(super) fn constraint(&mut self, node: &ConstraintNode) {
        self.separate();
        Backend::of(self.family).prepare_constraint(node, &mut self.body);
    }

    /// The table's options.
    pub(super) fn options(&mut self, text: String) {
        self.statement.extra(text);
    }
}

/// The backend: which dialect's order and words it follows.
struct Backend<'d> {
    family: Family,
    not_null_tail: &'d str,
    table: Option<&'d TableNode>,
}

impl Backend<'_> {
    fn of(family: Family) -> Self {
        Self { family, not_null_tail: "", table: None }
    }

    fn prepare_column(self, node: &ColumnNode, sql: &mut impl SqlWriter) {
        Backend { not_null_tail: &node.not_null_tail, ..self }.prepare_column_def(&node.def, sql);
    }

    fn prepare_constraint(&self, node: &ConstraintNode, sql: &mut impl SqlWriter) {
        match node {
            ConstraintNode::ForeignKey(preamble, node, tail) => {
                put(sql, preamble);
                self.prepare_foreign_key_create_statement_internal(node, sql, Mode::Creation);
                put(sql, tail);
            }
            ConstraintNode::Check(preamble, check, tail) => {
                put(sql, preamble);
                self.prepare_check_constraint(check, sql);
                put(sql, tail);
            }
            ConstraintNode::Text(text) => put(sql, text),
        }
    }
}

/// The text of a column specification.
pub(super) fn column(dialect: &dyn Dialect, node: &ColumnNode) -> String {
    let mut sql = String::with_capacity(64);
    Backend::of(dialect.family()).prepare_column(node, &mut sql);
    sql
}

/// The text of a constraint.
pub(super) fn constraint(dialect: &dyn Dialect, node: &ConstraintNode) -> String {
    let mut sql = String::with_capacity(64);
    Backend::of(dialect.family()).prepare_constraint(node, &mut sql);
    sql
}

/// The text of CREATE TABLE, as `DDLCompiler.visit_create_table` lays it out.
pub(super) fn create_table(node: &TableNode) -> String {
    let backend = Backend { table: Some(node), ..Backend::of(node.family) };
    let mut sql = String::with_capacity(256);
    backend.prepare_table_create_statement(&node.statement, &mut sql);
    sql
}

/// The text of DROP TABLE.
pub(super) fn drop_table(dialect: &dyn Dialect, name: String, if_exists: bool) -> String {
    let mut statement = TableDropStatement::new();
    statement.table(name);
    if if_exists {
        statement.if_exists();
    }
    let mut sql = String::with_capacity(64);
    Backend::of(dialect.family()).prepare_table_drop_statement(&statement, &mut sql);
    sql
}

/// Writing to a string cannot fail.
fn put(sql: &mut impl SqlWriter, text: &str) {
    let _ = sql.write_str(text);
}

fn name_list(names: Vec<String>) -> String {
    names.join(", ")
}

/// A clause of a column specification.
#[derive(Clone, Copy)]
enum Clause {
    Default,
    Generated,
    Numbering,
    Null,
    Comment,
}

/// In which order a dialect writes a column's clauses.
fn clause_order(family: Family) -> &'static [Clause] {
    use Clause::{Comment, Default, Generated, Null, Numbering};
    match family {
        Family::Postgresql | Family::Oracle => &[Default, Generated, Numbering, Null],
        Family::Mysql | Family::Mariadb => &[Generated, Null, Comment, Numbering, Default],
        Family::Sqlite => &[Default, Null, Numbering, Generated],
        Family::Mssql => &[Null, Numbering, Default],
    }
}

impl QuotedBuilder for Backend<'_> {
    fn quote(&self) -> Quote {
        Quote::new(b'"')
    }

    /// Names arrive as they are to be written.
    fn prepare_iden(&self, iden: &DynIden, sql: &mut impl SqlWriter) {
        put(sql, &iden.inner());
    }
}

impl TableBuilder for Backend<'_> {
    fn prepare_column_def(&self, column: &ColumnDef, sql: &mut impl SqlWriter) {
        put(sql, &column.get_column_name());
        if let Some(type_) = column.get_column_type() {
            put(sql, " ");
            self.prepare_column_type(type_, sql);
        }
        self.prepare_column_spec(column.get_column_spec(), sql);
    }

    fn prepare_column_type(&self, type_: &ColumnType, sql: &mut impl SqlWriter) {
        if let ColumnType::Custom(text) = type_ {
            put(sql, &text.inner());
        }
    }

    fn prepare_column_spec(&self, spec: &sea_query::ColumnSpec, sql: &mut impl SqlWriter) {
        for clause in clause_order(self.family) {
            match (clause, spec) {
                (Clause::Default, sea_query::ColumnSpec { default: Some(default), .. }) => {
                    put(sql, " DEFAULT ");
                    self.prepare_expr(default, sql);
                }
                (Clause::Generated, sea_query::ColumnSpec { generated: Some(generated), .. }) => {
                    put(sql, " ");
                    self.prepare_expr(&generated.expr, sql);
                }
                (Clause::Numbering, sea_query::ColumnSpec { extra: Some(words), .. }) => {
                    put(sql, " ");
                    put(sql, words);
                }
                (Clause::Null, sea_query::ColumnSpec { nullable: Some(nullable), .. }) => {
                    put(sql, if *nullable { " NULL" } else { " NOT NULL" });
                    put(sql, self.not_null_tail);
                }
                (Clause::Comment, sea_query::ColumnSpec { comment: Some(comment), .. }) => {
                    self.column_comment(comment, sql);
                }
                _ => {}
            }
        }
    }

    fn column_comment(&self, comment: &str, sql: &mut impl SqlWriter) {
        put(sql, " COMMENT ");
        put(sql, comment);
    }

    fn column_spec_auto_increment_keyword(&self) -> &str {
        ""
    }

    fn prepare_table_create_statement(
        &self,
        create: &TableCreateStatement,
        sql: &mut impl SqlWriter,
    ) {
        let Some(node) = self.table else { return };
        put(sql, "CREATE ");
        put(sql, &node.prefixes);
        put(sql, "TABLE ");
        self.prepare_create_table_if_not_exists(create, sql);
        if let Some(table) = create.get_table_name() {
            self.prepare_table_ref_fk_stmt(table, sql);
        }
        put(sql, " (");
        put(sql, &node.body);
        put(sql, "\n)");
        if let Some(options) = create.get_extra() {
            put(sql, options);
        }
    }

    /// Not used: the crate keeps its parts to itself.
    fn prepare_table_alter_statement(&self, _: &TableAlterStatement, _: &mut impl SqlWriter) {}

    /// Not used: the crate keeps its parts to itself.
    fn prepare_table_rename_statement(&self, _: &TableRenameStatement, _: &mut impl SqlWriter) {}
}

impl ForeignKeyBuilder for Backend<'_> {
    fn prepare_table_ref_fk_stmt(&self, table: &TableRef, sql: &mut impl SqlWriter) {
        if let TableRef::Table(name, None) = table {
            self.prepare_table_name(name, sql);
        }
    }

    /// Not used: a name alone does not say what MySQL has to be told.
    fn prepare_foreign_key_drop_statement_internal(
        &self,
        _: &ForeignKeyDropStatement,
        _: &mut impl SqlWriter,
        _: Mode,
    ) {
    }

    fn prepare_foreign_key_create_statement_internal(
        &self,
        create: &ForeignKeyCreateStatement,
        sql: &mut impl SqlWriter,
        _: Mode,
    ) {
        let key = create.get_foreign_key();
        put(sql, "FOREIGN KEY(");
        put(sql, &name_list(key.get_columns()));
        put(sql, ") REFERENCES ");
        if let Some(table) = key.get_ref_table() {
            self.prepare_table_ref_fk_stmt(table, sql);
        }
        put(sql, " (");
        put(sql, &name_list(key.get_ref_columns()));
        put(sql, ")");
    }
}

impl IndexBuilder for Backend<'_> {
    /// Not used: the crate keeps an index's table and condition to itself.
    fn prepare_index_create_statement(&self, _: &IndexCreateStatement, _: &mut impl SqlWriter) {}

    fn prepare_table_ref_index_stmt(&self, table: &TableRef, sql: &mut impl SqlWriter) {
        self.prepare_table_ref_fk_stmt(table, sql);
    }

    /// Not used: the crate keeps its parts to itself.
    fn prepare_index_drop_statement(&self, _: &IndexDropStatement, _: &mut impl SqlWriter) {}

    fn prepare_index_prefix(&self, _: &IndexCreateStatement, _: &mut impl SqlWriter) {}
}

impl TableRefBuilder for Backend<'_> {}

impl EscapeBuilder for Backend<'_> {}

impl PrecedenceDecider for Backend<'_> {
    fn inner_expr_well_known_greater_precedence(&self, _: &Expr, _: &Oper) -> bool {
        false
    }
}

impl OperLeftAssocDecider for Backend<'_> {
    fn well_known_left_associative(&self, _: &BinOper) -> bool {
        false
    }
}

impl QueryBuilder for Backend<'_> {
    /// Expressions arrive as text.
    fn prepare_expr(&self, expr: &Expr, sql: &mut impl SqlWriter) {
        if let Expr::Custom(text) = expr {
            put(sql, text);
        }
    }

    fn prepare_query_statement(&self, _: &SubQueryStatement, _: &mut impl SqlWriter) {}

    fn prepare_select_into(&self, _: &SelectInto, _: &mut impl SqlWriter) {}

    fn prepare_explain_statement(&self, _: &ExplainStatement, _: &mut impl SqlWriter) {}

    fn prepare_value(&self, _: Value, _: &mut impl SqlWriter) {}
}
