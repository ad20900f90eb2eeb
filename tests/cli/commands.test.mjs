// The command `limbeck` on the sample and on small projects: what goes to which stream, and the exit status.
import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { MigrationHistory } from "limbeck";
import { diamond, folder, pair, project, revision } from "../package/revisions.mjs";
import { isCalm, limbeck, root } from "./command.mjs";

const sample = join(root, "samples", "bookshop");

/** Ran without a finding, and said nothing but its answer. */
function clean(result) {
  assert.equal(result.stderr, "");
  assert.equal(result.status, 0);
  return result.stdout;
}

test("heads and history of the sample", () => {
  assert.match(clean(limbeck(["heads", sample])), /^f6d8b1427ea0 \(readers, sales\) \(head\)\n$/);
  const lines = clean(limbeck(["history", sample])).trimEnd().split("\n");
  assert.equal(lines.length, 9);
  assert.match(lines[0], /^e5c3019d84fb -> f6d8b1427ea0 \(readers, sales\) \(head\), /);
  assert.match(lines.at(-1), /^<base> -> \w+, /);
  assert.equal(lines.filter((line) => line.includes(" (branchpoint)")).length, 1);
  assert.equal(lines.filter((line) => line.includes(" (mergepoint)")).length, 1);
});

test("history says who follows whom, line for line", (t) => {
  const at = folder(t, project(diamond()));
  const merged = "bbbb, cccc -> dddd (left) (head) (mergepoint), Make dddd";
  const printed = clean(limbeck(["history", at]));
  assert.equal(
    printed,
    [merged, "aaaa -> bbbb (left), Make bbbb", "aaaa -> cccc, Make cccc", "<base> -> aaaa (branchpoint), Make aaaa", ""].join("\n"),
  );
  assert.equal(clean(limbeck(["heads", at])), "dddd (left) (head)\n");
  assert.match(clean(limbeck(["history", "-v", at])), /^Rev: dddd \(head\) \(mergepoint\)\nMerges: bbbb, cccc\n/);
});

test("upgrade --sql prints the script and nothing else", (t) => {
  const at = folder(t, project(pair()));
  const expected = new MigrationHistory(pair()).upgrade({ dialect: "postgresql" }).sql;
  assert.equal(clean(limbeck(["upgrade", "head", "--sql", at])), expected);
  assert.equal(clean(limbeck(["upgrade", "head", "--sql", "-c", join(at, "alembic.ini")])), expected);
  assert.equal(clean(limbeck(["upgrade", "head", "--sql"], { cwd: at })), expected);
  assert.equal(clean(limbeck(["upgrade", "head", "--sql"], { env: { ALEMBIC_CONFIG: join(at, "alembic.ini") } })), expected);
  assert.ok(clean(limbeck(["upgrade", "aaaa:head", "--sql", at])).includes("-- Running upgrade aaaa -> bbbb"));
});

test("the sample's whole script in the dialects that can say it", () => {
  const scripts = ["postgresql", "mysql", "mariadb", "oracle"].map((dialect) =>
    clean(limbeck(["upgrade", "head", "--sql", "--dialect", dialect, sample])),
  );
  for (const script of scripts) assert.equal(script.match(/^-- Running upgrade /gm).length, 9);
  assert.ok(new Set(scripts).size >= 3);
  assert.equal(clean(limbeck(["upgrade", "head", "--sql", sample])), scripts[0]);
});

test("what Alembic itself fails at is told with its words, in the other dialects", () => {
  // A column's comment off a schema on SQL Server; batch mode without a database on SQLite.
  for (const [dialect, words] of [["mssql", /'NoneType' object has no attribute 'startswith'/], ["sqlite", /cannot proceed in --sql mode/]]) {
    const { status, stdout, stderr } = limbeck(["upgrade", "head", "--sql", "--dialect", dialect, sample]);
    assert.equal(status, 1);
    assert.match(stderr, words);
    assert.match(stderr, /^samples\/bookshop\/migrations\/versions\/\w+\.py:\d+:\d+: error\[raised-exception\]: /m);
    assert.equal(stdout.match(/^-- Running upgrade /gm).length, 9);
  }
});

test("downgrade --sql takes FROM:TO", (t) => {
  const at = folder(t, project(pair()));
  const script = clean(limbeck(["downgrade", "bbbb:base", "--sql", at]));
  assert.ok(script.indexOf("DROP TABLE t_bbbb;") < script.indexOf("DROP TABLE t_aaaa;"));
  assert.ok(clean(limbeck(["downgrade", "bbbb:-1", "--sql", at])).includes("-- Running downgrade bbbb -> aaaa"));
  const without = limbeck(["downgrade", "base", "--sql", at]);
  assert.equal(without.status, 2);
  assert.match(without.stderr, /FROM:TO/);
});

