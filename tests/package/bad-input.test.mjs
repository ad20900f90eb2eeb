// Input that is broken or hostile: a finding that names file and cause, at once, and everything else still works.
import assert from "node:assert/strict";
import test from "node:test";
import { MigrationHistory, openHistory } from "limbeck/node";
import { folder, pair, project, revision } from "./revisions.mjs";

const postgresql = { dialect: "postgresql" };

/** Generous for a busy machine; a hang is much longer. */
const atOnce = 10_000;

function quickly(work) {
  const since = performance.now();
  const result = work();
  const took = performance.now() - since;
  assert.ok(took < atOnce, `took ${took.toFixed(0)} ms`);
  return result;
}

const only = (history, file) => history.diagnostics.filter((d) => d.file === file && d.severity === "error");

function theRestWorks(history) {
  const plan = history.upgrade({ ...postgresql, to: "bbbb" });
  assert.equal(plan.complete, true);
  assert.ok(plan.sql.includes("CREATE TABLE t_aaaa") && plan.sql.includes("CREATE TABLE t_bbbb"));
}

test("an empty folder", (t) => {
  const history = quickly(() => openHistory(folder(t, {})));
  assert.deepEqual(history.diagnostics.map(({ code }) => code), ["no-revisions"]);
  assert.deepEqual([history.heads(), history.revisions], [[], []]);
  assert.equal(history.upgrade(postgresql).steps.length, 0);
});

test("a folder without revisions", (t) => {
  const history = openHistory(folder(t, { "env.py": "x = 1\n", "notes.txt": "revision = 'aaaa'" }));
  assert.deepEqual(history.diagnostics.map(({ code }) => code), ["no-revisions"]);
});

test("no such folder", () => {
  assert.throws(() => openHistory("/no/such/folder"), { code: "not-found", message: /\/no\/such\/folder/ });
});

test("a version folder that is not there is a finding", (t) => {
  const root = folder(t, { "alembic.ini": "[alembic]\nscript_location = %(here)s/gone\n" });
  const [found] = openHistory(root).diagnostics;
  assert.equal(found.code, "unreadable-file");
  assert.match(found.message, /gone/);
});

test("a file that is not UTF-8", (t) => {
  const latin = Buffer.from("# caf\xe9\nrevision = 'cccc'\ndown_revision = 'bbbb'\n", "latin1");
  const history = openHistory(folder(t, { ...pair(), "versions/latin.py": latin }));
  const [found] = only(history, "versions/latin.py");
  assert.equal(found.code, "not-utf8");
  theRestWorks(history);
});

test("a file of 50 MB", (t) => {
  const huge = `revision = 'cccc'\ndown_revision = 'bbbb'\n${"# filler\n".repeat(5_600_000)}`;
  const root = folder(t, { ...pair(), "versions/huge.py": huge });
  const fromDisk = quickly(() => openHistory(root));
  const given = quickly(() => new MigrationHistory({ ...pair(), "versions/huge.py": huge }));
  for (const history of [fromDisk, given]) {
    assert.equal(quickly(() => only(history, "versions/huge.py"))[0].code, "file-too-large");
    theRestWorks(history);
  }
});

const broken = {
  "a syntax error": ["revision = 'cccc'\ndef upgrade(:\n    pass\n", "syntax-error", 2],
  "10,000 nested brackets": [`revision = 'cccc'\ndown_revision = 'bbbb'\nx = ${"(".repeat(10_000)}${")".repeat(10_000)}\n`, "nesting-too-deep", 3],
  "10,000 open brackets": [`revision = 'cccc'\nx = ${"[".repeat(10_000)}\n`, "nesting-too-deep", 2],
  "a down_revision that names itself": [revision("cccc", "cccc"), "cycle", 12],
  "a missing parent": [revision("cccc", "gone"), "missing-parent", 12],
};

for (const [name, [text, code, line]] of Object.entries(broken)) {
  test(name, () => {
    const history = quickly(() => new MigrationHistory({ ...pair(), "versions/cccc.py": text }));
    const [found] = quickly(() => only(history, "versions/cccc.py"));
    assert.equal(found.code, code);
    assert.equal(found.span.start.line, line);
    assert.notEqual(found.message, "");
    theRestWorks(history);
  });
}

