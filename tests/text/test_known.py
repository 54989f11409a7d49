"""What is known of numbers, and whether the curated file of that is sound."""

from __future__ import annotations

import csv

import pytest
from conftest import ROOT

from pipeline.text import known
from pipeline.text.instruments import Instrument
from schemas.values import CONFIDENCES


@pytest.mark.parametrize(
    ("key", "is_known"),
    [
        ("conf-14.8", True),
        ("conf-14.9", False),  # the list of all that the meeting adopted ends with 14.8
        ("dec-19.20-rev-cop20", True),  # a number is known in every revision
        ("dec-19.300", None),  # more than what has been seen, fewer than the meeting can have taken
        ("dec-19.999", False),
        ("dec-11.1", None),  # nothing is known of that meeting's
    ],
)
def test_a_number_is_known_or_not_or_that_is_not_known(key: str, is_known: bool | None) -> None:
    assert known.is_known(Instrument.parse(key)) is is_known


@pytest.mark.golden
def test_the_curated_numbers_are_sound() -> None:
    with (ROOT / "raw/curated/numbers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({(row["kind"], row["meeting"]) for row in rows}) == len(rows)
    for row in rows:
        assert row["kind"] in ("resolution", "decision"), row
        assert Instrument(row["kind"], f"{row['meeting']}.{row['known_to']}").is_possible(known.meetings()), row
        assert not row["at_most"] or int(row["known_to"]) <= int(row["at_most"]), row
        assert row["evidence"], row
        assert row["confidence"] in CONFIDENCES, row
