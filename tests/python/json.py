import json
from json import JSONDecodeError

def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return type(error).__name__ + ": " + str(error)

data = {"a": 1, "b": [1, 2.5, None, True, False], "c": {"é": "x\"\\\n\t\x01\u20ac😀"}, "d": [], "e": {}, "t": (1,), 1: 2, None: 3, True: 4, 2.5: 5}
print(json.dumps(data))
print(json.dumps(data, indent=2))
print(json.dumps({"b": 1, "a": [1, {"z": 1, "y": []}]}, indent="\t", sort_keys=True, ensure_ascii=False))
print(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
print(json.dumps([1e100, 1e16, 0.1, -0.0, 10**30, float("inf"), float("-inf"), float("nan")]), json.dumps("x"), json.dumps(None), json.dumps(3))
print(attempt(json.dumps, {(1, 2): 3}), json.dumps({(1, 2): 3, "a": 1}, skipkeys=True), attempt(json.dumps, object), attempt(json.dumps, {1, 2}), attempt(json.dumps, float("nan"), allow_nan=False))
print(json.dumps({"s": {1}}, default=list), json.dumps([{1}], default=lambda o: sorted(o), indent=1))
class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, set):
            return sorted(o)
        return super().default(o)
print(json.dumps({"s": {3, 1}}, cls=Encoder), attempt(json.dumps, {"s": object}, cls=Encoder), Encoder(indent=1).encode([{2}]), json.JSONEncoder().encode({"a": 1}))
loop = []
loop.append(loop)
print(attempt(json.dumps, loop))
print(json.loads('{"a": [1, 2.5, -3e2, null, true, false, "x\\u00e9\\n\\ud83d\\ude00\\/"], "b": {}, "n": 123456789012345678901234567890}'), json.loads(" [ ] "), json.loads(b'"x"'))
print(json.loads('{"a": {"b": 1}}', object_hook=lambda d: sorted(d)), json.loads('{"a": 1, "a": 2}', object_pairs_hook=list), json.loads("[1.5, 2]", parse_float=str, parse_int=str), json.loads("[NaN, -Infinity]"))
for text in ["", "{", "[1,", "[1 2]", '{"a" 1}', '{"a": }', "{'a': 1}", '"abc', '"a\\x"', '"\\u12"', '"a\nb"', "1 2", "[1,]", '{"a": 1,}', "nul", "{\n  \"a\": 1,\n  b\n}", "-", "01"]:
    print(attempt(json.loads, text))
try:
    json.loads("[1,\n x]")
except JSONDecodeError as error:
    print(error.msg, error.pos, error.lineno, error.colno, isinstance(error, ValueError), error.doc)
print(attempt(json.loads, None), attempt(json.loads, 5))
