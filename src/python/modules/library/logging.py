CRITICAL = FATAL = 50
ERROR = 40
WARNING = WARN = 30
INFO = 20
DEBUG = 10
NOTSET = 0


class Logger:
    def __init__(self, name="root", level=0):
        self.name = name
        self.level = level
        self.handlers = []
        self.parent = None
        self.propagate = True
        self.disabled = False
        self.filters = []

    def isEnabledFor(self, level):
        return False

    def getEffectiveLevel(self):
        return WARNING

    def hasHandlers(self):
        return False

    def getChild(self, name):
        return Logger(f"{self.name}.{name}")

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _nothing


class _Quiet:
    def __init__(self, *args, **kwargs):
        pass

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _nothing


class Handler(_Quiet):
    pass


class StreamHandler(Handler):
    pass


class FileHandler(Handler):
    pass


class NullHandler(Handler):
    pass


class Formatter(_Quiet):
    pass


class Filter(_Quiet):
    pass


class LogRecord(_Quiet):
    pass


class LoggerAdapter(Logger):
    pass


def _nothing(*args, **kwargs):
    return None


def getLogger(name=None):
    return root if name is None else Logger(name)


def getLevelName(level):
    return {50: "CRITICAL", 40: "ERROR", 30: "WARNING", 20: "INFO", 10: "DEBUG", 0: "NOTSET"}.get(level, level)


def getLoggerClass():
    return Logger


basicConfig = debug = info = warning = warn = error = exception = critical = log = _nothing
disable = captureWarnings = addLevelName = setLoggerClass = shutdown = fileConfig = dictConfig = _nothing
root = Logger()
