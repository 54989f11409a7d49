"""What a Resolution or Decision is: its id, label and meetings, and whether it is possible."""

from __future__ import annotations

import pytest

from pipeline.text.instruments import Instrument, meeting_id

INSTRUMENTS = [
    # id, instrument, label, meetings that adopted and last revised it
    ("conf-13.3", Instrument("resolution", "13.3"), "Resolution Conf. 13.3", "CoP13", None),
    ("dec-9.7", Instrument("decision", "9.7"), "Decision 9.7", "CoP9", None),
    ("conf-2.6-rev", Instrument("resolution", "2.6", "Rev."), "Resolution Conf. 2.6 (Rev.)", "CoP2", None),
    (
        "conf-12.4-rev-cop18",
        Instrument("resolution", "12.4", "CoP18"),
        "Resolution Conf. 12.4 (Rev. CoP18)",
        "CoP12",
        "CoP18",
    ),
    ("dec-17.55-rev-cop19", Instrument("decision", "17.55", "CoP19"), "Decision 17.55 (Rev. CoP19)", "CoP17", "CoP19"),
]


@pytest.mark.parametrize(("key", "instrument", "label", "adopted", "revised"), INSTRUMENTS)
def test_an_instrument_is_known_by_its_id(
    key: str, instrument: Instrument, label: str, adopted: str, revised: str | None
) -> None:
    assert Instrument.parse(key) == instrument
    assert instrument.id == key
    assert instrument.label == label
    assert (instrument.adopted_meeting_id, instrument.revised_meeting_id) == (adopted, revised)


@pytest.mark.parametrize(
    "key", ["", "conf-12", "res-12.4", "dec-17.55-rev-19", "conf-12.4 (Rev. CoP18)", "dec-17.55\n", "DEC-17.55"]
)
def test_what_is_not_an_id_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="is not the id of a Resolution or Decision"):
        Instrument.parse(key)


@pytest.mark.parametrize(
    ("key", "is_possible"),
    [
        ("conf-1.7", True),
        ("conf-12.4-rev-cop18", True),
        ("conf-2.6-rev", True),
        ("conf-20.1", False),  # of a meeting that is not known
        ("conf-12.4-rev-cop20", False),
        ("conf-12.4-rev-cop12", False),  # revised when it was adopted, and before
        ("conf-12.4-rev-cop11", False),
        ("dec-9.7", True),
        ("dec-8.7", False),  # of a meeting that did not number its Decisions so
    ],
)
def test_an_instrument_is_possible_if_its_meetings_are(key: str, is_possible: bool) -> None:
    assert Instrument.parse(key).is_possible(range(1, 20)) is is_possible


def test_meeting_id() -> None:
    assert meeting_id(19) == "CoP19"
