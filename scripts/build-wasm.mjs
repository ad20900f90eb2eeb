// The core as wasm, small for browsers and fast for Node: cargo, then wasm-bindgen, then wasm-opt; and wasm-bindgen's
// glue as a factory of fresh instances.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { run } from "./command.mjs";
import { floatsByEngine } from "./engine-floats.mjs";
import { nameByLikeness } from "./order-functions.mjs";
import { built, root, target } from "./paths.mjs";
import { StepFailed, say } from "./progress.mjs";
import { silencePanics } from "./silence-panics.mjs";
import { triple } from "./wasm-toolchain.mjs";

/** Everything that the wasm is made from. */
export const wasmInputs = [
  "src",
  "stubs",
  "Cargo.toml",
  "Cargo.lock",
  ".cargo",
  "scripts/build-wasm.mjs",
  "scripts/engine-floats.mjs",
  "scripts/order-functions.mjs",
  "scripts/silence-panics.mjs",
  "scripts/wasm-binary.mjs",
].map((path) => join(root, path));

/** A page waits for every byte; Node has the file on disk, and what counts there is how fast it runs. */
const forBrowsers = { profile: "release", file: join(built, "limbeck.wasm"), optimise: optimiseForSize };
const forNode = { profile: "node", file: join(built, "node.wasm"), optimise: optimiseForSpeed };
const builds = [forBrowsers, forNode];
const glue = join(built, "glue.js");

export const wasmOutputs = [...builds.map(({ file }) => file), glue];

export async function buildWasm({ toolchain, bindgen }) {
  mkdirSync(built, { recursive: true });
  // Side by side: the last step of each is long and knows only one thread.
  await Promise.all(builds.map((build) => buildOne(build, toolchain, bindgen)));
  const [text, other] = builds.map(({ profile }) => readFileSync(join(glueFolder(profile), "limbeck.js"), "utf8"));
  if (text !== other) throw new StepFailed("wasm-bindgen made different glue for the two builds of the same source");
  await writeFactory(text);
}

async function buildOne({ profile, file, optimise }, { cargo, args, env }, bindgen) {
  say(`cargo build for wasm, profile ${profile}`);
  await run(cargo, ["build", "--profile", profile, "--lib", "--target", triple, "--quiet", ...args], {
    env,
    advice: "the compiler's message above says what is wrong",
  });
  const folder = glueFolder(profile);
  rmSync(folder, { recursive: true, force: true });
  const compiled = join(env.CARGO_TARGET_DIR, triple, profile, "limbeck.wasm");
  await run(bindgen.generate, ["--target", "web", "--no-typescript", "--out-dir", folder, compiled], {
    quiet: true,
    advice: "the versions of wasm-bindgen in Cargo.lock and of its command may differ: run `node scripts/setup.mjs`",
  });
  say(`wasm-opt, profile ${profile}`);
  await optimise(folder, join(folder, "limbeck_bg.wasm"), file);
  const bytes = readFileSync(file);
  say(`${basename(file)}: ${kilobytes(bytes.length)}, ${kilobytes(gzipSync(bytes, { level: 9 }).length)} gzip`);
}

const glueFolder = (profile) => join(target, "wasm-glue", profile);

const features = ["bulk-memory", "nontrapping-float-to-int", "sign-ext", "mutable-globals", "multivalue", "reference-types"];

/**
 * Only passes that remove: inlining and the sharing of locals make the module shorter and its gzip longer, since they
 * take away what functions have in common. For the same reason functions that read alike come next to each other.
 * Parameters are looked at twice: a function that has lost one may no longer use another's.
 */
const smallPasses = [
  "dce",
  "duplicate-function-elimination",
  "dae",
  "remove-unused-brs",
  "optimize-instructions",
  "reorder-locals",
  "code-folding",
  "remove-unused-names",
  "vacuum",
  "dae",
  "duplicate-function-elimination",
  "vacuum",
  "rse",
  "vacuum",
  "duplicate-function-elimination",
  "remove-unused-module-elements",
  "reorder-functions",
];

const unneeded = ["strip-debug", "strip-producers"];

async function optimiseForSize(folder, from, to) {
  const silent = join(folder, "silent.wasm");
  const smaller = join(folder, "smaller.wasm");
  const named = join(folder, "named.wasm");
  writeFileSync(silent, silencePanics(floatsByEngine(readFileSync(from))));
  await wasmOpt(silent, smaller, flags([...smallPasses, ...unneeded]));
  writeFileSync(named, nameByLikeness(readFileSync(smaller)));
  await wasmOpt(named, to, flags(["reorder-functions-by-name", "strip-debug"]));
}

async function optimiseForSpeed(folder, from, to) {
  await wasmOpt(from, to, ["-O1", ...flags(unneeded)]);
}

const flags = (names) => names.map((name) => `--${name}`);

async function wasmOpt(from, to, options) {
  const binaryen = dirname(createRequire(import.meta.url).resolve("binaryen/package.json"));
  const allowed = flags(features.map((feature) => `enable-${feature}`));
  await run(process.execPath, [join(binaryen, "bin", "wasm-opt"), from, "-o", to, ...options, ...allowed], { quiet: true });
}

export function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(0)} kB`;
}

/**
 * The glue keeps its instance in a module variable. As a function's body every call has its own, so that an
 * instance which trapped can be left behind. `FinalizationRegistry` is its parameter for the same reason: nothing
 * that belonged to a lost instance may be freed in it.
 */
async function writeFactory(generated) {
  const { transform } = await import("esbuild");
  const { code } = await transform(generated, {
    format: "cjs",
    loader: "js",
    define: { "import.meta.url": "undefined" },
  });
  writeFileSync(
    glue,
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
