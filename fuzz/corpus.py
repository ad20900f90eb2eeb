"""Writes the Python of tests/specs as files of fuzz/corpus/revision, one for each spec."""

import pathlib
import re

root = pathlib.Path(__file__).resolve().parent.parent
out = root / "fuzz" / "corpus" / "revision"
out.mkdir(parents=True, exist_ok=True)
prelude = (root / "tests" / "specs" / "prelude.py").read_text()
for spec in sorted((root / "tests" / "specs").glob("*.md")):
    for number, body in enumerate(re.findall(r"^```python.*?\n(.*?)^```$", spec.read_text(), re.M | re.S)):
        if "def upgrade(" not in body:
            body = "def upgrade():\n" + "".join("    " + line for line in body.splitlines(True)) + "    pass\n"
        text = 'revision = "b0"\ndown_revision = "a0"\n' + prelude + body
        (out / f"{spec.stem}-{number}").write_bytes(bytes([number % 6]) + text.encode())
