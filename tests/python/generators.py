def count(n):
    for i in range(n):
        yield i
print(list(count(3)), sum(count(4)), next(count(2)))
def infinite():
    n = 0
    while True:
        yield n
        n += 1
g = infinite()
print(next(g), next(g), next(g))
def chained():
    result = yield from count(2)
    yield "end"
    return 1
print(list(chained()))
def echo():
    received = None
    while received != "stop":
        received = yield received
    return "finished"
e = echo()
next(e)
print(e.send(1), e.send(2))
try:
    e.send("stop")
except StopIteration as error:
    print(error.value)
def guarded():
    try:
        yield 1
        yield 2
    except ValueError as error:
        yield f"caught {error}"
    finally:
        print("cleanup")
g = guarded()
print(next(g), g.throw(ValueError("x")))
print(list(g))
g = guarded()
next(g)
g.close()
def pairs():
    with Manager() as m:
        yield m
        print("after")
class Manager:
    def __enter__(self): return "managed"
    def __exit__(self, *args): print("left", args[0])
for p in pairs():
    print(p)
print(list(x * x for x in range(5) if x % 2), max(len(w) for w in ["a", "bcd"]))
print(list(zip(count(3), infinite())), list(enumerate(count(2), 5)))
class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
print(list(Countdown(3)), 1 in Countdown(3))
def nested():
    for i in count(2):
        for j in count(2):
            if i != j:
                yield (i, j)
            else:
                continue
print(list(nested()))
def early():
    for i in infinite():
        if i == 2:
            return
        yield i
print(list(early()))
def inner_yield():
    x = [(yield 1), (yield 2)]
    yield x
g = inner_yield()
print(next(g), g.send("a"), g.send("b"))
a = (i for i in range(3))
print(next(a), list(a), list(a))
print(dict((k, v) for k, v in [("a", 1)]), ",".join(str(i) for i in range(3)), tuple(x for x in "ab"))
