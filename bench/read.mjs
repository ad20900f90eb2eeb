// The floor: what Node needs to start and to read the files, and nothing else.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const folder = join(process.argv[2], "migrations", "versions");
let bytes = 0;
for (const name of readdirSync(folder)) if (name.endsWith(".py")) bytes += readFileSync(join(folder, name)).length;
process.stdout.write(`${bytes}\n`);
