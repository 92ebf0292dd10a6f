"""A wrong value stops the start with one line: the variable, its fault, an example."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsError, read_settings

NAMES = [name.upper() for name in Settings.model_fields]
TOKEN = {"BOT_TOKEN": "123:abc"}
HOOK = {"WEBHOOK_URL": "https://coach.example/hook"}
SECRET = {"WEBHOOK_SECRET": "s3cret_-"}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "hello"),
        ("BOT_TOKEN", "123:"),
        ("BOT_TOKEN", "123:with space"),
        ("BOT_API_URL", "api.telegram.org"),
        ("DATABASE_URL", "coach.sqlite3"),
        ("DATABASE_URL", "mysql://localhost/coach"),
        ("LOG_LEVEL", "loud"),
        ("PRACTICE_PORT", "eighty"),
        ("PRACTICE_PORT", "0"),
        ("PRACTICE_PORT", "70000"),
        ("ADMIN_IDS", "12,bob"),
        ("SEND_RATE", "fast"),
        ("SEND_RATE", "0"),
        ("SEND_RATE", "1001"),
        ("SEND_RATE", "100001"),
        ("HTTP_PORT", "0"),
        ("HTTP_HOST", "everywhere"),
        ("WEBHOOK_URL", "coach.example/hook"),
        ("WEBHOOK_URL", "https://coach.example:99999/hook"),
        ("WEBHOOK_URL", "https://coach.example/hook?a=b"),
        ("WEBHOOK_URL", "https://coach.example/healthz"),
        ("WEBHOOK_URL", "https://coach.example/{path}"),
        ("WEBHOOK_SECRET", "not allowed"),
        ("WEBHOOK_SECRET", "ü"),
        ("WEBHOOK_SECRET", "x" * 257),
    ],
)
def test_a_wrong_value_is_named_with_an_example(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as told:
        read_settings()
    line = str(told.value)
    assert line.startswith(f"{name}: ")
    assert f"Example: {name}=" in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("given", "name", "said"),
    [
        (HOOK | SECRET, "BOT_TOKEN", "is missing"),
        (TOKEN | HOOK, "WEBHOOK_SECRET", "is missing"),
        (TOKEN | SECRET, "WEBHOOK_URL", "is missing"),
        (TOKEN | SECRET | {"WEBHOOK_URL": "http://coach.example/hook"}, "WEBHOOK_URL", "https://"),
        (TOKEN | SECRET | {"WEBHOOK_URL": "https://coach.example:8444/hook"}, "WEBHOOK_URL", "8443"),
        ({"SEND_RATE": "1001", "BOT_API_URL": "https://api.telegram.org/"}, "SEND_RATE", "at most 1000"),
    ],
)
def test_what_does_not_fit_together_is_named_where_it_is_mended(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], name: str, said: str
) -> None:
    for variable, value in given.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=said) as told:
        read_settings()
    assert str(told.value).startswith(f"{name}: ")
    assert f"Example: {name}=" in str(told.value)
    assert SECRET["WEBHOOK_SECRET"] not in str(told.value)


@pytest.mark.parametrize(
    ("given", "port"),
    [
        (TOKEN, None),
        (TOKEN | {"HTTP_PORT": "9000"}, 9000),
        (TOKEN | HOOK | SECRET, 8081),
        (TOKEN | HOOK | SECRET | {"HTTP_PORT": "9000"}, 9000),
        (TOKEN | SECRET | {"WEBHOOK_URL": "http://10.0.0.1:9/", "BOT_API_URL": "http://10.0.0.2"}, 8081),
    ],
)
def test_a_port_is_opened_for_the_webhook_or_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], port: int | None
) -> None:
    for variable, value in given.items():
        monkeypatch.setenv(variable, value)
    assert read_settings().listen_port == port


@pytest.mark.parametrize(
    "url", ["sqlite:///coach.sqlite3", "postgresql://coach@localhost/coach", "postgresql+asyncpg://h/coach"]
)
def test_the_data_may_be_kept_in_sqlite_or_postgresql(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert read_settings().database() == url


def test_a_wrong_token_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "secret but wrong")
    with pytest.raises(SettingsError) as told:
        read_settings()
    assert "secret but wrong" not in str(told.value)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_value_counts_as_unset(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "")
    assert read_settings() == Settings()


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PRACTICE_PORT=9001\nADMIN_IDS=7, 8\n", encoding="utf-8")
    monkeypatch.setenv("PRACTICE_PORT", "9002")
    settings = read_settings()
    assert settings.practice_port == 9002
    assert settings.admin_ids == {7, 8}


def test_practice_and_telegram_keep_their_runners_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    practice = read_settings().database()
    monkeypatch.setenv("BOT_TOKEN", "123:abc")
    assert read_settings().database() != practice


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        read_settings().log_level = "DEBUG"


def test_the_example_file_names_every_variable() -> None:
    example = (Path(__file__).parent.parent / ".env.example").read_text(encoding="utf-8")
    named = {line.partition("=")[0] for line in example.splitlines() if "=" in line and line[0] != "#"}
    assert named == {name.upper() for name in Settings.model_fields}


def test_a_server_that_is_not_telegrams_may_take_more_than_telegram(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_RATE", "1001")
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:8082")
    assert read_settings().send_rate == 1001
