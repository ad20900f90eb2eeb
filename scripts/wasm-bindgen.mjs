// wasm-bindgen's commands at exactly the version of the crate: any other refuses the crate's output.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { find, run } from "./command.mjs";
import { tools } from "./paths.mjs";
import { say } from "./progress.mjs";
import { lockedVersion } from "./wasm-toolchain.mjs";

/** Paths of `wasm-bindgen` and its test runner; builds them once per version. */
export async function wasmBindgen() {
  const version = lockedVersion("wasm-bindgen");
  const folder = join(tools, `wasm-bindgen-${version}`);
  const suffix = process.platform === "win32" ? ".exe" : "";
  const commands = {
    version,
    generate: join(folder, "bin", `wasm-bindgen${suffix}`),
    testRunner: join(folder, "bin", `wasm-bindgen-test-runner${suffix}`),
  };
  if (!existsSync(commands.generate) || !existsSync(commands.testRunner)) await build(version, folder);
  return commands;
}

async function build(version, folder) {
  say(`cargo install wasm-bindgen-cli ${version} (about 3 minutes on 2 cores, once)`);
  const scratch = join(tools, "build");
  // Without --locked: its own lock file may name versions that a mirror of crates.io does not have.
  await run(
    find("cargo") ?? "cargo",
    ["install", "wasm-bindgen-cli", "--version", version, "--root", folder, "--quiet"],
    { env: { CARGO_TARGET_DIR: scratch }, advice: "see that crates.io can be reached, then run this again" },
  );
  rmSync(scratch, { recursive: true, force: true });
}
