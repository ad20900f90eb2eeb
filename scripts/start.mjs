// npm start: set up, build, print a sample's SQL through the real command line, and serve the page.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build } from "./build.mjs";
import { page, pkg, sample } from "./paths.mjs";
import { StepFailed, runMain, say } from "./progress.mjs";
import { serve } from "./serve.mjs";

const preferredPort = 4173;

await runMain(async () => {
  await build();
  printSample();
  const { url } = await serve(page, { port: preferredPort }).catch((error) => {
    if (error.code !== "EADDRINUSE") throw error;
    return serve(page);
  });
  say(`the page is at ${url} (Ctrl-C ends this)`);
});

function printSample() {
  say("limbeck upgrade head --sql, of samples/bookshop:");
  const arguments_ = [join(pkg, "cli", "limbeck.cjs"), "upgrade", "head", "--sql", "-c", join(sample, "alembic.ini")];
  const { status } = spawnSync(process.execPath, arguments_, { stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) {
    throw new StepFailed(`the sample's upgrade ended with ${status}`, "run `npm test`, and see what it says");
  }
}
