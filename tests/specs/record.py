"""Records what real Alembic prints for each spec in this folder, and rewrites its expected blocks.

usage: record.py [FILE.md ...]      (with a Python that has the pinned Alembic and SQLAlchemy)

The format of a spec is described in README.md beside this file.
"""

import os
import re
import signal
import sys
import tempfile
import textwrap

# A few answers depend on the order of sets: let it be the same every time.
if os.environ.get("PYTHONHASHSEED") != "0":
    os.environ["PYTHONHASHSEED"] = "0"
    os.execv(sys.executable, [sys.executable, *sys.argv])

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "conformance"))
import oracle  # noqa: E402
import whole  # noqa: E402

PRELUDE = open(os.path.join(HERE, "prelude.py")).read()
HEAD = '-- Running upgrade a0 -> b0\n\n'
TAIL = "UPDATE alembic_version SET version_num='b0' WHERE alembic_version.version_num = 'a0'"
FENCE = re.compile(r"^```(.*)$")


class Block:
    """A fenced block: what stands behind the opening fence, and the lines inside."""

    def __init__(self, info):
        self.info = info
        self.lines = []

    @property
    def words(self):
        return re.split(r"[,\s]+", self.info.strip()) if self.info.strip() else [""]

    @property
    def kind(self):
        return self.words[0]


def pieces(text):
    """The file as a list of lines and Blocks."""
    found, block = [], None
    for line in text.split("\n"):
        fence = FENCE.match(line)
        if block is None and fence:
            block = Block(fence.group(1))
        elif block is not None and line == "```":
            found.append(block)
            block = None
        elif block is not None:
            block.lines.append(line)
        else:
            found.append(line)
    assert block is None, "a block is not closed"
    return found


def whole_revision(body):
    """A block's text as a revision file: as it is if it names a revision or defines upgrade(), else inside one."""
    named = re.search(r"^revision\b", body, re.M)
    if named or re.search(r"^def upgrade\(", body, re.M):
        header = "" if named else 'revision = "b0"\ndown_revision = "a0"\n'
        return header + PRELUDE + body + "\n"
    return (
        'revision = "b0"\ndown_revision = "a0"\n' + PRELUDE
        + "\n\ndef upgrade():\n" + textwrap.indent(body, "    ") + "\n    pass\n"
    )


def ask(blocks):
    """{dialect: (kind, text)} for the blocks of one spec, but those that are recorded."""
    options = {}
    if blocks[0].kind == "env":
        environment = {}
        exec(compile("\n".join(blocks.pop(0).lines), "env.py", "exec"), environment)
        options["target_metadata"] = environment["target_metadata"]
    words = blocks[0].words[1:]
    dialects = [w for w in words if w in oracle.DIALECTS] or oracle.DIALECTS
    unknown = [w for w in words if w not in oracle.DIALECTS + ["script", "script-down", "gap"]]
    assert not unknown, f"unknown words {unknown}"
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for index, block in enumerate(blocks):
            paths.append(os.path.join(folder, f"r{index}.py"))
            with open(paths[-1], "w") as file:
                file.write(whole_revision("\n".join(block.lines)))
        assert not (options and set(words) & {"script", "script-down"}), "env.py of a script"
        if "script" in words or "script-down" in words:
            direction = "upgrade" if "script" in words else "downgrade"
            return {d: entry(whole.script([folder], d, direction), False) for d in dialects}
        assert len(blocks) == 1, "several revisions, but not a script"
        one, why = oracle.open_revision(paths[0])
        if one is None:
            return {d: ("error", why) for d in dialects}
        return {d: entry(oracle.answer(one, d, "upgrade", **options), True) for d in dialects}


def entry(answer, trim):
    if "error" in answer:
        return ("error", answer["error"].split("\n")[0])
    text = answer["sql"]
    if trim:
        start, end = text.index(HEAD) + len(HEAD), text.rindex(TAIL)
        text = text[start:end]
    return ("sql", text.strip("\n"))


def expected(answers):
    """Blocks, dialects with the same text sharing one."""
    shared = {}
    for dialect, answer in answers.items():
        shared.setdefault(answer, []).append(dialect)
    lines = []
    for (kind, text), dialects in shared.items():
        lines += ["", f"```{kind} {', '.join(dialects)}"] + (text.split("\n") if text else []) + ["```"]
    return lines


def record(text):
    """The file's text with every expected block recorded anew."""
    out, waiting = [], []

    def flush():
        if waiting:
            try:
                lines = expected(ask(waiting))
            except AssertionError as error:
                raise SystemExit(f"{error} in: {waiting[0].lines}")
            while out and out[-1] == "":
                out.pop()
            out.extend(lines + [""])
            waiting.clear()

    for piece in pieces(text):
        if isinstance(piece, Block):
            if piece.kind in ("sql", "error"):
                continue
            out.extend([f"```{piece.info}", *piece.lines, "```"])
            if piece.kind in ("python", "env"):
                waiting.append(piece)
        else:
            if piece.startswith("#"):
                flush()
            if piece == "" and (waiting or (out and out[-1] == "")):
                if out and out[-1] == "":
                    continue
            out.append(piece)
    flush()
    return "\n".join(out).rstrip("\n") + "\n"


def main():
    signal.signal(signal.SIGALRM, oracle.alarm)
    paths = sys.argv[1:] or [
        os.path.join(HERE, n) for n in sorted(os.listdir(HERE)) if n.endswith(".md") and n != "README.md"
    ]
    for path in paths:
        with open(path) as file:
            before = file.read()
        after = record(before)
        assert record_is_stable(after), path
        if after != before:
            with open(path, "w") as file:
                file.write(after)
            print("recorded", os.path.basename(path))


def record_is_stable(text):
    """Every expected block is closed and belongs to a Python block."""
    kinds = [p.kind for p in pieces(text) if isinstance(p, Block)]
    return not kinds or kinds[0] in ("python", "env")


if __name__ == "__main__":
    main()
