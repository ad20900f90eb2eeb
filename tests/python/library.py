import enum, json, uuid, datetime, collections, functools, itertools, contextlib, dataclasses, textwrap, copy, os, os.path, logging, warnings, hashlib, base64, math, operator, string, decimal, types
from enum import Enum, IntEnum, auto, Flag
from typing import Optional, List, NamedTuple, TYPE_CHECKING, TypeVar, Generic, cast
from collections import OrderedDict, defaultdict, namedtuple, Counter, deque
from dataclasses import dataclass, field
from abc import ABC, abstractmethod

class Color(Enum):
    RED = 1
    GREEN = "g"
    BLUE = auto()
    ALIAS = 1
    def describe(self):
        return f"{self.name} is {self.value}"
    @classmethod
    def default(cls):
        return cls.RED
print(Color.RED, repr(Color.GREEN), Color.RED.value, Color.BLUE.name, [c.name for c in Color], len(Color))
print(Color("g"), Color["RED"], Color.RED is Color.ALIAS, Color.RED == Color.GREEN, Color.RED in Color, Color.default().describe())
print(isinstance(Color.RED, Color), {Color.RED: 1}[Color.RED], Color.__members__.keys() if False else list(Color.__members__))
class S(str, Enum):
    A = "a"
    B = "b"
print(S.A, S.A.value, S.A == "a", [s.value for s in S], S("b").name, f"{S.A}", "%s" % S.A, S.A.upper(), json.dumps([S.A]), ",".join(S))
class N(IntEnum):
    ONE = 1
    TWO = 2
print(N.ONE, N.ONE + 1, N.TWO > N.ONE, sorted([N.TWO, N.ONE]), int(N.TWO), f"{N.ONE}", repr(N.ONE))
class T(enum.StrEnum):
    X = auto()
    Y = "why"
print(T.X, T.Y, T.X + "!", repr(T.X))
class F(Flag):
    A = auto()
    B = auto()
print((F.A | F.B).value, F.A in (F.A | F.B))
Dyn = Enum("Dyn", "P Q")
print(list(Dyn), Dyn.P.value)
class Planet(Enum):
    EARTH = (5.97, 6.37)
    def __init__(self, mass, radius):
        self.mass = mass
print(Planet.EARTH.mass, Planet.EARTH.value)
try:
    Color("nope")
except ValueError as e:
    print(e)

print(json.dumps({"a": [1, 2.5, None, True, "é\n\""], "b": {"c": ()}}), json.dumps({"b": 1, "a": [1]}, indent=2, sort_keys=True))
print(json.dumps("é", ensure_ascii=False), json.dumps([1, 2], separators=(",", ":")), json.dumps({1: 2, None: 3}))
print(json.loads('{"a": [1, 2.5, null, true, "x\\u00e9"], "n": -3e2}'))
try:
    json.loads("{bad}")
except json.JSONDecodeError as e:
    print(e)
try:
    json.dumps(object)
except TypeError as e:
    print(e)

u = uuid.UUID("12345678123456781234567812345678")
print(u, repr(u), u.hex, u.int, u == uuid.UUID(str(u)), uuid.uuid5(uuid.NAMESPACE_DNS, "python.org"), uuid.uuid3(uuid.NAMESPACE_URL, "x"))

d = datetime.datetime(2024, 2, 29, 13, 5, 9, 123)
print(d, repr(d), d.isoformat(), d.date(), d.strftime("%Y-%m-%d %H:%M:%S %a %b %j %p %I"), d + datetime.timedelta(days=1, hours=12))
print(datetime.date(2024, 1, 1) - datetime.date(2023, 1, 1), datetime.date(2024, 3, 1).weekday(), datetime.date.fromisoformat("2020-02-03"), datetime.timedelta(hours=25, seconds=1.5))
print(datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc), datetime.datetime.strptime("2020-01-02 03:04", "%Y-%m-%d %H:%M"), datetime.time(1, 2), datetime.datetime.fromisoformat("2020-01-02T03:04:05+02:00"))
print(datetime.timedelta(days=-1, seconds=5), datetime.datetime(2020, 1, 1) < datetime.datetime(2021, 1, 1), datetime.timedelta(days=1).total_seconds(), repr(datetime.timedelta(1, 2)))
print(isinstance(d, datetime.date), datetime.datetime.utcfromtimestamp(86400), datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc).timestamp())

Point = namedtuple("Point", ["x", "y"], defaults=[0])
p = Point(1)
print(p, p.x, p[1], p._asdict(), p._replace(x=5), p == (1, 0), Point._fields, *p)
class Row(NamedTuple):
    id: int
    name: str = "n"
print(Row(1), Row(2, "b").name, Row(1) + (3,))
dd = defaultdict(list)
dd["a"].append(1)
print(dict(dd), dd["z"], len(dd), Counter("abca").most_common(1), Counter("aab")["a"], OrderedDict([("x", 1)]))
q = deque([1, 2, 3], maxlen=3)
q.append(4)
q.appendleft(0)
print(list(q), q.popleft(), len(q), list(collections.ChainMap({"a": 1}, {"b": 2}).items()) if False else "")

