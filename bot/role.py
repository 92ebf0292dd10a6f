"""Which part of the coach a process is."""

from enum import StrEnum


class Role(StrEnum):
    """`web` answers updates, `sender` sends what is due, `all` is one process for both."""

    WEB = "web"
    SENDER = "sender"
    ALL = "all"

    @property
    def answers(self) -> bool:
        return self is not Role.SENDER

    @property
    def sends(self) -> bool:
        return self is not Role.WEB
