WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__")


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=("__dict__",)):
    for name in assigned:
        if hasattr(wrapped, name):
            setattr(wrapper, name, getattr(wrapped, name))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=("__dict__",)):
    return lambda wrapper: update_wrapper(wrapper, wrapped, assigned, updated)


class partial:
    def __init__(self, func, /, *args, **keywords):
        if isinstance(func, partial):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        self.func, self.args, self.keywords = func, args, keywords

    def __get__(self, instance, owner):
        if instance is None:
            return partial(self.func, *self.args, **self.keywords)
        return partial(self.func, instance, *self.args, **self.keywords)


_missing = object()


def reduce(function, iterable, initial=_missing, /):
    iterator = iter(iterable)
    if initial is _missing:
        try:
            value = next(iterator)
        except StopIteration:
            raise TypeError("reduce() of empty iterable with no initial value") from None
    else:
        value = initial
    for item in iterator:
        value = function(value, item)
    return value


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return _cached(maxsize)
    return _cached


def _cached(function):
    results = {}

    @wraps(function)
    def inner(*args, **kwargs):
        key = (args, tuple(kwargs.items()))
        if key in results:
            return results[key]
        value = results[key] = function(*args, **kwargs)
        return value

    inner.cache_clear = results.clear
    return inner


def cache(function):
    return _cached(function)


class cached_property:
    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__

    def __set_name__(self, owner, name):
        self.attrname = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = self.func(instance)
        object.__setattr__(instance, self.attrname, value)
        return value


def cmp_to_key(compare):
    class K:
        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return compare(self.obj, other.obj) < 0

        def __gt__(self, other):
            return compare(self.obj, other.obj) > 0

        def __eq__(self, other):
            return compare(self.obj, other.obj) == 0

    return K


def total_ordering(cls):
    has = [name for name in ("__lt__", "__le__", "__gt__", "__ge__") if name in cls.__dict__]
    if not has:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    root = has[0]
    tests = {
        "__lt__": lambda a, b: getattr(a, root)(b) if root == "__lt__" else (
            not getattr(a, root)(b) if root == "__ge__" else (
                getattr(a, root)(b) and a != b if root == "__le__" else not getattr(a, root)(b) and a != b)),
    }
    less = tests["__lt__"]
    every = {
        "__lt__": less,
        "__le__": lambda a, b: less(a, b) or a == b,
        "__gt__": lambda a, b: not less(a, b) and a != b,
        "__ge__": lambda a, b: not less(a, b),
    }
    for name, test in every.items():
        if name not in cls.__dict__:
            setattr(cls, name, _method(test))
    return cls


def _method(test):
    def compare(self, other):
        return test(self, other)

    return compare


def singledispatch(function):
    registry = {}

    @wraps(function)
    def inner(*args, **kwargs):
        for kind in type(args[0]).__mro__:
            if kind in registry:
                return registry[kind](*args, **kwargs)
        return function(*args, **kwargs)

    def register(kind, implementation=None):
        if implementation is None:
            return lambda implementation: register(kind, implementation)
        registry[kind] = implementation
        return implementation

    inner.register = register
    return inner
