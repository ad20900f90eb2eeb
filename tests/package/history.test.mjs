// The package as a program on Node sees it.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import init, { MigrationHistory } from "limbeck";
import * as node from "limbeck/node";

const revision = (id, down, body = "pass", more = "") => `"""${id} does things

Create Date: 2024-01-0${id.length} 10:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = ${JSON.stringify(id)}
down_revision = ${down === null ? "None" : JSON.stringify(down)}
${more}

def upgrade():
    ${body}


def downgrade():
    pass
`;

const two = {
  "versions/a.py": revision("a", null, 'op.create_table("t", sa.Column("id", sa.Integer(), nullable=False))'),
  "versions/b.py": revision("b", "a", 'op.add_column("t", sa.Column("é😀", sa.Text()))'),
};

test("a history is ready without init, and answers about its graph", async () => {
  const history = new MigrationHistory(two);
  assert.deepEqual(history.heads(), ["b"]);
  assert.deepEqual(history.bases(), ["a"]);
  assert.deepEqual(history.branchPoints(), []);
  assert.deepEqual(history.resolve("head"), ["b"]);
  assert.deepEqual(history.resolve("-1"), ["a"]);
  assert.deepEqual(history.revisions.map((r) => r.id), ["b", "a"]);
  assert.deepEqual(history.diagnostics.filter((d) => d.severity === "error"), []);
  const [b, a] = history.revisions;
  assert.equal(b.message, "b does things");
  assert.equal(b.file, "versions/b.py");
  assert.equal(b.createDate, "2024-01-01 10:00:00");
  assert.deepEqual([b.isHead, b.isBase, a.isHead, a.isBase], [true, false, false, true]);
  assert.deepEqual(b.downRevisions, ["a"]);
  await init();
});

test("heads are compared, all or those that are named", () => {
  const add = (name) => `op.add_column("t", sa.Column("${name}", sa.Text()))`;
  const history = new MigrationHistory({
    ...two,
    "versions/c.py": revision("c", "a", add("é😀")),
    "versions/d.py": revision("d", "a", add("other")),
    "versions/e.py": revision("e", "d", 'op.execute("SELECT 1")'),
  });
  const found = history.compareHeads({ dialect: "postgresql" });
  assert.deepEqual(found.map(({ heads, verdict }) => [...heads, verdict]), [
    ["b", "c", "conflict"],
    ["b", "e", "unknown"],
    ["c", "e", "unknown"],
  ]);
  const [{ ancestor, revisions, conflicts, unknown, diagnostics }] = found;
  assert.equal(ancestor, "a");
  assert.deepEqual(revisions, [["b"], ["c"]]);
  assert.deepEqual(unknown, []);
  assert.equal(conflicts[0].message, "both add column t.é😀");
  assert.deepEqual(conflicts[0].places.map(({ revision, file }) => [revision, file]), [
    ["b", "versions/b.py"],
    ["c", "versions/c.py"],
  ]);
  assert.ok(conflicts[0].places.every(({ span }) => span.start.line > 1));
  assert.equal(diagnostics[0].code, "conflicting-heads");
  assert.deepEqual(history.compareHeads({ heads: ["b", "d"] }).map(({ verdict }) => verdict), ["independent"]);
  assert.deepEqual(new MigrationHistory(two).compareHeads(), []);
  assert.throws(() => history.compareHeads({ heads: ["nope"] }), { code: "unknown-target" });
  assert.throws(() => history.compareHeads({ dialect: "db2" }), { code: "unknown-dialect" });
});

test("pairs are taken as well as a record", () => {
  assert.deepEqual(new MigrationHistory(Object.entries(two)).heads(), ["b"]);
  assert.deepEqual(new MigrationHistory(new Map(Object.entries(two))).heads(), ["b"]);
});

test("an upgrade is a script with steps, statements and places in UTF-16 units", () => {
  const history = new MigrationHistory(two);
  const plan = history.upgrade({ dialect: "postgresql" });
  assert.match(plan.sql, /^BEGIN;\n\nCREATE TABLE alembic_version/);
  assert.deepEqual(Object.keys(plan).sort(), ["complete", "diagnostics", "from", "sql", "steps", "to"]);
  assert.deepEqual([plan.from, plan.to, plan.complete], [[], ["b"], true]);
  assert.deepEqual(plan.steps.map((s) => [s.revision, s.direction, s.complete]), [["a", "upgrade", true], ["b", "upgrade", true]]);
  assert.ok(plan.steps.every((step) => plan.sql.includes(step.sql)));
  const add = plan.steps[1].statements[0];
  assert.equal(add.kind, "add_column");
  assert.match(add.sql, /^ALTER TABLE t ADD COLUMN "?é😀"? TEXT$/);
  const source = two["versions/b.py"];
  const from = source.indexOf("op.add_column");
  assert.equal(add.file, "versions/b.py");
  assert.equal(add.span.start.offset, from);
  assert.equal(add.span.end.offset, source.indexOf("\n", from));
  assert.deepEqual([add.span.start.line, add.span.start.column], [source.slice(0, from).split("\n").length, 5]);
  assert.equal(plan.steps.at(-1).statements.at(-1).kind, "version");
});

