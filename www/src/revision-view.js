// One revision: its facts, its Python beside its SQL, and which lines belong together.
import { latest, limbeck } from "./client.js";
import { CodeView } from "./code-view.js";
import { copyButton } from "./copying.js";
import { byId, element } from "./dom.js";
import { nameOf } from "./history-list.js";
import { showProblems } from "./problems.js";
import { statementAtLine, statementLines } from "./statements.js";

export class RevisionView {
  #python = new CodeView(byId("python"));
  #sql = new CodeView(byId("sql"));
  #revision = null;
  #known = [];
  #step = null;
  #source = "";
  #statement = -1;
  #dialect = byId("dialect").value;
  #direction = "upgrade";
  #open;
  #mark = null;
  #askStep = latest(limbeck.preview, (step) => this.#showStep(step), (error) => this.#fail(error), () => this.#wait());
  #askSource = latest(limbeck.source, (text, file) => this.#showSource(text, file), (error) => this.#fail(error), () => {
    byId("python").classList.add("waiting");
  });

  constructor(open) {
    this.#open = open;
    copyButton(byId("copy-sql"), () => this.#step?.sql ?? "");
    copyButton(byId("copy-python"), () => this.#source);
    byId("sql").addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#toStatement(event.shiftKey ? -1 : 1);
    });
  }

  setDialect(dialect) {
    this.#dialect = dialect;
    this.#render();
  }

  setDirection(direction) {
    this.#direction = direction;
    this.#render();
  }

  /** Shows a revision; `known` are the diagnostics that are known of it without rendering it. */
  show(revision, known) {
    this.#revision = revision;
    this.#known = known;
    this.#mark = null;
    byId("revision-message").textContent = nameOf(revision);
    byId("revision-facts").replaceChildren(...facts(revision));
    this.#askSource(revision.file);
    this.#render();
  }

  /** A file that is no revision: its text alone. */
  showFile(file) {
    this.clear(file);
    this.#askSource(file);
  }

  clear(title) {
    this.#revision = null;
    this.#step = null;
    this.#mark = null;
    byId("revision-message").textContent = title;
    byId("revision-facts").replaceChildren();
    byId("sql-state").textContent = "";
    byId("python-file").textContent = "";
    showProblems(byId("revision-problems"), [], this.#open);
    this.#source = "";
    this.#python.say("");
    this.#sql.say("");
  }

  /** Marks a place in the Python, at once or as soon as its text is there. */
  markSource(span) {
    this.#mark = span;
    this.#python.mark(span.start.line, span.end.line);
  }

  #render() {
    if (this.#revision === null) return;
    this.#askStep(this.#revision.id, { dialect: this.#dialect, direction: this.#direction });
  }

  /** The worker is busy: what is shown is still of the revision before. */
  #wait() {
    byId("sql").classList.add("waiting");
    byId("sql-state").textContent = "rendering…";
    showProblems(byId("revision-problems"), this.#known, this.#open);
  }

  #showSource(text, file) {
    this.#source = text;
    byId("python").classList.remove("waiting");
    byId("python-file").replaceChildren(element("bdi", {}, file));
    byId("python-file").title = file;
    this.#python.show(text, "python", { onLine: (line) => this.#fromSource(line) });
    if (this.#mark) this.markSource(this.#mark);
  }

  #showStep(step) {
    this.#statement = -1;
    byId("sql").classList.remove("waiting");
    this.#step = step;
    const problems = step.diagnostics.concat(this.#known.filter((k) => !step.diagnostics.some((d) => same(d, k))));
    showProblems(byId("revision-problems"), problems, this.#open);
    byId("sql-state").textContent = step.complete ? "" : "incomplete";
    if (step.sql.trim() === "") this.#sql.say("No SQL.");
    else this.#sql.show(step.sql, "sql", { onLine: (line) => this.#fromSql(line) });
  }

  #fail(error) {
    for (const id of ["python", "sql"]) byId(id).classList.remove("waiting");
    this.#step = null;
    showProblems(byId("revision-problems"), [{ severity: "error", code: error.code ?? "error", ...error, message: error.message }], this.#open);
    byId("sql-state").textContent = "";
    this.#sql.say("Not rendered.");
  }

  /** Marks the next statement, or the one before, as choosing one of its lines does. */
  #toStatement(move) {
    const lines = this.#step ? statementLines(this.#step) : [];
    if (lines.length === 0) return;
    const next = Math.min(lines.length - 1, Math.max(0, this.#statement + move));
    this.#fromSql(lines[next].first);
    this.#sql.mark(lines[next].first, lines[next].last);
  }

  /** A line of the SQL was chosen: marks its statement, and the Python that made it. */
  #fromSql(line) {
    const lines = statementLines(this.#step);
    const at = lines.findIndex(({ first, last }) => line >= first && line <= last);
    const statement = this.#step.statements[at];
    if (!statement) return this.#unmark();
    this.#statement = at;
    this.#sql.mark(lines[at].first, lines[at].last, { scroll: false });
    if (statement.span && statement.file === this.#revision?.file) this.markSource(statement.span);
  }

  /** The other way round. */
  #fromSource(line) {
    const at = this.#step ? statementAtLine(this.#step, line, this.#revision?.file) : -1;
    if (at < 0) return this.#unmark();
    this.#statement = at;
    const { span } = this.#step.statements[at];
    const { first, last } = statementLines(this.#step)[at];
    this.#python.mark(span.start.line, span.end.line, { scroll: false });
    this.#sql.mark(first, last);
  }

  #unmark() {
    this.#mark = null;
    this.#python.unmark();
    this.#sql.unmark();
  }
}

function same(one, other) {
  return one.code === other.code && one.message === other.message && one.span?.start.offset === other.span?.start.offset;
}

function facts(revision) {
  const list = [["revision", revision.id]];
  if (revision.downRevisions.length > 0) list.push(["revises", revision.downRevisions.join(", ")]);
  if (revision.dependsOn.length > 0) list.push(["depends on", revision.dependsOn.join(", ")]);
  if (revision.branchLabels.length > 0) list.push(["branch", revision.branchLabels.join(", ")]);
  if (revision.createDate) list.push(["created", revision.createDate.replace(/\.\d+$/, "")]);
  return list.map(([name, value]) =>
    element("span", { class: "fact" }, element("span", { class: "fact-name" }, name), element("code", {}, value)),
  );
}
