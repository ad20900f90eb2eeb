// The class MigrationHistory, imported as users import it: each promise of the declarations, on small histories.
import assert from "node:assert/strict";
import test from "node:test";
import init, { MigrationHistory } from "limbeck";
import { diamond, marked, pair, placeOf, revision } from "./revisions.mjs";

const postgresql = { dialect: "postgresql" };

test("there is nothing to wait for on Node, and init may be awaited all the same", async () => {
  assert.deepEqual(new MigrationHistory(pair()).heads(), ["bbbb"]);
  assert.equal(await init(), undefined);
});

test("files come as a record or as any iterable of pairs", () => {
  const files = pair();
  function* generated() {
    yield* Object.entries(files);
  }
  for (const given of [files, Object.entries(files), new Map(Object.entries(files)), generated()]) {
    const history = new MigrationHistory(given);
    assert.deepEqual(history.diagnostics, []);
    assert.deepEqual(history.heads(), ["bbbb"]);
  }
});

test("files of another shape are refused by name", () => {
  assert.throws(() => new MigrationHistory(), TypeError);
  assert.throws(() => new MigrationHistory({ "versions/a.py": 3 }), /versions\/a\.py/);
  assert.throws(() => new MigrationHistory(["versions/a.py"]), TypeError);
});

test("revisions tell what their headers say, newest first", () => {
  const history = new MigrationHistory({ ...diamond(), "README.md": "no revision", "versions/helper.py": "x = 1\n" });
  const revisions = history.revisions;
  assert.deepEqual(revisions.map(({ id }) => id), ["dddd", "bbbb", "cccc", "aaaa"]);
  const [merge, left, , base] = revisions;
  assert.deepEqual(merge.downRevisions, ["bbbb", "cccc"]);
  assert.deepEqual([merge.isHead, merge.isBase, merge.isMergePoint, merge.isBranchPoint], [true, false, true, false]);
  assert.deepEqual(left.branchLabels, ["left"]);
  assert.deepEqual([base.isHead, base.isBase, base.isMergePoint, base.isBranchPoint], [false, true, false, true]);
  assert.equal(base.message, "Make aaaa");
  assert.ok(base.doc.startsWith("Make aaaa\n\nRevision ID: aaaa"));
  assert.equal(base.createDate, "2024-01-02 03:04:05.678901");
  assert.equal(base.file, "versions/aaaa.py");
  assert.deepEqual(base.dependsOn, []);
});

test("a revision without a date has null, and dependsOn lists what it depends on", () => {
  const history = new MigrationHistory({
    "a.py": "revision = 'aaaa'\ndown_revision = None\n",
    "b.py": revision("bbbb", null, { dependsOn: ["aaaa"] }),
  });
  const byId = Object.fromEntries(history.revisions.map((r) => [r.id, r]));
  assert.equal(byId.aaaa.createDate, null);
  assert.deepEqual(byId.bbbb.dependsOn, ["aaaa"]);
});

test("heads, bases and branch points", () => {
  const { "versions/dddd.py": merge, ...divided } = diamond();
  assert.ok(merge);
  const history = new MigrationHistory(divided);
  assert.deepEqual(history.heads(), ["bbbb", "cccc"]);
  assert.deepEqual(history.bases(), ["aaaa"]);
  assert.deepEqual(history.branchPoints(), ["aaaa"]);
});

test("resolve takes Alembic's targets", () => {
  const history = new MigrationHistory(diamond());
  assert.deepEqual(history.resolve("head"), ["dddd"]);
  assert.deepEqual(history.resolve("heads"), ["dddd"]);
  assert.deepEqual(history.resolve("aaaa"), ["aaaa"]);
  assert.deepEqual(history.resolve("+1"), ["aaaa"]);
  assert.deepEqual(history.resolve("left@head"), ["dddd"]);
  assert.deepEqual(history.resolve("base"), []);
});

test("what Alembic refuses throws an Error with the diagnostic's code", () => {
  const { "versions/dddd.py": _, ...divided } = diamond();
  const history = new MigrationHistory(divided);
  const refused = (target, code) =>
    assert.throws(() => history.resolve(target), (error) => error instanceof Error && error.code === code && error.message !== "");
  refused("nope", "unknown-target");
  refused("head", "multiple-heads");
  assert.throws(() => history.upgrade({ ...postgresql, to: "nope" }), { code: "unknown-target", message: /nope/ });
  assert.throws(() => history.downgrade({ ...postgresql, from: "bbbb", to: "nope" }), { code: "unknown-target" });
  assert.throws(() => history.preview("nope", postgresql), { code: "unknown-target", message: /nope/ });
  assert.deepEqual(history.heads(), ["bbbb", "cccc"]);
});