test("a plan is plain data: it can be cloned and written as JSON", () => {
  const plan = new MigrationHistory(two).upgrade({ dialect: "sqlite" });
  assert.equal(structuredClone(plan).steps.length, 2);
  assert.equal(JSON.parse(JSON.stringify(plan)).steps.length, 2);
});

test("ranges, downgrades, stamps and previews", () => {
  const history = new MigrationHistory(two);
  const part = history.upgrade({ dialect: "mysql", from: "a", to: "b" });
  assert.deepEqual([part.from, part.to, part.steps.length], [["a"], ["b"], 1]);
  const down = history.downgrade({ dialect: "postgresql", from: ["b"], to: "base" });
  assert.deepEqual(down.steps.map((s) => [s.revision, s.direction]), [["b", "downgrade"], ["a", "downgrade"]]);
  assert.match(history.stamp({ dialect: "postgresql", to: "head" }).sql, /INSERT INTO alembic_version/);
  const step = history.preview("a", { dialect: "oracle" });
  assert.match(step.sql, /^-- Running upgrade  -> a\n/);
  assert.equal(history.preview("a", { dialect: "oracle", direction: "downgrade" }).direction, "downgrade");
});

test("options of context.configure are heeded", () => {
  const history = new MigrationHistory(two, { versionTable: "versions_run", versionTableSchema: "meta" });
  assert.match(history.upgrade({ dialect: "postgresql" }).sql, /CREATE TABLE meta\.versions_run/);
});

test("what Alembic refuses is an Error with the diagnostic's code", () => {
  const history = new MigrationHistory(two);
  assert.throws(() => history.resolve("nothing"), (error) => error instanceof Error && error.code === "unknown-target");
  assert.throws(() => history.upgrade({ dialect: "db2" }), { code: "unknown-dialect" });
  assert.throws(() => history.upgrade({ dialect: "sqlite", to: "nothing" }), { code: "unknown-target" });
  assert.throws(() => history.upgrade({ dialect: "sqlite", mode: "dreamt" }), { code: "unsupported-mode" });
  assert.throws(() => history.upgrade(), TypeError);
  assert.throws(() => history.resolve(7), TypeError);
  assert.throws(() => new MigrationHistory(null), TypeError);
  assert.throws(() => new MigrationHistory({ "a.py": 7 }), TypeError);
  assert.throws(() => new MigrationHistory(two, { versionTable: [] }), { code: "invalid-argument" });
  assert.deepEqual(history.heads(), ["b"]);
});

test("an edit changes the answers, and leaves plans of before as they were", () => {
  const history = new MigrationHistory(two);
  const before = history.upgrade({ dialect: "postgresql" });
  history.update({ "versions/b.py": `\n\n${two["versions/b.py"]}`, "versions/c.py": revision("c", "b") });
  assert.deepEqual(history.heads(), ["c"]);
  const place = (plan) => plan.steps[1].statements[0].span.start.line;
  assert.equal(place(history.upgrade({ dialect: "postgresql" })), place(before) + 2);
  history.update({ "versions/c.py": null });
  assert.deepEqual(history.heads(), ["b"]);
});

test("a history can be given back, once or more often", () => {
  const history = new MigrationHistory(two);
  history.free();
  history.free();
  assert.throws(() => history.heads(), /freed/);
  const other = new MigrationHistory(two);
  other[Symbol.dispose]();
  assert.throws(() => other.heads(), /freed/);
});

test("CommonJS gets the same classes", () => {
  const require = createRequire(import.meta.url);
  const limbeck = require("limbeck");
  assert.equal(limbeck.MigrationHistory, MigrationHistory);
  assert.equal(typeof limbeck.default, "function");
  assert.equal(require("limbeck/node").openHistory, node.openHistory);
  assert.equal(node.MigrationHistory, MigrationHistory);
});
