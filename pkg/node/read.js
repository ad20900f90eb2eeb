// Reads folders of Python files into one array of bytes, without a copy in between.
import { closeSync, openSync, readSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** As much as is asked for at once; nearly every revision fits. */
const chunk = 1 << 16;
/** A file of more is passed on cut off here, over the core's own limit, which then says so. */
const mostBytes = 17 << 20;
/** Folders inside folders; a link back to a folder above must not be followed for ever. */
const deepest = 32;

/** Full paths of the .py files in a folder, by name within each folder, as Alembic lists them. */
export function pythonFiles(folder, recursive, problems, depth = 0) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    problems.push([folder, error]);
    return [];
  }
  const files = [];
  const folders = [];
  for (const entry of entries) {
    const { name } = entry;
    if (name.endsWith(".py")) files.push(join(folder, name));
    else if (recursive && entry.isDirectory() && name !== "__pycache__" && !name.startsWith(".")) folders.push(name);
  }
  files.sort(byCodePoints);
  if (!recursive || depth >= deepest) return files;
  folders.sort(byCodePoints);
  return files.concat(...folders.map((name) => pythonFiles(join(folder, name), true, problems, depth + 1)));
}

/** As Python compares text. */
function byCodePoints(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Reads a file straight into the packer. */
export function readInto(packer, path, file) {
  const descriptor = openSync(file, "r");
  try {
    packer.filled(path, chunk, (room) => {
      const read = readSync(descriptor, room, 0, Math.min(room.length, mostBytes), null);
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
