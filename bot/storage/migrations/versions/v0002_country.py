"""The country a runner chose for the emergency number; null: the one of the time zone."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runners", sa.Column("country", sa.String(2)))


def downgrade() -> None:
    op.drop_column("runners", "country")
