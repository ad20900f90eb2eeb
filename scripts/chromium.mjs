// A Chromium and its driver, for the tests in a browser.
import { find } from "./command.mjs";
import { StepFailed, say } from "./progress.mjs";
import { canInstall, install } from "./system-packages.mjs";

/** Headless, without a sandbox (containers have none to give), and without any traffic of the browser's own. */
export const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const advice =
  "install Chromium and chromedriver of the same version, or point CHROMIUM and CHROMEDRIVER at them, and run this again";

/** Paths of the browser and of its driver; installs Debian's where there is none. */
export async function chromium() {
  const found = installed();
  if (found) return found;
  if (!canInstall()) throw new StepFailed("no Chromium with chromedriver is installed", advice);
  say("no Chromium here: installing Debian's");
  await install(["chromium", "chromium-driver"], advice);
  const now = installed();
  if (!now) throw new StepFailed("Chromium was installed and cannot be found", advice);
  return now;
}

function installed() {
  const browser =
    process.env.CHROMIUM ?? find("chromium") ?? find("chromium-browser") ?? find("google-chrome") ?? find("chrome");
  const driver = process.env.CHROMEDRIVER ?? find("chromedriver");
  return browser && driver ? { browser, driver } : null;
}
