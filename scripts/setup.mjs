// Installs what building and running needs, as far as it is missing: npm packages, a Rust for wasm, wasm-bindgen.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ask, find, npm } from "./command.mjs";
import { fingerprint, unlessDone } from "./fingerprint.mjs";
import { root } from "./paths.mjs";
import { StepFailed, runMain, say } from "./progress.mjs";
import { wasmBindgen } from "./wasm-bindgen.mjs";
import { wasmToolchain } from "./wasm-toolchain.mjs";

/** Everything the build needs; safe to call again, and quick when nothing is missing. */
export async function setup() {
  checkNode();
  checkCargo();
  await npmPackages();
  const toolchain = await wasmToolchain();
  say(`set-up: Rust for wasm: ${toolchain.cargo}`);
  const bindgen = await wasmBindgen();
  say(`set-up: wasm-bindgen ${bindgen.version}`);
  return { toolchain, bindgen };
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new StepFailed(`Node ${process.versions.node} is too old`, "install Node 20.19 or newer from https://nodejs.org");
}

function checkCargo() {
  if (find("cargo") && ask("cargo", ["--version"])) return;
  throw new StepFailed("cargo is not installed", "install Rust from https://rustup.rs and run this again");
}

async function npmPackages() {
  const lock = join(root, "package-lock.json");
  const installed = join(root, "node_modules", ".package-lock.json");
  const fresh = await unlessDone("npm", fingerprint([lock], process.versions.node), [installed], async () => {
    say("npm ci");
    await npm(["ci", "--no-audit", "--no-fund"], {
      quiet: true,
      advice: "see that the npm registry can be reached, then run this again",
    });
  });
  say(`set-up: npm packages ${fresh ? "installed" : "are there"}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await runMain(setup);
