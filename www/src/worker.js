// Runs limbeck away from the page's own thread, so that no folder and no revision can hold the page up.
import init, { MigrationHistory } from "../../pkg/browser.js";
import { rowsOf } from "../../pkg/lanes.js";

/** More lanes than this are not told apart by anybody. */
const mostLanes = 14;

let history = null;
let texts = new Map();

const commands = {
  /** Takes files as [path, text or File]. */
  async open(files) {
    const started = performance.now();
    await init();
    const read = await Promise.all(files.map(async ([path, file]) => [path, await contentOf(file)]));
    const previous = history;
    history = new MigrationHistory(read);
    texts = new Map(read);
    previous?.free();
    const revisions = history.revisions;
    return {
      revisions,
      lanes: rowsOf(history.lanes(), mostLanes),
      diagnostics: history.diagnostics,
      heads: history.heads(),
      files: files.length,
      milliseconds: performance.now() - started,
    };
  },

  source(path) {
    const text = texts.get(path);
    return typeof text === "string" ? text : new TextDecoder().decode(text ?? new Uint8Array());
  },

  preview(revision, options) {
    return history.preview(revision, options);
  },

  compareHeads(options) {
    return history.compareHeads(options);
  },

  script(command, options) {
    const started = performance.now();
    const { sql, from, to, diagnostics, complete } = history[command](options);
    return { sql, from, to, diagnostics, complete, milliseconds: performance.now() - started };
  },
};

async function contentOf(file) {
  return typeof file === "string" ? file : new Uint8Array(await file.arrayBuffer());
}

self.onmessage = async ({ data: { id, command, args } }) => {
  try {
    self.postMessage({ id, result: await commands[command](...args) });
  } catch (error) {
    self.postMessage({ id, error: { message: String(error?.message ?? error), code: error?.code, help: error?.help } });
  }
};
