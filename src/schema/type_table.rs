//! The one table of SQLAlchemy's type classes, and of well-known third-party ones: a line each.
//!
//! How a glue builds a [`Type`](super::types::Type) from a class: arguments by parameter name, with
//! these already worked out: `Enum`'s and `SET`'s `enums`/`values` are a list of the labels that
//! the database sees (`values_callable` applied); an `Enum` of a Python enum has its `name`
//! (the class's name in lower case) unless another was given; `schema` is what the type ends up
//! with (`MetaData(schema=...)`, `inherit_schema`); `ARRAY.item_type`, `DOMAIN.data_type` and
//! `PickleType.impl` are types.

use super::types::{Affinity, Home, TypeClass};

macro_rules! types {
    ($($name:literal $home:ident $(($package:literal))? $visit:literal $affinity:ident
       [$($param:literal),*] [$($base:literal),*];)*) => {
        /// Every type class.
        pub const CLASSES: &[TypeClass] = &[$(TypeClass {
            name: $name,
            home: Home::$home $(($package))?,
            visit: $visit,
            affinity: Affinity::$affinity,
            params: &[$($param),*],
            bases: &[$($base),*],
        }),*];
    };
}

/// Core classes that a dialect's module exports under the same name, or another.
const REEXPORTS: &[(&str, &[(&str, &str)])] = &[
    (
        "postgresql",
        &[
            ("BIGINT", "BIGINT"),
            ("BOOLEAN", "BOOLEAN"),
            ("CHAR", "CHAR"),
            ("DATE", "DATE"),
            ("DOUBLE_PRECISION", "DOUBLE_PRECISION"),
            ("FLOAT", "FLOAT"),
            ("INTEGER", "INTEGER"),
            ("NUMERIC", "NUMERIC"),
            ("REAL", "REAL"),
            ("SMALLINT", "SMALLINT"),
            ("TEXT", "TEXT"),
            ("UUID", "UUID"),
            ("VARCHAR", "VARCHAR"),
        ],
    ),
    (
        "mysql",
        &[
            ("BINARY", "BINARY"),
            ("BLOB", "BLOB"),
            ("BOOLEAN", "BOOLEAN"),
            ("DATE", "DATE"),
            ("VARBINARY", "VARBINARY"),
        ],
    ),
    (
        "mssql",
        &[
            ("BIGINT", "BIGINT"),
            ("BINARY", "BINARY"),
            ("CHAR", "CHAR"),
            ("DATE", "DATE"),
            ("DATETIME", "DATETIME"),
            ("DECIMAL", "DECIMAL"),
            ("FLOAT", "FLOAT"),
            ("INTEGER", "INTEGER"),
            ("NCHAR", "NCHAR"),
            ("NUMERIC", "NUMERIC"),
            ("NVARCHAR", "NVARCHAR"),
            ("SMALLINT", "SMALLINT"),
            ("TEXT", "TEXT"),
            ("VARCHAR", "VARCHAR"),
        ],
    ),
    (
        "oracle",
        &[
            ("BLOB", "BLOB"),
            ("BOOLEAN", "BOOLEAN"),
            ("CHAR", "CHAR"),
            ("CLOB", "CLOB"),
            ("DOUBLE_PRECISION", "DOUBLE_PRECISION"),
            ("NCHAR", "NCHAR"),
            ("NVARCHAR", "NVARCHAR"),
            ("NVARCHAR2", "NVARCHAR"),
            ("REAL", "REAL"),
            ("VARCHAR", "VARCHAR"),
        ],
    ),
    (
        "sqlite",
        &[
            ("BLOB", "BLOB"),
            ("BOOLEAN", "BOOLEAN"),
            ("CHAR", "CHAR"),
            ("DECIMAL", "DECIMAL"),
            ("FLOAT", "FLOAT"),
            ("INTEGER", "INTEGER"),
            ("NUMERIC", "NUMERIC"),
            ("REAL", "REAL"),
            ("SMALLINT", "SMALLINT"),
            ("TEXT", "TEXT"),
            ("TIMESTAMP", "TIMESTAMP"),
            ("VARCHAR", "VARCHAR"),
        ],
    ),
];

