// Finds the project's own modules that revisions import, in the places where Python would look for them.
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { pathFrom } from "./project.js";

/** Bounds on what a history takes in besides its revisions. */
const mostFiles = 2000;
const mostBytes = 32 << 20;

/** Where imports look: `prepend_sys_path`, and the folder that the package of the script location stands in. */
export function moduleRoots(project) {
  return [...new Set([...project.sysPath, packageRoot(project)])];
}

/**
 * A function that is given dotted module names and answers with `[path, bytes]` of the files that make them up. A
 * path counts from the project, by way of the root that the file was found in; no file outside of the roots is read,
 * whatever links there are.
 */
export function moduleFinder(project, roots) {
  const allowed = roots.map(realPath).filter((root) => root !== null);
  const seen = new Set();
  let left = mostBytes;
  const read = (file) => {
    const real = realPath(file);
    if (real === null || !allowed.some((root) => isInside(real, root))) return null;
    const { size } = statSync(real);
    if (size > left) return null;
    left -= size;
    return readFileSync(real);
  };
  return (names) => {
    const found = [];
    for (const [root, path] of names.flatMap((name) => filesOf(name, roots))) {
      const file = join(root, path);
      if (seen.has(file) || seen.size >= mostFiles) continue;
      seen.add(file);
      const bytes = orNull(() => read(file));
      if (bytes !== null) found.push([[pathFrom(project.base, root), path].filter(Boolean).join("/"), bytes]);
    }
    return found;
  };
}

/** The folder above the script location that is not itself inside a package. */
function packageRoot({ scriptLocation, versionFolders, base }) {
  let folder = dirname(scriptLocation ?? scriptLocationOf(versionFolders[0] ?? base));
  while (existsSync(join(folder, "__init__.py")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Where only a folder of revisions is known: the folder with env.py that it stands in, or else itself. */
function scriptLocationOf(versions) {
  const folder = dirname(versions);
  return existsSync(join(folder, "env.py")) ? folder : versions;
}

/** `a.b.c`: a/__init__.py, a/b/__init__.py, and a/b/c.py or a/b/c/__init__.py, as far as they are there. */
function filesOf(name, roots) {
  const parts = name.split(".");
  if (!parts.every((part) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(part))) return [];
  for (const root of roots) {
    const found = [];
    for (let end = 1; end <= parts.length; end += 1) {
      const path = parts.slice(0, end).join("/");
      const file = [`${path}/__init__.py`, `${path}.py`].find((candidate) => isFile(join(root, candidate)));
      if (file !== undefined) found.push([root, file]);
    }
    if (found.length > 0) return found;
  }
  return [];
}

function isFile(path) {
  return orNull(() => statSync(path).isFile()) ?? false;
}

function realPath(path) {
  return orNull(() => realpathSync(path));
}

function isInside(file, folder) {
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** What cannot be looked at is as if it were not there. */
function orNull(look) {
  try {
    return look();
  } catch {
    return null;
  }
}