test("stamp --sql only moves the version table", (t) => {
  const script = clean(limbeck(["stamp", "head", "--sql", folder(t, project(pair()))]));
  assert.ok(script.includes("VALUES ('bbbb')"));
  assert.ok(!script.includes("t_aaaa"));
});

test("the dialect comes from sqlalchemy.url, and --dialect goes before it", (t) => {
  const at = folder(t, project(pair(), { url: "mysql+pymysql://u:p@localhost/shop" }));
  const from = (dialect) => new MigrationHistory(pair()).upgrade({ dialect }).sql;
  assert.equal(clean(limbeck(["upgrade", "head", "--sql", at])), from("mysql"));
  assert.equal(clean(limbeck(["upgrade", "head", "--sql", "--dialect", "oracle", at])), from("oracle"));
});

test("a folder without alembic.ini needs --dialect", (t) => {
  const at = folder(t, pair());
  const without = limbeck(["upgrade", "head", "--sql", at]);
  assert.equal(without.status, 2);
  assert.equal(without.stdout, "");
  assert.match(without.stderr, /--dialect/);
  for (const path of [at, join(at, "versions")]) {
    assert.ok(clean(limbeck(["upgrade", "head", "--sql", "--dialect", "sqlite", path])).includes("CREATE TABLE t_bbbb"));
  }
});

