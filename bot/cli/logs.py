"""The log: one line an event on standard error, and never a token in it."""

import logging
from typing import Final

FORMAT: Final = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
NOISY: Final = ("httpx", "httpcore", "telegram", "apscheduler", "uvicorn", "asyncio", "alembic")
"""Libraries that tell of every step; at INFO some of them write addresses with the token inside."""


def configure(level: str) -> None:
    logging.basicConfig(level=level, format=FORMAT)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # The tick is skipped while the one before still sends: that is as it should be.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
