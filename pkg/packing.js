// Many files as one array of bytes, because crossing into wasm once is far cheaper than once per file.

/** In place of a file's length: the file is taken away. */
const removed = 0xffffffff;

/** Paths and contents one after the other in `bytes`; `lengths` has two numbers per file. */
export class Packed {
  constructor(lengths, bytes) {
    this.lengths = lengths;
    this.bytes = bytes;
  }
}

/** Collects files into a Packed. */
export class Packer {
  #lengths = [];
  #bytes;
  #used = 0;
  #encoder = new TextEncoder();

  constructor(expectedBytes = 1 << 16) {
    this.#bytes = new Uint8Array(expectedBytes);
  }

  /** Text: a lone surrogate becomes U+FFFD, which is one UTF-16 unit as well, so that places stay right. */
  text(path, text) {
    this.#lengths.push(this.#encode(path), this.#encode(text));
  }

  bytes(path, bytes) {
    this.#lengths.push(this.#encode(path), bytes.length);
    this.room(bytes.length).set(bytes);
    this.#used += bytes.length;
  }

  removal(path) {
    this.#lengths.push(this.#encode(path), removed);
  }

  /** Content that `fill` writes into an array, from a place that `atLeast` bytes follow; it returns how many it wrote. */
  filled(path, atLeast, fill) {
    const pathLength = this.#encode(path);
    this.#reserve(atLeast);
    const written = fill(this.#bytes, this.#used);
    this.#used += written;
    this.#lengths.push(pathLength, written);
  }

  /** The rest of the array, after the last byte used. */
  room(atLeast) {
    this.#reserve(atLeast);
    return this.#bytes.subarray(this.#used);
  }

  finish() {
    return new Packed(Uint32Array.from(this.#lengths), this.#bytes.subarray(0, this.#used));
  }

  #encode(text) {
    // Three bytes are the most that one UTF-16 unit can take.
    const { written } = this.#encoder.encodeInto(text, this.room(text.length * 3));
    this.#used += written;
    return written;
  }

  #reserve(atLeast) {
    if (this.#bytes.length - this.#used >= atLeast) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + atLeast));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** The `files` that a history is made from: a record, or pairs. */
export function packFiles(files) {
  const entries = entriesOf(files);
  const packer = new Packer(entries.reduce((sum, [path, text]) => sum + path.length + sizeOf(path, text), 1024));
  for (const [path, text] of entries) add(packer, path, text);
  return packer.finish();
}

/** The same, where null takes a file away. */
export function packEdits(edits) {
  const packer = new Packer();
  for (const [path, text] of edits) {
    if (text === null) packer.removal(path);
    else add(packer, path, text);
  }
  return packer.finish();
}

function add(packer, path, text) {
  if (typeof text === "string") packer.text(path, text);
  else packer.bytes(path, text);
}

function entriesOf(files) {
  if (files === null || typeof files !== "object") {
    throw new TypeError("files: expected a record of path to text, or pairs of them");
  }
  const pairs = typeof files[Symbol.iterator] === "function" ? Array.from(files) : Object.entries(files);
  for (const pair of pairs) {
    if (!Array.isArray(pair) || typeof pair[0] !== "string") {
      throw new TypeError("files: expected pairs of path and text");
    }
  }
  return pairs;
}

function sizeOf(path, text) {
  if (typeof text === "string" || text instanceof Uint8Array) return text.length;
  throw new TypeError(`files: expected text or bytes for ${path}`);
}

/** Edits as they were given, checked. */
export function editsOf(files) {
  const edits = entriesOf(files);
  for (const [path, text] of edits) if (text !== null) sizeOf(path, text);
  return edits;
}
