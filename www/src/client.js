// Asks the worker, and hands back promises.

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const waiting = new Map();
let count = 0;

worker.onmessage = ({ data: { id, result, error } }) => {
  const { resolve, reject } = waiting.get(id);
  waiting.delete(id);
  if (error) reject(Object.assign(new Error(error.message), error));
  else resolve(result);
};

worker.onerror = (event) => {
  for (const { reject } of waiting.values()) reject(new Error(event.message || "the worker could not be started"));
  waiting.clear();
};

function ask(command, ...args) {
  const id = ++count;
  worker.postMessage({ id, command, args });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

export const limbeck = {
  open: (files) => ask("open", files),
  source: (path) => ask("source", path),
  preview: (revision, options) => ask("preview", revision, options),
  compareHeads: (options) => ask("compareHeads", options),
  script: (command, options) => ask("script", command, options),
};

/** Wraps an asking function so that only the answer to the latest question is used. */
export function latest(question, use, fail) {
  let current = 0;
  return async (...args) => {
    const mine = ++current;
    try {
      const answer = await question(...args);
      if (mine === current) use(answer, ...args);
    } catch (error) {
      if (mine === current) fail(error, ...args);
    }
  };
}
