"""Bring sales and readers together

Revision ID: e5c3019d84fb
Revises: d27b60f8c1e9, 70af2c9be65d
Create Date: 2024-06-03 09:00:51.663902

"""

revision = "e5c3019d84fb"
down_revision = ("d27b60f8c1e9", "70af2c9be65d")
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
