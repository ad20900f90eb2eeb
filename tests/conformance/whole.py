"""Whole scripts and listings of real Alembic for a folder of revisions, through its own commands.

usage: whole.py VERSIONS_DIR[:VERSIONS_DIR...] OUT.json [--path DIR ...] [--stub]

OUT is one object: {"upgrade": {dialect: {sql | error}}, "downgrade": {...},
"heads": {text | error}, "heads -v": ..., "history": ..., "history -v": ..., "branches -v": ...,
"show": {revision: {text | error}}, "ranges": [{dialect, from, to, sql}, ...], "headers": [file, ...]}.
`headers` are the files that cannot be imported here, for want of the project's dependencies: their headers
alone are read, so that the listings are there and a script stops at them as at any other revision that
fails. `ranges` are the longest scripts between such revisions.
"""

import argparse
import ast
import importlib.util
import io
import json
import logging
import os
import re
import signal
import sys
import tempfile
import types
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
if __name__ == "__main__" and "--stub" in sys.argv:
    sys.argv.remove("--stub")
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import stubs

    stubs.install()

import sqlalchemy.orm  # noqa: E402,F401
from alembic import command  # noqa: E402
from alembic import util  # noqa: E402
from alembic.config import Config  # noqa: E402
from alembic.script import ScriptDirectory  # noqa: E402

DIALECTS = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"]
SECONDS = 300

# The offline half of the env.py that `alembic init` writes, with room for more options.
ENV = """
from alembic import context
config = context.config
context.configure(
    url=config.get_main_option("sqlalchemy.url"),
    target_metadata=None,
    literal_binds=True,
    dialect_opts={"paramstyle": "named"},
    **config.attributes.get("options", {}),
)
with context.begin_transaction():
    context.run_migrations()
"""


HEADER = {"revision", "down_revision", "branch_labels", "depends_on"}
HEADERS_ONLY = []
real_load = util.load_python_file
DIRECTORIES = {}
real_from_config = ScriptDirectory.from_config


def from_config(made):
    """A folder is read once, not once for each command."""
    key = made.get_main_option("version_locations")
    if key not in DIRECTORIES:
        DIRECTORIES[key] = real_from_config(made)
    return DIRECTORIES[key]


def is_header(value):
    """None, a text, or several."""
    texts = value if isinstance(value, (tuple, list, set)) else () if value is None else (value,)
    return all(isinstance(text, str) for text in texts)


def origin_of(name):
    """A module's file, where the packages around it can be imported."""
    try:
        found = importlib.util.find_spec(name)
    except Exception:
        return None
    return found and found.origin


def lenient(path, keep, depth=0):
    """A module of those statements that `keep` wants and that run; what cannot be imported is made so too."""
    module = types.ModuleType(os.path.basename(path)[:-3])
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    module.__doc__ = ast.get_docstring(tree, clean=False)
    for node in tree.body:
        if not keep(node):
            continue
        try:
            exec(compile(ast.Module([node], []), path, "exec"), module.__dict__)
        except Exception:
            if isinstance(node, ast.ImportFrom) and depth < 3:
                for alias in node.names:
                    origin = origin_of(f"{node.module}.{alias.name}")
                    if origin:
                        inner = lenient(origin, lambda _: True, depth + 1)
                        setattr(module, alias.asname or alias.name, inner)
    return module


def of_header(node):
    """Imports, for a header may name a constant of the project's own modules, and the header itself."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    return isinstance(node, (ast.Import, ast.ImportFrom)) or bool(names & HEADER)


def header_of(path):
    """A module that holds what the listings show, the docstring and the identifiers, and that cannot be run."""

    # Their names are printed: a step's log line says which function runs.
    def upgrade():
        raise ImportError("a stub: the project's dependencies are not installed")

    def downgrade():
        upgrade()

    module = lenient(path, of_header)
    for name in HEADER:
        if not is_header(getattr(module, name, None)):
            raise ImportError(f"{path}: {name} is not known")
    module.upgrade, module.downgrade = upgrade, downgrade
    return module


def load(folder, filename):
    """Alembic's own way of loading, and the header alone where that fails."""
    try:
        return real_load(folder, filename)
    except Exception:
        if filename == "env.py":
            raise
        path = os.path.join(folder, filename)
        if path not in HEADERS_ONLY:
            HEADERS_ONLY.append(path)
        return header_of(path)


class Terminal(io.StringIO):
    """A standard output that can print everything, as a terminal of today can."""

    encoding = "utf-8"


