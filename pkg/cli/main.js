// Finds the command that was asked for, runs it, and turns how it went into an exit status.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError, parse } from "./arguments.js";
import { branches, current, heads, history, show } from "./commands/listing.js";
import { check } from "./commands/check.js";
import { merge, rebase, revision } from "./commands/edits.js";
import { graph } from "./commands/graph.js";
import { downgrade, stamp, upgrade } from "./commands/scripts.js";
import { commandHelp, help } from "./help.js";
import { print } from "./output.js";
import { reportError } from "./report.js";
import { status } from "./status.js";

const commands = { heads, history, branches, show, current, upgrade, downgrade, stamp, merge, revision, rebase, check, graph };

/** Runs the command line and gives the exit status. */
function main(words) {
  try {
    const { name, options, operands } = parse(words, commands);
    if (options.version) return answer(`limbeck ${version()}`);
    if (options.help) return answer(name ? commandHelp(name) : help());
    if (!name) throw new UsageError("say what to do");
    return commands[name].run({ options, operands });
  } catch (error) {
    return failed(error);
  }
}

function failed(error) {
  if (error instanceof UsageError) {
    process.stderr.write(`limbeck: ${error.message}\n\n${error.command ? commandHelp(error.command) : help()}\n`);
    return status.usage;
  }
  if (typeof error?.code !== "string") throw error;
  reportError(error);
  return ["unknown-dialect", "unsupported-mode", "not-found", "invalid-argument"].includes(error.code)
    ? status.usage
    : status.findings;
}

function answer(text) {
  print(`${text}\n`);
  return status.clean;
}

function version() {
  return JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8")).version;
}

process.exitCode = main(process.argv.slice(2));
