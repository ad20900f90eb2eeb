class Point:
    __match_args__ = ("x", "y")
    def __init__(self, x, y):
        self.x, self.y = x, y
def what(v):
    match v:
        case None: return "none"
        case True | False: return "bool"
        case 0: return "zero"
        case int(n) if n > 100: return f"big {n}"
        case int() | float(): return "number"
        case "a" | "b" as letter: return f"letter {letter}"
        case str(): return "str"
        case []: return "empty"
        case [x]: return f"one {x}"
        case [first, *rest]: return f"{first} then {rest}"
        case {"type": "t", "v": value, **others}: return f"dict {value} {others}"
        case {}: return "mapping"
        case Point(0, y=0): return "origin"
        case Point(x, y): return f"point {x} {y}"
        case _: return "other"
for v in [None, True, 0, 500, 3, 2.5, "a", "zz", [], [1], [1, 2, 3], (1, 2), {"type": "t", "v": 1, "q": 2}, {"x": 1}, Point(0, 0), Point(1, 2), object]:
    print(what(v))
