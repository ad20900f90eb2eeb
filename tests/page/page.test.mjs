// The built page in Chromium, served from a sub-path.
import assert from "node:assert/strict";
import { test } from "node:test";
import { folder, holds, open, revision } from "./browser.mjs";

test("the sample is there: graph, heads, merge, and its newest revision", () =>
  open(async (page) => {
    assert.equal(await page.locator(".row").count(), 9);
    assert.equal(await page.locator(".row .tag.head").count(), 1);
    assert.equal(await page.locator(".row svg .ring").count(), 1);
    assert.ok((await page.locator(".row svg path").count()) > 12);
    await holds(page, "#history-summary", "9 revisions, 1 head");
    await holds(page, "#revision-message", "Longer titles");
    await holds(page, "#sql", "ALTER TABLE book ALTER COLUMN title TYPE VARCHAR(1000);");
    await holds(page, "#python", "batch.alter_column");
  }));

test("a revision is picked, by pointer and by keys, and its direction and dialect switched", () =>
  open(async (page) => {
    await page.click('.row[data-revision="c9518f3ed27a"]');
    await holds(page, "#sql", "CREATE TYPE order_state AS ENUM");
    await page.selectOption("#dialect", "mysql");
    await holds(page, "#sql", "ENUM('open','paid','sent')");
    await page.click("#direction-downgrade");
    await holds(page, "#sql", "DROP TABLE order_line;");
    await page.focus("#history");
    await page.keyboard.press("End");
    await holds(page, "#revision-message", "The shop");
    await page.keyboard.press("ArrowUp");
    await holds(page, "#revision-message", "Authors");
  }));

test("a statement and the Python that made it are marked together", () =>
  open(async (page) => {
    await page.click('.row[data-revision="b30d94a7e815"]');
    await holds(page, "#sql", "CREATE TABLE genre");
    await page.click('#sql .line:has-text("CREATE TABLE genre")');
    await holds(page, "#python .marked", "op.create_table");
    await page.focus("#sql");
    await page.keyboard.press("Enter");
    await holds(page, "#sql .marked", "INSERT INTO genre");
    await holds(page, "#python .marked", "op.bulk_insert");
    await page.keyboard.press("Shift+Enter");
    await holds(page, "#python .marked", "op.create_table");
  }));

test("the script of a range", () =>
  open(async (page) => {
    await page.click("#tab-script");
    await holds(page, "#script", "CREATE TABLE alembic_version");
    await page.fill("#range-from", "b30d");
    await page.fill("#range-to", "c951");
    await page.keyboard.press("Enter");
    await holds(page, "#script", "-- Running upgrade b30d94a7e815 -> c9518f3ed27a");
    await page.fill("#range-to", "nothing");
    await page.keyboard.press("Enter");
    await holds(page, "#script-problems", "unknown-target");
  }));

test("search keeps what fits", () =>
  open(async (page) => {
    await page.fill("#search", "reader");
    await holds(page, "#history-summary", "of 9 revisions");
    assert.ok((await page.locator(".row").count()) < 9);
    await page.fill("#search", "no such words");
    await holds(page, "#history", "No revision fits");
  }));

test("a folder is chosen, and its problems lead to their places", () =>
  open(async (page) => {
    const path = folder("heads", {
      "a.py": revision("aaa", "None", "first"),
      "b.py": revision("bbb", '"aaa"', "left"),
      "c.py": revision("ccc", '"aaa"', "right"),
      "bad.py": 'revision = "bad"\ndef upgrade(:\n',
    });
    await page.setInputFiles("#folder", path);
    await holds(page, "#history-summary", "3 revisions, 2 heads");
    await page.click("#tab-problems");
    await holds(page, "#problems", "multiple-heads");
    await page.click('#problems .place:has-text("bad.py:2")');
    await holds(page, "#python .marked", "def upgrade(:");
  }));

test("several heads: whether they can be merged, with a way to each place", () =>
  open(async (page) => {
    assert.equal(await page.locator("#heads").isVisible(), false);
    const column = (name) => (text) => text.replace(/op\.execute\(.*\)/, `op.drop_column("book", "${name}")`);
    const path = folder("two-heads", {
      "a.py": revision("aaa", "None", "first"),
      "b.py": column("title")(revision("bbb", '"aaa"', "left")),
      "c.py": column("title")(revision("ccc", '"aaa"', "right")),
    });
    await page.setInputFiles("#folder", path);
    await holds(page, "#heads-summary", "bbb, ccc");
    await page.click("#compare-heads");
    await holds(page, "#head-pairs", "bbb and ccc: in conflict since aaa");
    await holds(page, "#head-pairs", "both drop column book.title");
    await page.click('#head-pairs .place:has-text("c.py:6")');
    await holds(page, "#revision-message", "right");
    await holds(page, "#python .marked", 'op.drop_column("book", "title")');
  }));

