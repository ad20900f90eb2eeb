"""Longer titles; country becomes country_code

Revision ID: f6d8b1427ea0
Revises: e5c3019d84fb
Create Date: 2024-07-22 16:27:35.845120

"""
import sqlalchemy as sa
from alembic import op

revision = "f6d8b1427ea0"
down_revision = "e5c3019d84fb"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("book") as batch:
        batch.alter_column("title", existing_type=sa.String(300), type_=sa.String(1000), existing_nullable=False)
    with op.batch_alter_table("publisher") as batch:
        batch.alter_column("country", new_column_name="country_code", existing_type=sa.String(2))


def downgrade() -> None:
    with op.batch_alter_table("publisher") as batch:
        batch.alter_column("country_code", new_column_name="country", existing_type=sa.String(2))
    with op.batch_alter_table("book") as batch:
        batch.alter_column("title", existing_type=sa.String(1000), type_=sa.String(300), existing_nullable=False)
