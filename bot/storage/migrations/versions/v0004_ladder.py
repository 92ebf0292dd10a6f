"""The step of the way back to running; null: none."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runners", sa.Column("ladder_step", sa.String(16)))
    op.add_column("runners", sa.Column("ladder_failed", sa.SmallInteger))
    op.add_column("runners", sa.Column("ladder_since", sa.Date))


def downgrade() -> None:
    op.drop_column("runners", "ladder_since")
    op.drop_column("runners", "ladder_failed")
    op.drop_column("runners", "ladder_step")
