import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.db import app
from tests.databases import Postgres


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_upgrade_makes_the_tables_and_says_so_once(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "coach.db"
    first = run("upgrade", "--database", f"sqlite:///{file}")
    assert (first.exit_code, first.output.split(" to ")[0]) == (0, "upgraded from an empty database")
    assert run("upgrade", "--database", f"sqlite:///{file}").output.startswith("up to date at ")
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM runners").fetchone() == (0,)
    connection.close()


def test_current_tells_an_old_database_from_the_newest_by_its_exit_status(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    before = run("current", "--database", url)
    assert before.exit_code == 1
    assert "no schema yet" in before.output
    assert "db upgrade" in before.output
    run("upgrade", "--database", url)
    after = run("current", "--database", url)
    assert (after.exit_code, "newest" in after.output) == (0, True)


def test_postgresql_is_brought_up_to_date_the_same_way(postgres: Postgres) -> None:
    url = postgres.new_database()
    assert run("current", "--database", url).exit_code == 1
    assert run("upgrade", "--database", url).output.startswith("upgraded from an empty database")
    assert run("upgrade", "--database", url).output.startswith("up to date at ")
    assert run("current", "--database", url).exit_code == 0


def test_without_an_option_the_settings_name_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'named.db'}")
    assert run("upgrade").exit_code == 0
    assert (tmp_path / "named.db").exists()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://x/y", "sqlite:///"),
        ("nonsense", "sqlite:///"),
        ("sqlite:////proc/no/where.db", "proc"),
        ("postgresql://nobody@127.0.0.1:1/coach", "no connection"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line_and_exit_status_1(url: str, says: str) -> None:
    result = run("current", "--database", url)
    assert result.exit_code == 1
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_file_that_is_no_database_is_one_line_and_exit_status_1(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database, only a text that is long enough to be looked at " * 20)
    result = run("current", "--database", f"sqlite:///{file}")
    assert result.exit_code == 1
    assert "not a database" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_faulty_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "nonsense")
    result = run("current")
    assert result.exit_code == 1
    assert "DATABASE_URL" in result.stderr
