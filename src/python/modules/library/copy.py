class Error(Exception):
    pass


def copy(value):
    if isinstance(value, (list, dict, set)) and type(value) in (list, dict, set):
        return value.copy()
    if hasattr(type(value), "__copy__"):
        return value.__copy__()
    if hasattr(value, "copy") and isinstance(value, (list, dict, set)):
        return value.copy()
    return value


def deepcopy(value, memo=None):
    memo = {} if memo is None else memo
    if id(value) in memo:
        return memo[id(value)]
    kind = type(value)
    if kind is list:
        made = memo[id(value)] = []
        for item in value:
            made.append(deepcopy(item, memo))
        return made
    if kind is dict:
        made = memo[id(value)] = {}
        for key, item in value.items():
            made[deepcopy(key, memo)] = deepcopy(item, memo)
        return made
    if kind is tuple:
        return tuple(deepcopy(item, memo) for item in value)
    if kind in (set, frozenset):
        return kind(deepcopy(item, memo) for item in value)
    if hasattr(kind, "__deepcopy__"):
        return value.__deepcopy__(memo)
    return value


def replace(value, /, **changes):
    return value.__replace__(**changes)
