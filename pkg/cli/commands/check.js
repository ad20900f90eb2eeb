// check: all that is wrong with a history, or noteworthy, in four forms.
import { UsageError, takeOperands } from "../arguments.js";
import { open } from "../open.js";
import { print } from "../output.js";
import { diagnosticText, isFinding, reportFor, shownPath } from "../report.js";
import { status } from "../status.js";

export const check = {
  options: { format: { type: "string" }, dialect: { type: "string" }, engine: { type: "string" } },
  run({ options, operands }) {
    const { folder } = takeOperands("check", operands, []);
    const format = options.format ?? "text";
    if (!Object.hasOwn(formats, format)) throw new UsageError(`there is no format "${format}"`, "check");
    const { project, history } = open({ options, folder });
    reportFor(project);
    const diagnostics = [
      ...history.diagnostics,
      ...history.compareHeads({ dialect: options.dialect }).flatMap((pair) => pair.diagnostics),
    ];
    formats[format](project, diagnostics, history.revisions.length);
    return diagnostics.some(isFinding) ? status.findings : status.clean;
  },
};

const formats = { text, json, github, sarif };

function text(project, diagnostics, revisions) {
  const lines = diagnostics.map((diagnostic) => diagnosticText(project, diagnostic));
  const counted = `${revisions} revision${revisions === 1 ? "" : "s"}`;
  const found = diagnostics.length === 0 ? "no problems" : `${diagnostics.length} finding${diagnostics.length === 1 ? "" : "s"}`;
  process.stderr.write(`${[...lines, `${counted}, ${found}`].join("\n")}\n`);
}

function json(project, diagnostics) {
  const shown = diagnostics.map((d) => (d.file ? { ...d, file: shownPath(project, d.file) } : d));
  print(`${JSON.stringify(shown, null, 2)}\n`);
}

/** Workflow commands, which GitHub shows beside the lines of a pull request. */
function github(project, diagnostics) {
  const kinds = { error: "error", warning: "warning", info: "notice" };
  const lines = diagnostics.map(({ severity, code, message, help, file, span }) => {
    const where = [
      file && `file=${property(shownPath(project, file))}`,
      span && `line=${span.start.line},endLine=${span.end.line},col=${span.start.column}`,
      `title=${property(code)}`,
    ];
    return `::${kinds[severity]} ${where.filter(Boolean).join(",")}::${data(help ? `${message}\n${help}` : message)}`;
  });
  if (lines.length > 0) print(`${lines.join("\n")}\n`);
}

const data = (value) => value.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (value) => data(value).replaceAll(":", "%3A").replaceAll(",", "%2C");

function sarif(project, diagnostics) {
  const levels = { error: "error", warning: "warning", info: "note" };
  const rules = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const results = diagnostics.map(({ severity, code, message, help, file, span, related = [] }) => ({
    ruleId: code,
    ruleIndex: rules.indexOf(code),
    level: levels[severity],
    message: { text: help ? `${message}\n${help}` : message },
    locations: file ? [{ physicalLocation: location(project, file, span) }] : [],
    relatedLocations: related.map((other, id) => ({
      id,
      message: { text: other.message },
      physicalLocation: location(project, other.file, other.span),
    })),
  }));
  const driver = { name: "limbeck", rules: rules.map((id) => ({ id })) };
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver }, columnKind: "utf16CodeUnits", results }],
  };
  print(`${JSON.stringify(log, null, 2)}\n`);
}

function location(project, file, span) {
  const artifactLocation = { uri: encodeURI(shownPath(project, file).replaceAll("\\", "/")) };
  if (!span) return { artifactLocation };
  const { start, end } = span;
  const region = { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
  return { artifactLocation, region };
}
