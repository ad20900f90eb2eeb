// Reading and writing wasm's binary format, as far as the build's own steps need it.

export const CUSTOM = 0;
const IMPORT = 2;
const FUNCTION = 3;
const CODE = 10;
const DATA = 11;
/** The part of the name section that names functions. */
export const FUNCTION_NAMES = 1;
const I32_CONST = 0x41;
const LOCAL_GET = 0x20;
const CALL = 0x10;
const UNREACHABLE = 0x00;
const END = 0x0b;
/** Magic number and version. */
export const HEADER = 8;

/** A function's body without locals that traps. */
export const TRAP = Buffer.from([0, UNREACHABLE, END]);

/** A function's body without locals that hands its parameters to another function. */
export function callOf(index, parameters) {
  const given = Array.from({ length: parameters }, (_, parameter) => [LOCAL_GET, parameter]);
  return Buffer.from([0, ...given.flat(), CALL, ...number(index), END]);
}

/** An unsigned LEB128 number, as wasm writes them. */
export function number(value) {
  const bytes = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value];
}

export class Reader {
  constructor(wasm, at) {
    this.wasm = wasm;
    this.at = at;
  }

  byte() {
    return this.wasm[this.at++];
  }

  bytes(length) {
    this.at += length;
    return this.wasm.subarray(this.at - length, this.at);
  }

  number() {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = this.byte();
      value |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    return value >>> 0;
  }

  text() {
    return this.bytes(this.number()).toString();
  }
}

/**
 * The bodies of the module's own functions and the numbers of their types, how many are imported (they are numbered
 * first), and names by number.
 */
export function functions(wasm) {
  const found = { bodies: [], types: [], imported: 0, names: new Map() };
  const reader = new Reader(wasm, HEADER);
  while (reader.at < wasm.length) {
    const id = reader.byte();
    const end = reader.number() + reader.at;
    if (id === IMPORT) found.imported = importedFunctions(reader);
    if (id === FUNCTION) found.types = Array.from({ length: reader.number() }, () => reader.number());
    if (id === CODE) found.bodies = Array.from({ length: reader.number() }, () => reader.bytes(reader.number()));
    if (id === CUSTOM && reader.text() === "name") found.names = functionNames(reader, end);
    reader.at = end;
  }
  return found;
}

/** A copy of the module in which these are the bodies of its own functions. */
export function withBodies(wasm, bodies) {
  const code = Buffer.concat([
    Buffer.from(number(bodies.length)),
    ...bodies.flatMap((body) => [Buffer.from(number(body.length)), body]),
  ]);
  const { head, end } = section(wasm, CODE);
  return Buffer.concat([wasm.subarray(0, head), Buffer.from([CODE, ...number(code.length)]), code, wasm.subarray(end)]);
}

/** What is in memory at the start: addresses, and the bytes from there on, which are the module's own. */
export function segments(wasm) {
  const { start, end } = section(wasm, DATA);
  const reader = new Reader(wasm, start);
  const found = [];
  for (let count = reader.number(); count > 0; count--) {
    // An active segment of the only memory; its address is a constant, which is not negative.
    if (reader.byte() !== 0 || reader.byte() !== I32_CONST) throw new Error("the wasm has data of another kind");
    const address = reader.number();
    if (reader.byte() !== END) throw new Error("the wasm computes where its data is");
    found.push({ address, bytes: reader.bytes(reader.number()) });
  }
  if (reader.at !== end) throw new Error("the wasm has more data than it says");
  return found;
}

/** Where a section's head begins, and where its contents begin and end. */
export function section(wasm, wanted) {
  const reader = new Reader(wasm, HEADER);
  while (reader.at < wasm.length) {
    const head = reader.at;
    const id = reader.byte();
    const length = reader.number();
    if (id === wanted) return { head, start: reader.at, end: reader.at + length };
    reader.at += length;
  }
  throw new Error(`the wasm has no section ${wanted}`);
}

/** wasm-bindgen's modules import functions only; another kind would need another size here. */
function importedFunctions(reader) {
  const count = reader.number();
  for (let i = 0; i < count; i++) {
    reader.text();
    reader.text();
    if (reader.byte() !== 0) throw new Error("the wasm imports something that is not a function");
    reader.number();
  }
  return count;
}

function functionNames(reader, end) {
  while (reader.at < end) {
    const kind = reader.byte();
    const next = reader.number() + reader.at;
    if (kind === FUNCTION_NAMES) {
      return new Map(Array.from({ length: reader.number() }, () => [reader.number(), reader.text()]));
    }
    reader.at = next;
  }
  return new Map();
}
