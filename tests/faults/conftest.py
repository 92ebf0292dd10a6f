"""One coach on each database, with its Telegram and a clock that can be put anywhere."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .campaign import Campaign


@pytest.fixture
async def campaign(tmp_path: Path, database: str) -> AsyncIterator[Campaign]:
    async with Campaign.opened(tmp_path, database) as opened:
        yield opened
