// Starting other programs without a shell, the same way on every platform.
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { StepFailed } from "./progress.mjs";
import { root } from "./paths.mjs";

const windows = process.platform === "win32";

/** The full path of a command, or null where it is not installed. */
export function find(name, searchPath = process.env.PATH ?? "") {
  const names = windows ? [`${name}.exe`, `${name}.cmd`, name] : [name];
  for (const folder of searchPath.split(delimiter)) {
    for (const candidate of names.map((n) => join(folder, n))) {
      if (isExecutable(candidate)) return candidate;
    }
  }
  return null;
}

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a command to its end with its output shown; failing is a StepFailed with this advice. */
export async function run(command, args, { advice, env, cwd = root, quiet = false } = {}) {
  const { code, output } = await start(command, args, { env, cwd, quiet });
  if (code === 0) return output;
  const shown = quiet ? `\n${output.trimEnd()}` : "";
  throw new StepFailed(`${command} ${args.join(" ")} ended with ${code}${shown}`, advice);
}

function start(command, args, { env, cwd, quiet }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: quiet ? ["ignore", "pipe", "pipe"] : ["ignore", 2, 2],
      shell: windows && command.endsWith(".cmd"),
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => reject(new StepFailed(`cannot start ${command}: ${error.message}`)));
    child.on("close", (code, signal) => resolve({ code: code ?? signal, output }));
  });
}

/** What a command prints, or null where it fails: for asking, not for doing. */
export function ask(command, args, options = {}) {
  const answer = spawnSync(command, args, { encoding: "utf8", cwd: root, ...options });
  return answer.status === 0 ? answer.stdout.trim() : null;
}

/** npm as it was started, without a shell in between. */
export function npm(args, options) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith(".js")) return run(process.execPath, [cli, ...args], options);
  return run(windows ? "npm.cmd" : "npm", args, options);
}
