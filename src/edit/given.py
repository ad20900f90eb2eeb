# What a template of a new revision is given, and how its file is called: run before the template, with the values
# that `limbeck_given` holds. After alembic.script.base.ScriptDirectory.generate_revision and _rev_path.
import re as _re
from datetime import datetime as _datetime, timedelta as _timedelta, tzinfo as _tzinfo

from limbeck_given import *
from limbeck_given import (
    _environment, _file_template, _message, _microsecond, _more, _offset, _options, _seconds, _slug_length, _undefined,
    _unknown, _write, _zoned,
)


class _Zone(_tzinfo):
    def utcoffset(self, moment):
        return _timedelta(seconds=_offset)

    def dst(self, moment):
        return _unknown

    def tzname(self, moment):
        return _unknown


class _Undefined:
    # Native, so that it is the place in the template that is told.
    __str__ = _undefined

    def __bool__(self):
        return False


class _Context:
    def get(self, key, default=None):
        if key in _data:
            return _data[key]
        return _unknown if _environment else default

    def __getitem__(self, key):
        if key in _data or not _environment:
            return _data[key]
        return _unknown

    def write(self, text):
        _write(text)


class _Config:
    def __getattr__(self, name):
        return _unknown

    def get_main_option(self, name, default=None):
        return _options.get(name.lower(), default)


def __M_name(name):
    return _unknown if name in _special or _environment else UNDEFINED


def __M_trim(text):
    return text.strip()


def __M_escape(text):
    for plain, escaped in (("&", "&amp;"), (">", "&gt;"), ("<", "&lt;"), ("'", "&#39;"), ('"', "&#34;")):
        text = text.replace(plain, escaped)
    return text


def comma(value):
    if value is None:
        return ""
    return value if isinstance(value, str) else ", ".join(value)


# Names that Mako gives a meaning of its own, which is not known here.
_special = ("self", "local", "capture", "caller", "pageargs", "loop", "parent")

create_date = _datetime(1970, 1, 1) + _timedelta(seconds=_seconds + _offset, microseconds=_microsecond)
if _zoned:
    create_date = create_date.replace(tzinfo=_Zone())

_slug = "_".join(_re.findall(r"\w+", _message or "")).lower()
if len(_slug) > _slug_length:
    _slug = _slug[:_slug_length].rsplit("_", 1)[0] + "_"

_file_name = _file_template % {
    "rev": up_revision,
    "slug": _slug,
    "epoch": _seconds,
    "year": create_date.year,
    "month": create_date.month,
    "day": create_date.day,
    "hour": create_date.hour,
    "minute": create_date.minute,
    "second": create_date.second,
} + ".py"

message = "empty message" if _message is None else _message
refresh = True
config = _Config()
context = _Context()
UNDEFINED = _Undefined()
__M_write = _write
_data = {
    "up_revision": up_revision,
    "down_revision": down_revision,
    "branch_labels": branch_labels,
    "depends_on": depends_on,
    "create_date": create_date,
    "comma": comma,
    "message": message,
    "refresh": refresh,
    "config": config,
    **_more,
}
