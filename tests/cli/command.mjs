// Runs the command line as a terminal does.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const manifest = require.resolve("limbeck/package.json");

/** The repository's folder. */
export const root = dirname(manifest);

/** The file that the package's `bin` names. */
export const bin = join(root, require("limbeck/package.json").bin.limbeck);

/** What the command prints on both streams, and its exit status. */
export function limbeck(words, { cwd = root, env = {} } = {}) {
  const { ALEMBIC_CONFIG: _, ...inherited } = process.env;
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [bin, ...words], {
    cwd,
    encoding: "utf8",
    env: { ...inherited, ...env },
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

/** No stack of JavaScript, no panic of Rust, no trap of wasm. */
export function isCalm({ stdout, stderr }) {
  return !/panicked|RuntimeError|unreachable|\n\s+at .*\(?.*:\d+:\d+\)?/.test(stdout + stderr);
}
