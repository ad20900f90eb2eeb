// Several heads: whether they can be merged, where they get in each other's way, and the edits that make them one.
// Asked for, never by itself.
import { latest, limbeck } from "./client.js";
import { byId, element } from "./dom.js";
import { placeButton } from "./problems.js";

const most = 50;
/** Of an id in this panel. */
const longest = 24;
const verdicts = {
  independent: ["info", "independent"],
  conflict: ["warning", "in conflict"],
  unknown: ["info", "not known"],
};

export class HeadsView {
  #open;
  #edit;
  #heads = [];
  #dialect = byId("dialect").value;
  #asked = false;
  #ask = latest(limbeck.compareHeads, (pairs) => this.#list(pairs), (error) => this.#say(error.message));

  /** `open` is called with a place that is asked for, `edit` with an edit. */
  constructor({ open, edit }) {
    this.#open = open;
    this.#edit = edit;
    byId("merge-heads").addEventListener("click", () => this.#edit(mergeOf(this.#heads)));
    byId("compare-heads").addEventListener("click", () => this.#compare());
  }

  show(heads) {
    this.#asked = false;
    this.#heads = heads;
    byId("heads").hidden = heads.length < 2;
    byId("heads-summary").textContent = heads.slice(0, 3).map(short).join(", ") + (heads.length > 3 ? ", …" : "");
    byId("compare-heads").hidden = false;
    byId("merge-heads").hidden = heads.length < 3;
    byId("merge-heads").textContent = `Merge all ${heads.length.toLocaleString("en")}`;
    this.#say("");
  }

  setDialect(dialect) {
    this.#dialect = dialect;
    if (this.#asked) this.#compare();
  }

  #compare() {
    this.#asked = true;
    byId("compare-heads").hidden = true;
    this.#say("Comparing…");
    this.#ask({ dialect: this.#dialect });
  }

  #say(text) {
    byId("head-pairs").replaceChildren(text);
  }

  #list(pairs) {
    const [compared, all] = [new Set(pairs.flatMap(({ heads }) => heads)).size, this.#heads.length];
    const note = `Compared are the first ${compared} of ${all.toLocaleString("en")} heads.`;
    const rows = pairs.map((pair) => this.#pair(pair));
    byId("head-pairs").replaceChildren(...(compared < all ? [element("p", { class: "summary" }, note)] : []), ...rows);
  }

  #pair({ heads, ancestor, verdict, conflicts, unknown }) {
    const [severity, words] = verdicts[verdict];
    const since = ancestor === null ? "" : ` since ${short(ancestor)}`;
    const meetings = [...conflicts.map((each) => ["warning", each]), ...unknown.map((each) => ["info", each])];
    const rows = meetings.slice(0, most).map(([kind, each]) => this.#meeting(kind, each));
    if (meetings.length > most) rows.push(element("li", { class: "problem" }, `… and ${meetings.length - most} more`));
    return element(
      "div",
      { class: "head-pair", "data-verdict": verdict },
      element("p", { class: severity }, `${heads.map(short).join(" and ")}: `, element("span", { class: "verdict" }, words), since),
      this.#edits(heads),
      rows.length > 0 ? element("ul", { class: "problems" }, ...rows) : null,
    );
  }

  #edits([one, other]) {
    const edits = [["Merge", mergeOf([one, other])], [null, rebaseOf(one, other)], [null, rebaseOf(other, one)]];
    const buttons = edits.map(([name, edit]) => {
      const button = element("button", { type: "button", class: "small" }, name ?? edit.title);
      button.addEventListener("click", () => this.#edit(edit));
      return button;
    });
    return element("div", { class: "actions" }, ...buttons);
  }

  #meeting(severity, { message, places }) {
    const buttons = places.map((place) => placeButton(`${place.revision} ${place.message}`, place, this.#open));
    return element("li", { class: `problem ${severity}` }, element("div", { class: "problem-text" }, element("p", {}, message), ...buttons));
  }
}

function mergeOf(heads) {
  const title = heads.length > 2 ? `Merge ${heads.length.toLocaleString("en")} heads` : `Merge ${heads.map(short).join(" and ")}`;
  const message = heads.length > 2 ? "merge heads" : `merge ${heads.map(short).join(" and ")}`;
  return { command: "merge", title, options: { revisions: heads, message } };
}

function rebaseOf(revision, onto) {
  return { command: "rebase", title: `Put ${short(revision)} on top of ${short(onto)}`, options: { revision, onto } };
}

function short(id) {
  return id.length > longest ? `${id.slice(0, longest)}…` : id;
}
