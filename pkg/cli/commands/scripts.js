// upgrade, downgrade, stamp: SQL on standard output.
import { UsageError, takeOperands } from "../arguments.js";
import { open } from "../open.js";
import { print } from "../output.js";
import { isError, report, reportFor } from "../report.js";
import { status } from "../status.js";

const options = { sql: { type: "boolean" }, dialect: { type: "string" }, engine: { type: "string" } };

function script(command, name) {
  return {
    options,
    run({ options: given, operands }) {
      const { given: [target], folder } = takeOperands(command, operands, [name]);
      if (!given.sql) throw new UsageError(`limbeck talks to no database: add --sql to ${command}`, command);
      const range = rangeOf(command, target);
      const { project, history } = open({ options: given, folder });
      reportFor(project);
      const dialect = dialectOf(given, project);
      const plan = history[command]({ ...range, dialect });
      print(plan.sql);
      const errors = history.diagnostics.filter(isError);
      report(project, [...errors, ...plan.diagnostics]);
      return plan.complete && errors.length === 0 && !plan.diagnostics.some(isError) ? status.clean : status.findings;
    },
  };
}

function rangeOf(command, target) {
  const at = target.indexOf(":");
  if (at >= 0) return { from: target.slice(0, at) || undefined, to: target.slice(at + 1) };
  if (command === "downgrade") throw new UsageError("downgrade with --sql needs FROM:TO", command);
  return { to: target };
}

function dialectOf(given, project) {
  const dialect = given.dialect ?? project.settings?.dialect;
  if (dialect) return dialect;
  throw new UsageError("there is no sqlalchemy.url to take the dialect from: say --dialect");
}

export const upgrade = script("upgrade", "a TARGET");
export const downgrade = script("downgrade", "FROM:TO");
export const stamp = script("stamp", "a TARGET");
