// Puts functions that read alike next to each other, so that gzip, which looks back 32 kB only, finds the likeness.
import { CUSTOM, FUNCTION_NAMES, functions, number } from "./wasm-binary.mjs";

/** Bytes in the pieces by which functions are compared. */
const PIECE = 6;
/** A piece in more functions than this says nothing about likeness. */
const COMMON = 2000;
/** How far back a function is compared with those already placed: within gzip's window, with room for the function. */
const WINDOW = 28_000;
/** Numbers below this take one byte in every call. */
const SHORT_NUMBERS = 128;

/**
 * The module with a name section that names every function by its place in the new order, for wasm-opt's
 * `--reorder-functions-by-name`, which does the renumbering. A module that has names already is not expected, and
 * functions come as `--reorder-functions` leaves them: those that are called most keep the short numbers.
 */
export function nameByLikeness(wasm) {
  const { bodies, imported } = functions(wasm);
  const width = String(bodies.length).length;
  const names = [];
  order(bodies, SHORT_NUMBERS - imported).forEach((index, place) => {
    names[index] = `f${String(place).padStart(width, "0")}`;
  });
  return Buffer.concat([wasm, nameSection(names, imported)]);
}

/** Greedy: after the first few each next function is the one that shares most with those just before it, for its length. */
function order(bodies, kept) {
  const { pieces, holders } = sharedPieces(bodies);
  const weights = holders.map((functions) => 1 / Math.log2(1 + functions.length));
  const sizes = bodies.map((body) => body.length ** 0.7 + 4);
  const scores = new Float64Array(bodies.length);
  const inWindow = new Uint32Array(holders.length);
  const waiting = new Set(bodies.keys());
  const placed = [];
  let oldest = 0;
  let bytes = 0;

  const change = (piece, by) => {
    for (const index of holders[piece]) scores[index] += by * weights[piece];
  };
  const enter = (index) => {
    waiting.delete(index);
    placed.push(index);
    bytes += bodies[index].length;
    for (const piece of pieces[index]) if (inWindow[piece]++ === 0) change(piece, 1);
  };
  const leave = (index) => {
    bytes -= bodies[index].length;
    for (const piece of pieces[index]) if (--inWindow[piece] === 0) change(piece, -1);
  };
  const likest = () => {
    let [best, highest] = [waiting.values().next().value, 1e-6];
    for (const index of waiting) {
      const score = scores[index] / sizes[index];
      if (score > highest) [best, highest] = [index, score];
    }
    return best;
  };

  while (waiting.size > 0) {
    enter(placed.length < kept ? placed.length : likest());
    while (bytes > WINDOW && oldest < placed.length - 1) leave(placed[oldest++]);
  }
  return placed;
}

/** Per function the pieces that it shares with others, as numbers; per piece the functions that hold it. */
function sharedPieces(bodies) {
  const found = new Map();
  bodies.forEach((body, index) => {
    for (const hash of piecesOf(body)) {
      const functions = found.get(hash);
      if (functions) functions.push(index);
      else found.set(hash, [index]);
    }
  });
  const holders = [...found.values()].filter((functions) => functions.length > 1 && functions.length < COMMON);
  const pieces = bodies.map(() => []);
  holders.forEach((functions, piece) => functions.forEach((index) => pieces[index].push(piece)));
  return { pieces, holders };
}

function piecesOf(body) {
  const hashes = new Set();
  for (let at = 0; at + PIECE <= body.length; at++) {
    let hash = 0x811c9dc5;
    for (let i = at; i < at + PIECE; i++) hash = Math.imul(hash ^ body[i], 0x01000193) >>> 0;
    hashes.add(hash);
  }
  return hashes;
}

function nameSection(names, imported) {
  const entries = names.map((name, index) => [...number(index + imported), name.length, ...Buffer.from(name)]);
  const map = [...number(names.length), ...entries.flat()];
  const content = [4, ...Buffer.from("name"), FUNCTION_NAMES, ...number(map.length), ...map];
  return Buffer.from([CUSTOM, ...number(content.length), ...content]);
}
