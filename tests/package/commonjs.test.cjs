// The package through `require`, under its own name.
"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const limbeck = require("limbeck");
const node = require("limbeck/node");

const files = { "versions/aaaa.py": "revision = 'aaaa'\ndown_revision = None\n\ndef upgrade():\n    pass\n\ndef downgrade():\n    pass\n" };

test("require gives the class, ready at once", () => {
  assert.deepEqual(new limbeck.MigrationHistory(files).heads(), ["aaaa"]);
});

test("require of limbeck/node adds openHistory", () => {
  assert.equal(typeof node.openHistory, "function");
  assert.throws(() => node.openHistory("/no/such/folder"), { code: "not-found", message: /no\/such\/folder/ });
});

test("the default export is init, for programs that also run in browsers", async () => {
  assert.equal(await limbeck.default(), undefined);
  assert.equal(await node.default(), undefined);
});

test("import and require give the same class", async () => {
  const { MigrationHistory } = await import("limbeck");
  const { MigrationHistory: again, openHistory } = await import("limbeck/node");
  assert.equal(MigrationHistory, limbeck.MigrationHistory);
  assert.equal(again, node.MigrationHistory);
  assert.equal(openHistory, node.openHistory);
});

// The aim is 600 kB; what makes it larger has to be worth it.
const CEILING = 773_000;

test(`the wasm is at most ${CEILING} bytes gzip`, () => {
  const { readFileSync } = require("node:fs");
  const { gzipSync } = require("node:zlib");
  const bytes = readFileSync(require.resolve("limbeck/wasm"));
  const { length } = gzipSync(bytes, { level: 9 });
  assert.ok(length <= CEILING, `limbeck.wasm is ${length} bytes gzip, ${bytes.length} raw`);
});
