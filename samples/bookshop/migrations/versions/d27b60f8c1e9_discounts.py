"""Discounts on order lines

Revision ID: d27b60f8c1e9
Revises: c9518f3ed27a
Create Date: 2024-04-23 17:20:13.558204

"""
import sqlalchemy as sa
from alembic import op

revision = "d27b60f8c1e9"
down_revision = "c9518f3ed27a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("order_line", sa.Column("discount", sa.Numeric(5, 2), server_default="0", nullable=False))
    op.execute("UPDATE order_line SET discount = 5 WHERE copies >= 10")
    op.create_index(
        "ix_order_open",
        "customer_order",
        ["placed_at"],
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    op.drop_index("ix_order_open", table_name="customer_order")
    op.drop_column("order_line", "discount")
