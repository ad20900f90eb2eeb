"""Readers have accounts

Revision ID: 70af2c9be65d
Revises: 1e84d7b5a93c
Create Date: 2024-05-14 10:48:06.227385

"""
import sqlalchemy as sa
from alembic import op

revision = "70af2c9be65d"
down_revision = "1e84d7b5a93c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    reader = op.create_table(
        "reader",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("joined_on", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False),
        sa.UniqueConstraint("email", name="uq_reader_email"),
    )
    op.execute(reader.insert().values(id=1, email="unknown@bookshop.example"))
    op.add_column("review", sa.Column("reader_id", sa.Integer(), nullable=True))
    op.execute("UPDATE review SET reader_id = 1")
    with op.batch_alter_table("review") as batch:
        batch.alter_column("reader_id", existing_type=sa.Integer(), nullable=False)
        batch.create_foreign_key("fk_review_reader", "reader", ["reader_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("review") as batch:
        batch.drop_constraint("fk_review_reader", type_="foreignkey")
        batch.drop_column("reader_id")
    op.drop_table("reader")
