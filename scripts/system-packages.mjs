// Debian packages, for what cannot be had from a language's own registry.
import { ask, find, run } from "./command.mjs";
import { StepFailed, say } from "./progress.mjs";

let listsAreFresh = false;

/** Can this machine install Debian packages without asking anybody? */
export function canInstall() {
  return find("apt-get") !== null && (isRoot() || ask("sudo", ["-n", "true"]) !== null);
}

export async function install(packages, advice) {
  if (!canInstall()) {
    throw new StepFailed(`not installed, and apt-get cannot be used here: ${packages.join(", ")}`, advice);
  }
  if (!listsAreFresh) await aptGet(["update"], advice);
  listsAreFresh = true;
  say(`apt-get install ${packages.join(" ")}`);
  await aptGet(["install", "-y", "--no-install-recommends", ...packages], advice);
}

/** The newest of the available packages whose names are `prefix` and a number. */
export async function newestNumbered(prefix) {
  const names = ask("apt-cache", ["search", "--names-only", `^${prefix}[0-9]+$`]) ?? "";
  const numbers = names.split("\n").map((line) => Number(line.split(" ")[0].slice(prefix.length)));
  const newest = Math.max(0, ...numbers.filter(Number.isFinite));
  return newest > 0 ? `${prefix}${newest}` : null;
}

function aptGet(args, advice) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const options = { env, advice, quiet: true };
  return isRoot() ? run("apt-get", args, options) : run("sudo", ["-n", "apt-get", ...args], options);
}

function isRoot() {
  return process.getuid?.() === 0;
}
