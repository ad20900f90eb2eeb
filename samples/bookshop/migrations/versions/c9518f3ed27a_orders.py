"""Orders, which are open, paid or sent

Revision ID: c9518f3ed27a
Revises: b30d94a7e815
Create Date: 2024-04-02 08:31:50.096647

"""
import sqlalchemy as sa
from alembic import op

revision = "c9518f3ed27a"
down_revision = "b30d94a7e815"
branch_labels = ("sales",)
depends_on = None

order_state = sa.Enum("open", "paid", "sent", name="order_state")


def upgrade() -> None:
    op.create_table(
        "customer_order",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("customer", sa.String(length=320), nullable=False),
        sa.Column("state", order_state, server_default="open", nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    )
    op.create_table(
        "order_line",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name="fk_line_order", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_line_book"),
        sa.PrimaryKeyConstraint("order_id", "book_id", name="pk_order_line"),
    )


def downgrade() -> None:
    op.drop_table("order_line")
    op.drop_table("customer_order")
    order_state.drop(op.get_bind(), checkfirst=False)
