// The package's CommonJS files for Node, each one file, from the modules in pkg/.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { built, pkg, root } from "./paths.mjs";
import { say } from "./progress.mjs";

export const packageInputs = [pkg, join(root, "package.json"), join(root, "scripts", "build-package.mjs")];
export const packageOutputs = ["node.cjs", "cli.cjs", "limbeck.d.cts", "node.d.cts"].map((name) => join(built, name));

export async function buildPackage() {
  say("package for Node");
  const { build } = await import("esbuild");
  await build({
    entryPoints: { node: join(pkg, "node", "index.js"), cli: join(pkg, "cli", "main.js") },
    outdir: built,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "warning",
    banner: { js: "// Made by scripts/build-package.mjs from the modules in pkg/." },
  });
  // Under "type": "module" a declaration file for `require` has to have an extension of its own.
  for (const name of ["limbeck", "node"]) {
    const declarations = readFileSync(join(pkg, `${name}.d.ts`), "utf8");
    writeFileSync(join(built, `${name}.d.cts`), declarations.replaceAll('"./limbeck.js"', '"./limbeck.cjs"'));
  }
}
