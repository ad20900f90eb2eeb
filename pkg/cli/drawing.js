// The history drawn in lanes, newest on top: as SVG, and as text for a terminal.
import { rowsOf } from "../lanes.js";

const rowHeight = 28;
const laneWidth = 18;
const colours = ["#a8481f", "#2a6f8f", "#5f7a1f", "#7a4a97", "#9a6b00", "#1e7a62"];

export function svg(revisions, lanes) {
  const rows = rowsOf(lanes);
  const width = Math.max(1, ...rows.map((row) => row.width));
  const height = rows.length * rowHeight;
  const paths = rows.flatMap((row, at) => [
    ...row.above.map((line) => path(line, at * rowHeight, at)),
    ...row.below.map((line) => path(line, (at + 1) * rowHeight, at)),
  ]);
  const nodes = rows.map(
    ({ lane }, at) => `<circle cx="${across(lane)}" cy="${middle(at)}" r="${revisions[at].isHead ? 6 : 4.5}" fill="${colour(lane)}"/>`,
  );
  const texts = revisions.map((revision, at) => {
    const mark = revision.isHead ? ' font-weight="bold"' : "";
    return `<text x="${width * laneWidth + 16}" y="${middle(at) + 4}"${mark}>${escaped(caption(revision))}</text>`;
  });
  const longest = Math.max(0, ...revisions.map((revision) => caption(revision).length));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width * laneWidth + 40 + longest * 8}" height="${height}" font-family="monospace" font-size="13">`,
    `<g fill="none" stroke-width="2">`,
    ...paths,
    "</g>",
    ...nodes,
    ...texts,
    "</svg>",
  ].join("\n");
}

const across = (lane) => 12 + lane * laneWidth;
const middle = (at) => at * rowHeight + rowHeight / 2;
const colour = (lane) => colours[lane % colours.length];
const caption = (revision) => `${revision.id}  ${revision.message}`;

function path([edge, inner], y, at) {
  const [x1, x2, half] = [across(edge), across(inner), middle(at)];
  const d = x1 === x2 ? `M${x1} ${y}V${half}` : `M${x1} ${y}C${x1} ${(y + half) / 2} ${x2} ${(y + half) / 2} ${x2} ${half}`;
  return `<path d="${d}" stroke="${colour(Math.max(edge, inner))}"/>`;
}

function escaped(text) {
  return text
    .replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c])
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, " ");
}

/** `*` a revision, `|` a line that passes, and a line of bends where lines meet or part. */
export function ascii(revisions, lanes) {
  const rows = rowsOf(lanes);
  const width = Math.max(1, ...rows.map((row) => row.width));
  return rows
    .flatMap((row, at) => [
      ...bends(row.above, row.lane, width, "/"),
      `${nodeLine(row, revisions[at], width)}  ${caption(revisions[at])}${tags(revisions[at])}`,
      ...bends(row.below, row.lane, width, "\\"),
    ])
    .join("\n");
}

function nodeLine(row, revision, width) {
  const passing = new Set(row.above.filter(([edge, inner]) => edge === inner).map(([edge]) => edge));
  const cells = Array.from({ length: width }, (_, lane) => (passing.has(lane) ? "|" : " "));
  cells[row.lane] = revision.isHead ? "o" : "*";
  return cells.join(" ");
}

/** The line between two rows, where some line changes its lane. */
function bends(lines, lane, width, right) {
  if (lines.every(([edge, inner]) => edge === inner)) return [];
  const cells = Array.from({ length: width * 2 - 1 }, () => " ");
  for (const [edge, inner] of lines) if (edge === inner) cells[edge * 2] = "|";
  for (const [edge, inner] of lines) {
    if (edge === inner) continue;
    const [low, high] = [Math.min(edge, inner), Math.max(edge, inner)];
    for (let at = low * 2 + 1; at < high * 2 - 1; at++) if (cells[at] === " ") cells[at] = "_";
    cells[high * 2 - 1] = edge > inner ? right : right === "/" ? "\\" : "/";
  }
  return [cells.join("").trimEnd()];
}

function tags({ isHead, isMergePoint, isBranchPoint, branchLabels }) {
  const words = [isHead && "head", isMergePoint && "merge", isBranchPoint && "branch point", ...branchLabels].filter(Boolean);
  return words.length > 0 ? `  (${words.join(", ")})` : "";
}
