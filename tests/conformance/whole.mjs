// Whole scripts and listings of a folder, compared byte for byte.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { dialects } from "./folders.mjs";
import { firstDifference, withoutSetOrder } from "./compare.mjs";
import { root, wheel } from "./environment.mjs";
import { built } from "../../scripts/paths.mjs";

/** One result for each direction and dialect for which Alembic has an answer, and for each stretch of revisions. */
export function compareScripts(theirs, ours) {
  const results = [];
  for (const direction of ["upgrade", "downgrade"]) {
    for (const dialect of dialects) {
      const [expected, actual] = [theirs[direction]?.[dialect], ours[direction]?.[dialect]];
      if (!expected) continue;
      results.push({ direction, dialect, ...script(expected, actual) });
    }
  }
  (theirs.ranges ?? []).forEach((range, index) => {
    const name = `${range.from}:${range.to} ${range.dialect}`;
    results.push({ name, dialect: range.dialect, ...script({ sql: range.sql }, ours.ranges?.[index]) });
  });
  return results;
}

function script(expected, actual) {
  if (expected.error !== undefined) {
    if (/\b[Ss]tub\b/.test(expected.error)) return { kind: "not-asked" };
    return actual?.complete ? { kind: "rendered-where-refused", cause: expected.error } : { kind: "refused-alike" };
  }
  if (!actual?.complete) {
    const [first] = actual?.errors ?? [];
    return { kind: "gap", cause: first ? `[${first.code}] ${first.message} at ${first.place}` : "no reason given" };
  }
  if (expected.sql === actual.sql || withoutSetOrder(expected.sql) === withoutSetOrder(actual.sql)) return { kind: "identical" };
  return { kind: "differs", ...firstDifference(expected.sql, actual.sql) };
}

/** The command line prints the listings, and it takes the built package. */
export function requirePackage() {
  if (existsSync(join(built, "limbeck.wasm"))) return;
  throw new Error("the listings are printed by the package, which is not built: run `node scripts/build.mjs`, or leave them out with --no-whole");
}

/** What limbeck's command line prints, beside what Alembic's does. */
export function compareListings(folder, theirs) {
  const cli = join(root, "pkg", "cli", "limbeck.cjs");
  const versions = join(wheel(folder), folder.versions);
  const tasks = ["heads", "heads -v", "history", "history -v", "branches", "branches -v"].map((name) => [name, theirs[name]]);
  for (const [revision, answer] of Object.entries(theirs.show ?? {})) tasks.push([`show ${revision}`, answer]);
  return tasks.map(([name, expected]) => ({ name, ...listing(cli, name.split(" "), versions, expected) }));
}

function listing(cli, args, versions, expected) {
  const text = ask(cli, args, versions);
  if (expected?.text === undefined) {
    return text === null ? { kind: "refused-alike" } : { kind: "rendered-where-refused", cause: expected?.error ?? "no answer" };
  }
  const [left, right] = [withoutFolder(expected.text), withoutFolder(text ?? "nothing")];
  return left === right ? { kind: "identical" } : { kind: "differs", ...firstDifference(left, right) };
}

/** What the command line prints, or null where it cannot run. */
function ask(cli, args, versions) {
  try {
    return execFileSync(process.execPath, [cli, ...args, versions], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 });
  } catch (error) {
    // Findings give exit code 1 and still print.
    return error.status === 1 && error.stdout !== "" ? error.stdout : null;
  }
}

/**
 * `Path:` lines name the folder as it was given, which differs between the two; the branches that leave a
 * revision are in the order of a Python set.
 */
function withoutFolder(text) {
  const plain = text
    .replace(/^Path: .*\//gm, "Path: ")
    .replace(/^Branches into: (.*)$/gm, (_, ids) => `Branches into: ${ids.split(", ").sort().join(", ")}`);
  return plain.replace(/(^ +-> .*\n)+/gm, (lines) => lines.split("\n").filter(Boolean).sort().join("\n") + "\n");
}
