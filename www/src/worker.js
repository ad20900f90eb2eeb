// Runs limbeck away from the page's own thread, so that no folder and no revision can hold the page up.
import init, { MigrationHistory } from "../../pkg/browser.js";
import { unifiedDiff } from "../../pkg/cli/diff.js";
import { rowsOf } from "../../pkg/lanes.js";

/** More lanes than this are not told apart by anybody. */
const mostLanes = 40;

let history = null;
let texts = new Map();
/** What the edits that were applied replaced, the latest last: [path, text, or undefined where there was no file]. */
let replaced = [];

const commands = {
  /** Takes files as [path, text or File]. */
  async open(files) {
    await init();
    const read = await Promise.all(files.map(async ([path, file]) => [path, await contentOf(file)]));
    const previous = history;
    history = new MigrationHistory(read);
    texts = new Map(read);
    replaced = [];
    previous?.free();
    return state();
  },

  source(path) {
    const text = texts.get(path);
    // A byte order mark is of the file, and stays there when the file is edited.
    return typeof text === "string" ? text : new TextDecoder("utf-8", { ignoreBOM: true }).decode(text ?? new Uint8Array());
  },

  /** A merge or rebase as data: the file, and the diff where it replaces one. */
  edit(command, options) {
    const edit = history[command](options);
    const diff = texts.has(edit.path) ? unifiedDiff(edit.path, commands.source(edit.path), edit.text) : null;
    return { ...edit, diff };
  },

  /** Takes an edit into the history that is shown; nothing is written. */
  apply({ path, text }) {
    const before = texts.get(path);
    put(path, text);
    replaced.push([path, before]);
    return state();
  },

  /** Takes the latest edit back. */
  undo() {
    const last = replaced.pop();
    if (last) put(...last);
    return state();
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

/** What the page draws of the history. */
function state() {
  return {
    revisions: history.revisions,
    lanes: rowsOf(history.lanes(), mostLanes),
    diagnostics: history.diagnostics,
    heads: history.heads(),
    edits: replaced.length,
  };
}

function put(path, text) {
  history.update({ [path]: text ?? null });
  if (text === undefined) texts.delete(path);
  else texts.set(path, text);
}

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