test("an unknown dialect or mode is refused by name", () => {
  const history = new MigrationHistory(pair());
  assert.throws(() => history.upgrade({ dialect: "db2" }), { code: "unknown-dialect", message: /db2/ });
  assert.throws(() => history.preview("aaaa", { dialect: "" }), { code: "unknown-dialect" });
  assert.throws(() => history.upgrade({ ...postgresql, mode: "nonsense" }), { code: "unsupported-mode", message: /nonsense/ });
  assert.throws(() => history.preview("aaaa", { ...postgresql, direction: "sideways" }), /sideways/);
  assert.throws(() => history.upgrade(), TypeError);
  assert.throws(() => history.resolve(3), TypeError);
  assert.equal(history.upgrade(postgresql).complete, true);
});

test("an upgrade's plan: script, steps, statements, both ends", () => {
  const files = pair();
  const plan = new MigrationHistory(files).upgrade(postgresql);
  assert.ok(plan.sql.startsWith("BEGIN;\n\nCREATE TABLE alembic_version ("));
  assert.ok(plan.sql.endsWith("COMMIT;\n\n"));
  assert.deepEqual([plan.from, plan.to, plan.complete, plan.diagnostics], [[], ["bbbb"], true, []]);
  assert.deepEqual(plan.steps.map(({ revision: id, direction }) => [id, direction]), [["aaaa", "upgrade"], ["bbbb", "upgrade"]]);
  assert.ok(plan.sql.includes(plan.steps.map(({ sql }) => sql).join("")));
  for (const step of plan.steps) {
    assert.equal(step.complete, true);
    assert.deepEqual(step.diagnostics, []);
    assert.ok(step.sql.startsWith("-- Running upgrade "));
    assert.deepEqual(step.statements.map(({ kind }) => kind), ["create_table", "version"]);
    for (const { sql } of step.statements) assert.ok(step.sql.includes(`${sql};\n`), sql);
    const [directive, version] = step.statements;
    const text = files[directive.file];
    const id = step.revision;
    assert.equal(marked(text, directive.span), `op.create_table("t_${id}", sa.Column("id", sa.Integer(), primary_key=True))`);
    assert.deepEqual(directive.span.start, placeOf(text, directive.span.start.offset));
    assert.deepEqual(directive.span.end, placeOf(text, directive.span.end.offset));
    assert.equal(version.span, undefined);
  }
});

test("a plan is plain data: it can be copied, compared and written as JSON", () => {
  const history = new MigrationHistory(pair());
  const plan = history.upgrade(postgresql);
  const copy = JSON.parse(JSON.stringify(plan));
  assert.equal(copy.steps.length, 2);
  assert.deepEqual(copy, JSON.parse(JSON.stringify(history.upgrade(postgresql))));
  assert.deepEqual(Object.keys(plan).sort(), ["complete", "diagnostics", "from", "sql", "steps", "to"]);
  assert.equal(plan.steps, plan.steps);
});

test("ranges: from what is there to what is asked for", () => {
  const history = new MigrationHistory(diamond());
  const later = history.upgrade({ ...postgresql, from: "bbbb", to: "dddd" });
  assert.deepEqual(later.from, ["bbbb"]);
  assert.deepEqual(later.to, ["dddd"]);
  assert.ok(!later.sql.includes("CREATE TABLE alembic_version"));
  assert.deepEqual(later.steps.map((step) => step.revision), ["cccc", "dddd"]);
  const both = history.upgrade({ ...postgresql, from: ["bbbb", "cccc"], to: "head" });
  assert.deepEqual(both.from, ["bbbb", "cccc"]);
  assert.deepEqual(both.steps.map((step) => step.revision), ["dddd"]);
});

test("a downgrade's plan goes the other way", () => {
  const plan = new MigrationHistory(pair()).downgrade({ ...postgresql, from: "bbbb", to: "base" });
  assert.deepEqual(plan.steps.map(({ revision: id, direction }) => [id, direction]), [["bbbb", "downgrade"], ["aaaa", "downgrade"]]);
  assert.deepEqual([plan.from, plan.to, plan.complete], [["bbbb"], [], true]);
  assert.ok(plan.sql.includes(plan.steps.map(({ sql }) => sql).join("")));
  assert.ok(plan.sql.indexOf("DROP TABLE t_bbbb") < plan.sql.indexOf("DROP TABLE t_aaaa"));
  assert.ok(plan.sql.endsWith("DELETE FROM alembic_version WHERE alembic_version.version_num = 'aaaa';\n\nCOMMIT;\n\n"));
  const one = new MigrationHistory(pair()).downgrade({ ...postgresql, from: "bbbb", to: "-1" });
  assert.deepEqual(one.to, ["aaaa"]);
});

