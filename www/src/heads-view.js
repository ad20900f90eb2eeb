// Several heads: whether they can be merged, and where they get in each other's way. Asked for, never by itself.
import { latest, limbeck } from "./client.js";
import { byId, element } from "./dom.js";
import { placeButton } from "./problems.js";

const most = 50;
const verdicts = {
  independent: ["info", "independent"],
  conflict: ["warning", "in conflict"],
  unknown: ["info", "not known"],
};

export class HeadsView {
  #open;
  #dialect = byId("dialect").value;
  #asked = false;
  #ask = latest(limbeck.compareHeads, (pairs) => this.#list(pairs), (error) => this.#say(error.message));

  /** `open` is called with a place that is asked for. */
  constructor(open) {
    this.#open = open;
    byId("compare-heads").addEventListener("click", () => this.#compare());
  }

  show(heads) {
    this.#asked = false;
    byId("heads").hidden = heads.length < 2;
    byId("heads-summary").textContent = heads.slice(0, 3).join(", ") + (heads.length > 3 ? ", …" : "");
    byId("compare-heads").hidden = false;
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
    byId("head-pairs").replaceChildren(...pairs.map((pair) => this.#pair(pair)));
  }

  #pair({ heads, ancestor, verdict, conflicts, unknown }) {
    const [severity, words] = verdicts[verdict];
    const since = ancestor === null ? "" : ` since ${ancestor}`;
    const meetings = [...conflicts.map((each) => ["warning", each]), ...unknown.map((each) => ["info", each])];
    const rows = meetings.slice(0, most).map(([kind, each]) => this.#meeting(kind, each));
    if (meetings.length > most) rows.push(element("li", { class: "problem" }, `… and ${meetings.length - most} more`));
    return element(
      "div",
      { class: "head-pair", "data-verdict": verdict },
      element("p", { class: severity }, `${heads.join(" and ")}: `, element("span", { class: "verdict" }, words), since),
      rows.length > 0 ? element("ul", { class: "problems" }, ...rows) : null,
    );
  }

  #meeting(severity, { message, places }) {
    const buttons = places.map((place) => placeButton(`${place.revision} ${place.message}`, place, this.#open));
    return element("li", { class: `problem ${severity}` }, element("div", { class: "problem-text" }, element("p", {}, message), ...buttons));
  }
}
