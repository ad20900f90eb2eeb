// Asks the worker, and hands back promises.

const waiting = new Map();
let worker = null;
let count = 0;

function start() {
  const started = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  started.onmessage = ({ data: { id, result, error } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error) reject(Object.assign(new Error(error.message), error));
    else resolve(result);
  };
  // What is asked next of a worker that failed would never be answered: the next folder gets a fresh one.
  started.onerror = (event) => {
    event.preventDefault();
    started.terminate();
    if (worker === started) worker = null;
    for (const { reject } of waiting.values()) reject(new Error(event.message || "limbeck could not be started"));
    waiting.clear();
  };
  return started;
}

function ask(command, ...args) {
  if (worker === null && command !== "open") return Promise.reject(new Error("limbeck stopped: open the folder again"));
  worker ??= start();
  const id = ++count;
  worker.postMessage({ id, command, args });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

export const limbeck = {
  open: (files) => ask("open", files),
  source: (path) => ask("source", path),
  preview: (revision, options) => ask("preview", revision, options),
  compareHeads: (options) => ask("compareHeads", options),
  edit: ({ command, options }) => ask("edit", command, options),
  apply: (edit) => ask("apply", edit),
  undo: () => ask("undo"),
  script: (command, options) => ask("script", command, options),
};

/** After this many milliseconds without an answer it is said that there will be one. */
const patience = 300;

/** Wraps an asking function so that only the answer to the latest question is used; `slow` is called if it takes long. */
export function latest(question, use, fail, slow = () => {}) {
  let current = 0;
  return async (...args) => {
    const mine = ++current;
    const timer = setTimeout(() => mine === current && slow(), patience);
    try {
      const answer = await question(...args);
      if (mine === current) use(answer, ...args);
    } catch (error) {
      if (mine === current) fail(error, ...args);
    } finally {
      clearTimeout(timer);
    }
  };
}
