"""Records what real Alembic writes for `revision` and `merge`: `python tests/edits/record.py` rewrites recorded.jsonl.

Each case is a project, a command with its arguments, and a moment; what it writes, or how it fails, is recorded.
`differs` marks a difference that is meant: see tests/conformance/DIFFERENCES.md.
"""
import contextlib
import datetime
import io
import json
import os
import pathlib
import sys
import tempfile
import time
import types
import warnings

from alembic import command
from alembic.config import Config
from alembic.script import base

HERE = pathlib.Path(__file__).parent

PLAIN = (HERE / "../../src/edit/script.py.mako").resolve().read_text()
TYPED = PLAIN.replace("import sqlalchemy as sa\n", "from typing import Sequence\nimport sqlalchemy as sa\n").replace(
    "revision = ", "revision: str | Sequence[str] | None = "
)
COMMENTED = """# Copyright ${create_date.year} the authors
# $ { } ## kept \\
joined
from alembic import op
${imports if imports else ""}
# ${message}
# Revises: ${down_revision}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
## left out
% if branch_labels:
branch_labels = ${repr(branch_labels)}
% elif depends_on:
depends_on = ${repr(depends_on)}
% else:
# neither
% endif

def upgrade():
    ${upgrades if upgrades else "pass"}
"""
SEVERAL = """<%!
import re

%>\"\"\"${message}

Revises: ${down_revision | comma,n}
\"\"\"
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade(engine):
    globals()["upgrade_%s" % engine]()


<%
    names = config.get_main_option("databases")
%>

## one pair for each database
% for name in re.split(r',\\s*', names):

def upgrade_${name}():
    ${context.get("%s_upgrades" % name, "pass")}

% endfor
"""
ODDS = '''revision = "${up_revision}"
down_revision = ${ repr(down_revision) }
text = r\'\'\'
%% one percent
  %%% two
<%doc> not ${this}
</%doc><%text>${as it is} % stays</%text>
${"}" + '|' + """a
b""" + str({'a': [1, 2]}['a'][0] | 2)}
${"  trimmed  " | trim}${"<&>'" | h}${["x"] | repr,n}${message | trim, repr}
% for i in range(3):
% if i % 2 == 0:
<%
        square = i * i
        text = """
  kept"""
%>\\
${i} ${square}${text}
% else:
odd ${i}
% endif
% endfor
% while False:
never
% endwhile
% try:
${1 // 0}
% except ZeroDivisionError:
caught
% endtry
${create_date} ${create_date.strftime("%Y-%m-%d")} ${up_revision.upper()} \\
${undefined_thing is UNDEFINED} ${bool(undefined_thing)}
<%
first = 1
if first:
	tabbed = 2
%>${first + tabbed}
100% of it
\'\'\'
'''
CODING = "# -*- coding: utf-8 -*-\nrevision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n# é ${message}\n"


def file(id, down=None, more="", doc=None):
    return f'"""{doc or "Make " + id}"""\nrevision = {id!r}\ndown_revision = {down!r}\n{more}\n\ndef upgrade():\n    pass\n'


def project(revisions, template=PLAIN, ini="", folders=None):
    files = {"alembic.ini": f"[alembic]\nscript_location = %(here)s/db\npath_separator = os\n{ini}\n"}
    files["db/script.py.mako"] = template
    files["db/env.py"] = ""
    files.update(revisions)
    return files


def versions(**revisions):
    return {f"db/versions/{name}.py": text for name, text in revisions.items()}


ONE = versions(a=file("aaaa1111"))
LINE = versions(a=file("aaaa1111"), b=file("bbbb2222", "aaaa1111"))
TWO = versions(
    a=file("aaaa1111"),
    b=file("bbbb2222", "aaaa1111", "branch_labels = ('left',)"),
    c=file("cccc3333", "aaaa1111"),
)
THREE = {**TWO, **versions(d=file("dddd4444", "aaaa1111"))}
NEEDS = {**ONE, **versions(b=file("bbbb2222"), c=file("cccc3333", "bbbb2222", "depends_on = 'aaaa1111'"))}
PLACES = {
    "db/one/a.py": file("aaaa1111"),
    "db/one/b.py": file("bbbb2222", "aaaa1111"),
    "db/two/c.py": file("cccc3333", None, "branch_labels = 'other'"),
}
IN_PLACES = "version_locations = %(here)s/db/one:%(here)s/db/two"

DATED = "file_template = %%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d%%(second).2d-%%(rev)s_%%(slug)s"


def revision(name, files, now=(1721221445, 123456), tz="UTC", differs=None, **arguments):
    case = {"name": name, "command": "revision", "files": files, "now": now, "tz": tz, "arguments": arguments}
    return {**case, "differs": differs} if differs else case