test("--engine renders for one of several databases, in its dialect", (t) => {
  const several = `def upgrade(engine_name):
    globals()["upgrade_%s" % engine_name]()
def upgrade_one():
    op.create_table("in_one", sa.Column("id", sa.Integer(), primary_key=True))
def upgrade_two():
    op.create_table("in_two", sa.Column("id", sa.Integer(), primary_key=True))
`;
  const at = folder(t, {
    "alembic.ini":
      "[alembic]\nscript_location = %(here)s/db\ndatabases = one, two\n" +
      "[one]\nsqlalchemy.url = postgresql://a/b\n[two]\nsqlalchemy.url = sqlite://\n",
    "db/versions/a.py": `from alembic import op\nimport sqlalchemy as sa\nrevision = "aaaa"\ndown_revision = None\n${several}`,
  });
  assert.match(clean(limbeck(["upgrade", "head", "--sql", "--engine", "one", at])), /CREATE TABLE in_one \(\n {4}id SERIAL NOT NULL/);
  assert.match(clean(limbeck(["upgrade", "head", "--sql", "--engine", "two", at])), /CREATE TABLE in_two \(\n {4}id INTEGER NOT NULL/);
  const without = limbeck(["upgrade", "head", "--sql", "--dialect", "sqlite", at]);
  assert.equal(without.status, 1);
  assert.match(without.stderr, /'engine_name'\n.*--engine NAME/);
});

test("-n takes another section", (t) => {
  const at = folder(t, {
    "alembic.ini": "[alembic]\nscript_location = %(here)s/one\n[two]\nscript_location = %(here)s/two\nsqlalchemy.url = sqlite://\n",
    "one/versions/a.py": revision("aaaa", null),
    "two/versions/b.py": revision("bbbb", null),
  });
  assert.equal(clean(limbeck(["heads", at])), "aaaa (head)\n");
  assert.equal(clean(limbeck(["heads", "-n", "two", at])), "bbbb (head)\n");
  assert.ok(clean(limbeck(["upgrade", "head", "--sql", "-n", "two", "-c", join(at, "alembic.ini")])).includes("t_bbbb"));
});

test("check: clean, or findings with file, line, column, code and help", (t) => {
  const good = limbeck(["check", sample]);
  assert.equal(good.status, 0, good.stderr);
  assert.equal(good.stdout, "");
  const { "versions/dddd.py": _, ...divided } = diamond();
  const at = folder(t, project({ ...divided, "versions/broken.py": "revision = 'eeee'\ndef upgrade(:\n" }));
  const bad = limbeck(["check", "."], { cwd: at });
  assert.equal(bad.status, 1);
  assert.equal(bad.stdout, "");
  assert.match(bad.stderr, /^migrations\/versions\/broken\.py:2:13: error\[syntax-error\]: .+$/m);
  assert.match(bad.stderr, /^migrations\/versions\/cccc\.py:\d+:\d+: warning\[multiple-heads\]: .+$/m);
  assert.match(bad.stderr, /^ {2}help: .+$/m);
  assert.match(bad.stderr, /info\[independent-heads\]: .*bbbb and cccc/);
  assert.match(bad.stderr, /^3 revisions, 3 findings$/m);
});

test("check tells whether heads can be merged, in every form", (t) => {
  const drop = 'op.drop_column("t_aaaa", "id")';
  const at = folder(
    t,
    project({
      "versions/aaaa.py": revision("aaaa", null),
      "versions/bbbb.py": revision("bbbb", "aaaa", { upgrade: drop }),
      "versions/cccc.py": revision("cccc", "aaaa", { upgrade: drop }),
    }),
  );
  const check = (...words) => limbeck(["check", ...words, "."], { cwd: at });
  const { stderr, status } = check();
  assert.equal(status, 1);
  assert.match(stderr, /^migrations\/versions\/bbbb\.py:\d+:\d+: warning\[conflicting-heads\]: .*both drop column t_aaaa\.id$/m);
  assert.match(stderr, /^ {2}migrations\/versions\/cccc\.py:\d+:\d+: note: cccc drops column t_aaaa\.id$/m);
  const found = JSON.parse(check("--format", "json").stdout).find(({ code }) => code === "conflicting-heads");
  assert.equal(found.related.length, 1);
  assert.match(check("--format", "github").stdout, /^::warning file=migrations\/versions\/bbbb\.py,line=\d+,.*title=conflicting-heads::/m);
  const { results } = JSON.parse(check("--format", "sarif").stdout).runs[0];
  const result = results.find(({ ruleId }) => ruleId === "conflicting-heads");
  assert.equal(result.level, "warning");
  assert.equal(result.relatedLocations[0].physicalLocation.artifactLocation.uri, "migrations/versions/cccc.py");
});

test("check --format json is one JSON text on standard output", (t) => {
  const at = folder(t, project({ "versions/a.py": revision("aaaa", "gone") }));
  const { stdout, status } = limbeck(["check", "--format", "json", at]);
  assert.equal(status, 1);
  const found = JSON.parse(stdout).find(({ code }) => code === "missing-parent");
  assert.equal(found.severity, "error");
  assert.ok(found.file.endsWith("migrations/versions/a.py"));
});

test("an incomplete script says so on standard error and ends with 1", (t) => {
  const upgrade = "import secrets_of_mine\n    op.execute(secrets_of_mine.sql())";
  const at = folder(t, project({ "versions/a.py": revision("aaaa", null, { upgrade }) }));
  const { status, stdout, stderr } = limbeck(["upgrade", "head", "--sql", "."], { cwd: at });
  assert.equal(status, 1);
  assert.match(stdout, /^-- limbeck: /m);
  assert.match(stderr, /^migrations\/versions\/a\.py:\d+:\d+: error\[[a-z-]+\]: .+$/m);
});

test("what Alembic refuses ends with 1, what was typed wrong with 2", (t) => {
  const at = folder(t, project(pair()));
  const cases = [
    [["upgrade", "nope", "--sql", at], 1, /error\[unknown-target\].*nope/],
    [["upgrade", "head", "--sql", "--dialect", "db2", at], 2, /error\[unknown-dialect\].*db2[^]*help: /],
    [["upgrade", "head", at], 2, /--sql/],
    [["upgrade", "--sql"], 2, /TARGET/],
    [["nonsense"], 2, /no command "nonsense"/],
    [["heads", "--nonsense", at], 2, /--nonsense/],
    [["heads", "--sql", at], 2, /--sql/],
    [["heads", "/no/such/folder"], 2, /\/no\/such\/folder/],
    [["heads", "-c", "/no/such.ini"], 2, /\/no\/such\.ini/],
    [[], 2, /Usage: limbeck/],
  ];
  for (const [words, status, message] of cases) {
    const result = limbeck(words);
    assert.equal(result.status, status, `${words.join(" ")}: ${result.stderr}`);
    assert.equal(result.stdout, "", words.join(" "));
    assert.match(result.stderr, message);
    assert.ok(isCalm(result), result.stderr);
  }
});

test("where there is no alembic.ini, that is said", (t) => {
  const { status, stderr } = limbeck(["heads"], { cwd: folder(t, pair()) });
  assert.equal(status, 2);
  assert.match(stderr, /no alembic\.ini here/);
});

test("--help and --version are answers", () => {
  assert.match(clean(limbeck(["--help"])), /^Usage: limbeck COMMAND/);
  assert.match(clean(limbeck(["upgrade", "--help"])), /^Usage: limbeck upgrade/);
  assert.match(clean(limbeck(["--version"])), /^limbeck \d+\.\d+\.\d+\n$/);
});
