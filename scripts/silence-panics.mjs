// Makes a panic a trap at once. In wasm nobody reads what a panic has to say: the standard library writes it to
// an output that is not there and then traps, so all that goes into the message is weight.
import { functions, segments, TRAP, withBodies } from "./wasm-binary.mjs";

/** `core`, or `alloc`, with the hash that a mangled name may have kept. */
const crate = (name) => `${name}(?:\\[[0-9a-f]+\\])?`;

/** The standard library's functions that only ever panic. */
const PANICS = new RegExp(
  [
    `^${crate("core")}::(panicking|cell::panic_|slice::index::slice_|str::slice_error_fail)`,
    `^${crate("core")}::(option|result)::(unwrap|expect)_failed`,
    `^${crate("alloc")}::raw_vec::(handle_error|capacity_overflow)`,
    "::(assert_failed|len_mismatch_fail)",
  ].join("|"),
);

/** The module, which still has names, with a trap as the body of whatever only panics. */
export function silencePanics(wasm) {
  const { bodies, imported, names } = functions(wasm);
  const silenced = bodies.map((body, index) => (PANICS.test(names.get(index + imported)) ? TRAP : body));
  if (silenced.every((body, index) => body === bodies[index])) throw new Error("the wasm names nothing that panics");
  return withoutPlaces(withBodies(wasm, silenced));
}

/** The name of a source file's address and length, its line and its column. */
const PLACE = 16;

/** The module with zeros where it says in which line something panics, and for the names of the files. */
function withoutPlaces(wasm) {
  const data = segments(wasm);
  const files = new Set();
  for (const { address, bytes } of data) {
    for (let at = -address & 3; at + PLACE <= bytes.length; at += 4) {
      const file = sourceFile(data, bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4));
      if (!file) continue;
      files.add(file);
      bytes.fill(0, at, at + PLACE);
    }
  }
  if (files.size === 0) throw new Error("the wasm has no places of panics");
  for (const file of files) file.fill(0);
  return wasm;
}

/** The bytes of a source file's name, if that is what is at the address. */
function sourceFile(data, from, length) {
  const segment = data.find(({ address, bytes }) => address <= from && from + length <= address + bytes.length);
  const name = segment?.bytes.subarray(from - segment.address, from - segment.address + length);
  return name && /^[\w/.+-]+\.rs$/.test(name.latin1Slice()) ? name : undefined;
}
