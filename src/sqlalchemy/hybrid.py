import _limbeck


class hybrid_property:
    def __init__(self, fget, fset=None, fdel=None, expr=None, custom_comparator=None, update_expr=None):
        self.fget, self.fset, self.fdel, self.expr = fget, fset, fdel, expr
        self.custom_comparator, self.update_expr = custom_comparator, update_expr

    def __get__(self, instance, owner):
        if instance is not None:
            return self.fget(instance)
        if self.custom_comparator is not None:
            return _limbeck.unknown("comparators of hybrid properties are not implemented by limbeck")
        expr = self.expr or self.fget
        made = getattr(expr, "__func__", expr)(owner)
        if getattr(made, "name", None) is None:
            made._proxy_key = self.fget.__name__
        return made

    def __set__(self, instance, value):
        if self.fset is None:
            raise AttributeError("can't set attribute")
        self.fset(instance, value)

    def _copy(self, **parts):
        made = type(self)(self.fget)
        made.__dict__.update(self.__dict__, **parts)
        return made

    def getter(self, fget):
        return self._copy(fget=fget)

    def setter(self, fset):
        return self._copy(fset=fset)

    def deleter(self, fdel):
        return self._copy(fdel=fdel)

    def expression(self, expr):
        return self._copy(expr=expr)

    def comparator(self, comparator):
        return self._copy(custom_comparator=comparator)

    def update_expression(self, meth):
        return self._copy(update_expr=meth)

    @property
    def inplace(self):
        return _Inplace(self)


class _Inplace:
    def __init__(self, attr):
        self._attr = attr

    def __getattr__(self, name):
        def change(function):
            self._attr.__dict__.update(getattr(self._attr, name)(function).__dict__)
            return self._attr
        return change


class hybrid_method:
    def __init__(self, func, expr=None):
        self.func, self.expr = func, expr

    def __get__(self, instance, owner):
        func, first = (self.func, instance) if instance is not None else (self.expr or self.func, owner)
        return lambda *positional, **named: func(first, *positional, **named)

    def expression(self, expr):
        self.expr = expr
        return self

    @property
    def inplace(self):
        return self
