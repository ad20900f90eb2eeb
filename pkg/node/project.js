// Where a project's revisions are on disk: from its settings file, or from the look of the folder.
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, delimiter, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { callEngine } from "./load.js";

/**
 * Finds the project at `path`: a settings file, a folder with one, a script location, or a folder of revisions.
 * All folders in the answer are absolute.
 */
export function findProject(path, { section, engineName } = {}) {
  const at = resolve(path);
  if (!existsSync(at)) throw notFound(path);
  if (statSync(at).isFile()) return fromSettings(at, section, engineName);
  const settings = settingsIn(at);
  if (settings) return fromSettings(settings, section, engineName);
  if (isFolder(join(at, "versions"))) return bare(at, [join(at, "versions")], at);
  return bare(at, [at], null);
}

function notFound(path) {
  return Object.assign(new Error(`no such file or folder: ${path}`), { code: "not-found", file: path });
}

function isFolder(path) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** alembic.ini, or a pyproject.toml that has something to say. */
function settingsIn(folder) {
  const ini = join(folder, "alembic.ini");
  if (existsSync(ini)) return ini;
  const toml = join(folder, "pyproject.toml");
  return existsSync(toml) && /^\s*\[\s*tool\s*\.\s*alembic\s*\]/m.test(readFileSync(toml, "utf8")) ? toml : null;
}

/** A folder of revisions is read with all its folders: there is nobody who says otherwise. */
function bare(base, versionFolders, scriptLocation) {
  return { base, versionFolders, recursive: true, scriptLocation, settingsFiles: [], sysPath: [], settings: null, chosen: {} };
}

function fromSettings(file, section, engineName) {
  const base = dirname(file);
  const toml = basename(file) === "pyproject.toml" ? file : join(base, "pyproject.toml");
  const settings = callEngine((glue) =>
    glue.readSettings({
      ini: basename(file) === "pyproject.toml" ? undefined : named(file),
      pyproject: existsSync(toml) ? named(toml) : undefined,
      section,
      engineName,
      separator: delimiter,
    }),
  );
  const place = (folder) => locate(folder, base);
  return {
    base,
    versionFolders: settings.versionLocations.map(place),
    recursive: settings.recursiveVersionLocations,
    scriptLocation: settings.scriptLocation ? place(settings.scriptLocation) : null,
    settingsFiles: [file, toml].filter((path, i, all) => existsSync(path) && all.indexOf(path) === i),
    sysPath: [...settings.prependSysPath, "."].map(place),
    settings,
    /** What the core is told of the choice of settings. */
    chosen: { section, engineName, settingsFile: basename(file) === "pyproject.toml" ? undefined : basename(file) },
  };
}

function named(path) {
  return { path: basename(path), text: readFileSync(path, "utf8") };
}

/** A relative folder counts from the settings file, or else from where the command runs, as Alembic has it. */
function locate(folder, base) {
  if (isAbsolute(folder)) return folder;
  const beside = join(base, folder);
  const here = resolve(folder);
  return !existsSync(beside) && existsSync(here) ? here : beside;
}

/** A file's path as the core is told it: from the project's own folder, with forward slashes. */
export function pathFrom(base, file) {
  const path = relative(base, file);
  return sep === "/" ? path : path.split(sep).join("/");
}
