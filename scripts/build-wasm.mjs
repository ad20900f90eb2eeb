// The core as wasm: cargo, then wasm-bindgen, then wasm-opt; and wasm-bindgen's glue as a factory of fresh instances.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { run } from "./command.mjs";
import { nameByLikeness } from "./order-functions.mjs";
import { built, root, target } from "./paths.mjs";
import { say } from "./progress.mjs";
import { triple } from "./wasm-toolchain.mjs";

const glueFolder = join(target, "wasm-glue");

/** Everything that the wasm is made from. */
export const wasmInputs = [
  "src",
  "stubs",
  "Cargo.toml",
  "Cargo.lock",
  ".cargo",
  "scripts/build-wasm.mjs",
  "scripts/order-functions.mjs",
].map((path) => join(root, path));

export const wasmOutputs = [join(built, "limbeck.wasm"), join(built, "glue.js")];

export async function buildWasm({ toolchain, bindgen }) {
  await cargoBuild(toolchain);
  await generateGlue(toolchain, bindgen);
  mkdirSync(built, { recursive: true });
  await optimise(join(glueFolder, "limbeck_bg.wasm"), join(built, "limbeck.wasm"));
  await writeFactory(join(glueFolder, "limbeck.js"), join(built, "glue.js"));
}

async function cargoBuild({ cargo, args, env }) {
  say("cargo build for wasm");
  await run(cargo, ["build", "--release", "--lib", "--target", triple, "--quiet", ...args], {
    env,
    advice: "the compiler's message above says what is wrong",
  });
}

async function generateGlue({ env }, bindgen) {
  rmSync(glueFolder, { recursive: true, force: true });
  const compiled = join(env.CARGO_TARGET_DIR, triple, "release", "limbeck.wasm");
  await run(bindgen.generate, ["--target", "web", "--no-typescript", "--out-dir", glueFolder, compiled], {
    quiet: true,
    advice: "the versions of wasm-bindgen in Cargo.lock and of its command may differ: run `node scripts/setup.mjs`",
  });
}

const features = ["bulk-memory", "nontrapping-float-to-int", "sign-ext", "mutable-globals", "multivalue", "reference-types"];

/**
 * Only passes that remove: inlining and the sharing of locals make the module shorter and its gzip longer, since they
 * take away what functions have in common. For the same reason functions that read alike come next to each other.
 */
const passes = [
  "dce",
  "duplicate-function-elimination",
  "dae",
  "remove-unused-brs",
  "optimize-instructions",
  "reorder-locals",
  "code-folding",
  "remove-unused-names",
  "vacuum",
  "remove-unused-module-elements",
];

async function optimise(from, to) {
  say("wasm-opt");
  const smaller = join(glueFolder, "smaller.wasm");
  const named = join(glueFolder, "named.wasm");
  await wasmOpt(from, smaller, [...passes, "strip-debug", "strip-producers"]);
  writeFileSync(named, nameByLikeness(readFileSync(smaller)));
  await wasmOpt(named, to, ["reorder-functions-by-name", "strip-debug"]);
  const bytes = readFileSync(to);
  say(`wasm: ${kilobytes(bytes.length)}, ${kilobytes(gzipSync(bytes, { level: 9 }).length)} gzip`);
}

async function wasmOpt(from, to, wanted) {
  const binaryen = dirname(createRequire(import.meta.url).resolve("binaryen/package.json"));
  const options = [...wanted, ...features.map((feature) => `enable-${feature}`)].map((name) => `--${name}`);
  await run(process.execPath, [join(binaryen, "bin", "wasm-opt"), from, "-o", to, ...options], { quiet: true });
}

export function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(0)} kB`;
}

/**
 * The glue keeps its instance in a module variable. As a function's body every call has its own, so that an
 * instance which trapped can be left behind. `FinalizationRegistry` is its parameter for the same reason: nothing
 * that belonged to a lost instance may be freed in it.
 */
async function writeFactory(from, to) {
  const { transform } = await import("esbuild");
  const { code } = await transform(readFileSync(from, "utf8"), {
    format: "cjs",
    loader: "js",
    define: { "import.meta.url": "undefined" },
  });
  writeFileSync(
    to,
    [
      "// Made by scripts/build-wasm.mjs from wasm-bindgen's output.",
      "export default function createGlue(FinalizationRegistry) {",
      "const module = { exports: {} };",
      code,
      "return module.exports;",
      "}",
      "",
    ].join("\n"),
  );
}
