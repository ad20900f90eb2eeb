import _limbeck


def print_exc(*args, **kwargs):
    return None


print_exception = print_stack = print_tb = print_exc


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    return lambda *args, **kwargs: _limbeck.unknown("tracebacks are not kept")
