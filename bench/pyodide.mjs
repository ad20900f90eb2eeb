// What a page would otherwise use: real Alembic in Pyodide, from the npm package and pure-Python wheels.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { files, settings } from "./folders.mjs";
import { packages } from "./alembic.mjs";

const wanted = [...packages, "Mako", "MarkupSafe", "typing_extensions"];

/** MarkupSafe and SQLAlchemy run without their compiled parts: such wheels are taken as `none-any`, or built so. */
function wheels(root) {
  const folder = join(root, "wheels");
  if (existsSync(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  const python = join(root, "venv", "bin", "python");
  const flags = ["--quiet", "--disable-pip-version-check", "--no-deps"];
  for (const name of wanted) {
    const platform = ["--only-binary", ":all:", "--platform", "any", "--implementation", "py", "--abi", "none"];
    try {
      execFileSync(python, ["-m", "pip", "download", ...flags, ...platform, "-d", folder, name], { stdio: ["ignore", "ignore", "pipe"] });
    } catch {
      const pure = { ...process.env, DISABLE_SQLALCHEMY_CEXT: "1" };
      execFileSync(python, ["-m", "pip", "wheel", ...flags, "--no-binary", name.split("==")[0], "-w", folder, name], { env: pure });
    }
  }
  return folder;
}

const gzipped = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

/** Bytes to download, and milliseconds to the first plan and to the next. */
export async function pyodide(root, count) {
  const folder = wheels(root);
  const names = readdirSync(folder).filter((name) => name.endsWith(".whl"));
  const home = dirname(createRequire(import.meta.url).resolve("pyodide/package.json"));
  const runtime = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json", "python_stdlib.zip"];
  const bytes = [...runtime.map((name) => join(home, name)), ...names.map((name) => join(folder, name))]
    .filter((path) => existsSync(path))
    .reduce((sum, path) => sum + gzipped(path), 0);
  const given = files(count);
  const begun = performance.now();
  const { loadPyodide } = await import("pyodide");
  const python = await loadPyodide({ indexURL: home });
  const site = python.runPython("import site; site.getsitepackages()[0]");
  for (const name of names) python.unpackArchive(new Uint8Array(readFileSync(join(folder, name))), "whl", { extractDir: site });
  python.FS.mkdirTree("/project/migrations/versions");
  python.FS.writeFile("/project/alembic.ini", settings);
  python.FS.writeFile("/project/migrations/env.py", readFileSync(join(root, `linear-${count}`, "migrations", "env.py")));
  for (const [path, text] of Object.entries(given)) python.FS.writeFile(`/project/${path}`, text);
  const plan = `
import io, importlib
importlib.invalidate_caches()
from alembic import command
from alembic.config import Config
out = io.StringIO()
command.upgrade(Config("/project/alembic.ini", output_buffer=out), "head", sql=True)
out.getvalue()
`;
  const sql = python.runPython(plan);
  const first = performance.now() - begun;
  const since = performance.now();
  python.runPython(plan);
  return { bytes, first, again: performance.now() - since, sql };
}
