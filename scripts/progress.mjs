// One line per step on stderr, and one way to stop with a reason and what to do about it.

/** A failure that the person at the keyboard can act on: shown without a stack. */
export class StepFailed extends Error {
  constructor(message, advice) {
    super(message);
    this.advice = advice;
  }
}

const started = performance.now();

export function say(line) {
  process.stderr.write(`${elapsed()} ${line}\n`);
}

function elapsed() {
  return `[${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s]`;
}

/** Runs a script's main function; a failure ends the process with status 1 and its advice. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    process.stderr.write(`\nfailed: ${error.message}\n`);
    if (error.advice) process.stderr.write(`what to do: ${error.advice}\n`);
    process.exit(1);
  }
}
