"""Resolutions and Decisions in the addresses of their texts: `/eng/res/16/16-04.php`, `E-Res-12-11-R18.pdf`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.text.citations.members import Member
from pipeline.text.instruments import UNDATED, Instrument, Kind, meeting_id

_NUMBER = (
    r"(?P<meeting>[0-9]{1,2})-(?P<item>[0-9]{1,3})(?:-?(?P<rev>R)(?P<revised>[0-9]{1,2})?(?![A-Za-z0-9]))?(?![0-9-])"
)
# To begin with plain words makes the search fast.
_ADDRESSES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "resolution",
        re.compile(rf"/res/(?:all/)?(?:[0-9]{{1,2}}/)?[EFS]?{_NUMBER}"),
    ),  # cites.org/eng/res/10/10-10R16.php
    ("resolution", re.compile(rf"-Res-(?<=[EFS]-Res-){_NUMBER}")),  # E-Res-12-11-R18.pdf
    ("decision", re.compile(rf"-Dec-(?<=[EFS]-Dec-){_NUMBER}")),
)


def in_addresses(text: str) -> Iterator[Member]:
    """Yield the instruments whose numbers are in the addresses of a text, which is not a reading copy."""
    for kind, address in _ADDRESSES:
        for match in address.finditer(text):
            number = f"{int(match['meeting'])}.{int(match['item'])}"
            revision = meeting_id(int(match["revised"])) if match["revised"] else UNDATED if match["rev"] else None
            start = match.start() + 1 if match[0][0] == "/" else match.start() - 1
            yield Member(start, match.end(), Instrument(kind, number, revision))
