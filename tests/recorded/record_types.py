"""Records tests/recorded/types.tsv and type_descriptors.tsv: every type class of
src/schema/type_table.rs on every dialect, by itself and after dialect.type_descriptor().

usage: python tests/recorded/record_types.py   (with SQLAlchemy 2.1.9; sqlalchemy_utils, pgvector,
geoalchemy2 and sqlmodel for the types of those packages, which are left out without them)
"""
import importlib
import pathlib
import re
import sys
import warnings

import sqlalchemy as sa
from sqlalchemy.engine import url

warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).parent
DIALECTS = [
    url.URL.create(name).get_dialect()(paramstyle="named")
    for name in ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"]
]
LINE = re.compile(r'^    "(\w+)" (Core|Dialect\("(\w+)"\)) "\w+" \w+ \[(.*?)\] \[', re.M)
rows = LINE.findall((HERE / "../../src/schema/type_table.rs").read_text())
STR={"length":5,"collation":"de_DE","collation_schema":"pg"}
def combos(name,home,params):
    ps=[p.strip().strip('"') for p in params.split(",") if p.strip()]
    if "item_type" in ps:
        return [{"item_type":sa.Integer()},{"item_type":sa.String(5),"dimensions":2},{"item_type":sa.String(5,collation="de_DE")}]
    if "data_type" in ps: return [{"name":"dom","data_type":sa.Integer()},{"name":"Dom","data_type":sa.Integer(),"schema":"s"}]
    if ps and ps[0] in("*enums","*values"):
        k=ps[0][1:]
        out=[{k:["a","b'c","d\\e"],"name":"nm"}]
        if k=="values": out=[{k:["a","b'c"]}]
        else: out+=[{k:["x","yy"]},{k:["x","yy"],"name":"Nm","schema":"Foo"},{k:["x"],"name":"date"}]
        if home=="core": out+=[{k:["x","yyy"],"native_enum":False},{k:["x","yyy"],"native_enum":False,"length":10},{k:["x","yyy"],"native_enum":False,"length":None}]
        if home=="mysql": out+=[{k:["x"],"charset":"utf8","collation":"utf8_bin"}]
        return out
    out=[{}]
    def add(**k): out.append(k)
    if "length" in ps: add(length=5)
    if "collation" in ps and home!="mysql":
        if "length" in ps: add(length=5,collation="de_DE"); add(length=5,collation="C"); add(collation="de_DE",collation_schema="pg")
    if "charset" in ps:
        L={"length":5} if "length" in ps else {}
        add(**L,charset="utf8"); add(**L,collation="utf8_bin"); add(**L,charset="utf8",collation="utf8_bin"); add(**L,ascii=True); add(**L,unicode=True,binary=True); add(**L,national=True)
    if "scale" in ps: add(precision=10,scale=2); add(precision=10,scale=0)
    if "precision" in ps: add(precision=10); add(precision=0)
    if "timezone" in ps: add(timezone=True)
    if "timezone" in ps and "precision" in ps: add(timezone=True,precision=3)
    if "fsp" in ps: add(fsp=6); add(fsp=0)
    if "unsigned" in ps: add(unsigned=True); add(zerofill=True,unsigned=True)
    if "unsigned" in ps and "precision" in ps: add(precision=10,scale=2,unsigned=True)
    if "display_width" in ps: add(display_width=4)
    if "varying" in ps: add(length=5,varying=True); add(varying=True)
    if "fields" in ps: add(fields="DAY TO SECOND",precision=2); add(fields="YEAR")
    if "day_precision" in ps: add(day_precision=2,second_precision=6)
    if "second_precision" in ps: add(second_precision=3)
    if "native" in ps: add(native=False)
    if "native_uuid" in ps: add(native_uuid=False)
    if "binary_precision" in ps: add(binary_precision=53)
    if "local_timezone" in ps: add(local_timezone=True)
    if "filestream" in ps: add(length=None,filestream=True)
    if "use_blob" in ps: add(use_blob=True)
    if "dim" in ps: add(dim=5)
    if "storage_format" in ps and home=="sqlite":
        if name=="DATE": add(storage_format="%(year)04d%(month)02d%(day)02d",regexp="x"); add(storage_format="%(year)04d/%(month)02d/%(day)02d",regexp="x")
        if name=="TIME": add(storage_format="%(hour)02d%(minute)02d%(second)02d",regexp="x")
        if name=="DATETIME": add(storage_format="%(year)04d%(month)02d%(day)02d%(hour)02d%(minute)02d%(second)02d",regexp="x")
    return out
