"""The environment and `.env` as one frozen object."""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

TELEGRAM = "https://api.telegram.org"
EXAMPLES = {
    "BOT_TOKEN": "123456789:AAExampleExampleExampleExampleExample",
    "BOT_API_URL": TELEGRAM,
    "DATABASE_URL": "sqlite:////var/lib/hamstring-coach/coach.sqlite3",
    "LOG_LEVEL": "INFO",
    "PRACTICE_PORT": "8080",
    "ADMIN_IDS": "123456789,987654321",
    "SEND_RATE": "25",
    "WEBHOOK_URL": "https://coach.example.org/telegram",
    "WEBHOOK_SECRET": "4f1c_long-and-random",
    "HTTP_HOST": "127.0.0.1",
    "HTTP_PORT": "8081",
}
RESERVED = {"/healthz", "/readyz"}
PORTS = {None, 443, 80, 88, 8443}
HTTP_PORT = 8081
PAID_RATE = 1000
"""Messages a second that Telegram takes at most, paid ones too (Bot API, allow_paid_broadcast)."""


class SettingsError(Exception):
    """A value that cannot be used: one line naming the variable, its fault and an example."""


class Settings(BaseSettings):
    """What an operator may set; an empty value counts as unset."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    bot_token: SecretStr | None = None
    bot_api_url: str = TELEGRAM
    database_url: str | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    practice_port: int = Field(default=8080, ge=1, le=65535)
    admin_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    send_rate: int = Field(default=25, ge=1, le=100_000)
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    http_host: str = "127.0.0.1"
    http_port: int | None = Field(default=None, ge=1, le=65535)

    @field_validator("bot_token")
    @classmethod
    def _token_shape(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        token = value.get_secret_value().strip()
        if not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", token):
            raise ValueError("does not look like a token from @BotFather")
        return SecretStr(token)

    @field_validator("bot_api_url")
    @classmethod
    def _api_root(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            backend = make_url(value).get_backend_name()
        except ArgumentError as error:
            raise ValueError("is not a database address") from error
        if backend not in {"sqlite", "postgresql"}:
            raise ValueError(f"names {backend!r}; the data can be kept in sqlite or postgresql")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.strip().upper() if isinstance(value, str) else value

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(part.isdecimal() for part in parts):
            raise ValueError("must be Telegram user ids, whole numbers separated by commas")
        return frozenset(int(part) for part in parts)

    @field_validator("webhook_url")
    @classmethod
    def _webhook_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        address = urlsplit(value)
        if address.scheme not in {"http", "https"} or not address.hostname or address.port == 0:
            raise ValueError("must be the full address at which Telegram reaches the coach")
        if address.query or address.fragment or address.path in RESERVED or "{" in address.path:
            raise ValueError("must end in a plain path of its own, not /healthz or /readyz")
        return value

    @field_validator("http_host")
    @classmethod
    def _own_address(cls, value: str) -> str:
        try:
            return str(ip_address(value))
        except ValueError as error:
            raise ValueError(
                "must be an address of this machine in numbers, 0.0.0.0 for all of them"
            ) from error

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_word(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("must be 1 to 256 of the characters A-Z a-z 0-9 _ -")
        return value

    @model_validator(mode="after")
    def _telegram_takes_it(self) -> Self:
        if self.bot_api_url == TELEGRAM and self.send_rate > PAID_RATE:
            raise _fault("SEND_RATE", f"must be at most {PAID_RATE}: Telegram takes no more, paid ones too")
        return self

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Self:
        """What only makes sense together; each fault is told under the variable that mends it."""
        if self.webhook_url is None:
            if self.webhook_secret is not None:
                raise _fault(
                    "WEBHOOK_URL", "is missing, and WEBHOOK_SECRET alone does nothing; set both or none"
                )
            return self
        if self.bot_token is None:
            raise _fault("BOT_TOKEN", "is missing: without it practice mode runs, which needs no WEBHOOK_URL")
        if self.webhook_secret is None:
            raise _fault(
                "WEBHOOK_SECRET", "is missing: with WEBHOOK_URL, choose a long random word of your own"
            )
        if self.bot_api_url == TELEGRAM and not self.webhook_url.startswith("https://"):
            raise _fault("WEBHOOK_URL", "must start with https://: Telegram takes no other")
        if self.bot_api_url == TELEGRAM and urlsplit(self.webhook_url).port not in PORTS:
            raise _fault("WEBHOOK_URL", "must name port 443, 80, 88 or 8443: Telegram calls no other")
        return self

    @property
    def listen_port(self) -> int | None:
        """Where HTTP is answered: the webhook needs it, health alone only where it is asked for."""
        return self.http_port or (HTTP_PORT if self.webhook_url else None)

    @property
    def practising(self) -> bool:
        """Without a token the bot talks to the practice Telegram of its own."""
        return self.bot_token is None

    def database(self) -> str:
        """The database address. Practice keeps a file of its own: its runners are nobody on Telegram."""
        name = "practice" if self.practising else "coach"
        return self.database_url or f"sqlite:///{data_folder() / f'{name}.sqlite3'}"


def data_folder() -> Path:
    """The folder for this user's data (`XDG_DATA_HOME` is honoured on Linux)."""
    return user_data_path("hamstring-coach", appauthor=False)


def read_settings() -> Settings:
    """Read them once. Raises SettingsError, one line, for the first value that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error


def _fault(variable: str, fault: str) -> PydanticCustomError:
    """A fault of several variables together, told under the one that mends it."""
    return PydanticCustomError("together", "{fault}", {"fault": fault, "variable": variable})


def _explain(error: ValidationError) -> str:
    # The value itself is not repeated: it may be a token, and logs are shared.
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0] if first["loc"] else first["ctx"]["variable"]).upper()
    fault = first["msg"].removeprefix("Value error, ")
    return f"{name}: {fault[:1].lower()}{fault[1:]}. Example: {name}={EXAMPLES[name]}"
