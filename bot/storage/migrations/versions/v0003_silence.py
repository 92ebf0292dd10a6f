"""Since when a runner is silent, and when they said that they are here again; null for everybody else."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runners", sa.Column("silent_since", sa.DateTime(timezone=True)))
    op.add_column("runners", sa.Column("here_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("runners", "here_at")
    op.drop_column("runners", "silent_since")
