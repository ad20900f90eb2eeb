class itemgetter:
    def __init__(self, *items):
        self._items = items

    def __call__(self, value):
        if len(self._items) == 1:
            return value[self._items[0]]
        return tuple(value[item] for item in self._items)


class attrgetter:
    def __init__(self, *names):
        self._names = names

    def _one(self, value, name):
        for part in name.split("."):
            value = getattr(value, part)
        return value

    def __call__(self, value):
        if len(self._names) == 1:
            return self._one(value, self._names[0])
        return tuple(self._one(value, name) for name in self._names)


class methodcaller:
    def __init__(self, name, /, *args, **kwargs):
        self._name, self._args, self._kwargs = name, args, kwargs

    def __call__(self, value):
        return getattr(value, self._name)(*self._args, **self._kwargs)


add = concat = lambda a, b: a + b
sub = lambda a, b: a - b
mul = lambda a, b: a * b
truediv = lambda a, b: a / b
floordiv = lambda a, b: a // b
mod = lambda a, b: a % b
pow = lambda a, b: a**b
neg = lambda a: -a
pos = lambda a: +a
inv = invert = lambda a: ~a
not_ = lambda a: not a
truth = bool
and_ = lambda a, b: a & b
or_ = lambda a, b: a | b
xor = lambda a, b: a ^ b
lshift = lambda a, b: a << b
rshift = lambda a, b: a >> b
eq = lambda a, b: a == b
ne = lambda a, b: a != b
lt = lambda a, b: a < b
le = lambda a, b: a <= b
gt = lambda a, b: a > b
ge = lambda a, b: a >= b
is_ = lambda a, b: a is b
is_not = lambda a, b: a is not b
contains = lambda a, b: b in a
getitem = lambda a, b: a[b]


def setitem(a, b, c):
    a[b] = c


def delitem(a, b):
    del a[b]
