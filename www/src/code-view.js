// Shows a text as numbered lines; of a long text only the lines that are in sight are in the document.
import { element } from "./dom.js";
import { highlightedLines } from "./highlight.js";

const lineHeight = 20;
const spare = 30;

export class CodeView {
  #host;
  #sheet = element("div", { class: "sheet" });
  #lines = [];
  #marks = new Set();
  #shown = { first: 0, last: -1 };
  #onLine = null;

  constructor(host) {
    this.#host = host;
    host.replaceChildren(this.#sheet);
    host.addEventListener("scroll", () => this.#draw(), { passive: true });
    new ResizeObserver(() => this.#draw()).observe(host);
    this.#sheet.addEventListener("click", (event) => this.#clicked(event));
  }

  /** `onLine` is called with the number of a line that is clicked. The lines of a diff have no numbers of their own. */
  show(text, language, { onLine = null } = {}) {
    this.#lines = text === "" ? [] : highlightedLines(text.replace(/\n$/, ""), language);
    this.#onLine = onLine;
    this.#marks = new Set();
    this.#host.classList.toggle("diff", language === "diff");
    this.#sheet.style.height = `${this.#lines.length * lineHeight}px`;
    this.#sheet.style.setProperty("--digits", String(this.#lines.length).length);
    this.#sheet.style.minWidth = `${Math.min(2000, longestOf(this.#lines)) + String(this.#lines.length).length + 5}ch`;
    this.#host.scrollTop = 0;
    this.#host.scrollLeft = 0;
    this.#redraw();
  }

  /** A sentence in place of a text. */
  say(sentence) {
    this.show("", "sql");
    this.#sheet.replaceChildren(element("p", { class: "empty" }, sentence));
  }

  /** Marks lines `first` to `last`, counted from 1, and brings them into sight. */
  mark(first, last = first, { scroll = true } = {}) {
    this.#marks = new Set(Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i));
    if (scroll && first > 0) this.#bringIntoSight(first);
    this.#redraw();
  }

  unmark() {
    this.mark(0, -1, { scroll: false });
  }

  #bringIntoSight(line) {
    const top = (line - 1) * lineHeight;
    const { scrollTop, clientHeight } = this.#host;
    if (top < scrollTop || top > scrollTop + clientHeight - 2 * lineHeight) {
      this.#host.scrollTop = Math.max(0, top - clientHeight / 3);
    }
  }

  #redraw() {
    this.#shown = { first: 0, last: -1 };
    this.#sheet.replaceChildren();
    this.#draw();
  }

  #draw() {
    if (this.#lines.length === 0) return;
    const { scrollTop, clientHeight } = this.#host;
    const end = this.#lines.length - 1;
    const [top, bottom] = [Math.floor(scrollTop / lineHeight), Math.ceil((scrollTop + clientHeight) / lineHeight)];
    if (top >= this.#shown.first && Math.min(end, bottom) <= this.#shown.last) return;
    const [first, last] = [Math.max(0, top - spare), Math.min(end, bottom + spare)];
    this.#shown = { first, last };
    this.#sheet.replaceChildren(...this.#lines.slice(first, last + 1).map((line, i) => this.#line(line, first + i + 1)));
  }

  #line(tokens, number) {
    const line = element(
      "div",
      { class: this.#marks.has(number) ? "line marked" : "line", "data-line": number },
      element("span", { class: "text" }, ...tokens.map(token)),
    );
    line.style.top = `${(number - 1) * lineHeight}px`;
    return line;
  }

  #clicked(event) {
    const line = event.target.closest?.(".line");
    if (line && this.#onLine && String(getSelection()) === "") this.#onLine(Number(line.dataset.line));
  }
}

/** Characters that change the order in which others are shown are named, so that code looks like what it is. */
const reordering = /([\u202a-\u202e\u2066-\u2069])/;

function token({ text, scope }) {
  const parts = reordering.test(text) ? text.split(reordering).map(visible) : [text];
  return scope === null && parts.length === 1 ? parts[0] : element("span", { class: `t-${scope}` }, ...parts);
}

function visible(part, i) {
  const name = (code) => `U+${code.toString(16).toUpperCase()}`;
  return i % 2 === 0 ? part : element("span", { class: "control" }, name(part.charCodeAt(0)));
}

function longestOf(lines) {
  return lines.reduce((most, line) => Math.max(most, line.reduce((sum, part) => sum + part.text.length, 0)), 0);
}