test("a stamp only moves the version table", () => {
  const plan = new MigrationHistory(pair()).stamp({ ...postgresql, to: "head" });
  assert.ok(plan.sql.includes("VALUES ('bbbb')"));
  assert.ok(!plan.sql.includes("t_aaaa"));
  assert.deepEqual([plan.to, plan.complete], [["bbbb"], true]);
});

test("a preview is the step alone, whatever stands around it", () => {
  const files = { ...pair(), "versions/cccc.py": revision("cccc", "gone") };
  const history = new MigrationHistory(files);
  const step = history.preview("cccc", postgresql);
  assert.deepEqual([step.revision, step.direction, step.complete], ["cccc", "upgrade", true]);
  assert.ok(step.sql.includes("CREATE TABLE t_cccc"));
  assert.ok(!step.sql.includes("BEGIN"));
  const whole = new MigrationHistory(pair());
  const planned = whole.upgrade(postgresql).steps[1];
  assert.equal(whole.preview("bbbb", postgresql).sql, planned.sql);
  const back = whole.preview("bbbb", { ...postgresql, direction: "downgrade" });
  assert.equal(back.direction, "downgrade");
  assert.ok(back.sql.startsWith("-- Running downgrade bbbb -> aaaa\n\nDROP TABLE t_bbbb;"));
});

test("each of the six dialects has a script of its own", () => {
  const history = new MigrationHistory({
    "a.py": revision("aaaa", null, { upgrade: 'op.add_column("t", sa.Column("b", sa.Boolean(), nullable=False))' }),
  });
  const scripts = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"].map((dialect) => history.upgrade({ dialect }));
  assert.ok(scripts.every(({ complete, sql }) => complete && sql.includes("ALTER TABLE t ADD")));
  assert.ok(new Set(scripts.map(({ sql }) => sql)).size >= 4);
});

test("what cannot be known leaves a marked gap and the rest of the script", () => {
  const files = pair();
  files["versions/aaaa.py"] = revision("aaaa", null, { upgrade: "import secrets_of_mine\n    op.execute(secrets_of_mine.sql())" });
  const plan = new MigrationHistory(files).upgrade(postgresql);
  assert.equal(plan.complete, false);
  assert.deepEqual(plan.steps.map(({ complete }) => complete), [false, true]);
  assert.ok(plan.steps[0].diagnostics.length > 0);
  assert.equal(plan.steps[0].diagnostics[0].file, "versions/aaaa.py");
  assert.ok(plan.diagnostics.length > 0);
  assert.match(plan.steps[0].sql, /^-- limbeck: /m);
  assert.ok(plan.sql.includes("CREATE TABLE t_bbbb"));
});

test("options of the version table and of transactions", () => {
  const script = (options, dialect = "postgresql") => new MigrationHistory(pair(), options).upgrade({ dialect }).sql;
  assert.ok(script({ versionTable: "versions" }).includes("CREATE TABLE versions ("));
  assert.ok(script({ versionTable: "versions" }).includes("INSERT INTO versions (version_num)"));
  assert.ok(script({ versionTable: "v", versionTableSchema: "meta" }).includes("CREATE TABLE meta.v ("));
  assert.equal(script({}).split("BEGIN;").length - 1, 1);
  assert.ok(script({ transactionPerMigration: true }).split("BEGIN;").length - 1 >= 2);
  assert.throws(() => new MigrationHistory(pair(), { versionTable: 3 }), { code: "invalid-argument", message: /string/ });
});

test("literalBinds says whether values are written out", () => {
  const upgrade = 'op.bulk_insert(sa.table("t", sa.column("n", sa.Integer)), [{"n": 7}])';
  const files = { "a.py": revision("aaaa", null, { upgrade }) };
  assert.ok(new MigrationHistory(files, { literalBinds: true }).upgrade(postgresql).sql.includes("VALUES (7)"));
});

