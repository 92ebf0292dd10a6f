"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
READY_AT = (
    "CASE WHEN state = 'planned' THEN CASE WHEN not_before > due_at THEN not_before ELSE due_at END "
    "WHEN state = 'leased' THEN lease_until END"
)
TABLES = (
    "runners",
    "conversations",
    "checkins",
    "triages",
    "occurrences",
    "sessions",
    "events",
    "answers",
    "misses",
    "inbox",
)


def upgrade() -> None:
    _runners()
    _conversations()
    _checkins()
    _triages()
    _occurrences()
    _sessions()
    _events()
    _answers()
    _misses()
    _inbox()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("chat_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("answer_message_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("question_message_id", sa.BigInteger),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("entry", sa.String(64)),
        sa.Column("vote", sa.String(16)),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "answer_message_id", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_at"), "answers", ["at"])
    op.create_index(
        op.f("ix_answers_chat_id_question_message_id"), "answers", ["chat_id", "question_message_id"]
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("chat_id", ID, autoincrement=False, nullable=False),
        sa.Column("flow", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("step", sa.String(64), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_conversations")),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_events_chat_id_at"), "events", ["chat_id", "at"])


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("update_id", ID, autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("payload", sa.Text),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("handled_at", INSTANT),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_chat_id"), "inbox", ["chat_id"])
    op.create_index(
        "ix_inbox_pending",
        "inbox",
        ["update_id"],
        sqlite_where=sa.text("handled_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL"),
    )


def _misses() -> None:
    op.create_table(
        "misses",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("candidates", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misses")),
        sqlite_autoincrement=True,
    )


def _runners() -> None:
    op.create_table(
        "runners",
        sa.Column("chat_id", ID, autoincrement=False, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("level", sa.String(16)),
        sa.Column("zone", sa.String(64)),
        sa.Column("strength_days", sa.String(64), nullable=False),
        sa.Column("strength_at", sa.Time, nullable=False),
        sa.Column("checkin_at", sa.Time, nullable=False),
        sa.Column("strength_on", sa.Boolean, nullable=False),
        sa.Column("checkin_on", sa.Boolean, nullable=False),
        sa.Column("paused_until", sa.Date),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("state_rule", sa.String(64)),
        sa.Column("state_since", INSTANT),
        sa.Column("pool_only", sa.Boolean, nullable=False),
        sa.Column("set_up_at", INSTANT),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_runners")),
    )


def _checkins() -> None:
    op.create_table(
        "checkins",
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("local_date", sa.Date, nullable=False),
        sa.Column("soreness", sa.SmallInteger, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.CheckConstraint("soreness BETWEEN 0 AND 10", name=op.f("ck_checkins_soreness")),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["runners.chat_id"], name=op.f("fk_checkins_chat_id_runners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "local_date", name=op.f("pk_checkins")),
    )


def _occurrences() -> None:
    op.create_table(
        "occurrences",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("local_date", sa.Date, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("not_before", INSTANT),
        sa.Column("lease_until", INSTANT),
        sa.Column("lease_owner", sa.String(128)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("sent_at", INSTANT),
        sa.Column("outcome", sa.Text),
        sa.Column("response", sa.String(64)),
        sa.Column("responded_at", INSTANT),
        sa.Column("ready_at", INSTANT, sa.Computed(READY_AT, persisted=True)),
        sa.CheckConstraint(
            "state IN ('planned', 'leased', 'sent', 'missed', 'held', 'dead')",
            name=op.f("ck_occurrences_state"),
        ),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["runners.chat_id"], name=op.f("fk_occurrences_chat_id_runners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint(
            "chat_id", "kind", "local_date", name=op.f("uq_occurrences_chat_id_kind_local_date")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_occurrences_ready_at"),
        "occurrences",
        ["ready_at"],
        sqlite_where=sa.text("ready_at IS NOT NULL"),
        postgresql_where=sa.text("ready_at IS NOT NULL"),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("local_date", sa.Date, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["runners.chat_id"], name=op.f("fk_sessions_chat_id_runners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "local_date", "kind", name=op.f("pk_sessions")),
    )


def _triages() -> None:
    op.create_table(
        "triages",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("local_date", sa.Date, nullable=False),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("ruleset", sa.String(32), nullable=False),
        sa.Column("completed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["runners.chat_id"], name=op.f("fk_triages_chat_id_runners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triages")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_triages_chat_id_completed_at"), "triages", ["chat_id", "completed_at"])