def merge(name, files, revisions, now=(1721221445, 123456), tz="UTC", **arguments):
    case = revision(name, files, now, tz, revisions=revisions, **arguments)
    case["command"] = "merge"
    return case


CASES = [
    revision("the first revision", project({}), message="Begin"),
    revision("on the head", project(LINE), message="Add a column"),
    revision("without a message", project(LINE)),
    revision("an empty message", project(LINE), message=""),
    revision("a whole second", project(LINE), now=(1721221445, 0), message="x"),
    revision("with types", project(LINE, TYPED), message="x"),
    revision("on the base", project(LINE), head="base", message="x"),
    revision("a label", project(LINE), branch_label="blue", message="x"),
    revision("a label that is taken", project(TWO), head="cccc", branch_label="left", message="x"),
    revision("a label without a place", project(LINE, CODING), branch_label="blue", message="x"),
    revision("several heads", project(TWO), message="x"),
    revision("no revision of that name", project(TWO), head="nothing", message="x"),
    revision("a label's head", project(TWO), head="left@head", message="x"),
    revision("all heads", project(TWO), head="heads", message="x"),
    revision("all heads without a dependency", project(NEEDS), head="heads", message="x"),
    revision("a head by its beginning", project(TWO), head="cccc", message="x"),
    revision("below a head", project(LINE), head="aaaa", message="x"),
    revision("below a head, spliced", project(LINE), head="aaaa", splice=True, message="x"),
    revision("down from the heads", project(LINE), head="-1", splice=True, message="x"),
    revision("a dependency by its beginning", project(TWO), head="cccc", depends_on="bbbb", message="x"),
    revision("a dependency by its label", project(TWO), head="cccc", depends_on="left", message="x"),
    revision("several dependencies", project(THREE), head="dddd", depends_on=["left", "cccc"], message="x"),
    revision("an unknown dependency", project(LINE), depends_on="nothing", message="x"),
    revision("an id that targets are written with", project(LINE), rev_id="a-b+c", message="x"),
    revision("an id that is there", project(LINE), rev_id="aaaa1111", message="x", differs="refused"),
    revision("the head's own id", project(LINE), rev_id="bbbb2222", message="x"),
    revision("a long message", project(LINE), message="Add a great many columns to the table of orders, and some"),
    revision("a long word", project(LINE), message="x" * 60),
    revision("a short slug", project(LINE, ini="truncate_slug_length = 10"), message="Add the columns"),
    revision("no slug length", project(LINE, ini="truncate_slug_length = 0"), message="y" * 50),
    revision("words beyond ASCII", project(LINE), message="Größe, naïve — 東京 ¹½ don't İ"),
    revision("nothing but signs", project(LINE), message="... !"),
    revision("a message in several lines", project(LINE), message="First line\n\nAnd more\\n of it"),
    revision("a dated file", project(LINE, ini=DATED), message="x", tz="Europe/Berlin"),
    revision("a file by its epoch", project(LINE, ini="file_template = %%(epoch)d-%%(rev)s"), message="x", tz="Asia/Kolkata"),
    revision("a file in folders", project(LINE, ini="file_template = %%(year)d/%%(month).2d/%%(rev)s"), message="x"),
    revision("a template of no name", project(LINE, ini="file_template = %%(nothing)s"), message="x"),
    revision("local time", project(LINE), message="x", tz="America/New_York", now=(1700000000, 5)),
    revision("a time zone", project(LINE, ini="timezone = Europe/Berlin\n" + DATED), message="x"),
    revision("a time zone in winter", project(LINE, ini="timezone = America/St_Johns"), message="x", now=(1700000000, 0)),
    revision("UTC", project(LINE, ini="timezone = utc"), message="x", tz="Asia/Tokyo"),
    revision("several places", project(PLACES, ini=IN_PLACES), head="bbbb", message="x"),
    revision("several places, the other", project(PLACES, ini=IN_PLACES), head="other@head", message="x"),
    revision("several places, none said", project(PLACES, ini=IN_PLACES), head="base", message="x"),
    revision("a place by its path", project(PLACES, ini=IN_PLACES), head="base", version_path="db/two", message="x"),
    revision("a place that is none", project(PLACES, ini=IN_PLACES), head="bbbb", version_path="db/three", message="x"),
    revision("comments and lines", project(LINE, COMMENTED), message="x"),
    revision("comments and lines, a label", project(LINE, COMMENTED), branch_label="blue", message="x"),
    revision("comments and lines, a dependency", project(TWO, COMMENTED), head="cccc", depends_on="bbbb", message="x"),
    revision("several databases", project(LINE, SEVERAL, ini="databases = one, two,three"), message="x"),
    revision("odds of Mako", project(LINE, ODDS), message=" x "),
    revision("an encoding in the first line", project(LINE, CODING), message="é"),
    revision("ASCII", project(LINE, ini="output_encoding = ascii"), message="plain"),
    revision("ASCII that is none", project(LINE, ini="output_encoding = ascii"), message="é"),
    revision("Windows line ends", project(LINE, COMMENTED.replace("\n", "\r\n")), message="x"),
    revision("an undefined name", project(LINE, PLAIN + "${nothing}\n"), message="x"),
    revision("a line that does not end", project(LINE, PLAIN + "% if True:\n"), message="x"),
    revision("an expression that does not end", project(LINE, PLAIN + "${repr(message\n"), message="x"),
    revision("an end without a beginning", project(LINE, PLAIN + "% endif\n"), message="x"),
    revision("a template that raises", project(LINE, PLAIN + "${[][1]}\n"), message="x"),
    revision("no revision in the template", project(LINE, "nothing = 1\n"), message="x"),
    revision("a message that ends the docstring", project(LINE), message='"""'),
    revision("a parent that is no text", project(TWO, PLAIN.replace("${repr(down_revision)}", '"${down_revision}"')), head="heads", message="x"),
    merge("two heads", project(TWO), "heads", message="Merge both"),
    merge("two heads by name", project(TWO), ["cccc", "bbbb"]),
    merge("three heads", project(THREE), ["heads"], message="x", branch_label="all"),
    merge("two of three", project(THREE), ["dddd", "left@head"], message="x"),
    merge("one head", project(LINE), ["heads"], message="x"),
    merge("a head twice", project(TWO), ["cccc", "cccc3333"], message="x"),
    merge("below a head", project(TWO), ["aaaa", "cccc"], message="x"),
    merge("below a head, spliced", project(THREE), ["bbbb", "cccc"], splice=True, message="x"),
    merge("in several places", project(PLACES, ini=IN_PLACES), ["cccc", "bbbb"], message="x"),
    merge("several databases", project(TWO, SEVERAL, ini="databases = one"), "heads", message="x"),
]


