class chain:
    def __init__(self, *iterables):
        self._values = _chain(iterables)

    @classmethod
    def from_iterable(cls, iterables):
        made = cls()
        made._values = _chain(iterables)
        return made

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._values)


def _chain(iterables):
    for iterable in iterables:
        yield from iterable


def count(start=0, step=1):
    while True:
        yield start
        start += step


def cycle(iterable):
    saved = list(iterable)
    while saved:
        yield from saved


def repeat(value, times=None):
    if times is None:
        while True:
            yield value
    for _ in range(times):
        yield value


def islice(iterable, *args):
    bounds = slice(*args)
    start, stop, step = bounds.start or 0, bounds.stop, bounds.step or 1
    if stop is not None and stop <= start:
        return
    wanted = start
    for index, value in enumerate(iterable):
        if index == wanted:
            yield value
            wanted += step
        if stop is not None and index + 1 >= stop:
            return


def zip_longest(*iterables, fillvalue=None):
    columns = [list(iterable) for iterable in iterables]
    for index in range(max((len(column) for column in columns), default=0)):
        yield tuple(column[index] if index < len(column) else fillvalue for column in columns)


def product(*iterables, repeat=1):
    pools = [tuple(pool) for pool in iterables] * repeat
    results = [()]
    for pool in pools:
        results = [result + (item,) for result in results for item in pool]
    yield from results


def permutations(iterable, r=None):
    pool = tuple(iterable)
    r = len(pool) if r is None else r
    for indices in product(range(len(pool)), repeat=r):
        if len(set(indices)) == r:
            yield tuple(pool[i] for i in indices)


def combinations(iterable, r):
    pool = tuple(iterable)

    def choose(start, left):
        if left == 0:
            yield ()
            return
        for index in range(start, len(pool) - left + 1):
            for rest in choose(index + 1, left - 1):
                yield (pool[index],) + rest

    yield from choose(0, r)


def combinations_with_replacement(iterable, r):
    pool = tuple(iterable)

    def choose(start, left):
        if left == 0:
            yield ()
            return
        for index in range(start, len(pool)):
            for rest in choose(index, left - 1):
                yield (pool[index],) + rest

    yield from choose(0, r)


def groupby(iterable, key=None):
    group, current = [], None
    for value in iterable:
        mark = value if key is None else key(value)
        if group and mark != current:
            yield current, iter(group)
            group = []
        current = mark
        group.append(value)
    if group:
        yield current, iter(group)


def takewhile(predicate, iterable):
    for value in iterable:
        if not predicate(value):
            return
        yield value


def dropwhile(predicate, iterable):
    dropping = True
    for value in iterable:
        if dropping and predicate(value):
            continue
        dropping = False
        yield value


def filterfalse(predicate, iterable):
    for value in iterable:
        if not (predicate(value) if predicate is not None else value):
            yield value


def accumulate(iterable, func=None, *, initial=None):
    total, started = initial, initial is not None
    if started:
        yield total
    for value in iterable:
        if not started:
            total, started = value, True
        else:
            total = total + value if func is None else func(total, value)
        yield total


def starmap(function, iterable):
    for args in iterable:
        yield function(*args)


def compress(data, selectors):
    return (value for value, selected in zip(data, selectors) if selected)


def pairwise(iterable):
    values = list(iterable)
    return zip(values, values[1:])


def batched(iterable, n):
    values = list(iterable)
    for start in range(0, len(values), n):
        yield tuple(values[start : start + n])


def tee(iterable, n=2):
    values = list(iterable)
    return tuple(iter(values) for _ in range(n))
