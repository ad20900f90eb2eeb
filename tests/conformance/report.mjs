// Tables and groups for people, and the floors below which no folder may fall.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dialects } from "./folders.mjs";
import { kinds } from "./compare.mjs";
import { here } from "./environment.mjs";

const floorsFile = join(here, "floors.json");
const readmeFile = join(here, "README.md");

function count(results, keep) {
  const tally = Object.fromEntries(kinds.map((kind) => [kind, 0]));
  for (const result of results) if (keep(result) && result.kind in tally) tally[result.kind] += 1;
  return tally;
}

function row(name, tally) {
  const printed = tally.identical + tally.differs + tally["refused-where-rendered"] + tally.gap + tally.missing;
  const share = printed === 0 ? "     -" : `${((100 * tally.identical) / printed).toFixed(1).padStart(5)}%`;
  return name.padEnd(26) + kinds.map((kind) => String(tally[kind]).padStart(10)).join("") + `  ${share}`;
}

export function table(results) {
  const heading = "".padEnd(26) + ["identical", "refused", "differs", "gap", "guessed", "refuses", "missing"].map((h) => h.padStart(10)).join("") + "  of printed";
  const out = [heading];
  for (const dialect of dialects) out.push(row(`  ${dialect}`, count(results, (r) => r.dialect === dialect)));
  for (const name of ["plain", "project", "third-party"]) out.push(row(`  class ${name}`, count(results, (r) => r.class === name)));
  out.push(row("  all", count(results, () => true)));
  return out.join("\n");
}

/** The causes of all that is not as it should be, the most frequent first, each with one example. */
export function causes(results, most) {
  const groups = new Map();
  for (const result of results) {
    if (["identical", "refused-alike", "not-asked"].includes(result.kind)) continue;
    const key = `${result.kind}: ${result.cause}`;
    const group = groups.get(key) ?? { count: 0, example: result, folders: new Set() };
    group.count += 1;
    group.folders.add(result.folder);
    groups.set(key, group);
  }
  const sorted = [...groups].sort((a, b) => b[1].count - a[1].count);
  const shown = sorted.slice(0, most).map(([key, { count: n, example, folders }]) => {
    const place = `${example.folder}/${example.file} ${example.direction} ${example.dialect}`;
    const lines = example.theirs === undefined ? [] : [`      Alembic: ${example.theirs}`, `      limbeck: ${example.ours}`];
    if (example.place) lines.push(`      at ${example.place}: ${example.message}`);
    return [`${String(n).padStart(6)}  ${key}`, `      e.g. ${place} (${folders.size} folder${folders.size > 1 ? "s" : ""})`, ...lines].join("\n");
  });
  const rest = sorted.length - shown.length;
  return shown.join("\n") + (rest > 0 ? `\n        and ${rest} more causes (--causes N shows more)` : "");
}

export function floorOf(results, whole) {
  const tally = count(results, () => true);
  return {
    identical: tally.identical,
    refusedAlike: tally["refused-alike"],
    wholeScripts: whole.filter((w) => w.kind === "identical").length,
    mostGuessed: tally["rendered-where-refused"],
  };
}

/** What has fallen below its floor. */
export function belowFloor(name, now) {
  const floor = readFloors()[name];
  if (!floor) return [];
  const faults = ["identical", "refusedAlike", "wholeScripts"]
    .filter((key) => now[key] < floor[key])
    .map((key) => `${name}: ${key} fell from ${floor[key]} to ${now[key]}`);
  if (now.mostGuessed > floor.mostGuessed) faults.push(`${name}: SQL where Alembic refuses rose from ${floor.mostGuessed} to ${now.mostGuessed}`);
  return faults;
}

function readFloors() {
  return existsSync(floorsFile) ? JSON.parse(readFileSync(floorsFile, "utf8")) : {};
}

/** Floors only rise, whatever today's figures are. */
export function raiseFloors(figures) {
  const floors = readFloors();
  for (const [name, now] of Object.entries(figures)) {
    const old = floors[name];
    floors[name] = !old
      ? now
      : {
          identical: Math.max(old.identical, now.identical),
          refusedAlike: Math.max(old.refusedAlike, now.refusedAlike),
          wholeScripts: Math.max(old.wholeScripts, now.wholeScripts),
          mostGuessed: Math.min(old.mostGuessed, now.mostGuessed),
        };
  }
  const sorted = Object.fromEntries(Object.entries(floors).sort());
  writeFileSync(floorsFile, `${JSON.stringify(sorted, null, 2)}\n`);
  writeFloorsTable(sorted);
}

/** The README's table is the floors' own. */
function writeFloorsTable(floors) {
  const text = readFileSync(readmeFile, "utf8");
  const rows = Object.entries(floors).map(
    ([name, floor]) => `| ${name} | ${floor.identical} | ${floor.refusedAlike} | ${floor.wholeScripts ?? 0} |\n`,
  );
  writeFileSync(readmeFile, text.replace(/(\|---\|---\|---\|---\|\n)(\|.*\n?)*/, (_, head) => head + rows.join("")));
}
