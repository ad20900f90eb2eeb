import _limbeck


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return lambda *args, **kwargs: _limbeck.unknown(f"platform.{name} asks the system")
