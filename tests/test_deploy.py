"""What stands in deploy/ names only what there is: variables, roles, paths, ports, files."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import STOP_WITHIN
from bot.role import Role
from bot.settings import Settings, read_settings
from bot.web.door import READY
from bot.web.webhook import LARGEST, Webhook

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
VARIABLES = {name.upper() for name in Settings.model_fields}
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "hamstring-coach"}
CADDY = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
UNIT = (DEPLOY / "hamstring-coach.service").read_text(encoding="utf-8")
_REFERENCE = re.compile(r"\$\{([A-Z_]+)(?::[?-][^}]*)?\}")


def _example() -> dict[str, str]:
    lines = (DEPLOY / "compose.env.example").read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: value for name, _, value in pairs}


def _filled(value: str) -> str:
    return _REFERENCE.sub(lambda found: _example()[found[1]], value)


def _seconds(value: str) -> float:
    return float(value.removesuffix("s"))


def _unit(name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)


def _role(command: list[str]) -> Role:
    assert command[:2] == ["run", "--role"]
    return Role(command[2])


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_a_service_is_a_setting(name: str) -> None:
    assert set(OURS[name]["environment"]) <= VARIABLES


@pytest.mark.parametrize("name", OURS)
def test_the_variables_of_a_service_are_values_that_the_coach_takes(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    for variable, value in OURS[name]["environment"].items():
        monkeypatch.setenv(variable, _filled(value))
    settings = read_settings()
    assert settings.database().startswith("postgresql://coach:")
    assert settings.webhook_url is not None
    assert settings.listen_port == 8081


def test_every_value_that_is_asked_for_stands_in_the_example_and_no_other() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert {found[1] for found in _REFERENCE.finditer(text)} == set(_example())


def test_two_answer_one_sends_and_one_migrates_before_them() -> None:
    roles = [_role(service["command"]) for name, service in OURS.items() if name != "migrate"]
    assert sorted(roles) == [Role.SENDER, Role.WEB, Role.WEB]
    assert OURS["migrate"]["command"] == ["db", "upgrade"]
    assert OURS["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    for name in set(OURS) - {"migrate"}:
        assert OURS[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_the_proxy_passes_on_the_webhook_to_all_that_answer_and_asks_whether_they_are_ready() -> None:
    url = _filled(OURS["web-1"]["environment"]["WEBHOOK_URL"])
    assert re.findall(r"handle (/\S*) \{", CADDY) == [Webhook(url, "").path]
    (upstreams,) = re.findall(r"reverse_proxy (.*) \{", CADDY)
    port = OURS["web-1"]["environment"]["HTTP_PORT"]
    web = {f"{name}:{port}" for name, service in OURS.items() if "web" in service["command"]}
    assert set(upstreams.split()) == web
    assert re.findall(r"health_uri (\S+)", CADDY) == [READY]
    assert re.findall(r"max_size (\S+)", CADDY) == [f"{LARGEST // 1_000_000}MB"]
    assert CADDY.count("{") == CADDY.count("}")


@pytest.mark.parametrize("name", sorted(set(OURS) - {"migrate"}))
def test_a_service_is_asked_whether_it_is_ready_and_given_time_to_stop(name: str) -> None:
    service = OURS[name]
    assert f":{service['environment']['HTTP_PORT']}{READY}" in service["healthcheck"]["test"][-1]
    assert _seconds(service["stop_grace_period"]) > STOP_WITHIN + 3


def test_volumes_and_files_that_are_named_are_there() -> None:
    named = {
        volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])
    }
    assert {name for name in named if not name.startswith(".")} == set(COMPOSE["volumes"])
    assert all((DEPLOY / name).exists() for name in named if name.startswith("."))
    build = OURS["web-1"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Dockerfile"


def test_the_image_is_built_from_files_that_are_there_and_not_held_back() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = [
        name for line in re.findall(r"^COPY (?!--)(.*) \S+$", text, re.MULTILINE) for name in line.split()
    ]
    let_in = set(re.findall(r"^!(.*)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.MULTILINE))
    assert set(copied) == let_in
    assert all((ROOT / name).exists() for name in copied)
    assert 'ENTRYPOINT ["/coach/bin/python", "-m", "bot"]' in text
    (python,) = set(re.findall(r"^FROM python:(\S+)-slim", text, re.MULTILINE))
    assert f"Python :: {python}" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_unit_names_settings_and_a_command_that_there_are() -> None:
    assigned = {value.partition("=")[0] for value in _unit("Environment")}
    assert assigned - {"PYTHONUNBUFFERED"} <= VARIABLES
    assert _unit("ExecStart") == ["/opt/hamstring-coach/.venv/bin/python -m bot run"]
    (stop,) = _unit("TimeoutStopSec")
    assert _seconds(stop) > STOP_WITHIN + 3


def test_the_unit_keeps_its_data_where_it_may_write() -> None:
    (folder,) = _unit("StateDirectory")
    assert any(
        value.startswith(f"DATABASE_URL=sqlite:////var/lib/{folder}/") for value in _unit("Environment")
    )
    assert _unit("ProtectSystem") == ["strict"]
    assert _unit("DynamicUser") == ["yes"]


def test_the_manual_names_only_settings_that_there_are() -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+)`", text)) | set(
        re.findall(r"^([A-Z]+_[A-Z_]+)=", text, re.MULTILINE)
    )
    assert {"WEBHOOK_URL", "WEBHOOK_SECRET", "HTTP_PORT"} <= named
    assert named <= VARIABLES | {"BOT_TOKEN"}
