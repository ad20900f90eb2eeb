// heads, history, branches, show, current: what Alembic prints of them, line for line.
import { takeOperands } from "../arguments.js";
import { entry, line } from "../lines.js";
import { open } from "../open.js";
import { isError, report, reportFor } from "../report.js";
import { status } from "../status.js";

const verbose = { verbose: { type: "boolean", short: "v" } };
const current_ = { current: { type: "string", multiple: true } };

/** Opens the history, lets `print` give the lines, and tells of files that could not be read. */
function listing(name, names, { options, operands }, print) {
  const { given, folder } = takeOperands(name, operands, names);
  const { project, history } = open({ options, folder });
  reportFor(project);
  const byId = lazily(() => new Map(history.revisions.map((revision) => [revision.id, revision])));
  const lines = print({ project, history, byId, given, options });
  if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
  const errors = history.diagnostics.filter(isError);
  report(project, errors);
  return errors.length > 0 ? status.findings : status.clean;
}

function lazily(make) {
  let made = null;
  return () => (made ??= make());
}

export const heads = {
  options: { ...verbose, "resolve-dependencies": { type: "boolean" } },
  run: (asked) =>
    listing("heads", [], asked, ({ project, history, byId, options }) => {
      const ids = options["resolve-dependencies"] ? history.resolve("heads") : history.heads();
      return ids.map((id) => shown(project, byId().get(id), options, ["branches"]));
    }),
};

export const history = {
  options: {
    ...verbose,
    ...current_,
    "rev-range": { type: "string", short: "r" },
    "indicate-current": { type: "boolean", short: "i" },
    format: { type: "string" },
  },
  run: (asked) =>
    listing("history", [], asked, ({ project, history: of, options }) => {
      const marked = new Set(options["indicate-current"] ? (options.current ?? []).flatMap((id) => of.resolve(id)) : []);
      const revisions = options["rev-range"] === undefined ? of.revisions : of.range(options["rev-range"]);
      if (options.format === "json") return [JSON.stringify(revisions, null, 2)];
      return revisions.map((r) => shown(project, r, options, ["parents", "branches", "tree", "doc"], marked));
    }),
};

export const branches = {
  options: verbose,
  run: (asked) =>
    listing("branches", [], asked, ({ project, history: of, byId, options }) =>
      of.revisions
        .filter((revision) => revision.isBranchPoint)
        .map((revision) => {
          const parts = options.verbose ? ["branches", "tree", "doc"] : ["branches", "tree"];
          const children = revision.children.map((id) => `${" ".repeat(revision.id.length)} -> ${line(byId().get(id), parts)}`);
          return `${shown(project, revision, options, ["branches", "tree"])}\n${children.join("\n")}\n`;
        }),
    ),
};

export const show = {
  options: {},
  run: (asked) =>
    listing("show", ["a REVISION"], asked, ({ project, history: of, byId, given }) =>
      of.resolve(given[0]).map((id) => entry(project, byId().get(id))),
    ),
};

export const current = {
  options: { ...verbose, ...current_ },
  run: (asked) =>
    listing("current", [], asked, ({ project, history: of, byId, options }) =>
      (options.current ?? []).flatMap((id) => of.resolve(id)).map((id) => shown(project, byId().get(id), options, ["tree"])),
    ),
};

function shown(project, revision, { verbose: atLength }, parts, marked) {
  return atLength ? entry(project, revision, marked) : line(revision, parts, marked);
}
