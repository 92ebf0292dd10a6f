"""The tables. A change here needs a migration beside it; a test compares the two.

What `sqlite_where` says of an index holds on PostgreSQL too.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex

from bot.storage.types import BigId, UtcDateTime, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


@compiles(CreateIndex, "postgresql")
def _partial_as_on_sqlite(create: CreateIndex, compiler: Any, **how: Any) -> str:  # noqa: ANN401
    # To say `postgresql_where` in a table loads that dialect for everybody, which takes 34 ms of each start.
    options = create.element.dialect_options
    if options["postgresql"]["where"] is None:
        options["postgresql"]["where"] = options["sqlite"]["where"]
    return str(compiler.visit_create_index(create, **how))


def _runner(*, primary_key: bool = False) -> Column[int]:
    """A row that means nothing without its runner: a check-in racing a deletion must not stay behind."""
    return Column(
        "chat_id",
        BigInteger,
        ForeignKey("runners.chat_id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


runners = Table(
    "runners",
    metadata,
    Column("chat_id", BigId, primary_key=True, autoincrement=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("level", String(16)),
    Column("zone", String(64)),
    Column("strength_days", Words, nullable=False),
    Column("strength_at", Time, nullable=False),
    Column("checkin_at", Time, nullable=False),
    Column("strength_on", Boolean, nullable=False),
    Column("checkin_on", Boolean, nullable=False),
    Column("paused_until", Date),
    Column("state", String(16), nullable=False),
    Column("state_rule", String(64)),
    Column("state_since", UtcDateTime),
    Column("pool_only", Boolean, nullable=False),
    Column("set_up_at", UtcDateTime),
    Column("active", Boolean, nullable=False),
    Column("country", String(2)),
    Column("silent_since", UtcDateTime),
    Column("here_at", UtcDateTime),
    Column("ladder_step", String(16)),
    Column("ladder_failed", SmallInteger),
    Column("ladder_since", Date),
    Column("physio", Boolean, nullable=False, server_default=false()),
    Column("extras_on", Boolean, nullable=False, server_default=true()),
)

conversations = Table(
    "conversations",
    metadata,
    # No foreign key here, nor in answers, events, inbox: a group has no runner, and talk precedes set-up.
    Column("chat_id", BigId, primary_key=True, autoincrement=False),
    Column("flow", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("token", String(64), nullable=False),
    Column("step", String(64), nullable=False),
    Column("data", JSON, nullable=False),
    Column("message_id", BigInteger),
    Column("updated_at", UtcDateTime, nullable=False),
)

# A check that was not finished. It outlives its conversation: another flow may take that one's place.
kept_checks = Table(
    "kept_checks",
    metadata,
    _runner(primary_key=True),
    Column("version", Integer, nullable=False),
    Column("step", String(64), nullable=False),
    Column("data", JSON, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
)

checkins = Table(
    "checkins",
    metadata,
    _runner(primary_key=True),
    Column("local_date", Date, primary_key=True),
    Column("soreness", SmallInteger, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    CheckConstraint("soreness BETWEEN 0 AND 10", name="soreness"),
)

triages = Table(
    "triages",
    metadata,
    Column("id", BigId, primary_key=True),
    _runner(),
    Column("local_date", Date, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("rule", String(32), nullable=False),
    Column("ruleset", String(32), nullable=False),
    Column("completed_at", UtcDateTime, nullable=False),
    Index(None, "chat_id", "completed_at"),
    sqlite_autoincrement=True,
)

# When a row next needs the sender; null once it needs none. The database derives it, so it cannot disagree.
READY_AT = (
    "CASE WHEN state = 'planned' THEN CASE WHEN not_before > due_at THEN not_before ELSE due_at END "
    "WHEN state = 'leased' THEN lease_until END"
)

occurrences = Table(
    "occurrences",
    metadata,
    Column("id", BigId, primary_key=True),
    _runner(),
    Column("kind", String(32), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("not_before", UtcDateTime),
    Column("lease_until", UtcDateTime),
    Column("lease_owner", String(128)),
    Column("attempts", Integer, nullable=False),
    Column("message_id", BigInteger),
    Column("sent_at", UtcDateTime),
    Column("outcome", Text),
    Column("response", String(64)),
    Column("responded_at", UtcDateTime),
    Column("ready_at", UtcDateTime, Computed(READY_AT, persisted=True)),
    Column("priority", SmallInteger, nullable=False, server_default="1"),  # the lower number is sent first
    CheckConstraint("state IN ('planned', 'leased', 'sent', 'missed', 'held', 'dead')", name="state"),
    UniqueConstraint("chat_id", "kind", "local_date"),
    Index(None, "due_at"),
    # An id stands in the buttons of a sent message, so a deleted row's id must never come back.
    sqlite_autoincrement=True,
)
Index(
    None,
    occurrences.c.priority,
    occurrences.c.ready_at,
    sqlite_where=occurrences.c.ready_at.is_not(None),
)

# What all senders of the bot have booked of Telegram's limit: seconds ahead of `as_of` (Unix time).
send_budget = Table(
    "send_budget",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("ahead", Double, nullable=False),
    Column("as_of", Double, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    _runner(primary_key=True),
    Column("local_date", Date, primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("feel", String(16)),
    Column("felt_at", UtcDateTime),
)

weeks = Table(
    "weeks",
    metadata,
    _runner(primary_key=True),
    Column("monday", Date, primary_key=True),
    Column("performance", String(16), nullable=False),
    Column("signs", Words),
    Column("answered_at", UtcDateTime, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("data", JSON, nullable=False),
    Index(None, "chat_id", "at"),
    sqlite_autoincrement=True,
)

answers = Table(
    "answers",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("answer_message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("question_message_id", BigInteger),
    Column("question", Text, nullable=False),
    Column("entry", String(64)),
    Column("vote", String(16)),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "chat_id", "question_message_id"),
    Index(None, "at"),
)

misses = Table(
    "misses",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("question", Text, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("candidates", JSON, nullable=False),
    sqlite_autoincrement=True,
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigId, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger),
    Column("payload", Text),
    Column("received_at", UtcDateTime, nullable=False),
    Column("handled_at", UtcDateTime),
    Index(None, "chat_id"),
)
Index(
    "ix_inbox_pending",
    inbox.c.chat_id,
    inbox.c.update_id,
    sqlite_where=inbox.c.handled_at.is_(None),
)

# Gone as soon as nothing waits in the chat; no `chat_id`, because it is nothing of the runner's to hand out.
chat_leases = Table(
    "chat_leases",
    metadata,
    Column("chat", BigId, primary_key=True, autoincrement=False),
    Column("owner", String(128), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)
