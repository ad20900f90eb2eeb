_NOT_MEMBERS = ("_generate_next_value_", "_missing_", "_ignore_", "_order_")


class _Later:
    """What an operator makes of values that are only known when the class is made."""

    def __init__(self, function, *parts):
        self._function = function
        self._parts = parts

    def _now(self):
        return self._function(*[_now(part) for part in self._parts])

    def __or__(self, other):
        return _Later(lambda a, b: a | b, self, other)

    def __ror__(self, other):
        return _Later(lambda a, b: b | a, self, other)

    def __and__(self, other):
        return _Later(lambda a, b: a & b, self, other)

    def __rand__(self, other):
        return _Later(lambda a, b: b & a, self, other)

    def __xor__(self, other):
        return _Later(lambda a, b: a ^ b, self, other)

    def __invert__(self):
        return _Later(lambda a: ~a, self)


class auto(_Later):
    def __init__(self, value=None):
        self.value = value

    def _now(self):
        return self.value


def _now(value):
    return value._now() if isinstance(value, _Later) else value


class nonmember:
    def __init__(self, value):
        self.value = value


class member:
    def __init__(self, value):
        self.value = value


class EnumType(type):
    def __new__(metacls, name, bases, namespace, **keywords):
        if not bases or "__is_enum_root__" in namespace:
            return super().__new__(metacls, name, bases, dict(namespace))
        for base in bases:
            if isinstance(base, EnumType) and base.__dict__.get("_member_names_"):
                raise TypeError(f"<enum '{name}'> cannot extend <enum '{base.__name__}'>")
        entries = {}
        attributes = {}
        for key, value in namespace.items():
            if isinstance(value, member):
                entries[key] = value.value
            elif isinstance(value, nonmember):
                attributes[key] = value.value
            elif key.startswith("_") and (key.endswith("_") or key.startswith("__")) or key in _NOT_MEMBERS:
                attributes[key] = value
            elif _is_descriptor(value):
                attributes[key] = value
            else:
                entries[key] = value
        attributes["_member_names_"] = []
        attributes["_member_map_"] = {}
        attributes["_value2member_map_"] = {}
        cls = super().__new__(metacls, name, bases, attributes)
        kind = _data_type(bases)
        cls._member_type_ = kind
        values = []
        for key, value in entries.items():
            if isinstance(value, auto) and value.value is None:
                value.value = cls._generate_next_value_(key, 1, len(values), values)
            value = _now(value)
            values.append(_add_member(cls, kind, key, value))
        return cls

    def __call__(cls, *args, **kwargs):
        if "_member_map_" not in cls.__dict__ or cls.__dict__.get("__is_enum_root__"):
            return _functional(cls, *args, **kwargs)
        if not cls._member_map_ and len(args) > 1:
            return _functional(cls, *args, **kwargs)
        if len(args) != 1:
            raise TypeError(f"{cls.__name__}() takes one value")
        return _lookup(cls, args[0])

    def __iter__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_])

    def __reversed__(cls):
        return iter([cls._member_map_[name] for name in reversed(cls._member_names_)])

    def __len__(cls):
        return len(cls._member_names_)

    def __bool__(cls):
        return True

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __contains__(cls, value):
        if isinstance(value, cls):
            return True
        return any(value == m._value_ for m in cls._member_map_.values())

    def __repr__(cls):
        return f"<enum '{cls.__name__}'>"

    @property
    def __members__(cls):
        return dict(cls._member_map_)


EnumMeta = EnumType


def _is_descriptor(value):
    if isinstance(value, (property, classmethod, staticmethod)):
        return True
    kind = type(value).__name__
    if kind in ("function", "builtin_function_or_method"):
        return True
    return hasattr(type(value), "__get__") or hasattr(type(value), "__set__")


def _data_type(bases):
    for base in bases:
        for parent in base.__mro__:
            if parent in (int, str, float, bytes, tuple):
                return parent
    for base in bases:
        if not isinstance(base, EnumType) and base is not object:
            return base
        if isinstance(base, EnumType) and base.__dict__.get("_member_type_") not in (None, object):
            return base.__dict__["_member_type_"]
    return object


