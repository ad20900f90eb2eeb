// The history as a drawn graph: one row per revision, newest on top; only the rows in sight are in the document.
import { element, svg } from "./dom.js";

const rowHeight = 52;
/** Of a lane: as wide as there is room for in this part of the list, within these. */
const laneWidths = [5, 16];
const lanesPart = 0.4;
const spare = 10;
const mostLanes = 40;
const colours = 6;

export class HistoryList {
  #host;
  #sheet = element("div", { class: "rows" });
  #rows = [];
  #lanes = 1;
  #given = false;
  #filter = "";
  #shown = [];
  #selected = null;
  #onSelect;
  #drawn = "";

  constructor(host, onSelect) {
    this.#host = host;
    this.#onSelect = onSelect;
    host.replaceChildren(this.#sheet);
    host.addEventListener("scroll", () => this.#draw(), { passive: true });
    host.addEventListener("keydown", (event) => this.#key(event));
    this.#sheet.addEventListener("click", (event) => {
      const row = event.target.closest?.(".row");
      if (row) this.select(this.#shown[Number(row.dataset.at)].revision.id);
    });
    new ResizeObserver(() => this.#draw()).observe(host);
  }

  /** Revisions newest first, with the lanes of each. */
  show(revisions, lanes) {
    this.#rows = revisions.map((revision, i) => ({ revision, lanes: lanes[i] }));
    this.#lanes = lanes.reduce((most, { width }) => Math.max(most, width), 1);
    this.#given = true;
    this.#selected = null;
    this.#host.scrollTop = 0;
    this.filter(this.#filter);
  }

  /** Keeps the rows that hold every word; without words, all, joined by their lines. Returns how many there are. */
  filter(text) {
    this.#filter = text;
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    this.#shown = words.length === 0 ? this.#rows : this.#rows.filter(({ revision }) => holds(revision, words));
    this.#sheet.style.height = `${this.#shown.length * rowHeight}px`;
    this.#host.classList.toggle("filtered", words.length > 0);
    this.#redraw();
    return this.#shown.length;
  }

  select(id, { scroll = true } = {}) {
    const at = this.#shown.findIndex(({ revision }) => revision.id === id);
    this.#selected = id;
    if (at >= 0 && scroll) this.#bringIntoSight(at);
    this.#redraw();
    this.#onSelect(id);
  }

  get selected() {
    return this.#selected;
  }

  focus() {
    this.#host.focus();
  }

  #bringIntoSight(at) {
    const top = at * rowHeight;
    const { scrollTop, clientHeight } = this.#host;
    if (top < scrollTop) this.#host.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight) this.#host.scrollTop = top + rowHeight - clientHeight;
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.#host.clientHeight / rowHeight) - 1);
    const end = this.#shown.length;
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -end, End: end };
    const move = moves[event.key];
    if (move === undefined || end === 0) return;
    event.preventDefault();
    const at = this.#shown.findIndex(({ revision }) => revision.id === this.#selected);
    const next = at < 0 ? 0 : Math.min(end - 1, Math.max(0, at + move));
    this.select(this.#shown[next].revision.id);
  }

  #redraw() {
    this.#drawn = "";
    this.#draw();
  }

  #draw() {
    const { scrollTop, clientHeight, clientWidth } = this.#host;
    const [narrowest, widest] = laneWidths;
    const room = Math.floor((clientWidth * lanesPart) / Math.min(this.#lanes, mostLanes));
    const spacing = Math.min(widest, Math.max(narrowest, room));
    const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
    const last = Math.min(this.#shown.length, Math.ceil((scrollTop + clientHeight) / rowHeight) + spare);
    const drawn = `${first}-${last}-${spacing}`;
    if (this.#drawn === drawn) return;
    this.#drawn = drawn;
    const rows = this.#shown.slice(first, last);
    const lanes = this.#filter === "" ? Math.min(mostLanes, Math.max(1, ...rows.map((row) => row.lanes.width))) : 0;
    this.#sheet.replaceChildren(...rows.map((row, i) => this.#row(row, first + i, lanes, spacing)));
    if (this.#given && this.#shown.length === 0) this.#sheet.append(element("p", { class: "empty" }, this.#nothing()));
    const active = this.#shown.findIndex(({ revision }) => revision.id === this.#selected);
    if (active >= first && active < last) this.#host.setAttribute("aria-activedescendant", `row-${active}`);
    else this.#host.removeAttribute("aria-activedescendant");
  }

  #nothing() {
    return this.#rows.length > 0 ? "No revision fits this search." : "No revisions. Open a folder that holds them, or the project around it.";
  }

  #row({ revision, lanes }, at, width, spacing) {
    const chosen = revision.id === this.#selected;
    const row = element(
      "div",
      {
        class: "row",
        id: `row-${at}`,
        role: "option",
        "data-at": at,
        "data-revision": revision.id,
        "aria-selected": String(chosen),
        "aria-posinset": at + 1,
        "aria-setsize": this.#shown.length,
      },
      width > 0 ? drawing(revision, lanes, width, spacing) : null,
      description(revision),
    );
    row.style.top = `${at * rowHeight}px`;
    return row;
  }
}

function holds(revision, words) {
  const text = `${revision.message} ${revision.id} ${revision.branchLabels.join(" ")} ${revision.file}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function drawing(revision, { lane, above, below }, width, spacing) {
  const across = (at) => 12 + Math.min(at, mostLanes - 1) * spacing;
  const graph = svg("svg", {
    class: "lanes",
    width: across(width - 1) + 12,
    height: rowHeight,
    "aria-hidden": "true",
  });
  for (const [edge, middle] of above) graph.append(line(edge, middle, 0, across));
  for (const [edge, middle] of below) graph.append(line(edge, middle, rowHeight, across));
  graph.append(node(revision, lane, across(lane)));
  return graph;
}

function line(edge, middle, y, across) {
  const [x1, x2, half] = [across(edge), across(middle), rowHeight / 2];
  const bend = `M ${x1} ${y} C ${x1} ${(y + half) / 2}, ${x2} ${(y + half) / 2}, ${x2} ${half}`;
  const d = x1 === x2 ? `M ${x1} ${y} L ${x2} ${half}` : bend;
  return svg("path", { d, class: `lane c${Math.max(edge, middle) % colours}` });
}

function node(revision, lane, cx) {
  const at = { cx, cy: rowHeight / 2 };
  const dot = `node c${lane % colours}`;
  if (revision.isMergePoint) {
    return svg("g", {}, svg("circle", { ...at, r: 6.5, class: `${dot} ring` }), svg("circle", { ...at, r: 2.5, class: dot }));
  }
  return svg("circle", { ...at, r: revision.isHead ? 6 : 4.5, class: revision.isHead ? `${dot} head` : dot });
}

/** Its message, or else the name of its file. */
export function nameOf({ message, file }) {
  return message || file.split("/").at(-1);
}

function description(revision) {
  const tags = [
    revision.isHead ? element("span", { class: "tag head" }, "head") : null,
    revision.isMergePoint ? element("span", { class: "tag" }, "merge") : null,
    revision.isBranchPoint ? element("span", { class: "tag" }, "branch point") : null,
    revision.isBase ? element("span", { class: "tag" }, "base") : null,
    ...revision.branchLabels.map((label) => element("span", { class: "tag label" }, label)),
  ];
  return element(
    "div",
    { class: "row-text" },
    element("div", { class: revision.message ? "row-message" : "row-message unnamed", title: nameOf(revision) }, nameOf(revision)),
    element("div", { class: "row-facts" }, element("code", {}, revision.id), ...tags),
  );
}
