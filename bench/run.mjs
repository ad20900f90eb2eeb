// npm run bench: limbeck and Alembic on the same generated folders, checked to print the same before they are timed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { alembic } from "./alembic.mjs";
import { files, folder, revisionText } from "./folders.mjs";
import { pyodide } from "./pyodide.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const repository = join(here, "..");
const root = join(repository, "target", "bench");
const quick = process.argv.includes("--quick");
const cli = join(repository, "pkg", "cli", "limbeck.cjs");
const postgresql = { dialect: "postgresql" };

if (!existsSync(join(repository, "pkg", "wasm", "node.cjs"))) {
  console.error("bench: the package is not built: run `node scripts/build.mjs` first");
  process.exit(1);
}
mkdirSync(root, { recursive: true });
const { MigrationHistory } = createRequire(import.meta.url)(join(repository, "pkg", "wasm", "node.cjs"));
const small = join(repository, "pkg", "wasm", "limbeck.wasm");

function once(command, args, cwd) {
  const since = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1 << 30 });
  const took = performance.now() - since;
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${stderr.slice(-2000)}`);
  return { took, stdout };
}

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

/** Median of several runs, after one that warms the disk and Python's compiled files. */
function timed(runs, command, args, cwd) {
  once(command, args, cwd);
  return median(Array.from({ length: runs }, () => once(command, args, cwd).took));
}

const ms = (value) => (value === null ? "-" : `${value.toFixed(value < 10 ? 1 : 0)} ms`);
const kB = (value) => `${(value / 1000).toFixed(0)} kB`;

function table(head, rows) {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i].length)));
  const line = (row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  ");
  console.log([line(head), ...rows.map(line), ""].join("\n"));
}

/** What cannot be measured here is said, with its reason, and the rest goes on. */
async function attempt(what, work) {
  try {
    return await work();
  } catch (error) {
    console.log(`${what}: not measured here: ${String(error.message).trim().split("\n").slice(-3).join(" ")}\n`);
    return null;
  }
}

function processes(command) {
  const rows = [];
  for (const count of quick ? [1000] : [1000, 10_000]) {
    const at = folder(root, count);
    const runs = count > 1000 || quick ? 3 : 7;
    const floor = timed(runs, process.execPath, [join(here, "read.mjs"), at], at);
    for (const args of [["heads"], ["upgrade", "head", "--sql"]]) {
      const ours = once(process.execPath, [cli, ...args], at).stdout;
      const theirs = command && once(command, args, at).stdout;
      if (command && ours !== theirs) throw new Error(`\`${args.join(" ")}\` of ${count} revisions: limbeck and Alembic differ`);
      const mine = timed(runs, process.execPath, [cli, ...args], at);
      const other = command && timed(count > 1000 ? 3 : runs, command, args, at);
      const same = command ? "yes" : "-";
      rows.push([`${args.join(" ")}, ${count}`, ms(mine), ms(other), ms(floor), other ? (other / mine).toFixed(1) : "-", (mine / floor).toFixed(1), same]);
    }
  }
  table(["whole process, median", "limbeck", "Alembic", "floor", "Alembic/limbeck", "limbeck/floor", "same output"], rows);
}

function stopwatch(work) {
  const since = performance.now();
  const value = work();
  return [performance.now() - since, value];
}

function inProcess() {
  const given = files(1000);
  const [first] = stopwatch(() => new MigrationHistory(given).upgrade(postgresql).sql);
  const history = new MigrationHistory(given);
  history.upgrade(postgresql);
  const path = Object.keys(given)[500];
  const plans = [];
  const previews = [];
  for (let run = 0; run < 15; run++) {
    const changed = { [path]: revisionText(500).replace("length=200", `length=${201 + run}`) };
    const [plan, sql] = stopwatch(() => (history.update(changed), history.upgrade(postgresql).sql));
    if (!sql.includes(`VARCHAR(${201 + run})`)) throw new Error("an update did not reach the plan");
    plans.push(plan);
    const again = { [path]: revisionText(500).replace("length=200", `length=${301 + run}`) };
    const id = path.split("/").at(-1).split("_")[0];
    previews.push(stopwatch(() => (history.update(again), history.preview(id, postgresql)))[0]);
  }
  table(["in process, 1000 revisions", "time"], [
    ["read all, first plan", ms(first)],
    ["one file changed, whole plan", ms(median(plans))],
    ["one file changed, its preview", ms(median(previews))],
  ]);
  history.free();
}

function graphs() {
  const rows = (quick ? [1000, 10_000] : [1000, 10_000, 100_000]).map((count) => {
    const given = files(count);
    const [took, heads] = stopwatch(() => new MigrationHistory(given).heads());
    return [`${count} revisions`, ms(took), String(heads.length)];
  });
  table(["read headers, build the graph", "time", "heads"], rows);
}

async function inPages() {
  const bytes = readFileSync(small);
  const wasm = gzipSync(bytes, { level: 9 }).length;
  const other = await pyodide(root, 1000);
  const inBrowsers = await import("../pkg/browser.js");
  await inBrowsers.default(bytes);
  const [first, sql] = stopwatch(() => new inBrowsers.MigrationHistory(files(1000)).upgrade(postgresql).sql);
  if (sql !== other.sql) throw new Error("limbeck and Alembic in Pyodide differ");
  table(["in a page, 1000 revisions", "gzip", "to the first plan", "again"], [
    ["limbeck", kB(wasm), ms(first), "see above"],
    ["Alembic in Pyodide", kB(other.bytes), ms(other.first), ms(other.again)],
  ]);
}

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown"}\n`);
const command = await attempt("Alembic", () => alembic(root));
await attempt("whole processes", () => processes(command));
await attempt("in process", inProcess);
await attempt("graphs", graphs);
await attempt("Pyodide", inPages);
