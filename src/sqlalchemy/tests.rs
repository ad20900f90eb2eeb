//! Python that builds tables, and the inert data that comes of it.

use std::cell::RefCell;
use std::rc::Rc;

use crate::operation::{Executable, Operation, OperationKind, Refusal, Sink};
use crate::python::{Evaluator, Host, Limits, Module, ModuleCode, ModuleSource, Value, parse};
use crate::schema::table::{Constraint, ConstraintKind, ServerDefault, Table};
use crate::schema::types::TypeKind;
use crate::source::FileId;

use super::session::Session;
use super::{freeze, modules, table};

struct Recorder {
    dialect: &'static str,
    operations: Vec<Operation>,
}

impl Sink for Recorder {
    fn dialect(&self) -> &'static str {
        self.dialect
    }

    fn emit(&mut self, operation: Operation) -> Result<(), Refusal> {
        self.operations.push(operation);
        Ok(())
    }

    fn compile(&self, executable: &Executable, _: bool) -> Result<String, Refusal> {
        Ok(format!("{executable:?}"))
    }
}

struct Modules;

impl Host for Modules {
    fn module(&self, name: &str) -> Option<ModuleSource> {
        modules::find(name).map(ModuleSource::Native)
    }
}

struct Ran {
    evaluator: Evaluator,
    module: Option<Rc<Module>>,
    recorder: Rc<RefCell<Recorder>>,
    error: Option<String>,
}

fn run_on(dialect: &'static str, source: &str) -> Ran {
    let recorder = Rc::new(RefCell::new(Recorder { dialect, operations: Vec::new() }));
    let mut evaluator = Evaluator::new(Rc::new(Modules), Limits::default());
    evaluator.install(Session::new(recorder.clone()));
    let tree = parse::parse(FileId(0), source).expect("valid Python");
    let code = Rc::new(ModuleCode::new(FileId(0), &tree));
    let (module, error) = match evaluator.load("revision", &code, false) {
        Ok(module) => (Some(module), None),
        Err(raised) => (None, Some(raised.diagnostic(&mut evaluator).message.clone())),
    };
    Ran { evaluator, module, recorder, error }
}

fn run(source: &str) -> Ran {
    let ran = run_on("postgresql", &format!("import sqlalchemy as sa\n{source}"));
    assert_eq!(ran.error, None);
    ran
}

fn error(source: &str) -> String {
    run_on("postgresql", &format!("import sqlalchemy as sa\n{source}")).error.unwrap_or_default()
}

impl Ran {
    fn text(&mut self, name: &str) -> String {
        let value = self.value(name);
        self.evaluator.text(&value).expect("text")
    }

    fn value(&self, name: &str) -> Value {
        self.module.as_ref().and_then(|module| module.get(name)).unwrap_or(Value::None)
    }

    fn table(&mut self, name: &str) -> Table {
        let value = self.value(name);
        let instance = table::as_table(&value).expect("a table");
        freeze::table(&mut self.evaluator, &instance).expect("a known table")
    }
}

fn name(constraint: &Constraint) -> &str {
    constraint.name.as_ref().map_or("-", |name| &name.text)
}

#[test]
fn columns_keep_what_they_are_given() {
    let mut ran = run(
        "t = sa.Table('t', sa.MetaData(), sa.Column('id', sa.Integer, primary_key=True),\n\
         sa.Column('x', sa.String(50), nullable=False, server_default='a', comment='c'),\n\
         sa.Column('y', sa.Numeric(10, scale=2)), schema='s', comment='tc', mysql_engine='InnoDB')",
    );
    let t = ran.table("t");
    assert_eq!(t.name.schema.as_ref().map(|s| &*s.text), Some("s"));
    assert_eq!(t.comment.as_deref(), Some("tc"));
    assert_eq!(t.options.0.len(), 1);
    let [id, x, y] = t.columns.as_slice() else { panic!("three columns") };
    assert!(id.primary_key && !id.nullable && !id.nullable_given);
    assert!(!x.nullable && x.nullable_given);
    assert_eq!(x.type_.int("length"), Some("50"));
    assert_eq!(x.server_default, Some(ServerDefault::Text("a".into())));
    assert_eq!((y.type_.int("precision"), y.type_.int("scale")), (Some("10"), Some("2")));
    assert!(y.nullable);
    assert_eq!(t.primary_key().len(), 1);
}

