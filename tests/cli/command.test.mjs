// The command `limbeck`, run as a person runs it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const sample = join(root, "samples", "bookshop");
const scratch = mkdtempSync(join(tmpdir(), "limbeck-"));
after(() => rmSync(scratch, { recursive: true }));

function limbeck(words, { cwd = sample } = {}) {
  const command = [join(root, "pkg", "cli", "limbeck.cjs"), ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd, encoding: "utf8" });
  return { status, stdout, stderr };
}

function folder(name, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(scratch, name, path)), { recursive: true });
    writeFileSync(join(scratch, name, path), text);
  }
  return join(scratch, name);
}

const revision = (id, down) => `revision = "${id}"\ndown_revision = ${down}\n\ndef upgrade():\n    pass\n\ndef downgrade():\n    pass\n`;
const twoHeads = () =>
  folder("heads", { "1.py": revision("one", "None"), "2.py": revision("two", '"one"'), "3.py": revision("three", '"one"') });

test("heads and history, as Alembic prints them", () => {
  assert.deepEqual(limbeck(["heads"]), { status: 0, stdout: "f6d8b1427ea0 (readers, sales) (head)\n", stderr: "" });
  const { status, stdout, stderr } = limbeck(["history"]);
  assert.deepEqual([status, stderr], [0, ""]);
  const lines = stdout.trimEnd().split("\n");
  assert.equal(lines.length, 9);
  assert.equal(lines[1], "d27b60f8c1e9, 70af2c9be65d -> e5c3019d84fb (readers, sales) (mergepoint), Bring sales and readers together");
  assert.equal(lines.at(-1), "<base> -> 4f1a6c02b9d3, The shop: publishers, books and where they stand");
});

test("at length", () => {
  const { stdout } = limbeck(["show", "b30d"]);
  assert.equal(
    stdout,
    `Rev: b30d94a7e815 (branchpoint)
Parent: 8c27e5d1f604
Branches into: ${["1e84d7b5a93c", "c9518f3ed27a"].join(", ")}
Path: ${join(sample, "migrations/versions/b30d94a7e815_genres.py")}

    Genres, with the ones every shop has
    
    Revision ID: b30d94a7e815
    Revises: 8c27e5d1f604
    Create Date: 2024-03-11 11:05:27.402118

`,
  );
  assert.equal(limbeck(["heads", "-v"]).stdout.split("\n")[0], "Rev: f6d8b1427ea0 (head)");
});

test("a range of the history, and marks of what is current", () => {
  const range = limbeck(["history", "-r", "b30d:e5c3", "-i", "--current", "d27b"]).stdout.trimEnd().split("\n");
  assert.equal(range.length, 6);
  assert.ok(range.some((line) => line.includes("d27b60f8c1e9 (sales) (current), Discounts")));
  assert.equal(limbeck(["current", "--current", "head"]).stdout, "f6d8b1427ea0 (head)\n");
  assert.match(limbeck(["branches"]).stdout, /^b30d94a7e815 \(branchpoint\)\n {13}-> /);
});

test("SQL on standard output, and nothing else there", () => {
  const { status, stdout, stderr } = limbeck(["upgrade", "head", "--sql"]);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /^BEGIN;\n\nCREATE TABLE alembic_version/);
  assert.match(stdout, /COMMIT;\n\n$/);
  const mysql = limbeck(["downgrade", "head:-1", "--sql", "--dialect", "mysql"]);
  assert.equal(mysql.status, 0);
  assert.match(mysql.stdout, /-- Running downgrade f6d8b1427ea0 -> e5c3019d84fb/);
  assert.match(limbeck(["upgrade", "b30d:c951", "--sql"]).stdout, /CREATE TYPE order_state/);
  assert.match(limbeck(["stamp", "head", "--sql"]).stdout, /INSERT INTO alembic_version/);
});

