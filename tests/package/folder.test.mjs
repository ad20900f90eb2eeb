// openHistory: the forms that a project on disk can have.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openHistory } from "limbeck/node";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const sample = join(root, "samples", "bookshop");
const scratch = mkdtempSync(join(tmpdir(), "limbeck-"));
after(() => rmSync(scratch, { recursive: true }));

const revision = (id, down = "None") => `revision = "${id}"\ndown_revision = ${down}\ndef upgrade(): pass\ndef downgrade(): pass\n`;

function project(name, files) {
  for (const [path, text] of Object.entries(files)) {
    const file = join(scratch, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return join(scratch, name);
}

test("a folder with alembic.ini, the file itself, the script location, the versions alone", () => {
  const paths = [sample, join(sample, "alembic.ini"), join(sample, "migrations"), join(sample, "migrations", "versions")];
  for (const path of paths) {
    const history = openHistory(path);
    assert.equal(history.revisions.length, 9, path);
    assert.deepEqual(history.heads(), ["f6d8b1427ea0"]);
    assert.deepEqual(history.diagnostics, []);
  }
});

test("pyproject.toml, and folders in folders", () => {
  const path = project("toml", {
    "pyproject.toml": '[tool.alembic]\nscript_location = "%(here)s/db"\nrecursive_version_locations = true\n',
    "db/versions/2024/a.py": revision("a"),
    "db/versions/2025/b.py": revision("b", '"a"'),
  });
  assert.deepEqual(openHistory(path).heads(), ["b"]);
});

test("only the folders that the settings name count", () => {
  const path = project("places", {
    "alembic.ini": "[alembic]\nscript_location = db\nversion_locations = one two\n[other]\nscript_location = db\n",
    "one/a.py": revision("a"),
    "two/b.py": revision("b", '"a"'),
    "two/deeper/c.py": revision("c", '"b"'),
    "db/versions/d.py": revision("d"),
  });
  assert.deepEqual(openHistory(path).heads(), ["b"]);
  assert.deepEqual(openHistory(path, { section: "other" }).heads(), ["d"]);
});

test("what cannot be found or read is told", () => {
  assert.throws(() => openHistory(join(scratch, "nowhere")), { code: "not-found" });
  const path = project("gone", { "alembic.ini": "[alembic]\nscript_location = %(here)s/nothing\n" });
  const history = openHistory(path);
  assert.ok(history.diagnostics.some((d) => d.code === "unreadable-file" && d.file === "nothing/versions"));
  assert.deepEqual(history.heads(), []);
  assert.throws(() => openHistory(7), TypeError);
});

test("files larger than one reading are read whole", () => {
  const long = `${revision("long")}${"# padding\n".repeat(60_000)}\nx = "the end"\n`;
  const path = project("long", { "versions/a.py": long, "versions/b.py": revision("b", '"long"') });
  const history = openHistory(path);
  assert.deepEqual(history.heads(), ["b"]);
  assert.deepEqual(history.diagnostics.filter((d) => d.severity === "error"), []);
});
