"""What real Alembic prints in offline mode, one revision at a time.

usage: oracle.py VERSIONS_DIR OUT.jsonl [--dialects a,b] [--path DIR ...] [--stub]

Every line of OUT: {file, revision, direction, dialect, sql | error}. The text is what
`alembic upgrade <down>:<rev> --sql` prints with the env.py that `alembic init` writes
(literal_binds=True, paramstyle=named). A revision that cannot be imported here is listed once, with
"import_error".
"""

import argparse
import importlib.util
import io
import json
import logging
import os
import re
import signal
import sys
import warnings

DIALECTS = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"]
SECONDS = 20

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
if __name__ == "__main__" and "--stub" in sys.argv:
    sys.argv.remove("--stub")
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import stubs

    stubs.install()

import sqlalchemy.orm  # noqa: E402,F401  as every application has done before its revisions load
from alembic.config import Config  # noqa: E402
from alembic.runtime.environment import EnvironmentContext  # noqa: E402
from alembic.runtime.migration import MigrationStep  # noqa: E402
from alembic.script.base import Script  # noqa: E402
from alembic.script.revision import Revision, RevisionMap  # noqa: E402


class Timeout(Exception):
    """A revision that does not come to an end."""


def alarm(*_):
    raise Timeout("timed out")


def load(path):
    """Imports a revision file as Alembic does, under a name of its own."""
    name = re.sub(r"\W", "_", os.path.basename(path))
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_tuple(value):
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


class OneRevision:
    """A script directory that holds one revision; what it depends on stands there as bare names."""

    def __init__(self, module, path):
        self.script = Script(module, module.revision, path)
        names = as_tuple(getattr(module, "down_revision", None))
        names += as_tuple(getattr(module, "depends_on", None))
        script = self.script
        self.revision_map = RevisionMap(
            lambda: [script] + [Revision(name, None) for name in sorted(set(names))]
        )
        self.revision_map._revision_map  # builds it now, so that its errors come now

    def as_revision_number(self, name):
        return name

    def get_revision(self, name):
        return self.revision_map.get_revision(name)


def run(one, dialect, direction, **options):
    """The text for one revision in one direction."""
    buffer = io.StringIO()
    script = one.script
    make = MigrationStep.upgrade_from_script if direction == "upgrade" else MigrationStep.downgrade_from_script
    steps = [make(one.revision_map, script)]
    start = script.down_revision if direction == "upgrade" else script.revision
    environment = EnvironmentContext(
        Config(output_buffer=buffer), one, fn=lambda rev, context: steps, as_sql=True,
        starting_rev=start, destination_rev=script.revision,
    )
    with environment:
        environment.configure(
            dialect_name=dialect, literal_binds=True, dialect_opts={"paramstyle": "named"},
            output_buffer=buffer, **options,
        )
        with environment.begin_transaction():
            environment.run_migrations()
    return buffer.getvalue()


def describe(error):
    """An exception as one text, without memory addresses and without links to documentation."""
    text = f"{type(error).__name__}: {error}"
    text = re.sub(r" at 0x[0-9a-f]+", "", text)
    return re.sub(r"\n?\(Background on this error at: .*?\)", "", text).strip()[:300]


def answer(one, dialect, direction, **options):
    """{"sql": ...} or {"error": ...}, whatever the revision does."""
    stdout, sys.stdout = sys.stdout, io.StringIO()
    try:
        signal.alarm(SECONDS)
        return {"sql": run(one, dialect, direction, **options)}
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a revision may well call sys.exit
        return {"error": describe(error)}
    finally:
        signal.alarm(0)
        sys.stdout = stdout


def open_revision(path):
    """(OneRevision, None), (None, why not), or (None, None) for a file that is no revision."""
    try:
        signal.alarm(SECONDS)
        module = load(path)
        if not isinstance(getattr(module, "revision", None), str):
            return None, None
        return OneRevision(module, path), None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return None, describe(error)
    finally:
        signal.alarm(0)


def python_files(folder):
    found = []
    for root, _, names in os.walk(folder):
        found += [os.path.join(root, n) for n in names if n.endswith(".py") and n != "__init__.py"]
    return sorted(found)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("out")
    parser.add_argument("--dialects", default=",".join(DIALECTS))
    parser.add_argument("--path", action="append", default=[])
    options = parser.parse_args()
    sys.path[:0] = options.path
    signal.signal(signal.SIGALRM, alarm)
    with open(options.out, "w") as out:
        for path in python_files(options.folder):
            file = os.path.relpath(path, options.folder)
            one, why = open_revision(path)
            if why is not None:
                out.write(json.dumps({"file": file, "import_error": why}) + "\n")
            if one is None:
                continue
            for direction in ("upgrade", "downgrade"):
                for dialect in options.dialects.split(","):
                    record = {"file": file, "revision": one.script.revision, "direction": direction, "dialect": dialect}
                    record.update(answer(one, dialect, direction))
                    out.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
