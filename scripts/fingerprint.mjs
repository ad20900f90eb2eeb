// Has anything changed since this step was last done? Answered from the contents of its inputs.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { built, memory, page, root } from "./paths.mjs";

/** What building makes is never an input by being in a folder of inputs. */
const made = [built, page];

/** Hash of the files at or under these paths, and of anything else that matters, such as a version. */
export function fingerprint(paths, ...others) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap(filesUnder)) {
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  for (const other of others) hash.update(String(other)).update("\0");
  return hash.digest("hex");
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .map((name) => join(path, name))
    .filter((inside) => !made.includes(inside))
    .flatMap(filesUnder);
}

/** Does `work` unless it was done for this fingerprint and all it makes is still there. */
export async function unlessDone(name, print, outputs, work) {
  const record = join(memory, `${name}.done`);
  const done = existsSync(record) && readFileSync(record, "utf8") === print && outputs.every((o) => existsSync(o));
  if (done) return false;
  rmSync(record, { force: true });
  await work();
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, print);
  return true;
}
