import _limbeck
from collections import namedtuple as _namedtuple

version_info = _namedtuple("version_info", "major minor micro releaselevel serial")(3, 13, 0, "final", 0)
version = "3.13.0"
maxsize = 9223372036854775807
byteorder = "little"
platform = "linux"
argv = ["alembic"]
path = []
modules = _limbeck.unknown("what else is imported is not known")


class _Stream:
    def write(self, text):
        return len(text)

    def flush(self):
        return None

    def isatty(self):
        return False


stdout = _Stream()
stderr = _Stream()


def exit(code=None):
    raise SystemExit(code) if code is not None else SystemExit()


def getrecursionlimit():
    return 1000


def setrecursionlimit(limit):
    return None


def exc_info():
    return (None, None, None)


def intern(text):
    return text
