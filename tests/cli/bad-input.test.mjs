// Broken folders and broken pipes in the terminal: calm messages, the rest of the answer, the right exit status.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import test from "node:test";
import { folder, pair, project, revision } from "../package/revisions.mjs";
import { bin, isCalm, limbeck } from "./command.mjs";

test("a folder without revisions", (t) => {
  const at = folder(t, project({ "env.py": "" }));
  for (const command of ["heads", "history", "check"]) {
    const result = limbeck([command, at]);
    assert.equal(result.stdout, "");
    assert.ok(isCalm(result), result.stderr);
  }
  assert.match(limbeck(["check", at]).stderr, /\[no-revisions\]/);
  assert.equal(limbeck(["check", at]).status, 1);
});

const broken = {
  "not-utf8": Buffer.from("# caf\xe9\nrevision = 'cccc'\n", "latin1"),
  "file-too-large": `revision = 'cccc'\n${"# filler\n".repeat(5_600_000)}`,
  "syntax-error": "revision = 'cccc'\ndef upgrade(:\n",
  "nesting-too-deep": `revision = 'cccc'\nx = ${"(".repeat(10_000)}${")".repeat(10_000)}\n`,
  cycle: revision("cccc", "cccc"),
};

for (const [code, content] of Object.entries(broken)) {
  test(`${code}: named with its file, and the rest is printed`, (t) => {
    const at = folder(t, project({ ...pair(), "versions/broken.py": content }));
    const heads = limbeck(["heads", "."], { cwd: at });
    assert.equal(heads.status, 1);
    assert.ok(heads.stdout.startsWith("bbbb (head)\n"), heads.stdout);
    assert.match(heads.stderr, new RegExp(`^migrations/versions/broken\\.py(:\\d+:\\d+)?: error\\[${code}\\]: `, "m"));
    const script = limbeck(["upgrade", "bbbb", "--sql", "."], { cwd: at });
    assert.equal(script.status, 1);
    assert.ok(script.stdout.includes("CREATE TABLE t_bbbb"));
    assert.ok(isCalm(heads) && isCalm(script), heads.stderr + script.stderr);
  });
}

for (const upgrade of ["while True: pass", "op.execute('x' * 10**12)"]) {
  test(`${upgrade} is cut short`, (t) => {
    const at = folder(t, project({ ...pair(), "versions/c.py": revision("cccc", "bbbb", { upgrade }) }));
    const result = limbeck(["upgrade", "head", "--sql", "."], { cwd: at });
    assert.equal(result.status, 1);
    assert.match(result.stderr, /^migrations\/versions\/c\.py:\d+:\d+: error\[limit-exceeded\]: /m);
    assert.ok(result.stdout.includes("CREATE TABLE t_bbbb"));
    assert.ok(isCalm(result), result.stderr);
  });
}

test("a reader that has seen enough is no failure", async (t) => {
  const files = Object.fromEntries(
    Array.from({ length: 2000 }, (_, i) => [`versions/r${i}.py`, revision(`r${i}`, i ? `r${i - 1}` : null)]),
  );
  const at = folder(t, project(files));
  const child = spawn(process.execPath, [bin, "upgrade", "head", "--sql", at], { stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += chunk));
  child.stdout.once("data", () => child.stdout.destroy());
  const status = await new Promise((resolve) => child.on("close", resolve));
  assert.equal(stderr, "");
  assert.equal(status, 0);
});
