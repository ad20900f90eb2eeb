/** What `limbeck/node` adds for programs that run on Node. */
import { HistoryOptions, MigrationHistory } from "./limbeck.js";

export * from "./limbeck.js";
export { default } from "./limbeck.js";

export interface OpenOptions extends HistoryOptions {
  /** The section of the settings file to use, as `alembic -n`; "alembic" unless said otherwise. */
  section?: string;
}

/**
 * Reads a folder of revisions from disk.
 *
 * @param path a folder with an alembic.ini or a pyproject.toml, the settings file itself, a script location (with
 *   env.py and versions/), or a folder of revision files. Files that cannot be read become diagnostics; a path that
 *   does not exist throws. Modules of the project that revisions import are read as well, when a revision is first
 *   rendered.
 */
export function openHistory(path: string, options?: OpenOptions): MigrationHistory;
