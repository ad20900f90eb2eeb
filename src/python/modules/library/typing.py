TYPE_CHECKING = False


class _Form:
    def __init__(self, name):
        self._name = name
        self.__name__ = name

    def __getitem__(self, item):
        form = type(self)(self._name)
        form.__args__ = item if isinstance(item, tuple) else (item,)
        if self._name == "Optional":
            form.__args__ += (None,)
        return form

    def __or__(self, other):
        form = _Form("Union")
        form.__args__ = (self, other)
        return form

    __ror__ = __or__

    def __call__(self, *args, **kwargs):
        return self

    def __mro_entries__(self, bases):
        return ()

    def __eq__(self, other):
        return type(other) is type(self) and other.__dict__ == self.__dict__

    def __hash__(self):
        return hash(self._name)

    def __repr__(self):
        return "typing." + self._name

    def __getattr__(self, name):
        if name in ("args", "kwargs", "__origin__", "__args__"):
            return self
        raise AttributeError(name)


class Generic:
    pass


class Protocol:
    pass


class TypedDict(dict):
    def __new__(cls, *arguments, **keywords):
        if cls is TypedDict:
            return type(arguments[0], (dict,), {})
        return dict.__new__(cls)

    def __init_subclass__(cls, total=True, closed=None):
        pass


class SupportsInt(Protocol):
    pass


def NamedTuple(typename, fields=None, /, **kwargs):
    from collections import namedtuple

    pairs = list(fields) if fields is not None else list(kwargs.items())
    return namedtuple(typename, [name for name, _ in pairs])


class _NamedTupleMeta(type):
    def __new__(metacls, name, bases, namespace):
        if "__namedtuple_root__" in namespace:
            return super().__new__(metacls, name, bases, namespace)
        from collections import namedtuple

        fields = list(namespace.get("__annotations__", {}))
        defaults = [namespace[field] for field in fields if field in namespace]
        base = namedtuple(name, fields, defaults=defaults)
        for key, value in namespace.items():
            if key not in fields:
                setattr(base, key, value)
        return base


class _NamedTupleBase(metaclass=_NamedTupleMeta):
    __namedtuple_root__ = True


class _NamedTuple:
    def __call__(self, typename, fields=None, /, **kwargs):
        from collections import namedtuple

        pairs = list(fields) if fields is not None else list(kwargs.items())
        return namedtuple(typename, [name for name, _ in pairs])

    def __mro_entries__(self, bases):
        return (_NamedTupleBase,)


NamedTuple = _NamedTuple()


def cast(kind, value):
    return value


def overload(function):
    return function


def final(value):
    return value


def override(value):
    return value


def runtime_checkable(value):
    return value


def no_type_check(value):
    return value


def dataclass_transform(**kwargs):
    return lambda value: value


def deprecated(*args, **kwargs):
    return lambda value: value


def NewType(name, kind):
    return lambda value: value


def TypeVar(name, *args, **kwargs):
    return _Form(name)


def ParamSpec(name, **kwargs):
    return _Form(name)


def TypeVarTuple(name, **kwargs):
    return _Form(name)


def assert_never(value):
    raise AssertionError(f"Expected code to be unreachable, but got: {value!r}")


def reveal_type(value):
    return value


Any = _Form("Any")
Dict = _Form("Dict")
List = _Form("List")
Optional = _Form("Optional")
Sequence = _Form("Sequence")
Tuple = _Form("Tuple")
Union = _Form("Union")


def __getattr__(name):
    # nothing is kept: the module is the same for all revisions, what they make is not
    if name.startswith("_") or not name[0].isupper():
        raise AttributeError(name)
    return _Form(name)
