"""What is known of the meetings, and of the numbers of the Resolutions and Decisions that they adopted."""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from pathlib import Path

from pipeline import ROOT
from pipeline.text.instruments import Instrument, Kind

MEETINGS = ROOT / "raw/curated/meetings.csv"
NUMBERS = ROOT / "raw/curated/numbers.csv"
_MOST: dict[Kind, int] = {"resolution": 30, "decision": 400}  # no meeting has adopted more


@cache
def meetings() -> frozenset[int]:
    """Return the numbers of the meetings of the Conference of the Parties that are known here."""
    return frozenset(int(row["number"]) for row in _rows(MEETINGS))


@cache
def _cities() -> dict[int, str]:
    return {int(row["number"]): row["city"] for row in _rows(MEETINGS) if row["city"]}


def city(meeting: int) -> str | None:
    """Return where a meeting of the Conference of the Parties met; None if that is not known."""
    return _cities().get(meeting)


@lru_cache(maxsize=10_000)
def is_possible(instrument: Instrument) -> bool:
    """Return whether the meetings of an instrument are known here, and can be its."""
    return instrument.is_possible(meetings())


@lru_cache(maxsize=10_000)
def is_known(instrument: Instrument) -> bool | None:
    """Return whether there is an instrument of this kind and number, in some revision; None if that is not known.

    Meetings number what they adopt from 1, so that there is each number up to one that is known.
    """
    bounds = _numbers().get((instrument.kind, instrument.adopted))
    if bounds is None:
        return None
    known_to, at_most = bounds
    item = int(instrument.number.partition(".")[2])
    if 0 < item <= known_to:
        return True
    return False if item == 0 or (at_most is not None and item > at_most) else None


def has_footnote(kind: Kind, number: str) -> bool:
    """Return whether the last digit of a number must be the mark of a footnote, because the number cannot be with it.

    In "Conf. 1.72" the 2 is a mark: the first meeting did not adopt 72 Resolutions. Where evidence says how many there
    are, a number beyond them stays as it is, and is said not to be known.
    """
    meeting, _, item = number.partition(".")
    if int(item) <= _MOST[kind]:
        return False
    _, at_most = _numbers().get((kind, int(meeting)), (0, None))
    return kind == "resolution" or at_most is None


@cache
def _numbers() -> dict[tuple[str, int], tuple[int, int | None]]:
    """Return, for a kind and a meeting, up to which number there are all, and beyond which there is none."""
    return {
        (row["kind"], int(row["meeting"])): (int(row["known_to"]), int(row["at_most"]) if row["at_most"] else None)
        for row in _rows(NUMBERS)
    }


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
