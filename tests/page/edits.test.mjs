// Merges and rebases on the page: shown, copied, downloaded, applied and taken back.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { folder, holds, open, revision } from "./browser.mjs";

const twoHeads = () =>
  folder("edited", {
    "a.py": revision("aaa", "None", "first"),
    "b.py": revision("bbb", '"aaa"', "left"),
    "c.py": revision("ccc", '"aaa"', "right"),
  });

async function compared(page) {
  await page.setInputFiles("#folder", twoHeads());
  await holds(page, "#history-summary", "3 revisions, 2 heads");
  await page.click("#compare-heads");
  await holds(page, "#head-pairs", "bbb and ccc");
}

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

async function downloaded(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save-edit")]);
  return [download.suggestedFilename(), readFileSync(await download.path(), "utf8")];
}

const copies = { permissions: ["clipboard-read", "clipboard-write"] };
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

test("a merge: its file, under another message, copied and downloaded", () =>
  open(async (page) => {
    await compared(page);
    assert.equal(await page.locator("#tab-edit").isVisible(), false);
    await press(page, "Merge");
    await holds(page, "#edit-title", "Merge bbb and ccc");
    await holds(page, "#edit", "down_revision = ('bbb', 'ccc')");
    assert.ok((await page.locator("#edit .t-keyword").count()) > 0);
    assert.equal(await page.evaluate(() => document.activeElement.id), "edit-title");
    const id = await page.locator("#edit-facts code").last().textContent();
    await page.fill("#edit-message", "join <b>both</b>");
    await holds(page, "#edit-facts", `${id}_join_b_both_b.py`);
    await holds(page, "#edit", '"""join <b>both</b>');
    const [name, text] = await downloaded(page);
    assert.equal(name, `${id}_join_b_both_b.py`);
    assert.match(text, /^"""join <b>both<\/b>\n\nRevision ID: \w+\nRevises: bbb, ccc\n/);
    await page.click("#copy-edit");
    await holds(page, "#copy-edit", "Copied");
    assert.equal(await clipboard(page), text);
  }, copies));

test("a rebase: its diff and its warning", () =>
  open(async (page) => {
    await compared(page);
    await press(page, "Put ccc on top of bbb");
    await holds(page, "#edit-problems", "moved-revision");
    assert.deepEqual(await page.locator("#edit .t-deletion, #edit .t-addition").allTextContents(), [
      '-down_revision = "aaa"',
      '+down_revision = "bbb"',
    ]);
    assert.equal(await page.locator("#edit-message").isVisible(), false);
    const [name, text] = await downloaded(page);
    assert.equal(name, "c.py");
    assert.equal(text, revision("ccc", '"bbb"', "right"));
    await page.click("#copy-diff");
    await holds(page, "#copy-diff", "Copied");
    assert.match(await clipboard(page), /^--- a\/c\.py\n\+\+\+ b\/c\.py\n@@ /);
  }, copies));

test("an edit is applied to the page alone, and taken back, by keys", () =>
  open(async (page) => {
    await compared(page);
    await page.getByRole("button", { name: "Merge", exact: true }).focus();
    await page.keyboard.press("Enter");
    await holds(page, "#edit", "down_revision");
    await page.focus("#edit-message");
    await page.keyboard.press("Enter");
    await holds(page, "#history-summary", "4 revisions, 1 head");
    await holds(page, "#revision-message", "merge bbb and ccc");
    await holds(page, "#sql", "DELETE FROM alembic_version");
    assert.equal(await page.locator("#heads").isVisible(), false);
    assert.equal(await page.locator("#tab-edit").isVisible(), false);
    assert.equal(await page.evaluate(() => document.activeElement.id), "history");
    await holds(page, "#edits-summary", "1 edit applied to this page only");
    await page.focus("#undo-edit");
    await page.keyboard.press("Enter");
    await holds(page, "#history-summary", "3 revisions, 2 heads");
    assert.equal(await page.locator("#edits").isVisible(), false);

    await page.click("#compare-heads");
    await press(page, "Put bbb on top of ccc");
    await holds(page, "#edit", "+down_revision");
    await page.click("#apply-edit");
    await holds(page, "#history-summary", "3 revisions, 1 head");
    await holds(page, "#python", 'down_revision = "ccc"');
    await press(page, "Undo");
    await holds(page, "#history-summary", "3 revisions, 2 heads");
    await holds(page, "#python", 'down_revision = "aaa"');
  }));

test("more than two heads are merged at once; an edit that cannot be made says why", () =>
  open(async (page) => {
    const files = { "a.py": revision("aaa", "None", "first") };
    for (const id of ["bbb", "ccc", "ddd"]) files[`${id}.py`] = revision(id, '"aaa"', id);
    await page.setInputFiles("#folder", folder("three-heads", files));
    await holds(page, "#history-summary", "4 revisions, 3 heads");
    await press(page, "Merge all 3");
    await holds(page, "#edit", "down_revision = ('bbb', 'ccc', 'ddd')");
    await page.fill("#edit-message", '"""');
    await holds(page, "#edit-problems", "invalid-edit");
    assert.equal(await page.locator("#apply-edit").isDisabled(), true);
    await page.fill("#edit-message", "fine");
    await holds(page, "#edit-facts", "_fine.py");
    await page.click("#load-sample");
    await holds(page, "#history-summary", "9 revisions");
    assert.equal(await page.locator("#tab-edit").isVisible(), false);
  }));

test("what stands at the start and at the ends of lines stays there; the first heads of many are compared", () =>
  open(async (page) => {
    const files = { "a.py": revision("aaa", "None", "first") };
    for (let i = 0; i < 9; i++) files[`h${i}.py`] = `\ufeff${revision(`h${i}`, '"aaa"', "head").replaceAll("\n", "\r\n")}`;
    await page.setInputFiles("#folder", folder("nine-heads", files));
    await holds(page, "#history-summary", "10 revisions, 9 heads");
    await page.click("#compare-heads");
    await holds(page, "#head-pairs", "the first 8 of 9 heads");
    await press(page, "Put h0 on top of h1");
    await holds(page, "#edit", "+down_revision");
    assert.equal(await page.locator("#edit .t-deletion").count(), 1);
    const [, text] = await downloaded(page);
    assert.equal(text, files["h0.py"].replace('"aaa"', '"h1"'));
  }));

test("an edit on a narrow page", () =>
  open(
    async (page) => {
      await compared(page);
      await press(page, "Put bbb on top of ccc");
      await holds(page, "#edit", "+down_revision");
      assert.ok((await page.locator("#details").boundingBox()).y < 200);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    },
    { viewport: { width: 390, height: 800 }, colorScheme: "dark" },
  ));
