// The package in browsers: `await init()` once, then everything is synchronous.
import { Engine } from "./engine.js";
import { historyClass } from "./history.js";

let engine = null;
let loading = null;

/**
 * Loads the wasm; calling it again changes nothing.
 * @param input where from: a URL, bytes, a Response, a WebAssembly.Module, or a promise of one of them; by default
 *   the file beside this module.
 */
export default function init(input) {
  loading ??= load(input).then(
    (module) => {
      engine = new Engine(module);
    },
    (error) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

export const MigrationHistory = historyClass(() => {
  if (engine === null) throw new Error("limbeck is not loaded yet: `await init()` comes first");
  return engine;
});

async function load(input) {
  const given = await (input ?? new URL("./wasm/limbeck.wasm", import.meta.url));
  if (given instanceof WebAssembly.Module) return given;
  if (typeof given === "string" || given instanceof URL || isA(given, "Request")) return fromResponse(await fetch(given));
  if (isA(given, "Response")) return fromResponse(given);
  if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) return WebAssembly.compile(given);
  throw new TypeError("init: expected a URL, bytes, a Response or a WebAssembly.Module");
}

function isA(value, name) {
  return typeof globalThis[name] === "function" && value instanceof globalThis[name];
}

async function fromResponse(response) {
  if (!response.ok) throw new Error(`cannot load limbeck's wasm from ${response.url}: status ${response.status}`);
  const type = response.headers.get("Content-Type") ?? "";
  // A server that does not know wasm's type would make compileStreaming refuse.
  if (type.startsWith("application/wasm")) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}
