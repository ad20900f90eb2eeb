//! What each dialect makes of a type object: SQLAlchemy's `colspecs`, which `dialect.type_descriptor()` looks up.

use super::type_table;
use super::types::{Home, Type, TypeClass, TypeKind};

/// A class, and the class of the table that renders as its implementation does; `None` keeps it.
type Spec = (&'static str, Option<(&'static str, &'static str)>);

const CORE: &str = "sqlalchemy";
const PG: &str = "sqlalchemy.dialects.postgresql";
const MYSQL: &str = "sqlalchemy.dialects.mysql";
const MSSQL: &str = "sqlalchemy.dialects.mssql";
const ORACLE: &str = "sqlalchemy.dialects.oracle";

const POSTGRESQL_SPECS: &[Spec] = &[
    ("ARRAY", None),
    ("Interval", None),
    ("Enum", None),
    ("JSONB", Some((PG, "JSONB"))),
    ("JSON", Some((PG, "JSON"))),
    ("Uuid", Some((CORE, "Uuid"))),
    ("Numeric", Some((CORE, "Numeric"))),
    ("Float", Some((CORE, "Float"))),
    ("CITEXT", None),
    ("String", Some((CORE, "String"))),
    ("Date", Some((CORE, "Date"))),
    ("DateTime", Some((CORE, "DateTime"))),
    ("Time", Some((CORE, "Time"))),
    ("SmallInteger", Some((CORE, "SmallInteger"))),
    ("BigInteger", Some((CORE, "BigInteger"))),
    ("Integer", Some((CORE, "Integer"))),
];

const MYSQL_SPECS: &[Spec] = &[
    ("_NumericCommonType", None),
    ("Numeric", Some((MYSQL, "NUMERIC"))),
    ("Double", Some((MYSQL, "DOUBLE"))),
    ("Float", Some((MYSQL, "FLOAT"))),
    ("Time", Some((MYSQL, "TIME"))),
    ("Enum", None),
    ("JSON", Some((MYSQL, "JSON"))),
];

const MARIADB_SPECS: &[Spec] = &[
    ("_NumericCommonType", None),
    ("Numeric", Some((MYSQL, "NUMERIC"))),
    ("Double", Some((MYSQL, "DOUBLE"))),
    ("Float", Some((MYSQL, "FLOAT"))),
    ("Time", Some((MYSQL, "TIME"))),
    ("Enum", None),
    ("JSON", Some((MYSQL, "JSON"))),
    ("Uuid", Some((CORE, "Uuid"))),
];

const SQLITE_SPECS: &[Spec] = &[
    ("_DateTimeMixin", None),
    ("JSONB", None),
    ("Date", Some((CORE, "Date"))),
    ("DateTime", Some((CORE, "DateTime"))),
    ("JSON", Some((CORE, "JSON"))),
    ("Time", Some((CORE, "Time"))),
];

const MSSQL_SPECS: &[Spec] = &[
    ("DATETIMEOFFSET", None),
    ("DATETIME2", None),
    ("SMALLDATETIME", None),
    ("DATETIME", None),
    ("DateTime", Some((CORE, "DateTime"))),
    ("Date", Some((CORE, "Date"))),
    ("JSON", Some((MSSQL, "JSON"))),
    ("Time", Some((CORE, "Time"))),
    ("UnicodeText", Some((CORE, "UnicodeText"))),
    ("Unicode", Some((CORE, "Unicode"))),
    ("Uuid", Some((CORE, "Uuid"))),
    ("Numeric", Some((CORE, "Numeric"))),
    ("Float", Some((CORE, "Float"))),
    ("BINARY", None),
    ("VARBINARY", Some((MSSQL, "VARBINARY"))),
    ("LargeBinary", Some((MSSQL, "VARBINARY"))),
    ("Enum", None),
    ("String", Some((CORE, "String"))),
];

const ORACLE_SPECS: &[Spec] = &[
    ("Boolean", Some((CORE, "Boolean"))),
    ("Interval", None),
    ("TIMESTAMP", Some((CORE, "TIMESTAMP"))),
    ("DateTime", Some((ORACLE, "DATE"))),
    ("Date", Some((CORE, "Date"))),
    ("JSON", Some((ORACLE, "JSON"))),
    ("NUMBER", Some((CORE, "Numeric"))),
    ("Numeric", Some((CORE, "Numeric"))),
    ("BINARY_FLOAT", None),
    ("BINARY_DOUBLE", None),
    ("Float", Some((CORE, "Float"))),
    ("Integer", Some((CORE, "Integer"))),
    ("LargeBinary", Some((CORE, "LargeBinary"))),
    ("LONG", None),
    ("NCLOB", None),
    ("UnicodeText", Some((CORE, "UnicodeText"))),
    ("Text", Some((CORE, "Text"))),
    ("CHAR", Some((CORE, "CHAR"))),
    ("NCHAR", Some((CORE, "NCHAR"))),
    ("NVARCHAR", Some((CORE, "NVARCHAR"))),
    ("Enum", Some((CORE, "Enum"))),
    ("Unicode", Some((CORE, "Unicode"))),
    ("String", Some((CORE, "String"))),
    ("Uuid", Some((CORE, "Uuid"))),
];

/// Dialect classes that stand in `colspecs` themselves, or derive from one that does.
const OWN: &[(&str, &str)] = &[
    ("postgresql", "JSONB"),
    ("postgresql", "CITEXT"),
    ("sqlite", "JSONB"),
    ("mssql", "DATETIMEOFFSET"),
    ("mssql", "DATETIME2"),
    ("mssql", "SMALLDATETIME"),
    ("mssql", "VARBINARY"),
    ("oracle", "NUMBER"),
    ("oracle", "BINARY_FLOAT"),
    ("oracle", "BINARY_DOUBLE"),
    ("oracle", "LONG"),
    ("oracle", "NCLOB"),
];

/// `DefaultDialect.type_descriptor`: the type that the dialect uses for this one.
pub fn descriptor(dialect: &str, type_: &Type) -> Type {
    let TypeKind::Class(class) = &type_.kind else { return type_.clone() };
    match spec(dialect, class) {
        Some((_, Some((module, name)))) => match type_table::find(module, name) {
            Some(target) => adapt(type_, target),
            None => type_.clone(),
        },
        Some((_, None)) | None => type_.clone(),
    }
}

fn specs(dialect: &str) -> &'static [Spec] {
    match dialect {
        "postgresql" => POSTGRESQL_SPECS,
        "mysql" => MYSQL_SPECS,
        "mariadb" => MARIADB_SPECS,
        "sqlite" => SQLITE_SPECS,
        "mssql" => MSSQL_SPECS,
        "oracle" => ORACLE_SPECS,
        _ => &[],
    }
}

/// The entry of the nearest class, the type's own first.
fn spec(dialect: &str, class: &TypeClass) -> Option<&'static Spec> {
    let specs = specs(dialect);
    let by_name = |name: &str| specs.iter().find(|(key, _)| *key == name);
    let own_home = if dialect == "mariadb" { "mysql" } else { dialect };
    let own = match class.home {
        Home::Core => by_name(class.name),
        Home::Dialect(home) if home == own_home && OWN.contains(&(home, class.name)) => {
            by_name(class.name)
        }
        Home::Dialect(_) | Home::Package(_) => None,
    };
    own.or_else(|| class.bases.iter().find_map(|base| by_name(base)))
}

/// `TypeEngine.adapt`: the arguments that the other class has too.
fn adapt(type_: &Type, target: &'static TypeClass) -> Type {
    let named =
        |key: &&str| target.params.iter().any(|param| param.trim_start_matches('*') == *key);
    Type {
        kind: TypeKind::Class(target),
        args: type_.args.iter().filter(|(key, _)| named(key)).cloned().collect(),
        variants: type_.variants.clone(),
    }
}