def config(folders, dialect="sqlite", options=None):
    """A Config whose env.py is the usual one and whose revisions are those of the folders."""
    home = tempfile.mkdtemp()
    with open(os.path.join(home, "env.py"), "w") as env:
        env.write(ENV)
    made = Config(stdout=Terminal(), output_buffer=io.StringIO())
    made.set_main_option("script_location", home)
    made.set_main_option("path_separator", "os")
    made.set_main_option("version_locations", os.pathsep.join(map(os.path.abspath, folders)))
    made.set_main_option("recursive_version_locations", "true")
    made.set_main_option("sqlalchemy.url", f"{dialect}://")
    made.attributes["options"] = options or {}
    return made


def tell(run, key):
    """{key: text} or {"error": ...} of one command, given as a function of nothing that returns its text."""
    def alarm(*_):
        raise TimeoutError("timed out")

    old, sys.stdout = sys.stdout, io.StringIO()
    before = signal.signal(signal.SIGALRM, alarm)
    try:
        signal.alarm(SECONDS)
        return {key: run()}
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return {"error": f"{type(error).__name__}: {error}"[:300]}
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        sys.stdout = old


def script(folders, dialect, direction, options=None, target=None):
    """The whole script: `upgrade heads --sql`, or `downgrade heads:base --sql`."""
    made = config(folders, dialect, options)

    def run():
        if direction == "upgrade":
            command.upgrade(made, target or "heads", sql=True)
        else:
            heads = ScriptDirectory.from_config(made).get_heads()
            command.downgrade(made, target or f"{heads[0]}:base", sql=True)
        return made.output_buffer.getvalue()

    return tell(run, "sql")


def ranges(folders, dialect, most=50):
    """The script of every stretch of revisions that ends before one that fails."""
    found, start = [], "base"
    for _ in range(most):
        made = config(folders, dialect)
        answer = tell(lambda: command.upgrade(made, f"{start}:heads", sql=True), "none")
        text = made.output_buffer.getvalue()
        steps = re.findall(r"^-- Running upgrade (?:(.*) )?-> (\S+)$", text, re.M)
        if "error" not in answer:
            return found + ([{"dialect": dialect, "from": start, "to": "heads", "sql": text}] if steps else [])
        if len(steps) > 1:
            to = steps[-2][1]
            again = script(folders, dialect, "upgrade", target=f"{start}:{to}")
            if "sql" in again:
                found.append({"dialect": dialect, "from": start, "to": to, "sql": again["sql"]})
        if not steps or steps[-1][1] == start:
            return found
        start = steps[-1][1]
    return found


def listing(folders, function, **arguments):
    """What a listing command prints on stdout; paths are relative to the first folder's parent."""
    made = config(folders)

    def run():
        function(made, **arguments)
        return made.stdout.getvalue()

    return tell(run, "text")


def revisions(folders):
    made = ScriptDirectory.from_config(config(folders))
    return sorted(s.revision for s in made.walk_revisions())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folders")
    parser.add_argument("out")
    parser.add_argument("--path", action="append", default=[])
    parser.add_argument("--show", type=int, default=8, help="how many revisions to `show`")
    options = parser.parse_args()
    sys.path[:0] = options.path
    folders = options.folders.split(":")
    util.load_python_file = load
    ScriptDirectory.from_config = from_config
    # A revision that has not even a header stops every command, so one look is enough.
    answer = {}
    names = tell(lambda: revisions(folders), "names")
    answer["revisions"] = names
    if "error" in names:
        with open(options.out, "w") as out:
            json.dump(answer, out)
        return
    for verbose, tail in ((False, ""), (True, " -v")):
        answer[f"heads{tail}"] = listing(folders, command.heads, verbose=verbose)
        answer[f"history{tail}"] = listing(folders, command.history, verbose=verbose)
        answer[f"branches{tail}"] = listing(folders, command.branches, verbose=verbose)
    shown = names["names"][:: max(1, len(names["names"]) // options.show)]
    answer["show"] = {rev: listing(folders, command.show, rev=rev) for rev in shown}
    answer["headers"] = HEADERS_ONLY
    for direction in ("upgrade", "downgrade"):
        answer[direction] = {d: script(folders, d, direction) for d in DIALECTS}
    answer["ranges"] = [found for dialect in DIALECTS for found in ranges(folders, dialect)]
    with open(options.out, "w") as out:
        json.dump(answer, out)


if __name__ == "__main__":
    main()
