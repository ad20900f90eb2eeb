"""Records what CPython prints for each snippet here: python3 tests/python/record.py"""

import contextlib
import io
import pathlib
import sys
import traceback

# A snippet may have the name of the module that it is about.
sys.path.pop(0)

for path in sorted(pathlib.Path(__file__).parent.glob("*.py")):
    if path.name == "record.py":
        continue
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(path.read_text(), path.name, "exec"), {"__name__": "__main__", "__file__": path.name})
        except BaseException as error:
            print("!!", "".join(traceback.format_exception_only(error)).strip())
    path.with_suffix(".expected").write_text(out.getvalue())
