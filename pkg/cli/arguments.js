// Words of the command line into a command, its options and its operands.
import { parseArgs } from "node:util";

/** Something that the person who typed the command has to put right. */
export class UsageError extends Error {
  constructor(message, command) {
    super(message);
    this.command = command;
  }
}

/** Known to every command. */
export const common = {
  config: { type: "string", short: "c" },
  name: { type: "string", short: "n" },
  help: { type: "boolean", short: "h" },
};

export function parse(words, commands) {
  const known = Object.assign({ version: { type: "boolean" } }, common);
  for (const command of Object.values(commands)) Object.assign(known, command.options);
  const { values, positionals } = split(words, known);
  const [name, ...operands] = positionals;
  if (name === undefined) return { name: null, options: values, operands };
  if (!Object.hasOwn(commands, name)) throw new UsageError(`there is no command "${name}"`);
  refuseForeign(name, values, commands[name].options);
  return { name, options: values, operands };
}

function split(words, options) {
  try {
    const { values, positionals } = parseArgs({ args: words.map(hide), options, allowPositionals: true });
    return { values: mapValues(values, unhide), positionals: positionals.map(unhide) };
  } catch (error) {
    throw new UsageError(error.message.split(". To specify")[0]);
  }
}

/** `-1` is a target and no option. */
const hide = (word) => (/^-\d/.test(word) ? `\0${word}` : word);
const unhide = (word) => (typeof word === "string" && word.startsWith("\0") ? word.slice(1) : word);

function mapValues(values, change) {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Array.isArray(value) ? value.map(change) : change(value)]),
  );
}

function refuseForeign(name, values, own) {
  for (const key of Object.keys(values)) {
    if (!Object.hasOwn(common, key) && !Object.hasOwn(own, key) && key !== "version") {
      throw new UsageError(`"${name}" has no option --${key}`, name);
    }
  }
}

/** Takes a command's operands apart: `names` in order, then at most one folder. */
export function takeOperands(command, operands, names) {
  if (operands.length < names.length) throw new UsageError(`${command} needs ${names[operands.length]}`, command);
  if (operands.length > names.length + 1) throw new UsageError(`too much: ${operands.at(-1)}`, command);
  return { given: operands.slice(0, names.length), folder: operands[names.length] };
}