def lit(v):
    if isinstance(v,bool): return "True" if v else "False"
    if v is None: return "None"
    if isinstance(v,int): return str(v)
    if isinstance(v,list): return "["+"|".join(v)+"]"
    if isinstance(v,sa.types.TypeEngine):
        a=[]
        if getattr(v,"length",None): a.append(f"length={v.length}")
        if getattr(v,"collation",None): a.append(f"collation='{v.collation}'")
        return "<"+type(v).__name__+" "+",".join(a)+">"
    return "'"+v+"'"


def core_types():
    for name, home, dialect, params in rows:
        module = "sqlalchemy" if home == "Core" else f"sqlalchemy.dialects.{dialect}"
        cls = sa.types.NullType if name == "NullType" else getattr(importlib.import_module(module), name)
        for args in combos(name, dialect or "core", params):
            rest = dict(args)
            positional = rest.pop("enums", None) or rest.pop("values", None) or []
            try:
                yield module, name, args, cls(*positional, **rest)
            except Exception as error:
                print("left out:", name, args, error, file=sys.stderr)


def package_types():
    wanted = [
        ("sqlmodel", "sqlmodel.sql.sqltypes", "AutoString", [{}, {"length": 30}]),
        ("sqlmodel", "sqlmodel.sql.sqltypes", "UTCDateTime", [{}]),
        ("sqlalchemy_utils", "sqlalchemy_utils", "UUIDType",
         [{}, {"binary": False}, {"native": False}, {"native": False, "binary": False}]),
        ("sqlalchemy_utils", "sqlalchemy_utils", "EmailType", [{}, {"length": 100}]),
        ("sqlalchemy_utils", "sqlalchemy_utils.types.bit", "BitType", [{}, {"length": 3}]),
        ("sqlalchemy_utils", "sqlalchemy_utils", "IPAddressType", [{}, {"max_length": 60}]),
        ("pgvector", "pgvector.sqlalchemy", "BIT", [{"length": 3}]),
        ("geoalchemy2", "geoalchemy2.types", "Raster", [{"spatial_index": False}]),
    ]
    for name in ["URLType", "JSONType", "CountryType", "ScalarListType", "TSVectorType", "LtreeType"]:
        wanted.append(("sqlalchemy_utils", "sqlalchemy_utils", name, [{}]))
    for name in ["VECTOR", "Vector", "HALFVEC", "SPARSEVEC"]:
        wanted.append(("pgvector", "pgvector.sqlalchemy", name, [{}, {"dim": 3}]))
    plain = {"spatial_index": False}
    shapes = [plain, {**plain, "geometry_type": "POINT", "srid": 4326},
              {**plain, "geometry_type": None, "srid": 0, "nullable": False}]
    for name in ["Geometry", "Geography"]:
        wanted.append(("geoalchemy2", "geoalchemy2.types", name, shapes))
    for package, module, name, calls in wanted:
        try:
            cls = getattr(importlib.import_module(module), name)
        except ImportError:
            print("left out:", package, name, file=sys.stderr)
            continue
        for args in calls:
            yield package, name, args, cls(**args)


def render(dialect, type_):
    try:
        return dialect.type_compiler_instance.process(type_)
    except Exception as error:
        return "!" + type(error).__name__


def line(module, name, args, answers):
    written = ";".join(f"{key}={lit(value)}" for key, value in args.items())
    return "\t".join([module, name, written, *answers])


def adapted(dialect, type_):
    try:
        return render(dialect, dialect.type_descriptor(type_))
    except Exception as error:
        return "!" + type(error).__name__


# what a revision never meets: constructors that refuse, and types of Python's own making
UNADAPTED = {"SET", "Interval", "INTERVAL"}

types, descriptors = [], []
for module, name, args, type_ in [*core_types(), *package_types()]:
    types.append(line(module, name, args, [render(d, type_) for d in DIALECTS]))
    if module.startswith("sqlalchemy.") or module == "sqlalchemy":
        answers = [adapted(d, type_) for d in DIALECTS]
        implied = module.endswith("mssql") and name == "REAL"
        if name not in UNADAPTED and answers[1] != "!ArgumentError" and not implied:
            descriptors.append(line(module, name, args, answers))
(HERE / "types.tsv").write_text("\n".join(types) + "\n")
(HERE / "type_descriptors.tsv").write_text("\n".join(descriptors) + "\n")
