"""Records tests/recorded/tables.txt: what Alembic prints for the tables of src/dialect/tests.rs.

usage: python tests/recorded/record_tables.py   (with alembic 1.20.1 and SQLAlchemy 2.1.9)
"""
import io
import pathlib
import warnings

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import *
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.sql.elements import quoted_name
from sqlalchemy.schema import CreateSequence, DropSequence
C=Column
cases={}
def case(f): cases[f.__name__]=f; return f
@case
def numbering(op):
    op.create_table("a", C("id",BigInteger,primary_key=True))
    op.create_table("b", C("id",SmallInteger,primary_key=True,autoincrement=False))
    op.create_table("c", C("id",Integer,ForeignKey("a.id"),primary_key=True))
    op.create_table("d", C("x",Integer,nullable=False), C("y",Integer,nullable=False,autoincrement=True), PrimaryKeyConstraint("x","y"))
    op.create_table("e", C("id",String(3),primary_key=True))
    op.create_table("f", C("id",Integer,primary_key=True,server_default="7"))
@case
def implicit_key(op): op.create_table("a", C("x",Integer,primary_key=True), C("y",Integer,primary_key=True,autoincrement=True))
@case
def identity(op):
    op.create_table("a", C("id",Integer,Identity(always=True,start=5,increment=2,minvalue=1,maxvalue=99,cycle=True,cache=3),primary_key=True), C("n",Integer,Identity(nominvalue=True,nomaxvalue=True,cycle=False),nullable=True))
@case
def computed(op):
    op.create_table("a", C("x",Integer), C("y",Integer,Computed("x + 1")), C("z",Integer,Computed("x + 2"),nullable=False))
@case
def computed_stored(op): op.create_table("a", C("y",Integer,Computed("x + 1",persisted=True)))
@case
def computed_virtual(op): op.create_table("a", C("y",Integer,Computed("x + 1",persisted=False)))
@case
def defaults(op):
    op.create_table("a", *[C("c%d"%i,String(9),server_default=d) for i,d in enumerate(["it's","a\\b",text("0"),text("now()"),text("now(6)"),text("CURRENT_TIMESTAMP"),text("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"),text("(uuid())"),text("'x'"),text("a || b"),text("current_timestamp(3)")])])
@case
def timestamps(op):
    op.create_table("a", C("x",TIMESTAMP), C("y",TIMESTAMP(timezone=True),nullable=False), C("z",DateTime(timezone=True)))
@case
def options(op):
    op.create_table("a", C("id",Integer,primary_key=True), C("u",Integer,nullable=False,sqlite_on_conflict_not_null="FAIL"),
       UniqueConstraint("u",sqlite_on_conflict="IGNORE",mssql_clustered=False,postgresql_nulls_not_distinct=True,postgresql_include=["id"]),
       sqlite_autoincrement=True, sqlite_with_rowid=False, sqlite_strict=True,
       mysql_collate="utf8_bin", mysql_engine="InnoDB", mysql_default_charset="utf8", mysql_partitions="2", mysql_partition_by="HASH(id)", mariadb_engine="Aria", mysql_comment="c",
       postgresql_partition_by="RANGE (id)", postgresql_with={"fillfactor":70,"autovacuum_enabled":False}, postgresql_tablespace="Fast", postgresql_inherits=("p","q"), postgresql_on_commit="PRESERVE_ROWS", postgresql_using="heap",
       oracle_on_commit="DELETE_ROWS", oracle_compress=6, oracle_tablespace="ts")
@case
def constraints(op):
    op.create_table("a", C("x",Integer,CheckConstraint("x > 0",name="ck_x")), C("y",Integer),
       CheckConstraint(text("y < 5"),name="Ck Y",postgresql_not_valid=True), UniqueConstraint("x","y",deferrable=True,initially="DEFERRED"),
       ForeignKeyConstraint(["x","y"],["s.b.x","s.b.y"],name="fk",ondelete="CASCADE",deferrable=False,postgresql_not_valid=True),
       ForeignKeyConstraint(["x"],["c.x"],use_alter=True,name="fk2"), PrimaryKeyConstraint("y",name="pk_a",mssql_clustered=True,postgresql_include=["x"]))
@case
def fk_match(op): op.create_table("a", C("x",Integer), ForeignKeyConstraint(["x"],["b.x"],match="FULL",onupdate="RESTRICT"))
@case
def fk_bad(op): op.create_table("a", C("x",Integer), ForeignKeyConstraint(["x"],["b.x"],ondelete="set null (x)"))
@case
def naming(op):
    op.create_table(quoted_name("Plain",False), C(quoted_name("forced",True),Integer), C("select",Integer), C("_u",Integer), C("1a",Integer), C("a b",Integer), C('q"`]',Integer), schema="Sch.x")
    op.create_table("t", C("x",Integer), UniqueConstraint("x",name=op.f("uq_"+"x"*130)), prefixes=["TEMPORARY"], if_not_exists=True)
@case
def too_long(op): op.create_table("t", C("x",Integer), UniqueConstraint("x",name="uq_"+"x"*270))
@case
def type_bound(op):
    op.create_table("a", C("b",Boolean(create_constraint=True,name="ck_b")), C("e",Enum("x","y",name="e",create_constraint=True,native_enum=False)), C("n",Enum("x",name="en",create_constraint=True)))
@case
def no_length(op): op.create_table("a", C("b",String))
@case
def no_type(op): op.create_table("a", C("b"))
@case
def drops(op):
    op.drop_table("T",schema="s"); op.drop_table("t",if_exists=True)
@case
def sequences(op):
    op.execute(CreateSequence(Sequence("Sq",start=3,increment=2,minvalue=1,nomaxvalue=True,cycle=False,cache=4,schema="s",data_type=BigInteger)))
    op.execute(DropSequence(Sequence("sq")))

DIALECTS = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"]


def answer(case, dialect):
    buffer = io.StringIO()
    opts = {"as_sql": True, "literal_binds": True, "output_buffer": buffer}
    context = MigrationContext.configure(
        dialect_name=dialect, dialect_opts={"paramstyle": "named"}, opts=opts
    )
    try:
        case(Operations(context))
    except Exception as error:
        return f"!! {type(error).__module__}.{type(error).__name__}: {error}"
    return buffer.getvalue()


warnings.simplefilter("ignore")
with open(pathlib.Path(__file__).with_name("tables.txt"), "w") as out:
    for name, case_ in cases.items():
        for dialect in DIALECTS:
            out.write(f"=== {name} {dialect}\n{answer(case_, dialect).rstrip()}\n")
