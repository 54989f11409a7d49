"""The Resolutions and Decisions, as shown in their list and on their pages."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.site import search
from pipeline.site.published import Published, PublishedRow


@dataclass(frozen=True)
class Instrument:
    """A Resolution or Decision: its meetings, whom or what it concerns, and where it is cited."""

    row: PublishedRow
    adopted: PublishedRow
    revised: PublishedRow | None
    subjects: list[PublishedRow]
    citations: list[PublishedRow]
    words: str  # for the search, besides what is shown: the names of those whom it concerns

    @property
    def path(self) -> str:
        """Its page on the site."""
        return f"instruments/{self.row.row_id}.html"


def instruments(published: Published) -> list[Instrument]:
    """Return the Resolutions and Decisions, each kind sorted by number."""
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


def timeline(found: list[Instrument]) -> list[tuple[PublishedRow, list[Instrument], list[Instrument]]]:
    """Return each meeting that adopted or revised any of them, with those it adopted and those it revised."""
    meetings = {one.row_id: one for each in found for one in (each.adopted, each.revised) if one}
    return [
        (meeting, [one for one in found if one.adopted is meeting], [one for one in found if one.revised is meeting])
        for meeting in sorted(meetings.values(), key=lambda row: int(row.values["number"]))
    ]


def _number(instrument: Instrument) -> tuple[bool, list[int]]:
    """Return a sort key: Resolutions before Decisions, each by number."""
    values = instrument.row.values
    return values["kind"] != "resolution", [int(part) for part in values["number"].split(".")]
