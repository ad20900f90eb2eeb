ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdefABCDEF"
octdigits = "01234567"
punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
whitespace = " \t\n\r\x0b\x0c"
printable = digits + ascii_letters + punctuation + whitespace


def capwords(text, sep=None):
    return (sep or " ").join(word.capitalize() for word in text.split(sep))


class Template:
    def __init__(self, template):
        self.template = template

    def _fill(self, values, safe):
        out, rest = "", self.template
        while "$" in rest:
            before, _, rest = rest.partition("$")
            out += before
            if rest.startswith("$"):
                out, rest = out + "$", rest[1:]
                continue
            braced = rest.startswith("{")
            start = 1 if braced else 0
            end = start
            while end < len(rest) and (rest[end] == "_" or rest[end].isascii() and rest[end].isalnum()):
                end += 1
            name = rest[start:end]
            if not name or name[0].isdigit() or braced and rest[end : end + 1] != "}":
                if not safe:
                    raise ValueError("Invalid placeholder in string")
                out += "$"
                continue
            after = end + 1 if braced else end
            if name in values:
                out += str(values[name])
            elif safe:
                out += "$" + rest[:after]
            else:
                raise KeyError(name)
            rest = rest[after:]
        return out + rest

    def substitute(self, mapping={}, /, **kwargs):
        return self._fill({**mapping, **kwargs}, False)

    def safe_substitute(self, mapping={}, /, **kwargs):
        return self._fill({**mapping, **kwargs}, True)


class Formatter:
    def format(self, text, /, *args, **kwargs):
        return text.format(*args, **kwargs)