@dataclass
class Item:
    name: str
    price: float = 1.0
    tags: list = field(default_factory=list)
    def total(self):
        return self.price * 2
i = Item("a", tags=["x"])
print(i, i.total(), i == Item("a", 1.0, ["x"]), dataclasses.asdict(i), dataclasses.replace(i, name="b").name)
@dataclass(frozen=True, order=True)
class Frozen:
    a: int
    b: int = 2
print(Frozen(1) < Frozen(2), {Frozen(1): 1}[Frozen(1)], sorted([Frozen(2), Frozen(1)]))
try:
    Frozen(1).a = 3
except dataclasses.FrozenInstanceError as e:
    print(e)
try:
    Item()
except TypeError as e:
    print(e)

@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(20), functools.reduce(lambda a, b: a + b, [1, 2, 3]), functools.partial(print, "partial")("x"), functools.partial(int, base=2)("101"))
def deco(f):
    @functools.wraps(f)
    def inner(*a, **k):
        return f(*a, **k) * 2
    return inner
@deco
def named(x):
    "doc"
    return x
print(named(2), named.__name__, named.__doc__)
class Lazy:
    @functools.cached_property
    def value(self):
        print("computed")
        return 5
l = Lazy()
print(l.value, l.value)
print(list(itertools.chain([1], (2, 3))), list(itertools.islice(itertools.count(5), 3)), list(itertools.product("ab", [1, 2])), [(k, list(g)) for k, g in itertools.groupby("aabb")], list(itertools.zip_longest([1], [2, 3])), list(itertools.combinations("abc", 2)), list(itertools.chain.from_iterable([[1], [2]])), list(itertools.accumulate([1, 2, 3])), list(itertools.permutations([1, 2])))
@contextlib.contextmanager
def manager(x):
    print("in", x)
    try:
        yield x * 2
    except KeyError as e:
        print("swallowed", e)
    finally:
        print("out")
with manager(2) as v:
    print(v)
with manager(1):
    raise KeyError("k")
try:
    with manager(1):
        raise ValueError("v")
except ValueError as e:
    print("escaped", e)
with contextlib.suppress(ZeroDivisionError):
    1 / 0
with contextlib.ExitStack() as stack:
    print(stack.enter_context(manager(3)))
with contextlib.nullcontext(4) as n:
    print(n)
print(repr(textwrap.dedent("""
    a
      b

    c
    """)), textwrap.indent("a\nb\n", "> "), textwrap.fill("the quick brown fox jumps over", 12), textwrap.shorten("a b c d e", 5))
x = {"a": [1, {"b": 2}]}
y = copy.deepcopy(x)
y["a"][1]["b"] = 3
print(x, y, copy.copy([1]))
print(os.path.join("a", "b", "/c", "d"), os.path.splitext("x/y.tar.gz"), os.path.basename("a/b.py"), os.path.dirname("a/b.py"), os.path.normpath("a/../b//c"))
logging.getLogger(__name__).info("x %s", 1)
logging.basicConfig(level=logging.INFO)
warnings.warn("x")
print(hashlib.md5(b"abc").hexdigest(), hashlib.sha1("é".encode()).hexdigest(), hashlib.sha256(b"").hexdigest()[:10], hashlib.new("md5", b"x").hexdigest())
print(base64.b64encode(b"hello!!").decode(), base64.b64decode("aGVsbG8="), math.ceil(1.2), math.floor(-1.2), math.sqrt(16), math.pi, math.gcd(12, 18))
print(sorted([{"a": 2}, {"a": 1}], key=operator.itemgetter("a")), string.ascii_lowercase[:3], string.Template("$a ${b}").substitute(a=1, b=2))
D = decimal.Decimal
print(D("1.10") + D("2.2"), D("1") / D("3"), D("1.255").quantize(D("0.01")), D(5), repr(D("-0.50")), D("1.5") * 2, D("10") > 9, float(D("2.5")), int(D("3.7")), D("1E+3"), D(0.5), f"{D('3.14159'):.2f}")
print(types.SimpleNamespace(a=1, b="x"), TYPE_CHECKING, Optional[int] is not None, cast(int, "x"))
class Abstract(ABC):
    @abstractmethod
    def run(self): ...
class Concrete(Abstract):
    def run(self): return "ran"
print(Concrete().run())
try:
    Abstract()
except TypeError as e:
    print(e)
TT = TypeVar("TT")
class Box(Generic[TT]):
    def __init__(self, v: TT) -> None:
        self.v = v
print(Box[int](3).v, isinstance([], collections.abc.Sequence) if hasattr(collections, "abc") else True)
from collections.abc import Iterable, Mapping
print(isinstance("x", Iterable), isinstance({}, Mapping), isinstance(1, Iterable))
