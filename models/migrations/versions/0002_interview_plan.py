"""An interview's plan by itself, its kind and its mode

An interview that was under way before has no plan of its own: it can be read, not taken up.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("interview", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=16), server_default="mixed", nullable=False)
        )
        batch_op.add_column(
            sa.Column("mode", sa.String(length=16), server_default="real", nullable=False)
        )
        batch_op.add_column(sa.Column("plan", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("interview", schema=None) as batch_op:
        for column in ("kind", "mode", "plan"):
            batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("interview", schema=None) as batch_op:
        for column in ("plan", "mode", "kind"):
            batch_op.drop_column(column)
