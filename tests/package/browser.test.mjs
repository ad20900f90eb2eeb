// The browser's entry, run under Node: everything that init takes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { pair, revision } from "./revisions.mjs";

const require = createRequire(import.meta.url);
const wasm = readFileSync(require.resolve("limbeck/wasm"));
const entry = new URL("../../pkg/browser.js", import.meta.url);
let copies = 0;

/** The entry as a page loads it: each time a module of its own. */
const fresh = () => import(`${entry}?copy=${copies++}`);

const works = ({ MigrationHistory }) => {
  const history = new MigrationHistory(pair());
  assert.deepEqual(history.heads(), ["bbbb"]);
  assert.ok(history.upgrade({ dialect: "sqlite" }).sql.includes("CREATE TABLE t_bbbb"));
};

const response = (type) => new Response(wasm, { headers: type ? { "Content-Type": type } : {} });

const sources = {
  bytes: () => new Uint8Array(wasm),
  "an ArrayBuffer": () => new Uint8Array(wasm).buffer,
  "a WebAssembly.Module": () => new WebAssembly.Module(wasm),
  "a Response": () => response("application/wasm"),
  "a Response of another type": () => response("application/octet-stream"),
  "a Response without a type": () => response(),
  "a promise of a Response": () => Promise.resolve(response("application/wasm")),
};

for (const [name, source] of Object.entries(sources)) {
  test(`init with ${name}`, async () => {
    const limbeck = await fresh();
    assert.equal(await limbeck.default(source()), undefined);
    works(limbeck);
  });
}

test("init with a URL, as text or as an object", async (t) => {
  const server = createServer((_, answer) => answer.setHeader("Content-Type", "application/wasm").end(wasm));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}/limbeck.wasm`;
  for (const given of [url, new URL(url), new Request(url)]) {
    const limbeck = await fresh();
    await limbeck.default(given);
    works(limbeck);
  }
});

test("init again changes nothing", async () => {
  const limbeck = await fresh();
  await Promise.all([limbeck.default(wasm), limbeck.default(wasm)]);
  const history = new limbeck.MigrationHistory(pair());
  await limbeck.default();
  await limbeck.default("http://127.0.0.1:1/never-asked-for");
  assert.deepEqual(history.heads(), ["bbbb"]);
});

test("floats are what Python makes of them, in a revision's text and out of strings", async () => {
  const limbeck = await fresh();
  await limbeck.default(wasm);
  const shown = {
    "[1e23, .1, 5e-324, 1.7976931348623157e308]": "[1e+23, 0.1, 5e-324, 1.7976931348623157e+308]",
    "[9007199254740993.0, 1_0.2_5e-3, 1e400, 1., -0.0]": "[9007199254740992.0, 0.01025, inf, 1.0, -0.0]",
    "[123456789012345678901234567890.5, 2.5e0]": "[1.2345678901234568e+29, 2.5]",
    "[float(' 1.5e3 '), float('-inf'), float('NaN'), float('+.5')]": "[1500.0, -inf, nan, 0.5]",
  };
  for (const [python, text] of Object.entries(shown)) {
    const history = new limbeck.MigrationHistory({ "a.py": revision("aaaa", null, { upgrade: `op.execute(str(${python}))` }) });
    assert.equal(history.preview("aaaa", { dialect: "sqlite" }).statements[0].sql, text);
  }
  for (const text of ["", ".", "1e", "0x1", "1 2", "infinit", "1.5.2"]) {
    const upgrade = `op.add_column("t", sa.Column("c", sa.Float(), server_default=sa.text(str(float("${text}")))))`;
    const history = new limbeck.MigrationHistory({ "a.py": revision("aaaa", null, { upgrade }) });
    const { diagnostics } = history.preview("aaaa", { dialect: "sqlite" });
    assert.match(diagnostics[0].message, /could not convert string to float/);
  }
});

test("before init a clear error says what to do", async () => {
  const { MigrationHistory } = await fresh();
  assert.throws(() => new MigrationHistory(pair()), /await init\(\)/);
});

test("an init that failed says why, and the next may succeed", async () => {
  const limbeck = await fresh();
  await assert.rejects(limbeck.default(new Response("", { status: 404 })), /404/);
  await assert.rejects(limbeck.default(new Uint8Array([1, 2, 3])), WebAssembly.CompileError);
  await assert.rejects(limbeck.default(42), /expected a URL/);
  await limbeck.default(wasm);
  works(limbeck);
});

test("the exports map gives browsers this entry", async () => {
  const { exports } = require("limbeck/package.json");
  const named = new URL(`../../${exports["."].default.default}`, import.meta.url);
  assert.equal(named.href, pathToFileURL(new URL(entry).pathname).href);
});
