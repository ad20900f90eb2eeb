// Everything that the package gives on Node, in one file for `import` and `require` alike.
import { MigrationHistory } from "./load.js";
import { openHistory } from "./folder.js";

/** Nothing to wait for on Node; there so that the same program runs in both places. */
export default async function init() {}

export { MigrationHistory, openHistory };
