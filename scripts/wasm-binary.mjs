// Reading and writing wasm's binary format, as far as the build's own steps need it.

export const CUSTOM = 0;
const IMPORT = 2;
export const CODE = 10;
/** The part of the name section that names functions. */
export const FUNCTION_NAMES = 1;
/** Magic number and version. */
export const HEADER = 8;

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

/** The bodies of the module's own functions, how many are imported (they are numbered first), and names by number. */
export function functions(wasm) {
  const found = { bodies: [], imported: 0, names: new Map() };
  const reader = new Reader(wasm, HEADER);
  while (reader.at < wasm.length) {
    const id = reader.byte();
    const end = reader.number() + reader.at;
    if (id === IMPORT) found.imported = importedFunctions(reader);
    if (id === CODE) found.bodies = Array.from({ length: reader.number() }, () => reader.bytes(reader.number()));
    if (id === CUSTOM && reader.text() === "name") found.names = functionNames(reader, end);
    reader.at = end;
  }
  return found;
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
