// Which class a revision is of, by what it imports.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const standard = new Set(
  `__future__ abc argparse array ast asyncio base64 binascii bisect builtins calendar collections configparser contextlib
  copy csv dataclasses datetime decimal difflib enum errno fnmatch fractions functools gc glob gzip hashlib heapq hmac html http
  importlib inspect io ipaddress itertools json keyword locale logging math mimetypes numbers operator os pathlib pickle pkgutil
  platform pprint queue random re sched secrets shutil signal socket sqlite3 stat statistics string struct subprocess sys tempfile
  textwrap threading time timeit traceback types typing unicodedata unittest urllib uuid warnings weakref xml zipfile zlib
  zoneinfo`.split(/\s+/),
);
const library = new Set(["sqlalchemy", "alembic"]);

/** "plain": only the standard library, sqlalchemy and alembic; "project": also modules of the wheel; "third-party": others too. */
export function classOf(home, path) {
  const text = readFileSync(path, "utf8");
  let found = "plain";
  for (const [, from, names] of text.matchAll(/^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import\b|import[ \t]+([\w., \t]+))/gm)) {
    const modules = from !== undefined ? [from] : names.split(",").map((name) => name.trim().split(/\s+/)[0]);
    for (const module of modules) {
      const top = module.split(".")[0];
      if (module.startsWith(".")) found = found === "plain" ? "project" : found;
      else if (standard.has(top) || library.has(top) || top === "") continue;
      else if (existsSync(join(home, top)) || existsSync(join(home, `${top}.py`))) found = found === "plain" ? "project" : found;
      else found = "third-party";
    }
  }
  return found;
}
