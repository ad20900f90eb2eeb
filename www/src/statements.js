// Where each statement of a step stands in the step's text.

const found = new WeakMap();

/** Per statement the lines `first` to `last` of `step.sql`, counted from 1; zeros where it is not found. */
export function statementLines(step) {
  if (!found.has(step)) found.set(step, find(step));
  return found.get(step);
}

function find({ sql, statements }) {
  let from = 0;
  let line = 1;
  return statements.map((statement) => {
    const at = sql.indexOf(statement.sql, from);
    if (at < 0 || statement.sql === "") return { first: 0, last: 0 };
    const first = line + lineEnds(sql.slice(from, at));
    const last = first + lineEnds(statement.sql);
    from = at + statement.sql.length;
    line = last;
    return { first, last };
  });
}

function lineEnds(text) {
  return text.split("\n").length - 1;
}

/** The first statement that the given line of the given file made, or -1; the narrowest where several hold the line. */
export function statementAtLine(step, line, file) {
  let best = -1;
  let height = Infinity;
  step.statements.forEach(({ span, file: from }, at) => {
    if (!span || from !== file || line < span.start.line || line > span.end.line) return;
    const lines = span.end.line - span.start.line;
    if (lines < height) [best, height] = [at, lines];
  });
  return best;
}
