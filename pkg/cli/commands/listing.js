// heads, history, branches, show, current: what Alembic prints of them, line for line.
import { revisionsOf } from "../../history.js";
import { takeOperands } from "../arguments.js";
import { entry, line } from "../lines.js";
import { open } from "../open.js";
import { print } from "../output.js";
import { isError, report, reportFor } from "../report.js";
import { status } from "../status.js";

const verbose = { verbose: { type: "boolean", short: "v" } };
const current_ = { current: { type: "string", multiple: true } };

/** Opens the history, lets `linesOf` give the lines, and tells of files that could not be read. */
function listing(name, names, { options, operands }, linesOf) {
  const { given, folder } = takeOperands(name, operands, names);
  const { project, history } = open({ options, folder });
  reportFor(project);
  const lines = linesOf({ project, history, given, options });
  if (lines.length > 0) print(`${lines.join("\n")}\n`);
  const errors = history.diagnostics.filter(isError);
  report(project, errors);
  return errors.length > 0 ? status.findings : status.clean;
}

export const heads = {
  options: { ...verbose, "resolve-dependencies": { type: "boolean" } },
  run: (asked) =>
    listing("heads", [], asked, ({ project, history, options }) => {
      const ids = options["resolve-dependencies"] ? history.resolve("heads") : history.heads();
      return history[revisionsOf](ids).map((r) => shown(project, r, options, ["branches"]));
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
    listing("branches", [], asked, ({ project, history: of, options }) =>
      of[revisionsOf](of.branchPoints()).map((revision) => {
        const parts = options.verbose ? ["branches", "tree", "doc"] : ["branches", "tree"];
        const children = of[revisionsOf](revision.children).map(
          (child) => `${" ".repeat(revision.id.length)} -> ${line(child, parts)}`,
        );
        return `${shown(project, revision, options, ["branches", "tree"])}\n${children.join("\n")}\n`;
      }),
    ),
};

export const show = {
  options: {},
  run: (asked) =>
    listing("show", ["a REVISION"], asked, ({ project, history: of, given }) =>
      of[revisionsOf](of.resolve(given[0])).map((revision) => entry(project, revision)),
    ),
};

export const current = {
  options: { ...verbose, ...current_ },
  run: (asked) =>
    listing("current", [], asked, ({ project, history: of, options }) => {
      const ids = (options.current ?? []).flatMap((id) => of.resolve(id));
      return of[revisionsOf](ids).map((revision) => shown(project, revision, options, ["tree"]));
    }),
};

function shown(project, revision, { verbose: atLength }, parts, marked) {
  return atLength ? entry(project, revision, marked) : line(revision, parts, marked);
}
