import _limbeck

NOFLAG = 0
TEMPLATE = T = 1
IGNORECASE = I = 2
LOCALE = L = 4
MULTILINE = M = 8
DOTALL = S = 16
UNICODE = U = 32
VERBOSE = X = 64
DEBUG = 128
ASCII = A = 256


class error(Exception):
    def __init__(self, msg, pattern=None, pos=None):
        super().__init__(msg if pos is None else f"{msg} at position {pos}")
        self.msg, self.pattern, self.pos = msg, pattern, pos


PatternError = error


class Pattern:
    def __init__(self, pattern, flags=0):
        compiled = _limbeck.re_compile(pattern, flags)
        if len(compiled) == 2:
            raise error(compiled[0], pattern, compiled[1])
        self.pattern, self.flags = pattern, flags | UNICODE
        self._program, self.groups, self.groupindex = compiled

    def _run(self, text, pos, endpos, how):
        if not isinstance(text, str):
            if isinstance(text, bytes):
                return _limbeck.unknown("patterns on bytes are not implemented by limbeck")
            raise TypeError(f"expected string or bytes-like object, got '{type(text).__name__}'")
        found = _limbeck.re_run(self._program, text, pos, endpos, how)
        return None if found is None else Match(self, text, found, pos, endpos)

    def match(self, string, pos=0, endpos=None):
        return self._run(string, pos, endpos, "match")

    def fullmatch(self, string, pos=0, endpos=None):
        return self._run(string, pos, endpos, "fullmatch")

    def search(self, string, pos=0, endpos=None):
        return self._run(string, pos, endpos, "search")

    def finditer(self, string, pos=0, endpos=None):
        limit = len(string)
        barred = -1
        while pos <= limit:
            found = self._run(string, pos, endpos, "search")
            if found is None:
                return
            start, end = found.span()
            if start == end == barred:
                # An empty match may not touch the one before it.
                pos += 1
                barred = -1
                continue
            yield found
            pos = end
            barred = end if start == end else -1

    def findall(self, string, pos=0, endpos=None):
        found = []
        for match in self.finditer(string, pos, endpos):
            if self.groups == 0:
                found.append(match.group())
            elif self.groups == 1:
                found.append(match.group(1) or "")
            else:
                found.append(match.groups(""))
        return found

    def split(self, string, maxsplit=0):
        parts, at, count = [], 0, 0
        for match in self.finditer(string):
            if maxsplit and count >= maxsplit:
                break
            parts.append(string[at : match.start()])
            parts.extend(match.groups())
            at = match.end()
            count += 1
        parts.append(string[at:])
        return parts

    def subn(self, repl, string, count=0):
        parts, at, made = [], 0, 0
        for match in self.finditer(string):
            if count and made >= count:
                break
            parts.append(string[at : match.start()])
            parts.append(repl(match) if callable(repl) else match.expand(repl))
            at = match.end()
            made += 1
        parts.append(string[at:])
        return "".join(parts), made

    def sub(self, repl, string, count=0):
        return self.subn(repl, string, count)[0]

    def __repr__(self):
        return f"re.compile({self.pattern!r})"

    def __eq__(self, other):
        return isinstance(other, Pattern) and (self.pattern, self.flags) == (other.pattern, other.flags)

    def __hash__(self):
        return hash((self.pattern, self.flags))


class Match:
    def __init__(self, pattern, text, slots, pos, endpos):
        self.re, self.string, self._slots = pattern, text, slots
        self.pos, self.endpos = pos, len(text) if endpos is None else endpos

    def _index(self, group):
        if isinstance(group, str):
            if group not in self.re.groupindex:
                raise IndexError("no such group")
            return self.re.groupindex[group]
        if not 0 <= group <= self.re.groups:
            raise IndexError("no such group")
        return group

    def _text(self, group, default=None):
        start, end = self.span(group)
        return default if start < 0 else self.string[start:end]

    def group(self, *groups):
        if not groups:
            return self._text(0)
        if len(groups) == 1:
            return self._text(groups[0])
        return tuple(self._text(group) for group in groups)

    def __getitem__(self, group):
        return self._text(group)

    def groups(self, default=None):
        return tuple(self._text(group, default) for group in range(1, self.re.groups + 1))

    def groupdict(self, default=None):
        return {name: self._text(index, default) for name, index in self.re.groupindex.items()}

    def span(self, group=0):
        index = self._index(group)
        start, end = self._slots[2 * index], self._slots[2 * index + 1]
        return (-1, -1) if end < 0 else (start, end)

    def start(self, group=0):
        return self.span(group)[0]

    def end(self, group=0):
        return self.span(group)[1]

    @property
    def lastindex(self):
        last, best = None, -1
        for group in range(1, self.re.groups + 1):
            if self.end(group) > best:
                last, best = group, self.end(group)
        return last

    @property
    def lastgroup(self):
        for name, index in self.re.groupindex.items():
            if index == self.lastindex:
                return name
        return None

    def expand(self, template):
        if "\\" not in template:
            return template
        out, at = "", 0
        simple = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "f": "\f", "v": "\v", "\\": "\\"}
        while at < len(template):
            c = template[at]
            at += 1
            if c != "\\":
                out += c
                continue
            c = template[at : at + 1]
            at += 1
            if c == "g" and template[at : at + 1] == "<":
                end = template.index(">", at)
                name = template[at + 1 : end]
                at = end + 1
                out += self._text(int(name) if name.isdigit() else name, "")
            elif c.isdigit():
                if c == "0":
                    out += "\0"
                    continue
                if template[at : at + 1].isdigit():
                    c += template[at]
                    at += 1
                if int(c) > self.re.groups:
                    raise error(f"invalid group reference {c}", template, at - len(c))
                out += self._text(int(c), "")
            elif c in simple:
                out += simple[c]
            elif c.isalpha():
                raise error(f"bad escape \\{c}", template, at - 2)
            else:
                out += "\\" + c
        return out

    def __bool__(self):
        return True

    def __repr__(self):
        return f"<re.Match object; span={self.span()}, match={self.group()!r}>"


_known = {}


def compile(pattern, flags=0):
    if isinstance(pattern, Pattern):
        return pattern
    if not isinstance(pattern, str):
        return _limbeck.unknown("patterns on bytes are not implemented by limbeck")
    key = (pattern, flags)
    if key not in _known:
        _known[key] = Pattern(pattern, flags)
    return _known[key]


def match(pattern, string, flags=0):
    return compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    return compile(pattern, flags).fullmatch(string)


def search(pattern, string, flags=0):
    return compile(pattern, flags).search(string)


def findall(pattern, string, flags=0):
    return compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    return compile(pattern, flags).finditer(string)


def split(pattern, string, maxsplit=0, flags=0):
    return compile(pattern, flags).split(string, maxsplit)


def sub(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).subn(repl, string, count)


def escape(pattern):
    special = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"
    return "".join("\\" + c if c in special else c for c in pattern)


def purge():
    _known.clear()
