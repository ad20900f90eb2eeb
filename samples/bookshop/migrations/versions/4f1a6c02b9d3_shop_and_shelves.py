"""The shop: publishers, books and where they stand

Revision ID: 4f1a6c02b9d3
Revises:
Create Date: 2024-02-05 09:12:44.180233

"""
import sqlalchemy as sa
from alembic import op

revision = "4f1a6c02b9d3"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publisher",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.UniqueConstraint("name", name="uq_publisher_name"),
    )
    op.create_table(
        "book",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("isbn", sa.String(length=13), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("price", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("in_print", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("publisher_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name="fk_book_publisher", ondelete="SET NULL"),
        sa.UniqueConstraint("isbn", name="uq_book_isbn"),
        sa.CheckConstraint("price >= 0", name="ck_book_price"),
    )
    op.create_index("ix_book_title", "book", ["title"])


def downgrade() -> None:
    op.drop_index("ix_book_title", table_name="book")
    op.drop_table("book")
    op.drop_table("publisher")