/// The class that a module exports: `sqlalchemy`, `sqlalchemy.types`,
/// `sqlalchemy.dialects.<name>`, or a third party's top-level package.
pub fn find(module: &str, name: &str) -> Option<&'static TypeClass> {
    match module.strip_prefix("sqlalchemy.dialects.") {
        Some(dialect) => {
            let dialect = dialect.split('.').next().unwrap_or(dialect);
            let dialect = if dialect == "mariadb" { "mysql" } else { dialect };
            class_of(&Home::Dialect(""), Some(dialect), name).or_else(|| reexported(dialect, name))
        }
        None if module == "sqlalchemy" || module.starts_with("sqlalchemy.") => core(name),
        None => class_of(&Home::Package(""), module.split('.').next(), name),
    }
}

/// The class that `sqlalchemy` exports.
pub fn core(name: &str) -> Option<&'static TypeClass> {
    let name = if name == "INT" { "INTEGER" } else { name };
    class_of(&Home::Core, None, name)
}

fn reexported(dialect: &str, name: &str) -> Option<&'static TypeClass> {
    let (_, names) = REEXPORTS.iter().find(|(module, _)| *module == dialect)?;
    names.iter().find(|(exported, _)| *exported == name).and_then(|(_, class)| core(class))
}

fn class_of(home: &Home, part: Option<&str>, name: &str) -> Option<&'static TypeClass> {
    CLASSES.iter().find(|class| {
        class.name == name
            && match (&class.home, home) {
                (Home::Core, Home::Core) => true,
                (Home::Dialect(a), Home::Dialect(_)) | (Home::Package(a), Home::Package(_)) => {
                    Some(*a) == part
                }
                _ => false,
            }
    })
}

