// Bad input: each gets an answer that names it, the rest goes on, and the instance lives.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MigrationHistory } from "limbeck";

const file = (id, down, body = "    pass") => `from alembic import op
revision = "${id}"
down_revision = ${down === null ? "None" : `"${down}"`}

def upgrade():
${body}

def downgrade():
    pass
`;

const good = { "good.py": file("good", null, '    op.execute("SELECT 1")') };

/** The bad file beside a good one; the good one must still render. */
function beside(files) {
  const started = performance.now();
  const history = new MigrationHistory({ ...good, ...files });
  assert.match(history.preview("good", { dialect: "postgresql" }).sql, /SELECT 1;/);
  const { diagnostics } = history;
  assert.ok(performance.now() - started < 20_000);
  return { history, diagnostics, codes: diagnostics.map((d) => d.code) };
}

test("no files, and no revision among them", () => {
  for (const files of [{}, { "notes.py": "x = 1\n" }]) {
    const history = new MigrationHistory(files);
    assert.ok(history.diagnostics.some((d) => d.code === "no-revisions"));
    assert.deepEqual(history.heads(), []);
    assert.deepEqual(history.revisions, []);
  }
});

test("bytes that are not UTF-8", () => {
  const { diagnostics } = beside({ "bad.py": new Uint8Array([...new TextEncoder().encode('revision = "x'), 0xff, 0x22]) });
  assert.ok(diagnostics.some((d) => d.code === "not-utf8" && d.file === "bad.py"));
});

test("a lone surrogate leaves places where they are", () => {
  const text = `# \ud800\n${file("odd", "nowhere")}`;
  const { diagnostics } = beside({ "odd.py": text });
  const missing = diagnostics.find((d) => d.code === "missing-parent");
  assert.equal(text.slice(missing.span.start.offset, missing.span.end.offset), '"nowhere"');
});

test("a file of 50 MB", () => {
  const { diagnostics } = beside({ "big.py": `revision = "big"\n${"#".repeat(50_000_000)}` });
  assert.ok(diagnostics.some((d) => d.code === "file-too-large" && d.file === "big.py"));
});

test("a syntax error", () => {
  const { diagnostics } = beside({ "bad.py": 'revision = "bad"\ndef upgrade(:\n' });
  const found = diagnostics.find((d) => d.code === "syntax-error");
  assert.deepEqual([found.file, found.span.start.line], ["bad.py", 2]);
});

test("ten thousand brackets, and as many blocks", () => {
  const { codes } = beside({ "deep.py": `revision = "deep"\nx = ${"[".repeat(10_000)}${"]".repeat(10_000)}\n` });
  assert.ok(codes.includes("nesting-too-deep") || codes.includes("syntax-error"));
  const steps = Array.from({ length: 5000 }, (_, i) => `${" ".repeat(i)}if 1:`).join("\n");
  beside({ "deep.py": `revision = "deep"\n${steps}\n` });
  beside({ "deep.py": `revision = "deep"\nx = ${"-".repeat(100_000)}1\n` });
  beside({ "deep.py": `revision = "deep"\nx = ${"1+".repeat(100_000)}1\n` });
  beside({ "deep.py": `revision = "deep"\nx = a${".b".repeat(100_000)}\n` });
});

test("a revision that never ends, or wants all memory", () => {
  const bodies = [
    "    while True: pass",
    "    x = 'x' * 10**12",
    "    x = [0] * 10**12",
    "    x = 10 ** 10 ** 10",
    "    x = []\n    while True: x.append(x)",
    "    def f(): return f()\n    f()",
    "    x = 'x'\n    while True: x += x",
  ];
  for (const body of bodies) {
    const { history } = beside({ "bad.py": file("bad", "good", body) });
    const step = history.preview("bad", { dialect: "postgresql" });
    assert.equal(step.complete, false, body);
    assert.ok(step.diagnostics.some((d) => d.file === "bad.py"), body);
    assert.equal(history.upgrade({ dialect: "sqlite" }).steps.length, 2);
  }
});

test("a revision that is its own parent, two that are each other's, and two of one id", () => {
  const { codes } = beside({ "self.py": file("self", "self") });
  assert.ok(codes.includes("cycle"));
  assert.ok(beside({ "a.py": file("a", "b"), "b.py": file("b", "a") }).codes.includes("cycle"));
  assert.ok(beside({ "a.py": file("a", "good"), "b.py": file("a", "good") }).codes.includes("duplicate-revision"));
});

test("names that are special to JavaScript are names like any other", () => {
  const files = Object.fromEntries([["__proto__.py", file("__proto__", null)], ["constructor", "x"]]);
  assert.deepEqual(new MigrationHistory(files).heads(), ["__proto__"]);
});
