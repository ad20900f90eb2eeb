// Builds what is not up to date: the wasm, the package around it, the page.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildPackage, packageInputs, packageOutputs } from "./build-package.mjs";
import { buildWasm, wasmInputs, wasmOutputs } from "./build-wasm.mjs";
import { fingerprint, unlessDone } from "./fingerprint.mjs";
import { page, sample, www } from "./paths.mjs";
import { runMain, say } from "./progress.mjs";
import { setup } from "./setup.mjs";

/** Sets up, then builds; `done` tells each part as up to date or built. */
export async function build() {
  const found = await setup();
  await part("wasm", wasmInputs, wasmOutputs, () => buildWasm(found), found.bindgen.version);
  await part("package", [...packageInputs, ...wasmOutputs], packageOutputs, buildPackage);
  await part("page", [www, sample, ...packageInputs, ...wasmOutputs], [join(page, "index.html")], buildPage);
  return found;
}

async function part(name, inputs, outputs, work, ...others) {
  const fresh = await unlessDone(`build-${name}`, fingerprint(inputs, ...others), outputs, work);
  say(`build: ${name} ${fresh ? "built" : "is up to date"}`);
}

async function buildPage() {
  say("vite build");
  const { build: viteBuild } = await import("vite");
  await viteBuild({ configFile: join(www, "vite.config.js"), root: www, logLevel: "warn" });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await runMain(build);
