// Compares what limbeck answers for one revision, direction and dialect with what Alembic answers.

/** Findings that say «I do not know», rather than «Alembic refuses». */
const ignorance = new Set(["unsupported", "unknown-value", "limit-exceeded", "computed-header", "PANIC"]);

export const kinds = ["identical", "refused-alike", "differs", "gap", "rendered-where-refused", "refused-where-rendered", "missing"];

/* "not-asked", which no table shows, is what Alembic could not be asked for want of a project's dependencies. */

/**
 * A step's own text: without the BEGIN and COMMIT around it and without the version table's CREATE,
 * which Alembic prints for a step that starts from nothing.
 */
export function stepText(sql) {
  const start = sql.search(/^-- Running (upgrade|downgrade) /m);
  let text = start < 0 ? sql : sql.slice(start);
  text = text.replace(/\n*COMMIT;\n+(GO\n+)?$/, "\n\n");
  return text.replace(/\n*$/, "");
}

/**
 * The text without what Alembic orders by chance (see DIFFERENCES.md): the indexes of a new table, and which
 * parent of a merge takes over the merge's row when it is taken back.
 */
export function withoutSetOrder(text) {
  return withoutIndexOrder(withoutParentOrder(text));
}

function withoutParentOrder(text) {
  let parents = [];
  const lines = text.split("\n").map((line) => {
    const log = /^-- Running downgrade \S+ -> (\S+, .*)$/.exec(line);
    if (log) parents = log[1].split(", ");
    else if (line.startsWith("-- Running ")) parents = [];
    const isVersion = /^(INSERT INTO|UPDATE) alembic_version /.test(line);
    return isVersion ? parents.reduce((l, parent) => l.replaceAll(`'${parent}'`, "'(a parent)'"), line) : line;
  });
  return lines.join("\n");
}

function withoutIndexOrder(text) {
  const parts = text.split("\n\n");
  const isIndex = (part) => /^CREATE (UNIQUE )?(BITMAP )?((NON)?CLUSTERED )?INDEX /.test(part);
  const separators = (part) => part === "GO" || part === "/";
  const out = [];
  for (let i = 0; i < parts.length; ) {
    let j = i;
    const run = [];
    while (j < parts.length && (isIndex(parts[j]) || (run.length > 0 && separators(parts[j])))) {
      if (isIndex(parts[j])) run.push(parts[j]);
      j += 1;
    }
    if (run.length > 0) {
      const separator = parts.slice(i, j).find(separators);
      for (const part of run.sort()) out.push(part, ...(separator ? [separator] : []));
      i = j;
    } else {
      out.push(parts[i]);
      i += 1;
    }
  }
  return out.join("\n\n");
}

/** {kind, cause, theirs, ours} of one pair of answers; `cause` groups what differs for the same reason. */
export function compare(theirs, ours) {
  if (!ours) return { kind: "missing", cause: "limbeck does not list the revision" };
  const errors = ours.errors ?? [];
  const unknown = errors.find((e) => ignorance.has(e.code));
  if (theirs.error !== undefined) {
    if (/\bstub\b|\bStub\b/.test(theirs.error)) return { kind: "not-asked" };
    if (ours.complete) return { kind: "rendered-where-refused", cause: `Alembic: ${message(theirs.error)}` };
    if (unknown) return { kind: "gap", cause: `${said(unknown)} (Alembic refuses too: ${message(theirs.error)})`, alsoRefused: true };
    return { kind: "refused-alike" };
  }
  if (!ours.complete) {
    if (unknown) return { kind: "gap", cause: said(unknown) };
    return { kind: "refused-where-rendered", cause: errors.length > 0 ? said(errors[0]) : "no reason given" };
  }
  const [expected, actual] = [stepText(theirs.sql), stepText(ours.sql)];
  if (expected === actual || withoutSetOrder(expected) === withoutSetOrder(actual)) return { kind: "identical" };
  return { kind: "differs", ...firstDifference(expected, actual) };
}

function said(error) {
  return `[${error.code}] ${message(error.message)}`;
}

export function firstDifference(expected, actual) {
  const [left, right] = [expected.split("\n"), actual.split("\n")];
  let at = 0;
  while (at < left.length && at < right.length && left[at] === right[at]) at += 1;
  const [theirs, ours] = [left[at] ?? "(the end)", right[at] ?? "(the end)"];
  return { cause: `- ${general(theirs)}\n      + ${general(ours)}`, theirs, ours };
}

/** A line with its names and literals taken out, so that like falls together with like. */
export function general(line) {
  return literals(line)
    .replace(/\b[a-z_][a-z0-9_.]*\b/g, "x")
    .replace(/\bx(, x)+\b/g, "x…")
    .slice(0, 160);
}

/** A message with what it quotes taken out. */
function message(text) {
  return literals(text.split("\n")[0]).slice(0, 160);
}

function literals(text) {
  return text
    .replace(/'(?:[^']|'')*'/g, "'…'")
    .replace(/"[^"]*"|`[^`]*`|\[[^\]]*\]/g, "«q»")
    .replace(/\b\d+(\.\d+)?\b/g, "#");
}
