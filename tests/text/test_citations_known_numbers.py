"""What is known of numbers, and whether the curated file of that is sound."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from conftest import ROOT

from pipeline.text.citations import find, known_numbers
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
    assert known_numbers.is_known(Instrument.parse(key)) is is_known


def test_a_meeting_to_come_may_have_no_city_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meetings = tmp_path / "meetings.csv"
    meetings.write_text("number,city,start_date\n20,Samarkand,2025-11-24\n21,,\n", "utf-8")
    monkeypatch.setattr(known_numbers, "MEETINGS", meetings)
    for cached in (known_numbers.meetings, known_numbers._cities, known_numbers.is_possible):
        cached.cache_clear()
    try:
        assert (known_numbers.city(20), known_numbers.city(21), known_numbers.city(22)) == ("Samarkand", None, None)
        assert [one.instrument.id for one in find("At CoP20 in Samarkand, Resolution 20.3 on trade")] == ["conf-20.3"]
        assert find("At CoP21, the BRS conventions adopted Resolution 21.3 on chemicals") == []
    finally:
        monkeypatch.undo()
        for cached in (known_numbers.meetings, known_numbers._cities, known_numbers.is_possible):
            cached.cache_clear()


@pytest.mark.golden
def test_the_curated_numbers_are_sound() -> None:
    with (ROOT / "raw/curated/numbers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({(row["kind"], row["meeting"]) for row in rows}) == len(rows)
    for row in rows:
        assert row["kind"] in ("resolution", "decision"), row
        assert Instrument(row["kind"], f"{row['meeting']}.{row['known_to']}").is_possible(known_numbers.meetings()), row
        assert not row["at_most"] or int(row["known_to"]) <= int(row["at_most"]), row
        assert row["evidence"], row
        assert row["confidence"] in CONFIDENCES, row
