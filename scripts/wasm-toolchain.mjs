// A Rust that can build for wasm: rustup's where it can fetch the target, else Debian's with its library built here.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ask, find, isExecutable, run } from "./command.mjs";
import { StepFailed, say } from "./progress.mjs";
import { memory, root, target } from "./paths.mjs";
import { install, newestNumbered } from "./system-packages.mjs";

export const triple = "wasm32-unknown-unknown";
const record = join(memory, "wasm-toolchain.json");

/** How to call cargo for the wasm: `{ cargo, args, env }`; installs what is missing, once. */
export async function wasmToolchain() {
  const known = remembered();
  if (known) return known;
  const toolchain = (await fromRustup()) ?? (await fromDebian());
  mkdirSync(memory, { recursive: true });
  writeFileSync(record, JSON.stringify(toolchain, null, 2));
  return toolchain;
}

function remembered() {
  if (!existsSync(record)) return null;
  const toolchain = JSON.parse(readFileSync(record, "utf8"));
  return toolchain.needs.every((path) => existsSync(path)) ? toolchain : null;
}

async function fromRustup() {
  const cargo = find("cargo");
  if (!cargo) {
    throw new StepFailed("cargo is not installed", "install Rust from https://rustup.rs and run this again");
  }
  if (!hasTarget()) await addTarget();
  return hasTarget() ? { cargo, args: [], env: targetFolder(), needs: [cargo, targetLibrary()] } : null;
}

function targetLibrary() {
  const sysroot = ask("rustc", ["--print", "sysroot"]) ?? "";
  return join(sysroot, "lib", "rustlib", triple, "lib");
}

function hasTarget() {
  const library = targetLibrary();
  return existsSync(library) && readdirSync(library).some((name) => name.startsWith("libstd-"));
}

async function addTarget() {
  if (!find("rustup")) return;
  say(`rustup target add ${triple}`);
  try {
    await run("rustup", ["target", "add", triple], { quiet: true });
  } catch {
    say("rustup could not fetch the target: taking Debian's Rust for the wasm");
  }
}

async function fromDebian() {
  const advice =
    `make \`rustup target add ${triple}\` work, or install Debian's rustc-web, cargo-web, rust-web-src and lld, ` +
    "then run this again";
  const cargo = "/usr/bin/cargo";
  const rustc = "/usr/bin/rustc";
  if (!debianIsReady(cargo, rustc)) {
    const lld = linker() ? [] : [(await newestNumbered("lld-")) ?? "lld"];
    await install(["rustc-web", "cargo-web", "rust-web-src", ...lld], advice);
  }
  const wasmLd = linker();
  if (!wasmLd || !debianIsReady(cargo, rustc)) {
    throw new StepFailed("Debian's packages are installed, but no Rust with its library's source came of it", advice);
  }
  return {
    cargo,
    args: ["-Z", "build-std=std,panic_abort"],
    env: {
      ...targetFolder(),
      PATH: ["/usr/bin", process.env.PATH].join(delimiter),
      RUSTC: rustc,
      RUSTC_BOOTSTRAP: "1",
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: wasmLd,
    },
    needs: [cargo, rustc, wasmLd],
  };
}

function debianIsReady(cargo, rustc) {
  if (!isExecutable(cargo) || !isExecutable(rustc)) return false;
  const sysroot = ask(rustc, ["--print", "sysroot"]);
  return sysroot !== null && existsSync(join(sysroot, "lib/rustlib/src/rust/library/std")) && linker() !== null;
}

/** Debian's newest `wasm-ld`, whose name carries its version. */
function linker() {
  const names = readdirSync("/usr/bin").filter((name) => /^wasm-ld(-\d+)?$/.test(name));
  const newest = names.sort((a, b) => version(b) - version(a))[0];
  return newest ? join("/usr/bin", newest) : null;
}

function version(name) {
  return Number(name.split("-")[2] ?? 0);
}

/** Apart from the native build's folder, so that neither waits for the other or undoes its work. */
function targetFolder() {
  return { CARGO_TARGET_DIR: join(target, "wasm-build") };
}

/** The version of a crate that Cargo.lock names. */
export function lockedVersion(crate) {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  const lines = lock.split(/\r?\n/);
  const at = lines.indexOf(`name = "${crate}"`);
  const found = at < 0 ? null : /^version = "(.*)"$/.exec(lines[at + 1] ?? "");
  if (!found) throw new StepFailed(`Cargo.lock names no ${crate}`, "run `cargo check` once, then this again");
  return found[1];
}
