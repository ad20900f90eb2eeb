import _limbeck


def import_module(name, package=None):
    if name.startswith("."):
        if not package:
            raise TypeError(f"the 'package' argument is required to perform a relative import for {name!r}")
        inner = name.lstrip(".")
        level = len(name) - len(inner)
        outer = package.rsplit(".", level - 1)
        if len(outer) < level:
            raise ImportError("attempted relative import beyond top-level package")
        name = f"{outer[0]}.{inner}" if inner else outer[0]
    if not name:
        raise ValueError("Empty module name")
    return _limbeck.import_module(name)


def invalidate_caches():
    pass
