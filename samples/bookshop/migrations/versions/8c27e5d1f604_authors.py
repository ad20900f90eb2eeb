"""Authors, and which books they wrote

Revision ID: 8c27e5d1f604
Revises: 4f1a6c02b9d3
Create Date: 2024-02-19 15:40:02.771950

"""
import sqlalchemy as sa
from alembic import op

revision = "8c27e5d1f604"
down_revision = "4f1a6c02b9d3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "author",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.Unicode(length=200), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
    )
    op.create_table(
        "book_author",
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_book_author_book", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name="fk_book_author_author"),
        sa.PrimaryKeyConstraint("book_id", "author_id", name="pk_book_author"),
    )


def downgrade() -> None:
    op.drop_table("book_author")
    op.drop_table("author")
