import _limbeck
import posixpath as path

sep = "/"
linesep = "\n"
name = "posix"
curdir = "."
pathsep = ":"
environ = _limbeck.unknown("the environment is not known before it runs")


def getenv(key, default=None):
    return _limbeck.unknown(f"the environment variable {key} is not known before it runs")


def fspath(value):
    return value if isinstance(value, str) else value.__fspath__()


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return lambda *args, **kwargs: _limbeck.unknown(f"os.{name} asks the system")
