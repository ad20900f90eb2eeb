// What `--help` says.

const commands = {
  heads: ["heads [FOLDER]", "the newest revisions", ["-v, --verbose", "--resolve-dependencies"]],
  history: [
    "history [FOLDER]",
    "all revisions, newest first",
    ["-v, --verbose", "-r, --rev-range FROM:TO", "-i, --indicate-current", "--current ID (again for several)", "--format text|json"],
  ],
  branches: ["branches [FOLDER]", "where the history divides", ["-v, --verbose"]],
  show: ["show REVISION [FOLDER]", "one revision at length", []],
  current: ["current [FOLDER]", "the revisions given by --current", ["-v, --verbose", "--current ID (again for several)"]],
  upgrade: ["upgrade [FROM:]TO --sql [FOLDER]", "the SQL of an upgrade", ["--sql", "--dialect NAME", "--engine NAME"]],
  downgrade: ["downgrade FROM:TO --sql [FOLDER]", "the SQL of a downgrade", ["--sql", "--dialect NAME", "--engine NAME"]],
  stamp: ["stamp [FROM:]TO --sql [FOLDER]", "the SQL that only moves the version table", ["--sql", "--dialect NAME", "--engine NAME"]],
  merge: [
    "merge [REVISION...] [FOLDER]",
    "the file of a revision that joins heads, all unless said otherwise",
    ["-m, --message TEXT", "--branch-label NAME", "--rev-id ID", "--splice", "--dry-run"],
  ],
  revision: [
    "revision -m TEXT [FOLDER]",
    "the file of a new revision",
    [
      "-m, --message TEXT",
      "--head REVISION",
      "--splice",
      "--depends-on REVISION (again for several)",
      "--branch-label NAME",
      "--version-path FOLDER",
      "--rev-id ID",
      "--dry-run",
    ],
  ],
  rebase: ["rebase HEAD [FOLDER]", "one head on top of the other", ["--onto HEAD", "--dry-run"]],
  check: ["check [FOLDER]", "what is wrong with the history", ["--format text|json|github|sarif", "--dialect NAME", "--engine NAME"]],
  graph: ["graph [FOLDER]", "the history as a drawing", ["--format mermaid|dot|svg|ascii"]],
};

const settings = `Options of every command:
  -c, --config FILE   alembic.ini or pyproject.toml; by default the one in this folder
  -n, --name SECTION  section of alembic.ini, "alembic" by default
  -h, --help          help, also on a command
      --version       the version of limbeck`;

export function help() {
  const width = Math.max(...Object.values(commands).map(([usage]) => usage.length));
  const lines = Object.values(commands).map(([usage, what]) => `  ${usage.padEnd(width)}  ${what}`);
  return `Usage: limbeck COMMAND [OPTIONS]

Commands:
${lines.join("\n")}

${settings}

FOLDER is a folder with alembic.ini, a script location, or a folder of revision files.
Dialects: postgresql, mysql, mariadb, sqlite, mssql, oracle; by default the one of sqlalchemy.url.
--engine says for which of several databases (Alembic's template multidb) revisions are rendered.
merge, revision and rebase write files; with --dry-run they print a diff instead.
SQL goes to standard output, everything else to standard error.
Exit status: 0 clean, 1 findings, 2 usage.`;
}

export function commandHelp(name) {
  const [usage, what, options] = commands[name];
  const does = ["merge", "revision", "rebase"].includes(name) ? "Writes" : "Prints";
  const own = options.length > 0 ? `\nOptions:\n${options.map((option) => `  ${option}`).join("\n")}\n` : "";
  return `Usage: limbeck ${usage}\n\n${does} ${what}.\n${own}\n${settings}`;
}
