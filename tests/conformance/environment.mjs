// What the harness needs from outside: a Python with Alembic, unpacked wheels, limbeck's own runner. All cached in target/.
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonPackages } from "./folders.mjs";

export const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, "..", "..");
const cache = process.env.LIMBECK_CONFORMANCE_CACHE ?? join(root, "target", "conformance");

// Alembic's answers depend on the order of sets in a few places: at least let it be the same every time.
const env = { ...process.env, PYTHONHASHSEED: "0" };

function say(text) {
  process.stderr.write(`conformance: ${text}\n`);
}

function must(command, args, advice) {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], cwd: root, maxBuffer: 1 << 28, env });
  } catch (error) {
    throw new Error(`\`${command} ${args.join(" ")}\` failed (${error.message.split("\n")[0]}); ${advice}`);
  }
}

/** A virtual environment's Python with the pinned packages. */
export function python() {
  const given = process.env.LIMBECK_CONFORMANCE_PYTHON;
  if (given) return given;
  const home = join(cache, "venv");
  const binary = join(home, "bin", "python");
  if (!existsSync(join(home, "ready"))) {
    say("making a virtual environment with Alembic");
    mkdirSync(cache, { recursive: true });
    must("python3", ["-m", "venv", home], "a Python 3.10 or later with venv is needed");
    must(binary, ["-m", "pip", "install", "--quiet", ...pythonPackages], "PyPI has to be within reach");
    must(binary, ["-c", `open(${JSON.stringify(join(home, "ready"))}, "w")`], "the cache has to be writable");
  }
  return binary;
}

/** The folder of an unpacked wheel. */
export function wheel({ wheel: name, version }) {
  const home = join(cache, "folders", `${name}-${version}`);
  if (!existsSync(home)) {
    say(`fetching ${name} ${version}`);
    const download = join(cache, "wheels", `${name}-${version}`);
    must(python(), ["-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--only-binary", ":all:", "-d", download, `${name}==${version}`], "PyPI has to be within reach");
    const [file] = readdirSync(download).filter((f) => f.endsWith(".whl"));
    const unpacked = `${home}.part`;
    rmSync(unpacked, { recursive: true, force: true });
    must(python(), ["-m", "zipfile", "-e", join(download, file), unpacked], "the wheel could not be unpacked");
    renameSync(unpacked, home);
  }
  return home;
}

/** Runs a program into a file, which appears only when the program has ended well. */
function into(file, command, args, input = "") {
  return new Promise((resolve, reject) => {
    mkdirSync(dirname(file), { recursive: true });
    const part = `${file}.part`;
    const out = openSync(part, "w");
    const child = spawn(command, args, { stdio: ["pipe", out, "inherit"], cwd: root });
    // A program that does not read its input may be gone before it is written.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0) return reject(new Error(`${command} ${args.join(" ")} ended with ${code}; see ${part}`));
      renameSync(part, file);
      resolve(file);
    });
  });
}

/** The script that asks Alembic is part of the key: when it changes, Alembic is asked again. */
function oracleKey(script) {
  const hash = createHash("sha256");
  for (const name of [script, "stubs.py"]) hash.update(readFileSync(join(here, name)));
  return hash.update(pythonPackages.join()).digest("hex").slice(0, 12);
}

/** What Alembic says of a folder's revisions, one object for each. */
export async function alembicRevisions(folder) {
  const file = join(cache, "alembic", `${folder.name}-${folder.version}-${oracleKey("oracle.py")}.jsonl`);
  if (!existsSync(file)) {
    say(`asking Alembic about ${folder.name}`);
    const home = wheel(folder);
    mkdirSync(dirname(file), { recursive: true });
    must(python(), [join(here, "oracle.py"), join(home, folder.versions), `${file}.part`, "--path", home, "--stub"], "see above");
    renameSync(`${file}.part`, file);
  }
  return lines(file);
}

/** What Alembic's commands print for a folder as a whole. */
export async function alembicWhole(folder) {
  const file = join(cache, "alembic", `${folder.name}-${folder.version}-${oracleKey("whole.py")}.whole.json`);
  if (!existsSync(file)) {
    say(`asking Alembic for the whole scripts of ${folder.name}`);
    const home = wheel(folder);
    mkdirSync(dirname(file), { recursive: true });
    must(python(), [join(here, "whole.py"), join(home, folder.versions), `${file}.part`, "--path", home, "--stub"], "see above");
    renameSync(`${file}.part`, file);
  }
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Builds limbeck's runner and says where it is. */
export function runner() {
  const profile = process.env.LIMBECK_CONFORMANCE_PROFILE ?? "harness";
  say("building limbeck");
  must("cargo", ["build", "--quiet", "--example", "conformance", "--profile", profile], "the compiler's message is above");
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  return join(target, profile === "dev" ? "debug" : profile, "examples", "conformance");
}

/** What limbeck says of a folder: "revisions", or "whole", for which `asked` are ranges of revisions. */
export async function limbeck(binary, task, folder, asked = []) {
  const home = wheel(folder);
  const file = join(cache, "limbeck", `${folder.name}.${task}`);
  await into(file, binary, [task, home, folder.versions], JSON.stringify(asked));
  return task === "whole" ? JSON.parse(readFileSync(file, "utf8")) : lines(file);
}

function lines(file) {
  return readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
}
