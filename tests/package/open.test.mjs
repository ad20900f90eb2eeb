// openHistory: what it takes for a project, and what it reads of it.
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { openHistory } from "limbeck/node";
import { folder, pair, project, revision } from "./revisions.mjs";

test("a folder with alembic.ini, the file itself, the script location and the folder of revisions", (t) => {
  const root = folder(t, project({ ...pair(), "env.py": "" }));
  for (const path of ["", "alembic.ini", "migrations", "migrations/versions"]) {
    const history = openHistory(join(root, path));
    assert.deepEqual(history.diagnostics, [], path);
    assert.deepEqual(history.heads(), ["bbbb"], path);
  }
  assert.equal(openHistory(root).revisions[0].file, "migrations/versions/bbbb.py");
});

test("a pyproject.toml with alembic's table", (t) => {
  const root = folder(t, { "pyproject.toml": '[tool.alembic]\nscript_location = "%(here)s/db"\n', "db/versions/a.py": revision("aaaa", null) });
  assert.deepEqual(openHistory(root).heads(), ["aaaa"]);
});

test("another section of alembic.ini", (t) => {
  const files = {
    "alembic.ini": "[alembic]\nscript_location = one\n[two]\nscript_location = two\n",
    "one/versions/a.py": revision("aaaa", null),
    "two/versions/b.py": revision("bbbb", null),
  };
  const root = folder(t, files);
  assert.deepEqual(openHistory(root).heads(), ["aaaa"]);
  assert.deepEqual(openHistory(root, { section: "two" }).heads(), ["bbbb"]);
});

test("options reach the history", (t) => {
  const history = openHistory(folder(t, project(pair())), { versionTable: "versions" });
  assert.ok(history.upgrade({ dialect: "sqlite" }).sql.includes("CREATE TABLE versions ("));
});

const usesTable = 'from shop.names import TABLE\n    op.create_table(TABLE, sa.Column("id", sa.Integer()))';

function printsTable(history, name) {
  const plan = history.upgrade({ dialect: "sqlite" });
  assert.equal(plan.complete, true, JSON.stringify(plan.diagnostics));
  assert.ok(plan.sql.includes(`CREATE TABLE ${name} (`), plan.sql);
}

test("modules beside the project are found when a revision imports them", (t) => {
  const root = folder(t, {
    ...project({ "versions/a.py": revision("aaaa", null, { upgrade: usesTable }) }, { ini: "prepend_sys_path = .\n" }),
    "shop/__init__.py": "",
    "shop/names.py": 'TABLE = "from_a_module"\n',
  });
  printsTable(openHistory(root), "from_a_module");
  const { statements } = openHistory(root).preview("aaaa", { dialect: "sqlite" });
  assert.ok(statements[0].sql.includes("CREATE TABLE from_a_module ("));
});

test("what modules import in turn is found, at once or when a function runs", (t) => {
  const root = folder(t, {
    ...project({ "versions/a.py": revision("aaaa", null, { upgrade: usesTable.replace("TABLE\n", "table\n    TABLE = table()\n") }) }),
    "shop/names.py": "from .prefix import PREFIX\n\n\ndef table():\n    from .late import name\n\n    return PREFIX + name()\n",
    "shop/prefix.py": 'PREFIX = "pre_"\n',
    "shop/late.py": "import importlib\n\n\ndef name():\n    return importlib.import_module('shop.later').NAME\n",
    "shop/later.py": 'NAME = "late"\n',
  });
  printsTable(openHistory(root), "pre_late");
});

test("from a folder of revisions, modules are found in the package that it is in", (t) => {
  const root = folder(t, {
    "shop/__init__.py": "",
    "shop/names.py": 'TABLE = "from_a_package"\n',
    "shop/migrations/env.py": "",
    "shop/migrations/versions/a.py": revision("aaaa", null, { upgrade: usesTable }),
  });
  for (const path of ["shop/migrations", "shop/migrations/versions"]) {
    const history = openHistory(join(root, path));
    printsTable(history, "from_a_package");
    assert.deepEqual(history.diagnostics, [], path);
    assert.equal(history.revisions.length, 1, path);
  }
});

test("nothing outside of the roots is read, whatever links there are", (t) => {
  const outside = folder(t, { "names.py": 'TABLE = "from_outside"\n' });
  const root = folder(t, project({ "versions/a.py": revision("aaaa", null, { upgrade: usesTable }) }));
  symlinkSync(outside, join(root, "shop"));
  const plan = openHistory(root).upgrade({ dialect: "sqlite" });
  assert.equal(plan.complete, false);
  assert.ok(plan.diagnostics.some((d) => /not among the given files/.test(d.message)), JSON.stringify(plan.diagnostics));
  assert.ok(!plan.sql.includes("from_outside"));
});

test("listings read no modules, and an edit may import more of them", (t) => {
  const root = folder(t, {
    ...project({ "versions/a.py": revision("aaaa", null) }),
    "shop/names.py": 'TABLE = "first"\n',
  });
  const history = openHistory(root);
  assert.deepEqual(history.heads(), ["aaaa"]);
  printsTable(history, "t_aaaa");
  history.update({ "migrations/versions/a.py": revision("aaaa", null, { upgrade: usesTable }) });
  printsTable(history, "first");
  history.update({ "shop/names.py": 'TABLE = "second"\n' });
  printsTable(history, "second");
  history.update({ "shop/names.py": null });
  assert.equal(history.upgrade({ dialect: "sqlite" }).complete, false);
});

test("an update counts paths as the history tells them", (t) => {
  const history = openHistory(folder(t, project(pair())));
  history.update({ "migrations/versions/bbbb.py": null });
  assert.deepEqual(history.heads(), ["aaaa"]);
});
