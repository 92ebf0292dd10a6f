"""Which country a time zone belongs to: zone.tab of the tz database, one line a zone, as tzdata ships it.

zone.tab names one country a zone (zone1970.tab joins countries whose clocks agree, which is of no use here).
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

_PACKAGE: Final = "tzdata.zoneinfo"
_FILE: Final = "zone.tab"
_LINE: Final = re.compile(r"([A-Z]{2})\t[^\t]+\t([A-Za-z0-9_+/-]+)")


@cache
def zone_countries() -> Mapping[str, str]:
    """IANA zone -> ISO 3166 code; empty when the file is not there or cannot be read."""
    try:
        text = files(_PACKAGE).joinpath(_FILE).read_text(encoding="utf-8")
    except (OSError, ImportError, ValueError):
        return MappingProxyType({})
    return MappingProxyType(parse(text))


def parse(text: str) -> dict[str, str]:
    """The lines that can be read; others, comments too, are passed over."""
    found = (_LINE.match(line) for line in text.splitlines())
    return {match[2]: match[1] for match in found if match}
