import _limbeck


class JSONDecodeError(ValueError):
    def __init__(self, msg, doc, pos):
        line = doc.count("\n", 0, pos) + 1
        column = pos - doc.rfind("\n", 0, pos)
        super().__init__(f"{msg}: line {line} column {column} (char {pos})")
        self.msg, self.doc, self.pos, self.lineno, self.colno = msg, doc, pos, line, column


class JSONEncoder:
    def __init__(self, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, sort_keys=False, indent=None, separators=None, default=None):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = " " * indent if isinstance(indent, int) else indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        else:
            self.item_separator, self.key_separator = ", " if indent is None else ",", ": "
        if default is not None:
            self.default = default

    def default(self, value):
        raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")

    def encode(self, value):
        return self._write(value, "\n")

    def _float(self, value):
        if value != value or value in (float("inf"), float("-inf")):
            if not self.allow_nan:
                raise ValueError(f"Out of range float values are not JSON compliant: {value!r}")
            return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
        return float.__repr__(value) if False else repr(value + 0.0)

    def _key(self, key):
        if isinstance(key, str):
            return key
        if key is True:
            return "true"
        if key is False:
            return "false"
        if key is None:
            return "null"
        if isinstance(key, int):
            return str(int(key))
        if isinstance(key, float):
            return self._float(key)
        if self.skipkeys:
            return None
        raise TypeError(f"keys must be str, int, float, bool or None, not {type(key).__name__}")

    def _wrap(self, opening, closing, parts, line):
        if not parts:
            return opening + closing
        if self.indent is None:
            return opening + self.item_separator.join(parts) + closing
        inner = line + self.indent
        return opening + inner + (self.item_separator + inner).join(parts) + line + closing

    def _write(self, value, line):
        if isinstance(value, str):
            return _limbeck.json_quote(str(value) if type(value) is str else "".join([value]), self.ensure_ascii)
        if value is None:
            return "null"
        if value is True:
            return "true"
        if value is False:
            return "false"
        if isinstance(value, int):
            return str(int(value))
        if isinstance(value, float):
            return self._float(value)
        inner = line if self.indent is None else line + self.indent
        if isinstance(value, (list, tuple)):
            return self._wrap("[", "]", [self._write(item, inner) for item in value], line)
        if isinstance(value, dict):
            items = sorted(value.items()) if self.sort_keys else value.items()
            parts = []
            for key, item in items:
                key = self._key(key)
                if key is not None:
                    quoted = _limbeck.json_quote(key, self.ensure_ascii)
                    parts.append(quoted + self.key_separator + self._write(item, inner))
            return self._wrap("{", "}", parts, line)
        return self._write(self.default(value), line)


def dumps(obj, *, cls=None, **options):
    return (cls or JSONEncoder)(**options).encode(obj)


def dump(obj, file, **options):
    file.write(dumps(obj, **options))


def loads(s, *, cls=None, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, object_pairs_hook=None, **options):
    if not isinstance(s, (str, bytes)):
        raise TypeError(f"the JSON object must be str, bytes or bytearray, not {type(s).__name__}")
    result = _limbeck.json_loads(s)
    if len(result) == 2:
        raise JSONDecodeError(result[0], s if isinstance(s, str) else s.decode(), result[1])
    value = result[0]
    if object_hook is not None or object_pairs_hook is not None:
        value = _hooked(value, object_hook, object_pairs_hook)
    return value


def _hooked(value, hook, pairs_hook):
    if isinstance(value, list):
        return [_hooked(item, hook, pairs_hook) for item in value]
    if isinstance(value, dict):
        value = {key: _hooked(item, hook, pairs_hook) for key, item in value.items()}
        return pairs_hook(list(value.items())) if pairs_hook is not None else hook(value)
    return value


def load(file, **options):
    return loads(file.read(), **options)


class JSONDecoder:
    def decode(self, s):
        return loads(s)
