// Python and SQL in colour: highlight.js finds the tokens, and they stay text.
import hljs from "highlight.js/lib/core";
import python from "highlight.js/lib/languages/python";
import sql from "highlight.js/lib/languages/sql";

hljs.registerLanguage("python", python);
hljs.registerLanguage("sql", sql);

/** Beyond this, colours cost more than they give. */
const longest = 200_000;

/** Collects tokens where highlight.js would write HTML. */
class Tokens {
  list = [];
  #scopes = [];

  addText(text) {
    if (text !== "") this.list.push({ text, scope: this.#scopes.at(-1) ?? null });
  }

  startScope(scope) {
    this.#scopes.push(scope.split(".")[0]);
  }

  endScope() {
    this.#scopes.pop();
  }

  __addSublanguage(emitter) {
    this.list.push(...emitter.list);
  }

  openNode(scope) {
    this.startScope(scope);
  }

  closeNode() {
    this.endScope();
  }

  finalize() {}

  toHTML() {
    return "";
  }
}

hljs.configure({ __emitter: Tokens });

/** The text's lines, each a list of `{ text, scope }`. */
export function highlightedLines(text, language) {
  if (language === "diff") return diffLines(text);
  if (text.length > longest) return plainLines(text);
  const { _emitter: emitter } = hljs.highlight(text, { language, ignoreIllegals: true });
  return splitLines(emitter.list);
}

/** A unified diff: its file's two names, then hunks. */
function diffLines(text) {
  const scopes = { "+": "addition", "-": "deletion", "@": "meta", "\\": "comment" };
  return text.split("\n").map((line, i) => [{ text: line, scope: i < 2 ? "comment" : (scopes[line[0]] ?? null) }]);
}

export function plainLines(text) {
  return text.split(/\r\n|\r|\n/).map((line) => (line === "" ? [] : [{ text: line, scope: null }]));
}

function splitLines(tokens) {
  const lines = [[]];
  for (const { text, scope } of tokens) {
    const [first, ...rest] = text.split(/\r\n|\r|\n/);
    if (first !== "") lines.at(-1).push({ text: first, scope });
    for (const line of rest) lines.push(line === "" ? [] : [{ text: line, scope }]);
  }
  return lines;
}
