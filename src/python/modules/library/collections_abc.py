import _limbeck


class _Abstract(type):
    def __instancecheck__(cls, value):
        check = cls.__dict__.get("_check")
        if check is None:
            return cls in type(value).__mro__
        return cls in type(value).__mro__ or check(value)


def _kind(name, check=None, *bases):
    return _Abstract(name, bases, {"_check": staticmethod(check) if check else None, "__module__": "collections.abc"})


def _has(*names):
    return lambda value: all(hasattr(type(value), name) for name in names)


def _iterable(value):
    return isinstance(value, (str, bytes, list, tuple, dict, set, frozenset, range)) or hasattr(type(value), "__iter__")


Hashable = _kind("Hashable", lambda value: not isinstance(value, (list, dict, set)))
Iterable = _kind("Iterable", _iterable)
Iterator = _kind("Iterator", _has("__next__"))
Generator = _kind("Generator", _has("send"))
Sized = _kind("Sized", lambda value: _iterable(value) or hasattr(type(value), "__len__"))
Container = _kind("Container", lambda value: _iterable(value) or hasattr(type(value), "__contains__"))
Collection = _kind("Collection", lambda value: _iterable(value) and not hasattr(type(value), "__next__"))
Callable = _kind("Callable", callable)
Sequence = _kind("Sequence", lambda value: isinstance(value, (str, bytes, list, tuple, range)))
MutableSequence = _kind("MutableSequence", lambda value: isinstance(value, list))
Mapping = _kind("Mapping", lambda value: isinstance(value, dict))
MutableMapping = _kind("MutableMapping", lambda value: isinstance(value, dict))
Set = _kind("Set", lambda value: isinstance(value, (set, frozenset)))
MutableSet = _kind("MutableSet", lambda value: isinstance(value, set))
Reversible = _kind("Reversible", lambda value: isinstance(value, (str, list, tuple, dict, range)))
Awaitable = _kind("Awaitable", lambda value: False)
Coroutine = _kind("Coroutine", lambda value: False)
AsyncIterator = _kind("AsyncIterator", lambda value: False)
AsyncGenerator = _kind("AsyncGenerator", lambda value: False)
AsyncIterable = _kind("AsyncIterable", lambda value: False)
KeysView = _kind("KeysView", lambda value: type(value).__name__ == "dict_view")
ValuesView = _kind("ValuesView", lambda value: type(value).__name__ == "dict_view")
ItemsView = _kind("ItemsView", lambda value: type(value).__name__ == "dict_view")
