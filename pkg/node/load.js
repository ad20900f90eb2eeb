// The package's engine on Node: the wasm beside this file, compiled when it is first needed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Engine } from "../engine.js";
import { historyClass } from "../history.js";

let engine = null;

/** This module only ever runs as part of a CommonJS file in pkg/wasm, where the wasm is. */
function engineOf() {
  engine ??= new Engine(new WebAssembly.Module(readFileSync(join(__dirname, "node.wasm"))));
  return engine;
}

export const MigrationHistory = historyClass(engineOf);

/** Calls the wasm's own functions. */
export const callEngine = (work) => engineOf().call(work);
