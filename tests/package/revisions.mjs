// Revision files as the tests write them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A revision that creates a table of its own name, unless told otherwise. */
export function revision(id, down, { upgrade, downgrade, message = `Make ${id}`, labels = null, dependsOn = null } = {}) {
  const python = (value) =>
    value === null ? "None" : Array.isArray(value) ? `(${value.map((v) => `${JSON.stringify(v)},`).join(" ")})` : JSON.stringify(value);
  return `"""${message}

Revision ID: ${id}
Revises: ${[down ?? ""].flat().join(", ")}
Create Date: 2024-01-02 03:04:05.678901

"""
from alembic import op
import sqlalchemy as sa

revision = ${python(id)}
down_revision = ${python(down)}
branch_labels = ${python(labels)}
depends_on = ${python(dependsOn)}


def upgrade():
    ${upgrade ?? `op.create_table("t_${id}", sa.Column("id", sa.Integer(), primary_key=True))`}


def downgrade():
    ${downgrade ?? `op.drop_table("t_${id}")`}
`;
}

/** One base, two branches, a merge: four revisions in one folder. */
export function diamond() {
  return {
    "versions/aaaa.py": revision("aaaa", null),
    "versions/bbbb.py": revision("bbbb", "aaaa", { labels: "left" }),
    "versions/cccc.py": revision("cccc", "aaaa"),
    "versions/dddd.py": revision("dddd", ["bbbb", "cccc"], { upgrade: "pass", downgrade: "pass" }),
  };
}

/** Two revisions, one after the other. */
export function pair() {
  return { "versions/aaaa.py": revision("aaaa", null), "versions/bbbb.py": revision("bbbb", "aaaa") };
}

/** What a span marks in a text. */
export function marked(text, { start, end }) {
  return text.slice(start.offset, end.offset);
}

/** Line and column of an offset, both from 1, in UTF-16 units. */
export function placeOf(text, offset) {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1).length + 1, offset };
}

/** Writes files below a fresh folder that is removed when the test ends. */
export function folder(t, files) {
  const root = mkdtempSync(join(tmpdir(), "limbeck-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    if (content !== null) writeFileSync(full, content);
  }
  return root;
}

/** A project with an alembic.ini, as `alembic init` lays it out. */
export function project(files, { url = "postgresql://localhost/shop", ini = "" } = {}) {
  return {
    "alembic.ini": `[alembic]\nscript_location = %(here)s/migrations\nsqlalchemy.url = ${url}\n${ini}`,
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`migrations/${path}`, text])),
  };
}
