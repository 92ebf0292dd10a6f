"""A wrong value stops the start with one line: the variable, its fault, an example."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsError, read_settings

NAMES = ["BOT_TOKEN", "BOT_API_URL", "DATABASE_URL", "LOG_LEVEL", "PRACTICE_PORT", "ADMIN_IDS", "SEND_RATE"]


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
