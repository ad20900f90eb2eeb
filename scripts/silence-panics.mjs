// Makes a panic a trap at once. In wasm nobody reads what a panic has to say: the standard library writes it to
// an output that is not there and then traps, so all that goes into the message is weight.
import { CODE, functions, HEADER, number, Reader } from "./wasm-binary.mjs";

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

/** No locals, then `unreachable` and `end`. */
const TRAP = [0, 0x00, 0x0b];

/** The module, which still has names, with a trap as the body of whatever only panics. */
export function silencePanics(wasm) {
  const { bodies, imported, names } = functions(wasm);
  const silenced = bodies.map((body, index) => (PANICS.test(names.get(index + imported)) ? Buffer.from(TRAP) : body));
  if (silenced.every((body, index) => body === bodies[index])) throw new Error("the wasm names nothing that panics");
  const code = Buffer.concat([
    Buffer.from(number(bodies.length)),
    ...silenced.flatMap((body) => [Buffer.from(number(body.length)), body]),
  ]);
  const { start, end } = section(wasm, CODE);
  const head = Buffer.from([CODE, ...number(code.length)]);
  return Buffer.concat([wasm.subarray(0, start), head, code, wasm.subarray(end)]);
}

function section(wasm, wanted) {
  const reader = new Reader(wasm, HEADER);
  while (reader.at < wasm.length) {
    const start = reader.at;
    const id = reader.byte();
    const end = reader.number() + reader.at;
    if (id === wanted) return { start, end };
    reader.at = end;
  }
  throw new Error(`the wasm has no section ${wanted}`);
}
