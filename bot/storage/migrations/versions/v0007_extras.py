"""How sessions felt, how each week went, and whether that may be asked."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("runners", sa.Column("extras_on", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("sessions", sa.Column("feel", sa.String(16)))
    op.add_column("sessions", sa.Column("felt_at", INSTANT))
    op.create_table(
        "weeks",
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("monday", sa.Date, nullable=False),
        sa.Column("performance", sa.String(16), nullable=False),
        sa.Column("signs", sa.String(64)),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["runners.chat_id"], name=op.f("fk_weeks_chat_id_runners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "monday", name=op.f("pk_weeks")),
    )


def downgrade() -> None:
    op.drop_table("weeks")
    op.drop_column("sessions", "felt_at")
    op.drop_column("sessions", "feel")
    op.drop_column("runners", "extras_on")
