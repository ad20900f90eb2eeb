import _limbeck


def isclass(value):
    return isinstance(value, type)


def isfunction(value):
    return type(value).__name__ == "function"


def ismethod(value):
    return type(value).__name__ == "method"


def isgenerator(value):
    return type(value).__name__ == "generator"


def ismodule(value):
    return type(value).__name__ == "module"


def iscoroutinefunction(value):
    return _limbeck.is_async(value)


def cleandoc(doc):
    lines = doc.expandtabs().split("\n")
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(margins) if margins else 0
    lines = [lines[0].lstrip()] + [line[margin:] for line in lines[1:]]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines)


def getdoc(value):
    doc = getattr(value, "__doc__", None)
    return cleandoc(doc) if doc else None


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    return _limbeck.unknown(f"inspect.{name} is not implemented by limbeck")
