// Places in files are in UTF-16 units, as JavaScript's own strings count, whatever the text holds.
import assert from "node:assert/strict";
import test from "node:test";
import { MigrationHistory } from "limbeck";
import { marked, placeOf, revision } from "./revisions.mjs";

const texts = {
  plain: "abc",
  accents: "Zoë à Besançon, naïve",
  combining: "e\u0301",
  emoji: "🐍🐘 and 👩‍👩‍👧",
  "other planes": "𝒳𐍈",
  "lone high surrogate": "a\ud83dz",
  "lone low surrogate": "a\udc0dz",
  "byte order mark inside": "a\ufeffb",
};

for (const [name, text] of Object.entries(texts)) {
  test(`a directive after ${name} is where it is`, () => {
    const upgrade = `op.execute("/* ${text} */ SELECT 1"); op.drop_table("${name}")`;
    const source = revision("aaaa", null, { message: text, upgrade });
    const history = new MigrationHistory({ "versions/a.py": source });
    const { statements } = history.preview("aaaa", { dialect: "postgresql" });
    const [execute, drop] = statements;
    assert.equal(marked(source, execute.span), upgrade.split("; ")[0]);
    assert.equal(marked(source, drop.span), upgrade.split("; ")[1]);
    for (const at of [execute.span.start, execute.span.end, drop.span.start, drop.span.end]) {
      assert.deepEqual(at, placeOf(source, at.offset));
    }
    assert.equal(history.revisions[0].message, text.replace(/\p{Surrogate}/gu, "\ufffd"));
    assert.ok(execute.sql.includes(text.replace(/\p{Surrogate}/gu, "\ufffd")));
  });

  test(`a finding after ${name} is where it is`, () => {
    const source = `# ${text}\nx = "${text}"; revision = "aaaa"\ny = "${text}"; down_revision = "gone"\n`;
    const history = new MigrationHistory({ "versions/a.py": source });
    const found = history.diagnostics.find(({ code }) => code === "missing-parent");
    assert.equal(found.severity, "error");
    assert.equal(found.file, "versions/a.py");
    assert.equal(found.revision, "aaaa");
    assert.match(found.message, /gone/);
    assert.equal(marked(source, found.span), '"gone"');
    assert.deepEqual(found.span.start, placeOf(source, found.span.start.offset));
    assert.deepEqual(found.span.end, placeOf(source, found.span.end.offset));
  });
}

test("Windows and old Mac line ends count as line ends", () => {
  for (const end of ["\r\n", "\r"]) {
    const source = ["# one", "revision = 'aaaa'", "down_revision = 'gone'", ""].join(end);
    const [found] = new MigrationHistory({ "a.py": source }).diagnostics.filter(({ code }) => code === "missing-parent");
    assert.equal(marked(source, found.span), "'gone'");
    assert.deepEqual([found.span.start.line, found.span.start.column], [3, 17]);
  }
});

test("second places are told as well", () => {
  const history = new MigrationHistory({ "versions/a.py": revision("aaaa", null), "versions/b.py": revision("aaaa", null) });
  const found = history.diagnostics.find(({ code }) => code === "duplicate-revision");
  assert.equal(found.related.length, 1);
  assert.deepEqual(new Set([found.file, found.related[0].file]), new Set(["versions/a.py", "versions/b.py"]));
  assert.equal(typeof found.related[0].message, "string");
});
