// A revision as Alembic prints it, after Script.cmd_format and Script.log_entry.
import { join } from "node:path";

const comma = (ids) => ids.join(", ");
const down = (revision) => (revision.downRevisions.length > 0 ? comma(revision.downRevisions) : "<base>");
const when = (condition, text) => (condition ? text : "");

/** What is printed in a line; `parts` are "branches", "doc", "parents" and "tree". */
export function line(revision, parts, current = new Set()) {
  const dependencies = revision.dependsOn.length > 0 ? ` (${comma(revision.dependsOn)})` : "";
  const labels = revision.effectiveLabels;
  return [
    when(parts.includes("parents"), `${down(revision)}${dependencies} -> `),
    revision.id,
    when(parts.includes("branches") && labels.length > 0, ` (${comma(labels)})`),
    when(revision.isEffectiveHead, " (head)"),
    when(revision.isHead && !revision.isEffectiveHead, " (effective head)"),
    when(current.has(revision.id), " (current)"),
    when(parts.includes("tree") && revision.isBranchPoint, " (branchpoint)"),
    when(parts.includes("tree") && revision.isMergePoint, " (mergepoint)"),
    when(parts.includes("doc"), `, ${revision.doc.split("\n\n")[0]}`),
  ].join("");
}

/** What `-v` prints; it ends in an empty line of its own. */
export function entry(project, revision, current = new Set()) {
  const marks = [
    when(revision.isHead, " (head)"),
    when(revision.isBranchPoint, " (branchpoint)"),
    when(revision.isMergePoint, " (mergepoint)"),
    when(current.has(revision.id), " (current)"),
  ];
  return [
    `Rev: ${revision.id}${marks.join("")}`,
    `${revision.isMergePoint ? "Merges" : "Parent"}: ${down(revision)}`,
    ...optional("Also depends on", revision.dependsOn),
    ...optional("Branches into", revision.isBranchPoint ? revision.children : []),
    ...optional("Branch names", revision.effectiveLabels),
    `Path: ${join(project.base, revision.file)}`,
    "",
    revision.doc
      .split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/)
      .map((text) => `    ${text}`)
      .join("\n")
      .replace(/^ {4}$/, ""),
    "",
  ].join("\n");
}

function optional(name, ids) {
  return ids.length > 0 ? [`${name}: ${comma(ids)}`] : [];
}
