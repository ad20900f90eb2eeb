import _limbeck
import posixpath as _path


class PurePath:
    drive = ""

    def __new__(cls, *parts, **options):
        return object.__new__({PurePath: PurePosixPath, Path: PosixPath}.get(cls, cls))

    def __init__(self, *parts):
        joined = _path.join(*parts) if parts else ""
        kept = "/".join(part for part in joined.split("/") if part not in ("", "."))
        self._text = self._root_of(joined) + kept or "."

    def _root_of(self, text):
        return "/" if text.startswith("/") else ""

    @property
    def root(self):
        return self._root_of(self._text)

    anchor = root

    def __truediv__(self, other):
        return type(self)(self._text, other)

    def __rtruediv__(self, other):
        return type(self)(other, self._text)

    def joinpath(self, *parts):
        return type(self)(self._text, *parts)

    @property
    def parent(self):
        return type(self)(_path.dirname(self._text) or ".")

    @property
    def parents(self):
        found, current = [], self
        while current.parent != current:
            current = current.parent
            found.append(current)
        return found

    @property
    def name(self):
        return _path.basename(self._text)

    @property
    def stem(self):
        return _path.splitext(self.name)[0]

    @property
    def suffix(self):
        return _path.splitext(self.name)[1]

    @property
    def suffixes(self):
        name = self.name.lstrip(".")
        return ["." + suffix for suffix in name.split(".")[1:]] if not name.endswith(".") else []

    @property
    def parts(self):
        return tuple((["/"] if self._text.startswith("/") else []) + [p for p in self._text.split("/") if p])

    def with_suffix(self, suffix):
        return type(self)(_path.splitext(self._text)[0] + suffix)

    def with_name(self, name):
        return self.parent / name

    def as_posix(self):
        return self._text

    def is_absolute(self):
        return self._text.startswith("/")

    def __fspath__(self):
        return self._text

    def __str__(self):
        return self._text

    def __repr__(self):
        return f"{type(self).__name__}({self._text!r})"

    def __eq__(self, other):
        return isinstance(other, PurePath) and self._text == other._text

    def __hash__(self):
        return hash(self._text)


class PurePosixPath(PurePath):
    pass


class Path(PurePath):
    @classmethod
    def cwd(cls):
        return _limbeck.unknown("the working directory is not known before it runs")

    @classmethod
    def home(cls):
        return _limbeck.unknown("the home directory is not known before it runs")

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: _limbeck.unknown("files cannot be read")


class PosixPath(Path):
    pass
