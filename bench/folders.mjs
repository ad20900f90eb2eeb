// Generated linear histories of about 1 kB per revision, as `alembic init` and `alembic revision` lay them out.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const id = (at) => (0xa0000000 + at * 2654435761).toString(16).slice(-8).padStart(8, "0") + at.toString(16).padStart(4, "0");

/** The text of revision number `at`. */
export function revisionText(at) {
  const down = at === 0 ? null : id(at - 1);
  return `"""Stock of depot ${at}: a table, its index, and a column of the one before

Revision ID: ${id(at)}
Revises: ${down ?? ""}
Create Date: 2024-01-02 03:04:05.678901

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "${id(at)}"
down_revision: Union[str, Sequence[str], None] = ${down ? `"${down}"` : "None"}
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_table(
        "stock_${at}",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("price", sa.Numeric(10, 2), server_default=sa.text("0")),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name="uq_stock_${at}_name"),
    )
    op.create_index("ix_stock_${at}_seen_at", "stock_${at}", ["seen_at"])
${at === 0 ? "" : `    op.add_column("stock_${at - 1}", sa.Column("next_id", sa.Integer(), nullable=True))\n`}

def downgrade() -> None:
${at === 0 ? "" : `    op.drop_column("stock_${at - 1}", "next_id")\n`}    op.drop_index("ix_stock_${at}_seen_at", table_name="stock_${at}")
    op.drop_table("stock_${at}")
`;
}

/** All files of a history, as the package takes them. */
export function files(count) {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`migrations/versions/${id(at)}_depot.py`, revisionText(at)]));
}

const env = `from alembic import context

config = context.config
context.configure(
    url=config.get_main_option("sqlalchemy.url"),
    target_metadata=None,
    literal_binds=True,
    dialect_opts={"paramstyle": "named"},
)
with context.begin_transaction():
    context.run_migrations()
`;

export const settings = `[alembic]
script_location = %(here)s/migrations
prepend_sys_path = .
path_separator = os
sqlalchemy.url = postgresql://localhost/depots
`;

/** A project on disk with so many revisions; made once. */
export function folder(root, count) {
  const at = join(root, `linear-${count}`);
  const ready = join(at, "ready");
  if (existsSync(ready)) return at;
  rmSync(at, { recursive: true, force: true });
  mkdirSync(join(at, "migrations", "versions"), { recursive: true });
  for (const [path, text] of Object.entries(files(count))) writeFileSync(join(at, path), text);
  writeFileSync(join(at, "migrations", "env.py"), env);
  writeFileSync(join(at, "alembic.ini"), settings);
  writeFileSync(ready, "");
  return at;
}