#[test]
fn constraints_stand_in_the_order_of_creation() {
    let mut ran = run("m = sa.MetaData()\n\
         sa.Table('p', m, sa.Column('id', sa.BigInteger, primary_key=True))\n\
         t = sa.Table('t', m, sa.Column('a', sa.Integer, sa.ForeignKey('p.id', ondelete='CASCADE')),\n\
         sa.Column('b', None, sa.ForeignKey('p.id', name='fk_b')), sa.Column('u', sa.Text, unique=True),\n\
         sa.Column('i', sa.Text, index=True), sa.PrimaryKeyConstraint('a', name='pk'),\n\
         sa.UniqueConstraint('a', 'b', name='uq'))");
    let t = ran.table("t");
    let names: Vec<&str> = t.constraints.iter().map(name).collect();
    assert_eq!(names, ["pk", "uq", "-", "fk_b", "-"]);
    assert_eq!(t.indexes.len(), 1);
    assert_eq!(t.indexes[0].name.as_ref().map(|n| &*n.text), Some("ix_t_i"));
    assert!(t.indexes[0].column_flag);
    assert!(matches!(&t.columns[1].type_.kind, TypeKind::Class(line) if line.name == "BigInteger"));
    let ConstraintKind::ForeignKey(key) = &t.constraints[2].kind else { panic!("a foreign key") };
    assert_eq!(key.ondelete.as_deref(), Some("CASCADE"));
    assert_eq!(&*key.referred.name.text, "p");
}

#[test]
fn names_follow_conventions() {
    let mut ran = run(
        "m = sa.MetaData(naming_convention={'pk': 'pk_%(table_name)s', 'uq': 'uq_%(table_name)s_%(column_0_name)s',\n\
         'fk': 'fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s', 'ix': 'ix_%(column_0_label)s'})\n\
         t = sa.Table('t', m, sa.Column('id', sa.Integer, primary_key=True), sa.Column('a', sa.Integer, unique=True),\n\
         sa.Column('b', sa.Integer, sa.ForeignKey('o.id'), index=True))",
    );
    let t = ran.table("t");
    let names: Vec<&str> = t.constraints.iter().map(name).collect();
    assert_eq!(names, ["pk_t", "uq_t_a", "fk_t_b_o"]);
    assert_eq!(t.indexes[0].name.as_ref().map(|n| &*n.text), Some("ix_t_b"));
    assert!(t.indexes[0].name.as_ref().is_some_and(|n| n.truncatable));
}

#[test]
fn enums_take_labels_from_python_classes() {
    let mut ran = run("import enum\nclass Color(enum.Enum):\n    RED = 'r'\n    BLUE = 'b'\n\
         t = sa.Table('t', sa.MetaData(), sa.Column('a', sa.Enum(Color)),\n\
         sa.Column('b', sa.Enum(Color, values_callable=lambda e: [m.value for m in e], name='x')),\n\
         sa.Column('c', sa.Enum('p', 'qq', name='y', native_enum=False)))\n\
         shown = repr(sa.Enum('a', 'b', name='n'))");
    let t = ran.table("t");
    assert_eq!(t.columns[0].type_.text("name"), Some("color"));
    assert_eq!(t.columns[1].type_.text("name"), Some("x"));
    assert!(format!("{:?}", t.columns[1].type_.literal("enums")).contains("\"r\""));
    assert_eq!(t.columns[2].type_.flag("native_enum"), Some(false));
    assert_eq!(t.columns[2].type_.int("length"), Some("2"));
    assert_eq!(ran.text("shown"), "Enum('a', 'b', name='n')");
}

#[test]
fn types_written_in_python_are_looked_up_for_the_dialect() {
    let source = "import sqlalchemy as sa\nfrom sqlalchemy.types import TypeDecorator, UserDefinedType\n\
         class Guid(TypeDecorator):\n    impl = sa.CHAR\n    def load_dialect_impl(self, dialect):\n\
         \x20       if dialect.name == 'postgresql':\n            return dialect.type_descriptor(sa.UUID())\n\
         \x20       return dialect.type_descriptor(sa.CHAR(36))\n\
         class Point(UserDefinedType):\n    def __init__(self, n):\n        self.n = n\n\
         \x20   def get_col_spec(self, **kw):\n        return 'POINT(%d)' % self.n\n\
         class Wide(TypeDecorator):\n    impl = sa.String\n\
         t = sa.Table('t', sa.MetaData(), sa.Column('a', Guid), sa.Column('b', Point(3)), sa.Column('c', Wide(9)),\n\
         sa.Column('d', sa.Text().with_variant(sa.String(5), 'mysql')))";
    let mut ran = run_on("mysql", source);
    assert_eq!(ran.error, None);
    let t = ran.table("t");
    let TypeKind::Decorator { implementation, .. } = &t.columns[0].type_.kind else { panic!() };
    assert_eq!(implementation.int("length"), Some("36"));
    let TypeKind::UserDefined { spec, .. } = &t.columns[1].type_.kind else { panic!() };
    assert_eq!(&**spec, "POINT(3)");
    let TypeKind::Decorator { implementation, .. } = &t.columns[2].type_.kind else { panic!() };
    assert_eq!(implementation.int("length"), Some("9"));
    assert_eq!(t.columns[3].type_.variants.len(), 1);
}

