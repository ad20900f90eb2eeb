// What the tests of the page share: a browser, the built page served from a sub-path, folders to open.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { chromium as installed, flags } from "../../scripts/chromium.mjs";
import { page as built } from "../../scripts/paths.mjs";
import { serve } from "../../scripts/serve.mjs";

const scratch = mkdtempSync(join(tmpdir(), "limbeck-"));
let browser;
let site;

before(async () => {
  const { browser: executablePath } = await installed();
  browser = await chromium.launch({ executablePath, args: flags });
  site = await serve(built, { prefix: "/some/where/" });
});

after(async () => {
  await browser?.close();
  site?.server.close();
  rmSync(scratch, { recursive: true });
});

/** A fresh page with the sample; anything that goes wrong in it fails the test. */
export async function open(work, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(site.url);
  await page.waitForSelector(".row");
  await work(page);
  assert.deepEqual(faults, []);
  await page.close();
}

export function folder(name, files) {
  const path = join(scratch, name);
  mkdirSync(path, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

export const revision = (id, down, message) => `"""${message}"""
from alembic import op
revision = "${id}"
down_revision = ${down}
def upgrade():
    op.execute("SELECT '${id}'")
def downgrade():
    pass
`;

export const holds = (page, selector, text) =>
  page.waitForFunction(([s, t]) => document.querySelector(s)?.textContent.includes(t), [selector, text]);
