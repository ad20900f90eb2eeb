// The package's declarations hold what was promised: each promised type can be had from the declared one.
import init, * as declared from "limbeck";
import { openHistory } from "limbeck/node";
import * as promised from "./promised.js";

type Holds<Declared extends Promised, Promised> = Declared;

export type Checks = [
  Holds<declared.Dialect, promised.Dialect>,
  Holds<promised.Dialect, declared.Dialect>,
  Holds<declared.Mode, promised.Mode>,
  Holds<promised.Mode, declared.Mode>,
  Holds<declared.Span, promised.Span>,
  Holds<declared.Diagnostic, promised.Diagnostic>,
  Holds<declared.Revision, promised.Revision>,
  Holds<declared.Statement, promised.Statement>,
  Holds<declared.Step, promised.Step>,
  Holds<declared.Plan, promised.Plan>,
  Holds<promised.RenderOptions, declared.RenderOptions>,
  Holds<promised.HistoryOptions, declared.HistoryOptions>,
  Holds<typeof declared.MigrationHistory, typeof promised.MigrationHistory>,
  Holds<typeof init, typeof promised.default>,
];

export function uses(): declared.Plan {
  using history = openHistory("migrations", { section: "alembic", versionTable: "v" });
  const made: promised.MigrationHistory = new declared.MigrationHistory([["a.py", ""]], {});
  made.update({ "a.py": null });
  return history.upgrade({ dialect: "postgresql", from: ["a"], to: "head" });
}
