class Base:
    kind = "base"
    def __init__(self, name):
        self.name = name
    def hello(self):
        return f"{self.kind} {self.name}"
    @property
    def upper(self):
        return self.name.upper()
    @upper.setter
    def upper(self, value):
        self.name = value.lower()
    @classmethod
    def make(cls, name):
        return cls(name)
    @staticmethod
    def twice(x):
        return x * 2
    def __repr__(self):
        return f"{type(self).__name__}({self.name!r})"
    def __eq__(self, other):
        return isinstance(other, Base) and self.name == other.name
    def __hash__(self):
        return hash(self.name)
    def __lt__(self, other):
        return self.name < other.name
    def __add__(self, other):
        if isinstance(other, str):
            return type(self)(self.name + other)
        return NotImplemented
    def __radd__(self, other):
        return type(self)(other + self.name)
    def __getitem__(self, key):
        return self.name[key]
    def __len__(self):
        return len(self.name)
    def __contains__(self, item):
        return item in self.name
    def __call__(self, *args):
        return args
    def __iter__(self):
        return iter(self.name)

class Derived(Base):
    kind = "derived"
    def __init__(self, name, extra=None):
        super().__init__(name)
        self.extra = extra
    def hello(self):
        return super().hello() + "!"

d = Derived.make("bob")
print(d, d.hello(), d.upper, Base.twice(4), d + "by", "x" + d, d[0], len(d), "o" in d, d(1, 2), list(d))
d.upper = "JIM"
print(d.name, d == Base("jim"), d != Base("x"), sorted([Base("b"), Base("a")]), {Base("a"): 1}[Base("a")])
print(isinstance(d, Base), issubclass(Derived, Base), Derived.__mro__[1].__name__, Derived.__name__, type(d) is Derived)
print(hasattr(d, "extra"), getattr(d, "nothing", 5), d.__dict__, vars(d) == d.__dict__)
try:
    d.nothing
except AttributeError as error:
    print(error)
try:
    d + 1
except TypeError as error:
    print(error)

class A:
    def f(self): return "A"
class B(A):
    def f(self): return "B" + super().f()
class C(A):
    def f(self): return "C" + super().f()
class D(B, C):
    def f(self): return "D" + super().f()
print(D().f(), [k.__name__ for k in D.__mro__])

class Meta(type):
    def __new__(mcs, name, bases, namespace):
        namespace["tag"] = name.lower()
        return super().__new__(mcs, name, bases, namespace)
    def __len__(cls):
        return 42
class WithMeta(metaclass=Meta):
    pass
print(WithMeta.tag, len(WithMeta))

class Registry:
    items = []
    def __init_subclass__(cls, /, label=None, **kwargs):
        super().__init_subclass__(**kwargs)
        Registry.items.append((cls.__name__, label))
class One(Registry, label="first"): pass
class Two(Registry): pass
print(Registry.items)

class Dynamic:
    def __getattr__(self, name):
        if name.startswith("x"):
            return name * 2
        raise AttributeError(name)
    def __setattr__(self, name, value):
        object.__setattr__(self, name, ("set", value))
o = Dynamic()
o.y = 1
print(o.xa, o.y, hasattr(o, "zz"))

class Text(str):
    def shout(self):
        return self.upper() + "!"
t = Text("hey")
print(t, t.shout(), t + "x", isinstance(t, str), len(t), t == "hey", {t: 1}["hey"], f"{t:>5}", repr(t))

class Numbers(list):
    def total(self):
        return sum(self)
n = Numbers([1, 2])
n.append(3)
print(n, n.total(), n[1:], len(n))

class Defaults(dict):
    def __missing__(self, key):
        return key + "?"
print(Defaults(a=1)["b"], Defaults(a=1)["a"], Defaults(a=1))

def decorator(cls):
    cls.decorated = True
    return cls
@decorator
class Plain:
    "Doc."
    x: int = 1
    y: str
print(Plain.decorated, Plain.__doc__, list(Plain.__annotations__))
P = type("P", (Base,), {"kind": "dynamic"})
print(P("z").hello())
class Slots:
    __slots__ = ("a",)
s = Slots()
s.a = 1
print(s.a)
class Descriptor:
    def __set_name__(self, owner, name):
        self.name = name
    def __get__(self, instance, owner):
        return self if instance is None else f"got {self.name}"
class Uses:
    field = Descriptor()
print(Uses().field, Uses.field.name)
class Comparable:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __bool__(self): return self.v > 0
print(Comparable(1) == Comparable(1), bool(Comparable(0)), not Comparable(1))
try:
    {Comparable(1): 1}
except TypeError as error:
    print(error)
print(callable(d), callable(1), [c.__name__ for c in (int, str, Base)])
