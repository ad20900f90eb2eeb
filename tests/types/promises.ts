// What users are promised, used as they would use it: compiles against the package's declarations, and is not run.
import init, {
  MigrationHistory,
  type Diagnostic,
  type Dialect,
  type HistoryOptions,
  type Mode,
  type Plan,
  type RenderOptions,
  type Revision,
  type Span,
  type Statement,
  type Step,
} from "limbeck";
import { openHistory } from "limbeck/node";

const dialects: Record<Dialect, true> = { postgresql: true, mysql: true, mariadb: true, sqlite: true, mssql: true, oracle: true };
const modes: Record<Mode, true> = { offline: true, simulated: true };

export async function promises(bytes: Uint8Array): Promise<void> {
  const ready: void = await init();
  await init(bytes);
  const options: HistoryOptions = { versionTable: "v", versionLocations: ["a"], anything: 1 };
  const history = new MigrationHistory({ "a.py": "" }, options);
  new MigrationHistory([["a.py", ""]]);
  new MigrationHistory(new Map([["a.py", ""]]));

  const found: Diagnostic[] = history.diagnostics;
  const severity: "error" | "warning" | "info" | undefined = found[0]?.severity;
  const place: Span | undefined = found[0]?.span;
  const related: string | undefined = found[0]?.related?.[0]?.file;
  const offset: number | undefined = place?.start.offset;

  const revisions: Revision[] = history.revisions;
  const date: string | null | undefined = revisions[0]?.createDate;
  const names: string[] = [...history.heads(), ...history.bases(), ...history.branchPoints(), ...history.resolve("head")];

  const render: RenderOptions = { dialect: "sqlite", mode: "offline" };
  const plans: Plan[] = [
    history.upgrade(render),
    history.upgrade({ ...render, from: "base", to: "heads" }),
    history.upgrade({ ...render, from: ["a", "b"] }),
    history.downgrade({ ...render, to: "base" }),
    history.stamp({ ...render, from: "a", to: "b" }),
  ];
  const step: Step = history.preview("a", { ...render, direction: "downgrade" });
  const statements: Statement[] = plans.flatMap((plan) => plan.steps).flatMap((each) => each.statements);
  const script: string = plans[0]?.sql ?? step.sql;

  history.update({ "a.py": "x = 1", "b.py": null });
  history.free();
  using scoped = new MigrationHistory({});
  const opened: MigrationHistory = openHistory("folder");
  opened.free();

  // @ts-expect-error there is no such dialect
  history.upgrade({ dialect: "db2" });
  // @ts-expect-error a downgrade says where to
  history.downgrade(render);
  void [ready, severity, related, offset, date, names, statements, script, scoped, dialects, modes];
}
