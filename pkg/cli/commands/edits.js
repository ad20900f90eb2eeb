// merge, revision, rebase: files written, or shown as a diff.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathFrom } from "../../node/project.js";
import { takeOperands } from "../arguments.js";
import { unifiedDiff } from "../diff.js";
import { open } from "../open.js";
import { print } from "../output.js";
import { isError, report, reportFor } from "../report.js";
import { status } from "../status.js";

const dryRun = { "dry-run": { type: "boolean" } };
const fresh = {
  ...dryRun,
  message: { type: "string", short: "m" },
  "branch-label": { type: "string" },
  "rev-id": { type: "string" },
  splice: { type: "boolean" },
};

/** Opens the history, and writes the edit that `make` gives. */
function edited(options, folder, make) {
  const { project, history } = open({ options, folder });
  reportFor(project);
  const edit = make(history, project);
  const file = join(project.base, edit.path);
  if (options["dry-run"]) show(edit, file);
  else write(edit, file);
  report(project, edit.diagnostics);
  return edit.diagnostics.some(isError) ? status.findings : status.clean;
}

function show({ path, text }, file) {
  print(unifiedDiff(path, existsSync(file) ? readFileSync(file, "utf8") : null, text));
}

/** Says what it does as Alembic does (`util.messaging.status`). */
function write({ text }, file) {
  const folder = dirname(file);
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    print(`Creating directory ${folder} ...  done\n`);
  }
  const verb = existsSync(file) ? "Rewriting" : "Generating";
  writeFileSync(file, text);
  print(`${verb} ${file} ...  done\n`);
}

function asked(options) {
  return {
    message: options.message,
    branchLabel: options["branch-label"],
    revId: options["rev-id"],
    splice: options.splice,
  };
}

export const merge = {
  options: fresh,
  run({ options, operands }) {
    // The last operand is the folder where it is one: revisions are not called as files are.
    const last = operands.at(-1);
    const folder = last !== undefined && options.config === undefined && existsSync(last) ? last : undefined;
    const revisions = folder === undefined ? operands : operands.slice(0, -1);
    const named = revisions.length > 0 ? { revisions } : {};
    return edited(options, folder, (history) => history.merge({ ...asked(options), ...named }));
  },
};

export const revision = {
  options: {
    ...fresh,
    head: { type: "string" },
    "depends-on": { type: "string", multiple: true },
    "version-path": { type: "string" },
  },
  run({ options, operands }) {
    const { folder } = takeOperands("revision", operands, []);
    return edited(options, folder, (history, project) =>
      history.revision({
        ...asked(options),
        head: options.head,
        dependsOn: options["depends-on"],
        versionPath: placeOf(options["version-path"], project),
      }),
    );
  },
};

function placeOf(path, { base }) {
  return path === undefined ? undefined : pathFrom(base, resolve(path));
}

export const rebase = {
  options: { ...dryRun, onto: { type: "string" } },
  run({ options, operands }) {
    const { given, folder } = takeOperands("rebase", operands, ["a REVISION"]);
    return edited(options, folder, (history) => history.rebase({ revision: given[0], onto: options.onto }));
  },
};