class Frozen(datetime.datetime):
    moment = None

    @classmethod
    def now(cls, tz=None):
        zoned = datetime.datetime.fromtimestamp(cls.moment[0], tz=datetime.timezone.utc).replace(microsecond=cls.moment[1])
        return zoned if tz is not None else zoned.astimezone().replace(tzinfo=None)


def offset_of(case):
    """What is to be added to UTC: in the settings' zone, else in local time."""
    moment = datetime.datetime.fromtimestamp(case["now"][0], tz=datetime.timezone.utc)
    for line in case["files"]["alembic.ini"].splitlines():
        if line.startswith("timezone = "):
            from zoneinfo import ZoneInfo

            name = line.split(" = ")[1]
            return int(moment.astimezone(ZoneInfo("UTC" if name == "utc" else name)).utcoffset().total_seconds())
    return int(moment.astimezone().utcoffset().total_seconds())


def record(case):
    os.environ["TZ"] = case["tz"]
    time.tzset()
    Frozen.moment = case["now"]
    base.datetime = types.SimpleNamespace(datetime=Frozen, timezone=datetime.timezone)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        root = pathlib.Path(folder).resolve()
        for path, text in case["files"].items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text.encode())
        (root / "db/versions").mkdir(exist_ok=True)
        before = {p: p.read_bytes() for p in root.rglob("*.p*y") if p.is_file()}
        arguments = dict(case["arguments"])
        arguments.setdefault("rev_id", "0123456789ab")
        try:
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                getattr(command, case["command"])(Config(str(root / "alembic.ini")), **arguments)
        except Exception as error:
            message = str(error).replace(str(root), "").split("; see /tmp")[0]
            return {"refused": f"{type(error).__name__}: {message}"}
        new = [p for p in root.rglob("*.py") if before.get(p) != p.read_bytes()]
        assert len(new) == 1, (case["name"], new)
        return {"path": str(new[0].relative_to(root)), "text": new[0].read_bytes().decode()}


def main():
    with open(HERE / "recorded.jsonl", "w") as out:
        for case in CASES:
            answer = record(case)
            given = {"offset": offset_of(case), **{key: case[key] for key in case if key != "tz"}}
            out.write(json.dumps({**given, **answer}, ensure_ascii=False) + "\n")
            if "refused" in answer:
                print(f"{case['command']} {case['name']}: {answer['refused']}", file=sys.stderr)


main()
