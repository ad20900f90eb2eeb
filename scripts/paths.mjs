// Where things are in the working copy, and what the build caches under target/.
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const target = join(root, "target");
/** What set-up and build remember between runs. */
export const memory = join(target, "setup");
/** Commands that are installed for this working copy alone. */
export const tools = join(target, "tools");
export const pkg = join(root, "pkg");
/** The built part of the package. */
export const built = join(pkg, "wasm");
export const www = join(root, "www");
export const page = join(www, "dist");
export const sample = join(root, "samples", "bookshop");
