"""Stand-ins for modules that are not installed.

A revision that imports its whole application still loads with them: any attribute of a stand-in is
another stand-in. One that reaches SQLAlchemy raises there, so it never becomes expected SQL.
"""

import importlib.machinery
import sys
import types

# SQLAlchemy probes for these itself and must find them missing.
NEVER = {
    "psycopg", "asyncpg", "MySQLdb", "pyodbc", "oracledb", "cx_Oracle", "pysqlite2", "greenlet",
    "pysqlcipher3",
}
OURS = {"alembic", "sqlalchemy", "pytest"}
# Names that SQLAlchemy looks for when it asks what an object is.
PROBED = {"compile", "dialect", "impl", "bind", "table", "columns", "element"}


class Stub:
    """A value of a module that is not there."""

    def __init__(self, name):
        object.__setattr__(self, "_name", name)

    def __getattr__(self, attr):
        if attr.startswith("_") or attr in PROBED:
            raise AttributeError(f"stub {self._name} has no {attr}")
        return Stub(f"{self._name}.{attr}")

    def __call__(self, *args, **kwargs):
        decorates = len(args) == 1 and not kwargs and isinstance(args[0], (types.FunctionType, type))
        return args[0] if decorates else Stub(self._name + "()")

    def __getitem__(self, key):
        return Stub(self._name + "[]")

    def __mro_entries__(self, bases):
        return (StubBase,)

    def __or__(self, other):
        return self

    __ror__ = __or__

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False

    def __iter__(self):
        raise TypeError(f"stub {self._name} is not iterable")

    def __str__(self):
        raise TypeError(f"stub {self._name} has no text")

    def __repr__(self):
        return f"<stub {object.__getattribute__(self, '_name')}>"


class StubMeta(type):
    def __getattr__(cls, attr):
        if attr.startswith("_"):
            raise AttributeError(attr)
        return Stub(f"{cls.__name__}.{attr}")


class StubBase(metaclass=StubMeta):
    """What a class that inherits from a stand-in inherits from."""

    def __init__(self, *args, **kwargs):
        pass

    def __init_subclass__(cls, **kwargs):
        pass


def member(module, attr):
    if attr.startswith("__"):
        raise AttributeError(attr)
    if attr.endswith(("Error", "Exception")):
        return type(attr, (Exception,), {})
    return Stub(f"{module}.{attr}")


class Loader:
    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        module.__path__ = []
        module.__getattr__ = lambda attr: member(spec.name, attr)
        return module

    def exec_module(self, module):
        pass


class Finder:
    def find_spec(self, name, path=None, target=None):
        top = name.split(".")[0]
        if top in sys.stdlib_module_names or top in NEVER or top in OURS:
            return None
        return importlib.machinery.ModuleSpec(name, Loader(), is_package=True)


def install():
    """Answers, after every other finder, for each module that nobody has."""
    sys.meta_path.append(Finder())
