// openHistory: a history from the files of a folder on disk.
import { existsSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { MigrationHistory } from "./load.js";
import { Packer } from "../packing.js";
import { moduleFinder, moduleRoots } from "./modules.js";
import { findProject, pathFrom } from "./project.js";
import { pythonFiles, readInto } from "./read.js";

/** A little more than most revisions have; what is packed grows where that was too little. */
const usualBytes = 2048;

export function openHistory(path, options = {}) {
  if (typeof path !== "string") throw new TypeError("path: expected a string");
  return openProject(findProject(path, options), options);
}

/** The history of a project that was found; `file` in its answers counts from `project.base`. */
export function openProject(project, options = {}) {
  const problems = [];
  const seen = new Set();
  const files = project.versionFolders
    .filter((folder) => existsSync(folder) || !problems.push([folder, missing(folder)]))
    .flatMap((folder) => pythonFiles(resolve(folder), project.recursive, problems, seen));
  const packed = pack(project, files, problems);
  const roots = moduleRoots(project);
  const settings = {
    moduleRoots: roots.map((root) => pathFrom(project.base, root)),
    versionLocations: project.versionFolders.map((folder) => pathFrom(project.base, folder)),
    recursiveVersionLocations: project.recursive,
    ...project.chosen,
    ...options,
  };
  const unreadable = problems.map(([file, error]) => unreadableFile(pathFrom(project.base, file), error));
  return new MigrationHistory(packed, settings, { unreadable, modules: moduleFinder(project, roots) });
}

/** env.py says how the context is configured, script.py.mako how a new revision looks. */
function besides({ scriptLocation }) {
  if (!scriptLocation) return [];
  return ["env.py", "script.py.mako"].map((name) => join(scriptLocation, name)).filter((file) => existsSync(file));
}

function pack(project, folders, problems) {
  const count = folders.reduce((sum, [, names]) => sum + names.length, 0);
  const packer = new Packer(Math.max(1 << 20, count * usualBytes));
  const read = (path, file) => {
    try {
      readInto(packer, path, file);
    } catch (error) {
      problems.push([file, error]);
    }
  };
  const named = new Set([...project.settingsFiles, ...besides(project)]);
  for (const file of named) read(pathFrom(project.base, file), file);
  for (const [folder, names] of folders) {
    // What node:path does to one path takes long when it is done to thousands.
    const place = pathFrom(project.base, folder);
    const inside = place === "" ? "" : `${place}/`;
    const outside = folder.endsWith(sep) ? folder : folder + sep;
    for (const name of names) {
      const file = outside + name;
      if (!named.has(file)) read(inside + name, file);
    }
  }
  return packer.finish();
}

function missing(folder) {
  return Object.assign(new Error(`no such folder: ${folder}`), { code: "ENOENT" });
}

function unreadableFile(file, error) {
  return {
    code: "unreadable-file",
    severity: "error",
    message: `cannot be read: ${error.message}`,
    file,
  };
}