test("errors come first, and what is wrong between files is shown at each", () =>
  open(async (page) => {
    const files = { "a.py": revision("aaa", '"bbb"', "one"), "b.py": revision("bbb", '"aaa"', "other") };
    for (let i = 0; i < 5; i++) files[`0${i}.py`] = revision(`r${i}`, "None", "apart");
    await page.setInputFiles("#folder", folder("cycle", files));
    await holds(page, "#history-summary", "7 revisions");
    assert.equal(await page.locator("#problems .severity").first().textContent(), "error");
    for (const id of ["aaa", "bbb"]) {
      await page.click(`.row[data-revision="${id}"]`);
      await holds(page, "#revision-facts", id);
      await holds(page, "#revision-problems", "error");
    }
  }));

test("a folder is dropped", () =>
  open(async (page) => {
    const transfer = await page.evaluateHandle((text) => {
      const made = new DataTransfer();
      made.items.add(new File([text], "only.py"));
      return made;
    }, revision("only", "None", "dropped"));
    await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
    await holds(page, "#history-summary", "1 revision, 1 head");
    await holds(page, "#revision-message", "dropped");
  }));

test("what is dropped without a file leaves the page as it is; a folder without revisions says so", () =>
  open(async (page) => {
    const words = await page.evaluateHandle(() => {
      const made = new DataTransfer();
      made.setData("text/plain", "words");
      return made;
    });
    await page.dispatchEvent("body", "drop", { dataTransfer: words });
    await page.setInputFiles("#folder", folder("none", { "notes.py": "print(1)\n" }));
    await holds(page, "#history", "No revisions.");
    await holds(page, "#problems", "no-revisions");
    await page.click("#load-sample");
    await holds(page, "#history-summary", "9 revisions, 1 head");
  }));

test("what changes the order of characters is shown by its name", () =>
  open(async (page) => {
    const text = revision("only", "None", "order").replace("SELECT", "SELECT \u202e");
    await page.setInputFiles("#folder", folder("order", { "o.py": text }));
    await holds(page, "#python .control", "U+202E");
    await holds(page, "#sql .control", "U+202E");
  }));

test("an instance that stops is replaced by the next call", () =>
  open(async (page) => {
    const stop = () =>
      page.workers()[0].evaluate(() => {
        const decode = TextDecoder.prototype.decode;
        TextDecoder.prototype.decode = () => {
          TextDecoder.prototype.decode = decode;
          throw new Error("out of order");
        };
      });
    await stop();
    await page.selectOption("#dialect", "mysql");
    await holds(page, "#revision-problems", "stopped in the midst");
    await page.selectOption("#dialect", "sqlite");
    await holds(page, "#sql", "UPDATE alembic_version");
    assert.equal(await page.locator("#revision-problems:has-text('stopped')").count(), 0);
  }));

test("text from files is never HTML", () =>
  open(async (page) => {
    const evil = `<img src=x onerror=alert(1)><b class=evil>`;
    await page.setInputFiles("#folder", folder("evil", { "e.py": revision("e<i>", "None", evil) }));
    await holds(page, "#revision-message", evil);
    await holds(page, ".row-message", evil);
    await holds(page, "#python", evil);
    assert.equal(await page.locator(".evil, img[src=x]").count(), 0);
  }));

test("a large folder does not hold the page up", () =>
  open(async (page) => {
    await page.evaluate(() => {
      window.longest = 0;
      let last = performance.now();
      const beat = () => {
        window.longest = Math.max(window.longest, performance.now() - last);
        last = performance.now();
        setTimeout(beat, 10);
      };
      beat();
    });
    const transfer = await page.evaluateHandle(() => {
      const made = new DataTransfer();
      for (let i = 0; i < 3000; i++) {
        const down = i === 0 ? "None" : `"r${i - 1}"`;
        const text = `"""number ${i}"""\nfrom alembic import op\nrevision = "r${i}"\ndown_revision = ${down}\ndef upgrade():\n    op.execute("SELECT ${i}")\ndef downgrade():\n    pass\n`;
        made.items.add(new File([text], `r${i}.py`));
      }
      return made;
    });
    await page.evaluate(() => (window.longest = 0));
    await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
    await holds(page, "#history-summary", "3,000 revisions");
    assert.ok((await page.locator(".row").count()) < 100);
    await page.click("#tab-script");
    await holds(page, "#script-summary", "lines");
    assert.ok((await page.evaluate(() => window.longest)) < 1500);
  }));

test("narrow and dark", () =>
  open(
    async (page) => {
      await holds(page, "#sql", "ALTER TABLE");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(wide, false);
    },
    { viewport: { width: 390, height: 800 }, colorScheme: "dark" },
  ));
