// What an edit changes, as a unified diff.

/** Lines of what stands around a change. */
const context = 3;
/** Beyond this many pairs of lines a change is shown whole, rather than line by line. */
const mostPairs = 1_000_000;

/** The diff that makes `after` of `before`; `before` is null where the file is new. */
export function unifiedDiff(path, before, after) {
  const [old, made] = [linesOf(before ?? ""), linesOf(after)];
  const hunks = hunksOf(changes(old, made));
  if (hunks.length === 0) return "";
  const head = [before === null ? "--- /dev/null" : `--- a/${path}`, `+++ b/${path}`];
  return [...head, ...hunks.flatMap(hunkText)].map((line) => `${line}\n`).join("");
}

/** Lines with their ends, so that a last line without one is another. */
function linesOf(text) {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Every line of both with " ", "-" or "+" and its place in the old and the new text. */
function changes(old, made) {
  let start = 0;
  while (start < old.length && start < made.length && old[start] === made[start]) start++;
  let end = 0;
  while (end < old.length - start && end < made.length - start && old.at(-1 - end) === made.at(-1 - end)) end++;
  const rows = [];
  let [a, b] = [0, 0];
  const same = (count) => {
    for (let i = 0; i < count; i++) rows.push({ sign: " ", line: old[a], a: a++, b: b++ });
  };
  const drop = () => rows.push({ sign: "-", line: old[a], a: a++, b });
  const add = () => rows.push({ sign: "+", line: made[b], a, b: b++ });
  same(start);
  const longest = common(old.slice(start, old.length - end), made.slice(start, made.length - end));
  while (a < old.length - end || b < made.length - end) {
    const [i, j] = [a - start, b - start];
    if (a < old.length - end && b < made.length - end && old[a] === made[b]) same(1);
    else if (b >= made.length - end || (a < old.length - end && longest(i + 1, j) >= longest(i, j + 1))) drop();
    else add();
  }
  same(end);
  return rows;
}

/** The length of the longest common part of what follows two places. */
function common(old, made) {
  if (old.length * made.length > mostPairs) return () => 0;
  const width = made.length + 1;
  const table = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = made.length - 1; j >= 0; j--) {
      const next = Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
      table[i * width + j] = old[i] === made[j] ? table[(i + 1) * width + j + 1] + 1 : next;
    }
  }
  return (i, j) => table[i * width + j];
}

/** The rows around changes, those that are near to each other together. */
function hunksOf(rows) {
  const hunks = [];
  let until = -1;
  rows.forEach(({ sign }, at) => {
    if (sign === " ") return;
    const from = Math.max(at - context, 0);
    if (from <= until) hunks.at(-1).to = at + context + 1;
    else hunks.push({ from, to: at + context + 1 });
    until = at + context + 1;
  });
  return hunks.map(({ from, to }) => rows.slice(from, to));
}

function hunkText(rows) {
  const [a, b] = [rows.filter(({ sign }) => sign !== "+").length, rows.filter(({ sign }) => sign !== "-").length];
  const lines = rows.map(({ sign, line }) =>
    line.endsWith("\n") ? `${sign}${line.slice(0, -1)}` : `${sign}${line}\n\\ No newline at end of file`,
  );
  return [`@@ -${place(rows[0].a, a)} +${place(rows[0].b, b)} @@`, ...lines];
}

/** A hunk without lines stands after the line before it. */
function place(start, count) {
  const line = count === 0 ? start : start + 1;
  return count === 1 ? `${line}` : `${line},${count}`;
}
