s = "Hello, World"
print(s.upper(), s.lower(), s.title(), s.swapcase(), s.capitalize(), s.center(20, "*"), s.ljust(15) + "|", s.rjust(15), s.zfill(15), "-5".zfill(4))
print(s.split(), s.split(", "), "a,b,,c".split(","), " a  b ".split(), "a b c".split(None, 1), "a b c".rsplit(" ", 1), "a\nb\r\nc".splitlines(), "a\nb".splitlines(True))
print(s.find("o"), s.rfind("o"), s.find("z"), s.index("W"), s.count("l"), s.replace("l", "L", 2), s.startswith(("He", "x")), s.endswith("ld"), s[2:].startswith("l"))
print("  x ".strip() + "|", "xxaxx".strip("x"), "xxa".lstrip("x"), "axx".rstrip("x"), "abc".partition("b"), "abc".rpartition("z"), "a-b-c".rpartition("-"))
print("-".join(["a", "b"]), "abc".removeprefix("a"), "abc".removesuffix("c"), "abc".isalpha(), "12".isdigit(), "a1".isalnum(), " ".isspace(), "Ab".istitle(), "AB".isupper(), "ab".islower())
print("abc"[1], "abc"[-1], "héllo"[1], len("héllo"), "héllo".upper(), "ß".upper(), "abc" * 2, "b" in "abc", "abc" < "abd", min("cab"), sorted("cab"))
print("%5d|%-5d|%05d|%+d|%x|%X|%o|%e|%.2f|%g|%s|%r|%c|%%" % (1, 2, 3, 4, 255, 255, 8, 12345.678, 1.005, 0.0001, None, "q", "c"))
print("{:>5}|{:<5}|{:^5}|{:05d}|{:+}|{:,}|{:_}|{:x}|{:#x}|{:b}|{:e}|{:.3f}|{:%}|{:g}".format("a", "b", "c", 7, 3, 1234567, 1234567, 255, 255, 5, 12345.678, 3.14159, 0.25, 1e10))
print("{0[a]} {1.real} {x!r:>6} {y:{w}}".format({"a": 1}, 5, x="s", y=2, w=4), f"{1234.5:,.2f} {'x':*^7} {12:08.3f} {-5:=+6d} {True:d} {1e100}")
print(repr("a'b"), repr('a"b'), repr("a'b\"c"), repr("\n\t\\\x00é\u200b"), ascii("é"), repr(b"a\x00'"), str(b"x"))
print(1 / 3, 1e16, 1e-5, 0.1 + 0.2, 100.0, -0.0, float("inf"), 1.5e300 * 1e10, 2 ** 0.5, 10 ** -2, 7 // -2, -7 % 3, 7.5 // 2, divmod(-7, 2), round(2.5), round(3.14159, 2), round(1234, -2))
print(2 ** 100, -(2 ** 70) // 3, (2 ** 70) % 1000, 1 << 65, (1 << 65) >> 60, 0xFF & 0x0F, 5 ^ 3, ~5, int("ff", 16), int("0b11", 0), int(3.9), int("-12"), hex(255), bin(5), oct(8))
print(int.from_bytes(b"\x01\x00", "big"), (258).to_bytes(2, "big"), (255).bit_length(), float("1e3"), float("nan") != float("nan"), 3 == 3.0, True + 1, isinstance(True, int), bool([]), bool("x"))
print([1, 2, 3].index(2), [3, 1, 2].count(1), sorted([3, 1, 2], reverse=True), [1, [2, (3,)]], (1,), (), {}, set(), {1}, frozenset([1]), [None, True, ...])
l = [3, 1, 2]
l.sort(key=lambda x: -x)
l.insert(0, 9)
l.extend("ab")
print(l, l.pop(), l.pop(0), l.remove(1), l, l[::-1], l.copy() == l, list(reversed(l)))
d = {"a": 1, "b": 2}
print(d.get("z"), d.get("z", 0), d.setdefault("c", 3), d.pop("a"), d, list(d.items()), d.keys() & {"b"}, dict(zip("xy", [1, 2])), dict([("k", "v")], m=1), {**d, "b": 5}, d.popitem(), d | {"q": 1})
print({1, 2} | {3}, {1, 2} & {2}, {1, 2} - {2}, {1, 2} ^ {2, 3}, {1} <= {1, 2}, {1, 2}.union([5]), {1}.isdisjoint({2}))
print(any([0, 1]), all([]), sum([1, 2], 10), min(3, 1), max([1, 5], key=lambda x: -x), abs(-3), list(range(5, 0, -2)), range(3), list(enumerate("ab")), list(zip("ab", [1, 2])), list(filter(None, [0, 1])), list(map(str, [1])))
print("a".encode(), "é".encode("utf-8"), b"abc".decode(), b"ab".hex(), bytes([1, 2]), bytes.fromhex("ff00"), b"a" + b"b", b"abc"[0], b"abc"[1:])
def attempt(f):
    try:
        return f()
    except Exception as e:
        return f"{type(e).__name__}: {e}"
for f in [lambda: 1 + "a", lambda: "a" + 1, lambda: [] + (), lambda: None.x, lambda: {}["k"], lambda: [][0], lambda: int("x"), lambda: 1 / 0, lambda: "a" < 1, lambda: len(5), lambda: None(), lambda: [1, 2].index(9), lambda: (1, 2)[5], lambda: {[]: 1}, lambda: "abc".foo, lambda: iter(5), lambda: next(iter([])), lambda: float("x"), lambda: "".join([1]), lambda: "%d" % "x", lambda: "%s %s" % 1, lambda: "{}".format(), lambda: [].pop(), lambda: {}.popitem(), lambda: "a" * "b", lambda: int(None), lambda: chr(-1), lambda: max([]), lambda: sorted([1, "a"]), lambda: (lambda x: x)(), lambda: "x"["y"], lambda: [1]["y"], lambda: 5 in 5, lambda: -"a", lambda: {}.x, lambda: object().y, lambda: int.z, lambda: [*5], lambda: dict(5), lambda: dict([1]), lambda: isinstance(1, 5), lambda: range(1.5), lambda: "abc".split(""), lambda: [1, 2, 3].remove(7), lambda: set().remove(1)]:
    print(attempt(f))
for text, value in [("%.2d", 7), ("%.2d", 12), ("%05.3d", 7), ("%5.3d|", 7), ("%-5.3d|", 7), ("%+.3d", 7), ("%+06.3d", -7), ("%#.4x", 10), ("%#08.4X", -10), ("%.0d", 0), ("% .3i", 5), ("%.3o", 8), ("%.2c", "x")]:
    print(attempt(lambda: text % value))