#[rustfmt::skip]
types! {
    "ARRAY" Core "ARRAY" Array ["item_type", "as_tuple", "dimensions", "zero_indexes"] [];
    "BIGINT" Core "BIGINT" Integer [] ["BigInteger", "Integer"];
    "BINARY" Core "BINARY" Binary ["length"] ["_Binary"];
    "BLOB" Core "BLOB" Binary ["length"] ["LargeBinary", "_Binary"];
    "BOOLEAN" Core "BOOLEAN" Boolean ["create_constraint", "name"] ["Boolean", "SchemaType"];
    "BigInteger" Core "big_integer" Integer [] ["Integer"];
    "Boolean" Core "boolean" Boolean ["create_constraint", "name"] ["SchemaType"];
    "CHAR" Core "CHAR" String ["length", "collation", "collation_schema"] ["String"];
    "CLOB" Core "CLOB" String ["length", "collation", "collation_schema"] ["Text", "String"];
    "DATE" Core "DATE" Date [] ["Date"];
    "DATETIME" Core "DATETIME" DateTime ["timezone"] ["DateTime"];
    "DECIMAL" Core "DECIMAL" Numeric ["precision", "scale", "decimal_return_scale", "asdecimal"] ["Numeric"];
    "DOUBLE" Core "DOUBLE" Float ["precision", "asdecimal", "decimal_return_scale"] ["Double", "Float"];
    "DOUBLE_PRECISION" Core "DOUBLE_PRECISION" Float ["precision", "asdecimal", "decimal_return_scale"] ["Double", "Float"];
    "Date" Core "date" Date [] [];
    "DateTime" Core "datetime" DateTime ["timezone"] [];
    "Double" Core "double" Float ["precision", "asdecimal", "decimal_return_scale"] ["Float"];
    "Enum" Core "enum" String ["*enums", "name", "native_enum", "create_constraint", "values_callable", "length", "schema", "metadata", "inherit_schema", "validate_strings", "quote", "omit_aliases", "sort_key_function", "create_type"] ["String", "SchemaType"];
    "FLOAT" Core "FLOAT" Float ["precision", "asdecimal", "decimal_return_scale"] ["Float"];
    "Float" Core "float" Float ["precision", "asdecimal", "decimal_return_scale"] [];
    "INTEGER" Core "INTEGER" Integer [] ["Integer"];
    "Integer" Core "integer" Integer [] [];
    "Interval" Core "type_decorator" Interval ["native", "second_precision", "day_precision"] ["TypeDecorator"];
    "JSON" Core "JSON" Json ["none_as_null"] [];
    "LargeBinary" Core "large_binary" Binary ["length"] ["_Binary"];
    "MatchType" Core "boolean" Boolean ["create_constraint", "name"] ["Boolean", "SchemaType"];
    "NCHAR" Core "NCHAR" String ["length", "collation", "collation_schema"] ["Unicode", "String"];
    "NUMERIC" Core "NUMERIC" Numeric ["precision", "scale", "decimal_return_scale", "asdecimal"] ["Numeric"];
    "NVARCHAR" Core "NVARCHAR" String ["length", "collation", "collation_schema"] ["Unicode", "String"];
    "Numeric" Core "numeric" Numeric ["precision", "scale", "decimal_return_scale", "asdecimal"] [];
    "PickleType" Core "type_decorator" Binary ["protocol", "pickler", "comparator", "impl"] ["TypeDecorator"];
    "REAL" Core "REAL" Float ["precision", "asdecimal", "decimal_return_scale"] ["Float"];
    "SMALLINT" Core "SMALLINT" Integer [] ["SmallInteger", "Integer"];
    "SmallInteger" Core "small_integer" Integer [] ["Integer"];
    "String" Core "string" String ["length", "collation", "collation_schema"] [];
    "TEXT" Core "TEXT" String ["length", "collation", "collation_schema"] ["Text", "String"];
    "TIME" Core "TIME" Time ["timezone"] ["Time"];
    "TIMESTAMP" Core "TIMESTAMP" DateTime ["timezone"] ["DateTime"];
    "Text" Core "text" String ["length", "collation", "collation_schema"] ["String"];
    "Time" Core "time" Time ["timezone"] [];
    "UUID" Core "UUID" Uuid ["as_uuid"] ["Uuid"];
    "Unicode" Core "unicode" String ["length", "collation", "collation_schema"] ["String"];
    "UnicodeText" Core "unicode_text" String ["length", "collation", "collation_schema"] ["Text", "String"];
    "Uuid" Core "uuid" Uuid ["as_uuid", "native_uuid"] [];
    "VARBINARY" Core "VARBINARY" Binary ["length"] ["_Binary"];
    "VARCHAR" Core "VARCHAR" String ["length", "collation", "collation_schema"] ["String"];
    "NullType" Core "null" Null [] [];
    "ARRAY" Dialect("postgresql") "ARRAY" Array ["item_type", "as_tuple", "dimensions", "zero_indexes"] ["ARRAY"];
    "BIT" Dialect("postgresql") "BIT" Other ["length", "varying"] [];
    "BYTEA" Dialect("postgresql") "BYTEA" Binary ["length"] ["LargeBinary", "_Binary"];
    "CIDR" Dialect("postgresql") "CIDR" Other [] [];
    "CITEXT" Dialect("postgresql") "CITEXT" String ["length", "collation", "collation_schema"] ["TEXT", "Text", "String"];
    "DATEMULTIRANGE" Dialect("postgresql") "DATEMULTIRANGE" Range [] ["AbstractMultiRange", "AbstractRange"];
    "DATERANGE" Dialect("postgresql") "DATERANGE" Range [] ["AbstractSingleRange", "AbstractRange"];
    "DOMAIN" Dialect("postgresql") "DOMAIN" Other ["name", "data_type", "*", "collation", "collation_schema", "default", "constraint_name", "not_null", "check", "create_type", "schema", "metadata", "inherit_schema", "quote"] ["NamedType", "SchemaType"];
    "ENUM" Dialect("postgresql") "enum" Enum ["*enums", "name", "native_enum", "create_constraint", "values_callable", "length", "schema", "metadata", "inherit_schema", "validate_strings", "quote", "omit_aliases", "sort_key_function", "create_type"] ["NamedType", "Enum", "String", "SchemaType"];
    "HSTORE" Dialect("postgresql") "HSTORE" Other ["text_type"] [];
    "INET" Dialect("postgresql") "INET" Other [] [];
    "INT4MULTIRANGE" Dialect("postgresql") "INT4MULTIRANGE" Range [] ["AbstractMultiRange", "AbstractRange"];
    "INT4RANGE" Dialect("postgresql") "INT4RANGE" Range [] ["AbstractSingleRange", "AbstractRange"];
    "INT8MULTIRANGE" Dialect("postgresql") "INT8MULTIRANGE" Range [] ["AbstractMultiRange", "AbstractRange"];
    "INT8RANGE" Dialect("postgresql") "INT8RANGE" Range [] ["AbstractSingleRange", "AbstractRange"];
    "INTERVAL" Dialect("postgresql") "INTERVAL" Interval ["precision", "fields"] [];
    "JSON" Dialect("postgresql") "JSON" Json ["none_as_null", "astext_type"] ["JSON"];
    "JSONB" Dialect("postgresql") "JSONB" Json ["none_as_null", "astext_type"] ["JSON"];
    "JSONPATH" Dialect("postgresql") "JSONPATH" Other [] [];
    "MACADDR" Dialect("postgresql") "MACADDR" Other [] [];
    "MACADDR8" Dialect("postgresql") "MACADDR8" Other [] [];
    "MONEY" Dialect("postgresql") "MONEY" Other [] [];
    "NUMMULTIRANGE" Dialect("postgresql") "NUMMULTIRANGE" Range [] ["AbstractMultiRange", "AbstractRange"];
    "NUMRANGE" Dialect("postgresql") "NUMRANGE" Range [] ["AbstractSingleRange", "AbstractRange"];
    "OID" Dialect("postgresql") "OID" Other [] [];
    "REGCLASS" Dialect("postgresql") "REGCLASS" Other [] [];
    "REGCONFIG" Dialect("postgresql") "REGCONFIG" Other [] [];
    "TIME" Dialect("postgresql") "TIME" Time ["timezone", "precision"] ["TIME", "Time"];
    "TIMESTAMP" Dialect("postgresql") "TIMESTAMP" DateTime ["timezone", "precision"] ["TIMESTAMP", "DateTime"];
    "TSMULTIRANGE" Dialect("postgresql") "TSMULTIRANGE" Range [] ["AbstractMultiRange", "AbstractRange"];
    "TSQUERY" Dialect("postgresql") "TSQUERY" Other [] [];
    "TSRANGE" Dialect("postgresql") "TSRANGE" Range [] ["AbstractSingleRange", "AbstractRange"];
    "TSTZMULTIRANGE" Dialect("postgresql") "TSTZMULTIRANGE" Range [] ["AbstractMultiRange", "AbstractRange"];
    "TSTZRANGE" Dialect("postgresql") "TSTZRANGE" Range [] ["AbstractSingleRange", "AbstractRange"];
    "TSVECTOR" Dialect("postgresql") "TSVECTOR" Other [] [];
    "BIGINT" Dialect("mysql") "BIGINT" Integer ["display_width", "*", "unsigned", "zerofill", "asdecimal", "decimal_return_scale"] ["_NumericCommonType", "BIGINT", "BigInteger", "Integer"];
    "BIT" Dialect("mysql") "BIT" Other ["length"] [];
    "CHAR" Dialect("mysql") "CHAR" String ["length", "*", "charset", "collation", "ascii", "binary", "unicode", "national"] ["_StringType", "CHAR", "String"];
    "DATETIME" Dialect("mysql") "DATETIME" DateTime ["timezone", "fsp"] ["DATETIME", "DateTime"];
    "DECIMAL" Dialect("mysql") "DECIMAL" Numeric ["precision", "scale", "asdecimal", "*", "unsigned", "zerofill", "decimal_return_scale"] ["_NumericCommonType", "DECIMAL", "Numeric"];
    "DOUBLE" Dialect("mysql") "DOUBLE" Float ["precision", "scale", "asdecimal", "*", "unsigned", "zerofill", "decimal_return_scale"] ["_NumericCommonType", "DOUBLE", "Double", "Float"];
    "ENUM" Dialect("mysql") "ENUM" Enum ["*enums", "name", "native_enum", "create_constraint", "values_callable", "length", "schema", "metadata", "inherit_schema", "validate_strings", "quote", "omit_aliases", "sort_key_function", "create_type", "charset", "collation", "ascii", "binary", "unicode", "national"] ["Enum", "_StringType", "String", "SchemaType"];
    "FLOAT" Dialect("mysql") "FLOAT" Float ["precision", "scale", "asdecimal", "*", "unsigned", "zerofill", "decimal_return_scale"] ["_NumericCommonType", "FLOAT", "Float"];
    "INET4" Dialect("mysql") "INET4" Other [] [];
    "INET6" Dialect("mysql") "INET6" Other [] [];
    "INTEGER" Dialect("mysql") "INTEGER" Integer ["display_width", "*", "unsigned", "zerofill", "asdecimal", "decimal_return_scale"] ["_NumericCommonType", "INTEGER", "Integer"];
    "JSON" Dialect("mysql") "JSON" Json ["none_as_null"] ["JSON"];
    "LONGBLOB" Dialect("mysql") "LONGBLOB" Binary ["length"] ["_Binary"];
    "LONGTEXT" Dialect("mysql") "LONGTEXT" String ["*", "charset", "collation", "ascii", "binary", "unicode", "national"] ["_StringType", "String"];
    "MEDIUMBLOB" Dialect("mysql") "MEDIUMBLOB" Binary ["length"] ["_Binary"];
    "MEDIUMINT" Dialect("mysql") "MEDIUMINT" Integer ["display_width", "*", "unsigned", "zerofill", "asdecimal", "decimal_return_scale"] ["_NumericCommonType", "Integer"];
    "MEDIUMTEXT" Dialect("mysql") "MEDIUMTEXT" String ["*", "charset", "collation", "ascii", "binary", "unicode", "national"] ["_StringType", "String"];
    "NCHAR" Dialect("mysql") "NCHAR" String ["length", "*", "charset", "collation", "ascii", "binary", "unicode", "national"] ["_StringType", "NCHAR", "Unicode", "String"];
    "NUMERIC" Dialect("mysql") "NUMERIC" Numeric ["precision", "scale", "asdecimal", "*", "unsigned", "zerofill", "decimal_return_scale"] ["_NumericCommonType", "NUMERIC", "Numeric"];
    "NVARCHAR" Dialect("mysql") "NVARCHAR" String ["length", "*", "charset", "collation", "ascii", "binary", "unicode", "national"] ["_StringType", "NVARCHAR", "Unicode", "String"];
    "REAL" Dialect("mysql") "REAL" Float ["precision", "scale", "asdecimal", "*", "unsigned", "zerofill", "decimal_return_scale"] ["_NumericCommonType", "REAL", "Float"];
    "SET" Dialect("mysql") "SET" String ["*values", "retrieve_as_bitwise", "length", "charset", "collation", "ascii", "binary", "unicode", "national"] ["_StringType", "String"];
    "SMALLINT" Dialect("mysql") "SMALLINT" Integer ["display_width", "*", "unsigned", "zerofill", "asdecimal", "decimal_return_scale"] ["_NumericCommonType", "SMALLINT", "SmallInteger", "Integer"];
    "TEXT" Dialect("mysql") "TEXT" String ["length", "*", "charset", "collation", "ascii", "binary", "unicode", "national"] ["_StringType", "TEXT", "Text", "String"];
    "TIME" Dialect("mysql") "TIME" Time ["timezone", "fsp"] ["TIME", "Time"];
    "TIMESTAMP" Dialect("mysql") "TIMESTAMP" DateTime ["timezone", "fsp"] ["TIMESTAMP", "DateTime"];
    "TINYBLOB" Dialect("mysql") "TINYBLOB" Binary ["length"] ["_Binary"];
    "TINYINT" Dialect("mysql") "TINYINT" Integer ["display_width", "*", "unsigned", "zerofill", "asdecimal", "decimal_return_scale"] ["_NumericCommonType", "Integer"];
    "TINYTEXT" Dialect("mysql") "TINYTEXT" String ["*", "charset", "collation", "ascii", "binary", "unicode", "national"] ["_StringType", "String"];
    "VARCHAR" Dialect("mysql") "VARCHAR" String ["length", "*", "charset", "collation", "ascii", "binary", "unicode", "national"] ["_StringType", "VARCHAR", "String"];
    "YEAR" Dialect("mysql") "YEAR" Other ["display_width"] [];
    "BIT" Dialect("mssql") "BIT" Boolean ["create_constraint", "name"] ["Boolean", "SchemaType"];
    "DATETIME2" Dialect("mssql") "DATETIME2" DateTime ["precision", "*", "timezone"] ["DateTime"];
    "DATETIMEOFFSET" Dialect("mssql") "DATETIMEOFFSET" DateTime ["precision", "*", "timezone"] ["DateTime"];
    "DOUBLE_PRECISION" Dialect("mssql") "DOUBLE_PRECISION" Float ["*", "asdecimal", "decimal_return_scale"] ["DOUBLE_PRECISION", "Double", "Float"];
    "IMAGE" Dialect("mssql") "IMAGE" Binary ["length"] ["LargeBinary", "_Binary"];
    "JSON" Dialect("mssql") "JSON" Json ["none_as_null"] ["JSON"];
    "MONEY" Dialect("mssql") "MONEY" Other [] [];
    "NTEXT" Dialect("mssql") "NTEXT" String ["length", "collation", "collation_schema"] ["UnicodeText", "Text", "String"];
    "REAL" Dialect("mssql") "REAL" Float ["*", "asdecimal", "decimal_return_scale"] ["REAL", "Float"];
    "ROWVERSION" Dialect("mssql") "ROWVERSION" Binary ["convert_int"] ["_Binary"];
    "SMALLDATETIME" Dialect("mssql") "SMALLDATETIME" DateTime ["timezone"] ["DateTime"];
    "SMALLMONEY" Dialect("mssql") "SMALLMONEY" Other [] [];
    "SQL_VARIANT" Dialect("mssql") "SQL_VARIANT" Other [] [];
    "TIME" Dialect("mssql") "TIME" Time ["precision"] ["TIME", "Time"];
    "TIMESTAMP" Dialect("mssql") "TIMESTAMP" Binary ["convert_int"] ["_Binary"];
    "TINYINT" Dialect("mssql") "TINYINT" Integer [] ["Integer"];
    "UNIQUEIDENTIFIER" Dialect("mssql") "UNIQUEIDENTIFIER" Uuid ["as_uuid"] ["Uuid"];
    "VARBINARY" Dialect("mssql") "VARBINARY" Binary ["length", "filestream"] ["VARBINARY", "LargeBinary", "_Binary"];
    "XML" Dialect("mssql") "XML" String ["length", "collation", "collation_schema"] ["Text", "String"];
    "BFILE" Dialect("oracle") "BFILE" Binary ["length"] ["LargeBinary", "_Binary"];
    "BINARY_DOUBLE" Dialect("oracle") "BINARY_DOUBLE" Float ["precision", "asdecimal", "decimal_return_scale"] ["Double", "Float"];
    "BINARY_FLOAT" Dialect("oracle") "BINARY_FLOAT" Float ["precision", "asdecimal", "decimal_return_scale"] ["Float"];
    "DATE" Dialect("oracle") "DATE" DateTime ["timezone"] ["DateTime"];
    "FLOAT" Dialect("oracle") "FLOAT" Float ["binary_precision", "asdecimal", "decimal_return_scale"] ["FLOAT", "Float"];
    "INTERVAL" Dialect("oracle") "INTERVAL" Interval ["day_precision", "second_precision"] [];
    "JSON" Dialect("oracle") "JSON" Json ["none_as_null", "use_blob"] ["JSON"];
    "LONG" Dialect("oracle") "LONG" String ["length", "collation", "collation_schema"] ["Text", "String"];
    "NCLOB" Dialect("oracle") "NCLOB" String ["length", "collation", "collation_schema"] ["Text", "String"];
    "NUMBER" Dialect("oracle") "NUMBER" Integer ["precision", "scale", "asdecimal"] ["Numeric", "Integer"];
    "RAW" Dialect("oracle") "RAW" Binary ["length"] ["_Binary"];
    "ROWID" Dialect("oracle") "ROWID" Other [] [];
    "TIMESTAMP" Dialect("oracle") "TIMESTAMP" DateTime ["timezone", "local_timezone"] ["TIMESTAMP", "DateTime"];
    "VARCHAR2" Dialect("oracle") "VARCHAR2" String ["length", "collation", "collation_schema"] ["VARCHAR", "String"];
    "VECTOR" Dialect("oracle") "VECTOR" Other ["dim", "storage_format", "storage_type"] [];
    "DATE" Dialect("sqlite") "date" Date ["storage_format", "regexp", "*", "timezone"] ["_DateTimeMixin", "Date"];
    "DATETIME" Dialect("sqlite") "datetime" DateTime ["*", "truncate_microseconds", "storage_format", "regexp", "timezone"] ["_DateTimeMixin", "DateTime"];
    "JSON" Dialect("sqlite") "JSON" Json ["none_as_null"] ["JSON"];
    "JSONB" Dialect("sqlite") "JSONB" Json ["none_as_null"] ["JSON"];
    "TIME" Dialect("sqlite") "time" Time ["*", "truncate_microseconds", "storage_format", "regexp", "timezone"] ["_DateTimeMixin", "Time"];
    "AutoString" Package("sqlmodel") "auto_string" String ["length", "collation", "collation_schema"] ["TypeDecorator"];
    "UTCDateTime" Package("sqlmodel") "utc_datetime" DateTime [] ["TypeDecorator"];
    "ArrowType" Package("sqlalchemy_utils") "datetime" DateTime ["timezone"] ["TypeDecorator"];
    "EnrichedDateTimeType" Package("sqlalchemy_utils") "datetime" DateTime ["datetime_processor", "timezone"] ["TypeDecorator"];
    "BitType" Package("sqlalchemy_utils") "bits" Binary ["length"] ["TypeDecorator"];
    "ChoiceType" Package("sqlalchemy_utils") "choice" String ["choices", "impl"] ["TypeDecorator"];
    "ColorType" Package("sqlalchemy_utils") "bounded_unicode" String ["max_length", "length", "collation"] ["TypeDecorator"];
    "CountryType" Package("sqlalchemy_utils") "code" String ["length"] ["TypeDecorator"];
    "CurrencyType" Package("sqlalchemy_utils") "code" String ["length"] ["TypeDecorator"];
    "DateRangeType" Package("sqlalchemy_utils") "range_type" Range [] ["TypeDecorator"];
    "DateTimeRangeType" Package("sqlalchemy_utils") "range_type" Range [] ["TypeDecorator"];
    "EmailType" Package("sqlalchemy_utils") "email" String ["length"] ["TypeDecorator"];
    "EncryptedType" Package("sqlalchemy_utils") "large_binary" Binary ["type_in", "key", "engine", "padding", "length"] ["TypeDecorator"];
    "IPAddressType" Package("sqlalchemy_utils") "bounded_unicode" String ["max_length", "length", "collation"] ["TypeDecorator"];
    "Int8RangeType" Package("sqlalchemy_utils") "range_type" Range [] ["TypeDecorator"];
    "IntRangeType" Package("sqlalchemy_utils") "range_type" Range [] ["TypeDecorator"];
    "JSONType" Package("sqlalchemy_utils") "json_type" String [] ["TypeDecorator"];
    "LQUERY" Package("sqlalchemy_utils") "LQUERY" Other [] [];
    "LTXTQUERY" Package("sqlalchemy_utils") "LTXTQUERY" Other [] [];
    "LocaleType" Package("sqlalchemy_utils") "bounded_unicode" String [] ["TypeDecorator"];
    "LtreeType" Package("sqlalchemy_utils") "LTREE" Other [] ["UserDefinedType"];
    "NumericRangeType" Package("sqlalchemy_utils") "range_type" Range [] ["TypeDecorator"];
    "PasswordType" Package("sqlalchemy_utils") "password" Binary ["max_length", "*", "schemes", "deprecated"] ["TypeDecorator"];
    "PhoneNumberType" Package("sqlalchemy_utils") "bounded_unicode" String ["region", "max_length", "length", "collation"] ["TypeDecorator"];
    "ScalarListType" Package("sqlalchemy_utils") "unicode_text" String ["coerce_func", "separator"] ["TypeDecorator"];
    "StringEncryptedType" Package("sqlalchemy_utils") "string" String ["type_in", "key", "engine", "padding", "length"] ["TypeDecorator"];
    "TSVectorType" Package("sqlalchemy_utils") "TSVECTOR" Other ["*args", "weights", "regconfig"] ["TypeDecorator"];
    "TimezoneType" Package("sqlalchemy_utils") "bounded_unicode" String ["backend"] ["TypeDecorator"];
    "URLType" Package("sqlalchemy_utils") "unicode_text" String ["length", "collation"] ["TypeDecorator"];
    "UUIDType" Package("sqlalchemy_utils") "uuid_type" Binary ["binary", "native"] ["TypeDecorator"];
    "WeekDaysType" Package("sqlalchemy_utils") "bits" Binary [] ["TypeDecorator"];
    "JsonEncodedDict" Package("oslo_db") "json_encoded" String ["mysql_as_long", "mysql_as_medium"] ["TypeDecorator"];
    "JsonEncodedList" Package("oslo_db") "json_encoded" String ["mysql_as_long", "mysql_as_medium"] ["TypeDecorator"];
    "SoftDeleteInteger" Package("oslo_db") "integer" Integer [] ["TypeDecorator"];
    "VECTOR" Package("pgvector") "sized" Other ["dim"] ["UserDefinedType"];
    "Vector" Package("pgvector") "sized" Other ["dim"] ["UserDefinedType"];
    "HALFVEC" Package("pgvector") "sized" Other ["dim"] ["UserDefinedType"];
    "SPARSEVEC" Package("pgvector") "sized" Other ["dim"] ["UserDefinedType"];
    "BIT" Package("pgvector") "pg_bit" Other ["length"] ["TypeDecorator"];
    "Geography" Package("geoalchemy2") "spatial" Other ["geometry_type", "srid", "dimension", "spatial_index", "use_N_D_index", "use_typmod", "from_text", "name", "nullable"] ["UserDefinedType"];
    "Geometry" Package("geoalchemy2") "spatial" Other ["geometry_type", "srid", "dimension", "spatial_index", "use_N_D_index", "use_typmod", "from_text", "name", "nullable"] ["UserDefinedType"];
    "Raster" Package("geoalchemy2") "spatial" Other ["spatial_index", "from_text", "name", "nullable"] ["UserDefinedType"];
    "GUID" Package("fastapi_users_db_sqlalchemy") "guid" String [] ["TypeDecorator"];
    "TIMESTAMPAware" Package("fastapi_users_db_sqlalchemy") "TIMESTAMP" DateTime ["timezone"] ["TypeDecorator"];
}
