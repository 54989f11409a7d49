"""The Resolutions and Decisions, as their list and their pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.site import search
from pipeline.site.published import Published, Row


@dataclass(frozen=True)
class Instrument:
    """A Resolution or Decision: its meetings, whom or what it concerns, and where it is cited."""

    row: Row
    adopted: Row
    revised: Row | None
    subjects: list[Row]
    citations: list[Row]
    words: str  # what a search may use besides what is shown: the names of whom it concerns

    @property
    def path(self) -> str:
        """Its page on the site."""
        return f"instruments/{self.row.row_id}.html"


def instruments(published: Published) -> list[Instrument]:
    """Return the Resolutions and Decisions, each kind by its number."""
    tables = published.tables
    meetings = tables["meetings"].rows
    found = []
    for row_id, row in tables["instruments"].rows.items():
        revised = row.values["revised_meeting_id"]
        subjects = published.where("instrument_subjects", instrument_id=row_id)
        found.append(
            Instrument(
                row,
                meetings[row.values["adopted_meeting_id"]],
                meetings[revised] if revised else None,
                subjects,
                published.where("citations", instrument_id=row_id),
                search.words(published, row),
            )
        )
    return sorted(found, key=_number)


def timeline(found: list[Instrument]) -> list[tuple[Row, list[Instrument], list[Instrument]]]:
    """Return each meeting that adopted or revised one of them, with those that it adopted and revised."""
    meetings = {one.row_id: one for each in found for one in (each.adopted, each.revised) if one}
    return [
        (meeting, [one for one in found if one.adopted is meeting], [one for one in found if one.revised is meeting])
        for meeting in sorted(meetings.values(), key=lambda row: int(row.values["number"]))
    ]


def _number(instrument: Instrument) -> tuple[bool, list[int]]:
    """Return what sorts Resolutions before Decisions, and each by its number."""
    values = instrument.row.values
    return values["kind"] != "resolution", [int(part) for part in values["number"].split(".")]
