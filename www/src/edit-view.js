// An edit that is proposed: the new file of a merge, or what a rebase changes in one. It is shown, never written.
import { latest, limbeck } from "./client.js";
import { CodeView } from "./code-view.js";
import { copyButton, save } from "./copying.js";
import { byId, element } from "./dom.js";
import { showProblems } from "./problems.js";

const said = {
  merge: "A new file. Nothing is written: put it into the folder yourself, or apply it to this page to see what comes of it.",
  rebase: "What changes in the file. Nothing is written: put it into the folder yourself, or apply it to this page to see what comes of it.",
};

export class EditView {
  #code = new CodeView(byId("edit"));
  #open;
  #asked = null;
  /** What the edit that is shown answers: not yet what was typed last. */
  #answered = null;
  #edit = null;
  #ask = latest(limbeck.edit, (edit, asked) => this.#show(edit, asked), (error, asked) => this.#fail(error, asked));

  /** `open` is called with a place that is asked for, `apply` with an edit that the page is to take over. */
  constructor({ open, apply }) {
    this.#open = open;
    copyButton(byId("copy-edit"), () => this.#edit?.text ?? "");
    copyButton(byId("copy-diff"), () => this.#edit?.diff ?? "");
    byId("save-edit").addEventListener("click", () => {
      if (this.#edit !== null) save(this.#edit.path.split("/").at(-1), this.#edit.text, "text/x-python");
    });
    byId("edit-message").addEventListener("input", ({ target }) => this.#reword(target.value));
    byId("edit-form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#edit !== null && this.#answered === this.#asked) apply(this.#edit);
    });
  }

  /** `asked` says which command, with which options, and what that is called. */
  show(asked) {
    this.#clear();
    this.#asked = asked;
    byId("edit-title").textContent = asked.title;
    byId("edit-message-field").hidden = asked.command !== "merge";
    byId("edit-message").value = asked.options.message ?? "";
    byId("copy-diff").hidden = asked.command === "merge";
    this.#ask(asked);
  }

  focus() {
    byId("edit-title").focus();
  }

  /** What was proposed is of a history that is no longer shown. */
  close() {
    this.#clear();
    this.#asked = null;
    byId("tab-edit").hidden = true;
  }

  /** The same revision under another message. */
  #reword(message) {
    if (this.#asked === null) return;
    const revId = this.#edit?.revision ?? this.#asked.options.revId;
    this.#asked = { ...this.#asked, options: { ...this.#asked.options, message, revId } };
    this.#ask(this.#asked);
  }

  #clear() {
    this.#take(null);
    byId("edit-facts").replaceChildren();
    byId("edit-summary").textContent = "";
    showProblems(byId("edit-problems"), [], this.#open);
    this.#code.say("");
  }

  #take(edit) {
    this.#edit = edit;
    for (const id of ["copy-edit", "copy-diff", "save-edit", "apply-edit"]) byId(id).disabled = edit === null;
  }

  #show(edit, asked) {
    if (asked !== this.#asked) return;
    this.#take(edit);
    this.#answered = asked;
    byId("edit-facts").replaceChildren(fact("file", edit.path), fact("revision", edit.revision));
    byId("edit-summary").textContent = said[asked.command];
    showProblems(byId("edit-problems"), edit.diagnostics, this.#open);
    if (edit.diff === null) this.#code.show(edit.text, "python");
    else this.#code.show(edit.diff, "diff");
  }

  #fail(error, asked) {
    if (asked !== this.#asked) return;
    this.#clear();
    const problem = { severity: "error", code: error.code ?? "error", message: error.message, help: error.help };
    showProblems(byId("edit-problems"), [problem], this.#open);
    this.#code.say("There is no such edit.");
  }
}

function fact(name, value) {
  return element("span", { class: "fact" }, element("span", { class: "fact-name" }, name), element("code", {}, value));
}
