// Reads folders of Python files into one array of bytes, without a copy in between.
import { closeSync, openSync, readSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** As much as is asked for at once; nearly every revision fits. */
const chunk = 1 << 16;
/** A file of more is passed on cut off here, over the core's own limit, which then says so. */
const mostBytes = 17 << 20;
/** Folders inside folders; a link back to a folder above must not be followed for ever. */
const deepest = 32;

/**
 * The .py files in a folder and in those inside of it, as `[folder, names]`, by name within each folder, as Alembic
 * lists them. A folder that is in `seen` is left out.
 */
export function pythonFiles(folder, recursive, problems, seen, depth = 0) {
  if (seen.has(folder)) return [];
  seen.add(folder);
  try {
    if (!recursive) return [[folder, pythonNames(readdirSync(folder))]];
    const entries = readdirSync(folder, { withFileTypes: true });
    const files = [[folder, pythonNames(entries.map((entry) => entry.name))]];
    if (depth >= deepest) return files;
    const inner = entries.filter(isSearched).map((entry) => entry.name);
    return files.concat(
      ...inner.sort().map((name) => pythonFiles(join(folder, name), true, problems, seen, depth + 1)),
    );
  } catch (error) {
    problems.push([folder, error]);
    return [];
  }
}

/** Sorted as Python sorts text, but for characters beyond U+FFFF. */
function pythonNames(names) {
  return names.filter((name) => name.endsWith(".py")).sort();
}

function isSearched(entry) {
  const { name } = entry;
  return entry.isDirectory() && !name.endsWith(".py") && name !== "__pycache__" && !name.startsWith(".");
}

/** Reads a file straight into the packer. */
export function readInto(packer, path, file) {
  const descriptor = openSync(file, "r");
  try {
    packer.filled(path, chunk, (array, at) => {
      const read = readSync(descriptor, array, at, Math.min(array.length - at, mostBytes), null);
      return read < chunk ? read : readRest(packer, descriptor, read);
    });
  } finally {
    closeSync(descriptor);
  }
}

/** What a first reading left over; reading on may move the packer's array, so its room is asked for again. */
function readRest(packer, descriptor, already) {
  let length = already;
  while (length < mostBytes) {
    const room = packer.room(length + chunk);
    const read = readSync(descriptor, room, length, Math.min(room.length, mostBytes) - length, null);
    if (read === 0) break;
    length += read;
  }
  return length;
}
