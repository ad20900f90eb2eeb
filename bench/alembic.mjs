// Real Alembic in a virtual environment under target/bench.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

export const packages = ["alembic==1.20.1", "SQLAlchemy==2.1.9"];

/** The path of `alembic`; throws with the reason where it cannot be installed. */
export function alembic(root) {
  const home = join(root, "venv");
  const bin = join(home, process.platform === "win32" ? "Scripts" : "bin");
  const command = join(bin, "alembic");
  if (existsSync(command)) return command;
  console.error("bench: installing Alembic into target/bench/venv");
  execFileSync("python3", ["-m", "venv", home], { stdio: "inherit" });
  execFileSync(join(bin, "python"), ["-m", "pip", "install", "--quiet", ...packages], { stdio: "inherit" });
  return command;
}
