// graph: the history as Mermaid, Graphviz, SVG or text.
import { UsageError, takeOperands } from "../arguments.js";
import { open } from "../open.js";
import { isError, report, reportFor } from "../report.js";
import { status } from "../status.js";
import { ascii, svg } from "../drawing.js";
import { print } from "../output.js";

const formats = { mermaid, dot, svg, ascii };

export const graph = {
  options: { format: { type: "string" } },
  run({ options, operands }) {
    const { folder } = takeOperands("graph", operands, []);
    const format = options.format ?? "ascii";
    if (!Object.hasOwn(formats, format)) throw new UsageError(`there is no format "${format}"`, "graph");
    const { project, history } = open({ options, folder });
    reportFor(project);
    print(`${formats[format](history.revisions, history.lanes())}\n`);
    const errors = history.diagnostics.filter(isError);
    report(project, errors);
    return errors.length > 0 ? status.findings : status.clean;
  },
};

/** Parents above children, as Mermaid's and Graphviz's own layouts put the first on top. */
function edges(revisions) {
  const known = new Set(revisions.map(({ id }) => id));
  return revisions.toReversed().flatMap(({ id, downRevisions, dependsOn }) => [
    ...downRevisions.map((parent) => ({ parent, id, dependency: false })),
    ...dependsOn.filter((parent) => known.has(parent)).map((parent) => ({ parent, id, dependency: true })),
  ]);
}

function mermaid(revisions) {
  const names = new Map(revisions.map(({ id }, at) => [id, `r${revisions.length - at}`]));
  const nodes = revisions.toReversed().map((r) => `  ${names.get(r.id)}["${mermaidText(r.id)}<br/>${mermaidText(r.message)}"]`);
  const lines = edges(revisions)
    .filter(({ parent }) => names.has(parent))
    .map(({ parent, id, dependency }) => `  ${names.get(parent)} ${dependency ? "-.->" : "-->"} ${names.get(id)}`);
  return ["flowchart TD", ...nodes, ...lines].join("\n");
}

const mermaidText = (text) =>
  text.replace(/[^\p{L}\p{N} .,;:_/()'-]/gu, (character) => `#${character.codePointAt(0)};`);

function dot(revisions) {
  const nodes = revisions.toReversed().map((r) => {
    const shape = r.isHead ? ", peripheries=2" : "";
    return `  ${quoted(r.id)} [label=${quoted(`${r.id}\n${r.message}`)}${shape}];`;
  });
  const lines = edges(revisions).map(
    ({ parent, id, dependency }) => `  ${quoted(parent)} -> ${quoted(id)}${dependency ? " [style=dashed]" : ""};`,
  );
  return ["digraph history {", "  node [shape=box];", ...nodes, ...lines, "}"].join("\n");
}

const quoted = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
