"""The models of the Resolutions and Decisions that the page cites, and of the meetings that adopt them."""

from __future__ import annotations

from schemas.base import (
    COUNTRIES,
    COUNTRY,
    Date,
    FilledTable,
    Integer,
    String,
    Table,
    confidence_of_row,
    date,
    evidence_of_row,
    integer,
    note_of_row,
    string,
)
from schemas.values import CONFIDENCE_MEANS, CONFIDENCES, EVIDENCE, INSTRUMENT, INSTRUMENT_KINDS, MEETING, NUMBER, URL


class Meetings(FilledTable):
    """A meeting of the Conference of the Parties to CITES."""

    meeting_id: String = string("Key of the meeting, such as CoP19", pattern=MEETING)
    number: Integer = integer("Number of the meeting", minimum=1, unique=True)
    city: String = string(
        "The city in which it was held; empty if the place of a future meeting is not yet known", nullable=True
    )
    country: String = string("The country in which it was held", nullable=True)
    country_code: String = string(
        "The country (ISO 3166-1 alpha-2)", pattern=COUNTRY, nullable=True, country_exists=COUNTRIES
    )
    start_date: Date = date("First day", nullable=True)
    end_date: Date = date("Last day", nullable=True)
    effective_date: Date = date(
        "When its Resolutions and Decisions take effect, unless they say otherwise: 90 days after the last day, the "
        "rule since CoP4 (Resolution Conf. 4.6); empty for earlier meetings, and while the last day is unknown",
        nullable=True,
    )
    evidence: String = evidence_of_row()
    confidence: String = confidence_of_row()
    note: String = note_of_row()

    class Config:
        title = "Meetings"
        unique = ["meeting_id"]
        in_order = [("start_date", "end_date")]
        ascending = [("end_date", "effective_date")]
        given_with = [("city", "end_date"), ("country", "city"), ("country_code", "country"), ("city", "country_code")]
        evidence_unless_unverified = ["evidence", "confidence"]


class Instruments(Table):
    """A Resolution or Decision of the Conference of the Parties, in the revision that the page cites.

    The page names it as of a meeting (`documents.as_of_meeting_id`); the dataset does not say whether it is in force.
    """

    instrument_id: String = string("Key of the instrument in this revision", pattern=INSTRUMENT)
    kind: String = string("Resolution or Decision", values=INSTRUMENT_KINDS)
    number: String = string("Its number; the part before the point is the meeting that adopted it", pattern=NUMBER)
    label: String = string("How it is written, such as Resolution Conf. 12.4 (Rev. CoP18)", unique=True)
    title: String = string("Its title, as the page has it")
    official_title: String = string("Its official title, if the page has a different one", nullable=True)
    addressee: String = string("To whom a Decision is directed, if a source was found that says so", nullable=True)
    adopted_meeting_id: String = string("The meeting that adopted it", pattern=MEETING, refers="meetings.meeting_id")
    revised_meeting_id: String = string(
        "The meeting that adopted the revision that the page cites; empty if the page cites no revision",
        pattern=MEETING,
        nullable=True,
        refers="meetings.meeting_id",
    )
    url: String = string(
        "Where its text is published, in the language of the page; the address may have a later version by now; "
        "empty if no source gives the address",
        pattern=URL,
        nullable=True,
    )
    evidence: String = string(
        "Sources of its addressee and url: addresses, joined by `; `; an official title comes from an erratum, "
        "listed in `row_errata`",
        pattern=EVIDENCE,
        nullable=True,
    )
    confidence: String = string(
        f"How certain its addressee and url are; empty if it has neither. {CONFIDENCE_MEANS}",
        values=CONFIDENCES,
        nullable=True,
    )

    class Config:
        title = "Instruments"
        unique = ["instrument_id"]
