from datetime import UTC, datetime, timedelta

from bot.reminders.delivery import Refused, Sent, Unknown
from bot.reminders.probe import ASK_AGAIN, Probe

NOW = datetime(2030, 1, 8, 6, tzinfo=UTC)
SILENT, TAKEN = Unknown("Timed out"), Sent(1)


def test_while_telegram_answers_messages_leave_side_by_side() -> None:
    probe = Probe()
    assert [probe.begin(NOW) for _ in range(3)] == [True] * 3


def test_after_silence_one_now_and_then_asks_until_one_is_answered() -> None:
    probe = Probe()
    assert probe.begin(NOW)
    probe.end(SILENT, NOW)
    assert not probe.begin(NOW)
    assert [probe.begin(NOW + ASK_AGAIN) for _ in range(3)] == [True, False, False]
    probe.end(SILENT, NOW + ASK_AGAIN)
    assert [probe.begin(NOW + 2 * ASK_AGAIN) for _ in range(2)] == [True, False]
    probe.end(TAKEN, NOW + 2 * ASK_AGAIN)
    assert [probe.begin(NOW + 2 * ASK_AGAIN) for _ in range(2)] == [True, True]


def test_a_refusal_is_a_sign_of_life_and_a_cut_off_is_none() -> None:
    probe = Probe()
    probe.end(None, NOW)
    assert not probe.begin(NOW)
    probe.end(Refused("Bad Request"), NOW)
    assert probe.begin(NOW)


def test_a_clock_that_was_put_back_holds_nobody_up() -> None:
    probe = Probe()
    probe.end(SILENT, NOW)
    assert probe.begin(NOW - timedelta(hours=1))