test("namingConvention names what directives make without a name", () => {
  const files = { "a.py": revision("aaaa", null, { upgrade: 'op.create_unique_constraint(None, "t", ["a"])' }) };
  const sql = (namingConvention) => new MigrationHistory(files, { namingConvention }).upgrade(postgresql).sql;
  assert.ok(sql({ uq: "uq_%(table_name)s" }).includes("ADD CONSTRAINT uq_t UNIQUE (a)"));
  assert.ok(sql({}).includes("ADD UNIQUE (a)"));
  assert.throws(() => sql({ uq: 3 }), { code: "invalid-argument" });
});

test("versionLocations says which folders hold revisions", () => {
  const files = { "here/a.py": revision("aaaa", null), "here/deep/b.py": revision("bbbb", "aaaa"), "there/c.py": revision("cccc", null) };
  const heads = (options) => new MigrationHistory(files, options).heads();
  assert.deepEqual(heads(), ["bbbb", "cccc"]);
  assert.deepEqual(heads({ versionLocations: ["here"], recursiveVersionLocations: true }), ["bbbb"]);
  assert.deepEqual(heads({ versionLocations: ["here"], recursiveVersionLocations: false }), ["aaaa"]);
});

test("update replaces, adds and removes", () => {
  const history = new MigrationHistory(pair());
  const before = history.upgrade(postgresql);
  history.update({ "versions/cccc.py": revision("cccc", "bbbb") });
  assert.deepEqual(history.heads(), ["cccc"]);
  assert.ok(history.upgrade(postgresql).sql.includes("t_cccc"));
  history.update({ "versions/bbbb.py": revision("bbbb", "aaaa", { upgrade: 'op.execute("SELECT 42")' }) });
  assert.ok(history.upgrade(postgresql).sql.includes("SELECT 42;"));
  assert.ok(!history.upgrade(postgresql).sql.includes("t_bbbb"));
  history.update({ "versions/cccc.py": null, "versions/bbbb.py": null });
  assert.deepEqual(history.heads(), ["aaaa"]);
  history.update({ "versions/never.py": null });
  assert.deepEqual(history.revisions.map(({ id }) => id), ["aaaa"]);
  // A plan is what it was when it was made, also where its steps are first looked at now.
  assert.deepEqual(before.steps.map((step) => step.revision), ["aaaa", "bbbb"]);
  assert.equal(marked(pair()["versions/bbbb.py"], before.steps[1].statements[0].span).slice(0, 15), "op.create_table");
});

test("after an update everything is as in a history that was made so", () => {
  const history = new MigrationHistory(diamond());
  history.upgrade(postgresql);
  const files = { ...diamond(), "versions/cccc.py": revision("cccc", "aaaa", { upgrade: 'op.drop_table("t_aaaa")' }) };
  history.update({ "versions/cccc.py": files["versions/cccc.py"] });
  const fresh = new MigrationHistory(files);
  const shown = (h) => JSON.stringify([h.diagnostics, h.revisions, h.upgrade(postgresql)]);
  assert.equal(shown(history), shown(fresh));
});

test("free: once or twice, by hand or by disposing; afterwards a clear error", () => {
  const history = new MigrationHistory(pair());
  const other = new MigrationHistory(pair());
  history.free();
  history.free();
  for (const use of [
    () => history.heads(),
    () => history.revisions,
    () => history.diagnostics,
    () => history.upgrade(postgresql),
    () => history.preview("aaaa", postgresql),
    () => history.update({}),
  ]) {
    assert.throws(use, /freed/);
  }
  assert.deepEqual(other.heads(), ["bbbb"]);
  const dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");
  other[dispose]();
  assert.throws(() => other.heads(), /freed/);
});

test("a plan outlives its history", () => {
  const history = new MigrationHistory(pair());
  const plan = history.upgrade(postgresql);
  history.free();
  assert.equal(plan.steps.length, 2);
  assert.ok(plan.sql.includes("t_aaaa"));
});

test("an alembic.ini among the files is read for its settings", () => {
  const files = {
    "alembic.ini": "[alembic]\nscript_location = %(here)s/db\n",
    "db/versions/a.py": revision("aaaa", null),
    "elsewhere/b.py": revision("bbbb", null),
  };
  assert.deepEqual(new MigrationHistory(files).heads(), ["aaaa"]);
});

test("the project's modules among the files can be imported by revisions", () => {
  const files = {
    "names.py": 'TABLE = "from_a_module"\n',
    "versions/a.py": revision("aaaa", null, {
      upgrade: 'from names import TABLE\n    op.create_table(TABLE, sa.Column("id", sa.Integer()))',
    }),
  };
  const plan = new MigrationHistory(files).upgrade(postgresql);
  assert.ok(plan.sql.includes("CREATE TABLE from_a_module ("), plan.sql);
});
