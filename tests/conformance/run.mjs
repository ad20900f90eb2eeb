// Compares limbeck with real Alembic on real projects' revision folders.
//
// usage: node tests/conformance/run.mjs [--update-floors] [--causes N] [--no-whole] [--json FILE] [folder ...]
//
// Wheels, Alembic and its answers are fetched once and kept in target/conformance.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { classOf } from "./classes.mjs";
import { compare } from "./compare.mjs";
import { alembicRevisions, alembicWhole, limbeck, runner, wheel } from "./environment.mjs";
import { folders } from "./folders.mjs";
import { belowFloor, causes, floorOf, raiseFloors, table } from "./report.mjs";
import { compareListings, compareScripts, requirePackage } from "./whole.mjs";

function options(args) {
  const found = { names: [], causes: 25, whole: true, update: false, json: null };
  for (let i = 0; i < args.length; i += 1) {
    if (args[i] === "--update-floors") found.update = true;
    else if (args[i] === "--no-whole") found.whole = false;
    else if (args[i] === "--causes") found.causes = Number(args[(i += 1)]);
    else if (args[i] === "--json") found.json = args[(i += 1)];
    else if (args[i].startsWith("-")) throw new Error(`unknown option ${args[i]}`);
    else found.names.push(args[i]);
  }
  return found;
}

function chosen(names) {
  const fits = (folder) => names.length === 0 || names.some((name) => folder.name === name || folder.wheel === name);
  const found = folders.filter(fits);
  if (found.length === 0) throw new Error(`no folder is called ${names.join(" or ")}; there are ${folders.map((f) => f.name).join(", ")}`);
  return found;
}

async function compareFolder(binary, folder, asked) {
  const home = wheel(folder);
  const theirs = await alembicRevisions(folder);
  const ours = new Map();
  const key = (file, r) => `${file}\0${r.direction}\0${r.dialect}`;
  for (const record of await limbeck(binary, "revisions", folder)) {
    ours.set(key(record.file.slice(folder.versions.length + 1), record), record);
  }
  const kinds = new Map();
  const results = [];
  let unreadable = 0;
  for (const record of theirs) {
    if (record.import_error !== undefined) {
      unreadable += 1;
      continue;
    }
    if (!kinds.has(record.file)) kinds.set(record.file, classOf(home, join(home, folder.versions, record.file)));
    const mine = ours.get(key(record.file, record));
    const [first] = mine?.errors ?? [];
    results.push({
      folder: folder.name,
      file: record.file,
      direction: record.direction,
      dialect: record.dialect,
      class: kinds.get(record.file),
      place: first?.place,
      message: first?.message,
      ...compare(record, mine),
    });
  }
  const whole = asked.whole ? await compareWhole(binary, folder) : { scripts: [], listings: [] };
  return { results, whole, unreadable, slowest: Math.max(0, ...[...ours.values()].map((r) => r.ms)) };
}

async function compareWhole(binary, folder) {
  const theirs = await alembicWhole(folder);
  if (theirs.revisions.error !== undefined) return { scripts: [], listings: [], error: theirs.revisions.error };
  const asked = (theirs.ranges ?? []).map(({ dialect, from, to }) => ({ dialect, from, to }));
  const ours = await limbeck(binary, "whole", folder, asked);
  return { scripts: compareScripts(theirs, ours), listings: compareListings(folder, theirs) };
}

function printWhole({ scripts, listings, error }) {
  if (error) console.log(`  Alembic cannot load the folder as a whole: ${error}`);
  for (const kind of ["scripts", "listings"]) {
    const all = (kind === "scripts" ? scripts : listings).filter((r) => r.kind !== "not-asked");
    if (all.length === 0) continue;
    const good = all.filter((r) => r.kind === "identical" || r.kind === "refused-alike");
    const same = all.filter((r) => r.kind === "identical");
    console.log(`  whole ${kind}: ${same.length} identical, ${good.length - same.length} refused alike, ${all.length - good.length} not, of ${all.length}`);
    for (const r of all) if (!good.includes(r)) console.log(`    ${r.name ?? `${r.direction} ${r.dialect}`}: ${r.kind}: ${r.theirs === undefined ? r.cause : `Alembic: ${r.theirs} | limbeck: ${r.ours}`}`);
  }
}

async function main() {
  const asked = options(process.argv.slice(2));
  if (asked.whole) requirePackage();
  const binary = runner();
  const all = [];
  const figures = {};
  const faults = [];
  for (const folder of chosen(asked.names)) {
    const { results, whole, unreadable, slowest } = await compareFolder(binary, folder, asked);
    console.log(`\n${folder.name} ${folder.version}${unreadable ? ` (${unreadable} files that Alembic cannot import)` : ""}, slowest answer ${slowest} ms`);
    console.log(table(results));
    printWhole(whole);
    all.push(...results);
    figures[folder.name] = floorOf(results, whole.scripts);
    const listings = whole.listings.filter(({ kind }) => kind !== "identical" && kind !== "refused-alike");
    faults.push(...listings.map(({ name }) => `${folder.name}: the listing "${name}" is not Alembic's`));
    faults.push(...belowFloor(folder.name, asked.whole ? figures[folder.name] : { ...figures[folder.name], wholeScripts: Infinity }));
  }
  console.log(`\nall folders\n${table(all)}`);
  console.log(`\ncauses\n${causes(all, asked.causes)}`);
  if (asked.json) writeFileSync(asked.json, all.map((r) => JSON.stringify(r)).join("\n"));
  if (asked.update) raiseFloors(figures);
  if (faults.length > 0) {
    console.error(`\nbelow their floors:\n${faults.join("\n")}`);
    process.exitCode = 1;
  }
}

try {
  await main();
} catch (error) {
  console.error(`conformance: ${error.message}`);
  process.exitCode = 2;
}
