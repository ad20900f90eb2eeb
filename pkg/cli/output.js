// Standard output, written without Node's stream for it: to make that takes longer than many a command.
import { writeSync } from "node:fs";

const descriptor = 1;
/** Whoever started the command may have made it a pipe that does not wait: the stream knows how to. */
let doesNotWait = false;

/** Writes a text to standard output. */
export function print(text) {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0 && !doesNotWait) rest = rest.subarray(writeSync(descriptor, rest));
  } catch (error) {
    if (error.code !== "EAGAIN") return ignoreClosed(error);
    doesNotWait = true;
    process.stdout.on("error", ignoreClosed);
  }
  if (rest.length > 0) process.stdout.write(rest);
}

/** A reader that has seen enough, such as `head`, is no failure. */
function ignoreClosed(error) {
  if (error.code !== "EPIPE") throw error;
}
