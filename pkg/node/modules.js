// Finds the project's own modules that revisions import, in the places where Python would look for them.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathFrom } from "./project.js";

/** Bounds on what a history takes in besides its revisions. */
const mostFiles = 2000;
const mostBytes = 32 << 20;

/**
 * A function that is given dotted module names and answers with `[path, bytes]` of the files that make them up. It
 * looks in `prepend_sys_path`, and in the folder that the package of the script location stands in.
 */
export function moduleFinder(project) {
  const roots = [...new Set([...project.sysPath, ...packageRoots(project)])];
  const seen = new Set();
  let left = mostBytes;
  return (names) => {
    const found = [];
    for (const file of names.flatMap((name) => filesOf(name, roots))) {
      if (seen.has(file) || seen.size >= mostFiles) continue;
      seen.add(file);
      const size = statSync(file).size;
      if (size > left) continue;
      left -= size;
      found.push([pathFrom(project.base, file), readFileSync(file)]);
    }
    return found;
  };
}

/** The folders above the script location, from the first that is not itself inside a package. */
function packageRoots({ scriptLocation, versionFolders, base }) {
  let folder = dirname(scriptLocation ?? versionFolders[0] ?? base);
  while (existsSync(join(folder, "__init__.py")) && dirname(folder) !== folder) folder = dirname(folder);
  return [folder];
}

/** `a.b.c`: a/__init__.py, a/b/__init__.py, and a/b/c.py or a/b/c/__init__.py, as far as they are there. */
function filesOf(name, roots) {
  const parts = name.split(".");
  if (!parts.every((part) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(part))) return [];
  for (const root of roots) {
    const files = parts.flatMap((_, i) => candidates(root, parts.slice(0, i + 1))).filter(isFile);
    if (files.length > 0) return files;
  }
  return [];
}

function candidates(root, parts) {
  const path = join(root, ...parts);
  return [join(path, "__init__.py"), `${path}.py`];
}

function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
