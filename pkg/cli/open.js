// The project that a command works on.
import { existsSync } from "node:fs";
import { openProject } from "../node/folder.js";
import { findProject } from "../node/project.js";
import { UsageError } from "./arguments.js";

/** Kept up to the end of the process, which is faster at letting go of it than the collector of garbage. */
let history = null;

/** Finds the project that the folder, `-c`, ALEMBIC_CONFIG or the present folder names, and reads it. */
export function open({ options, folder }) {
  const project = findProject(folder ?? options.config ?? fromHere(), {
    section: options.name,
    engineName: options.engine,
  });
  history = openProject(project);
  return { project, history };
}

function fromHere() {
  const named = process.env.ALEMBIC_CONFIG;
  if (named) return named;
  if (existsSync("alembic.ini") || existsSync("pyproject.toml")) return ".";
  throw new UsageError("there is no alembic.ini here: name one with -c, or name the folder of revisions");
}
