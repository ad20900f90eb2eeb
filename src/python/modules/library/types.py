class SimpleNamespace:
    def __init__(self, **kwargs):
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __repr__(self):
        return "namespace(" + ", ".join(f"{k}={v!r}" for k, v in self.__dict__.items()) + ")"

    def __eq__(self, other):
        return isinstance(other, SimpleNamespace) and self.__dict__ == other.__dict__


def _function():
    yield


NoneType = type(None)
EllipsisType = type(...)
NotImplementedType = type(NotImplemented)
FunctionType = LambdaType = type(_function)
GeneratorType = type(_function())
BuiltinFunctionType = type(len)
MethodType = type(SimpleNamespace().__repr__)


class ModuleType(SimpleNamespace):
    def __init__(self, name, doc=None):
        super().__init__(__name__=name, __doc__=doc)


class UnionType:
    pass


class GenericAlias:
    pass


class TracebackType:
    pass


def MappingProxyType(mapping):
    return mapping


def new_class(name, bases=(), kwds=None, exec_body=None):
    namespace = {}
    if exec_body is not None:
        exec_body(namespace)
    return type(name, bases, namespace)
