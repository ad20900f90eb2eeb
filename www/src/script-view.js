// The script of a range, as `alembic upgrade FROM:TO --sql` prints it.
import { latest, limbeck } from "./client.js";
import { CodeView } from "./code-view.js";
import { copyButton, save } from "./copying.js";
import { byId } from "./dom.js";
import { plural, showProblems } from "./problems.js";
import { choiceGroup } from "./switches.js";

export class ScriptView {
  #code = new CodeView(byId("script"));
  #dialect = byId("dialect").value;
  #command = "upgrade";
  #stale = true;
  #plan = null;
  #open;
  #choose = choiceGroup(["command-upgrade", "command-downgrade"], (id) => this.#setCommand(id.slice("command-".length)));
  #ask = latest(limbeck.script, (plan) => this.#show(plan), (error) => this.#fail(error), () => this.#wait());

  constructor(open) {
    this.#open = open;
    byId("range").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#render();
    });
    for (const id of ["range-from", "range-to"]) byId(id).addEventListener("change", () => this.#render());
    copyButton(byId("copy-script"), () => this.#plan?.sql ?? "");
    byId("save-script").addEventListener("click", () => {
      if (this.#plan) save(`${this.#command}.${this.#dialect}.sql`, this.#plan.sql);
    });
  }

  /** A history was opened: its whole upgrade is what is shown first. */
  open({ heads }) {
    this.#command = "upgrade";
    this.#choose("command-upgrade");
    byId("range-from").value = "";
    byId("range-to").value = heads.length > 1 ? "heads" : "";
    this.#placeholders();
    this.#plan = null;
    this.#changed();
  }

  setDialect(dialect) {
    this.#dialect = dialect;
    this.#changed();
  }

  /** Renders if anything has changed since the script was last in sight. */
  refresh() {
    if (this.#stale) this.#render();
  }

  #setCommand(command) {
    if (command === this.#command) return;
    this.#command = command;
    const [from, to] = [byId("range-from"), byId("range-to")];
    [from.value, to.value] = [to.value, from.value];
    this.#placeholders();
    this.#render();
  }

  #placeholders() {
    const up = this.#command === "upgrade";
    byId("range-from").placeholder = up ? "base" : "head";
    byId("range-to").placeholder = up ? "head" : "base";
  }

  #changed() {
    this.#stale = true;
    if (!byId("view-script").hidden) this.#render();
  }

  #render() {
    this.#stale = false;
    const from = byId("range-from").value.trim() || byId("range-from").placeholder;
    const to = byId("range-to").value.trim() || byId("range-to").placeholder;
    this.#ask(this.#command, { dialect: this.#dialect, from: from === "base" ? undefined : from, to });
  }

  #wait() {
    byId("script").classList.add("waiting");
    byId("script-summary").textContent = "Rendering…";
  }

  #show(plan) {
    byId("script").classList.remove("waiting");
    this.#plan = plan;
    const lines = plan.sql === "" ? 0 : plan.sql.split("\n").length - 1;
    const parts = [plural(lines, "line") || "Nothing to do", `${Math.max(1, Math.round(plan.milliseconds))} ms`];
    if (!plan.complete) parts.push("incomplete");
    byId("script-summary").textContent = parts.join(" · ");
    showProblems(byId("script-problems"), plan.diagnostics, this.#open);
    if (plan.sql === "") this.#code.say("No SQL.");
    else this.#code.show(plan.sql, "sql");
  }

  #fail(error) {
    byId("script").classList.remove("waiting");
    this.#plan = null;
    byId("script-summary").textContent = "";
    const problem = { severity: "error", code: error.code ?? "error", message: error.message, help: error.help };
    showProblems(byId("script-problems"), [problem], this.#open);
    this.#code.say("Not rendered.");
  }
}