test("settings files and folders may be named", () => {
  assert.equal(limbeck(["heads", "-c", "samples/bookshop/alembic.ini"], { cwd: root }).status, 0);
  assert.equal(limbeck(["-c", join(sample, "alembic.ini"), "heads"], { cwd: scratch }).status, 0);
  const versions = join(sample, "migrations", "versions");
  assert.equal(limbeck(["heads", versions], { cwd: scratch }).status, 0);
  assert.equal(limbeck(["upgrade", "head", "--sql", "--dialect", "mariadb", versions], { cwd: scratch }).status, 0);
});

test("check tells of findings with place, code and help", () => {
  assert.deepEqual(limbeck(["check"]), { status: 0, stdout: "", stderr: "9 revisions, no problems\n" });
  const { status, stdout, stderr } = limbeck(["check", "heads"], { cwd: (twoHeads(), scratch) });
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /^heads\/\d\.py.*: warning\[multiple-heads\]: /m);
  assert.match(stderr, /^ {2}help: /m);
});

test("check in forms for programs", () => {
  const cwd = twoHeads();
  const check = (format) => limbeck(["check", ".", "--format", format], { cwd }).stdout;
  assert.ok(JSON.parse(check("json")).some((d) => d.code === "multiple-heads"));
  assert.match(check("github"), /^::warning file=\d\.py,.*title=multiple-heads::/m);
  const sarif = JSON.parse(check("sarif"));
  assert.equal(sarif.version, "2.1.0");
  assert.ok(sarif.runs[0].results.some((result) => result.ruleId === "multiple-heads" && result.level === "warning"));
});

test("errors are findings, and the rest still works", () => {
  const cwd = folder("broken", { "good.py": revision("good", "None"), "bad.py": 'revision = "bad"\ndef upgrade(:\n' });
  const { status, stdout, stderr } = limbeck(["heads", "."], { cwd });
  assert.deepEqual([status, stdout], [1, "good (head)\n"]);
  assert.match(stderr, /^bad\.py:2:\d+: error\[syntax-error\]: /m);
  const unknown = limbeck(["upgrade", "nothing", "--sql", "--dialect", "sqlite", "."], { cwd });
  assert.deepEqual([unknown.status, unknown.stdout], [1, ""]);
  assert.match(unknown.stderr, /error\[unknown-target\]: /);
});

test("what was typed wrongly ends with 2 and says how to do it", () => {
  const wrong = [
    [],
    ["dance"],
    ["heads", "--sql"],
    ["heads", "--loud"],
    ["upgrade"],
    ["upgrade", "head"],
    ["downgrade", "base", "--sql"],
    ["upgrade", "head", "--sql", "--dialect", "db2"],
    ["heads", "no/such/folder"],
    ["check", "--format", "xml"],
    ["upgrade", "head", "--sql", "a", "b"],
  ];
  for (const words of wrong) {
    const { status, stdout, stderr } = limbeck(words);
    assert.deepEqual([status, stdout], [2, ""], words.join(" "));
    assert.notEqual(stderr, "");
  }
  assert.equal(limbeck(["heads"], { cwd: scratch }).status, 2);
  assert.equal(limbeck(["upgrade", "head", "--sql", "heads"], { cwd: (twoHeads(), scratch) }).status, 2);
});

test("help and version", () => {
  assert.match(limbeck(["--help"]).stdout, /^Usage: limbeck COMMAND/);
  assert.match(limbeck(["upgrade", "-h"]).stdout, /^Usage: limbeck upgrade/);
  assert.match(limbeck(["--version"]).stdout, /^limbeck \d+\.\d+\.\d+\n$/);
});

test("the history as a drawing", () => {
  assert.match(limbeck(["graph", "--format", "mermaid"]).stdout, /^flowchart TD\n {2}r1\[/);
  assert.match(limbeck(["graph", "--format", "dot"]).stdout, /"d27b60f8c1e9" -> "e5c3019d84fb";/);
  assert.match(limbeck(["graph", "--format", "svg"]).stdout, /^<svg [^]*<\/svg>\n$/);
  const lines = limbeck(["graph"]).stdout.split("\n");
  assert.equal(lines.filter((line) => /^[| ]*[*o]/.test(line)).length, 9);
});
