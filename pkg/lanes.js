// Rows for drawing, from the lanes that the core computed: which lines cross the upper and the lower half of each.

/**
 * @param lanes per revision `{ lane, lines: [{ row, lane }] }`, newest first
 * @param most lanes beyond this are not drawn, so that a history of nothing but heads stays cheap
 * @returns per row `{ lane, above, below, width }`: lines as [lane at the row's edge, lane at its middle]
 */
export function rowsOf(lanes, most = Infinity) {
  const rows = lanes.map(({ lane }) => ({ lane, above: [], below: [], width: lane + 1 }));
  lanes.forEach(({ lane, lines }, from) => {
    for (const { row: to, lane: end } of lines) {
      // Where two chains meet, the line between them keeps to the outer one's lane.
      const along = Math.max(lane, end);
      if (along >= most) continue;
      rows[from].below.push([along, lane]);
      rows[to].above.push([along, end]);
      for (let at = from + 1; at < to; at++) pass(rows[at], along);
    }
  });
  for (const row of rows) row.width = Math.max(row.width, ...row.above.map(([edge]) => edge + 1), ...row.below.map(([edge]) => edge + 1));
  return rows;
}

function pass(row, lane) {
  row.above.push([lane, lane]);
  row.below.push([lane, lane]);
}
