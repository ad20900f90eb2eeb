class _Missing:
    def __repr__(self):
        return "<MISSING>"


MISSING = _Missing()


class KW_ONLY:
    pass


class FrozenInstanceError(AttributeError):
    pass


class Field:
    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = metadata or {}
        self.kw_only = kw_only


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=MISSING):
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


def _collect(cls, kw_only):
    found = {}
    for base in reversed(cls.__mro__[1:]):
        found.update(base.__dict__.get("__dataclass_fields__", {}))
    for name, kind in cls.__dict__.get("__annotations__", {}).items():
        if kind is KW_ONLY:
            kw_only = True
            continue
        if repr(kind) == "typing.ClassVar" or isinstance(kind, str) and "ClassVar" in kind:
            continue
        value = cls.__dict__.get(name, MISSING)
        made = value if isinstance(value, Field) else field(default=value)
        if isinstance(made.default, (list, dict, set)):
            raise ValueError(f"mutable default {type(made.default)} for field {name} is not allowed: use default_factory")
        made.name, made.type = name, kind
        if made.kw_only is MISSING:
            made.kw_only = kw_only
        if isinstance(value, Field):
            if made.default is MISSING:
                delattr(cls, name)
            else:
                setattr(cls, name, made.default)
        found[name] = made
    return found


def _init(cls, fields, frozen):
    positional = [f for f in fields if f.init and not f.kw_only]

    def __init__(self, *args, **kwargs):
        if len(args) > len(positional):
            raise TypeError(
                f"{cls.__name__}.__init__() takes {len(positional) + 1} positional arguments but {len(args) + 1} were given"
            )
        given = {f.name: value for f, value in zip(positional, args)}
        for name, value in kwargs.items():
            if name in given:
                raise TypeError(f"{cls.__name__}.__init__() got multiple values for argument '{name}'")
            if not any(f.name == name and f.init for f in fields):
                raise TypeError(f"{cls.__name__}.__init__() got an unexpected keyword argument '{name}'")
            given[name] = value
        missing = []
        for f in fields:
            if f.name in given:
                value = given[f.name]
            elif f.default is not MISSING:
                value = f.default
            elif f.default_factory is not MISSING:
                value = f.default_factory()
            else:
                if f.init:
                    missing.append(f.name)
                continue
            object.__setattr__(self, f.name, value)
        if missing:
            plural = "" if len(missing) == 1 else "s"
            names = " and ".join(repr(name) for name in missing)
            raise TypeError(f"{cls.__name__}.__init__() missing {len(missing)} required positional argument{plural}: {names}")
        if hasattr(self, "__post_init__"):
            self.__post_init__()

    return __init__


def _values(self, fields):
    return tuple(getattr(self, f.name) for f in fields if f.compare)


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False):
    def wrap(cls):
        found = _collect(cls, kw_only)
        fields = list(found.values())
        cls.__dataclass_fields__ = found
        own = cls.__dict__
        if match_args:
            cls.__match_args__ = tuple(f.name for f in fields if f.init and not f.kw_only)
        if init and "__init__" not in own:
            cls.__init__ = _init(cls, fields, frozen)
        if repr and "__repr__" not in own:

            def __repr__(self):
                shown = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in fields if f.repr)
                return f"{type(self).__qualname__}({shown})"

            cls.__repr__ = __repr__
        if eq and "__eq__" not in own:

            def __eq__(self, other):
                if type(self) is not type(other):
                    return NotImplemented
                return _values(self, fields) == _values(other, fields)

            cls.__eq__ = __eq__
        if (frozen or unsafe_hash) and eq and "__hash__" not in own:
            cls.__hash__ = lambda self: hash(_values(self, fields))
        if order:
            cls.__lt__ = lambda self, other: _values(self, fields) < _values(other, fields)
            cls.__le__ = lambda self, other: _values(self, fields) <= _values(other, fields)
            cls.__gt__ = lambda self, other: _values(self, fields) > _values(other, fields)
            cls.__ge__ = lambda self, other: _values(self, fields) >= _values(other, fields)
        if frozen:

            def __setattr__(self, name, value):
                raise FrozenInstanceError(f"cannot assign to field {name!r}")

            cls.__setattr__ = __setattr__
        return cls

    return wrap if cls is None else wrap(cls)


def fields(instance):
    return tuple(instance.__dataclass_fields__.values())


def is_dataclass(instance):
    return hasattr(instance, "__dataclass_fields__")


def _plain(value, factory):
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        return factory([(f.name, _plain(getattr(value, f.name), factory)) for f in fields(value)])
    if isinstance(value, (list, tuple)):
        return type(value)([_plain(item, factory) for item in value])
    if isinstance(value, dict):
        return {_plain(k, factory): _plain(v, factory) for k, v in value.items()}
    return value


def asdict(instance, *, dict_factory=dict):
    return _plain(instance, dict_factory)


def astuple(instance):
    return tuple(getattr(instance, f.name) for f in fields(instance))


def replace(instance, /, **changes):
    values = {f.name: getattr(instance, f.name) for f in fields(instance) if f.init}
    values.update(changes)
    return type(instance)(**values)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **kwargs):
    annotations, names = {}, dict(namespace or {})
    for entry in fields:
        if isinstance(entry, str):
            annotations[entry] = object
        else:
            annotations[entry[0]] = entry[1]
            if len(entry) > 2:
                names[entry[0]] = entry[2]
    names["__annotations__"] = annotations
    return dataclass(type(cls_name, bases, names), **kwargs)
