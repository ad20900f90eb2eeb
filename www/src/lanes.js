// Which lane of the drawing each revision stands in, and which lines cross its row; linear in rows and lines.

/**
 * @param revisions newest first
 * @returns per row `{ lane, above, below, width }`: `above` are the lines of the row's upper half and `below` those of
 *   its lower half, each as [lane at the row's edge, lane at its middle, lane that gives the colour]
 */
export function layOut(revisions) {
  const known = new Set(revisions.map((revision) => revision.id));
  const waiting = []; // per lane: the revision that its line leads down to, or null where the lane is free
  return revisions.map((revision) => row(revision, waiting, known));
}

function row(revision, waiting, known) {
  const before = waiting.slice();
  const arriving = lanesOf(before, revision.id);
  const lane = arriving[0] ?? freeLane(waiting);
  for (const other of arriving) waiting[other] = null;
  const leaving = parentsOf(revision, known).map((parent) => lineTo(parent, lane, waiting));
  if (leaving.length === 0 && waiting[lane] === undefined) waiting[lane] = null;
  trim(waiting);
  const passing = passingLanes(before, revision.id);
  return {
    lane,
    above: [...passing.map((at) => [at, at, at]), ...arriving.map((at) => [at, lane, at])],
    below: [...passing.map((at) => [at, at, at]), ...leaving.map((at) => [at, lane, at])],
    width: Math.max(before.length, waiting.length, lane + 1),
  };
}

function parentsOf(revision, known) {
  return [...new Set([...revision.downRevisions, ...revision.dependsOn])].filter((id) => known.has(id));
}

function lanesOf(waiting, id) {
  return waiting.flatMap((waited, lane) => (waited === id ? [lane] : []));
}

function passingLanes(before, id) {
  return before.flatMap((waited, lane) => (waited !== null && waited !== id ? [lane] : []));
}

/** The lane in which a line to this parent leaves the row: one that leads there already, else the node's own, else a free one. */
function lineTo(parent, own, waiting) {
  const there = waiting.indexOf(parent);
  if (there >= 0) return there;
  const lane = (waiting[own] ?? null) === null ? own : freeLane(waiting);
  waiting[lane] = parent;
  return lane;
}

function freeLane(waiting) {
  const free = waiting.indexOf(null);
  return free >= 0 ? free : waiting.length;
}

function trim(waiting) {
  while (waiting.length > 0 && (waiting.at(-1) ?? null) === null) waiting.pop();
}
