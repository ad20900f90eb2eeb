// `npm test`: everything, in the order in which a fault is cheapest to find; stops at the first failing stage.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { chromium } from "./chromium.mjs";
import { ask, find, run } from "./command.mjs";
import { root } from "./paths.mjs";
import { StepFailed, runMain, say } from "./progress.mjs";
import { triple } from "./wasm-toolchain.mjs";

const cargo = find("cargo") ?? "cargo";
const rust = (...args) => run(cargo, args, { advice: "the messages above say what is wrong" });
const node = (...args) => run(process.execPath, args, { advice: "the messages above say what is wrong" });

/** Test files below a folder of tests/. */
function testFiles(...folders) {
  return folders.flatMap((folder) => {
    const path = join(root, "tests", folder);
    const names = readdirSync(path).filter((name) => /\.test\.(mjs|cjs)$/.test(name));
    if (names.length === 0) throw new StepFailed(`tests/${folder} holds no test`);
    return names.map((name) => join(path, name));
  });
}

/** wasm-bindgen-test, with the runner of the crate's version, in Node or in a browser. */
function wasmTests({ toolchain, bindgen }, environment) {
  const env = { ...toolchain.env, CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: bindgen.testRunner, ...environment };
  const args = ["test", "--release", "--target", triple, "--test", "wasm", ...toolchain.args];
  return run(toolchain.cargo, args, { env, advice: "the messages above say what is wrong" });
}

async function wasmTestsInChromium(found) {
  // The browser's flags are in webdriver.json.
  const { driver } = await chromium();
  await wasmTests(found, { CHROMEDRIVER: driver, WASM_BINDGEN_USE_BROWSER: "1" });
}

/** A few real folders, revision by revision; the others, and whole scripts, take `npm run conformance`. */
async function conformance() {
  const python = find("python3") ?? find("python");
  if (!python || ask(python, ["-c", "import venv, ensurepip; print(1)"]) === null) {
    return "left out: there is no Python with venv and pip to ask Alembic with";
  }
  await node(join(root, "tests/conformance/run.mjs"), "--no-whole", "--causes", "5", "quetz-server", "optuna", "mlflow");
  return undefined;
}

async function stages() {
  let found;
  return [
    ["build", async () => { found = await build(); }],
    ["cargo fmt", () => rust("fmt", "--check")],
    ["clippy", () => rust("clippy", "--quiet", "--all-targets", "--", "-D", "warnings")],
    ["native tests", () => rust("test", "--quiet")],
    ["declarations", () => node(join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tests/types"))],
    ["package and command line", () => node("--test", ...testFiles("package", "cli"))],
    ["wasm in Node", () => wasmTests(found, {})],
    ["wasm in Chromium", () => wasmTestsInChromium(found)],
    ["page in Chromium", async () => { await chromium(); await node("--test", ...testFiles("page")); }],
    ["conformance", conformance],
  ];
}

async function main() {
  const table = [];
  const begun = performance.now();
  try {
    for (const [name, work] of await stages()) {
      const since = performance.now();
      say(`test: ${name}`);
      const note = await work().catch((error) => {
        table.push([name, since, "FAILED"]);
        throw error;
      });
      table.push([name, since, note || "passed"]);
    }
  } finally {
    const seconds = (from, to) => `${((to - from) / 1000).toFixed(1)} s`.padStart(9);
    table.forEach(([name, since, result], i) => {
      const until = table[i + 1]?.[1] ?? performance.now();
      console.log(`${seconds(since, until)}  ${name.padEnd(26)} ${result}`);
    });
    const failed = table.filter(([, , result]) => result === "FAILED").length;
    console.log(`${seconds(begun, performance.now())}  all`);
    console.log(`stages: ${table.filter(([, , result]) => result === "passed").length} passed, ${failed} failed`);
  }
}

await runMain(main);
