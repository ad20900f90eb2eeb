// merge, revision, rebase on the command line: what is written, and what is only shown.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { diamond, folder, pair, project, revision } from "../package/revisions.mjs";
import { limbeck } from "./command.mjs";

function divided() {
  const { "versions/dddd.py": _, ...rest } = diamond();
  return project(rest);
}

const heads = (at) => limbeck(["heads", at]).stdout;

test("revision writes a file, and says so as Alembic does", (t) => {
  const at = folder(t, project(pair()));
  const { status, stdout, stderr } = limbeck(["revision", "-m", "Add a column", "--rev-id", "cccc", at]);
  const file = join(at, "migrations", "versions", "cccc_add_a_column.py");
  assert.deepEqual([status, stdout, stderr], [0, `Generating ${file} ...  done\n`, ""]);
  assert.match(readFileSync(file, "utf8"), /^"""Add a column\n\nRevision ID: cccc\nRevises: bbbb\n/);
  assert.equal(heads(at), "cccc (head)\n");
});

test("revision takes Alembic's options", (t) => {
  const at = folder(t, divided());
  const words = ["--head", "cccc", "--branch-label", "right", "--depends-on", "left", "--depends-on", "aaaa", "--rev-id", "eeee"];
  assert.equal(limbeck(["revision", ...words, "-c", join(at, "alembic.ini")]).status, 0);
  const text = readFileSync(join(at, "migrations", "versions", "eeee_.py"), "utf8");
  assert.match(text, /^"""empty message\n/);
  assert.match(text, /^down_revision = 'cccc'\nbranch_labels = \('right',\)\ndepends_on = \['left', 'aaaa'\]$/m);
  const spliced = limbeck(["revision", "-m", "x", "--head", "aaaa", "--splice", at]);
  assert.match(spliced.stdout, /^Generating .+\/[0-9a-f]{12}_x\.py \.\.\. {2}done\n$/);
});

test("a version path is one of the locations, seen from here", (t) => {
  const at = folder(t, {
    "alembic.ini": "[alembic]\nscript_location = %(here)s/db\npath_separator = newline\nversion_locations =\n  %(here)s/db/one\n  %(here)s/db/two\n",
    "db/one/a.py": revision("aaaa", null),
    "db/two/b.py": revision("bbbb", null),
  });
  const words = ["revision", "--head", "base", "--rev-id", "cccc", "--version-path"];
  const made = limbeck([...words, "db/two"], { cwd: at });
  assert.ok(existsSync(join(at, "db", "two", "cccc_.py")), made.stderr);
  const refused = limbeck([...words, "db/three"], { cwd: at });
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /error\[invalid-edit\]: .*db\/three/);
});

test("merge joins all heads, or those that are named", (t) => {
  const at = folder(t, divided());
  const shown = limbeck(["merge", "bbbb", "cccc", "--rev-id", "eeee", "--dry-run", at]);
  assert.match(shown.stdout, /^\+down_revision = \('bbbb', 'cccc'\)$/m);
  const { status, stdout } = limbeck(["merge", "-m", "Both", "--rev-id", "eeee", at]);
  assert.equal(status, 0);
  assert.match(stdout, /^Generating .*eeee_both\.py \.\.\. {2}done\n$/);
  assert.equal(heads(at), "eeee (left) (head) (mergepoint)\n".replace(" (mergepoint)", ""));
});

test("rebase puts one head on the other, and warns", (t) => {
  const at = folder(t, divided());
  const file = join(at, "migrations", "versions", "cccc.py");
  const { status, stdout, stderr } = limbeck(["rebase", "cccc", "--onto", "bbbb", at]);
  assert.deepEqual([status, stdout], [0, `Rewriting ${file} ...  done\n`]);
  assert.match(stderr, /cccc\.py:\d+:\d+: warning\[moved-revision\]: .*shipped/);
  assert.equal(readFileSync(file, "utf8"), revision("cccc", "bbbb"));
  assert.equal(heads(at), "cccc (left) (head)\n");
  const again = limbeck(["rebase", "cccc", at]);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /error\[invalid-edit\]: there is only one head/);
});

test("--dry-run writes nothing, and its diff is what would be written", (t) => {
  const at = folder(t, divided());
  const before = readdirSync(join(at, "migrations", "versions"));
  for (const words of [["rebase", "cccc"], ["merge", "-m", "x", "--rev-id", "eeee"]]) {
    const { status, stdout } = limbeck([...words, "--dry-run", at]);
    assert.equal(status, 0);
    assert.deepEqual(readdirSync(join(at, "migrations", "versions")), before);
    const applied = spawnSync("git", ["apply", "--unidiff-zero", "-"], { cwd: at, input: stdout, encoding: "utf8" });
    assert.equal(applied.status, 0, `${stdout}\n${applied.stderr}`);
    if (words[0] === "rebase") {
      assert.equal(stdout.match(/^[-+](?![-+])/gm).length, 4);
      assert.equal(readFileSync(join(at, "migrations", "versions", "cccc.py"), "utf8"), revision("cccc", "bbbb"));
    }
  }
  assert.equal(heads(at), "eeee (left) (head)\n");
});

test("what is refused is said, and nothing is written", (t) => {
  const at = folder(t, divided());
  const cases = [
    [["revision", "-m", "x", at], 1, /error\[multiple-heads\]/],
    [["revision", "--rev-id", "a@b", "--head", "bbbb", at], 1, /error\[illegal-revision-id\]/],
    [["merge", "nothing", at], 1, /error\[unknown-target\]/],
    [["rebase"], 2, /needs a REVISION/],
    [["revision", "--autogenerate", at], 2, /autogenerate/],
  ];
  for (const [words, status, message] of cases) {
    const result = limbeck(words);
    assert.deepEqual([result.status, result.stdout], [status, ""], words.join(" "));
    assert.match(result.stderr, message);
  }
  assert.equal(readdirSync(join(at, "migrations", "versions")).length, 3);
});