def _add_member(cls, kind, key, value):
    custom = None
    for parent in cls.__mro__:
        if parent is object or parent in (int, str, float, bytes, tuple) or "__is_enum_root__" in parent.__dict__:
            continue
        if "__new__" in parent.__dict__ and parent.__dict__.get("_member_names_") is not None:
            custom = parent.__dict__["__new__"]
            break
    args = value if isinstance(value, tuple) else (value,)
    if custom is not None:
        function = getattr(custom, "__func__", custom)
        made = function(cls, *args)
        if not hasattr(made, "_value_"):
            made._value_ = kind(*args) if kind in (int, str, float) else value
    elif kind is object:
        made = object.__new__(cls)
        made._value_ = value
    elif kind in (int, str, float, bytes, tuple):
        if kind is tuple:
            args = (value,)
        made = kind.__new__(cls, *args)
        made._value_ = value if isinstance(value, kind) else kind(*args)
    else:
        made = object.__new__(cls)
        made._value_ = value
    made._name_ = key
    made.__objclass__ = cls
    made._sort_order_ = len(cls._member_names_)
    init = getattr(cls, "__init__", None)
    if init is not None and type(init).__name__ == "function":
        init(made, *args)
    for existing in cls._member_map_.values():
        if existing._value_ == made._value_ and type(existing._value_) is type(made._value_):
            made = existing
            break
    else:
        if not cls._is_alias_(made._value_):
            cls._member_names_.append(key)
    cls._member_map_[key] = made
    type.__setattr__(cls, key, made) if False else setattr(cls, key, made)
    return made._value_


def _lookup(cls, value):
    if type(value) is cls:
        return value
    for found in cls._member_map_.values():
        if found._value_ == value:
            return found
    missing = cls._missing_(value)
    if missing is not None:
        return missing
    raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")


def _functional(cls, name, names=None, *, module=None, qualname=None, type=None, start=1):
    entries = {}
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    if isinstance(names, dict):
        names = list(names.items())
    for index, entry in enumerate(names):
        if isinstance(entry, str):
            entries[entry] = entry.lower() if issubclass(cls, str) else index + start
        else:
            entries[entry[0]] = entry[1]
    bases = (cls,) if type is None else (type, cls)
    return EnumType.__new__(EnumType, name, bases, entries)


class Enum(metaclass=EnumType):
    __is_enum_root__ = True

    @property
    def name(self):
        return self._name_

    @property
    def value(self):
        return self._value_

    @classmethod
    def _missing_(cls, value):
        return None

    @staticmethod
    def _is_alias_(value):
        return False

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        for last in reversed(last_values):
            if isinstance(last, int):
                return last + 1
        return start

    def __repr__(self):
        return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"

    def __str__(self):
        return f"{type(self).__name__}.{self._name_}"

    def __hash__(self):
        return hash(self._name_)

    def __format__(self, spec):
        return format(str(self), spec)

    def __reduce_ex__(self, protocol):
        return (type(self), (self._value_,))

    def __deepcopy__(self, memo):
        return self

    def __copy__(self):
        return self


class ReprEnum(Enum):
    __is_enum_root__ = True


class IntEnum(int, ReprEnum):
    __is_enum_root__ = True

    def __str__(self):
        return int.__str__(self._value_) if False else str(self._value_)

    def __format__(self, spec):
        return format(self._value_, spec)


class StrEnum(str, ReprEnum):
    __is_enum_root__ = True

    def __str__(self):
        return self._value_

    def __format__(self, spec):
        return format(self._value_, spec)

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()


class Flag(Enum):
    __is_enum_root__ = True

    @staticmethod
    def _is_alias_(value):
        return value <= 0 or value & (value - 1) != 0

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return 1 << max(last_values, default=0).bit_length()

    @classmethod
    def _missing_(cls, value):
        made = object.__new__(cls)
        made._value_ = value
        made._name_ = "|".join(m._name_ for m in cls._member_map_.values() if m._value_ & value) or None
        return made

    def __or__(self, other):
        return type(self)(self._value_ | other._value_)

    def __and__(self, other):
        return type(self)(self._value_ & other._value_)

    def __xor__(self, other):
        return type(self)(self._value_ ^ other._value_)

    def __invert__(self):
        every = 0
        for known in type(self)._member_map_.values():
            every |= known._value_
        return type(self)(every & ~self._value_)

    def __contains__(self, other):
        return other._value_ & self._value_ == other._value_

    def __bool__(self):
        return bool(self._value_)

    def __eq__(self, other):
        return type(self) is type(other) and self._value_ == other._value_

    def __hash__(self):
        return hash(self._value_)


class IntFlag(int, Flag):
    __is_enum_root__ = True

    @classmethod
    def _missing_(cls, value):
        made = int.__new__(cls, value)
        made._value_ = value
        made._name_ = "|".join(m._name_ for m in cls._member_map_.values() if m._value_ & value) or None
        return made

    def __eq__(self, other):
        return self._value_ == other

    def __hash__(self):
        return hash(self._value_)

    def __str__(self):
        return str(self._value_)

    def __or__(self, other):
        return type(self)(self._value_ | int(other))

    def __and__(self, other):
        return type(self)(self._value_ & int(other))


def unique(cls):
    if len(cls._member_names_) != len(cls._member_map_):
        extra = [k for k in cls._member_map_ if k not in cls._member_names_]
        raise ValueError(f"duplicate values found in {cls!r}: {extra}")
    return cls


def verify(*checks):
    return lambda cls: cls


def global_enum(cls):
    return cls


UNIQUE = "one value per name"