#[test]
fn what_sqlalchemy_refuses_is_raised() {
    let cases = [
        (
            "sa.Table('t', sa.MetaData(), 5)",
            "ArgumentError: 'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got 5",
        ),
        (
            "sa.Column('x', sa.Boolean, server_default=True)",
            "ArgumentError: Argument 'arg' is expected to be one of type '<class 'str'>' or '<class \
             'sqlalchemy.sql.elements.ClauseElement'>' or '<class 'sqlalchemy.sql.elements.TextClause'>', got \
             '<class 'bool'>'",
        ),
        (
            "sa.Table('t', sa.MetaData(), sa.Column('x'), sa.Column('x'))",
            "DuplicateColumnError: A column with name 'x' is already present in table 't'.",
        ),
        ("sa.Integer(5)", "TypeError: Integer() takes no arguments"),
        (
            "sa.Column('x', foo=1)",
            "TypeError: Additional arguments should be named <dialectname>_<argument>, got 'foo'",
        ),
        (
            "sa.Table('t', sa.MetaData(), sa.UniqueConstraint('nope'))",
            "ConstraintColumnNotFoundError: Can't create UniqueConstraint on table 't': no column named 'nope' is \
             present.",
        ),
        (
            "sa.ForeignKeyConstraint(['a', 'b'], ['t.a'])",
            "ArgumentError: ForeignKeyConstraint number of constrained columns must match the number of referenced \
             columns.",
        ),
    ];
    for (source, expected) in cases {
        let message = error(source);
        assert!(message.ends_with(expected), "{source}: {message}");
    }
}

#[test]
fn models_are_tables() {
    let mut ran = run(
        "from sqlalchemy.orm import declarative_base, relationship\nBase = declarative_base()\n\
         class Mixin:\n    created = sa.Column(sa.DateTime)\n\
         class User(Base, Mixin):\n    __tablename__ = 'users'\n    id = sa.Column(sa.Integer, primary_key=True)\n\
         \x20   name = sa.Column('full_name', sa.String)\n    posts = relationship('Post')\n\
         \x20   __table_args__ = (sa.UniqueConstraint('full_name', name='uq'), {'schema': 's'})\n\
         t = User.__table__",
    );
    let t = ran.table("t");
    let names: Vec<&str> = t.columns.iter().map(|c| &*c.name.text).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names.contains(&"full_name") && names.contains(&"created"));
    assert_eq!(t.name.schema.as_ref().map(|s| &*s.text), Some("s"));
}

#[test]
fn enum_create_reaches_the_database_where_there_are_such_types() {
    let source = "import sqlalchemy as sa\nfrom sqlalchemy.dialects import postgresql\n\
         sa.Enum('a', name='e').create(BIND, checkfirst=True)\n\
         postgresql.ENUM('a', name='f').drop(BIND)";
    for (dialect, expected) in [("postgresql", 2), ("sqlite", 0)] {
        let ran = run_with_bind(dialect, source);
        assert_eq!(ran.error, None);
        let count = ran.recorder.borrow().operations.len();
        assert_eq!(count, expected, "{dialect}");
    }
    let ran = run_with_bind(
        "postgresql",
        "import sqlalchemy as sa\nt = sa.Table('t', sa.MetaData(), sa.Column('x', sa.Integer))\nt.create(BIND)",
    );
    assert_eq!(ran.error, None);
    assert!(matches!(
        ran.recorder.borrow().operations.first().map(|o| &o.kind),
        Some(OperationKind::Execute(Executable::TableCreate(_)))
    ));
}

fn run_with_bind(dialect: &'static str, source: &str) -> Ran {
    let with_bind = source.replace("BIND", "sa.MOCK_CONNECTION_FOR_TESTS");
    let module = modules::find("sqlalchemy").expect("the module");
    module.set("MOCK_CONNECTION_FOR_TESTS", super::engine::connection());
    run_on(dialect, &with_bind)
}

#[test]
fn inspection_is_refused() {
    let ran = run_with_bind("mysql", "import sqlalchemy as sa\nsa.inspect(BIND)");
    let message = ran.error.unwrap_or_default();
    assert!(
        message.ends_with(
            "NoInspectionAvailable: No inspection system is available for object of type <class \
             'sqlalchemy.engine.mock.MockConnection'>"
        ),
        "{message}"
    );
    let ran = run_with_bind(
        "mysql",
        "import sqlalchemy as sa\nfrom sqlalchemy.orm import Session\ns = Session(bind=BIND)\ns.query(5).filter(1).all()",
    );
    let message = ran.error.unwrap_or_default();
    assert!(message.ends_with("'MockConnection' object has no attribute 'close'"), "{message}");
}
