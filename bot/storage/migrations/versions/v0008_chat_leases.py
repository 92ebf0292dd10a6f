"""Which process handles the updates of a chat, and an index of what waits in a chat."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITING = sa.text("handled_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "chat_leases",
        sa.Column("chat", _ID, autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(128), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat", name="pk_chat_leases"),
    )
    op.execute("UPDATE inbox SET chat_id = 0 WHERE chat_id IS NULL")
    _index(["chat_id", "update_id"])


def downgrade() -> None:
    _index(["update_id"])
    op.drop_table("chat_leases")


def _index(columns: list[str]) -> None:
    op.drop_index("ix_inbox_pending", "inbox")
    op.create_index("ix_inbox_pending", "inbox", columns, sqlite_where=_WAITING, postgresql_where=_WAITING)
