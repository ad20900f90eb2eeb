// Diagnostics as a list, each with a way to its place.
import { element } from "./dom.js";

const most = 500;

/** Fills `list`; `open` is called with a diagnostic whose place is asked for. */
export function showProblems(list, diagnostics, open) {
  list.hidden = diagnostics.length === 0;
  const rows = worstFirst(diagnostics).slice(0, most).map((diagnostic) => problem(diagnostic, open));
  if (diagnostics.length > most) rows.push(element("li", { class: "problem" }, `… and ${diagnostics.length - most} more`));
  list.replaceChildren(...rows);
}

function worstFirst(diagnostics) {
  const ranks = ["error", "warning", "info"];
  return diagnostics.toSorted((one, other) => ranks.indexOf(one.severity) - ranks.indexOf(other.severity));
}

function problem(diagnostic, open) {
  return element(
    "li",
    { class: `problem ${diagnostic.severity}` },
    element("span", { class: "severity" }, diagnostic.severity),
    element(
      "div",
      { class: "problem-text" },
      element("p", {}, diagnostic.message, " ", element("code", { class: "code-name" }, diagnostic.code)),
      diagnostic.help ? element("p", { class: "help" }, diagnostic.help) : null,
      ...places(diagnostic).map(([text, place]) => placeButton(text, place, open)),
    ),
  );
}

function places(diagnostic) {
  const own = diagnostic.file ? [[null, diagnostic]] : [];
  return [...own, ...(diagnostic.related ?? []).map((related) => [related.message, related])];
}

/** A way to a place, with what is there. */
export function placeButton(text, place, open) {
  const start = place.span?.start;
  const where = start ? `${place.file}:${start.line}:${start.column}` : place.file;
  const button = element("button", { type: "button", class: "place" }, text ? `${text}: ${where}` : where);
  button.addEventListener("click", () => open(place));
  return button;
}

export function countBySeverity(diagnostics) {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of diagnostics) counts[severity] += 1;
  return counts;
}

/** "2 errors, 1 warning", or "" for none. */
export function countsInWords(diagnostics) {
  const { error, warning, info } = countBySeverity(diagnostics);
  return [plural(error, "error"), plural(warning, "warning"), plural(info, "note")].filter(Boolean).join(", ");
}

export function plural(count, noun) {
  return count === 0 ? "" : `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
