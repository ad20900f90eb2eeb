class catch_warnings:
    def __init__(self, *args, **kwargs):
        pass

    def __enter__(self):
        return []

    def __exit__(self, *args):
        return False


def _nothing(*args, **kwargs):
    return None


warn = warn_explicit = showwarning = filterwarnings = simplefilter = resetwarnings = _nothing


def deprecated(*args, **kwargs):
    return lambda value: value
