"""Reviews by readers

Revision ID: 1e84d7b5a93c
Revises: b30d94a7e815
Create Date: 2024-04-09 13:02:39.914471

"""
import sqlalchemy as sa
from alembic import op

revision = "1e84d7b5a93c"
down_revision = "b30d94a7e815"
branch_labels = ("readers",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("stars", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True, comment="as the reader wrote it"),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_review_book"),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name="ck_review_stars"),
    )
    op.create_index("ix_review_book_stars", "review", ["book_id", "stars"])


def downgrade() -> None:
    op.drop_index("ix_review_book_stars", table_name="review")
    op.drop_table("review")
