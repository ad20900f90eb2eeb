import importlib
from enum import Flag, IntFlag, auto
class Access(IntFlag):
    NONE = 0
    READ = auto()
    WRITE = auto()
    RUN = auto()
    BOTH = READ | WRITE
    ALL = BOTH | RUN | 16
    REST = ALL & ~READ
print([(a.name, int(a)) for a in Access], Access.BOTH == 3, int(Access.ALL), int(Access.REST), Access.NONE, Access(3) is Access.BOTH)
class Color(Flag):
    RED = auto()
    BLUE = auto()
    PURPLE = RED | BLUE
print(list(Color), Color.PURPLE, Color.RED | Color.BLUE, ~Color.RED, Color.PURPLE.value, Color.RED in Color.PURPLE)
print(importlib.import_module("json").dumps([1]), importlib.import_module(".path", "os").join("a", "b"))
for name, package in (("", None), (".x", None), ("...x", "a.b")):
    try:
        importlib.import_module(name, package)
    except Exception as error:
        print(type(error).__name__, error)
