// Has floats read by the JavaScript engine. The parser of Python calls Rust's own `f64::from_str`, which brings a table
// of powers of ten that cannot be compressed; the crate has a function of the same type that asks the engine.
import { callOf, functions, segments, TRAP, withBodies } from "./wasm-binary.mjs";

const RUST = /^<f64 as core(\[[0-9a-f]+\])?::str::traits::FromStr>::from_str/;
const ENGINE = /^limbeck::platform::(javascript|whole)::parse_float/;
/** What only the former calls, and what uses the table. */
const WORKINGS = /^core(\[[0-9a-f]+\])?::num::dec2flt::(lemire|parse|decimal_seq)::/;

/** Where the result goes, and the text's address and length. */
const PARAMETERS = 3;

/** From 10^-342 to 10^308, in 128 bits each; the first and the last, lower half first. */
const POWERS = 651;
const FIRST = [0xeef453d6923bd65an, 0x113faa2906a13b3fn];
const LAST = [0x8e679c2f5e44ff8fn, 0x570f09eaa7ea7648n];

/** The module, which still has names, with zeros in place of the table; as it is, where it is built in another way. */
export function floatsByEngine(wasm) {
  const { bodies, types, imported, names } = functions(wasm);
  const find = (name) => bodies.findIndex((_, index) => name.test(names.get(index + imported)));
  const [rust, engine] = [find(RUST), find(ENGINE)];
  if (rust < 0 || engine < 0 || types[rust] !== types[engine]) return wasm;
  const changed = bodies.map((body, index) => (WORKINGS.test(names.get(index + imported)) ? TRAP : body));
  changed[rust] = callOf(engine + imported, PARAMETERS);
  const made = withBodies(wasm, changed);
  const [first, last] = [FIRST, LAST].map((halves) => Buffer.from(BigUint64Array.from(halves).buffer));
  for (const { bytes } of segments(made)) {
    const start = bytes.indexOf(first);
    const end = start + POWERS * first.length;
    if (start >= 0 && bytes.subarray(end - last.length, end).equals(last)) bytes.fill(0, start, end);
  }
  return made;
}
