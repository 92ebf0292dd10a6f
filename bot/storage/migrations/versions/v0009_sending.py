"""Which message goes first, the budget that all senders share, and an index for what fell due in a day."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WAITING = sa.text("ready_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("occurrences", sa.Column("priority", sa.SmallInteger, nullable=False, server_default="1"))
    op.execute("UPDATE occurrences SET priority = 0 WHERE kind IN ('follow_up', 'half_way')")
    op.drop_index(op.f("ix_occurrences_ready_at"), "occurrences")
    op.create_index(
        op.f("ix_occurrences_priority_ready_at"),
        "occurrences",
        ["priority", "ready_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index(op.f("ix_occurrences_due_at"), "occurrences", ["due_at"])
    op.create_table(
        "send_budget",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("ahead", sa.Double, nullable=False),
        sa.Column("as_of", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_send_budget")),
    )


def downgrade() -> None:
    op.drop_table("send_budget")
    op.drop_index(op.f("ix_occurrences_due_at"), "occurrences")
    op.drop_index(op.f("ix_occurrences_priority_ready_at"), "occurrences")
    op.create_index(
        op.f("ix_occurrences_ready_at"),
        "occurrences",
        ["ready_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.drop_column("occurrences", "priority")
