"""Genres, with the ones every shop has

Revision ID: b30d94a7e815
Revises: 8c27e5d1f604
Create Date: 2024-03-11 11:05:27.402118

"""
import sqlalchemy as sa
from alembic import op

revision = "b30d94a7e815"
down_revision = "8c27e5d1f604"
branch_labels = None
depends_on = None

GENRES = ["Crime", "Poetry", "Children's books", "Cookery"]


def upgrade() -> None:
    genre = op.create_table(
        "genre",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(length=80), nullable=False),
    )
    op.bulk_insert(genre, [{"id": number, "name": name} for number, name in enumerate(GENRES, start=1)])
    op.add_column("book", sa.Column("genre_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("book") as batch:
        batch.create_foreign_key("fk_book_genre", "genre", ["genre_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("book") as batch:
        batch.drop_constraint("fk_book_genre", type_="foreignkey")
        batch.drop_column("genre_id")
    op.drop_table("genre")
