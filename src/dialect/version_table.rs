//! The version table: made, and told which revisions it holds (`HeadMaintainer`).

use crate::operation::Refusal;
use crate::schema::literal::Literal;
use crate::schema::name::{Name, QualifiedName};
use crate::schema::table::{Column, Constraint, ConstraintKind, Table};
use crate::schema::type_table;
use crate::schema::types::{Type, TypeArg};

use super::identifiers::{format_table, quote_text};
use super::{Dialect, Family, compile_error, tables, tidy};

const COLUMN: &str = "version_num";

/// `DefaultImpl.version_table_impl`: which table it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionTable {
    /// `version_table` and `version_table_schema`.
    pub name: QualifiedName,
    /// `version_table_pk`.
    pub primary_key: bool,
}

impl Default for VersionTable {
    fn default() -> Self {
        let name = QualifiedName { schema: None, name: Name::new("alembic_version") };
        Self { name, primary_key: true }
    }
}

impl VersionTable {
    /// The table of this name in this schema.
    pub fn new(name: &str, schema: Option<&str>) -> Self {
        let name = QualifiedName { schema: schema.map(Name::new), name: Name::new(name) };
        Self { name, primary_key: true }
    }

    /// The table as it is made.
    ///
    /// # Errors
    /// None in fact: the type that it needs is there.
    pub fn table(&self) -> Result<Table, Refusal> {
        let class = type_table::core("String").ok_or_else(|| compile_error("no String"))?;
        let mut type_ = Type::of(class);
        type_.args.push(("length", TypeArg::Literal(Literal::Int("32".into()))));
        let mut column = Column::new(Name::new(COLUMN), type_.into());
        column.nullable = false;
        column.nullable_given = true;
        column.primary_key = self.primary_key;
        let mut table = Table::new(self.name.clone());
        table.columns.push(column);
        if self.primary_key {
            let name = Name::new(format!("{}_pkc", self.name.name.text));
            let columns = vec![Name::new(COLUMN)];
            let kind = ConstraintKind::PrimaryKey { columns };
            table.constraints.push(Constraint::new(Some(name), kind));
        }
        Ok(table)
    }

    /// CREATE TABLE.
    ///
    /// # Errors
    /// `IdentifierError` where its name is too long for the dialect.
    pub fn create(&self, dialect: &dyn Dialect) -> Result<String, Refusal> {
        Ok(tidy(&tables::create_text(dialect, &self.table()?, false)?))
    }

    /// `_insert_version`, with the key that SQLAlchemy asks back from where the dialect can say it.
    pub fn insert(&self, dialect: &dyn Dialect, version: &str) -> String {
        let table = format_table(dialect, &self.name);
        let column = quote_text(dialect, COLUMN);
        let (output, returning) = match dialect.family() {
            _ if !self.primary_key => (String::new(), String::new()),
            Family::Mysql => (String::new(), String::new()),
            Family::Mssql => (format!(" OUTPUT inserted.{column}"), String::new()),
            Family::Sqlite => (String::new(), format!(" RETURNING {column}")),
            Family::Postgresql | Family::Mariadb => {
                (String::new(), format!(" RETURNING {table}.{column}"))
            }
            Family::Oracle => (String::new(), format!(" RETURNING {table}.{column} INTO :ret_0")),
        };
        tidy(&format!("INSERT INTO {table} ({column}){output} VALUES ('{version}'){returning}"))
    }

    /// `_update_version`.
    pub fn update(&self, dialect: &dyn Dialect, from: &str, to: &str) -> String {
        let table = format_table(dialect, &self.name);
        let column = quote_text(dialect, COLUMN);
        let (table, column) = (&*table, &*column);
        let sql = [
            "UPDATE ", table, " SET ", column, "='", to, "' WHERE ", table, ".", column, " = '",
            from, "'",
        ];
        tidy(&sql.concat())
    }

    /// `_delete_version`.
    pub fn delete(&self, dialect: &dyn Dialect, version: &str) -> String {
        let table = format_table(dialect, &self.name);
        let column = quote_text(dialect, COLUMN);
        tidy(&format!("DELETE FROM {table} WHERE {table}.{column} = '{version}'"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::VersionTable;

    #[test]
    fn statements_of_the_version_table() {
        let table = VersionTable::default();
        let insert = |name: &str| table.insert(find(name).unwrap(), "a1");
        assert_eq!(
            insert("postgresql"),
            "INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING \
             alembic_version.version_num"
        );
        assert_eq!(insert("mysql"), "INSERT INTO alembic_version (version_num) VALUES ('a1')");
        assert_eq!(
            insert("mariadb"),
            "INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING \
             alembic_version.version_num"
        );
        assert_eq!(
            insert("sqlite"),
            "INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num"
        );
        assert_eq!(
            insert("mssql"),
            "INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1')"
        );
        assert_eq!(
            insert("oracle"),
            "INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING \
             alembic_version.version_num INTO :ret_0"
        );
        let oracle = find("oracle").unwrap();
        assert_eq!(
            table.create(oracle).unwrap(),
            "CREATE TABLE alembic_version (\n    version_num VARCHAR2(32 CHAR) NOT NULL, \n    \
             CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)"
        );
    }

    #[test]
    fn another_name_in_a_schema() {
        let table = VersionTable::new("Ver x", Some("a.B"));
        let mssql = find("mssql").unwrap();
        assert_eq!(
            table.update(mssql, "a", "x"),
            "UPDATE a.[B].[Ver x] SET version_num='x' WHERE a.[B].[Ver x].version_num = 'a'"
        );
        let mysql = find("mysql").unwrap();
        assert_eq!(
            table.delete(mysql, "x"),
            "DELETE FROM `a.B`.`Ver x` WHERE `a.B`.`Ver x`.version_num = 'x'"
        );
    }

    #[test]
    fn a_name_that_is_too_long() {
        let table = VersionTable::new(&"v".repeat(62), None);
        let refusal = table.create(find("postgresql").unwrap()).unwrap_err();
        assert_eq!(refusal.exception, "sqlalchemy.exc.IdentifierError");
        assert!(refusal.message.ends_with("_pkc' exceeds maximum length of 63 characters"));
        assert!(table.create(find("mysql").unwrap()).is_ok());
    }
}
