//! What `import sqlalchemy` gives the evaluator: types, schema items, expressions, MetaData, connections.
//!
//! The room has two halves that meet here.
//!
//! `expression` owns everything that can stand in a statement: the class `ColumnElement` with its operators, the
//! class `FromClause`/`TableClause` with `select()`, `insert()`, `update()`, `delete()`, `join()`, `alias()`, the
//! functions `select`, `insert`, `text`, `func`, `case`, ..., and `Expr`. It offers to the other half
//!
//! - `expression::column_element() -> Rc<Class>`, `expression::table_clause() -> Rc<Class>`: the bases of `Column`
//!   and `Table`;
//! - `expression::to_expr(&mut Evaluator, &Value) -> Outcome<Rc<Expr>>`: any value that SQLAlchemy takes for an
//!   expression; a plain string is *not* one (raise what SQLAlchemy raises);
//! - `expression::to_statement(&mut Evaluator, &Value) -> Outcome<Option<Rc<Expr>>>`: what can be executed, `None`
//!   for a value that is no expression at all;
//! - `expression::to_literal(&mut Evaluator, &Value) -> Outcome<Literal>`: any Python value as a literal;
//! - `expression::lightweight_table(&Value) -> Option<Rc<Table>>`-like access to the columns of `sa.table()`;
//! - `expression::member(&mut Evaluator, name: &str) -> Outcome<Option<Value>>`: its public names, by which
//!   `sqlalchemy.<name>` and `sqlalchemy.sql.<name>` find them.
//!
//! The rest is the schema half. An object of it keeps its state as ordinary Python attributes (`column.name`,
//! `column.type`, `column.table`, `table.schema`), so that revisions may read and change them as they do there. It
//! offers to `expression`
//!
//! - `types::to_type(&mut Evaluator, &Value) -> Outcome<Rc<Type>>` (`sqltypes.to_instance`, frozen) and
//!   `types::to_value(&Rc<Type>) -> Value` (a type object for a frozen type);
//! - `column::expr(&mut Evaluator, &Value) -> Outcome<Option<Rc<Expr>>>`: the expression for a schema `Column`,
//!   with the table that it belongs to by now; `None` where the value is none;
//! - `table::qualified_name(&Value) -> Option<QualifiedName>` and `table::columns(&Value) -> Vec<(Rc<str>, Value)>`
//!   (key and `Column` object, in order), for a schema `Table`;
//! - `names::to_name(&Value) -> Option<Name>`: a `str`, `quoted_name` or `conv` as a [`Name`].
//!
//! [`Name`]: crate::schema::name::Name
