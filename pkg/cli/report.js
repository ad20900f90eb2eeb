// Findings on standard error, in the form that editors and terminals make links of.
import { isAbsolute, join, relative } from "node:path";

/** A file of a project, as seen from where the command runs. */
export function shownPath(project, file) {
  const full = isAbsolute(file) || !project ? file : join(project.base, file);
  const near = relative(process.cwd(), full);
  return near === "" || near.startsWith("..") ? full : near;
}

/** `file:line:column: severity[code]: message`, help and related places below it. */
export function diagnosticText(project, diagnostic) {
  const { severity = "error", code, message, help, related = [] } = diagnostic;
  const lines = [`${place(project, diagnostic)}${severity}[${code}]: ${message}`];
  if (help) lines.push(`  help: ${help}`);
  for (const other of related) lines.push(`  ${place(project, other)}note: ${other.message}`);
  return lines.join("\n");
}

function place(project, { file, span }) {
  if (!file) return "";
  const at = span ? `:${span.start.line}:${span.start.column}` : "";
  return `${shownPath(project, file)}${at}: `;
}

export function report(project, diagnostics) {
  if (diagnostics.length === 0) return;
  process.stderr.write(`${diagnostics.map((d) => diagnosticText(project, d)).join("\n")}\n`);
}

let opened = null;

/** Remembers the project, for the paths of an error that ends the command. */
export function reportFor(project) {
  opened = project;
}

export function reportError(error) {
  report(opened, [
    {
      code: error.code,
      severity: error.severity,
      message: error.message,
      help: error.help,
      file: error.file,
      span: error.span,
      related: error.related,
    },
  ]);
}

export const isError = (diagnostic) => diagnostic.severity === "error";
export const isFinding = (diagnostic) => diagnostic.severity !== "info";
