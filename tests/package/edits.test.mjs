// merge, revision, rebase: edits as data.
import assert from "node:assert/strict";
import test from "node:test";
import { MigrationHistory } from "limbeck";
import { openHistory } from "limbeck/node";
import { diamond, folder, pair, project, revision } from "./revisions.mjs";

const template = `"""\${message}

Revises: \${down_revision | comma,n}
Create Date: \${create_date}
"""
revision = \${repr(up_revision)}
down_revision = \${repr(down_revision)}
branch_labels = \${repr(branch_labels)}
depends_on = \${repr(depends_on)}
def upgrade():
    \${upgrades if upgrades else "pass"}
`;

function divided() {
  const { "versions/dddd.py": _, ...rest } = diamond();
  return rest;
}

const settings = (more = "") => ({ "alembic.ini": `[alembic]\nscript_location = .\n${more}\n`, "script.py.mako": template });

test("a merge joins all heads, or those that are named", () => {
  const history = new MigrationHistory({ ...divided(), ...settings("timezone = Europe/Berlin") });
  const edit = history.merge({ message: "Both sides", revId: "eeee", date: "2024-07-17T13:04:05.123456Z" });
  assert.deepEqual(Object.keys(edit).sort(), ["diagnostics", "path", "revision", "text"]);
  assert.equal(edit.path, "versions/eeee_both_sides.py");
  assert.equal(edit.revision, "eeee");
  assert.deepEqual(edit.diagnostics, []);
  assert.match(edit.text, /^"""Both sides\n\nRevises: bbbb, cccc\nCreate Date: 2024-07-17 15:04:05\.123456\+02:00\n"""\n/);
  assert.match(edit.text, /^down_revision = \('bbbb', 'cccc'\)$/m);
  assert.equal(history.merge({ revisions: ["cccc", "bbbb"], revId: "eeee" }).text.match(/^down_revision = (.*)$/m)[1], "('cccc', 'bbbb')");
  assert.deepEqual(history.heads().sort(), ["bbbb", "cccc"]);
  history.update({ [edit.path]: edit.text });
  assert.deepEqual(history.heads(), ["eeee"]);
});

test("a revision stands on the head, with what it is told", () => {
  const history = new MigrationHistory({ ...pair(), ...settings() });
  const date = new Date(2024, 0, 2, 3, 4, 5, 678);
  const edit = history.revision({ message: "Add it", branchLabel: "blue", dependsOn: "aaaa", date });
  assert.match(edit.revision, /^[0-9a-f]{12}$/);
  assert.equal(edit.path, `versions/${edit.revision}_add_it.py`);
  assert.match(edit.text, /^Create Date: 2024-01-02 03:04:05\.678000$/m);
  assert.match(edit.text, /^down_revision = 'bbbb'\nbranch_labels = \('blue',\)\ndepends_on = 'aaaa'$/m);
  assert.notEqual(history.revision().revision, history.revision().revision);
  assert.match(history.revision({ head: "base", revId: "first" }).text, /^Revises: $/m);
  assert.match(history.revision({ head: "aaaa", splice: true }).text, /^down_revision = 'aaaa'$/m);
});

test("without a script.py.mako there is a plain one", () => {
  const edit = new MigrationHistory(pair()).revision({ message: "x", revId: "cccc" });
  assert.equal(edit.path, "versions/cccc_x.py");
  assert.match(edit.text, /^"""x\n\nRevision ID: cccc\nRevises: bbbb\nCreate Date: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/);
});

test("a rebase writes one parent anew, and warns", () => {
  const history = new MigrationHistory(divided());
  const edit = history.rebase({ revision: "cccc", onto: "bbbb" });
  assert.equal(edit.text, revision("cccc", "bbbb"));
  assert.equal(edit.path, "versions/cccc.py");
  const [{ code, severity, file, span }] = edit.diagnostics;
  assert.deepEqual([code, severity, file], ["moved-revision", "warning", edit.path]);
  assert.equal(divided()[edit.path].slice(span.start.offset, span.end.offset), '"aaaa"');
  assert.deepEqual(history.rebase({ revision: "cccc" }), edit);
  history.update({ [edit.path]: edit.text });
  assert.deepEqual(history.heads(), ["cccc"]);
});

test("what Alembic refuses is an Error with a code", () => {
  const history = new MigrationHistory({ ...divided(), ...settings() });
  assert.throws(() => history.revision({ message: "x" }), { code: "multiple-heads" });
  assert.throws(() => history.revision({ head: "aaaa" }), { code: "invalid-edit" });
  assert.throws(() => history.revision({ head: "nothing" }), { code: "unknown-target" });
  assert.throws(() => history.revision({ head: "bbbb", revId: "a-b" }), { code: "illegal-revision-id" });
  assert.throws(() => history.revision({ head: "bbbb", revId: "cccc" }), { code: "duplicate-revision" });
  assert.throws(() => history.merge({ revisions: ["bbbb", "bbbb"] }), { code: "invalid-edit" });
  assert.throws(() => history.rebase({ revision: "aaaa" }), { code: "invalid-edit" });
  assert.throws(() => history.rebase({}), TypeError);
  assert.throws(() => history.revision({ head: "bbbb", date: "soon" }), TypeError);
  assert.throws(() => history.revision({ message: 7 }), TypeError);
  const broken = new MigrationHistory({ ...pair(), ...settings(), "script.py.mako": "x\n${nothing}\n" });
  assert.throws(() => broken.revision(), (error) => error.code === "invalid-template" && error.file === "script.py.mako" && error.span.start.line === 2);
});

test("time zones are read as Alembic reads their names", () => {
  const at = (timezone, date) =>
    new MigrationHistory({ ...pair(), ...settings(`timezone = ${timezone}`) }).revision({ date }).text.match(/^Create Date: (.*)$/m)[1];
  assert.equal(at("utc", "2024-01-01T00:00:00Z"), "2024-01-01 00:00:00+00:00");
  assert.equal(at("America/St_Johns", "2024-01-01T00:00:00.5Z"), "2023-12-31 20:30:00.500000-03:30");
  assert.equal(at("Asia/Calcutta", "2024-01-01T00:00:00Z"), "2024-01-01 05:30:00+05:30");
  for (const name of ["europe/berlin", "+02:00", "Nowhere/At_All"]) assert.throws(() => at(name), { code: "invalid-config" });
});

test("a folder's settings are those of the section that is named", (t) => {
  const at = folder(t, {
    "alembic.ini":
      "[alembic]\nscript_location = %(here)s/one\n[two]\nscript_location = %(here)s/two\nfile_template = x_%%(rev)s\ntimezone = UTC\n",
    "one/versions/a.py": revision("aaaa", null),
    "two/versions/b.py": revision("bbbb", null),
    "two/script.py.mako": template,
  });
  const options = { revId: "cccc", date: "2024-01-01T00:00:00Z" };
  const edit = openHistory(at, { section: "two" }).revision(options);
  assert.equal(edit.path, "two/versions/x_cccc.py");
  assert.match(edit.text, /^Create Date: 2024-01-01 00:00:00\+00:00$/m);
  assert.equal(openHistory(at).revision(options).path, "one/versions/cccc_.py");
  assert.equal(openHistory(folder(t, project(pair()))).revision(options).path, "migrations/versions/cccc_.py");
});
