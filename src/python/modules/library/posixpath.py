import _limbeck

sep = "/"


def _text(value):
    return value if isinstance(value, str) else value.__fspath__()


def join(first, *rest):
    joined = _text(first)
    for part in rest:
        part = _text(part)
        if part.startswith("/"):
            joined = part
        elif not joined or joined.endswith("/"):
            joined += part
        else:
            joined += "/" + part
    return joined


def split(path):
    path = _text(path)
    at = path.rfind("/") + 1
    head, tail = path[:at], path[at:]
    if head and head != "/" * len(head):
        head = head.rstrip("/")
    return head, tail


def dirname(path):
    return split(path)[0]


def basename(path):
    return split(path)[1]


def splitext(path):
    path = _text(path)
    name = path.rfind("/") + 1
    dot = path.rfind(".")
    if dot > name and path[name:dot].strip("."):
        return path[:dot], path[dot:]
    return path, ""


def isabs(path):
    return _text(path).startswith("/")


def normpath(path):
    path = _text(path)
    parts = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part == ".." and path.startswith("/"):
            continue
        else:
            parts.append(part)
    joined = "/".join(parts)
    return "/" + joined if path.startswith("/") else joined or "."


def commonprefix(paths):
    first, last = min(paths), max(paths)
    for at, c in enumerate(first):
        if c != last[at]:
            return first[:at]
    return first


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return lambda *args, **kwargs: _limbeck.unknown(f"os.path.{name} asks the system")
