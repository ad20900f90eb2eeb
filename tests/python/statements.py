# Functions, closures and arguments.
def f(a, b=2, *rest, c, d=4, **extra):
    return a, b, rest, c, d, extra

print(f(1, c=3))
print(f(1, 2, 3, 4, c=5, e=6))
print(f(*[1, 2], **{"c": 3, "z": 1}))

def outer():
    count = 0
    def inner():
        nonlocal count
        count += 1
        return count
    return inner

counter = outer()
print(counter(), counter())

total = 0
def add(n):
    global total
    total += n
add(5)
print(total)

def positional(a, /, b, *, c):
    return a + b + c
print(positional(1, b=2, c=3))

for call in ["f()", "f(1, 2, 3)", "positional(a=1, b=2, c=3)", "positional(1, 2, 3)", "f(1, c=1, a=2)"]:
    pass

def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return type(error).__name__ + ": " + str(error)

print(attempt(f))
print(attempt(positional, 1, 2, 3))
print(attempt(positional, 1, 2, c=3, d=4))
print(attempt(f, 1, c=1, a=2))
print(attempt(lambda: 1, 2))
print(attempt(lambda a, b=1: 1))

# Loops.
for i in range(5):
    if i == 1:
        continue
    if i == 3:
        break
    print(i)
else:
    print("never")
for i in []:
    pass
else:
    print("else")
n = 3
while n:
    n -= 1
else:
    print("done", n)

# Exceptions.
def g(x):
    try:
        if x == 1:
            raise ValueError("one")
        if x == 2:
            raise KeyError("two")
        if x == 3:
            return "returned"
    except ValueError as error:
        print("caught", error)
        return "handled"
    except (KeyError, IndexError) as error:
        print("caught", repr(error), error.args)
        raise RuntimeError("wrapped") from error
    else:
        print("else")
    finally:
        print("finally")
    return "end"

print(g(0), g(1), g(3))
try:
    g(2)
except RuntimeError as error:
    print(error, repr(error.__cause__))

try:
    try:
        1 / 0
    finally:
        print("cleanup")
except ZeroDivisionError as error:
    print(error)

def reraise():
    try:
        [].pop()
    except IndexError:
        raise
print(attempt(reraise))
class MyError(Exception):
    def __init__(self, code):
        super().__init__("code %d" % code)
        self.code = code
try:
    raise MyError(7)
except MyError as error:
    print(error, error.code, error.args)

# With.
class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow
    def __enter__(self):
        print("enter", self.name)
        return self
    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind.__name__ if kind else None)
        return self.swallow
with Manager("a") as a, Manager("b") as b:
    print(a.name, b.name)
with Manager("c", swallow=True):
    raise ValueError
def early():
    with Manager("d"):
        return 1
print(early())

# Comprehensions and unpacking.
print([x * y for x in range(3) for y in range(3) if x != y])
print({k: v for k, v in zip("abc", range(3))}, {x % 3 for x in range(9)})
a, *b, c = range(6)
print(a, b, c)
(x, y), z = (1, 2), 3
print(x, y, z, [*b, *"xy"], {**{"a": 1}, "b": 2})
print([y := 5, y ** 2], y)
if (m := len("abc")) > 2:
    print(m)
matrix = [[1, 2], [3, 4]]
print([[row[i] for row in matrix] for i in range(2)])
print(list(map(lambda p: p[0] + p[1], [(1, 2), (3, 4)])))

# Strings.
name, value = "x", 3.14159
print(f"{name!r:>5}|{value:.2f}|{value:{8}.{3}}|{{}}|{name=}|{1 + 1 = }")
print("%s %r %d %05.1f %x %%" % ("a", "b", 3, 2.55, 255), "%(k)s" % {"k": 1})
print("{} {1!r} {k:>4}".format(1, k=2) if False else "{0} {1!r} {k:>4}".format(1, "b", k=2))

# Chained comparisons, conditionals, slices.
print(1 < 2 < 3, 1 < 2 > 3, 1 if 0 else 2, "abcdef"[1:4], "abcdef"[::-1], [1, 2, 3, 4][-2:], (1, 2, 3)[::2])
items = list(range(10))
items[2:5] = ["a"]
del items[-1], items[0]
print(items)
x = [1, 2]
x += (3,)
x *= 2
print(x)
d = {"a": 1}
d["b"] = 2
d |= {"c": 3}
del d["a"]
print(d, "b" in d, "z" not in d)
assert True, "fine"
print(attempt(lambda: undefined_name))
def unbound():
    print(local)
    local = 1
print(attempt(unbound))
