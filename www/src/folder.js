// The files of a folder that was chosen or dropped: those that matter for a history, as [path, File].

const wanted = /(\.py|\.mako|(^|\/)alembic\.ini|(^|\/)pyproject\.toml)$/;
const passedBy = /(^|\/)(\.[^/]*|node_modules|__pycache__|site-packages|venv)(\/|$)/;
const most = 50_000;

/** From `<input type=file webkitdirectory>`. */
export function chosenFiles(list) {
  return keep(Array.from(list, (file) => [file.webkitRelativePath || file.name, file]));
}

/** From a drop; the items have to be taken before anything is awaited. */
export async function droppedFiles(transfer) {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return keep(Array.from(transfer.files, (file) => [file.name, file]));
  const found = [];
  for (const entry of entries) await collect(entry, found);
  return keep(found);
}

async function collect(entry, found) {
  const path = entry.fullPath.replace(/^\//, "");
  if (passedBy.test(path) || found.length > most) return;
  if (entry.isFile) {
    if (wanted.test(path)) found.push([path, await new Promise((resolve, reject) => entry.file(resolve, reject))]);
    return;
  }
  for (const child of await children(entry)) await collect(child, found);
}

/** A reader gives a hundred at a time, and none when it is done. */
async function children(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** Paths are taken from the folder itself, whose name says nothing. */
function keep(files) {
  const kept = files.filter(([path]) => wanted.test(path) && !passedBy.test(path)).slice(0, most);
  const top = kept[0]?.[0].split("/")[0];
  const shared = top !== undefined && kept.every(([path]) => path.startsWith(`${top}/`));
  return shared ? kept.map(([path, file]) => [path.slice(top.length + 1), file]) : kept;
}
