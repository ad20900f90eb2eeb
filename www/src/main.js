// The page: what is open, what is chosen, and which view shows it.
import { limbeck } from "./client.js";
import { byId } from "./dom.js";
import { EditView } from "./edit-view.js";
import { chosenFiles, droppedFiles } from "./folder.js";
import { HeadsView } from "./heads-view.js";
import { HistoryList } from "./history-list.js";
import { countsInWords, plural, showProblems } from "./problems.js";
import { RevisionView } from "./revision-view.js";
import { sampleFiles } from "./sample.js";
import { ScriptView } from "./script-view.js";
import { choiceGroup, tabs } from "./switches.js";

const list = new HistoryList(byId("history"), choose);
const show = tabs(byId("workspace"), (name) => name === "script" && script.refresh());
const revision = new RevisionView(openPlace);
const script = new ScriptView(openPlace);
const edit = new EditView({ open: openPlace, apply: applyEdit });
const heads = new HeadsView({ open: openPlace, edit: showEdit });
let opened = null;

choiceGroup(["direction-upgrade", "direction-downgrade"], (id) => revision.setDirection(id.slice("direction-".length)));

byId("dialect").addEventListener("change", ({ target }) => {
  revision.setDialect(target.value);
  script.setDialect(target.value);
  heads.setDialect(target.value);
});

byId("search").addEventListener("input", ({ target }) => {
  const count = list.filter(target.value);
  summarise(target.value.trim() === "" ? null : count);
});

byId("search").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "Enter") {
    event.preventDefault();
    list.focus();
  }
});

addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  byId("search").focus();
});

byId("load-sample").addEventListener("click", () => open(sampleFiles));
byId("undo-edit").addEventListener("click", () => change(limbeck.undo()));
byId("choose-folder").addEventListener("click", () => byId("folder").click());
byId("folder").addEventListener("change", ({ target }) => {
  open(chosenFiles(target.files));
  target.value = "";
});

takeDrops();
open(sampleFiles);

/** `files` may be a promise of them. */
async function open(files) {
  notice(null);
  document.body.classList.add("busy");
  try {
    use(await limbeck.open(await files));
  } catch (error) {
    notice(`The folder could not be read: ${error.message}`);
  } finally {
    document.body.classList.remove("busy");
  }
}

/** An edit is worked out beside what is shown, and taken into it when that is asked for. */
function showEdit(asked) {
  edit.show(asked);
  show("edit");
  edit.focus();
  byId("details").scrollIntoView();
}

function applyEdit(made) {
  return change(limbeck.apply(made), made.revision);
}

async function change(state, chosen) {
  notice(null);
  const before = list.selected;
  try {
    use(await state, chosen ?? before);
    list.focus();
  } catch (error) {
    notice(error.message);
  }
}

/** Shows a history: what is chosen in it is `chosen` where that is in it, or its first head. */
function use(history, chosen = null) {
  opened = { ...history, byId: new Map(history.revisions.map((r) => [r.id, r])) };
  byId("search").value = "";
  list.filter("");
  list.show(history.revisions, history.lanes);
  summarise(null);
  listProblems(history.diagnostics);
  script.open(history);
  heads.show(history.heads);
  edit.close();
  byId("edits").hidden = history.edits === 0;
  byId("edits-summary").textContent = `${plural(history.edits, "edit")} applied to this page only`;
  const first = opened.byId.get(chosen)?.id ?? history.heads[0] ?? history.revisions[0]?.id;
  if (first === undefined) {
    revision.clear("No revision in these files.");
    show(history.diagnostics.length > 0 ? "problems" : "revision");
    return;
  }
  show("revision");
  list.select(first);
}

function choose(id) {
  const chosen = opened?.byId.get(id);
  if (!chosen) return;
  revision.show(chosen, opened.diagnostics.filter((d) => d.revision === id || concerns(d, chosen.file)));
  if (byId("view-revision").hidden) show("revision");
}

/** What is wrong between files is shown at each of them. */
function concerns({ file, severity, related }, path) {
  return file === path || (severity === "error" && related?.some((each) => each.file === path));
}

/** Shows a diagnostic's place: the revision whose file it is in, at its line. */
function openPlace({ file, span }) {
  const holder = opened.revisions.find((r) => r.file === file);
  show("revision");
  if (holder) list.select(holder.id);
  else revision.showFile(file);
  if (span) revision.markSource(span);
}

function summarise(found) {
  const count = opened?.revisions.length ?? 0;
  const parts = [plural(count, "revision") || "no revisions", plural(opened?.heads.length ?? 0, "head")].filter(Boolean);
  byId("history-summary").textContent =
    found === null ? parts.join(", ") : `${found.toLocaleString("en")} of ${plural(count, "revision")}`;
}

function listProblems(diagnostics) {
  const count = byId("problem-count");
  count.hidden = diagnostics.length === 0;
  count.textContent = String(diagnostics.length);
  count.classList.toggle("errors", diagnostics.some((d) => d.severity === "error"));
  byId("problems-summary").textContent = countsInWords(diagnostics) || "No problems found in this history.";
  showProblems(byId("problems"), diagnostics, openPlace);
}

function notice(text) {
  byId("notice").hidden = text === null;
  byId("notice").textContent = text ?? "";
}

function takeDrops() {
  const veil = byId("drop");
  let depth = 0;
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  const leave = () => {
    depth = 0;
    veil.hidden = true;
  };
  addEventListener("dragenter", (event) => {
    if (!carriesFiles(event)) return;
    depth += 1;
    veil.hidden = false;
  });
  addEventListener("dragleave", () => {
    depth -= 1;
    if (depth <= 0) leave();
  });
  addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    leave();
    if (carriesFiles(event)) open(droppedFiles(event.dataTransfer));
  });
}