const endless = {
  "while True": "while True: pass",
  "a string of 10**12 characters": "op.execute('x' * 10**12)",
  "a list of 10**12 items": "x = [0] * 10**12",
  "a number of 10**12 digits": "x = 10 ** 10 ** 12",
  "recursion without an end": "f = lambda: f()\n    f()",
  "a range that is used up": "sum(range(10**15))",
  "doubling text": "x = 'x'\n    for i in range(100): x = x + x",
};

for (const [name, upgrade] of Object.entries(endless)) {
  test(`${name} in a revision`, () => {
    const file = "versions/cccc.py";
    const history = new MigrationHistory({ ...pair(), [file]: revision("cccc", "bbbb", { upgrade }) });
    const step = quickly(() => history.preview("cccc", postgresql));
    assert.equal(step.complete, false);
    const [found] = step.diagnostics;
    assert.equal(found.file, file);
    assert.equal(found.severity, "error");
    assert.ok(["limit-exceeded", "raised-exception", "unknown-value"].includes(found.code), found.code);
    const plan = quickly(() => history.upgrade(postgresql));
    assert.equal(plan.complete, false);
    assert.ok(plan.sql.includes("CREATE TABLE t_bbbb"));
    theRestWorks(history);
  });
}

test("while True among a module's own lines", () => {
  const text = `while True: pass\n${revision("cccc", "bbbb")}`;
  const history = quickly(() => new MigrationHistory({ ...pair(), "versions/cccc.py": text }));
  assert.equal(quickly(() => history.preview("cccc", postgresql)).complete, false);
  theRestWorks(history);
});

test("all of it in one folder, then mended, in the same instance", (t) => {
  const bad = Object.fromEntries(Object.values(broken).map(([text], at) => [`versions/bad${at}.py`, text.replaceAll("cccc", `bad${at}`)]));
  const loops = Object.fromEntries(
    Object.values(endless).map((upgrade, at) => [`versions/loop${at}.py`, revision(`loop${at}`, "bbbb", { upgrade })]),
  );
  const root = folder(t, project({ ...pair(), ...bad, ...loops }));
  const history = quickly(() => openHistory(root));
  for (const file of Object.keys(bad)) assert.ok(history.diagnostics.some((d) => d.file === `migrations/${file}`), file);
  for (let at = 0; at < Object.keys(loops).length; at++) quickly(() => history.preview(`loop${at}`, postgresql));
  theRestWorks(history);
  history.update(Object.fromEntries([...Object.keys(bad), ...Object.keys(loops)].map((file) => [`migrations/${file}`, null])));
  assert.deepEqual(history.diagnostics, []);
  theRestWorks(history);
});

test("hostile paths and messages are only text", () => {
  const history = new MigrationHistory({
    "../../etc/passwd.py": revision("aaaa", null, { message: "<img src=x onerror=alert(1)>" }),
    "__proto__": revision("bbbb", "aaaa"),
    "versions/\0.py": revision("cccc", "aaaa"),
    "": "revision = 'dddd'",
  });
  assert.equal(history.revisions.find(({ id }) => id === "aaaa").message, "<img src=x onerror=alert(1)>");
  assert.equal({}.polluted, undefined);
});

test("the limits of evaluation are the caller's", () => {
  const long = { "a.py": `revision = "aaaa"\ndown_revision = None\ndef upgrade():\n    for n in range(2000):\n        pass\n` };
  const codes = (limits) => {
    const { diagnostics, complete } = new MigrationHistory(long, { limits }).preview("aaaa", postgresql);
    assert.equal(complete, diagnostics.length === 0);
    return diagnostics.map(({ code }) => code);
  };
  assert.deepEqual(codes(undefined), []);
  assert.deepEqual(codes({ steps: 1000 }), ["limit-exceeded"]);
  assert.throws(() => codes({ steps: "many" }), { code: "invalid-argument" });
});
