"""Who takes part: the bot, the ready-made runners and the one group. Read from cast.json."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BotRole(_Frozen):
    first_name: str
    username: str


class GroupRole(_Frozen):
    id: int
    title: str


class RunnerRole(_Frozen):
    first_name: str
    username: str | None = None
    language_code: str | None = None


class Cast(_Frozen):
    bot: BotRole
    group: GroupRole
    runners: tuple[RunnerRole, ...]


def default_cast() -> Cast:
    return Cast.model_validate_json(Path(__file__).with_name("cast.json").read_bytes())
